"""A lower bound for graphs too big for the linear program: unbalanced cycles that share nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    n = block.count
    alive = np.flatnonzero(left > 0)
    u, v = block.u[alive], block.v[alive]
    pairs = coo_array((alive + 1.0, (u, v)), (n, n)).tocsr()
    _, label = connected_components(pairs, directed=False)
    roots = np.unique(label, return_index=True)[1]
    # a node above all roots makes one tree of the forest
    above = np.full(len(roots), n)
    links = np.r_[alive + 1.0, np.ones(len(roots))]
    joined = coo_array((links, (np.r_[u, above], np.r_[v, roots])), (n + 1, n + 1)).tocsr()
    found, parents = breadth_first_order(joined, n, directed=False)
    below = found[1:]
    both = (joined + joined.T).tocsr()
    up = (np.asarray(both[below, parents[below]]).ravel() - 1).astype(np.int64)
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
