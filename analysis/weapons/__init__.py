"""Compare weapons and deliveries by what sources say: intervals, conflicts; no false precision."""

from __future__ import annotations

from analysis.faces import with_charts as _with_charts
from analysis.weapons.comparisons import pairwise_comparisons
from analysis.weapons.deliveries import delivery_claims, delivery_disputes, monthly_rates
from analysis.weapons.delivery_pairs import delivery_comparisons
from analysis.weapons.derivation import derive
from analysis.weapons.envelopes import (
    Comparability,
    Ratio,
    comparable,
    conversion_factor,
    figure_envelopes,
    ratio,
    source_coverage,
)
from analysis.weapons.intervals import Interval
from analysis.weapons.mentions import deliveries_on_claims, figures_on_claims, transfer_comparisons
from analysis.weapons.ranges import distances, within_range

__all__ = [
    "Comparability",
    "Interval",
    "Ratio",
    "comparable",
    "conversion_factor",
    "deliveries_on_claims",
    "delivery_claims",
    "delivery_comparisons",
    "delivery_disputes",
    "derive",
    "distances",
    "figure_envelopes",
    "figures_on_claims",
    "monthly_rates",
    "pairwise_comparisons",
    "ratio",
    "source_coverage",
    "transfer_comparisons",
    "within_range",
]

__getattr__, __dir__ = _with_charts(__name__, __all__)
