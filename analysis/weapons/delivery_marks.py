"""Numbers on deliveries drawn: at the left which days each covers, at the right how much it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    GRID,
    INK,
    MUTED,
    PAPER,
    cases,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.weapons.deliveries import IS_STATE
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import heading_lines, rounded
from analysis.weapons.statements import line_axis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.charting import Layers

_DAY = "%-d %b %Y"
_UNNAMED = "not named"
_PLOT_PX, _STEP_PX = 400, 20
_TIME, _AMOUNT = (0, 0.38), (0.46, 1)
"""Where the two scales lie, as shares of the width."""
_DAY_LABEL = (
    "width > 300 ? timeFormat(datum.value, '%b %Y')"
    " : timeFormat(datum.value, month(datum.value) == 0 ? '%Y' : '%b')"
)
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


def over_time(rows: pl.DataFrame, opening: str) -> Layers:
    """Draw a line per number of one flow and unit, below a heading per item, measure and premise.

    Parameters
    ----------
    rows
        As `choices_of` gives them.
    opening
        Choice shown first.
    """
    choices = dict(rows.select("choice", "label").sort("label", "choice").iter_rows())
    control = option_control("delivery", choices, "Deliveries ", opening)
    units = dict(rows.select("choice", "unit").sort("choice").iter_rows())
    ends, headings = _ends(rows), pl.DataFrame(list(_headings(rows)), infer_schema_length=None)
    labels = pl.concat([ends.select("line", label="who"), headings.select("line", "label")])
    named = labels.unique("line", keep="first").sort("line")["label"].to_list()
    packer = Packer("delivery")
    packed, heads = packer.rows(ends), packer.rows(headings)
    heads_at = headings["line"].to_list()
    given = {"labels": named, "heads": heads_at, "units": units}
    params = [alt.param(name=f"delivery_{name}", value=value) for name, value in given.items()]
    y = alt.Y(
        "line:O",
        title=None,
        axis=line_axis("delivery_labels[datum.value]", "indexof(delivery_heads, datum.value) >= 0"),
    )
    chosen = "datum.choice == delivery"
    every = packed.read(alt.Chart(packed.data)).transform_filter(chosen).encode(y=y)
    once = every.transform_filter("datum.end == datum.lowest")
    headed = heads.read(alt.Chart(heads.data)).transform_filter(chosen)
    chart = alt.layer(
        alt.layer(
            # A heading of several lines has one rule; without a mark its lines would have no place.
            headed.mark_rule(color=GRID, aria=False).encode(
                y=y,
                x=alt.value(0),
                x2=alt.value(_PLOT_PX),
                opacity=alt.condition("datum.first == 1", alt.value(1), alt.value(0)),
            ),
            *_days_covered(once),
            _column_head(headed, alt.value("When")).encode(x=alt.value(0)),
        ),
        alt.layer(
            *_amounts(once, every),
            _column_head(headed, alt.value(alt.expr("delivery_units[delivery]")), dx=13).encode(
                x=alt.value(_PLOT_PX)
            ),
        ),
    )
    layers: Layers = (
        chart.resolve_scale(x="independent")
        .add_params(control, *params, *packer.params)
        .properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    )
    return layers


def _column_head(rows: Any, text: Any, dx: int = 0) -> Any:  # noqa: ANN401
    """Head a column, once for all rows."""
    once = rows.transform_aggregate(n="count()")
    head = once.mark_text(align="left", dx=dx, color=MUTED, aria=False)
    return head.encode(y=alt.value(-8), text=text)


def _scale(part: tuple[float, float], **options: Any) -> alt.Scale:  # noqa: ANN401
    return alt.Scale(range=[alt.ExprRef(f"width * {share}") for share in part], **options)


def _days_covered(rows: alt.Chart) -> list[alt.Chart]:
    look: Any = {"labelOverlap": "greedy", "labelSeparation": 8, "labelFlush": True}
    axis = alt.Axis(labelExpr=_DAY_LABEL, tickCount=3, aria=False, title=None, **look)
    x = alt.X("since:T", scale=_scale(_TIME, padding=8), axis=axis)
    said = rows.encode(x="said:T")
    dash = alt.condition("isValid(datum.premise)", alt.value([4, 3]), alt.value([1, 0]))
    return [
        rows.mark_rule(strokeWidth=4, color=BLUE, opacity=0.45, aria=False).encode(
            x=x, x2="until:T", strokeDash=dash
        ),
        rows.transform_filter("datum.start == 'open'")
        .mark_text(text="◂", dx=-9, color=MUTED, aria=False)
        .encode(x="until:T"),
        said.mark_point(shape="diamond", size=45, color=INK, opacity=1, aria=False),
    ]


def _amounts(rows: alt.Chart, ends: alt.Chart) -> list[alt.Chart]:
    """Draw each number at the ends it states, with an arrow where the claim is open."""
    short = "datum.value >= 1e6 ? format(datum.value / 1e6, '~r') + ' million' : datum.label"
    axis = alt.Axis(
        labelExpr=short,
        format=",~r",
        tickCount=3,
        orient="bottom",
        labelOverlap="greedy",
        aria=False,
        title=None,
    )
    x = alt.X("lowest:Q", scale=_scale(_AMOUNT, zero=True, nice=True), axis=axis)
    firm = alt.condition("isValid(datum.premise)", alt.value(PAPER), alt.value(BLUE))
    arrow = ends.encode(x="end:Q", text="open:N")
    return [
        rows.transform_calculate(zero="0")
        .mark_rule(color=GREY, opacity=0.35, aria=False)
        .encode(x="zero:Q", x2="lowest:Q"),
        rows.mark_rule(strokeWidth=4, color=BLUE, opacity=0.45, aria=False).encode(
            x=x, x2="highest:Q"
        ),
        arrow.mark_text(
            dx=alt.expr("datum.open == '◂' ? -10 : 10"), color=INK, fontSize=13, aria=False
        ),
        ends.mark_point(size=70, strokeWidth=2, filled=True, opacity=1).encode(
            x="end:Q",
            fill=firm,
            stroke=alt.value(BLUE),
            tooltip=_OF_A_CLAIM,
            description=_SPOKEN,
        ),
        rows.mark_text(
            align="left",
            dx=13,
            color=INK,
            fontWeight=alt.expr("isValid(datum.disputed_by) ? 'bold' : 'normal'"),
            aria=False,
        ).encode(x=alt.value(_PLOT_PX), text="stated:N"),
    ]


def _headings(rows: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Give the lines of each heading; `choices_of` has left room for them."""
    for (choice, _), of in rows.group_by("choice", "series", maintain_order=True):
        first = int(of["line"][0])
        parts = heading_lines(of["heading"][0])
        for nth, text in enumerate(parts):
            yield {"choice": choice, "line": first - len(parts) + nth, "label": text} | {
                "first": int(nth == 0)
            }


