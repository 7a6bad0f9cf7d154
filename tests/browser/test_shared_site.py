"""What a reader does with a site: find things, show code, see where they are, print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import polars as pl
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect

from analysis.explorer import Card, CardExplorer, TableExplorer
from analysis.sharing import Frame, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from analysis.explorer import Figure

ROWS = 70
HOSTILE = "<img src=x onerror=globalThis.broken=1>"
FOCUSED = "document.activeElement.id || document.activeElement.tagName"
READY = "html.dossier-ready"


def cell(*figures: Figure) -> nbformat.NotebookNode:
    bundles = ({"text/html": figure.to_html(), **figure.saved()} for figure in figures)
    outputs = [new_output("display_data", bundle) for bundle in bundles]
    return new_code_cell("answer = 42", execution_count=1, outputs=outputs)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    said = [f"Claim number {n} of Zürich" for n in range(ROWS - 1)]
    rows = pl.DataFrame(
        {"at": [f"claim-c{n}" for n in range(ROWS)], "words": [*said, f"Last {HOSTILE}"]}
    )
    even = pl.DataFrame({"title": ["Cards"], "sentence": [None]})
    cards = CardExplorer([Card("A warning", anchor="commitment-a")], "cards", captions=even)
    filler = "\n\n".join(["A paragraph of some words that fill a line of the page."] * 30)
    parts = [new_markdown_cell(f"## Part {n}\n\n{filler}") for n in range(3)]
    pages = {
        "one": [new_markdown_cell("# One"), *parts, cell(cards)],
        "two": [
            new_markdown_cell("# Two\n\n## All"),
            cell(TableExplorer(rows, "claims", row_anchor="at")),
        ],
        "three": [new_markdown_cell("# Three\n\nOnly text.")],
    }
    for name, cells in pages.items():
        nbformat.write(new_notebook(cells=cells), folder / f"{name}.ipynb")
    files = [folder / f"{name}.ipynb" for name in pages]
    share(files, folder / "site", execute=False, frame=Frame(title="A site", marking="Draft"))
    return folder / "site"


@pytest.fixture
def visit(site: Path, browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def opened(name: str, **options: object) -> Page:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.faults = []
        page.on("console", lambda m: m.type == "error" and page.faults.append(m.text))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto((site / name).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


def test_what_is_searched_for_is_found_on_another_page_and_shown(
    visit: Callable[..., Page],
) -> None:
    page = visit("one.html")
    page.keyboard.press("/")
    page.keyboard.type("zurich 63")
    results = page.locator(".dossier-search li")
    expect(page.locator(".dossier-hits")).to_have_text("1 result.")
    assert results.inner_text().split("\n") == ["Claim", "Claim number 63 of Zürich", "Two"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/two.html#claim-c63")
    row = page.locator("#claim-c63")  # not among the first that the table shows
    row.wait_for(state="visible")
    page.wait_for_function("""() => {
      const { top, bottom } = document.getElementById("claim-c63").getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }""")
    assert page.faults == []


def test_a_row_of_the_same_page_is_shown_whatever_the_table_was_asked(
    visit: Callable[..., Page],
) -> None:
    page = visit("two.html")
    page.wait_for_selector(READY, state="attached")
    page.get_by_label("Search this table").fill("number 1")
    assert page.locator("#claim-c64").is_hidden()
    page.keyboard.press("/")  # one may write a slash where one writes
    assert page.get_by_label("Search this table").input_value() == "number 1/"
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("number 64")
    page.locator(".dossier-search li a").click()
    page.locator("#claim-c64").wait_for(state="visible")
    assert not page.locator("details.find").evaluate("details => details.open")


def test_escape_leaves_the_search_and_data_are_text(visit: Callable[..., Page]) -> None:
    page = visit("three.html")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "dossier-words"
    page.keyboard.type("last")
    expect(page.locator(".dossier-search li")).to_contain_text(HOSTILE)
    assert page.locator(".dossier-search img").count() == 0
    page.locator("#dossier-words").fill("of nothing here")
    expect(page.locator(".dossier-hits")).to_contain_text("Nothing")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == "SUMMARY"
    assert page.evaluate("globalThis.broken") is None
    assert page.faults == []


def test_a_citation_names_page_study_and_file_but_no_folder_of_the_reader(
    visit: Callable[..., Page],
) -> None:
    page = visit("one.html", permissions=["clipboard-write"])
    figure = page.locator("#explorer-cards")
    figure.locator("summary", has_text="Take this along").click()
    figure.get_by_role("button", name="Copy citation").click()
    expect(figure.locator(".dossier-done")).to_have_text("Copied.")
    page.keyboard.press("/")
    page.keyboard.press("ControlOrMeta+v")
    pasted = page.locator("#dossier-words")
    expect(pasted).to_have_value("Cards. One. A site. Draft, one.html#explorer-cards")


def test_the_index_can_be_searched_and_leads_into_pages(visit: Callable[..., Page]) -> None:
    page = visit("index.html")
    page.keyboard.press("/")
    page.keyboard.type("part")
    links = page.locator(".dossier-search li a")
    expect(links).to_have_count(3)
    assert [links.nth(n).get_attribute("href") for n in range(3)] == [
        f"one.html#Part-{n}" for n in range(3)
    ]
    links.nth(2).click()
    page.wait_for_url("**/one.html#Part-2")


def test_code_is_shown_by_a_switch_that_the_session_remembers(visit: Callable[..., Page]) -> None:
    page = visit("two.html")
    code = page.locator(".dossier-code")
    assert code.is_hidden()
    page.get_by_role("switch", name="Show code").check()
    assert "42" in code.inner_text()
    page.reload()
    assert code.is_visible()
    page.get_by_role("switch", name="Show code").uncheck()
    page.reload()
    assert code.is_hidden()


def test_code_can_be_shown_without_a_script(visit: Callable[..., Page]) -> None:
    page = visit("two.html", java_script_enabled=False)
    assert page.locator(".dossier-code").is_hidden()
    page.get_by_role("switch", name="Show code").check()
    assert page.locator(".dossier-code").is_visible()
    assert page.locator(".dossier-search").is_hidden()
    assert page.locator("tbody tr:visible").count() == ROWS


def test_contents_stay_in_view_and_mark_the_section_that_is_read(
    visit: Callable[..., Page],
) -> None:
    page = visit("one.html", viewport={"width": 1200, "height": 800})
    contents = page.locator("#contents")
    current = contents.locator("[aria-current]")
    assert current.count() == 0
    for part in ("Part 1", "Part 0", "Part 2"):
        contents.get_by_text(part).click()
        page.wait_for_function(
            "part => document.querySelector('#contents [aria-current]')?.textContent === part",
            arg=part,
        )
        assert current.count() == 1
        box = contents.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800


def test_contents_are_folded_where_there_is_little_room(visit: Callable[..., Page]) -> None:
    page = visit("one.html", viewport={"width": 390, "height": 844})
    contents = page.locator("#contents")
    assert not contents.locator("details").evaluate("details => details.open")
    contents.locator("summary").click()
    contents.get_by_text("Part 2").click()
    page.wait_for_url("**/one.html#Part-2")


OVER_THE_EDGE = """() => [...document.body.querySelectorAll("*")]
  .filter(part => part.checkVisibility() && !part.closest(".dossier-scrolls, .unseen, .skip"))
  .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
  .map(part => part.outerHTML.slice(0, 99))"""
SMALL_TEXT = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const part = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !part.checkVisibility()) continue;
    if (parseFloat(getComputedStyle(part).fontSize) < 11) found.push(texts.currentNode.textContent);
  }
  return found;
}"""


@pytest.mark.parametrize("name", ["index", "one", "two"])
def test_nothing_is_cut_or_too_small_on_a_phone(visit: Callable[..., Page], name: str) -> None:
    page = visit(f"{name}.html", viewport={"width": 390, "height": 844})
    page.keyboard.press("/")
    page.keyboard.type("zürich")
    expect(page.locator(".dossier-search li")).to_have_count(20)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(OVER_THE_EDGE) == []
    assert page.evaluate(SMALL_TEXT) == []


def test_paper_has_no_tools_and_the_rows_that_a_screen_shows_first(
    visit: Callable[..., Page],
) -> None:
    page = visit("two.html")
    page.wait_for_selector(READY, state="attached")
    page.get_by_role("switch", name="Show code").check()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("tbody tr:visible").count() == 15
    assert page.get_by_text(f"On paper, the first 15 of {ROWS} rows").is_visible()
    assert page.get_by_text("Draft").is_visible()
    # What sorts a column is on paper the words of its head.
    tools = "nav, input, button:not(th button), select, .dossier-code, summary"
    assert page.locator(tools).locator("visible=true").count() == 0
