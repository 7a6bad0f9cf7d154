"""Camps and strained ties of the network, in one state or in every state a page can reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from analysis import balance
from analysis.alliances.network import BASES, EARLIEST, holding, network, signed_edges, told
from analysis.alliances.obligations import spoken
from analysis.alliances.what_if import SCENARIOS, AllianceError, apply, near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.dossier.tables import Dossier

_Solved = tuple[int, pl.DataFrame, pl.Series]
"""Index, camps of the actors, and how strained each edge is."""

CAMPS = ("with", "against", "either", "apart")
"""Where an actor stands in the optimal splits, seen from one actor, the anchor.

In the anchor's camp in all of them; in the other camp; in one or the other; or not linked to the
anchor by any chain of ties, so that camps say nothing.
"""


@dataclass(frozen=True)
class Structure:
    """Camps and strained ties of one network.

    Attributes
    ----------
    anchor
        Actor from whom camps are named.
    index
        Frustration index: the least number of edges at odds with any two camps.
    nodes
        ``actor`` and ``camp`` (one of `CAMPS`).
    edges
        From `signed_edges`, with ``strained``: the share of all optimal splits that the edge is
        at odds with.
    """

    anchor: str
    index: int
    nodes: pl.DataFrame
    edges: pl.DataFrame


def structure(ties: pl.DataFrame, anchor: str = "united-states") -> Structure:
    """Find camps and strained ties of ties from `network`, contradictions settled by weight.

    Examples
    --------
    >>> import analysis
    >>> now = structure(network(analysis.load(), "2024-06-24", BASES))
    >>> now.index, now.edges.filter(pl.col("strained") > 0).select("source", "target").rows()
    (2, [('china', 'south-korea'), ('russia', 'turkey')])
    """
    return _structure(signed_edges(ties, "weightiest"), anchor, {})


def tell_structure(now: Structure, names: dict[str, str], before: Structure | None = None) -> str:
    """Say which ties strain the structure and who stands where; and what changed since ``before``.

    One sentence per line. ``names`` comes from `spoken`.
    """
    strained = now.edges.filter(pl.col("strained") > 0)
    listed = [
        f"{names[a]} and {names[b]}"
        + (f" (in {share:.0%} of the best splits)" if share < 1 else "")
        for a, b, share in strained.select("source", "target", "strained").iter_rows()
    ]
    count = {0: "No tie is", 1: "1 tie is"}.get(now.index, f"{now.index} ties are")
    lines = [f"{count} at odds with the camps" + (f": {'; '.join(listed)}." if listed else ".")]
    anchor = names[now.anchor]
    headings = (f"With {anchor}", f"Against {anchor}", "In either camp", f"Not linked to {anchor}")
    places = now.nodes.filter(pl.col("actor") != now.anchor)
    for camp, heading in zip(CAMPS, headings, strict=True):
        if who := [names[a] for a in places.filter(pl.col("camp") == camp)["actor"]]:
            lines.append(f"{heading}: {', '.join(who)}.")
    if before is not None:
        both = before.nodes.join(now.nodes, on="actor", suffix="_now")
        moved = [names[a] for a in both.filter(pl.col("camp") != pl.col("camp_now"))["actor"]]
        lines.append(f"Change of place: {', '.join(moved)}." if moved else "Nobody changes camp.")
        more = now.index - before.index
        lines.append(f"Ties at odds: {more:+d}." if more else "As many ties at odds as without it.")
    return "\n".join(lines)


@dataclass(frozen=True)
class States:
    """Every state that controls can reach.

    State numbers run over days, then bases, then what-ifs: ``(day * 3 + basis) * n + what_if``,
    where basis 0 to 2 takes in treaties, events, claims one after the other, and what-if 0 is none.

    Attributes
    ----------
    nodes, edges
        As in `Structure`; ``states`` lists the states a row holds in, so that each stands once.
    summary
        One row per ``state``: ``day``, ``basis``, ``what_if``, ``index``, ``told``.
    """

    nodes: pl.DataFrame
    edges: pl.DataFrame
    summary: pl.DataFrame


def states(
    dossier: Dossier,
    days: Sequence[str],
    what_ifs: Sequence[str] = tuple(SCENARIOS),
    anchor: str = "united-states",
) -> States:
    """Work out the structure on each day, on each basis and under each what-if.

    Raises
    ------
    AllianceError
        The anchor is no actor, or as `network` raises.
    """
    names = spoken(dossier)
    if anchor not in names:
        raise AllianceError(f'anchor "{anchor}" is no actor; {near(anchor, names)}')
    options = (None, *what_ifs)
    frames: list[pl.DataFrame] = []
    for day, firmness in product(days, range(1, len(BASES) + 1)):
        ties = network(dossier, day, BASES[:firmness])
        for what_if in options:
            supposed = ties if what_if is None else apply(ties, what_if, dossier)
            frames.append(supposed.with_columns(number=pl.lit(len(frames))))
    reduced = signed_edges(pl.concat(frames), "weightiest", by=["number"])
    parts = reduced.partition_by("number", include_key=False, as_dict=True)
    solved: dict[object, _Solved] = {}
    nodes, edges, summary, recorded = [], [], [], None
    for state, (day, basis, what_if) in enumerate(product(days, BASES, options)):
        now = _structure(parts.get((state,), reduced.clear().drop("number")), anchor, solved)
        recorded = now if what_if is None else recorded
        sentences = tell_structure(now, names, None if what_if is None else recorded)
        nodes.append(now.nodes.with_columns(state=state))
        edges.append(now.edges.with_columns(state=state))
        summary.append((state, day, basis, what_if or "none", now.index, sentences))
    where = pl.col("state").alias("states")
    columns = ["state", "day", "basis", "what_if", "index", "told"]
    alike = ["source", "target", "sign", "strained", "directed", "ties", "outweighed"]
    return States(
        pl.concat(nodes).group_by("actor", "camp", maintain_order=True).agg(where),
        pl.concat(edges).group_by(alike, maintain_order=True).agg(where),
        pl.DataFrame(summary, columns, orient="row"),
    )


def trend(dossier: Dossier) -> pl.DataFrame:
    """Follow the frustration index: each first of July, from 2022 on each first of a month.

    It ends where the ties do. Claims speak of the article's days only, so the bases are treaties,
    and treaties with events.

    Returns
    -------
    polars.DataFrame
        ``day``, ``basis``, ``index``, ``ties`` (number of signed edges).
    """
    known = dossier.ties.select(pl.max_horizontal(pl.col("start", "known_until").max()))
    last = known.item() or EARLIEST
    yearly = pl.date_range(date(1946, 7, 1), date(2021, 7, 1), "1y", eager=True)
    monthly = pl.date_range(date(2022, 1, 1), last, "1mo", eager=True)
    days = pl.concat([yearly, monthly]).alias("day").to_frame().filter(pl.col("day") <= last)
    rows = []
    for firmness in (1, 2):
        every = told(dossier, BASES[:firmness]).join(days, how="cross")
        edges = signed_edges(holding(every, pl.col("day")), "weightiest", by=["day"])
        parts = edges.partition_by("day", as_dict=True)
        for day in days["day"]:
            signed = parts.get((day,), edges.clear()).select("source", "target", "sign")
            index = int(balance.frustration_index(signed).index) if signed.height else 0
            rows.append((day, BASES[firmness - 1], index, signed.height))
    return pl.DataFrame(rows, ["day", "basis", "index", "ties"], orient="row")


def _structure(edges: pl.DataFrame, anchor: str, solved: dict[object, _Solved]) -> Structure:
    """Join edges with what is found for their signs, once for all networks of the same signs."""
    signed = edges.select("source", "target", "sign")
    key = tuple(signed.iter_rows())
    if (found := solved.get(key)) is None:
        found = solved[key] = _solve(signed, anchor)
    index, nodes, strained = found
    return Structure(anchor, index, nodes, edges.with_columns(strained))


def _solve(signed: pl.DataFrame, anchor: str) -> _Solved:
    if signed.is_empty():
        nobody = pl.DataFrame(schema={"actor": pl.String, "camp": pl.String})
        return 0, nobody, pl.Series("strained", [], pl.Float64)
    best = balance.optimal_partitions(signed)
    pairs = best.pairs.rename({"share_together": "together"})
    turned = pairs.select(source="target", target="source", together="together")
    both = pl.concat([pairs, turned])
    apart = pl.when(pl.col("sign") == 1).then(1 - pl.col("together")).otherwise("together")
    shared = signed.join(both, on=["source", "target"], how="left", maintain_order="left")
    actors = pl.concat([signed["source"], signed["target"]]).unique().sort().alias("actor")
    seen = both.filter(pl.col("source") == anchor).select(actor="target", share="together")
    share = pl.when(pl.col("actor") == anchor).then(1.0).otherwise("share")
    camp = (
        pl.when(share == 1)
        .then(pl.lit("with"))
        .when(share == 0)
        .then(pl.lit("against"))
        .when(share.is_null())
        .then(pl.lit("apart"))
        .otherwise(pl.lit("either"))
    )
    nodes = actors.to_frame().join(seen, on="actor", how="left", maintain_order="left")
    strained = shared.select(strained=apart.round(4))["strained"]
    return int(best.index), nodes.select("actor", camp=camp), strained
