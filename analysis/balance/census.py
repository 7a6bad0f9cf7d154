"""TriadCensus and walks: how balanced a signed network is on a scale from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.edges import EdgeListError, read_edges
from analysis.prose import in_words, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl
    from scipy.sparse import csr_array

    from analysis.balance.edges import Floats, Ints, SignedGraph

_PATHS_PER_PART = 3_000_000
"""Two-step paths multiplied out at once: bounds the memory of the census."""

_LARGEST_WEIGHT = 1e300
"""Sum of weights beyond which eigenvalues may not be numbers."""

_LARGEST_COMPONENT_NODES = 6_000
"""Nodes of the largest component whose spectrum is computed: a matrix of 0.3 GB."""


@in_words
@dataclass(frozen=True)
class TriadCensus:
    """Closed triads by their number of negative ties."""

    all_positive: int
    """``+++``, balanced: friends of a friend are friends."""
    one_negative: int
    """``++-``, unbalanced: two friends of one node are foes."""
    two_negative: int
    """``+--``, balanced: two friends share a foe."""
    all_negative: int
    """``---``, unbalanced: three mutual foes."""
    ambivalent_pairs: int
    """Pairs with both positive and negative ties; they close no triad."""

    @property
    def counts(self) -> dict[str, int]:
        """The four counts by their signs: ``+++``, ``++-``, ``+--``, ``---``."""
        kinds = (self.all_positive, self.one_negative, self.two_negative, self.all_negative)
        return dict(zip(("+++", "++-", "+--", "---"), kinds, strict=True))

    @property
    def total(self) -> int:
        """All closed triads."""
        return sum(self.counts.values())

    @property
    def balanced_share(self) -> float | None:
        """Share of balanced triads, the triangle degree of balance; None without triads."""
        return (self.all_positive + self.two_negative) / self.total if self.total else None

    def _sentences(self) -> list[str]:
        if self.balanced_share is None:
            return ["There are no closed triads."]
        kinds = "; ".join(f"{signs}: {number(count)}" for signs, count in self.counts.items())
        balanced = f"<strong>{self.balanced_share:.0%}</strong> of {number(self.total)}"
        return [f"{balanced} closed triads are balanced.", f"By their signs: {kinds}."]


def triad_census(edges: pl.DataFrame | pl.LazyFrame) -> TriadCensus:
    """Count closed triads by their signs.

    Direction, weights and self-loops are ignored, and parallel ties of one sign count once. A pair
    with ties of both signs has no sign of its own: it closes no triad and is counted in
    ``ambivalent_pairs``.

    Parameters
    ----------
    edges
        Columns ``source``, ``target`` and ``sign`` (+1 or -1).

    Raises
    ------
    EdgeListError
        The edge list cannot be read.

    Notes
    -----
    The share of balanced triads is the degree of balance of Cartwright and Harary (1956) for
    cycles of length three. Every tie points from its less to its better connected end, so that a
    triad is one two-step path with a closing tie, and no node has more than sqrt(2m) ties to
    follow (Chiba and Nishizeki 1985).

    Examples
    --------
    >>> import polars as pl
    >>> from analysis import balance
    >>> census = balance.triad_census(
    ...     pl.DataFrame({"source": [*"aba"], "target": [*"bcc"], "sign": [1, -1, -1]})
    ... )
    >>> census.two_negative, census.balanced_share
    (1, 1.0)
    """
    pointing, ambivalent = _pointing(read_edges(edges))
    counts = np.zeros(4, dtype=np.int64)
    field = 21
    low = (1 << field) - 1
    # a path's code is the product of its ties' codes: 1, 2^21 or 2^42 for none, one, two negative
    coded = pointing.copy()
    coded.data = np.where(pointing.data > 0, np.int64(1), np.int64(1 << field))
    for rows in _parts(pointing):
        closed = (coded[rows] @ coded).multiply(pointing[rows]).data
        for sign, negative in ((1, 0), (-1, 1)):
            codes = closed[closed > 0] if sign > 0 else -closed[closed < 0]
            counts[negative] += int((codes & low).sum())
            counts[negative + 1] += int(((codes >> field) & low).sum())
            counts[negative + 2] += int((codes >> 2 * field).sum())
    none, one, two, three = counts.tolist()
    return TriadCensus(none, one, two, three, ambivalent_pairs=ambivalent)


def _pointing(graph: SignedGraph) -> tuple[csr_array, int]:
    """Return the signs as a matrix from less to better connected nodes, and ambivalent pairs."""
    from scipy.sparse import csr_array

    n = len(graph.nodes)
    degree = np.bincount(graph.source, minlength=n) + np.bincount(graph.target, minlength=n)
    rank = np.empty(n, dtype=np.int64)
    rank[np.argsort(degree, kind="stable")] = np.arange(n)
    a, b = rank[graph.source], rank[graph.target]
    keys = (np.minimum(a, b) * n + np.maximum(a, b)) * 2 + (graph.weight < 0)
    keys = keys[a != b]
    del a, b
    keys.sort()
    pairs = keys >> 1
    new = np.r_[True, keys[1:] != keys[:-1]] if len(keys) else np.zeros(0, bool)
    keys, pairs = keys[new], pairs[new]
    twice = np.flatnonzero(pairs[1:] == pairs[:-1])
    single = np.ones(len(keys), dtype=bool)
    single[twice] = single[twice + 1] = False
    keys, pairs = keys[single], pairs[single]
    rows = pairs // max(n, 1)
    starts = np.searchsorted(rows, np.arange(n + 1)).astype(np.int32)
    columns = (pairs - rows * n).astype(np.int32)
    signs = 1 - 2 * (keys & 1)
    return csr_array((signs, columns, starts), shape=(n, n)), len(twice)


def _parts(pointing: csr_array) -> Iterator[slice]:
    """Cut the rows into parts with a bounded number of two-step paths."""
    out = np.diff(pointing.indptr).astype(np.int64)
    paths = np.r_[0, np.cumsum(out[pointing.indices])][pointing.indptr]
    cuts = np.searchsorted(paths, np.arange(0, paths[-1], _PATHS_PER_PART)[1:])
    edges = np.unique(np.r_[0, cuts, len(out)])
    return (slice(a, b) for a, b in pairwise(edges.tolist()))


def walk_balance(edges: pl.DataFrame | pl.LazyFrame) -> float:
    """Return the walk-based balance trace(exp(A)) / trace(exp(|A|)), 1 when balanced.

    All closed walks count, short ones more than long ones. ``A`` adds up the signed ties of a pair
    and ``|A|`` their absolute values, so a pair with ties of both signs lowers the balance; weights
    multiply along a walk, and a self-loop is a walk of length one.

    Parameters
    ----------
    edges
        Columns ``source``, ``target``, ``sign`` and optionally ``weight``.

    Returns
    -------
    float
        Between 0 and 1; NaN without ties.

    Raises
    ------
    EdgeListError
        The edge list cannot be read, its weights are too large, or a component is too large for
        its spectrum.

    References
    ----------
    Estrada, E. and Benzi, M. (2014). Walk-based measure of balance in signed networks.
    Physical Review E 90(4), 042802.

    Examples
    --------
    >>> import polars as pl
    >>> from analysis import balance
    >>> foes = pl.DataFrame({"source": [*"abc"], "target": [*"bca"], "sign": [-1] * 3})
    >>> round(balance.walk_balance(foes), 4)
    0.6858
    """
    graph = read_edges(edges)
    if not len(graph.weight):
        return float("nan")
    floats = graph.floats()
    if int(np.abs(graph.weight).sum()) / 10**graph.digits > _LARGEST_WEIGHT:
        raise EdgeListError(
            f"the weights add up to more than {_LARGEST_WEIGHT:g}; walk balance multiplies them"
        )
    signed, plain = [], []
    for rows in _components(graph):
        nodes, ends = np.unique(np.r_[graph.source[rows], graph.target[rows]], return_inverse=True)
        if len(nodes) > _LARGEST_COMPONENT_NODES:
            raise EdgeListError(
                f"a component has {len(nodes)} nodes; walk balance needs its whole spectrum, which "
                f"is computed up to {_LARGEST_COMPONENT_NODES}: use triad_census() or a subgraph"
            )
        u, v = ends[: len(rows)], ends[len(rows) :]
        weight = floats[rows]
        signed.append(_spectrum(u, v, weight, len(nodes)))
        plain.append(_spectrum(u, v, np.abs(weight), len(nodes)))
    top, values = np.concatenate(plain).max(), np.concatenate(signed)
    # rounding may lift an eigenvalue of A above those of |A|
    closed = np.exp(np.minimum(values - top, 0.0)).sum()
    return min(float(closed / np.exp(np.concatenate(plain) - top).sum()), 1.0)


def _components(graph: SignedGraph) -> Iterable[Ints]:
    """Return the rows of each connected component that has ties."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(graph.nodes)
    matrix = coo_array((np.ones(len(graph.source)), (graph.source, graph.target)), (n, n))
    _, label = connected_components(matrix.tocsr(), directed=False)
    of_row = label[graph.source]
    order = np.argsort(of_row, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(of_row[order])) + 1)


def _spectrum(u: Ints, v: Ints, weight: Floats, n: int) -> Floats:
    matrix = np.zeros((n, n))
    np.add.at(matrix, (u, v), weight)
    np.add.at(matrix, (v, u), np.where(u == v, 0.0, weight))
    return np.asarray(np.linalg.eigvalsh(matrix), dtype=np.float64)
