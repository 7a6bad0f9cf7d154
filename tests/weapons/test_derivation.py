from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis import QuestionError
from analysis.weapons import derive

if TYPE_CHECKING:
    from conftest import WithFigures

    from analysis import Dossier

RATE = ("rate_of_fire_per_min", 6, 6, "1/min", "mode: maximum", "page-a")


def test_a_derived_quantity_carries_the_sources_of_both_inputs(with_figures: WithFigures) -> None:
    row = derive(
        with_figures(
            ("tank-1", "engine_power_kw", 1100, 1100, "kW", None, "page-a"),
            ("tank-1", "combat_mass_t", 55, 60, "t", None, "page-b"),
            ("tank-1", "combat_mass_t", 50, 50, "t", None, "page-c"),
        ),
        "power_to_mass_kw_per_t",
    ).row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx((1100 / 60, 22))
    assert row["sources"] == ["page-a", "page-b", "page-c"]


def test_derived_quantities_name_the_best_graded_source_first(with_figures: WithFigures) -> None:
    graded = {"page-a": None, "page-b": "C", "page-c": "A"}
    sources = [
        {"source_id": name, "title": name, "kind": "press", "reliability": grade}
        for name, grade in graded.items()
    ]
    made = with_figures(
        ("tank-1", "engine_power_kw", 1100, 1100, "kW", None, "page-a"),
        ("tank-1", "combat_mass_t", 55, 60, "t", None, "page-b"),
        ("tank-1", "combat_mass_t", 50, 50, "t", None, "page-c"),
        sources=sources,
    )
    row = derive(made, "power_to_mass_kw_per_t").row(0, named=True)
    assert row["sources"] == ["page-c", "page-b", "page-a"]


def test_a_gun_takes_the_mass_of_the_round_of_its_calibre(with_figures: WithFigures) -> None:
    rows = derive(
        with_figures(
            ("gun-1", *RATE),
            ("gun-1", "calibre_mm", 150, 150, "mm", None, "page-a"),
            ("gun-2", *RATE),
            ("gun-2", "calibre_mm", 120, 120, "mm", None, "page-a"),
            ("launcher-1", *RATE),
            ("launcher-1", "calibre_mm", 150, 150, "mm", None, "page-a"),
            ("round-150", "calibre_mm", 150, 150, "mm", None, "page-b"),
            ("round-150", "munition_mass_kg", 45, 45, "kg", None, "page-b"),
        ),
        "salvo_mass_kg_per_min",
    )
    assert rows["weapon_id"].to_list() == ["gun-1"]
    assert rows["high"].item() == pytest.approx(270)
    assert rows["sources"].item().to_list() == ["page-a", "page-b"]


def test_several_rounds_of_a_calibre_give_one_interval(with_figures: WithFigures) -> None:
    rows = derive(
        with_figures(
            ("gun-1", *RATE),
            ("gun-1", "calibre_mm", 152.4, 152.4, "mm", None, "page-a"),
            ("round-1", "calibre_mm", 6, 6, "inch", None, "page-b"),
            ("round-1", "munition_mass_kg", 40, 40, "kg", None, "page-b"),
            ("round-2", "calibre_mm", 152.4, 152.4, "mm", None, "page-c"),
            ("round-2", "munition_mass_kg", 45, 45, "kg", None, "page-c"),
        ),
        "salvo_mass_kg_per_min",
    )
    assert rows.select("low", "high").row(0) == pytest.approx((240, 270))


def test_a_dossier_adds_derived_quantities_of_its_own(with_figures: WithFigures) -> None:
    hold = {"quantity": "hold_m3", "label": "hold", "unit": "m^3"}
    load = {"quantity": "load", "label": "load", "unit": "t/m^3", "operator": "/"}
    load |= {"first": "cargo_mass", "second": "hold_m3"}
    dossier = with_figures(
        ("raft-1", "cargo_mass", 3000, 3000, "kg", None, "page-a"),
        ("raft-1", "hold_m3", 2, 2, "m^3", None, "page-a"),
        ("raft-2", "cargo_mass", 9, 9, "bales", None, "page-a"),
        ("raft-2", "hold_m3", 2, 2, "m^3", None, "page-a"),
        quantities=[hold, load],
    )
    rows = derive(dossier, "load")
    assert rows.select("weapon_id", "unit").rows() == [("raft-1", "t/m^3")]
    assert rows["high"].item() == pytest.approx(1.5)


def test_what_is_not_derived_is_refused(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match='"max_range_km" is not a derived quantity'):
        derive(dossier, "max_range_km")
    with pytest.raises(QuestionError, match="read_up_to_as"):
        derive(dossier, "power_to_mass_kw_per_t", read_up_to_as="vlaue")  # type: ignore[arg-type]
