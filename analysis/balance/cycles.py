"""Lower bounds: every cycle with an odd number of negative ties frustrates at least one of them.

The minimum weight of ties that meets all unbalanced cycles is the frustration index, so dropping
integrality leaves a linear program whose optimum is a lower bound. Its cycles are found when
needed: an unbalanced closed walk through ``a`` is a path from ``(a, +)`` to ``(a, -)`` in the
signed double cover, whose negative ties change the side (Zaslavsky 1982, "Signed graphs").
Relative to good camps only the frustrated ties are negative, so searches start there alone.

The solver of the program is not believed: any prices of the cycles that are not negative prove a
bound (linear programming duality), and that bound is added up in whole numbers.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.edges import EXACT_FLOAT, whole

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from analysis.balance.blocks import Block
    from analysis.balance.clock import Clock
    from analysis.balance.edges import Bools, Camps, Floats, Ints
    from analysis.balance.programs import Program

SCALE = 1 << 20
"""Bounds and reduced costs count this fraction of a unit of weight."""

_TOLERANCE = 1e-6
"""A cycle violated by less is not worth adding."""

_SMALLEST_CLIQUE_NODES = 5
"""Mutual foes from which on a clique gives a better bound than its triangles."""

_MANY_CYCLES = 500
"""Cycles beyond which the interior-point method beats the simplex method, even with a start."""

_LOOSE_TIES = 0.3
"""A cycle that exceeds its minimum frustration by this much is dropped when the bound rises."""

_NODES_AT_ONCE = 1_000_000
"""Nodes that shortest paths are computed for between two looks at the clock."""


class CycleBound:
    """The linear program over the unbalanced cycles found so far."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.cycles: dict[tuple[int, ...], int] = {}
        """Sets of ties, and how many of each are frustrated at least: 1 of an unbalanced cycle."""
        self.in_program = 0
        """Cycles, from the first, that are rows of the program."""
        small = block.total < EXACT_FLOAT // SCALE
        self.size = whole((block.size if small else block.size.astype(object)) * SCALE)
        """Weights of the ties in the units of ``value``."""
        self.value = 0
        """No split costs less than this many times 1/SCALE."""
        self.packed = 0
        """A bound from elsewhere, to which the reduced costs do not belong."""
        self.share = np.zeros(len(block.u))
        """Fractional frustration of each tie."""
        self.reduced_cost = self.size
        """What a split costs more than ``value`` if it frustrates each tie, in the same units."""

    @cached_property
    def tie_of(self) -> dict[tuple[int, int], int]:
        """The tie between two nodes, in both orders."""
        block = self.block
        ties = {
            pair: i for i, pair in enumerate(zip(block.u.tolist(), block.v.tolist(), strict=True))
        }
        return ties | {pair[::-1]: tie for pair, tie in ties.items()}

    @cached_property
    def program(self) -> Program:
        """The rows found so far, and what frustrating each tie costs."""
        from analysis.balance.programs import Program

        price = np.abs(self.block.pull)
        return Program(price / price.max())

    @property
    def floor(self) -> int:
        """The best lower bound known."""
        return max(self.value, self.packed)

    def rows(self, first: int = 0) -> csr_array:
        """Return the cycles from ``first`` on as a 0/1 matrix, one row each."""
        from scipy.sparse import csr_array

        cycles = list(self.cycles)[first:]
        lengths = np.fromiter(map(len, cycles), np.int64, len(cycles))
        starts = np.r_[0, np.cumsum(lengths)]
        ties = np.fromiter((tie for cycle in cycles for tie in cycle), np.int64, starts[-1])
        shape = (len(cycles), len(self.size))
        return csr_array((np.ones(len(ties), np.int64), ties, starts), shape=shape)

    def least(self) -> Ints:
        """Return the minimum number of frustrated ties of each row."""
        return np.fromiter(self.cycles.values(), np.int64, len(self.cycles))

    def add_cliques(self, clock: Clock) -> None:
        """Add groups in which all are foes, up to switching: p of them frustrate (p-1)^2/4 ties.

        Their triangles alone would only guarantee a third of the ties (Barahona and Mahjoub 1986).
        """
        block = self.block
        linked: list[dict[int, int]] = [{} for _ in range(block.count)]
        for u, v, sign in zip(block.u.tolist(), block.v.tolist(), block.sign.tolist(), strict=True):
            linked[u][v] = linked[v][u] = sign
        for first, ties in enumerate(linked):
            clock.check()  # one node may take long
            group = {first: 1}
            for v in sorted(ties, key=lambda v: -len(linked[v])):
                if all(
                    linked[v].get(u, 0) * side * ties[v] > 0
                    for u, side in group.items()
                    if u != first
                ):
                    group[v] = -ties[v]
            if len(group) >= _SMALLEST_CLIQUE_NODES:
                inside = sorted(self.tie_of[pair] for pair in combinations(group, 2))
                self.cycles[tuple(inside)] = (len(group) - 1) ** 2 // 4

    def solve(self, clock: Clock) -> None:
        """Solve the program; raise OutOfTimeError if that takes too long."""
        if not self.cycles:
            return
        least = self.least()
        new = self.rows(self.in_program)
        self.program.add_rows(new, least[self.in_program :].astype(np.float64))
        self.in_program = len(least)
        if self.program.solve(clock, interior=len(least) > _MANY_CYCLES) != "optimal":
            return
        solution = self.program.model.getSolution()
        self.share = np.clip(solution.col_value, 0.0, 1.0)
        rows = self.rows()
        risen = self.prove(rows, least, np.clip(solution.row_dual, 0.0, None))
        if risen:  # without this condition, cycles could be dropped and found again forever
            loose = rows @ self.share > least + _LOOSE_TIES
            kept = zip(self.cycles.items(), loose.tolist(), strict=True)
            self.cycles = dict(item for item, drop in kept if not drop)
            self.program.drop_rows(np.flatnonzero(loose))
            self.in_program = len(self.cycles)

    def prove(self, rows: csr_array, least: Ints, dual: Floats) -> bool:
        """Raise the bound to what these prices of the cycles prove; return whether it rose.

        Every split x of 0s and 1s meets all cycles, so that it costs size * x, which is at least
        dual * least + (size - dual * rows) * x; and a tie whose bracket is negative costs no less
        than that bracket.
        """
        most = int(self.size.max())
        if most < EXACT_FLOAT and float(dual @ least) * most < EXACT_FLOAT:
            prices = np.floor(dual * most).astype(np.int64)
            load: Ints = rows.T @ prices
        else:
            prices = np.array([int(Fraction(price) * most) for price in dual.tolist()], object)
            load = np.zeros(len(self.size), dtype=object)
            np.add.at(load, rows.indices, np.repeat(prices, np.diff(rows.indptr)))
        rest = self.size - load
        value = int((prices * least).sum()) + int(np.minimum(rest, 0).sum())
        if value <= self.value:
            return False
        self.value = value
        self.reduced_cost = np.maximum(rest, 0)
        return True

    def separate(self, camps: Camps, reach: float, clock: Clock) -> int:
        """Add violated cycles; return how many were new.

        Parameters
        ----------
        camps
            Camps (+1, -1) relative to which few ties are negative.
        reach
            Length added to the share of every tie, so that long cycles are out of reach.
        clock
            When to stop.
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
        batch = max(1, _NODES_AT_ONCE // (2 * n))
        for first in range(0, len(sources), batch):
            some = sources[first : first + batch]
            distance, previous = dijkstra(
                cover, directed=False, indices=some, limit=1.0, return_predecessors=True
            )
            for a, far, back in zip(some.tolist(), distance, previous, strict=True):
                self._collect(a, far, back, ties=ties, negative=negative, length=length)
            if clock.over:
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
        for i in np.flatnonzero(total < 1.0 - _TOLERANCE).tolist():
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
            if self.block.sign[list(cycle)].prod() < 0:
                self.cycles[cycle] = 1


def _vertex_cover(u: Ints, v: Ints) -> Ints:
    """Return nodes that together touch every tie, greedily."""
    degree = np.bincount(np.r_[u, v])
    chosen: dict[int, None] = {}
    for a, b in zip(u.tolist(), v.tolist(), strict=True):
        if a not in chosen and b not in chosen:
            chosen[a if degree[a] >= degree[b] else b] = None
    return np.fromiter(chosen, np.int64, len(chosen))
