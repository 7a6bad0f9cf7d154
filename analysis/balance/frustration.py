"""The frustration index: the weight of ties that no two camps can satisfy, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analysis.balance.blocks import net_block
from analysis.balance.clock import Clock
from analysis.balance.edges import read_edges
from analysis.balance.solver import solve
from analysis.prose import in_words, listed, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.balance.edges import Bools, Camps, SignedGraph


@in_words
@dataclass(frozen=True, eq=False)
class Frustration:
    """Result of `frustration_index`: the index or its bounds, and two camps that attain it."""

    index: int | float
    """Weight of the frustrated ties: the frustration index if proven, else an upper bound."""
    proven: bool
    """Whether it is proven that no two camps frustrate less."""
    lower_bound: int | float
    """No two camps frustrate less than this; equals ``index`` when proven."""
    partition: pl.DataFrame
    """One row per node: ``node``, ``camp`` (0 or 1; the first node of a component is in 0)."""
    frustrated_edges: pl.DataFrame
    """The rows of the edge list that these camps frustrate, with all their columns."""

    def _sentences(self) -> list[str]:
        found = f"Frustration index: {number(self.index)}, proven: no two camps frustrate less."
        if not self.proven:
            bounds = f"{number(self.lower_bound)} to {number(self.index)}"
            found = f"Frustration index: {bounds}; the search ended before it was proven."
        ends = self.frustrated_edges.select("source", "target").iter_rows()
        pairs = [f"{source} \N{EN DASH} {target}" for source, target in ends]
        camps = [
            f"Camp {camp + 1}: {listed(nodes['node'].to_list())}."
            for (camp,), nodes in self.partition.group_by("camp", maintain_order=True)
        ]
        return [found, f"Frustrated: {listed(pairs)}." if pairs else "", *camps]


def frustration_index(
    edges: pl.DataFrame | pl.LazyFrame,
    *,
    nodes: Iterable[object] | None = None,
    time_limit_s: float = 60.0,
) -> Frustration:
    """Find two camps that frustrate the fewest ties, and prove that none frustrate fewer.

    A positive tie is frustrated between camps, a negative one within a camp.
    `analysis.balance.edges` explains how direction, parallel and contradictory ties, self-loops,
    isolated nodes and separate components are read.

    Parameters
    ----------
    edges
        Columns ``source``, ``target``, ``sign`` (+1 or -1) and optionally ``weight`` (positive).
    nodes
        Nodes that exist even without ties; they appear in ``partition``.
    time_limit_s
        Seconds after which bounds are returned instead of a proof. Results found within the
        limit do not depend on it: equal input gives equal output. The search also ends with bounds
        where it would be deeper than Python allows.

    Returns
    -------
    Frustration
        ``index`` is an int, or a float when weights are not whole. Weights are added up exactly,
        as the decimal numbers they print as.

    Raises
    ------
    EdgeListError
        The edge list cannot be read (the message names row and value), or the time limit is not
        positive.

    References
    ----------
    Harary, F. (1959). On the measurement of structural balance. Behavioral Science 4(4).
    Aref, S., Mason, A. J. and Wilson, M. C. (2020). A modeling and computational study of the
    frustration index in signed networks. Networks 75(1).

    Examples
    --------
    >>> import polars as pl
    >>> from analysis import balance
    >>> foes = pl.DataFrame({"source": [*"abc"], "target": [*"bca"], "sign": [-1] * 3})
    >>> result = balance.frustration_index(foes)
    >>> result.index, result.proven, len(result.frustrated_edges)
    (1, True, 1)
    """
    clock = Clock.start(time_limit_s)
    graph = read_edges(edges, nodes)
    net, offset = net_block(graph)
    solution = solve(net, clock)
    camps = net.first_in_front(solution.camps)
    index = graph.index(solution.cost + offset)
    return Frustration(
        index=index,
        proven=solution.proven,
        lower_bound=index if solution.proven else graph.index(solution.lower + offset),
        partition=pl.DataFrame({"node": graph.nodes, "camp": camp_numbers(camps)}),
        frustrated_edges=graph.frame.filter(pl.Series(frustrated_rows(graph, camps))),
    )


def frustrated_rows(graph: SignedGraph, camps: Camps) -> Bools:
    """For each row of the edge list, return whether these camps frustrate it."""
    together = camps[graph.source] * camps[graph.target] > 0
    return np.asarray(together == (graph.weight < 0))


def camp_numbers(camps: Camps) -> pl.Series:
    """Return camps as 0 (+1) and 1 (-1)."""
    return pl.Series("camp", camps < 0).cast(pl.Int8)
