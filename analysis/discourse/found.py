"""The network that was found: ties, labels, the statements behind them, and its windows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from analysis.dossier import QuestionError
from analysis.prose import counted, in_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KINDS = {
    "twomode": "A two-mode network",
    "onemode": "A one-mode network",
    "eventlist": "An event list",
}
_TIMES = ["window", "start", "middle", "stop"]


@in_words
@dataclass(frozen=True, eq=False, repr=False)
class DiscourseNetwork:
    """A network of statements, as `network` finds it.

    Examples
    --------
    >>> import analysis
    >>> found = analysis.discourse.network(analysis.discourse.statements(analysis.example()))
    >>> found.rows
    ['Ardania', 'Belmark', 'Captains of the strait (unnamed)', 'Coastal League', ...]
    >>> found.edges.rows()[0]
    ('Ardania', 'Ardania arms Delmora', 1.0)
    """

    network_type: str
    """``twomode``, ``onemode`` or ``eventlist``."""
    rows: list[str]
    """Labels of rows, in order: values of ``variable1``. An event list has none."""
    columns: list[str]
    """Labels of columns: values of ``variable2``, or in a one-mode network those of rows."""
    statement_ids: list[Any]
    """Ids of the statements that count, in the order of their dates."""
    windows: pl.DataFrame | None
    """``window`` (from 1 on), ``start``, ``middle``, ``stop`` and ``statements`` of each window,
    empty ones too; `None` without windows."""
    cells: pl.DataFrame
    """``window`` (0 without windows), ``row`` and ``column`` (places of labels, from 0 on) and
    ``weight`` of every cell that is not zero; of an event list its statements."""

    @cached_property
    def edges(self) -> pl.DataFrame:
        """Ties ``source``, ``target``, ``weight``: every cell that is not zero.

        In a one-mode network each tie is there both ways round. With windows ``window``,
        ``start``, ``middle`` and ``stop`` come before. An event list has its statements.
        """
        if self.network_type == "eventlist":
            return self.cells
        rows, columns = (pl.Series(labels, dtype=pl.String) for labels in (self.rows, self.columns))
        ends = self.cells.select(
            "window",
            rows.gather(self.cells["row"]).alias("source"),
            columns.gather(self.cells["column"]).alias("target"),
            "weight",
        )
        if self.windows is None:
            return ends.drop("window")
        times = self.windows.select(_TIMES)
        joined = ends.join(times, on="window", how="left", maintain_order="left")
        return joined.select(*_TIMES, "source", "target", "weight")

    def to_matrix(self, window: int | None = None) -> NDArray[np.float64]:
        """Give the weights as a matrix of rows by columns.

        Parameters
        ----------
        window
            Number of a window; without it, a network with windows gives an array of three
            dimensions: windows, rows, columns.

        Raises
        ------
        QuestionError
            An event list has no matrix, or there is no such window.
        """
        if self.network_type == "eventlist":
            raise QuestionError("an event list has no matrix; its statements are in .edges")
        windows = 1 if self.windows is None else self.windows.height
        cells = self.cells
        if window is not None:
            if self.windows is None or window not in range(1, windows + 1):
                last = "none" if self.windows is None else f"1 to {windows}"
                raise QuestionError(f"window {window} is not a window of this network: {last}")
            cells, windows = cells.filter(window=window), 1
        matrix = np.zeros((windows, len(self.rows), len(self.columns)))
        each = self.windows is not None and window is None
        at = cells["window"].to_numpy() - 1 if each else 0
        matrix[at, cells["row"].to_numpy(), cells["column"].to_numpy()] = cells["weight"].to_numpy()
        return matrix if each else matrix[0]

    def __repr__(self) -> str:
        return f"<{self}>"

    def _sentences(self) -> list[str]:
        said = counted(len(self.statement_ids), "statement")
        if self.network_type == "eventlist":
            return [f"{_KINDS[self.network_type]} of {said}."]
        ends = counted(len(self.rows), "actor")
        if self.network_type == "twomode":
            ends += f" and {counted(len(self.columns), 'concept')}"
        ties = self.cells.height // (2 if self.network_type == "onemode" else 1)
        over = "" if self.windows is None else f" in {counted(self.windows.height, 'window')}"
        kind = _KINDS[self.network_type]
        return [f"{kind} of {ends} with {counted(ties, 'tie')}{over}, from {said}."]
