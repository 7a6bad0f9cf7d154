from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analysis.charting import MOST_ROWS
from analysis.explorer import Explorer, TableExplorer
from analysis.weapons import charts

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import Dossier
    from analysis.explorer.base import Figure

OPENING = {
    charts.source_spread: {"weapon_class": "rocket_artillery", "quantity": "max_range_km"},
    charts.comparison_matrix: {
        "comparison": "rocket_artillery:max_range_km:munition: guided rocket",
        "reading": "value",
    },
    charts.range_ruler: {"reach_class": "rocket_artillery", "origin": "panmunjom"},
}
FINDING = {
    charts.source_spread: "Over all classes, in 23 of 244 comparisons public figures are more "
    "than 25% apart",
    charts.comparison_matrix: "Over all classes, public figures settle 111 of 906 comparisons of "
    "maximum range",
    charts.range_ruler: "From Panmunjom, on the demarcation line, 7 of 9 weapons of one class "
    "(rocket artillery) reach Seoul, 51 km away",
}


@pytest.mark.parametrize("draw", OPENING, ids=lambda draw: draw.__name__)
def test_charts_open_with_a_finding_about_the_choices_of_the_study(
    draw: Callable[[Dossier], Figure], dossier: Dossier
) -> None:
    shown = draw(dossier)
    assert isinstance(shown, Explorer)
    spec: dict[str, Any] = shown.spec
    assert " ".join(spec["title"]["text"]) == FINDING[draw]
    assert {param["name"]: param["value"] for param in spec["params"]} == OPENING[draw]
    rows = sum(len(rows) for rows in spec["datasets"].values())
    assert 0 < rows <= MOST_ROWS


def test_the_ruler_ends_at_600_km(dossier: Dossier) -> None:
    shown = charts.range_ruler(dossier)
    assert isinstance(shown, Explorer)
    assert shown.spec["layer"][0]["encoding"]["x"]["scale"]["domain"][1] == 600


@pytest.mark.parametrize(
    ("draw", "rows", "caption"),
    [
        (charts.disagreements, 23, "23, 7 of them under one stated condition"),
        (charts.derived_table, 85, "85"),
        (charts.figures_on_claims_table, 18, "18"),
        (charts.coverage_table, 9, "Of 751 things that could be known, 371 have no source and 143"),
        (charts.source_table, 563, "563"),
    ],
)
def test_tables_count_what_they_list(
    draw: Callable[[Dossier], Figure], rows: int, caption: str, dossier: Dossier
) -> None:
    shown = draw(dossier)
    assert isinstance(shown, TableExplorer)
    assert shown.frame.height == rows
    assert caption in shown.caption


def test_every_class_but_ammunition_has_a_sheet(dossier: Dossier) -> None:
    page = charts.data_sheets(dossier).to_html()
    measured = dossier.figures.join(dossier.weapons, on="weapon_id")["weapon_class"].unique()
    sheets = {f"sheet-{name.replace('_', '-')}" for name in measured} - {"sheet-ammunition"}
    assert {name for name in sheets if f'id="{name}"' in page} == sheets
    assert 'id="sheet-ammunition"' not in page
