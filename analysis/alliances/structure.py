"""Camps and strained ties of the network, in one state or in every state a page can reach."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from analysis import balance
from analysis.alliances.network import BASES, network, signed_edges
from analysis.alliances.obligations import call_in
from analysis.alliances.what_if import SCENARIOS, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from analysis.schemas import Dossier

CAMPS = ("with the anchor", "against the anchor", "either camp", "no chain of ties to the anchor")
"""Where an actor stands in all optimal splits, seen from one actor, the anchor."""


@dataclass(frozen=True)
class Structure:
    """Camps and strained ties of one network.

    Attributes
    ----------
    index
        Frustration index: the least number of edges at odds with any two camps.
    splits
        Number of optimal splits.
    nodes
        ``actor`` and ``camp`` (one of `CAMPS`).
    edges
        From `signed_edges`, with ``strained``: the share of optimal splits the edge is at odds
        with.
    """

    index: int
    splits: int
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


def _structure(
    edges: pl.DataFrame, anchor: str, solved: dict[object, balance.OptimalCamps]
) -> Structure:
    if edges.is_empty():
        nothing = pl.DataFrame(schema={"actor": pl.String, "camp": pl.String})
        return Structure(0, 1, nothing, edges.with_columns(strained=pl.lit(0.0)))
    signed = edges.select("source", "target", "sign")
    key = tuple(signed.iter_rows())
    if (best := solved.get(key)) is None:
        best = solved[key] = balance.optimal_camps(signed)
    both = pl.concat(
        [best.pairs, best.pairs.select(source="target", target="source", together="together")]
    )
    shared = edges.join(both, on=["source", "target"], how="left", maintain_order="left")
    strained = pl.when(pl.col("sign") == 1).then(1 - pl.col("together")).otherwise("together")
    seen = both.filter(pl.col("source") == anchor).select(actor="target", share="together")
    camp = (
        pl.when((pl.col("share") == 1) | (pl.col("actor") == anchor))
        .then(pl.lit(CAMPS[0]))
        .when(pl.col("share") == 0)
        .then(pl.lit(CAMPS[1]))
        .when(pl.col("share").is_not_null())
        .then(pl.lit(CAMPS[2]))
        .otherwise(pl.lit(CAMPS[3]))
    )
    actors = pl.concat([edges["source"], edges["target"]]).unique().sort().alias("actor").to_frame()
    nodes = actors.join(seen, on="actor", how="left").select("actor", camp=camp).sort("actor")
    index, edges = int(best.index), shared.with_columns(strained=strained).drop("together")
    return Structure(index, best.count, nodes, edges)


def tell_structure(now: Structure, names: dict[str, str], before: Structure | None = None) -> str:
    """Say index, strained ties and camps in sentences, and what changed against another state."""
    tense = now.edges.filter(pl.col("strained") > 0).iter_rows(named=True)
    listed = [
        f"{names[e['source']]} and {names[e['target']]}"
        + (f" (in {e['strained']:.0%} of the splits)" if e["strained"] < 1 else "")
        for e in tense
    ]
    plural = "s" if now.index != 1 else ""
    told = [f"{now.index} tie{plural} at odds with any two camps"]
    told[0] += f": {'; '.join(listed)}." if listed else "."
    for camp in CAMPS:
        who = [names[a] for a in now.nodes.filter(pl.col("camp") == camp)["actor"]]
        if who:
            told.append(f"{camp[0].upper()}{camp[1:]}: {', '.join(who)}.")
    if before is not None:
        moved = before.nodes.join(now.nodes, on="actor", suffix="_now")
        moved = moved.filter(pl.col("camp") != pl.col("camp_now"))
        moves = [f"{names[a]} ({old} before)" for a, old, _ in moved.iter_rows()]
        told.append(f"Changed camp: {', '.join(moves)}." if moves else "No camp changes.")
        step = now.index - before.index
        told.append(f"Ties at odds: {step:+d}." if step else "As many ties at odds as without it.")
    return " ".join(told)


SUMMARY = ["state", "day", "basis", "what_if", "index", "told"]
"""Columns of ``States.summary``."""


@dataclass(frozen=True)
class States:
    """Every state that controls can reach, told apart by the column ``states``.

    State numbers run over days, then bases, then what-ifs: ``(day * 3 + basis) * n + what_if``.
    Each row of ``nodes`` and ``edges`` lists the states it holds in, so that equal rows are stored
    once; ``summary`` has one row per state.
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
    """Work out the structure on each day, on each cumulative basis and under each what-if.

    Each basis takes in the firmer ones: treaties; with events; with claims. What-if 0 is none.
    """
    names = dict(dossier.actors.select("actor_id", "name").iter_rows())
    nodes, edges, summary = [], [], []
    solved: dict[object, balance.OptimalCamps] = {}
    for number, (day, firmness) in enumerate(product(days, range(1, len(BASES) + 1))):
        ties = network(dossier, day, BASES[:firmness])
        recorded = now = _structure(signed_edges(ties, "weightiest"), anchor, solved)
        for state, what_if in enumerate((None, *what_ifs), start=number * (len(what_ifs) + 1)):
            if what_if is not None:
                supposed = apply(ties, what_if, dossier)
                now = _structure(signed_edges(supposed, "weightiest"), anchor, solved)
            told = tell_structure(now, names, None if what_if is None else recorded)
            nodes.append(now.nodes.with_columns(state=state))
            edges.append(now.edges.with_columns(state=state))
            row = (state, day, BASES[firmness - 1], what_if or "none", now.index, told)
            summary.append(row)
    same_node = ["actor", "camp"]
    same_edge = ["source", "target", "sign", "strained", "directed", "ties"]
    together = pl.col("state").alias("states")
    return States(
        pl.concat(nodes).group_by(same_node, maintain_order=True).agg(together),
        pl.concat(edges).group_by(same_edge, maintain_order=True).agg(together),
        pl.DataFrame(summary, SUMMARY, orient="row"),
    )


def chains(
    dossier: Dossier, cases: Iterable[tuple[str, str]], days: Iterable[str | date]
) -> pl.DataFrame:
    """Follow `call_in` for each pair of attacker and attacked on each day, one below the other."""
    found = [
        call_in(dossier, attacker, attacked, day).with_columns(
            attacker=pl.lit(attacker), attacked=pl.lit(attacked), day=pl.lit(str(day))
        )
        for (attacker, attacked), day in product(cases, days)
    ]
    return pl.concat(found)
