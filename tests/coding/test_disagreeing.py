"""Two coders' claims gone through one by one: decisions are kept, and claims merged from them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import analysis
from analysis import DossierError, QuestionError
from analysis.coding.deciding import Deciding
from analysis.dossier.reading import EXAMPLE
from analysis.evidence import read_article
from analysis.evidence.anchors import anchor_at

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """The example by ann, and by bo: two values of c07 and one of c09 are others, c05 is missing.

    What bo calls c20 is not ann's c20, which bo has not found, but other words.
    """
    claims = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    rows = [row for row in claims.to_dicts() if row["claim_id"] != "c05"]
    at = {row["claim_id"]: row for row in rows}
    at["c07"] |= {"speaker": "lena-brint", "factuality": "PR+"}
    at["c09"] |= {"targets": "corvia|ardania"}
    start = int(at["c19"]["end"]) + 2
    anchored = anchor_at(read_article(EXAMPLE / "article.txt"), start, start + 12)
    at["c20"] |= {name: str(value) for name, value in anchored.items()}
    at["c20"] |= {"cue": None, "likelihood_term": None}
    for name, made in (("ann", claims), ("bo", pl.DataFrame(rows, claims.schema))):
        folder = tmp_path / name
        folder.mkdir()
        for file in ("actors.csv", "sources.csv", "weapons.csv", "article.txt"):
            shutil.copy(EXAMPLE / file, folder)
        made.with_columns(coder=pl.lit(name)).write_csv(folder / "claims.csv")
    return [tmp_path / "ann", tmp_path / "bo"]


@pytest.fixture
def deciding(folders: list[Path], tmp_path: Path) -> Deciding:
    return Deciding(*folders, into=tmp_path / "merged")


def ask(deciding: Deciding, **message: object) -> dict[str, Any]:
    """Send a message and give the one answer, without the number that it repeats."""
    (answer,) = deciding.answer({"ask": 7} | message)
    assert answer.pop("ask") == 7
    json.dumps(answer)
    return answer


def decide(deciding: Deciding, item: int, **choices: object) -> dict[str, Any]:
    return ask(deciding, type="decide", item=item, choices=choices)


def keep(deciding: Deciding, item: int, choice: str = "keep") -> dict[str, Any]:
    return ask(deciding, type="decide", item=item, choices={"": choice})


def decide_all(deciding: Deciding) -> None:
    for at, item in enumerate(deciding.items):
        if item["columns"]:
            decide(deciding, at, **{one["column"]: "second" for one in item["columns"]})
        else:
            keep(deciding, at)


def test_differing_claims_and_those_of_one_coder_come_in_the_order_of_the_article(
    deciding: Deciding,
) -> None:
    state = ask(deciding, type="open")
    assert [item["ids"] for item in state["items"]] == [
        ["c05", None],
        ["c07", "c07"],
        ["c09", "c09"],
        *sorted([["c20", None], [None, "c20-2"]], key=lambda ids: ids[0] is not None),
    ]
    assert state["names"] == ["ann", "bo"]
    assert (state["left"], state["undo"]) == (6, 0)
    differing = {one["column"]: one for one in state["items"][1]["columns"]}
    assert differing["speaker"]["values"][1] == "lena-brint"
    assert differing["speaker"]["words"][1] == "Lena Brint"
    assert differing["factuality"]["words"][1] == "probable"
    assert "c20 as c20-2" in state["problems"][0]


def test_the_words_of_both_are_shown_in_their_paragraph(deciding: Deciding) -> None:
    item = deciding.items[1]
    words = item["passage"]
    claim = deciding.pair[0].claims.filter(claim_id="c07").row(0, named=True)
    text = read_article(EXAMPLE / "article.txt").text
    ours, theirs = words["spans"]
    assert words["text"][slice(*ours)] == text[claim["start"] : claim["end"]] != ""
    assert ours == theirs
    assert "\n" not in words["text"]
    assert deciding.items[0]["passage"]["spans"][1] is None


def test_without_an_article_it_is_said_and_the_quotes_are_there(
    folders: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOSSIER_ARTICLE", raising=False)
    (folders[0] / "article.txt").unlink()
    state = ask(Deciding(*folders, into=tmp_path / "merged"), type="open")
    assert state["items"][1]["passage"] is None
    assert all(state["items"][1]["quotes"])
    assert "article" in state["problems"][0]


def test_decisions_are_in_the_file_at_once_and_found_again(
    deciding: Deciding, folders: list[Path]
) -> None:
    answer = decide(deciding, 1, speaker="second", factuality="first")
    assert answer["choices"] == {"speaker": "second", "factuality": "first"}
    assert (answer["left"], answer["undo"]) == (4, 1)
    kept = json.loads((deciding.into / "decisions.json").read_text())
    assert [len(step) for step in kept["steps"]] == [2]
    again = Deciding(*folders, into=deciding.into)
    assert again.decided[1] == answer["choices"]
    assert again.left == 4


def test_the_same_decision_again_is_not_a_step(deciding: Deciding) -> None:
    decide(deciding, 1, speaker="second")
    assert decide(deciding, 1, speaker="second")["undo"] == 1
    assert decide(deciding, 1, speaker="first")["undo"] == 2


def test_steps_are_taken_back_one_by_one_also_after_a_restart(
    deciding: Deciding, folders: list[Path]
) -> None:
    keep(deciding, 0)
    decide(deciding, 1, speaker="second")
    decide(deciding, 1, speaker="first")
    again = Deciding(*folders, into=deciding.into)
    assert ask(again, type="undo")["choices"] == {"speaker": "second"}
    answer = ask(again, type="undo")
    assert (answer["type"], answer["item"], answer["choices"]) == ("undone", 1, {})
    assert (ask(again, type="undo")["item"], again.left) == (0, 6)
    assert ask(again, type="undo") == {
        "type": "refused",
        "message": "nothing is decided that could be undone",
        "problems": [],
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Oren Dask", "oren-dask"), ("oren-dask", "oren-dask")],
)
def test_a_typed_value_may_be_a_name(deciding: Deciding, typed: str, kept: str) -> None:
    answer = decide(deciding, 1, speaker={"value": typed})
    assert answer["choices"] == {"speaker": {"value": kept}}


@pytest.mark.parametrize(
    ("column", "choice", "said"),
    [
        ("speaker", "neither", "speaker cannot be empty"),
        ("speaker", {"value": "oren-dusk"}, 'called "oren-dusk"; did you mean "oren-dask"?'),
        ("speaker", {"value": "Oren Dusk"}, 'called "Oren Dusk"; did you mean "Oren Dask"?'),
        ("said_on", {"value": "soon"}, "there is no such decision"),
        ("factuality", {"value": "sure"}, "certainty: "),
        ("factuality", {"value": " "}, "type a value, or choose neither"),
        ("factuality", "third", "there is no such decision"),
        ("polarity", "first", "there is no such decision"),
        ("", "keep", "there is no such decision"),
        ("factuality", {"value": 7}, "there is no such decision"),
    ],
)
def test_what_no_claim_can_have_is_refused_and_nothing_is_written(
    deciding: Deciding, column: str, choice: object, said: str
) -> None:
    answer = ask(deciding, type="decide", item=1, choices={column: choice})
    assert answer["type"] == "refused"
    assert said in answer["message"]
    assert not (deciding.into / "decisions.json").exists()


@pytest.mark.parametrize(
    "message",
    [
        None,
        {"type": "decide"},
        {"type": "decide", "item": 99, "choices": {"": "keep"}},
        {"type": "decide", "item": 0, "choices": {}},
        {"type": "decide", "item": 0, "choices": {7: ["keep"]}},
        {"type": "decide", "item": 0, "choices": {"": {"value": "keep"}}},
        {"type": "merge", "replace": "yes"},
        {"type": "erase"},
    ],
)
def test_whatever_a_message_says_it_is_answered(deciding: Deciding, message: object) -> None:
    (answer,) = deciding.answer(message)
    assert answer["type"] == "refused"
    assert not deciding.into.exists()


def test_merged_claims_have_what_was_decided(deciding: Deciding) -> None:
    decide(deciding, 1, speaker={"value": "Oren Dask"}, factuality="second")
    decide(deciding, 2, targets="neither")
    keep(deciding, 0, "leave out")
    assert ask(deciding, type="merge", replace=False)["message"] == (
        "2 decisions are to be made before claims can be merged"
    )
    keep(deciding, 3)
    keep(deciding, 4)
    answer = ask(deciding, type="merge", replace=False)
    assert answer == {"type": "merged", "message": "20 claims in merged/claims.csv."}
    for table in ("actors", "sources", "weapons"):
        shutil.copy(EXAMPLE / f"{table}.csv", deciding.into)
    merged = analysis.load(deciding.into)
    assert merged.claims["claim_id"].is_sorted() or "c20-2" in merged.claims["claim_id"]
    row = {one["claim_id"]: one for one in merged.claims.to_dicts()}
    assert (row["c07"]["speaker"], row["c07"]["factuality"]) == ("oren-dask", "PR+")
    assert (row["c09"]["targets"], row["c09"]["coder"]) == ([], None)
    assert "c05" not in row
    assert (row["c20"]["coder"], row["c20-2"]["coder"]) == ("ann", "bo")
    before = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    after = pl.read_csv(deciding.into / "claims.csv", infer_schema=False)
    same = [c for c in before.columns if c != "coder"]
    ids = ["c07", "c09", "c05", "c20-2"]
    kept = [one.filter(~pl.col("claim_id").is_in(ids)).select(same) for one in (before, after)]
    assert kept[0].filter(pl.col("claim_id") != "c05").rows() == kept[1].rows()


def test_other_claims_are_replaced_only_when_it_is_said_and_kept_beside(
    deciding: Deciding,
) -> None:
    decide_all(deciding)
    assert ask(deciding, type="merge", replace=False)["type"] == "merged"
    assert ask(deciding, type="merge", replace=False)["type"] == "merged"  # the same again
    path = deciding.into / "claims.csv"
    path.write_text("mine\n")
    answer = ask(deciding, type="merge", replace=False)
    assert answer["type"] == "exists"
    assert "kept as claims.csv.before" in answer["message"]
    assert path.read_text() == "mine\n"
    (deciding.into / "claims.csv.before").write_text("older\n")
    answer = ask(deciding, type="merge", replace=True)
    assert "What was there is claims.csv.before-2 now." in answer["message"]
    assert (deciding.into / "claims.csv.before").read_text() == "older\n"
    assert (deciding.into / "claims.csv.before-2").read_text() == "mine\n"
    assert path.read_text().startswith("claim_id,")


def test_actors_that_only_the_second_coder_has_are_named(
    folders: list[Path], tmp_path: Path
) -> None:
    for name in ("claims", "actors"):
        path = folders[1] / f"{name}.csv"
        text = path.read_text().replace("lena-brint", "lena-b")
        path.write_text(text.replace("Lena Brint", "Lena B."))
    deciding = Deciding(*folders, into=tmp_path / "merged")
    decide_all(deciding)
    assert "what only bo has a row of, in actors.csv: lena-b" in deciding.write()


def test_words_that_are_also_an_id_name_no_actor(folders: list[Path], tmp_path: Path) -> None:
    with (folders[1] / "actors.csv").open("a", encoding="utf-8") as file:
        file.write("bo,Bo Coder,person,,,,,,,\n")
    deciding = Deciding(*folders, into=tmp_path / "merged")
    decide_all(deciding)
    assert "bo" in deciding.merged()["coder"].to_list()
    assert "They name" not in deciding.write()


def test_a_merged_claim_that_breaks_a_rule_is_refused(folders: list[Path], tmp_path: Path) -> None:
    for folder, concept in ((folders[0], ""), (folders[1], "ferries")):
        claims = pl.read_csv(folder / "claims.csv", infer_schema=False)
        c07 = pl.col("claim_id") == "c07"
        stance = "agree" if concept else ""
        claims.with_columns(
            concept=pl.when(c07).then(pl.lit(concept)).otherwise("concept"),
            stance=pl.when(c07).then(pl.lit(stance)).otherwise("stance"),
        ).write_csv(folder / "claims.csv", quote_style="necessary")
    deciding = Deciding(*folders, into=tmp_path / "merged")
    decide_all(deciding)
    decide(deciding, 1, concept="first", stance="second")
    answer = ask(deciding, type="merge", replace=False)
    assert answer["type"] == "refused"
    assert "stance has a concept" in answer["message"]
    assert "c07" in answer["message"]
    assert not (deciding.into / "claims.csv").exists()


def test_decisions_on_values_that_changed_since_do_not_count(
    deciding: Deciding, folders: list[Path]
) -> None:
    decide(deciding, 1, speaker="second")
    decide(deciding, 1, factuality="second")
    path = folders[1] / "claims.csv"
    path.write_text(path.read_text().replace("lena-brint", "oren-dask"))
    again = Deciding(*folders, into=deciding.into)
    state = ask(again, type="open")
    assert state["decided"][1] == {"factuality": "second"}
    assert any(
        "1 decision in decisions.json is on claims or values" in p for p in state["problems"]
    )
    assert ask(again, type="undo")["choices"] == {}
    kept = json.loads((deciding.into / "decisions.json").read_text())
    assert [step[0]["column"] for step in kept["steps"]] == ["speaker"]


def test_what_somebody_else_decided_meanwhile_is_not_written_over(
    deciding: Deciding, folders: list[Path]
) -> None:
    decide(deciding, 1, speaker="second")
    other = Deciding(*folders, into=deciding.into)
    keep(other, 0)
    answer = decide(deciding, 1, factuality="second")
    assert answer["type"] == "changed"
    assert "decisions.json was written by somebody else" in answer["message"]
    state = ask(deciding, type="reload")
    assert state["decided"][:2] == [{"": "keep"}, {"speaker": "second"}]
    assert decide(deciding, 1, factuality="second")["type"] == "decided"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"steps": 7}',
        b'{"steps": [[]]}',
        b'{"steps": [[{"first": "c01"}]]}',
        b'{"steps": [[{"first": 1, "second": null, "column": null, "values": [], "decision": 2}]]}',
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_not_of_decisions_is_refused_and_left(
    folders: list[Path], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "merged").mkdir()
    path = tmp_path / "merged" / "decisions.json"
    path.write_bytes(content)
    with pytest.raises(DossierError, match=r"decisions\.json"):
        Deciding(*folders, into=tmp_path / "merged")
    assert path.read_bytes() == content


def test_a_disk_that_refuses_is_said(deciding: Deciding, tmp_path: Path) -> None:
    (tmp_path / "merged").write_text("a file in the way")
    answer = keep(deciding, 0)
    assert answer["type"] == "refused"
    assert "merged could not be read or written" in answer["message"]


def test_of_two_dossiers_the_broken_one_is_named(folders: list[Path], tmp_path: Path) -> None:
    file = folders[1] / "claims.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("c03,2,", "c03,two,"), "utf-8")
    with pytest.raises(DossierError) as refused:
        Deciding(*folders, into=tmp_path / "merged")
    assert {problem.file for problem in refused.value.problems} == {str(file)}


def test_two_coders_of_one_dossier_are_gone_through(folder: Path, tmp_path: Path) -> None:
    deciding = Deciding(folder, into=tmp_path / "merged")
    assert [coder.name for coder in deciding.pair] == ["jt", "mk"]
    with pytest.raises(QuestionError, match="by one coder alone"):
        Deciding(analysis.load(folder, coder="jt"), into=tmp_path / "merged")


def test_a_decision_is_kept_for_as_long_as_its_words_are_known(
    deciding: Deciding, folders: list[Path]
) -> None:
    """Of a claim of one coder, the quote says whether it is still the same."""
    keep(deciding, 0)
    path = folders[0] / "claims.csv"
    quote = deciding.items[0]["quotes"][0]
    changed = path.read_text().replace(quote, "other words")
    path.write_text(changed)
    assert Deciding(*folders, into=deciding.into).decided[0] == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("=cmd()", "a spreadsheet would compute it"),
        ("a\0b", "no table can contain it"),
        ("\ud800", "no table can contain it"),
        ("x" * 2_000_000, "at most"),
    ],
)
def test_hostile_values_are_refused(
    folders: list[Path], tmp_path: Path, typed: str, said: str
) -> None:
    path = folders[1] / "claims.csv"
    claims = pl.read_csv(path, infer_schema=False)
    claims.with_columns(concept=pl.lit("ferries")).write_csv(path)
    deciding = Deciding(*folders, into=tmp_path / "merged")
    at = next(
        at
        for at, item in enumerate(deciding.items)
        if "concept" in [one["column"] for one in item["columns"]]
    )
    answer = decide(deciding, at, concept={"value": typed})
    assert answer["type"] == "refused"
    assert said in answer["message"]
    assert len(answer["message"]) < 300
    assert not (tmp_path / "merged").exists()


def test_nothing_but_decisions_is_written_before_merging(
    deciding: Deciding, folders: list[Path], tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for folder in folders for path in folder.iterdir()}
    decide_all(deciding)
    assert [path.name for path in deciding.into.iterdir()] == ["decisions.json"]
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ann", "bo", "merged"]


def test_a_value_in_the_file_that_no_claim_can_have_is_refused(
    deciding: Deciding, folders: list[Path]
) -> None:
    decide_all(deciding)
    path = deciding.into / "decisions.json"
    path.write_text(path.read_text().replace('"decision": "second"', '"decision": {"value": "no"}'))
    answer = ask(Deciding(*folders, into=deciding.into), type="merge", replace=False)
    assert answer["type"] == "refused"
    assert '"no" is not a value of this column' in answer["message"]
    assert not (deciding.into / "claims.csv").exists()
