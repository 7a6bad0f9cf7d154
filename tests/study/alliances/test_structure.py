from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.alliances import (
    BASES,
    camps,
    describe_camps,
    every_setting,
    ties_in_force,
    world,
)
from analysis.alliances.rows import edge_rows

if TYPE_CHECKING:
    from analysis import Dossier
    from analysis.alliances.structure import CampSettings

ARTICLE = "2024-06-24"
INDICES = {
    ("treaty", "none"): "000000000",
    ("treaty", "seoul-arms-kyiv"): "001100000",
    ("treaty", "moscow-arms-pyongyang"): "001100000",
    ("treaty", "beijing-joins"): "001100000",
    ("treaty", "pact-counts"): "000000000",
    ("treaty", "pact-lapses"): "000000000",
    ("event", "none"): "000221111",
    ("event", "seoul-arms-kyiv"): "001321111",
    ("event", "moscow-arms-pyongyang"): "001211111",
    ("event", "beijing-joins"): "002300000",
    ("event", "pact-counts"): "000121111",
    ("event", "pact-lapses"): "000221112",
    ("claim", "none"): "000221211",
    ("claim", "seoul-arms-kyiv"): "001321211",
    ("claim", "moscow-arms-pyongyang"): "001211211",
    ("claim", "beijing-joins"): "002300100",
    ("claim", "pact-counts"): "000121211",
    ("claim", "pact-lapses"): "000221212",
}
"""Frustration index by basis and what-if on the nine days of the study, as it was found when the
what-ifs were written as ties of their own instead of referring to recorded ones."""


@pytest.fixture(scope="module")
def found(dossier: Dossier) -> CampSettings:
    return every_setting(dossier)


def test_the_index_is_the_same_as_ever_in_every_setting(found: CampSettings) -> None:
    indices: dict[tuple[str, str], str] = {}
    for number, setting in found:
        key = (setting["basis"], setting["what_if"])
        indices[key] = indices.get(key, "") + str(found.camps[number].index)
    assert indices == INDICES
    assert all(now.proven for now in found.camps)


def test_two_ties_strain_the_structure_on_the_article_s_day(dossier: Dossier) -> None:
    now = camps(ties_in_force(dossier, ARTICLE, BASES), "united-states")
    strained = now.edges.filter(pl.col("frustration") > 0).select("source", "target")
    assert strained.rows() == [("china", "south-korea"), ("russia", "turkey")]
    assert now.index == 2


def test_camps_are_seen_from_either_side(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, ("treaty", "event"))
    west, east = camps(ties, "united-states"), camps(ties, "china")
    turned = {"with": "against", "against": "with"}
    assert [turned[camp] for camp in west.nodes["camp"]] == east.nodes["camp"].to_list()


def test_actors_without_a_chain_of_ties_are_unlinked(dossier: Dossier) -> None:
    now = camps(ties_in_force(dossier, ARTICLE), "united-states")
    assert now.nodes.filter(camp="unlinked")["actor"].to_list() == [
        "china",
        "north-korea",
        "russia",
    ]


def test_sentences_say_what_changed(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE)
    joined = ties_in_force(dossier, ARTICLE, what_if="beijing-joins")
    names = dossier.names.in_sentence
    before = camps(ties, "united-states")
    said = describe_camps(camps(joined, "united-states"), names, before)
    assert "Change camp: China, North Korea, Russia." in said
    assert "No one changes camp." in describe_camps(before, names, before)


def test_two_speakers_place_south_korea_on_different_sides(dossier: Dossier) -> None:
    sides = {
        speaker: world(dossier, speaker, "china").nodes.filter(actor="south-korea")["camp"].item()
        for speaker in ("observers", "sun-yun")
    }
    assert sides == {"observers": "against", "sun-yun": "with"}


def test_every_assumed_tie_says_so_and_keeps_its_source(
    dossier: Dossier, found: CampSettings
) -> None:
    places = pl.DataFrame({"actor": found.nodes["actor"].unique(), "x": 0.0, "y": 0.0})
    drawn = edge_rows(dossier, found.edges, places)
    assert drawn.height == found.edges.height
    assert drawn["rests_on"].str.len_chars().min() > 0
    assert drawn["citation"].null_count() == 0
    supposed = {n for n, setting in found if setting["what_if"] == "beijing-joins"}
    assumed = drawn.filter(pl.col("rests_on").str.contains("(what-if", literal=True))
    pair = assumed.filter(pair="China - United States")
    assert set(pair["settings"].explode()) == supposed
    assert pair["citation"].str.starts_with("claim c").all()
