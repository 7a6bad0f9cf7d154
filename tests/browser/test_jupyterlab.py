"""A real JupyterLab, and Notebook 7, without a network: run, move a control, export, reopen."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import nbformat
import pytest
from jupyter_server_of_its_own import TOKEN, jupyter_server
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from opened_page import OpenPage
from playwright.sync_api import Browser, Page, Route, expect

from analysis import DossierError, load
from analysis.sharing.committed import StillPictures

pytestmark = pytest.mark.slow

LONG = "Alpha makes an armed attack on Beta, which is not a party to the treaty of Alpha and Gamma"
CELLS = [
    f'label = "{LONG}"',
    """
import altair as alt
import polars as pl
from analysis.explorer import Explorer, TableExplorer
ties = pl.DataFrame({"tie": ["treaty", "pact", "visit"], "start": [1971, 2034, 2029]})
year = alt.param("year", value=2010, bind=alt.binding_range(min=1970, max=2034, step=1))
tie = alt.param("tie", value=None, bind=alt.binding_select(options=[None, *ties["tie"]]))
bars = alt.Chart(ties, height=60).mark_bar().encode(x="start:Q", y="tie:N")
""",
    """
by_year = bars.transform_filter("datum.start <= year").add_params(year)
switch = alt.param("attack", value=False, bind=alt.binding_checkbox(name=label))
choice = alt.param("choice", value=label, bind=alt.binding_select(options=[label, "none"]))
Explorer(by_year.add_params(switch, choice), name="first", alt_text="Ties by year.")
""",
    """
chosen = by_year.transform_filter("tie === null || datum.tie === tie").add_params(tie)
Explorer(chosen, name="second", alt_text="Ties by year and name.")
""",
    'TableExplorer(pl.concat([ties] * 20).with_row_index("visit"), name="ties")',
    """
