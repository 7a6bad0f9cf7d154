"""Ties and clauses as plain frames, without a dossier."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis import QuestionError
from analysis.alliances import (
    WhatIf,
    activated_obligations,
    camps,
    describe_camps,
    describe_obligations,
    dyads,
    signed_edges,
    suppose,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

TWO = {"source": ["a", "b"], "target": ["b", "c"], "sign": [1, -1]}
OBLIGED = pl.DataFrame(TWO | {"obligations": [["defense", "consultation"], []]})


def test_three_columns_are_enough() -> None:
    edges = signed_edges(pl.DataFrame(TWO))
    assert edges.select("source", "target", "sign", "directed", "ties").rows() == [
        ("a", "b", 1, False, ["row-0"]),
        ("b", "c", -1, False, ["row-1"]),
    ]


def test_columns_that_exist_are_used() -> None:
    ties = pl.DataFrame(TWO | {"tie_id": ["x", "y"], "directed": [True, False], "extra": [1, 2]})
    assert signed_edges(ties).select("directed", "ties").rows() == [(True, ["x"]), (False, ["y"])]


def test_a_frame_without_rows_has_no_edges_and_no_camps() -> None:
    nothing = pl.DataFrame(schema=["source", "target", "sign"])
    assert signed_edges(nothing).is_empty()
    now = camps(nothing)
    assert (now.index, now.seen_from, now.nodes.height, now.edges.height) == (0, None, 0, 0)


def test_camps_are_seen_from_the_most_tied_unless_asked() -> None:
    assert camps(pl.DataFrame(TWO)).seen_from == "b"
    assert camps(pl.DataFrame(TWO), "c").nodes.rows() == [
        ("a", "against"),
        ("b", "against"),
        ("c", "with"),
    ]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"sign": [1, 2]}, "ties, row 1: sign is 2: it is neither +1 nor -1"),
        ({"sign": [1.0, -1.0]}, 'ties: column "sign" is Float64'),
        ({"source": [1, 2]}, 'ties: column "source" is Int64, but must be String'),
        ({"source": ["a", None]}, "ties, row 1: source is None"),
        ({"target": ["a", "c"]}, "ties, row 0: target is 'a': an actor cannot be tied to itself"),
        ({"kind": ["alliance", "aliance"]}, "ties, row 1: kind is 'aliance': \"aliance\" is not"),
        ({"basis": ["rumour", "event"]}, "ties, row 0: basis is 'rumour'"),
        ({"start": ["2000-01-01", None]}, 'ties: column "start" is String, but must be Date'),
        ({"obligations": [["defence"], []]}, 'did you mean "defense"?'),
        ({"obligations": ["defense", ""]}, 'column "obligations" is String'),
        ({"tie_id": ["x", "x"]}, "ties, row 0: tie_id is 'x': each tie needs an id of its own"),
    ],
)
def test_what_is_wrong_is_named_by_column_and_row(columns: Mapping[str, Any], message: str) -> None:
    ties = pl.DataFrame(TWO | columns)
    for ask in (signed_edges, camps, lambda frame: activated_obligations(frame, "a", "b")):
        with pytest.raises(QuestionError, match=re.escape(message)):
            ask(ties)


def test_what_is_not_a_frame_of_ties_is_refused() -> None:
    with pytest.raises(QuestionError, match='column "sign" is missing; found source, target'):
        signed_edges(pl.DataFrame({"source": ["a"], "target": ["b"]}))
    with pytest.raises(QuestionError, match="given as a polars DataFrame, not as dict"):
        signed_edges(TWO)  # type: ignore[arg-type]


def test_obligations_of_a_frame_are_activated() -> None:
    steps = activated_obligations(OBLIGED, "c", "b")
    assert steps.select("actor", "obligation", "owed_to").rows() == [
        ("a", "defense", "b"),
        ("a", "consultation", "b"),
    ]
    assert (
        describe_obligations(steps, {"a": "Alpha", "b": "Beta"})[0] == "1. Alpha must assist Beta."
    )


def test_an_actor_of_no_tie_cannot_attack() -> None:
    with pytest.raises(QuestionError, match='"z" is not an actor of these ties; known: a, b, c'):
        activated_obligations(OBLIGED, "z", "b")


def test_ties_of_a_frame_without_dates_are_in_force_on_any_day() -> None:
    dated = OBLIGED.with_columns(start=pl.Series([date(2000, 1, 1), None]), end=date(2010, 1, 1))
    assert activated_obligations(OBLIGED, "c", "b", "1800-01-01").height == 2
    assert activated_obligations(dated, "c", "b", "2005-01-01").height == 2
    assert activated_obligations(dated, "c", "b", "2011-01-01").is_empty()
    assert activated_obligations(dated, "c", "b").height == 2


def test_clauses_say_who_owes_what_in_which_order() -> None:
    clauses = pl.DataFrame(
        {
            "source": ["b", "b"],
            "target": ["a", "a"],
            "obligation": ["defense", "consultation"],
            "obliged": ["a", "b"],
            "article": ["5", "4"],
            "response_order": [2, 1],
        }
    )
    steps = activated_obligations(OBLIGED, "c", "b", clauses=clauses)
    assert steps.select("actor", "obligation", "article").rows() == [("a", "defense", "5")]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"tie_id": ["row-7"]}, "clauses, row 0: tie_id is 'row-7': no tie has this id"),
        ({"source": ["b"], "target": ["c"]}, "pair is 'b and c': no friendly tie joins the two"),
        ({"tie_id": ["row-0"], "obliged": ["c"]}, "obliged is 'c': it is not a party"),
        ({}, 'clauses: column "source" is missing'),
    ],
)
def test_clauses_that_belong_to_no_tie_are_refused(
    columns: Mapping[str, Any], message: str
) -> None:
    clauses = pl.DataFrame({"obligation": ["defense"]} | columns)
    with pytest.raises(QuestionError, match=re.escape(message)):
        activated_obligations(OBLIGED, "c", "b", clauses=clauses)


def test_a_clause_of_a_pair_belongs_to_its_tie_of_that_day() -> None:
    years = {"start": [date(2000, 1, 1), date(2010, 1, 1)], "end": [date(2009, 1, 1), None]}
    ties = pl.DataFrame({"source": ["a", "a"], "target": ["b", "b"], "sign": [1, 1]} | years)
    hostile = pl.DataFrame({"source": ["c"], "target": ["b"], "sign": [-1]})
    ties = pl.concat([ties, hostile], how="diagonal")
    clauses = pl.DataFrame({"source": ["a"], "target": ["b"], "obligation": ["defense"]})
    steps = activated_obligations(ties, "c", "b", "2012-01-01", clauses=clauses)
    assert steps["tie_id"].to_list() == ["row-1"]
    early = ties.filter(pl.col("start").is_null() | (pl.col("start").dt.year() == 2000))
    assert activated_obligations(early, "c", "b", "2012-01-01", clauses=clauses).is_empty()
    with pytest.raises(QuestionError, match="several ties join the two: name one in tie_id"):
        activated_obligations(ties, "c", "b", clauses=clauses)


def test_an_obligation_that_is_listed_twice_is_owed_once() -> None:
    twice = OBLIGED.with_columns(pl.col("obligations").list.concat(pl.col("obligations")))
    assert activated_obligations(twice, "c", "b").height == 2


def test_ids_of_ties_and_clauses_may_be_numbers() -> None:
    ties = OBLIGED.with_columns(tie_id=pl.Series([3240, 1]))
    clauses = pl.DataFrame({"tie_id": [3240], "obligation": ["defense"], "article": ["5"]})
    steps = activated_obligations(ties, "c", "b", clauses=clauses)
    assert steps.select("tie_id", "article").rows()[0] == ("3240", "5")


def test_whom_a_clause_obliges_decides_whichever_way_the_tie_runs() -> None:
    ties = OBLIGED.with_columns(directed=pl.lit(value=True), obligations=pl.lit([], pl.List(str)))
    clauses = pl.DataFrame({"tie_id": ["row-0"], "obligation": ["defense"], "obliged": ["b"]})
    steps = activated_obligations(ties, "c", "a", clauses=clauses)
    assert steps.select("actor", "owed_to").rows() == [("b", "a")]
    by_direction = clauses.with_columns(obliged=pl.lit(None, pl.String))
    assert activated_obligations(ties, "c", "a", clauses=by_direction).is_empty()


def test_names_are_used_where_they_are_known() -> None:
    steps = activated_obligations(OBLIGED, "c", "b")
    assert describe_obligations(steps, {"b": "Beta"})[0] == "1. A must assist Beta."
    assert "With Beta: a." in describe_camps(camps(OBLIGED, "b"), {"b": "Beta"})


def test_a_frame_can_be_supposed_to_differ() -> None:
    assumed = {"source": "a", "target": "c", "sign": 1, "obligations": ["defense"]}
    steps = activated_obligations(OBLIGED, "b", "c", what_if=WhatIf(assume=assumed))
    helps = steps.filter(obligation="defense", owed_to_side="attacked")
    assert helps.select("actor", "owed_to").rows() == [("a", "c")]
    newcomer = WhatIf(assume={"source": "z", "target": "b", "sign": -1, "kind": "war"})
    assert (
        activated_obligations(OBLIGED, "z", "b", what_if=newcomer)["actor"].to_list() == ["a"] * 2
    )
    without = suppose(OBLIGED, WhatIf(drop=["row-0"]))
    assert activated_obligations(without, "c", "b").is_empty()
    with pytest.raises(QuestionError, match='"arms" is not a recorded what-if; there are none'):
        activated_obligations(OBLIGED, "c", "b", what_if="arms")


def test_pairs_of_a_frame_are_known_by_their_signs() -> None:
    ties = pl.DataFrame(
        {"source": [*"aabc"], "target": [*"bbcd"], "sign": [1, -1, None, -1]},
        schema_overrides={"sign": pl.Int8},
    )
    relations = {f"{a}{b}": r for a, b, r in dyads(ties, [*"abcd"]).iter_rows()}
    assert relations == {
        "ab": "contradictory",
        "ac": None,
        "ad": None,
        "bc": "neither",
        "bd": None,
        "cd": "hostile",
    }
