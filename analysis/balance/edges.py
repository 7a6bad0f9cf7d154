"""Read a signed edge list: what counts as a tie, and what is refused.

Conventions, after Harary (1953), Cartwright and Harary (1956) and Aref and Wilson (2018):

- *Direction* is ignored: balance asks whether two nodes agree, not which of them said so.
  ``a -> b`` and ``b -> a`` are two ties on one pair.
- *Multi-edges*: every row is a tie of its own. Two equal ties count twice; a positive and a
  negative tie on one pair always frustrate one of the two, whatever the camps. Merge rows first
  when several rows describe one relation.
- *Self-loops*: a node is always in its own camp, so a positive loop is never frustrated and a
  negative one always is. Loops are in no triad.
- *Weights* are positive; an index then sums the weights of frustrated ties. They are read as the
  decimal numbers they print as (0.1 is one tenth), and everything is added up in whole units of
  their last digit: sums are exact however small and large weights meet.
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

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.integer]
    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]
    Camps = Floats  # +1 or -1 for every node

_SHOWN_ROWS = 5
"""Offending rows that an error message spells out."""

EXACT_FLOAT = 2**53
"""Below this, whole numbers are exact in floating point."""

_LARGEST_ID = 2**63 - 1
"""Node ids are 64-bit whole numbers with a sign."""

_LARGEST_SUM = int(sys.float_info.max)

_SMALL_SUM = 2**60
"""Weights that add up to less are machine integers: a few times this still is one."""


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
    weight: Ints
    """Signed, in units of ``10**-digits``; machine integers, or Python's where sums need them."""
    digits: int
    """Decimal places of the weights: 0 where every weight is a whole number."""

    def index(self, value: int) -> int | float:
        """Return a sum of weights as int when every weight is whole, else as float."""
        return value if self.digits == 0 else value / 10**self.digits

    def floats(self) -> Floats:
        """Return the signed weights as they were given, in floating point."""
        return np.array([w / 10**self.digits for w in self.weight.tolist()], dtype=np.float64)


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
        given = f"{type(edges).__module__.split('.')[0]}.{type(edges).__qualname__}"
        raise EdgeListError(
            "edges must be a polars frame with the columns source, target and sign, not "
            f"{given.removeprefix('builtins.')}"
            + ("; polars.from_pandas(edges) makes one" if given.startswith("pandas.") else "")
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
    weight, digits = _signed_weights(frame)
    return SignedGraph(frame, known, codes[:count], codes[count : 2 * count], weight, digits)


def _node_ids(frame: pl.DataFrame, nodes: Iterable[object] | None) -> tuple[pl.Series, int]:
    """Return sources, targets and extra nodes in one series of one type."""
    columns = [frame["source"], frame["target"]]
    if nodes is not None:
        columns.append(_extra_nodes(nodes))
    columns = [
        c.cast(pl.String) if isinstance(c.dtype, pl.Categorical | pl.Enum) else c for c in columns
    ]
    for column in columns:
        if not (column.dtype.is_integer() or column.dtype in (pl.String, pl.Null)):
            raise EdgeListError(
                f"column {column.name!r} is {column.dtype}; node ids are text or whole numbers"
            )
        _refuse(column, column.is_null(), "a node id")
        if column.dtype.is_integer():
            beyond = column.cast(pl.Int64, strict=False).is_null()
            _refuse(column, beyond, f"a whole number up to {_LARGEST_ID}, or text")
    kinds = {str(c.dtype) if c.dtype == pl.String else "Int64" for c in columns if len(c)}
    if len(kinds) > 1:
        found = ", ".join(f"{c.name} {c.dtype}" for c in columns)
        raise EdgeListError(f"node ids mix text and whole numbers ({found}); cast one of them")
    dtype = pl.Int64 if "Int64" in kinds else pl.String
    return pl.concat([c.cast(dtype).alias("node") for c in columns]), frame.height


def _extra_nodes(nodes: object) -> pl.Series:
    """Return the nodes that were asked for as a series."""
    if isinstance(nodes, str) or not isinstance(nodes, Iterable):
        raise EdgeListError(f"nodes must be a list of node ids, not {nodes!r}")
    listed = [int(n) if isinstance(n, Integral) and not isinstance(n, bool) else n for n in nodes]
    for node in listed:
        text = isinstance(node, str) and node == _as_utf8(node)
        number = isinstance(node, int) and not isinstance(node, bool)
        if not text and not (number and abs(node) <= _LARGEST_ID):
            raise EdgeListError(
                f"nodes: {node!r} is not a node id; ids are text or whole numbers up to "
                f"{_LARGEST_ID}"
            )
    if len({type(node) for node in listed}) > 1:
        raise EdgeListError("nodes mix text and whole numbers; write all as one of them")
    return pl.Series("nodes", listed)


def _as_utf8(text: str) -> str:
    """Return a text without what UTF-8 cannot write."""
    return text.encode("utf-8", "ignore").decode()


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


def _signed_weights(frame: pl.DataFrame) -> tuple[Ints, int]:
    """Return the weights in whole units and the decimal places of a unit."""
    sign = frame["sign"]
    if not sign.dtype.is_numeric():
        _refuse(sign, pl.Series([True] * len(sign), dtype=pl.Boolean), "+1 or -1 as a number")
        sign = sign.cast(pl.Int8)
    _refuse(sign, ~(sign.cast(pl.Float64).abs() == 1).fill_null(value=False), "+1 or -1")
    signs = sign.cast(pl.Int64).to_numpy()
    if "weight" not in frame.columns:
        return signs, 0
    weight = frame["weight"]
    if not weight.dtype.is_numeric():
        _refuse(weight, pl.Series([True] * len(weight), dtype=pl.Boolean), "a positive number")
        weight = weight.cast(pl.Float64)
    finite = weight.is_finite() if weight.dtype.is_float() else True
    _refuse(weight, ~(finite & (weight > 0)).fill_null(value=False), "a positive number")
    sizes, digits = _whole_units(weight)
    if int(sizes.sum()) > _LARGEST_SUM * 10**digits:
        raise EdgeListError(
            "column 'weight': the weights add up to more than 1.8e308; use a larger unit"
        )
    return sizes * signs, digits


def _whole_units(weight: pl.Series) -> tuple[Ints, int]:
    """Return positive numbers in units of the last decimal place that any of them prints."""
    if weight.dtype.is_integer():
        narrow = weight.dtype not in (pl.Int128, pl.UInt128)
        return whole(weight.to_numpy() if narrow else weight.to_list()), 0
    if weight.dtype == pl.Float64 and float(weight.max() or 0) < EXACT_FLOAT:  # type: ignore[arg-type]
        values = weight.to_numpy()
        rounded = np.rint(values)
        if np.array_equal(rounded, values):
            return whole(rounded.astype(np.int64)), 0
    text = pl.col("text")
    # 2.50 and 2.0 have zeros at the end that are no decimal places
    number = (
        pl.when(text.str.contains(".", literal=True))
        .then(text.str.replace(r"e.*$", "").str.strip_chars_end("0").str.strip_chars_end("."))
        .otherwise(text.str.replace(r"e.*$", ""))
    )
    parts = pl.DataFrame({"text": weight.cast(pl.String)}).select(
        units=number.str.replace(".", "", literal=True).cast(pl.Int128),
        places=number.str.extract(r"\.(\d+)").str.len_chars().cast(pl.Int64).fill_null(0)
        - text.str.extract(r"e([-+]?\d+)$").cast(pl.Int64).fill_null(0),
    )
    places = parts["places"].to_numpy()
    digits = max(0, int(places.max(initial=0)))
    powers = np.array([10**k for k in range(digits - int(places.min(initial=0)) + 1)], dtype=object)
    units = np.array(parts["units"].to_list(), dtype=object)
    return whole(units * powers[digits - places]), digits


def whole(values: Sequence[int] | Ints) -> Ints:
    """Return whole numbers as an array whose sums cannot overflow.

    They are machine integers where everything added up stays far below 2^63, and Python's
    integers, which have no limit, where it would not.
    """
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu":
        total = np.abs(values.astype(np.float64)).sum()
    else:
        total = sum(map(abs, values))
    return np.array(values, dtype=np.int64 if total < _SMALL_SUM else object)


def _refuse(column: pl.Series, wrong: pl.Series, expected: str) -> None:
    if not wrong.any():
        return
    rows = wrong.arg_true()
    shown = "; ".join(f"row {row}: {column[row]!r}" for row in rows.head(_SHOWN_ROWS).to_list())
    more = f" and {len(rows) - _SHOWN_ROWS} more" if len(rows) > _SHOWN_ROWS else ""
    raise EdgeListError(
        f"column {column.name!r}, {shown}{more}: expected {expected}; correct or drop these rows"
    )
