"""Ties to and from networkx, in a form that GraphML keeps: text, numbers and truth values only."""

from __future__ import annotations

import json
from itertools import chain, count
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import TABLES, QuestionError, shorten
from analysis.dossier.frames import require_frame
from analysis.exchange.graph_cells import (
    cells,
    described,
    described_columns,
    exact,
    in_xml,
    restored,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import networkx as nx

    from analysis.dossier import Dossier

COLUMNS = "tie_columns"
"""Attribute of a graph that says what columns its ties have."""
ROW, EXACT, REVERSE, WEIGHT = "tie_row", "tie_exact", "reverse", "weight"
"""What `to_networkx` adds to each edge."""
CITED = ("citation", "url")
"""What `to_networkx` adds to ties of a dossier, of which the table has only the sources' ids."""
_ENDS = ("tie_id", "source", "target")
_SHOWN = {"actor_id": "id", "name": "label"}
"""What Gephi and others call the columns of an actor."""


def to_networkx(
    ties: Dossier | pl.DataFrame | nx.Graph[Any], actors: pl.DataFrame | None = None
) -> nx.MultiDiGraph[str]:
    """Turn ties into a graph that ``networkx.write_graphml`` takes, for Gephi and igraph.

    Each tie is an edge whose key is its ``tie_id``, with its cells, ``weight`` 1 where the ties
    have no weight of their own, and ``tie_row``, its place in the table. A GraphML file that
    networkx and igraph both read has edges of one kind only, so a tie that is not directed is an
    edge each way: one as it is in the table, and one back, with ``.back`` after its key and the
    attribute ``reverse`` true. **Count ties, degrees and weights without those**: an edge that is
    not ``reverse`` is a tie.

    Dates are ISO 8601, lists are joined by ``|`` (as JSON where an item has one), what is not
    known has no attribute rather than 0, and a character that XML forbids is U+FFFD; what a cell
    was before that is in ``tie_exact``. The graph's attribute ``tie_columns`` says what the
    columns are, so that ``from_networkx(to_networkx(ties))`` is ``ties``, also by way of a file.

    Parameters
    ----------
    ties
        A dossier (all its ties, with all its actors as nodes, and with ``citation`` and ``url`` of
        where each tie can be checked); or a frame with ``tie_id``, ``source``, ``target`` and any
        other columns of text, numbers, truth values, dates or lists; or any graph of networkx,
        whose edges become ties as `from_networkx` takes them. A tie whose ``directed`` is not true
        is not directed.
    actors
        Nodes beside the ends of a frame's ties: ``actor_id``, and any columns that a node is to
        have.

    Raises
    ------
    QuestionError
        The frame is not one of ties, a column is of another kind, or two ties or actors would be
        one in the graph.

    Examples
    --------
    >>> import analysis
    >>> graph = to_networkx(analysis.example())
    >>> graph.edges["belmark", "corvia", "belmark-corvia-2031"]["signed"]
    '2031-05-02'
    >>> graph.edges["corvia", "belmark", "belmark-corvia-2031.back"]["reverse"]
    True
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    if isinstance(ties, nx.Graph):
        frame, nodes = from_networkx(ties), _nodes_of(ties)
    elif isinstance(ties, pl.DataFrame):
        frame, nodes = _ties(ties), {}
    else:
        frame = _ties(getattr(ties, "ties", ties))
        actors = ties.actors if actors is None else actors
    if actors is not None:
        nodes = _actors(actors)
    _require_free_names(frame.columns)
    graph.graph[COLUMNS] = described(frame.schema)
    names: dict[str, str] = {}
    for node, attributes in nodes.items():
        graph.add_node(_node(node, names), **attributes)
    added = {} if WEIGHT in frame.columns else {WEIGHT: 1}
    cited = _citations(ties, frame) if hasattr(ties, "cite") else [{}] * frame.height
    keys = {*map(_as_text, frame["tie_id"])}
    for number, row in enumerate(frame.iter_rows(named=True)):
        source, target = (_node(_as_text(row[end]), names) for end in ("source", "target"))
        key = str(in_xml(_as_text(row["tie_id"])))
        attributes = {
            str(in_xml(name)): in_xml(written(cell))
            for name, cell in row.items()
            if cell is not None and name not in ("source", "target")
        }
        attributes |= added | cited[number] | {ROW: number}
        if originals := exact({name: cell for name, cell in row.items() if cell is not None}):
            attributes[EXACT] = originals
        edges = [(source, target, key, attributes | {REVERSE: False})]
        if not row.get("directed"):
            back = f"{key}.back"
            while back in keys:
                back += ".back"
            edges.append((target, source, back, attributes | {REVERSE: True}))
        graph.add_edges_from(edges)  # type: ignore[arg-type] # its types know no edges with keys
    return graph


def _as_text(identifier: object) -> str:
    return str(written(identifier))


def _node(name: str, names: dict[str, str]) -> str:
    """Give the node of an actor, and refuse to make one node of two actors."""
    node = str(in_xml(name))
    if names.setdefault(node, name) != name:
        raise QuestionError(
            f"{shorten(names[node])} and {shorten(name)} are one node where characters that XML "
            "forbids are left out; give one of the actors another id"
        )
    return node


def _nodes_of(graph: nx.Graph[Any]) -> dict[str, dict[str, Any]]:
    return {
        str(node): {str(in_xml(str(n))): in_xml(written(c)) for n, c in data.items()}
        for node, data in graph.nodes(data=True)
    }


def _actors(actors: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Give the attributes of each actor, by its id."""
    frame = require_frame(actors, ("actor_id",), "actors")
    described(frame.schema)  # refuses what no attribute can be
    nodes: dict[str, dict[str, Any]] = {}
    for row in frame.iter_rows(named=True):
        name = row.pop("actor_id")
        if name is None or _as_text(name) in nodes:
            raise QuestionError(f"actors: {shorten(str(name))} is not an id, or is there twice")
        nodes[_as_text(name)] = {
            str(in_xml(_SHOWN.get(column, column))): in_xml(written(cell))
            for column, cell in row.items()
            if cell is not None and cell != []
        }
    return nodes


def _citations(dossier: Any, ties: pl.DataFrame) -> list[dict[str, Any]]:  # noqa: ANN401 (a Dossier)
    rows = dossier.cite(ties).select(CITED).iter_rows(named=True)
    return [{name: in_xml(cell) for name, cell in row.items() if cell} for row in rows]


def _ties(ties: object) -> pl.DataFrame:
    """Take the frame of ties; refuse what is not one, and what a graph cannot keep."""
    frame = require_frame(ties, _ENDS, "ties")
    described(frame.schema)
    for column in _ENDS:
        kind = frame.schema[column]
        if not (kind.is_integer() or kind in (pl.String, pl.Categorical, pl.Enum, pl.Null)):
            raise QuestionError(f"ties: {column} is {kind}; ids are text or whole numbers")
        if frame[column].null_count():
            row = frame[column].is_null().arg_max()
            raise QuestionError(f"ties, row {row}: {column} is empty; a tie has an id and two ends")
    keys = pl.Series([in_xml(_as_text(tie)) for tie in frame["tie_id"]], dtype=pl.String)
    if keys.is_duplicated().any():
        twice = keys[keys.is_duplicated().arg_max() or 0]
        raise QuestionError(f"ties: {shorten(twice)} is there twice; a tie has an id of its own")
    return frame


def _require_free_names(columns: Sequence[str]) -> None:
    """Refuse columns whose names an edge has for something else, or that would be one in XML."""
    names: dict[str, str] = {}
    for column in columns:
        if column in (ROW, EXACT, REVERSE):
            raise QuestionError(
                f'ties: column "{column}" has the name of what a graph says of every edge; rename '
                "it or leave it out"
            )
        if names.setdefault(str(in_xml(column)), column) != column:
            raise QuestionError(f"ties: column {shorten(column)} is there twice as XML writes it")


def from_networkx(graph: nx.Graph[Any]) -> pl.DataFrame:
    """Turn a graph into ties: one of `to_networkx`, also out of a file, or any of networkx.

    Edges that `to_networkx` marks ``reverse`` are left out: their ties have another one. Where the
    graph says what its columns are, the ties are as they were, in their order; else they have the
    columns of ``ties.csv``, with words as text, and run one way if the graph's edges do. A tie is
    called by the attribute ``tie_id``, by the key or ``id`` of the edge if that is text, or else
    by its two ends. Nodes without an edge are in no tie: ask the graph for them.

    Returns
    -------
    DataFrame
        The columns of the ties, and one of text for each further attribute.

    Raises
    ------
    QuestionError
        It is not a graph of networkx, an attribute is not what the column of its name contains, or
        two nodes have one name.

    Examples
    --------
    >>> import analysis
    >>> ties = analysis.example().ties
    >>> from_networkx(to_networkx(ties)).equals(ties)
    True
    >>> import networkx
    >>> from_networkx(networkx.Graph([("a", "b")])).select("tie_id", "directed").row(0)
    ('a-b', False)
    """
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise QuestionError(f"ties come from a graph of networkx, not {type(graph).__name__}")
    kept = described_columns(graph.graph.get(COLUMNS))
    kinds = kept or {n: _without_words(k) for n, k in TABLES["ties"].create_empty().schema.items()}
    rows = list(_rows(graph, kinds))
    if kept is None and "directed" in kinds:
        rows = [{"directed": graph.is_directed()} | row for row in rows]
    rows.sort(key=lambda row: row[ROW] if isinstance(row.get(ROW), int | float) else len(rows))
    _name(rows, directed=graph.is_directed())
    where = [str(row["tie_id"]) for row in rows]
    series = [cells(_column(rows, n, k, kept is None), k, n, where) for n, k in kinds.items()]
    further = dict.fromkeys(name for row in rows for name in row if name not in kinds)
    ours = {ROW, EXACT, *(CITED if kept else ())}
    if kept and all(row.get(WEIGHT, 1) == 1 for row in rows):
        ours.add(WEIGHT)
    for name in [name for name in further if name not in ours]:
        texts = [None if row.get(name) is None else str(row[name]) for row in rows]
        series.append(pl.Series(name, texts, dtype=pl.String))
    return pl.DataFrame(series)


def _is_stated(value: object) -> bool:
    """Whether a truth value is true, which files without truth values have as text."""
    return bool(value) and str(value).lower() != "false"


def _column(
    rows: Sequence[Mapping[str, Any]],
    name: str,
    kind: pl.DataType,
    filled: bool,  # noqa: FBT001 (one call)
) -> list[Any]:
    """Give a column's attributes; a list that is not stated is empty where nothing says more."""
    empty = "" if filled and isinstance(kind, pl.List) else None
    return [empty if row.get(name) is None else row[name] for row in rows]


def _rows(graph: nx.Graph[Any], kinds: Mapping[str, pl.DataType]) -> Iterator[dict[str, Any]]:
    """Give what edges say by the names of columns, in the order of the graph, without ways back."""
    names: dict[str, object] = {}
    for node in graph:
        if names.setdefault(str(node), node) is not node:
            raise QuestionError(f"two nodes are called {shorten(str(node))}; rename one of them")
    as_written = {str(in_xml(name)): name for name in kinds}
    every: Any = graph
    many = graph.is_multigraph()
    edges = every.edges(keys=True, data=True) if many else every.edges(data=True)
    for source, target, *keys, data in edges:
        found = {as_written.get(str(n), str(n)): cell for n, cell in data.items()}
        if "tie_id" in found and _is_stated(found.pop(REVERSE, False)):
            continue
        key = keys[0] if keys else found.get("id")
        if "id" not in kinds:
            found.pop("id", None)
        row = {"source": str(source), "target": str(target), **found}
        if isinstance(key, str):
            row.setdefault("tie_id", key)
        originals = _originals(row.get(EXACT))
        yield {name: restored(name, cell, originals) for name, cell in row.items()}


def _originals(text: object) -> Mapping[str, object]:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _name(rows: list[dict[str, Any]], *, directed: bool) -> None:
    """Give ties without an id one of their ends, the same whatever the order of the nodes."""
    taken = {str(row["tie_id"]) for row in rows if row.get("tie_id") is not None}
    for row in rows:
        if row.get("tie_id") is None:
            ends = [row["source"], row["target"]]
            name = "-".join(ends if directed else sorted(ends))
            names = chain([name], (f"{name}-{number}" for number in count(2)))
            row["tie_id"] = next(one for one in names if one not in taken)
            taken.add(row["tie_id"])


def _without_words(kind: pl.DataType) -> pl.DataType:
    if isinstance(kind, pl.List):
        return pl.List(pl.String())
    return pl.String() if isinstance(kind, pl.Enum) else kind
