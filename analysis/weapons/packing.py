"""Rows of a chart as a short text: a page with thousands of records would be slow to load.

Rows are lines of cells in one text, and every text of a cell is written once, in a list: a tenth of
the size of records. Vega's own reader of CSV would need an ``eval``, which saved pages forbid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = 6


@dataclass(frozen=True)
class Packed:
    """A frame in a chart: how many rows it has, and how Vega reads each column."""

    size: int
    lines: str
    """Name of the param with the lines."""

    columns: dict[str, str]

    @property
    def data(self) -> alt.SequenceGenerator:
        """The numbers of the rows, as data of the chart."""
        return alt.sequence(0, self.size, as_="row_number")

    def read(self, chart: Any, row: str = "row_number", *only: str) -> Any:  # noqa: ANN401
        """Let a chart read columns of the row whose number is in a column; all, or those named."""
        wanted = {name: how for name, how in self.columns.items() if not only or name in only}
        cells = chart.transform_calculate(cells=f"split({self.lines}[datum.{row}], ' ')")
        return cells.transform_calculate(**wanted)


class Packer:
    """The rows of one chart.

    Parameters
    ----------
    name
        With which the names of its params begin: no other param of the chart does.

    Examples
    --------
    >>> packer = Packer("flow")
    >>> packed = packer.rows(pl.DataFrame({"who": ["Alpha", "Beta"], "n": [1.5, None]}))
    >>> packed.size, packed.columns["who"]
    (2, 'flow_texts[toNumber(datum.cells[0])]')
    >>> packer.params[0].param.to_dict()
    {'name': 'flow_texts', 'value': ['Alpha', 'Beta']}
    >>> spec = alt.Chart(packed.data).mark_point().add_params(*packer.params).to_dict()
    >>> unpacked(spec, packed.columns)
    [{'who': 'Alpha', 'n': 1.5}, {'who': 'Beta', 'n': None}]
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._places: dict[str, int] = {}
        self._rows: dict[str, str] = {}

    @property
    def params(self) -> list[alt.Parameter]:
        """The params with texts and rows; take them after the last rows were packed."""
        texts = alt.param(name=f"{self.name}_texts", value=list(self._places))
        rows = [alt.param(name=f"{name}_rows", value=rows) for name, rows in self._rows.items()]
        lines = [alt.param(name=name, expr=f"split({name}_rows, '|')") for name in self._rows]
        return [texts, *rows, *lines]

    def rows(self, frame: pl.DataFrame) -> Packed:
        """Write the rows of a frame of numbers, days and texts."""
        name = f"{self.name}_{'abcdef'[len(self._rows)]}"
        cells, columns = [], {}
        for at, (column, kind) in enumerate(frame.schema.items()):
            cell = f"datum.cells[{at}]"
            value = f"toNumber({cell})"
            if kind == pl.Date:
                value = f"toDate({cell} + 'T00:00:00')"
            elif not kind.is_numeric():
                value = f"{self.name}_texts[{value}]"
            known = frame[column].null_count() == 0
            columns[column] = value if known else f"{cell} == '' ? null : {value}"
            cells.append(self._cells(frame[column]))
        lines = pl.DataFrame(cells).fill_null("").select(pl.concat_str(pl.all(), separator=" "))
        self._rows[name] = "|".join(lines.to_series())
        return Packed(frame.height, name, columns)

    def _cells(self, column: pl.Series) -> pl.Series:
        if column.dtype.is_numeric():
            short = column.round_sig_figs(_DIGITS) if column.dtype.is_float() else column
            return short.cast(pl.String).str.strip_suffix(".0")
        if column.dtype == pl.Date:
            return column.dt.to_string("%Y-%m-%d")
        texts = column.cast(pl.String)
        for text in texts.drop_nulls().unique(maintain_order=True):
            self._places.setdefault(text, len(self._places))
        places = [None if text is None else str(self._places[text]) for text in texts]
        return pl.Series(column.name, places, pl.String)


def unpacked(
    spec: Mapping[str, object], columns: Mapping[str, str], part: str = "a"
) -> list[dict[str, str | float | None]]:
    """Read the rows of a spec as Vega does, with days as text, to check it without a browser."""
    params = {param["name"]: param.get("value") for param in spec["params"]}  # type: ignore[attr-defined]
    texts = next(value for name, value in params.items() if name.endswith("_texts"))
    rows = next(value for name, value in params.items() if name.endswith(f"_{part}_rows"))
    found = []
    for line in rows.split("|") if rows else []:
        cells = line.split(" ")
        row: dict[str, str | float | None] = {}
        for column, how in columns.items():
            cell = cells[int(re.findall(r"cells\[(\d+)\]", how)[0])]
            if not cell:
                row[column] = None
            elif "_texts[" in how:
                row[column] = texts[int(cell)]
            else:
                row[column] = cell if "toDate" in how else float(cell)
        found.append(row)
    return found
