"""Red lines: conditional commitments played through, and what came of them."""

from analysis.red_lines.chaining import Course, RuleBase, alone, loops, play
from analysis.red_lines.hindsight import (
    VERDICT_WORDS,
    calibration,
    forecasts,
    ladder,
    since,
    sources,
    stale,
    track_record,
)
from analysis.red_lines.switchboard import UNSAID, in_words, scenarios, switches, tally, tell, ways
from analysis.red_lines.witnesses import courses, least, witnesses

__all__ = [
    "UNSAID",
    "VERDICT_WORDS",
    "Course",
    "RuleBase",
    "alone",
    "calibration",
    "courses",
    "forecasts",
    "in_words",
    "ladder",
    "least",
    "loops",
    "play",
    "scenarios",
    "since",
    "sources",
    "stale",
    "switches",
    "tally",
    "tell",
    "track_record",
    "ways",
    "witnesses",
]
