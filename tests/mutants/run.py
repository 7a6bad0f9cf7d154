"""Change the code in small ways, and see whether tests notice: ``make mutants``."""

from __future__ import annotations

import argparse
import json
import os
import queue
import shutil
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mutated_places import ROOMS, Mutant, equivalents, in_order, mutant, places
from reached_lines import Reached, files_of_tests, fingerprint, is_own
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from working_copies import WorkingCopy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = 1500
GOAL = 0.9
BUDGET_S = 15.0
"""Processor time for a mutant's tests in its own room, and as much for everybody else's."""
FACTOR = 3
GRACE_S = 12.0
"""A mutant has timed out when its tests take three times as long as before and this."""


@dataclass
class Results:
    """What became of mutants: one line of JSON each, the last one counts."""

    path: Path
    by_key: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, path: Path) -> Results:
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        found = (json.loads(line) for line in lines if line.endswith("}"))
        return cls(path, {result["key"]: result for result in found})

    def add(self, result: dict[str, Any]) -> None:
        self.by_key[result["key"]] = result
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")


def sampled(root: Path, rooms: Iterable[str], size: int, seed: int) -> Iterator[Mutant]:
    """The first mutants in the order of the seed, without those that are known to be equivalent."""
    sources = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for room in rooms
        for path in sorted((root / "analysis" / room).rglob("*.py"))
    }
    found = [place for path, source in sources.items() for place in places(path, source)]
    left_out = {(one.path, one.original, one.mutated) for one in equivalents()}
    drawn = (mutant(place, sources[place.path], seed) for place in in_order(found, seed))
    return islice((one for one in drawn if one and one.change not in left_out), size)


def outcome_of(one: Mutant, copy: WorkingCopy, reached: Reached) -> dict[str, Any]:
    """Run the tests that reach a mutant, quickest first, until one fails."""
    line = one.span[0][0]
    room = room_of(one.path)
    tests = reached.candidates(one.path, line, room)
    result = {
        "key": one.key,
        "path": one.path,
        "line": line,
        "operator": one.operator,
        "module": fingerprint(reached.root / one.path),
        "diff": one.diff,
        "reached": [*tests[:12], *([f"and {len(tests) - 12} more"] if len(tests) > 12 else [])],
        "outcome": "survived",
        "cpu_s": 0.0,
    }
    for part in (True, False):
        run = within_budget([t for t in tests if is_own(t, room) == part], reached.seconds)
        while run and result["outcome"] == "survived":
            files = sorted({test.partition("::")[0] for test in run})
            expected = sum(reached.seconds.get(test, 0) for test in run)
            copy.change(one.path, one.mutated)
            done = copy.run(files, run, FACTOR * expected + GRACE_S)
            copy.change(one.path, one.original)
            result["cpu_s"] = round(result["cpu_s"] + done["cpu_s"], 2)
            if done["timed_out"]:
                result["outcome"] = "timed out"
            elif not done["failed"] and not done["code"]:
                break
            elif all(is_sound(test, files, copy, reached) for test in done["failed"]):
                result |= {"outcome": "killed", "by": done["failed"][:1], "why": done["why"]}
            else:
                run = [test for test in run if test not in done["failed"]]
    return result


def is_sound(test: str, files: list[str], copy: WorkingCopy, reached: Reached) -> bool:
    """Whether a test passes on the code as it is when it runs alone, which is asked once."""
    if test in reached.seconds and test not in reached.sound:
        alone = copy.run(files, [test], FACTOR * reached.seconds[test] + GRACE_S)
        reached.sound[test] = not alone["failed"] and not alone["code"]
    return reached.sound.get(test, True)


def within_budget(tests: list[str], seconds: dict[str, float]) -> list[str]:
    """The quickest tests that fit, but one at least."""
    used, chosen = 0.0, []
    for test in tests:
        used += seconds.get(test, 0)
        if chosen and used > BUDGET_S:
            break
        chosen.append(test)
    return chosen


def room_of(path: str) -> str:
    return path.split("/")[1]


def on_workers(
    copies: list[WorkingCopy], jobs: Iterable[Any], work: Callable[[Any, WorkingCopy], Any]
) -> Iterator[Any]:
    """Results as they come; each copy takes the next job when it is free."""
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    done: queue.SimpleQueue[Any] = queue.SimpleQueue()
    jobs = list(jobs)
    for job in jobs:
        waiting.put(job)

    def serve(copy: WorkingCopy) -> None:
        while True:
            try:
                job = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put(work(job, copy))
            except Exception as error:  # noqa: BLE001 (raised where results are awaited)
                done.put(error)
                return

    for copy in copies:
        threading.Thread(target=serve, args=(copy,), daemon=True).start()
    for _ in jobs:
        result = done.get()
        if isinstance(result, Exception):
            raise result
        yield result


def bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def report(console: Console, results: list[dict[str, Any]], folder: Path) -> float:
    """Print the table of rooms, write down the survivors, and give the share that was noticed."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for result in results:
        rows[room_of(result["path"])].append(result)
    table = Table("room", "mutants", "killed", "timed out", "survived", "score", "seconds each")
    for room, of_room in [*rows.items(), ("all", results)]:
        count = [
            sum(result["outcome"] == outcome for result in of_room)
            for outcome in ("killed", "timed out", "survived")
        ]
        seconds = sum(result["cpu_s"] for result in of_room) / max(1, len(of_room))
        table.add_row(
            room, str(len(of_room)), *map(str, count), f"{share(of_room):.1%}", f"{seconds:.1f}"
        )
    console.print(table)
    survivors = sorted(
        (result for result in results if result["outcome"] == "survived"),
        key=lambda result: (result["path"], result["line"]),
    )
    page = folder / "survivors.md"
    page.write_text("".join(map(described, survivors)), encoding="utf-8")
    for result in survivors:
        console.print(described(result), markup=False, highlight=False, soft_wrap=True)
    return share(results)


def share(results: list[dict[str, Any]]) -> float:
    noticed = sum(result["outcome"] != "survived" for result in results)
    return noticed / len(results) if results else 1.0


def described(result: dict[str, Any]) -> str:
    reached = "\n".join(f"- {test}" for test in result["reached"]) or "- no test reaches it"
    return (
        f"## {result['path']}:{result['line']} ({result['operator']}, {result['key']})\n\n"
        f"```diff\n{result['diff']}\n```\n\n{reached}\n\n"
    )


def options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--room", action="append", choices=ROOMS, help="one room (all)")
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"mutants ({SAMPLE})")
    parser.add_argument("--seed", type=int, default=1, help="another sample (1)")
    parser.add_argument("--survivors", action="store_true", help="only what survived last time")
    parser.add_argument("--fresh", action="store_true", help="forget all earlier results")
    parser.add_argument("--own", action="store_true", help="only the tests of a mutant's room")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutants")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    asked = options(words)
    console = Console()
    rooms = asked.room or list(ROOMS)
    if asked.fresh:
        shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True, exist_ok=True)
    results = Results.read(asked.folder / "results.jsonl")
    with bar(console) as progress:
        drawn = sampled(ROOT, rooms, asked.sample, asked.seed)
        mutants = list(progress.track(drawn, total=asked.sample, description="drawing"))
    to_do = [one for one in mutants if is_due(one, results, survivors=asked.survivors)]
    try:
        if to_do:
            work_through(to_do, results, asked, console)
    except KeyboardInterrupt:
        console.print("Stopped; the same command goes on from here.")
        return 1
    found = [results.by_key[one.key] for one in mutants if one.key in results.by_key]
    reached_goal = report(console, found, asked.folder) >= GOAL
    return 0 if reached_goal else 1


def is_due(one: Mutant, results: Results, *, survivors: bool) -> bool:
    last = results.by_key.get(one.key)
    if survivors:
        return last is not None and last["outcome"] == "survived"
    return last is None or last["module"] != fingerprint(ROOT / one.path)


def work_through(
    to_do: list[Mutant], results: Results, asked: argparse.Namespace, console: Console
) -> None:
    """Measure what tests reach as far as that is not known, then run them on each mutant."""
    reached = Reached(ROOT, asked.folder)
    rooms = sorted({room_of(one.path) for one in to_do})
    files = list(dict.fromkeys(file for room in rooms for file in wanted(room, own=asked.own)))
    warm = [file for file in files if not file.startswith("analysis/")]
    with bar(console) as progress:
        copies = [
            WorkingCopy(ROOT, asked.folder / f"copy-{number}", warm)
            for number in range(min(asked.workers, len(to_do)))
        ]
        missing = reached.missing(files)
        for _ in progress.track(
            on_workers(copies, missing, reached.measure),
            total=len(missing),
            description="reaching",
        ):
            pass
        reached.read_in(files)
        for result in progress.track(
            on_workers(copies, to_do, lambda one, copy: outcome_of(one, copy, reached)),
            total=len(to_do),
            description="mutating",
        ):
            results.add(result)
            if result["outcome"] == "survived":
                with (asked.folder / "survivors.md").open("a", encoding="utf-8") as page:
                    page.write(described(result))


def wanted(room: str, *, own: bool) -> list[str]:
    return [file for file in files_of_tests(ROOT, room) if not own or is_own(file, room)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
