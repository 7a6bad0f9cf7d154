"""Chaining as commitments grow, beside a SAT solver; prints Markdown.

Run: python benchmarks/red_lines.py. Needs the extra ``dev`` (python-sat).
"""

from __future__ import annotations

import random
import time
from typing import NamedTuple

import polars as pl
from pysat.solvers import Minisat22

from analysis import red_lines
from analysis.red_lines.chaining import RuleBase

SIZES = (1_000, 10_000, 100_000)
SWITCHES = (4, 8, 12)
RUNS = 3


class Tables(NamedTuple):
    """What can be played through, and the facts to begin with."""

    propositions: pl.DataFrame
    commitments: pl.DataFrame
    facts: list[str]


def record(size: int) -> Tables:
    """As many propositions as commitments, each waiting for one to three of them."""
    chance = random.Random(size)  # noqa: S311 (a benchmark repeats its numbers)
    names = [f"v{n}" for n in range(size)]
    none = pl.lit([], dtype=pl.List(pl.String))
    rules = [
        (f"r{n}", "a", chance.sample(names, chance.randint(1, 3)), [chance.choice(names)], None)
        for n in range(size)
    ]
    columns = ("commitment_id", "committer", "condition", "consequence", "kind")
    return Tables(
        pl.DataFrame({"proposition_id": names, "kind": "action"}).with_columns(
            implies=none, excludes=none
        ),
        pl.DataFrame(rules, schema=dict.fromkeys(columns), orient="row"),
        names[: size // 5],
    )


def closure_by_solver(known: Tables) -> set[str]:
    """Unit propagation over the same Horn clauses gives the same state, without rounds."""
    names = known.propositions["proposition_id"].to_list()
    number = {name: n for n, name in enumerate(names, 1)}
    clauses = [
        [*(-number[v] for v in when), number[then]]
        for when, (then,) in known.commitments.select("condition", "consequence").iter_rows()
    ]
    with Minisat22(bootstrap_with=clauses) as solver:
        _, true = solver.propagate([number[v] for v in known.facts])
    return {names[literal - 1] for literal in true if literal > 0}


def closure(known: Tables) -> set[str]:
    """Ours, from the frames."""
    return RuleBase(known).chain(known.facts)[0]


def best(work: object, *given: object) -> float:
    """Shortest of a few runs, in milliseconds."""
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work(*given)
        seconds.append(time.perf_counter() - started)
    return 1000 * min(seconds)


def main() -> None:
    """Print both tables."""
    print("| commitments | rounds | RuleBase.chain, ms | python-sat, ms |")
    print("|--:|--:|--:|--:|")
    for size in SIZES:
        known = record(size)
        assert closure(known) == closure_by_solver(known)
        rounds = max(at for at, _, _ in RuleBase(known).chain(known.facts)[1])
        ours, theirs = best(closure, known), best(closure_by_solver, known)
        print(f"| {size:,} | {rounds} | {ours:,.1f} | {theirs:,.1f} |")
    print("\n| switches | combinations | every_combination, ms | minimal_triggers, ms | triggers |")
    print("|--:|--:|--:|--:|--:|")
    known = record(40)
    for count in SWITCHES:
        switches = known.propositions["proposition_id"].to_list()[:count]
        every = best(red_lines.every_combination, known, switches)
        found = best(red_lines.minimal_triggers, known, switches)
        rows = red_lines.minimal_triggers(known, switches).height
        print(f"| {count} | {2**count:,} | {every:,.1f} | {found:,.1f} | {rows} |")


if __name__ == "__main__":
    main()
