"""Annotations of Hypothesis are found by their quotes, with places as a hint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import analysis
from analysis.exchange.hypothesis import read_hypothesis

SAMPLE = Path(__file__).parent / "data/web/hypothesis_search.json"
TEXT = SAMPLE.parents[1] / "text.txt"
PAGE = "https://example.org/bridge"


def row(**more: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
    quote = {"type": "TextQuoteSelector", "exact": "say no"}
    return {"id": "a", "uri": PAGE, "target": [{"source": PAGE, "selector": [quote]}], **more}


def saved(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "search.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_sample_is_read() -> None:
    foreign = read_hypothesis(SAMPLE)
    (text,) = foreign.texts
    assert (text.name, text.source, text.title) == (PAGE, PAGE, "Bridge debate")
    assert [passage.words for passage in text.passages][:2] == [
        "wants a new bridge",
        "does not want it",
    ]
    assert {passage.start for passage in text.passages} == {None}
    assert [p.labels for p in text.passages] == [("support",), ("oppose",), ("support",)]
    assert [p.organization for p in text.passages] == ["Town", "Club", "Neighbours"]
    assert {passage.coder for passage in text.passages} == {"coder_a"}
    assert set(foreign.left_out) == {"1 note on a whole page", "1 reply"}
    assert foreign.notes == ()


def test_with_the_text_places_are_those_of_its_characters() -> None:
    foreign = read_hypothesis(SAMPLE, text=str(TEXT))
    content = TEXT.read_bytes().decode()
    passages = foreign.texts[0].passages
    assert [(p.start, p.end) for p in passages] == [(9, 27), (50, 66), (72, 94)]
    assert [p.words for p in passages] == [content[p.start : p.end] for p in passages]
    assert foreign.notes == ()


def test_a_list_of_rows_will_do_and_what_is_missing_is_counted(tmp_path: Path) -> None:
    rows = [
        row(text="concept: bridges\nstance: agree\nNot sure", tags=["a", "a", "b"]),
        row(hidden=True),
        row(references=["a"]),
        row(target=[{"source": PAGE, "selector": [{"type": "RangeSelector"}]}]),
    ]
    foreign = read_hypothesis(saved(tmp_path, rows))
    (passage,) = foreign.texts[0].passages
    assert passage.labels == ("a", "b", "comment: Not sure")
    assert passage.cells == {"concept": "bridges", "stance": "agree"}
    left = {"1 annotation that a moderator hid", "1 reply", "1 annotation without words"}
    assert set(foreign.left_out) == left
    foreign = read_hypothesis(saved(tmp_path, {"total": 260, "rows": rows}))
    assert "256 annotations that are not in the file" in foreign.left_out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({}, 'an object is not an object with "rows"'),
        ({"rows": {}}, "rows: an object is not a list"),
        ([3], 'item 1: "3" is not an object'),
        ([row(tags=[[1]])], "a list is not a text"),
        ([row(target=[7])], '"7" is not an object'),
        ([row(user=["x"])], "user: a list is not a text"),
    ],
)
def test_what_is_not_an_answer_is_refused_by_its_place(
    content: object, said: str, tmp_path: Path
) -> None:
    with pytest.raises(analysis.QuestionError, match=rf"search\.json.*{said}"):
        read_hypothesis(saved(tmp_path, content))


def test_single_rows_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    selector = {"type": "TextQuoteSelector", "exact": "We agree"}
    good = {"id": "a", "uri": "x", "tags": [5, "t"], "target": [{"selector": [selector]}]}
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([good, good | {"tags": [[]]}]), encoding="utf-8")
    foreign = read_hypothesis(path)
    ((passage,),) = (text.passages for text in foreign.texts)
    assert passage.labels == ("5", "t")
    (said,) = foreign.left_out
    assert "rows.json, item 2, tags, item 1: a list is not" in said
