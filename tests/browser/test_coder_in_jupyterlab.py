"""The Coder in a real JupyterLab: words selected by hand, two tabs, notebooks without the text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import nbformat
import pytest
from coder_page import TEXT, CoderPage, dossier_in
from jupyter_server_of_its_own import TOKEN, jupyter_server
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect
from test_coder import WAYS, fill_in

from analysis.coding.taking import article_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

CELL = 'from analysis.coding import Coder\nCoder("dossier", coder="{}")'
CODERS = ("ada", "bo")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab with a notebook each for two coders of one dossier."""
    home, root = tmp_path / "home", tmp_path / "root"
    root.mkdir()
    dossier_in(root / "dossier")
    for name in CODERS:
        notebook = new_notebook(cells=[new_code_cell(CELL.format(name))])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, root / f"{name}.ipynb")
    with jupyter_server("jupyterlab", home, root, "--LabApp.news_url=") as address:
        yield address


def shown(page: Page, folder: Path) -> CoderPage:
    one = CoderPage(page, folder)
    expect(one.text.locator("p")).to_have_count(4, timeout=60_000)
    return one


def choose(page: Page, menu: str, label: str) -> None:
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.locator(".lm-Menu-item:visible", has_text=label).first.click()


def run(browser: Browser, lab: str, name: str, folder: Path) -> CoderPage:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(30_000)
    page.goto(f"{lab}/lab/workspaces/{name}/tree/{name}.ipynb?token={TOKEN}")
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    choose(page, "Run", "Run All Cells")
    return shown(page, folder)


def test_an_article_is_coded_and_no_notebook_has_its_text(
    browser: Browser, lab: str, tmp_path: Path
) -> None:
    folder = tmp_path / "root" / "dossier"
    ada = run(browser, lab, "ada", folder)
    _code_in_every_way(ada)
    _letters_are_not_commands_of_the_notebook(ada)
    _saved_notebook_has_no_word_of_the_article(ada, tmp_path / "root" / "ada.ipynb")
    ada = _reload_edit_and_undo(ada)
    bo = run(browser, lab, "bo", folder)
    _two_tabs_on_one_dossier(ada, bo)
    _left_page_loses_nothing(browser, lab, bo)


def _code_in_every_way(ada: CoderPage) -> None:
    text = article_of(ada.folder).text
    for way, (select, words) in WAYS.items():
        select(ada)
        expect(ada.form.locator("blockquote"), way).to_have_text(words.replace("\r\n", "\n"))
        fill_in(ada, f"Selected {way}.")
        row = ada.rows()[-1]
        assert text[int(row["start"]) : int(row["end"])] == words, way
        assert (row["statement"], row["coder"]) == (f"Selected {way}.", "ada")


def _letters_are_not_commands_of_the_notebook(ada: CoderPage) -> None:
    ada.text.focus()
    for key in ("b", "y", "d", "d", "z", "Shift+Enter", "Control+Enter"):
        ada.page.keyboard.press(key)
    expect(ada.page.locator(".jp-Notebook .jp-Cell")).to_have_count(1)
    expect(ada.text).to_be_focused()


def _reload_edit_and_undo(ada: CoderPage) -> CoderPage:
    ada.page.reload()
    ada = shown(ada.page, ada.folder)
    ada.view.get_by_role("option", name="Selected forward.").click()
    ada.field("statement").fill("Edited.")
    ada.page.keyboard.press("Control+s")
    expect(ada.view.locator(".dossier-coder-said")).to_contain_text("Saved c")
    assert "Edited." in [row["statement"] for row in ada.rows()]
    ada.page.keyboard.press("Escape")
    ada.page.keyboard.press("Control+z")
    expect(ada.view.locator(".dossier-coder-said")).to_contain_text("Undone: saved c")
    assert "Selected forward." in [row["statement"] for row in ada.rows()]
    expect(ada.field("statement")).to_have_value("Selected forward.")
    return ada


def _two_tabs_on_one_dossier(ada: CoderPage, bo: CoderPage) -> None:
    ada.view.get_by_role("option", name="Statement of c01.").click()
    ada.field("statement").fill("As Ada says it.")
    ada.page.keyboard.press("Control+s")
    ada.said("Saved c01.")
    bo.view.get_by_role("option", name="Statement of c02.").click()
    bo.field("statement").fill("As Bo says it.")
    bo.page.keyboard.press("Control+s")
    again = bo.view.get_by_role("button", name="Load again")
    expect(again).to_be_visible()
    assert "As Bo says it." not in [row["statement"] for row in bo.rows()]
    again.click()
    expect(bo.view.get_by_role("option", name="As Ada says it.")).to_be_visible()
    expect(bo.field("statement")).to_have_value("As Bo says it.")
    bo.page.keyboard.press("Control+s")
    bo.said("Saved c02.")
    assert [row["statement"] for row in bo.rows()[:2]] == ["As Ada says it.", "As Bo says it."]


def _saved_notebook_has_no_word_of_the_article(ada: CoderPage, file: Path) -> None:
    choose(ada.page, "Settings", "Save Widget State Automatically")
    choose(ada.page, "File", "Save Notebook")
    expect(ada.page.locator(".jp-mod-dirty")).to_have_count(0)
    content = file.read_text(encoding="utf-8")
    saved = json.loads(content)
    assert "application/vnd.jupyter.widget-state+json" in saved["metadata"]["widgets"]
    for words in ("Headline", "clairs", "That was a warning", "Last line of all", "Mira Tolvane"):
        assert words not in content
    assert not any(line and line in content for line in TEXT.splitlines())


def _left_page_loses_nothing(browser: Browser, lab: str, bo: CoderPage) -> None:
    bo.view.get_by_role("option", name="Statement of c03.").click()
    bo.field("statement").fill("Typed as the page was left.")
    bo.page.goto("about:blank")
    bo.page.close()
    expect_draft = run(browser, lab, "bo", bo.folder)
    option = expect_draft.view.get_by_role("option", name="Typed as the page was left.")
    expect(option).to_contain_text("draft")
    expect_draft.page.context.close()
