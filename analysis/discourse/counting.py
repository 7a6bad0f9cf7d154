"""Labels and levels of what was counted, and counts as matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from scipy import sparse

from analysis.dossier import QuestionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.discourse.choosing import Choice, Kind
    from analysis.discourse.options import Options
    from analysis.discourse.tallying import Tally

_CROWDED = 0.02
"""Share of filled cells above which a dense product is faster than a sparse one."""


@dataclass(frozen=True)
class Axes:
    """Labels of rows and columns, and the levels of the qualifier with their values."""

    rows: list[str]
    columns: list[str]
    levels: list[Any]
    kind: Kind
    width: float
    """Of the scale on which whole numbers are alike or not."""

    def encode(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Replace labels and levels by their places; what is not coded comes after all levels."""
        places = {
            name: pl.col(name).cast(pl.Enum(labels)).to_physical().cast(pl.Int64)
            for name, labels in (("row", self.rows), ("column", self.columns))
        }
        known = dict(zip(self.levels, range(len(self.levels)), strict=True))
        level = pl.col("level").replace_strict(
            known, default=len(self.levels), return_dtype=pl.Int64
        )
        return frame.with_columns(**places, level=level)


def axes(tally: Tally, found: pl.DataFrame) -> Axes:
    """Find labels and levels.

    Labels are those of usable statements; with ``isolates`` of all statements given (in DNA: of
    those within dates and documents). They are sorted by code points (in DNA: UTF-16 units).

    Parameters
    ----------
    tally
        What is asked of the statements.
    found
        Cells or rows of it that count.

    Raises
    ------
    QuestionError
        A value is outside ``qualifier_scale``, or there are too many levels to combine.
    """
    choice, options = tally.choice, tally.options
    rows, columns = (_labels(tally, found, name) for name in ("row", "column"))
    levels = _levels(tally, found)
    most = 31 if options.is_dna else 30
    if options.qualifier_aggregation == "combine" and len(levels) > most:
        raise QuestionError(
            f'qualifier_aggregation="combine" has a number for each pattern of up to {most} levels,'
            f' but qualifier "{options.qualifier}" has {len(levels)}'
        )
    return Axes(rows, columns, levels, choice.kind, _width(choice, options))


def _labels(tally: Tally, found: pl.DataFrame, name: str) -> list[str]:
    is_dna, values = tally.options.is_dna, found[name].unique()
    if tally.options.isolates:
        values = tally.values(name, all_given=not is_dna)
    return sorted(filter(None, values.to_list()), key=_utf16 if is_dna else None)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _levels(tally: Tally, found: pl.DataFrame) -> list[Any]:
    kind, options = tally.choice.kind, tally.options
    if kind == "none":
        return [0]
    if kind == "boolean":
        return [False, True]
    values = found["level"].unique()
    if not options.qualifier_document:
        values = tally.values("level", all_given=False)
    by_utf16 = options.is_dna and kind == "text"
    return sorted(values.drop_nulls().to_list(), key=_utf16 if by_utf16 else None)


def _width(choice: Choice, options: Options) -> float:
    if choice.ends is None:
        return 1.0
    low, high = choice.ends
    if options.qualifier_scale is None:
        return float(high - low)
    least, most = options.qualifier_scale
    if low < least or high > most:
        outside = low if low < least else high
        raise QuestionError(
            f'qualifier "{options.qualifier}" has the value {outside}, outside qualifier_scale='
            f"({least}, {most}); widen the scale or exclude the value before"
        )
    return float(most - least)


@dataclass(frozen=True)
class Counts:
    """Statements, or their weights, of each row, column and level where there are any."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    level: NDArray[np.int64]
    weight: NDArray[np.float64]
    shape: tuple[int, int, int]

    def pooled(self, factor: NDArray[np.float64] | None = None) -> sparse.csr_array:
        """Sum over levels, each times its factor if there are any: rows by columns."""
        weight = self.weight if factor is None else self.weight * factor[self.level]
        return sparse.csr_array((weight, (self.row, self.column)), shape=self.shape[:2])

    def apart(self) -> sparse.csr_array:
        """Rows by pairs of column and level."""
        rows, columns, levels = self.shape
        place = self.column * levels + self.level
        return sparse.csr_array((self.weight, (self.row, place)), shape=(rows, columns * levels))

    def mixed(self, likeness: NDArray[np.float64]) -> sparse.csr_array:
        """Rows by column and level: statements at any level, by how alike it is to that one."""
        rows, columns, levels = self.shape
        pairs, pair = np.unique(self.row * columns + self.column, return_inverse=True)
        by_pair = sparse.csr_array((self.weight, (pair, self.level)), shape=(len(pairs), levels))
        weights = by_pair @ likeness
        row, column = np.divmod(np.repeat(pairs, levels), columns)
        place = column * levels + np.tile(np.arange(levels), len(pairs))
        return sparse.csr_array((weights.ravel(), (row, place)), shape=(rows, columns * levels))


def count(encoded: pl.DataFrame, axes: Axes, *, extra_level: bool) -> Counts:
    """Count statements, or sum their ``weight``, by actor, concept and level."""
    weight = pl.col("weight").sum() if "weight" in encoded.columns else pl.len()
    cells = encoded.group_by("row", "column", "level").agg(weight.cast(pl.Float64).alias("weight"))
    return counted(cells.sort("row", "column", "level"), axes, extra_level=extra_level)


def counted(cells: pl.DataFrame, axes: Axes, *, extra_level: bool = False) -> Counts:
    """Take cells of which none is there twice as they are."""
    return Counts(
        **{name: cells[name].to_numpy() for name in ("row", "column", "level", "weight")},
        shape=(len(axes.rows), len(axes.columns), len(axes.levels) + extra_level),
    )


def product(left: sparse.csr_array, right: sparse.csr_array) -> NDArray[np.float64]:
    """Multiply one matrix by another one's transpose."""
    cells = max(1, left.shape[0] * left.shape[1])
    if max(left.nnz, right.nnz) / cells > _CROWDED:
        dense = left.toarray()
        return np.asarray(dense @ (dense if right is left else right.toarray()).T)
    return np.asarray((left @ right.T).toarray())
