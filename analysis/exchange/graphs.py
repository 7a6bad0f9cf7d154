"""Ties to and from networkx, in a form that GraphML keeps: text, numbers and truth values only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier.tables import Dossier, Tie

if TYPE_CHECKING:
    import networkx as nx

_LISTS = ("obligations", "sources")


def to_networkx(ties: Dossier | pl.DataFrame) -> nx.MultiDiGraph[str]:
    """Turn ties into a graph that ``networkx.write_graphml`` takes, for Gephi and igraph.

    Each tie is an edge whose key is its ``tie_id``. GraphML knows one kind of edge per file, so an
    undirected tie is an edge with the attribute ``directed`` false. Dates are ISO 8601, lists are
    joined by ``|``, and what is not known has no attribute rather than 0.

    Parameters
    ----------
    ties
        A dossier (all its ties, with its actors as nodes), or ties from `network`.

    Examples
    --------
    >>> import analysis
    >>> graph = to_networkx(analysis.load())
    >>> graph.edges["united-states", "japan", "us-japan-1960"]["start"]
    '1960-06-23'
    """
    import networkx as nx  # noqa: PLC0415 (only graphs need it)

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    frame = ties if isinstance(ties, pl.DataFrame) else ties.ties
    if not isinstance(ties, pl.DataFrame):
        tied = pl.concat([frame["source"], frame["target"]]).unique()
        for node in ties.actors.filter(pl.col("actor_id").is_in(tied.implode())).iter_rows(
            named=True
        ):
            graph.add_node(node["actor_id"], label=node["name"], kind=node["kind"])
    for row in frame.iter_rows(named=True):
        ends = row.pop("source"), row.pop("target")
        key = row["tie_id"]
        cells: dict[str, Any] = {
            name: _text(value) for name, value in row.items() if value is not None
        }
        graph.add_edge(*ends, key, **cells)
    return graph


def from_networkx(graph: nx.MultiDiGraph[str]) -> pl.DataFrame:
    """Turn a graph of `to_networkx`, also one read from GraphML, back into ties."""
    rows = []
    for source, target, key, cells in graph.edges(keys=True, data=True):
        row: dict[str, Any] = {"tie_id": key, "source": source, "target": target, **cells}
        row.pop("id", None)
        for name in _LISTS:
            row[name] = row[name].split("|") if row.get(name) else []
        for name in ("start", "end", "known_until"):
            row[name] = date.fromisoformat(row[name]) if name in row else None
        rows.append(row)
    columns = {name: _plain(kind) for name, kind in Tie.create_empty().schema.items()}
    columns |= {name: pl.String() for row in rows for name in row if name not in columns}
    return pl.DataFrame(rows, schema=columns)


def _text(value: object) -> str | int | bool:
    if isinstance(value, list):
        return "|".join(value)
    return value.isoformat() if isinstance(value, date) else value  # type: ignore[return-value]


def _plain(kind: pl.DataType) -> pl.DataType:
    if isinstance(kind, pl.List):
        return pl.List(pl.String)
    return pl.String() if isinstance(kind, pl.Enum) else kind