named = pl.DataFrame({"kind": ["gun", "gun", "rocket"], "what": ["mass", "range", "range"]})
kind = alt.param("kind", value="gun", bind=alt.binding_select(options=["gun", "rocket"]))
what = alt.param("what", value="mass", bind=alt.binding_radio(options=["mass", "range"]))
chosen = alt.Chart(named, width=200).mark_bar().transform_filter("datum.kind === kind")
said = named.with_columns(title=pl.format("{} of a {}", "what", "kind"), sentence=None)
menus = Explorer(chosen.add_params(kind, what), name="menus", captions=said)
menus
""",
]
TITLES = ["Ties by year.", "Ties by year and name.", "mass of a gun"]
TIES_DRAWN = """() => [...document.querySelectorAll(".dossier-explorer")].slice(0, 2).map(host => {
  const found = new Set();
  const visit = (mark) => {
    for (const item of mark.items ?? []) {
      if (mark.role === "mark") found.add(item.datum.tie);
      (item.items ?? []).forEach(visit);
    }
  };
  visit(host.dossierView.scenegraph().root);
  return [...found].sort().join();
})"""
LIVE = """() => {
  const figures = [...document.querySelectorAll(".dossier-explorer")];
  return figures.length === 3 && figures.every((figure) => figure.dossierView);
}"""
TRACK = """(track) => {
  const light = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const around = getComputedStyle(track.closest(".jp-Notebook")).backgroundColor;
  const own = getComputedStyle(track).backgroundColor;
  if (track.clientHeight < 2 || track.clientWidth < 100 || own.endsWith(", 0)")) return 0;
  const [low, high] = [light(own), light(around)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
"""Contrast of the track of a slider with the page."""
SEEN = 3
"""Contrast that WCAG asks of a part of a control."""
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab that knows nothing of this machine's settings."""
    with _server("jupyterlab", tmp_path, "--LabApp.news_url=") as address:
        yield address


@pytest.fixture
def notebook_7(tmp_path: Path) -> Iterator[str]:
    """Address of a Notebook 7 that knows nothing of this machine's settings."""
    with _server("notebook", tmp_path) as address:
        yield address


@contextmanager
def _server(program: str, folder: Path, *options: str) -> Iterator[str]:
    home = folder / "home"
    root = folder / "root"
    root.mkdir()
    nbformat.write(_notebook(), root / "ties.ipynb")
    (root / "kept.ipynb").write_text(_executed(), encoding="utf-8")
    with jupyter_server(program, home, root, *options) as address:
        yield address


def _notebook() -> nbformat.NotebookNode:
    notebook = new_notebook(cells=[new_code_cell(source.strip()) for source in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    return notebook


@cache
def _executed() -> str:
    """Give the notebook as it is committed, which every server of these tests is given."""
    notebook = _notebook()
    NotebookClient(notebook, kernel_name="python3", store_widget_state=False).execute()
    kept, _ = StillPictures().preprocess(notebook, {})
    return nbformat.writes(kept)


def _wait_for_kernel(address: str) -> None:
    for _ in range(300):
        with suppress(urllib.error.HTTPError):  # of a kernel that is about to be listed
            with urllib.request.urlopen(f"{address}/api/kernels?token={TOKEN}") as answer:  # noqa: S310
                kernels = json.load(answer)
            if any(kernel["execution_state"] == "idle" for kernel in kernels):
                return
        time.sleep(0.2)
    pytest.fail("no kernel was ready within 60 seconds")


def _choose(page: Page, *path: str) -> None:
    page.get_by_role("menuitem", name=path[0], exact=True).click()
    for label in path[1:]:
        page.locator(".lm-Menu-item:visible", has_text=label).first.click()


def test_controls_work_live_and_the_menu_exports_the_page(
    browser: Browser, lab: str, open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 1400})
    elsewhere: list[str] = []

    def only_the_lab(route: Route) -> None:
        if route.request.url.startswith((lab, "data:", "blob:")):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", only_the_lab)
    page = context.new_page()
    page.goto(f"{lab}/lab/tree/ties.ipynb?token={TOKEN}")
    expect(page.locator(".jp-NotebookPanel .jp-Cell").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    _choose(page, "Run", "Run All Cells")
    charts = page.locator(".dossier-explorer svg.marks")
    expect(charts).to_have_count(3, timeout=60_000)
    page.wait_for_function(LIVE)
    assert page.evaluate(TIES_DRAWN) == ["treaty", "treaty"]
    label = page.locator(".widget-checkbox .widget-label-basic")
    assert label.inner_text().strip() == LONG
    assert label.evaluate("label => label.scrollWidth <= label.clientWidth")
    assert page.locator(".noUi-connects").first.evaluate(TRACK) >= SEEN
    assert page.locator(".widget-dropdown select").first.bounding_box()["width"] > 500

    page.locator(".noUi-handle").first.press("End")
    expect(page.locator(".widget-readout")).to_have_text(["2034", "2034"])
    said = page.locator("figure.dossier-explorer figcaption")
    expect(said.first.locator("p")).to_contain_text("year: 2034")
    expect(said.nth(1).locator("p")).to_contain_text("year: 2034")
    page.wait_for_function(f"({TIES_DRAWN})().join(' ') === 'pact,treaty,visit pact,treaty,visit'")
    page.locator(".widget-dropdown select").nth(1).select_option(label="visit")
    page.wait_for_function(f"({TIES_DRAWN})().join(' ') === 'pact,treaty,visit visit'")
    expect(said.nth(1).locator("p")).to_contain_text("tie: visit")
    data = page.locator("figure.dossier-explorer details").nth(1)
    data.locator("summary").click()
    expect(data.locator("tbody td")).to_have_text(["visit", "2,029"])
    page.get_by_label("Search this table").fill("pact 13")
    expect(page.locator("#table-ties tbody tr:not([hidden])")).to_have_count(1)

    page.keyboard.press("Control+s")
    # The menu opens a tab that turns into a download and closes before a test can ask it.
    with context.expect_event("request", lambda asked: "/nbconvert/offline/" in asked.url) as asked:
        _choose(page, "File", "Save and Export Notebook As", "Offline")
    answer = context.request.get(asked.value.url, headers={"Referer": page.url})
    assert answer.ok, answer.text()[-2000:]
    file = tmp_path / "exported.html"
    file.write_bytes(answer.body())
    context.close()
    assert elsewhere == []
    saved = open_page(file)
    assert saved.page.locator(".dossier-mounted").count() == 3
    assert saved.requests == saved.problems == []


def test_controls_work_live_in_notebook_7(browser: Browser, notebook_7: str) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 1400})
    page.goto(f"{notebook_7}/notebooks/ties.ipynb?token={TOKEN}")
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    _wait_for_kernel(notebook_7)
    _choose(page, "Run", "Run All Cells")
    expect(page.locator(".dossier-explorer svg.marks")).to_have_count(3, timeout=60_000)
    page.locator(".noUi-handle").first.press("End")
    said = page.locator("figure.dossier-explorer figcaption p")
    expect(said.first).to_contain_text("year: 2034")
    expect(said.nth(1)).to_contain_text("year: 2034")
    page.get_by_label("Search this table").fill("pact 13")
    expect(page.locator("#table-ties tbody tr:not([hidden])")).to_have_count(1)
    page.context.close()


def test_a_notebook_opened_again_shows_pictures_and_captions_without_a_run(
    browser: Browser, lab: str
) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 1400})
    page.goto(f"{lab}/lab/tree/kept.ipynb?token={TOKEN}")
    _expect_pictures(page)
    page.context.close()


