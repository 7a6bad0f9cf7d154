from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.alliances import charts
from analysis.explorer import Explorer

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import Dossier
    from analysis.explorer import Figure

FINDINGS = {
    charts.tie_network: "As the page opens, on 24 June 2024: 2 ties are at odds with the camps: "
    "China and South Korea; Russia and Turkey",
    charts.worlds_side_by_side: "With China: 2 for unnamed observers, 3 for Sun Yun",
    charts.frustration_by_what_if: "What changes the number of ties at odds: Beijing joins an "
    "alliance of three against Washington, Seoul and Tokyo",
    charts.obligation_grid: "5 of 6 treaties oblige to defend; none has offense or neutrality",
    charts.obligation_sequence: "In 8 of 12 cases someone must defend the attacked",
    charts.timeline: "In all years: 24 treaties and 79 dated events",
}


@pytest.mark.parametrize("draw", FINDINGS)
def test_a_figure_says_what_it_finds_and_is_not_too_large(
    dossier: Dossier, draw: Callable[[Dossier], Figure]
) -> None:
    figure = draw(dossier)
    assert isinstance(figure, Explorer)
    assert figure.alt_text.startswith(f"{FINDINGS[draw]}. ")
    assert max(map(len, figure.spec["datasets"].values())) <= 5_000


def test_the_states_with_obligations_are_the_columns_of_the_sequence(dossier: Dossier) -> None:
    spec = charts.obligation_sequence(dossier).spec
    steps = [row for rows in spec["datasets"].values() for row in rows]
    assert {row["x"] for row in steps} | {row["to_x"] for row in steps} == set(range(8))
