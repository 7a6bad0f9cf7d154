"""Exact reductions: shrink a signed graph without changing what its index is.

A graph is a list of dicts: ``graph[u][v]`` is the signed weight of the pair, a whole number but 0.
Splitting into blocks (biconnected components) is exact because an index adds up over blocks;
contracting, star-triangle and twins are the usual steps for the equivalent maximum-cut problem
(Ferizovic et al. 2020, "Engineering kernelization for maximum cut"), here with weights.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.clock import STEPS_PER_CHECK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from analysis.balance.blocks import Block, Tie
    from analysis.balance.clock import Clock
    from analysis.balance.edges import Camps

    Graph = list[dict[int, int]]

_STAR_TIES = 3
"""Ties of a node that a triangle among its neighbours can replace."""

_HALVINGS = 8
"""Halvings of the unit at a time, when a triangle needs half a unit."""


class Reduction:
    """Shrinks a graph in place and lifts camps of what is left back to the whole graph.

    Parameters
    ----------
    graph
        Changed in place: removed nodes end up without neighbours.
    keep_all
        Use only the steps that keep *every* optimal split, not just one.
    """

    def __init__(self, graph: Graph, *, keep_all: bool = False) -> None:
        self.graph = graph
        self.keep_all = keep_all
        self.halvings = 0
        """How often the unit was halved: weights and offset count ``2**-halvings`` units."""
        self.offset = 0
        """Weight frustrated by merged parallel ties, whatever the camps."""
        self.removed: list[tuple[int, dict[int, int]]] = []
        """Removed nodes in order, each with the ties whose pull decides its camp."""

    def run(self, clock: Clock) -> None:
        """Apply every step until none applies."""
        pending = deque(u for u, ties in enumerate(self.graph) if ties)
        steps = 0
        while pending:
            queued = set(pending)
            while pending:
                u = pending.popleft()
                steps += 1 + len(self.graph[u])
                if steps > STEPS_PER_CHECK:
                    clock.check()
                    steps = 0
                queued.discard(u)
                for v in self._shrink(u):
                    if v not in queued:
                        queued.add(v)
                        pending.append(v)
            if not self.keep_all:
                pending.extend(self._merge_twins(clock))

    def contract(self, u: int, v: int, sign: int) -> int:
        """Merge two nodes that are in one camp (sign +1) or apart (-1); return the one that stays.

        It is the one with more ties.
        """
        if len(self.graph[u]) > len(self.graph[v]):
            u, v = v, u
        ties = self.graph[u]
        self.graph[u] = {}
        self.removed.append((u, {v: sign}))
        direct = ties.pop(v, 0)
        self.graph[v].pop(u, None)
        if direct * sign < 0:
            self.offset += abs(direct)
        for x, weight in ties.items():
            del self.graph[x][u]
            self._add(v, x, sign * weight)
        return v

    def lift(self, kept: Camps) -> Camps:
        """Replace the camps (+1, -1) of the nodes removed by those that suit the nodes left."""
        camps = [1 if camp > 0 else -1 for camp in kept.tolist()]
        for u, ties in reversed(self.removed):
            pull = sum(weight * camps[v] for v, weight in ties.items())
            camps[u] = 1 if pull >= 0 else -1
        return np.array(camps, dtype=np.float64)

    def least_cost(self, offset: int | None = None) -> int:
        """Return the offset, or a bound that contains it, in whole units of the graph as given."""
        return -(-(self.offset if offset is None else offset) >> self.halvings)

    def _add(self, u: int, v: int, weight: int) -> None:
        old = self.graph[u].get(v, 0)
        total = old + weight
        self.offset += (abs(old) + abs(weight) - abs(total)) // 2
        if total:
            self.graph[u][v] = self.graph[v][u] = total
        elif old:
            del self.graph[u][v], self.graph[v][u]

    def _shrink(self, u: int) -> Iterable[int]:
        """Remove ``u`` if a tie outweighs all its others, or if it has three ties."""
        ties = self.graph[u]
        if not ties:
            return ()
        v = max(ties, key=lambda x: abs(ties[x]))
        rest = sum(map(abs, ties.values())) - abs(ties[v])
        if abs(ties[v]) > rest or (abs(ties[v]) == rest and not self.keep_all):
            touched = [*ties, u]
            self.contract(u, v, 1 if ties[v] > 0 else -1)
            return touched
        if len(ties) == _STAR_TIES and not self.keep_all:
            return self._star_to_triangle(u)
        return ()

    def _star_to_triangle(self, u: int) -> Iterable[int]:
        """Replace a node of three ties a, b, c by ties (a+b-c)/2 ... among its neighbours."""
        if sum(self.graph[u].values()) % 2:
            self._halve_unit()
        ties = self.graph[u]
        self.graph[u] = {}
        self.removed.append((u, ties))
        for v in ties:
            del self.graph[v][u]
        half = sum(map(abs, ties.values())) // 2
        (x, a), (y, b), (z, c) = ties.items()
        for p, q, sign, opposite in ((x, y, a * b, c), (x, z, a * c, b), (y, z, b * c, a)):
            weight = half - abs(opposite)
            if weight:
                self._add(p, q, weight if sign > 0 else -weight)
        return ties

    def _halve_unit(self) -> None:
        """Count in finer units, so that halves of today's are whole."""
        self.halvings += _HALVINGS
        self.offset <<= _HALVINGS
        for ties in self.graph:
            for v in ties:
                ties[v] <<= _HALVINGS

    def _merge_twins(self, clock: Clock) -> list[int]:
        """Contract nodes whose ties to all others are proportional: they feel the same pull."""
        touched = [*self._merge_strangers(clock), *self._merge_neighbours(clock)]
        return [x for x in dict.fromkeys(touched) if self.graph[x]]

    def _merge_strangers(self, clock: Clock) -> Iterator[int]:
        """Contract twins without a tie; yield the nodes that this touches."""
        groups: defaultdict[object, list[int]] = defaultdict(list)
        for u, ties in clock.watched(enumerate(self.graph)):
            if ties:
                groups[_proportions(ties)].append(u)
        for stays, *twins in groups.values():
            for u in clock.watched(twins):
                if ratio := self._twin_ratio(u, stays):
                    yield from list(self.graph[u])
                    stays = self.contract(u, stays, ratio)  # noqa: PLW2901 (the larger one)
                    yield stays

    def _merge_neighbours(self, clock: Clock) -> Iterator[int]:
        """Contract twins with a tie; yield the nodes that this touches."""
        groups: defaultdict[frozenset[int], list[int]] = defaultdict(list)
        for u, ties in clock.watched(enumerate(self.graph)):
            if ties:
                groups[frozenset((*ties, u))].append(u)
        for twins in groups.values():
            for i, u in enumerate(twins):
                clock.check()
                for v in twins[i + 1 :]:
                    if ratio := self._twin_ratio(u, v):
                        yield from list(self.graph[u])
                        yield self.contract(u, v, ratio)
                        break

    def _twin_ratio(self, u: int, v: int) -> int:
        """Return +1 or -1 when ``u`` can be merged into ``v`` with that sign, else 0."""
        if len(self.graph[u]) != len(self.graph[v]):
            return 0
        mine, other = dict(self.graph[u]), dict(self.graph[v])
        direct = mine.pop(v, 0)
        other.pop(u, None)
        if not mine or mine.keys() != other.keys():
            return 0
        first = next(iter(mine))
        sign = 1 if mine[first] * other[first] > 0 else -1
        if direct * sign < 0 or any(
            w * other[first] != mine[first] * other[x] for x, w in mine.items()
        ):
            return 0
        return sign


