"""Every optimal partition into two camps, not only one.

The optimal partitions (here: splits) of parts that share at most one node multiply, so each part
is enumerated alone, and their number is exact even when there are too many to list.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.balance.blocks import Block, find, localise, net_block
from analysis.balance.clock import Clock, OutOfTimeError
from analysis.balance.edges import EdgeListError, read_edges
from analysis.balance.frustration import camp_numbers
from analysis.balance.reductions import blocks, graph_of, ties_of
from analysis.balance.search import Annealer
from analysis.balance.solver import Search, contract_satisfied, raise_bound, solve
from analysis.prose import in_words, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.balance.edges import Bools, Camps, Floats, SignedGraph

_SMALL_BLOCK_NODES = 12
"""Nodes of a block up to which trying every split is quicker than any bound."""

_MOST_ENUMERATED_NODES = 2_000
"""Nodes of a block beyond which its splits are not enumerated: it would not end."""

_MOST_ROWS = 10_000_000
"""Rows of ``partitions`` and of ``pairs`` that are written out."""

_MOST_WRITTEN = 10**21
"""Partitions from which on a sentence gives their number as a power of ten."""


@in_words
@dataclass(frozen=True, eq=False, repr=False)
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
    _nodes: pl.Series
    _tree: list[_Joint]

    def __repr__(self) -> str:
        return f"<{' '.join(str(self).splitlines())}>"

    def _sentences(self) -> list[str]:
        if self.count < _MOST_WRITTEN:
            count = f"{'' if self.count_is_exact else 'at least '}{number(self.count)}"
        else:  # Python writes no whole number of more than 4,300 digits, and nobody reads one
            count = f"more than {number(f'10^{int(math.log10(self.count))}')}"
        kind = "optimal" if self.proven else "best known"
        found = f"There are {count} {kind} divisions into two camps"
        if self.count == 1 and self.count_is_exact:
            found = f"There is {number(1)} {kind} division into two camps"
        cost = f"{found}; each frustrates ties of weight {number(self.index)}."
        return [cost, "" if self.complete else "Not all of them are listed."]

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """``source``, ``target``, ``share_together``: how often the two are in one camp.

        The share is of all optimal partitions, listed or not. Null between components, and where
        the enumeration was cut short.

        Raises
        ------
        EdgeListError
            There are more than ten million pairs.
        """
        n = len(self._nodes)
        if n * (n - 1) // 2 > _MOST_ROWS:
            raise EdgeListError(
                f"{n} nodes have more than {_MOST_ROWS} pairs; use partitions, or a subgraph"
            )
        first, second = np.triu_indices(n, 1)
        share = (1.0 + _agreement(n, self._tree)[first, second]) / 2.0
        return pl.DataFrame(
            {
                "source": self._nodes.gather(first),
                "target": self._nodes.gather(second),
                "share_together": pl.Series(share, nan_to_null=True, dtype=pl.Float64),
            }
        )


@dataclass(frozen=True)
class _Part:
    """Optimal splits of some nodes that no other part has two of, one row of +1 and -1 each."""

    nodes: list[int]
    splits: Camps
    complete: bool = True


@dataclass(frozen=True)
class _Joint:
    """Where a part joins the nodes that were placed before it."""

    part: _Part
    at: int
    """Position, in the part, of a node that was placed before."""
    new: list[int]
    """Positions of the nodes that this part places."""


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
        Maximum number of partitions to list, and to enumerate in one part of the graph. Fewer are
        listed where ``partitions`` would have more than ten million rows.

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
    clock = Clock.start(time_limit_s)
    if isinstance(limit, bool) or not isinstance(limit, Integral) or limit < 1:
        raise EdgeListError(f"limit must be a positive number of partitions, not {limit!r}")
    graph = read_edges(edges, nodes)
    net, offset = net_block(graph)
    best = solve(net, clock)
    n = len(graph.nodes)
    # one is known, and no more is when time runs out
    tree, count, exact = [], 1, False
    splits = net.first_in_front(best.camps)[None, :]
    if best.proven:
        with suppress(OutOfTimeError):
            parts = [*_free_links(net, graph), *_Search(limit, clock).parts(net, best.camps)]
            joints = _joined(n, parts, clock)
            number = math.prod(len(part.splits) for part in parts)
            most = min(number, limit, max(1, _MOST_ROWS // max(n, 1)))
            splits = _listed(n, joints, most, clock)
            tree, count, exact = joints, number, all(part.complete for part in parts)
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
        _nodes=graph.nodes,
        _tree=tree,
    )


@dataclass
class _Search:
    """Enumerates the optimal splits of each part of a graph."""

    limit: int
    clock: Clock

    def parts(self, graph: Block, best: Camps) -> Iterator[_Part]:
        """Yield the parts of a graph; together they are a tree over its nodes.

        Parameters
        ----------
        graph
            The ties of the graph.
        best
            One optimal split of it.
        """
        for ties in self.clock.watched(blocks(graph_of(graph, self.clock), self.clock)):
            if len(ties) == 1:
                ((u, v, weight),) = ties
                yield _Part([u, v], np.array([[1.0, 1.0 if weight > 0 else -1.0]]))
                continue
            self.clock.check()
            names, block = localise(ties)
            if len(names) <= _SMALL_BLOCK_NODES:
                yield self._try_all(names, block)
            else:
                yield from self._parts_of_block(names, block, best[names])

    def _parts_of_block(self, names: list[int], block: Block, best: Camps) -> Iterator[_Part]:
        """Yield the parts of a large block, smaller ones if some ties are always satisfied."""
        known = _Part(names, best[None, :], complete=False)
        try:
            always = self._always_satisfied(block, best)
            reduction = contract_satisfied(block, always, self.clock, keep_all=True)
            if reduction is None:
                raise AssertionError("every optimal split satisfies contradictory ties")
            reduction.run(self.clock)
            found = known if reduction.removed else self._enumerate(names, block)
        except OutOfTimeError:
            yield known
            return
        for u, tie in reduction.removed:
            ((v, sign),) = tie.items()
            yield _Part([names[u], names[v]], np.array([[1.0, sign]]))
        if not reduction.removed:
            yield found if len(found.splits) else known
            return
        rest = Block.of(list(ties_of(reduction.graph)), block.count)
        left = sorted(set(range(len(names))) - {u for u, _ in reduction.removed})
        for first, u in _unlinked(rest, [(left[0], u) for u in left]):
            yield _free_pair(names[first], names[u])
        for part in self.parts(rest, best):
            yield _Part([names[u] for u in part.nodes], part.splits, part.complete)

    def _try_all(self, names: list[int], block: Block) -> _Part:
        """Try every split of a few nodes at once; the first stays in its camp."""
        masks = np.arange(1 << (len(names) - 1))[:, None]
        splits = np.c_[np.ones(len(masks)), 1.0 - 2.0 * (masks >> np.arange(len(names) - 1) & 1)]
        frustrated = splits[:, block.u] * splits[:, block.v] * block.sign < 0
        cost = frustrated.astype(block.weight.dtype) @ block.size
        found = splits[cost == cost.min()]
        return _Part(names, found[: self.limit], len(found) <= self.limit)

    def _always_satisfied(self, block: Block, camps: Camps) -> Bools:
        """Return ties whose frustration would cost more than the index, by their reduced cost."""
        search = Search(block)
        search.offer(camps)
        raise_bound(search, Annealer(block, self.clock), self.clock)
        return search.out_of_question(search.cost)

    def _enumerate(self, names: list[int], block: Block) -> _Part:
        """Place node after node, best connected first, as long as the index can still be met."""
        n = len(names)
        if n > _MOST_ENUMERATED_NODES:
            return _Part(names, np.empty((0, n)), complete=False)
        order = _connected_order(block)
        matrix = np.zeros((n, n), dtype=block.weight.dtype)
        matrix[block.u, block.v] = matrix[block.v, block.u] = block.weight
        matrix = matrix[np.ix_(order, order)]
        rest = [0] * (n + 1)
        """What the nodes from each on cost among themselves."""
        for first in range(n - 1, -1, -1):
            self.clock.check()
            tail = matrix[first:, first:]
            u, v = np.nonzero(np.triu(tail))
            rest[first] = solve(Block(n - first, u, v, tail[u, v]), self.clock).lower
        best = rest[0]
        found: list[Floats] = []
        nothing = 0 * matrix[0]
        # for every node not yet placed: what each camp would cost it with the nodes placed
        stack = [(np.ones(1), 0, np.maximum(-matrix[0], nothing), np.maximum(matrix[0], nothing))]
        while stack and len(found) <= self.limit and not self.clock.over:
            placed, cost, same, other = stack.pop()
            k = len(placed)
            if k == n:
                found.append(placed)
                continue
            for camp, price in ((-1, other[k]), (1, same[k])):
                pull = camp * matrix[k]
                a, b = same + np.maximum(-pull, nothing), other + np.maximum(pull, nothing)
                if cost + price + np.minimum(a, b)[k + 1 :].sum() + rest[k + 1] <= best:
                    stack.append((np.r_[placed, camp], cost + price, a, b))
        complete = not stack and len(found) <= self.limit
        splits = np.array(found[: self.limit]).reshape(-1, n)
        return _Part([names[i] for i in order], splits, complete)


def _free_links(net: Block, graph: SignedGraph) -> Iterator[_Part]:
    """Yield pieces of a component in pairs that only cancelling ties link: both splits are best."""
    if not net.count:
        return
    label = net.components()
    across = label[graph.source] != label[graph.target]
    joined = zip(graph.source[across].tolist(), graph.target[across].tolist(), strict=True)
    for u, v in _unlinked(net, joined):
        yield _free_pair(u, v)


def _unlinked(block: Block, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield those pairs that join components of a block, each with what was joined before."""
    label = block.components().tolist()
    root = list(range(block.count))
    for u, v in pairs:
        a, b = find(root, label[u]), find(root, label[v])
        if a != b:
            root[a] = b
            yield u, v


