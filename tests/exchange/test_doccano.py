"""Spans of doccano are put where their unit means, which the file does not say."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.exchange.doccano import doccano_lines, read_doccano
from analysis.exchange.offsets import UNITS, Unit, from_characters

if TYPE_CHECKING:
    from analysis.evidence import Passage

SAMPLES = Path(__file__).parent / "data/doccano"
TEXT = (SAMPLES.parent / "text.txt").read_bytes().decode()
FOUND = [(9, 27, "support"), (50, 66, "oppose"), (72, 94, "support")]
COUPLE = "\U0001f469\u200d\U0001f467"


def saved(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "all.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def places(passages: tuple[Passage, ...]) -> list[tuple[int | None, int | None, str]]:
    return [(passage.start, passage.end, *passage.labels) for passage in passages]


@pytest.mark.parametrize(
    ("file", "note"),
    [
        ("spans_as_ui_writes_utf16", "read as UTF-16 units, which puts 3 of 3 spans on edges"),
        ("spans_codepoints_for_python_import", "read as characters, not UTF-16 units: this puts 3"),
        ("relations_utf16", "read as UTF-16 units, which puts 3 of 3 spans on edges"),
    ],
)
def test_the_samples_are_read_in_their_unit(file: str, note: str) -> None:
    foreign = read_doccano(SAMPLES / f"{file}.jsonl")
    (text,) = foreign.texts
    assert text.text == TEXT
    assert places(text.passages) == FOUND
    for passage in text.passages:
        assert passage.words == TEXT[passage.start : passage.end]
        assert passage.doubt is None
    assert note in foreign.notes[0]
    assert foreign.left_out == (("1 relation",) if "relations" in file else ())


@pytest.mark.parametrize("unit", UNITS)
def test_the_unit_is_found_by_edges_of_words_or_named(unit: Unit, tmp_path: Path) -> None:
    spans = [[*from_characters(TEXT, [start, end], unit), label] for start, end, label in FOUND]
    path = saved(tmp_path, {"id": 1, "text": TEXT, "label": spans})
    assert places(read_doccano(path, unit=unit).texts[0].passages) == FOUND
    if unit != "bytes":  # doccano never counts them
        assert places(read_doccano(path).texts[0].passages) == FOUND
    assert read_doccano(path, unit=unit).notes == ()


def test_a_unit_that_cuts_words_yields_to_one_that_does_not(tmp_path: Path) -> None:
    text = "\U0001f600 so so so"
    foreign = read_doccano(saved(tmp_path, {"id": 1, "text": text, "label": [[5, 7, "a"]]}))
    (passage,) = foreign.texts[0].passages
    assert (passage.words, passage.start, passage.doubt) == ("so", 5, None)


def test_where_several_units_fit_the_declared_one_is_used_in_doubt(tmp_path: Path) -> None:
    text = "so \U0001f600 a-b-c-d-e"
    path = saved(tmp_path, {"id": 1, "text": text, "label": [[8, 11, "a"], [0, 2, "b"]]})
    foreign = read_doccano(path)
    passage, before = foreign.texts[0].passages
    assert (passage.start, passage.end) == (7, 10)
    assert "the file does not say what it counts" in str(passage.doubt)
    assert before.doubt is None, "it is where every unit has it"
    said = "as do characters and grapheme clusters; say which by the option unit"
    assert said in foreign.notes[0]
    passage, _ = read_doccano(path, unit="characters").texts[0].passages
    assert (passage.start, passage.doubt) == (8, None)


def test_in_plain_text_every_unit_is_the_same(tmp_path: Path) -> None:
    foreign = read_doccano(saved(tmp_path, {"text": "We agree", "label": [[1, 4, "odd"]]}))
    assert places(foreign.texts[0].passages) == [(1, 4, "odd")]
    assert foreign.notes == ()


def test_a_span_outside_of_its_text_is_named(tmp_path: Path) -> None:
    row = {"id": 7, "text": "We agree", "label": [[0, 99, "a"], [2, 3, "blank"], [5, 3, "b"]]}
    foreign = read_doccano(saved(tmp_path, row))
    assert foreign.texts[0].passages == ()
    assert foreign.left_out[0] == (
        "line 1, span 1: 0 to 99 is not a span of its text in UTF-16 units"
    )
    assert len(foreign.left_out) == 3


def test_what_is_not_a_span_is_counted(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "text": "We agree", "label": ["positive"], "Comments": ["x"], "meta": {"a": 1}},
        {"id": 2, "data": "We agree", "labels": [[0, 2, "who"]], "title": "A"},
        {
            "id": 3,
            "text": "No",
            "annotations": [{"start_offset": 0, "end_offset": 2, "label": 4, "user": 9}],
        },
    ]
    foreign = read_doccano(saved(tmp_path, *rows))
    assert set(foreign.left_out) == {"1 label of a whole text", "1 comment", '1 field "meta"'}
    assert [text.title for text in foreign.texts] == [None, "A", None]
    old = foreign.texts[2].passages[0]
    assert (old.labels, old.coder, old.origin) == (("4",), "9", "line 3, entity 1")


def test_in_a_zip_each_file_is_a_coder(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for coder, label in (("mk", "no"), ("jt", "yes")):
            row = {"id": 1, "text": "We agree", "label": [[0, 2, label]]}
            archive.writestr(f"{coder}.jsonl", json.dumps(row))
    path = tmp_path / "export.zip"
    path.write_bytes(file.getvalue())
    (text,) = read_doccano(path).texts
    assert [(p.coder, p.labels) for p in text.passages] == [("jt", ("yes",)), ("mk", ("no",))]


@pytest.mark.parametrize("unit", UNITS)
def test_claims_come_back_with_places_and_labels(unit: Unit, folder: Path, tmp_path: Path) -> None:
    article = folder / "article.txt"
    text = f"By {COUPLE} and caf\u0065\u0301 \U0001f600\n" + article.read_bytes().decode()
    article.write_bytes(text.encode())
    dossier = analysis.load(folder)
    path = tmp_path / "all.jsonl"
    path.write_text(doccano_lines(dossier, unit=unit), encoding="utf-8")
    foreign = read_doccano(path, unit=unit)
    (back,) = foreign.texts
    assert back.text == text
    shift = len(text) - len((analysis.example().folder / "article.txt").read_bytes().decode())
    claims = dossier.claims.sort("start").iter_rows(named=True)
    assert places(back.passages) == [
        (claim["start"] + shift, claim["end"] + shift, claim["speech_act"]) for claim in claims
    ]
    assert foreign.left_out == ()


def test_an_unknown_unit_is_refused(dossier: analysis.Dossier) -> None:
    for ask in (
        lambda: doccano_lines(dossier, unit="utf8"),  # type: ignore[arg-type]
        lambda: read_doccano(SAMPLES / "relations_utf16.jsonl", unit="utf8"),
    ):
        with pytest.raises(analysis.QuestionError, match='unit="utf8" is not an option'):
            ask()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": 1}, "line 1: an object is not an object with a text"),
        ([1], "line 1: a list is not an object"),
        ({"text": "a", "label": [[0, 1]]}, "label, item 1: a list is not a start, an end"),
        ({"text": "a", "label": [["0", 1, "x"]]}, '"0" is not a whole number'),
        ({"text": "a", "entities": [{"start_offset": 0}]}, "end_offset: is missing"),
        ({"text": 5}, 'text: "5" is not a text'),
    ],
)
def test_what_is_not_an_export_is_refused_by_its_line(
    row: object, said: str, tmp_path: Path
) -> None:
    with pytest.raises(analysis.QuestionError, match=rf"all\.jsonl.*{said}"):
        read_doccano(saved(tmp_path, row))


def test_single_spans_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text('{"text": "We agree", "label": [[-1, 2, "a"], [0, 2, "b"]]}', encoding="utf-8")
    foreign = read_doccano(path)
    assert [p.labels for p in foreign.texts[0].passages] == [("b",)]
    assert foreign.left_out == (
        'all.jsonl, line 1, label, item 1, item 1: "-1" is not a place in a text',
    )
