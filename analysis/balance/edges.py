"""Read a signed edge list: what counts as a tie, and what is refused.

Conventions, after Harary (1953), Cartwright and Harary (1956) and Aref and Wilson (2018):

- *Direction* is ignored: balance asks whether two nodes agree, not which of them said so.
  ``a -> b`` and ``b -> a`` are two ties on one pair.
- *Multi-edges*: every row is a tie of its own. Two equal ties count twice; a positive and a
  negative tie on one pair always frustrate one of the two, whatever the camps. Merge rows first
  when several rows describe one relation.
- *Self-loops*: a node is always in its own camp, so a positive loop is never frustrated and a
  negative one always is. Loops are in no triad.
- *Weights* are positive; an index then sums the weights of frustrated ties.
- *Isolated nodes* appear only when listed in ``nodes``; they cost nothing.
- *Disconnected graphs*: indices add up, and camps have a meaning only within a component.

References
----------
Harary, F. (1953). On the notion of balance of a signed graph. Michigan Math. J. 2(2).
Cartwright, D. and Harary, F. (1956). Structural balance. Psychological Review 63(5).
Aref, S. and Wilson, M. C. (2018). Measuring partial balance in signed networks. J. Complex
Networks 6(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    Ints = npt.NDArray[np.integer]
    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]
    Camps = Floats  # +1 or -1 for every node

_SHOWN_ROWS = 5
"""Offending rows that an error message spells out."""


class EdgeListError(AnalysisError):
    """An edge list that cannot be read; the message names column, row (from 0) and value."""


@dataclass(frozen=True)
class SignedGraph:
    """An edge list in arrays: row ``i`` joins ``nodes[source[i]]`` and ``nodes[target[i]]``."""

    frame: pl.DataFrame
    """The rows as given."""
    nodes: pl.Series
    """Distinct node ids, sorted."""
    source: Ints
    target: Ints
    weight: Floats
    """Signed, as a multiple of ``unit``: the sign where there is no ``weight`` column."""
    unit: float
    """What a weight of 1 amounts to, chosen so that weights are whole and their sums exact."""
    step: float
    """1 where weights are whole; 0 where they share no decimal unit."""

    @property
    def whole(self) -> bool:
        """Whether every weight was given as a whole number."""
        return self.step == self.unit == 1

    def index(self, value: float) -> int | float:
        """Return a sum of weights as int when every weight is whole, else as float."""
        return round(value) if self.whole else round(value * self.unit, 12)


def read_edges(
    edges: pl.DataFrame | pl.LazyFrame, nodes: Iterable[object] | None = None
) -> SignedGraph:
    """Check an edge list and translate its node ids to 0..n-1.

    Parameters
    ----------
    edges
        Columns ``source``, ``target`` (both text or both whole numbers), ``sign`` (+1 or -1) and
        optionally ``weight`` (positive). Further columns are kept.
    nodes
        Nodes to add to those that have a tie.

    Raises
    ------
    EdgeListError
        For a missing column, a wrong type, a null, a sign other than +1 and -1 or a weight that
        is not positive and finite.
    """
    if not isinstance(edges, pl.DataFrame | pl.LazyFrame):
        raise EdgeListError(
            f"edges must be a polars frame with source, target and sign, not {type(edges).__name__}"
        )
    frame = edges.collect() if isinstance(edges, pl.LazyFrame) else edges
    missing = [name for name in ("source", "target", "sign") if name not in frame.columns]
    if missing:
        raise EdgeListError(
            f"column {missing[0]!r} is missing; found {frame.columns}, "
            "expected source, target, sign and optionally weight"
        )
    ids, count = _node_ids(frame, nodes)
    known, codes = _encode(ids)
    weights = _signed_weights(frame)
    return SignedGraph(frame, known, codes[:count], codes[count : 2 * count], *weights)


def _node_ids(frame: pl.DataFrame, nodes: Iterable[object] | None) -> tuple[pl.Series, int]:
    """Return sources, targets and extra nodes in one series of one type."""
    columns = [frame["source"], frame["target"]]
    if nodes is not None:
        columns.append(pl.Series("nodes", list(nodes), strict=False))
    columns = [
        c.cast(pl.String) if isinstance(c.dtype, pl.Categorical | pl.Enum) else c for c in columns
    ]
    for column in columns:
        if not (column.dtype.is_integer() or column.dtype in (pl.String, pl.Null)):
            raise EdgeListError(
                f"column {column.name!r} is {column.dtype}; node ids are text or whole numbers"
            )
        _refuse(column, column.is_null(), "a node id")
    kinds = {str(c.dtype) if c.dtype == pl.String else "Int64" for c in columns if len(c)}
    if len(kinds) > 1:
        found = ", ".join(f"{c.name} {c.dtype}" for c in columns)
        raise EdgeListError(f"node ids mix text and whole numbers ({found}); cast one of them")
    dtype = pl.String if kinds == {"String"} or not kinds else pl.Int64
    return pl.concat([c.cast(dtype).alias("node") for c in columns]), frame.height


def _encode(ids: pl.Series) -> tuple[pl.Series, Ints]:
    """Return the sorted distinct ids and, for every id, its position among them."""
    if ids.dtype.is_integer() and len(ids):
        low, values = int(ids.min()), ids.to_numpy()  # type: ignore[arg-type]
        span = int(ids.max()) - low + 1  # type: ignore[arg-type]
        if span <= 4 * len(ids):  # close-packed: a table is faster than sorting
            present = np.zeros(span, dtype=np.int32)
            present[values - low] = 1
            known = np.flatnonzero(present) + low
            return pl.Series("node", known), (np.cumsum(present, dtype=np.int32) - 1)[values - low]
    distinct = ids.unique().sort()
    if ids.dtype != pl.String:
        return distinct, distinct.search_sorted(ids).to_numpy().astype(np.int32)
    # one cast for both: codes of two casts agree only while polars keeps the first one alive
    codes = pl.concat([distinct, ids]).cast(pl.Categorical).to_physical().to_numpy()
    places = codes[: len(distinct)]
    table = np.zeros(int(places.max(initial=0)) + 1, dtype=np.int32)
    table[places] = np.arange(len(distinct), dtype=np.int32)
    return distinct, table[codes[len(distinct) :]]


def _signed_weights(frame: pl.DataFrame) -> tuple[Floats, float, float]:
    """Return the weights, their unit and their step."""
    sign = frame["sign"]
    if not sign.dtype.is_numeric():
        _refuse(sign, pl.Series([True] * len(sign)), "+1 or -1 as a number")
        sign = sign.cast(pl.Int8)
    _refuse(sign, ~((sign == 1) | (sign == -1)).fill_null(value=False), "+1 or -1")
    signs = sign.cast(pl.Float64).to_numpy()
    if "weight" not in frame.columns:
        return signs, 1.0, 1.0
    weight = frame["weight"]
    if not weight.dtype.is_numeric():
        _refuse(weight, pl.Series([True] * len(weight)), "a positive number")
    weight = weight.cast(pl.Float64)
    _refuse(
        weight, ~(weight.is_finite() & (weight > 0)).fill_null(value=False), "a positive number"
    )
    values = weight.to_numpy()
    unit = _grid(values)
    return (signs * np.rint(values / unit), unit, 1.0) if unit else (signs * values, 1.0, 0.0)


def _grid(weights: Floats) -> float:
    """Return the coarsest decimal unit (1, 0.1 ... 1e-6) all weights are multiples of, or 0."""
    for digits in range(7):
        scaled = weights * 10.0**digits
        if np.all(np.abs(scaled - np.rint(scaled)) < 1e-9 * np.maximum(1.0, scaled)):
            return float(10.0**-digits)
    return 0.0


def _refuse(column: pl.Series, wrong: pl.Series, expected: str) -> None:
    if not wrong.any():
        return
    rows = wrong.arg_true()
    shown = "; ".join(f"row {row}: {column[row]!r}" for row in rows.head(_SHOWN_ROWS).to_list())
    more = f" and {len(rows) - _SHOWN_ROWS} more" if len(rows) > _SHOWN_ROWS else ""
    raise EdgeListError(
        f"column {column.name!r}, {shown}{more}: expected {expected}; correct or drop these rows"
    )
