"""Chaining finds what follows, no more and no less, and can say how."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import QuestionError, red_lines
from analysis.red_lines.chaining import RuleBase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import analysis

NAMES = [f"v{n}" for n in range(6)]
SOME = st.sets(st.sampled_from(NAMES), max_size=3).map(sorted)
RULES = st.tuples(
    st.sampled_from(["ayland", "beeland"]),
    st.sets(st.sampled_from(NAMES), min_size=1, max_size=3).map(sorted),
    SOME,
)
properties = settings(max_examples=80, deadline=None)


class Tables(NamedTuple):
    """What can be played through, without a dossier."""

    propositions: pl.DataFrame
    commitments: pl.DataFrame


def record(
    rules: Iterable[tuple[str, list[str], list[str]]],
    implies: dict[str, list[str]] | None = None,
    excludes: dict[str, list[str]] | None = None,
    kind: str | None = "deterrent",
) -> Tables:
    """Propositions v0 to v5 and the given commitments (committer, condition, consequence)."""
    names = pl.List(pl.String)
    propositions = pl.DataFrame(
        {
            "proposition_id": NAMES,
            "kind": ["action"] * len(NAMES),
            "controller": ["ayland", "beeland"] * (len(NAMES) // 2),
            "implies": [(implies or {}).get(name, []) for name in NAMES],
            "excludes": [(excludes or {}).get(name, []) for name in NAMES],
        },
        schema_overrides={"implies": names, "excludes": names},
    )
    rows = [(f"r{n}", *rule, kind) for n, rule in enumerate(rules)]
    schema = {"commitment_id": pl.String, "committer": pl.String, "condition": names}
    columns = schema | {"consequence": names, "kind": pl.String}
    return Tables(propositions, pl.DataFrame(rows, schema=columns, orient="row"))


@st.composite
def records(draw: st.DrawFn) -> Tables:
    """Any few commitments, with meanings that may run in circles."""
    implies = draw(st.dictionaries(st.sampled_from(NAMES), SOME, max_size=2))
    return record(draw(st.lists(RULES, max_size=6)), implies)


def subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def least_closed_set(known: Tables, facts: Iterable[str]) -> frozenset[str]:
    """By brute force: what all sets have in common that hold the facts and obey every rule."""
    arrows = [
        *known.commitments.select("condition", "consequence").iter_rows(),
        *(([v], i) for v, i in known.propositions.select("proposition_id", "implies").iter_rows()),
    ]
    closed = [
        set(held)
        for held in subsets(NAMES)
        if set(facts) <= set(held)
        and all(set(then) <= set(held) for when, then in arrows if set(when) <= set(held))
    ]
    return frozenset(set(NAMES).intersection(*closed))


@properties
@given(records(), SOME)
def test_the_end_state_is_the_least_set_closed_under_every_commitment(
    known: Tables, facts: list[str]
) -> None:
    assert red_lines.forward_chain(known, facts).holds == least_closed_set(known, facts)


@properties
@given(records(), SOME, SOME)
def test_more_facts_take_nothing_away(known: Tables, facts: list[str], more: list[str]) -> None:
    fewer, all_ = (
        red_lines.forward_chain(known, facts),
        red_lines.forward_chain(known, facts + more),
    )
    assert fewer.holds <= all_.holds
    assert set(fewer.trace["commitment_id"]) <= set(all_.trace["commitment_id"])


@properties
@given(records(), SOME)
def test_the_end_state_is_a_fixed_point(known: Tables, facts: list[str]) -> None:
    end = red_lines.forward_chain(known, facts).holds
    assert red_lines.forward_chain(known, sorted(end)).holds == end


@properties
@given(records(), SOME)
def test_the_trace_replays_to_the_same_state(known: Tables, facts: list[str]) -> None:
    followed = red_lines.forward_chain(known, facts)
    state = set(followed.facts)
    for _, fired in followed.trace.group_by("round", maintain_order=True):
        before = frozenset(state)
        for step in fired.iter_rows(named=True):
            assert before.issuperset(step["conditions"])
            assert set(step["added"]) == set(step["consequences"]) - before
            state.update(step["added"])
    assert state == followed.holds
    assert followed.trace["commitment_id"].is_unique().all()


@properties
@given(records())
def test_triggers_give_every_combination_and_its_round(known: Tables) -> None:
    found = [
        (name, what, set(needed), round_)
        for name, what, needed, round_ in red_lines.minimal_triggers(known, NAMES).iter_rows()
    ]
    base = RuleBase(known)
    for on in subsets(NAMES):
        soonest: dict[tuple[str, str], int] = {}
        for name, what, needed, round_ in found:
            if needed.issubset(on):
                soonest[what, name] = min(round_, soonest.get((what, name), round_))
        state, fired = base.chain(on)
        told = {name: at for (what, name), at in soonest.items() if what == "commitment"}
        assert told == {rule.commitment_id: at for at, rule, _ in fired}
        assert {name for what, name in soonest if what == "proposition"} == state


@properties
@given(records(), st.sampled_from(NAMES))
def test_minimal_ways_suffice_and_nothing_in_them_is_spare(known: Tables, goal: str) -> None:
    ways = [frozenset(way) for way in red_lines.minimal_ways(known, goal)["needed"]]
    others = [name for name in NAMES if name != goal]
    enough = {
        frozenset(on) for on in subsets(others) if goal in red_lines.forward_chain(known, on).holds
    }
    smallest = {one for one in enough if not any(other < one for other in enough)}
    assert smallest <= set(ways) <= enough


@properties
@given(records())
def test_every_combination_is_what_chaining_gives(known: Tables) -> None:
    table = red_lines.every_combination(known, NAMES[:4])
    assert table.height == 2**4
    for row in table.iter_rows(named=True):
        followed = red_lines.forward_chain(known, row["facts"])
        assert row["holds"] == sorted(followed.holds)
        assert row["fired"] == followed.trace["commitment_id"].to_list()
        assert row["rounds"] == (followed.trace["round"].max() or 0)
        assert row["contradictions"] == followed.contradictions.height


def test_what_follows_is_said_in_sentences(dossier: analysis.Dossier) -> None:
    assert str(red_lines.forward_chain(dossier, "ferries-sail")).splitlines() == [
        "Given: The ferries sail unhindered.",
        "1 commitment in 1 round follows.",
        "So it comes about: Ardania sends no weapons to Delmora.",
    ]
    said = str(red_lines.forward_chain(dossier, "belmark-delivers-kelpie")).splitlines()
    assert said[1] == "3 commitments in 3 rounds follow."
    assert said[-1] == "1 contradiction over: Ardania gives Delmora Merrow howitzers."


def test_a_consequence_in_the_second_round_waits_for_the_first() -> None:
    known = record([("beeland", ["v1"], ["v2"]), ("ayland", ["v0"], ["v1"])])
    trace = red_lines.forward_chain(known, ["v0"]).trace
    assert trace.select("round", "commitment_id").rows() == [(1, "r1"), (2, "r0")]


def test_what_a_proposition_implies_takes_no_round() -> None:
    known = record([("ayland", ["v2"], ["v3"])], implies={"v0": ["v1"], "v1": ["v2"]})
    followed = red_lines.forward_chain(known, ["v0"])
    assert followed.facts == {"v0", "v1", "v2"}
    assert followed.trace["round"].to_list() == [1]


def test_being_bound_and_warned_off_by_another_is_a_contradiction() -> None:
    known = record([("ayland", ["v0"], ["v1"]), ("beeland", ["v1"], [])])
    [clash] = red_lines.forward_chain(known, ["v0"]).contradictions.rows()
    assert clash == ("v1", "bound and warned off", "r0", "r1")
    assert red_lines.forward_chain(known, ["v1"]).contradictions.is_empty()


def test_nobody_is_warned_off_by_itself_or_by_what_deters_nobody() -> None:
    own = record([("ayland", ["v0"], ["v1"]), ("ayland", ["v1"], [])])
    mild = record([("ayland", ["v0"], ["v1"]), ("beeland", ["v1"], [])], kind=None)
    assert red_lines.forward_chain(own, ["v0"]).contradictions.is_empty()
    assert red_lines.forward_chain(mild, ["v0"]).contradictions.is_empty()


def test_propositions_that_exclude_each_other_are_reported_once() -> None:
    known = record([], excludes={"v0": ["v1"], "v1": ["v0"]})
    clashes = red_lines.forward_chain(known, ["v0", "v1"]).contradictions
    assert clashes.rows() == [("v0", "cannot both hold", "v0", "v1")]


def test_a_commitment_to_what_is_its_condition_brings_nothing_about() -> None:
    own = record([("ayland", ["v0"], ["v0"]), ("beeland", ["v0"], [])], implies={"v1": ["v0"]})
    assert red_lines.forward_chain(own, ["v0"]).contradictions.is_empty()
    assert red_lines.feedback_loops(own).is_empty()
    # Nor does one whose condition means its consequence.
    meant = record([("ayland", ["v1"], ["v0"]), ("beeland", ["v0"], [])], implies={"v1": ["v0"]})
    assert red_lines.forward_chain(meant, ["v1"]).contradictions.is_empty()


def test_commitments_that_feed_one_another_are_a_loop_and_a_chain_is_none() -> None:
    rules = [("ayland", ["v0"], ["v1"]), ("beeland", ["v1"], ["v2"]), ("ayland", ["v2"], ["v0"])]
    assert red_lines.feedback_loops(record(rules))["commitments"].to_list() == [["r0", "r1", "r2"]]
    assert red_lines.feedback_loops(record(rules[:2])).is_empty()


def test_unilateral_consequences_include_what_takes_two_actions_of_the_same_actor() -> None:
    known = record([("beeland", ["v0", "v2"], ["v1"]), ("ayland", ["v2"], ["v3"])])
    rows = (
        red_lines.unilateral_consequences(known)
        .filter(actor="ayland")
        .select("action", "commitment_id")
        .rows()
    )
    assert rows == [("v2", "r1"), (None, "r0")]


def test_one_fact_may_be_given_by_itself(dossier: analysis.Dossier) -> None:
    one = "belmark-delivers-kelpie"
    alone, listed = red_lines.forward_chain(dossier, one), red_lines.forward_chain(dossier, [one])
    assert alone.facts == listed.facts
    assert alone.trace.equals(listed.trace)
    for function in (red_lines.every_combination, red_lines.minimal_triggers):
        assert function(dossier, one).equals(function(dossier, [one]))


def test_an_unknown_fact_is_named_with_what_was_meant(dossier: analysis.Dossier) -> None:
    with pytest.raises(QuestionError, match=r'"ferry-sails" is not a proposition.*"ferries-sail"'):
        red_lines.forward_chain(dossier, ["ferry-sails"])
    for function in (red_lines.minimal_ways, red_lines.minimal_triggers):
        with pytest.raises(QuestionError, match='"peace" is not a proposition of this dossier'):
            function(dossier, "peace")
    with pytest.raises(QuestionError, match='"peace" is not a proposition of this dossier'):
        red_lines.every_combination(dossier, ["ferries-sail", "peace"])


def test_too_many_switches_are_refused_with_a_way_out() -> None:
    with pytest.raises(QuestionError, match="minimal_triggers"):
        red_lines.every_combination(record([]), [f"s{n}" for n in range(17)])


@properties
@given(records(), st.permutations(NAMES))
def test_other_ids_change_nothing_but_the_ids(known: Tables, others: list[str]) -> None:
    new = dict(zip(NAMES, others, strict=True))
    ids = pl.element().replace(new)
    propositions = known.propositions.with_columns(
        pl.col("proposition_id").replace(new), pl.col("implies", "excludes").list.eval(ids)
    )
    commitments = known.commitments.with_columns(pl.col("condition", "consequence").list.eval(ids))
    renamed = Tables(propositions, commitments)
    for name in NAMES:
        ways = red_lines.minimal_ways(known, name).with_columns(pl.col("needed").list.eval(ids))
        assert red_lines.minimal_ways(renamed, new[name]).equals(ways)
    trace = red_lines.forward_chain(known, NAMES[:2]).trace.with_columns(
        pl.col("conditions", "consequences", "added").list.eval(ids)
    )
    assert red_lines.forward_chain(renamed, others[:2]).trace.equals(trace)
