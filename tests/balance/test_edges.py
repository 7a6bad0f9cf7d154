import numpy as np
import polars as pl
import pytest
from known_networks import frame

from analysis import balance
from analysis.errors import AnalysisError

GOOD = frame([(1, 2, 1), (2, 3, -1), (1, 3, 1)])
READERS = [
    balance.frustration_index,
    balance.optimal_partitions,
    balance.tie_sensitivity,
    balance.triad_census,
    balance.walk_balance,
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("sign", [0, 2, -2, None])
def test_other_signs_are_refused_with_row_and_value(read: object, sign: int | None) -> None:
    bad = GOOD.with_columns(sign=pl.Series([1, sign, -1]))
    with pytest.raises(balance.EdgeListError, match=rf"'sign', row 1: {sign}: expected \+1 or -1"):
        read(bad)


def test_fractional_and_missing_signs_are_refused() -> None:
    bad = GOOD.with_columns(sign=pl.Series([0.5, float("nan"), 1.0]))
    with pytest.raises(balance.EdgeListError, match=r"row 0: 0\.5; row 1: nan"):
        balance.frustration_index(bad)


@pytest.mark.parametrize("sign", ["+", True])
def test_signs_that_are_not_numbers_are_refused(sign: object) -> None:
    with pytest.raises(balance.EdgeListError, match=r"row 0: .*expected \+1 or -1 as a number"):
        balance.triad_census(GOOD.with_columns(sign=pl.lit(sign)))


@pytest.mark.parametrize("column", ["source", "target", "sign"])
def test_missing_column_is_named(column: str) -> None:
    with pytest.raises(balance.EdgeListError, match=f"column '{column}' is missing"):
        balance.frustration_index(GOOD.drop(column))


@pytest.mark.parametrize("column", ["source", "target"])
def test_null_node_is_refused_with_its_row(column: str) -> None:
    bad = GOOD.with_columns(pl.Series(column, [1, 2, None]))
    with pytest.raises(balance.EdgeListError, match=f"'{column}', row 2: None: expected a node id"):
        balance.triad_census(bad)


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf"), None])
def test_weights_are_positive_and_finite(weight: float | None) -> None:
    bad = GOOD.with_columns(weight=pl.Series([1.0, weight, 1.0]))
    with pytest.raises(balance.EdgeListError, match="'weight', row 1"):
        balance.frustration_index(bad)


def test_text_weights_are_refused() -> None:
    with pytest.raises(balance.EdgeListError, match="'weight', row 0: 'heavy'"):
        balance.frustration_index(GOOD.with_columns(weight=pl.lit("heavy")))


def test_only_the_first_rows_of_many_are_spelled_out() -> None:
    bad = pl.concat([GOOD] * 4).with_columns(sign=pl.lit(0))
    with pytest.raises(balance.EdgeListError, match="row 4: 0 and 7 more"):
        balance.frustration_index(bad)


def test_text_and_numbers_do_not_mix_as_node_ids() -> None:
    with pytest.raises(balance.EdgeListError, match="mix text and whole numbers"):
        balance.frustration_index(GOOD.with_columns(pl.col("source").cast(pl.String)))


def test_fractional_node_ids_are_refused() -> None:
    with pytest.raises(balance.EdgeListError, match="'source' is Float64"):
        balance.frustration_index(GOOD.with_columns(pl.col("source").cast(pl.Float64)))


def test_anything_but_a_frame_is_refused() -> None:
    with pytest.raises(balance.EdgeListError, match="polars frame"):
        balance.frustration_index([(1, 2, 1)])


def test_one_name_catches_what_this_package_refuses() -> None:
    with pytest.raises(AnalysisError):
        balance.triad_census(GOOD.drop("sign"))


def test_time_limit_is_positive() -> None:
    with pytest.raises(balance.EdgeListError, match="time_limit_s"):
        balance.frustration_index(GOOD, time_limit_s=0)


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_text_ids_read_like_numbers(dtype: type[pl.DataType]) -> None:
    text = GOOD.with_columns(pl.col("source", "target").cast(pl.String).cast(dtype))
    assert balance.frustration_index(text).index == balance.frustration_index(GOOD).index
    assert balance.triad_census(text) == balance.triad_census(GOOD)


def test_far_apart_ids_read_like_close_ones() -> None:
    far = GOOD.with_columns(pl.col("source", "target") * 10**12)
    assert balance.triad_census(far) == balance.triad_census(GOOD)
    assert balance.frustration_index(far).partition["node"].to_list() == [
        10**12,
        2 * 10**12,
        3 * 10**12,
    ]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("edges", [None, 0, 5, "edges.csv", [], {}, [(1, 2, 1)]])
def test_what_is_no_frame_is_refused_by_its_type(read: object, edges: object) -> None:
    expected = f"must be a polars frame .* not {type(edges).__name__}"
    with pytest.raises(balance.EdgeListError, match=expected):
        read(edges)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("typed", [False, True])
def test_frames_without_rows_are_read(read: object, *, weighted: bool, typed: bool) -> None:
    columns = {"source": pl.String, "target": pl.String, "sign": pl.UInt8}
    columns |= {"weight": pl.Float64} if weighted else {}
    edges = pl.DataFrame(schema=columns) if typed else pl.DataFrame({name: [] for name in columns})
    read(edges)


@pytest.mark.parametrize("read", READERS)
def test_unsigned_numbers_are_read(read: object) -> None:
    edges = frame([(1, 2, 1), (2, 3, 1), (1, 3, 1)]).cast(
        {"source": pl.UInt64, "target": pl.UInt16, "sign": pl.UInt8}
    )
    read(edges.with_columns(weight=pl.Series([1, 2, 3], dtype=pl.UInt32)))


def test_ids_beyond_64_bits_are_refused_with_what_to_write_instead() -> None:
    edges = GOOD.with_columns(source=pl.Series([2**64 - 1, 1, 2], dtype=pl.UInt64))
    with pytest.raises(
        balance.EdgeListError, match=r"'source', row 0: 18446744073709551615.* text"
    ):
        balance.frustration_index(edges)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ("abc", "nodes must be a list of node ids, not 'abc'"),
        (5, "nodes must be a list of node ids, not 5"),
        ([1, None], "nodes: None is not a node id"),
        ([True], "nodes: True is not a node id"),
        ([1, "a"], "nodes mix text and whole numbers"),
        ([2**64], "nodes: 18446744073709551616 is not a node id"),
        (["\ud800"], "is not a node id"),
    ],
)
def test_extra_nodes_that_are_none_are_refused(nodes: object, expected: str) -> None:
    with pytest.raises(balance.EdgeListError, match=expected):
        balance.frustration_index(GOOD, nodes=nodes)


