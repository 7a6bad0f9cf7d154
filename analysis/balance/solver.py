"""The search for best camps and the proof that none are better.

Blocks and exact reductions first; then camps from annealing (an upper bound) meet a linear program
over unbalanced cycles (a lower bound). A gap is closed by fixing ties with a high reduced cost,
which allows new reductions; then by a mixed-integer program with the cycles found as cuts, or,
where weights differ too much for its floating point, by trying both relations of one tie.

All costs and bounds are whole numbers, block by block. Only the integer program is believed, and
only where costs that differ do so by far more than its floating point may be wrong.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.blocks import Block, find, localise
from analysis.balance.clock import OutOfTimeError
from analysis.balance.cycles import SCALE, CycleBound
from analysis.balance.packing import packed_cycles
from analysis.balance.reductions import Reduction, blocks, graph_of, ties_of
from analysis.balance.search import Annealer, follow, tree_camps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.balance.clock import Clock
    from analysis.balance.edges import Bools, Camps, Ints

_REACHES = (0.3, 0.15, 0.04, 1e-6)
"""Lengths added to every tie, one after the other. Cycles shorter than 1 are found, so that
triangles come first, and any cycle in the end."""

_LARGE_BLOCK_TIES = 20_000
"""Ties of a block above which cycles are packed first, as the linear program may not finish."""

_PATIENCE_ROUNDS = 20
"""Rounds in a row that hardly raise the lower bound before the linear program is given up."""

_RISE_SHARE = 50
"""The bound hardly rises when it closes less than one part in this many of the gap."""

_MOST_INTEGER_STEPS = 10**6
"""Steps in the weight of a block up to which costs a step apart are much further apart than the
floating point of an integer program may be wrong."""

_HALF_A_STEP = 0.5

_INTEGER_SLACK = 1e-3
"""Part of a step by which the bound of an integer program may be wrong."""


_MOST_CASES_DEEP = 100
"""Relations that are tried one within the other: beyond, Python would run out of its stack."""


@dataclass(frozen=True)
class Solution:
    """Camps (+1, -1) of a block's nodes, what they cost, and a lower bound of all costs."""

    camps: Camps
    cost: int
    lower: int

    @property
    def proven(self) -> bool:
        """Whether no camps are better."""
        return self.lower >= self.cost


