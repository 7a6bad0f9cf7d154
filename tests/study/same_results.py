"""Compare all public results on this study before and after the engine was rebuilt.

Run ``python tests/study/same_results.py``. It unpacks the last commit before anything but names
changed, asks the public functions of that commit about the tables of that commit, asks those of
this checkout about ``data/``, and prints a Markdown table. It ends with 1 if rows differ in
anything that `renamed_results` does not list with a reason, or if it lists what does not differ.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl
from asked_results import Either, Row, Rows, is_before, the
from renamed_results import ACCEPTED, DROPPED, SAME, TEXTS, WORDS, Meant, Same

ROOT = Path(__file__).resolve().parents[2]
BEFORE = "bfe4ab6"
ROOMS = ("alliances", "balance", "evidence", "red_lines", "weapons")
"""Rooms that said before what is public in them; others had no such list."""
SHOWN_ROWS = 3


def rows_of(result: Either) -> Rows:
    """Flatten an answer into rows; those of the parts of an object say which part."""
    if isinstance(result, pl.DataFrame):
        return result.to_dicts()
    if dataclasses.is_dataclass(result):
        result = {one.name: getattr(result, one.name) for one in dataclasses.fields(result)}
    elif hasattr(result, "_asdict"):
        return [result._asdict()]
    if isinstance(result, Mapping):
        return [{"part": part} | row for part, value in result.items() for row in rows_of(value)]
    if isinstance(result, str) or not hasattr(result, "__iter__"):
        return [{"value": result}]
    items = sorted(result) if isinstance(result, frozenset) else list(result)
    return [
        row
        for number, one in enumerate(items)
        for row in (
            [one]
            if isinstance(one, Mapping)
            else [{"number": number} | row for row in rows_of(one)]
        )
    ]


def answers(asked: Mapping[str, Rows]) -> dict[str, Rows]:
    """Ask everything of the package that is imported."""
    dossier = the("load")()
    found: dict[str, Rows] = {}
    for same in SAME:
        rows = found[same.title] = []
        for number, one in enumerate(asked[same.title]):
            options = dict(one["options"])
            if "up_to" in options and not is_before():
                options["read_up_to_as"] = options.pop("up_to")
            answer = rows_of(same.ask(the(same.names), dossier, *one["args"], **options))
            order = [{"row": at} if same.ordered else {} for at in range(len(answer))]
            rows += [{"setting": number} | at | row for at, row in zip(order, answer, strict=True)]
    if is_before():
        found["public"] = [{"name": name} for name in public_names()]
    return json.loads(json.dumps(found, default=str))


def public_names() -> list[str]:
    """What was public before and answers something: functions and constants, not types."""
    names = [f"{room}.{name}" for room in ROOMS for name in the(room).__all__]
    for room in ("claims", "exchange"):
        functions = (one for one in vars(the(room)).values() if callable(one))
        own = [one for one in functions if getattr(one, "__module__", "") == f"analysis.{room}"]
        names += [f"{room}.{one.__name__}" for one in own if not one.__name__.startswith("_")]
    return [name for name in names if not isinstance(the(name), type)]


def moved(same: Same, row: Row) -> Row:
    """Give a row from before the names of now."""

    def cell(value: object) -> object:
        if isinstance(value, list):
            return [cell(one) for one in value]
        if isinstance(value, dict):
            return {name: cell(one) for name, one in value.items()}
        if not isinstance(value, str):
            return value
        return words[value] if value in words else text_now(value)

    words = WORDS | dict(same.words)
    return {same.columns.get(name, name): cell(value) for name, value in row.items()}


@cache
def text_now(text: str) -> str:
    for pattern, new in TEXTS.items():
        text = re.sub(pattern, new, text)
    return text


def settled(same: Same, row: Row) -> Row:
    """Sort what has no order: some lists, ends without a direction, what excludes each other."""
    kept = dict(row)
    for name in same.lists:
        if isinstance(kept.get(name), list):
            kept[name] = sorted({json.dumps(one, sort_keys=True) for one in kept[name]})
    if not same.two_ends:
        return kept
    if "source" in row and not row.get("directed"):
        kept["source"], kept["target"] = sorted([row["source"], row["target"]])
    if row.get("kind") == "cannot both hold":
        kept["first"], kept["second"] = sorted([row["first"], row["second"]])
        kept["proposition_id"] = kept["first"]
    for name in ("value", "unsaid"):
        start, exclusive, both = str(row.get(name)).partition("Cannot both hold: ")
        if exclusive:
            kept[name] = [start, *sorted(both.rstrip(".").split("; "))]
            kept["commitment_id"] = sorted(row.get("commitment_id", "").split(" against "))
    return kept


def left_by(meant: Sequence[Meant], rows: Rows) -> Counter[str]:
    for one in meant:
        rows = one.left(rows)
    return Counter(json.dumps(row, sort_keys=True) for row in rows)


def compared(same: Same, before: Rows, after: Rows) -> tuple[str, str]:
    """Say how answers compare: what to print, and what is wrong if anything is."""
    old = [settled(same, moved(same, row)) for row in before]
    new = [settled(same, row) for row in after if row.get("part") not in same.added]
    had = {name for row in old for name in row}
    new = [{c: cell for c, cell in row.items() if c in had or not same.may_add(c)} for row in new]
    meant = ACCEPTED.get(same.title, ())
    only = left_by(meant, old), left_by(meant, new)
    if only[0] == only[1]:
        for one in meant:
            others = [other for other in meant if other is not one]
            if left_by(others, old) == left_by(others, new):
                return "same", f"{same.title}: nothing differs because {one.why}"
        return "same" + (f", but {'; '.join(one.why for one in meant)}" if meant else ""), ""
    shown = [f"{same.title}: {only[0].total()} rows before, {only[1].total()} now differ"]
    for at, which in enumerate(("before", "now")):
        rows = sorted((only[at] - only[1 - at]).elements())
        shown += [f"  only {which} ({len(rows)}): {row}" for row in rows[:SHOWN_ROWS]]
    return "**differs**", "\n".join(shown)


def unpack(commit: str, folder: str) -> None:
    command = ["git", "archive", commit, "analysis", "data"]
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        raise SystemExit(f"{packed.stderr.decode().strip()}: is {commit} in this clone?")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")


def both_answers(commit: str) -> tuple[dict[str, Rows], dict[str, Rows]]:
    """Ask the package of a commit in a process of its own, and meanwhile the one of now."""
    dossier = the("load")()
    asked = json.dumps({same.title: same.settings(dossier) for same in SAME})
    with tempfile.TemporaryDirectory() as folder:
        unpack(commit, folder)
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        env = os.environ | {"PYTHONPATH": folder}
        with subprocess.Popen([sys.executable, __file__, "--answer"], env=env, **pipe) as process:
            assert process.stdin is not None
            process.stdin.write(asked.encode())
            process.stdin.close()
            process.stdin = None
            after = answers(json.loads(asked))
            before = process.communicate()[0]
        if process.returncode:
            raise SystemExit(f"the package of {commit} could not be asked")
        return json.loads(before), after


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", default=BEFORE, metavar="COMMIT")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        json.dump(answers(json.load(sys.stdin)), sys.stdout)
        return 0
    before, after = both_answers(given.before)
    lines, wrong = ["| now | before | rows | result |", "|---|---|---|---|"], []
    for same in SAME:
        said, problem = compared(same, before[same.title], after[same.title])
        old, rows = same.names.split(" -> ")[0], len(after[same.title])
        lines.append(f"| `{same.title}` | `{old}` | {rows:,} | {said} |")
        wrong += [problem] if problem else []
    lines += [f"| dropped | `{name}` | | {why} |" for name, why in DROPPED.items()]
    known = {same.names.split(" -> ")[0] for same in SAME} | {*DROPPED}
    public = [row["name"] for row in before["public"]]
    wrong += [f"{name} is neither compared nor dropped" for name in public if name not in known]
    sys.stdout.write("\n".join([*lines, "", *wrong, ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
