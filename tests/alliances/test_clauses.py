from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import QuestionError
from analysis.alliances import (
    activated_obligations,
    camps,
    clauses_in_force,
    describe_camps,
    describe_obligations,
    ties_in_force,
    treaty_obligations,
)
from analysis.alliances.attacks import attack_days, likely_attacks

if TYPE_CHECKING:
    from analysis import Dossier
    from tests.conftest import MakeDossier


def test_partners_of_the_attacked_consult_first_and_assist_then(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "belmark", "ardania")
    helps = steps.filter(owed_to_side="attacked").select("actor", "obligation", "article")
    assert helps.rows() == [
        ("corvia", "consultation", "5"),
        ("three-rivers", "consultation", "3"),
        ("three-rivers", "defense", "4"),
    ]


def test_steps_are_numbered_in_the_order_of_rounds(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "corvia", "ardania", "2031-09-02")
    assert steps["step"].to_list() == list(range(1, steps.height + 1))
    assert steps["round"].is_sorted()
    assert steps["round"].unique().to_list() == [0, 1, 2]
    assert steps.filter(round=2).select("actor", "obligation").unique().rows() != []


def test_a_duty_of_one_party_is_not_owed_back(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "corvia", "three-rivers")
    assert steps.filter(actor="delmora")["obligation"].to_list() == ["consultation"]


def test_who_owes_both_sides_is_said_last(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "belmark", "ardania", "2031-09-02")
    assert set(steps.filter("owes_both")["actor"]) == {"corvia"}
    assert describe_obligations(steps, dossier.names)[-1].startswith("Corvia has duties to both ")


@pytest.mark.parametrize(
    ("asked", "day", "said"),
    [
        (None, date(2031, 5, 14), "On 14 May 2031:"),
        ("2031-09-02", date(2031, 9, 2), "On 2 September 2031:"),
        (date(2031, 6, 1), date(2031, 6, 1), "On 1 June 2031:"),
    ],
)
def test_the_day_asked_for_is_in_every_row_and_said_first(
    dossier: Dossier, asked: date | str | None, day: date, said: str
) -> None:
    steps = activated_obligations(dossier, "corvia", "ardania", asked)
    assert set(steps["day"]) == {day}
    assert describe_obligations(steps)[0] == said
    frame = activated_obligations(dossier.ties, "corvia", "ardania", asked)
    assert set(frame["day"]) == {asked and day}
    assert (said in describe_obligations(frame)) == (asked is not None)


def test_several_days_asked_for_are_said_in_their_order(dossier: Dossier) -> None:
    asked = [f"2031-{month:02}-02" for month in (9, 6, 8, 5, 7)]
    steps = pl.concat([activated_obligations(dossier, "corvia", "ardania", day) for day in asked])
    said, *_ = describe_obligations(steps)
    assert said == "On 2 May 2031, 2 June 2031, 2 July 2031, 2 August 2031 and 2 September 2031:"


def test_a_dossiers_names_are_those_inside_a_sentence(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "corvia", "three-rivers")
    camps_now = camps(ties_in_force(dossier, basis="treaty"), names=dossier.names)
    every = [*describe_obligations(steps, dossier.names), *describe_camps(camps_now)]
    said = " ".join([*every, *describe_camps(replace(camps_now, names={}), dossier.names)])
    assert said.count("the Union of Three Rivers") >= 3
    assert said.count("Union of Three Rivers") == said.lower().count("the union of three rivers")


def test_an_assumed_treaty_obliges_by_its_own_clauses(dossier: Dossier) -> None:
    before = activated_obligations(dossier, "ardania", "corvia")
    assumed = activated_obligations(dossier, "ardania", "corvia", what_if="pact-binds")
    assert before.filter(obligation="defense", owed_to_side="attacked").is_empty()
    defends = assumed.filter(obligation="defense", owed_to_side="attacked")
    assert defends.select("actor", "article", "instrument").rows() == [
        ("belmark", "3", "Defence Pact of May 2031")
    ]


@pytest.mark.parametrize(
    ("attacker", "attacked", "message"),
    [
        ("ardanja", "corvia", '"ardanja" is not an actor of this dossier; did you mean "ardania'),
        ("corvia", "corvia", '"corvia" cannot attack itself'),
        (
            "harbour-line",
            "corvia",
            "is an organisation; only a state, bloc, armed force or armed group can attack",
        ),
        ("corvia", "mira-tolvane", '"mira-tolvane" is a person; only a state'),
        ("corvia", "strait-courier", "is a media outlet; only a state, bloc, armed force or"),
        ("corvia", "unnamed-captains", "is a group of unnamed speakers; only a state"),
    ],
)
def test_impossible_attacks_are_refused(
    dossier: Dossier, attacker: str, attacked: str, message: str
) -> None:
    with pytest.raises(QuestionError, match=re.escape(message)):
        activated_obligations(dossier, attacker, attacked)


