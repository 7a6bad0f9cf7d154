"""Places, words and links for pictures of ties: what a chart draws, worked out beforehand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances.what_if import SCENARIOS

if TYPE_CHECKING:
    from analysis.schemas import Dossier

CIRCLE = (
    "united-states", "japan", "south-korea", "ukraine", "turkey", "russia", "north-korea", "china",
    "europe", "the-west",
)  # fmt: skip
"""Actors in the order in which they stand around the circle, the same in every picture."""

CLAIM_TABLE = "claims-behind-ties"
"""Name of the table that a tie resting on a claim leads to."""


def place(actors: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Add ``name``, ``x`` and ``y`` (on a circle of radius 1, from the top, clockwise)."""
    others = sorted(set(actors["actor"]) - set(CIRCLE))
    order = [*CIRCLE, *others]
    turn = [2 * math.pi * i / len(order) for i in range(len(order))]
    spots = pl.DataFrame(
        {"actor": order, "x": [math.sin(a) for a in turn], "y": [math.cos(a) for a in turn]}
    )
    names = dossier.actors.select(actor="actor_id", name="name")
    return actors.join(spots.join(names, on="actor"), on="actor", maintain_order="left")


def draw(edges: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Add to edges what a chart needs to draw and explain them.

    Returns
    -------
    polars.DataFrame
        The edges with ends ``x``, ``y``, ``x2``, ``y2``; a point ``mx``, ``my`` on the way and
        ``angle`` (degrees clockwise from upward) for an arrow; ``pair``, ``relation``, ``grounds``
        (the ties behind it), ``source_text`` and ``href`` (the first address among their sources,
        else the table of claims).
    """
    spots = place(pl.concat([edges["source"], edges["target"]]).unique().to_frame("actor"), dossier)
    start = spots.rename({"actor": "source", "name": "from"})
    end = spots.select(target="actor", x2="x", y2="y", to="name")
    placed = edges.join(start, on="source", maintain_order="left").join(
        end, on="target", maintain_order="left"
    )
    known = grounds(dossier)
    told = [_told(ids, known) for ids in placed["ties"]]
    way = pl.when("directed").then(pl.lit(" \N{RIGHTWARDS ARROW} ")).otherwise(pl.lit(" - "))
    dx, dy = pl.col("x2") - pl.col("x"), pl.col("y2") - pl.col("y")
    return placed.with_columns(
        pl.DataFrame(told, ["grounds", "source_text", "href"], orient="row"),
        pair=pl.concat_str("from", way, "to"),
        relation=pl.when(pl.col("sign") == 1).then(pl.lit("friendly")).otherwise(pl.lit("hostile")),
        mx=pl.col("x") + 0.62 * dx,
        my=pl.col("y") + 0.62 * dy,
        angle=pl.arctan2(dx, dy).degrees(),
    )


def grounds(dossier: Dossier) -> dict[str, tuple[str, str, str]]:
    """Tell for each tie_id, what-ifs included, what it is, where it can be checked, and a link."""
    sources = {row["source_id"]: row for row in dossier.sources.iter_rows(named=True)}
    claims = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}

    def checked(claim_id: str | None, source_ids: list[str]) -> tuple[str, str]:
        linked = [sources[i] for i in source_ids if sources[i]["url"]]
        if linked:
            return f"{linked[0]['publisher']}: {linked[0]['title']}", linked[0]["url"]
        claim = claims.get(claim_id or "")
        where = "supposed"
        if claim is not None:
            where = f"claim {claim_id}: paragraph {claim['paragraph']}, "
            where += f"characters {claim['start']} to {claim['end']}"
        return where, f"#table-{CLAIM_TABLE}"

    found = {
        row["tie_id"]: (
            f"{row['instrument']} ({row['basis']})",
            *checked(row["claim_id"], row["sources"]),
        )
        for row in dossier.ties.iter_rows(named=True)
    }
    for scenario in SCENARIOS.values():
        for number, row in enumerate(scenario.add, start=1):
            what = f"{scenario.description} (what-if)"
            found[f"{scenario.name}-{number}"] = (what, *checked(row.get("claim_id"), []))
    return found


def _told(tie_ids: list[str], known: dict[str, tuple[str, str, str]]) -> tuple[str, str, str]:
    rows = [known[tie_id] for tie_id in tie_ids]
    linked = next((row for row in rows if row[2].startswith("http")), rows[0])
    return "; ".join(row[0] for row in rows), linked[1], linked[2]
