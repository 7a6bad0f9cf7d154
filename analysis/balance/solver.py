"""The search for best camps and the proof that none are better.

Blocks and exact reductions first; then camps from annealing (an upper bound) meet a linear program
over unbalanced cycles (a lower bound). A gap is closed by fixing ties with a high reduced cost,
which allows new reductions, and finally by a mixed-integer program with the cycles found as cuts.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.cycles import TOLERANCE, CycleBound
from analysis.balance.packing import packed_cycles
from analysis.balance.reductions import Reduction, blocks, graph_of, spread
from analysis.balance.search import Annealer, Block, tree_camps

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.balance.edges import Bools, Camps
    from analysis.balance.reductions import Graph, Tie

_REACHES = (0.3, 0.15, 0.04, 1e-6)
"""Lengths added to every tie, one after the other. Cycles shorter than 1 are found, so that
triangles come first, and any cycle in the end."""

_LARGE_BLOCK_TIES = 20_000
"""Ties of a block above which cycles are packed first, as the linear program may not finish."""

_PATIENCE_ROUNDS = 20
"""Rounds in a row that hardly raise the lower bound before the linear program is given up."""


@dataclass(frozen=True)
class Solution:
    """Camps (+1, -1) of a graph's nodes, what they cost, and a proven lower bound."""

    camps: Camps
    cost: float
    lower: float

    @property
    def proven(self) -> bool:
        """Whether no camps are better."""
        return self.lower >= self.cost


def solve(graph: Graph, deadline: float, unit: float) -> Solution:
    """Find the best camps of a graph.

    Parameters
    ----------
    graph
        Signed weights by pair; used up.
    deadline
        ``time.monotonic()`` at which to settle for bounds.
    unit
        A number all weights are multiples of, or 0.
    """
    ties = list(ties_of(graph))
    reduction = Reduction(graph)
    reduction.run()
    lower = reduction.offset
    relations: list[Tie] = []
    parts = blocks(graph)
    for part in sorted(parts, key=len):
        names, inner = localise(part)
        if len(parts) > 1:
            found = solve(graph_of(len(names), inner)[0], deadline, unit)
        else:
            found = _solve_block(Block.of(inner, len(names)), deadline, unit)
        lower += found.lower
        camps = found.camps.tolist()
        relations += [(names[0], u, camps[0] * c) for u, c in zip(names, camps, strict=True)][1:]
    kept = spread(len(graph), relations)
    whole = reduction.lift({u: float(kept[u]) for u, row in enumerate(graph) if row})
    whole = spread(len(graph), ((u, v, float(whole[u] * whole[v])) for u, v, _ in ties))
    cost = sum(abs(w) for u, v, w in ties if whole[u] * whole[v] * w < 0)
    # a bound that misses the cost by rounding alone meets it
    lower = cost if cost - lower < TOLERANCE * max(1.0, cost) * 2 else lower
    return Solution(whole, cost, lower)


def ties_of(graph: Graph) -> Iterator[Tie]:
    """Return each pair once."""
    return ((u, v, w) for u, row in enumerate(graph) for v, w in row.items() if u < v)


def localise(ties: Sequence[Tie]) -> tuple[list[int], list[Tie]]:
    """Number the nodes of some ties from 0; return the nodes and the renumbered ties."""
    names = sorted({node for u, v, _ in ties for node in (u, v)})
    local = {node: i for i, node in enumerate(names)}
    return names, [(local[u], local[v], w) for u, v, w in ties]


def _solve_block(block: Block, deadline: float, unit: float) -> Solution:
    """Close the gap between camps and cycles for a block no reduction shrinks."""
    step = granularity(block, unit)
    annealer = Annealer(block)
    bound = CycleBound(block)
    large = len(block.u) > _LARGE_BLOCK_TIES
    if large:
        now = time.monotonic()
        bound.packed = packed_cycles(block, now + 0.5 * (deadline - now))
    tree = tree_camps(block, np.zeros(len(block.u)))
    camps = min(tree, annealer.run(4 if large else 16, 20, deadline), key=block.cost)
    camps = raise_bound(bound, annealer, camps, step, deadline)
    if _least_cost(block.cost(camps), bound.floor, step) < block.cost(camps):
        camps = min(camps, annealer.run(32, 200, deadline), key=block.cost)
    best = block.cost(camps)
    lower = _least_cost(best, bound.floor, step)
    if lower >= best or time.monotonic() > deadline:
        return Solution(camps, best, lower)
    fixed = bound.value + bound.reduced_cost > best - step + TOLERANCE * max(1.0, best)
    if fixed.any():
        return _solve_fixed(block, camps, fixed, deadline, unit)
    return _solve_integer(bound, camps, step, deadline)


def raise_bound(
    bound: CycleBound, annealer: Annealer, camps: Camps, step: float, deadline: float
) -> Camps:
    """Add unbalanced cycles until none is violated; return the best camps met on the way."""
    block = bound.block
    if len(block.u) <= _LARGE_BLOCK_TIES:
        bound.add_cliques()
    for reach in _REACHES:
        stalled = 0
        while stalled < _PATIENCE_ROUNDS and bound.separate(camps, reach, deadline):
            before = bound.value
            if not bound.solve(deadline):
                return camps
            rounded = annealer.descend(tree_camps(block, bound.share)[:, None])
            camps = min(camps, rounded, key=block.cost)
            best = block.cost(camps)
            if _least_cost(best, bound.floor, step) >= best or time.monotonic() > deadline:
                return camps
            stalled = 0 if bound.value > before + 0.02 * (best - before) else stalled + 1
            if stalled and reach > _REACHES[-1]:
                break
    return camps


