"""Camps of speakers: what every optimal division says, and who changes sides over time."""

from __future__ import annotations

import itertools
import random
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest

from analysis import QuestionError, discourse

Said = tuple[str, str, bool]
"""Who says of what whether it is so."""


def table(*months: list[Said]) -> pl.DataFrame:
    """Statements of the months of 2031, in the order given."""
    rows = [
        (number, month, datetime(2031, month, 10), actor, concept, agrees)  # noqa: DTZ001 (as statements are)
        for number, (month, (actor, concept, agrees)) in enumerate(
            (month, said) for month, listed in enumerate(months, 1) for said in listed
        )
    ]
    columns = ["statement_id", "document_id", "date", "organization", "concept", "agreement"]
    return pl.DataFrame(rows, columns, orient="row")


def monthly(*months: list[Said], **options: Any) -> discourse.Coalitions:  # noqa: ANN401 (whatever is asked)
    return discourse.coalitions(table(*months), time_window="months", **options)


def camps_in(found: discourse.Coalitions, window: int = 1) -> dict[str, str]:
    return dict(found.camps.filter(window=window).select("actor", "camp").iter_rows())


def for_and_against(for_it: str, against_it: str, concept: str = "Toll") -> list[Said]:
    """One letter is one speaker."""
    return [(a, concept, True) for a in for_it] + [(a, concept, False) for a in against_it]


def weights_by_definition(said: list[Said]) -> dict[tuple[str, str], int]:
    """For every two actors the pairs of their statements that agree, less those that do not."""
    found: dict[tuple[str, str], int] = {}
    for (a, concept, one), (b, same, other) in itertools.product(said, said):
        if a < b and concept == same:
            found[a, b] = found.get((a, b), 0) + (1 if one == other else -1)
    return {pair: weight for pair, weight in found.items() if weight}


def linked(actors: list[str], ties: dict[tuple[str, str], int]) -> list[list[str]]:
    parts = [{actor} for actor in actors]
    for a, b in ties:
        joined = [part for part in parts if a in part or b in part]
        parts = [part for part in parts if part not in joined] + [set.union(*joined)]
    return [sorted(part) for part in parts if len(part) > 1]


def best_divisions(
    actors: list[str], ties: dict[tuple[str, str], int], *, weighted: bool
) -> tuple[int, list[dict[str, int]]]:
    """Try every division of actors into two camps."""
    tried = []
    for rest in itertools.product((1, -1), repeat=len(actors) - 1):
        side = dict(zip(actors, (1, *rest), strict=True))
        cost = sum(
            abs(weight) if weighted else 1
            for (a, b), weight in ties.items()
            if a in side and side[a] * side[b] * weight < 0
        )
        tried.append((cost, side))
    least = min(cost for cost, _ in tried)
    return least, [side for cost, side in tried if cost == least]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(100))
def test_camps_are_those_of_an_exhaustive_search(seed: int, weighted: bool) -> None:  # noqa: FBT001
    draw = random.Random(seed)  # noqa: S311 (no secret)
    actors, concepts = "abcdefg"[: draw.randint(2, 7)], "uvwxyz"[: draw.randint(1, 6)]
    said = [
        (draw.choice(actors), draw.choice(concepts), draw.random() < 0.5)
        for _ in range(draw.randint(1, 16))
    ]
    speakers = sorted({actor for actor, *_ in said})
    ties = weights_by_definition(said)
    seen_from = draw.choice(speakers)
    found = discourse.coalitions(table(said), weighted=weighted, seen_from=seen_from)
    assert {(a, b): w for a, b, w in found.ties.select("source", "target", "weight").rows()} == ties
    index, number, camps = 0, 1, dict.fromkeys(speakers, "unlinked")
    shares: dict[tuple[str, str], float] = {}
    for part in linked(speakers, ties):
        least, divisions = best_divisions(part, ties, weighted=weighted)
        index, number = index + least, number * len(divisions)
        for a, b in itertools.combinations(part, 2):
            shares[a, b] = sum(side[a] == side[b] for side in divisions) / len(divisions)
        if seen_from in part:
            for actor in part:
                with_it = {side[actor] == side[seen_from] for side in divisions}
                camps[actor] = (
                    "undecided" if len(with_it) == 2 else "first" if with_it == {True} else "second"
                )
    window = found.windows.row(0, named=True)
    assert (window["index"], window["lower_bound"], window["proven"]) == (index, index, True)
    assert (window["divisions"], window["complete"]) == (number, True)
    assert camps_in(found) == camps
    together = {(a, b): s for _, a, b, s in found.pairs.iter_rows()}
    assert together == pytest.approx(shares)
    for _, a, b, weight, sign, frustration in found.ties.iter_rows():
        assert sign * weight > 0
        assert frustration == pytest.approx(1 - shares[a, b] if sign > 0 else shares[a, b])
    total = sum(map(abs, ties.values())) if weighted else len(ties)
    assert window["balance"] == (pytest.approx(1 - 2 * index / total) if ties else None)


