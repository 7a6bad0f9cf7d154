from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analysis import QuestionError
from analysis.weapons import pairwise_comparisons

if TYPE_CHECKING:
    from conftest import WithFigures

    from analysis import Dossier

STANDARD = "munition: standard projectile"


def shot(weapon: str, low: float | None, high: float | None, *rest: str) -> tuple[Any, ...]:
    return (weapon, "max_range_km", low, high, "km", *rest)


def test_a_comparison_needs_a_stated_munition_on_both_sides(with_figures: WithFigures) -> None:
    pairs = pairwise_comparisons(
        with_figures(
            shot("gun-1", 30, 30, STANDARD, "page-a"),
            shot("gun-2", 18, 19, STANDARD, "page-a"),
            shot("gun-3", 25, 31, STANDARD, "page-a"),
            shot("gun-4", 29, 29, "munition: not stated", "page-a"),
            shot("gun-5", 30, 30, STANDARD, "page-a"),
        ),
        "howitzer",
        "max_range_km",
    )
    columns = ["weapon_id", "other_id", "comparison"]
    found = {(a, b): comparison for a, b, comparison in pairs.select(columns).rows()}
    assert found["gun-1", "gun-2"] == "more"
    assert found["gun-2", "gun-1"] == "not_more"
    assert found["gun-1", "gun-3"] == "overlapping"
    assert found["gun-1", "gun-4"] == "not_comparable"
    assert found["gun-1", "gun-5"] == found["gun-5", "gun-1"] == "not_more"
    reason = pairs.filter(weapon_id="gun-1", other_id="gun-4")["reason"].item()
    assert reason == f"no figure of Gun 4 with {STANDARD}"


def test_numbers_in_different_dimensions_are_not_compared(with_figures: WithFigures) -> None:
    dossier = with_figures(
        ("raft-1", "draught", 50, 50, "cm", None, "page-a"),
        ("raft-2", "draught", 2, 2, "m", None, "page-a"),
        ("raft-3", "draught", 3, 3, "t", None, "page-a"),
    )
    pairs = pairwise_comparisons(dossier, "raft", "draught")
    found = {(a, b): c for a, b, c in pairs.select("weapon_id", "other_id", "comparison").rows()}
    assert found["raft-2", "raft-1"] == "more"
    assert found["raft-2", "raft-3"] == found["raft-3", "raft-1"] == "not_comparable"
    assert pairs.filter(other_id="raft-3")["reason"].unique().to_list() == ["no figure of Raft 3"]


def test_the_same_number_in_two_units_is_not_more(with_figures: WithFigures) -> None:
    dossier = with_figures(
        ("gun-1", "combat_mass_t", 1.15, 1.15, "t", None, "page-a"),
        ("gun-2", "combat_mass_t", 1150, 1150, "kg", None, "page-a"),
    )
    pairs = pairwise_comparisons(dossier, "howitzer", "combat_mass_t")
    assert pairs["comparison"].to_list() == ["not_more", "not_more"]


def test_rivals_of_other_classes_are_compared_as_well(with_figures: WithFigures) -> None:
    dossier = with_figures(
        shot("gun-1", 30, 30, STANDARD, "page-a"),
        shot("launcher-1", 40, 40, STANDARD, "page-a"),
    )
    asked = (dossier, "howitzer", "max_range_km")
    assert pairwise_comparisons(*asked).is_empty()
    pairs = pairwise_comparisons(*asked, rivals=["rocket_artillery"])
    assert dict(pairs.select("weapon_id", "comparison").iter_rows()) == {
        "gun-1": "not_more",
        "launcher-1": "more",
    }


def test_without_figures_nothing_is_paired(with_figures: WithFigures) -> None:
    assert pairwise_comparisons(with_figures(), "howitzer", "max_range_km").is_empty()


def test_unknown_rivals_are_refused(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match='"tanks" is not a weapon class of this dossier'):
        pairwise_comparisons(dossier, "howitzer", "max_range_km", rivals=["tanks"])
