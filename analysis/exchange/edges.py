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
    clusters = set(Ruler(text, "graphemes").starts.tolist())
    return sum(
        place is not None
        and clusters.issuperset(place)
        and _is_edge(text, place[0], inside=place[0])
        and _is_edge(text, place[1], inside=place[1] - 1)
        for place in places
    )


def _is_edge(text: str, place: int, *, inside: int) -> bool:
    divides = not (text[max(0, place - 1) : place].isalnum() and text[place : place + 1].isalnum())
    return divides and not text[inside].isspace()