def test_a_speaker_who_changes_sides_is_named_with_both_windows() -> None:
    found = monthly(
        for_and_against("abc", "xy"), for_and_against("abc", "xy"), for_and_against("ab", "cxy")
    )
    assert found.changes.rows() == [("c", 2, 3, "first", "second")]
    assert camps_in(found, 3) == dict.fromkeys("ab", "first") | dict.fromkeys("cxy", "second")
    said = str(found)
    assert "Changes of sides: 1." in said
    assert "c leaves the first camp (February 2031) for the second (March 2031)." in said


def test_who_is_silent_in_between_is_compared_with_where_they_were_last() -> None:
    found = monthly(
        for_and_against("abc", "xy"), for_and_against("ab", "xy"), for_and_against("ab", "cxy")
    )
    assert found.changes.rows() == [("c", 1, 3, "first", "second")]
    assert "c" not in camps_in(found, 2)


def test_camps_keep_their_names_where_concepts_and_sizes_change() -> None:
    found = monthly(
        for_and_against("abc", "xy"), for_and_against("xyz", "ab", "Tax"), for_and_against("x", "a")
    )
    assert found.changes.is_empty()
    assert camps_in(found, 2) == dict.fromkeys("ab", "first") | dict.fromkeys("xyz", "second")
    assert camps_in(found, 3) == {"a": "first", "x": "second"}


def test_the_larger_camp_is_the_first_whatever_its_names_and_stays_so() -> None:
    found = monthly(for_and_against("xyz", "ab"), for_and_against("xy", "abcd"))
    assert camps_in(found, 1) == dict.fromkeys("xyz", "first") | dict.fromkeys("ab", "second")
    assert camps_in(found, 2) == dict.fromkeys("xy", "first") | dict.fromkeys("abcd", "second")


def test_camps_are_followed_where_more_others_speak_beside_them() -> None:
    others = [*for_and_against("klm", "nop", "Tax"), *for_and_against("a", "x")]
    found = monthly(for_and_against("ab", "x"), others)
    assert camps_in(found, 2) == dict.fromkeys("klmnop", "unlinked") | {"a": "first", "x": "second"}


def test_of_two_who_part_nobody_is_said_to_have_moved() -> None:
    found = monthly(for_and_against("ab", ""), for_and_against("a", "b"))
    assert camps_in(found, 1) == {"a": "first", "b": "first"}
    assert camps_in(found, 2) == {"a": "undecided", "b": "undecided"}
    assert found.changes.is_empty()
    assert found.unmatched == [2]
    assert "In February 2031 the camps cannot be matched with those before." in str(found)
    seen = found.as_seen_from("a")
    assert camps_in(seen, 2) == {"a": "first", "b": "second"}
    assert seen.unmatched == []
    assert "cannot be matched" not in str(seen)


def test_seen_from_an_actor_camps_are_relative_to_it() -> None:
    months = for_and_against("abc", "xy"), for_and_against("ab", "cxy")
    found = monthly(*months, seen_from="c")
    assert camps_in(found, 1) == dict.fromkeys("abc", "first") | dict.fromkeys("xy", "second")
    assert camps_in(found, 2) == dict.fromkeys("cxy", "first") | dict.fromkeys("ab", "second")
    assert found.changes["actor"].to_list() == ["a", "b", "x", "y"]
    assert set(camps_in(monthly(*months, seen_from="x"), 2).values()) == {"first", "second"}


def test_a_result_can_be_seen_from_each_actor_without_another_search() -> None:
    months = for_and_against("abc", "xy"), for_and_against("ab", "cxy")
    matched = monthly(*months)
    for actor in "abcxy":
        asked, seen = monthly(*months, seen_from=actor), matched.as_seen_from(actor)
        assert seen.camps.equals(asked.camps)
        assert seen.changes.equals(asked.changes)
        assert seen.as_seen_from(None).camps.equals(matched.camps)
    with pytest.raises(QuestionError, match="nobody"):
        matched.as_seen_from("nobody")


def test_who_is_seen_from_somebody_silent_is_unlinked() -> None:
    found = monthly(for_and_against("abc", "xy"), for_and_against("ab", "xy"), seen_from="c")
    assert set(camps_in(found, 2).values()) == {"unlinked"}


