"""The script that compares results before and after is told what exists, and sees what differs."""

from __future__ import annotations

import math

import pytest
from asked_results import Row, the
from renamed_results import ACCEPTED, DROPPED, SAME, Same
from same_results import compared

BEFORE: Row = {"setting": 0, "match": "x", "low": 0.1, "source": "b", "target": "a"}
AFTER: Row = {"setting": 0, "comparable_condition": "x", "low": 0.1, "source": "a", "target": "b"}
FIGURE = Same("room.old -> room.new", columns={"match": "comparable_condition"}, two_ends=True)


@pytest.mark.parametrize("same", SAME, ids=lambda same: same.title)
def test_what_is_compared_exists(same: Same) -> None:
    assert the(same.names) is not None


def test_each_comparison_has_a_title_of_its_own_and_every_exception_is_of_one() -> None:
    titles = [same.title for same in SAME]
    assert len(set(titles)) == len(titles)
    assert {*ACCEPTED} <= {*titles}
    assert not {*DROPPED} & {same.names.split(" -> ")[0] for same in SAME}


def test_names_order_and_ends_may_move() -> None:
    other = BEFORE | {"low": 0.2}
    assert compared(FIGURE, [BEFORE, other], [AFTER | {"low": 0.2}, AFTER]) == ("same", "")


@pytest.mark.parametrize(
    "after",
    [
        [],
        [AFTER, AFTER],
        [AFTER | {"low": math.nextafter(0.1, 1)}],
        [AFTER | {"comparable_condition": None}],
        [AFTER | {"source": "c"}],
        [AFTER | {"new_column": None}],
    ],
)
def test_anything_else_is_shown(after: list[Row]) -> None:
    said, problem = compared(FIGURE, [BEFORE], after)
    assert said == "**differs**"
    assert problem.startswith("room.new: ")
    assert "only before (1)" in problem or "only now (1)" in problem


def test_an_exception_that_is_not_needed_is_shown() -> None:
    ways = Same("red_lines.ways -> red_lines.ways_to_goals")
    assert compared(ways, [{"way": 1}], [{"way": 2}])[1] == ""
    assert "nothing differs because ways" in compared(ways, [{"way": 1}], [{"way": 1}])[1]
