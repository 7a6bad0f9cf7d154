"""Ties as data sets on alliances code them: what they oblige, from when to when, and their ids."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances.coded_rows import Day, lasting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from analysis.alliances.coded_rows import Reader, Sheet, Span

ATOP = {
    "defense": "defense",
    "offense": "offense",
    "neutral": "neutrality",
    "nonagg": "nonaggression",
    "consul": "consultation",
}
"""Obligations by the columns of ATOP."""
COW = {
    "defense": "defense",
    "neutrality": "neutrality",
    "nonaggression": "nonaggression",
    "entente": "consultation",
}
"""Obligations by the columns of Formal Alliances; entente is consulting in a crisis."""
_BINDING = frozenset(("defense", "offense"))
_TEXT, _DAY = pl.String(), pl.Date()
_COLUMNS: Mapping[str, pl.DataType] = {
    **dict.fromkeys(("tie_id", "source", "target", "source_name", "target_name"), _TEXT),
    "directed": pl.Boolean(),
    "kind": _TEXT,
    "obligations": pl.List(_TEXT),
    "sign": pl.Int8(),
    **dict.fromkeys(("start", "end", "start_earliest", "end_latest", "known_until"), _DAY),
    **dict.fromkeys(("basis", "coded_by"), _TEXT),
}


def ties_of(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Make a frame of ties, in the order of their days and then of the file.

    Ids that are there twice, since two states are allied more than once, are numbered.
    """
    ordered = sorted(rows, key=lambda row: (str(row["start"] or ""), str(row["end"] or "~")))
    taken, named = set[str](), []
    for row in ordered:
        start = str(row["tie_id"])
        tried = chain([start], (f"{start}-{number}" for number in count(2)))
        found = next(one for one in tried if one not in taken)
        taken.add(found)
        named.append({**row, "tie_id": found})
    return pl.DataFrame(named, schema=dict(_COLUMNS))


def treaty(name: str, coded_by: str, span: Span) -> dict[str, object]:
    """Give the cells that ties of all treaties have."""
    tie: dict[str, object] = {"tie_id": name, "directed": False, "sign": 1, "basis": "treaty"}
    return tie | {"coded_by": coded_by, **span.days()}


def obliging(obligations: Iterable[str]) -> dict[str, object]:
    """Give the cells that follow from what a treaty obliges."""
    listed = list(obligations)
    kind = "alliance" if _BINDING.intersection(listed) else "treaty"
    return {"kind": kind, "obligations": listed}


def as_id(text: str) -> str:
    """Write the id of an alliance, such as 3180.5, as a part of the id of a tie.

    Examples
    --------
    >>> as_id("3180.5")
    '3180-5'
    """
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-")


def require_two(sheet: Sheet, line: int, codes: Sequence[str]) -> None:
    """Refuse a row of one state with itself."""
    if codes[0] == codes[1]:
        raise sheet.fault(line, f"both states are {codes[0]}; a tie joins two")


def cow_span(read: Reader, ends: str, line: int, cells: Sequence[str], until: date) -> Span:
    """Read the days of a row of Formal Alliances, whose ends may lie outside of its years."""
    first, last = (
        [f"{ends}_{which}_{part}" for part in ("year", "month", "day")] for which in ("st", "end")
    )
    start, end = read.ends(first, last, line, cells)
    if read.number("left_censor", line, cells):
        start = Day(None, start.latest)
    # A year below zero is not known, but the alliance has ended.
    over = cells[read.sheet.place(last[0])].strip().startswith("-")
    is_open = bool(read.number("right_censor", line, cells)) and not over
    return lasting(start, end, until, is_open=is_open)