def _ends(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each number one row per end that it states, with no value left out."""
    both = pl.col("low") < pl.col("high")
    ends = pl.when(both.fill_null(value=False)).then(pl.concat_list("low", "high"))
    lowest, highest = pl.coalesce("low", "high"), pl.coalesce("high", "low")
    dated = pl.col("start").is_not_null()
    apart = pl.when(pl.col("disputed_by").is_not_null()).then(pl.lit(" ≠")).otherwise(pl.lit(""))
    short = pl.struct("low", "high").map_elements(
        lambda ends: rounded(ends["low"], ends["high"]), return_dtype=pl.String
    )
    until_then = pl.col("end").is_not_null() & ~dated & ~IS_STATE
    return rows.select(
        *("choice", "line", "series", "said", "item", "amount", "unit", "measured", "premise"),
        *("per_month", "period", "method", "disputed_by", "citation", "citation_in_full"),
        who=pl.col("who").fill_null(_UNNAMED),
        stated=pl.concat_str(short, apart),
        lowest=lowest,
        highest=highest,
        open=cases({"◂": pl.col("low").is_null(), "▸": pl.col("high").is_null()}, otherwise=""),
        since=pl.coalesce("start", "end", "said"),
        until=pl.coalesce("end", pl.when(dated).then("said"), "said"),
        start=cases({"open": until_then}, otherwise="known"),
        end=ends.otherwise(pl.concat_list(lowest)),
    ).explode("end")
