"""The rows and the views of a Vega-Lite spec, wherever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.charting.untrusted import Json

DATA = {"datasets", "value", "values"}
"""Keys of a spec under which there are data."""

_PARTS = ("layer", "hconcat", "vconcat", "concat")


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


def inner_views(view: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the views directly within a view of a spec: layers, panels, and what is repeated."""
    parts = [one for key in _PARTS for one in view.get(key, [])]
    return [*parts, view["spec"]] if "spec" in view else parts


def views_of(view: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a view of a spec and all within it."""
    yield view
    for inner in inner_views(view):
        yield from views_of(inner)
