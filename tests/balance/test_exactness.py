"""Proofs and counts rest on whole numbers, whatever weights meet in one network."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from known_networks import all_foes, all_splits, frame, random_network

from analysis import balance
from analysis.balance.blocks import Block
from analysis.balance.cycles import SCALE, CycleBound

WEIGHTS = {
    "a billionth to a billion": lambda random: float(10 ** random.uniform(-9, 9)),
    "whole, up to a billion": lambda random: float(round(10 ** random.uniform(0, 9))),
    "a few, often equal": lambda random: random.choice([1e-9, 2e-9, 3e-9, 1e9, 1e9 + 5, 2e9]),
    "two": lambda random: random.choice([1e-9, 1e9]),
    "about one": lambda random: float(random.uniform(0.1, 1.1)),
    "tiny": lambda random: random.choice([1e-8, 4e-10]),
    "tenths beside millions": lambda random: random.choice([1e7, 1e7 + 5, 0.1, 0.2, 0.3]),
}


def weighted_networks(kind: str, number: int, largest: int = 12) -> list[pl.DataFrame]:
    """Random networks of three nodes or more, with ties that contradict or cancel others."""
    random = np.random.default_rng(sorted(WEIGHTS).index(kind))
    networks = []
    while len(networks) < number:
        size, density = int(random.integers(3, largest + 1)), random.choice([0.3, 0.5, 0.8, 1.0])
        pairs = [p for p in combinations(range(size), 2) if random.random() < density]
        pairs += pairs[: int(random.integers(0, 3))]
        ties = [
            (u, v, int(random.choice([-1, -1, 1])), float(WEIGHTS[kind](random))) for u, v in pairs
        ]
        contradicted = [(u, v, -s, w) for u, v, s, w in ties if random.random() < 0.15]
        ties += contradicted  # those of equal weight leave their pair without any
        if ties:
            schema = {
                "source": pl.Int64,
                "target": pl.Int64,
                "sign": pl.Int64,
                "weight": pl.Float64,
            }
            networks.append(pl.DataFrame(ties, schema=schema, orient="row"))
    return networks


def decimal(number: float) -> Fraction:
    """The decimal number that is printed, as a person means it."""
    return Fraction(repr(number))


def exhaustive(edges: pl.DataFrame) -> tuple[Fraction, int]:
    """Try all splits with fractions: the index, and how many splits attain it."""
    u, v, sign = (edges[name].to_numpy() for name in ("source", "target", "sign"))
    names, ends = np.unique(np.r_[u, v], return_inverse=True)
    u, v = ends[: len(u)], ends[len(u) :]
    frustrated = all_splits(len(names))[:, u] * all_splits(len(names))[:, v] * sign < 0
    unit = Fraction(1, 10**30)
    weights = [int(decimal(weight) / unit) for weight in edges["weight"]]
    # sums of whole numbers too large for numpy, 40 bits at a time from the lowest
    limbs = [[weight >> shift & (1 << 40) - 1 for weight in weights] for shift in range(0, 160, 40)]
    carry = np.zeros(len(frustrated), dtype=np.int64)
    digits = []
    for limb in limbs:
        total = frustrated @ np.array(limb, dtype=np.int64) + carry
        digits.append(total & (1 << 40) - 1)
        carry = total >> 40
    first = np.lexsort([*digits, carry])[0]
    equal = np.all([digit == digit[first] for digit in [*digits, carry]], axis=0)
    index = sum(int(digit[first]) << 40 * i for i, digit in enumerate([*digits, carry])) * unit
    return index, int(equal.sum())


def component_count(edges: pl.DataFrame) -> int:
    groups: list[set[int]] = []
    for u, v in edges.select("source", "target").rows():
        touched = [group for group in groups if {u, v} & group]
        groups = [group for group in groups if group not in touched]
        groups.append({u, v}.union(*touched))
    return len(groups)


@pytest.mark.parametrize("kind", sorted(WEIGHTS))
def test_index_and_count_equal_exhaustive_search(kind: str) -> None:
    for edges in weighted_networks(kind, 30):
        index, splits = exhaustive(edges)
        found = balance.frustration_index(edges)
        assert found.proven
        assert found.index == found.lower_bound == float(index)
        partitions = balance.optimal_partitions(edges)
        assert partitions.index == float(index)
        assert partitions.count_is_exact
        assert partitions.count * 2 ** (component_count(edges) - 1) == splits


@pytest.mark.parametrize("kind", sorted(WEIGHTS))
def test_sensitivity_equals_the_index_of_the_changed_network(kind: str) -> None:
    for edges in weighted_networks(kind, 6, largest=7):
        result = balance.tie_sensitivity(edges)
        for row in range(edges.height):
            without = edges.with_row_index().filter(pl.col("index") != row).drop("index")
            flipped = edges.with_columns(
                sign=pl.Series([s if i != row else -s for i, s in enumerate(edges["sign"])])
            )
            given = result.row(row, named=True)
            assert given["index_if_dropped"] == balance.frustration_index(without).index
            assert given["index_if_flipped"] == balance.frustration_index(flipped).index


def foes(weights: list[float]) -> pl.DataFrame:
    return all_foes(3).with_columns(weight=pl.Series(weights))


def test_a_triangle_of_nearly_equal_weights_has_two_best_partitions() -> None:
    result = balance.optimal_partitions(foes([10**7, 10**7, 10**7 + 5]))
    assert (result.count, result.complete) == (2, True)


def test_tiny_equal_weights_count_as_equal_weights_do() -> None:
    tiny = all_foes(7).with_columns(weight=pl.lit(1e-8))
    assert balance.optimal_partitions(tiny).count == 35
    assert balance.frustration_index(tiny).index == 9e-8
    assert balance.frustration_index(foes([4e-10] * 3)).index == 4e-10


def test_decimal_weights_add_up_as_printed() -> None:
    edges = foes([0.1, 0.2, 0.3]).with_columns(sign=pl.Series([1, -1, 1]))
    doubled = pl.concat([edges, edges.with_columns(sign=-pl.col("sign"))])
    assert balance.frustration_index(doubled).index == 0.6


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Decimal(10, 2), pl.UInt8, pl.UInt64, pl.Int128])
def test_every_kind_of_number_is_read_as_it_prints(dtype: pl.DataType) -> None:
    edges = foes([3, 5, 7]).with_columns(pl.col("weight").cast(dtype))
    assert balance.frustration_index(edges).index == 3
    result = balance.tie_sensitivity(edges)
    assert result["index_if_flipped"].to_list() == [0, 0, 0]


@pytest.mark.parametrize("weight", [1, 3, 10**20, 3 * 10**20])
@pytest.mark.parametrize("size", [4, 5, 6, 7])
def test_a_step_is_the_greatest_that_all_costs_differ_by(size: int, weight: int) -> None:
    block = Block.of([(u, v, -weight) for u, v in combinations(range(size), 2)], size)
    costs = [block.cost(split) for split in all_splits(size).astype(float)]
    assert block.step == math.gcd(*(cost - costs[0] for cost in costs))


@pytest.mark.parametrize("weight", [10**20, 3 * 10**20])
def test_large_equal_weights_are_as_hard_as_small_ones(weight: int) -> None:
    edges = random_network(36, 180, 1)
    heavy = edges.with_columns(weight=pl.Series([weight] * edges.height, dtype=pl.Int128))
    found = balance.frustration_index(heavy)
    assert found.index == weight * balance.frustration_index(edges).index
    assert found.proven


def test_sensitivity_beyond_64_bits_is_exact() -> None:
    edges = foes([2**62 - 1, 2**61 + 1, 1]).cast({"weight": pl.Int64})
    beside = (
        foes([2**62] * 3).cast({"weight": pl.Int64}).with_columns(pl.col("source", "target") + 10)
    )
    result = balance.tie_sensitivity(pl.concat([edges, beside]))
    assert result["index_if_flipped"].to_list()[0] == 2**62
    assert result["index_if_flipped"].to_list()[3] == 2**62 + 1 - 2**62


@pytest.mark.parametrize(
    ("weight", "dtype"),
    [
        (2**63 - 1, pl.Int64),
        (2**63, pl.Int128),
        (2**127 - 1, pl.Int128),
        (2**127, pl.Float64),
    ],
)
def test_sensitivity_is_in_the_narrowest_type_that_is_exact(
    weight: int, dtype: pl.DataType
) -> None:
    friends = [(0, 1, 1), (0, 2, 1), (1, 2, 1)]
    edges = frame(friends).with_columns(weight=pl.Series([weight] * 3, dtype=pl.UInt128))
    flipped = balance.tie_sensitivity(edges)["index_if_flipped"]
    assert (flipped.dtype, flipped.to_list()) == (dtype, [weight] * 3)


def test_weights_beyond_64_bits_are_exact() -> None:
    edges = foes([2**64 - 1, 2**64 - 2, 2**64 - 1]).cast({"weight": pl.UInt64})
    assert balance.frustration_index(edges).index == 2**64 - 2
    assert balance.optimal_partitions(edges).count == 1
    assert balance.frustration_index(foes([1e300, 5e-324, 1e300])).index == 5e-324


@pytest.mark.parametrize("heavy", [1e6, 1e12, 1e18])
def test_a_hard_block_beside_a_heavy_one_is_as_open_as_alone(heavy: float) -> None:
    hard = random_network(300, 1500, 1).with_columns(weight=pl.lit(1.0))
    beside = foes([heavy] * 3).with_columns(pl.col("source", "target") + 1000)
    alone = balance.frustration_index(hard, time_limit_s=1)
    both = balance.frustration_index(pl.concat([hard, beside]), time_limit_s=1)
    assert (alone.proven, both.proven) == (False, False)
    assert both.lower_bound < both.index
    assert both.index - both.lower_bound >= 1


def test_bounds_of_a_large_network_are_true() -> None:
    # its camps are planted: they frustrate as many ties as were flipped
    random = np.random.default_rng(5)
    ends = random.integers(0, 5_000, (20_000, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    camp = random.choice([-1, 1], 5_000)
    wrong = random.random(len(ends)) < 0.1
    sign = camp[ends[:, 0]] * camp[ends[:, 1]] * np.where(wrong, -1, 1)
    edges = pl.DataFrame({"source": ends[:, 0], "target": ends[:, 1], "sign": sign})
    found = balance.frustration_index(edges, time_limit_s=3)
    assert 0 < found.lower_bound <= wrong.sum()
    assert found.lower_bound <= found.index == found.frustrated_edges.height


CANCELLING = {
    # pairs 0-2 and 0-6, then 2-4, have two ties of opposite sign and equal weight
    "far apart": (
        "01- 02+ 02- 03+ 05- 06+ 06- 12- 15- 16- 23- 25- 34- 36- 45- 46-",
        [10**9 + more for more in (8, 2, 2, 9, 2, 1, 1, 2, 7, 4, 5, 2, 5, 9, 7, 6)],
    ),
    "nearly equal": (
        "42- 24+ 35- 10- 15- 40- 20- 32- 34- 31- 32- 41- 05- 45- 30- 25- 12- 12+",
        [
            1.0 + 2**-53 * more
            for more in (0, 0, -1, -1, -1, 0, 2, 0, 2, -1, 0, -1, 0, 0, 0, 0, 2, 0)
        ],
    ),
}


@pytest.mark.parametrize("kind", CANCELLING)
def test_sensitivity_is_exact_beside_pairs_whose_ties_cancel(kind: str) -> None:
    signs, weights = CANCELLING[kind]
    ties = [(int(u), int(v), 1 if sign == "+" else -1) for u, v, sign in signs.split()]
    edges = frame(ties).with_columns(weight=pl.Series(weights))
    result = balance.tie_sensitivity(edges)
    assert result["index_if_dropped"].null_count() == 0
    for row in range(edges.height):
        sign = [-s if i == row else s for i, s in enumerate(edges["sign"])]
        flipped = balance.frustration_index(edges.with_columns(sign=pl.Series(sign)))
        assert result["index_if_flipped"][row] == flipped.index


@pytest.mark.parametrize("price", [0.5, 1.0, 1.5, 50.0])
def test_no_prices_of_cycles_prove_more_than_the_index(price: float) -> None:
    random = np.random.default_rng(3)
    pairs = list(combinations(range(7), 2))
    block = Block.of([(u, v, -int(random.integers(1, 9))) for u, v in pairs], 7)
    index = min(block.cost(split) for split in all_splits(7).astype(float))
    bound = CycleBound(block)
    for a, b, c in combinations(range(7), 3):
        bound.cycles[
            tuple(sorted((bound.tie_of[a, b], bound.tie_of[a, c], bound.tie_of[b, c])))
        ] = 1
    for prices in (np.full(len(bound.cycles), price), price * random.random(len(bound.cycles))):
        bound.prove(bound.rows(), bound.least(), prices)
        assert bound.value <= index * SCALE
        # and what a tie costs that is frustrated is no more than the best split that frustrates it
        for tie in range(len(pairs)):
            splits = [s for s in all_splits(7).astype(float) if block.frustrated(s)[tie]]
            least = min(block.cost(split) for split in splits)
            assert bound.value + bound.reduced_cost[tie] <= least * SCALE
