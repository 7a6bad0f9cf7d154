"""The exact frustration index: published values, and other exact solvers on the same networks.

Run ``python benchmarks/balance.py``; it prints its section and draws balance.svg. Every measurement
has a process of its own. Networks are random with fixed seeds. Needs the extras ``dev``
(python-sat) and ``bench`` (OR-Tools).
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from report import NOT_ASKED, growth, in_a_process, note, section, table

KNOWN = Path(__file__).resolve().parents[1] / "tests" / "balance"
"""Where the one network of the literature is whose ties the repository has."""
LIMIT_S = 10.0
"""Seconds each exact method may take for one network."""
GRACE_S = 20.0
"""Further seconds for a process to start, and to end when its limit is over."""
OURS = "analysis.balance"
MAXSAT = "python-sat RC2"
CP_SAT = "OR-Tools CP-SAT"
HIGHS = "HiGHS alone"
NETWORKS = [
    *(("planted", nodes, 12) for nodes in (50, 100, 200, 500, 1000, 2000)),
    *(("random", nodes, 4) for nodes in (50, 100, 200, 400)),
    *(("random", nodes, 8) for nodes in (25, 50, 75)),
]
"""Kind, nodes and degree."""
LIMITED = ("frustration_index", "optimal_partitions", "tie_sensitivity")
LARGE = (100_000, 6)
"""Nodes and degree of a network with random signs that no limit suffices for."""
LIMITS_S = (0.01, 1.0, 5.0)
SIGNNET = {
    "frustration index": "7",
    "balanced triangles": "0.8676471",
    "balanced walks": "0.3575761",
    "line balance": "0.7586207",
}
"""Of the highland tribes, as the package prints them."""
TEXT = """
Published values, of the highland tribes of New Guinea ({nodes} of them, {ties} ties): the
frustration index and a best partition from the paper on signnet (Schoch, Journal of Open Source
Software), the balance of triangles, walks and lines from its README.

{published}

The exact frustration index with at most {limit:.0f} s each, beside other exact solvers on the same
networks. Planted networks have two camps and one sign in twenty wrong; the signs of random ones are
tosses of a coin. {maxsat} has a soft clause per tie and the settings of its entry to the
MaxSAT Evaluations; {cp_sat} has a Boolean per node and tie, one worker and its core-based search,
with which it was fastest here (of more workers each network took longer); {highs} is the
mixed-integer program without our reductions and cuts. One process each; imports are not counted.
Seconds; "open" with bounds, if known: not proven in time; a dash: not tried, since a smaller
network of the kind stayed open.

{exact}

{fastest}

{drawing}

How time limits are kept, on {large_nodes} nodes with {large_ties} ties of random signs:

{limits}

