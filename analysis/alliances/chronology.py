"""The picture of time: strain above, treaties below it, then key days and all events."""

from __future__ import annotations

import textwrap
from datetime import timedelta
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

_STRAIN = {basis: f"at odds, {BASIS_LABELS[basis]}" for basis in (BASES[1], BASES[0])}
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
_WIDTH_PX = 780
_LINE_CHARACTERS = 48
"""Of a name above its bar, so that it also fits on a phone."""

_LINE_PX, _BAR_PX = 13, 17
_ROOM = timedelta(days=45)
"""After the last day, for the sign at the end of a bar."""


def draw(bars: pl.DataFrame, events: pl.DataFrame, spans: pl.DataFrame) -> alt.VConcatChart:
    """Draw what there is, on one axis of time from the year that the param ``since`` says."""
    days = pl.concat([bars["until"], events["start"], spans["until"]]).drop_nulls()
    last = max(days) + _ROOM
    scale = alt.Scale(
        domainMin=alt.ExprRef("datetime(since, 0, 1)"),
        domainMax=alt.DateTime(year=last.year, month=last.month, date=last.day),
    )
    key, strained = events.filter("key"), spans.filter(pl.col("index") > 0)
    strained = strained.with_columns(
        look=pl.col("basis").replace_strict(_STRAIN, return_dtype=pl.String)
    )
    bars = bars.with_columns(
        look="known", first=pl.col("place") == pl.col("place").min().over("label")
    )
    looks = _LOOKS.only({*strained["look"], *bars["look"]})
    pictures = [
        (picture, frame)
        for picture, frame in (
            (_strain, strained),
            (_treaties, bars),
            (_key_days, key),
            (_events, events),
        )
        if frame.height
    ]
    parts = []
    for picture, frame in pictures:
        # Years are written below what is long, and below the last.
        written = picture is _treaties or picture is pictures[-1][0]
        axis = alt.Axis(tickCount=6, labels=written, ticks=written)

        def across(field: str, axis: alt.Axis = axis) -> alt.X:
            return alt.X(f"{field}:T", title=None, scale=scale, axis=axis)

        parts.append(picture(frame, _key_rules(key, across), across, looks))
    shared = {"scale": {"x": "shared"}}
    return alt.vconcat(*parts, spacing=48, bounds="flush", resolve=shared)


def _since(frame: pl.DataFrame) -> alt.Chart:
    """Leave out what is over by the year that the reader chose."""
    return alt.Chart(frame).transform_filter("datum.last_year >= since")


def _key_rules(key: pl.DataFrame, across: Callable[[str], alt.X]) -> list[alt.Chart]:
    """Mark the key days across a picture."""
    rules = _since(key).mark_rule(clip=True, aria=False, stroke=GREY, strokeDash=[2, 3])
    return [rules.encode(x=across("start"))] * (not key.is_empty())


def _panel(title: str, layers: list[alt.Chart], height: float | alt.Step) -> Layers:
    layered: Layers = alt.layer(*layers)
    head = alt.Title(title, anchor="start", fontSize=12, fontWeight="bold", offset=6)
    return layered.properties(width=_WIDTH_PX, height=height, title=head)


def _named(frame: pl.DataFrame, name: str) -> tuple[pl.DataFrame, int]:
    """Break names into lines, and say how many lines the longest has."""
    lines = [textwrap.wrap(one, _LINE_CHARACTERS) or [""] for one in frame[name]]
    written = pl.Series(["\n".join(one) for one in lines], dtype=pl.String)
    return frame.with_columns(written=written), max(map(len, lines))


def _names(rows: alt.Chart, y: alt.Y, lines: int) -> list[alt.Chart]:
    """Write names above their rows, clear of what passes behind them."""
    looks = ({"color": PAPER, "stroke": PAPER, "strokeWidth": 3}, {"color": INK})
    return [
        rows.mark_text(
            aria=False,
            align="left",
            baseline="top",
            dy=1 - _row_px(lines) / 2,
            fontSize=11,
            lineBreak="\n",
            lineHeight=_LINE_PX,
            **look,
        ).encode(x=alt.value(0), y=y, text="written:N")
        for look in looks
    ]


