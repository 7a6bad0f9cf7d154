"""What the figures of the alliances notebook precompute, and what drawing them adds.

Run ``python benchmarks/alliances.py``; it prints its section.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from report import note, section, table

import analysis
from analysis.alliances import (
    attacks,
    charts,
    findings,
    history,
    pairs,
    picking,
    rows,
    structure,
    supposing,
)
from analysis.alliances.sentences import day_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.dossier import Dossier

RUNS = 3
TEXT = """
What the figures of the notebook on alliances compute before anything is drawn, from the tables of
this study with {ties} ties: the camps in all {settings} settings of day, basis and what-if, the
strain on every day on which a tie changes, each tie dropped and reversed, each attack followed up.
Beside it the whole call, with what Altair needs to build and check the chart. Best of {runs} runs.

{figures}

All of it together: {precomputed:.2f} s to precompute (goal: {goal:.0f} s, {kept}), {whole:.2f} s
with the charts.
"""
GOAL_S = 1.0


def tie_network(dossier: Dossier) -> None:
    settings = structure.every_setting(dossier)
    drawn = pairs.pairs_drawn(
        dossier, settings, settings.number_of(**rows.opening_setting(dossier))
    )
    pairs.pair_captions(dossier, settings, drawn, title=None, note="")


def frustration_by_what_if(dossier: Dossier) -> None:
    day = rows.opening_setting(dossier)["day"]
    settings = structure.every_setting(dossier, days={day: day_text(day)})
    supposing.supposed_rows(dossier, settings, day)


def attack_obligations(dossier: Dossier) -> None:
    settings = attacks.attack_settings(dossier)
    steps = attacks.attack_steps(dossier, settings)
    attacks.attack_captions(dossier, settings, steps, None)


FIGURES: dict[str, tuple[Callable[[Dossier], object], Callable[[Dossier], object]]] = {
    "what_this_shows": (findings.opening_sentences, charts.what_this_shows),
    "tie_network": (tie_network, charts.tie_network),
    "frustration_by_what_if": (frustration_by_what_if, charts.frustration_by_what_if),
    "tie_sensitivity": (picking.pickable, charts.tie_sensitivity),
    "attack_obligations": (attack_obligations, charts.attack_obligations),
    "timeline": (history.strain_spans, charts.timeline),
}


def best(work: Callable[[Dossier], object], dossier: Dossier) -> float:
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work(dossier)
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def main() -> None:
    dossier = analysis.load()
    taken = {}
    for name, works in FIGURES.items():
        note(name)
        taken[name] = [best(work, dossier) for work in works]
    precomputed, whole = map(sum, zip(*taken.values(), strict=True))
    cells = [[name, *(f"{seconds:.2f}" for seconds in both)] for name, both in taken.items()]
    print(
        section(
            "Alliances",
            TEXT,
            ties=dossier.ties.height,
            settings=len(structure.every_setting(dossier)),
            runs=RUNS,
            figures=table(["figure", "precomputed (s)", "whole (s)"], cells),
            precomputed=precomputed,
            goal=GOAL_S,
            kept="kept" if precomputed <= GOAL_S else "missed",
            whole=whole,
        )
    )


if __name__ == "__main__":
    main()
