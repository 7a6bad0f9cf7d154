"""The charts of red lines, as Vega draws them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import vl_convert

from analysis import red_lines
from analysis.red_lines import charts

if TYPE_CHECKING:
    from collections.abc import Iterator

    import altair as alt

    import analysis


def texts(part: Any) -> Iterator[str]:  # noqa: ANN401 (any part of a JSON tree)
    """Every text that a drawn chart shows."""
    if isinstance(part, dict):
        shown = part.get("text")
        yield from shown if isinstance(shown, list) else [shown] if isinstance(shown, str) else []
        for below in part.values():
            yield from texts(below)
    elif isinstance(part, list):
        for below in part:
            yield from texts(below)


def drawn(chart: alt.TopLevelMixin, **switched: bool | str | int) -> str:
    """Draw with some controls set, and give all that can be read."""
    spec = chart.to_dict()
    names = {param["name"]: param for param in spec["params"]} if switched else {}
    for name, value in switched.items():
        names[name]["value"] = value
    return "\n".join(texts(vl_convert.vegalite_to_scenegraph(json.dumps(spec))))


@pytest.fixture(scope="module")
def scenario(dossier: analysis.Dossier) -> alt.TopLevelMixin:
    switches, scenarios = red_lines.switches(dossier), red_lines.scenarios(dossier)
    return charts.scenario_switches(switches, scenarios, "What follows")


def test_a_switch_brings_up_what_was_said_and_nothing_else(scenario: alt.TopLevelMixin) -> None:
    off = drawn(scenario, russia_sends_high_precision_weapons=False)
    assert "Nobody said what follows" in off
    on = drawn(scenario, russia_sends_high_precision_weapons=True)
    assert "Chang Ho-jin" in on
    assert "Nobody said what follows" not in on
    assert "North Korea is under armed attack" not in on


def test_a_commitment_with_several_causes_is_shown_once(scenario: alt.TopLevelMixin) -> None:
    both = drawn(
        scenario, russia_sends_high_precision_weapons=True, russia_sends_advanced_weapons=True
    )
    assert both.count("If Russia gives North Korea advanced weapons:") == 1


def test_way_beyond_the_last_shows_the_last(dossier: analysis.Dossier) -> None:
    ways = red_lines.ways(dossier)
    goal = "South Korea gives Ukraine lethal arms"
    last = ways.filter(goal=goal)["way"].max()
    assert last < ways["way"].max()
    chart = charts.what_it_takes(ways, "Ways", goal)
    assert drawn(chart, way=int(ways["way"].max())) == drawn(chart, way=last)
    assert drawn(chart, way=1) != drawn(chart, way=last)
    assert f"What must happen: way {last} of {last}" in drawn(chart, way=int(ways["way"].max()))


def test_cards_say_who_forecasts_and_what_the_verdict_rests_on(
    scenario: alt.TopLevelMixin,
) -> None:
    on = drawn(scenario, russia_sends_high_precision_weapons=True)
    assert "Forecast by unnamed experts about South Korea" in on
    assert "South Korea (policy)" not in on
    assert "Sources: " in on


def test_ledger_narrows_to_a_speaker_and_a_verdict(dossier: analysis.Dossier) -> None:
    chart = charts.hindsight_ledger(red_lines.forecasts(dossier), "Ledger")
    assert "Danny Russel" not in drawn(chart, speaker="Sun Yun")
    assert "Sun Yun" in drawn(chart, speaker="Sun Yun", verdict="met no test")
