"""The picture of a signed network: actors by camp, ties by sign."""

from __future__ import annotations

import json
import math
import textwrap
from typing import TYPE_CHECKING, Literal

import altair as alt
import polars as pl

from analysis.charting.captions import mark_sentence
from analysis.charting.palette import BLUE, GREY, INK, PAPER, PURPLE, VERMILION
from analysis.charting.styles import DASHED, SOLID, Style, Styles
from analysis.charting.theme import tooltips

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from analysis.charting.theme import Layers

CAMP_STYLES = Styles(
    {
        "with": Style(BLUE, "circle", label="with {seen_from}"),
        "against": Style(VERMILION, "square", label="against {seen_from}"),
        "undecided": Style(PURPLE, "diamond", label="in either camp"),
        "unlinked": Style(GREY, "triangle-up", label="not linked"),
    }
)
SIGN_STYLES = Styles(
    {"friendly": Style(BLUE, dash=SOLID), "hostile": Style(VERMILION, dash=DASHED)}
)
_ACROSS = alt.Scale(domain=[-0.93, 0.93], nice=False)
"""Labels begin at its ends, so that all that is beside the plot keeps its width on a phone."""
_UP = alt.Scale(domain=[-1.22, 1.22], nice=False)
_UPRIGHT = 0.1
"""Nodes this close to the vertical axis have their label above or below, not beside."""
_TIE_SENTENCE = {
    "value": {
        "expr": "datum.pair + ': ' + datum.relation + (datum.way || '') + (datum.strain ? ', ' + "
        "datum.strain + ' with the camps' : '') + '; ' + datum.rests_on"
    }
}
_LINE_CHARACTERS = 16
_BESIDE_PX = 15
_ARROW_BEFORE = 0.15
"""Distance from the end of an edge to its arrow, clear of the middle where edges cross."""
_ARC = math.radians(68)
"""Half of the arc on which a large camp is placed."""
_MOST_BETWEEN = 5
"""Names that have room between the camps."""
_STEP = math.radians(40)
"""Between two of a small camp, which has less of the arc."""


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
    return _around(names, [2 * math.pi * i / len(names) for i in range(len(names))])


def camp_layout(camps: Mapping[str, str]) -> pl.DataFrame:
    """Place names by camp: one on an arc at the right, the other at the left, the rest between.

    Names of one camp alone, and names of which more than a few are between the camps, are placed
    around a circle.

    Parameters
    ----------
    camps
        Camp of each name (with, against, undecided, unlinked), in the order to place them.

    Returns
    -------
    polars.DataFrame
        As from `circle_layout`, in the order given.

    Examples
    --------
    >>> camp_layout({"Alpha": "with", "Beta": "against", "Gamma": "undecided"}).select("name", "x")
    shape: (3, 2)
    ┌───────┬──────┐
    │ name  ┆ x    │
    │ ---   ┆ ---  │
    │ str   ┆ f64  │
    ╞═══════╪══════╡
    │ Alpha ┆ 1.0  │
    │ Beta  ┆ -1.0 │
    │ Gamma ┆ 0.0  │
    └───────┴──────┘
    """
    sides = {
        camp: [name for name, own in camps.items() if own == camp] for camp in ("with", "against")
    }
    between = [name for name, own in camps.items() if own not in sides]
    if len(set(camps.values())) == 1 or len(between) > _MOST_BETWEEN:
        return circle_layout(list(camps))
    turns = {}
    for camp, middle in (("with", math.pi / 2), ("against", 3 * math.pi / 2)):
        count = len(sides[camp])
        arc = (1 if camp == "with" else -1) * min(_ARC, _STEP * (count - 1) / 2)
        for name, share in zip(sides[camp], _spread(count), strict=True):
            turns[name] = middle + share * arc
    placed = _around(list(turns), list(turns.values()))
    column = pl.DataFrame(
        {
            "name": between,
            "label": [_in_lines(name) for name in between],
            "x": [0.0] * len(between),
            "y": [-0.8 * share for share in _spread(len(between))],
            "label_x": [0.0] * len(between),
            "label_y": [0.16 - 0.8 * share for share in _spread(len(between))],
            "align": ["center"] * len(between),
        },
        schema=placed.schema,
    )
    both = pl.concat([placed, column])
    order = pl.DataFrame({"name": list(camps)}, {"name": pl.String})
    return order.join(both, on="name", maintain_order="left")


def _spread(count: int) -> list[float]:
    """Spread places evenly from -1 to 1; a single one is in the middle."""
    return [2 * i / (count - 1) - 1 for i in range(count)] if count > 1 else [0.0] * count


def _in_lines(name: str) -> str:
    return "\n".join(textwrap.wrap(name, _LINE_CHARACTERS))


def _around(names: Sequence[str], turns: Sequence[float]) -> pl.DataFrame:
    """Place names on a circle, at turns clockwise from the top."""
    x = [round(math.sin(turn), 4) for turn in turns]
    y = [round(math.cos(turn), 4) for turn in turns]
    rows = {
        "name": list(names),
        "label": list(map(_in_lines, names)),
        "x": x,
        "y": y,
        "label_x": [1.13 * a for a in x],
        "label_y": [1.16 * a for a in y],
        "align": ["center" if abs(a) < _UPRIGHT else "left" if a > 0 else "right" for a in x],
    }
    texts = dict.fromkeys(("name", "label", "align"), pl.String())
    floats = dict.fromkeys(("x", "y", "label_x", "label_y"), pl.Float64())
    return pl.DataFrame(rows, schema_overrides={**texts, **floats})


