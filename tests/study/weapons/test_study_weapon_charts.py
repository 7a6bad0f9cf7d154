"""What the page on weapons says about this study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from figure_states import states
from weapon_rows import drawn, starts

from analysis.charting import MOST_ROWS
from analysis.explorer import Explorer, TableExplorer
from analysis.weapons import charts

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import Dossier

OPENING = {
    charts.comparison_ladder: {
        "comparison": "rocket_artillery:max_range_km:munition: guided rocket",
        "compared_weapon": "k239-chunmoo",
        "reading": "value",
    },
    charts.range_ruler: {
        "reach_class": "rocket_artillery",
        "origin": "panmunjom",
        "target": "seoul",
    },
    charts.source_spread: {"spread": "rocket_artillery:max_range_km", "spread_rows": "several"},
    charts.disagreements: {"gaps": "stated"},
    charts.source_coverage: {"grade": "F"},
}


@pytest.mark.parametrize("draw", OPENING, ids=lambda draw: draw.__name__)
def test_figures_open_with_the_choices_of_the_study(
    draw: Callable[[Dossier], Explorer], dossier: Dossier
) -> None:
    shown = draw(dossier)
    assert starts(shown) == OPENING[draw]
    assert 0 < drawn(shown).height <= MOST_ROWS


def test_the_ruler_aims_at_the_other_side_only(dossier: Dossier) -> None:
    country = dict(dossier.places.select("place_id", "country").iter_rows())
    korean = {"South Korea", "North Korea"}
    for state, _, sentence in states(charts.range_ruler(dossier)):
        aimed = sentence.partition("Counts the weapons of ")[2]
        assert aimed
        if country[state["target"]] in ("KOR", "UKR"):
            assert "South Korea" not in aimed
            assert "the United States" not in aimed
        if country[state["target"]] == "PRK":
            assert not {name for name in korean if name == aimed.rstrip(".")} - {"South Korea"}
            assert "Russia" not in aimed


def test_classes_that_face_each_other_are_compared(dossier: Dossier) -> None:
    rows = drawn(charts.comparison_ladder(dossier))
    fighters = rows.filter(question="fighter:service_ceiling_km")["name"]
    classes = dossier.weapons.filter(dossier.weapons["name"].is_in(fighters.implode()))
    assert set(classes["weapon_class"]) == {"fighter", "stealth_aircraft"}


@pytest.mark.parametrize(
    "draw",
    [charts.figures_on_claims_table, charts.weapon_table, charts.source_table],
    ids=lambda draw: draw.__name__,
)
def test_tables_count_what_they_list(
    draw: Callable[[Dossier], TableExplorer], dossier: Dossier
) -> None:
    shown = draw(dossier)
    assert isinstance(shown, TableExplorer)
    assert shown.caption.startswith(f"{shown.frame.height:,} ")


def test_every_class_but_ammunition_has_a_sheet(dossier: Dossier) -> None:
    page = charts.data_sheets(dossier).to_html()
    measured = dossier.figures.join(dossier.weapons, on="weapon_id")["weapon_class"].unique()
    sheets = {f"sheet-{name.replace('_', '-')}" for name in measured} - {"sheet-ammunition"}
    assert {name for name in sheets if f'id="{name}"' in page} == sheets
    assert 'id="sheet-ammunition"' not in page
