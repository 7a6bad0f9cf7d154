"""Chaining as commitments grow, beside a SAT solver.

Run ``python benchmarks/red_lines.py``; it prints its section and draws red_lines.svg. Needs the
extra ``dev`` (python-sat).
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from pysat.solvers import Minisat22
from report import growth, note, section, table

from analysis import red_lines
from analysis.red_lines.chaining import RuleBase

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1_000, 10_000, 100_000)
SWITCHES = (4, 8, 12)
RUNS = 3
OURS, SOLVER = "RuleBase", "python-sat"
TEXT = """
Chaining to a fixed point with its trace, beside unit propagation of a SAT solver, which gives the
same state without rounds or who fired (the script checks that it is the same). Both begin with the
tables: what is made ready from them serves many sets of facts. Milliseconds, the best of {runs}
runs; as many propositions as commitments, one to three conditions each, a fifth of the propositions
true to begin with.

{chaining}

With {largest} commitments {ours} takes {ready:.1f} times as long as {solver} to be made ready, and
{chain:.1f} times as long to chain.

Then every combination of switches, as a page needs them, and the least that triggers anything.

{combinations}

{drawing}
"""


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


def numbered(known: Tables) -> dict[str, int]:
    return {name: n for n, name in enumerate(known.propositions["proposition_id"], 1)}


def solver_of(known: Tables) -> Minisat22:
    """Horn clauses of the same commitments."""
    number = numbered(known)
    clauses = [
        [*(-number[v] for v in when), number[then]]
        for when, (then,) in known.commitments.select("condition", "consequence").iter_rows()
    ]
    return Minisat22(bootstrap_with=clauses)


def propagated(solver: Minisat22, known: Tables) -> set[str]:
    number = numbered(known)
    names = [*number]
    _, true = solver.propagate([number[v] for v in known.facts])
    return {names[literal - 1] for literal in true if literal > 0}


def best(work: Callable[..., object], *given: object) -> float:
    """Shortest of a few runs, in milliseconds."""
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        made = work(*given)
        seconds.append(time.perf_counter() - started)
        del made  # taking it apart is not what is timed
    return 1000 * min(seconds)


def main() -> None:
    rows, drawn = [], []
    for size in SIZES:
        note(f"{size:,} commitments")
        known = record(size)
        base, solver = RuleBase(known), solver_of(known)
        state, fired = base.chain(known.facts)
        assert state == propagated(solver, known)
        times = {
            ("made ready", OURS): best(RuleBase, known),
            ("made ready", SOLVER): best(solver_of, known),
            ("chained", OURS): best(base.chain, known.facts),
            ("chained", SOLVER): best(propagated, solver, known),
        }
        rounds = max(at for at, _, _ in fired)
        rows.append([f"{size:,}", f"{rounds}", *(f"{one:,.1f}" for one in times.values())])
        drawn += [
            {"panel": panel, "what": what, "commitments": size, "milliseconds": one}
            for (panel, what), one in times.items()
        ]
    every = []
    known = record(40)
    for count in SWITCHES:
        note(f"{count} switches")
        switches = known.propositions["proposition_id"].to_list()[:count]
        cells = [best(red_lines.every_combination, known, switches)]
        cells.append(best(red_lines.minimal_triggers, known, switches))
        found = red_lines.minimal_triggers(known, switches).height
        every.append([f"{count}", f"{2**count:,}", *(f"{one:,.1f}" for one in cells), f"{found}"])
    ends = [f"{what}, {step}" for step in ("made ready", "chained") for what in (OURS, SOLVER)]
    print(
        section(
            "Red lines",
            TEXT,
            runs=RUNS,
            chaining=table(["commitments", "rounds", *ends], rows),
            largest=f"{SIZES[-1]:,}",
            ours=OURS,
            solver=SOLVER,
            ready=times["made ready", OURS] / times["made ready", SOLVER],
            chain=times["chained", OURS] / times["chained", SOLVER],
            combinations=table(
                ["switches", "combinations", "every_combination", "minimal_triggers", "triggers"],
                every,
            ),
            drawing=growth(__file__, drawn, "commitments", [OURS, SOLVER], unit="milliseconds"),
        )
    )


if __name__ == "__main__":
    main()