def edge_layout(edges: alt.Chart, places: pl.DataFrame) -> alt.Chart:
    """Give each edge of a chart its ends, and the place and angle of an arrow before the second.

    They are computed where the chart is drawn, so that rows stay short.

    Parameters
    ----------
    edges
        Chart of ``a`` and ``b``, the numbers of the two ends in ``places``.
    places
        ``x`` and ``y``, from `circle_layout` or `camp_layout`.

    Returns
    -------
    altair.Chart
        The chart with ``x``, ``y``, ``to_x``, ``to_y``, ``arrow_x``, ``arrow_y`` and ``angle``
        (degrees clockwise from upward).

    Examples
    --------
    >>> edge_layout(alt.Chart(), circle_layout(["Alpha", "Beta"])).transform[0].to_dict()
    {'calculate': '[0.0, 0.0][datum.a]', 'as': 'x'}
    """
    x, y = (json.dumps(places[axis].round(3).to_list()) for axis in ("x", "y"))
    across, up = "(datum.to_x - datum.x)", "(datum.to_y - datum.y)"
    return (
        edges.transform_calculate(
            x=f"{x}[datum.a]", y=f"{y}[datum.a]", to_x=f"{x}[datum.b]", to_y=f"{y}[datum.b]"
        )
        .transform_calculate(
            before=f"{_ARROW_BEFORE} / sqrt({across} * {across} + {up} * {up})",
            angle=f"atan2({across}, {up}) * 180 / PI",
        )
        .transform_calculate(
            arrow_x=f"datum.to_x - datum.before * {across}",
            arrow_y=f"datum.to_y - datum.before * {up}",
        )
    )


def signed_network(
    nodes: alt.Chart,
    edges: alt.Chart,
    seen_from: str,
    camps: Collection[str] = tuple(CAMP_STYLES.words),
) -> Layers:
    """Draw actors and ties at their places.

    Parameters
    ----------
    nodes
        Chart of ``name``, ``camp`` (with, against, undecided, unlinked) and the columns of
        `circle_layout`.
    edges
        Chart of ``pair``, ``relation`` (friendly, hostile), ``directed``, ``supposed``,
        ``frustration`` (the share of best splits at odds with the tie, 0 to 1), ``strain`` (that
        in words: in line, at odds, sometimes at odds), ``way`` (from whom a one-sided tie is, in
        words), ``rests_on``, ``citation`` and the columns of `edge_layout`.
    seen_from
        Name, as inside a sentence, of the actor from whom camps are seen.
    camps
        Those that the legend names.
    """
    styles = CAMP_STYLES.only(camps).labelled(seen_from=seen_from)
    layers: Layers = alt.layer(*_ties(edges), *_actors(nodes, styles)).resolve_scale(
        color="independent", shape="independent", strokeDash="independent"
    )
    return layers


def explained_ties(edges: alt.Chart) -> alt.Chart:
    """Give ties their tooltip and their sentence, the same in every picture of them."""
    return edges.encode(
        tooltip=tooltips(
            pair="Pair",
            relation="Tie",
            strain="With the camps",
            rests_on="Rests on",
            citation="Source",
        ),
        description=_TIE_SENTENCE,
    )


def explained_actors(nodes: alt.Chart) -> alt.Chart:
    """Give actors their tooltip and their sentence."""
    return nodes.encode(
        tooltip=tooltips(name="Actor", side="Camp"), description=mark_sentence("{name}: {side}")
    )


def _ties(edges: alt.Chart) -> list[alt.Chart]:
    across, up = alt.X("x:Q", scale=_ACROSS, axis=None), alt.Y("y:Q", scale=_UP, axis=None)
    ends = {"x": across, "y": up, "x2": "to_x:Q", "y2": "to_y:Q"}
    halo = edges.transform_filter("datum.supposed").mark_rule(
        strokeWidth=13, stroke=PURPLE, opacity=0.45, strokeCap="round"
    )
    explained = explained_ties(edges)
    lines = explained.mark_rule(opacity=0.85).encode(
        **ends,
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
    return [halo.encode(**ends), lines, arrows]


def _actors(nodes: alt.Chart, camps: Styles) -> list[alt.Chart]:
    marks = (
        explained_actors(nodes)
        .mark_point(filled=True, size=420, opacity=1, stroke=PAPER, strokeWidth=2)
        .encode(
            x=alt.X("x:Q", scale=_ACROSS),
            y=alt.Y("y:Q", scale=_UP),
            **camps.points("camp:N", "Camp", orient="bottom", columns=1),
        )
    )
    return [marks, *beside_nodes(nodes, _UP, size_px=13)]


def beside_nodes(nodes: alt.Chart, up: alt.Scale, *, size_px: int) -> list[alt.Chart]:
    """Write the names of the nodes that `camp_layout` placed beside them, over a light edge.

    Parameters
    ----------
    nodes
        With ``label``, ``x``, ``label_x``, ``label_y`` and ``align``.
    up
        Scale of the height.
    size_px
        Of the letters.
    """
    # The room beside a node is in pixels, so that it stays when the picture becomes narrower.
    aside: dict[Literal["left", "center", "right"], tuple[int, str]] = {
        "left": (_BESIDE_PX, "x"),
        "center": (0, "label_x"),
        "right": (-_BESIDE_PX, "x"),
    }
    return [
        nodes.transform_filter(f"datum.align == '{align}'")
        .mark_text(
            aria=False,
            align=align,
            dx=dx,
            fontSize=size_px,
            fontWeight="bold",
            lineBreak="\n",
            **look,
        )
        .encode(x=alt.X(f"{at}:Q", scale=_ACROSS), y=alt.Y("label_y:Q", scale=up), text="label:N")
        for look in ({"color": PAPER, "stroke": PAPER, "strokeWidth": 4}, {"color": INK})
        for align, (dx, at) in aside.items()
    ]
