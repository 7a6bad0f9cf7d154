"""Figures on who agrees with whom, and on what."""

from analysis.discourse.charts.coalition_timelines import coalition_timeline
from analysis.discourse.charts.contested import contested_points
from analysis.discourse.charts.opening import what_this_shows
from analysis.discourse.charts.speaker_networks import speaker_network
from analysis.discourse.charts.stance_matrices import stance_matrix
from analysis.faces import promised as _promised

__all__ = [
    "coalition_timeline",
    "contested_points",
    "speaker_network",
    "stance_matrix",
    "what_this_shows",
]

__dir__ = _promised(__all__)
