"""What other tools are handed says the same as the tables."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import polars as pl
import pytest

from analysis.exchange import croissant, dna_statements, graphml, web_annotations
from analysis.dossier.reading import DATA, SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

    import analysis


def test_annotations_carry_position_and_quote_of_every_claim(dossier: analysis.Dossier) -> None:
    page = json.loads(web_annotations(dossier))
    items = page["first"]["items"]
    assert page["total"] == len(items) == dossier.claims.height
    by_id = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}
    for item in items:
        claim = by_id[item["id"].rsplit(":", 1)[1]]
        position, quote = item["target"]["selector"]
        assert (position["start"], position["end"]) == (claim["start"], claim["end"])
        assert quote["exact"] == claim["quote"]


def test_statements_for_dna_are_the_stances(dossier: analysis.Dossier) -> None:
    rows = pl.read_csv(io.StringIO(dna_statements(dossier)))
    stances = dossier.claims.drop_nulls("stance")
    assert rows["statement_id"].to_list() == stances.sort("start")["claim_id"].to_list()
    assert rows["agreement"].sum() == stances.filter(stance="agree").height


def test_croissant_names_every_file_and_column() -> None:
    card: dict[str, Any] = json.loads(croissant(DATA))
    assert {f["name"] for f in card["distribution"]} == {f"{table}.csv" for table in SCHEMAS}
    for table in card["recordSet"]:
        columns = [field["source"]["extract"]["column"] for field in table["field"]]
        assert columns == SCHEMAS[table["name"]].column_names()


def test_graphml_holds_every_tie_with_sign_dates_and_sources(dossier: analysis.Dossier) -> None:
    graph = nx.parse_graphml(graphml(dossier), force_multigraph=True)
    assert graph.number_of_edges() == dossier.ties.height
    kept = [data for *_, data in graph.edges(data=True)]
    assert sum("sources" in data and bool(data["sources"]) for data in kept) == (
        dossier.ties.filter(pl.col("sources").list.len() > 0).height
    )
    signs = [data["sign"] for data in kept if "sign" in data]
    assert sum(signs) == pytest.approx(dossier.ties["sign"].sum())


def test_igraph_reads_every_tie_with_sign_dates_and_sources(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    (tmp_path / "ties.graphml").write_text(graphml(dossier), encoding="utf-8")
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "ties.graphml"))
    ties = {row["tie_id"]: row for row in dossier.ties.iter_rows(named=True)}
    assert set(graph.es["tie_id"]) == set(ties)
    for edge in graph.es:
        tie = ties[edge["tie_id"]]
        ends = graph.vs[edge.source]["id"], graph.vs[edge.target]["id"]
        assert ends == (tie["source"], tie["target"])
        assert edge["sources"] == "|".join(tie["sources"])
        assert edge["start"] == ("" if tie["start"] is None else tie["start"].isoformat())
        if tie["sign"] is not None:
            assert edge["sign"] == tie["sign"]
