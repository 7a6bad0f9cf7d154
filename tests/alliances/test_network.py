from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis.alliances import BASES, AllianceError, network, pairs, signed_edges

if TYPE_CHECKING:
    from analysis import Dossier


def held(dossier: Dossier, tie_id: str, on: str) -> bool:
    ties = network(dossier, on, BASES)
    return tie_id in ties["tie_id"].to_list()


def test_the_pact_holds_from_its_entry_into_force_not_from_its_signature(dossier: Dossier) -> None:
    assert not held(dossier, "russia-north-korea-2024", "2024-12-03")
    assert held(dossier, "russia-north-korea-2024", "2024-12-04")


def test_the_treaty_of_2000_holds_until_the_pact_replaces_it(dossier: Dossier) -> None:
    assert held(dossier, "russia-north-korea-2000", "2024-12-03")
    assert not held(dossier, "russia-north-korea-2000", "2024-12-04")


def test_the_treaty_of_1997_ended_although_atop_shows_it_in_force(dossier: Dossier) -> None:
    assert held(dossier, "russia-ukraine-1997", "2019-03-31")
    assert not held(dossier, "russia-ukraine-1997", "2019-04-01")


def test_a_tie_outside_its_sources_coverage_has_no_sign(dossier: Dossier) -> None:
    known = network(dossier, "2016-06-15").filter(tie_id="russia-south-korea-1992")
    later = network(dossier, "2016-06-16").filter(tie_id="russia-south-korea-1992")
    assert known.select("state", "sign").row(0) == ("known", 1)
    assert later.select("state", "sign").row(0) == ("unknown", None)


def test_nothing_known_is_null_and_not_zero(dossier: Dossier) -> None:
    states = pairs(network(dossier, "2024-06-24"), ["united-states", "china", "japan"])
    found = {(a, b): state for a, b, state in states.iter_rows()}
    assert found == {
        ("china", "japan"): None,
        ("china", "united-states"): None,
        ("japan", "united-states"): "friendly",
    }


def test_one_basis_may_be_given_by_itself(dossier: Dossier) -> None:
    for basis in BASES:
        alone = network(dossier, "2024-06-24", basis)
        assert alone.equals(network(dossier, "2024-06-24", (basis,)))
    with pytest.raises(AllianceError, match='basis "rumour" is unknown'):
        network(dossier, "2024-06-24", "rumour")


def test_a_known_act_without_a_side_is_neither_friendly_nor_hostile(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("event",))
    assert pairs(ties, ["turkey", "russia"])["state"].to_list() == ["neither"]
    assert signed_edges(ties, "weightiest").filter(source="russia", target="turkey").is_empty()


def test_one_sided_ties_keep_their_direction(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("event",))
    edge = signed_edges(ties, "weightiest").filter(pl.col("directed"), target="ukraine")
    assert ("japan", "ukraine") in edge.select("source", "target").rows()
    both = signed_edges(network(dossier, "2024-06-24"))
    assert not both["directed"].any()


def test_expected_ties_count_only_in_the_world_of_their_speaker(dossier: Dossier) -> None:
    everyone = network(dossier, "2024-06-24", BASES)["tie_id"].to_list()
    observers = network(dossier, "2024-06-24", speaker="observers")
    assert "c-observers-china-us" not in everyone
    assert "c-observers-china-us" in observers["tie_id"].to_list()
    assert observers["basis"].unique().to_list() == ["claim"]


def test_contradictory_ties_are_named(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("treaty", "event"))
    with pytest.raises(
        AllianceError, match=r"china and north-korea.*china-north-korea-1961 \(\+1\)"
    ):
        signed_edges(ties)


def test_the_weightiest_tie_decides_and_the_others_stay_on_record(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("treaty", "event"))
    edge = signed_edges(ties, "weightiest").filter(source="turkey", target="united-states")
    assert edge["sign"].item() == 1
    assert edge["outweighed"].item().to_list() == ["us-sanctions-turkey-2020"]


def test_contradictory_pairs_can_be_left_out(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("treaty", "event"))
    states = pairs(ties, ["turkey", "united-states"])["state"].item()
    omitted = signed_edges(ties, "omit")
    assert states == "contradictory"
    assert omitted.filter(source="turkey", target="united-states").is_empty()


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("1944-12-31", "1944-12-31 is before 1945-01-01"),
        ("24 June 2024", '"24 June 2024" is no date: write it like 2024-06-24'),
        ("2024-02-30", "is no date"),
    ],
)
def test_days_outside_the_ties_are_refused(dossier: Dossier, on: str, message: str) -> None:
    with pytest.raises(AllianceError, match=message):
        network(dossier, on)


def test_an_unknown_basis_is_refused(dossier: Dossier) -> None:
    with pytest.raises(AllianceError, match='basis "rumour" is unknown'):
        network(dossier, "2024-06-24", ("rumour",))
    with pytest.raises(AllianceError, match="no basis is given"):
        network(dossier, "2024-06-24", ())


def test_a_speaker_who_ties_nobody_is_refused(dossier: Dossier) -> None:
    with pytest.raises(AllianceError, match='did you mean "sun-yun"'):
        network(dossier, "2024-06-24", speaker="sun-yn")


def test_a_sign_other_than_plus_or_minus_one_is_refused(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24").with_columns(sign=pl.lit(2, pl.Int8))
    with pytest.raises(AllianceError, match=r"sign 2 is neither \+1 nor -1"):
        signed_edges(ties)


@settings(deadline=None, max_examples=25)
@given(st.dates(date(1945, 1, 1), date(2026, 11, 23)))
def test_every_tie_in_force_spans_the_day(on: date) -> None:
    dossier = analysis.load()
    ties = network(dossier, on, BASES)
    assert (ties["start"] <= on).all()
    assert (ties["end"].fill_null(on) >= on).all()
    assert ties.filter(state="unknown")["sign"].null_count() == ties.filter(state="unknown").height
    beyond = ties.filter(pl.col("end").is_null(), pl.col("known_until") < on)
    assert set(beyond["state"]) <= {"unknown"}


@settings(deadline=None, max_examples=25)
@given(st.dates(date(1945, 1, 1), date(2026, 11, 23)), st.randoms())
def test_the_order_of_rows_and_ends_does_not_matter(on: date, chance: object) -> None:
    dossier = analysis.load()
    ties = network(dossier, on, BASES)
    order = list(range(ties.height))
    chance.shuffle(order)  # type: ignore[attr-defined]
    shuffled = ties[order] if order else ties
    ends = shuffled.filter(~pl.col("directed")).with_columns(source="target", target="source")
    turned = pl.concat([ends, shuffled.filter("directed")])
    columns = ["source", "target", "sign"]
    expected = signed_edges(ties, "weightiest").select(columns)
    assert signed_edges(turned, "weightiest").select(columns).equals(expected)
    assert signed_edges(ties, "weightiest").select("source", "target").is_unique().all()


def test_the_day_before_a_start_is_the_day_without_the_tie(dossier: Dossier) -> None:
    for tie_id, start in dossier.ties.select("tie_id", "start").iter_rows():
        before = network(dossier, start - timedelta(days=1), BASES)["tie_id"].to_list()
        assert tie_id not in before