def test_whole_numbers_of_other_kinds_are_nodes() -> None:
    found = balance.frustration_index(GOOD, nodes=np.arange(3))
    assert found.partition["node"].to_list() == [0, 1, 2, 3]


@pytest.mark.parametrize("dtype", [pl.Int128, pl.UInt128, pl.UInt64])
def test_ids_beyond_64_bits_are_refused_whatever_their_type(dtype: pl.DataType) -> None:
    bad = GOOD.with_columns(source=pl.Series([2**63, 1, 2], dtype=dtype))
    with pytest.raises(balance.EdgeListError, match=r"row 0: 9223372036854775808: .* or text"):
        balance.frustration_index(bad)


def test_weights_that_no_float_can_add_up_are_refused() -> None:
    rows = pl.concat([GOOD.with_columns(weight=pl.lit(1.7e308))] * 2)
    with pytest.raises(balance.EdgeListError, match="add up to more than"):
        balance.frustration_index(rows)
    large = GOOD.with_columns(weight=pl.lit(1e307))
    assert balance.frustration_index(large).index == 10**307
    with pytest.raises(balance.EdgeListError, match="walk balance"):
        balance.walk_balance(large)


def test_walks_over_heavy_ties_stay_between_0_and_1() -> None:
    heavy = GOOD.with_columns(weight=pl.Series([2**126 + 1, 2**127 - 1, 2], dtype=pl.Int128))
    assert 0 <= balance.walk_balance(heavy) <= 1


def test_columns_that_sensitivity_adds_are_not_overwritten() -> None:
    taken = GOOD.with_columns(index_if_dropped=pl.lit(1))
    for more in (taken, taken.with_columns(index_if_flipped=pl.lit(1))):
        with pytest.raises(balance.EdgeListError, match="'index_if_dropped' is one that is added"):
            balance.tie_sensitivity(more)
