"""Charts on alliances: the network in its states, obligations, time, and who is called in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from analysis.alliances import BASIS_WORDS
from analysis.charting.controls import choice
from analysis.charting.network import signed_network
from analysis.charting.theme import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    VERMILION,
    Layers,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

BASIS_COLORS = {"treaty": BLUE, "event": ORANGE, "claim": PURPLE}
CERTAINTY = ("binding", "political pledge", "not known to be in force")
_BASIS_LEGEND = alt.Legend(labelExpr=f"{BASIS_WORDS}[datum.label]")
_INDEX: dict[str, Any] = {
    "title": "Ties at odds with the camps",
    "axis": alt.Axis(values=list(range(9)), format="d"),
}


def tie_network(
    nodes: pl.DataFrame,
    edges: pl.DataFrame,
    summary: pl.DataFrame,
    *,
    days: Mapping[str, str],
    what_ifs: Mapping[str, str],
    title: str,
) -> alt.VConcatChart:
    """Draw the network with controls for day, basis and what-if; actors keep their places.

    Parameters
    ----------
    nodes, edges
        From `analysis.alliances.states`, after ``place`` and ``draw``.
    summary
        ``state`` and ``told`` (one sentence per line).
    days, what_ifs
        Label of each day and of each what-if (the first is none), in the order of the states.
    title
        The finding.
    """
    first = next((i for i, day in enumerate(days) if day == "2024-06-24"), 0)
    day = choice("day", dict(enumerate(days.values())), "Day ", first)
    basis = choice("basis", dict(enumerate(BASIS_WORDS.values())), "Basis ", 2, radio=True)
    what_if = choice("what_if", dict(enumerate(what_ifs.values())), "What if ")
    state = f"(day * 3 + basis) * {len(what_ifs)} + what_if"
    picture = signed_network(
        alt.Chart(nodes).transform_filter(f"indexof(datum.states, {state}) >= 0"),
        alt.Chart(edges).transform_filter(f"indexof(datum.states, {state}) >= 0"),
        "the United States",
    ).properties(width=620, height=430)
    words = (
        alt.Chart(summary)
        .transform_filter(f"datum.state == {state}")
        .mark_text(
            align="left", baseline="top", lineBreak="\n", fontSize=13, lineHeight=19, limit=900
        )
        .encode(text="told:N", x=alt.value(0), y=alt.value(0), color=alt.value(INK))
        .properties(width=620, height=125)
    )
    return titled(
        alt.vconcat(picture, words).add_params(day, basis, what_if),
        title,
        "Camps in all best two-camp splits (exact frustration index); thick: ties at odds with "
        "them; arrows: one-sided ties. Point at a tie for its grounds and source.",
    )


def two_views(
    views: Sequence[tuple[str, pl.DataFrame, pl.DataFrame]], title: str
) -> alt.HConcatChart:
    """Draw two speakers' worlds side by side: heading, nodes and edges of each."""
    panels = [
        signed_network(alt.Chart(nodes), alt.Chart(edges), "China").properties(
            title=alt.TitleParams(heading, fontSize=13, offset=4), width=300, height=290
        )
        for heading, nodes, edges in views
    ]
    return titled(
        alt.hconcat(*panels),
        title,
        "Ties as each speaker describes or expects them, all resting on claims of the article; "
        "camps as seen from China.",
    )


def obligation_grid(clauses: pl.DataFrame, title: str) -> Layers:
    """Set treaties side by side: one row per treaty, one column per obligation.

    Parameters
    ----------
    clauses
        ``treaty``, ``obligation``, ``articles`` (text of the cell), ``told``, ``source_text``.
    title
        The finding.
    """
    order = ["consultation", "defense", "offense", "neutrality", "nonaggression"]
    base = alt.Chart(clauses).encode(
        x=alt.X(
            "obligation:N",
            title=None,
            scale=alt.Scale(domain=order),
            axis=alt.Axis(orient="top", labelAngle=0),
        ),
        y=alt.Y("treaty:N", sort=None, title=None, axis=alt.Axis(labelLimit=330)),
        tooltip=[
            alt.Tooltip("treaty:N", title="Treaty"),
            alt.Tooltip("told:N", title="Owed"),
            alt.Tooltip("source_text:N", title="Source"),
        ],
    )
    cells = base.mark_rect(fill=BLUE, opacity=0.16, stroke=PAPER, strokeWidth=3)
    words = base.mark_text(color=INK).encode(text="articles:N")
    grid: Layers = alt.layer(cells, words).properties(width=600, height=alt.Step(34))
    return titled(
        grid,
        title,
        "ATOP's five obligations, an empty column being one that no treaty here holds; cells name "
        "the articles read, or say that only ATOP codes it.",
    )


