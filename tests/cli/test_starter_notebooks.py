"""Starter notebooks run without an edit on any dossier, live and shared."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient

from analysis.cli.starter import starter_files
from analysis.dossier import TABLES

if TYPE_CHECKING:
    from conftest import Run

NAMES = ["01-actors-and-claims", "02-alliance-structure", "03-weapons-comparison", "04-red-lines"]
WEAPONS = r"(?<=,)(merrow|kelpie|naiad|lorelei|long-range-weapons|\|)+(?=,)"
pytestmark = pytest.mark.slow


def empty(run: Run, folder: Path) -> None:
    run("new", folder)


def claims_only(run: Run, folder: Path) -> None:
    run("new", folder, "--example")
    for table in TABLES.keys() - {"sources", "actors", "claims"}:
        (folder / f"{table}.csv").unlink()
    (folder / "study.toml").unlink()
    claims = (folder / "claims.csv").read_text(encoding="utf-8")
    (folder / "claims.csv").write_text(re.sub(WEAPONS, "", claims), encoding="utf-8")


def example(run: Run, folder: Path) -> None:
    run("new", folder, "--example")


def missing(page: Path) -> dict[str, str]:
    """Figures of a page that say what is missing, with their sentences."""
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return {str(found["id"]): found.get_text() for found in html.select("figure.dossier-empty")}


@pytest.mark.parametrize("begin", [empty, claims_only])
def test_on_a_thin_dossier_every_figure_is_there_or_says_what_is_missing(
    run: Run, tmp_path: Path, begin: object
) -> None:
    """The cells of all four run in one kernel: starting it takes most of the time."""
    assert callable(begin)
    begin(run, tmp_path)
    assert run("check", tmp_path).exit_code == 0, run("check", tmp_path).output
    folder = tmp_path / "notebooks"
    whole, *others = [nbformat.read(folder / f"{name}.ipynb", as_version=4) for name in NAMES]
    for number, other in enumerate(others):
        for cell in other.cells:
            cell.id = f"{number}-{cell.id}"
        whole.cells += other.cells
    NotebookClient(whole, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    shown = [c for c in whole.cells if c.cell_type == "code" and "import" not in c.source]
    for cell in shown:
        assert [output.output_type for output in cell.outputs] == ["execute_result"], cell.source
    lacking = [cell for cell in shown if "dossier-empty" in cell.outputs[0].data["text/html"]]
    assert len(lacking) >= len(shown) / 2
    if begin is empty:
        assert [cell.source for cell in shown if cell not in lacking] == ["dossier"]
    nbformat.write(whole, folder / "whole.ipynb")
    done = run("share", folder / "whole.ipynb", "--no-execute", "--output", tmp_path / "site")
    assert done.exit_code == 0, done.output
    found = missing(tmp_path / "site/whole.html")
    assert len(found) == len(lacking)
    assert all(sentence.endswith(".") for sentence in found.values())


def test_on_a_full_dossier_every_figure_is_drawn_and_shared(run: Run, tmp_path: Path) -> None:
    example(run, tmp_path)
    done = run("share", tmp_path, "--output", tmp_path / "site")
    assert done.exit_code == 0, done.output
    for name in NAMES:
        assert missing(tmp_path / "site" / f"{name}.html") == {}


def test_a_folder_validates_as_its_readme_says(run: Run, tmp_path: Path) -> None:
    example(run, tmp_path)
    for name in NAMES[1:]:
        (tmp_path / f"notebooks/{name}.ipynb").unlink()
    guide = starter_files()["README.md"].decode()
    blocks = re.findall(r"```sh\n(.*?)```", guide, re.DOTALL)
    check, validate = blocks[0].strip().splitlines()
    assert shell(check, tmp_path).returncode == 0
    executed = shell(blocks[1], tmp_path)
    assert executed.returncode == 0, executed.stderr
    done = shell(validate, tmp_path)
    assert done.returncode == 0, done.stdout
    path = tmp_path / "notebooks/01-actors-and-claims.ipynb"
    stored = path.read_text(encoding="utf-8")
    assert "has 20 claims" in stored
    path.write_text(stored.replace("has 20 claims", "has 21 claims"), encoding="utf-8")
    assert shell(validate, tmp_path).returncode == 1


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = ["bash", "-c", f"PATH={Path(sys.executable).parent}:$PATH; {command}"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
