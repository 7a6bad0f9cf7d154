"""What binds whom on a date: ties in force, obligations, call-in chains, what-ifs, exchange."""

from analysis.alliances.network import BASES, WEIGHT, network, pairs, signed_edges
from analysis.alliances.what_if import SCENARIOS, AllianceError, WhatIf

__all__ = [
    "BASES", "SCENARIOS", "WEIGHT", "AllianceError", "WhatIf", "network", "pairs", "signed_edges",
]  # fmt: skip
