"""What binds whom on a date: ties in force, obligations, call-in chains, what-ifs, exchange."""

from analysis.alliances.drawing import (
    ATTACKS,
    CHAIN_DAYS,
    COLUMNS,
    compare,
    draw,
    draw_chains,
    grounds,
    history,
    key_days,
    place,
)
from analysis.alliances.network import BASES, BASIS_WORDS, WEIGHT, network, pairs, signed_edges
from analysis.alliances.obligations import DUTIES, call_in, obligations, spoken, tell
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
    "ATTACKS",
    "BASES",
    "BASIS_WORDS",
    "CAMPS",
    "CHAIN_DAYS",
    "COLUMNS",
    "DUTIES",
    "SCENARIOS",
    "WEIGHT",
    "AllianceError",
    "States",
    "Structure",
    "WhatIf",
    "call_in",
    "compare",
    "draw",
    "draw_chains",
    "grounds",
    "history",
    "key_days",
    "network",
    "obligations",
    "pairs",
    "place",
    "signed_edges",
    "spoken",
    "states",
    "structure",
    "tell",
    "tell_structure",
    "trend",
]