The latest answer came {late:.2f} s after its limit.
"""


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


def columns(edges: pl.DataFrame) -> tuple[list[int], list[int], list[int]]:
    source, target, sign = (edges[name].to_list() for name in ("source", "target", "sign"))
    return source, target, sign


def exact_here(edges: pl.DataFrame) -> tuple[float, float]:
    from analysis import balance

    found = balance.frustration_index(edges, time_limit_s=LIMIT_S)
    return found.index, found.lower_bound


def exact_maxsat(edges: pl.DataFrame) -> tuple[float, float]:
    """Satisfy as many ties as possible: a literal per node, one per tie that may be frustrated."""
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

    u, v, sign = columns(edges)
    first = 1 + max(*u, *v)
    formula = WCNF()
    formula.append([-1 - most_tied(u, v)])  # one camp is as good as the other
    for tie, (a, b, s) in enumerate(zip(u, v, sign, strict=True), first + 1):
        one, other = a + 1, s * (b + 1)
        formula.append([tie, -one, other])
        formula.append([tie, one, -other])
        formula.append([-tie], weight=1)
    with RC2(formula, solver="g4", adapt=True, exhaust=True, minz=True) as solver:
        solver.compute()
        return solver.cost, solver.cost


def exact_cp_sat(edges: pl.DataFrame) -> tuple[float, float]:
    from ortools.sat.python import cp_model

    u, v, sign = columns(edges)
    model = cp_model.CpModel()
    camp = [model.new_bool_var("") for _ in range(1 + max(*u, *v))]
    model.add(camp[most_tied(u, v)] == 0)
    frustrated = []
    for a, b, s in zip(u, v, sign, strict=True):
        tie = model.new_bool_var("")
        other = camp[b] if s > 0 else ~camp[b]
        model.add_bool_or(tie, ~camp[a], other)
        model.add_bool_or(tie, camp[a], ~other)
        frustrated.append(tie)
    model.minimize(sum(frustrated))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = LIMIT_S
    solver.parameters.num_workers = 1
    solver.parameters.optimize_with_core = True
    solver.solve(model)
    return solver.objective_value, np.ceil(solver.best_objective_bound - 1e-6)


def most_tied(u: list[int], v: list[int]) -> int:
    return Counter(u + v).most_common(1)[0][0]


def exact_plain(edges: pl.DataFrame) -> tuple[float, float]:
    """Give the model to the solver as it is: a binary per node and tie, no reduction, no cut."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    u, v, sign = (edges[name].to_numpy() for name in ("source", "target", "sign"))
    m, n = len(u), 1 + int(max(u.max(), v.max()))
    tie = np.arange(m)
    rows = np.tile(np.r_[tie, tie + m], 3)
    places = np.r_[u, u, v, v, n + tie, n + tie]
    ones = np.ones(m)
    # positive: x >= u - v, v - u; negative: x >= u + v - 1, 1 - u - v
    values = np.r_[-ones, ones, sign, -sign, ones, ones]
    lower = np.where(sign > 0, 0.0, -1.0), np.where(sign > 0, 0.0, 1.0)
    matrix = coo_array((values, (rows, places)), (2 * m, n + m)).tocsr()
    result = milp(
        np.r_[np.zeros(n), ones],
        constraints=LinearConstraint(matrix, np.r_[lower], np.inf),
        bounds=Bounds(0, 1),
        integrality=np.ones(n + m),
        options={"time_limit": LIMIT_S},
    )
    index = float("inf") if result.x is None else round(result.fun)
    return index, float(np.ceil(result.mip_dual_bound - 1e-6))


METHODS = {OURS: exact_here, MAXSAT: exact_maxsat, CP_SAT: exact_cp_sat, HIGHS: exact_plain}


def limited(edges: pl.DataFrame, function: str, limit_s: float) -> str:
    """Ask with a limit; say what comes back."""
    from analysis import balance

    result = getattr(balance, function)(edges, time_limit_s=limit_s)
    if function == "frustration_index":
        return f"{result.lower_bound:,} to {result.index:,}"
    if function == "optimal_partitions":
        return f"{result.count} of cost {result.index:,}"
    return f"{edges.height - result['index_if_dropped'].null_count():,} ties"


def run_one(method: str, kind: str, nodes: str, degree: str, limit_s: str = "") -> None:
    edges, few = network(kind, int(nodes), int(degree)), network("planted", 20, 4)
    if limit_s:
        limited(few, method, 1.0)  # imports are not what is limited
        start = time.perf_counter()
        found: object = limited(edges, method, float(limit_s))
    else:
        METHODS[method](few)  # nor what is compared
        start = time.perf_counter()
        found = METHODS[method](edges)
    print(json.dumps({"found": found, "seconds": time.perf_counter() - start}))


def published() -> tuple[list[list[str]], int, int]:
    """Compare with what signnet says of the highland tribes: rows, nodes and ties."""
    sys.path.insert(0, str(KNOWN))
    from known_networks import highland_tribes

    from analysis import balance

    ties = highland_tribes()
    index = balance.frustration_index(ties).index
    triads = balance.triad_census(ties)
    best = balance.optimal_partitions(ties)
    one = best.partitions.filter(partition=0).sort("node")
    camp = one["camp"].to_list()
    ours = {
        "frustration index": f"{index}",
        "balanced triangles": f"{triads.balanced_share:.7f}",
        "balanced walks": f"{balance.walk_balance(ties):.7f}",
        "line balance": f"{1 - 2 * index / ties.height:.7f}",
    }
    rows = [[what, value, ours[what]] for what, value in SIGNNET.items()]
    apart = [str(node) for node in one["node"] if camp[node - 1] == camp[0]]
    rows.append(["in the first one's camp", "1, 2, 15, 16", ", ".join(apart)])
    return rows, one.height, ties.height


