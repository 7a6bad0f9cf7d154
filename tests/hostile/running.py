"""Run damaged dossiers, answers and files by the thousand: ``make hostile``, see README.md."""

from __future__ import annotations

import argparse
import faulthandler
import json
import multiprocessing
import os
import re
import resource
import shutil
import signal
import tempfile
import time
import traceback
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

KINDS = {"tables": 100_000, "answers": 10_000, "imports": 10_000}
"""What is damaged, and how often by default."""
BLOCK = 50
SECONDS = 30
"""After so long something is a finding; after four times that the process is ended."""
MEBIBYTES = 700
"""Memory by which a process may grow for one number."""
STATE = Path("build/hostile")


class SlowError(BaseException):
    """It takes too long."""


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="make hostile", description=__doc__)
    parser.add_argument("--kind", choices=[*KINDS, "all"], default="all")
    parser.add_argument("--count", type=int, help="numbers per kind")
    parser.add_argument("--first", type=int, default=0, help="the first number")
    parser.add_argument("--only", type=int, help="show what happens to this number")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--afresh", action="store_true", help="forget what was run before")
    asked = parser.parse_args()
    kinds = [*KINDS] if asked.kind == "all" else [asked.kind]
    if asked.only is not None:
        kind = "tables" if asked.kind == "all" else asked.kind
        print("\n".join(_in_full(kind, asked.only)))  # noqa: T201
        return 0
    if asked.afresh:
        shutil.rmtree(STATE, ignore_errors=True)
    STATE.mkdir(parents=True, exist_ok=True)
    for kind in kinds:
        _run(kind, range(asked.first, asked.first + (asked.count or KINDS[kind])), asked.workers)
    return _report(kinds)


def _in_full(kind: str, number: int) -> Iterator[str]:
    """Show a number: what happened, what was said, and what is wrong with that."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _module(kind).shown(number)
        yield ""
        yield from map(str, _tried(kind, number, Path(folder), in_full=True).items())


@cache
def _module(kind: str) -> Any:  # noqa: ANN401  (each has the same functions)
    import hostile_answers
    import hostile_imports
    import hostile_tables

    return {"tables": hostile_tables, "answers": hostile_answers, "imports": hostile_imports}[kind]


@cache
def _prepared(kind: str) -> None:
    """Load what every number needs, so that the first one does not seem slow."""
    _module(kind).prepare()


def _tried(kind: str, number: int, folder: Path, *, in_full: bool = False) -> dict[str, Any]:
    """Try a number; whatever is raised, warned of, or takes too long, is a finding."""
    _prepared(kind)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    signal.signal(signal.SIGALRM, _too_slow)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    faulthandler.dump_traceback_later(4 * SECONDS, exit=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            said = _module(kind).tried(number, folder)
    except SlowError:
        said = {"how": "slow", "findings": [f"slow: more than {SECONDS} seconds"]}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  (whatever it is, it is the finding)
        at = traceback.extract_tb(error.__traceback__)
        where = [f"{Path(one.filename).name}:{one.lineno}" for one in at]
        lines = traceback.format_exc() if in_full else str(error)[:300]
        said = {
            "how": "raised",
            "findings": [f"raised: {type(error).__name__} {where[-1]} by {where[1:2]}: {lines}"],
        }
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    if grown > MEBIBYTES:
        said["findings"].append(f"memory: grew by {grown} MiB")
    return said | {"seconds": time.perf_counter() - start}


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise SlowError


def _block(kind: str, first: int, end: int) -> dict[str, Any]:
    """Try the numbers of a block, in a process of its own."""
    how, of, found, seconds = Counter[str](), Counter[str](), list[tuple[int, str]](), 0.0
    mark = STATE / f"at-{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, end):
            mark.write_text(f"{kind} {number}")
            said = _tried(kind, number, Path(folder))
            how[said["how"]] += 1
            of[said.get("of", said["how"])] += 1
            found += [(number, one[:600]) for one in said["findings"]]
            seconds += said["seconds"]
    mark.unlink()
    return {"first": first, "end": end, "how": how, "of": of, "found": found, "seconds": seconds}


def _run(kind: str, numbers: range, workers: int) -> None:
    """Run the blocks that were not run before; write down each as it is done."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    path = STATE / f"{kind}.jsonl"
    done = {one["first"]: one["end"] for one in _lines(path)}
    blocks = [
        (first, end)
        for first in range(numbers.start, numbers.stop, BLOCK)
        if done.get(first, 0) < (end := min(first + BLOCK, numbers.stop))
    ]
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    context = multiprocessing.get_context("spawn")
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn()) as bar:
        left = sum(end - first for first, end in blocks)
        task = bar.add_task(kind, total=len(numbers), completed=len(numbers) - left)
        findings = sum(len(one["found"]) for one in _lines(path))
        while blocks:
            pool = ProcessPoolExecutor(workers, mp_context=context)
            try:
                asked = {pool.submit(_block, kind, *block): block for block in blocks}
                for one in as_completed(asked):
                    said = one.result()
                    with path.open("a", encoding="utf-8") as file:
                        file.write(f"{json.dumps(said)}\n")
                    blocks.remove(asked[one])
                    findings += len(said["found"])
                    bar.update(task, description=f"{kind}, {findings} findings")
                    bar.advance(task, said["end"] - said["first"])
            except BrokenProcessPool:
                blocks = _without_what_ended_it(blocks, path)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def _without_what_ended_it(blocks: list[tuple[int, int]], path: Path) -> list[tuple[int, int]]:
    """Write down the numbers at which processes were, and go on without their blocks' rest."""
    marks = list(STATE.glob("at-*"))
    if not marks:
        raise RuntimeError("the processes do not begin")
    for mark in marks:
        _, number = mark.read_text().split()
        mark.unlink()
        for first, end in [one for one in blocks if one[0] <= int(number) < one[1]]:
            found = [(int(number), "ended: the process was ended by it, or by what ran beside it")]
            said = {"first": first, "end": end, "how": {"ended": 1}, "of": {}, "found": found}
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(said | {'seconds': 0})}\n")
            blocks.remove((first, end))
    return blocks


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _report(kinds: list[str]) -> int:
    """Say what was run and found; findings that are alike are told once."""
    every = 0
    for kind in kinds:
        how, of, alike, seconds = Counter[str](), Counter[str](), dict[str, list[Any]](), 0.0
        for one in _lines(STATE / f"{kind}.jsonl"):
            how.update(one["how"])
            of.update(one["of"])
            seconds += one["seconds"]
            for number, found in one["found"]:
                key = re.sub(r"[\"'].*?[\"']|[0-9]+", "_", found)[:110]
                alike.setdefault(key, []).append((number, found))
        print(f"\n{kind}: {how.total():,} in {seconds / 60:,.0f} process minutes; {dict(how)}")  # noqa: T201
        print(f"  {dict(of.most_common())}")  # noqa: T201
        for found in sorted(alike.values(), key=len, reverse=True):
            numbers = " ".join(str(number) for number, _ in found[:5])
            print(f"- {len(found)} times, {numbers}: {found[0][1]}")  # noqa: T201
        every += sum(map(len, alike.values()))
    print(f"\n{every:,} findings.")  # noqa: T201
    return 1 if every else 0
