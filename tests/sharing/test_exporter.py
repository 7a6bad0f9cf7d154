import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import altair as alt
import nbformat
import polars as pl
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.explorer import EmptyFigure, Explorer, Figure, TableExplorer
from analysis.sharing import OfflineExporter


def export(*cells: nbformat.NotebookNode) -> tuple[BeautifulSoup, str]:
    about = {"metadata": {"name": "page"}}
    html, _ = OfflineExporter().from_notebook_node(new_notebook(cells=list(cells)), about)
    return BeautifulSoup(html, "html.parser"), html


def shown(**data: str) -> nbformat.NotebookNode:
    mime = {kind.replace("_", "/"): text for kind, text in data.items()}
    return new_code_cell("x", execution_count=1, outputs=[new_output("display_data", mime)])


def figure_cell(*figures: Figure) -> nbformat.NotebookNode:
    bundles = ({"text/html": figure.to_html(), **figure.saved()} for figure in figures)
    outputs = [new_output("display_data", bundle) for bundle in bundles]
    return new_code_cell("x", execution_count=1, outputs=outputs)


def chart_cell(name: str) -> nbformat.NotebookNode:
    chart = alt.Chart(pl.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")
    return figure_cell(Explorer(chart, name=name, alt_text="One bar."))


def test_scripts_come_once_however_many_explorers_there_are() -> None:
    one, two = (export(*(chart_cell(f"c-{n}") for n in range(count)))[0] for count in (1, 2))
    assert [len(tag.string) for tag in one.select("script")] == [
        len(tag.string) for tag in two.select("script")
    ]


def test_a_page_carries_only_the_scripts_it_needs() -> None:
    table = TableExplorer(pl.DataFrame({"a": [1]}), name="t")
    sizes = {
        kind: sum(len(tag.string) for tag in export(cell)[0].select("script"))
        for kind, cell in {
            "text": new_markdown_cell("# Only text"),
            "table": figure_cell(table),
            "chart": chart_cell("c"),
        }.items()
    }
    assert sizes["text"] == 0
    assert 0 < sizes["table"] < sizes["chart"]


def test_the_same_notebook_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    file = tmp_path / "page.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# T\n\n$x^2$"), chart_cell("c")]), file)
    command = [sys.executable, "-m", "nbconvert", "--to", "offline", str(file), "--output"]
    for name in ("one", "two"):
        subprocess.run([*command, name], check=True, capture_output=True, cwd=tmp_path)
    one, two = ((tmp_path / f"{name}.html").read_bytes() for name in ("one", "two"))
    assert one == two
    assert str(tmp_path).encode() not in one


def test_mathematics_becomes_mathml_and_the_rest_of_a_formula_nobody_knows_stays_readable() -> None:
    page, _ = export(new_markdown_cell("# T\n\n$\\frac{1}{2}$\n\n$$\\sum_i s_i$$\n\n$\\left( z$"))
    assert len(page.select("math")) == 2
    assert page.select_one("math[display=block]") is not None
    assert page.select_one("code.tex").get_text() == "\\left( z"
    assert "mathjax" not in str(page).lower()


def test_contents_keep_the_money_of_headings_and_lose_the_marks_of_formulas() -> None:
    source = "# From $3 to $4\n\n## Cost of $100 and $200\n\n## Of $x^2$ and US$5"
    page, _ = export(new_markdown_cell(source))
    assert page.title.string == "From $3 to $4"
    words = [link.get_text(" ", strip=True) for link in page.select("#contents a")]
    assert words == ["Cost of $100 and $200", "Of x^2 and US$5"]


def test_headings_make_title_contents_and_distinct_anchors() -> None:
    page, _ = export(
        new_markdown_cell("# The title\n\nSummary."),
        new_markdown_cell("## Part one\n\n## Part one\n\n### Detail"),
    )
    assert page.title.string == "The title"
    links = [a["href"] for a in page.select("#contents a")]
    assert links == ["#Part-one", "#Part-one-2", "#Detail"]
    assert all(page.find(id=link[1:]) for link in links)


