"""Who agrees with whom, and on what."""

from __future__ import annotations

from analysis.discourse.networks import concepts, congruence_network, positions
from analysis.faces import with_charts as _with_charts

__all__ = ["concepts", "congruence_network", "positions"]

__getattr__, __dir__ = _with_charts(__name__, __all__)