def timeline(ties: pl.DataFrame, events: pl.DataFrame, title: str) -> alt.VConcatChart:
    """Draw treaties as bars and events as points over a span of years the reader chooses.

    Parameters
    ----------
    ties
        ``label``, ``start``, ``until``, ``known``, ``source_text``; bars end at ``until``.
    events
        ``name``, ``start``, ``kind``, ``source_text``.
    title
        The finding.
    """
    since = choice("since", [1945, 1990, 2014, 2022, 2024], "From the year ")
    across = alt.X(
        "start:T",
        title=None,
        scale=alt.Scale(
            domainMin=alt.ExprRef("datetime(since, 0, 1)"),
            domainMax=alt.DateTime(year=2026, month=12),
        ),
    )
    known = ["in force", "not known any more"]
    source = alt.Tooltip("source_text:N", title="Source")
    dates = alt.Tooltip("start:T", title="From", format="%-d %B %Y")
    bars = (
        alt.Chart(ties)
        .mark_rule(clip=True, strokeWidth=7, strokeCap="butt")
        .encode(
            x=across,
            x2="until:T",
            y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.Color(
                "known:N",
                title=None,
                legend=alt.Legend(orient="bottom"),
                scale=alt.Scale(domain=known, range=[BLUE, GREY]),
            ),
            strokeDash=alt.StrokeDash(
                "known:N",
                title=None,
                legend=alt.Legend(orient="bottom"),
                scale=alt.Scale(domain=known, range=[[1, 0], [2, 3]]),
            ),
            tooltip=[alt.Tooltip("label:N", title="Treaty"), dates, source],
        )
        .properties(width=520, height=alt.Step(15))
    )
    points = (
        alt.Chart(events)
        .mark_point(clip=True, size=60, opacity=0.75, filled=True, color=VERMILION)
        .encode(
            x=across,
            y=alt.Y("kind:N", title=None),
            tooltip=[alt.Tooltip("name:N", title="Event"), dates, source],
        )
        .properties(width=520, height=alt.Step(15))
    )
    both: alt.VConcatChart = alt.vconcat(bars, points).resolve_scale(x="shared").add_params(since)
    return titled(
        both,
        title,
        "Above: treaties, dotted where the sources no longer tell. Below: events by kind. "
        "Point at a mark for its source.",
    )


def balance_over_time(trend: pl.DataFrame, title: str) -> alt.Chart:
    """Draw the frustration index by day, one line per basis."""
    chart: alt.Chart = (
        alt.Chart(trend)
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", title=None),
            y=alt.Y("index:Q", **_INDEX),
            color=alt.Color(
                "basis:N",
                title="Basis",
                legend=_BASIS_LEGEND,
                sort=None,
                scale=_basis_scale("treaty", "event"),
            ),
            strokeDash=alt.StrokeDash(
                "basis:N",
                title="Basis",
                legend=_BASIS_LEGEND,
                scale=alt.Scale(domain=["treaty", "event"]),
            ),
            tooltip=[
                alt.Tooltip("day:T", title="Day", format="%-d %B %Y"),
                "basis:N",
                alt.Tooltip("index:Q", title="Ties at odds"),
                alt.Tooltip("ties:Q", title="Pairs with a known sign"),
            ],
        )
        .properties(height=180)
    )
    return titled(
        chart,
        title,
        "Exact frustration index on the first of July, from 2022 of each month; each basis takes "
        "in the ones before it. No tie known is no tie counted.",
    )


