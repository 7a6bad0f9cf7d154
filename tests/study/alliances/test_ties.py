from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.alliances import BASES, dyads, signed_edges, ties_in_force
from analysis.alliances.what_if import what_ifs_of

if TYPE_CHECKING:
    from analysis import Dossier

ARTICLE = "2024-06-24"


def held(dossier: Dossier, tie_id: str, day: str) -> bool:
    ties = ties_in_force(dossier, day, BASES)
    return tie_id in ties["tie_id"].to_list()


def test_the_pact_is_in_force_from_its_entry_into_force_not_from_its_signature(
    dossier: Dossier,
) -> None:
    assert not held(dossier, "russia-north-korea-2024", "2024-12-03")
    assert held(dossier, "russia-north-korea-2024", "2024-12-04")


def test_the_treaty_of_2000_is_in_force_until_the_pact_replaces_it(dossier: Dossier) -> None:
    assert held(dossier, "russia-north-korea-2000", "2024-12-03")
    assert not held(dossier, "russia-north-korea-2000", "2024-12-04")


def test_the_treaty_of_1997_ended_although_atop_shows_it_in_force(dossier: Dossier) -> None:
    assert held(dossier, "russia-ukraine-1997", "2019-03-31")
    assert not held(dossier, "russia-ukraine-1997", "2019-04-01")


def test_a_tie_outside_its_sources_coverage_has_no_sign(dossier: Dossier) -> None:
    known = ties_in_force(dossier, "2016-06-15").filter(tie_id="russia-south-korea-1992")
    later = ties_in_force(dossier, "2016-06-16").filter(tie_id="russia-south-korea-1992")
    assert known.select("certainty", "sign").row(0) == ("known", 1)
    assert later.select("certainty", "sign").row(0) == ("unknown", None)


def test_nothing_known_is_null_and_not_zero(dossier: Dossier) -> None:
    states = dyads(ties_in_force(dossier, ARTICLE), ["united-states", "china", "japan"])
    assert {(a, b): relation for a, b, relation in states.iter_rows()} == {
        ("united-states", "china"): None,
        ("united-states", "japan"): "friendly",
        ("china", "japan"): "friendly",
    }


def test_a_known_act_without_a_side_is_neither_friendly_nor_hostile(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, "event")
    assert dyads(ties, ["turkey", "russia"])["relation"].to_list() == ["neither"]
    assert signed_edges(ties, "strongest").filter(source="russia", target="turkey").is_empty()


def test_one_sided_ties_keep_their_direction(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, "event")
    edge = signed_edges(ties, "strongest").filter(pl.col("directed"), target="ukraine")
    assert ("japan", "ukraine") in edge.select("source", "target").rows()
    assert not signed_edges(ties_in_force(dossier, ARTICLE))["directed"].any()


def test_expected_ties_count_only_in_the_world_of_their_speaker(dossier: Dossier) -> None:
    everyone = ties_in_force(dossier, ARTICLE, BASES)["tie_id"].to_list()
    observers = ties_in_force(dossier, ARTICLE, speaker="observers")
    assert "c-observers-china-us" not in everyone
    assert "c-observers-china-us" in observers["tie_id"].to_list()
    assert observers["basis"].unique().to_list() == ["claim"]


def test_contradictory_ties_are_named(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, ("treaty", "event"))
    message = r"china and north-korea.*china-north-korea-1961 \(\+1\)"
    with pytest.raises(analysis.QuestionError, match=message):
        signed_edges(ties)


def test_the_strongest_tie_decides_and_the_others_stay_on_record(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, ("treaty", "event"))
    edge = signed_edges(ties, "strongest").filter(source="united-states", target="turkey")
    assert edge["sign"].item() == 1
    assert edge["overruled"].item().to_list() == ["us-sanctions-turkey-2020"]


def test_contradictory_pairs_can_be_left_out(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, ("treaty", "event"))
    assert dyads(ties, ["turkey", "united-states"])["relation"].item() == "contradictory"
    omitted = signed_edges(ties, "omit")
    assert omitted.filter(source="united-states", target="turkey").is_empty()


@settings(deadline=None, max_examples=25)
@given(st.dates(date(1945, 1, 1), date(2026, 11, 23)))
def test_every_tie_in_force_spans_the_day(day: date) -> None:
    ties = ties_in_force(analysis.load(), day, BASES)
    assert (ties["start"] <= day).all()
    assert (ties["end"].fill_null(day) >= day).all()
    assert ties.filter(certainty="unknown")["sign"].is_null().all()
    beyond = ties.filter(pl.col("end").is_null(), pl.col("known_until") < day)
    assert set(beyond["certainty"]) <= {"unknown"}


def test_the_day_before_a_start_is_the_day_without_the_tie(dossier: Dossier) -> None:
    for tie_id, start in dossier.ties.select("tie_id", "start").drop_nulls().iter_rows():
        before = ties_in_force(dossier, start - timedelta(days=1), BASES)["tie_id"].to_list()
        assert tie_id not in before


def test_every_what_if_works_on_every_basis(dossier: Dossier) -> None:
    for what_if in what_ifs_of(dossier):
        for number in range(1, 4):
            ties = ties_in_force(dossier, "2024-12-05", BASES[:number], what_if=what_if)
            signed_edges(ties, "strongest")


def test_every_assumed_claim_is_one_that_exists(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, what_if=list(what_ifs_of(dossier))).filter(basis="what-if")
    claims = dossier.claims["claim_id"].to_list()
    assert ties.height > 10
    assert set(ties["claim_id"].drop_nulls()) <= set(claims)


def test_a_lapsed_pact_takes_its_tie_away(dossier: Dossier) -> None:
    with_it = signed_edges(ties_in_force(dossier, "2024-12-05"))
    without = signed_edges(ties_in_force(dossier, "2024-12-05", what_if="pact-lapses"))
    gone = with_it.join(without, on=["source", "target"], how="anti")
    assert gone.select("source", "target").rows() == [("north-korea", "russia")]


def test_what_is_assumed_overrules_what_is_recorded(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, ARTICLE, "event", what_if="beijing-joins")
    edge = signed_edges(ties, "strongest").filter(source="china", target="south-korea")
    assert edge.select("sign", "overruled").row(0) == (-1, ["china-south-korea-relations-1992"])


def test_a_pact_assumed_after_it_took_effect_replaces_its_own_row(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, "2025-01-01", what_if="pact-counts")
    assert ties.filter(tie_id="russia-north-korea-2024")["basis"].to_list() == ["what-if"]
