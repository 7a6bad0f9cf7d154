"""Places without quoted words: counted in the way that does not cut words, and in doubt if open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.exchange.edges import on_edges
from analysis.exchange.offsets import LineEnds, Ruler, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Counting = tuple[Unit, LineEnds]
    Span = tuple[int, int]


@dataclass(frozen=True)
class Counted:
    """Places as characters, and how sure they are."""

    counting: Counting
    """What is counted."""
    places: list[Span | None]
    """Characters of each mark, None where there are none."""
    elsewhere: set[Span]
    """Those that the declared way of counting puts elsewhere."""
    open: set[Span]
    """Those that another way, by which as many are on edges of words, puts elsewhere."""
    fits: int
    """How many starts and ends are on edges of words, by this way of counting."""
    declared_fits: int
    """And by the declared one."""


def counted_by_edges(text: str, marks: Sequence[Span], declared: Counting) -> Counted:
    r"""Put places at characters, by the way of counting that puts most on edges of words.

    Examples
    --------
    >>> counted_by_edges("\U0001f600 We agree", [(3, 11)], ("characters", "kept")).places
    [(2, 10)]
    """
    ways: dict[Counting, list[Span | None]] = {}
    for counting in (declared, *_countings(text)):
        found = characters_of(text, marks, counting)
        if found not in ways.values():
            ways[counting] = found
    fits = {counting: on_edges(text, found) for counting, found in ways.items()}
    chosen = max(fits, key=lambda counting: fits[counting])
    rivals = [one for one in ways if one != chosen and fits[one] == fits[chosen]]
    differ = {
        counting: {
            place
            for place, other in zip(ways[chosen], ways[counting], strict=True)
            if place is not None and place != other
        }
        for counting in {declared, *rivals}
    }
    still_open = set[tuple[int, int]]().union(*(differ[rival] for rival in rivals))
    return Counted(chosen, ways[chosen], differ[declared], still_open, fits[chosen], fits[declared])


def characters_of(text: str, marks: Sequence[Span], counting: Counting) -> list[Span | None]:
    """Put places at characters, counted in one way; None where that has no words."""
    ruler = Ruler(text, *counting)
    starts = ruler.characters([start for start, _ in marks])
    ends = ruler.characters([end for _, end in marks])
    return [
        (start, end) if start is not None and end is not None and text[start:end].strip() else None
        for start, end in zip(starts, ends, strict=True)
    ]


def _countings(text: str) -> Iterator[Counting]:
    """Ways in which programs count this text, that of most standards first."""
    units: tuple[Unit, ...] = ("characters", "utf16")
    yield from ((unit, "kept") for unit in units)
    if "\r\n" in text:
        yield from ((unit, "one") for unit in units)
    elif "\n" in text:
        yield from ((unit, "two") for unit in units)
