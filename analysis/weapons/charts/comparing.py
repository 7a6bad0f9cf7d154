"""Figures that set weapons and their sources side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charting import MOST_ROWS, NothingToShow
from analysis.explorer import figure
from analysis.weapons import (
    coverage,
    envelopes,
    gaps,
    ladder_marks,
    ladder_words,
    ladders,
    reach,
    ruler,
    spreads,
)
from analysis.weapons.charts.linking import explorer

if TYPE_CHECKING:
    from analysis.dossier import Dossier
    from analysis.explorer import Explorer


@figure("comparison-ladder", "figures")
def comparison_ladder(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw a weapon beside the others of its class: whose figure is higher, lower or unclear.

    By default the title counts the weapons above and below the chosen one.
    """
    rows, left_out = ladders.compared_figures(dossier)
    try:
        made = ladders.ladder(dossier, rows)
    except NothingToShow as nothing:
        raise NothingToShow(f"{nothing}{left_out}") from nothing
    said = ladder_words.captions(made, dossier, title, left_out)
    chart = ladder_marks.ladder_chart(made, dossier)
    return explorer(chart, "comparison-ladder", said, dossier)


@figure("range-ruler", "figures", "places")
def range_ruler(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw ranges beside the distance from one place to another of the other side.

    By default the title says how many weapons reach it, by every figure and by some.
    """
    made = reach.ranges_and_ways(dossier)
    said = reach.captions(made, dossier, title)
    return explorer(ruler.ruler_chart(made, dossier), "range-ruler", said, dossier)


@figure("source-spread", "figures")
def source_spread(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw what each source says of a quantity: a mark per source, a row per weapon and condition.

    By default the title says on how many rows sources disagree, and on which most.
    """
    rows, note = spreads.spread_rows(dossier, MOST_ROWS)
    if rows.is_empty():
        raise NothingToShow(f"No figure has a source better than grade {envelopes.WEAK[0]} yet.")
    said = spreads.captions(rows, dossier, title, note)
    return explorer(spreads.spread_chart(rows, dossier), "source-spread", said, dossier)


@figure("disagreements", "figures")
def disagreements(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw the figures on which sources disagree, the widest gap first, with both sources."""
    rows = gaps.gap_rows(dossier)
    if rows.is_empty():
        raise NothingToShow("No two sources lie more than a quarter apart yet.")
    said = gaps.captions(rows, title)
    return explorer(gaps.gap_chart(rows), "disagreements", said, dossier)


@figure("source-coverage", "figures")
def source_coverage(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw, for each class, what several sources state, what one does, and what none does."""
    counts = coverage.covered(dossier)
    if counts.is_empty():
        raise NothingToShow("No class of weapons has both a system and a figure yet.")
    said = coverage.captions(dossier, counts, title)
    return explorer(coverage.coverage_chart(dossier, counts), "source-coverage", said, dossier)
