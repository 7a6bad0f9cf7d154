"""Graphs as files of GraphML: written for Gephi, igraph and networkx, read from any program."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.errors import QuestionError, shorten, visible
from analysis.exchange.graph_cells import written
from analysis.exchange.graphs import REVERSE, to_networkx
from analysis.exchange.untrusted import content_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import networkx as nx
    from lxml.etree import _Element

    from analysis.dossier import Dossier

_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def graphml(dossier: Dossier) -> str:
    """Write all actors and ties as GraphML, for Gephi, igraph and networkx.

    The graph is that of `to_networkx`: ``weight``, ``sign``, dates, ids of sources with a
    ``citation`` and ``url``, and an edge each way for a tie that is not directed, the one back
    marked ``reverse``. To count ties, or add up weights, leave those out.

    Examples
    --------
    >>> import analysis
    >>> ties = analysis.example().ties
    >>> graphml(analysis.example()).count("<edge ") == ties.height + (~ties["directed"]).sum()
    True
    """
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_graphml(to_networkx(dossier), buffer)
    return buffer.getvalue().decode().rstrip() + "\n"  # networkx with lxml leaves it out


@dataclass(frozen=True)
class Edge:
    """One edge of a foreign graph."""

    key: str | None
    """Its id in the file, where it has one."""
    source: str
    target: str
    directed: bool
    stated: Mapping[str, str]
    """What is stated of it, by the name of the attribute; nothing that is empty."""
    line: int | None = None
    """Line of its file."""

    @property
    def is_way_back(self) -> bool:
        """Whether `to_networkx` added it to a tie; what others call reverse is an edge."""
        return "tie_id" in self.stated and self.stated.get(REVERSE, "").lower() == "true"

    def __str__(self) -> str:
        """Say which edge it is."""
        place = f"line {self.line}: " if self.line else ""
        key = f" {shorten(self.key)}" if self.key else ""
        return f"{place}edge{key} from {shorten(self.source)} to {shorten(self.target)}"


@dataclass
class ForeignGraph:
    """A graph of another program: its nodes by id, and its edges, with what is stated of them."""

    name: str
    """Of its file, for messages."""
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    """What is stated of the graph as a whole."""
    left_out: list[str] = field(default_factory=list)
    """What of the file is not a node or an edge, a sentence each."""

    def fault(self, what: object, why: str) -> QuestionError:
        """Say what in the file cannot be read."""
        return QuestionError(f"{self.name}, {what}: {why}" if self.name else f"{what}: {why}")


def graph_of(graph: nx.Graph[Any]) -> ForeignGraph:
    """Take a graph of networkx as one of another program."""
    found = ForeignGraph("", stated=_texts(graph.graph))
    for node, data in graph.nodes(data=True):
        if str(node) in found.nodes:
            raise QuestionError(f"two nodes are called {shorten(str(node))}; rename one of them")
        found.nodes[str(node)] = _texts(data)
    every: Any = graph
    many = graph.is_multigraph()
    for source, target, *keys, data in (
        every.edges(keys=True, data=True) if many else every.edges(data=True)
    ):
        key = keys[0] if keys and isinstance(keys[0], str) else None
        stated = _texts(data)
        found.edges.append(Edge(key, str(source), str(target), graph.is_directed(), stated))
    return found


def _texts(data: Mapping[Any, Any]) -> dict[str, str]:
    texts = {str(name): str(written(cell)) for name, cell in data.items() if cell is not None}
    return {name: text for name, text in texts.items() if text}


def read_graph_file(path: Path) -> ForeignGraph:
    """Read a file of GraphML as Gephi, yEd, visone, igraph, networkx and others write it.

    Raises
    ------
    QuestionError
        It is not GraphML, declares a document type, an edge has no or an unknown end, an id is
        there twice, or an attribute is of no key.
    """
    name = visible(path.name)
    root = tree_of(content_of(path), name)
    graphs = [one for one in root if _tag(one) == "graph"]
    if _tag(root) != "graphml" or not graphs:
        raise QuestionError(
            f"{name}: begins with <{visible(_tag(root))}> and is not a graph of GraphML; export it "
            "as GraphML"
        )
    graph = ForeignGraph(name)
    if more := len(graphs) - 1:
        graph.left_out.append(f"{more} further {'graph' if more == 1 else 'graphs'} of the file")
    reading = _Reading(graph, [_Key.of(one, graph) for one in root if _tag(one) == "key"])
    reading.read(graphs[0])
    return graph


@dataclass(frozen=True)
class _Key:
    """What an attribute is called, of what it is, and what it is where nothing is said."""

    identifier: str
    name: str
    scope: str
    kind: str
    default: str

    @classmethod
    def of(cls, element: _Element, graph: ForeignGraph) -> _Key:
        identifier = element.get("id")
        if not identifier:
            raise graph.fault(f"line {element.sourceline}", "a <key> is without an id")
        # visone and yEd have keys of their own, which say how things are drawn
        own = (value for name, value in element.attrib.items() if str(name).endswith(".type"))
        name = element.get("attr.name") or next(map(str, own), identifier)
        default = next((_said(one) for one in element if _tag(one) == "default"), "")
        kind = element.get("attr.type", "")
        return cls(identifier, name, element.get("for", "all"), kind, default)


class _Reading:
    """The elements of one graph on their way into a `ForeignGraph`."""

    def __init__(self, graph: ForeignGraph, keys: list[_Key]) -> None:
        self._graph = graph
        self._keys = {(one.identifier, one.scope): one for one in keys}
        self._defaults = {
            scope: {k.name: k.default for k in keys if k.scope in (scope, "all") and k.default}
            for scope in ("node", "edge")
        }

    def read(self, element: _Element) -> None:
        """Read a graph, and the graphs that groups of yEd are."""
        graph = self._graph
        graph.stated |= self._stated(element, "graph")
        edges, hyperedges = [], 0
        default = element.get("edgedefault", "undirected")
        waiting = [(element, default)]
        while waiting:
            above, default = waiting.pop(0)
            for one in above:
                match _tag(one):
                    case "node":
                        self._node(one)
                        inner = (sub for sub in one if _tag(sub) == "graph")
                        waiting += [(sub, sub.get("edgedefault", default)) for sub in inner]
                    case "edge":
                        edges.append((one, default))
                    case "hyperedge":
                        hyperedges += 1
        for one, default in edges:
            self._edge(one, default)
        if hyperedges:
            what = "hyperedge" if hyperedges == 1 else "hyperedges"
            graph.left_out.append(f"{hyperedges} {what}: a tie has two ends")

    def _node(self, element: _Element) -> None:
        identifier = element.get("id")
        line = f"line {element.sourceline}"
        if not identifier:
            raise self._graph.fault(line, "a node is without an id")
        if identifier in self._graph.nodes:
            raise self._graph.fault(line, f"node {shorten(identifier)} is there twice; rename one")
        self._graph.nodes[identifier] = self._defaults["node"] | self._stated(element, "node")

    def _edge(self, element: _Element, default: str) -> None:
        ends = [element.get("source") or "", element.get("target") or ""]
        line = f"line {element.sourceline}"
        for end in ends:
            if not end:
                raise self._graph.fault(line, "an edge is without a source or a target")
            if end not in self._graph.nodes:
                raise self._graph.fault(
                    line, f"an edge names {shorten(end)}, and no node has that id"
                )
        directed = _TRUTH.get(element.get("directed", "").lower(), default == "directed")
        stated = self._defaults["edge"] | self._stated(element, "edge")
        at = element.sourceline if isinstance(element.sourceline, int) else None
        self._graph.edges.append(Edge(element.get("id"), ends[0], ends[1], directed, stated, at))

    def _stated(self, element: _Element, scope: str) -> dict[str, str]:
        found, drawn = dict[str, str](), dict[str, str]()
        for data in element:
            if _tag(data) != "data":
                continue
            identifier = data.get("key", "")
            of = (self._keys.get((identifier, one)) for one in (scope, "all"))
            if (key := next((one for one in of if one), None)) is None:
                line = f"line {data.sourceline}"
                raise self._graph.fault(
                    line, f"no key is called {shorten(identifier)}; export it anew"
                )
            if len(data):
                drawn |= dict(_drawn(data))
            elif text := _said(data):
                kind = key.kind in ("boolean", "bool") and text.lower() in _TRUTH
                found[key.name] = str(_TRUTH[text.lower()]).lower() if kind else text
        return drawn | found


def _drawn(data: _Element) -> Iterator[tuple[str, str]]:
    """Give the label of what yEd and visone draw; how it is drawn says nothing that can be read."""
    for one in data.iter():
        if _tag(one) in ("NodeLabel", "EdgeLabel") and (label := (one.text or "").strip()):
            yield "label", label
            return


def _said(element: _Element) -> str:
    return element.text or ""


def _tag(element: _Element) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
