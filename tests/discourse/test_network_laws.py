"""Laws that every discourse network keeps, whatever was said by whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import discourse

if TYPE_CHECKING:
    from random import Random

    from analysis.discourse import DiscourseNetwork

SAID = st.tuples(
    st.integers(0, 9),  # the document
    st.sampled_from(["A", "b", "Ä", "🚢", "a\u0301"]),
    st.sampled_from(["x", "y", "z", "é"]),
    st.booleans(),
)
STATEMENTS = st.lists(SAID, min_size=1, max_size=24)
FIRST = datetime(2031, 5, 14)  # noqa: DTZ001 (statements have no zone)
MIDDLE = FIRST + timedelta(days=15)


def frame(said: list[tuple[int, str, str, bool]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "statement_id": number,
                "document_id": document,
                "date": FIRST + timedelta(days=3 * document),
                "organization": organization,
                "concept": concept,
                "agreement": agreement,
            }
            for number, (document, organization, concept, agreement) in enumerate(said)
        ]
    )


def weights(found: DiscourseNetwork) -> dict[tuple[str, str], float]:
    matrix = found.to_matrix()
    return {
        (found.rows[i], found.columns[j]): float(matrix[i, j])
        for i, j in zip(*matrix.nonzero(), strict=True)
    }


def added(*several: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    keys = {key for one in several for key in one}
    return {key: sum(one.get(key, 0.0) for one in several) for key in keys}


@settings(max_examples=15, deadline=None)
@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(said: list[Any], dice: Random) -> None:
    table = frame(said)
    order = list(range(table.height))
    dice.shuffle(order)
    for asked in ({}, {"network_type": "onemode", "qualifier_aggregation": "congruence"}):
        one = discourse.network(table, duplicates="document", **asked)
        other = discourse.network(table[order], duplicates="document", **asked)
        assert weights(one) == weights(other)
        assert one.statement_ids == other.statement_ids


@settings(max_examples=15, deadline=None)
@given(STATEMENTS)
def test_every_statement_counts_once(said: list[Any]) -> None:
    table = frame(said)
    found = discourse.network(table)
    assert sum(weights(found).values()) == len(said)
    signed = discourse.network(table, qualifier_aggregation="subtract")
    assert sum(weights(signed).values()) == sum(1 if agrees else -1 for *_, agrees in said)
    shares = discourse.network(table, normalization="activity").to_matrix()
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)


@settings(max_examples=15, deadline=None)
@given(STATEMENTS)
def test_said_twice_counts_twice_unless_duplicates_are_left_out(said: list[Any]) -> None:
    once, twice = frame(said), frame([*said, *said])
    assert weights(discourse.network(twice)) == added(*[weights(discourse.network(once))] * 2)
    for duplicates in ("document", "week", "month", "year", "acrossrange"):
        left = discourse.network(twice, duplicates=duplicates)
        assert weights(left) == weights(discourse.network(once, duplicates=duplicates))


@settings(max_examples=15, deadline=None)
@given(STATEMENTS)
def test_two_halves_of_a_time_are_the_whole(said: list[Any]) -> None:
    table = frame(said)
    halves = [
        (table.filter(pl.col("date") < MIDDLE), {"stop": MIDDLE - timedelta(seconds=1)}),
        (table.filter(pl.col("date") >= MIDDLE), {"start": MIDDLE}),
    ]
    parts = [
        weights(discourse.network(table, **between)) for rows, between in halves if rows.height
    ]
    assert added(*parts) == weights(discourse.network(table))


@settings(max_examples=15, deadline=None)
@given(STATEMENTS, st.sampled_from(["no", "average", "jaccard", "cosine"]))
def test_ties_of_one_mode_are_mutual_and_add_up(said: list[Any], norm: str) -> None:
    table = frame(said)
    by = {
        how: discourse.network(
            table, network_type="onemode", qualifier_aggregation=how, normalization=norm
        ).to_matrix()
        for how in ("congruence", "conflict", "subtract")
    }
    for matrix in by.values():
        np.testing.assert_allclose(matrix, matrix.T)
        assert not matrix.diagonal().any()
    np.testing.assert_allclose(by["subtract"], by["congruence"] - by["conflict"], atol=1e-12)
    assert (by["congruence"] >= 0).all()
    assert (by["conflict"] >= 0).all()


@settings(max_examples=15, deadline=None)
@given(STATEMENTS)
def test_turning_every_stance_round_leaves_who_agrees(said: list[Any]) -> None:
    turned = frame([(*rest, not agrees) for *rest, agrees in said])
    for how in ("congruence", "conflict", "subtract"):
        asked = {"network_type": "onemode", "qualifier_aggregation": how}
        one = discourse.network(frame(said), **asked).to_matrix()
        np.testing.assert_allclose(discourse.network(turned, **asked).to_matrix(), one)
    two_mode = discourse.network(frame(said), qualifier_aggregation="subtract").to_matrix()
    reverse = discourse.network(turned, qualifier_aggregation="subtract").to_matrix()
    np.testing.assert_allclose(reverse, -two_mode)
