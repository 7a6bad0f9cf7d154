"""Figures on deliveries: who says what, who contradicts whom, what may be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import MOST_ROWS, NothingToShow
from analysis.dossier import require_known
from analysis.dossier.vocabularies import labels as vocabulary
from analysis.explorer import TableExplorer, figure
from analysis.weapons import (
    compared_flows,
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

_MOST_SERIES = 300
"""Rows of series that a table lists, those of the claim on two flows first."""
_PRINTED = 15


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
    shown = ordered.select(
        flow="flow",
        item=pl.format("{}, {}", "item", "measured"),
        larger=_said("who", labels.amount(), "unit", "said_by"),
        source=linked(ordered, dossier, "sources"),
        smaller=_said(
            "who_other", labels.amount("low_other", "high_other"), "unit", "said_by_other"
        ),
        other_source=linked(ordered, dossier, "sources_other"),
    )
    first = ordered.row(0, named=True)
    named = dossier.names.in_sentence
    one, other = (short(named[first[column]]) for column in ("claimant", "claimant_other"))
    caption = (
        f"{many(found.height, 'pair')} of numbers "
        f"{'contradicts' if found.height == 1 else 'contradict'} each other; the widest gap is "
        f"between {one} and {other}, on {short(first['item'])}."
    )
    sentence = (
        "Both cannot be right: the larger number covers no more days than the smaller or, where "
        "days are not known, was said at about the same time."
    )
    headings = {
        "item": "Item and measure",
        "larger": "The larger number",
        "source": "Its source",
        "smaller": "The smaller number",
        "other_source": "Its source",
    }
    return TableExplorer(
        shown, "delivery-disputes", caption, headings, sentence=sentence, group="flow"
    )


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
    """List which numbers on different flows can be compared, series by series, and the result."""
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
    measured = rows.select("delivery_id", measured=delivery_views.measured_if())
    pairs = found.join(measured, on="delivery_id", how="left", maintain_order="left")
    of_claim = set(refusals.claim_on_flows(dossier)[1])
    of_study = delivery_views.flow_key().is_in(list(of_claim))
    spoken = rows.filter(of_study)["flow"].unique().sort().to_list()
    series = compared_flows.compared_series(pairs, spoken).head(_MOST_SERIES)
    shown = series.select(
        flows=pl.format("{}, beside {}", "flow", "other_flow"),
        about="about",
        number="number",
        comparison="comparison",
        other="other",
        pairs="pairs",
        # Paper has what the claim on two flows speaks of, or else a screen of rows.
        printed=pl.col("of_study") if spoken else pl.int_range(pl.len()) < _PRINTED,
    )
    settled = series["settled"].sum()
    caption = (
        f"Of {many(found.height, 'comparable pair')} of numbers on different flows, "
        f"{many(settled, 'is', 'are')} settled."
    )
    sentence = "A row sets what is said of one item against what is said of another."
    if found["compared"].is_in(["per month"]).any():
        sentence += (
            f" Rates per month are derived: the number over days / {deliveries.DAYS_PER_MONTH}."
        )
    if rows.height < every.height:
        sentence += f" Looked at: {rows.height:,} of {every.height:,} numbers, some of each series."
    headings = {
        "about": "Item and measure",
        "number": "Number",
        "comparison": "It is",
        "other": "Other number",
        "pairs": "Pairs",
    }
    options = {"sentence": sentence, "group": "flows", "on_paper": "printed"}
    return TableExplorer(shown, "delivery-comparisons", caption, headings, **options)


@figure("delivery-claims", "deliveries")
def delivery_claims_table(dossier: Dossier) -> TableExplorer:
    """List every number on deliveries with its claimant, days, premise, method and source."""
    rows = delivery_views.readable_claims(dossier)
    lacking = rows.height - delivery_views.with_numbers(rows).height
    caption = f"{many(rows.height, 'statement')} on deliveries, {lacking:,} of them in words only."
    sentence = (
        f"Per month is derived, as the number over days / {deliveries.DAYS_PER_MONTH}, where four "
        "weeks or more are covered."
    )
    return _claims(rows, dossier, "delivery-claims", caption, sentence)


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
        f"words only, {others.height - words:,} without any day."
    )
    return _claims(others, dossier, "undated-deliveries", caption)


def _claims(
    rows: pl.DataFrame, dossier: Dossier, name: str, caption: str, sentence: str | None = None
) -> TableExplorer:
    number = pl.format("{} {}", "amount", "unit")
    claims, sources = _claims_and_sources(rows, dossier)
    shown = rows.select(
        flow="flow",
        item=pl.format("{}, {}", "item", delivery_views.measured_if()),
        amount=pl.when(pl.col("amount") == "no number").then(pl.lit("in words")).otherwise(number),
        period="period",
        per_month="per_month",
        who=labels.joined("who", delivery_views.days("said_by")),
        method="method",
        disputed_by="disputed_by",
        claim=claims,
        source=sources,
    )
    headings = {
        "item": "Item and measure",
        "amount": "Number",
        "period": "Days covered",
        "per_month": "Per month (derived)",
        "who": "Claimant, and day said or published",
        "method": "Method",
        "disputed_by": "Contradicted by",
        "claim": "In the article",
        "source": "Source",
    }
    kept = {head: text for head, text in headings.items() if shown[head].null_count() < rows.height}
    listed = shown.select("flow", *kept)
    return TableExplorer(listed, name, caption, kept, sentence=sentence, group="flow")


def _claims_and_sources(rows: pl.DataFrame, dossier: Dossier) -> tuple[pl.Series, pl.Series]:
    """Link the claims and the sources of rows; what the article alone says leads to its claim."""
    claims, sources = [], []
    cited = linked(rows, dossier, "sources").to_list()
    for claim, cell in zip(rows["claim_id"], cited, strict=True):
        address = f"#claim-{claim}" if claim else ""
        alone = bool(claim) and not cell["address"]
        claims.append({"text": "claim", "address": address} if claim and not alone else None)
        sources.append({"text": "the article", "address": address} if alone else cell)
    kind = pl.Struct({"text": pl.String, "address": pl.String})
    return pl.Series(claims, dtype=kind), pl.Series(sources, dtype=kind)


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
    ids = links["deliveries"].explode().implode()
    numbers = deliveries.delivery_claims(dossier).filter(pl.col("delivery_id").is_in(ids))
    series = delivery_views.ranges_of_series(numbers)
    if series.is_empty():
        if claim_id is None:
            raise NothingToShow("No claim speaks of two flows of deliveries that have numbers yet.")
        raise NothingToShow("No delivery that this claim speaks of has a number yet.")
    shown = series.select(
        flow="flow",
        item=pl.format("{}, {}", "item", delivery_views.measured_if()),
        stated="stated",
        last="last",
        n_numbers="n_numbers",
        n_claimants="n_claimants",
    )
    claim = links.select(dossier.names.column("speaker"), "statement", "verdict", "summary")
    speaker, statement, verdict, summary = claim.row(0)
    caption = f"{speaker or 'Someone'}: {statement}"
    notes = []
    if verdict:
        notes = [f"Outcome: {vocabulary('verdicts')[verdict]}. {summary or ''}".rstrip()]
    headings = {
        "item": "Item and measure",
        "stated": "Lowest to highest stated",
        "last": "Latest day",
        "n_numbers": "Numbers",
        "n_claimants": "Claimants",
    }
    several = pl.col("n_numbers") > 1
    shown = shown.with_columns(printed=several if shown.filter(several).height else pl.lit(True))
    sentence = (
        f"{many(series['n_numbers'].sum(), 'number')} on "
        f"{many(series['flow'].n_unique(), 'flow')}; none is turned into another unit."
    )
    return TableExplorer(
        shown,
        "numbers-behind-claim",
        caption,
        headings,
        sentence=sentence,
        group="flow",
        on_paper="printed",
        notes=notes,
    )


def _said(who: str, number: pl.Expr, unit: str, day: str) -> pl.Expr:
    """Write who says how much on which day."""
    return labels.joined(pl.format("{}: {} {}", who, number, unit), delivery_views.days(day))
