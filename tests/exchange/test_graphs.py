from __future__ import annotations

import io
from typing import TYPE_CHECKING

import networkx as nx
import polars as pl

from analysis.exchange import from_networkx, to_networkx

if TYPE_CHECKING:
    from analysis import Dossier


def through_graphml(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer)
    return nx.read_graphml(io.BytesIO(buffer.getvalue()), force_multigraph=True)


def plain(ties: pl.DataFrame) -> pl.DataFrame:
    words = [name for name, kind in ties.schema.items() if isinstance(kind, pl.Enum)]
    return ties.with_columns(
        pl.col(words).cast(pl.String), pl.col("obligations").cast(pl.List(pl.String))
    ).sort("tie_id")


def test_ties_survive_graphml_with_signs_dates_and_sources(dossier: Dossier) -> None:
    back = from_networkx(through_graphml(to_networkx(dossier)))
    assert back.select(dossier.ties.columns).sort("tie_id").equals(plain(dossier.ties))


def test_further_columns_survive_as_text(dossier: Dossier) -> None:
    ties = dossier.ties.filter(basis="treaty").with_columns(certainty=pl.lit("in force"))
    back = from_networkx(through_graphml(to_networkx(ties)))
    assert back.select(ties.columns).sort("tie_id").equals(plain(ties))


def test_what_is_not_known_has_no_attribute(dossier: Dossier) -> None:
    graph = to_networkx(dossier.ties.with_columns(sign=pl.lit(None, pl.Int8)))
    assert not any("sign" in cells for *_, cells in graph.edges(data=True))
    back = from_networkx(through_graphml(graph))
    assert back["sign"].null_count() == dossier.ties.height


def test_attributes_are_text_numbers_or_truth_values(dossier: Dossier) -> None:
    for *_, cells in to_networkx(dossier).edges(data=True):
        assert all(isinstance(value, str | int | bool) for value in cells.values())


def test_no_ties_are_an_empty_graph_and_an_empty_frame(dossier: Dossier) -> None:
    graph = to_networkx(dossier.ties.clear())
    assert graph.number_of_edges() == 0
    assert from_networkx(graph).columns == dossier.ties.columns


def test_markup_in_a_name_stays_text(dossier: Dossier) -> None:
    ties = dossier.ties.with_columns(instrument=pl.lit("<script>&\"'"))
    back = from_networkx(through_graphml(to_networkx(ties)))
    assert back["instrument"].unique().to_list() == ["<script>&\"'"]


def test_characters_that_xml_cannot_contain_are_replaced(dossier: Dossier) -> None:
    ties = dossier.ties.with_columns(instrument=pl.lit("a\x0bb \N{HANDSHAKE} \uffff"))
    back = from_networkx(through_graphml(to_networkx(ties)))
    assert back["instrument"].unique().to_list() == ["a\ufffdb \N{HANDSHAKE} \ufffd"]
