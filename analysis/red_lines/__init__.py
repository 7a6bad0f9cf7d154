"""Red lines: conditional commitments played through, and what happened afterwards."""

from __future__ import annotations

from analysis.faces import with_charts as _with_charts
from analysis.red_lines.chaining import (
    Consequences,
    feedback_loops,
    forward_chain,
    unilateral_consequences,
)
from analysis.red_lines.outcomes import (
    acts_with_outcomes,
    calibration,
    claims_with_outcomes,
    due_for_recheck,
    said_and_reported,
    track_record,
)
from analysis.red_lines.scenarios import (
    commitments_in_words,
    count_in_words,
    describe,
    scenario_cards,
    switches,
    ways_to_goals,
)
from analysis.red_lines.treaties import treaty_standing
from analysis.red_lines.triggers import every_combination, minimal_triggers, minimal_ways

__all__ = [
    "Consequences",
    "acts_with_outcomes",
    "calibration",
    "claims_with_outcomes",
    "commitments_in_words",
    "count_in_words",
    "describe",
    "due_for_recheck",
    "every_combination",
    "feedback_loops",
    "forward_chain",
    "minimal_triggers",
    "minimal_ways",
    "said_and_reported",
    "scenario_cards",
    "switches",
    "track_record",
    "treaty_standing",
    "unilateral_consequences",
    "ways_to_goals",
]

__getattr__, __dir__ = _with_charts(__name__, __all__)
