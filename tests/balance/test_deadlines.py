"""A limit is a limit, for every function and size; bounds that are true come back."""

import signal
import subprocess
import sys
import time

import numpy as np
import polars as pl
import pytest
from known_networks import all_foes, frame, random_network

from analysis import balance

LATE_S = 5.0
"""Far more than any function may be late, for a busy machine; benchmarks/balance.py measures."""

LIMITED = [balance.frustration_index, balance.optimal_partitions, balance.tie_sensitivity]


def large_network(nodes: int, ties: int) -> pl.DataFrame:
    random = np.random.default_rng(0)
    ends = random.integers(0, nodes, (ties, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    sign = random.choice([-1, 1], len(ends))
    return pl.DataFrame({"source": ends[:, 0], "target": ends[:, 1], "sign": sign})


@pytest.mark.parametrize("ties", [110_000, 300_000])
@pytest.mark.parametrize("solve", LIMITED)
def test_a_hundred_thousand_nodes_keep_the_limit(solve: object, ties: int) -> None:
    edges = large_network(100_000, ties)
    begun = time.monotonic()
    result = solve(edges, time_limit_s=0.5)
    assert time.monotonic() - begun < 0.5 + LATE_S
    if solve is balance.tie_sensitivity:
        assert result["index_if_dropped"].null_count() == result.height
        return
    assert not result.proven
    if solve is balance.frustration_index:
        assert 0 <= result.lower_bound <= result.index == result.frustrated_edges.height
    else:
        assert not result.complete
        with pytest.raises(balance.EdgeListError, match="more than 10000000 pairs"):
            _ = result.pairs


@pytest.mark.parametrize("limit", [1e-9, 0.01, 0.2])
@pytest.mark.parametrize("solve", LIMITED)
@pytest.mark.parametrize("size", [60, 300])
def test_hard_networks_keep_short_limits(solve: object, size: int, limit: float) -> None:
    edges = random_network(size, 5 * size, 3)
    begun = time.monotonic()
    solve(edges, time_limit_s=limit)
    assert time.monotonic() - begun < limit + LATE_S


def test_bounds_at_any_limit_enclose_the_index() -> None:
    edges = random_network(40, 150, 4)
    proven = balance.frustration_index(edges)
    assert proven.proven
    for limit in (1e-9, 0.001, 0.005, 0.02, 0.1):
        found = balance.frustration_index(edges, time_limit_s=limit)
        assert found.lower_bound <= proven.index <= found.index
        assert found.proven == (found.lower_bound == found.index)


def test_without_time_the_heaviest_ties_are_satisfied() -> None:
    edges = all_foes(3).with_columns(weight=pl.Series([7, 3, 5]))
    found = balance.frustration_index(edges, time_limit_s=1e-9)
    assert (found.proven, found.index) == (False, 3)


def test_nodes_that_are_alike_are_as_quick_as_one() -> None:
    random = np.random.default_rng(1)
    pairs = [(a, b) for a in range(12) for b in range(a) if random.random() < 0.8]
    ties = [(a, b, int(random.choice([-1, 1]))) for a, b in pairs]
    alike = [
        (30 * a + i, 30 * b + j, sign) for a, b, sign in ties for i in range(30) for j in range(30)
    ]
    found = balance.frustration_index(frame(alike), time_limit_s=LATE_S)
    assert found.proven
    assert found.index == 30**2 * balance.frustration_index(frame(ties)).index


def star_of_hubs(hubs: int, leaves: int) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (hub, hubs + leaf, -1, 100 + (hub + leaf) % 20)
            for hub in range(hubs)
            for leaf in range(leaves)
        ],
        schema=["source", "target", "sign", "weight"],
        orient="row",
    )


def wheel(spokes: int) -> pl.DataFrame:
    ties = [(0, 1 + i, 1, 10) for i in range(spokes)]
    ties += [(1 + i, 1 + (i + 1) % spokes, 1, 1) for i in range(spokes)]
    return pl.DataFrame(ties, schema=["source", "target", "sign", "weight"], orient="row")


def ring_of_foes(size: int) -> pl.DataFrame:
    return frame([(i, (i + 1) % size, -1 if i == 0 else 1) for i in range(size)])


def disjoint_triangles(number: int) -> pl.DataFrame:
    pairs = [(0, 1), (0, 2), (1, 2)]
    return frame([(3 * i + a, 3 * i + b, -1) for i in range(number) for a, b in pairs])


SHAPES = {
    "hubs": star_of_hubs(4, 8_000),
    "wheel": wheel(8_000),
    "ring": ring_of_foes(1_500),
    "triangles": disjoint_triangles(20_000),
    "path": frame([(i, i + 1, 1) for i in range(100_000)]),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("solve", LIMITED)
def test_shapes_that_need_many_steps_of_one_kind_keep_the_limit(solve: object, shape: str) -> None:
    begun = time.monotonic()
    solve(SHAPES[shape], time_limit_s=0.5)
    assert time.monotonic() - begun < 0.5 + LATE_S


def test_many_components_are_counted_but_not_all_listed() -> None:
    triangles = [
        (3 * i + a, 3 * i + b, -1) for i in range(20_000) for a, b in ((0, 1), (0, 2), (1, 2))
    ]
    result = balance.optimal_partitions(frame(triangles))
    assert (result.count, result.count_is_exact, result.complete) == (3**20_000, True, False)
    assert result.partitions.height <= 10_000_000
    assert result.partitions["node"].n_unique() == 60_000


@pytest.mark.parametrize("ask", LIMITED)
def test_ctrl_c_ends_a_search_at_once(ask: object) -> None:
    script = f"""
import sys
sys.path.insert(0, "tests/balance")
from known_networks import random_network
from analysis import balance
edges = random_network(150, 900, 1)
balance.tie_sensitivity(edges, time_limit_s=0.1)  # everything is imported
print("begun", flush=True)
balance.{ask.__name__}(edges, time_limit_s=60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "begun\n"
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        pressed = time.monotonic()
        _, errors = process.communicate(timeout=30)
    assert time.monotonic() - pressed < LATE_S
    assert "KeyboardInterrupt" in errors
    assert "terminate" not in errors
    assert process.returncode == -signal.SIGINT


@pytest.mark.parametrize("limit", [0, -1, float("nan"), None, "5", True, [1]])
@pytest.mark.parametrize("solve", LIMITED)
def test_limits_that_are_no_seconds_are_refused(solve: object, limit: object) -> None:
    with pytest.raises(
        balance.EdgeListError, match="time_limit_s must be a positive number of sec"
    ):
        solve(all_foes(3), time_limit_s=limit)


@pytest.mark.parametrize("limit", [0, -1, None, 2.5, True, "many"])
def test_limits_that_are_no_partitions_are_refused(limit: object) -> None:
    with pytest.raises(balance.EdgeListError, match="limit must be a positive number of partit"):
        balance.optimal_partitions(all_foes(3), limit=limit)


def test_no_limit_is_infinite() -> None:
    assert balance.frustration_index(all_foes(6), time_limit_s=float("inf")).proven
