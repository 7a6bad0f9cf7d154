"""Several coders in the browser: whose rows are shown, where they differ, what is decided."""

from collections.abc import Callable
from pathlib import Path

from opened_page import OpenPage
from playwright.sync_api import expect

import analysis
from analysis.claims import charts

CODED = "Claims coded by jt (10) and mk (10)."


def test_a_page_says_in_every_state_whose_rows_it_shows(
    export: Callable[..., Path], open_page: Callable[..., OpenPage]
) -> None:
    page = open_page(export(charts.claim_map(analysis.example())))
    sentence = page.page.locator("#explorer-claim-map figcaption p")
    expect(sentence).to_contain_text(CODED)
    page.control("claim-map", "Put as").get_by_label("certain (12)").check()
    expect(page.page.locator("#explorer-claim-map h3")).not_to_contain_text("8 are put")
    expect(sentence).to_contain_text(CODED)
    assert page.problems == []
