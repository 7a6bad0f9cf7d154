"""Structural balance of any signed edge list (re-exports only).

`analysis.balance.edges` explains how direction, parallel ties, self-loops, isolated nodes,
components and weights are read.
"""

from analysis.balance.census import TriadCensus, triad_census, walk_balance
from analysis.balance.edges import EdgeListError
from analysis.balance.frustration import Frustration, frustration_index
from analysis.balance.partitions import OptimalPartitions, optimal_partitions
from analysis.balance.sensitivity import tie_sensitivity
from analysis.faces import promised as _promised

__all__ = [
    "EdgeListError",
    "Frustration",
    "OptimalPartitions",
    "TriadCensus",
    "frustration_index",
    "optimal_partitions",
    "tie_sensitivity",
    "triad_census",
    "walk_balance",
]

__dir__ = _promised(__all__)
