"""What holds for every command: UTF-8, exit codes, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.cli import commands
from analysis.dossier.reading import EXAMPLE

if TYPE_CHECKING:
    from conftest import Run

COMMAND = Path(sys.executable).parent / "dossier"


def test_output_is_utf_8_whatever_the_locale(folder: Path) -> None:
    actors = folder / "actors.csv"
    actors.write_text(
        actors.read_text(encoding="utf-8") + "é,Élan,state,,,,,,,\n", encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [COMMAND, "check", folder], capture_output=True, check=False, env=environment
    )
    assert done.returncode == 1
    assert '"é"'.encode() in done.stdout
    assert done.stderr == b"1 problem.\n"


def test_bytes_that_are_not_text_are_shown_with_backslashes(run: Run, tmp_path: Path) -> None:
    place = os.fsdecode(bytes(tmp_path) + b"/\xff")
    done = run("check", place)
    assert done.exit_code == 2
    made = run("new", place)
    assert made.exit_code == 0
    assert r"\udcff" in made.stdout


def test_what_nobody_foresaw_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "write", lambda *_: 1 / 0)
    done = run("export", analysis.example().folder, "--format", "graphml")
    assert done.exit_code == 1
    assert "This is a fault of the command, not of the data. ZeroDivisionError in " in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_interrupted_command_exits_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "load", interrupt)
    assert run("export", analysis.example().folder, "--format", "graphml").exit_code == 130


def test_a_reader_that_leaves_early_gets_no_traceback() -> None:
    words = [COMMAND, "export", analysis.example().folder, "--format", "datapackage"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("diff", EXAMPLE),
        ("export", "--format", "graphml"),
        ("export", "--format", "datapackage"),
    ],
)
def test_results_that_cannot_be_written_are_said(words: tuple[str | Path, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, *words, analysis.example().folder],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == b"standard output: No space left on device\n"


def test_results_that_nobody_takes_are_no_fault() -> None:
    command = f"{COMMAND} export {analysis.example().folder} --format graphml >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_lists_the_commands_and_exit_codes(run: Run) -> None:
    text = run("--help").stdout
    assert all(name in text for name in ("anchor", "check", "diff", "export", "new", "share"))
    assert "Exit codes" in text
