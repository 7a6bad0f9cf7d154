"""The network that was found: ties, labels, the statements behind them, and its windows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy import sparse

from analysis.dossier import QuestionError, shorten
from analysis.prose import counted, in_words

if TYPE_CHECKING:
    from collections.abc import Callable

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
    windows: pl.DataFrame | None
    """``window`` (from 1 on), ``start``, ``middle``, ``stop`` and ``statements`` of each window
    (how many; with a kernel those with a weight above 0), empty ones too; `None` without
    windows."""
    _weights: NDArray[np.float64] | sparse.csr_array | pl.DataFrame | Callable[[], pl.DataFrame]
    _ids: Callable[[], list[Any]]
    speaking: pl.DataFrame
    """``window`` and ``row`` of every actor with a statement that counts in it, though all of its
    cells may be zero. Numbers are those of `cells`; an event list has none."""
    levels: pl.DataFrame
    """``column`` (place of a concept) and ``levels``: how many levels of the qualifier statements
    on it have, where the qualifier counts. An event list has none."""
    _statements: int | None = None

    @cached_property
    def statement_ids(self) -> list[Any]:
        """Ids of the statements that count, in the order of their dates.

        They are found when they are first asked for, by the engine that has the statements.
        """
        return self._ids()

    @cached_property
    def cells(self) -> pl.DataFrame:
        """``window``, ``row``, ``column`` and ``weight`` of every cell that is not zero.

        Windows are numbered from 1 on, and 0 without windows; rows and columns are places of
        labels, from 0 on. An event list has its statements, with all their columns; it asks the
        engine for them when they are first asked for.
        """
        if isinstance(self._weights, pl.DataFrame):
            return self._weights
        return self._weights() if callable(self._weights) else cells(0, self._weights)

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
        if window is not None:
            is_number = isinstance(window, Integral) and not isinstance(window, bool)
            if not (is_number and self.windows is not None and 0 < window <= windows):
                last = "none" if self.windows is None else f"1 to {windows}"
                raise QuestionError(
                    f"window {shorten(str(window))} is not a window of this network: {last}"
                )
            windows = 1
        if isinstance(self._weights, sparse.csr_array):
            return np.asarray(self._weights.toarray())
        if isinstance(self._weights, np.ndarray):
            return self._weights.copy()
        cells = self.cells if window is None else self.cells.filter(window=window)
        matrix = np.zeros((windows, len(self.rows), len(self.columns)))
        each = self.windows is not None and window is None
        at = cells["window"].to_numpy() - 1 if each else 0
        matrix[at, cells["row"].to_numpy(), cells["column"].to_numpy()] = cells["weight"].to_numpy()
        return matrix if each else matrix[0]

    def __repr__(self) -> str:
        return f"<{self}>"

    def _sentences(self) -> list[str]:
        number = len(self.statement_ids) if self._statements is None else self._statements
        said = counted(number, "statement")
        if self.network_type == "eventlist":
            return [f"{_KINDS[self.network_type]} of {said}."]
        ends = counted(len(self.rows), "actor")
        if self.network_type == "twomode":
            ends += f" and {counted(len(self.columns), 'concept')}"
        ties = self.cells.height // (2 if self.network_type == "onemode" else 1)
        over = "" if self.windows is None else f" in {counted(self.windows.height, 'window')}"
        kind = _KINDS[self.network_type]
        return [f"{kind} of {ends} with {counted(ties, 'tie')}{over}, from {said}."]


def cells(window: int, matrix: NDArray[np.float64] | sparse.csr_array) -> pl.DataFrame:
    """List what is not zero of the matrix of a window, row by row."""
    if isinstance(matrix, np.ndarray):
        filled = np.count_nonzero(matrix, axis=1)
        row = np.repeat(np.arange(matrix.shape[0]), filled)
        places = np.flatnonzero(matrix)
        column = places - row * matrix.shape[1]
        weight = matrix.ravel()[places]
    else:
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        at = matrix.tocoo()
        row, column = (ends.astype(np.int64) for ends in at.coords)
        weight = at.data
    return pl.DataFrame({"row": row, "column": column, "weight": weight}).select(
        pl.lit(window, pl.Int64).alias("window"), "row", "column", "weight"
    )
