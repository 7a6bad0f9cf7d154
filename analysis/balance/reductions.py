"""Exact reductions: shrink a signed graph without changing what its index is.

A graph is a list of dicts: ``graph[u][v]`` is the signed weight of the pair, 0 < abs(weight).
Splitting into blocks (biconnected components) is exact because an index adds up over blocks;
contracting, star-triangle and twins are the usual steps for the equivalent maximum-cut problem
(Ferizovic et al. 2020, "Engineering kernelization for maximum cut"), here with weights.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.balance.edges import Camps

    Graph = list[dict[int, float]]
    Tie = tuple[int, int, float]

_STAR_TIES = 3
"""Ties of a node that a triangle among its neighbours can replace."""


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
        self.offset = 0.0
        """Weight frustrated by merged parallel ties, whatever the camps."""
        self.removed: list[tuple[int, dict[int, float]]] = []
        """Removed nodes in order, each with the ties whose pull decides its camp."""

    def run(self) -> None:
        """Apply every step until none applies."""
        pending = deque(u for u, ties in enumerate(self.graph) if ties)
        while pending:
            queued = set(pending)
            while pending:
                u = pending.popleft()
                queued.discard(u)
                for v in self._shrink(u):
                    if v not in queued:
                        queued.add(v)
                        pending.append(v)
            if not self.keep_all:
                pending.extend(self._merge_twins())

    def contract(self, u: int, v: int, sign: float) -> None:
        """Remove ``u``, which is in the camp of ``v`` (sign +1) or in the other (-1)."""
        ties = self.graph[u]
        self.graph[u] = {}
        self.removed.append((u, {v: sign}))
        direct = ties.pop(v, 0.0)
        self.graph[v].pop(u, None)
        if direct * sign < 0:
            self.offset += abs(direct)
        for x, weight in ties.items():
            del self.graph[x][u]
            self._add(v, x, sign * weight)

    def lift(self, camps: dict[int, float]) -> Camps:
        """Complete the camps (+1, -1) of the nodes left with those of the nodes removed."""
        for u, ties in reversed(self.removed):
            pull = sum(weight * camps.setdefault(v, 1.0) for v, weight in ties.items())
            camps[u] = 1.0 if pull >= 0 else -1.0
        return np.array([camps.get(u, 1.0) for u in range(len(self.graph))])

    def _add(self, u: int, v: int, weight: float) -> None:
        old = self.graph[u].get(v, 0.0)
        total = old + weight
        self.offset += (abs(old) + abs(weight) - abs(total)) / 2
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
            touched = list(ties)
            self.contract(u, v, 1.0 if ties[v] > 0 else -1.0)
            return touched
        if len(ties) == _STAR_TIES and not self.keep_all:
            return self._star_to_triangle(u)
        return ()

    def _star_to_triangle(self, u: int) -> Iterable[int]:
        """Replace a node of three ties a, b, c by ties (a+b-c)/2 ... among its neighbours."""
        ties = self.graph[u]
        self.graph[u] = {}
        self.removed.append((u, ties))
        for v in ties:
            del self.graph[v][u]
        half = sum(map(abs, ties.values())) / 2
        (x, a), (y, b), (z, c) = ties.items()
        for p, q, sign, opposite in ((x, y, a * b, c), (x, z, a * c, b), (y, z, b * c, a)):
            weight = half - abs(opposite)
            if weight:
                self._add(p, q, weight if sign > 0 else -weight)
        return ties

    def _merge_twins(self) -> list[int]:
        """Contract nodes whose ties to all others are proportional: they feel the same pull."""
        touched: list[int] = []
        for closed in (False, True):
            groups: defaultdict[frozenset[int], list[int]] = defaultdict(list)
            for u, ties in enumerate(self.graph):
                if ties:
                    groups[frozenset((*ties, u) if closed else ties)].append(u)
            for twins in groups.values():
                for i, u in enumerate(twins):
                    for v in twins[i + 1 :]:
                        if ratio := self._twin_ratio(u, v):
                            neighbours = list(self.graph[u])
                            self.contract(u, v, ratio)
                            touched += [x for x in (*neighbours, v) if self.graph[x]]
                            break
        return list(dict.fromkeys(touched))

    def _twin_ratio(self, u: int, v: int) -> float:
        """Return +1 or -1 when ``u`` can be merged into ``v`` with that sign, else 0."""
        mine, other = dict(self.graph[u]), dict(self.graph[v])
        direct = mine.pop(v, 0.0)
        other.pop(u, None)
        if not mine or mine.keys() != other.keys():
            return 0.0
        first = next(iter(mine))
        ratio = mine[first] / other[first]
        sign = 1.0 if ratio > 0 else -1.0
        if direct * sign < 0 or any(
            w * other[first] != mine[first] * other[x] for x, w in mine.items()
        ):
            return 0.0
        return sign


def graph_of(count: int, ties: Iterable[Tie]) -> tuple[Graph, float]:
    """Merge parallel ties; return the graph and the weight frustrated by merging."""
    graph: Graph = [{} for _ in range(count)]
    total = 0.0
    for u, v, weight in ties:
        if u == v:
            total += max(-weight, 0.0)
            continue
        old = graph[u].get(v, 0.0)
        new = old + weight
        total += (abs(old) + abs(weight) - abs(new)) / 2
        graph[u][v] = graph[v][u] = new
    for u, row in enumerate(graph):
        if not all(row.values()):
            graph[u] = {v: w for v, w in row.items() if w}
    return graph, total


def blocks(graph: Sequence[Mapping[int, float]]) -> list[list[Tie]]:
    """Return the ties of each biconnected component."""
    import networkx as nx

    whole: nx.Graph[int] = nx.Graph()
    whole.add_edges_from((u, v) for u, ties in enumerate(graph) for v in ties if u < v)
    return [
        [(min(u, v), max(u, v), graph[u][v]) for u, v in block]
        for block in nx.biconnected_component_edges(whole)
    ]


def spread(count: int, relations: Iterable[Tie]) -> Camps:
    """Return camps (+1, -1) that follow a forest of relations; each root and loner is +1."""
    linked: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for u, v, sign in relations:
        linked[u].append((v, sign))
        linked[v].append((u, sign))
    camps = np.zeros(count)
    for root in range(count):
        if camps[root]:
            continue
        camps[root] = 1
        stack = [root]
        while stack:
            u = stack.pop()
            for v, sign in linked[u]:
                if not camps[v]:
                    camps[v] = camps[u] if sign > 0 else -camps[u]
                    stack.append(v)
    return camps