class Search:
    """The best camps of a block so far, and the bound that closes in on them from below.

    Parameters
    ----------
    block
        A block with ties.
    cutoff
        Only camps that cost less are of interest.
    depth
        How many searches this one is part of.
    """

    def __init__(self, block: Block, cutoff: int | None = None, depth: int = 0) -> None:
        self.block = block
        self.cutoff = cutoff
        self.depth = depth
        self.camps = tree_camps(block, np.zeros(len(block.u)))
        self.cost = block.cost(self.camps)
        self.bound = CycleBound(block)
        self.least = 0
        """A lower bound that was proven otherwise than by cycles."""

    def offer(self, camps: Camps) -> None:
        """Take these camps if they are better."""
        cost = self.block.cost(camps)
        if cost < self.cost:
            self.camps, self.cost = camps, cost

    @property
    def goal(self) -> int:
        """The highest cost of camps that would be better than what is known or asked for."""
        top = self.cost if self.cutoff is None else min(self.cost, self.cutoff)
        step = self.block.step
        return self.cost - ((self.cost - top) // step + 1) * step

    @property
    def lower(self) -> int:
        """The lowest cost that camps may still have."""
        step = self.block.step
        floor = max(self.bound.floor, self.least * SCALE)
        return self.cost - (self.cost * SCALE - floor) // (step * SCALE) * step

    @property
    def done(self) -> bool:
        """Whether no camps can be better."""
        return self.lower > self.goal

    def out_of_question(self, cost: int) -> Bools:
        """For each tie, return whether camps that frustrate it cost more than this."""
        return np.asarray(self.bound.value + self.bound.reduced_cost > cost * SCALE)

    def solution(self) -> Solution:
        """Return what is known."""
        return Solution(self.camps, self.cost, self.lower)


def solve(block: Block, clock: Clock, cutoff: int | None = None, *, depth: int = 0) -> Solution:
    """Find the best camps of a signed graph; when time runs out, those found so far.

    Parameters
    ----------
    block
        The graph, connected or not.
    clock
        When to settle for bounds.
    cutoff
        Stop once it is proven that all camps cost as much.
    depth
        How many searches this one is part of.
    """
    reduction = None
    try:
        reduction = Reduction(graph_of(block, clock))
        reduction.run(clock)
        parts = sorted(blocks(reduction.graph, clock), key=len)
    except OutOfTimeError:
        camps = tree_camps(block, np.zeros(len(block.u)))
        return Solution(camps, block.cost(camps), reduction.least_cost() if reduction else 0)
    lower = reduction.offset
    goal = None if cutoff is None else cutoff << reduction.halvings
    links: list[Ints] = []
    for number, part in enumerate(parts):
        if clock.over or (goal is not None and lower >= goal):
            names, inner = localise(tie for left in parts[number:] for tie in left)
            links.append(_links(names, inner, tree_camps(inner, np.zeros(len(inner.u)))))
            break
        names, inner = localise(part)
        wanted = None if goal is None else goal - lower
        if len(parts) > 1:
            found = solve(inner, clock, wanted, depth=depth)
        else:
            found = _solve_block(Search(inner, wanted, depth), clock)
        lower += found.lower
        links.append(_links(names, inner, found.camps))
    camps = reduction.lift(follow(block.count, *np.hstack([np.zeros((3, 0), np.int64), *links])))
    return Solution(camps, block.cost(camps), reduction.least_cost(lower))


def _links(names: list[int], block: Block, camps: Camps) -> Ints:
    """Link each node of a block to the first of its component: both nodes, and +1 or -1."""
    label = block.components()
    first = np.unique(label, return_index=True)[1][label]
    later = np.flatnonzero(first != np.arange(len(names)))
    ids = np.array(names)
    return np.array([ids[first[later]], ids[later], (camps * camps[first])[later].astype(np.int64)])


def _solve_block(search: Search, clock: Clock) -> Solution:
    """Close the gap between camps and cycles for a block no reduction shrinks."""
    block = search.block
    large = len(block.u) > _LARGE_BLOCK_TIES
    with suppress(OutOfTimeError):  # what was found until then is true
        if large:
            search.bound.packed = SCALE * packed_cycles(block, clock.halved())
        annealer = Annealer(block, clock)
        search.offer(annealer.run(4 if large else 16, 20))
        raise_bound(search, annealer, clock)
        if not search.done and search.cutoff is None:
            search.offer(annealer.run(32, 200))
        if not search.done and search.depth < _MOST_CASES_DEEP:
            _close_gap(search, clock)
    return search.solution()


def raise_bound(search: Search, annealer: Annealer, clock: Clock) -> None:
    """Add unbalanced cycles until none is violated; camps met on the way are taken."""
    bound = search.bound
    if len(search.block.u) <= _LARGE_BLOCK_TIES:
        bound.add_cliques(clock)
    for reach in _REACHES:
        stalled = 0
        while stalled < _PATIENCE_ROUNDS and bound.separate(search.camps, reach, clock):
            before = bound.value
            bound.solve(clock)
            search.offer(annealer.descend(tree_camps(search.block, bound.share)[:, None]))
            if search.done:
                return
            gap = search.cost * SCALE - before
            stalled = 0 if (bound.value - before) * _RISE_SHARE > gap else stalled + 1
            if stalled and reach > _REACHES[-1]:
                break
        clock.check()


def _close_gap(search: Search, clock: Clock) -> None:
    """Find better camps or prove that there are none, by searching what the bound leaves open."""
    fixed = search.out_of_question(search.goal)
    if fixed.any():
        reduction = contract_satisfied(search.block, fixed, clock)
        if reduction is None:  # better camps would satisfy ties that contradict each other
            search.least = search.goal + search.block.step
        else:
            search.least = max(search.least, _best_of(search, [reduction], clock))
    elif search.block.total // search.block.step <= _MOST_INTEGER_STEPS:
        _solve_integer(search, clock)
    else:
        search.least = max(search.least, _best_of(search, _both_relations(search, clock), clock))


def _best_of(search: Search, cases: Iterable[Reduction], clock: Clock) -> int:
    """Solve smaller graphs, one of which has any better camps; return what all camps cost."""
    ceiling = search.goal + search.block.step
    lower = ceiling
    for case in cases:
        wanted = search.goal + 1 - case.offset
        smaller = Block.of(list(ties_of(case.graph)), search.block.count)
        found = solve(smaller, clock, wanted, depth=search.depth + 1)
        search.offer(case.lift(found.camps))
        lower = min(lower, case.offset + found.lower)
    return lower


def _both_relations(search: Search, clock: Clock) -> list[Reduction]:
    """Return the block with the tie that the bound is least sure of satisfied, and frustrated."""
    block = search.block
    tie = int(np.argmin(np.abs(search.bound.share - 0.5)))
    u, v, sign = int(block.u[tie]), int(block.v[tie]), int(block.sign[tie])
    cases = []
    for relation in (sign, -sign):
        reduction = Reduction(graph_of(block, clock))
        reduction.contract(u, v, relation)
        cases.append(reduction)
    return cases


def contract_satisfied(
    block: Block, fixed: Bools, clock: Clock, *, keep_all: bool = False
) -> Reduction | None:
    """Return the block with these ties contracted, or None if they contradict each other."""
    u, v, sign = block.u[fixed], block.v[fixed], block.sign[fixed]
    side = follow(block.count, u, v, sign)
    if np.any(side[u] * side[v] != sign):
        return None
    reduction = Reduction(graph_of(block, clock), keep_all=keep_all)
    root = list(range(block.count))
    for ends in clock.watched(zip(u.tolist(), v.tolist(), strict=True)):
        a, b = (find(root, end) for end in ends)
        if a != b:
            stays = reduction.contract(a, b, int(side[a] * side[b]))
            root[a] = root[b] = stays
    return reduction


def _solve_integer(search: Search, clock: Clock) -> None:
    """Let HiGHS search for better camps, with the cycles found as cuts.

    A binary per node says whether it changes its camp, so an empty search is the proof. Weights
    are counted in steps: what is better than the camps known is so by a whole step.
    """
    from scipy.sparse import coo_array, csr_array, hstack, vstack

    from analysis.balance.programs import Program

    block, bound, camps = search.block, search.bound, search.camps
    goal, ceiling = search.goal, search.goal + search.block.step
    n, m = block.count, len(block.u)
    bad = block.frustrated(camps)
    tie, one = np.arange(m), np.ones(m)
    other = np.where(bad, 1.0, -1.0)
    ends = np.r_[tie, tie], np.r_[block.u, block.v]
    share = coo_array((one, (tie, tie)), (m, m))
    # x >= u - v and v - u; across a tie frustrated now x >= 1 - u - v and u + v - 1
    links = vstack(
        [hstack([coo_array((np.r_[a, a * other], ends), (m, n)), share]) for a in (one, -one)]
    )
    price = np.r_[np.zeros(n), (block.size / block.step).astype(np.float64)]
    program = Program(price, binaries=n)
    program.fix_at_0(int(np.argmax(np.bincount(np.r_[block.u, block.v]))))
    program.add_rows(links.tocsr(), np.r_[bad * 1.0, bad * -1.0])
    half_a_step_above = goal / block.step + _HALF_A_STEP
    program.add_rows(csr_array(price[None, :]), np.array([-np.inf]), np.array([half_a_step_above]))
    if bound.cycles:
        cuts = hstack([csr_array((len(bound.cycles), n)), bound.rows()])
        program.add_rows(cuts.tocsr(), bound.least().astype(np.float64))
    status = program.solve(clock)
    if status == "optimal":
        search.offer(found := camps * (1 - 2 * np.rint(program.values()[:n])))
        cost = block.cost(found)
        if cost <= goal and abs(cost / block.step - program.objective()) < _HALF_A_STEP:
            search.least = max(search.least, cost)
    elif status == "infeasible":
        search.least = max(search.least, ceiling)
    elif np.isfinite(proven := program.proven()):
        steps_open = int(np.ceil(ceiling / block.step - proven + _INTEGER_SLACK))
        search.least = max(search.least, ceiling - steps_open * block.step)
