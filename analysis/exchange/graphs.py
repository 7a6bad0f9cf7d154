"""Ties to and from networkx, in a form that GraphML keeps: text, numbers and truth values only."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import polars as pl

from analysis.dossier import TABLES, QuestionError, shorten
from analysis.dossier.frames import require_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from analysis.dossier import Dossier

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?")
_ENDS = ("tie_id", "source", "target")


def to_networkx(ties: Dossier | pl.DataFrame) -> nx.MultiDiGraph[str]:
    """Turn ties into a graph that ``networkx.write_graphml`` takes, for Gephi and igraph.

    Each tie is an edge whose key is its ``tie_id``. A GraphML file that networkx and igraph both
    read has edges of one kind only, so a tie that is not directed is an edge each way: one as it
    is in the table, and one back, with ``.back`` after its key and the attribute ``reverse`` true.
    Leave those out to count ties. Dates are ISO 8601, lists are joined by ``|``, what is not known
    has no attribute rather than 0, and a character that XML forbids is U+FFFD.

    Parameters
    ----------
    ties
        A dossier (all its ties, with its actors as nodes), or a frame with ``tie_id``, ``source``,
        ``target`` and any other columns of text, numbers, truth values, dates or lists of text. A
        tie whose ``directed`` is not true is not directed.

    Raises
    ------
    QuestionError
        The frame is not one of ties, or a column is of another kind.

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
    frame = _ties(ties)
    if not isinstance(ties, pl.DataFrame):
        tied = {*frame["source"], *frame["target"]}
        for actor, name, kind in ties.actors.select("actor_id", "name", "kind").iter_rows():
            if actor in tied:
                graph.add_node(actor, label=_plain(name), kind=kind)
    for row in frame.iter_rows(named=True):
        key, source, target = (str(_plain(row[column])) for column in _ENDS)
        cells: dict[str, Any] = {
            str(_plain(name)): _plain(cell)
            for name, cell in row.items()
            if cell is not None and name not in ("source", "target")
        }
        edges = [(source, target, key, cells | {"reverse": False})]
        if not row.get("directed"):
            edges.append((target, source, f"{key}.back", cells | {"reverse": True}))
        graph.add_edges_from(edges)  # type: ignore[arg-type] # its types know no edges with keys
    return graph


def _ties(ties: Dossier | pl.DataFrame) -> pl.DataFrame:
    """Take the frame of ties; refuse what is not one, and what a graph cannot keep."""
    frame = require_frame(getattr(ties, "ties", ties), _ENDS, "ties")
    for column in _ENDS:
        if frame[column].null_count():
            row = frame[column].is_null().arg_max()
            raise QuestionError(f"ties, row {row}: {column} is empty; a tie has an id and two ends")
    for column, kind in frame.schema.items():
        item = kind.inner if isinstance(kind, pl.List) else kind
        if item.is_nested() or item.is_object() or item == pl.Binary:
            raise QuestionError(
                f"ties: column {shorten(column)} is {kind}; a graph keeps text, numbers, truth "
                "values, dates and lists of text: leave it out, or write it as text"
            )
    return frame


def _plain(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    items = value if isinstance(value, list) else [value]
    text = "|".join(_text(item) for item in items if item is not None)
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub("\n", text))


def _text(item: object) -> str:
    return item.isoformat() if isinstance(item, date) else str(item)


def from_networkx(graph: nx.Graph[str]) -> pl.DataFrame:
    """Turn a graph of `to_networkx`, also one read from GraphML, back into ties.

    Edges that are marked ``reverse`` are left out: their ties have another one.

    Returns
    -------
    DataFrame
        The columns of ``ties.csv``, with words as text, and one of text for each further
        attribute.

    Raises
    ------
    QuestionError
        It is not a graph of networkx, or an attribute is not what the column of its name contains.

    Examples
    --------
    >>> import analysis
    >>> ties = analysis.example().ties
    >>> from_networkx(to_networkx(ties)).height == ties.height
    True
    """
    columns = {n: _without_words(k) for n, k in TABLES["ties"].create_empty().schema.items()}
    rows = []
    for source, target, key, cells in _edges(graph):
        row: dict[str, Any] = {"tie_id": key, "source": source, "target": target, **cells}
        row.pop("id", None)
        if row.pop("reverse", False):
            continue
        for name, kind in columns.items():
            row[name] = _cell(row.get(name), kind, f"edge {shorten(str(row['tie_id']))}: {name}")
        rows.append(row)
    known = columns.keys()
    further: dict[str, pl.DataType] = {
        n: pl.String() for row in rows for n in row if n not in known
    }
    texts = [
        row | {name: None if row.get(name) is None else str(row[name]) for name in further}
        for row in rows
    ]
    return pl.DataFrame(texts, schema=columns | further)


def _edges(graph: nx.Graph[str]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Give the edges of a graph of any kind with their keys, by default numbers."""
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise QuestionError(f"ties come from a graph of networkx, not {type(graph).__name__}")
    every: Any = graph
    edges = every.edges(keys=True, data=True) if graph.is_multigraph() else every.edges(data=True)
    for number, (source, target, *keys, cells) in enumerate(edges):
        yield source, target, keys[0] if keys else cells.get("id", f"row-{number}"), cells


def _cell(value: Any, kind: pl.DataType, what: str) -> object:  # noqa: ANN401 (as networkx has it)
    """Read an attribute as the cell of a column."""
    if isinstance(kind, pl.List):
        return str(value).split("|") if value else []
    try:
        if value is None or isinstance(value, bool) != (kind == pl.Boolean):
            return None if value is None else _refuse(value, kind, what)
        if kind == pl.Date:
            return date.fromisoformat(value)
        return int(value) if kind.is_integer() else value if kind == pl.Boolean else str(value)
    except (TypeError, ValueError):
        return _refuse(value, kind, what)


def _refuse(value: object, kind: pl.DataType, what: str) -> NoReturn:
    raise QuestionError(f"{what} is {shorten(str(value))}, but must be {kind}")


def _without_words(kind: pl.DataType) -> pl.DataType:
    if isinstance(kind, pl.List):
        return pl.List(pl.String)
    return pl.String() if isinstance(kind, pl.Enum) else kind


def graphml(dossier: Dossier) -> str:
    """Write all ties as GraphML with signs, dates and sources, for Gephi, igraph and networkx.

    The graph is that of `to_networkx`: a tie that is not directed is an edge each way.

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
