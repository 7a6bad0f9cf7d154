"""Several coders in the browser: whose rows are shown, where they differ, what is decided."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
from opened_page import OpenPage
from playwright.sync_api import expect

import analysis
from analysis.claims.charts import claim_map
from analysis.coding.charts import agreement
from analysis.dossier.reading import EXAMPLE

CODED = "Claims coded by jt (10) and mk (10)."


def test_a_page_says_in_every_state_whose_rows_it_shows(
    export: Callable[..., Path], open_page: Callable[..., OpenPage]
) -> None:
    page = open_page(export(claim_map(analysis.example())))
    sentence = page.page.locator("#explorer-claim-map figcaption p")
    expect(sentence).to_contain_text(CODED)
    page.control("claim-map", "Put as").get_by_label("certain (12)").check()
    expect(page.page.locator("#explorer-claim-map h3")).not_to_contain_text("8 are put")
    expect(sentence).to_contain_text(CODED)
    assert page.problems == []


def test_choosing_a_column_by_key_lists_its_disagreements(
    export: Callable[..., Path], open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    pair = two_dossiers(tmp_path)
    page = open_page(export(agreement(*pair)))
    assert listed(page)[1] == "bo: Lena Brint"
    control = page.control("agreement", "Disagreements on")
    control.focus()
    page.page.keyboard.press("ArrowDown")
    expect(page.page.locator("#explorer-agreement h3")).to_contain_text("agree on certainty")
    assert listed(page) == ["ann: possible", "bo: probable"]
    assert page.problems == []


def listed(page: OpenPage) -> list[str]:
    """What both coders say, as it is drawn."""
    texts = [mark["_text"] for mark in page.drawn("agreement") if mark["_mark"] == "text"]
    return [text for text in texts if text and text.startswith(("ann: ", "bo: "))]


def two_dossiers(root: Path) -> list[analysis.Dossier]:
    """Give the example by ann, and by bo, who differs on one certainty and on one speaker."""
    claims = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    first, second = pl.col("claim_id") == "c01", pl.col("claim_id") == "c07"
    probable = pl.when(first).then(pl.lit("PR+")).otherwise("factuality")
    brint = pl.when(second).then(pl.lit("lena-brint")).otherwise("speaker")
    other = claims.with_columns(factuality=probable, speaker=brint)
    for name, rows in (("ann", claims), ("bo", other)):
        folder = root / name
        folder.mkdir()
        for file in ("actors.csv", "sources.csv", "weapons.csv", "article.txt"):
            shutil.copy(EXAMPLE / file, folder)
        rows.with_columns(coder=pl.lit(name)).write_csv(folder / "claims.csv")
    return [analysis.load(root / name) for name in ("ann", "bo")]
