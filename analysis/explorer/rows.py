"""The rows of a Vega-Lite spec, wherever its data are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.charting.untrusted import Json

DATA = {"datasets", "value", "values"}
"""Keys of a spec under which there are data."""


def rows_of(part: Json, *, named: bool = False) -> Iterator[dict[str, Any]]:
    """Find the rows of all data in a spec."""
    if isinstance(part, dict):
        for key, below in part.items():
            if isinstance(below, list) and (named or key == "values"):
                yield from (row for row in below if isinstance(row, dict))
            else:
                yield from rows_of(below, named=key == "datasets")
    elif isinstance(part, list):
        for below in part:
            yield from rows_of(below)


def time_columns(part: Json) -> Iterator[str]:
    """Find the columns that a spec shows as points in time."""
    if isinstance(part, dict):
        if part.get("type") == "temporal" or "timeUnit" in part:
            yield str(part.get("field"))
        for key, below in part.items():
            if key not in DATA:
                yield from time_columns(below)
    elif isinstance(part, list):
        for below in part:
            yield from time_columns(below)