def test_figures_of_one_name_are_kept_apart() -> None:
    table = TableExplorer(pl.DataFrame({"a": [1]}), name="ties")
    empty = EmptyFigure("ties", "No ties are coded yet.")
    cells = [chart_cell("ties"), chart_cell("ties-2"), chart_cell("ties")]
    page, _ = export(*cells, figure_cell(table, table, empty))
    assert [tag["id"] for tag in page.select("figure[id], .dossier-table[id]")] == [
        "explorer-ties",
        "explorer-ties-2",
        "explorer-ties-3",
        "table-ties",
        "table-ties-2",
        "explorer-ties-4",
    ]


def test_scripts_keep_their_place_whatever_an_output_contains() -> None:
    page, html = export(
        shown(
            text_html="<figure class='dossier-explorer' id='explorer-x' data-spec='{}'></figure>"
        ),
        chart_cell("c"),
        shown(text_html="<p>x</p><!-- </body> -->"),
        new_markdown_cell("`</body>` <!-- </body> --> </body>"),
        new_code_cell("print('</body>')", execution_count=1),
    )
    # Those of figures behind the first figure, so that it need not wait; the page's own at the end.
    *figures, own = page.select("script")
    assert figures == page.select("#explorer-c ~ script")
    assert [tag.name for tag in page.select_one("#explorer-c").find_next_siblings()][:3] == (
        ["script"] * 3
    )
    assert own.parent == page.body
    assert html.rstrip().endswith("</script>\n</body>\n</html>")


def test_a_page_exported_alone_leads_nowhere() -> None:
    page, _ = export(new_markdown_cell("# T"))
    assert page.select(".neighbours a, .site, .dossier-search") == []


def test_code_is_behind_one_switch_that_is_off() -> None:
    cells = [new_code_cell(f"answer_{n} = 42", execution_count=1) for n in range(2)]
    page, _ = export(*cells)
    [switch] = page.select("header input[role=switch]")
    assert not switch.has_attr("checked")
    assert switch.parent.get_text(strip=True) == "Show code"
    assert ["answer" in code.get_text() for code in page.select("main .dossier-code")] == [True] * 2
    assert export(new_markdown_cell("# No code"))[0].select("[role=switch]") == []


def test_a_widget_without_a_saved_view_is_named_and_widget_state_is_left_behind() -> None:
    live = new_output(
        "display_data",
        {"application/vnd.jupyter.widget-view+json": {"model_id": "m"}, "text/plain": "VBox()"},
    )
    notebook = new_notebook(cells=[new_code_cell("w", execution_count=1, outputs=[live])])
    state = {"m": {"state": {"secret_state": 1}}}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    html, _ = OfflineExporter().from_notebook_node(notebook, {"metadata": {"name": "w"}})
    assert "[This control needs Python; its last value is not saved.]" in html
    assert "secret_state" not in html


def test_a_page_names_no_address_that_a_browser_would_load() -> None:
    _, html = export(new_markdown_cell("# T\n\n![far](https://example.org/far.png)"))
    assert re.findall(r'(?:src|poster|data)="(?!data:)[^"]+"', html) == []
    assert "[picture left out, since it is on the internet, from which" in html


def test_jupyter_finds_the_exporter_and_offers_it_in_its_menu() -> None:
    [entry] = entry_points(group="nbconvert.exporters", name="offline")
    assert entry.load() is OfflineExporter
    assert OfflineExporter.export_from_notebook == "Offline page (HTML)"


@pytest.mark.parametrize("kind", ["stdout", "stderr"])
def test_printed_text_is_shown_as_text(kind: str) -> None:
    output = new_output("stream", name=kind, text="<script>x</script>")
    page, _ = export(new_code_cell("print()", execution_count=1, outputs=[output]))
    assert page.select("script") == []
    assert "<script>x</script>" in page.main.get_text()
