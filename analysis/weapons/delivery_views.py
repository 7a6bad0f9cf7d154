"""What figures on deliveries draw: numbers over time, and a matrix of what may be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    INK,
    cases,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.charting.numbers import EXACT
from analysis.charting.palette import CATEGORY
from analysis.weapons.deliveries import SERIES, delivery_claims, disputes_of, with_rates
from analysis.weapons.labels import amount, joined, with_citations
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import capital, many, short

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_DAY = "%-d %b %Y"
_UNNAMED = "not named"
_SHAPES = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down"]
_PANELS = 12
"""Panels that a page shows for one choice."""
_PANEL_PX, _PLOT_PX = 84, 560
_IN_LINES = "split(replace(datum.label, regexp('(.{1,44})( +|$)', 'g'), '$1\\n'), '\\n')"
_DAYS = "Day on which it was said or published; the lines span the days it covers"
_MONTHS = alt.Axis(format="%b %Y", tickCount=6, aria=False)
_ROOM = alt.Scale(padding=14)
_OF_A_CLAIM = tooltips(
    who="Claimant",
    item="Item",
    amount="Number",
    unit="Unit",
    measured="Measure",
    premise="Premise",
    said=("Said or published on", _DAY),
    period="Days covered",
    per_month="Per month (derived)",
    method="Method",
    disputed_by="Contradicted by",
    citation="Source",
)
_SPOKEN = mark_sentence("{who} on {said:%-d %b %Y}: {amount} {unit}, {item}, {measured}")


def readable_claims(dossier: Dossier) -> pl.DataFrame:
    """Add to rows of `delivery_claims` all that a reader sees of them, in words."""
    claims = with_citations(with_rates(delivery_claims(dossier)), dossier)
    disputes = disputes_of(claims)
    rivals = pl.concat(
        [
            disputes.select("delivery_id", rival="who_other"),
            disputes.select(delivery_id="delivery_id_other", rival="who"),
        ]
    )
    against = rivals.group_by("delivery_id").agg(
        disputed_by=pl.col("rival").unique().sort().str.join(", ")
    )
    start, end = days("start"), days("end")
    period = pl.coalesce(
        pl.when(pl.col("start") == pl.col("end")).then(start),
        pl.format("{} to {}", start, end),
        pl.format("from {}", start),
        pl.format("until {}", end),
    )
    rates = pl.col("low_per_month", "high_per_month").round_sig_figs(3)
    per_month = pl.when(pl.col("months").is_not_null()).then(
        amount("low_per_month", "high_per_month")
    )
    return (
        claims.join(against, on="delivery_id", how="left", maintain_order="left")
        .with_columns(rates, period=period, amount=amount())
        .with_columns(
            per_month=per_month,
            series=joined(_item_in_unit(), measured_if()),
        )
    )


def days(column: str) -> pl.Expr:
    """Write days as a reader does."""
    return pl.col(column).dt.strftime(_DAY)


def _item_in_unit() -> pl.Expr:
    """Name the item, and its unit where the item does not say it."""
    said = (
        pl.col("item")
        .str.to_lowercase()
        .str.contains(pl.col("unit").str.to_lowercase(), literal=True)
    )
    return pl.when(said).then("item").otherwise(pl.format("{} ({})", "item", "unit"))


def with_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out what is said in words only."""
    return rows.filter(pl.col("low").is_not_null() | pl.col("high").is_not_null())


