from collections.abc import Iterator

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from known_networks import (
    all_foes,
    all_splits,
    costs,
    frame,
    highland_tribes,
    multigraphs,
    node_count,
    random_network,
)

from analysis import balance
from analysis.balance import partitions


def optimal_by_brute_force(edges: pl.DataFrame) -> tuple[np.ndarray, nx.Graph]:
    splits = all_splits(node_count(edges))
    cost = costs(edges, splits)
    graph = nx.Graph(edges.select("source", "target").rows())
    graph.add_nodes_from(range(node_count(edges)))
    return splits[cost < cost.min() + 1e-9], graph


@pytest.fixture(params=[1, 12], ids=["searched", "tried whole"], scope="module")
def _small_blocks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test with blocks of this size tried out whole, and larger ones searched."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "_SMALL_BLOCK_NODES", request.param)
        yield


@pytest.mark.usefixtures("_small_blocks")
@given(multigraphs(10, weighted=True))
@settings(max_examples=200, deadline=None)
def test_every_optimal_partition_is_listed_once(edges: pl.DataFrame) -> None:
    best, graph = optimal_by_brute_force(edges)
    size = node_count(edges)
    result = balance.optimal_partitions(edges, nodes=range(size))
    listed = 1 - 2 * result.partitions["camp"].to_numpy().reshape(-1, size).astype(int)
    assert result.complete
    assert result.count == len(listed) == len(np.unique(listed, axis=0))
    # brute force also lists the camps of one component swapped against those of another
    assert result.count == len(best) // 2 ** (nx.number_connected_components(graph) - 1)
    assert costs(edges, listed) == pytest.approx(costs(edges, best).min())


@given(multigraphs(9))
@settings(max_examples=200, deadline=None)
def test_shares_of_pairs_equal_brute_force(edges: pl.DataFrame) -> None:
    best, graph = optimal_by_brute_force(edges)
    result = balance.optimal_partitions(edges, nodes=range(node_count(edges)))
    for u, v, together in result.pairs.rows():
        if nx.has_path(graph, u, v):
            assert together == pytest.approx((best[:, u] == best[:, v]).mean())
        else:
            assert together is None


@pytest.mark.usefixtures("_small_blocks")
def test_decimal_weights_that_cancel_leave_a_choice() -> None:
    # 0.1 and 0.2 against 0.3: as floating-point numbers they do not quite cancel
    pair = {"source": [*"aaa"], "target": [*"bbb"], "sign": [1, 1, -1], "weight": [0.1, 0.2, 0.3]}
    result = balance.optimal_partitions(pl.DataFrame(pair))
    assert (result.index, result.count, result.pairs["share_together"].to_list()) == (0.3, 2, [0.5])


@pytest.mark.usefixtures("_small_blocks")
def test_decimal_weights_are_summed_exactly() -> None:
    pairs = ["01", "12", "21", "10", "20", "12", "04", "34", "30", "30", "41"]
    edges = pl.DataFrame(
        {
            "source": [int(pair[0]) for pair in pairs],
            "target": [int(pair[1]) for pair in pairs],
            "sign": [-1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1],
            "weight": [0.1, 1.5, 0.3, 1.5, 0.3, 1.5, 0.25, 1.5, 0.25, 0.1, 0.3],
        }
    )
    optimal, _ = optimal_by_brute_force(edges)
    assert balance.optimal_partitions(edges).count == len(optimal)


def test_count_is_exact_when_the_list_is_cut_short() -> None:
    triangles = [(3 * i + a, 3 * i + b, -1) for i in range(20) for a, b in ((0, 1), (1, 2), (0, 2))]
    chain = [(3 * i, 3 * i + 3, 1) for i in range(19)]
    result = balance.optimal_partitions(frame(triangles + chain), limit=50)
    assert (result.count, result.count_is_exact, result.complete) == (3**20, True, False)
    assert result.partitions["partition"].n_unique() == 50
    same_triangle = result.pairs.filter((pl.col("source") == 0) & (pl.col("target") == 1))
    assert same_triangle["share_together"].item() == pytest.approx(1 / 3)


def test_capped_enumeration_says_so_and_withholds_shares() -> None:
    result = balance.optimal_partitions(all_foes(9), limit=10)
    assert (result.count, result.count_is_exact, result.complete) == (10, False, False)
    assert result.pairs["share_together"].null_count() == result.pairs.height


@pytest.mark.parametrize("limit", [0, -1])
def test_limit_is_positive(limit: int) -> None:
    with pytest.raises(balance.EdgeListError, match=f"limit must be .*, not {limit}"):
        balance.optimal_partitions(all_foes(3), limit=limit)


def test_mutual_foes_split_in_every_balanced_way() -> None:
    result = balance.optimal_partitions(all_foes(9))
    assert result.count == 126  # 9 choose 4
    assert result.pairs["share_together"].to_list() == pytest.approx([4 / 9] * 36)


def test_the_one_solution_of_frustration_is_among_the_optimal_partitions() -> None:
    edges = random_network(30, 60, 3)
    camps = balance.frustration_index(edges).partition["camp"].to_list()
    result = balance.optimal_partitions(edges)
    listed = (
        result.partitions.group_by("partition", maintain_order=True).agg("camp")["camp"].to_list()
    )
    assert camps in listed


def test_highland_tribes_have_one_optimal_partition() -> None:
    result = balance.optimal_partitions(highland_tribes())
    assert (result.index, result.count, result.proven) == (7, 1, True)
    assert set(result.pairs["share_together"]) == {0.0, 1.0}


def test_too_little_time_is_not_sold_as_proof() -> None:
    result = balance.optimal_partitions(random_network(300, 1500, 1), time_limit_s=1)
    assert not result.proven
    assert not result.complete
    assert not result.count_is_exact


def test_a_deadline_before_the_first_division_leaves_the_best_one_known() -> None:
    result = balance.optimal_partitions(all_foes(13), time_limit_s=1e-9)
    assert (result.count, result.proven, result.count_is_exact) == (1, False, False)
    assert result.index >= 36
    assert result.pairs["share_together"].null_count() == result.pairs.height


def test_empty_edge_list_has_one_empty_partition() -> None:
    result = balance.optimal_partitions(frame([]))
    assert (result.count, result.partitions.height, result.pairs.height) == (1, 0, 0)
