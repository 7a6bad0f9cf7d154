"""The rows that a figure on weapons carries as text, read back without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.explorer import Explorer
from analysis.weapons.packing import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.explorer.base import Figure


def drawn(shown: Figure, part: str = "a") -> pl.DataFrame:
    """Read back the rows that a chart carries as text, with the columns that Vega gives them."""
    assert isinstance(shown, Explorer)
    columns: dict[str, str] = {}
    for step in _steps(shown.spec):
        if "cells" in step.get("as", ""):
            here = f"_{part}[" in step["calculate"]
        elif "datum.cells[" in step.get("calculate", "") and here:
            columns.setdefault(step["as"], step["calculate"])
    return pl.DataFrame(unpacked(shown.spec, columns, part), infer_schema_length=None)


def _steps(view: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from view.get("transform", [])
    for below in [*view.get("layer", []), *([view["spec"]] if "spec" in view else [])]:
        yield from _steps(below)


def starts(shown: Figure) -> dict[str, object]:
    """Give the state in which a figure opens."""
    assert isinstance(shown, Explorer)
    return {param.key: param.value for param in shown.params if param.bind}
