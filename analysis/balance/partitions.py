"""Every optimal partition into two camps, not only one.

The optimal partitions (here: splits) of parts that share at most one node multiply, so each part
is enumerated alone, and their number is exact even when there are too many to list.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.balance.cycles import TOLERANCE, CycleBound
from analysis.balance.edges import EdgeListError, read_edges
from analysis.balance.frustration import camp_numbers, deadline_after, net_graph
from analysis.balance.reductions import blocks, graph_of
from analysis.balance.search import Annealer, Block
from analysis.balance.solver import (
    contract_satisfied,
    find,
    granularity,
    localise,
    raise_bound,
    solve,
    ties_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.balance.edges import Bools, Camps, Floats
    from analysis.balance.reductions import Graph, Tie

_SMALL_BLOCK_NODES = 12
"""Nodes of a block up to which trying every split is quicker than any bound."""


@dataclass(frozen=True)
class OptimalPartitions:
    """Result of `optimal_partitions`: how many there are, which, and who shares a camp in them."""

    index: int | float
    """The frustration index, or the best cost found when not proven."""
    proven: bool
    """Whether ``index`` is proven, so that the partitions are optimal."""
    count: int
    """Number of optimal partitions, not counting swaps of the two camps of a component."""
    count_is_exact: bool
    """False when an enumeration was cut short: then there are at least ``count`` partitions."""
    complete: bool
    """Whether ``partitions`` lists every optimal partition."""
    partitions: pl.DataFrame
    """``partition`` (from 0), ``node``, ``camp`` (0 or 1; a component's first node is in 0)."""
    pairs: pl.DataFrame
    """``source``, ``target``, ``share_together``: the share of all optimal partitions, listed or
    not, in which the two are in one camp. Null between components, and where the enumeration was
    cut short."""


@dataclass(frozen=True)
class _Part:
    """Optimal splits of some nodes that no other part has two of, one row of +1 and -1 each."""

    nodes: list[int]
    splits: Camps
    complete: bool = True


def optimal_partitions(
    edges: pl.DataFrame | pl.LazyFrame,
    *,
    nodes: Iterable[object] | None = None,
    limit: int = 10_000,
    time_limit_s: float = 60.0,
) -> OptimalPartitions:
    """List every partition into two camps that attains the frustration index.

    Parameters
    ----------
    edges, nodes, time_limit_s
        As for `frustration_index`.
    limit
        Maximum number of partitions to list, and to enumerate in one part of the graph.

    Raises
    ------
    EdgeListError
        The edge list cannot be read, or a limit is not positive.

    References
    ----------
    Aref, S. and Neal, Z. P. (2020). Detecting coalitions by optimally partitioning signed networks
    of political collaboration. Scientific Reports 10, 1506.

    Examples
    --------
    >>> import polars as pl
    >>> from analysis import balance
    >>> foes = pl.DataFrame({"source": [*"abc"], "target": [*"bca"], "sign": [-1] * 3})
    >>> result = balance.optimal_partitions(foes)
    >>> result.count, result.pairs["share_together"].round(3).to_list()
    (3, [0.333, 0.333, 0.333])
    """
    deadline = deadline_after(time_limit_s)
    if not limit >= 1:
        raise EdgeListError(f"limit must be a positive number of partitions, not {limit}")
    graph = read_edges(edges, nodes)
    net, offset = net_graph(graph)
    best = solve([dict(row) for row in net], deadline, graph.step)
    search = _Search(limit, deadline, graph.step)
    joined = zip(graph.source.tolist(), graph.target.tolist(), strict=True)
    parts = [*_free_links(net, joined), *search.parts(net)]
    splits, together = _combine(len(graph.nodes), parts, limit)
    exact = best.proven and all(part.complete for part in parts)
    count = math.prod(len(part.splits) for part in parts)
    n = len(graph.nodes)
    first, second = np.triu_indices(n, 1)
    return OptimalPartitions(
        index=graph.index(best.cost + offset),
        proven=best.proven,
        count=count,
        count_is_exact=exact,
        complete=exact and len(splits) == count,
        partitions=pl.DataFrame(
            {
                "partition": np.repeat(np.arange(len(splits)), n),
                "node": pl.concat([graph.nodes] * len(splits)),
                "camp": camp_numbers(splits.ravel()),
            }
        ),
        pairs=pl.DataFrame(
            {
                "source": graph.nodes.gather(first),
                "target": graph.nodes.gather(second),
                "share_together": pl.Series(together[first, second], nan_to_null=True),
            }
        ),
    )


@dataclass
class _Search:
    """Enumerates the optimal splits of each part of a graph."""

    limit: int
    deadline: float
    unit: float

    def parts(self, graph: Graph) -> Iterator[_Part]:
        """Yield the parts of a graph; together they are a tree over its nodes."""
        for ties in blocks(graph):
            names, inner = localise(ties)
            if len(names) <= _SMALL_BLOCK_NODES:
                yield self._try_all(names, inner)
                continue
            block = Block.of(inner, len(names))
            best = solve(graph_of(len(names), inner)[0], self.deadline, self.unit)
            if not best.proven:
                yield _Part(names, best.camps[None, :], complete=False)
                continue
            reduction = contract_satisfied(
                block, self._always_satisfied(block, best.camps), keep_all=True
            )
            if reduction is None:
                raise AssertionError("every optimal split satisfies contradictory ties")
            reduction.run()
            for u, tie in reduction.removed:
                ((v, sign),) = tie.items()
                yield _Part([names[u], names[v]], np.array([[1.0, sign]]))
            if not reduction.removed:
                found = self._enumerate(names, inner)
                known = _Part(names, best.camps[None, :], complete=False)
                yield found if len(found.splits) else known
                continue
            left = sorted(set(range(len(names))) - {u for u, _ in reduction.removed})
            free = _free_links(reduction.graph, [(left[0], u) for u in left])
            for part in (*free, *self.parts(reduction.graph)):
                yield _Part([names[u] for u in part.nodes], part.splits, part.complete)

    def _try_all(self, names: list[int], ties: list[Tie]) -> _Part:
        """Try every split of a few nodes at once; the first stays in its camp."""
        u, v, w = (np.array(column) for column in zip(*ties, strict=True))
        masks = np.arange(1 << (len(names) - 1))[:, None]
        splits = np.c_[np.ones(len(masks)), 1.0 - 2.0 * (masks >> np.arange(len(names) - 1) & 1)]
        cost = (splits[:, u] * splits[:, v] * w < 0) @ np.abs(w)
        found = splits[cost <= cost.min() + TOLERANCE * max(1.0, cost.min())]
        return _Part(names, found[: self.limit], len(found) <= self.limit)

    def _always_satisfied(self, block: Block, camps: Camps) -> Bools:
        """Return ties whose frustration would cost more than the index, by their reduced cost."""
        bound = CycleBound(block)
        raise_bound(bound, Annealer(block), camps, granularity(block, self.unit), self.deadline)
        best = block.cost(camps)
        return np.asarray(bound.value + bound.reduced_cost > best + TOLERANCE * max(1.0, best))

    def _enumerate(self, names: list[int], ties: list[Tie]) -> _Part:
        """Place node after node, best connected first, as long as the index can still be met."""
        n = len(names)
        matrix = np.zeros((n, n))
        for u, v, w in ties:
            matrix[u, v] = matrix[v, u] = w
        order = _connected_order(matrix)
        matrix = matrix[np.ix_(order, order)]
        rest = np.zeros(n + 1)
        for first in range(n - 1, -1, -1):
            tail = [
                (u, v, float(matrix[first + u, first + v]))
                for u, v in np.argwhere(np.triu(matrix[first:, first:])).tolist()
            ]
            rest[first] = solve(graph_of(n - first, tail)[0], self.deadline, self.unit).lower
        best = rest[0] + TOLERANCE * max(1.0, rest[0])
        found: list[Floats] = []
        # for every node not yet placed: what each camp would cost it with the nodes placed
        stack = [(np.ones(1), 0.0, np.maximum(-matrix[0], 0.0), np.maximum(matrix[0], 0.0))]
        while stack and len(found) <= self.limit and time.monotonic() < self.deadline:
            placed, cost, same, other = stack.pop()
            k = len(placed)
            if k == n:
                found.append(placed)
                continue
            for camp, price in ((-1.0, other[k]), (1.0, same[k])):
                pull = camp * matrix[k]
                a, b = same + np.maximum(-pull, 0.0), other + np.maximum(pull, 0.0)
                if cost + price + np.minimum(a, b)[k + 1 :].sum() + rest[k + 1] <= best:
                    stack.append((np.r_[placed, camp], cost + price, a, b))
        complete = not stack and len(found) <= self.limit
        splits = np.array(found[: self.limit]).reshape(-1, n)
        return _Part([names[i] for i in order], splits, complete)


def _free_links(graph: Graph, joined: Iterable[tuple[int, int]]) -> Iterator[_Part]:
    """Yield pieces of a component in pairs that only cancelling ties link: both splits are best."""
    root = list(range(len(graph)))
    for u, v, _ in ties_of(graph):
        root[find(root, u)] = find(root, v)
    for u, v in joined:
        if find(root, u) != find(root, v):
            root[find(root, u)] = find(root, v)
            yield _Part([u, v], np.array([[1.0, 1.0], [1.0, -1.0]]))


def _connected_order(matrix: Floats) -> list[int]:
    """Return nodes so that each has the strongest ties to those before it."""
    strength = np.abs(matrix)
    order = [int(np.argmax(strength.sum(axis=0)))]
    pull = strength[order[0]].copy()
    while len(order) < len(matrix):
        pull[order] = -1.0
        order.append(int(np.argmax(pull)))
        pull += strength[order[-1]]
    return order


def _combine(count: int, parts: list[_Part], limit: int) -> tuple[Floats, Floats]:
    """Join the parts' splits; return up to ``limit`` of them and how often pairs are together."""
    touching: list[list[_Part]] = [[] for _ in range(count)]
    for part in parts:
        for node in part.nodes:
            touching[node].append(part)
    splits = np.ones((1, count))
    agreement = np.full((count, count), np.nan)
    np.fill_diagonal(agreement, 1.0)
    placed = np.zeros(count, dtype=bool)
    for root in range(count):
        if placed[root]:
            continue
        placed[root] = True
        component, todo = [root], [root]
        while todo:
            node = todo.pop()
            for part in touching[node]:
                at = part.nodes.index(node)
                new = [i for i, u in enumerate(part.nodes) if not placed[u]]
                if not new:
                    continue
                nodes = [part.nodes[i] for i in new]
                relative = part.splits * part.splits[:, [at]]
                # parts are independent: mean agreement multiplies along the way
                mean = relative.T @ relative / len(relative) if part.complete else np.nan
                inside = np.broadcast_to(mean, (len(part.nodes),) * 2)
                agreement[np.ix_(nodes, nodes)] = inside[np.ix_(new, new)]
                across = np.outer(inside[new, at], agreement[node, component])
                agreement[np.ix_(nodes, component)] = across
                agreement[np.ix_(component, nodes)] = across.T
                rows = np.tile(np.arange(len(relative)), len(splits))[:limit]
                splits = np.repeat(splits, len(relative), axis=0)[:limit]
                splits[:, nodes] = splits[:, [node]] * relative[np.ix_(rows, np.array(new))]
                placed[nodes] = True
                component += nodes
                todo += nodes
    return splits, (1.0 + agreement) / 2.0
