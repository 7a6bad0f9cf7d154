"""Passages of foreign files, put at the characters that have their words, or nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.exchange.offsets import found_counting
from analysis.exchange.unquoted import counted_by_edges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.evidence import ForeignText, Passage
    from analysis.exchange.offsets import LineEnds, Unit

_DOUBT = "counted in another way this passage is elsewhere, and the file has no words to check it"
UNIT_WORDS: dict[Unit, str] = {
    "characters": "characters",
    "utf16": "UTF-16 units",
    "bytes": "bytes",
    "graphemes": "grapheme clusters",
}
_LINE_ENDS: dict[LineEnds, str] = {
    "kept": "",
    "one": ", each CR and LF as one",
    "two": ", each line end as two",
}


def placed(
    name: str, text: str | None, passages: Iterable[Passage], declared: Unit
) -> tuple[list[Passage], list[str], list[str]]:
    r"""Put passages at characters of their text, where these have the words that the file quotes.

    Parameters
    ----------
    name
        Name of the text, for messages.
    text
        The text that places count in; None where the file has none.
    passages
        Passages whose places are counted as the file does.
    declared
        The unit in which they should be counted.

    Returns
    -------
    tuple
        The passages, with ``text[start:end] == words`` or without a place; in doubt where no words
        are quoted at all and another way of counting fits as well or better; notes, such as the
        unit if it is another; and what is left out: passages with neither words nor a place.

    Examples
    --------
    >>> from analysis.evidence import Passage
    >>> passages, notes, _ = placed("a.txt", "\U0001f600 Yes", [Passage("T1", "Yes", 3, 6)],
    ...                             "characters")
    >>> passages[0].start, notes
    (2, ['a.txt: places are counted in UTF-16 units, not characters'])
    """
    passages = list(passages)
    notes: list[str] = []
    found: list[tuple[int, int] | None] = [None] * len(passages)
    doubtful: set[tuple[int, int]] = set()
    if text is not None and all(each.words is None for each in passages):
        found, doubtful, said = _unquoted(name, text, passages, declared)
        notes += said
    elif text is not None:
        spans = [
            (number, (each.start, each.end, each.words))
            for number, each in enumerate(passages)
            if each.start is not None and each.end is not None
        ]
        unit, line_ends, places = found_counting(text, [span for _, span in spans], declared)
        for (number, _), place in zip(spans, places, strict=True):
            found[number] = place
        if (unit, line_ends) != (declared, "kept"):
            units = f"{unit_words(unit, line_ends)}, not {UNIT_WORDS[declared]}"
            notes.append(f"{name}: places are counted in {units}")
        if missed := sum(
            place is None and passages[n].words is not None
            for (n, _), place in zip(spans, places, strict=True)
        ):
            has = "has" if missed == 1 else "have"
            notes.append(
                f"{name}: {several(missed, 'passage')} of {len(spans)} {has} other words at the "
                "place given; looked for by the words"
            )
    kept: list[Passage] = []
    left_out: list[str] = []
    for passage, place in zip(passages, found, strict=True):
        if place is not None and text is not None and text[slice(*place)].strip():
            start, end = place
            doubt = passage.doubt or (_DOUBT if place in doubtful else None)
            words = text[start:end]
            kept.append(replace(passage, words=words, start=start, end=end, doubt=doubt))
        elif passage.words and passage.words.strip():
            kept.append(replace(passage, start=None, end=None))
        else:
            left_out.append(f"{name}: {passage.origin} has no words, {_place_of(passage)}")
    return kept, notes, left_out


def _unquoted(
    name: str, text: str, passages: list[Passage], declared: Unit
) -> tuple[list[tuple[int, int] | None], set[tuple[int, int]], list[str]]:
    """Put passages without words at characters; say which are in doubt, and what was counted."""
    at = [n for n, each in enumerate(passages) if each.start is not None and each.end is not None]
    marks = [(passages[n].start or 0, passages[n].end or 0) for n in at]
    counted = counted_by_edges(text, marks, (declared, "kept"))
    places: list[tuple[int, int] | None] = [None] * len(passages)
    for number, place in zip(at, counted.places, strict=True):
        places[number] = place
    if counted.counting == (declared, "kept"):
        return places, counted.open, []
    units = f"{unit_words(*counted.counting)}, not {UNIT_WORDS[declared]}"
    note = f"{name}: places are read as {units}, since these cut no words; no words are quoted"
    return places, counted.open | counted.elsewhere, [note]


def unit_words(unit: Unit, line_ends: LineEnds) -> str:
    """Say what is counted, and how line ends are.

    Examples
    --------
    >>> unit_words("utf16", "one")
    'UTF-16 units, each CR and LF as one'
    """
    return UNIT_WORDS[unit] + _LINE_ENDS[line_ends]


def merged(texts: Iterable[ForeignText]) -> tuple[ForeignText, ...]:
    """Put passages of texts with the same name and words together: those of several coders.

    Examples
    --------
    >>> from analysis.evidence import ForeignText, Passage
    >>> texts = [ForeignText("a", "Yes", (Passage(one, "Yes"),)) for one in ("T1", "T2")]
    >>> [len(text.passages) for text in merged(texts)]
    [2]
    """
    found: dict[tuple[str, str | None], ForeignText] = {}
    for text in texts:
        key = text.name, text.text
        before = found.setdefault(key, replace(text, passages=()))
        found[key] = replace(before, passages=(*before.passages, *text.passages))
    return tuple(found.values())


def several(number: int, noun: str, plural: str | None = None) -> str:
    """Give a number with its noun.

    Examples
    --------
    >>> several(1, "reply", "replies"), several(2, "note")
    ('1 reply', '2 notes')
    """
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _place_of(passage: Passage) -> str:
    if passage.start is None:
        return "nor a place"
    return f"and none are from {passage.start} to {passage.end}"
