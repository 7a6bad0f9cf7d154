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
    charts.tie_network: "As the page opens, on 24 June 2024: 3 ties are at odds with the camps: "
    "China and Japan (in 50% of the best divisions); China and North Korea (in 50% of the best "
    "divisions); China and Russia (in 50% of the best divisions); China and South Korea (in 50% of "
    "the best divisions); Russia and Turkey",
    charts.worlds_side_by_side: "With China: 2 for unnamed observers, 3 for Sun Yun",
    charts.frustration_by_what_if: "What changes the number of ties at odds: Seoul arms Kyiv, and "
    "Moscow answers with hostility; Moscow sends Pyongyang precision weapons, and Seoul answers "
    "with hostility; Beijing joins an alliance of three against Washington, Seoul and Tokyo",
    charts.obligation_grid: "5 of 6 treaties oblige to defend; none has offense or neutrality",
    charts.obligation_sequence: "In 8 of 12 cases someone must defend the attacked",
    charts.timeline: "In all years: 21 treaties and {events} dated events",
}


@pytest.mark.parametrize("draw", FINDINGS)
def test_a_figure_says_what_it_finds_and_is_not_too_large(
    dossier: Dossier, draw: Callable[[Dossier], Figure]
) -> None:
    figure = draw(dossier)
    assert isinstance(figure, Explorer)
    finding = FINDINGS[draw].format(events=dossier.events.height)
    assert figure.alt_text.startswith(f"{finding}. ")
    assert max(map(len, figure.spec["datasets"].values())) <= 5_000


def test_the_states_with_obligations_are_the_columns_of_the_sequence(dossier: Dossier) -> None:
    spec = charts.obligation_sequence(dossier).spec
    steps = [row for rows in spec["datasets"].values() for row in rows]
    assert {row["x"] for row in steps} | {row["to_x"] for row in steps} == set(range(8))
