"""The index of shared pages has the title of the study that the notebooks are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from analysis.cli.sharing import title_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

TITLE = "The Sella Strait ferry crisis"


@pytest.mark.parametrize("inside", ["notebooks", ".", "study/notebooks"])
def test_the_title_is_that_of_the_dossier_beside_the_notebooks(
    run: Run, tmp_path: Path, inside: str
) -> None:
    tables = tmp_path / "study/data" if inside == "study/notebooks" else tmp_path
    run("new", tables, "--example")
    assert title_of([tmp_path / inside / "n.ipynb"]) == TITLE


def test_a_folder_without_a_dossier_gives_its_name(run: Run, tmp_path: Path) -> None:
    assert title_of([tmp_path / "work/n.ipynb"]) == "work"
    assert title_of([tmp_path / "work/notebooks/n.ipynb"]) == "work"
    run("new", tmp_path / "broken")
    (tmp_path / "broken/claims.csv").write_text("claim_id\n")
    assert title_of([tmp_path / "broken/notebooks/n.ipynb"]) == "broken"


def test_notebooks_of_several_studies_have_no_study_title(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "a", "--example")
    notebooks = [tmp_path / "a/notebooks/n.ipynb", tmp_path / "b/notebooks/n.ipynb"]
    assert title_of(notebooks) == "Notebooks"


@pytest.mark.parametrize(("words", "title"), [((), TITLE), (("--title", "Mine"), "Mine")])
def test_the_index_shows_the_title(
    run: Run, tmp_path: Path, words: tuple[str, ...], title: str
) -> None:
    run("new", tmp_path / "d", "--example")
    for path in (tmp_path / "d/notebooks").iterdir():
        path.unlink()
    (tmp_path / "d/notebooks/one.ipynb").write_text(
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    done = run("share", tmp_path / "d", "--no-execute", "--output", tmp_path / "site", *words)
    assert done.exit_code == 0, done.output
    page = BeautifulSoup((tmp_path / "site/index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text() == title
