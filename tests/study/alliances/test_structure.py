from __future__ import annotations

from itertools import chain, combinations
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
from analysis.alliances.rows import with_grounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis import Dossier
    from analysis.alliances.structure import CampSettings

ARTICLE = "2024-06-24"
INDICES = {
    ("treaty", "none"): "000000000",
    ("treaty", "seoul-arms-kyiv"): "001111111",
    ("treaty", "moscow-arms-pyongyang"): "001111111",
    ("treaty", "beijing-joins"): "000000000",
    ("treaty", "pact-counts"): "000000000",
    ("treaty", "pact-lapses"): "000000000",
    ("event", "none"): "000242222",
    ("event", "seoul-arms-kyiv"): "001332222",
    ("event", "moscow-arms-pyongyang"): "001322222",
    ("event", "beijing-joins"): "001100000",
    ("event", "pact-counts"): "000232222",
    ("event", "pact-lapses"): "000242222",
    ("claim", "none"): "000242322",
    ("claim", "seoul-arms-kyiv"): "001332322",
    ("claim", "moscow-arms-pyongyang"): "001322322",
    ("claim", "beijing-joins"): "001100100",
    ("claim", "pact-counts"): "000232322",
    ("claim", "pact-lapses"): "000242322",
}
"""Frustration index by basis and what-if on the nine days of the study."""


@pytest.fixture(scope="module")
def found(dossier: Dossier) -> CampSettings:
    return every_setting(dossier)


def test_the_index_is_known_in_every_setting(found: CampSettings) -> None:
    indices: dict[tuple[str, str], str] = {}
    for number, setting in found:
        key = (setting["basis"], setting["what_if"])
        indices[key] = indices.get(key, "") + str(found.camps[number].index)
    assert indices == INDICES
    assert all(now.proven for now in found.camps)


def test_no_division_into_two_camps_leaves_fewer_ties_at_odds(found: CampSettings) -> None:
    for now in found.camps:
        signs = now.edges.select("source", "target", "sign").rows()
        first, *others = sorted({end for *ends, _ in signs for end in ends}) or [""]
        divisions = ({first, *chosen} for chosen in _subsets(others))
        at_odds = (_at_odds(signs, camp) for camp in divisions)
        assert min(at_odds) == now.index


def _subsets(actors: list[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(actors, size) for size in range(len(actors) + 1))


def _at_odds(signs: list[tuple[str, str, int]], camp: set[str]) -> int:
    return sum(((one in camp) == (other in camp)) != (sign > 0) for one, other, sign in signs)


def test_three_ties_strain_the_structure_on_the_article_s_day(dossier: Dossier) -> None:
    now = camps(ties_in_force(dossier, ARTICLE, BASES), "united-states")
    strained = now.edges.filter(pl.col("frustration") > 0)
    assert strained.select("source", "target", "frustration").rows() == [
        ("china", "north-korea", 0.5),
        ("china", "russia", 0.5),
        ("china", "japan", 0.5),
        ("china", "south-korea", 0.5),
        ("russia", "turkey", 1),
    ]
    assert now.index == 3


def test_china_is_undecided_while_its_treaty_with_japan_stands(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, ("treaty", "event"))
    without = ties.filter(pl.col("tie_id") != "china-japan-1978")
    found = (camps(kept, "united-states").nodes for kept in (ties, without))
    placed = [nodes.filter(actor="china")["camp"].item() for nodes in found]
    assert placed == ["undecided", "against"]


def test_camps_are_seen_from_either_side(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, ("treaty", "event"))
    west, east = camps(ties, "united-states"), camps(ties, "russia")
    turned = {"with": "against", "against": "with", "undecided": "undecided"}
    assert [turned[camp] for camp in west.nodes["camp"]] == east.nodes["camp"].to_list()


def test_actors_without_a_chain_of_ties_are_unlinked(dossier: Dossier) -> None:
    now = camps(ties_in_force(dossier, "1962-01-01"), "united-states")
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
    explained = with_grounds(dossier, found.edges)
    assert explained.height == found.edges.height
    assert explained["rests_on"].str.len_chars().min() > 0
    assert explained["citation"].str.len_chars().min() > 0
    supposed = {n for n, setting in found if setting["what_if"] == "beijing-joins"}
    assumed = explained.filter(pl.col("rests_on").str.contains("(supposed", literal=True))
    pair = assumed.filter(
        pl.concat_list("source", "target").list.sort() == ["china", "united-states"]
    )
    assert set(pair["settings"].explode()) == supposed
    assert pair["citation"].str.starts_with("Article, paragraph").all()
