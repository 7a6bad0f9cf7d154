"""Charts on claims: who speaks where and how firmly, likelihood words, agreement, warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from analysis.charting.controls import choice
from analysis.charting.theme import (
    BLUE,
    GREY,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    VERMILION,
    Layers,
    titled,
)
from analysis.claims import FIRMNESS_NAMES

if TYPE_CHECKING:
    import polars as pl

FIRMNESS_COLORS = {3: BLUE, 2: ORANGE, 1: VERMILION, 0: GREY}
FIRMNESS_SHAPES = {3: "circle", 2: "square", 1: "triangle-up", 0: "cross"}
STANDARD_COLORS = [BLUE, ORANGE, PURPLE]


def claim_map(claims: pl.DataFrame, title: str) -> Layers:
    """Every claim as a mark: speaker by paragraph, shape and colour by firmness.

    Parameters
    ----------
    claims
        As :func:`analysis.claims.attributed` gives them, in the order of the article.
    title
        The finding.
    """
    acts = sorted(claims["speech_act"].cast(str).unique())
    act = choice("act", ["all", *acts], "Speech act ")
    firm = alt.param(
        "firmness",
        value=0,
        bind=alt.binding_range(min=0, max=3, step=1, name="At least (0 uncommitted, 3 certain) "),
    )
    shown = "(act == 'all' || datum.speech_act == act) && datum.firmness >= firmness"
    levels = sorted(claims["firmness"].unique(), reverse=True)
    names = "datum.firmness == 3 ? 'certain' : datum.firmness == 2 ? 'probable' : "
    names += "datum.firmness == 1 ? 'possible' : 'uncommitted'"
    domain = [FIRMNESS_NAMES[n] for n in levels]
    drawn = ["claim_id", "paragraph", "place", "speaker_name", "speech_act", "firmness",
             "statement", "where", "quote"]  # fmt: skip
    base = alt.Chart(claims.select(drawn)).transform_calculate(firm=names)
    speakers = list(dict.fromkeys(claims["speaker_name"]))
    rows = alt.Y("speaker_name:N", title=None, sort=speakers)
    across = alt.X(
        "paragraph:Q",
        title="Paragraph of the article (0 = headline)",
        scale=alt.Scale(domain=[-0.5, max(claims["paragraph"]) + 0.5], nice=False),
        axis=alt.Axis(tickCount=16),
    )
    offset = alt.YOffset("place:Q", scale=alt.Scale(domain=[-1, max(claims["place"]) + 0.5]))
    marks = base.mark_point(filled=True, size=75, opacity=1).encode(
        y=rows,
        x=across,
        yOffset=offset,
        color=alt.Color(
            "firm:N",
            title="How firmly",
            scale=alt.Scale(domain=domain, range=[FIRMNESS_COLORS[n] for n in levels]),
        ),
        shape=alt.Shape(
            "firm:N",
            title="How firmly",
            scale=alt.Scale(domain=domain, range=[FIRMNESS_SHAPES[n] for n in levels]),
        ),
        opacity=alt.condition(shown, alt.value(1), alt.value(0.1)),
        tooltip=[
            alt.Tooltip("claim_id:N", title="claim"),
            alt.Tooltip("statement:N", title="in our words"),
            alt.Tooltip("speech_act:N", title="act"),
            alt.Tooltip("where:N", title="where"),
            alt.Tooltip("quote:N", title="words"),
        ],
    )
    count = (
        base.transform_filter(shown)
        .transform_aggregate(count="count()")
        .mark_text(align="right", baseline="bottom", dy=-6, color=INK)
        .encode(
            x=alt.value(640), y=alt.value(0), text=alt.Text("label:N"),
        )
        .transform_calculate(label="datum.count + ' claims shown'")
    )  # fmt: skip
    chart = alt.layer(marks, count).add_params(act, firm).properties(width=640, height=600)
    return titled(chart, title, "One mark per claim; shape and colour: FactBank factuality")


def likelihood_bands(words: pl.DataFrame, title: str) -> Layers:
    """Likelihood words under each standard, as bands in per cent; no band is written out.

    Parameters
    ----------
    words
        ``likelihood_term``, ``standard``, ``low_pct``, ``high_pct``, ``label``, ``claims``.
    title
        The finding.
    """
    standards = sorted(set(words["standard"]))
    rows = alt.Y("label:N", title=None, sort=list(dict.fromkeys(words["label"])))
    lanes = alt.YOffset("standard:N", scale=alt.Scale(domain=standards))
    color = alt.Color(
        "standard:N", title="Standard", scale=alt.Scale(domain=standards, range=STANDARD_COLORS)
    )
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(words)
    bars = (
        base.transform_filter("isValid(datum.low_pct)")
        .mark_bar(height={"band": 0.8})
        .encode(
            y=rows, yOffset=lanes, color=color,
            x=alt.X("low_pct:Q", title="Probability the word stands for (%)", scale=scale),
            x2="high_pct:Q",
            tooltip=["likelihood_term:N", "standard:N", "low_pct:Q", "high_pct:Q"],
        )
    )  # fmt: skip
    text = (
        base.transform_filter("isValid(datum.low_pct)")
        .transform_calculate(
            written="datum.standard + ': ' + datum.low_pct + ' to ' + datum.high_pct + ' %'"
        )
        .mark_text(align="left", dx=6, dy=6, color=INK, fontSize=11)
        .encode(y=rows, yOffset=lanes, x="high_pct:Q", text="written:N")
    )
    none = (
        base.transform_filter("!isValid(datum.low_pct)")
        .transform_aggregate(standards="count()", groupby=["label"])
        .transform_calculate(
            written=f"datum.standards == {len(standards)} ? 'no band in any standard' : ''"
        )
        .mark_text(align="left", color=MUTED, fontSize=11)
        .encode(y=rows, x=alt.value(6), text="written:N")
    )
    chart = alt.layer(bars, text, none).properties(
        width=640, height=alt.Step(46, **{"for": "position"})
    )
    return titled(chart, title, "ICD 203 (2015), Kent (1964) and the PHIA yardstick (2019)")


def agreement(network: pl.DataFrame, title: str) -> Layers:
    """Speakers by speakers: on how many concepts they agree and disagree.

    Parameters
    ----------
    network
        ``one``, ``other`` (names, each pair both ways), ``congruence``, ``conflict``, ``sign``.
    title
        The finding.
    """
    base = alt.Chart(network).encode(
        x=alt.X("one:N", title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y("other:N", title=None),
    )
    cells = base.transform_calculate(
        kind="datum.sign > 0 ? 'agree' : datum.sign < 0 ? 'disagree' : 'both alike'"
    ).mark_rect(stroke=PAPER).encode(
        color=alt.Color(
            "kind:N", title="On most shared concepts they",
            scale=alt.Scale(domain=["agree", "disagree", "both alike"],
                            range=[BLUE, VERMILION, GREY]),
        ),
        tooltip=["one:N", "other:N", "congruence:Q", "conflict:Q"],
    )  # fmt: skip
    text = base.transform_calculate(
        written="(datum.congruence ? '+' + datum.congruence : '') + "
        "(datum.conflict ? ' \u2212' + datum.conflict : '')"
    ).mark_text(color=PAPER, fontSize=11).encode(
        text="written:N", tooltip=["one:N", "other:N", "congruence:Q", "conflict:Q"]
    )  # fmt: skip
    chart = alt.layer(cells, text).properties(width=420, height=420)
    return titled(chart, title, "+ concepts with the same stance, \u2212 with opposite stances")


def warnings_by_day(acts: pl.DataFrame, title: str) -> Layers:
    """The exchange between two states: one lane each, a mark per act, arrows of reply.

    Parameters
    ----------
    acts
        As :func:`analysis.claims.exchange` gives them, for two states.
    title
        The finding.
    """
    days = list(dict.fromkeys(acts["day"]))
    sides = sorted(acts["state_name"].unique())
    lanes = alt.Y("state_name:N", title=None, sort=sides, axis=alt.Axis(labelFontSize=13))
    base = alt.Chart(acts)
    order = alt.X("rank:O", title=None, axis=None)
    points = base.mark_point(size=130, filled=True, opacity=1).encode(
        x=order, y=lanes,
        shape=alt.Shape("speech_act:N", title="Speech act"),
        color=alt.Color("speech_act:N", title="Speech act"),
        tooltip=["claim_id:N", "day:N", "speaker_name:N", "speech_act:N", "statement:N", "where:N"],
    )  # fmt: skip
    replies = (
        base.transform_filter("isValid(datum.answers_rank)")
        .mark_rule(strokeDash=[4, 3], color=MUTED)
        .encode(x=order, x2="answers_rank:O", y=lanes, y2="answers_state:N")
    )
    written = base.transform_calculate(written="datum.day + ', ' + datum.speech_act")
    text = [
        written.transform_filter(alt.datum.state_name == lane)
        .mark_text(color=INK, fontSize=11, dy=22 if below else -16)
        .encode(x=order, y=lanes, text="written:N")
        for below, lane in enumerate(sides)
    ]
    chart = alt.layer(replies, points, *text).properties(width=640, height=180)
    return titled(chart, title, f"Dated acts, {days[0]} to {days[-1]}; dashed: what an act answers")


def mentions(actors: pl.DataFrame, title: str) -> Layers:
    """Actors talked about without a voice of their own, by number of claims.

    Parameters
    ----------
    actors
        ``name``, ``kind``, ``mentions``.
    title
        The finding.
    """
    base = alt.Chart(actors).encode(
        y=alt.Y("name:N", title=None, sort=actors["name"].to_list()),
        x=alt.X("mentions:Q", title="Claims about or to it", axis=alt.Axis(tickMinStep=1)),
    )
    bars = base.mark_bar(color=BLUE).encode(tooltip=["name:N", "kind:N", "mentions:Q"])
    text = base.mark_text(align="left", dx=5, color=INK).encode(text="mentions:Q")
    chart = alt.layer(bars, text).properties(width=560, height=alt.Step(22))
    return titled(chart, title, "Subjects and targets of claims that no claim comes from")
