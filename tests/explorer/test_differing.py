"""Changed figures are explained by what changed in them, whatever the order of a file's parts."""

from __future__ import annotations

from typing import Any

from analysis.explorer.differing import pytest_assertrepr_compare

TIES = [{"tie": "treaty", "since": 2001}, {"tie": "sale", "since": 2009}]
WEAPONS = [{"weapon": "a", "range_km": 690}]


def figure(**datasets: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": "ties", "spec": {"datasets": datasets, "data": {"name": min(datasets)}}}


def said(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    explained = pytest_assertrepr_compare("==", was, now)
    assert explained
    head, *lines, advice = explained
    assert head == 'figure "ties" differs from the committed one (committed → now):'
    assert advice.startswith("If that is meant")
    return lines


def test_a_data_set_is_compared_with_the_one_that_it_was() -> None:
    longer = [{"weapon": "a", "range_km": 700}]
    was, now = figure(a1=TIES, b2=WEAPONS), figure(a0=longer, a1=TIES)
    assert said(was, now) == ["data set 1 row 1 range_km: 690 → 700"]


def test_of_two_changed_ones_those_with_the_same_columns_are_compared() -> None:
    earlier = [TIES[0], {"tie": "sale", "since": 2008}]
    was = figure(a1=TIES, b2=WEAPONS)
    now = figure(c3=[{"weapon": "b", "range_km": 690}], d4=earlier)
    assert said(was, now) == [
        "data set 1 row 2 since: 2009 → 2008",
        "data set 2 row 1 weapon: a → b",
    ]


def test_a_data_set_more_or_less_is_all_rows() -> None:
    was, now = figure(b2=WEAPONS), figure(b2=WEAPONS, c3=TIES[:1])
    more = [f"data set 1 row 1: nothing → {TIES[0]}"]
    assert said(was, now) == more
    assert said(now, was) == [f"data set 1 row 1: {TIES[0]} → nothing"]
