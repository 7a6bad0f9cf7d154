"""Figures of red lines: what happened, who answered whom, what follows from what, by whom."""

from analysis.faces import promised as _promised
from analysis.red_lines.charts.goals import ways_to_goal
from analysis.red_lines.charts.ledger import claims_and_outcomes
from analysis.red_lines.charts.pledges import commitment_cards
from analysis.red_lines.charts.record import forecasters, frontier_table, source_table
from analysis.red_lines.charts.scenario import scenario_switches
from analysis.red_lines.charts.since import events_by_month, said_and_reported
from analysis.red_lines.charts.summary import what_this_shows
from analysis.red_lines.charts.thread import acts_and_outcomes
from analysis.red_lines.charts.verdicts import verdict_counts

__all__ = [
    "acts_and_outcomes",
    "claims_and_outcomes",
    "commitment_cards",
    "events_by_month",
    "forecasters",
    "frontier_table",
    "said_and_reported",
    "scenario_switches",
    "source_table",
    "verdict_counts",
    "ways_to_goal",
    "what_this_shows",
]

__dir__ = _promised(__all__)