def _row_px(lines: int) -> int:
    return _LINE_PX * lines + _BAR_PX


def _bar_px(lines: int) -> float:
    """Give how far below the middle of a row its bar is."""
    return (_row_px(lines) - _BAR_PX) / 2


def _strain(
    spans: pl.DataFrame, rules: list[alt.Chart], across: Callable[[str], alt.X], looks: Styles
) -> Layers:
    most = max(1, *spans["index"])
    bars = (
        _since(spans)
        .mark_bar(clip=True, opacity=1, stroke=PAPER, strokeWidth=0.5)
        .encode(
            x=across("start"),
            x2="until:T",
            y=alt.Y(
                "index:Q",
                title=None,
                scale=alt.Scale(domain=[0, most]),
                axis=alt.Axis(format="d", values=list(range(0, most + 1, most // 4 + 1))),
            ),
            y2=alt.datum(0),
            **looks.lines("look:N", None, **_LEGEND),
            order=alt.Order("basis:N", sort="ascending"),
            tooltip=tooltips(
                span="When",
                index="Ties at odds",
                strained="Which",
                counting="Counting",
                cause="What changed",
            ),
            description=mark_sentence("{span}: {index} ties at odds with the camps, {strained}"),
        )
    )
    return _panel("Ties at odds with the camps", [bars, *rules], 60)


def _treaties(
    bars: pl.DataFrame, rules: list[alt.Chart], across: Callable[[str], alt.X], looks: Styles
) -> Layers:
    bars, lines = _named(bars, "label")
    y = alt.Y("label:N", sort=_ORDER, axis=None)
    shown = _since(bars)
    spans = shown.mark_rule(
        clip=True, strokeWidth=7, strokeCap="butt", opacity=1, yOffset=_bar_px(lines)
    ).encode(
        x=across("start"),
        x2="until:T",
        y=y,
        **looks.lines("look:N", None, **_LEGEND),
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
    ends = (
        shown.transform_filter("isValid(datum.ends)")
        .transform_calculate(glyph=f"{vega_literal(history.ENDINGS)}[datum.ends]")
        .mark_text(
            aria=False,
            align="left",
            dx=2,
            dy=_bar_px(lines),
            fontSize=12,
            fontWeight="bold",
            color=INK,
        )
        .encode(x=across("until"), y=y, text="glyph:N")
    )
    names = _names(shown.transform_filter("datum.first"), y, lines)
    return _panel("Treaties", [*rules, spans, ends, *names], alt.Step(_row_px(lines)))


def _key_days(
    key: pl.DataFrame, rules: list[alt.Chart], across: Callable[[str], alt.X], _: Styles
) -> Layers:
    key, lines = _named(key, "name")
    y = alt.Y("name:N", sort=_ORDER, axis=None)
    points = (
        _explained_events(key)
        .mark_point(
            clip=True,
            filled=True,
            size=70,
            opacity=1,
            shape="diamond",
            color=VERMILION,
            yOffset=_bar_px(lines),
        )
        .encode(x=across("start"), y=y)
    )
    names = _names(_since(key), y, lines)
    return _panel("Key days", [*rules, points, *names], alt.Step(_row_px(lines)))


def _events(
    events: pl.DataFrame, rules: list[alt.Chart], across: Callable[[str], alt.X], _: Styles
) -> Layers:
    ticks = _explained_events(events).mark_tick(
        clip=True, thickness=1.5, opacity=1, color=VERMILION, height=18
    )
    return _panel("All dated events", [*rules, ticks.encode(x=across("start"))], 24)


def _explained_events(events: pl.DataFrame) -> alt.Chart:
    return _since(events).encode(
        tooltip=tooltips(
            day="Day", name="Event", kind="Kind", parties="Parties", citation="Source"
        ),
        description=mark_sentence("{day}: {name}"),
    )
