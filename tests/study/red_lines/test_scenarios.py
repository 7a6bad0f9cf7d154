"""The page can show every combination of switches, and each card leads back to its words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from analysis import red_lines
from analysis.red_lines import charts
from analysis.red_lines.chaining import RuleBase
from analysis.red_lines.treaties import DORMANT

if TYPE_CHECKING:
    import analysis


def test_masks_and_chaining_agree_on_every_combination(dossier: analysis.Dossier) -> None:
    switches = red_lines.switches(dossier)
    bits = dict(switches.select("proposition_id", "bit").iter_rows())
    rows = red_lines.scenario_cards(dossier).select("commitment_id", "needed_bits", "act").rows()
    base = RuleBase(dossier)
    clashes = base.contradictions()
    standing = red_lines.treaty_standing(dossier)
    dormant = {*standing.filter(pl.col("standing").is_in(DORMANT))["commitment_id"]}
    shown_idle = set()
    for row in red_lines.every_combination(dossier, bits).iter_rows(named=True):
        on = sum(bits[name] for name in row["facts"])
        shown = {(name, act == "contradiction") for name, needs, act in rows if needs & on == needs}
        made = {name for name, clash in shown if not clash}
        shown_idle |= made & dormant
        assert made - dormant == set(row["fired"])
        met = {f"{c.first} against {c.second}" for c in clashes if c.needed <= {*row["holds"]}}
        assert {name for name, clash in shown if clash} == met
    assert shown_idle == dormant == {"pact-russia-assists", "pact-north-korea-assists"}


def test_high_precision_weapons_show_what_each_party_has_said(dossier: analysis.Dossier) -> None:
    bits = dict(red_lines.switches(dossier).select("proposition_id", "bit").iter_rows())
    on = bits["russia-sends-high-precision-weapons"]
    fired = (
        red_lines.scenario_cards(dossier)
        .filter(needed_bits=on)
        .filter(pl.col("act") != "contradiction")
    )
    assert {"seoul-red-line", "seoul-arms-for-arms", "moscow-big-mistake"} <= {
        *fired["commitment_id"]
    }
    rounds = dict(fired.select("commitment_id", "round").iter_rows())
    assert rounds["moscow-big-mistake"] > rounds["seoul-arms-for-arms"]
    assert fired["verdict"].null_count() == 0


def test_every_card_of_the_article_names_the_characters_of_its_claim(
    dossier: analysis.Dossier,
) -> None:
    claims = dossier.commitments.join(dossier.claims, on="claim_id")
    where = dict(red_lines.scenario_cards(dossier).select("commitment_id", "locator").iter_rows())
    for row in claims.iter_rows(named=True):
        spot = f"paragraph {row['paragraph']}, characters {row['start']} to {row['end']}"
        assert spot in where[row["commitment_id"]]
    assert where["pyongyang-reacts"].endswith(", said by the reporter")


def test_what_others_forecast_of_a_state_is_not_headed_as_its_own(
    dossier: analysis.Dossier,
) -> None:
    headings = dict(
        red_lines.commitments_in_words(dossier).select("commitment_id", "heading").iter_rows()
    )
    military, angry = headings["south-responds-militarily"], headings["pyongyang-reacts"]
    assert military == "Forecast by unnamed experts about South Korea"
    assert angry == "Forecast by the reporter about North Korea"
    assert headings["treaty-china-assists-north-korea"] == "China (obligation)"
    signed = "Russia (obligation, signed and not yet in force)"
    assert headings["pact-russia-assists"] == signed
    assert headings["seoul-withholding"] == "South Korea (policy)"


def test_a_state_that_says_itself_what_it_will_do_makes_no_forecast_by_others(
    dossier: analysis.Dossier,
) -> None:
    theirs = pl.when(claim_id="c60").then(pl.lit("kim-jong-un")).otherwise("speaker")
    claims = dossier.claims.with_columns(speaker=theirs)
    said = replace(dossier, claims=claims)
    [heading] = red_lines.commitments_in_words(said).filter(commitment_id="pyongyang-reacts")[
        "heading"
    ]
    assert heading == "North Korea (policy)"


def test_commitments_and_forecasts_by_others_are_counted_apart(dossier: analysis.Dossier) -> None:
    fired = red_lines.forward_chain(dossier, ["russia-sends-high-precision-weapons"]).trace[
        "commitment_id"
    ]
    assert red_lines.count_in_words(dossier, fired) == "3 commitments and 1 forecast by others"
    assert red_lines.count_in_words(dossier, ["pact-russia-assists"]) == "1 commitment"
    assert red_lines.count_in_words(dossier, []) == "no commitments"


def test_consequences_are_described_in_order_with_outcomes_and_contradictions(
    dossier: analysis.Dossier,
) -> None:
    followed = red_lines.forward_chain(dossier, "russia-sends-high-precision-weapons")
    sentences = red_lines.describe(dossier, followed)
    assert len(sentences) == followed.trace.height + followed.contradictions.height
    assert sentences[0].startswith(
        "1. South Korea (threat): if Russia gives North Korea advanced weapons, then "
        "South Korea gives Ukraine lethal arms (article, paragraph 1, characters "
    )
    assert "Outcome: not so far." in sentences[0]
    assert sentences[-1] == (
        "Contradiction: South Korea gives Ukraine lethal arms: what South Korea said or signed "
        "leads to it, and Russia warns against it."
    )
    assert red_lines.describe(dossier, red_lines.forward_chain(dossier, [])) == []


def test_cards_name_the_publishers_their_outcome_or_treaty_rests_on(
    dossier: analysis.Dossier,
) -> None:
    named = red_lines.commitments_in_words(dossier)
    assert named["citation"].null_count() == 0
    listed = {*charts.source_table(dossier).frame["publisher"]}
    assert {one for all_ in named["citation"] for one in all_.split(" \N{MIDDLE DOT} ")} <= listed


def test_every_switch_brings_up_a_card(dossier: analysis.Dossier) -> None:
    cards = red_lines.scenario_cards(dossier)
    for proposition, bit in red_lines.switches(dossier).select("proposition_id", "bit").iter_rows():
        assert bit in cards["needed_bits"], proposition


def test_ways_to_a_goal_begin_with_acts_and_end_with_what_opposes_it(
    dossier: analysis.Dossier,
) -> None:
    ways = red_lines.ways_to_goals(dossier).filter(goal="seoul-arms-ukraine")
    assert ways["way"].n_unique() == red_lines.minimal_ways(dossier, "seoul-arms-ukraine").height
    for _, way in ways.group_by("way"):
        steps = way.sort("step")
        assert steps["role"][0] == "condition"
        against = steps.filter(role="opposes")["commitment_id"]
        assert set(against) == {"seoul-withholding", "moscow-big-mistake"}


def test_where_nothing_is_said_to_follow_there_are_no_ways(dossier: analysis.Dossier) -> None:
    silent = dossier.commitments.with_columns(consequence=pl.lit([], pl.List(pl.String)))
    unsaid = replace(dossier, commitments=silent)
    assert red_lines.ways_to_goals(unsaid).is_empty()
    assert {*red_lines.ways_to_goals(unsaid).columns} == {*red_lines.ways_to_goals(dossier).columns}
