"""Copies of the repository, each with a forking process that runs tests in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")

BESIDE = "shared"
"""Folder beside the repository with files of other programs, which tests look for there."""


def copy(root: Path, target: Path) -> None:
    """Bring a copy up to date with the files that git knows or could be asked to add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout.decode()
    files = {name for name in listed.split("\0") if name and (root / name).is_file()}
    for path in [path for path in target.rglob("*") if path.is_file()]:
        inside = path.relative_to(target)
        if "__pycache__" not in inside.parts and inside.as_posix() not in files:
            path.unlink()
    for name in files:
        if not same(root / name, target / name):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, target / name)


def same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


class WorkingCopy:
    """Runs tests, on the code as it is or with one module changed."""

    def __init__(self, root: Path, folder: Path, warm: list[str]) -> None:
        copy(root, folder)
        if (root.parent / BESIDE).is_dir() and not (folder.parent / BESIDE).exists():
            (folder.parent / BESIDE).symlink_to(root.parent / BESIDE)
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("forked_tests.py")],
            cwd=folder,
            env=os.environ | ONE_THREAD | {"PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if warm:
            self.ask({"warm": warm})

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def run(self, files: list[str], tests: list[str], cpu_s: float) -> dict[str, Any]:
        return self.ask({"run": {"files": files, "tests": tests, "cpu_s": cpu_s}})

    def traced(self, files: list[str], cpu_s: float = 900) -> dict[str, Any]:
        return self.ask({"run": {"files": files, "cpu_s": cpu_s, "trace": True}})

    def change(self, path: str, source: str) -> None:
        (self.folder / path).write_text(source, encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.communicate()
