"""The figures of this study's red lines say what its tables say, in every state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
from figure_states import cards, drawn_caption, states, text_of

from analysis import red_lines
from analysis.explorer import CardExplorer

if TYPE_CHECKING:
    import analysis

PRECISION, ADVANCED = (f"if_russia_sends_{what}_weapons" for what in ("high_precision", "advanced"))


@pytest.fixture(scope="module")
def scenario(dossier: analysis.Dossier) -> CardExplorer:
    figure = red_lines.charts.scenario_switches(dossier)
    assert isinstance(figure, CardExplorer)
    return figure


def test_a_switch_brings_up_what_was_said_and_nothing_else(scenario: CardExplorer) -> None:
    assert cards(scenario, **{PRECISION: False}) == []
    assert drawn_caption(scenario, **{PRECISION: False})[0] == "No switch is on"
    on = "\n".join(map(text_of, cards(scenario, **{PRECISION: True})))
    assert "Chang Ho-jin" in on
    assert "North Korea is under armed attack" not in on


def test_a_commitment_with_several_causes_is_shown_once(scenario: CardExplorer) -> None:
    both = [str(card.heading) for card in cards(scenario, **{PRECISION: True, ADVANCED: True})]
    assert sum("If Russia gives North Korea advanced weapons, then" in text for text in both) == 1


def test_cards_say_who_forecasts_and_what_the_verdict_rests_on(scenario: CardExplorer) -> None:
    shown = cards(scenario, **{PRECISION: True})
    on = "\n".join(map(text_of, shown))
    assert "Forecast by unnamed experts about South Korea" in on
    assert "South Korea (policy)" not in on
    assert "(evidence until " in " ".join(str(line) for card in shown for line in card.folded)


def test_what_high_precision_weapons_set_off_is_counted_from_the_tables(
    dossier: analysis.Dossier, scenario: CardExplorer
) -> None:
    followed = red_lines.forward_chain(dossier, "russia-sends-high-precision-weapons")
    counted = red_lines.count_in_words(dossier, followed.trace["commitment_id"])
    expected = counted.replace(" by others", "")
    assert f", {expected} follow" in scenario.title
    assert ("contradiction" in scenario.title) == (followed.contradictions.height > 0)
    assert scenario.arrangement is not None
    assert PRECISION in scenario.arrangement.implied[ADVANCED]


def test_all_ways_to_a_goal_stand_side_by_side(dossier: analysis.Dossier) -> None:
    figure = red_lines.charts.ways_to_goal(dossier)
    assert isinstance(figure, CardExplorer)
    shown = [card.heading for card in cards(figure) if card.group == "Any one of these is enough"]
    needed = red_lines.minimal_ways(dossier, "seoul-arms-ukraine").filter(pl.col("round") > 0)
    assert len(shown) == needed.height
    assert figure.title.startswith("South Korea gives Ukraine lethal arms: ")


def test_outcomes_narrow_to_a_speaker_and_a_verdict(dossier: analysis.Dossier) -> None:
    figure = red_lines.charts.claims_and_outcomes(dossier)
    assert isinstance(figure, CardExplorer)
    claims = red_lines.claims_with_outcomes(dossier)
    for state, title, _ in states(figure):
        own = claims
        for column in ("speaker", "verdict"):
            chosen = state[f"outcome_{column}"]
            own = own if chosen == "all" else own.filter(pl.col(column).cast(pl.String) == chosen)
        assert own.height > 0, state
        assert own.height == 1 or str(own.height) in re.findall(r"\d+", title)


def test_titles_are_the_findings_of_the_study(dossier: analysis.Dossier) -> None:
    charts = red_lines.charts
    claims = red_lines.claims_with_outcomes(dossier)
    happened = claims.filter(verdict="happened").height
    said = f"Of {claims.height} claims checked, {happened} came true, "
    assert charts.verdict_counts(dossier).title.startswith(said)
    acts = red_lines.acts_with_outcomes(dossier)
    assert charts.acts_and_outcomes(dossier).title.startswith(f"{acts.height} statements in ")
    since = red_lines.said_and_reported(dossier).filter(series="reported since")
    title = charts.events_by_month(dossier).title
    assert title.startswith(f"{since.height} events since the article; ")
    most = red_lines.track_record(dossier)["tested"].max()
    assert f"Nobody has more than {most} tested forecasts" in charts.forecasters(dossier).title
    unnamed = dossier.commitments.filter(pl.col("consequence").list.len() == 0).height
    assert f"{unnamed} name no consequence at all" in charts.commitment_cards(dossier).sentence


def test_the_summary_has_three_findings_and_its_days(dossier: analysis.Dossier) -> None:
    lines = str(red_lines.charts.what_this_shows(dossier)).splitlines()[1:]
    assert len(lines) == 4
    assert "between South Korea and Russia" in lines[1]
    assert lines[2].startswith("If Russia gives North Korea high-precision weapons, ")
    checked = dossier.outcomes["checked_on"].max()
    assert f"Checked on {checked:%-d %B %Y}; evidence until " in lines[3]


def test_no_claim_is_named_by_its_id(dossier: analysis.Dossier) -> None:
    charts = red_lines.charts
    ids = re.compile(r"\bc\d\d\b")
    table = charts.frontier_table(dossier)
    assert table.frame["paragraphs"].null_count() == 0
    assert not ids.search(" ".join(table.frame["note"]))
    for figure in (charts.claims_and_outcomes, charts.commitment_cards, charts.acts_and_outcomes):
        shown = figure(dossier)
        assert isinstance(shown, CardExplorer)
        assert not [card for card in shown.cards if ids.search(text_of(card))]