def test_where_optimal_divisions_differ_nobody_is_placed() -> None:
    foes = [
        *for_and_against("a", "b", "Toll"),
        *for_and_against("b", "c", "Tax"),
        *for_and_against("c", "a", "Fee"),
    ]
    found = discourse.coalitions(table(foes))
    assert camps_in(found) == dict.fromkeys("abc", "undecided")
    window = found.windows.row(0, named=True)
    assert (window["index"], window["divisions"], window["balance"]) == (1, 3, pytest.approx(1 / 3))
    assert found.at_odds()["frustration"].to_list() == pytest.approx([1 / 3] * 3)
    assert "a – b (in 33% of the divisions)" in str(found)
    assert "In one camp or the other, depending on the division: a, b, c." in str(found)


def test_a_tie_at_odds_with_every_division_is_named_without_a_share() -> None:
    friends = [("a", point, True) for point in "pq"] + [("x", point, True) for point in "pq"]
    found = discourse.coalitions(table([*for_and_against("ab", "xy"), *friends]))
    assert found.at_odds()["frustration"].to_list() == [1]
    assert "At odds with the camps: a \N{EN DASH} x." in str(found)


def test_an_undecided_speaker_has_not_changed_sides() -> None:
    torn = [*for_and_against("ab", "xy"), *for_and_against("bdy", "", "Tax")]
    found = monthly(for_and_against("dab", "xy"), torn, for_and_against("dab", "xy"))
    assert camps_in(found, 1)["d"] == camps_in(found, 3)["d"] == "first"
    assert camps_in(found, 2)["d"] == "undecided"
    assert found.changes.is_empty()


def test_speakers_who_share_no_concept_with_the_camps_are_unlinked() -> None:
    apart = [*for_and_against("abc", "xy"), *for_and_against("k", "l", "Tax"), ("m", "Fee", True)]
    found = discourse.coalitions(table(apart))
    assert {a for a, camp in camps_in(found).items() if camp == "unlinked"} == set("klm")
    pairs = found.pairs.filter(pl.col("source").is_in(list("klm")))
    assert pairs.select("source", "target", "share_together").rows() == [("k", "l", 0.0)]
    assert "Not linked to the camps by any tie, so that nothing compares them: k, l, m." in str(
        found
    )


def test_of_parts_of_one_size_none_has_the_camps() -> None:
    twice = [*for_and_against("a", "b"), *for_and_against("k", "l", "Tax")]
    assert set(camps_in(discourse.coalitions(table(twice))).values()) == {"unlinked"}


def test_a_later_part_of_other_people_is_not_given_camps() -> None:
    found = monthly(for_and_against("a", "b"), for_and_against("k", "l"))
    assert set(camps_in(found, 2).values()) == {"unlinked"}
    assert found.unmatched == [2]


def test_who_has_no_tie_sees_no_camps_and_a_sentence_says_so() -> None:
    said = [*for_and_against("ab", "x"), ("c", "Tax", True)]
    one = discourse.coalitions(table(said), seen_from="c")
    assert "c has no tie, so that there are no camps as seen from there." in str(one)
    over_time = monthly(said, for_and_against("ab", "cx"), for_and_against("a", "b"), seen_from="c")
    assert "In January 2031 c has no tie." in str(over_time)
    assert "4 speakers in 3 windows, 3 of them with ties." in str(over_time)
    alone = monthly(said, [("a", "Tax", True)])
    assert "in 2 windows, 1 of them with ties." in str(alone)
    for tied in (one.as_seen_from("a"), one.as_seen_from(None), over_time.as_seen_from("a")):
        assert "no tie" not in str(tied)


def test_without_conflicts_all_are_in_one_camp() -> None:
    found = discourse.coalitions(table(for_and_against("abc", "")))
    assert camps_in(found) == dict.fromkeys("abc", "first")
    assert "Second camp" not in str(found)
    assert found.windows["balance"].item() == 1


def test_as_much_agreement_as_conflict_is_no_tie() -> None:
    even = [*for_and_against("ab", "", "Toll"), *for_and_against("a", "b", "Tax")]
    found = discourse.coalitions(table(even))
    assert found.ties.is_empty()
    assert found.pairs.is_empty()
    assert found.windows["balance"].item() is None
    assert set(camps_in(found).values()) == {"unlinked"}
    assert str(found).endswith("Without ties there are no camps.")


