"""Tables whose rows stand in groups, some behind words: searched, sorted, linked to, printed."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from opened_page import OpenPage

from analysis.explorer import TableExplorer

pytestmark = pytest.mark.browser

GROUPS = ["Now", "Now", "Now", *["Later"] * 30]
FRAME = pl.DataFrame(
    {
        "when": GROUPS,
        "day": ["9 May 2031", "14 Apr 2031", "2 Jun 2030", *["1 Jan 2040"] * 30],
        "what": [f"tie {n}" for n in range(33)],
        "at": [f"tie-{n}" for n in range(33)],
        "paper": [when == "Now" for when in GROUPS],
    }
)
OPTIONS = {"row_anchor": "at", "group": "when", "on_paper": "paper"}


@pytest.fixture
def opened(open_page: Callable[..., OpenPage], export: Callable[..., Path]) -> OpenPage:
    folded = TableExplorer(
        FRAME.with_columns(at="at" + pl.col("at")), "folded", folded="Open me", **OPTIONS
    )
    opened = open_page(export(TableExplorer(FRAME, "ties", **OPTIONS), folded))
    yield opened
    assert opened.problems == []


def heads(opened: OpenPage) -> list[str]:
    return opened.page.locator("#table-ties tr.group:visible").all_inner_texts()


def test_a_group_without_a_row_that_is_found_has_no_head(opened: OpenPage) -> None:
    assert heads(opened) == ["Now", "Later"]
    search = opened.page.locator("#table-ties input[type=search]")
    search.fill("tie 2 ")
    assert heads(opened) == ["Now", "Later"]  # ties 2 and 20 to 29
    search.fill("2030")
    assert heads(opened) == ["Now"]
    search.fill("later")
    assert heads(opened) == ["Later"]


def test_rows_are_sorted_within_their_group(opened: OpenPage) -> None:
    opened.page.locator("#table-ties thead button", has_text="day").click()
    days = opened.page.locator("#table-ties tbody").first.locator("td:first-child")
    assert days.all_inner_texts() == ["2 Jun 2030", "14 Apr 2031", "9 May 2031"]


def test_a_group_can_be_chosen(opened: OpenPage) -> None:
    menu = opened.page.locator("#table-ties").get_by_label("Only Group")
    assert menu.locator("option").all_inner_texts() == ["Group: all", "Now (3)", "Later (30)"]
    menu.select_option("Now")
    assert heads(opened) == ["Now"]


def test_a_link_to_a_row_opens_what_it_is_folded_behind(opened: OpenPage) -> None:
    row = opened.page.locator("#attie-20")
    assert not row.is_visible()
    opened.page.evaluate("location.hash = 'attie-20'")
    row.wait_for(state="visible")


def test_paper_has_the_rows_chosen_for_it_and_says_how_many(opened: OpenPage) -> None:
    opened.page.emulate_media(media="print")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("#table-ties tbody tr:visible").count() == 4
    assert heads(opened) == ["Now"]
    notes = opened.page.locator(".dossier-on-paper:visible").all_inner_texts()
    assert notes == ["On paper, 3 of 33 rows; the page has all of them."]
    assert not opened.page.locator("#table-folded table").is_visible()
