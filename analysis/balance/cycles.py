"""Lower bounds: every cycle with an odd number of negative ties frustrates at least one of them.

The minimum weight of ties that meets all unbalanced cycles is the frustration index, so dropping
integrality leaves a linear program whose optimum is a lower bound. Its cycles are found when
needed: an unbalanced closed walk through ``a`` is a path from ``(a, +)`` to ``(a, -)`` in the
signed double cover, whose negative ties change the side (Zaslavsky 1982, "Signed graphs").
Relative to good camps only the frustrated ties are negative, so searches start there alone.
"""

from __future__ import annotations

import time
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from analysis.balance.edges import Bools, Camps, Floats, Ints
    from analysis.balance.search import Block

TOLERANCE = 1e-6
"""Absolute and relative slack granted to the solver's floating point."""

_SMALLEST_CLIQUE_NODES = 5
"""Mutual foes from which on a clique gives a better bound than its triangles."""

_MANY_CYCLES = 500
"""Cycles beyond which the interior-point method beats the simplex method from scratch."""

_LOOSE_TIES = 0.3
"""A cycle that exceeds its minimum frustration by this much is dropped when the bound rises."""


class CycleBound:
    """The linear program over the unbalanced cycles found so far."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.price = np.abs(block.weight)
        self.cycles: dict[tuple[int, ...], float] = {}
        """Sets of ties, and how many of each are frustrated at least: 1 of an unbalanced cycle."""
        self.tie_of: dict[tuple[int, int], int] = {}
        for tie, pair in enumerate(zip(block.u.tolist(), block.v.tolist(), strict=True)):
            self.tie_of[pair] = self.tie_of[pair[::-1]] = tie
        self.value = 0.0
        self.packed = 0.0
        """A lower bound from elsewhere, to which the reduced costs do not belong."""
        self.share = np.zeros(len(self.price))
        """Fractional frustration of each tie."""
        self.reduced_cost = np.zeros(len(self.price))

    @property
    def floor(self) -> float:
        """The best lower bound known."""
        return max(self.value, self.packed)

    def rows(self) -> csr_array:
        """Return the cycles as a 0/1 matrix, one row each."""
        from scipy.sparse import csr_array

        lengths = np.fromiter(map(len, self.cycles), np.int64, len(self.cycles))
        starts = np.r_[0, np.cumsum(lengths)]
        ties = np.fromiter((tie for cycle in self.cycles for tie in cycle), np.int64, starts[-1])
        shape = (len(self.cycles), len(self.price))
        return csr_array((np.ones(len(ties)), ties, starts), shape=shape)

    def least(self) -> Floats:
        """Return the minimum number of frustrated ties of each row."""
        return np.fromiter(self.cycles.values(), float, len(self.cycles))

    def add_cliques(self) -> None:
        """Add groups in which all are foes, up to switching: p of them frustrate (p-1)^2/4 ties.

        Their triangles alone would only guarantee a third of the ties (Barahona and Mahjoub 1986).
        """
        linked: list[dict[int, float]] = [{} for _ in range(self.block.count)]
        for u, v, weight in self.block.ties():
            linked[u][v] = linked[v][u] = 1.0 if weight > 0 else -1.0
        for first, ties in enumerate(linked):
            group = {first: 1.0}
            for v in sorted(ties, key=lambda v: -len(linked[v])):
                if all(
                    linked[v].get(u, 0.0) * side * ties[v] > 0
                    for u, side in group.items()
                    if u != first
                ):
                    group[v] = -ties[v]
            if len(group) >= _SMALLEST_CLIQUE_NODES:
                inside = sorted(self.tie_of[pair] for pair in combinations(group, 2))
                self.cycles[tuple(inside)] = float((len(group) - 1) ** 2 // 4)

    def solve(self, deadline: float) -> bool:
        """Solve the program; return False if time ran out."""
        from scipy.optimize import linprog

        if not self.cycles:
            return True
        rows = self.rows()
        used = np.unique(rows.indices)
        left = max(deadline - time.monotonic(), 0.01)
        result = linprog(  # type: ignore[call-overload] # scipy-stubs know no sparse A_ub
            self.price[used],
            A_ub=-rows[:, used],
            b_ub=-self.least(),
            bounds=(0, None),
            method="highs-ipm" if rows.shape[0] > _MANY_CYCLES else "highs-ds",
            options={"time_limit": left},
        )
        if result.status != 0:
            return False
        risen = float(result.fun) > self.value + TOLERANCE
        self.value = max(self.value, float(result.fun))
        self.share[:] = 0.0
        self.share[used] = np.clip(result.x, 0.0, 1.0)
        self.reduced_cost[:] = self.price
        self.reduced_cost[used] = result.lower.marginals
        if risen:  # without this condition, cycles could be dropped and found again forever
            loose = (rows @ self.share > self.least() + _LOOSE_TIES).tolist()
            kept = zip(self.cycles.items(), loose, strict=True)
            self.cycles = dict(item for item, drop in kept if not drop)
        return True

    def separate(self, camps: Camps, reach: float, deadline: float) -> int:
        """Add violated cycles; return how many were new.

        Parameters
        ----------
        camps
            Camps (+1, -1) relative to which few ties are negative.
        reach
            Length added to the share of every tie, so that long cycles are out of reach.
        deadline
            ``time.monotonic()`` at which to stop.
        """
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import dijkstra

        block, n = self.block, self.block.count
        negative = block.frustrated(camps)
        length = self.share + reach
        side = np.where(negative, n, 0)
        ends = np.r_[block.u, block.u + n], np.r_[block.v + side, block.v + n - side]
        cover = coo_array((np.r_[length, length], ends), (2 * n, 2 * n)).tocsr()
        ties = coo_array((np.arange(1, len(length) + 1), (block.u, block.v)), (n, n)).tocsr()
        ties = (ties + ties.T).tocsr()
        sources = _vertex_cover(block.u[negative], block.v[negative])
        before = len(self.cycles)
        batch = max(1, 4_000_000 // (2 * n))
        for first in range(0, len(sources), batch):
            some = sources[first : first + batch]
            distance, previous = dijkstra(
                cover, directed=False, indices=some, limit=1.0, return_predecessors=True
            )
            for a, far, back in zip(some.tolist(), distance, previous, strict=True):
                self._collect(a, far, back, ties=ties, negative=negative, length=length)
            if time.monotonic() > deadline:
                break
        return len(self.cycles) - before

    def _collect(
        self, a: int, far: Floats, back: Ints, *, ties: csr_array, negative: Bools, length: Floats
    ) -> None:
        """Add a short unbalanced cycle for each tie of ``a`` that has one."""
        n = self.block.count
        around = slice(ties.indptr[a], ties.indptr[a + 1])
        tie = ties.data[around] - 1
        # the rest of the cycle through a tie needs the side that makes the signs' product negative
        end = ties.indices[around] + np.where(negative[tie], 0, n)
        total = far[end] + length[tie]
        for i in np.flatnonzero(total < 1.0 - TOLERANCE).tolist():
            path: dict[int, int] = {}
            node = int(end[i])
            while node % n not in path:
                path[node % n] = len(path)
                if node == a:
                    nodes = list(path)
                    break
                node = int(back[node])
            else:  # a node met on both sides closes an unbalanced cycle of its own, a shorter one
                nodes = list(path)[path[node % n] :]
            cycle = tuple(
                sorted(
                    map(self.tie_of.__getitem__, zip(nodes, [*nodes[1:], nodes[0]], strict=True))
                )
            )
            if self.share[list(cycle)].sum() < 1.0 - TOLERANCE:
                self.cycles[cycle] = 1.0


def _vertex_cover(u: Ints, v: Ints) -> Ints:
    """Return nodes that together touch every tie, greedily."""
    degree = np.bincount(np.r_[u, v]) if len(u) else np.zeros(0, np.int64)
    chosen: dict[int, None] = {}
    for a, b in zip(u.tolist(), v.tolist(), strict=True):
        if a not in chosen and b not in chosen:
            chosen[a if degree[a] >= degree[b] else b] = None
    return np.fromiter(chosen, np.int64, len(chosen))