def test_weights_decide_only_where_they_are_asked_for() -> None:
    often = [("a", "Toll", True)] * 3 + [("b", "Toll", True)] * 3
    torn = [*often, ("c", "Tax", True), ("a", "Tax", True), ("c", "Fee", True), ("b", "Fee", False)]
    once = discourse.coalitions(table(torn))
    heavy = discourse.coalitions(table(torn), weighted=True)
    assert once.windows["divisions"].item() == 3
    assert heavy.windows["divisions"].item() == 2
    assert heavy.at_odds()["weight"].abs().to_list() == [1, 1]
    assert "Minimum weight of ties" in str(heavy)


def test_points_on_which_all_agree_can_be_left_out() -> None:
    agreed = [("x", "Air", True), ("a", "Air", True), ("y", "Sea", False), ("b", "Sea", False)]
    said = table([*for_and_against("ac", "x"), *for_and_against("b", "y"), *agreed])
    every = discourse.coalitions(said)
    found = discourse.coalitions(said, contested_only=True)
    assert found.ties.select("source", "target").rows() == [
        *[("a", "b"), ("a", "c"), ("a", "x"), ("a", "y"), ("b", "c"), ("b", "x"), ("b", "y")],
        *[("c", "x"), ("c", "y"), ("x", "y")],
    ]
    assert every.ties.height < found.ties.height  # one agreement and one conflict are no tie
    left = said.filter(pl.col("concept") == "Toll")
    assert found.camps.equals(discourse.coalitions(left).camps)
    also = discourse.coalitions(said, contested_only=True, exclude_values={"organization": "c"})
    assert "c" not in camps_in(also)
    months = (
        [*for_and_against("ab", "x"), ("a", "Air", True), ("x", "Air", True)],
        [("b", "Sea", True)],
    )
    over_time = monthly(*months, contested_only=True)
    assert camps_in(over_time) == {"a": "first", "b": "first", "x": "second"}
    assert monthly(*months).windows.height == over_time.windows.height + 1
    with pytest.raises(QuestionError, match="no concept is contested"):
        discourse.coalitions(table(agreed), contested_only=True)


def test_statements_that_lack_a_value_do_not_make_a_point_contested() -> None:
    said = table([*for_and_against("ab", "x"), ("a", "Air", True), ("b", "Air", True)])
    gaps = table([("", "Air", False), ("c", "Air", True), ("c", "", False)]).with_columns(
        pl.col("statement_id") + 10,
        organization=pl.col("organization").replace("", None),
        agreement=pl.when(pl.col("organization") != "c").then("agreement"),
    )
    found = discourse.coalitions(pl.concat([said, gaps]), contested_only=True)
    left = discourse.coalitions(said.filter(pl.col("concept") == "Toll"))
    assert found.camps.equals(left.camps)
    assert found.ties.equals(left.ties)


def test_texts_of_statements_are_not_read_to_find_what_is_contested() -> None:
    def refuse(text: str) -> str:
        raise AssertionError(text)

    text = pl.col("organization").map_elements(refuse, return_dtype=pl.String)
    said = table([*for_and_against("ab", "x"), ("a", "Air", True)]).lazy()
    found = discourse.coalitions(said.with_columns(text=text), contested_only=True)
    assert camps_in(found) == {"a": "first", "b": "first", "x": "second"}


def test_uncontested_points_are_counted_and_the_way_to_leave_them_out_is_named() -> None:
    said = [*for_and_against("ab", "x"), *for_and_against("ab", "", "Air")]
    every, contested = monthly(said, said), monthly(said, said, contested_only=True)
    words = "1 of 2 concepts is uncontested; contested_only=True leaves it out."
    for found in (every, discourse.coalitions(table(said)), every.as_seen_from("a")):
        assert words in str(found)
        assert (found.concepts, found.uncontested) == (2, 1)
    assert "uncontested" not in str(contested)
    assert (contested.concepts, contested.uncontested) == (1, 0)
    assert "No concept is contested." in str(discourse.coalitions(table(said[3:])))
    more = [*said, ("x", "Sea", False)]
    assert "2 of 3 concepts are uncontested; contested_only=True leaves them out." in str(
        discourse.coalitions(table(more))
    )


def test_a_result_counts_speakers_and_windows_in_its_own_words() -> None:
    assert repr(monthly(for_and_against("a", "bc"))) == "<Coalitions of 3 speakers in 1 window>"
    assert repr(monthly([("a", "Toll", True)])) == "<Coalitions of 1 speaker in 1 window>"