def ranges_of_series(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each series between what its numbers are, and how many give them; words stay out."""
    lowest, highest = pl.min_horizontal("low", "high"), pl.max_horizontal("low", "high")
    last = pl.coalesce("end", "said_by").max().dt.strftime(_DAY)
    tails = {
        ", ends open": pl.col("below") & pl.col("above"),
        " or less": pl.col("below"),
        " or more": pl.col("above"),
    }
    open_ends = cases(tails, otherwise="")
    return (
        with_numbers(rows)
        .group_by("flow", *SERIES, "measured", maintain_order=True)
        .agg(
            lowest=lowest.min(),
            highest=highest.max(),
            last=last,
            below=pl.col("low").is_null().any(),
            above=pl.col("high").is_null().any(),
            n_numbers=pl.len(),
            n_claimants=pl.col("claimant").drop_nulls().n_unique(),
        )
        .with_columns(
            stated=pl.concat_str(amount("lowest", "highest"), pl.lit(" "), "unit", open_ends)
        )
    )


def measured_if() -> pl.Expr:
    """Say how a number came about, and what it presupposes."""
    premise = pl.col("premise").str.strip_prefix("if ")
    return pl.coalesce(pl.format("{} if {}", "measured", premise), "measured")


def flow_key() -> pl.Expr:
    """Identify a flow in the address of a page."""
    return pl.concat_str("supplier", pl.col("recipient").fill_null(""), separator=":").alias("key")


def drawable(rows: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Keep rows of `readable_claims` that have a number and a day, and say how many have not."""
    said = pl.coalesce("said_by", "end", "start")
    numbered = with_numbers(rows)
    kept = numbered.with_columns(said=said).filter(pl.col("said").is_not_null())
    lacking = {
        "in words only": rows.height - numbered.height,
        "without any day": numbered.height - kept.height,
    }
    notes = [f"{number:,} {what}" for what, number in lacking.items() if number]
    return kept, f" Not drawn: {' and '.join(notes)}." if notes else ""


def choices_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what the menu offers, a flow and a unit, and keep as many panels as a page shows."""
    chosen = rows.with_columns(
        choice=pl.concat_str(flow_key(), "unit", separator=":"),
        label=pl.format("{}: {}", "flow", "unit"),
        size=pl.len().over("supplier", "recipient", "unit", "series"),
    )
    largest = chosen.sort("size", descending=True, maintain_order=True)
    panels = largest.select("choice", "series").unique(maintain_order=True)
    kept = panels.filter(pl.int_range(pl.len()).over("choice") < _PANELS)
    return chosen.join(kept, on=["choice", "series"], how="semi", maintain_order="left")


def over_time(rows: pl.DataFrame, opening: str) -> alt.FacetChart:
    """Draw a panel per series of one flow and unit: marks on the day said, lines over the period.

    Parameters
    ----------
    rows
        As `choices_of` gives them.
    opening
        Choice shown first.
    """
    choices = dict(rows.select("choice", "label").unique().sort("label", "choice").iter_rows())
    control = option_control("delivery", choices, "Deliveries ", opening)
    shown = _ends(rows)
    header = alt.Header(
        title=None, labelAnchor="start", labelFontSize=12, labelLimit=_PLOT_PX, labelExpr=_IN_LINES
    )
    order = alt.EncodingSortField("size", op="max", order="descending")
    packer = Packer("delivery")
    packed = packer.rows(shown)
    panels = alt.layer(*_claim_marks(), data=packed.data)
    faceted: alt.FacetChart = packed.read(
        panels.properties(width=_PLOT_PX, height=_PANEL_PX).facet(
            facet=alt.Facet("series:N", header=header, sort=order), columns=1
        )
    )
    of_choice = shown.group_by("choice").agg(pl.col("who").unique().sort()).sort("choice")
    claimants = alt.param(name="delivery_claimants", value=dict(of_choice.iter_rows()))
    chosen: alt.FacetChart = (
        faceted.transform_filter("datum.choice == delivery")
        .resolve_scale(y="independent")
        .add_params(control, claimants, *packer.params)
    )
    return chosen


def captions(
    rows: pl.DataFrame, disputes: pl.DataFrame, note: str, title: str | None
) -> pl.DataFrame:
    """Word each choice of `choices_of`: how many say how much, and who contradicts whom."""
    apart = disputes.select(choice=pl.concat_str(flow_key(), "unit", separator=":"))
    pairs = dict(apart.group_by("choice").len().iter_rows())
    said = []
    for (choice,), of in rows.group_by("choice", maintain_order=True):
        number, series = pairs.get(choice, 0), ranges_of_series(of)
        most = series.sort("n_numbers", descending=True, maintain_order=True).row(0, named=True)
        claimants = of["claimant"].drop_nulls().n_unique()
        words = (
            f"{of['label'][0]}: {many(of.height, 'number')} by {many(claimants, 'claimant')}"
            if claimants
            else f"{of['label'][0]}: {many(of.height, 'number')}"
        )
        if number:
            words += f"; claimants contradict each other in {many(number, 'pair')}"
        about = f"{short(most['item'])}, {most['measured']}"
        sentence = f"{capital(about)}: {most['stated']}"
        if series.height > 1:
            sentence += f", one of {series.height:,} series that are not mixed"
        sentence += (
            ". An arrow marks an end that a claim leaves open, a ring a number that another "
            "claimant contradicts."
        )
        said.append((choice, title or words, sentence + note))
    return pl.DataFrame(said, ["delivery", "title", "sentence"], orient="row")


def _ends(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each number one row per end that it states, with no value left out.

    Vega warns of a layer or a scale that has nothing to draw.
    """
    both = pl.col("low") < pl.col("high")
    ends = pl.when(both.fill_null(value=False)).then(pl.concat_list("low", "high"))
    lowest, highest = pl.coalesce("low", "high"), pl.coalesce("high", "low")
    dated = pl.col("start").is_not_null()
    return rows.select(
        *("choice", "series", "size", "said", "item", "amount", "unit", "measured", "premise"),
        *("per_month", "period", "method", "disputed_by", "citation"),
        who=pl.col("who").fill_null(_UNNAMED),
        lowest=lowest,
        highest=highest,
        open=cases({"↓": pl.col("low").is_null(), "↑": pl.col("high").is_null()}, otherwise=""),
        since=pl.coalesce("start", "said"),
        until=pl.when(dated).then(pl.coalesce("end", "said")).otherwise("said"),
        end=ends.otherwise(pl.concat_list(lowest)),
    ).explode("end")


def _claim_marks() -> list[alt.Chart]:
    """Draw each number at the ends it states, with an arrow where the claim is open."""
    domain = alt.ExprRef("delivery_claimants[delivery]")
    legend = alt.Legend(orient="bottom", columns=2, labelLimit=270, symbolOpacity=1)
    look: Any = {"title": "Claimant", "legend": legend}
    color = alt.Color("who:N", scale=alt.Scale(domain=domain, range=CATEGORY), **look)
    shape = alt.Shape("who:N", scale=alt.Scale(domain=domain, range=_SHAPES), **look)
    of_panel = alt.Axis(format=EXACT, tickCount=4, aria=False)
    zero = alt.Scale(zero=True, nice=True)
    base = alt.Chart().encode(color=color)
    span = base.encode(y=alt.Y("lowest:Q", title=None, scale=zero, axis=of_panel), y2="highest:Q")
    end = base.encode(y=alt.Y("end:Q", title=None, scale=zero, axis=of_panel))
    day: Any = {"x": alt.X("said:T", title=_DAYS, scale=_ROOM, axis=_MONTHS)}
    period: Any = {"x": alt.X("since:T"), "x2": "until:T"}
    ink = alt.value(INK)
    arrow = end.encode(**day, text="open:N", color=ink)
    disputed = alt.condition("isValid(datum.disputed_by)", alt.value(1), alt.value(0))
    ring = end.encode(**day, color=ink, opacity=disputed)
    return [
        span.mark_rect(opacity=0.06).encode(**period),
        end.mark_rule(strokeWidth=1.5, opacity=0.6).encode(**period),
        span.mark_rule(strokeWidth=3).encode(**day),
        ring.mark_point(shape="circle", size=260, filled=False),
        arrow.mark_text(dy=alt.expr("datum.open == '↓' ? 13 : -13"), fontSize=15),
        end.mark_point(size=80, opacity=1).encode(
            **day, shape=shape, tooltip=_OF_A_CLAIM, description=_SPOKEN
        ),
    ]
