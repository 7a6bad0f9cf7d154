"""Who agrees with whom, and on what."""

from __future__ import annotations

from analysis.discourse.coalescing import Coalitions, coalitions
from analysis.discourse.dossiers import statements
from analysis.discourse.found import DiscourseNetwork
from analysis.discourse.networking import network
from analysis.discourse.networks import concepts, congruence_network, positions
from analysis.faces import with_charts as _with_charts

__all__ = [
    "Coalitions",
    "DiscourseNetwork",
    "coalitions",
    "concepts",
    "congruence_network",
    "network",
    "positions",
    "statements",
]

__getattr__, __dir__ = _with_charts(__name__, __all__)
