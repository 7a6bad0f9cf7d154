"""Block: a signed graph as arrays, its weights in whole units and its costs exact."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from analysis.balance.edges import EXACT_FLOAT, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scipy.sparse import csr_array

    from analysis.balance.edges import Bools, Camps, Floats, Ints, SignedGraph

    Tie = tuple[int, int, int]

FEW = 300
"""Nodes and ties up to which they are followed one by one sooner than as a sparse matrix."""

_LARGEST_FLOAT = 10**300
"""Whole numbers beyond this are no floating-point numbers any more."""


@dataclass(frozen=True)
class Block:
    """A signed graph without parallel ties: tie ``i`` joins ``u[i]`` and ``v[i]``."""

    count: int
    u: Ints
    v: Ints
    weight: Ints
    """Signed, in whole units."""

    @classmethod
    def of(cls, ties: Sequence[Tie], count: int) -> Block:
        """Build a block from (node, node, signed weight)."""
        u, v, weight = zip(*ties, strict=True) if ties else ((), (), ())
        return cls(count, np.array(u, np.int64), np.array(v, np.int64), whole(weight))

    def ties(self) -> list[Tie]:
        """Return the ties as tuples."""
        return list(zip(self.u.tolist(), self.v.tolist(), self.weight.tolist(), strict=True))

    @cached_property
    def size(self) -> Ints:
        """Weight of each tie without its sign."""
        return np.abs(self.weight)

    @cached_property
    def sign(self) -> Ints:
        """+1 or -1 for each tie, 0 where it has no weight."""
        return np.sign(self.weight).astype(np.int64)

    @cached_property
    def total(self) -> int:
        """Weight of all ties."""
        return int(self.size.sum())

    @cached_property
    def unit(self) -> int:
        """What one of the ``pull`` amounts to: 1 where floating point can add up the weights."""
        return 1 if self.total < EXACT_FLOAT else int(self.size.max())

    @cached_property
    def pull(self) -> Floats:
        """The signed weights in floating point, for searches that prove nothing."""
        if self.unit < _LARGEST_FLOAT:
            return self.weight.astype(np.float64) / self.unit
        return np.array([weight / self.unit for weight in self.weight.tolist()])

    @cached_property
    def step(self) -> int:
        """A step such that the costs of any two splits differ by multiples of it.

        Moving one node changes the cost by its weighted degree minus twice some of its weights.
        """
        degree = np.zeros(self.count, dtype=self.weight.dtype)
        np.add.at(degree, self.u, self.size)
        np.add.at(degree, self.v, self.size)
        if self.weight.dtype == object:
            return math.gcd(*(2 * self.size).tolist(), *degree.tolist())
        return int(np.gcd.reduce(np.r_[2 * self.size, degree]))

    def frustrated(self, camps: Camps) -> Bools:
        """For each tie, return whether these camps (+1, -1) frustrate it."""
        return np.asarray(camps[self.u] * camps[self.v] * self.sign < 0)

    def cost(self, camps: Camps) -> int:
        """Return the frustrated weight."""
        return int(self.size[self.frustrated(camps)].sum())

    def adjacency(self) -> csr_array:
        """Return the symmetric matrix of ``pull``."""
        from scipy.sparse import coo_array

        both = np.r_[self.u, self.v], np.r_[self.v, self.u]
        return coo_array((np.r_[self.pull, self.pull], both), (self.count, self.count)).tocsr()

    def components(self) -> Ints:
        """Return for each node the number of its component; a component's first node is lowest."""
        if max(self.count, len(self.u)) <= FEW:
            return _few_components(self)
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        pairs = coo_array((np.ones(len(self.u), np.int8), (self.u, self.v)), (self.count,) * 2)
        return np.asarray(connected_components(pairs.tocsr(), directed=False)[1])

    def first_in_front(self, camps: Camps) -> Camps:
        """Swap the camps of components whose first node is in -1."""
        if not self.count:
            return camps
        label = self.components()
        first = np.unique(label, return_index=True)[1]
        return np.asarray(camps * camps[first[label]])


def _few_components(block: Block) -> Ints:
    root = list(range(block.count))
    for u, v in zip(block.u.tolist(), block.v.tolist(), strict=True):
        a, b = find(root, u), find(root, v)
        root[max(a, b)] = min(a, b)
    number: dict[int, int] = {}
    for node, below in enumerate(root):  # a root is the lowest node, so that it comes first
        root[node] = root[below]
    return np.array([number.setdefault(one, len(number)) for one in root], np.int32)


def find(root: list[int], node: int) -> int:
    """Return the representative of a node's set (disjoint sets with path halving)."""
    while root[node] != node:
        root[node] = node = root[root[node]]
    return node


def localise(ties: Iterable[Tie]) -> tuple[list[int], Block]:
    """Number the nodes of some ties from 0; return the nodes and the ties as a block."""
    u, v, weight = zip(*ties, strict=True)
    names, ends = np.unique(np.array((u, v), np.int64), return_inverse=True)
    ends = ends.reshape(2, -1)
    return names.tolist(), Block(len(names), ends.min(axis=0), ends.max(axis=0), whole(weight))


def net_block(graph: SignedGraph) -> tuple[Block, int]:
    """Add up the ties of each pair; return them and the weight frustrated whatever the camps."""
    u, v = np.minimum(graph.source, graph.target), np.maximum(graph.source, graph.target)
    loop = u == v
    size = np.abs(graph.weight)
    always = int(size[loop & (graph.weight < 0)].sum())
    u, v, weight = u[~loop].astype(np.int64), v[~loop].astype(np.int64), graph.weight[~loop]
    n = len(graph.nodes)
    keys, place = np.unique(u * n + v, return_inverse=True)
    net = np.zeros(len(keys), dtype=weight.dtype)
    np.add.at(net, place, weight)
    # whatever the camps, half of what cancels out on a pair is frustrated
    always += (int(size[~loop].sum()) - int(np.abs(net).sum())) // 2
    kept = net != 0
    keys, net = keys[kept], net[kept]
    return Block(n, keys // max(n, 1), keys % max(n, 1), whole(net)), always
