"""Two coders in a real JupyterLab: the figure of agreement and the view of disagreements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import pytest
from jupyter_server_of_its_own import TOKEN, jupyter_server
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect
from test_disagreements import steps, two_dossiers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

CELLS = [
    'from analysis import coding, load\ncoding.charts.agreement(load("ann"), load("bo"))',
    'view = coding.Disagreements("ann", "bo", into="merged")\nview',
]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab with a notebook on two coders of one article."""
    root = tmp_path / "root"
    root.mkdir()
    two_dossiers(root)
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, root / "two.ipynb")
    with jupyter_server("jupyterlab", tmp_path / "home", root, "--LabApp.news_url=") as address:
        yield address


def test_disagreements_are_decided_by_key_and_the_notebook_keeps_no_article(
    browser: Browser, lab: str, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    page.goto(f"{lab}/lab/tree/two.ipynb?token={TOKEN}")
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-item:visible", has_text="Run All Cells").first.click()
    expect(page.locator("figcaption h3")).to_contain_text("ann and bo agree", timeout=60_000)
    status = page.locator(".dossier-disagreements").get_by_role("status")
    expect(status).to_have_text("0 of 2 decided", timeout=60_000)
    page.get_by_label("Disagreements of two coders").focus()
    for key in ("b", "y", "d", "d"):  # they would add and remove cells of the notebook
        page.keyboard.press(key)
    page.keyboard.press("2")
    expect(status).to_have_text("1 of 2 decided")
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    expect(status).to_have_text("2 of 2 decided")
    assert steps(root) == [[("factuality", "second")], [("speaker", "first")]]
    page.keyboard.press("m")
    said = page.locator(".dossier-disagreements").get_by_role("alert").first
    expect(said).to_have_text("20 claims in merged/claims.csv.")
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(CELLS))
    page.locator(".jp-InputPrompt").first.click()
    page.keyboard.press("Control+s")
    expect(page.locator("#jp-main-dock-panel .jp-mod-dirty")).to_have_count(0)
    page.wait_for_timeout(1000)
    kept = (root / "two.ipynb").read_text(encoding="utf-8")
    assert "agree" in kept
    text = (root / "ann" / "article.txt").read_text(encoding="utf-8")
    sentences = [one for one in re.split(r"[.\n]", text) if len(one.split()) > 8]
    assert sentences
    assert not [one for one in sentences if one.strip() in kept]
    page.reload()
    expect(status).to_have_text("2 of 2 decided", timeout=60_000)
    page.context.close()
