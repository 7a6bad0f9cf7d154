"""Red lines: conditional commitments played through, and what came of them."""

from analysis.red_lines.chaining import Course, RuleBase, alone, loops, play
from analysis.red_lines.hindsight import (
    calibration,
    forecasts,
    ladder,
    since,
    stale,
    track_record,
)
from analysis.red_lines.switchboard import UNSAID, in_words, scenarios, switches, tally, ways
from analysis.red_lines.witnesses import courses, least, witnesses

__all__ = [
    "UNSAID",
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
    "stale",
    "switches",
    "tally",
    "track_record",
    "ways",
    "witnesses",
]
