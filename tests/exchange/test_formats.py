"""What other tools are handed says the same as the tables."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import polars as pl
import pytest

import analysis
from analysis.dossier import TABLES
from analysis.exchange import (
    FORMATS,
    croissant,
    datapackage,
    event_list,
    graphml,
    statement_table,
    web_annotations,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeDossier


WITH_TEXT = {"doccano", "label-studio", "refi-qda"}
"""Formats that are about a text."""


HEAVY = {"followthemoney": [pytest.mark.heavy]}
"""Formats whose extra `make test` does without."""


@pytest.mark.parametrize("name", [pytest.param(n, marks=HEAVY.get(n, [])) for n in FORMATS])
def test_every_format_is_written_from_a_full_and_from_a_thin_dossier(
    name: str,
    dossier: analysis.Dossier,
    make_dossier: MakeDossier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = write(dossier, name)
    assert content == write(dossier, name)
    assert isinstance(content, bytes) or content.endswith("\n")
    if name not in WITH_TEXT:
        content = write(make_dossier(), name)
        assert content.strip() or name == "followthemoney"
        return
    monkeypatch.delenv("DOSSIER_ARTICLE", raising=False)
    with pytest.raises(FileNotFoundError, match="no article at"):
        write(make_dossier(), name)


def test_an_unknown_format_is_refused_with_those_there_are(dossier: analysis.Dossier) -> None:
    with pytest.raises(analysis.QuestionError, match=r'"grapml" is not a format.*"graphml"'):
        write(dossier, "grapml")


def test_a_corpus_is_not_written_as_a_dossier(dossier: analysis.Dossier) -> None:
    corpus = analysis.load_corpus([dossier.folder])
    with pytest.raises(analysis.QuestionError, match="one dossier, not of Corpus; write one of"):
        write(corpus, "xlsx")  # type: ignore[arg-type] # refused


def test_annotations_carry_position_and_words_of_every_claim(dossier: analysis.Dossier) -> None:
    text = (dossier.folder / "article.txt").read_text(encoding="utf-8")
    page = json.loads(web_annotations(dossier))
    items = page["first"]["items"]
    assert page["total"] == len(items) == dossier.claims.height
    by_id = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}
    for item in items:
        claim = by_id[item["id"].removeprefix("urn:dossier:ferry-crisis:claim:")]
        position, quote = item["target"]["selector"]
        assert (position["start"], position["end"]) == (claim["start"], claim["end"])
        assert quote["exact"] == text[claim["start"] : claim["end"]]
        assert [body["value"] for body in item["body"]][:3] == [
            claim["statement"],
            claim["speech_act"],
            dossier.names[claim["speaker"]],
        ]


def test_a_claim_without_a_speech_act_has_no_body_for_it(make_dossier: MakeDossier) -> None:
    claim = {"claim_id": "c1", "paragraph": 0, "start": 0, "end": 3, "digest": "0" * 16}
    claim |= {"quote": "Yes", "speaker": "ann", "statement": "It is so."}
    thin = make_dossier(
        actors=[{"actor_id": "ann", "name": "Ann", "kind": "person"}], claims=[claim]
    )
    (item,) = json.loads(web_annotations(thin))["first"]["items"]
    purposes = [body["purpose"] for body in item["body"]]
    assert purposes == ["describing", "tagging", "identifying", "identifying"]


def test_statements_are_the_claims(dossier: analysis.Dossier) -> None:
    rows = pl.read_csv(io.StringIO(statement_table(dossier)), infer_schema=False)
    claims = dossier.claims.sort("start")
    assert rows["statement_id"].to_list() == claims["claim_id"].to_list()
    assert (rows["agreement"] == "true").sum() == claims.filter(stance="agree").height
    assert rows["statement"].to_list() == claims["statement"].to_list()
    article = dossier.sources.filter(source_id=dossier.study.source)["title"].item()
    assert rows["document"].unique().to_list() == [article]


def test_a_reported_stance_is_exported_as_that_of_whoever_is_reported_on(
    make_dossier: MakeDossier,
) -> None:
    claim = {"claim_id": "c1", "paragraph": 0, "start": 0, "end": 3, "digest": "0" * 16}
    claim |= {"quote": "Yes", "speaker": "ann", "nested_source": "ben", "statement": "Ben is for."}
    people = [
        {"actor_id": "ann", "name": "Ann", "kind": "person"},
        {"actor_id": "ben", "name": "Ben", "kind": "person", "affiliation": "ardania"},
        {"actor_id": "ardania", "name": "Ardania", "kind": "state"},
    ]
    claim |= {"concept": "tax", "stance": "agree", "said_on": "2031-05-14"}
    made = make_dossier(actors=people, claims=[claim])
    rows = pl.read_csv(io.StringIO(statement_table(made)))
    named = ["person", "organization", "speaker"]
    assert rows.select(named).rows() == [("Ben", "Ardania", "Ann")]
    rows = pl.read_csv(io.StringIO(event_list(made)), separator=";")
    assert rows.select(named).rows() == [("Ben", "Ardania", "Ann")]


def test_a_data_package_says_what_files_and_study_say(dossier: analysis.Dossier) -> None:
    package: dict[str, Any] = json.loads(datapackage(dossier))
    assert package["name"] == dossier.study.name
    assert package["title"] == dossier.study.title
    for resource in package["resources"]:
        content = (dossier.folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = next(csv.reader(content.decode().splitlines()))
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_an_unknown_licence_is_named_and_no_more(folder: Path) -> None:
    choices = (folder / "study.toml").read_text(encoding="utf-8")
    own = choices.replace("CC-BY-4.0", "ODbL-1.0").replace("licence", 'contact = "A. B."\nlicence')
    (folder / "study.toml").write_text(own, encoding="utf-8")
    package = json.loads(datapackage(analysis.load(folder)))
    assert package["licenses"] == [{"name": "ODbL-1.0"}]
    assert package["contributors"] == [{"title": "A. B."}]


def test_only_tables_and_columns_that_exist_are_described(folder: Path) -> None:
    for table in TABLES:
        if table not in ("actors", "claims"):
            (folder / f"{table}.csv").unlink()
    (folder / "study.toml").unlink()
    (folder / "actors.csv").write_text("name,actor_id,kind\nAnn,ann,person\n", encoding="utf-8")
    (folder / "claims.csv").write_text(
        "claim_id,paragraph,start,end,digest,quote,speaker,statement\n", encoding="utf-8"
    )
    thin = analysis.load(folder)
    package = json.loads(datapackage(thin))
    assert [resource["path"] for resource in package["resources"]] == ["actors.csv", "claims.csv"]
    actors, claims = (resource["schema"] for resource in package["resources"])
    assert [field["name"] for field in actors["fields"]] == ["name", "actor_id", "kind"]
    assert [key["fields"] for key in claims["foreignKeys"]] == [["speaker"]]
    assert {"licenses", "description", "sources"}.isdisjoint(package)
    card = json.loads(croissant(thin))
    assert [file["name"] for file in card["distribution"]] == ["actors.csv", "claims.csv"]
    assert "license" not in card


def test_croissant_names_every_file_and_column(dossier: analysis.Dossier) -> None:
    card: dict[str, Any] = json.loads(croissant(dossier))
    assert {file["name"] for file in card["distribution"]} == {f"{table}.csv" for table in TABLES}
    for table in card["recordSet"]:
        columns = [field["source"]["extract"]["column"] for field in table["field"]]
        assert sorted(columns) == sorted(TABLES[table["name"]].column_names())


def test_croissant_types_cells_as_they_are_in_the_file(dossier: analysis.Dossier) -> None:
    tables: list[dict[str, Any]] = json.loads(croissant(dossier))["recordSet"]
    types = {field["@id"]: field["dataType"] for table in tables for field in table["field"]}
    assert types["claims/start"] == "sc:Integer"
    assert types["weapons/paragraphs"] == "sc:Text", "numbers in one cell, with | between them"


def test_graphml_has_every_tie_with_sign_dates_and_sources(dossier: analysis.Dossier) -> None:
    graph = nx.parse_graphml(graphml(dossier), force_multigraph=True)
    kept = [data for *_, data in graph.edges(data=True) if not data["reverse"]]
    assert len(kept) == dossier.ties.height
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
    for edge in graph.es.select(reverse=False):
        tie = ties[edge["tie_id"]]
        ends = graph.vs[edge.source]["id"], graph.vs[edge.target]["id"]
        assert ends == (tie["source"], tie["target"])
        assert edge["sources"] == "|".join(tie["sources"])
        assert edge["start"] == ("" if tie["start"] is None else tie["start"].isoformat())
        if tie["sign"] is not None:
            assert edge["sign"] == tie["sign"]