def _proportions(ties: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    """Return what nodes have in common that feel the same pull from the same others."""
    inner = sorted(ties.items())
    unit = math.gcd(*ties.values()) * (1 if inner[0][1] > 0 else -1)
    return tuple((v, weight // unit) for v, weight in inner)


def graph_of(block: Block, clock: Clock) -> Graph:
    """Return a block as a list of dicts."""
    graph: Graph = [{} for _ in range(block.count)]
    ties = zip(block.u.tolist(), block.v.tolist(), block.weight.tolist(), strict=True)
    for u, v, weight in clock.watched(ties):
        graph[u][v] = graph[v][u] = weight
    return graph


def ties_of(graph: Graph) -> Iterator[Tie]:
    """Return each pair that has weight once."""
    return ((u, v, w) for u, row in enumerate(graph) for v, w in row.items() if w and u < v)


def blocks(graph: Sequence[Mapping[int, int]], clock: Clock) -> list[list[Tie]]:
    """Return the ties of each biconnected component (Hopcroft and Tarjan 1973)."""
    found: list[list[Tie]] = []
    seen = [0] * len(graph)
    """When each node was met, from 1."""
    low = list(seen)
    """The earliest node that is reached from below each node."""
    time = 0
    for root, around in enumerate(graph):
        if seen[root] or not around:
            continue
        time += 1
        seen[root] = low[root] = time
        ties: list[Tie] = []
        path = [(root, -1, 0, iter(around.items()))]
        while path:
            u, parent, start, rest = path[-1]
            for v, weight in rest:
                if not seen[v]:
                    time += 1
                    if time % STEPS_PER_CHECK == 0:
                        clock.check()
                    seen[v] = low[v] = time
                    path.append((v, u, len(ties), iter(graph[v].items())))
                    ties.append((u, v, weight))
                    break
                if v != parent and seen[v] < seen[u]:
                    ties.append((u, v, weight))
                    low[u] = min(low[u], seen[v])
            else:
                path.pop()
                if parent >= 0:
                    low[parent] = min(low[parent], low[u])
                    if low[u] >= seen[parent]:
                        found.append(ties[start:])
                        del ties[start:]
    return found
