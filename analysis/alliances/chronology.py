"""The picture of time: strain above, treaties below it, then key days and all events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.alliances import history
from analysis.alliances.structure import BASIS_LABELS
from analysis.alliances.ties import BASES
from analysis.charting import (
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SOLID,
    VERMILION,
    Style,
    Styles,
    mark_sentence,
    tooltips,
    vega_literal,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.charting import Layers
    from analysis.dossier import Dossier

_STRAIN = {basis: f"ties at odds, counting {BASIS_LABELS[basis]}" for basis in (BASES[1], BASES[0])}
_LOOKS = Styles(
    {
        history.IN_FORCE: Style(BLUE, dash=SOLID),
        history.SIGNED: Style(ORANGE, dash=DASHED),
        history.UNDATED: Style(ORANGE, dash=DOTTED),
        _STRAIN[BASES[1]]: Style(GREY, dash=SOLID),
        _STRAIN[BASES[0]]: Style(PURPLE, dash=SOLID),
    }
)
_ORDER = alt.EncodingSortField("place", op="min", order="ascending")
_LEGEND = {"orient": "bottom", "columns": 1, "symbolType": "stroke", "symbolStrokeWidth": 4}
_WIDTH_PX = 500
_LABEL_PX = 330


def draw(
    dossier: Dossier, bars: pl.DataFrame, events: pl.DataFrame, spans: pl.DataFrame
) -> alt.VConcatChart:
    """Draw what there is, on one axis of time from the year that the param ``since`` says."""
    as_of = dossier.study.as_of
    latest = alt.DateTime(year=as_of.year + 1, month=1) if as_of else alt.Undefined
    earliest = alt.ExprRef("datetime(since, 0, 1)")
    scale = alt.Scale(domainMin=earliest, domainMax=latest)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:T", title=None, scale=scale, axis=alt.Axis(tickCount=6))

    key, strained = events.filter("key"), spans.filter(pl.col("index") > 0)
    strained = strained.with_columns(
        look=pl.col("basis").replace_strict(_STRAIN, return_dtype=pl.String)
    )
    bars = bars.with_columns(look="known")
    looks = _LOOKS.only({*strained["look"], *bars["look"]})
    parts = [
        picture(frame, across, looks)
        for picture, frame in (
            (_strain, strained),
            (_treaties, bars),
            (_key_days, key),
            (_events, events),
        )
        if frame.height
    ]
    shared = {"scale": {"x": "shared"}}
    return alt.vconcat(*parts, spacing=32, bounds="flush", resolve=shared)


def _since(frame: pl.DataFrame) -> alt.Chart:
    """Leave out what is over by the year that the reader chose."""
    return alt.Chart(frame).transform_filter("datum.last_year >= since")


def _rows_axis() -> alt.Axis:
    return alt.Axis(labelLimit=_LABEL_PX, ticks=False, domain=False)


def _strain(spans: pl.DataFrame, across: Callable[[str], alt.X], looks: Styles) -> Layers:
    most = max(1, *spans["index"])
    base = _since(spans).encode(
        x=across("start"),
        x2="until:T",
        y=alt.Y(
            "index:Q",
            title=["Ties at odds", "with the camps"],
            scale=alt.Scale(domain=[0, most]),
            axis=alt.Axis(
                format="d",
                values=list(range(0, most + 1, most // 4 + 1)),
                titleAngle=0,
                titleAlign="right",
            ),
        ),
        tooltip=tooltips(
            span="When",
            index="Ties at odds",
            strained="Which",
            counting="Counting",
            cause="What changed",
        ),
        description=mark_sentence("{span}: {index} ties at odds with the camps, {strained}"),
    )
    bars = base.mark_bar(clip=True, opacity=1, stroke=PAPER, strokeWidth=0.5).encode(
        y2=alt.datum(0),
        **looks.lines("look:N", None, **_LEGEND),
        order=alt.Order("basis:N", sort="ascending"),
    )
    layers: Layers = alt.layer(bars)
    return layers.properties(width=_WIDTH_PX, height=60)


def _treaties(bars: pl.DataFrame, across: Callable[[str], alt.X], looks: Styles) -> Layers:
    base = _since(bars).encode(
        y=alt.Y("label:N", sort=_ORDER, title=None, axis=_rows_axis()),
        tooltip=tooltips(
            label="Treaty",
            instrument="Name",
            known="Standing",
            span="When",
            ends="At the end",
            citation="Source",
        ),
        description=mark_sentence("{label}: {known}, {span}; {ends}"),
    )
    lines = base.mark_rule(clip=True, strokeWidth=7, strokeCap="butt", opacity=1).encode(
        x=across("start"),
        x2="until:T",
        **looks.lines("look:N", None, **_LEGEND),
    )
    glyph = f"{vega_literal(history.ENDINGS)}[datum.ends]"
    ends = (
        _since(bars)
        .transform_filter("isValid(datum.ends)")
        .transform_calculate(glyph=glyph)
        .mark_text(aria=False, align="left", dx=2, fontSize=12, fontWeight="bold", color=INK)
        .encode(x=across("until"), y=alt.Y("label:N", sort=_ORDER), text="glyph:N")
    )
    layers: Layers = alt.layer(lines, ends)
    return layers.properties(width=_WIDTH_PX, height=alt.Step(17))


def _key_days(key: pl.DataFrame, across: Callable[[str], alt.X], _: Styles) -> Layers:
    points = (
        _explained_events(key)
        .mark_point(clip=True, filled=True, size=70, opacity=1, shape="diamond", color=VERMILION)
        .encode(x=across("start"), y=alt.Y("name:N", sort=_ORDER, title=None, axis=_rows_axis()))
    )
    layers: Layers = alt.layer(points)
    return layers.properties(width=_WIDTH_PX, height=alt.Step(17))


def _events(events: pl.DataFrame, across: Callable[[str], alt.X], _: Styles) -> Layers:
    ticks = (
        _explained_events(events)
        .mark_tick(clip=True, thickness=1.5, opacity=1, color=VERMILION, height=18)
        .encode(x=across("start"), y=alt.Y("lane:N", title=None, axis=_rows_axis()))
    )
    layers: Layers = alt.layer(ticks)
    return layers.properties(width=_WIDTH_PX, height=alt.Step(26))


def _explained_events(events: pl.DataFrame) -> alt.Chart:
    return (
        _since(events)
        .transform_calculate(lane="'All dated events'")
        .encode(
            tooltip=tooltips(
                day="Day", name="Event", kind="Kind", parties="Parties", citation="Source"
            ),
            description=mark_sentence("{day}: {name}"),
        )
    )