def measure() -> dict[tuple[str, str, int, int], dict[str, Any] | None]:
    """Ask every method, smallest networks first; None if not tried or over time."""
    measured: dict[tuple[str, str, int, int], dict[str, Any] | None] = {}
    gave_up: set[tuple[str, str, int]] = set()
    for kind, nodes, degree in NETWORKS:
        for method in METHODS:
            if (method, kind, degree) in gave_up:
                continue
            note(f"{method}: {kind}, {nodes:,} nodes, degree {degree}")
            limit_s = LIMIT_S if method == MAXSAT else LIMIT_S + GRACE_S
            got = in_a_process(__file__, method, kind, nodes, degree, limit_s=limit_s)
            measured[method, kind, nodes, degree] = got
            if not got or got["found"][0] != got["found"][1] or got["seconds"] > LIMIT_S:
                gave_up.add((method, kind, degree))  # larger ones of the kind are hopeless
        proven = {
            got["found"][0]
            for (_, *at), got in measured.items()
            if got and at == [kind, nodes, degree] and got["found"][0] == got["found"][1]
        }
        assert len(proven) < 2, f"proofs differ for {kind}, {nodes} nodes"
    return measured


def cell(got: dict[str, Any] | None) -> str:
    if got is None:
        return "open"
    upper, lower = got["found"]
    return f"{got['seconds']:.2f}" if upper == lower else f"open: {lower:,.0f} to {upper:,.0f}"


def solved(got: dict[str, Any] | None) -> bool:
    return got is not None and got["found"][0] == got["found"][1]


def fastest(measured: dict[tuple[str, str, int, int], dict[str, Any] | None]) -> str:
    """Say how many networks each method solves, and of how many it is the fastest."""
    first: Counter[str] = Counter()
    for at in NETWORKS:
        times = {m: measured[m, *at]["seconds"] for m in METHODS if solved(measured.get((m, *at)))}
        if times:
            first[min(times, key=times.__getitem__)] += 1
    rows = [
        [
            method,
            f"{sum(solved(measured.get((method, *at))) for at in NETWORKS)}",
            f"{first[method]}",
        ]
        for method in METHODS
    ]
    return table([f"of {len(NETWORKS)} networks", "proven", "fastest"], rows)


def main() -> None:
    compared, tribes, tribe_ties = published()
    measured = measure()
    exact, drawn = [], []
    for at in NETWORKS:
        kind, nodes, degree = at
        index = next(
            (f"{got['found'][0]:,.0f}" for m in METHODS if solved(got := measured.get((m, *at)))),
            "open",
        )
        row = [kind, f"{nodes:,}", f"{nodes * degree // 2:,}", index]
        for method in METHODS:
            tried = (method, *at) in measured
            row.append(cell(measured[method, *at]) if tried else NOT_ASKED)
            if solved(measured.get((method, *at))):
                seconds = measured[method, *at]["seconds"]
                panel = f"{kind}, {degree} ties each"
                drawn.append({"panel": panel, "what": method, "nodes": nodes, "seconds": seconds})
        exact.append(row)
    limits, late = [], 0.0
    for function in LIMITED:
        for limit_s in LIMITS_S:
            note(f"{function} in {limit_s:g} s")
            got = in_a_process(__file__, function, "random", *LARGE, limit_s)
            late = max(late, got["seconds"] - limit_s)
            limits.append([function, f"{limit_s:g}", f"{got['seconds']:.2f}", got["found"]])
    print(
        section(
            "Balance",
            TEXT,
            nodes=tribes,
            ties=tribe_ties,
            published=table(["highland tribes", "signnet", OURS], compared),
            limit=LIMIT_S,
            maxsat=MAXSAT,
            cp_sat=CP_SAT,
            highs=HIGHS,
            exact=table(["network", "nodes", "ties", "index", *METHODS], exact),
            fastest=fastest(measured),
            drawing=growth(__file__, drawn, "nodes", list(METHODS)),
            large_nodes=f"{LARGE[0]:,}",
            large_ties=f"{LARGE[0] * LARGE[1] // 2:,}",
            limits=table(["function", "limit (s)", "seconds", "found"], limits),
            late=late,
        )
    )


if __name__ == "__main__":
    run_one(*sys.argv[1:]) if len(sys.argv) > 1 else main()
