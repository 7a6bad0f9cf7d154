"""How much a single tie matters for the balance of the whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.balance.cycles import TOLERANCE, CycleBound
from analysis.balance.edges import read_edges
from analysis.balance.frustration import deadline_after, frustrated_rows, net_graph
from analysis.balance.reductions import Reduction, blocks, graph_of
from analysis.balance.search import Annealer, Block
from analysis.balance.solver import granularity, localise, raise_bound, solve

if TYPE_CHECKING:
    from analysis.balance.edges import Camps
    from analysis.balance.reductions import Graph, Tie

    Pair = tuple[int, int]


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
        proof was found in time.

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
    deadline = deadline_after(time_limit_s)
    graph = read_edges(edges)
    net, offset = net_graph(graph)
    best = solve([dict(row) for row in net], deadline, graph.step)
    weight = np.abs(graph.weight)
    u, v = np.minimum(graph.source, graph.target), np.maximum(graph.source, graph.target)
    pairs = list(zip(u.tolist(), v.tolist(), strict=True))
    reach: dict[Pair, float] = {}
    for pair, w in zip(pairs, weight.tolist(), strict=True):
        reach[pair] = max(reach.get(pair, 0.0), 2 * w)
    extra = {(a, b): math.inf for a, b in reach if a == b}
    # a pair whose ties cancel has no weight but still belongs to the block around it
    shape: Graph = [{} for _ in net]
    for a, b in reach.keys() - extra.keys():
        shape[a][b] = shape[b][a] = net[a].get(b, 0.0)
    for block in blocks(shape) if best.proven else ():
        names, inner = localise(block)
        wanted = [reach[names[a], names[b]] for a, b, _ in inner]
        found = _cost_of_opposites(inner, best.camps[names], wanted, deadline, graph.step)
        extra |= {(names[a], names[b]): more for (a, b, _), more in zip(inner, found, strict=True)}
    more = np.array([extra.get(pair, math.nan) for pair in pairs])
    bad = frustrated_rows(graph, best.camps)
    if_frustrated, if_satisfied = np.where(bad, 0.0, more), np.where(bad, more, 0.0)
    index = best.cost + offset
    changed = {
        "index_if_dropped": index + np.minimum(if_frustrated - weight, if_satisfied),
        "index_if_flipped": index + np.minimum(if_frustrated - weight, if_satisfied + weight),
    }
    dtype = pl.Int64 if graph.whole else pl.Float64
    return graph.frame.with_columns(
        pl.Series(name, (values * graph.unit).round(9), nan_to_null=True).cast(dtype)
        for name, values in changed.items()
    )


def _cost_of_opposites(
    ties: list[Tie], camps: Camps, reach: list[float], deadline: float, unit: float
) -> list[float]:
    """For each pair, return what the best split with its other relation costs more than ``camps``.

    Values of at least ``reach`` may be too low (they make no difference); NaN means not proven in
    time.
    """
    block = Block.of(ties, len(camps))
    best = block.cost(camps)
    slack = TOLERANCE * max(1.0, best)
    u, v = block.u, block.v
    relation = camps[u] * camps[v]
    alone = np.zeros(len(camps))
    np.add.at(alone, np.r_[u, v], np.tile(block.weight * relation, 2))
    most = np.minimum(alone[u], alone[v])
    least = np.zeros(len(ties))
    unknown = np.zeros(len(ties), dtype=bool)
    weighty = np.flatnonzero(block.weight)
    satisfied = block.weight * relation > 0
    bound = CycleBound(Block.of([ties[i] for i in weighty.tolist()], len(camps)))
    step = granularity(bound.block, unit)
    if len(weighty) > 1:
        raise_bound(bound, Annealer(bound.block), camps, step, deadline)
    # by its reduced cost: frustrating a tie that is satisfied now costs at least this much more
    more = bound.value + bound.reduced_cost - best - slack
    more = np.maximum(np.ceil(more / step) * step if step else more, 0.0)
    least[weighty] = np.where(satisfied[weighty], more, 0.0)
    for i in range(len(ties)):
        if least[i] >= min(reach[i], most[i]) - slack:
            continue
        graph, _ = graph_of(len(camps), ties)
        reduction = Reduction(graph)
        reduction.contract(int(u[i]), int(v[i]), -float(relation[i]))
        rival = solve(graph, deadline, unit)
        if not rival.proven:
            unknown[i] = True
            continue
        lifted = reduction.lift(dict(enumerate(rival.camps.tolist())))
        least[i] = block.cost(lifted) - best
        most = np.where(lifted[u] * lifted[v] == relation, most, np.minimum(most, least[i]))
    exact = np.minimum(most, np.maximum(least, reach))
    return [math.nan if no else value for no, value in zip(unknown, exact.tolist(), strict=True)]
