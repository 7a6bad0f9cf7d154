"""Signed edges out of graphs of other programs, for `analysis.balance`."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, Literal, get_args

import polars as pl

from analysis.dossier import QuestionError, require_known, require_option, shorten
from analysis.dossier.places import not_a_file
from analysis.dossier.stated_numbers import stated_number
from analysis.errors import visible
from analysis.exchange.graph_files import graph_of, read_graph_file
from analysis.exchange.untrusted import as_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

    from analysis.exchange.graph_files import Edge, ForeignGraph

Unsigned = Literal["error", "omit"]
_SIGN, _WEIGHT = "sign", "weight"


def signed_edges(
    graph: str | os.PathLike[str] | nx.Graph[Any],
    *,
    sign: str | None = None,
    weight: str | None = None,
    names: str | None = None,
    unsigned: Unsigned = "error",
) -> pl.DataFrame:
    """Read the signed edges of a GraphML file, or of a graph of networkx, for balance.

    Nothing is guessed: a sign is what an attribute states. Colours, widths and labels are not.

    Parameters
    ----------
    graph
        A file of GraphML, or any graph of networkx.
    sign
        Attribute of edges that states the sign. ``sign`` has +1 and -1 (or ``+`` and ``-``); of
        any other the sign of its number counts, and its size is the weight. By default ``sign``
        where an edge has it, else ``weight`` where one is below zero.
    weight
        Attribute that states the weight, a number above zero; by default ``weight`` where every
        edge has it and it does not state the sign, else 1.
    names
        Attribute of nodes to call them by; by default their ids.
    unsigned
        What to do about edges that state no sign, or zero: "error" says which there are, "omit"
        leaves them out, since what is not known is not 0.

    Returns
    -------
    DataFrame
        ``source``, ``target``, ``sign`` (+1 or -1) and ``weight``, a row for each edge in the
        order of the graph; edges that `to_networkx` marks ``reverse`` are not counted twice.
        Directions are left out and nodes without edges as well: neither matters to balance.

    Raises
    ------
    QuestionError
        The file is not GraphML, no edge states a sign, or an attribute is missing or is not a
        number.

    Examples
    --------
    >>> import networkx
    >>> from analysis.balance import frustration_index
    >>> graph = networkx.Graph()
    >>> graph.add_weighted_edges_from([("a", "b", 2), ("b", "c", -1.5), ("a", "c", 1)])
    >>> edges = signed_edges(graph)
    >>> edges.rows()
    [('a', 'b', 1, 2.0), ('a', 'c', 1, 1.0), ('b', 'c', -1, 1.5)]
    >>> frustration_index(edges).index
    1.0
    """
    require_option(unsigned, get_args(Unsigned), "unsigned")
    found = _graph(graph)
    edges = [edge for edge in found.edges if not edge.is_way_back]
    attributes = dict.fromkeys(name for edge in edges for name in edge.stated)
    sign = _sign_attribute(edges, attributes, found) if sign is None else sign
    for asked in (sign, weight):
        if asked is not None and edges:
            require_known(asked, attributes, "an attribute of the edges")
    if weight is None and sign == _SIGN and all(_WEIGHT in edge.stated for edge in edges):
        weight = _WEIGHT
    called = _called(found, names)
    rows, silent = [], []
    for edge in edges:
        value = _number(edge, sign, found) if sign in edge.stated else 0.0
        if value == 0:
            silent.append(edge)
            continue
        if sign == _SIGN and abs(value) != 1:
            raise found.fault(
                edge,
                f"sign is {value:g}, and neither +1 nor -1; or name the attribute "
                'of another name that states signs by sign="..."',
            )
        size = abs(value) if weight is None else _weight(edge, weight, found)
        rows.append((called[edge.source], called[edge.target], 1 if value > 0 else -1, size))
    if silent and unsigned == "error":
        more = f" and {len(silent) - 1:,} more" if silent[1:] else ""
        raise found.fault(
            silent[0], f'states no sign in "{sign}"{more}; unsigned="omit" leaves such edges out'
        )
    kinds = {"source": pl.String, "target": pl.String, "sign": pl.Int8, "weight": pl.Float64}
    return pl.DataFrame(rows, kinds, orient="row")


def _graph(graph: object) -> ForeignGraph:
    import networkx as nx

    if isinstance(graph, nx.Graph):
        return graph_of(graph)
    if not isinstance(graph, str | os.PathLike):
        kind = type(graph).__name__
        raise QuestionError(f"a graph is a file of GraphML or a graph of networkx, not {kind}")
    path = as_path(graph)
    if wrong := not_a_file(path):
        raise QuestionError(f"{visible(str(path))} {wrong}")
    return read_graph_file(path)


def _sign_attribute(edges: Sequence[Edge], attributes: dict[str, None], graph: ForeignGraph) -> str:
    """Find the attribute that states signs, and refuse to guess one."""
    if _SIGN in attributes or not edges:
        return _SIGN
    if _WEIGHT in attributes:
        weights = [_number(edge, _WEIGHT, graph) for edge in edges if _WEIGHT in edge.stated]
        if min(weights) < 0:
            return _WEIGHT
    stated = ", ".join(map(str, attributes)) or "nothing"
    positive = '; no weight is below zero: if all edges are friendly, sign="weight" says so'
    raise graph.fault(
        f"{len(edges):,} edges",
        f'none states a sign; they state {stated}. Name the attribute that does by sign="..."'
        + (positive if _WEIGHT in attributes else ""),
    )


def _number(edge: Edge, name: str, graph: ForeignGraph) -> float:
    text = edge.stated[name].strip()
    value = stated_number(text)
    if math.isnan(value):
        raise graph.fault(edge, f"{name} is {shorten(text)}, and not a number that is finite")
    return value


def _weight(edge: Edge, name: str, graph: ForeignGraph) -> float:
    if name not in edge.stated:
        raise graph.fault(edge, f"states no {name}, and other edges do")
    if (value := _number(edge, name, graph)) <= 0:
        raise graph.fault(edge, f"{name} is {value:g}; beside a sign, a weight is above zero")
    return value


def _called(graph: ForeignGraph, names: str | None) -> dict[str, str]:
    """Give what each node is called, by its id."""
    if names is None:
        return {node: node for node in graph.nodes}
    known = dict.fromkeys(name for stated in graph.nodes.values() for name in stated)
    if graph.nodes:
        require_known(names, known, "an attribute of the nodes")
    owner: dict[str, str] = {}
    for node, stated in graph.nodes.items():
        if names not in stated:
            raise graph.fault(
                f"node {shorten(node)}", f"states no {names}, by which nodes are to be called"
            )
        other = owner.setdefault(stated[names], node)
        if other != node:
            raise graph.fault(
                f"nodes {shorten(other)} and {shorten(node)}",
                f"have one {names}, {shorten(stated[names])}",
            )
    return {node: stated[names] for node, stated in graph.nodes.items()}
