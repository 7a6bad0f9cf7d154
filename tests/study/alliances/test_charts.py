from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.alliances import charts, every_setting
from analysis.explorer import CardExplorer, Explorer, Figure, Finding, TableExplorer

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import Dossier

DAY = {"day": "2024-06-24", "what_if": "none"}


def test_the_network_opens_on_the_day_of_the_article(dossier: Dossier) -> None:
    figure = charts.tie_network(dossier)
    assert isinstance(figure, Explorer)
    settings = every_setting(dossier)
    for basis in ("treaty", "event", "claim"):
        now = settings.camps[settings.number_of(basis=basis, **DAY)]
        title, sentence = figure.caption(basis=basis, **DAY)
        number = f"{now.index} of" if now.index else "none of the"
        assert title.startswith(f"24 June 2024: {number} {now.edges.height} known ties")
        assert "With the United States: " in sentence
    early, _ = figure.caption(**DAY | {"day": "1950-06-25"})
    assert early.startswith("25 June 1950: ")


@pytest.mark.parametrize(
    "draw",
    [charts.tie_network, charts.tie_sensitivity, charts.attack_obligations, charts.timeline],
)
def test_a_figure_is_not_too_large(dossier: Dossier, draw: Callable[[Dossier], Figure]) -> None:
    figure = draw(dossier)
    assert isinstance(figure, Explorer)
    assert len(figure.captions.states) <= 1_000
    assert max(map(len, figure.spec["datasets"].values())) <= 5_000


def test_the_pact_obliges_to_defend_and_its_predecessor_does_not(dossier: Dossier) -> None:
    grid = charts.obligation_grid(dossier)
    assert isinstance(grid, TableExplorer)
    said = [cell["text"] for cell in grid.frame["defense"]]
    defense = dict(zip(zip(grid.groups, grid.frame["treaty"], strict=True), said, strict=True))
    assert defense["Russia–North Korea", "2024"] == "art. 4"
    assert defense["Russia–North Korea", "2000"] == "–"


def test_the_united_states_must_defend_the_south(dossier: Dossier) -> None:
    figure = charts.attack_obligations(dossier)
    assert isinstance(figure, CardExplorer)
    title, _ = figure.caption(attack="north-korea>south-korea", attack_day="2024-06-24")
    assert title.startswith(
        "If North Korea attacks South Korea on 24 June 2024, the United States must defend it"
    )


def test_the_pact_obliges_the_north_once_it_is_in_force(dossier: Dossier) -> None:
    figure = charts.attack_obligations(dossier)
    assert isinstance(figure, CardExplorer)
    days = next(param.options for param in figure.params if param.key == "attack_day")
    for day, must in zip(days, (False, True), strict=True):
        title, _ = figure.caption(attack="south-korea>russia", attack_day=day)
        assert ("North Korea must defend it" in title) is must


def test_two_speakers_differ_on_japan_and_south_korea(dossier: Dossier) -> None:
    worlds = charts.worlds_side_by_side(dossier)
    assert isinstance(worlds, TableExplorer)
    assert worlds.frame["actor"].to_list()[:2] == ["Japan", "South Korea"]
    assert worlds.caption.startswith("Japan and South Korea: against China for unnamed observers")


def test_the_summary_names_the_day_and_the_ties(dossier: Dossier) -> None:
    found = charts.what_this_shows(dossier)
    assert isinstance(found, Finding)
    strain, *_, status = map(str, found.sentences)
    assert strain.startswith("On 24 June 2024, ")
    assert status.startswith("Checked on ")
