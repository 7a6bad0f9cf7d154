"""Edges of words in marked passages: evidence of what a file counts, since people mark words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.exchange.offsets import Ruler

if TYPE_CHECKING:
    from collections.abc import Iterable


def on_edges(text: str, places: Iterable[tuple[int, int] | None]) -> int:
    """Count the passages that begin and end on edges of words; None is not a passage.

    Examples
    --------
    >>> on_edges("We all agree", [(0, 2), (3, 5), None, (7, 12)])
    2
    """
    whole = [place for place in places if place is not None and _between_words(text, *place)]
    if not whole:
        return 0
    at = Ruler(text, "graphemes").has_boundaries([place for pair in whole for place in pair])
    return sum(start and end for start, end in zip(at[::2], at[1::2], strict=True))


def _between_words(text: str, start: int, end: int) -> bool:
    return _is_edge(text, start, inside=start) and _is_edge(text, end, inside=end - 1)


def _is_edge(text: str, place: int, *, inside: int) -> bool:
    divides = not (text[max(0, place - 1) : place].isalnum() and text[place : place + 1].isalnum())
    return divides and not text[inside].isspace()
