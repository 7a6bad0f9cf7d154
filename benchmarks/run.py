"""Run every script beside this one and write README.md anew from what they print.

Run ``python benchmarks/run.py``, or ``make bench``. A finished section waits in build/benchmarks,
so that a run can be stopped and goes on later with the sections that are left; a section is
measured again if its script has changed since, and all are after README.md was written with all of
them. A section that fails is named and costs no other its numbers.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
WAITING = HERE.parent / "build" / "benchmarks"
README = HERE / "README.md"
SECTIONS = (
    "loading",
    "corpora",
    "load",
    "balance",
    "triads",
    "discourse",
    "explorer",
    "alliances",
    "red_lines",
)
COMPARED = (
    *("polars", "dataframely", "narwhals", "numpy", "scipy", "networkx", "highspy", "altair"),
    *("igraph", "python-sat", "ortools", "duckdb", "dask", "pyspark", "pandas", "pandera"),
    *("nbconvert", "panel", "vl-convert-python"),
)
"""Packages whose versions matter to some number."""
HEAD = """\
# Benchmarks

All of this page comes from `make bench`, which runs the scripts beside it one after the other,
draws their pictures and writes the page anew; no number is written by hand, and no test asserts
one.

{when}. {machine}. {load}. Python {python}; {versions}.
"""


def machine() -> str:
    """Say what computer this is (Linux knows its processor by name)."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = names[0] if names else platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}"


def versions() -> str:
    found = []
    for name in COMPARED:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def finished(name: str) -> Path | None:
    """Give the section that waits, if it is newer than its script."""
    path = WAITING / f"{name}.md"
    current = path.exists() and path.stat().st_mtime > (HERE / f"{name}.py").stat().st_mtime
    return path if current else None


def measure(name: str) -> str | None:
    """Run a script and keep its section; return what went wrong, if anything did."""
    began = time.monotonic()
    run = [sys.executable, "-W", "ignore", str(HERE / f"{name}.py")]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as script:
        last = ""
        for line in script.stderr or ():
            sys.stderr.write(line)
            last = line.strip() or last
        printed = script.stdout.read() if script.stdout else ""
    title, _, text = printed.strip().partition("\n")
    if script.returncode or not title.startswith("## "):
        return last or "it printed no section"
    took = f"`python benchmarks/{name}.py`, {time.monotonic() - began:,.0f} s."
    WAITING.mkdir(parents=True, exist_ok=True)
    draft = WAITING / f"{name}.draft"
    draft.write_text(f"{title}\n\n{took}\n\n{text.strip()}\n", encoding="utf-8")
    draft.replace(WAITING / f"{name}.md")
    return None


def page(failed: dict[str, str], load: str) -> str:
    """Put the sections together that there are; say of the others why they are not."""
    parts, days = [], []
    for name in SECTIONS:
        if path := finished(name):
            parts.append(path.read_text(encoding="utf-8"))
            days.append(datetime.fromtimestamp(path.stat().st_mtime, UTC))
        else:
            why = failed.get(name, "not run")
            parts.append(f"## {name}\n\n`python benchmarks/{name}.py` failed: {why}\n")
    dates = dict.fromkeys(f"{day.day} {day:%B %Y}" for day in sorted(days))
    head = HEAD.format(
        when=" to ".join([*dates][:: max(1, len(dates) - 1)]) or "No day",
        machine=machine(),
        load=load,
        python=platform.python_version(),
        versions=versions(),
    )
    return "\n".join([head, *parts])


def main(names: tuple[str, ...] = SECTIONS) -> int:
    busy = os.getloadavg()[0]
    load = f"When it began, {busy:.1f} other processes were waiting or running"
    failed: dict[str, str] = {}
    for number, name in enumerate(SECTIONS, 1):
        if finished(name):
            said = "is there already"
        elif name not in names:
            said = "is left out"
            failed[name] = "it was left out of this run"
        else:
            print(f"[{number}/{len(SECTIONS)}] {name} ...", file=sys.stderr, flush=True)
            began = time.monotonic()
            wrong = measure(name)
            said = f"failed: {wrong}" if wrong else f"took {time.monotonic() - began:,.0f} s"
            if wrong:
                failed[name] = wrong
        print(f"[{number}/{len(SECTIONS)}] {name} {said}", file=sys.stderr, flush=True)
    README.write_text(page(failed, load), encoding="utf-8")
    if failed:
        print(f"Failed: {', '.join(failed)}; run again to measure only these.", file=sys.stderr)
        return 1
    for name in SECTIONS:
        (WAITING / f"{name}.md").unlink()
    return 0


if __name__ == "__main__":
    chosen = tuple(sys.argv[1:]) or SECTIONS
    if unknown := [name for name in chosen if name not in SECTIONS]:
        sys.exit(f"No section {', '.join(unknown)}; there are {', '.join(SECTIONS)}.")
    try:
        sys.exit(main(chosen))
    except KeyboardInterrupt:
        sys.exit("\nStopped; run again to go on with the sections that are left.")
