"""Anchors of rows, cards and findings survive sharing, and links lead to them on any page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nbformat
import polars as pl
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.errors import AnalysisError
from analysis.explorer import Card, CardExplorer, Finding, Link, Sentence, TableExplorer
from analysis.explorer.links import anchored
from analysis.explorer.packing import unpacked
from analysis.sharing import OfflineExporter, share

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.explorer import Figure


def cell(*figures: Figure) -> nbformat.NotebookNode:
    bundles = ({"text/html": figure.to_html(), **figure.saved()} for figure in figures)
    outputs = [new_output("display_data", bundle) for bundle in bundles]
    return new_code_cell("x", execution_count=1, outputs=outputs)


def html_cell(html: str) -> nbformat.NotebookNode:
    return new_code_cell(
        "x", execution_count=1, outputs=[new_output("display_data", {"text/html": html})]
    )


def exported(*cells: nbformat.NotebookNode) -> BeautifulSoup:
    about = {"metadata": {"name": "page"}}
    html, _ = OfflineExporter().from_notebook_node(new_notebook(cells=list(cells)), about)
    return BeautifulSoup(html, "html.parser")


def rows(*anchors: str, name: str = "claims", address: str = "#claim-c01") -> TableExplorer:
    links = [{"text": "first", "address": address}] * len(anchors)
    frame = pl.DataFrame({"at": anchors, "words": [f"of {a}" for a in anchors], "see": links})
    return TableExplorer(frame, name, row_anchor="at")


def cards(*anchors: str, name: str = "cards") -> CardExplorer:
    made = [Card(f"Card {anchor}", anchor=anchor) for anchor in anchors]
    return CardExplorer(made, name, captions=pl.DataFrame({"title": ["Cards"], "sentence": [None]}))


def finding(address: str, see: str = "") -> Finding:
    said = Sentence("It says {what}.", see=see, what=Link("<this>", address))
    return Finding("found", [said])


def ids(page: BeautifulSoup) -> list[str]:
    return [str(tag["id"]) for tag in page.main.find_all(id=True)]


def test_rows_cards_and_findings_keep_their_anchors() -> None:
    page = exported(cell(rows("claim-c01", "claim-c02"), cards("tie-t1"), finding("#tie-t1")))
    assert ids(page) == [
        "table-claims",
        "claim-c01",
        "claim-c02",
        "explorer-cards",
        "tie-t1",
        "finding-found",
    ]
    assert page.find(id="claim-c02").name == "tr"
    assert page.find(id="tie-t1").name == "li"
    assert page.select_one("#finding-found a").get_text() == "<this>"


def test_a_second_use_of_an_anchor_is_dropped() -> None:
    twice = exported(
        cell(rows("claim-c01"), rows("claim-c01", name="again"), cards("claim-c01", "claim-c02")),
        new_markdown_cell("<a id='claim-c02'></a>\n\n## claim-c01"),
    )
    assert ids(twice) == [
        "table-claims",
        "claim-c01",
        "table-again",
        "explorer-cards",
        "claim-c02",
        "claim-c01-2",
    ]


@pytest.mark.parametrize(
    "place", ["explorer-ties", "dossier-search", "finding-x", "table-x", "vega-x", "content", "A-1"]
)
def test_a_page_keeps_its_own_names(place: str) -> None:
    with pytest.raises(AnalysisError, match="an anchor is a kind and an id"):
        anchored(place)
    bundle = cards("tie-t1").saved()
    [payload] = bundle.values()
    payload["cards"][0]["anchor"] = place
    output = new_output("display_data", {**bundle, "text/plain": "x"})
    page = exported(new_code_cell("x", execution_count=1, outputs=[output]))
    assert place not in ids(page)


@pytest.mark.parametrize(
    "tag", ["<tr id='{}'><td>1</td></tr>", "<tr class='dossier-cut' id='{}'><td>1</td></tr>"]
)
def test_foreign_rows_take_no_name_of_the_page_or_of_its_figures(tag: str) -> None:
    hostile = ["table-later", "finding-found", "explorer-cards", "dossier-search", "content"]
    body = "".join(map(tag.format, hostile))
    html = f"<table><thead><tr><th>a</th></tr></thead><tbody>{body}</tbody></table>"
    bundle = {"text/html": html, "application/vnd.dossier.table+json": {"name": "first"}}
    first = new_code_cell("x", execution_count=1, outputs=[new_output("display_data", bundle)])
    page = exported(
        first, html_cell(html), cell(rows("claim-c01", name="later"), finding("#x"), cards("tie-1"))
    )
    assert ids(page) == [
        "table-first",
        "table-later",
        "claim-c01",
        "finding-found",
        "explorer-cards",
        "tie-1",
    ]
    assert page.find(id="table-later").name == "div"


def test_what_looks_like_a_tag_in_the_data_of_a_chart_is_left_alone() -> None:
    text = 'x id="claim-c01" id=\'claim-c01\' <a href="#gone">x</a> id='
    odd = CardExplorer(
        [Card(text)] * 2, "odd", captions=pl.DataFrame({"title": [text], "sentence": [text]})
    )
    page = exported(cell(odd), cell(rows("claim-c01")))
    [state] = unpacked(page.select_one("#explorer-odd")["data-more"])["captions"]["states"]
    assert text in state
    assert page.select_one("figcaption h3").get_text() == text
    assert page.find(id="claim-c01").name == "tr"


@pytest.fixture
def site(tmp_path: Path) -> dict[str, BeautifulSoup]:
    one = [
        new_markdown_cell("# One\n\n[row](#claim-c01) [other](#Part) [no](#nowhere)"),
        cell(rows("claim-c01"), finding("#event-e1", see="#explorer-cards?day=2031-05-14")),
    ]
    two = [
        new_markdown_cell("# Two\n\n## Part"),
        cell(cards("event-e1"), finding("#source-unknown"), rows("tie-1", address="#claim-c01")),
    ]
    for name, cells in {"a b": one, "two": two}.items():
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    share([tmp_path / "a b.ipynb", tmp_path / "two.ipynb"], tmp_path / "site", execute=False)
    return {
        path.stem: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in (tmp_path / "site").iterdir()
    }


def test_links_lead_to_the_page_that_has_the_anchor(site: dict[str, BeautifulSoup]) -> None:
    assert [a["href"] for a in site["a b"].select("main a[href]")] == [
        "#claim-c01",
        "two.html#Part",
        "#claim-c01",
        "two.html#event-e1",
        "two.html#explorer-cards?day=2031-05-14",
    ]
    assert [a["href"] for a in site["two"].select("main a[href]")] == ["a%20b.html#claim-c01"]


def test_a_link_to_what_no_page_has_is_its_words(site: dict[str, BeautifulSoup]) -> None:
    assert site["two"].select_one("#finding-found").get_text() == "It says <this>."
    assert "no" in site["a b"].main.p.get_text().split()


def test_a_page_alone_links_only_to_itself() -> None:
    page = exported(
        cell(rows("claim-c01"), finding("#tie-t1")),
        new_markdown_cell("[page](other.ipynb#claim-c01)"),
    )
    assert [a["href"] for a in page.select("main a[href]")] == [
        "#claim-c01",
        "other.html#claim-c01",
    ]
