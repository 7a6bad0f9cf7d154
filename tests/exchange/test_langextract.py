"""What a language model extracted is taken as exact only where the text proves it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import analysis
from analysis.exchange.langextract import read_langextract

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.evidence import Passage

TEXT = "Ms Ash \U0001f600 wants a new bridge. Mr Elm does not want it. Mr Elm said so."


def extraction(words: str, start: int | None, status: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    interval = None if start is None else {"start_pos": start, "end_pos": start + len(words)}
    said = {"extraction_class": "claim", "extraction_text": words, "char_interval": interval}
    return said | {"alignment_status": status, "extraction_index": 1, "group_index": 0} | more


def read(tmp_path: Path, *extractions: dict[str, Any], text: str | None = TEXT) -> list[Passage]:
    path = tmp_path / "results.jsonl"
    row = {"document_id": "doc_1", "text": text, "extractions": extractions}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (found,) = read_langextract(path).texts
    assert (found.name, found.text) == ("doc_1", text)
    for passage in found.passages:
        if passage.start is not None:
            assert text is not None
            assert text[passage.start : passage.end] == passage.words
    return list(found.passages)


def test_exact_words_at_their_place_are_taken(tmp_path: Path) -> None:
    said = {"speaker": "Ms Ash", "statement": "A bridge is needed.", "tone": ["calm", "firm"]}
    exact = extraction("wants a new bridge", 9, "match_exact", attributes=said)
    (passage,) = read(tmp_path, exact)
    assert (passage.start, passage.end, passage.doubt) == (9, 27, None)
    assert (passage.person, passage.cells) == ("Ms Ash", {"statement": "A bridge is needed."})
    assert passage.labels == ("claim", "tone: calm", "tone: firm")


@pytest.mark.parametrize(
    ("words", "start", "status", "said"),
    [
        ("wants a new bridge", 9, "match_fuzzy", "only like the model's"),
        ("wants a new bridge", 9, "match_lesser", "more words there"),
        ("wants a new bridge", 9, "match_greater", "only the beginning"),
        ("wants a new bridge", 9, "match_future", 'its alignment is "match_future"'),
        ("wants a new bridge", 9, None, 'its alignment is ""'),
        ("wants a new bridge", None, None, "did not find the model's words"),
        ("Wants a new bridge", 9, "match_exact", "calls the words exact, but from 9 to 27"),
        ("wants a new bridge", 8, "match_exact", "calls the words exact, but from 8 to 26"),
        ("wants a new bridge", 900, "match_exact", "calls the words exact, but from 900"),
    ],
)
def test_whatever_is_not_proved_is_in_doubt(
    words: str, start: int | None, status: str | None, said: str, tmp_path: Path
) -> None:
    (passage,) = read(tmp_path, extraction(words, start, status))
    assert passage.words == words
    assert said in str(passage.doubt)


def test_a_document_without_its_text_gives_words_without_places(tmp_path: Path) -> None:
    (passage,) = read(tmp_path, extraction("wants a", 9, "match_exact"), text=None)
    assert (passage.words, passage.start, passage.doubt) == ("wants a", None, None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"document_id": 1}, "line 1: an object is not an object with text and extractions"),
        ({"text": "a", "extractions": {}}, "extractions: an object is not a list"),
        ({"text": "a", "extractions": [{"extraction_text": 3}]}, '"3" is not a text'),
        (
            {"text": "a", "extractions": [{"char_interval": {"start_pos": "1", "end_pos": 2}}]},
            'start_pos: "1" is not a whole number',
        ),
        ({"text": "a", "extractions": [{"attributes": [1]}]}, "a list is not an object"),
    ],
)
def test_what_is_not_saved_by_langextract_is_refused_by_its_line(
    row: object, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(analysis.QuestionError, match=rf"results\.jsonl.*{said}"):
        read_langextract(path)
