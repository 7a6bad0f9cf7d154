"""Compare weapons by what sources say of them: intervals, conflicts, reach; no false precision."""

from analysis.weapons.bearing import assessments, transfers_against
from analysis.weapons.comparison import (
    Ratio,
    Verdict,
    comparable,
    compare,
    conversion,
    coverage,
    label,
    ratio,
)
from analysis.weapons.derivation import DERIVED, derived
from analysis.weapons.intervals import Interval
from analysis.weapons.reach import distances, outranks, reach
from analysis.weapons.views import (
    exchange_pairs,
    figure_rows,
    outranking_pairs,
    range_rows,
    sheet_cells,
    told_against,
)

__all__ = [
    "DERIVED",
    "Interval",
    "Ratio",
    "Verdict",
    "assessments",
    "comparable",
    "compare",
    "conversion",
    "coverage",
    "derived",
    "distances",
    "exchange_pairs",
    "figure_rows",
    "label",
    "outranking_pairs",
    "outranks",
    "range_rows",
    "ratio",
    "reach",
    "sheet_cells",
    "told_against",
    "transfers_against",
]
