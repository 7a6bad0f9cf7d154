"""Places for the nodes and edges of a network: around a circle, whoever they are."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    >>> edge_layout(pl.DataFrame({"source": ["a"], "target": ["b"]}), places).row(0, named=True)
    {'source': 'a', 'target': 'b', 'x': 0.0, 'y': 0.0, 'to_x': 1.0, 'to_y': 0.0, \
'arrow_x': 0.62, 'arrow_y': 0.0, 'angle': 90.0}
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
