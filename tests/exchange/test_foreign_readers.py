"""Exports are read by others than their writer, whatever is in a cell and however few rows."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

import igraph
import networkx as nx
import polars as pl
import pytest

import analysis
from analysis.dossier import TABLES
from analysis.dossier.references import references_of
from analysis.exchange import (
    datapackage,
    event_list,
    from_networkx,
    graphml,
    statement_table,
    to_networkx,
    write,
)
from analysis.exchange import web_annotations as annotations
from analysis.exchange.formulas import restored

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeDossier

    from analysis import Dossier

TEXTS = [
    "a\x00b\x0bc\x1b[0md\x7f\x85",
    "\ufffe\uffff",
    "港湾 🦭 متحدث \u202eabc",
    "]]> &amp; <b a=\"1\" c='2'>&<!-- -->",
    "two\nlines\r\nof\rtext\u2028\u2029\x0c",
    "\ttab, comma; semicolon|bar",
    '=1+1 "quoted" \\" \\n',
    " blanks ",
    "e\u0301 \ufb01 \u00ad\u200b\ufeff",
    "x" * 132_000,  # more than the csv module takes of a cell, unless it is told to
]
"""What a cell of text may contain."""


def strained(dossier: Dossier, text: str) -> Dossier:
    """The example with this text in every cell that is free text."""
    frames = {}
    for name, schema in TABLES.items():
        known = {*schema.primary_key(), *references_of(schema)}
        free = [
            column
            for column, kind in schema.columns().items()
            if kind.dtype == pl.String and column not in known and column != "country"
        ]
        cells = [pl.lit(text).alias(column) for column in free]
        frames[name] = getattr(dossier, name).with_columns(cells)
    return replace(dossier, **frames)


def readable(text: str) -> str:
    """The text as XML can contain it, with the line ends that its readers make of others."""
    lines = re.sub("\r\n?", "\n", text)
    kept = (c in "\t\n" or (ord(c) > 31 and c not in "\ufffe\uffff") for c in lines)
    return "".join(c if keep else "\ufffd" for c, keep in zip(lines, kept, strict=True))


@pytest.fixture(params=TEXTS, ids=[ascii(text[:12]) for text in TEXTS])
def text(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


def test_graphml_is_well_formed_and_says_what_the_cells_say(
    dossier: Dossier, text: str, tmp_path: Path
) -> None:
    written = graphml(strained(dossier, text))
    expat.ParserCreate().Parse(written.encode(), True)
    graph = nx.parse_graphml(written, force_multigraph=True)
    assert {cells["instrument"] for *_, cells in graph.edges(data=True)} == {readable(text)}
    (tmp_path / "ties.graphml").write_text(written, encoding="utf-8", newline="")
    read = igraph.Graph.Read_GraphML(str(tmp_path / "ties.graphml"))
    assert {*read.es["instrument"]} == {readable(text)}
    assert {*read.vs["label"]} == {readable(text)}


def test_a_tie_without_a_direction_has_none_for_any_reader(
    dossier: Dossier, tmp_path: Path
) -> None:
    ways = Counter[tuple[str, str, str]]()
    for tie, source, target, directed in dossier.ties.select(
        "tie_id", "source", "target", "directed"
    ).iter_rows():
        ways[tie, source, target] += 1
        ways[tie, target, source] += not directed
    expected = +ways
    assert {*dossier.ties["directed"]} == {True, False}, "the example has both"
    (tmp_path / "ties.graphml").write_text(graphml(dossier), encoding="utf-8")
    graph = nx.read_graphml(tmp_path / "ties.graphml", force_multigraph=True)
    edges = graph.edges(data=True)
    assert Counter((cells["tie_id"], *ends) for *ends, cells in edges) == expected
    read = igraph.Graph.Read_GraphML(str(tmp_path / "ties.graphml"))
    assert read.is_directed()
    names = read.vs["id"]
    found = ((edge["tie_id"], names[edge.source], names[edge.target]) for edge in read.es)
    assert Counter(found) == expected
    assert len(read.es.select(reverse=False)) == dossier.ties.height


def test_statements_are_rows_of_the_same_cells(dossier: Dossier, text: str, tmp_path: Path) -> None:
    csv.field_size_limit(sys.maxsize)
    made = replace(strained(dossier, text), folder=tmp_path)
    rows = list(csv.DictReader(io.StringIO(statement_table(made), newline="")))
    assert len(rows) == dossier.claims.height
    assert {restored(row["concept"]) for row in rows} == {text}
    assert {restored(row["document"]) for row in rows} == {text}
    assert not any(re.match("[=+@\t\r-]", cell) for row in rows for cell in row.values())
    listed = csv.reader(io.StringIO(event_list(made), newline=""), delimiter=";")
    header, *rows_of_dna = listed
    assert len(rows_of_dna) == dossier.claims["stance"].drop_nulls().len()
    concepts = {row[header.index("concept")] for row in rows_of_dna}
    assert concepts == {text.replace(";", ",").replace('"', "'")}


def test_annotations_are_json_of_the_same_texts(dossier: Dossier, text: str) -> None:
    written = annotations(strained(dossier, text), words=False)
    items = json.loads(written.encode())["first"]["items"]
    assert {item["body"][0]["value"] for item in items} == {text}
    words = [body["value"] for item in items for body in item["body"] if "quote" in body["id"]]
    assert words == [text] * dossier.claims.height


@pytest.mark.parametrize("name", ["datapackage", "croissant"])
def test_descriptions_are_json_whatever_a_title_contains(
    dossier: Dossier, text: str, name: str
) -> None:
    json.loads(write(strained(dossier, text), name).encode())


def test_without_a_row_every_export_is_whole(make_dossier: MakeDossier, tmp_path: Path) -> None:
    nothing = make_dossier()
    (tmp_path / "ties.graphml").write_text(graphml(nothing), encoding="utf-8")
    assert nx.read_graphml(tmp_path / "ties.graphml").number_of_nodes() == 0
    assert igraph.Graph.Read_GraphML(str(tmp_path / "ties.graphml")).vcount() == 0
    (header,) = csv.reader(io.StringIO(statement_table(nothing), newline=""))
    assert header[0] == "statement_id"
    page = json.loads(annotations(nothing))
    assert (page["total"], page["first"]["items"]) == (0, [])


CASTS: dict[str, Any] = {
    "string": str,
    "list": lambda cell: cell.split("|"),
    "integer": int,
    "number": float,
    "date": lambda cell: re.fullmatch(r"\d{4}-\d\d-\d\d", cell)[0],
    "boolean": {"true": True, "false": False}.__getitem__,
}


@pytest.mark.parametrize("saved", ["as it is", "with a byte order mark", "with CRLF"])
def test_tables_are_as_their_data_package_describes_them(folder: Path, saved: str) -> None:
    """Read by the rules of Table Schema, with nothing of this package."""
    odd = pl.read_csv(folder / "sources.csv", infer_schema=False)
    odd = odd.with_columns(title=pl.lit('A "title"\nwith <b>, & 港湾 🦭 ') + pl.col("source_id"))
    odd.write_csv(folder / "sources.csv")
    for path in folder.glob("*.csv"):
        text = path.read_bytes()
        if saved == "with a byte order mark":
            path.write_bytes(b"\xef\xbb\xbf" + text)
        elif saved == "with CRLF":
            path.write_bytes(text.replace(b"\n", b"\r\n"))
    package = json.loads(datapackage(analysis.load(folder)))
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    rows: dict[str, list[dict[str, str]]] = {}
    for resource in package["resources"]:
        assert re.fullmatch(r"[a-z0-9.-]+", resource["name"])
        assert resource["encoding"] == "utf-8"
        with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            rows[resource["name"]] = list(csv.DictReader(file))
    for resource in package["resources"]:
        schema, table = resource["schema"], rows[resource["name"]]
        for field in schema["fields"]:
            cells = [row[field["name"]] for row in table]
            present = [cell for cell in cells if cell not in schema["missingValues"]]
            rules = field.get("constraints", {})
            assert not rules.get("required") or len(present) == len(cells)
            for cell in present:
                value = CASTS[field["type"]](cell)
                assert value in rules.get("enum", [value])
                assert re.fullmatch(rules.get("pattern", "(?s:.*)"), cell)
                assert rules.get("minimum", value) <= value <= rules.get("maximum", value)
        for key in schema["foreignKeys"]:
            (column,), target = key["fields"], key["reference"]
            (other,) = target["fields"]
            ids = {row[other] for row in rows[target["resource"]]}
            assert {row[column] for row in table} - {""} <= ids


FRAME = {"tie_id": ["t"], "source": ["a"], "target": ["b"]}


@pytest.mark.parametrize(
    ("ties", "said"),
    [
        (None, "not as NoneType"),
        (pl.LazyFrame(FRAME), "not as LazyFrame"),
        (pl.DataFrame(), 'column "tie_id" is missing; found no columns'),
        (pl.DataFrame(FRAME | {"target": [None]}), "row 0: target is empty"),
        (pl.DataFrame(FRAME | {"more": [{"a": 1}]}), 'column "more" is Struct'),
        (pl.DataFrame(FRAME | {"more": [b"a"]}), 'column "more" is Binary'),
    ],
)
def test_what_is_no_frame_of_ties_is_refused(ties: Any, said: str) -> None:  # noqa: ANN401
    with pytest.raises(analysis.QuestionError, match=said):
        to_networkx(ties)


def test_a_column_may_have_any_name() -> None:
    names = ("key", "u_for_edge", "id", "data", "\x00<&")
    frame = pl.DataFrame(FRAME | {name: ["words"] for name in names})
    edge = to_networkx(frame).edges["a", "b", "t"]
    assert [edge[name] for name in (*names[:-1], "\ufffd<&")] == ["words"] * 5


def test_any_graph_of_networkx_gives_ties() -> None:
    for kind in (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph):
        graph = kind()
        graph.add_edge("a", "b", sign=1)
        assert from_networkx(graph).select("source", "target", "sign").row(0) == ("a", "b", 1)


@pytest.mark.parametrize(
    "cells", [{"sign": "much"}, {"start": "soon"}, {"start": 3}, {"directed": "perhaps"}], ids=str
)
def test_an_attribute_that_is_no_cell_is_named(cells: dict[str, Any]) -> None:
    graph = nx.DiGraph()
    graph.add_edge("a", "b", **cells)
    (name,) = cells
    with pytest.raises(analysis.QuestionError, match=f"a-b.*{name} is .*must be"):
        from_networkx(graph)
    with pytest.raises(analysis.QuestionError, match="not list"):
        from_networkx([])
