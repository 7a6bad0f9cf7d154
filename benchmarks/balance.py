"""Structural balance side by side: triad census and exact frustration index.

Run ``python benchmarks/balance.py``; it prints Markdown. Every measurement has a process of its
own, so that peak memory is that of one method. Networks are random with fixed seeds.
"""

import json
import resource
import subprocess
import sys
import time
from itertools import combinations

import numpy as np
import polars as pl

LIMIT_S = 30.0
"""Seconds each exact method may take for one network."""


def census_edges(ties: int = 1_000_000, nodes: int = 100_000) -> pl.DataFrame:
    random = np.random.default_rng(1)
    ends = random.integers(0, nodes, (ties, 2))
    sign = random.choice([1, -1], ties, p=[0.8, 0.2])
    return pl.DataFrame({"source": ends[:, 0], "target": ends[:, 1], "sign": sign})


def simple(edges: pl.DataFrame) -> pl.DataFrame:
    """One row per pair of one sign, as networkx and scipy need it."""
    pair = pl.DataFrame(
        {
            "source": edges.select(pl.min_horizontal("source", "target")).to_series(),
            "target": edges.select(pl.max_horizontal("source", "target")).to_series(),
            "sign": edges["sign"],
        }
    )
    single = pair.filter(pl.col("source") != pl.col("target")).unique(maintain_order=True)
    return single.filter(pl.len().over("source", "target") == 1)


def census_here(edges: pl.DataFrame) -> list[int]:
    from analysis import balance

    found = balance.triad_census(edges)
    return [found.all_positive, found.one_negative, found.two_negative, found.all_negative]


def census_networkx(edges: pl.DataFrame) -> list[int]:
    import networkx as nx

    graph = nx.Graph()
    graph.add_weighted_edges_from(simple(edges).rows(), weight="sign")
    counts = [0, 0, 0, 0]
    rank = {node: i for i, node in enumerate(graph)}
    for u in graph:
        later = [v for v in graph[u] if rank[v] > rank[u]]
        for v, w in combinations(later, 2):
            if w in graph[v]:
                signs = (graph[u][v]["sign"], graph[u][w]["sign"], graph[v][w]["sign"])
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


def network(kind: str, nodes: int, degree: int) -> pl.DataFrame:
    """Return planted camps with 5 % of the signs wrong, or signs by the toss of a coin."""
    random = np.random.default_rng(nodes)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < nodes * degree // 2:
        u, v = sorted(random.integers(0, nodes, 2).tolist())
        if u != v:
            pairs.add((u, v))
    ends = np.array(sorted(pairs))
    camps = random.choice([-1, 1], nodes)
    sign = camps[ends[:, 0]] * camps[ends[:, 1]]
    wrong = random.random(len(ends)) < (0.05 if kind == "planted" else 0.5)
    return pl.DataFrame(
        {"source": ends[:, 0], "target": ends[:, 1], "sign": np.where(wrong, -sign, sign)}
    )


def exact_here(edges: pl.DataFrame) -> tuple[float, float]:
    from analysis import balance

    found = balance.frustration_index(edges, time_limit_s=LIMIT_S)
    return found.index, found.lower_bound


