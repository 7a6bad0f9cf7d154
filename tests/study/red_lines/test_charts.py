"""The figures of this study's red lines, as Vega draws them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import vl_convert

from analysis import red_lines

if TYPE_CHECKING:
    import analysis
    from analysis.explorer import Explorer


def drawn(figure: Explorer, **switched: bool | str) -> str:
    """Draw with some controls set, and give all that can be read."""
    spec = json.loads(json.dumps(figure.spec))
    params = {param["name"]: param for param in spec["params"]}
    for name, value in switched.items():
        params[name]["value"] = value
    texts: list[str] = []

    def collect(part: dict[str, Any]) -> None:
        shown = part.get("text", [])
        texts.extend([shown] if isinstance(shown, str) else shown)

    scene = vl_convert.vegalite_to_scenegraph(json.dumps(spec))
    json.loads(json.dumps(scene), object_hook=lambda part: collect(part) or part)
    return "\n".join(texts)


@pytest.fixture(scope="module")
def scenario(dossier: analysis.Dossier) -> Explorer:
    return red_lines.charts.scenario_switches(dossier)


def test_a_switch_brings_up_what_was_said_and_nothing_else(scenario: Explorer) -> None:
    off = drawn(scenario, if_russia_sends_high_precision_weapons=False)
    assert "Nobody said what follows" in off
    on = drawn(scenario, if_russia_sends_high_precision_weapons=True)
    assert "Chang Ho-jin" in on
    assert "Nobody said what follows" not in on
    assert "North Korea is under armed attack" not in on


def test_a_commitment_with_several_causes_is_shown_once(scenario: Explorer) -> None:
    both = drawn(
        scenario,
        if_russia_sends_high_precision_weapons=True,
        if_russia_sends_advanced_weapons=True,
    )
    assert both.count("If Russia gives North Korea advanced weapons:") == 1


def test_way_beyond_the_last_shows_the_last(dossier: analysis.Dossier) -> None:
    ways = red_lines.ways_to_goals(dossier)
    last = ways.filter(goal="seoul-arms-ukraine")["way"].max()
    assert last < ways["way"].max()
    chart = red_lines.charts.ways_to_goal(dossier)
    beyond = drawn(chart, red_line_way=str(ways["way"].max()))
    assert beyond == drawn(chart, red_line_way=str(last))
    assert drawn(chart, red_line_way="1") != beyond
    assert f"What must happen: way {last} of {last}" in beyond


def test_cards_say_who_forecasts_and_what_the_verdict_rests_on(scenario: Explorer) -> None:
    on = drawn(scenario, if_russia_sends_high_precision_weapons=True)
    assert "Forecast by unnamed experts about South Korea" in on
    assert "South Korea (policy)" not in on
    assert "Sources: " in on


def test_outcomes_narrow_to_a_speaker_and_a_verdict(dossier: analysis.Dossier) -> None:
    chart = red_lines.charts.claims_and_outcomes(dossier)
    assert "Danny Russel" in drawn(chart)
    assert "Danny Russel" not in drawn(chart, outcome_speaker="sun-yun")
    narrowed = drawn(chart, outcome_speaker="sun-yun", outcome_verdict="not_tested")
    assert "Sun Yun" in narrowed


def test_titles_are_the_findings_of_the_study(dossier: analysis.Dossier) -> None:
    charts = red_lines.charts
    said = {
        charts.scenario_switches: (
            'As the page opens: "Russia gives North Korea high-precision weapons" sets off '
            "3 commitments and 1 forecast by others in 2 rounds; contradictions: 1"
        ),
        charts.ways_to_goal: (
            'As the page opens: 2 ways lead to "South Korea gives Ukraine lethal arms", opposed '
            "by 2 commitments"
        ),
        charts.acts_and_outcomes: "4 acts on 2 days; 0 of them happened in full",
        charts.claims_and_outcomes: (
            "Of 41 claims looked up, 9 happened and 15 were not tested; 34 speak of the future, "
            "7 could merely be checked later"
        ),
        charts.forecasters: "16 of 30 forecasts were tested; all intervals overlap",
        charts.said_and_reported: (
            "For all parties: 76 events reported from June 2024 to October 2026, after 8 acts in "
            "the article"
        ),
    }
    for chart, title in said.items():
        assert " ".join(chart(dossier).spec["title"]["text"]) == title
