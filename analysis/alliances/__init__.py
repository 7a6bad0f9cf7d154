"""What binds whom on a date: ties in force, obligations, call-in chains, what-ifs, exchange."""

from analysis.alliances.exchange import from_networkx, to_networkx
from analysis.alliances.network import BASES, WEIGHT, network, pairs, signed_edges
from analysis.alliances.obligations import call_in, obligations, tell
from analysis.alliances.what_if import SCENARIOS, AllianceError, WhatIf

__all__ = [
    "BASES",
    "SCENARIOS",
    "WEIGHT",
    "AllianceError",
    "WhatIf",
    "call_in",
    "from_networkx",
    "network",
    "obligations",
    "pairs",
    "signed_edges",
    "tell",
    "to_networkx",
]
