"""Upper bounds: good camps, quickly, with no claim that they are best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.blocks import FEW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scipy.sparse import csr_array

    from analysis.balance.blocks import Block
    from analysis.balance.clock import Clock
    from analysis.balance.edges import Camps, Floats, Ints

_MOST_MOVES = 1_000
"""Rounds after which a descent ends: where weights differ so much that floating point cannot add
them up, it might go round in circles."""


class Annealer:
    """Simulated annealing of many copies at once, one class of unjoined nodes after the other.

    Nodes of one colour of a proper colouring do not pull at each other, so they can be drawn
    together from their exact heat-bath distribution. The seed is fixed: equal input, equal camps.
    """

    def __init__(self, block: Block, clock: Clock) -> None:
        self.block = block
        self.clock = clock
        self.matrix = block.adjacency()
        self.classes = [
            (nodes, self.matrix[nodes]) for nodes in _colour_classes(self.matrix, clock)
        ]
        self.random = np.random.default_rng(20240620)

    def run(self, copies: int, sweeps: int) -> Camps:
        """Cool from random camps to a local optimum; return the best camps of all copies."""
        camps = self.random.choice([-1.0, 1.0], (self.block.count, copies))
        scale = float(np.abs(self.block.pull).mean())
        for temperature in np.linspace(2.0, 0.2, sweeps):
            for nodes, rows in self.classes:
                chance = np.tanh((rows @ camps) / (temperature * scale))
                noise = self.random.uniform(-1.0, 1.0, chance.shape)
                camps[nodes] = np.where(chance > noise, 1.0, -1.0)
                if self.clock.over:
                    return camps[:, 0]
        return self.descend(camps)

    def descend(self, camps: Camps) -> Camps:
        """Move nodes to the camp that pulls harder until none would move; return the best copy."""
        pulls = self.matrix @ camps
        for _ in range(_MOST_MOVES):
            if self.clock.over or not np.any(camps * pulls < 0):
                break
            for nodes, rows in self.classes:
                pull = rows @ camps
                camps[nodes] = np.where(pull == 0, camps[nodes], np.sign(pull))
            pulls = self.matrix @ camps
        return camps[:, int(np.argmax((camps * pulls).sum(axis=0)))]


def _colour_classes(matrix: csr_array, clock: Clock) -> list[Ints]:
    """Colour greedily, best-connected nodes first; return the nodes of each colour."""
    starts, joined = matrix.indptr, matrix.indices
    colour = np.full(matrix.shape[0], -1)
    for node in clock.watched(np.argsort(-np.diff(starts), kind="stable").tolist()):
        taken = set(colour[joined[starts[node] : starts[node + 1]]].tolist())
        choice = 0
        while choice in taken:
            choice += 1
        colour[node] = choice
    order = np.argsort(colour, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(colour[order])) + 1)


def tree_camps(block: Block, length: Floats) -> Camps:
    """Return the camps that satisfy every tie of a shortest spanning forest."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    n = block.count
    index = np.arange(1, len(block.u) + 1, dtype=float)
    rank = np.empty(len(index))
    rank[np.lexsort((-np.abs(block.pull), length))] = index
    tree = minimum_spanning_tree(coo_array((rank, (block.u, block.v)), (n, n)).tocsr()).tocoo()
    ties = np.argsort(rank)[tree.data.astype(np.int64) - 1]
    return follow(n, block.u[ties], block.v[ties], block.sign[ties])


def follow(count: int, u: Ints, v: Ints, sign: Ints) -> Camps:
    """Return the camps (+1, -1) that satisfy the ties of a forest; the root of a tree is in +1."""
    if count <= FEW:
        return _follow_few(count, zip(u.tolist(), v.tolist(), sign.tolist(), strict=True))
    from scipy.sparse import coo_array

    order, above = rooted_forest(count, u, v)
    both = np.r_[u, v], np.r_[v, u]
    signs = coo_array((np.r_[sign, sign], both), (count, count)).tocsr()
    side = np.ones(count + 1)
    joined = order[above[order] != count]
    side[joined] = np.asarray(signs[joined, above[joined]]).ravel()
    while np.any(above != count):  # each node learns of an ancestor twice as far up
        side *= side[above]
        above = above[above]
    return side[:count]


def rooted_forest(count: int, u: Ints, v: Ints) -> tuple[Ints, Ints]:
    """Follow ties breadth first, from the lowest node of each component.

    Returns
    -------
    tuple
        The nodes in the order in which they are met; and of each the node above it, which is
        ``count`` for the first of a component, and for ``count`` itself.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    pairs = coo_array((np.ones(len(u)), (u, v)), (count, count)).tocsr()
    _, label = connected_components(pairs, directed=False)
    roots = np.unique(label, return_index=True)[1]
    # a node above all roots makes one tree of the forest
    ends = np.r_[u, np.full(len(roots), count)], np.r_[v, roots]
    tree = coo_array((np.ones(len(ends[0])), ends), (count + 1, count + 1)).tocsr()
    order, above = breadth_first_order(tree, count, directed=False)
    above[count] = count
    return order[1:], above


def _follow_few(count: int, ties: Iterable[tuple[int, int, int]]) -> Camps:
    linked: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for u, v, sign in ties:
        linked[u].append((v, sign))
        linked[v].append((u, sign))
    side = [0] * count
    for root in range(count):
        if side[root]:
            continue
        side[root], ahead = 1, [root]
        while ahead:
            node = ahead.pop()
            for other, sign in linked[node]:
                if not side[other]:
                    side[other] = side[node] * sign
                    ahead.append(other)
    return np.array(side, dtype=np.float64)
