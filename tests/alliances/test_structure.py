from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import Dossier, balance
from analysis.alliances import (
    BASES,
    CAMPS,
    SCENARIOS,
    AllianceError,
    WhatIf,
    compare,
    draw,
    draw_chains,
    grounds,
    history,
    key_days,
    network,
    place,
    signed_edges,
    spoken,
    states,
    structure,
    tell_structure,
    trend,
)

if TYPE_CHECKING:
    from analysis.alliances import States

DAYS = ["1962-01-01", "2024-06-24", "2024-12-05"]


@pytest.fixture(scope="module")
def reached(dossier: Dossier) -> States:
    return states(dossier, DAYS)


def test_two_ties_strain_the_structure_on_the_article_s_day(dossier: Dossier) -> None:
    now = structure(network(dossier, "2024-06-24", BASES))
    strained = now.edges.filter(pl.col("strained") > 0)
    assert strained.select("source", "target").rows() == [
        ("china", "south-korea"),
        ("russia", "turkey"),
    ]
    assert now.index == 2


def test_the_index_is_that_of_balance(dossier: Dossier) -> None:
    for day in ("1951-01-01", "2010-01-01", "2025-01-01"):
        ties = network(dossier, day, BASES)
        signed = signed_edges(ties, "weightiest")
        assert structure(ties).index == balance.frustration_index(signed).index


def test_camps_are_seen_from_the_anchor(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("treaty", "event"))
    west, east = structure(ties, "united-states"), structure(ties, "china")
    turned = {"with": "against", "against": "with"}
    assert [turned[camp] for camp in west.nodes["camp"]] == east.nodes["camp"].to_list()


def test_actors_without_a_chain_of_ties_stand_apart(dossier: Dossier) -> None:
    now = structure(network(dossier, "2024-06-24"))
    assert now.nodes.filter(camp="apart")["actor"].to_list() == ["china", "north-korea", "russia"]


def test_a_day_without_ties_has_no_camps(dossier: Dossier) -> None:
    now = structure(network(dossier, "1946-01-01"))
    assert (now.index, now.nodes.height, now.edges.height) == (0, 0, 0)


def test_states_repeat_what_a_single_state_gives(dossier: Dossier, reached: States) -> None:
    options = (None, *SCENARIOS)
    for day, basis, what_if in ((0, 1, 0), (1, 2, 3), (2, 0, 5)):
        state = (day * len(BASES) + basis) * len(options) + what_if
        supposed = options[what_if] or ()
        ties = network(dossier, DAYS[day], BASES[: basis + 1], what_if=supposed)
        alone = structure(ties)
        held = reached.nodes.filter(pl.col("states").list.contains(state)).sort("actor")
        assert held.select("actor", "camp").equals(alone.nodes)
        row = reached.summary.row(state, named=True)
        assert (row["state"], row["day"], row["basis"]) == (state, DAYS[day], BASES[basis])
        assert row["index"] == alone.index
        edges = reached.edges.filter(pl.col("states").list.contains(state))
        assert edges.height == alone.edges.height


def test_every_reachable_state_has_a_summary(reached: States) -> None:
    count = len(DAYS) * len(BASES) * (len(SCENARIOS) + 1)
    assert reached.summary["state"].to_list() == list(range(count))
    assert set(reached.nodes["camp"]) <= set(CAMPS)


def test_sentences_tell_what_changed(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("treaty",))
    joined = network(dossier, "2024-06-24", ("treaty",), what_if="beijing-joins")
    told = tell_structure(structure(joined), spoken(dossier), structure(ties))
    assert "Change of place: China, North Korea, Russia." in told
    same = tell_structure(structure(ties), spoken(dossier), structure(ties))
    assert "Nobody changes camp." in same


def test_the_trend_counts_nothing_where_nothing_is_known(dossier: Dossier) -> None:
    moving = trend(dossier)
    first = moving.filter(basis="treaty").row(0, named=True)
    assert (first["ties"], first["index"]) == (0, 0)
    assert moving.filter(basis="event")["index"].max() > 0


def test_actors_keep_their_places_between_states(dossier: Dossier, reached: States) -> None:
    placed = place(reached.nodes, dossier)
    assert placed.group_by("actor").agg(pl.struct("x", "y").n_unique())["x"].max() == 1
    assert placed.height == reached.nodes.height


def test_every_drawn_tie_says_what_it_rests_on(dossier: Dossier, reached: States) -> None:
    drawn = draw(reached.edges, dossier)
    assert drawn.height == reached.edges.height
    assert drawn["rests_on"].str.len_chars().min() > 0
    assert drawn["citation"].str.len_chars().min() > 0
    rests = grounds(dossier)
    addressed = rests.filter(pl.col("url").is_not_null())
    assert addressed["url"].str.starts_with("http").all()
    claimed = rests.filter(pl.col("url").is_null(), pl.col("source_text") != "supposed")
    assert claimed["source_text"].str.starts_with("claim c").all()


def test_a_tie_of_your_own_what_if_is_drawn_as_supposed(dossier: Dossier) -> None:
    own = WhatIf("mine", "Mine", add=({"source": "china", "target": "ukraine", "sign": -1},))
    ties = network(dossier, "2024-06-24", BASES, what_if=own)
    drawn = draw(structure(ties).edges, dossier).filter(rests_on="a what-if of your own")
    assert drawn.select("pair", "citation").rows() == [("China \u2192 Ukraine", "supposed")]


def test_another_dossier_needs_nothing_of_this_one() -> None:
    other = Dossier.create_empty()
    assert grounds(other)["source_text"].unique().to_list() == ["supposed"]
    assert [frame.height for frame in (*history(other), compare(other), trend(other))] == [0] * 4
    with pytest.raises(AllianceError, match='anchor "united-states" is no actor'):
        states(other, ["2024-06-24"], [])


def test_the_trend_ends_where_the_ties_do(dossier: Dossier) -> None:
    assert str(trend(dossier)["day"].max()) == "2026-02-01"


def test_key_days_come_with_the_name_of_their_event(dossier: Dossier) -> None:
    days = key_days(dossier)
    assert list(days) == sorted(days)
    assert days["2024-12-04"].startswith("4 December 2024: ")


def test_arrows_point_from_who_owes_to_whom(dossier: Dossier) -> None:
    steps = draw_chains(dossier, [("united-states", "north-korea")], ["2024-06-24"])
    rightward = steps.filter(pl.col("x2") > pl.col("x"))
    assert (rightward["angle"] == 90).all()
    assert (steps.filter(pl.col("x2") < pl.col("x"))["angle"] == -90).all()
