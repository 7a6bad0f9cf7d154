import polars as pl
import pytest
from hypothesis import given, settings
from known_networks import (
    all_splits,
    costs,
    frame,
    highland_tribes,
    multigraphs,
    node_count,
    random_network,
)

from analysis import balance


def dropped_and_flipped(edges: pl.DataFrame) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    rows = edges.with_row_index("row")
    return [
        (
            rows.filter(pl.col("row") != row).drop("row"),
            rows.with_columns(
                sign=pl.when(pl.col("row") == row).then(-pl.col("sign")).otherwise("sign")
            ).drop("row"),
        )
        for row in range(edges.height)
    ]


@given(multigraphs(9, weighted=True))
@settings(max_examples=100, deadline=None)
def test_sensitivity_equals_brute_force(edges: pl.DataFrame) -> None:
    result = balance.tie_sensitivity(edges)
    splits = all_splits(node_count(edges))
    for row, (dropped, flipped) in enumerate(dropped_and_flipped(edges)):
        assert result["index_if_dropped"][row] == pytest.approx(costs(dropped, splits).min())
        assert result["index_if_flipped"][row] == pytest.approx(costs(flipped, splits).min())


@pytest.mark.parametrize("edges", [highland_tribes(), random_network(30, 60, 3)])
def test_sensitivity_equals_recomputation(edges: pl.DataFrame) -> None:
    result = balance.tie_sensitivity(edges)
    for row, (dropped, flipped) in enumerate(dropped_and_flipped(edges)):
        assert result["index_if_dropped"][row] == balance.frustration_index(dropped).index
        assert result["index_if_flipped"][row] == balance.frustration_index(flipped).index


def test_what_is_not_proven_in_time_is_null() -> None:
    result = balance.tie_sensitivity(random_network(300, 1500, 1), time_limit_s=1)
    assert result["index_if_dropped"].null_count() == result.height


def test_self_loops_are_known_at_once() -> None:
    result = balance.tie_sensitivity(frame([(0, 0, 1), (1, 1, -1)]))
    assert result["index_if_dropped"].to_list() == [1, 0]
    assert result["index_if_flipped"].to_list() == [2, 0]
