"""What of one flow may be compared with the numbers of others, and why the rest is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    INK,
    PAPER,
    SKY,
    Layers,
    mark_sentence,
    option_control,
    tooltips,
    vega_literal,
)
from analysis.weapons.delivery_pairs import pairs_of
from analysis.weapons.delivery_views import flow_key
from analysis.weapons.mentions import deliveries_on_claims
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import many

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier

MOST_COMPARED = 500
"""Numbers of which every two are compared: a page with more would take long to make."""
MOST_FLOWS = 30
"""Flows that a page sets against each other, those with most numbers."""
_PLOT_PX, _STEP_PX = 430, 26
_ROOM = 0.12
"""Share of a bar that has room for a word."""
_OUTCOMES = {
    "settled": "settled: one is more",
    "open": "compared, but open",
    "measure": "refused: measures differ",
    "unit": "refused: units differ",
    "class": "refused: classes of weapons differ",
    "premise": "refused: premises differ",
    "days": "refused: days unknown or not matching",
}
_WHY = {
    "measure": "measures differ",
    "unit": "units differ",
    "class": "classes of weapons differ",
    "premise": "premises differ",
    "days": "days are unknown or do not match",
}
_COMPARED = ("settled", "open")
_COLORS = {"settled": BLUE, "open": SKY, "refused": PAPER}


def comparable_flows(dossier: Dossier, rows: pl.DataFrame) -> pl.DataFrame:
    """Compare every two numbers, and count the pairs of every two flows by outcome.

    Parameters
    ----------
    dossier
        With weapons.
    rows
        Of `readable_claims`, those with a number.

    Returns
    -------
    DataFrame
        One row per ordered pair of flows and outcome: ``first``, ``second``, ``outcome`` (settled,
        open, or what forbids to compare), ``n`` pairs of numbers, and ``reason``, the commonest
        wording. Pairs within one flow are counted once.
    """
    numbered = rows.with_columns(flow_key(), n=pl.len().over("supplier", "recipient"))
    largest = numbered.sort("n", "flow", descending=[True, False], maintain_order=True)
    named = largest.select("key").unique(maintain_order=True).head(MOST_FLOWS)
    kept = largest.head(MOST_COMPARED).join(named, on="key", how="semi")
    order = {one: at for at, one in enumerate(kept["delivery_id"])}
    flow = dict(kept.select("delivery_id", "key").iter_rows())
    at, other = (pl.col(one).replace_strict(order) for one in ("delivery_id", "other_id"))
    first, second = (pl.col(one).replace_strict(flow) for one in ("delivery_id", "other_id"))
    settled = pl.col("comparison").is_in(["more", "less"])
    compared = pl.when(settled).then(pl.lit("settled")).otherwise(pl.lit("open"))
    return (
        pairs_of(kept, kept, dossier)
        .with_columns(first=first, second=second, outcome=pl.coalesce("obstacle", compared))
        .filter((pl.col("first") != pl.col("second")) | (at < other))
        .group_by("first", "second", "outcome")
        .agg(n=pl.len(), reason=pl.col("reason").mode().sort().first())
        .sort("first", "second", "outcome")
    )


def flows_of(pairs: pl.DataFrame, rows: pl.DataFrame) -> dict[str, str]:
    """Name the flows that are compared, in the order of names."""
    key = rows.select(flow_key(), "flow").unique()
    drawn = key.filter(pl.col("key").is_in(pairs["first"].unique().implode()))
    return dict(drawn.sort("flow", "key").iter_rows())


def claim_on_flows(dossier: Dossier) -> tuple[str | None, list[str]]:
    """Choose the claim that speaks of two flows with most numbers, and give those two.

    Of several such claims it is the first in the table.
    """
    nth = {claim_id: at for at, claim_id in enumerate(dossier.claims["claim_id"])}
    links = deliveries_on_claims(dossier).filter(
        pl.col("recipient").is_not_null(), pl.col("n_numbers") > 0
    )
    two = (
        links.sort("n_numbers", descending=True, maintain_order=True)
        .group_by("claim_id", maintain_order=True)
        .agg(flow_key().head(2), names=pl.col("flow").head(2), n=pl.col("n_numbers").head(2).sum())
        .filter(pl.col("key").list.len() > 1)
        .sort(-pl.col("n").cast(pl.Int64), pl.col("claim_id").replace_strict(nth))
    )
    for claim_id, keys, names, _ in two.head(1).iter_rows():
        return claim_id, [key for _, key in sorted(zip(names, keys, strict=True))]
    return None, []


def captions(
    pairs: pl.DataFrame, flows: Mapping[str, str], note: str, title: str | None
) -> pl.DataFrame:
    """Word every flow: how many of its numbers can be compared with others, and why not more."""
    said = []
    for flow, name in flows.items():
        of = pairs.filter(first=flow)
        every = of["n"].sum()
        compared = of.filter(pl.col("outcome").is_in(_COMPARED))
        settled = compared.filter(outcome="settled")["n"].sum()
        number = compared["n"].sum()
        words = f"{name}: {number:,} of {many(every, 'pair')} of numbers can be compared"
        if not compared.is_empty():
            words += f", {settled:,} of them settled"
        why = of.filter(~pl.col("outcome").is_in(_COMPARED)).group_by("outcome")
        counts = why.agg(pl.col("n").sum()).sort("n", "outcome", descending=[True, False])
        parts = [f"{_WHY[word]} ({n:,})" for word, n in counts.iter_rows()]
        why_not = " or ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
        refused = f"The others are refused because {why_not}." if parts else ""
        said.append((flow, title or words, f"{refused or 'None is refused.'}{note}"))
    return pl.DataFrame(said, ["first_flow", "title", "sentence"], orient="row")


def refusal_chart(pairs: pl.DataFrame, flows: Mapping[str, str], opening: str) -> Layers:
    """Draw a bar per other flow, split by what may be compared and what forbids it."""
    control = option_control("first_flow", flows, "Compare ", opening)
    packer = Packer("flows")
    packed = packer.rows(_drawn(pairs, flows))
    words = {
        "settled": "settled",
        "open": "compared, but open",
        "refused": "refused",
    }
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(_COLORS), range=list(_COLORS.values())),
        legend=alt.Legend(
            orient="bottom",
            title=None,
            labelExpr=f"{vega_literal(words)}[datum.label]",
            symbolStrokeColor=INK,
            columns=2,
        ),
    )
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=300))
    axis = alt.Axis(format=".0%", aria=False, tickCount=5)
    x = alt.X("start:Q", title="Share of the pairs of numbers", axis=axis)
    tooltip = tooltips(
        row="With", outcome="Outcome", n="Pairs of numbers", total="Of", reason="For instance"
    )
    spoken = mark_sentence("{row}: {n} of {total} pairs {outcome}")
    ink = alt.condition("datum.kind == 'settled'", alt.value(PAPER), alt.value(INK))
    bars = alt.Chart().encode(y=y)
    chart = alt.layer(
        bars.mark_bar(stroke=INK, strokeWidth=0.8, opacity=1, height=19).encode(
            x=x, x2="end:Q", color=color, tooltip=tooltip, description=spoken
        ),
        bars.transform_filter(f"datum.end - datum.start >= {_ROOM}")
        .mark_text(fontSize=11, aria=False)
        .encode(x="middle:Q", text="label:N", color=ink),
        data=packed.data,
    )
    layers: Layers = (
        packed.read(chart)
        .transform_filter("datum.first == first_flow")
        .transform_calculate(middle="(datum.start + datum.end) / 2")
        .add_params(control, *packer.params)
        .properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    )
    return layers


def _drawn(pairs: pl.DataFrame, flows: Mapping[str, str]) -> pl.DataFrame:
    order = {word: at for at, word in enumerate(_OUTCOMES)}
    nth = pl.col("first").replace_strict({flow: at for at, flow in enumerate(flows)})
    both = ["first", "second"]
    compared = pl.col("n").filter(pl.col("outcome").is_in(_COMPARED)).sum()
    refused = ~pl.col("outcome").is_in(_COMPARED)
    word = pl.when(refused).then("outcome").otherwise(pl.lit(""))
    rows = pairs.with_columns(
        at=pl.col("outcome").replace_strict(order, return_dtype=pl.Int64),
        total=pl.col("n").sum().over(both),
        compares=compared.over(both),
        row=pl.when(pl.col("first") == pl.col("second"))
        .then(pl.lit("among its own numbers"))
        .otherwise(pl.col("second").replace_strict(flows)),
    ).sort(nth, "compares", "total", "row", "at", descending=[False, True, True, False, False])
    end = pl.col("n").cum_sum().over(both) / pl.col("total")
    return rows.select(
        *("first", "row", "n", "total", "reason"),
        outcome=pl.col("outcome").replace(_OUTCOMES),
        kind=pl.when(refused).then(pl.lit("refused")).otherwise("outcome"),
        start=(end - pl.col("n") / pl.col("total")).round(4),
        end=end.round(4),
        label=pl.concat_str(word, pl.col("n").cast(pl.String), separator=" ").str.strip_chars(),
    )