def balance_by_what_if(summary: pl.DataFrame, title: str) -> Layers:
    """Draw the index under each what-if on one day, with what the reader should know.

    Parameters
    ----------
    summary
        ``basis``, ``index``, ``supposed`` (the what-if in words), ``told``.
    title
        The finding.
    """
    base = alt.Chart(summary).encode(
        y=alt.Y("supposed:N", sort=None, title=None, axis=alt.Axis(labelLimit=430)),
        yOffset=alt.YOffset("basis:N", sort=list(BASIS_COLORS)),
        tooltip=[alt.Tooltip("supposed:N", title="What if"), "basis:N", "told:N"],
    )
    dots = base.mark_point(filled=True, size=80).encode(
        x=alt.X("index:Q", **_INDEX),
        color=alt.Color(
            "basis:N", title="Basis", legend=_BASIS_LEGEND, sort=None, scale=_basis_scale()
        ),
        shape=alt.Shape(
            "basis:N",
            title="Basis",
            legend=_BASIS_LEGEND,
            scale=alt.Scale(domain=list(BASIS_COLORS)),
        ),
    )
    return titled(
        alt.layer(dots).properties(width=330, height=alt.Step(15)),
        title,
        "Exact frustration index on the day of the article, by basis.",
    )


def call_in_chain(
    steps: pl.DataFrame,
    columns: Sequence[str],
    cases: Sequence[str],
    days: Sequence[str],
    title: str,
) -> Layers:
    """Draw who is called in as a sequence diagram: a column per state, a row per step.

    Parameters
    ----------
    steps
        From `analysis.alliances.draw_chains`.
    columns
        Names of the columns, in order.
    cases, days
        Labels of the attacks and the days, in the order of their numbers.
    title
        The finding.
    """
    case = choice("attack", dict(enumerate(cases)), "If ")
    day = choice("attack_day", dict(enumerate(days)), "on ")
    names = "[" + ", ".join(f"'{name}'" for name in columns) + "]"
    shown = alt.Chart(steps).transform_filter("datum.case == attack && datum.day == attack_day")
    across = alt.Scale(domain=[-0.4, len(columns) - 0.6], nice=False)
    side = alt.Color(
        "side:N",
        title="Owed to",
        legend=alt.Legend(orient="bottom"),
        scale=alt.Scale(
            domain=["attacked", "attacker", "pledge broken"], range=[BLUE, VERMILION, GREY]
        ),
    )
    base = shown.encode(
        y=alt.Y("step:O", title="Step", axis=alt.Axis(grid=False)),
        tooltip=[
            alt.Tooltip("told:N", title="Step"),
            alt.Tooltip("certainty:N", title="How firm"),
            alt.Tooltip("source_text:N", title="Source"),
        ],
    )
    axis = alt.Axis(
        orient="top",
        values=list(range(len(columns))),
        labelExpr=f"{names}[datum.value]",
        title=None,
    )
    arrows = base.mark_rule(strokeWidth=2.5).encode(
        x=alt.X("x:Q", scale=across, axis=axis),
        x2="x2:Q",
        color=side,
        opacity=alt.condition("datum.round == 2", alt.value(0.45), alt.value(1)),
        strokeDash=alt.StrokeDash(
            "certainty:N",
            title="How firm",
            legend=alt.Legend(orient="bottom", labelLimit=200),
            scale=alt.Scale(domain=list(CERTAINTY), range=[[1, 0], [7, 4], [2, 3]]),
        ),
    )
    tips = base.mark_point(shape="triangle", filled=True, size=110, opacity=1).encode(
        x=alt.X("x2:Q", scale=across), angle=alt.Angle("angle:Q", scale=None), color=side
    )
    words = base.mark_text(dy=-8, fontSize=11, color=INK).encode(
        x=alt.X("mx:Q", scale=across), text="label:N"
    )
    return titled(
        alt.layer(arrows, tips, words)
        .add_params(case, day)
        .properties(width=640, height=alt.Step(30)),
        title,
        "An arrow runs from who owes to whom it is owed. Steps in order: pledges broken, then "
        "what partners owe; last and with *, what is owed only if the answer is itself an attack.",
    )


def _basis_scale(*bases: str) -> alt.Scale:
    shown = bases or tuple(BASIS_COLORS)
    return alt.Scale(domain=list(shown), range=[BASIS_COLORS[basis] for basis in shown])
