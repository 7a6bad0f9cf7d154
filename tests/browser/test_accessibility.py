"""What axe finds wrong for readers who do not see or point: nothing, on any page of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import polars as pl
import pytest
from axe_core import AxeMissingError, axe_source, fetch, violations
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from test_notebooks import settings

from analysis.explorer import Card, CardExplorer, Finding, Link, Sentence, TableExplorer
from analysis.sharing import Frame, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from analysis.explorer import Figure

    Found = Callable[[Page], list[str]]

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
SIZES = {"wide": {"width": 1200, "height": 900}, "narrow": {"width": 390, "height": 844}}
LOOKS = {
    "wide": [("dark", "as it opens"), ("light", "moved")],
    "narrow": [("light", "as it opens"), ("dark", "moved")],
}
"""Every two of size, scheme and whether controls were moved: axe takes seconds for a long page."""
FRAME = Frame(
    title="A study",
    about="Of one article.",
    day="14 May 2031",
    marking="Draft",
    contact="desk@example.org",
    downloads={"data/ties.graphml": "ties (GraphML)"},
)
UNFOLD = "document.querySelectorAll('details').forEach(part => { part.open = true; })"


def move(page: Page) -> None:
    """Set every control to another of its options, write into every search, open all that opens."""
    for control in page.locator("form :is(input, select)").all():
        # A menu with nothing to choose beside those before it is not shown.
        if control.is_visible() and control.is_enabled():
            for change in list(settings(control))[1:2] or settings(control):
                change()
    page.evaluate(UNFOLD)
    for search in page.locator("input[type=search]:visible").all():
        search.fill("an")
    page.wait_for_timeout(100)


def of_everything(folder: Path, shown: list[Figure]) -> Path:
    rows = pl.DataFrame(
        {
            "at": [f"claim-c{n}" for n in range(70)],
            "claim": [f"An answer {n} is likely." for n in range(70)],
            "kind": ["warning", "threat"] * 35,
            "source": [{"text": "Gazette", "address": "https://example.org/x"}] * 70,
        }
    )
    finding = Finding(
        "what-this-shows",
        [Sentence("{n} of {who}.", n=2, who=Link("Alpha", "#claim-c1"), see="#explorer-by-year")],
        heading="What this shows",
    )
    cards = [
        Card("Alpha warns", ["It may."], ["warning"], "First", "for", "commitment-a"),
        Card("Beta waits", ["It may not."], ["promise"], "Then", "against"),
    ]
    figures = [
        finding,
        *shown,
        CardExplorer(
            cards, "cards", captions=pl.DataFrame({"title": ["Two"], "sentence": ["Of them."]})
        ),
        TableExplorer(rows, "claims", row_anchor="at"),
    ]
    cells = [new_markdown_cell("# Everything\n\nWhat there is.\n\n## One\n\n### Detail\n\n## Two")]
    for figure in figures:
        bundle = {"text/html": figure.to_html(), **figure.saved()}
        output = new_output("execute_result", bundle)
        cells.append(new_code_cell("answer = 42", execution_count=1, outputs=[output]))
    nbformat.write(new_notebook(cells=cells), folder / "everything.ipynb")
    return folder / "everything.ipynb"


@pytest.fixture(scope="session")
def found(pytestconfig: pytest.Config) -> Found:
    """Each rule that a page breaks; axe is kept beside what pytest remembers."""
    try:
        axe = axe_source(pytestconfig.cache.mkdir("axe-core"))
    except AxeMissingError as error:
        pytest.fail(str(error))
    return lambda page: violations(page, axe)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, every_control: list[Figure]) -> Path:
    folder = tmp_path_factory.mktemp("axe")
    notebook = of_everything(folder, every_control)
    (folder / "again.ipynb").write_bytes(notebook.read_bytes())
    share([notebook, folder / "again.ipynb"], folder / "site", execute=False, frame=FRAME)
    return folder / "site"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    share(NOTEBOOKS, folder, execute=False, frame=FRAME)
    return folder


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(file: Path, size: str) -> Page:
        contexts.append(browser.new_context(viewport=SIZES[size]))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.goto(file.as_uri())
        if page.locator(".dossier-explorer[data-spec], .dossier-table").count():
            page.wait_for_selector("html.dossier-ready", state="attached")
            page.evaluate("dossier.mountAll().then(() => null)")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["index", "everything"])
def test_axe_finds_nothing_where_there_is_everything_also_after_all_was_moved(
    name: str, size: str, *, site: Path, visit: Callable[..., Page], found: Found
) -> None:
    assert_all_can_use(visit(site / f"{name}.html", size), size, found)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["index", *(path.stem for path in NOTEBOOKS)])
def test_axe_finds_nothing_on_the_pages_of_the_study_also_after_all_was_moved(
    name: str, size: str, *, study: Path, visit: Callable[..., Page], found: Found
) -> None:
    assert_all_can_use(visit(study / f"{name}.html", size), size, found)


def assert_all_can_use(page: Page, size: str, found: Found) -> None:
    """Look at a page in one scheme as it opens, and in the other after every control was moved."""
    for scheme, state in LOOKS[size]:
        if state == "moved":
            move(page)
        page.emulate_media(color_scheme=scheme)
        assert found(page) == [], f"{scheme}, {state}"


def test_axe_looks_at_the_size_of_targets(
    site: Path, visit: Callable[..., Page], found: Found
) -> None:
    page = visit(site / "index.html", "narrow")
    small = ".sections :is(li, a) { display: block; height: 9px; min-height: 0; line-height: 9px; }"
    page.add_style_tag(content=small)
    assert [rule for rule in found(page) if rule.startswith("target-size")]


def test_another_axe_than_the_pinned_one_is_not_run(tmp_path: Path) -> None:
    package = tmp_path / "axe-core-1.0.0.tgz"
    package.write_bytes(b"another")
    with pytest.raises(AxeMissingError, match="another package, and was not run"):
        axe_source(tmp_path, {"version": "1.0.0", "integrity": "sha512-AAAA"})
    assert not package.exists()


def test_an_axe_that_is_not_there_is_not_fetched(tmp_path: Path) -> None:
    with pytest.raises(AxeMissingError, match=r"axe-core 1\.0\.0 is not in .*make axe"):
        axe_source(tmp_path, {"version": "1.0.0", "integrity": ""})


def test_an_axe_that_npm_does_not_have_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_offline", "true")
    with pytest.raises(AxeMissingError, match=r"npm cannot fetch axe-core 0\.0\.0-none"):
        fetch(tmp_path, "0.0.0-none")
