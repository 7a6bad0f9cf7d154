"""Compare weapons by what sources say of them: intervals, conflicts, ranges; no false precision."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.weapons.comparisons import pairwise_comparisons
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
from analysis.weapons.mentions import figures_on_claims, transfer_comparisons
from analysis.weapons.ranges import distances, within_range

if TYPE_CHECKING:
    from types import ModuleType

__all__ = [
    "Comparability",
    "Interval",
    "Ratio",
    "comparable",
    "conversion_factor",
    "derive",
    "distances",
    "figure_envelopes",
    "figures_on_claims",
    "pairwise_comparisons",
    "ratio",
    "source_coverage",
    "transfer_comparisons",
    "within_range",
]


def __getattr__(name: str) -> ModuleType:
    if name == "charts":
        return import_module("analysis.weapons.charts")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
