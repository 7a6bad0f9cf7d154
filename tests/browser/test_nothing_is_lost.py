"""Charts, pictures, tables, links and numbers of a notebook are in its page, and on paper."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import polars as pl
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from pdfminer.high_level import extract_text
from PIL import Image

from analysis.explorer import Explorer, TableExplorer
from analysis.sharing import OfflineExporter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbformat import NotebookNode
    from opened_page import OpenPage

NUMBER = re.compile(r"(?<![\w.])\d[\d,.]*\d{2}(?![\w.])")
COLUMNS = 30


def shown(*bundles: dict[str, Any]) -> NotebookNode:
    outputs = [new_output("display_data", bundle) for bundle in bundles]
    return new_code_cell("shown", execution_count=1, outputs=outputs)


def picture() -> str:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def bars(values: list[float]) -> alt.Chart:
    rows = pl.DataFrame({"state": ["Aland", "Beland"], "tanks": values})
    return alt.Chart(rows, title="Tanks").mark_bar().encode(x="tanks", y="state")


def table(start: int, columns: int) -> pd.DataFrame:
    return pd.DataFrame(
        [[start + 1000 * row + n for n in range(columns)] for row in (0, 1)],
        columns=[f"column{n}" for n in range(columns)],
    )


def notebooks() -> dict[str, list[NotebookNode]]:
    frame = table(10_000, 4)
    with pd.option_context("display.max_columns", None):
        wide = table(50_000, COLUMNS)._repr_html_()  # type: ignore[operator] # pandas' own
    ours = Explorer(bars([3111, 4222]), name="tanks", alt_text="Two bars.")
    explored = TableExplorer(pl.from_pandas(table(20_000, 3)), name="explored")
    plain = bars([5333, 6444]).to_dict()
    prose = "# A\n\n[to it](#The-numbers)\n\n| a | b |\n|---|---|\n| 7111 | 12345678901.5 |\n\n"
    return {
        "text": [new_markdown_cell(f"{prose}## The numbers\n\nIn 1961: $3,000 and 8,222.")],
        "tables": [
            shown({"text/html": frame.to_html(), "text/plain": str(frame)}),
            shown({"text/html": frame.style.highlight_max().to_html()}),
            shown({"text/html": wide}),
            shown({"text/html": explored.to_html(), **explored.saved()}),
        ],
        "charts": [
            shown({"text/html": ours.to_html(), **ours.saved()}),
            shown({"application/vnd.vegalite.v6+json": plain, "text/plain": "alt.Chart(...)"}),
        ],
        "pictures": [
            shown({"image/png": picture(), "text/plain": "<Figure>"}),
            new_markdown_cell(
                "![a](attachment:x.png) <svg width='30' height='30'><text y='20'>9333</text></svg>",
                attachments={"x.png": {"image/png": picture()}},
            ),
        ],
        "prints": [
            new_code_cell(
                "x",
                execution_count=1,
                outputs=[
                    new_output("stream", text="9007199254740993 \x1b[31m1234.5678\x1b[0m\n"),
                    new_output("execute_result", {"text/plain": "1802345678901234567"}),
                    new_output("stream", text=f"{'x' * 300} 4321\n"),
                ],
            )
        ],
    }


def inventory(cells: list[NotebookNode]) -> Counter[str]:
    """What a reader of the notebook sees, as far as it can be counted."""
    found: Counter[str] = Counter()
    for cell in cells:
        if cell.cell_type == "markdown":
            found["pictures"] += len(re.findall(r"!\[|<svg|<img", cell.source))
            found["links"] += len(re.findall(r"\]\(#", cell.source))
            found["tables"] += cell.source.count("|---|---|")
            found["columns"] += 2 * cell.source.count("|---|---|")
            found.update(NUMBER.findall(re.sub(r"<svg.*</svg>", "", cell.source)))
        for output in cell.get("outputs", []):
            data = output.get("data", {"text/plain": output.get("text", "")})
            charted = [mime for mime in data if "vegalite" in mime or "figure" in mime]
            if charted:
                found["charts"] += 1
            elif "text/html" in data:
                html = BeautifulSoup(data["text/html"], "html.parser")
                for style in html.find_all("style"):
                    style.decompose()
                found["tables"] += len(html.find_all("table"))
                found["columns"] += sum(len(h.find_all("th")) for h in html.select("thead tr"))
                found.update(NUMBER.findall(html.get_text(" ")))
            elif "image/png" in data:
                found["pictures"] += 1
            else:
                plain = re.sub(r"\x1b\[\d*m", "", data["text/plain"])
                found.update(NUMBER.findall(plain))
    return found


COUNT = """() => {
  const main = document.querySelector("main");
  if (main.querySelector("[aria-busy=true]")) return null; // a chart is fitted to its place
  const seen = (which) => [...main.querySelectorAll(which)].filter((one) => one.checkVisibility());
  const heads = seen("table > thead > tr > th, table > thead > tr > td");
  const inside = (one) => one.getBoundingClientRect().right <= innerWidth + 1;
  return {
    charts: seen("figure.dossier-explorer svg.marks").length,
    pictures: seen("img").filter((one) => one.naturalWidth && !one.closest("figure")).length,
    tables: seen("table").filter((one) => !one.closest("figure, details")).length,
    columns: heads.filter((one) => !one.closest("figure, details")).length,
    links: seen("a[href^='#']").filter(
      (one) => document.getElementById(decodeURIComponent(one.hash.slice(1)))).length,
    words: main.innerText,
  };
}"""


KINDS = ("charts", "pictures", "tables", "columns", "links")


@pytest.mark.parametrize("name", notebooks())
def test_a_page_has_all_that_the_notebook_has_on_any_screen_and_on_paper(
    open_page: Callable[..., OpenPage], tmp_path: Path, name: str
) -> None:
    cells = notebooks()[name]
    before = inventory(cells)
    assert before
    numbers = {word for word in before if word not in KINDS}
    page = open_page(_written(tmp_path, cells)).page
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 900})
        after = page.wait_for_function(COUNT).json_value()
        assert {kind: after[kind] for kind in KINDS} == {kind: before[kind] for kind in KINDS}
        assert {number for number in numbers if number not in after["words"]} == set()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.wait_for_function(COUNT)
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    # A narrow column breaks its numbers: their digits are in order all the same.
    printed = re.sub(r"\s", "", extract_text(tmp_path / "page.pdf"))
    assert {number for number in numbers if number not in printed} == set()


def _written(folder: Path, cells: list[NotebookNode]) -> Path:
    exporter = OfflineExporter(exclude_input=True)
    html, made = exporter.from_notebook_node(
        new_notebook(cells=[new_markdown_cell("# Title"), *cells]), {"metadata": {"name": "page"}}
    )
    assert made["offline"]["left_out"] == []
    (folder / "page.html").write_text(html, encoding="utf-8")
    return folder / "page.html"