@pytest.mark.parametrize("program", ["lab", "notebook_7"])
def test_what_jupyter_saves_is_live_again_with_its_kernel_and_a_picture_without(
    browser: Browser, program: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server = request.getfixturevalue(program)
    place = "lab/tree" if program == "lab" else "notebooks"
    address = f"{server}/{place}/ties.ipynb?token={TOKEN}"
    page = browser.new_page(viewport={"width": 1200, "height": 2600})
    page.goto(address)
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    _wait_for_kernel(server)
    _choose(page, "Run", "Run All Cells")
    page.wait_for_function(LIVE, timeout=60_000)
    page.keyboard.press("Control+s")
    file = tmp_path / "root" / "ties.ipynb"
    shown = _outputs_of(file, 4)
    assert [VIEW in data for data in shown] == [False] * 4
    assert all("text/html" in data for data in shown)

    page.reload()
    page.wait_for_function(LIVE, timeout=60_000)
    page.locator(".noUi-handle").first.press("End")
    expect(page.locator("figcaption p").nth(1)).to_contain_text("year: 2034")

    page.close()
    _end_kernels(server)
    page = browser.new_page(viewport={"width": 1200, "height": 2600})
    page.goto(address)
    _expect_pictures(page)
    page.context.close()


def test_a_live_menu_offers_what_exists(browser: Browser, lab: str) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 2600})
    page.goto(f"{lab}/lab/tree/ties.ipynb?token={TOKEN}")
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    _wait_for_kernel(lab)
    _choose(page, "Run", "Run All Cells")
    page.wait_for_function(LIVE, timeout=60_000)
    figure = page.locator("figure.dossier-explorer").last
    offered = figure.locator(".widget-radio-box label:visible")
    expect(offered).to_have_text(["mass", "range"])
    figure.locator("select").select_option(label="rocket")
    expect(figure.locator("h3")).to_have_text("range of a rocket")
    # A single choice is none, as in a saved page.
    expect(offered).to_have_count(0)
    figure.locator("select").select_option(label="gun")
    expect(offered).to_have_text(["mass", "range"])
    expect(figure.locator("h3")).to_have_text("range of a gun")

    page.locator(".jp-Cell").last.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type('print("chosen:", *(one.value for one in menus.controls.values()))')
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("chosen: gun range", exact=True)).to_be_visible()
    page.context.close()


def test_a_refused_question_reads_in_a_cell_as_it_reads_elsewhere(
    browser: Browser, lab: str, tmp_path: Path
) -> None:
    notebook = nbformat.read(tmp_path / "root" / "ties.ipynb", as_version=4)
    notebook.cells = [new_code_cell('import analysis\nanalysis.load("nowhere")')]
    nbformat.write(notebook, tmp_path / "root" / "refused.ipynb")
    page = browser.new_page(viewport={"width": 1200, "height": 1400})
    page.goto(f"{lab}/lab/tree/refused.ipynb?token={TOKEN}")
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    _wait_for_kernel(lab)
    _choose(page, "Run", "Run All Cells")
    said = page.locator(".jp-OutputArea-output")
    expect(said).to_have_count(1, timeout=60_000)
    with pytest.raises(DossierError) as refused:
        load("nowhere")
    expect(said).to_have_text(f"DossierError: {refused.value}")
    page.context.close()


def _expect_pictures(page: Page) -> None:
    figures = page.locator(".jp-OutputArea figure")
    expect(figures).to_have_count(3, timeout=60_000)
    for figure, title in zip(figures.all(), TITLES, strict=True):
        expect(figure.locator("figcaption h3")).to_have_text(title)
        assert figure.locator("img").evaluate("image => image.naturalWidth") > 300
    for caption in figures.locator("figcaption p").all():
        expect(caption).to_contain_text("year: 2010")
    expect(page.locator(".jp-OutputArea table tbody tr")).to_have_count(60)
    assert page.get_by_text("Error displaying widget").count() == 0


def _outputs_of(file: Path, number: int) -> list[dict[str, object]]:
    """What a notebook shows, once it is saved with so many outputs."""
    for _ in range(200):
        with suppress(nbformat.reader.NotJSONError):  # the server is writing it
            cells = nbformat.read(file, as_version=4).cells
            shown = [output.data for cell in cells for output in cell.outputs]
            if len(shown) == number:
                return shown
        time.sleep(0.2)
    pytest.fail("the notebook was not saved within 40 seconds")


def _end_kernels(address: str) -> None:
    for _ in range(100):
        with urllib.request.urlopen(f"{address}/api/sessions?token={TOKEN}") as answer:  # noqa: S310
            sessions = json.load(answer)
        if not sessions:
            return
        for session in sessions:
            where = f"{address}/api/sessions/{session['id']}?token={TOKEN}"
            with suppress(urllib.error.HTTPError):  # of a kernel that is busy ending: asked again
                urllib.request.urlopen(urllib.request.Request(where, method="DELETE"))  # noqa: S310
        time.sleep(0.2)
    pytest.fail("the kernels were not ended within 20 seconds")
