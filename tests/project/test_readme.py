"""Every command and every example of the README runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.charting import MOST_ROWS
from analysis.corpora import folders
from analysis.dossier import file_problems
from analysis.evidence import readers
from analysis.explorer.table import MOST_TABLE_ROWS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
MADE = [command for command in COMMANDS if command.startswith("make ")]
DOSSIER = [command for command in COMMANDS if command.startswith("dossier ")]
ANSWERED = {
    "words": "The Harbour Line denied it",
    "speaker": "author",
    "statement": "The operator of the ferry rejects what is said of its cargo.",
}
"""What a model may answer to the question of the README."""


def test_every_command_is_one_that_a_test_runs() -> None:
    assert COMMANDS
    assert set(COMMANDS) == {*MADE, *DOSSIER}
    assert README.count("```python") == len(EXAMPLES) > 0


@pytest.mark.parametrize(("code", "printed"), EXAMPLES)
def test_examples_print_what_the_readme_says(code: str, printed: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed


@pytest.mark.slow
def test_dossier_commands_run_in_the_order_given(tmp_path: Path) -> None:
    binaries = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    (tmp_path / "answer.json").write_text(json.dumps({"claims": [ANSWERED]}), encoding="utf-8")
    for command in DOSSIER:
        done = subprocess.run(
            shlex.split(command),
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert list((tmp_path / "my-dossier").glob("*.csv"))
    assert (tmp_path / "site" / "index.html").is_file()
    assert "paragraphs" in (tmp_path / "question.md").read_text(encoding="utf-8")
    assert "my-model,proposed" in (tmp_path / "ferry" / "claims.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", MADE)
def test_make_commands_are_verbs_of_the_makefile(command: str) -> None:
    done = subprocess.run(
        [*shlex.split(command), "-n"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_limits_are_those_of_the_code() -> None:
    stated = (
        f"A table of a dossier has at most {file_problems.MOST_BYTES // 2**30} GiB, an article "
        f"{readers.MOST_CHARACTERS:,} characters, a corpus {folders.MOST_FOLDERS:,} dossiers; a "
        f"chart of a page has {MOST_ROWS:,} rows in each data set, a table {MOST_TABLE_ROWS:,}."
    )
    assert stated in README


def test_files_and_modules_that_the_readme_names_exist() -> None:
    for name in re.findall(r"`(analysis(?:\.\w+)+)`", README):
        path = ROOT / name.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), name
    for name in re.findall(r"`((?:data|docs)/[\w./-]+|[A-Z]+\.\w+)`", README):
        assert (ROOT / name).is_file(), name
    for name in re.findall(r"`(0\d-[\w-]+)`", README):
        assert (ROOT / "notebooks" / f"{name}.ipynb").is_file(), name
    rooms = {path.parent.name for path in (ROOT / "analysis").glob("*/__init__.py")}
    named = set(re.findall(r"^\| `analysis\.(\w+)` \|", README, re.MULTILINE))
    assert rooms - named == {"cli", "dossier"}
    for name in re.findall(r"\]\(([\w/.-]+)\)", README):
        assert (ROOT / name).is_file(), name
