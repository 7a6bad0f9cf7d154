import math
from itertools import combinations

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from known_networks import all_foes, frame, highland_tribes, multigraphs, planted_camps
from scipy.linalg import expm

from analysis import balance


def census_by_networkx(edges: pl.DataFrame) -> tuple[list[int], int]:
    signs: dict[frozenset[int], set[int]] = {}
    for u, v, sign in edges.rows():
        if u != v:
            signs.setdefault(frozenset((u, v)), set()).add(sign)
    graph = nx.Graph()
    graph.add_edges_from(
        (*pair, {"negative": sign == {-1}}) for pair, sign in signs.items() if len(sign) == 1
    )
    counts = [0, 0, 0, 0]
    for clique in nx.enumerate_all_cliques(graph):
        if len(clique) == 3:
            counts[sum(graph.edges[pair]["negative"] for pair in combinations(clique, 2))] += 1
    return counts, sum(len(sign) == 2 for sign in signs.values())


@given(multigraphs(12))
@settings(max_examples=300, deadline=None)
def test_census_equals_networkx(edges: pl.DataFrame) -> None:
    census = balance.triad_census(edges)
    counts, ambivalent = census_by_networkx(edges)
    found = [census.all_positive, census.one_negative, census.two_negative, census.all_negative]
    assert (found, census.ambivalent_pairs) == (counts, ambivalent)
    assert census.counts == dict(zip(("+++", "++-", "+--", "---"), counts, strict=True))


def test_census_cut_into_parts_equals_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = planted_camps(200, 20, 0.3, 1)
    whole = balance.triad_census(edges)
    monkeypatch.setattr("analysis.balance.census._PATHS_PER_PART", 7)
    assert balance.triad_census(edges) == whole


def test_highland_tribes_have_the_degree_of_balance_of_the_literature() -> None:
    census = balance.triad_census(highland_tribes())
    assert census.total == 68
    assert census.balanced_share == pytest.approx(0.8676, abs=5e-5)


def test_mutual_foes_close_only_negative_triads() -> None:
    census = balance.triad_census(all_foes(9))
    assert (census.all_negative, census.total, census.balanced_share) == (math.comb(9, 3), 84, 0.0)


def test_network_without_triads_has_no_share() -> None:
    assert balance.triad_census(frame([(0, 1, 1)])).balanced_share is None
    assert balance.triad_census(frame([])).total == 0


def test_counts_beyond_one_field_of_the_code_do_not_overflow() -> None:
    census = balance.triad_census(all_foes(250))
    assert census.all_negative == math.comb(250, 3)


@given(multigraphs(9, weighted=True))
@settings(max_examples=100, deadline=None)
def test_walk_balance_equals_the_matrix_exponential(edges: pl.DataFrame) -> None:
    nodes = sorted({*edges["source"], *edges["target"]})
    signed, plain = np.zeros((2, len(nodes), len(nodes)))
    for u, v, sign, weight in edges.rows():
        ends = [(nodes.index(u), nodes.index(v)), (nodes.index(v), nodes.index(u))]
        for pair in dict.fromkeys(ends):
            signed[pair] += sign * weight
            plain[pair] += weight
    expected = np.trace(expm(signed)) / np.trace(expm(plain))
    assert balance.walk_balance(edges) == pytest.approx(expected, rel=1e-9)


def test_walk_balance_is_one_for_a_balanced_network() -> None:
    assert balance.walk_balance(planted_camps(60, 6, 0.0, 1)) == pytest.approx(1.0)


def test_walk_balance_does_not_overflow_on_dense_networks() -> None:
    assert 0 <= balance.walk_balance(planted_camps(400, 380, 0.02, 1)) < 1


def test_walk_balance_without_ties_is_unknown() -> None:
    assert math.isnan(balance.walk_balance(frame([])))


def test_walk_balance_refuses_what_it_cannot_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.balance.census._LARGEST_COMPONENT_NODES", 5)
    with pytest.raises(balance.EdgeListError, match="16 nodes"):
        balance.walk_balance(highland_tribes())


@pytest.mark.parametrize(("heavy", "is_refused"), [(0.95e300, False), (1.05e300, True)])
def test_walk_balance_refuses_weights_whose_sum_is_too_large(
    heavy: float,
    is_refused: bool,  # noqa: FBT001 (a case)
) -> None:
    rows = [("a", "b", 1, heavy), ("b", "c", 1, 0.5)]
    edges = pl.DataFrame(rows, ["source", "target", "sign", "weight"], orient="row")
    if is_refused:
        with pytest.raises(balance.EdgeListError, match=r"add up to more than 1e\+300"):
            balance.walk_balance(edges)
    else:
        assert balance.walk_balance(edges) == 1