def test_blocs_and_armed_forces_can_attack_and_be_attacked(dossier: Dossier) -> None:
    assert activated_obligations(dossier, "corvian-coast-guard", "ardania").height
    steps = activated_obligations(dossier, "corvia", "coastal-league")
    assert set(steps["owed_to"]) == {"corvia"}


def test_political_pledges_do_not_bind_even_where_they_are_assumed(
    make_dossier: MakeDossier,
) -> None:
    tie = {
        "directed": False,
        "kind": "cooperation",
        "sign": 1,
        "status": "in_force",
        "sources": ["s"],
        "start": "2020-01-01",
    }
    made = make_dossier(
        actors=[
            {"actor_id": a, "name": a.title(), "kind": "state"} for a in ("alba", "bor", "cant")
        ],
        sources=[{"source_id": "s", "title": "Register", "kind": "press"}],
        ties=[
            tie
            | {"tie_id": "pledge", "source": "alba", "target": "bor", "basis": "event"}
            | {"obligations": ["consultation"]},
            tie | {"tie_id": "other", "source": "bor", "target": "cant", "basis": "treaty"},
        ],
        what_ifs=[
            {"what_if_id": "w", "description": "It lasts", "change": "assume", "tie_id": "pledge"}
        ],
    )
    for what_if in ((), "w"):
        steps = activated_obligations(made, "cant", "bor", what_if=what_if)
        assert steps.select("actor", "binding").rows() == [("alba", False)]
        assert "without legal duty" in describe_obligations(steps, made.names)[-1]


def test_clauses_are_given_with_a_frame_only(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match="a dossier has its own"):
        activated_obligations(dossier, "corvia", "ardania", clauses=dossier.clauses)


def test_every_obligation_and_every_clause_is_listed(dossier: Dossier) -> None:
    listed = clauses_in_force(dossier)
    assert sorted(listed["clause_id"].drop_nulls()) == sorted(dossier.clauses["clause_id"])
    for tie_id, coded in dossier.ties.select("tie_id", "obligations").iter_rows():
        assert set(coded) <= set(listed.filter(tie_id=tie_id)["obligation"].drop_nulls())
    now = clauses_in_force(dossier, ties_in_force(dossier))
    assert "belmark-corvia-2031" not in now["tie_id"]


def test_a_preamble_comes_before_the_articles_and_what_has_no_number_after(
    dossier: Dossier,
) -> None:
    of = dossier.clauses.filter(tie_id="ardania-corvia-2019").head(1)
    articles = ["10", "2", None, "preamble", "5 (2)"]
    clauses = pl.concat([of] * len(articles)).with_columns(
        article=pl.Series(articles), clause_id=pl.Series([f"x-{n}" for n in range(len(articles))])
    )
    listed = clauses_in_force(replace(dossier, clauses=clauses)).filter(
        pl.col("clause_id").is_not_null()
    )
    assert listed["article"].to_list() == ["preamble", "2", "5 (2)", "10", None]


def test_treaties_are_named_by_parties_and_year(dossier: Dossier) -> None:
    grid = treaty_obligations(dossier)
    assert grid["treaty"].unique(maintain_order=True)[0] == "Belmark–Corvia, 2031"
    assert grid["citation"].null_count() == 0


@pytest.mark.parametrize("row", ["", " 1204", " 3180.5"])
def test_a_data_set_is_named_in_full_without_its_row(dossier: Dossier, row: str) -> None:
    ties = dossier.ties.with_columns(pl.col("coded_by") + row)
    grid = treaty_obligations(replace(dossier, ties=ties), ["belmark-corvia-1998"])
    assert {*grid["articles"]} == {"Coastal Treaties Data Set only"}


def test_treaties_of_the_same_parties_and_year_have_numbers(
    dossier: Dossier, make_dossier: MakeDossier
) -> None:
    rows = dossier.ties.filter(tie_id="ardania-corvia-2019").to_dicts()
    twins = [*rows, rows[0] | {"tie_id": "ardania-corvia-2019-b", "instrument": "Another"}]
    made = make_dossier(
        actors=dossier.actors.to_dicts(), sources=dossier.sources.to_dicts(), ties=twins
    )
    assert treaty_obligations(made)["treaty"].unique(maintain_order=True).to_list() == [
        "Ardania–Corvia, 2019",
        "Ardania–Corvia, 2019 (2)",
    ]


def test_an_unknown_treaty_is_refused(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match='"treaty" is not a tie of this dossier'):
        treaty_obligations(dossier, ["treaty"])