def _free_pair(u: int, v: int) -> _Part:
    """Return two nodes that may as well be together as apart."""
    return _Part([u, v], np.array([[1.0, 1.0], [1.0, -1.0]]))


def _connected_order(block: Block) -> list[int]:
    """Return nodes so that each has the strongest ties to those before it."""
    strength = abs(block.adjacency()).toarray()
    order = [int(np.argmax(strength.sum(axis=0)))]
    pull = strength[order[0]].copy()
    while len(order) < len(strength):
        pull[order] = -1.0
        order.append(int(np.argmax(pull)))
        pull += strength[order[-1]]
    return order


def _joined(count: int, parts: list[_Part], clock: Clock) -> list[_Joint]:
    """Put the parts in an order in which each but a component's first joins one before it."""
    touching: list[list[_Part]] = [[] for _ in range(count)]
    for part in parts:
        for node in part.nodes:
            touching[node].append(part)
    tree: list[_Joint] = []
    placed = [False] * count
    for root in range(count):
        if placed[root]:
            continue
        placed[root] = True
        todo = [root]
        while todo:
            node = todo.pop()
            for part in touching[node]:
                new = [i for i, u in enumerate(part.nodes) if not placed[u]]
                if new:
                    clock.check()
                    tree.append(_Joint(part, part.nodes.index(node), new))
                    for i in new:
                        placed[part.nodes[i]] = True
                        todo.append(part.nodes[i])
    return tree


