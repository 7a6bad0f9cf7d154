"""Actors and ties out of files of GraphML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from analysis.dossier import TABLES, require_known, require_option
from analysis.dossier.stated_numbers import stated_number
from analysis.evidence import Foreign
from analysis.exchange.foreign_rows import CoinedIds, LeftOut, fitting
from analysis.exchange.graph_cells import restored
from analysis.exchange.graph_files import read_graph_file
from analysis.exchange.graphs import CITED, COLUMNS, EXACT, REVERSE, ROW, WEIGHT
from analysis.exchange.untrusted import as_path

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from analysis.exchange.graph_files import Edge, ForeignGraph

_NAMES = ("label", "name", "Label", "Name")
"""Attributes that programs call nodes by, in the order in which they are looked for."""
_OF_ACTORS = tuple(name for name in TABLES["actors"].column_names() if name != "actor_id")
_OF_TIES = tuple(
    name
    for name in TABLES["ties"].column_names()
    if name not in ("tie_id", "source", "target", "directed", "sign")
)


def read_graphml(
    path: str | os.PathLike[str],
    *,
    names: str | None = None,
    sign: str | None = None,
    actor_kind: str | None = None,
    tie_kind: str | None = None,
    tie_status: str | None = None,
    tie_basis: str | None = None,
) -> Foreign:
    """Read actors and ties from a file of GraphML: of this package, Gephi, yEd, visone, igraph ...

    What nodes and edges state under the name of a column becomes a cell, if it can be one there;
    everything else is counted in ``left_out``. Signs are not guessed: see ``sign``. For signed
    edges alone, without tables, see `signed_edges`.

    Parameters
    ----------
    path
        The file.
    names
        Attribute of nodes that names the actors; by default ``label``, else ``name``, else the
        node's id.
    sign
        Attribute of edges whose number is above zero for friendly ties and below for hostile ones;
        by default ``sign``.
    actor_kind, tie_kind, tie_status, tie_basis
        Kind of the actors, and kind, status and basis of the ties, of which the file does not say
        it.

    Returns
    -------
    Foreign
        Rows of ``actors`` and ``ties``. Ids are those of the file, if this package wrote it, and
        made of names else. A file may not say what everything rests on: a tie without a basis, a
        status or a source is for a person to complete, unless an option says it of all.

    Raises
    ------
    QuestionError
        The file is not GraphML, or no node or edge has an attribute that is named.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import analysis
    >>> from analysis.exchange import graphml
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "ties.graphml")
    ...     _ = file.write_text(graphml(analysis.example()), encoding="utf-8")
    ...     found = read_graphml(file)
    >>> len(found.rows["ties"]) == analysis.example().ties.height, found.left_out
    (True, ())
    """
    graph = read_graph_file(as_path(path))
    given = {"kind": tie_kind, "status": tie_status, "basis": tie_basis}
    asked = [("actors", "kind", "actor_kind", actor_kind)]
    asked += [("ties", column, f"tie_{column}", word) for column, word in given.items()]
    for table, column, option, word in asked:
        if word is not None:
            require_option(word, TABLES[table].columns()[column].categories, option)  # type: ignore[attr-defined]
    reading = _Rows(graph, names, sign or "sign")
    actors, ties = (
        reading.actors(actor_kind),
        reading.ties({column: word for column, word in given.items() if word}),
    )
    left_out = (*graph.left_out, *reading.left_out.sentences())
    return Foreign(rows={"actors": actors, "ties": ties}, left_out=left_out)


class _Rows:
    def __init__(self, graph: ForeignGraph, names: str | None, sign: str) -> None:
        self._graph = graph
        self._names = (names,) if names else _NAMES
        self._sign = sign
        self._ours = COLUMNS in graph.stated or any(ROW in edge.stated for edge in graph.edges)
        self._ids: dict[str, str] = {}
        self.left_out = LeftOut()
        _require_stated(names, graph.nodes.values(), "an attribute of the nodes")
        stated = [edge.stated for edge in graph.edges]
        _require_stated(None if sign == "sign" else sign, stated, "an attribute of the edges")

    def actors(self, kind: str | None) -> list[dict[str, str]]:
        """Give a row for each node."""
        ids, rows = CoinedIds("actor"), []
        if self._ours:
            self._ids = {node: node for node in self._graph.nodes if ids.take(node)}
        for node, stated in self._graph.nodes.items():
            of = next((name for name in self._names if stated.get(name, "").strip()), None)
            name = " ".join(stated[of].split()) if of else node
            if node not in self._ids:
                self._ids[node] = ids.coin(name)
            row = {"actor_id": self._ids[node], "name": name}
            known = {of: "name", "id": "actor_id"} | dict.fromkeys(_NAMES if not of else ())
            row |= self._cells("actors", stated, _OF_ACTORS, known)
            rows.append(row | ({"kind": kind} if kind and "kind" not in row else {}))
        return rows

    def ties(self, given: Mapping[str, str]) -> list[dict[str, str]]:
        """Give a row for each edge that is a tie, with cells that are given where it has none."""
        edges = [edge for edge in self._graph.edges if not edge.is_way_back]
        ids, rows = CoinedIds("tie"), []
        stated = [_key(edge, ours=self._ours) for edge in edges]
        keys = [key if key and ids.take(key) else None for key in stated]
        for edge, key in zip(edges, keys, strict=True):
            ends = [self._ids[edge.source], self._ids[edge.target]]
            if ends[0] == ends[1]:
                self.left_out.add("edge", "from a node to itself", edge.source)
                continue
            named = key or ids.coin(*(ends if edge.directed else sorted(ends)))
            row = {"tie_id": named, "source": ends[0], "target": ends[1]}
            row["directed"] = str(edge.directed).lower()
            cells = dict(edge.stated)
            if self._ours:
                row["directed"] = fitting("ties", "directed", cells.pop("directed", "")) or "true"
                cells = _restored(cells)
            row |= self._signed(cells)
            ours = (ROW, EXACT, REVERSE, WEIGHT, *CITED) if self._ours else ()
            known = dict.fromkeys((*ours, "id", "tie_id", "source", "target", self._sign))
            row |= self._cells("ties", cells, _OF_TIES, known)
            rows.append(row | {name: cell for name, cell in given.items() if name not in row})
        return rows

    def _signed(self, stated: Mapping[str, str]) -> dict[str, str]:
        text = stated.get(self._sign, "").strip()
        if not text:
            return {}
        number = stated_number(text)
        if number > 0 or number < 0:
            return {"sign": "1" if number > 0 else "-1"}
        self.left_out.add("edge", f"with {self._sign} that is not above or below zero", text)
        return {}

    def _cells(
        self,
        table: str,
        stated: Mapping[str, str],
        columns: Iterable[str],
        known: Mapping[str | None, object],
    ) -> dict[str, str]:
        noun = {"actors": "node", "ties": "edge"}[table]
        cells = dict[str, str]()
        for name, text in stated.items():
            if name in known:
                continue
            if name not in columns:
                self.left_out.add(noun, f"with {name}, for which {table} have no column", text)
            elif (cell := fitting(table, name, text)) is not None:
                cells[name] = cell
            elif text.strip():
                self.left_out.add(noun, f"with {name} that no cell of {table} can be", text)
        return cells


def _key(edge: Edge, *, ours: bool) -> str | None:
    """Give the id that an edge states for its tie."""
    stated = edge.stated.get("tie_id")
    return stated or (edge.key if ours else None)


def _restored(stated: Mapping[str, str]) -> dict[str, str]:
    """Put back characters that XML cannot contain."""
    try:
        found = json.loads(stated.get(EXACT, "{}"))
    except (ValueError, RecursionError):
        found = {}
    originals = found if isinstance(found, dict) else {}
    return {name: str(restored(name, text, originals)) for name, text in stated.items()}


def _require_stated(name: str | None, stated: Iterable[Mapping[str, str]], what: str) -> None:
    known = dict.fromkeys(one for each in stated for one in each)
    if name is not None and known:
        require_known(name, known, what)
