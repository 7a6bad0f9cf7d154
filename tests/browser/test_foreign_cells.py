"""Charts, tables and colours that are not ours, beside those that are, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import polars as pl
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from test_saved_page import CONTRAST

from analysis.explorer import Explorer, TableExplorer
from analysis.sharing import OfflineExporter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbformat import NotebookNode
    from opened_page import OpenPage

ROWS = pl.DataFrame(
    {"state": ["a", "b"], "low": [None, 3], "word": ["x", None], "day": ["2031-05-14", None]}
)
WIDE = 20
GREAT_TABLE = """<div id="t"><style>#t table { color: #333333; background-color: #ffffff }
#t tr { background-color: transparent } #t .hi { background-color: yellow }</style>
<table><tr><th>state</th></tr><tr><td class=hi>Seoul</td></tr></table></div>"""
AUTHORS_COLOURS = """<div style="background: #fff3cd">A boxed remark</div>

<font color="#003366">dark blue</font> <span style="color: black">black</span>"""
OVER_THE_EDGE = """() => [...document.querySelectorAll("th, td")]
  .filter(cell => cell.getBoundingClientRect().right > innerWidth + 1)
  .map(cell => cell.textContent)"""


def shown(*bundles: dict[str, object]) -> NotebookNode:
    outputs = [new_output("display_data", bundle) for bundle in bundles]
    return new_code_cell("shown", execution_count=1, outputs=outputs)


def write(folder: Path, *cells: NotebookNode) -> Path:
    notebook = new_notebook(cells=list(cells))
    html, _ = OfflineExporter().from_notebook_node(notebook, {"metadata": {"name": "page"}})
    (folder / "page.html").write_text(html, encoding="utf-8")
    return folder / "page.html"


def bundle(figure: Explorer | TableExplorer) -> dict[str, object]:
    return {"text/html": figure.to_html(), **figure.saved()}


def bars() -> alt.Chart:
    tips = ["low:Q", "word:N", alt.Tooltip("day:T", format="%d %B %Y")]
    return alt.Chart(ROWS).mark_bar(size=20).encode(x="state:N", tooltip=tips)


@pytest.mark.parametrize("name", ["ours", "chart"])
def test_an_empty_cell_is_unknown_in_every_tooltip(
    open_page: Callable[..., OpenPage], tmp_path: Path, name: str
) -> None:
    ours = Explorer(bars(), name="ours", alt_text="Two bars.")
    plain = {"application/vnd.vegalite.v6+json": bars().to_dict()}
    page = open_page(write(tmp_path, shown(bundle(ours), plain))).page
    marks = page.locator(f"#explorer-{name} .mark-rect path")
    marks.nth(0).hover()
    tooltip = page.locator("#vg-tooltip-element")
    tooltip.get_by_text("14 May 2031").wait_for()
    assert tooltip.inner_text().split() == [
        "low",
        "unknown",
        "word",
        "x",
        "day",
        "14",
        "May",
        "2031",
    ]
    marks.nth(1).hover()
    tooltip.get_by_text("3", exact=True).wait_for()
    assert tooltip.inner_text().split() == ["low", "3", "word", "unknown", "day", "unknown"]
    spoken = marks.evaluate_all("marks => marks.map(mark => mark.getAttribute('aria-label'))")
    assert not any(word in " ".join(spoken) for word in ("null", "1970", "low: 0"))


def test_a_keyboard_reaches_every_mark_and_reads_what_it_says(
    open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    ours = Explorer(bars(), name="ours", alt_text="Two bars.")
    opened = open_page(write(tmp_path, shown(bundle(ours))))
    page, said = opened.page, opened.page.locator("#explorer-ours .dossier-said")
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.querySelector('svg.marks') !== null"):
            break
    heard = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        heard.append(said.inner_text())
    assert [("14 May 2031" in words, "low: 3" in words) for words in heard] == [
        (True, False),
        (False, True),
        (True, False),
    ]


def test_names_that_an_author_gives_do_not_stop_the_scripts(
    open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    names = "jQuery DataTable DateTime moment luxon vega vegaEmbed dossier dossierVegaEmbed define"
    headings = [new_markdown_cell(f"## {name}\n\n<a id='{name}-x'></a>") for name in names.split()]
    table = TableExplorer(ROWS, name="rows")
    ours = Explorer(bars(), name="ours", alt_text="Two bars.")
    opened = open_page(write(tmp_path, *headings, shown(bundle(ours), bundle(table))))
    assert opened.page.locator(".dossier-mounted").count() == 1
    assert opened.page.locator("#table-rows").get_by_role("button", name="CSV").is_visible()
    assert opened.problems == []


def test_controls_of_one_name_and_other_options_move_apart(
    open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    def figure(name: str, *options: str) -> dict[str, object]:
        pick = alt.param("pick", value="a", bind=alt.binding_select(options=list(options)))
        return bundle(Explorer(bars().add_params(pick), name=name, alt_text="Bars."))

    cells = shown(figure("two", "a", "b"), figure("three", "a", "b", "c"), figure("too", "a", "b"))
    opened = open_page(write(tmp_path, cells))
    opened.control("two", "pick").select_option("b")
    opened.page.wait_for_function(
        "document.querySelector('#explorer-too select').selectedOptions[0].text === 'b'"
    )
    assert opened.control("three", "pick").input_value() == opened.control("three", "pick").locator(
        "option", has_text="a"
    ).get_attribute("value")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_an_author_coloured_stays_readable(
    open_page: Callable[..., OpenPage], tmp_path: Path, scheme: str
) -> None:
    ansi = (
        "\x1b[30mblack\x1b[0m \x1b[34mblue\x1b[0m \x1b[1;37mwhite\x1b[0m \x1b[43mon yellow\x1b[0m"
    )
    stream = new_output("stream", name="stdout", text=f"{ansi} \x1b[31;47mred on white\x1b[0m")
    plain = {"application/vnd.vegalite.v6+json": bars().to_dict()}
    cells = [
        new_markdown_cell(f"# Dark\n\n{AUTHORS_COLOURS}"),
        shown({"text/html": GREAT_TABLE}, plain),
        new_code_cell("print()", execution_count=1, outputs=[stream]),
    ]
    opened = open_page(write(tmp_path, *cells), color_scheme=scheme)
    assert opened.page.evaluate(CONTRAST) == []


def test_all_columns_of_a_wide_table_are_on_the_paper(
    open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    columns = {f"column_number_{n}": [f"cell-{n}-aaaa"] * 3 for n in range(WIDE)}
    frame = pl.DataFrame(columns)
    row = f"|{'|'.join(columns)}|"
    markdown = f"{row}\n|{'---|' * WIDE}\n{row}"
    with pl.Config(tbl_cols=WIDE):
        html = frame._repr_html_()
    cells = [shown(bundle(TableExplorer(frame, name="wide")), {"text/html": html})]
    opened = open_page(
        write(tmp_path, *cells, new_markdown_cell(markdown)), viewport={"width": 680, "height": 900}
    )
    page = opened.page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("th:visible").count() == 3 * WIDE
    assert page.evaluate(OVER_THE_EDGE) == []


STYLED = pd.DataFrame({"state": ["Seoul", "Pyongyang"], "tanks": [2200, -4300]})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tables_code_and_prints_of_others_can_be_read_on_either_paper(
    open_page: Callable[..., OpenPage], tmp_path: Path, scheme: str
) -> None:
    styler = STYLED.style.map(lambda _: "color: #b00000", subset=["tanks"]).highlight_max(
        subset=["tanks"], color="yellow"
    )
    code = "<div style='color: #222'>A remark</div>\n\n```python\nx = 12 if y else 'z'  # why\n```"
    inks = "".join(f"\x1b[38;5;{n}m{n}\x1b[0m \x1b[48;5;{n}m{n}\x1b[0m " for n in range(16, 256, 5))
    classes = "".join(
        f"\x1b[{n}m{n}\x1b[{n + 10}m{n}\x1b[0m " for n in (*range(30, 38), *range(90, 98))
    )
    printed = new_output("stream", name="stdout", text=f"{inks}\n{classes}\x1b[7minverse\x1b[0m")
    formula = new_markdown_cell("$\\color{blue}{x} + y$")
    cells = [
        shown({"text/html": styler.to_html()}, {"text/html": STYLED.to_html()}),
        new_markdown_cell(code),
        formula,
        new_code_cell("print()", execution_count=1, outputs=[printed]),
    ]
    opened = open_page(write(tmp_path, *cells), color_scheme=scheme)
    assert opened.page.evaluate(CONTRAST) == []
    marked = opened.page.get_by_text("2200", exact=True).first
    assert marked.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(255, 255, 0)"


def test_pictures_without_a_ground_are_on_the_one_they_were_drawn_for(
    open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    pixel = {"image/gif": "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="}
    outputs = [
        new_output("display_data", pixel, metadata={"needs_background": ground})
        for ground in ("light", "dark")
    ]
    attached = new_markdown_cell("![a](attachment:a.gif)", attachments={"a.gif": pixel})
    cell = new_code_cell("plot()", execution_count=1, outputs=outputs)
    page = open_page(write(tmp_path, cell, attached), color_scheme="dark").page
    grounds = page.locator("main img").evaluate_all(
        "images => images.map(image => getComputedStyle(image).backgroundColor)"
    )
    assert grounds == ["rgb(255, 255, 255)", "rgb(21, 24, 28)", "rgb(255, 255, 255)"]


def test_code_and_prints_run_from_left_to_right_on_a_page_that_does_not(
    open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    said = "حذرت سيول من الرد على الاتفاق."
    printed = new_output("stream", name="stdout", text=f"[1, 2]: done.\n{said}\n")
    cells = [
        new_markdown_cell(f"# {said}\n\n- {said}"),
        new_code_cell("x = [1, 2]  # end.", execution_count=1, outputs=[printed]),
    ]
    page = open_page(write(tmp_path, *cells)).page
    page.locator("#dossier-code").check()
    assert page.locator("html").get_attribute("dir") == "rtl"
    starts = page.locator(".dossier-code pre, .output_area pre").evaluate_all(
        """all => all.map(pre => {
          const text = document.createRange();
          const first = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT).nextNode();
          text.setStart(first, 0);
          text.setEnd(first, 1);
          return text.getBoundingClientRect().left - pre.getBoundingClientRect().left;
        })"""
    )
    assert all(0 < start < 30 for start in starts), starts
    bullet = page.locator("main ul").evaluate("list => getComputedStyle(list).paddingRight")
    assert bullet == "40px"


def test_long_lines_of_code_and_of_prints_are_on_the_paper(
    open_page: Callable[..., OpenPage], tmp_path: Path
) -> None:
    line = "x" * 400
    printed = new_output("stream", name="stdout", text=line)
    fence = new_markdown_cell(f"```python\n{line}\n```\n\n`{line}` {line}")
    cells = [new_code_cell(line, execution_count=1, outputs=[printed]), fence]
    opened = open_page(write(tmp_path, *cells), viewport={"width": 680, "height": 900})
    page = opened.page
    page.locator("#dossier-code").check()
    page.evaluate("document.body.classList.add('code-on-paper')")
    page.emulate_media(media="print")
    over = page.evaluate(
        """() => [...document.querySelectorAll("main :is(pre, code, p)")].filter(part => {
          const range = document.createRange();
          range.selectNodeContents(part);
          return range.getBoundingClientRect().right > innerWidth;
        }).map(part => part.outerHTML.slice(0, 60))"""
    )
    assert over == []
