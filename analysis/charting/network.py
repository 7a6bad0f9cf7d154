"""The picture of a signed network: actors in their camps, ties by sign, arrows where one-sided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from analysis.charting.palette import BLUE, GREY, INK, PAPER, PURPLE, VERMILION
from analysis.charting.styles import DASHED, SOLID, Style, Styles
from analysis.charting.tooltip import tooltips

if TYPE_CHECKING:
    from analysis.charting.theme import Layers

CAMP_STYLES = Styles(
    {
        "with": Style(BLUE, "circle", label="with {seen_from}"),
        "against": Style(VERMILION, "square", label="against {seen_from}"),
        "undecided": Style(PURPLE, "diamond"),
        "unlinked": Style(GREY, "triangle-up", label="not linked"),
    }
)
SIGN_STYLES = Styles(
    {"friendly": Style(BLUE, dash=SOLID), "hostile": Style(VERMILION, dash=DASHED)}
)
_ACROSS = alt.Scale(domain=[-1.6, 1.6], nice=False)
_UP = alt.Scale(domain=[-1.22, 1.22], nice=False)


def signed_network(nodes: alt.Chart, edges: alt.Chart, seen_from: str) -> Layers:
    """Draw actors and ties at their places.

    Parameters
    ----------
    nodes
        Chart of ``name``, ``camp`` and the columns of `analysis.charting.circle_layout`.
    edges
        Chart of ``pair``, ``relation`` (friendly, hostile), ``directed``, ``frustration`` (the
        share of best splits at odds with the tie, 0 to 1), ``rests_on``, ``citation`` and the
        columns of `analysis.charting.edge_layout`.
    seen_from
        Name, as inside a sentence, of the actor from whom camps are seen.
    """
    layers: Layers = alt.layer(*_ties(edges), *_actors(nodes, seen_from)).resolve_scale(
        color="independent", shape="independent", strokeDash="independent"
    )
    return layers


def _ties(edges: alt.Chart) -> list[alt.Chart]:
    explained = edges.encode(
        tooltip=tooltips(
            pair="Tie",
            relation="Sign",
            frustration=("At odds in this share of splits", ".0%"),
            rests_on="Rests on",
            citation="Source",
        )
    )
    lines = explained.mark_rule(opacity=0.85).encode(
        x=alt.X("x:Q", scale=_ACROSS, axis=None),
        y=alt.Y("y:Q", scale=_UP, axis=None),
        x2="to_x:Q",
        y2="to_y:Q",
        strokeWidth=alt.condition("datum.frustration > 0", alt.value(6), alt.value(2)),
        **SIGN_STYLES.lines("relation:N", "Tie", orient="bottom", symbolStrokeWidth=2),
    )
    arrows = (
        explained.transform_filter("datum.directed")
        .mark_point(shape="triangle", filled=True, size=120, opacity=1)
        .encode(
            x=alt.X("arrow_x:Q", scale=_ACROSS),
            y=alt.Y("arrow_y:Q", scale=_UP),
            angle=alt.Angle("angle:Q", scale=None),
            color=SIGN_STYLES.color("relation:N").legend(None),
        )
    )
    return [lines, arrows]


def _actors(nodes: alt.Chart, seen_from: str) -> list[alt.Chart]:
    camps = CAMP_STYLES.labelled(seen_from=seen_from)
    marks = nodes.mark_point(filled=True, size=420, opacity=1, stroke=PAPER, strokeWidth=2).encode(
        x=alt.X("x:Q", scale=_ACROSS),
        y=alt.Y("y:Q", scale=_UP),
        tooltip=tooltips(name="Actor", camp="Camp"),
        **camps.points("camp:N", "Camp", orient="bottom", columns=4),
    )
    labels = [
        nodes.transform_filter(f"datum.align == '{align}'")
        .mark_text(align=align, fontSize=13, fontWeight="bold", color=INK, lineBreak="\n")
        .encode(
            x=alt.X("label_x:Q", scale=_ACROSS), y=alt.Y("label_y:Q", scale=_UP), text="label:N"
        )
        for align in ("left", "center", "right")
    ]
    return [marks, *labels]
