"""Figures on deliveries: who says what, who contradicts whom, what may be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import MOST_ROWS, NothingToShow
from analysis.dossier import require_known
from analysis.dossier.vocabularies import labels as vocabulary
from analysis.explorer import TableExplorer, figure
from analysis.weapons import (
    deliveries,
    delivery_marks,
    delivery_pairs,
    delivery_views,
    labels,
    mentions,
    refusals,
)
from analysis.weapons.charts.linking import explorer, linked
from analysis.weapons.phrases import many, short

if TYPE_CHECKING:
    from analysis.dossier import Dossier
    from analysis.explorer import Explorer

_MOST_PAIRS = 60
"""Pairs of numbers that a table lists, settled ones first."""


@figure("deliveries-over-time", "deliveries")
def deliveries_over_time(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw what is claimed of deliveries: the days each number covers, and how much it is.

    A menu offers every flow and unit; it opens with the one that has most numbers. The default
    title counts numbers, claimants and contradictions of the choice.
    """
    every = delivery_views.readable_claims(dossier)
    numbered, note = delivery_views.drawable(every)
    if numbered.is_empty():
        raise NothingToShow("No delivery has both a number and a day yet.")
    rows = delivery_views.choices_of(numbered).head(MOST_ROWS // 3)  # each has ends and headings
    if rows.height < numbered.height:
        note += f" Left out: {many(numbered.height - rows.height, 'number')}, for lack of room."
    counts = rows.group_by("choice", "label", maintain_order=True).len()
    most = counts.sort("len", "label", descending=[True, False], maintain_order=True)
    opening = str(most["choice"][0])
    said = delivery_views.captions(rows, deliveries.disputes_of(every), note, title)
    chart = delivery_marks.over_time(rows, opening)
    return explorer(chart, "deliveries-over-time", said, dossier)


@figure("delivery-disputes", "deliveries")
def delivery_disputes_table(dossier: Dossier) -> TableExplorer:
    """List who contradicts whom on the same deliveries, the widest gap first."""
    found = deliveries.delivery_disputes(dossier)
    if found.is_empty():
        raise NothingToShow("No two claimants contradict each other on the same deliveries yet.")
    times = pl.col("low") / pl.col("high_other")
    ordered = found.sort(times, descending=True, maintain_order=True)
    item = pl.format("{}, {}", "item", "measured")
    shown = ordered.select(
        flow="flow",
        item=item,
        larger=_said("who", labels.amount(), "unit", "said_by"),
        source=linked(ordered, dossier, "sources"),
        smaller=_said(
            "who_other", labels.amount("low_other", "high_other"), "unit", "said_by_other"
        ),
        other_source=linked(ordered, dossier, "sources_other"),
    )
    first = ordered.row(0, named=True)
    caption = (
        f"Claimants contradict each other at their word in {many(found.height, 'pair')} of "
        f"numbers; the widest apart are {short(first['who'])} and {short(first['who_other'])} on "
        f"{short(first['item'])}. The larger number covers no more days than the smaller or, where "
        "days are not known, was said at about the same time"
    )
    headings = {
        "flow": "From and to",
        "item": "Item and measure",
        "larger": "The larger number",
        "source": "Its source",
        "smaller": "The smaller number",
        "other_source": "Its source",
    }
    return TableExplorer(shown, "delivery-disputes", caption, headings)


@figure("delivery-comparability", "deliveries")
def delivery_comparability(dossier: Dossier, *, title: str | None = None) -> Explorer:
    """Draw what of one flow may be compared with the others, and why the rest may not.

    It opens with the first flow of a claim that speaks of two, else with that which has most
    numbers. The default title counts the pairs of numbers that may be compared.
    """
    rows = delivery_views.with_numbers(delivery_views.readable_claims(dossier))
    if rows.is_empty():
        raise NothingToShow("No delivery has a number yet.")
    pairs = refusals.comparable_flows(dossier, rows)
    if pairs.is_empty():
        raise NothingToShow("Only one number on a delivery is coded yet; to compare takes two.")
    flows = refusals.flows_of(pairs, rows)
    left = rows.height - min(rows.height, refusals.MOST_COMPARED)
    note = f" Left out: {many(left, 'number')}, for lack of room." if left else ""
    _, spoken = refusals.claim_on_flows(dossier)
    key = delivery_views.flow_key()
    counts = rows.group_by(key, "flow", maintain_order=True).len()
    most = counts.sort("len", "flow", descending=[True, False], maintain_order=True)
    opening = next(flow for flow in [*spoken, *most["key"], *flows] if flow in flows)
    said = refusals.captions(pairs, flows, note, title)
    chart = refusals.refusal_chart(pairs, flows, opening)
    return explorer(chart, "delivery-comparability", said, dossier)


@figure("delivery-comparisons", "deliveries")
def delivery_comparisons_table(dossier: Dossier) -> TableExplorer:
    """List the pairs of numbers on different flows that can be compared, with what that shows."""
    every = delivery_views.with_numbers(deliveries.delivery_claims(dossier))
    nth = pl.int_range(pl.len()).over(deliveries.SERIES)
    rows = every.sort(nth, maintain_order=True).head(refusals.MOST_COMPARED)
    order = {delivery_id: at for at, delivery_id in enumerate(rows["delivery_id"])}
    first, second = (pl.col(one).replace_strict(order) for one in ("delivery_id", "other_id"))
    found = delivery_pairs.pairs_of(rows, rows, dossier).filter(
        pl.col("obstacle").is_null(), pl.col("flow") != pl.col("other_flow"), first < second
    )
    if found.is_empty():
        raise NothingToShow("No two numbers on different flows can be compared yet.")
    word = pl.col("comparison").replace(
        {"more": "more than", "less": "less than", "undecided": "left open beside"}
    )
    bounds = pl.col("low", "high", "other_low", "other_high")
    derived = pl.when(pl.col("compared") == "per month").then(bounds.round_sig_figs(3))
    decided = pl.col("comparison").is_in(["more", "less"])
    unit = (
        pl.when(pl.col("compared") == "per month")
        .then(pl.format("{} per month", "unit"))
        .otherwise("unit")
    )
    rounded = found.sort(~decided, maintain_order=True).head(_MOST_PAIRS)
    shown = rounded.with_columns(derived.otherwise(bounds)).select(
        flow="flow",
        number=pl.format("{}: {} {} ({})", _anyone("who"), labels.amount(), unit, "item"),
        comparison=word,
        other=pl.format(
            "{}: {} {} ({})",
            _anyone("other_who"),
            labels.amount("other_low", "other_high"),
            unit,
            "other_item",
        ),
        other_flow="other_flow",
    )
    settled = found.filter(decided).height
    caption = (
        f"{many(found.height, 'pair')} of numbers on different flows can be compared, and "
        f"{many(settled, 'is', 'are')} settled; numbers per month are derived"
    )
    if rows.height < every.height:
        caption += f"; looked at: {rows.height:,} of {every.height:,} numbers, some of each series"
    headings = {
        "flow": "From and to",
        "number": "Number",
        "comparison": "It is",
        "other": "Other number",
        "other_flow": "Other flow",
    }
    if found.height > shown.height:
        caption += f"; listed: {shown.height:,}"
    return TableExplorer(shown, "delivery-comparisons", caption, headings)


@figure("delivery-claims", "deliveries")
def delivery_claims_table(dossier: Dossier) -> TableExplorer:
    """List every number on deliveries with its claimant, days, premise, method and source."""
    rows = delivery_views.readable_claims(dossier)
    lacking = rows.height - delivery_views.with_numbers(rows).height
    caption = (
        f"{many(rows.height, 'statement')} on deliveries, {lacking:,} of them in words only; per "
        f"month is derived, as the number over days / {deliveries.DAYS_PER_MONTH}, where four "
        "weeks or more are covered"
    )
    return _claims(rows, dossier, "delivery-claims", caption)


@figure("undated-deliveries", "deliveries")
def undated_deliveries_table(dossier: Dossier) -> TableExplorer:
    """List what no day is known for, or what is said in words only: a chart cannot draw it."""
    rows = delivery_views.readable_claims(dossier)
    drawn, _ = delivery_views.drawable(rows)
    others = rows.join(drawn.select("delivery_id"), on="delivery_id", how="anti")
    if others.is_empty():
        raise NothingToShow("Every delivery coded has a number and a day.")
    words = others.height - delivery_views.with_numbers(others).height
    caption = (
        f"{many(others.height, 'statement')} on deliveries that no chart can draw: {words:,} in "
        f"words only, {others.height - words:,} without any day"
    )
    return _claims(others, dossier, "undated-deliveries", caption)


def _claims(rows: pl.DataFrame, dossier: Dossier, name: str, caption: str) -> TableExplorer:
    claims = [
        {"text": "claim" if claim else "", "address": f"#claim-{claim}" if claim else ""}
        for claim in rows["claim_id"]
    ]
    number = pl.format("{} {}", "amount", "unit")
    shown = rows.select(
        flow="flow",
        item=pl.format("{}, {}", "item", delivery_views.measured_if()),
        amount=pl.when(pl.col("amount") == "no number").then(pl.lit("in words")).otherwise(number),
        period="period",
        per_month="per_month",
        who="who",
        said=delivery_views.days("said_by"),
        method="method",
        disputed_by="disputed_by",
        claim=pl.Series(claims),
        source=linked(rows, dossier, "sources"),
    )
    lacking = [column for column in shown.columns if shown[column].null_count() == shown.height]
    headings = {
        "flow": "From and to",
        "item": "Item and measure",
        "amount": "Number",
        "period": "Days covered",
        "per_month": "Per month (derived)",
        "who": "Claimant",
        "said": "Said or published on",
        "method": "Method",
        "disputed_by": "Contradicted by",
        "claim": "In the article",
        "source": "Source",
    }
    kept = {column: head for column, head in headings.items() if column not in lacking}
    return TableExplorer(shown.select(list(kept)), name, caption, kept)


@figure("numbers-behind-claim", "claims", "deliveries")
def numbers_behind_claim(dossier: Dossier, *, claim_id: str | None = None) -> TableExplorer:
    """List what the numbers on the flows of one claim are, item by item, with its outcome.

    By default the claim is the one that speaks of two flows with most numbers.

    Raises
    ------
    QuestionError
        The claim does not exist.
    """
    if claim_id is not None:
        require_known(claim_id, dossier.claims["claim_id"], "a claim of this dossier")
    chosen = claim_id or refusals.claim_on_flows(dossier)[0]
    links = mentions.deliveries_on_claims(dossier).filter(pl.col("claim_id") == (chosen or ""))
    ids = links["deliveries"].explode().drop_nulls().implode()
    numbers = deliveries.delivery_claims(dossier).filter(pl.col("delivery_id").is_in(ids))
    series = delivery_views.ranges_of_series(numbers)
    if series.is_empty():
        if claim_id is None:
            raise NothingToShow("No claim speaks of two flows of deliveries that have numbers yet.")
        raise NothingToShow("No delivery that this claim speaks of has a number yet.")
    premise = pl.format("if {}", pl.col("premise").str.strip_prefix("if "))
    shown = series.select(
        *("flow", "item", "measured"),
        stated="stated",
        premise=premise,
        last="last",
        n_numbers="n_numbers",
        n_claimants="n_claimants",
    )
    claim = links.select(dossier.names.column("speaker"), "statement", "verdict", "summary")
    speaker, statement, verdict, summary = claim.row(0)
    caption = f"{speaker or 'Someone'}: {statement}"
    if verdict:
        caption += f" Outcome: {vocabulary('verdicts')[verdict]}. {summary or ''}".rstrip()
    headings = {
        "flow": "From and to",
        "item": "Item",
        "measured": "Measure",
        "stated": "Lowest to highest stated",
        "premise": "Premise",
        "last": "Latest day",
        "n_numbers": "Numbers",
        "n_claimants": "Claimants",
    }
    return TableExplorer(shown, "numbers-behind-claim", caption, headings)


def _said(who: str, number: pl.Expr, unit: str, day: str) -> pl.Expr:
    """Write who says how much on which day."""
    return labels.joined(
        pl.format("{}: {} {}", _anyone(who), number, unit), delivery_views.days(day)
    )


def _anyone(who: str) -> pl.Expr:
    return pl.col(who).fill_null("not named")