def exact_plain(edges: pl.DataFrame) -> tuple[float, float]:
    """Give the model to the solver as it is: a binary per node and tie, no reduction, no cut."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    u, v, sign = (edges[name].to_numpy() for name in ("source", "target", "sign"))
    m, n = len(u), 1 + int(max(u.max(), v.max()))
    tie = np.arange(m)
    rows = np.tile(np.r_[tie, tie + m], 3)
    columns = np.r_[u, u, v, v, n + tie, n + tie]
    ones = np.ones(m)
    # positive: x >= u - v, v - u; negative: x >= u + v - 1, 1 - u - v
    values = np.r_[-ones, ones, sign, -sign, ones, ones]
    lower = np.where(sign > 0, 0.0, -1.0), np.where(sign > 0, 0.0, 1.0)
    matrix = coo_array((values, (rows, columns)), (2 * m, n + m)).tocsr()
    result = milp(
        np.r_[np.zeros(n), ones],
        constraints=LinearConstraint(matrix, np.r_[lower], np.inf),
        bounds=Bounds(0, 1),
        integrality=np.ones(n + m),
        options={"time_limit": LIMIT_S},
    )
    index = float("nan") if result.x is None else round(result.fun)
    return index, float(np.ceil(result.mip_dual_bound - 1e-6))


def limited(edges: pl.DataFrame, function: str, limit_s: float) -> str:
    """Ask with a limit; say what comes back."""
    from analysis import balance

    result = getattr(balance, function)(edges, time_limit_s=limit_s)
    if function == "frustration_index":
        return f"{result.lower_bound:,} to {result.index:,}"
    if function == "optimal_partitions":
        return f"{result.count} of cost {result.index:,}"
    return f"{edges.height - result['index_if_dropped'].null_count():,} ties"


METHODS = {
    "census": {
        "analysis.balance": census_here,
        "scipy.sparse": census_scipy,
        "networkx": census_networkx,
    },
    "exact": {"analysis.balance": exact_here, "milp alone": exact_plain},
}
LIMITED = ["frustration_index", "optimal_partitions", "tie_sensitivity"]
LARGE = [(100_000, 2), (100_000, 6), (100_000, 10)]
"""Nodes and degree of networks with random signs."""
LIMITS_S = [0.01, 1.0, 5.0]
NETWORKS = [
    *(("planted", nodes, 12) for nodes in (50, 100, 200, 500, 1000, 2000)),
    *(("random", nodes, degree) for nodes, degree in ((50, 4), (50, 8), (100, 4), (200, 4))),
]


def measure(task: str, method: str, *arguments: str) -> dict[str, object]:
    """Run one method in a fresh process."""
    command = [sys.executable, __file__, task, method, *arguments]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(out))


def run_one(task: str, method: str, *arguments: str) -> None:
    if task == "census":
        edges = census_edges()
    elif task == "limit":
        nodes, degree, limit_s = int(arguments[0]), int(arguments[1]), float(arguments[2])
        edges = network("random", nodes, degree)
        limited(network("planted", 20, 4), method, 1.0)  # imports are not what is limited
        start = time.perf_counter()
        found = limited(edges, method, limit_s)
        print(json.dumps({"found": found, "seconds": time.perf_counter() - start}))
        return
    else:
        edges = network(arguments[0], int(arguments[1]), int(arguments[2]))
        METHODS[task][method](network("planted", 20, 4))  # imports are not what is compared
    start = time.perf_counter()
    found = METHODS[task][method](edges)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"found": found, "seconds": seconds, "peak_mb": peak, "ties": edges.height}))


def main() -> None:
    print("Triad census of 1,000,000 signed ties (imports included), one process each:\n")
    print("| method | seconds | peak memory (MB) | +++ | ++- | +-- | --- |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for method in METHODS["census"]:
        got = measure("census", method)
        counts = " | ".join(f"{count:,}" for count in got["found"])
        print(f"| {method} | {got['seconds']:.2f} | {got['peak_mb']:.0f} | {counts} |", flush=True)
    print(
        f"\nExact frustration index, at most {LIMIT_S:.0f} s each (lower to upper bound if open):\n"
    )
    print("| network | nodes | ties | index | analysis.balance (s) | milp alone: index | (s) |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    gave_up: set[tuple[str, int]] = set()
    for kind, nodes, degree in NETWORKS:
        cells = [kind, f"{nodes:,}"]
        for method in METHODS["exact"]:
            if method == "milp alone" and (kind, degree) in gave_up:
                cells += ["not tried", "-"]
                continue
            got = measure("exact", method, kind, str(nodes), str(degree))
            upper, lower = got["found"]
            if method == "analysis.balance":
                cells.append(f"{got['ties']:,}")
            elif lower != upper:  # larger networks of the kind are hopeless
                gave_up.add((kind, degree))
            cells.append(f"{upper:.0f}" if lower == upper else f"{lower:.0f} to {upper:.0f}")
            cells.append(f"{got['seconds']:.2f}")
        print(f"| {' | '.join(cells)} |", flush=True)
    print("\nHow time limits are kept, random signs:\n")
    print("| nodes | ties | function | limit (s) | seconds | found |")
    print("|---:|---:|---|---:|---:|---|")
    for nodes, degree in LARGE:
        for function in LIMITED:
            for limit_s in LIMITS_S:
                got = measure("limit", function, str(nodes), str(degree), str(limit_s))
                cells = [f"{nodes:,}", f"{nodes * degree // 2:,}", function, f"{limit_s:g}"]
                cells += [f"{got['seconds']:.2f}", str(got["found"])]
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    run_one(*sys.argv[1:]) if len(sys.argv) > 1 else main()