@pytest.mark.parametrize("levels", [3, 40])
def test_whole_numbers_of_any_number_of_levels_divide_speakers(levels: int) -> None:
    said = table(
        [("a", "Toll", True), ("b", "Toll", True), ("c", "Toll", True), ("d", "Air", True)]
    )
    rest = [(f"z{n}", f"other {n}", True) for n in range(levels)]
    wide = pl.concat([said, table(rest).with_columns(pl.col("statement_id") + 10)])
    scored = wide.with_columns(agreement=pl.Series([0, 0, levels - 1, None, *range(levels)]))
    found = discourse.coalitions(scored, exclude_values={"organization": "z1"})
    assert found.ties.select("source", "target", "weight").rows() == [
        ("a", "b", 1.0),
        ("a", "c", -1.0),
        ("b", "c", -1.0),
    ]
    assert "d" not in camps_in(found)
    assert "z2" in camps_in(found)


def test_whole_numbers_are_compared_on_a_scale_that_is_given() -> None:
    said = table([("a", "Toll", True), ("b", "Toll", True)]).with_columns(
        agreement=pl.Series([0, 1])
    )
    assert discourse.coalitions(said).ties["weight"].to_list() == [-1.0]
    assert discourse.coalitions(said, qualifier_scale=(-4, 4)).ties["weight"].to_list() == [0.75]
    with pytest.raises(QuestionError, match="outside qualifier_scale"):
        discourse.coalitions(said, qualifier_scale=(0, 0))


def test_the_order_of_statements_decides_nothing() -> None:
    draw = random.Random(7)  # noqa: S311 (no secret)
    months = [
        [(draw.choice("abcdef"), draw.choice("uvw"), draw.random() < 0.5) for _ in range(9)]
        for _ in range(6)
    ]
    said = table(*months)
    one = discourse.coalitions(said, time_window="months")
    other = discourse.coalitions(
        said.sample(fraction=1, shuffle=True, seed=1), time_window="months"
    )
    for frame in ("windows", "camps", "ties", "pairs", "changes"):
        assert getattr(one, frame).equals(getattr(other, frame)), frame


@pytest.mark.heavy
def test_statements_can_stay_in_duckdb() -> None:
    import duckdb

    said = table(*[[*for_and_against("abc", "xy"), ("a", "Air", True)]] * 3)
    relation = duckdb.connect().from_arrow(said.to_arrow())
    one, other = (
        discourse.coalitions(frame, time_window="months", contested_only=True)
        for frame in (said, relation)
    )
    for frame in ("windows", "camps", "ties", "pairs", "changes"):
        assert getattr(one, frame).equals(getattr(other, frame)), frame


def test_windows_of_several_units_move_by_one() -> None:
    found = monthly(*[for_and_against("ab", "x")] * 4, window_size=3)
    assert found.windows["window"].to_list() == [1, 2]
    assert found.windows["stop"][0] - found.windows["start"][0] > timedelta(days=88)


def test_a_proof_that_did_not_end_in_time_is_not_claimed() -> None:
    draw = random.Random(3)  # noqa: S311 (no secret)
    actors = [f"actor {n:03}" for n in range(150)]
    said = [
        (draw.choice(actors), f"c{draw.randrange(60)}", draw.random() < 0.5) for _ in range(2500)
    ]
    found = discourse.coalitions(table(said), time_limit_s=0.1)
    window = found.windows.row(0, named=True)
    assert window["lower_bound"] < window["index"]
    assert not window["proven"]
    assert not window["complete"]
    assert set(camps_in(found).values()) <= {"undecided", "unlinked"}
    assert " to " in str(found).splitlines()[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seen_from": "nobody"}, "nobody"),
        ({"seen_from": 3}, "seen_from is a name"),
        ({"weighted": 1}, "weighted is true or false"),
        ({"contested_only": "yes"}, "contested_only is true or false"),
        ({"time_limit_s": 0}, "number of seconds"),
        ({"qualifier": None}, "by which actors agree or not"),
        ({"qualifier": "agreements"}, "agreement"),
        ({"time_window": "monthly"}, "months"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        discourse.coalitions(table(for_and_against("a", "b")), **options)


def test_more_actors_than_pairs_can_be_listed_of_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # three who are at odds with each other have several optimal divisions; each actor counts once
    said = [*for_and_against("a", "bdefg", "x"), *for_and_against("b", "c", "y")]
    said += for_and_against("c", "a", "z")
    monkeypatch.setattr("analysis.balance.partitions._MOST_ROWS", 20)
    with pytest.raises(QuestionError, match=r"^7 actors have more pairs .* min_statements"):
        discourse.coalitions(table(said))


@pytest.mark.parametrize("window", [0, 2, True, "1", None])
def test_a_window_that_is_not_there_is_refused(window: Any) -> None:  # noqa: ANN401 (whatever it is)
    with pytest.raises(QuestionError, match="is not a window"):
        discourse.coalitions(table(for_and_against("a", "b"))).at_odds(window)