def _solve_fixed(
    block: Block, camps: Camps, fixed: Bools, deadline: float, unit: float
) -> Solution:
    """Contract the ties that any better camps satisfy, and solve the smaller graph."""
    best = block.cost(camps)
    reduction = contract_satisfied(block, fixed)
    if reduction is None:
        return Solution(camps, best, best)
    smaller = solve(reduction.graph, deadline, unit)
    lifted = reduction.lift(dict(enumerate(smaller.camps.tolist())))
    camps = min(camps, lifted, key=block.cost)
    cost = block.cost(camps)
    return Solution(camps, cost, min(cost, best, reduction.offset + smaller.lower))


def contract_satisfied(block: Block, fixed: Bools, *, keep_all: bool = False) -> Reduction | None:
    """Return the block with these ties contracted, or None if they contradict each other."""
    relations = [tie for tie, fix in zip(block.ties(), fixed.tolist(), strict=True) if fix]
    side = spread(block.count, relations)
    if any(side[u] * side[v] * w < 0 for u, v, w in relations):
        return None
    reduction = Reduction(graph_of(block.count, block.ties())[0], keep_all=keep_all)
    root = list(range(block.count))
    for u, v, _ in relations:
        a, b = find(root, u), find(root, v)
        if a != b:
            root[a] = b
            reduction.contract(a, b, float(side[a] * side[b]))
    return reduction


def find(root: list[int], node: int) -> int:
    """Return the representative of a node's set (disjoint sets with path halving)."""
    while root[node] != node:
        root[node] = node = root[root[node]]
    return node


def _solve_integer(bound: CycleBound, camps: Camps, step: float, deadline: float) -> Solution:
    """Let HiGHS search for better camps, with the cycles found as cuts.

    A binary per node says whether it changes its camp, so an empty search is the proof.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array, csr_array, hstack, vstack

    block = bound.block
    n, m = block.count, len(block.u)
    best = block.cost(camps)
    bad = block.frustrated(camps)
    tie, one = np.arange(m), np.ones(m)
    other = np.where(bad, 1.0, -1.0)
    ends = np.r_[tie, tie], np.r_[block.u, block.v]
    share = coo_array((one, (tie, tie)), (m, m))
    # x >= u - v and v - u; across a tie frustrated now x >= 1 - u - v and u + v - 1
    links = vstack(
        [hstack([coo_array((np.r_[a, a * other], ends), (m, n)), share]) for a in (one, -one)]
    )
    price = np.r_[np.zeros(n), np.abs(block.weight)]
    constraints = [
        LinearConstraint(links.tocsr(), np.r_[bad * 1.0, bad * -1.0], np.inf),
        LinearConstraint(csr_array(price[None, :]), -np.inf, best - step + TOLERANCE),
    ]
    if bound.cycles:
        cuts = hstack([csr_array((len(bound.cycles), n)), bound.rows()])
        constraints.append(LinearConstraint(cuts.tocsr(), bound.least(), np.inf))
    most = np.ones(n + m)
    most[int(np.argmax(np.bincount(np.r_[block.u, block.v])))] = 0
    result = milp(
        price,
        constraints=constraints,
        bounds=Bounds(0, most),
        integrality=np.r_[np.ones(n), np.zeros(m)],
        options={"time_limit": max(0.01, deadline - time.monotonic()), "mip_rel_gap": 0},
    )
    if result.x is not None:
        camps = min(camps, camps * (1 - 2 * np.rint(result.x[:n])), key=block.cost)
    cost = block.cost(camps)
    if result.status in (0, 2):  # optimal, or nothing better exists
        return Solution(camps, cost, cost)
    proven = result.mip_dual_bound if result.mip_dual_bound is not None else -math.inf
    return Solution(camps, cost, _least_cost(min(best, cost), max(bound.floor, proven), step))


def granularity(block: Block, unit: float) -> float:
    """Return a step such that the costs of any two camp splits differ by multiples of it.

    Moving one node changes the cost by its weighted degree minus twice some of its weights.
    """
    for halvings in range(24 if unit else 0):
        scaled = np.abs(block.weight) / unit * 2.0**halvings
        whole = np.rint(scaled)
        if whole.sum() < 2**52 and np.all(np.abs(scaled - whole) < TOLERANCE):
            degree = np.bincount(np.r_[block.u, block.v], np.r_[whole, whole])
            steps = np.r_[2 * whole, degree].astype(np.int64)
            return float(np.gcd.reduce(steps)) * unit / 2.0**halvings
    return 0.0


def _least_cost(best: float, value: float, step: float) -> float:
    """Return the minimum cost camps can have when a solver's bound is ``value``."""
    slack = TOLERANCE * max(1.0, abs(best))
    if step:
        return best - max(0, math.floor((best - value + slack) / step)) * step
    return best if best - value <= slack else value - slack