def test_attacks_are_between_the_hostile_where_someone_must_help(dossier: Dossier) -> None:
    attacks = likely_attacks(dossier)
    assert attacks[:2] == [("ardania", "corvia"), ("corvia", "ardania")]
    assert len(attacks) <= 6
    for attacker, attacked in attacks:
        steps = activated_obligations(dossier, attacker, attacked)
        helps = steps.filter(owed_to_side="attacked")["obligation"]
        assert {"defense", "consultation"} & set(helps)


def test_without_hostility_the_defended_are_attacked(dossier: Dossier) -> None:
    from dataclasses import replace

    friends = replace(dossier, ties=dossier.ties.filter(pl.col("sign") == 1))
    attacks = likely_attacks(friends)
    assert attacks
    assert {attacked for _, attacked in attacks} <= {"ardania", "three-rivers", "delmora"}


def test_attack_days_are_the_study_s_and_the_next_entry_into_force(dossier: Dossier) -> None:
    assert [str(day) for day in attack_days(dossier)] == ["2031-05-14", "2031-09-02"]


def test_a_treaty_that_is_only_signed_is_listed_apart_on_request(dossier: Dossier) -> None:
    asked = {"attacker": "ardania", "attacked": "corvia", "day": "2031-05-14"}
    without = activated_obligations(dossier, **asked)
    steps = activated_obligations(dossier, **asked, with_signed=True)
    signed = steps.filter(certainty="signed")
    assert "signed" not in without["certainty"]
    assert signed.select("actor", "obligation").rows() == [
        ("belmark", "consultation"),
        ("belmark", "defense"),
    ]
    told = describe_obligations(signed, dossier.names)[2]
    assert "Belmark would have to assist Corvia once the treaty is in force" in told
    assert "in force from 1 September 2031). Condition: The party attacked did not" in told
    in_force = activated_obligations(dossier, "ardania", "corvia", "2031-09-01", with_signed=True)
    assert "signed" not in in_force["certainty"]


def test_a_pledge_that_is_only_signed_is_not_broken_yet(dossier: Dossier) -> None:
    signed = pl.col("tie_id") == "ardania-corvia-2019"
    later = pl.when(signed).then(pl.date(2031, 6, 1)).otherwise("start")
    made = replace(dossier, ties=dossier.ties.with_columns(start=later))
    for day, broken in (("2031-05-31", []), ("2031-06-01", ["ardania-corvia-2019"])):
        steps = activated_obligations(made, "corvia", "ardania", day, with_signed=True)
        assert steps.filter(round=0)["tie_id"].to_list() == broken


def test_a_frame_is_not_asked_what_is_only_signed(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match="a frame has the ties that count"):
        activated_obligations(dossier.ties, "ardania", "corvia", with_signed=True)
    with pytest.raises(QuestionError, match="with_signed is True or False, not str"):
        activated_obligations(dossier, "ardania", "corvia", with_signed="yes")  # type: ignore[arg-type]


def test_before_it_is_signed_a_treaty_is_not_listed_at_all(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "ardania", "corvia", "2031-05-01", with_signed=True)
    assert "belmark-corvia-2031" not in steps["tie_id"]


def test_must_is_only_said_where_a_clause_was_read(dossier: Dossier) -> None:
    unread = replace(dossier, clauses=dossier.clauses.clear())
    said = [
        " ".join(describe_obligations(activated_obligations(one, "corvia", "ardania", day)))
        for one in (dossier, unread)
        for day in ("2031-05-14", "2031-09-02")
    ]
    assert [" must " in text for text in said] == [True, True, False, False]
    assert "is coded by Coastal Treaties Data Set as bound to assist ardania (Treaty of" in said[2]
    assert "may break a pledge to refrain from attacking ardania" in said[2]


def test_a_pledge_that_ends_on_the_day_of_the_attack_is_broken_by_it() -> None:
    pledge = {
        "source": ["a"],
        "target": ["b"],
        "sign": [1],
        "obligations": [["nonaggression"]],
        "end": [date(2031, 5, 14)],
    }
    ties = pl.DataFrame(pledge)
    on_the_day = activated_obligations(ties, "a", "b", "2031-05-14")
    assert on_the_day.select("round", "actor", "obligation").rows() == [(0, "a", "nonaggression")]
    assert activated_obligations(ties, "a", "b", "2031-05-15").is_empty()


def test_what_binds_politically_is_never_called_a_duty() -> None:
    pledge = {
        "source": ["a", "a"],
        "target": ["b", "c"],
        "sign": [1, 1],
        "basis": ["event", "event"],
        "certainty": ["unknown", "known"],
        "obligations": [["consultation"], ["consultation"]],
    }
    said = describe_obligations(activated_obligations(pl.DataFrame(pledge), "c", "b"))
    assert said[0] == "1. A may still be pledged, without legal duty, to consult with b."
    assert said[-1] == (
        "A may have duties or pledges to both sides: to consult with b and consult with c."
    )