def _listed(count: int, tree: list[_Joint], number: int, clock: Clock) -> Camps:
    """Return the first partitions; the splits of later parts change first."""
    splits = np.ones((number, count))
    turn = [1]
    for joint in reversed(tree):
        turn.append(min(turn[-1] * len(joint.part.splits), number))
    for joint, stride in clock.watched(zip(tree, turn[-2::-1], strict=True)):
        part = joint.part
        rows = np.arange(number) // stride % len(part.splits)
        relative = part.splits[:, joint.new] * part.splits[:, [joint.at]]
        nodes = [part.nodes[i] for i in joint.new]
        splits[:, nodes] = splits[:, [part.nodes[joint.at]]] * relative[rows]
    return splits


def _agreement(count: int, tree: list[_Joint]) -> Floats:
    """Return the mean over all partitions of +1 for pairs together and -1 for pairs apart."""
    agreement = np.full((count, count), np.nan)
    np.fill_diagonal(agreement, 1.0)
    component: dict[int, list[int]] = {}
    """The nodes placed so far in the component of each node placed."""
    for joint in tree:
        part, node = joint.part, joint.part.nodes[joint.at]
        before = component.setdefault(node, [node])
        nodes = [part.nodes[i] for i in joint.new]
        # parts are independent: mean agreement multiplies along the way
        mean = part.splits.T @ part.splits / len(part.splits) if part.complete else np.nan
        inside = np.broadcast_to(mean, (len(part.nodes),) * 2)
        agreement[np.ix_(nodes, nodes)] = inside[np.ix_(joint.new, joint.new)]
        across = np.outer(inside[joint.new, joint.at], agreement[node, before])
        agreement[np.ix_(nodes, before)] = across
        agreement[np.ix_(before, nodes)] = across.T
        before += nodes
        component |= dict.fromkeys(nodes, before)
    np.fill_diagonal(agreement, 1.0)
    return agreement
