"""The study as an editor would get it: an index of one screen, and pages that can be printed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTPage, LTTextLine

from analysis.cli.sharing import data_files, frame_of
from analysis.sharing import share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MOST_SHEETS = {
    "01-actors-and-claims": 8,
    "02-alliance-structure": 9,
    "03-weapons-comparison": 14,
    "04-red-lines": 9,
    "05-many-articles": 4,
}
HEADING_PT = 9.5
MARGIN_PT = 36  # of the sheet, with its running head and foot
LEFT_OUT = "the page has all of them"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    files, names = data_files(NOTEBOOKS)
    frame = frame_of(NOTEBOOKS)
    frame = type(frame)(**{**vars(frame), "downloads": names})
    share(NOTEBOOKS, folder, execute=False, frame=frame, files=files)
    return folder


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


def test_the_index_is_one_screen_with_findings_pictures_links_search_and_data(
    study: Path, screen: Page
) -> None:
    screen.goto((study / "index.html").as_uri())
    assert screen.evaluate("document.documentElement.scrollHeight") <= 900
    assert screen.evaluate("document.documentElement.scrollWidth") <= 1200
    cards = screen.locator(".pages > li").all()
    assert len(cards) == len(NOTEBOOKS)
    for card in cards:
        assert card.locator("p strong").count()
        assert card.locator("img").evaluate("image => image.naturalWidth") > 100
        assert card.locator(".sections a").count() >= 3
        assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
    assert screen.get_by_role("searchbox").is_visible()
    assert screen.get_by_role("link", name="ties (GraphML)").is_visible()


@pytest.mark.parametrize("name", [*MOST_SHEETS][:-1])
def test_a_page_opens_with_findings_that_lead_to_figures_and_says_when_it_was_checked(
    name: str, study: Path
) -> None:
    page = BeautifulSoup((study / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    opening = page.select_one("main .dossier-finding")
    *findings, status = opening.select("p:not(.dossier-heading)")
    assert 3 <= len(findings) <= 4
    places = [p("a")[-1]["href"].partition("?")[0] for p in findings]
    figures = [page.find(id=place.removeprefix("#")) for place in places]
    headings = [figure.find_previous("h2").get_text() for figure in figures]
    # Each in a section of its own, in the order of the page, and all of them after the opening.
    assert len(set(headings)) == len(headings)
    shown = [heading.get_text() for heading in opening.find_all_next("h2")]
    assert sorted(headings, key=shown.index) == headings
    assert re.search(
        r"checked on \d+ \w+ \d{4}; evidence until \d+ \w+ \d{4}", status.get_text(), re.IGNORECASE
    )


def sheets(page: Page, file: Path) -> list[LTPage]:
    page.goto(file.as_uri())
    page.wait_for_selector("html.dossier-ready", state="attached")
    page.evaluate("dossier.mountAll().then(() => null)")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    return list(extract_pages(io.BytesIO(printed)))


def lines(item: object) -> Iterator[LTTextLine]:
    """Lines of text of a sheet, but for its running head and foot."""
    if isinstance(item, LTTextLine):
        if item.get_text().strip():
            yield item
    elif isinstance(item, LTPage):
        for one in item:
            yield from (
                line for line in lines(one) if MARGIN_PT < line.y0 < item.height - MARGIN_PT
            )
    elif hasattr(item, "__iter__"):
        for one in item:
            yield from lines(one)


def is_heading(line: LTTextLine) -> bool:
    letters = [c for c in line if isinstance(c, LTChar) and c.get_text().strip()]
    return all("Bold" in c.fontname and c.size > HEADING_PT for c in letters)


def left_behind(sheet: LTPage) -> list[str]:
    """Headings below which there is nothing more on their sheet, in their column."""
    said = list(lines(sheet))
    return [
        line.get_text().strip()
        for line in filter(is_heading, said)
        if not any(
            other.y0 < line.y0 and not is_heading(other)
            for other in said
            if other.x0 < line.x1 and line.x0 < other.x1
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", MOST_SHEETS)
def test_a_page_is_printed_on_few_sheets_that_end_with_no_heading(
    name: str, study: Path, screen: Page
) -> None:
    printed = sheets(screen, study / f"{name}.html")
    assert len(printed) <= MOST_SHEETS[name]
    assert [left_behind(sheet) for sheet in printed] == [[]] * len(printed)
    words = "".join(line.get_text() for sheet in printed for line in lines(sheet))
    assert words.count(LEFT_OUT) == screen.locator(".dossier-on-paper").count()


def test_a_heading_that_ends_a_sheet_is_seen(study: Path, screen: Page) -> None:
    screen.goto((study / f"{NOTEBOOKS[0].stem}.html").as_uri())
    screen.evaluate("""() => {
      document.querySelector("footer").remove();
      const elements = [["h2", "First"], ["p", "It has a text."], ["h2", "Last"]];
      document.querySelector("main").replaceChildren(...elements.map(([name, words]) => {
        const made = document.createElement(name);
        made.textContent = words;
        return made;
      }));
    }""")
    [sheet] = extract_pages(io.BytesIO(screen.pdf(prefer_css_page_size=True)))
    assert left_behind(sheet) == ["Last"]
