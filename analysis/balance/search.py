"""Upper bounds: good camps, quickly, with no claim that they are best."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.reductions import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_array

    from analysis.balance.edges import Bools, Camps, Floats, Ints


@dataclass(frozen=True)
class Block:
    """A signed graph without parallel ties, as arrays: tie ``i`` joins ``u[i]`` and ``v[i]``."""

    count: int
    u: Ints
    v: Ints
    weight: Floats

    @classmethod
    def of(cls, ties: Sequence[tuple[int, int, float]], count: int) -> Block:
        """Build a block from (node, node, signed weight)."""
        u, v, weight = zip(*ties, strict=True) if ties else ((), (), ())
        return cls(count, np.array(u, np.int64), np.array(v, np.int64), np.array(weight, float))

    def ties(self) -> list[tuple[int, int, float]]:
        """Return the ties as tuples."""
        return list(zip(self.u.tolist(), self.v.tolist(), self.weight.tolist(), strict=True))

    def frustrated(self, camps: Camps) -> Bools:
        """For each tie, return whether these camps (+1, -1) frustrate it."""
        return np.asarray(camps[self.u] * camps[self.v] * self.weight < 0)

    def cost(self, camps: Camps) -> float:
        """Return the frustrated weight."""
        return float(np.abs(self.weight[self.frustrated(camps)]).sum())

    def adjacency(self) -> csr_array:
        """Return the symmetric signed matrix."""
        from scipy.sparse import coo_array

        both = np.r_[self.u, self.v], np.r_[self.v, self.u]
        return coo_array((np.r_[self.weight, self.weight], both), (self.count, self.count)).tocsr()


class Annealer:
    """Simulated annealing of many copies at once, one class of unjoined nodes after the other.

    Nodes of one colour of a proper colouring do not pull at each other, so they can be drawn
    together from their exact heat-bath distribution. The seed is fixed: equal input, equal camps.
    """

    def __init__(self, block: Block) -> None:
        self.block = block
        self.matrix = block.adjacency()
        self.classes = [(nodes, self.matrix[nodes]) for nodes in _colour_classes(self.matrix)]
        self.random = np.random.default_rng(20240620)

    def run(self, copies: int, sweeps: int, deadline: float = np.inf) -> Camps:
        """Cool from random camps to a local optimum; return the best camps of all copies."""
        camps = self.random.choice([-1.0, 1.0], (self.block.count, copies))
        scale = float(np.abs(self.block.weight).mean()) if len(self.block.weight) else 1.0
        for temperature in np.linspace(2.0, 0.2, sweeps):
            for nodes, rows in self.classes:
                chance = np.tanh((rows @ camps) / (temperature * scale))
                noise = self.random.uniform(-1.0, 1.0, chance.shape)
                camps[nodes] = np.where(chance > noise, 1.0, -1.0)
            if time.monotonic() > deadline:
                break
        return self.descend(camps)

    def descend(self, camps: Camps) -> Camps:
        """Move nodes to the camp that pulls harder until none would move; return the best copy."""
        pulls = self.matrix @ camps
        while np.any(camps * pulls < 0):
            for nodes, rows in self.classes:
                pull = rows @ camps
                camps[nodes] = np.where(pull == 0, camps[nodes], np.sign(pull))
            pulls = self.matrix @ camps
        return camps[:, int(np.argmax((camps * pulls).sum(axis=0)))]


def _colour_classes(matrix: csr_array) -> list[Ints]:
    """Colour greedily, best-connected nodes first; return the nodes of each colour."""
    starts, joined = matrix.indptr, matrix.indices
    colour = np.full(matrix.shape[0], -1)
    for node in np.argsort(-np.diff(starts), kind="stable"):
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

    index = np.arange(1, len(block.u) + 1, dtype=float)
    rank = np.empty(len(index))
    rank[np.lexsort((-np.abs(block.weight), length))] = index
    tree = minimum_spanning_tree(
        coo_array((rank, (block.u, block.v)), (block.count, block.count)).tocsr()
    ).tocoo()
    by_rank = np.argsort(rank)
    ties = by_rank[tree.data.astype(np.int64) - 1]
    relations = zip(
        block.u[ties].tolist(), block.v[ties].tolist(), block.weight[ties].tolist(), strict=True
    )
    return spread(block.count, relations)
