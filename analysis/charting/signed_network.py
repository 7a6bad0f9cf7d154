"""The picture of a signed network: actors in their camps, ties by sign, arrows where one-sided."""

from __future__ import annotations

import altair as alt

from analysis.charting.theme import BLUE, GREY, INK, PAPER, PURPLE, VERMILION, Layers

CAMP_COLORS = {"with": BLUE, "against": VERMILION, "either": PURPLE, "apart": GREY}
CAMP_SHAPES = {"with": "circle", "against": "square", "either": "diamond", "apart": "triangle-up"}
RELATIONS = ["friendly", "hostile"]
SIGN_COLOR = alt.Scale(domain=RELATIONS, range=[BLUE, VERMILION])
SIGN_DASH = alt.Scale(domain=RELATIONS, range=[[1, 0], [6, 3]])


def signed_network(nodes: alt.Chart, edges: alt.Chart, anchor: str) -> Layers:
    """Draw actors and ties at their places.

    Parameters
    ----------
    nodes, edges
        Charts of frames from `analysis.alliances.place` and `analysis.alliances.draw`.
    anchor
        Name of the actor from whom camps are seen.
    """
    x, y = alt.Scale(domain=[-1.6, 1.6], nice=False), alt.Scale(domain=[-1.22, 1.22], nice=False)
    labels = " : ".join(
        f"datum.label == '{camp}' ? '{text}'"
        for camp, text in (
            ("with", f"with {anchor}"),
            ("against", f"against {anchor}"),
            ("either", "either"),
        )
    )
    legend = alt.Legend(
        orient="bottom", columns=4, labelExpr=f"{labels} : 'not linked'", title="Camp"
    )
    signs = alt.Legend(orient="bottom", title="Tie", symbolStrokeWidth=2)
    told = [
        alt.Tooltip("pair:N", title="Tie"),
        alt.Tooltip("relation:N", title="Sign"),
        alt.Tooltip("strained:Q", title="At odds in this share of splits", format=".0%"),
        alt.Tooltip("grounds:N", title="Rests on"),
        alt.Tooltip("source_text:N", title="Source"),
    ]
    drawn = edges.encode(tooltip=told)
    lines = drawn.mark_rule(opacity=0.85).encode(
        x=alt.X("x:Q", scale=x, axis=None),
        y=alt.Y("y:Q", scale=y, axis=None),
        x2="x2:Q",
        y2="y2:Q",
        color=alt.Color("relation:N", scale=SIGN_COLOR, legend=signs),
        strokeDash=alt.StrokeDash("relation:N", scale=SIGN_DASH, legend=signs),
        strokeWidth=alt.condition("datum.strained > 0", alt.value(6), alt.value(2)),
    )
    arrows = (
        drawn.transform_filter("datum.directed")
        .mark_point(shape="triangle", filled=True, size=120, opacity=1)
        .encode(
            x=alt.X("mx:Q", scale=x),
            y=alt.Y("my:Q", scale=y),
            angle=alt.Angle("angle:Q", scale=None),
            color=alt.Color("relation:N", scale=SIGN_COLOR, legend=None),
        )
    )
    camps = list(CAMP_COLORS)
    marks = nodes.mark_point(filled=True, size=420, opacity=1, stroke=PAPER, strokeWidth=2).encode(
        x=alt.X("x:Q", scale=x),
        y=alt.Y("y:Q", scale=y),
        color=alt.Color(
            "camp:N", scale=alt.Scale(domain=camps, range=list(CAMP_COLORS.values())), legend=legend
        ),
        shape=alt.Shape(
            "camp:N", scale=alt.Scale(domain=camps, range=list(CAMP_SHAPES.values())), legend=legend
        ),
        tooltip=[alt.Tooltip("name:N", title="Actor"), alt.Tooltip("camp:N", title="Camp")],
    )
    words = [
        nodes.transform_filter(f"datum.align == '{align}'")
        .mark_text(align=align, fontSize=13, fontWeight="bold", color=INK)
        .encode(x=alt.X("lx:Q", scale=x), y=alt.Y("ly:Q", scale=y), text="name:N")
        for align in ("left", "center", "right")
    ]
    layers: Layers = alt.layer(lines, arrows, marks, *words).resolve_scale(
        color="independent", shape="independent", strokeDash="independent"
    )
    return layers
