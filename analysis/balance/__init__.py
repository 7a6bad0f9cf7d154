"""Structural balance of any signed edge list (re-exports only).

How direction, parallel ties, self-loops, isolated nodes, components and weights are read is told
in `analysis.balance.edges`.
"""

from analysis.balance.camps import OptimalCamps, optimal_camps
from analysis.balance.census import Triads, triads, walk_balance
from analysis.balance.edges import EdgeListError
from analysis.balance.frustration_index import Frustration, frustration
from analysis.balance.sensitivities import sensitivity

__all__ = [
    "EdgeListError",
    "Frustration",
    "OptimalCamps",
    "Triads",
    "frustration",
    "optimal_camps",
    "sensitivity",
    "triads",
    "walk_balance",
]
