"""The page can show every combination of switches, and each card leads back to its words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import red_lines

if TYPE_CHECKING:
    import analysis


def test_masks_and_chaining_agree_on_every_combination(dossier: analysis.Dossier) -> None:
    switches = red_lines.switches(dossier)
    bits = dict(switches.select("variable_id", "bit").iter_rows())
    rows = red_lines.scenarios(dossier).select("name", "needs", "act").rows()
    base = red_lines.RuleBase(dossier)
    clashes = base.clashes()
    for course in red_lines.courses(dossier, bits).iter_rows(named=True):
        on = sum(bits[name] for name in course["switches"])
        shown = {(name, act == "clash") for name, needs, act in rows if needs & on == needs}
        assert {name for name, clash in shown if not clash} == set(course["fired"])
        met = {f"{c.first} against {c.second}" for c in clashes if c.needed <= {*course["state"]}}
        assert {name for name, clash in shown if clash} == met


def test_high_precision_weapons_show_what_each_party_has_said(dossier: analysis.Dossier) -> None:
    bits = dict(red_lines.switches(dossier).select("variable_id", "bit").iter_rows())
    on = bits["russia-sends-high-precision-weapons"]
    fired = red_lines.scenarios(dossier).filter(needs=on).filter(pl.col("act") != "clash")
    assert {"seoul-red-line", "seoul-arms-for-arms", "moscow-big-mistake"} <= {*fired["name"]}
    rounds = dict(fired.select("name", "round").iter_rows())
    assert rounds["moscow-big-mistake"] > rounds["seoul-arms-for-arms"]
    assert fired["verdict"].null_count() == 0


def test_every_card_of_the_article_names_the_characters_of_its_claim(
    dossier: analysis.Dossier,
) -> None:
    claims = dossier.commitments.join(dossier.claims, on="claim_id")
    where = dict(red_lines.scenarios(dossier).select("name", "where").iter_rows())
    for row in claims.iter_rows(named=True):
        spot = f"paragraph {row['paragraph']}, characters {row['start']} to {row['end']}"
        assert spot in where[row["commitment_id"]]


def test_what_others_forecast_of_a_state_is_not_headed_as_its_own(
    dossier: analysis.Dossier,
) -> None:
    headings = dict(red_lines.in_words(dossier).select("name", "heading").iter_rows())
    military, angry = headings["south-responds-militarily"], headings["pyongyang-reacts"]
    assert military == "Forecast by unnamed experts about South Korea"
    assert angry == "Forecast by the reporter about North Korea"
    assert headings["pact-russia-assists"] == "Russia (obligation)"
    assert headings["seoul-withholding"] == "South Korea (policy)"


def test_a_state_that_says_itself_what_it_will_do_makes_no_forecast_by_others(
    dossier: analysis.Dossier,
) -> None:
    theirs = pl.when(claim_id="c60").then(pl.lit("kim-jong-un")).otherwise("speaker")
    claims = dossier.claims.with_columns(speaker=theirs)
    said = type(dossier).validate(dossier.to_dict() | {"claims": claims.lazy()}, cast=True)
    [heading] = red_lines.in_words(said).filter(name="pyongyang-reacts")["heading"]
    assert heading == "North Korea (policy)"


def test_commitments_and_forecasts_by_others_are_counted_apart(dossier: analysis.Dossier) -> None:
    fired = red_lines.play(dossier, ["russia-sends-high-precision-weapons"]).trace["commitment_id"]
    assert red_lines.tally(dossier, fired) == "3 commitments and 1 forecast by others"
    assert red_lines.tally(dossier, ["pact-russia-assists"]) == "1 commitment"
    assert red_lines.tally(dossier, []) == "no commitments"


def test_a_course_is_told_in_order_with_its_words_outcomes_and_contradictions(
    dossier: analysis.Dossier,
) -> None:
    course = red_lines.play(dossier, "russia-sends-high-precision-weapons")
    told = red_lines.tell(dossier, course)
    assert len(told) == course.trace.height + course.contradictions.height
    assert told[0].startswith(
        "1. South Korea (threat): if Russia gives North Korea advanced weapons, then "
        "South Korea gives Ukraine lethal arms (article, paragraph 1, characters "
    )
    assert "What came of it: not so far." in told[0]
    assert told[-1].startswith("Contradiction: South Korea gives Ukraine lethal arms")
    assert red_lines.tell(dossier, red_lines.play(dossier, [])) == []


def test_cards_name_the_publishers_their_outcome_or_treaty_rests_on(
    dossier: analysis.Dossier,
) -> None:
    named = red_lines.in_words(dossier)
    assert named["publishers"].null_count() == 0
    listed = {*red_lines.sources(dossier)["publisher"]}
    assert {one for all_ in named["publishers"] for one in all_.split(" \N{MIDDLE DOT} ")} <= listed


def test_every_switch_sets_something_off(dossier: analysis.Dossier) -> None:
    for variable in red_lines.switches(dossier)["variable_id"]:
        assert not red_lines.play(dossier, [variable]).trace.is_empty()


def test_ways_to_a_goal_begin_with_acts_and_end_with_what_stands_against_it(
    dossier: analysis.Dossier,
) -> None:
    ways = red_lines.ways(dossier).filter(goal="South Korea gives Ukraine lethal arms")
    assert ways["way"].n_unique() == red_lines.least(dossier, "seoul-arms-ukraine").height
    for _, way in ways.group_by("way"):
        steps = way.sort("step")
        assert steps["act"][0] == "must happen"
        against = steps.filter(act="stands against it")["name"]
        assert set(against) == {"seoul-withholding", "moscow-big-mistake"}


def test_more_switches_than_bits_are_refused() -> None:
    many = [f"v{n}" for n in range(32)]
    names = pl.List(pl.String)
    crowd = SimpleNamespace(
        state_variables=pl.DataFrame(
            {"variable_id": many, "description": many, "kind": "action"}
        ).with_columns(implies=pl.lit([], dtype=names), excludes=pl.lit([], dtype=names)),
        commitments=pl.DataFrame(
            {
                "commitment_id": many,
                "committer": "a",
                "kind": None,
                "condition": [[v] for v in many],
            }
        ).with_columns(consequence=pl.lit([], dtype=names)),
    )
    with pytest.raises(ValueError, match="room for 31 switches"):
        red_lines.switches(crowd)


def test_where_nothing_is_said_to_follow_there_are_no_ways(dossier: analysis.Dossier) -> None:
    silent = dossier.commitments.with_columns(consequence=pl.lit([], pl.List(pl.String)))
    frames = dossier.to_dict() | {"commitments": silent.lazy()}
    unsaid = type(dossier).validate(frames, cast=True)
    assert red_lines.ways(unsaid).is_empty()
    assert {*red_lines.ways(unsaid).columns} == {*red_lines.ways(dossier).columns}
