"""Stored outputs of other libraries and languages are shown, or said to be missing."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.sharing import OfflineExporter

PNG = base64.b64encode(b"\x89PNG").decode()
PLOTLY = {"application/vnd.plotly.v1+json": {"data": [], "layout": {}}}
SVG = "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><text>Words</text></svg>"
R_LIST = """<style>
.list-inline {list-style: none; margin-inline-start: 0}
.list-inline>li {display: inline-block}
.list-inline>li:not(:last-child)::after {content: "\\00b7"; padding: 0 .5ex}
</style>
<ol class=list-inline><li>1</li><li>2</li></ol>"""
R_FRAME = """<table class="dataframe"><caption>A data.frame: 1 by 2</caption><thead>
<tr><th scope=col>a</th><th scope=col>b</th></tr>
<tr><th scope=col>&lt;dbl&gt;</th><th scope=col>&lt;chr&gt;</th></tr>
</thead><tbody><tr><td>9007199254740993</td><td>NA</td></tr></tbody></table>"""
JULIA_FRAME = """<div><div style = "float: left;"><span>1 by 1 DataFrame</span></div></div>
<div class = "data-frame" style = "overflow-x: scroll;"><table class = "data-frame">
<thead><tr><th style = "font-weight: bold;">Row</th><th>a</th></tr></thead>
<tbody><tr><td>1</td><td>9007199254740993</td></tr></tbody></table></div>"""


def exported(
    bundle: dict[str, Any], metadata: dict[str, Any] | None = None
) -> tuple[BeautifulSoup, list[str]]:
    output = new_output("display_data", bundle, metadata=metadata or {})
    cell = new_code_cell("x", execution_count=1, outputs=[output])
    exporter = OfflineExporter(exclude_input=True)
    html, made = exporter.from_notebook_node(new_notebook(cells=[cell]), {})
    return BeautifulSoup(html, "html.parser"), made["offline"]["left_out"]


SCRIPTED = {
    "plotly": ({**PLOTLY, "text/html": "<div><script>Plotly.newPlot()</script></div>"}, "Plotly"),
    "plotly alone": (PLOTLY, "Plotly chart"),
    "plotly in html": (
        {"text/html": "<div id=x></div><script>Plotly.newPlot('x')</script>"},
        "Plotly chart",
    ),
    "bokeh": (
        {"application/javascript": "x", "application/vnd.bokehjs_exec.v0+json": ""},
        "Bokeh chart",
    ),
    "vega": (
        {"application/vnd.vega.v5+json": {}, "text/plain": "<altair.vega.Vega object>"},
        "Vega chart",
    ),
    "map": ({"application/geo+json": {}, "text/plain": "<IPython.display.GeoJSON object>"}, "map"),
    "folium": (
        {"text/html": "<iframe srcdoc='&lt;script src=leaflet.js&gt;'></iframe>"},
        "map",
    ),
    "mermaid": ({"text/vnd.mermaid": "graph TD; A-->B"}, "Mermaid diagram"),
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_what_needs_a_script_is_said_with_a_remedy(name: str) -> None:
    bundle, what = SCRIPTED[name]
    page, left_out = exported(bundle)
    said = next(s for s in left_out if f"{what}" in s)
    assert "left out, since a page runs only its own scripts. " in said
    assert f"[{said.removeprefix('cell 1: ')}]" in page.main.get_text()
    assert "object>" not in page.main.get_text()


def test_its_picture_is_shown_if_there_is_one() -> None:
    page, left_out = exported({**PLOTLY, "image/png": PNG, "text/plain": "Figure()"})
    assert page.select_one("main img")["src"] == f"data:image/png;base64,{PNG}"
    assert left_out == ["cell 1: Plotly chart shown as a picture"]


def test_what_loads_a_library_says_nothing() -> None:
    page, left_out = exported(
        {"application/javascript": "x", "application/vnd.bokehjs_load.v0+json": "x"}
    )
    assert left_out == []
    assert page.main.get_text(strip=True) == ""


@pytest.mark.parametrize(
    ("bundle", "words"),
    [
        ({"application/json": {"a": [1, None], "b": 9007199254740993}}, '"b": 9007199254740993'),
        ({"application/pdf": PNG, "text/plain": "a pdf"}, "cell-1.pdf"),
        ({"text/x-odd": "y", "text/plain": "TEXT"}, "TEXT"),
        ({"text/plain": "<Figure size 640x480>"}, "<Figure size 640x480>"),
        ({"text/plain": "<pkg.Thing object at 0x7f>"}, "<pkg.Thing object at 0x7f>"),
    ],
)
def test_other_kinds_are_shown_as_well_as_a_page_can(bundle: dict[str, Any], words: str) -> None:
    assert words in exported(bundle)[0].main.get_text()


def test_a_pdf_is_taken_along_and_sound_is_played() -> None:
    link = exported({"application/pdf": PNG})[0].select_one("main a")
    assert link["href"] == f"data:application/pdf;base64,{PNG}"
    assert link["download"] == "cell-1.pdf"
    assert exported({"audio/wav": PNG})[0].select_one("main audio[controls]") is not None


def test_a_frame_is_left_out_and_linked() -> None:
    html = (
        "<iframe src='https://example.org/embed/a?b=1&amp;c'></iframe><iframe src=x.pdf></iframe>"
    )
    page, left_out = exported({"text/html": html, "text/plain": "<IPython.lib.IFrame at 0x7f>"})
    assert left_out == [
        'cell 1: frame left out: "https://example.org/embed/a?b=1&c"',
        'cell 1: frame left out: "x.pdf"',
    ]
    assert [a["href"] for a in page.select("main a")] == ["https://example.org/embed/a?b=1&c"]
    assert "IFrame at" not in page.main.get_text()


def test_a_formula_comes_before_its_picture_unless_it_cannot_be_drawn() -> None:
    page, _ = exported({"text/latex": "$\\frac{1}{2}$", "image/png": PNG})
    assert (len(page.select("math")), len(page.select("main img"))) == (1, 0)
    page, left_out = exported({"text/latex": "$\\nobodyknows{1}$", "image/png": PNG})
    assert (len(page.select("math")), len(page.select("main img"))) == (0, 1)
    assert left_out == []
    page, left_out = exported({"text/latex": "$\\nobodyknows{1}$"})
    assert left_out == ['cell 1: formula shown as TeX: "\\nobodyknows{1}"']
    assert page.select_one("code.tex").get_text() == "\\nobodyknows{1}"


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_a_picture_is_on_the_ground_it_was_drawn_for(ground: str) -> None:
    page, _ = exported({"image/png": PNG}, {"needs_background": ground})
    assert (page.select_one("main img.on-dark") is not None) == (ground == "dark")


def test_a_bar_that_is_html_keeps_its_value() -> None:
    html = "<progress style='width:60ex' max='3' value='2'></progress><meter value='.5'></meter>"
    page, left_out = exported({"text/html": html, "text/plain": "2/3"})
    assert left_out == []
    assert (page.progress["value"], page.progress["max"], page.meter["value"]) == ("2", "3", ".5")


def test_what_is_hidden_until_a_script_runs_stays_hidden() -> None:
    html = "<table hidden><tr><td>Loading</td></tr></table><table><tr><td>1</td></tr></table>"
    page, _ = exported({"text/html": html})
    assert [table.has_attr("hidden") for table in page.select("main table")] == [True, False]


def test_a_list_of_r_keeps_its_marks() -> None:
    page, left_out = exported({"text/html": R_LIST, "text/markdown": "1. 1", "text/plain": "1 2"})
    assert left_out == []
    assert '.list-inline>li:not(:last-child)::after { content: "·"' in page.main.style.string


@pytest.mark.parametrize("html", [R_FRAME, JULIA_FRAME])
def test_frames_of_r_and_julia_keep_every_cell(html: str) -> None:
    page, left_out = exported(
        {"text/html": html, "text/latex": "\\begin{tabular}", "text/plain": ""}
    )
    before = BeautifulSoup(html, "html.parser")
    assert left_out == []
    assert page.main.get_text().split() == before.get_text().split()


def test_pictures_of_r_and_julia_have_their_size_and_words() -> None:
    about = {"image/png": {"width": 420, "height": 300}}
    plot, _ = exported({"image/png": PNG, "text/plain": "plot without title"}, about)
    image = plot.select_one("main img")
    assert (image["width"], image["height"], image["alt"]) == ("420", "300", "plot without title")
    drawn, left_out = exported({"image/svg+xml": SVG, "text/html": SVG})
    assert left_out == []
    assert drawn.select_one("main img")["alt"] == "Words"


def test_headings_of_outputs_can_be_linked_and_are_in_the_contents() -> None:
    outputs = [new_output("display_data", {"text/markdown": "## A result\n\nfound"})]
    cells = [
        new_markdown_cell("# T\n\n[to it](#A-result) [own](#method)\n\n## One\n\n# Second part"),
        new_code_cell("x", execution_count=1, outputs=outputs),
        new_markdown_cell("<h3 id='method'>The method</h3>"),
    ]
    html, _ = OfflineExporter().from_notebook_node(new_notebook(cells=cells), {})
    page = BeautifulSoup(html, "html.parser")
    assert [a["href"] for a in page.select("main a")] == ["#A-result", "#The-method"]
    assert page.find(id="A-result").name == "h2"
    assert [a.get_text() for a in page.select("#contents a")] == [
        "One",
        "Second part",
        "A result",
        "The method",
    ]
    assert page.select_one("#contents .sub").get_text() == "The method"


def test_text_that_runs_the_other_way_runs_so_in_lists_and_tables_too() -> None:
    source = (
        "# عنوان\n\n- بند أول `f(a, b)`\n\n| دولة | دبابات |\n|---|---|\n| سيول | 2200 |\n\n- one"
    )
    notebook = new_notebook(cells=[new_markdown_cell(source)])
    html, _ = OfflineExporter().from_notebook_node(notebook, {})
    page = BeautifulSoup(html, "html.parser")
    assert [tag["dir"] for tag in page.select("main :is(ul, table)")] == ["rtl", "rtl", "ltr"]
    assert {tag["dir"] for tag in page.select("main :is(li, td, th)")} == {"auto"}


def test_json_is_not_cut() -> None:
    data = {"numbers": list(range(500))}
    page, _ = exported({"application/json": data})
    assert json.loads(page.select_one("main pre").get_text()) == data


def test_no_link_and_no_head_is_without_words_and_no_cell_names_what_is_elsewhere() -> None:
    html = (
        "<a class=logo href='https://example.org'></a><a href='https://example.org'>x</a>"
        "<table><tr><th></th><th id=state headers=other>state</th></tr></table>"
    )
    page, _ = exported({"text/html": html})
    assert [a.get_text() for a in page.select("main a[href]")] == ["x"]
    assert [head.get_text() for head in page.select("main th")] == ["state"]
    assert page.select("main [headers]") == []
