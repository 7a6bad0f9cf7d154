from __future__ import annotations

import io
from typing import TYPE_CHECKING

import networkx as nx
import polars as pl

from analysis.alliances import BASES, network
from analysis.exchange.graphs import from_networkx, to_networkx

if TYPE_CHECKING:
    from analysis import Dossier


def through_graphml(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer)
    return nx.read_graphml(io.BytesIO(buffer.getvalue()), force_multigraph=True)


def plain(ties: pl.DataFrame) -> pl.DataFrame:
    return ties.with_columns(
        pl.col("kind", "status", "basis").cast(pl.String),
        pl.col("obligations").cast(pl.List(pl.String)),
    ).sort("tie_id")


def test_ties_survive_graphml_with_signs_dates_and_sources(dossier: Dossier) -> None:
    back = from_networkx(through_graphml(to_networkx(dossier)))
    assert back.select(dossier.ties.columns).sort("tie_id").equals(plain(dossier.ties))


def test_ties_of_a_day_survive_too(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", BASES)
    back = from_networkx(through_graphml(to_networkx(ties)))
    assert back.select(ties.columns).sort("tie_id").equals(plain(ties))


def test_what_is_not_known_has_no_attribute(dossier: Dossier) -> None:
    graph = to_networkx(network(dossier, "2024-06-24"))
    unknown = graph.edges["russia", "south-korea", "russia-south-korea-1992"]
    assert "sign" not in unknown
    assert unknown["state"] == "unknown"


def test_attributes_are_text_numbers_or_truth_values(dossier: Dossier) -> None:
    for *_, cells in to_networkx(dossier).edges(data=True):
        assert all(isinstance(value, str | int | bool) for value in cells.values())


def test_markup_in_a_name_stays_text(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24").with_columns(instrument=pl.lit("<script>&\"'"))
    back = from_networkx(through_graphml(to_networkx(ties)))
    assert back["instrument"].unique().to_list() == ["<script>&\"'"]
