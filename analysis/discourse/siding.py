"""Sides of one signed network: who is with whom, and against whom, in every optimal division."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from analysis import balance
from analysis.dossier import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

PAIRS = {"source": pl.String, "target": pl.String, "share_together": pl.Float64}
_TIES = {"source": pl.String, "target": pl.String, "weight": pl.Float64, "sign": pl.Int8}
_AT_LEAST_S = 0.1


@dataclass(frozen=True)
class Component:
    """Actors whom a chain of ties links, and which of them are sure to be together or apart.

    Attributes
    ----------
    actors
        In the order of their labels.
    ties
        How many ties they have.
    groups
        The sets of actors of whom each two are together in every optimal division or apart in
        every one, as a side (+1 or -1) for each; the largest first.
    """

    actors: list[str]
    ties: int
    groups: list[dict[str, int]]


@dataclass(frozen=True)
class Divided:
    """The optimal divisions of one signed network.

    Attributes
    ----------
    ties
        ``source``, ``target``, ``weight``, ``sign`` and ``frustration``: the share of all optimal
        divisions that the tie is at odds with, null where there are too many to say.
    pairs
        ``source``, ``target`` and ``share_together`` of every two actors of one component.
    index, lower_bound
        The frustration index, or the bounds that were found.
    proven
        Whether they are the same.
    divisions
        How many optimal divisions there are, or at least.
    is_complete
        Whether ``divisions`` is exact.
    components
        The parts that no tie links; empty without ties.
    """

    ties: pl.DataFrame
    pairs: pl.DataFrame
    index: float = 0
    lower_bound: float = 0
    proven: bool = True
    divisions: int = 1
    is_complete: bool = True
    components: list[Component] = field(default_factory=list)


def divided(edges: pl.DataFrame, *, weighted: bool, time_limit_s: float) -> Divided:
    """Find the optimal divisions of ties with a ``weight`` below or above 0.

    Raises
    ------
    QuestionError
        There are more actors than pairs can be listed of.
    """
    signed = edges.select(
        "source", "target", "weight", sign=pl.col("weight").sign().cast(pl.Int8)
    ).cast({name: kind for name, kind in _TIES.items() if name != "sign"})
    if signed.is_empty():
        nothing = signed.with_columns(frustration=pl.lit(None, pl.Float64))
        return Divided(nothing, pl.DataFrame(schema=PAIRS))
    sizes = {"weight": pl.col("weight").abs()} if weighted else {}
    asked = signed.select("source", "target", "sign", **sizes)
    limit = max(time_limit_s, _AT_LEAST_S)
    best = balance.optimal_partitions(asked, time_limit_s=limit)
    index, lower = best.index, best.index
    if not best.proven:
        bounds = balance.frustration_index(asked, time_limit_s=limit)
        index, lower = min(index, bounds.index), bounds.lower_bound
    try:
        pairs = best.pairs
    except balance.EdgeListError as error:
        raise QuestionError(
            f"{best.partitions['node'].n_unique()} actors have more pairs than can be listed; "
            "leave out those who say little with min_statements, or take a shorter range"
        ) from error
    pairs = pairs.drop_nulls().cast(PAIRS)  # type: ignore[arg-type] # a schema
    components = _components(signed, pairs)
    return Divided(
        _with_frustration(signed, pairs),
        pairs,
        index,
        lower,
        best.proven,
        best.count,
        best.count_is_exact,
        components,
    )


def _with_frustration(ties: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    turned = pairs.select("share_together", source="target", target="source")
    both = pl.concat([pairs, turned], how="diagonal")
    together = pl.col("share_together")
    apart = pl.when(pl.col("sign") > 0).then(1 - together).otherwise(together).round(9)
    joined = ties.join(both, on=["source", "target"], how="left", maintain_order="left")
    return joined.with_columns(frustration=apart).drop("share_together")


def _components(ties: pl.DataFrame, pairs: pl.DataFrame) -> list[Component]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(ties.select("source", "target").rows())
    linked = sorted(map(sorted, nx.connected_components(graph)))
    sure = pairs.filter(pl.col("share_together").is_in([0.0, 1.0]))
    beside: dict[str, dict[str, int]] = {}
    for one, other, share in sure.iter_rows():
        side = 1 if share else -1
        beside.setdefault(one, {})[other] = beside.setdefault(other, {})[one] = side
    return [
        Component(actors, graph.subgraph(actors).size(), _groups(actors, beside))
        for actors in linked
    ]


def _groups(actors: Sequence[str], beside: dict[str, dict[str, int]]) -> list[dict[str, int]]:
    """Gather the actors whose sides are sure relative to each other.

    Sure relations are transitive, so the first of a group has one to all others.
    """
    left, groups = dict.fromkeys(actors), list[dict[str, int]]()
    while left:
        first = next(iter(left))
        group = {first: 1} | beside.get(first, {})
        groups.append({actor: group[actor] for actor in actors if actor in group})
        for actor in group:
            left.pop(actor, None)
    return sorted(groups, key=len, reverse=True)
