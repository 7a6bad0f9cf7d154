"""Figures of weapons and deliveries: who has more, what is within range, what each source says."""

from analysis.faces import promised as _promised
from analysis.weapons.charts.comparing import (
    comparison_ladder,
    disagreements,
    range_ruler,
    source_coverage,
    source_spread,
)
from analysis.weapons.charts.delivering import (
    deliveries_over_time,
    delivery_claims_table,
    delivery_comparability,
    delivery_comparisons_table,
    delivery_disputes_table,
    numbers_behind_claim,
    undated_deliveries_table,
)
from analysis.weapons.charts.listings import figures_on_claims_table, source_table, weapon_table
from analysis.weapons.charts.printing import data_sheets
from analysis.weapons.charts.summary import what_this_shows

__all__ = [
    "comparison_ladder",
    "data_sheets",
    "deliveries_over_time",
    "delivery_claims_table",
    "delivery_comparability",
    "delivery_comparisons_table",
    "delivery_disputes_table",
    "disagreements",
    "figures_on_claims_table",
    "numbers_behind_claim",
    "range_ruler",
    "source_coverage",
    "source_spread",
    "source_table",
    "undated_deliveries_table",
    "weapon_table",
    "what_this_shows",
]

__dir__ = _promised(__all__)
