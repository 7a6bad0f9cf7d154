"""What an author set or wrote is what a reader gets; where it is not, page and command say so."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import altair as alt
import nbformat
import polars as pl
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from analysis.explorer import Explorer
from analysis.sharing import NotebookError, OfflineExporter, share

if TYPE_CHECKING:
    from pathlib import Path

PIXEL = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
VIEW = "application/vnd.jupyter.widget-view+json"


def exported(
    *cells: nbformat.NotebookNode, path: Path | str = "", **metadata: object
) -> tuple[BeautifulSoup, list[str]]:
    notebook = new_notebook(cells=list(cells), metadata=metadata)
    about = {"metadata": {"name": "page", "path": str(path)}}
    html, resources = OfflineExporter().from_notebook_node(notebook, about)
    return BeautifulSoup(html, "html.parser"), resources["offline"]["left_out"]


def text(*cells: nbformat.NotebookNode, **metadata: object) -> str:
    return exported(*cells, **metadata)[0].main.get_text()


def shown(bundle: dict[str, object]) -> nbformat.NotebookNode:
    return new_code_cell("x", execution_count=1, outputs=[new_output("display_data", bundle)])


def printed(*pieces: str, **metadata: object) -> nbformat.NotebookNode:
    outputs = [new_output("stream", name="stdout", text=piece) for piece in pieces]
    return new_code_cell("SOURCE", execution_count=1, outputs=outputs, metadata=metadata)


@pytest.mark.parametrize(
    ("metadata", "kept"),
    [
        ({}, {"SOURCE", "OUTPUT"}),
        ({"tags": ["remove-cell"]}, set()),
        ({"tags": ["remove_cell"]}, set()),
        ({"tags": ["hide-cell"]}, set()),
        ({"tags": ["remove-input"]}, {"OUTPUT"}),
        ({"tags": ["hide-input", "remove_input"]}, {"OUTPUT"}),
        ({"tags": ["remove-output"]}, {"SOURCE"}),
        ({"tags": ["hide-output"]}, {"SOURCE"}),
        ({"jupyter": {"source_hidden": True}}, {"OUTPUT"}),
        ({"jupyter": {"outputs_hidden": True}}, {"SOURCE"}),
        ({"collapsed": True}, {"SOURCE"}),
    ],
)
def test_what_an_author_hid_is_not_in_the_page(metadata: dict[str, Any], kept: set[str]) -> None:
    page, _ = exported(printed("OUTPUT", **metadata))
    assert {word for word in ("SOURCE", "OUTPUT") if word in str(page)} == kept


def test_nbconverts_own_switches_hold_as_well() -> None:
    notebook = new_notebook(cells=[printed("OUTPUT"), new_raw_cell("RAW")])
    exporter = OfflineExporter(exclude_input=True, exclude_raw=True)
    html, _ = exporter.from_notebook_node(notebook, {})
    assert [word in html for word in ("OUTPUT", "SOURCE", "RAW")] == [True, False, False]


def test_what_an_author_folded_is_folded_up_to_the_next_heading_of_its_level() -> None:
    folded = {"jp-MarkdownHeadingCollapsed": True}
    page, _ = exported(
        new_markdown_cell("## Working", metadata=folded),
        printed("inside"),
        new_markdown_cell("### Detail"),
        new_markdown_cell("## Result"),
    )
    inside = page.select_one("main > details.folded")
    assert "inside" in inside.get_text()
    assert [h.get_text() for h in inside.select("h3")] == ["Detail"]
    assert [h.get_text() for h in page.select("main > section h2")] == ["Working", "Result"]


def test_a_raw_cell_is_text_unless_it_says_that_it_is_html() -> None:
    page, _ = exported(
        new_raw_cell("<b>plain</b>"),
        new_raw_cell("<b>bold</b>", metadata={"raw_mimetype": "text/html"}),
        new_raw_cell("LATEX", metadata={"raw_mimetype": "text/latex"}),
    )
    assert page.select_one("pre.raw").get_text() == "<b>plain</b>"
    assert [b.get_text() for b in page.select("main b")] == ["bold"]
    assert "LATEX" not in page.get_text()


def test_a_progress_bar_shows_what_it_wrote_last_however_it_was_printed() -> None:
    page, _ = exported(printed("\r 0%", "\r 50%|#", "\r 100%|##\ndone\r\n", "\rstep 1", "\rstep 2"))
    assert page.select_one(".output_area pre").get_text() == " 100%|##\ndone\nstep 2"


MONEY = [
    "Poland paid $3.5 billion for tanks and $2.4 billion for howitzers.",
    "A shell costs $3,000; a year ago $2,000.",
    "Between $5 and $10 million; US$1.5m to US$2m.",
    "Escaped: \\$3.5 billion and \\$2.4 billion.",
    "| item | price |\n|---|---|\n| K2 | $8.5m |\n| K9 | $3.9m |",
    "## Cost of $100 and $200",
    "`$HOME` and `$PATH`",
]


@pytest.mark.parametrize("source", MONEY)
def test_sums_of_money_are_not_mathematics(source: str) -> None:
    page, _ = exported(new_markdown_cell(source))
    assert page.select("math") == []
    assert page.main.get_text().count("$") == source.count("$")


@pytest.mark.parametrize(
    "source", ["$x^2 + y$", "$2x$", "$5$ and $x$", "$$\\sum_i s_i$$", "\\begin{align}a\\end{align}"]
)
def test_mathematics_is_still_drawn(source: str) -> None:
    assert exported(new_markdown_cell(source))[0].select("math")


def test_a_formula_cannot_bring_in_html_or_a_link() -> None:
    page, _ = exported(
        new_markdown_cell("$\\text{<b>x</b>}$ $\\href{javascript:x}{y}$ $\\style{a}{z}$")
    )
    assert page.select("main b, main [href], main [style]") == []
    assert "<b>x</b>" in page.main.get_text()


def test_pictures_are_embedded_or_named(tmp_path: Path) -> None:
    for name in ("map.gif", "map two.gif"):
        (tmp_path / name).write_bytes(PIXEL)
    (tmp_path / "secret.txt").write_text("secret")
    source = (
        "![a](map.gif) ![b](map%20two.gif) <img src='map.gif' width=9 alt=c> "
        "![d](<attachment:my map.gif>) <img src='attachment:my%20map.gif' alt=e> "
        "![gone](gone.png) ![far](https://example.org/x.png) ![out](../map.gif) "
        "![text](secret.txt) ![lost](attachment:lost.png)"
    )
    attachments = {"my map.gif": {"image/gif": base64.b64encode(PIXEL).decode()}}
    cell = new_markdown_cell(source, attachments=attachments)
    (tmp_path / "inner").mkdir()
    page, left_out = exported(cell, path=tmp_path)
    assert [image["alt"] for image in page.select("main img")] == ["a", "b", "c", "d", "e"]
    assert all(image["src"].startswith("data:image/gif;") for image in page.select("main img"))
    assert left_out == [
        f"cell 1: picture left out, since {why}"
        for why in (
            "there is no such file: gone (gone.png)",
            "it is on the internet, from which a page loads nothing: far (https://example.org/x.png)",
            "it is outside of the notebook's folder: out (../map.gif)",
            "it is not a picture, by its name: text (secret.txt)",
            "nothing of this name is attached to the cell: lost (attachment:lost.png)",
        )
    ]
    for said in left_out:
        assert f"[{said.removeprefix('cell 1: ')}]" in page.main.get_text()


def test_an_svg_becomes_a_picture_that_says_its_words() -> None:
    svg = "<svg width='9'><text>tanks</text><script>x</script></svg>"
    page, _ = exported(shown({"text/html": f"<p>{svg}</p>"}), shown({"image/svg+xml": svg}))
    inline, output = page.select("main img")
    assert inline["alt"] == "tanks"
    assert inline["src"].startswith("data:image/svg+xml;base64,")
    assert output["src"].startswith("data:image/svg+xml;base64,")
    assert page.select("svg") == []


def test_headings_have_the_anchors_that_jupyterlab_gives_them() -> None:
    page, _ = exported(
        new_markdown_cell("[a](#What-binds-whom?) [b](#Using-pact-now) [c](#Small-print) [d](#x)"),
        new_markdown_cell("## What *binds* whom?\n\n## Using `pact` now\n\n#### Small print"),
        new_markdown_cell("<a id='x'></a> text"),
    )
    for link in page.select("main a[href]"):
        target = link["href"].removeprefix("#").replace("%3F", "?")
        assert page.find(id=target), link


def test_a_table_keeps_its_own_styles_and_lends_them_to_no_other() -> None:
    styled = "<style>#T td.hi, td { background-color: yellow }</style>"
    table = "<table id=T><tr><td class=hi>1</td></tr></table>"
    page, left_out = exported(shown({"text/html": styled + table}), shown({"text/html": table}))
    first, second = page.select(".output_area > .own")
    assert ".own-1 #T td.hi, .own-1 td { background-color: yellow }" in first.style.get_text()
    assert "own-1" in first["class"]
    assert "own-1" not in second["class"]
    assert left_out == []


def test_an_author_keeps_names_that_no_figure_of_the_page_has() -> None:
    figure = {"application/vnd.dossier.figure+json": {"name": "ties", "sentence": "None yet."}}
    html = (
        "<p id='table-1'>1</p><p id='explorer-ties'>2</p><p id='notes'>3</p><p id='content'>4</p>"
    )
    page, _ = exported(shown({"text/html": html}), shown(figure))
    assert [tag["id"] for tag in page.main.find_all(id=True)] == [
        "table-1",
        "notes",
        "explorer-ties",
    ]


@pytest.mark.parametrize("html", ["<style>body { color: red }</style>x", "<b onclick='x()'>x</b>"])
def test_what_is_dropped_is_said_in_the_page_and_to_the_author(html: str) -> None:
    page, [said] = exported(shown({"text/html": html}))
    assert said.startswith("cell 1: left out: ")
    assert page.select_one(".left-out").get_text() == f"[{said.removeprefix('cell 1: ')}]"


def test_a_language_and_its_direction_are_those_of_the_text_or_as_the_author_says() -> None:
    arabic = new_markdown_cell("# اتفاق موسكو وبيونغ يانغ\n\nحذرت سيول من الرد على الاتفاق.")
    english = new_markdown_cell("# A pact\n\nSeoul warned of an answer to it.")
    korean = new_markdown_cell("# 조약\n\n서울은 답변에 대해 경고했다. 모스크바는 서명했다.")
    page, _ = exported(arabic)
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert {page.h1["dir"], page.main.p["dir"]} == {"auto"}
    assert [exported(cell)[0].html["lang"] for cell in (english, korean)] == ["en", "ko"]
    assert exported(arabic, lang="fa")[0].html["lang"] == "fa"


def test_a_control_is_shown_with_its_last_value_and_what_it_made() -> None:
    made = new_output("stream", name="stdout", text="n squared is 49\n")
    states = {
        "box": {"_model_name": "VBoxModel", "children": ["IPY_MODEL_n", "IPY_MODEL_out"]},
        "n": {"_model_name": "IntSliderModel", "description": "n", "value": 7},
        "out": {"_model_name": "OutputModel", "outputs": [made]},
    }
    state = {model: {"state": state} for model, state in states.items()}
    page, left_out = exported(
        shown({VIEW: {"model_id": "box"}, "text/plain": "interactive(children=())"}),
        widgets={"application/vnd.jupyter.widget-state+json": {"state": state}},
    )
    assert left_out == ["cell 1: n: This control needs Python; shown with its last value: 7"]
    assert "n This control needs Python; shown with its last value: 7" in page.main.get_text()
    assert "n squared is 49" in page.main.get_text()


def test_a_picture_of_a_widget_cannot_break_out_of_its_place() -> None:
    kind = 'png"><meta http-equiv="refresh" content="0;url=https://example.org"><b title="'
    page, _ = exported(shown({VIEW: {}, "text/plain": f"Image(value=b'x', format={kind!r})"}))
    assert page.main.select("meta, b") == []
    assert page.main.img["src"] == f"data:image/{kind};base64,eA=="


def test_a_damaged_picture_of_a_widget_is_said_to_be_left_out() -> None:
    _, left_out = exported(shown({VIEW: {}, "text/plain": "Image(value='?', format='png')"}))
    assert left_out == ["cell 1: picture left out: it is damaged"]


BOX = (
    "VBox(children=(IntSlider(value=3, description='n'), HTML(value='<b>42</b>'), "
    "Label(value='a label')))"
)


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        (
            BOX,
            ["its last value: 3", "42", "a label"],
        ),
        (
            "Output(outputs=({'output_type': 'stream', 'name': 'stdout', 'text': 'found 42'},))",
            ["found 42"],
        ),
        ("Dropdown(description='day', index=1, options=('a', 'b'), value='b')", ["last value: b"]),
        ("Password(value='hunter2')", ["not shown, since it is a password"]),
        ("Button(description='Go', style=ButtonStyle())", ["Go", "This button needs Python."]),
        ("Map(center=[1, 2])", ["This view (Map) needs Python and is not shown."]),
        ("VBox(children=(", ["[This control needs Python; its last value is not saved.]"]),
    ],
)
def test_a_control_without_saved_state_is_read_from_its_text(plain: str, words: list[str]) -> None:
    said = text(shown({VIEW: {"model_id": "m"}, "text/plain": plain}))
    assert [word for word in words if word not in said] == []
    assert "hunter2" not in said


def chart(*options: str) -> alt.Chart:
    kind = alt.param("kind", value=options[0], bind=alt.binding_select(options=list(options)))
    rows = pl.DataFrame({"kind": ["a", "b"], "n": [1, 2]})
    bars = alt.Chart(rows, title="Two").mark_bar().encode(x="n:Q", y="kind:N")
    return bars.add_params(kind).transform_filter("datum.kind === kind")


def figure(name: str, *options: str) -> nbformat.NotebookNode:
    explorer = Explorer(chart(*options), name=name)
    return shown({"text/html": explorer.to_html(), **explorer.saved()})


def test_controls_of_one_name_and_other_options_move_apart_and_the_page_says_so() -> None:
    page, [said] = exported(figure("three", "a", "b", "c"), figure("two", "a", "b"))
    assert said == (
        'cell 2: the figures "three" and "two" share the control "kind" but offer different '
        "options, so here each moves alone"
    )
    one, two = page.select("figure[data-params]")
    assert one["data-params"] != two["data-params"]
    assert exported(figure("one", "a", "b"), figure("two", "a", "b"))[1] == []


def test_a_plain_chart_may_have_selections_without_names() -> None:
    rows = alt.Data(values=[{"a": 1}])
    zoomed = alt.Chart(rows, title="One").mark_point().encode(x="a:Q").interactive()
    brushed = zoomed.add_params(alt.selection_interval(), alt.param(bind=alt.binding_checkbox()))
    bundles = [{"application/vnd.vegalite.v6+json": c.to_dict()} for c in (zoomed, brushed)]
    page, left_out = exported(*map(shown, bundles))
    assert left_out == []
    assert len(page.select("figure[data-spec]")) == 2


@pytest.mark.parametrize("way", ["mime", "script", "old script"])
def test_a_plain_altair_chart_is_drawn(way: str) -> None:
    spec = chart("a", "b").to_dict()
    bundle = {
        "mime": {"application/vnd.vegalite.v6+json": spec},
        "script": {"text/html": chart("a", "b").to_html(fullhtml=False)},
        "old script": {"text/html": chart("a", "b").to_html()},
    }[way]
    page, left_out = exported(shown({**bundle, "text/plain": "alt.Chart(...)"}))
    assert left_out == []
    drawn = page.select_one("figure.dossier-explorer[data-spec] > img")
    assert drawn["src"].startswith("data:image/webp;base64,")
    assert drawn["alt"] == "Two. kind: a."


def test_a_chart_that_reads_from_elsewhere_is_named_and_its_text_is_shown() -> None:
    spec = {"data": {"url": "https://example.org/a.csv"}, "mark": "point"}
    page, [said] = exported(shown({"application/vnd.vegalite.v6+json": spec, "text/plain": "TEXT"}))
    assert "chart left out" in said
    assert "https://example.org/a.csv" in said
    assert "TEXT" in page.main.get_text()


def test_a_link_to_a_notebook_that_is_not_shared_leads_nowhere_and_says_so(tmp_path: Path) -> None:
    other = new_notebook(cells=[new_markdown_cell("# Other")])
    links = "[x](50%25%20of%20a%23b%3F.ipynb#Part) [y](sub/absent.ipynb)"
    nbformat.write(new_notebook(cells=[new_markdown_cell(links)]), tmp_path / "one.ipynb")
    nbformat.write(other, tmp_path / "50% of a#b?.ipynb")
    notebooks = [tmp_path / "one.ipynb", tmp_path / "50% of a#b?.ipynb"]
    page, _ = share(notebooks, tmp_path / "site", execute=False)
    html = BeautifulSoup((tmp_path / "site/one.html").read_text(encoding="utf-8"), "html.parser")
    assert [a["href"] for a in html.select("main a[href]")] == ["50%25%20of%20a%23b%3F.html#Part"]
    assert page.left_out == ("cell 1: absent.ipynb is not shared along with this page",)


UNREADABLE = {
    "": "it is empty.",
    " \n": "it is empty.",
    "[1, 2]": "it is a list, not an object with cells.",
    "null": "it is null, not an object with cells.",
    "{": "it is not JSON (Expecting property name enclosed in double quotes in line 1, column 2).",
    "[" * 100_000: "it is not JSON, or nested too deeply.",
    "{}": 'it has no "nbformat", the version of its format.',
    '{"nbformat": 5, "nbformat_minor": 0, "cells": [], "metadata": {}}': "it has format 5, and the "
    "newest known here is 4. Save it as format 4 in Jupyter.",
    '{\n "cells": [\n<<<<<<< HEAD\n]}': 'line 3 is "<<<<<<<", the mark of a merge that is not '
    "finished. Choose one of the two versions, and share again.",
}


@pytest.mark.parametrize("content", UNREADABLE, ids=lambda content: content[:9].strip() or "blank")
def test_a_file_that_is_no_notebook_is_refused_in_one_sentence(
    tmp_path: Path, content: str
) -> None:
    file = tmp_path / "n.ipynb"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(NotebookError) as refused:
        share([file], tmp_path / "site", execute=False)
    said = f"{file} cannot be read as a Jupyter notebook: {UNREADABLE[content]}"
    assert str(refused.value) == said
    assert not (tmp_path / "site").exists()


ODD = {
    "half a character": "\ud800 words",
    "unseen": "\0\x01\x08\ufffe words",
    "deep lists": "".join(f"{'  ' * depth}- words\n" for depth in range(300)),
    "deep quotes": "> " * 1000 + "words",
    "brackets": "[" * 5000 + "words",
    "stars": "*a " * 3000 + "words",
    "comments": "<!--" * 5000 + "--> words",
    "formulas": "$" + "{" * 2000 + "$ words",
    "returns": "\r" * 5000 + "words",
    "attribute": f"<p style='{'color: red; ' * 5000}'>words</p>",
    "long line": "&" * 50_000 + " words",
}


@pytest.mark.parametrize("name", ODD)
def test_text_that_overtaxes_parsers_is_shown_all_the_same(name: str, tmp_path: Path) -> None:
    html, plain = {"text/html": ODD[name]}, {"text/plain": ODD[name]}
    cells = [new_markdown_cell(ODD[name]), shown(html), shown(plain), printed(ODD[name])]
    (tmp_path / "n.ipynb").write_text(json.dumps(new_notebook(cells=cells)))
    [page] = share([tmp_path / "n.ipynb"], tmp_path / "site", execute=False)
    made = BeautifulSoup((tmp_path / "site/n.html").read_text(encoding="utf-8"), "html.parser")
    assert [cell for cell in page.left_out if "cell left out" in cell] == []
    assert made.main.get_text().count("words") >= 3


def test_an_old_notebook_is_shared_as_if_it_were_new(tmp_path: Path) -> None:
    cell = '{"cell_type": "markdown", "metadata": {}, "source": ["old words"]}'
    sheet = f'{{"metadata": {{}}, "cells": [{cell}]}}'
    file = tmp_path / "n.ipynb"
    about = '"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}'
    file.write_text(f'{{{about}, "worksheets": [{sheet}]}}')
    share([file], tmp_path / "site", execute=False)
    assert "old words" in (tmp_path / "site/n.html").read_text(encoding="utf-8")


def test_widgets_and_plain_charts_are_shared_as_they_are_after_a_run(tmp_path: Path) -> None:
    sources = [
        "from ipywidgets import interact\n@interact(n=(0, 10))\ndef show(n=3): print(n * n + 100)",
        "import altair as alt\nalt.Chart(alt.Data(values=[{'a': 1}])).mark_point().encode(x='a:Q')",
    ]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    nbformat.write(notebook, tmp_path / "n.ipynb")
    [page] = share([tmp_path / "n.ipynb"], tmp_path / "site")
    html = (tmp_path / "site/n.html").read_text(encoding="utf-8")
    assert page.left_out == ("cell 1: n: This control needs Python; shown with its last value: 3",)
    made = BeautifulSoup(html, "html.parser")
    assert "109" in made.main.get_text()
    assert made.select_one("figure[data-spec]") is not None


def test_a_cell_that_runs_for_too_long_is_named_with_its_first_line(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[new_code_cell("\nimport time\ntime.sleep(60)")])
    nbformat.write(notebook, tmp_path / "n.ipynb")
    with pytest.raises(NotebookError) as stopped:
        share([tmp_path / "n.ipynb"], tmp_path / "site", timeout_s=1)
    assert 'n.ipynb: cell 1 of 1 (code cell 1), "import time", ran for more than 1 s' in str(
        stopped.value
    )
