"""Ties to and from networkx, in a form that GraphML keeps: text, numbers and truth values only."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import TABLES

if TYPE_CHECKING:
    import networkx as nx

    from analysis.dossier import Dossier

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_networkx(ties: Dossier | pl.DataFrame) -> nx.MultiDiGraph[str]:
    """Turn ties into a graph that ``networkx.write_graphml`` takes, for Gephi and igraph.

    Each tie is an edge whose key is its ``tie_id``. GraphML knows one kind of edge per file, so an
    undirected tie is an edge with the attribute ``directed`` false. Dates are ISO 8601, lists are
    joined by ``|``, and what is not known has no attribute rather than 0.

    Parameters
    ----------
    ties
        A dossier (all its ties, with its actors as nodes), or a frame with ``tie_id``, ``source``,
        ``target`` and any other columns of text, numbers, truth values, dates or lists of text.

    Examples
    --------
    >>> import analysis
    >>> graph = to_networkx(analysis.example())
    >>> graph.edges["belmark", "corvia", "belmark-corvia-2031"]["signed"]
    '2031-05-02'
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    frame = ties if isinstance(ties, pl.DataFrame) else ties.ties
    if not isinstance(ties, pl.DataFrame):
        tied = {*frame["source"], *frame["target"]}
        for actor, name, kind in ties.actors.select("actor_id", "name", "kind").iter_rows():
            if actor in tied:
                graph.add_node(actor, label=_plain(name), kind=kind)
    for row in frame.iter_rows(named=True):
        ends = row.pop("source"), row.pop("target")
        cells: dict[str, Any] = {k: _plain(v) for k, v in row.items() if v is not None}
        graph.add_edge(*ends, row["tie_id"], **cells)
    return graph


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    text = "|".join(value) if isinstance(value, list) else value
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text) if isinstance(text, str) else text


def from_networkx(graph: nx.MultiDiGraph[str]) -> pl.DataFrame:
    """Turn a graph of `to_networkx`, also one read from GraphML, back into ties.

    Returns
    -------
    DataFrame
        The columns of ``ties.csv``, with words as text, and one of text for each further
        attribute.

    Examples
    --------
    >>> import analysis
    >>> ties = analysis.example().ties
    >>> from_networkx(to_networkx(ties)).height == ties.height
    True
    """
    columns = {n: _without_words(k) for n, k in TABLES["ties"].create_empty().schema.items()}
    rows = []
    for source, target, key, cells in graph.edges(keys=True, data=True):
        row: dict[str, Any] = {"tie_id": key, "source": source, "target": target, **cells}
        row.pop("id", None)
        for name, kind in columns.items():
            if isinstance(kind, pl.List):
                row[name] = row[name].split("|") if row.get(name) else []
            elif kind == pl.Date:
                row[name] = date.fromisoformat(row[name]) if name in row else None
        rows.append(row)
    further = (name for row in rows for name in row if name not in columns)
    return pl.DataFrame(rows, schema=columns | dict.fromkeys(further, pl.String()))


def _without_words(kind: pl.DataType) -> pl.DataType:
    if isinstance(kind, pl.List):
        return pl.List(pl.String)
    return pl.String() if isinstance(kind, pl.Enum) else kind


def graphml(dossier: Dossier) -> str:
    """Write all ties as GraphML with signs, dates and sources, for Gephi, igraph and networkx.

    Examples
    --------
    >>> import analysis
    >>> graphml(analysis.example()).count("<edge ") == analysis.example().ties.height
    True
    """
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_graphml(to_networkx(dossier), buffer)
    return buffer.getvalue().decode()
