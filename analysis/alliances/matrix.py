"""The pictures of all pairs: a matrix sorted by camp, and a network beside or below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from analysis.alliances.pairs import BOTH, SIGNS
from analysis.charting import (
    BLUE,
    DASHED,
    GREY,
    INK,
    PAPER,
    PURPLE,
    SOLID,
    VERMILION,
    edge_layout,
    vega_literal,
)
from analysis.charting.network import CAMP_STYLES, explained_actors, explained_ties, signed_network

if TYPE_CHECKING:
    from analysis.alliances.pairs import Pairs
    from analysis.alliances.structure import CampSettings
    from analysis.charting import Layers

_TINTS = {
    "friendly": BLUE,
    "hostile": VERMILION,
    "contradictory": PURPLE,
    "neither": GREY,
    "not known": PAPER,
    BOTH: PAPER,
}
_CELL_PX = 30
_WIDEST_PX = 400
_NAME_PX = 170
_NETWORK_PX = 280
_SCALES = ("color", "shape", "strokeDash", "fill", "stroke")
"""What looks differ between matrix and network."""


def draw(pairs: Pairs, settings: CampSettings, seen_from: str) -> alt.ConcatChart:
    """Draw the matrix, and the network beside it where there is room."""
    shown = f"indexof(datum.settings, {settings.expression}) >= 0"
    cells, nodes, seams = (
        alt.Chart(frame).transform_filter(shown)
        for frame in (pairs.cells, pairs.nodes, pairs.seams)
    )
    ties = edge_layout(cells.transform_filter("isValid(datum.supposed)"), pairs.layout)
    network = signed_network(nodes, ties, seen_from, camps={*pairs.nodes["camp"]})
    return alt.concat(
        _matrix(cells, nodes, seams, pairs, seen_from),
        network.properties(width=_NETWORK_PX, height=1.1 * _NETWORK_PX),
        columns=2,
        spacing=24,
        resolve={"scale": dict.fromkeys(_SCALES, "independent")},
    ).add_params(alt.param("places", expr=pairs.places))


def _matrix(
    cells: alt.Chart, nodes: alt.Chart, seams: alt.Chart, pairs: Pairs, seen_from: str
) -> Layers:
    count = len(pairs.actors)
    cell_px = min(_CELL_PX, _WIDEST_PX // max(count, 1))
    domain = [0, max(count, 1)]
    across = alt.Scale(domain=domain, nice=False, zero=False)
    down = alt.Scale(domain=domain, nice=False, zero=False, reverse=True)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=across, axis=None)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=down, axis=None)

    placed = (
        cells.transform_calculate(
            col="min(places[datum.a], places[datum.b])", row="max(places[datum.a], places[datum.b])"
        )
        .transform_calculate(right="datum.col + 1", below="datum.row + 1")
        .transform_calculate(mid="datum.col + 0.5", level="datum.row + 0.5")
    )
    signs = SIGNS | {BOTH: SIGNS["contradictory"]}
    legend = {word: f"{signs[word]} {word}" for word in _TINTS}
    fill = alt.Fill(
        "relation:N",
        title="Tie",
        scale=alt.Scale(domain=list(_TINTS), range=list(_TINTS.values())),
        legend=alt.Legend(
            orient="bottom",
            columns=3,
            values=alt.ExprRef(pairs.words),
            symbolType="square",
            symbolOpacity=0.25,
            symbolStrokeColor=GREY,
            labelExpr=f"{vega_literal(legend)}[datum.label]",
        ),
    )
    box = {"x": x("col"), "x2": "right:Q", "y": y("row"), "y2": "below:Q"}
    rects = explained_ties(placed).mark_rect(
        fillOpacity=0.25, stroke=GREY, strokeWidth=0.5, strokeOpacity=0.6
    )
    written = placed.mark_text(aria=False, fontSize=15, fontWeight="bold", color=INK).encode(
        x=x("mid"), y=y("level"), text="mark:N"
    )
    supposed = (
        placed.transform_filter("datum.supposed")
        .transform_calculate(
            **{"in": "datum.col + 0.12", "out": "datum.col + 0.88"},
            top="datum.row + 0.12",
            end="datum.row + 0.88",
        )
        .mark_rect(fill=None, stroke=PURPLE, strokeWidth=2.5, strokeDash=[3, 2])
        .encode(x=x("in"), x2="out:Q", y=y("top"), y2="end:Q")
    )
    framed = {
        "datum.frustration == 1": SOLID,
        "datum.frustration > 0 && datum.frustration < 1": DASHED,
    }
    frames = [
        placed.transform_filter(which)
        .mark_rect(fill=None, stroke=INK, strokeWidth=2.5, strokeDash=dash)
        .encode(**box)
        for which, dash in framed.items()
    ]
    seam = seams.mark_rule(strokeWidth=1.5, strokeDash=[2, 2], stroke=INK)
    diagonal = nodes.transform_calculate(mid="places[datum.a] + 0.5", right="places[datum.a] + 1.1")
    camps = CAMP_STYLES.labelled(seen_from=seen_from)
    points = (
        explained_actors(diagonal)
        .mark_point(filled=True, size=130, opacity=1)
        .encode(x=x("mid"), y=y("mid"), **camps.points("camp:N", "Camp", orient="bottom"))
    )
    names = diagonal.mark_text(
        aria=False, align="left", fontSize=12, color=INK, limit=_NAME_PX
    ).encode(x=x("right"), y=y("mid"), text="short:N")
    layers: Layers = alt.layer(
        rects.encode(**box, fill=fill),
        seam.encode(x=x("zero"), x2="at:Q", y=y("at")),
        seam.encode(x=x("at"), y=y("at"), y2="end:Q"),
        supposed,
        *frames,
        written,
        points.encode(
            color=points.encoding.color.legend(None), shape=points.encoding.shape.legend(None)
        ),
        names,
    ).resolve_scale(color="independent", shape="independent")
    return layers.properties(width=cell_px * domain[1], height=cell_px * domain[1])
