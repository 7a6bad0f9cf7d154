"""What the page shows, in a few sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import NothingToShow
from analysis.explorer import Finding, Sentence, figure
from analysis.weapons import deliveries, delivery_views, envelopes, gaps, ladders, reach
from analysis.weapons.phrases import capital, listed

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_DAY = "%-d %B %Y"
_NAMED = 3


@figure("what-this-shows")
def what_this_shows(dossier: Dossier) -> Finding:
    """Say in a few sentences what the figures of this page show, each beside its figure."""
    found = [*_compared_found(dossier), *_reached_found(dossier), *_sources_found(dossier)]
    found += _delivered_found(dossier)
    if not found:
        raise NothingToShow("No figure of a weapon and no delivery is coded yet.")
    return Finding("what-this-shows", [*found, *_status(dossier)], heading="What this shows")


def _compared_found(dossier: Dossier) -> list[Sentence]:
    rows, _ = ladders.compared_figures(dossier)
    try:
        made = ladders.ladder(dossier, rows)
    except NothingToShow:
        return []
    quantity = made.weapons["quantity"][0]
    settled, pairs = made.settled(quantity)
    template = "Public figures settle {settled} of {pairs} comparisons of {quantity}"
    asked, sure = ladders.asked_across(made, rows["value"], dossier)
    if asked:
        template += "; of {asked} possible ones between opposing sides, in any quantity, {sure} "
        template += "is settled" if sure == 1 else "are settled"
    slots = {"settled": settled, "pairs": pairs, "quantity": dossier.measures[quantity].label}
    slots |= {"asked": asked, "sure": sure}
    return [Sentence(f"{template}.", see="#explorer-comparison-ladder", **slots)]


def _reached_found(dossier: Dossier) -> list[Sentence]:
    if dossier.figures.is_empty() or dossier.places.is_empty():
        return []
    try:
        made = reach.ranges_and_ways(dossier)
    except NothingToShow:
        return []
    kind, start, end = reach.opening(made)
    way = made.ways.row(
        by_predicate=(pl.col("weapon_class") == kind)
        & (pl.col("origin_id") == start)
        & (pl.col("place_id") == end),
        named=True,
    )
    found = reach.reached_by(made, way)
    verb = "reaches" if found["sure"] == 1 else "reach"
    noun = "weapon" if found["n"] == 1 else "weapons"
    template = f"From {{origin}}, {{sure}} of {{n}} {noun} ({{kind}}) surely "
    template += f"{verb} {{place}}, {{km}} away"
    if 0 < found["sure"] <= _NAMED:
        template += " ({names})"
    if found["some"]:
        template += "; {some} more may"
    slots = {"origin": way["origin"], "place": way["place"], "km": reach.kilometres(way)}
    slots |= {"kind": dossier.classes[kind].label, "names": listed(found["surely"])}
    slots |= {key: found[key] for key in ("n", "sure", "some")}
    return [Sentence(f"{template}.", see="#explorer-range-ruler", **slots)]


def _sources_found(dossier: Dossier) -> list[Sentence]:
    if dossier.figures.is_empty():
        return []
    rows = envelopes.figure_envelopes(dossier)
    several = rows.filter(pl.col("n_sources") > 1)
    apart = gaps.gap_rows(dossier)
    slots = {
        "gaps": apart.height,
        "several": several.height,
        "real": int(apart["condition_stated"].sum()),
    }
    template = (
        "Of {several:,} points on which two sources or more state a figure, they are more than a "
        "quarter apart on {gaps:,}"
    )
    if apart.height:
        template += ", {real:,} of them under one stated condition"
    see = "#explorer-disagreements" if apart.height else "#explorer-source-spread"
    return [Sentence(f"{template}.", see=see, **slots)]


def _delivered_found(dossier: Dossier) -> list[Sentence]:
    if dossier.deliveries.is_empty():
        return []
    every = delivery_views.readable_claims(dossier)
    numbered = delivery_views.with_numbers(every)
    apart = deliveries.disputes_of(every).height
    claimants = every["claimant"].drop_nulls().n_unique()
    flows = every.drop_nulls("recipient")["flow"].n_unique()
    template = (
        f"{{claimants:,}} {'claimant gives' if claimants == 1 else 'claimants give'} {{numbers:,}} "
        f"{'number' if numbered.height == 1 else 'numbers'} on {{flows:,}} "
        f"{'flow' if flows == 1 else 'flows'} of deliveries"
    )
    if apart:
        of_them = "pair of them is" if apart == 1 else "pairs of them are"
        template += f"; {{pairs:,}} {of_them} contradictory"
    elif claimants > 1:
        template += "; none of them contradicts another"
    slots = {"claimants": claimants, "numbers": numbered.height, "flows": flows, "pairs": apart}
    return [Sentence(f"{template}.", see="#explorer-deliveries-over-time", **slots)]


def _status(dossier: Dossier) -> list[Sentence]:
    """Say when this was checked, and up to when there is evidence, as far as that is known."""
    read = dossier.figures["read_on"].drop_nulls().max() if "read_on" in dossier.figures else None
    checked = dossier.study.as_of or read
    published = dossier.citations.cited(dossier.figures, dossier.deliveries)["published"]
    days = published.str.to_date("%Y-%m-%d", strict=False).drop_nulls()
    last = days.max()
    parts = []
    if isinstance(checked, date):
        parts.append(f"Checked on {checked.strftime(_DAY)}")
    if isinstance(last, date):
        parts.append(f"evidence until {last.strftime(_DAY)}")
    return [Sentence("{s}.", s=capital("; ".join(parts)))] if parts else []
