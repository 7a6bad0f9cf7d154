"""Forms say of every column what to put there, and offer what the selected words suggest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.coding.forms import CODED, codebook_of, form_of, names_of
from analysis.coding.offers import offers_of
from analysis.dossier.reading import PACKAGED
from analysis.dossier.tables import TABLES, is_optional
from analysis.dossier.vocabularies import every_vocabulary
from analysis.evidence import Article

if TYPE_CHECKING:
    from pathlib import Path

HIDDEN = {"paragraph", "start", "end", "digest", "quote", "coder", "review"}
FROM_THE_WORDS = {"paragraph", "start", "end", "digest", "quote"}


def columns(table: str, folder: Path = PACKAGED) -> dict[str, dict[str, object]]:
    form = form_of(table, codebook_of(folder, table))
    return {str(column["name"]): column for column in form["columns"]}


def required(table: str) -> set[str]:
    return {name for name, column in TABLES[table].columns().items() if not is_optional(column)}


@pytest.mark.parametrize("table", CODED)
def test_a_form_has_every_column_that_a_coder_fills_required_ones_first(table: str) -> None:
    shown = columns(table)
    hidden = HIDDEN if table == "claims" else {"coder", "review"}
    assert set(shown) == set(TABLES[table].column_names()) - hidden
    flags = [column["required"] for column in shown.values()]
    assert flags == sorted(flags, reverse=True)
    assert {name for name, column in shown.items() if column["required"]} == required(
        table
    ) - FROM_THE_WORDS
    assert form_of(table)["key"] == TABLES[table].primary_key()[0]


@pytest.mark.parametrize("table", CODED)
def test_the_help_of_every_column_says_what_to_put_there(table: str) -> None:
    for name, column in columns(table).items():
        said = str(column["help"])
        own = {*re.findall("[a-z]+", str(column["label"]).lower()), *name.split("_")}
        words = set(re.findall("[a-z]{3,}", said.lower())) - own
        assert not said[0].islower(), name
        assert said.endswith((".", "!", ")", "”", '"')), (name, said)
        assert not re.search(r"[`*]", said), (name, said)
        at_least = 6 if column["required"] else 2
        assert len(words) >= at_least, f"{table}.{name} says no more than its name: {said}"


@pytest.mark.parametrize("table", ["claims", "ties", "transfers"])
def test_the_codebook_covers_every_required_column(table: str) -> None:
    text = (PACKAGED / "CODEBOOK.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
    absent = [name for name in required(table) if f"`{name}`" not in section]
    assert not absent, f"{table}: the codebook does not say how {absent} are coded"
    from_codebook = codebook_of(PACKAGED, table)
    for name in required(table) - FROM_THE_WORDS:
        assert len(from_codebook.get(name, "").split()) >= 4, (table, name)
        assert from_codebook[name] in str(columns(table)[name]["help"])


def test_words_come_with_labels_and_definitions() -> None:
    shown = columns("claims")["factuality"]["words"]
    assert isinstance(shown, list)
    assert [word["word"] for word in shown] == [w.word for w in every_vocabulary()["factuality"]]
    assert all(word["label"] and word["definition"] for word in shown)
    assert columns("ties")["sign"]["kind"] == "word"


def test_kinds_say_how_a_column_is_filled() -> None:
    kinds = {name: column["kind"] for name, column in columns("claims").items()}
    assert kinds["speaker"] == "id"
    assert kinds["targets"] == "ids"
    assert kinds["statement"] == kinds["claim_id"] == "text"
    assert kinds["factuality"] == "word"
    assert kinds["said_on"] == "day"
    assert columns("claims")["weapons"]["table"] == "weapons"
    more = {name: column["kind"] for name, column in columns("ties").items()}
    assert more["directed"] == "boolean"
    assert more["obligations"] == "list"
    assert columns("actors")["cow_code"]["kind"] == "number"


def test_labels_are_words_and_not_names_of_columns() -> None:
    for table in CODED:
        labels = [str(column["label"]) for column in columns(table).values()]
        assert not [label for label in labels if "_" in label or not label[0].isupper()]
        assert len(set(labels)) == len(labels), table


def test_a_codebook_is_read_without_its_marks(tmp_path: Path) -> None:
    (tmp_path / "CODEBOOK.md").write_text(
        "# Codebook\n\n## ties\n- `kind`: other\n\n## claims\nWords.\n"
        "- `speaker`, `nested_source`: **who** says [it](x.md), as `c01`.\n- `nothing`: is not.\n"
        "- `speaker`: never the paper.\n"
    )
    assert codebook_of(tmp_path, "claims") == {
        "speaker": "Who says it, as c01. Never the paper.",
        "nested_source": "Who says it, as c01.",
    }
    assert codebook_of(tmp_path / "none", "claims") == {}


def test_names_are_those_by_which_rows_are_found() -> None:
    example = analysis.example()
    names = names_of({table: getattr(example, table) for table in TABLES})
    assert ["ardania", "Ardania", ["Ardanian"]] in names["actors"]
    assert {"actors", "claims", "sources", "weapons", "concept", "instrument"} <= set(names)
    assert len(names["concept"]) == example.claims["concept"].drop_nulls().n_unique()
    assert not any(names_of({}).values())


TEXT = (
    "Corvia talks, and the whole strait has nothing to do but to listen for hours on end to it\n"
    "Oren Dask, who said little, told reporters that “Corvia may have warned Ardania”. It would "
    "very  likely answer on 3 May. The Ardanian side denied this.\n"
    "Another paragraph that Felland announced."
)


def offered(words: str, *, english: bool = True) -> dict[str, list[str]]:
    example = analysis.example()
    start = TEXT.index(words)
    frames = {"claims": example.claims, "actors": example.actors}
    span = (start, start + len(words))
    return offers_of(Article(TEXT), span, frames, english=english)


def test_reporting_words_of_the_selection_come_before_those_of_its_sentence() -> None:
    assert offered("Corvia may have warned Ardania")["cue"] == ["warned", "said", "told"]
    assert offered("The Ardanian side")["cue"] == ["denied"]


def test_likelihood_words_are_offered_as_printed() -> None:
    assert offered("Corvia may have")["likelihood_term"] == ["may"]
    assert offered("It would very  likely")["likelihood_term"] == ["would very likely"], "not May"


def test_speakers_are_those_whom_the_paragraph_names() -> None:
    assert offered("Corvia may have")["speaker"] == ["oren-dask", "corvia", "ardania"]
    assert offered("Felland")["speaker"] == ["felland"]


def test_in_another_language_only_words_in_use_are_offered() -> None:
    assert offered("Felland")["cue"] == ["announced"]
    assert offered("Felland", english=False)["cue"] == [], "nobody has used the word as yet"
    assert offered("It would very", english=False)["likelihood_term"][0] == "would"


@pytest.mark.parametrize("text", ["\u202e", "((((" * 5000, "a" * 100_000, "said " * 20_000, "\0"])
def test_offers_of_whatever_text_are_found_at_once(text: str) -> None:
    frames = {"claims": analysis.example().claims, "actors": analysis.example().actors}
    found = offers_of(Article(text), (0, len(text)), frames, english=True)
    assert set(found) == {"cue", "likelihood_term", "speaker"}
