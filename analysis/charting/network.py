"""The picture of a signed network: actors around a circle, ties by sign, camps by colour."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting.palette import BLUE, GREY, INK, PAPER, PURPLE, VERMILION
from analysis.charting.styles import DASHED, SOLID, Style, Styles
from analysis.charting.theme import tooltips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.charting.theme import Layers

_CAMPS = Styles(
    {
        "with": Style(BLUE, "circle", label="with {seen_from}"),
        "against": Style(VERMILION, "square", label="against {seen_from}"),
        "undecided": Style(PURPLE, "diamond"),
        "unlinked": Style(GREY, "triangle-up", label="not linked"),
    }
)
_SIGNS = Styles({"friendly": Style(BLUE, dash=SOLID), "hostile": Style(VERMILION, dash=DASHED)})
_ACROSS = alt.Scale(domain=[-1.6, 1.6], nice=False)
_UP = alt.Scale(domain=[-1.22, 1.22], nice=False)
_UPRIGHT = 0.1
"""Nodes this close to the vertical axis have their label above or below, not beside."""
_LINE_CHARACTERS = 16
_ARROW_AT = 0.62
"""Share of an edge after which its arrow is drawn, clear of the middle where edges cross."""


def circle_layout(names: Sequence[str]) -> pl.DataFrame:
    r"""Give each name its place around a circle, clockwise from the top.

    Returns
    -------
    polars.DataFrame
        In the order given: ``name``; ``label``, the name in lines of up to 16 characters; ``x``
        and ``y`` on a circle of radius 1; ``label_x`` and ``label_y`` just outside of it; and the
        label's ``align``.

    Examples
    --------
    >>> circle_layout(["Alpha", "Republic of the Southern Isles"]).select("label", "y", "align")
    shape: (2, 3)
    ┌─────────────────┬──────┬────────┐
    │ label           ┆ y    ┆ align  │
    │ ---             ┆ ---  ┆ ---    │
    │ str             ┆ f64  ┆ str    │
    ╞═════════════════╪══════╪════════╡
    │ Alpha           ┆ 1.0  ┆ center │
    │ Republic of the ┆ -1.0 ┆ center │
    │ Southern Isles  ┆      ┆        │
    └─────────────────┴──────┴────────┘
    """
    turns = [2 * math.pi * i / len(names) for i in range(len(names))]
    x, y = [math.sin(a) for a in turns], [math.cos(a) for a in turns]
    rows = {
        "name": list(names),
        "label": ["\n".join(textwrap.wrap(name, _LINE_CHARACTERS)) for name in names],
        "x": x,
        "y": y,
        "label_x": [1.13 * a for a in x],
        "label_y": [1.16 * a for a in y],
        "align": ["center" if abs(a) < _UPRIGHT else "left" if a > 0 else "right" for a in x],
    }
    return pl.DataFrame(rows, schema_overrides={"name": pl.String, "label": pl.String})


def edge_layout(edges: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Give each edge its ends, and the place and angle of an arrow on its way.

    Parameters
    ----------
    edges
        ``source`` and ``target``; other columns stay.
    places
        ``node``, ``x`` and ``y``.

    Returns
    -------
    polars.DataFrame
        The edges with ``x``, ``y``, ``to_x``, ``to_y``, ``arrow_x``, ``arrow_y`` and ``angle``
        (degrees clockwise from upward).

    Examples
    --------
    >>> places = pl.DataFrame({"node": ["a", "b"], "x": [0.0, 1.0], "y": [0.0, 0.0]})
    >>> edge_layout(pl.DataFrame({"source": ["a"], "target": ["b"]}), places).row(0)
    ('a', 'b', 0.0, 0.0, 1.0, 0.0, 0.62, 0.0, 90.0)
    """
    start = places.select(source="node", x="x", y="y")
    end = places.select(target="node", to_x="x", to_y="y")
    across, up = pl.col("to_x") - pl.col("x"), pl.col("to_y") - pl.col("y")
    placed = edges.join(start, on="source", maintain_order="left")
    return (
        placed.join(end, on="target", maintain_order="left")
        .with_columns(
            arrow_x=pl.col("x") + _ARROW_AT * across,
            arrow_y=pl.col("y") + _ARROW_AT * up,
            angle=pl.arctan2(across, up).degrees().round(1),
        )
        .with_columns(pl.col("x", "y", "to_x", "to_y", "arrow_x", "arrow_y").round(3))
    )


def signed_network(nodes: alt.Chart, edges: alt.Chart, seen_from: str) -> Layers:
    """Draw actors and ties at their places.

    Parameters
    ----------
    nodes
        Chart of ``name``, ``camp`` (with, against, undecided, unlinked) and the columns of
        `circle_layout`.
    edges
        Chart of ``pair``, ``relation`` (friendly, hostile), ``directed``, ``frustration`` (the
        share of best splits at odds with the tie, 0 to 1), ``rests_on``, ``citation`` and the
        columns of `edge_layout`.
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
        **_SIGNS.lines("relation:N", "Tie", orient="bottom", symbolStrokeWidth=2),
    )
    arrows = (
        explained.transform_filter("datum.directed")
        .mark_point(shape="triangle", filled=True, size=120, opacity=1)
        .encode(
            x=alt.X("arrow_x:Q", scale=_ACROSS),
            y=alt.Y("arrow_y:Q", scale=_UP),
            angle=alt.Angle("angle:Q", scale=None),
            color=_SIGNS.color("relation:N").legend(None),
        )
    )
    return [lines, arrows]


def _actors(nodes: alt.Chart, seen_from: str) -> list[alt.Chart]:
    camps = _CAMPS.labelled(seen_from=seen_from)
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
