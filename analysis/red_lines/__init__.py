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
from analysis.red_lines.switchboard import in_words, scenarios, switches, ways
from analysis.red_lines.witnesses import courses, least, witnesses

__all__ = [
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
    "track_record",
    "ways",
    "witnesses",
]
