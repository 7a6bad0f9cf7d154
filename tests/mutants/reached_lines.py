"""Which tests reach which lines of the package, and how long each takes: measured once per file.

What is measured is kept until the file of tests changes. Where the package has changed since, its
lines are found again by comparing it with the text that was measured.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from working_copies import WorkingCopy

LEFT_OUT = {"browser", "mutants", "project", "sharing"}
"""Folders of tests that look at pages, at the repository or at this tool."""


def files_of_tests(root: Path, room: str) -> list[str]:
    """First a room's own tests and examples, then everybody else's."""
    own, others = [], []
    for path in sorted((root / "tests").rglob("test_*.py")):
        inside = path.relative_to(root / "tests").parts
        if not LEFT_OUT & set(inside):
            is_own = room in inside[:2]
            (own if is_own else others).append(path.relative_to(root).as_posix())
    examples = [
        path.relative_to(root).as_posix()
        for path in sorted((root / "analysis" / room).rglob("*.py"))
        if ">>>" in path.read_text(encoding="utf-8")
    ]
    return [*own, *examples, *others]


def is_own(test: str, room: str) -> bool:
    return test.startswith((f"tests/{room}/", f"tests/study/{room}/", f"analysis/{room}/"))


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:20]


@dataclass
class Reached:
    """By module and line the tests, quickest first, and the seconds that each takes."""

    root: Path
    folder: Path
    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[str, dict[int, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    read: set[str] = field(default_factory=set)
    sound: dict[str, bool] = field(default_factory=dict)
    """Of tests that failed on a mutant, whether they pass without it."""

    def missing(self, files: Iterable[str]) -> list[str]:
        return [file for file in files if self.entry(file) is None]

    def kept(self, file: str) -> Path:
        return self.folder / "reached" / f"{file.replace('/', '.')}.json"

    def entry(self, file: str) -> dict[str, Any] | None:
        path = self.kept(file)
        if not path.is_file():
            return None
        found = dict(json.loads(path.read_text(encoding="utf-8")))
        return found if found["fingerprint"] == fingerprint(self.root / file) else None

    def measure(self, file: str, copy: WorkingCopy) -> None:
        """Run a file of tests and keep what each test that passes has reached."""
        done = copy.traced([file])
        failed = set(done["failed"])
        sources = self.folder / "sources"
        sources.mkdir(parents=True, exist_ok=True)
        modules = {}
        for module, lines in done.get("lines", {}).items():
            modules[module] = {
                "fingerprint": (mark := fingerprint(copy.folder / module)),
                "lines": {
                    line: [test for test in tests if test not in failed]
                    for line, tests in lines.items()
                },
            }
            (sources / mark).write_bytes((copy.folder / module).read_bytes())
        entry = {
            "fingerprint": fingerprint(copy.folder / file),
            "failed": sorted(failed),
            "why": done["why"],
            "seconds": {t: round(s, 3) for t, s in done["seconds"].items() if t not in failed},
            "modules": modules,
        }
        self.kept(file).parent.mkdir(parents=True, exist_ok=True)
        self.kept(file).write_text(json.dumps(entry), encoding="utf-8")

    def read_in(self, files: Iterable[str]) -> None:
        for file in files:
            entry = self.entry(file)
            if file in self.read or entry is None:
                continue
            self.read.add(file)
            self.seconds |= entry["seconds"]
            for module, found in entry["modules"].items():
                if not (self.root / module).is_file():
                    continue
                now = self.moved(found["fingerprint"], module)
                for line, tests in found["lines"].items():
                    if int(line) in now:
                        self.tests[module][now[int(line)]].update(tests)

    @cache  # noqa: B019 (as long as the run)
    def moved(self, mark: str, module: str) -> dict[int, int]:
        """Where lines that were measured are today."""
        old = (self.folder / "sources" / mark).read_text(encoding="utf-8").splitlines()
        new = (self.root / module).read_text(encoding="utf-8").splitlines()
        if old == new:
            return {line: line for line in range(1, len(old) + 1)}
        blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return {block.a + n + 1: block.b + n + 1 for block in blocks for n in range(block.size)}

    __hash__ = object.__hash__

    def candidates(self, module: str, line: int, room: str) -> list[str]:
        """Tests that reach the statement at a line, or if importing runs it, the module."""
        by_line = self.tests[module]
        source = (self.root / module).read_text(encoding="utf-8")
        first, last = statement(source, line)
        found = set().union(*(by_line[n] for n in range(first, last + 1) if n in by_line))
        is_run = any(n in by_line for n in range(first, last + 1))
        if is_run and not (found and in_a_function(source, line)):
            # Importing runs it, in whichever test that happens first.
            found = set().union(*by_line.values())
        return sorted(found, key=lambda t: (not is_own(t, room), self.seconds.get(t, 0), t))


@cache
def in_a_function(source: str, line: int) -> bool:
    """Whether a line is in the body of a function, and not run when its module is imported."""
    return any(
        node.body[0].lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    )


@cache
def statement(source: str, line: int) -> tuple[int, int]:
    """First and last line of the innermost statement; of what has a body, of its head."""
    found = (line, line)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt | ast.ExceptHandler) and node.lineno <= line:
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(d.lineno for d in decorators)])
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else node.end_lineno
            if first <= line <= max(last, node.lineno):
                found = (first, max(last, node.lineno))
    return found
