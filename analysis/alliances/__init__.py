"""What binds whom on a date: ties in force, obligations, call-in chains, what-ifs, exchange."""

from analysis.alliances.drawing import CLAIM_TABLE, draw, place
from analysis.alliances.exchange import from_networkx, to_networkx
from analysis.alliances.network import BASES, WEIGHT, network, pairs, signed_edges
from analysis.alliances.obligations import call_in, obligations, tell
from analysis.alliances.structure import (
    CAMPS,
    States,
    Structure,
    states,
    structure,
    tell_structure,
    trend,
)
from analysis.alliances.what_if import SCENARIOS, AllianceError, WhatIf

__all__ = [
    "BASES",
    "CAMPS",
    "CLAIM_TABLE",
    "SCENARIOS",
    "WEIGHT",
    "AllianceError",
    "States",
    "Structure",
    "WhatIf",
    "call_in",
    "draw",
    "from_networkx",
    "network",
    "obligations",
    "pairs",
    "place",
    "signed_edges",
    "states",
    "structure",
    "tell",
    "tell_structure",
    "to_networkx",
    "trend",
]
