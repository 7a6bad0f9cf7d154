"""The page can show every combination of switches, in words that are true of any dossier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import QuestionError, red_lines
from analysis.red_lines.chaining import RuleBase
from analysis.red_lines.scenarios import MAX_BITS

if TYPE_CHECKING:
    from collections.abc import Callable

    import analysis

    WithSwitches = Callable[[int], analysis.Dossier]


def test_masks_and_chaining_agree_on_every_combination(dossier: analysis.Dossier) -> None:
    bits = dict(red_lines.switches(dossier).select("proposition_id", "bit").iter_rows())
    cards = red_lines.scenario_cards(dossier).select("commitment_id", "needed_bits", "act").rows()
    contradictions = RuleBase(dossier).contradictions()
    assert len(bits) > 4
    for row in red_lines.every_combination(dossier, bits).iter_rows(named=True):
        on = sum(bits[name] for name in row["facts"])
        shown = {(name, act) for name, needs, act in cards if needs & on == needs}
        fired = {name for name, act in shown if act != "contradiction"}
        assert fired == set(row["fired"])
        met = [one for one in contradictions if one.needed <= {*row["holds"]}]
        both = {f"{one.first} against {one.second}" for one in met}
        assert {name for name, _ in shown} - fired == both


def test_only_contradictions_that_are_met_are_described(dossier: analysis.Dossier) -> None:
    assert red_lines.describe(dossier, red_lines.forward_chain(dossier, [])) == []
    followed = red_lines.forward_chain(dossier, "belmark-delivers-kelpie")
    said = red_lines.describe(dossier, followed)
    assert [text.startswith("Contradiction: ") for text in said] == [False] * 3 + [True]


def test_more_switches_than_bits_leave_out_those_that_set_off_least(
    with_switches: WithSwitches,
) -> None:
    many = with_switches(MAX_BITS + 2)
    found = red_lines.switches(many)
    offered = found.drop_nulls("bit")
    assert offered["bit"].to_list() == [2**place for place in range(MAX_BITS)]
    # The last one sets off two; of the others the first come first.
    assert offered["proposition_id"].to_list()[-1] == f"p{MAX_BITS + 1}"
    left_out = found.filter(pl.col("bit").is_null())["proposition_id"].to_list()
    assert left_out == [f"p{MAX_BITS - 1}", f"p{MAX_BITS}"]
    cards = red_lines.scenario_cards(many)
    assert cards["commitment_id"].to_list()[-2:] == [f"r{MAX_BITS + 1}", f"r{MAX_BITS + 2}"]
    assert cards["needed_bits"].max() == 2 ** (MAX_BITS - 1)


def test_what_others_forecast_of_a_state_is_not_headed_as_its_own(
    dossier: analysis.Dossier,
) -> None:
    def heading(changed: analysis.Dossier) -> str:
        worded = red_lines.commitments_in_words(changed)
        [text] = worded.filter(commitment_id="escorts-for-ports")["heading"]
        return str(text)

    def said_by(speaker: str) -> analysis.Dossier:
        is_forecast = pl.when(claim_id="c18")
        claims = dossier.claims.with_columns(
            speaker=is_forecast.then(pl.lit(speaker)).otherwise("speaker")
        )
        return replace(dossier, claims=claims)

    about = "about the Union of Three Rivers"
    assert heading(said_by("lena-brint")) == f"Forecast by Lena Brint {about}"
    author = dossier.names.in_sentence["author"]
    assert heading(said_by("author")) == f"Forecast by {author} {about}"
    assert heading(said_by("three-rivers")) == "Union of Three Rivers (policy)"
    nameless = pl.when(actor_id="lena-brint")
    group = dossier.actors.with_columns(
        kind=nameless.then(pl.lit("group", dossier.actors.schema["kind"])).otherwise("kind")
    )
    unnamed = replace(said_by("lena-brint"), actors=group)
    assert heading(unnamed) == f"Forecast by unnamed Lena Brint {about}"


def test_commitments_and_forecasts_by_others_are_counted_apart(dossier: analysis.Dossier) -> None:
    fired = red_lines.forward_chain(dossier, "belmark-delivers-kelpie").trace["commitment_id"]
    assert red_lines.count_in_words(dossier, fired) == "2 commitments and 1 forecast by others"
    assert red_lines.count_in_words(dossier, "union-must-assist") == "1 commitment"
    assert red_lines.count_in_words(dossier, []) == "no commitments"
    with pytest.raises(QuestionError, match='"union-must-asist" is not a commitment of this'):
        red_lines.count_in_words(dossier, ["union-must-asist"])


def test_consequences_are_described_in_order_with_outcomes_and_contradictions(
    dossier: analysis.Dossier,
) -> None:
    followed = red_lines.forward_chain(dossier, ["belmark-delivers-kelpie", "ferries-sail"])
    sentences = red_lines.describe(dossier, followed)
    assert len(sentences) == followed.trace.height + followed.contradictions.height
    assert sentences[0].startswith(
        "1. Ardania (threat): if Belmark delivers Kelpie launchers to Corvia, then Ardania gives "
        "Delmora Merrow howitzers (article, paragraph 2, characters 371 to 447, said by Mira "
        "Tolvane). Outcome: in part. "
    )
    bound, excluded = sentences[-2:]
    assert bound == (
        "Contradiction: Ardania gives Delmora Merrow howitzers: what Ardania said or signed "
        "leads to it, and Belmark warns against it."
    )
    assert excluded == (
        "Contradiction: These cannot both be true: Ardania gives Delmora Merrow howitzers; "
        "Ardania sends no weapons to Delmora."
    )
    assert red_lines.describe(dossier, red_lines.forward_chain(dossier, [])) == []


def test_a_treaty_without_a_name_is_named_by_its_parties(dossier: analysis.Dossier) -> None:
    unnamed = replace(dossier, ties=dossier.ties.with_columns(instrument=pl.lit(None, pl.String)))
    worded = red_lines.commitments_in_words(unnamed)
    [locator] = worded.filter(commitment_id="union-must-assist")["locator"]
    assert locator == "treaty of Ardania and the Union of Three Rivers"


def test_ways_to_a_goal_begin_with_acts_and_end_with_what_opposes_it(
    dossier: analysis.Dossier,
) -> None:
    ways = red_lines.ways_to_goals(dossier).filter(goal="ardania-arms-delmora")
    assert ways.select("role", "commitment_id").rows() == [
        ("condition", None),
        ("leads_on", "howitzers-for-rockets"),
        ("opposes", "ports-for-howitzers"),
        ("opposes", "ban-while-ferries-sail"),
    ]
    assert set(ways["goal_description"]) == {"Ardania gives Delmora Merrow howitzers"}
    assert ways["consequence"][0] == "Belmark delivers Kelpie launchers to Corvia"


def test_what_a_goal_implies_is_opposed_as_the_goal_is(dossier: analysis.Dossier) -> None:
    warned, goal = "ardania-arms-delmora", pl.col("proposition_id") == "union-escorts-ferries"
    implied = pl.when(goal).then(pl.lit([warned], pl.List(pl.String))).otherwise("implies")
    propositions = dossier.propositions.with_columns(implies=implied)
    ways = red_lines.ways_to_goals(replace(dossier, propositions=propositions))
    against = ways.filter(goal="union-escorts-ferries", role="opposes", way=1)["commitment_id"]
    assert against.to_list() == ["ports-for-howitzers", "ban-while-ferries-sail"]


def test_outcomes_that_mean_the_same_can_both_be_switched_on(dossier: analysis.Dossier) -> None:
    same = {"ardania-under-attack": ["ferries-sail"], "ferries-sail": ["ardania-under-attack"]}
    action = pl.col("proposition_id").is_in(["corvia-attacks-ardania", "corvia-stops-ferry"])
    propositions = dossier.propositions.filter(~action).with_columns(
        implies=pl.col("proposition_id").replace_strict(
            same, default=pl.lit([], pl.List(pl.String)), return_dtype=pl.List(pl.String)
        )
    )
    kept = dossier.commitments.filter(pl.col("commitment_id") != "one-more-ferry")
    found = red_lines.switches(replace(dossier, propositions=propositions, commitments=kept))
    assert same.keys() <= {*found["proposition_id"]}


def test_where_nothing_is_said_to_follow_there_are_no_ways(dossier: analysis.Dossier) -> None:
    silent = dossier.commitments.with_columns(consequence=pl.lit([], pl.List(pl.String)))
    unsaid = replace(dossier, commitments=silent)
    assert red_lines.ways_to_goals(unsaid).is_empty()
    assert red_lines.ways_to_goals(unsaid).schema == red_lines.ways_to_goals(dossier).schema


def test_a_dossier_without_commitments_has_the_same_columns_without_rows(
    dossier: analysis.Dossier,
) -> None:
    none = replace(dossier, commitments=dossier.commitments.clear())
    for function in (
        red_lines.commitments_in_words,
        red_lines.scenario_cards,
        red_lines.switches,
        red_lines.unilateral_consequences,
        red_lines.ways_to_goals,
    ):
        assert function(none).is_empty()
        assert function(none).schema == function(dossier).schema


def test_commitments_that_meet_over_two_things_contradict_each_other_twice(
    dossier: analysis.Dossier,
) -> None:
    both = ["ardania-arms-delmora", "union-escorts-ferries"]
    threat = pl.when(commitment_id="howitzers-for-rockets")
    answer = pl.when(commitment_id="ports-for-howitzers")
    twice = replace(
        dossier,
        commitments=dossier.commitments.with_columns(
            consequence=threat.then(pl.lit(both, pl.List(pl.String))).otherwise("consequence"),
            condition=answer.then(pl.lit(both, pl.List(pl.String))).otherwise("condition"),
        ),
    )
    followed = red_lines.forward_chain(twice, "belmark-delivers-kelpie")
    met = red_lines.describe(twice, followed)[-3:-1]
    assert [text.split(": ")[1] for text in met] == [
        "Ardania gives Delmora Merrow howitzers",
        "Warships of the Union of Three Rivers escort the ferries",
    ]
    cards = red_lines.scenario_cards(twice).filter(act="contradiction")
    pair = "howitzers-for-rockets against ports-for-howitzers"
    assert {f"{pair} over {one}" for one in both} <= set(cards["commitment_id"])
