"""A lower bound for graphs too big for the linear program: unbalanced cycles that share nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.search import rooted_forest

if TYPE_CHECKING:
    from analysis.balance.blocks import Block
    from analysis.balance.clock import Clock
    from analysis.balance.edges import Ints


def packed_cycles(block: Block, clock: Clock) -> int:
    """Return the weight of unbalanced cycles packed into the ties' weights; no camps cost less.

    Each cycle found takes its lightest tie's weight from all its ties, so that the cycles' weights
    are a solution of the dual of the covering program. Cycles close a breadth-first forest of the
    ties that are left, shortest first, until no unbalanced one remains.
    """
    left = block.size.copy()
    total = 0
    while not clock.over:
        gain = _pack_forest(block, left, clock)
        total += gain
        if not gain:
            break
    return total


def _pack_forest(block: Block, left: Ints, clock: Clock) -> int:
    """Pack cycles of one breadth-first forest; lowers ``left``, returns the weight packed."""
    from scipy.sparse import coo_array

    n = block.count
    alive = np.flatnonzero(left > 0)
    u, v = block.u[alive], block.v[alive]
    below, parents = rooted_forest(n, u, v)
    both = np.r_[u, v], np.r_[v, u]
    number = coo_array((np.r_[alive, alive] + 1, both), (n + 1, n + 1)).tocsr()
    up = np.asarray(number[below, parents[below]]).ravel() - 1  # -1 above the first of a component
    order, parent = below.tolist(), parents.tolist()
    tie = dict(zip(order, up.tolist(), strict=True))
    side, depth = [1] * (n + 1), [0] * (n + 1)
    sign = block.sign.tolist()
    for node in order:
        above_node = parent[node]
        depth[node] = depth[above_node] + 1
        if above_node != n:
            side[node] = side[above_node] * sign[tie[node]]
    sides, depths = np.array(side), np.array(depth)
    closing = alive[sides[u] * sides[v] * block.sign[alive] < 0]
    length = depths[block.u[closing]] + depths[block.v[closing]]
    gain = 0
    for last in closing[np.argsort(length, kind="stable")].tolist():
        if clock.over:
            break
        a, b = int(block.u[last]), int(block.v[last])
        cycle = [last]
        while a != b and left[cycle[-1]] > 0:
            if depth[a] < depth[b]:
                a, b = b, a
            cycle.append(tie[a])
            a = parent[a]
        least = int(left[cycle].min())
        if a == b and least > 0:
            left[cycle] -= least
            gain += least
    return gain
