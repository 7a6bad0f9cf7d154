"""What programs count in projects of REFI-QDA, found by which way does not cut words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.exchange.edges import on_edges
from analysis.exchange.offsets import LineEnds, Ruler, Unit
from analysis.exchange.placing import several, unit_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Counting = tuple[Unit, LineEnds]
    Span = tuple[int, int]

_STANDARD: Counting = ("characters", "kept")
_PROGRAMS: dict[str, Counting] = {"nvivo": ("utf16", "kept"), "atlas": ("characters", "one")}
"""What programs count, by the beginning of the origin that their projects name."""


def counted_by(origin: str) -> Counting:
    """What a program counts, by the origin that its projects name.

    Examples
    --------
    >>> counted_by("NVivo 14"), counted_by("MAXQDA")
    (('utf16', 'kept'), ('characters', 'kept'))
    """
    name = origin.casefold()
    return next(
        (counting for start, counting in _PROGRAMS.items() if name.startswith(start)), _STANDARD
    )


def places_of(
    text: str, marks: Sequence[Span], declared: Counting, unit: Unit | None = None
) -> tuple[list[Span | None], set[Span], str | None]:
    """Put places at characters.

    Parameters
    ----------
    text, marks
        The text, and starts and ends as the file has them.
    declared
        What the program counts.
    unit
        What is counted, if somebody said so.

    Returns
    -------
    tuple
        The characters of each mark, None where there are none; those among them that the declared
        way of counting puts elsewhere; and a sentence, if there are.

    Examples
    --------
    >>> places_of("\U0001f600 We agree", [(3, 11)], ("characters", "kept"))[0]
    [(2, 10)]
    """
    if unit is not None:
        return _found(text, marks, (unit, "kept")), set(), None
    ways: dict[Counting, list[Span | None]] = {}
    for counting in (declared, *_countings(text)):
        found = _found(text, marks, counting)
        if found not in ways.values():
            ways[counting] = found
    fits = {counting: on_edges(text, found) for counting, found in ways.items()}
    chosen = max(fits, key=lambda counting: fits[counting])
    if chosen == declared:
        return ways[declared], set(), None
    note = (
        f"places are read as {unit_words(*chosen)}, not {unit_words(*declared)}: this puts "
        f"{fits[chosen]} of {several(len(marks), 'passage')} on edges of words, not "
        f"{fits[declared]}"
    )
    elsewhere = {
        place
        for place, other in zip(ways[chosen], ways[declared], strict=True)
        if place is not None and place != other
    }
    return ways[chosen], elsewhere, note


def _found(
    text: str, marks: Sequence[tuple[int, int]], counting: Counting
) -> list[tuple[int, int] | None]:
    ruler = Ruler(text, *counting)
    starts = ruler.characters([start for start, _ in marks])
    ends = ruler.characters([end for _, end in marks])
    return [
        (start, end) if start is not None and end is not None and text[start:end].strip() else None
        for start, end in zip(starts, ends, strict=True)
    ]


def _countings(text: str) -> Iterator[Counting]:
    """Ways in which programs count this text, that of the standard first."""
    units: tuple[Unit, ...] = ("characters", "utf16")
    yield from ((unit, "kept") for unit in units)
    if "\r\n" in text:
        yield from ((unit, "one") for unit in units)
    elif "\n" in text:
        yield from ((unit, "two") for unit in units)
