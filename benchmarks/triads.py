"""Triad census of signed networks, beside networkx, igraph and products of sparse matrices.

Run ``python benchmarks/triads.py``; it prints its section and draws triads.svg. Every measurement
has a process of its own. Needs the extras ``dev`` (igraph) and ``bench``.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
from report import NOT_ASKED, growth, in_a_process, note, section, table

SIZES = ((1_000, 10_000), (10_000, 100_000), (100_000, 1_000_000), (10_000, 500_000))
"""Nodes and ties; the last of them has many more triads than ties."""
LIMIT_S = 40.0
OURS = "analysis.balance"
TEXT = """
Signed ties between nodes drawn evenly, one in five of them negative, with fixed seeds; doubled and
contradictory ties are put together first, by each method for itself. One process each, after a call
on a few ties; imports are not counted. A dash: it took more than {limit:.0f} s. networkx and igraph
list triangles and have no census of signs, so that signs are looked up here.

{seconds}

{peaks}

{kinds}

All methods count alike (the script checks it). With {ties} ties, {ours} takes {share} of the time
of the fastest of the others.

{drawing}
"""


def census_edges(nodes: int, ties: int) -> pl.DataFrame:
    random = np.random.default_rng(1)
    ends = random.integers(0, nodes, (ties, 2))
    sign = random.choice([1, -1], ties, p=[0.8, 0.2])
    return pl.DataFrame({"source": ends[:, 0], "target": ends[:, 1], "sign": sign})


def simple(edges: pl.DataFrame) -> pl.DataFrame:
    """One row per pair of one sign, as the others need it."""
    pair = edges.select(
        pl.min_horizontal("source", "target").alias("source"),
        pl.max_horizontal("source", "target").alias("target"),
        "sign",
    )
    single = pair.filter(pl.col("source") != pl.col("target")).unique(maintain_order=True)
    return single.filter(pl.len().over("source", "target") == 1)


def census_here(edges: pl.DataFrame) -> list[int]:
    from analysis import balance

    found = balance.triad_census(edges)
    return [found.all_positive, found.one_negative, found.two_negative, found.all_negative]


def census_igraph(edges: pl.DataFrame) -> list[int]:
    import igraph

    one = simple(edges)
    u, v, sign = (one[name].to_numpy() for name in ("source", "target", "sign"))
    nodes = 1 + int(max(u.max(), v.max()))
    found = np.array(igraph.Graph(n=nodes, edges=np.c_[u, v]).list_triangles())
    corners = np.sort(found.reshape(-1, 3), axis=1)
    keys = u * nodes + v
    order = np.argsort(keys)
    negative = np.zeros(len(corners), dtype=np.int64)
    for a, b in combinations(range(3), 2):
        place = np.searchsorted(keys, corners[:, a] * nodes + corners[:, b], sorter=order)
        negative += sign[order[place]] < 0
    return np.bincount(negative, minlength=4).tolist()


def census_networkx(edges: pl.DataFrame) -> list[int]:
    import networkx as nx

    graph = nx.Graph()
    graph.add_weighted_edges_from(simple(edges).rows(), weight="sign")
    counts = [0, 0, 0, 0]
    for corners in nx.all_triangles(graph):
        signs = [graph[u][v]["sign"] for u, v in combinations(corners, 2)]
        counts[signs.count(-1)] += 1
    return counts


def census_scipy(edges: pl.DataFrame) -> list[int]:
    """Products of the symmetric positive and negative matrices."""
    from scipy.sparse import coo_array

    one = simple(edges)
    size = 1 + max(edges["source"].max(), edges["target"].max())
    parts = []
    for sign in (1, -1):
        rows = one.filter(pl.col("sign") == sign)
        u, v = rows["source"].to_numpy(), rows["target"].to_numpy()
        ones = np.ones(2 * len(u), dtype=np.int64)
        parts.append(coo_array((ones, (np.r_[u, v], np.r_[v, u])), (size, size)).tocsr())
    plus, minus = parts
    two_plus, two_minus = plus @ plus, minus @ minus
    return [
        int(two_plus.multiply(plus).sum()) // 6,
        int(two_plus.multiply(minus).sum()) // 2,
        int(two_minus.multiply(plus).sum()) // 2,
        int(two_minus.multiply(minus).sum()) // 6,
    ]


METHODS = {
    OURS: census_here,
    "igraph": census_igraph,
    "scipy.sparse": census_scipy,
    "networkx": census_networkx,
}


def run_one(method: str, nodes: str, ties: str) -> None:
    METHODS[method](census_edges(100, 1_000))  # imports are not what is compared
    edges = census_edges(int(nodes), int(ties))
    start = time.perf_counter()
    found = METHODS[method](edges)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"found": found, "seconds": seconds, "peak_mb": peak}))


def measure(
    sizes: tuple[tuple[int, int], ...],
) -> dict[tuple[str, int, int], dict[str, Any] | None]:
    measured = {}
    for nodes, ties in sizes:
        for method in METHODS:
            note(f"{method}: {ties:,} ties")
            got = in_a_process(__file__, method, nodes, ties, limit_s=LIMIT_S)
            measured[method, nodes, ties] = got
        counts = [
            tuple(got["found"]) for (_, *at), got in measured.items() if got and at == [nodes, ties]
        ]
        assert len(set(counts)) < 2, f"counts of {ties:,} ties differ"
    return measured


def kinds(got: dict[str, Any] | None) -> list[str]:
    return [f"{count:,}" for count in got["found"]] if got else [NOT_ASKED] * 4


def main() -> None:
    measured = measure(SIZES)

    def cells(key: str, form: str) -> list[list[str]]:
        return [
            [f"{nodes:,}", f"{ties:,}"]
            + [
                format(got[key], form) if (got := measured[method, nodes, ties]) else NOT_ASKED
                for method in METHODS
            ]
            for nodes, ties in SIZES
        ]

    found = [
        [f"{nodes:,}", f"{ties:,}", *kinds(measured[OURS, nodes, ties])] for nodes, ties in SIZES
    ]
    largest = SIZES[2]
    others = [got["seconds"] for m in METHODS if m != OURS and (got := measured[m, *largest])]
    mine = measured[OURS, *largest]
    share = f"{mine['seconds'] / min(others):.0%}" if mine and others else NOT_ASKED
    rows = [
        {"panel": "a census", "what": method, "ties": ties, "seconds": got["seconds"]}
        for (method, nodes, ties), got in measured.items()
        if got and (nodes, ties) in SIZES[:3]
    ]
    print(
        section(
            "Triads",
            TEXT,
            limit=LIMIT_S,
            seconds=table(
                ["nodes", "ties", *(f"{m} (s)" for m in METHODS)], cells("seconds", ".3f")
            ),
            peaks=table(
                ["nodes", "ties", *(f"{m} (peak MB)" for m in METHODS)], cells("peak_mb", ",.0f")
            ),
            kinds=table(["nodes", "ties", "+++", "++-", "+--", "---"], found),
            ties=f"{largest[1]:,}",
            ours=OURS,
            share=share,
            drawing=growth(__file__, rows, "ties", list(METHODS)),
        )
    )


if __name__ == "__main__":
    run_one(*sys.argv[1:]) if len(sys.argv) > 1 else main()
