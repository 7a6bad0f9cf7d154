"""The study keeps its names and all its rows in every format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import networkx as nx

from analysis.exchange import datapackage, from_networkx, graphml, web_annotations

if TYPE_CHECKING:
    from analysis import Dossier


def test_title_and_licence_are_those_of_study_toml(dossier: Dossier) -> None:
    package = json.loads(datapackage(dossier))
    assert package["title"] == dossier.study.title
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def test_every_claim_is_annotated(dossier: Dossier) -> None:
    page = json.loads(web_annotations(dossier))
    assert page["total"] == dossier.claims.height
    assert page["id"] == f"urn:dossier:{dossier.study.name}:claims"


def test_ties_survive_graphml(dossier: Dossier) -> None:
    back = from_networkx(nx.parse_graphml(graphml(dossier), force_multigraph=True))
    kept = ["tie_id", "source", "target", "sign", "start", "end", "sources"]
    assert back.select(kept).sort("tie_id").equals(dossier.ties.select(kept).sort("tie_id"))
