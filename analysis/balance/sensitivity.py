"""How much a single tie matters for the balance of the whole."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.balance.blocks import Block, localise, net_block
from analysis.balance.clock import Clock, OutOfTimeError
from analysis.balance.cycles import SCALE
from analysis.balance.edges import EdgeListError, read_edges, whole
from analysis.balance.frustration import frustrated_rows
from analysis.balance.reductions import Reduction, blocks, graph_of, ties_of
from analysis.balance.search import Annealer
from analysis.balance.solver import Search, raise_bound, solve

if TYPE_CHECKING:
    from analysis.balance.edges import Bools, Camps, Ints, SignedGraph

_ADDED = ("index_if_dropped", "index_if_flipped")

_LARGEST_INT64 = 2**63

_LARGEST_INTEGER = 2**127
"""Whole numbers from here on are rounded to floating point in a frame."""


def tie_sensitivity(
    edges: pl.DataFrame | pl.LazyFrame, *, time_limit_s: float = 60.0
) -> pl.DataFrame:
    """For each tie, compute the frustration index without it and with its sign flipped.

    Parameters
    ----------
    edges, time_limit_s
        As for `frustration_index`.

    Returns
    -------
    polars.DataFrame
        The edge list with ``index_if_dropped`` and ``index_if_flipped``; null where no
        proof was found, as a rule because time ran out.

    Raises
    ------
    EdgeListError
        The edge list cannot be read, or the time limit is not positive.

    Notes
    -----
    Let I(f) and I(s) be the minimum frustration of partitions that frustrate or satisfy a tie of
    weight w. Then the index without it is min(I(f) - w, I(s)), and flipped min(I(f) - w, I(s) + w):
    one restricted search per pair answers both, and often none is needed.

    Examples
    --------
    >>> import polars as pl
    >>> from analysis import balance
    >>> foes = pl.DataFrame({"source": [*"abc"], "target": [*"bca"], "sign": [-1] * 3})
    >>> balance.tie_sensitivity(foes).select("index_if_dropped", "index_if_flipped").row(0)
    (0, 0)
    """
    clock = Clock.start(time_limit_s)
    graph = read_edges(edges)
    if taken := [name for name in _ADDED if name in graph.frame.columns]:
        raise EdgeListError(f"column {taken[0]!r} is one that is added; rename or drop it")
    net, offset = net_block(graph)
    best = solve(net, clock)
    more: list[int | None] = [None] * graph.frame.height
    if best.proven:
        with suppress(OutOfTimeError):  # then nothing was proven of any tie
            more = _cost_of_other_relation(graph, net, best.camps, clock)
    changed = _changed(graph, frustrated_rows(graph, best.camps), best.cost + offset, more)
    return graph.frame.with_columns(
        _series(name, values, graph) for name, values in zip(_ADDED, changed, strict=True)
    )


def _changed(
    graph: SignedGraph, bad: Bools, index: int, more: list[int | None]
) -> tuple[list[int | None], list[int | None]]:
    """Return the index without each tie, and with its sign flipped."""
    dropped: list[int | None] = [None] * len(more)
    flipped: list[int | None] = [None] * len(more)
    for i, extra in enumerate(more):
        if extra is not None:
            weight = abs(int(graph.weight[i]))
            if_frustrated, if_satisfied = (0, extra) if bad[i] else (extra, 0)
            dropped[i] = index + min(if_frustrated - weight, if_satisfied)
            flipped[i] = index + min(if_frustrated - weight, if_satisfied + weight)
    return dropped, flipped


def _series(name: str, values: list[int | None], graph: SignedGraph) -> pl.Series:
    """Return sums of weights in the unit of the weights as given."""
    largest = max((abs(value) for value in values if value is not None), default=0)
    if graph.digits == 0 and largest < _LARGEST_INTEGER:
        return pl.Series(name, values, dtype=pl.Int64 if largest < _LARGEST_INT64 else pl.Int128)
    given = [None if value is None else value / 10**graph.digits for value in values]
    return pl.Series(name, given, dtype=pl.Float64)


def _cost_of_other_relation(
    graph: SignedGraph, net: Block, camps: Camps, clock: Clock
) -> list[int | None]:
    """For each row, return what the best split with its other relation costs more than ``camps``.

    Values of at least twice the row's weight may be wrong (they make no difference); None means
    not proven in time.
    """
    n = len(graph.nodes)
    u, v = np.minimum(graph.source, graph.target), np.maximum(graph.source, graph.target)
    keys = u.astype(np.int64) * n + v
    pairs, place = np.unique(keys, return_inverse=True)
    reach = np.zeros(len(pairs), dtype=graph.weight.dtype)
    np.maximum.at(reach, place, 2 * np.abs(graph.weight))
    # a loop never changes its relation: what that would cost is out of reach
    more: dict[int, int | None] = dict(zip(pairs.tolist(), reach.tolist(), strict=True))
    # a pair whose ties cancel has no weight but still belongs to the block around it
    weights = np.zeros(len(pairs), dtype=net.weight.dtype)
    weights[np.searchsorted(pairs, net.u * n + net.v)] = net.weight
    apart = pairs // n != pairs % n
    shape = Block(n, pairs[apart] // n, pairs[apart] % n, weights[apart])
    for ties in blocks(graph_of(shape, clock), clock):
        if clock.over:
            more |= dict.fromkeys((min(u, v) * n + max(u, v) for u, v, _ in ties))
            continue
        names, block = localise(ties)
        ids = [
            names[a] * n + names[b] for a, b in zip(block.u.tolist(), block.v.tolist(), strict=True)
        ]
        wanted = whole([more[pair] or 0 for pair in ids])
        found: list[int | None] = [None] * len(ids)
        with suppress(OutOfTimeError):
            found = _opposites(block, camps[names], wanted, clock)
        more |= dict(zip(ids, found, strict=True))
    return [more[pair] for pair in keys.tolist()]


def _opposites(block: Block, camps: Camps, reach: Ints, clock: Clock) -> list[int | None]:
    """For each tie of a block, return what its other relation costs more than ``camps``.

    Values of at least ``reach`` may be too low; None means not proven in time.
    """
    best = block.cost(camps)
    u, v = block.u, block.v
    relation = (camps[u] * camps[v]).astype(np.int64)
    alone = np.zeros(block.count, dtype=block.weight.dtype)
    np.add.at(alone, np.r_[u, v], np.tile(block.weight * relation, 2))
    most = np.minimum(alone[u], alone[v])
    """What moving one end of the tie costs."""
    least = _least_by_cycles(block, camps, clock)
    unknown = np.zeros(len(u), dtype=bool)
    for i in range(len(u)):
        if least[i] >= min(reach[i], most[i]):
            continue
        if clock.over:
            unknown[i] = True
            continue
        reduction = Reduction(graph_of(block, clock))
        reduction.contract(int(u[i]), int(v[i]), -int(relation[i]))
        rival = solve(Block.of(list(ties_of(reduction.graph)), block.count), clock)
        if not rival.proven:
            unknown[i] = True
            continue
        lifted = reduction.lift(rival.camps)
        least[i] = block.cost(lifted) - best
        most = np.where(lifted[u] * lifted[v] == relation, most, np.minimum(most, least[i]))
    exact = np.minimum(most, np.maximum(least, reach))
    return [None if no else value for no, value in zip(unknown, exact.tolist(), strict=True)]


def _least_by_cycles(block: Block, camps: Camps, clock: Clock) -> Ints:
    """Return what frustrating a satisfied tie costs at least, by its reduced cost; else 0."""
    least = np.zeros(len(block.u), dtype=block.weight.dtype)
    weighty = np.flatnonzero(block.sign)
    if len(weighty) <= 1:  # a single tie is in no cycle
        return least
    search = Search(Block(block.count, block.u[weighty], block.v[weighty], block.weight[weighty]))
    search.offer(camps)
    with suppress(OutOfTimeError):  # the bound reached is true
        raise_bound(search, Annealer(search.block, clock), clock)
    more = search.bound.value + search.bound.reduced_cost - search.cost * SCALE
    unit = search.block.step * SCALE
    steps = np.maximum(-(-more // unit), 0) * search.block.step
    least[weighty] = np.where(search.block.frustrated(camps), 0, steps)
    return least
