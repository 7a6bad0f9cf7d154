"""Places in units of other programs mean the same characters there and back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import QuestionError
from analysis.exchange.offsets import UNITS, Ruler, Unit, found_counting, from_characters

SAMPLES = Path(__file__).parent / "data"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PIECES = ["a", "é", "e\u0301", "\U0001f600", FAMILY, "\r\n", "\r", "\n", "\u4e2d", " ", "\ufeff"]
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
WIDTH = {
    "characters": len,
    "utf16": lambda text: len(text.encode("utf-16-le")) // 2,
    "bytes": lambda text: len(text.encode()),
}


@settings(deadline=None)
@given(texts)
@pytest.mark.parametrize("unit", ["characters", "utf16", "bytes"])
def test_every_character_is_where_its_encoding_has_it(unit: Unit, text: str) -> None:
    places = list(range(len(text) + 1))
    counted = from_characters(text, places, unit)
    assert counted == [WIDTH[unit](text[:place]) for place in places]
    assert Ruler(text, unit).characters(counted) == places


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES[:5]), max_size=12))
def test_clusters_count_as_one_each(pieces: list[str]) -> None:
    text = "".join(pieces)
    ends = [len("".join(pieces[:number])) for number in range(len(pieces) + 1)]
    assert from_characters(text, ends, "graphemes") == list(range(len(pieces) + 1))
    assert Ruler(text, "graphemes").characters(range(len(pieces) + 1)) == ends


@settings(deadline=None)
@given(texts, st.sampled_from(UNITS))
def test_places_inside_a_character_and_outside_of_the_text_have_none(text: str, unit: Unit) -> None:
    last = WIDTH[unit](text) if unit in WIDTH else len(text)
    whole, refused = set(), []
    for place in range(len(text) + 1):
        try:
            whole |= set(from_characters(text, [place], unit))
        except QuestionError as error:
            refused.append(str(error))
    assert unit == "graphemes" or not refused
    assert all("is inside what counts as one character" in each for each in refused)
    found = Ruler(text, unit).characters(range(-1, last + 2))
    assert {place for place, at in enumerate(found, -1) if at is not None} == whole
    back = [at for at in found if at is not None]
    assert from_characters(text, back, unit) == sorted(whole)


def sample() -> tuple[str, list[dict[str, str]]]:
    text = (SAMPLES / "text.txt").read_bytes().decode()
    with (SAMPLES / "offsets.csv").open(encoding="utf-8", newline="") as file:
        return text, list(csv.DictReader(file))


NAMES: dict[Unit, str] = {
    "characters": "codepoint",
    "utf16": "utf16",
    "bytes": "utf8",
    "graphemes": "grapheme",
}


@pytest.mark.parametrize("unit", UNITS)
def test_the_sample_is_counted_as_its_table_has_it(unit: Unit) -> None:
    text, rows = sample()
    assert len(rows) == 3
    for row in rows:
        places = [int(row[f"{NAMES[unit]}_{side}"]) for side in ("start", "end")]
        start, end = Ruler(text, unit).characters(places)
        assert text[start:end] == row["span"]
        assert from_characters(text, [start, end], unit) == places


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("declared", UNITS)
def test_the_unit_is_found_by_the_quoted_words(unit: Unit, declared: Unit) -> None:
    text, rows = sample()
    spans = [
        (int(row[f"{NAMES[unit]}_start"]), int(row[f"{NAMES[unit]}_end"]), row["span"])
        for row in rows
    ]
    found, line_ends, places = found_counting(text, spans, declared)
    assert (found, line_ends) == (unit, "kept")
    assert [text[start:end] for start, end in places] == [row["span"] for row in rows]


@settings(deadline=None)
@given(texts, texts, st.sampled_from(UNITS))
def test_what_is_found_has_the_quoted_words(before: str, words: str, declared: Unit) -> None:
    text = f"{before}We said: {words} no.{before}"
    for unit, counted in (("utf16", text), ("characters", text.replace("\r\n", "\n"))):
        start = counted.index("We said")
        end = start + len("We said")
        places = from_characters(counted, [start, end], unit)
        _, _, (span,) = found_counting(text, [(*places, "We said")], declared)
        assert span is not None
        assert text[slice(*span)] == "We said"


def test_line_ends_may_count_as_one_or_two() -> None:
    printed = "One\r\ntwo\r\nthree"
    assert found_counting(printed, [(8, 13, "three")], "characters") == (
        "characters",
        "one",
        [(10, 15)],
    )
    plain = "One\ntwo\nthree"
    assert found_counting(plain, [(10, 15, "three")], "utf16") == ("utf16", "two", [(8, 13)])
    assert found_counting(printed, [(10, 15, "three"), (5, 9, "four")], "utf16") == (
        "utf16",
        "kept",
        [(10, 15), None],
    )


def test_words_that_are_nowhere_have_no_place_and_the_declared_unit_remains() -> None:
    assert found_counting("We agree", [(0, 2, "They")], "bytes") == ("bytes", "kept", [None])
    spans = [(0, 2, None), (5, 99, None), (2, 2, None)]
    assert found_counting("We agree", spans, "utf16") == ("utf16", "kept", [(0, 2), None, None])


def test_one_unit_serves_a_whole_text() -> None:
    # "no" is at 2 to 4 in characters and once more at 5 to 7: what does not fit the unit of the
    # others has no place, although its words are where another unit has them.
    text = "\U0001f600 no no yes"
    spans = [(3, 5, "no"), (6, 8, "no"), (9, 12, "yes"), (2, 4, "no")]
    found = [(2, 4), (5, 7), (8, 11), None]
    assert found_counting(text, spans, "characters") == ("utf16", "kept", found)
