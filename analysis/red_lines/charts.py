"""Charts of red lines: switches and what follows, ways to a goal, warnings by day, hindsight."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt
import polars as pl

from analysis.charting.controls import choice
from analysis.charting.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    VERMILION,
    Layers,
    titled,
)
from analysis.red_lines import VERDICT_WORDS as VERDICTS

HUES = dict(zip(VERDICTS, (BLUE, GREEN, ORANGE, VERMILION, GREY), strict=True))
MARKS = dict(zip(VERDICTS, ("circle", "diamond", "cross", "triangle-down", "square"), strict=True))
"""Hue and shape of a verdict: never colour alone."""

LEFT_PX, RIGHT_PX, CARD_PX, WIDTH_PX = 44, 476, 128, 860


def scenario_switches(switches: pl.DataFrame, scenarios: pl.DataFrame, title: str) -> Layers:
    """Switches for what each side does, and in order what was said to follow.

    Parameters
    ----------
    switches, scenarios
        As `analysis.red_lines.switches` and `analysis.red_lines.scenarios` give them.
    title
        The finding.
    """
    names = [v.replace("-", "_") for v in switches["variable_id"]]
    boxes = [
        alt.param(name=name, value="high_precision" in name, bind=alt.binding_checkbox(name=label))
        for name, label in zip(names, switches["label"], strict=True)
    ]
    bits = zip(names, switches["bit"], strict=True)
    on = alt.param(name="on", expr=" + ".join(f"({name} ? {bit} : 0)" for name, bit in bits))
    last = 1 + max(scenarios["place"])
    nothing = {
        "name": "",
        "needs": 0,
        "place": last,
        "heading": "Nobody said what follows from this",
    }
    rows = pl.concat([scenarios, pl.DataFrame([nothing])], how="diagonal_relaxed")
    chart = (
        _cards(rows)
        .transform_filter("(datum.needs & on) == datum.needs")
        .transform_joinaggregate(soonest="min(place)", groupby=["name"])
        .transform_filter("datum.place == datum.soonest")
        .transform_window(again="row_number()", groupby=["name"], sort=[alt.SortField("needs")])
        .transform_filter("datum.again == 1")
        .transform_joinaggregate(shown="count()")
        .transform_filter("datum.name != '' || datum.shown == 1")
        .transform_window(slot="row_number()", sort=[alt.SortField("place")])
    )
    how = "Each card: who said it, where it stands, and what came of it. The number is the round."
    return titled(chart.add_params(*boxes, on), title, how, width_px=WIDTH_PX)


def what_it_takes(ways: pl.DataFrame, title: str, goal: str) -> Layers:
    """What would have to be true for a goal, and what stands against it.

    Parameters
    ----------
    ways
        As `analysis.red_lines.ways` gives them.
    title
        The finding.
    goal
        Goal to begin with.
    """
    chosen = choice("goal", list(dict.fromkeys(ways["goal"])), "Goal ", goal)
    number = alt.param(
        "way", value=1, bind=alt.binding_range(min=1, max=max(ways["way"]), step=1, name="Way ")
    )
    rows = ways.with_columns(round=pl.col("step"))
    chart = (
        _cards(rows)
        .transform_filter("datum.goal == goal")
        .transform_joinaggregate(ways="max(way)")
        .transform_filter("datum.way == min(way, datum.ways)")
        .transform_calculate(
            slot="datum.step",
            heading="datum.heading + (datum.act == 'must happen'"
            " ? ': way ' + datum.way + ' of ' + datum.ways : '')",
        )
    )
    how = "The smallest sets of acts and circumstances from which it follows; one way at a time."
    return titled(chart.add_params(chosen, number), title, how, width_px=WIDTH_PX)


def warning_ladder(acts: pl.DataFrame, title: str) -> Layers:
    """Warnings between two states, downwards by day, with what came of each.

    Parameters
    ----------
    acts
        As `analysis.red_lines.ladder` gives them.
    title
        The finding.
    """
    rows = acts.select(
        "verdict", "summary", "publishers", "where",
        name="claim_id", slot="rank", round=pl.col("rank") + 1,
        heading=pl.format("{}: {} ({})", "day", "speaker_name", "speech_act"),
        consequence="statement",
        unsaid=pl.format("answers number {}", pl.col("answers_rank") + 1),
    )  # fmt: skip
    how = "One card per dated act that one state aims at the other; at the right what came of it."
    return titled(_cards(rows, aside="In the exchange: "), title, how, width_px=WIDTH_PX)


def hindsight_ledger(forecasts: pl.DataFrame, title: str) -> Layers:
    """Every claim about the future, or to be checked later, with its verdict.

    Parameters
    ----------
    forecasts
        As `analysis.red_lines.forecasts` gives them.
    title
        The finding.
    """
    rows = forecasts.select(
        "claim_id", "speaker_name", "where", "summary", "checked", "evidence_until",
        row=pl.format("{} {} ({})", "claim_id", "speaker_name", "firmness"),
        outcome=_verdict("verdict"), text=_wrapped("statement", 58),
        sources=pl.col("sources").list.join(", "),
    )  # fmt: skip
    who = choice("speaker", ["all", *dict.fromkeys(rows["speaker_name"])])
    words = list(VERDICTS.values())
    which = choice("verdict", ["all", *words])
    base = (
        alt.Chart(rows, width=330, height=alt.Step(31))
        .transform_filter("speaker == 'all' || datum.speaker_name == speaker")
        .transform_filter("verdict == 'all' || datum.outcome == verdict")
        .encode(y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=230)))
    )
    tip = ["text", "where", "outcome", "summary", "evidence_until", "checked", "sources"]
    dots = base.mark_point(size=110, opacity=1).encode(
        x=alt.X(
            "outcome:N", title=None, sort=words, scale=alt.Scale(domain=words),
            axis=alt.Axis(orient="top", labelAngle=0),
        ),
        color=_scaled(alt.Color, HUES), shape=_scaled(alt.Shape, MARKS), tooltip=tip,
    )  # fmt: skip
    told = base.mark_text(align="left", fontSize=11, lineBreak="\n", baseline="middle").encode(
        x=alt.value(342), text="text:N", tooltip=tip
    )
    how = (
        "One row per claim about the future, or that later reports could check; the tooltip "
        "names the sources of the verdict by their ids in the table of sources."
    )
    return titled(alt.layer(dots, told).add_params(who, which), title, how, width_px=WIDTH_PX)


def forecasters(record: pl.DataFrame, title: str) -> Layers:
    """How each speaker's forecasts came out, with the interval so few cases allow.

    Parameters
    ----------
    record
        As `analysis.red_lines.track_record` gives it.
    title
        The finding.
    """
    told = pl.format(
        "{} came about, {} in part, of {} tested ({} made)",
        "happened", "partly", "tested", "forecasts",
    )  # fmt: skip
    base = alt.Chart(record.with_columns(told=told), width=420, height=alt.Step(34)).encode(
        y=alt.Y("speaker_name:N", title=None, sort=None)
    )
    share = alt.Axis(format="%", tickCount=5)
    bars = base.mark_bar(height=12, color=BLUE, opacity=0.35).encode(
        x=alt.X("low:Q", title="Share that came about", axis=share, scale={"domain": [0, 1]}),
        x2="high:Q",
        tooltip=["speaker_name", "told", alt.Tooltip("low", format=".0%"),
                 alt.Tooltip("high", format=".0%"), "certain", "probable", "possible"],
    )  # fmt: skip
    counts = base.mark_text(align="left", fontSize=12).encode(x=alt.value(430), text="told:N")
    how = "Wilson's 95 % interval over forecasts that met a test, from partly as a miss to a hit."
    return titled(alt.layer(bars, counts), title, how, width_px=WIDTH_PX)


def said_and_since(days: pl.DataFrame, title: str) -> Layers:
    """What was said by the time of the article, and what has been reported since.

    Parameters
    ----------
    days
        As `analysis.red_lines.since` gives them.
    title
        The finding.
    """
    dated = pl.format("{}: {}", pl.col("date").dt.strftime("%-d %b %Y"), "text")
    rows = days.with_row_index("order").with_columns(short=_wrapped(dated, 112))
    party = choice("party", ["all", *sorted(set(days["parties"].explode()))], "Party ")
    base = (
        alt.Chart(rows, width=230, height=alt.Step(26))
        .transform_filter("party == 'all' || indexof(datum.parties, party) >= 0")
        .encode(y=alt.Y("order:O", axis=None), tooltip=["date:T", "lane", "text", "sources"])
    )
    lane = ["said", "reported since"]
    dots = base.mark_point(size=80, opacity=1).encode(
        x=alt.X("date:T", title=None, axis=alt.Axis(orient="top", format="%b %Y", tickCount=4)),
        shape=alt.Shape("lane:N", title=None, scale=alt.Scale(domain=lane)),
        color=alt.Color("lane:N", scale=alt.Scale(domain=lane, range=[VERMILION, BLUE])),
    )
    told = base.mark_text(align="left", fontSize=11, lineBreak="\n", baseline="middle").encode(
        x=alt.value(242), text="short:N"
    )
    how = "Acts in the article, by its day where they have none; then events of the record."
    chart: Layers = (
        alt.layer(dots, told).add_params(party).configure_legend(orient="top", title=None)
    )
    return titled(chart, title, how, width_px=WIDTH_PX)


def _cards(rows: pl.DataFrame, aside: str = "Left unsaid: ") -> Layers:
    """Lay text out as cards; ``slot`` is where a card stands, ``round`` its number."""
    told = dict.fromkeys(
        ("act", "condition", "consequence", "unsaid", "where", "verdict", "summary", "publishers"),
        pl.String,
    )
    rows = pl.concat([pl.DataFrame(schema=told), rows], how="diagonal_relaxed")
    clash = pl.col("act").eq_missing("clash")
    arrow = pl.when(pl.col("condition").is_null()).then(pl.lit("")).otherwise(pl.lit("→ "))
    aside_ = pl.when(clash).then(pl.lit("")).otherwise(pl.lit(aside))
    lines = pl.concat_str(
        _wrapped(pl.format("If {}:", "condition"), 70),
        _wrapped(arrow + pl.col("consequence"), 70),
        _wrapped(aside_ + pl.col("unsaid"), 70),
        _wrapped("where", 70),
        separator="\n", ignore_nulls=True,
    )  # fmt: skip
    cards = rows.select(
        pl.exclude(
            "condition", "consequence", "unsaid", "summary", "publishers", "date", "checked"
        ),
        lines=lines,
        badge=pl.when(clash).then(pl.lit("!")).otherwise(pl.col("round").cast(pl.String)),
        outcome=_verdict("verdict"),
        came=pl.concat_str(
            _wrapped("summary", 60),
            _wrapped(pl.format("Sources: {}", "publishers"), 60),
            separator="\n",
            ignore_nulls=True,
        ),
    )
    base = alt.Chart(cards, width=WIDTH_PX, height=alt.Step(CARD_PX)).encode(
        y=alt.Y("slot:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    )
    top = -CARD_PX // 2 + 16
    text: dict[str, Any] = {"align": "left", "baseline": "top", "lineBreak": "\n"}
    left = base.encode(x=alt.value(LEFT_PX))
    right = base.encode(x=alt.value(RIGHT_PX))
    known = right.transform_filter("isValid(datum.outcome)")
    return alt.layer(
        base.mark_rect(color=GREY).encode(x=alt.value(17), x2=alt.value(19)),
        base.mark_point(size=560, filled=True, opacity=1, color=PAPER, stroke=INK, yOffset=top + 6)
        .encode(x=alt.value(18)),
        base.mark_text(fontWeight="bold", dy=top + 6)
        .transform_filter("isValid(datum.badge)")
        .encode(x=alt.value(18), text="badge:N"),
        left.mark_text(**text, fontWeight="bold", fontSize=13, dy=top).encode(text="heading:N"),
        left.mark_text(**text, fontSize=12, color=MUTED, dy=top + 18).encode(text="lines:N"),
        known.mark_point(size=90, opacity=1, yOffset=top + 6)
        .encode(color=_scaled(alt.Color, HUES), shape=_scaled(alt.Shape, MARKS)),
        known.mark_text(**text, fontWeight="bold", dy=top, dx=12).encode(text="outcome:N"),
        right.mark_text(**text, fontSize=12, color=MUTED, dy=top + 18).encode(text="came:N"),
    )  # fmt: skip


def _wrapped(text: str | pl.Expr, width: int) -> pl.Expr:
    return (pl.col(text) if isinstance(text, str) else text).map_elements(
        lambda t: "\n".join(textwrap.wrap(t, width)), return_dtype=pl.String
    )


def _verdict(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace(VERDICTS)


def _scaled(channel: type[alt.Color | alt.Shape], values: dict[str, str]) -> alt.Color | alt.Shape:
    scale = alt.Scale(domain=list(VERDICTS.values()), range=list(values.values()))
    return channel("outcome:N", legend=None, scale=scale)
