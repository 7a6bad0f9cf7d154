"""Figures and tables that hold, whatever authors put into them and readers ask of them."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import altair as alt
import nbformat
import polars as pl
import pytest
from opened_page import OpenPage
from playwright.sync_api import Locator, expect

from analysis.explorer import Card, CardExplorer, Explorer, Link, Sentence, TableExplorer
from analysis.explorer.base import TABLE_MIME
from analysis.sharing import OfflineExporter

TIES = pl.DataFrame({"tie": ["pact", "sale"], "start": [2010, 2034]})


def bars(*params: alt.Parameter, frame: pl.DataFrame = TIES, **size: object) -> alt.Chart:
    return alt.Chart(frame, **size).mark_bar().encode(x="start:Q", y="tie:N").add_params(*params)


def year(low: int, high: int, value: int) -> alt.Parameter:
    return alt.param("year", value=value, bind=alt.binding_range(min=low, max=high, step=1))


def title(opened: OpenPage, name: str) -> Locator:
    return opened.page.locator(f"#explorer-{name} h3")


def sentence(opened: OpenPage, name: str) -> Locator:
    return opened.page.locator(f"#explorer-{name} figcaption p")


def set_range(opened: OpenPage, name: str, value: float) -> None:
    opened.page.locator(f"#explorer-{name} input[type=range]").evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )


@pytest.fixture(scope="session")
def page_of_years(export: Callable[..., Path]) -> Path:
    """Params of one name that take different values, and a day."""
    day = alt.param("day", value="2024-01-01", bind=alt.binding(input="date"))
    charts = {
        "wide": bars(year(1970, 2034, 2000)),
        "narrow": bars(year(1990, 2010, 2005)),
        "picked": bars(alt.selection_point(name="year", fields=["tie"])),
        "ticked": bars(alt.param("year", value=True, bind=alt.binding_checkbox())),
        "day": bars(day),
        "plain": bars(),
    }
    return export(*(Explorer(chart, name, alt_text="Ties") for name, chart in charts.items()))


def test_params_of_one_name_that_take_different_values_move_alone(
    open_page: Callable[..., OpenPage], page_of_years: Path
) -> None:
    opened = open_page(page_of_years)
    said = {"wide": "year: 2000.", "narrow": "year: 2005.", "ticked": "year: yes."}
    for name, words in said.items():
        expect(sentence(opened, name)).to_have_text(words)
    set_range(opened, "wide", 2030)
    expect(sentence(opened, "wide")).to_have_text("year: 2030.")
    expect(sentence(opened, "narrow")).to_have_text("year: 2005.")
    set_range(opened, "narrow", 1999)
    opened.page.wait_for_url("**#explorer-narrow?wide.year=2030&narrow.year=1999")
    again = open_page(page_of_years)
    again.page.goto(opened.page.url)
    again.page.reload()
    again.page.wait_for_selector("html.dossier-ready", state="attached")
    again.page.evaluate("dossier.mountAll().then(() => null)")
    expect(sentence(again, "wide")).to_have_text("year: 2030.")
    expect(sentence(again, "narrow")).to_have_text("year: 1999.")
    assert (opened.problems, again.problems) == ([], [])


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("year=2000.5", "year = 2000.5"),
        ("day=2024-02-30", "day = 2024-02-30"),
        ("word=" + "x" * 100_000, "x" * 50 + "\u2026"),
        ("a=1&b=2&c=3&d=4&e=5", "and more"),
        ("word=%E2%80%AEx", "\u2068word = \u202ex\u2069"),
    ],
)
def test_what_an_address_asks_in_vain_is_told_within_bounds(
    open_page: Callable[..., OpenPage], page_of_years: Path, query: str, told: str
) -> None:
    opened = open_page(page_of_years)
    opened.page.goto(f"{page_of_years.as_uri()}#explorer-wide?{query}")
    notice = opened.page.locator(".dossier-notice")
    expect(notice).to_contain_text(told)
    assert len(notice.inner_text()) < 300
    expect(sentence(opened, "wide")).to_have_text("year: 2000.")
    expect(sentence(opened, "day")).to_have_text("day: 2024-01-01.")


def test_a_broken_anchor_does_not_keep_an_address_from_being_followed(
    open_page: Callable[..., OpenPage], page_of_years: Path
) -> None:
    opened = open_page(page_of_years)
    opened.page.goto(f"{page_of_years.as_uri()}#%zz?wide.year=2010")
    expect(sentence(opened, "wide")).to_have_text("year: 2010.")


def test_back_and_forward_go_through_the_states_to_the_page_as_it_opened(
    open_page: Callable[..., OpenPage], page_of_years: Path
) -> None:
    opened = open_page(page_of_years)
    for value in (2010, 2020):
        opened.page.goto(f"{page_of_years.as_uri()}#explorer-wide?wide.year={value}")
        expect(sentence(opened, "wide")).to_have_text(f"year: {value}.")
    for go, value in (("back", 2010), ("forward", 2020), ("back", 2010), ("back", 2000)):
        opened.page.evaluate(f"history.{go}()")
        expect(sentence(opened, "wide")).to_have_text(f"year: {value}.")


def test_a_slider_that_is_dragged_does_not_write_the_address_without_end(
    open_page: Callable[..., OpenPage], page_of_years: Path
) -> None:
    opened = open_page(page_of_years)
    written = opened.page.evaluate(
        """async () => {
          let count = 0;
          const write = history.replaceState.bind(history);
          history.replaceState = (...all) => { count += 1; write(...all); };
          const slider = document.querySelector("#explorer-wide input");
          for (let n = 0; n < 120; n += 1) {
            slider.value = 1970 + (n % 60);
            slider.dispatchEvent(new Event("input"));
            await new Promise((next) => setTimeout(next, 2));
          }
          return count;
        }"""
    )
    assert written < 60
    opened.page.wait_for_url("**?wide.year=2029", timeout=30_000)


def test_a_chart_without_controls_has_no_empty_form(
    open_page: Callable[..., OpenPage], page_of_years: Path
) -> None:
    page = open_page(page_of_years).page
    expect(page.locator("#explorer-plain form")).to_be_hidden()
    expect(page.locator("#explorer-wide form")).to_be_visible()


def test_steps_that_no_float_has_exactly_have_their_captions(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    share = alt.param("share", value=0.1 + 0.2, bind=alt.binding_range(min=0, max=1, step=0.1))
    words = pl.DataFrame(
        {
            "share": [n * 0.1 for n in range(11)],
            "title": [f"Step {n}" for n in range(11)],
            "sentence": None,
        }
    )
    opened = open_page(export(Explorer(bars(share), "steps", captions=words)))
    for step in (3, 7, 6, 10, 0):
        set_range(opened, "steps", step / 10)
        expect(title(opened, "steps")).to_have_text(f"Step {step}")


def test_a_state_that_another_figure_leads_to_and_that_has_nothing_here_is_no_trap(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    keys = ["kind", "measure", "size"]
    kind, measure, size = (
        alt.param(key, value="a", bind=alt.binding_select(options=["a", "b"])) for key in keys
    )
    states = [(k, m, s) for k in "ab" for m in "ab" for s in "ab"]
    words = pl.DataFrame(states, keys, orient="row").with_columns(
        title=pl.concat_str("kind", "measure", "size"), sentence=pl.lit("")
    )
    few = words.filter((pl.col("kind") == "a") | (pl.col("measure") == "a"))
    chart = bars(kind, measure, size)
    shown = [Explorer(chart, "all", captions=words), Explorer(chart, "few", captions=few)]
    opened = open_page(export(*shown))
    opened.control("all", "kind").select_option("b")
    opened.control("all", "measure").select_option("b")
    expect(title(opened, "few")).to_have_text("Nothing to show")
    assert opened.control("few", "size").locator("option:disabled").count() == 0
    opened.control("few", "size").select_option("b")
    expect(title(opened, "few")).to_have_text("bab")


def rows_of(opened: OpenPage, name: str) -> list[list[str]]:
    details = opened.page.locator(f"#explorer-{name} details")
    details.locator("summary").click()
    expect(details.locator("tr").first).to_be_visible()
    return [row.locator("th, td").all_inner_texts() for row in details.locator("tr").all()]


def test_the_data_of_a_chart_without_tooltips_are_whole(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    wars = pl.DataFrame(
        {
            "day": ["2024-01-01", "2024-02-29"],
            "war": ["first", "second"],
            "war_start": [1950, 1965],
            "_note": ["kept", None],
        }
    ).with_columns(pl.col("day").str.to_date())
    points = alt.Chart(wars).mark_point().encode(x="day:T", y="war:N")
    counted = pl.DataFrame({"n": [1, 2, 2, 4]})
    bins = alt.Chart(counted).mark_bar().encode(x=alt.X("n:Q", bin=alt.Bin(step=1)), y="count()")
    shown = {"wars": points, "bins": bins}
    opened = open_page(export(*(Explorer(c, n, alt_text="Shown.") for n, c in shown.items())))
    assert rows_of(opened, "wars") == [
        ["day", "war", "war_start", "_note"],
        ["2024-01-01", "first", "1,950", "kept"],
        ["2024-02-29", "second", "1,965", ""],
    ]
    assert rows_of(opened, "bins") == [
        ["n from", "n to", "count"],
        ["1", "2", "1"],
        ["2", "3", "2"],
        ["3", "4", "1"],
    ]


def test_no_text_is_a_formula_to_a_spreadsheet_and_numbers_stay_numbers(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], tmp_path: Path
) -> None:
    cells = ["-2+3+cmd|' /C calc'!A0", "-2.5", "-1,200 km", "=1", 'a "b", c', "-", "a\u2028<&"]
    opened = open_page(export(TableExplorer(pl.DataFrame({"said": cells}), "cells")))
    with opened.page.expect_download() as taken:
        opened.page.get_by_role("button", name="CSV").click()
    taken.value.save_as(tmp_path / "cells.csv")
    read = list(csv.reader(io.StringIO((tmp_path / "cells.csv").read_text("utf-8-sig"))))
    assert [row[0] for row in read[1:]] == [
        "'-2+3+cmd|' /C calc'!A0",
        "-2.5",
        "-1,200 km",
        "'=1",
        'a "b", c',
        "'-",
        "a\u2028<&",
    ]


def test_a_title_without_spaces_is_broken_in_the_page_and_in_the_picture(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], tmp_path: Path
) -> None:
    words = pl.DataFrame({"title": ["x" * 2000], "sentence": ["\u05d0\u05d1 (1)"]})
    opened = open_page(
        export(Explorer(bars(), "long", captions=words)), viewport={"width": 390, "height": 800}
    )
    page = opened.page
    assert title(opened, "long").evaluate("head => head.scrollWidth <= head.clientWidth")
    assert sentence(opened, "long").evaluate("p => getComputedStyle(p).unicodeBidi") == "plaintext"
    page.locator("#explorer-long summary").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="SVG").click()
    taken.value.save_as(tmp_path / "long.svg")
    assert (tmp_path / "long.svg").read_text("utf-8").count("xxxxxxxxxx</text>") > 10


def test_a_picture_that_is_taller_than_a_browser_draws_is_still_one(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], tmp_path: Path
) -> None:
    from PIL import Image

    opened = open_page(export(Explorer(bars(height=17_000), "tall", alt_text="Tall.")))
    opened.page.locator("#explorer-tall summary").click()
    with opened.page.expect_download() as taken:
        opened.page.get_by_role("button", name="PNG").click()
    taken.value.save_as(tmp_path / "tall.png")
    with Image.open(tmp_path / "tall.png") as picture:
        assert 31_000 < picture.height <= 32_000


PLACE = "#explorer-{} .dossier-picture"
OVER = "part => part.scrollWidth - part.clientWidth"


@pytest.fixture(scope="session")
def page_of_wide_charts(export: Callable[..., Path]) -> Path:
    many = pl.DataFrame({"tie": [f"tie {n}" for n in range(12)], "start": range(12)})
    steps = alt.Chart(many, width=alt.Step(60)).mark_bar().encode(x="tie:N", y="start:Q")
    plain = alt.Chart(many).mark_bar()
    by_column = plain.encode(x="start:Q", y="count()", column="tie:N").properties(width=100)
    repeated = plain.encode(x=alt.X(alt.repeat("column"), type="quantitative"), y="tie:N")
    shown = {
        "whole": bars(width="container"),
        "fixed": bars(width=800),
        "concat": alt.concat(*[bars(width=250)] * 4, columns=4),
        "facet": bars(width=150).facet("tie:N", columns=2),
        "columns": by_column,
        "steps": steps,
        "default-steps": plain.mark_point()
        .encode(x=alt.X("step:N", axis=alt.Axis(labelAngle=0, labelLimit=12)), y="start:Q")
        .transform_calculate(step="datum.tie + datum.start"),
        "repeat": repeated.properties(width=220).repeat(column=["start", "tie"]),
        "hconcat": alt.hconcat(bars(width=300), bars(width=300), bars(width=300)),
    }
    return export(*(Explorer(chart, name, alt_text="Ties.") for name, chart in shown.items()))


@pytest.mark.parametrize("width", [390, 1200])
def test_charts_side_by_side_and_as_wide_as_the_page_fit_it(
    open_page: Callable[..., OpenPage], page_of_wide_charts: Path, width: int
) -> None:
    opened = open_page(page_of_wide_charts, viewport={"width": width, "height": 800})
    over = {
        place.evaluate("part => part.parentElement.id"): place.evaluate(OVER)
        for place in opened.page.locator(".dossier-picture").all()
    }
    assert len(over) == 9
    assert {name: by for name, by in over.items() if by > 1} == {}
    assert opened.problems == []


def test_charts_are_fitted_anew_when_a_phone_is_turned(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    chart = bars(year(1970, 2034, 2000), width=700)
    chart = chart.encode(color="tie:N").transform_filter("datum.start <= year")
    opened = open_page(
        export(Explorer(chart, "ties", alt_text="Ties")), viewport={"width": 844, "height": 390}
    )
    page = opened.page
    set_range(opened, "ties", 2034)
    page.locator("#explorer-ties summary").click()
    opened.control("ties", "year").focus()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.querySelector('svg.marks')?.width.baseVal.value < 390")
    expect(page.locator("#explorer-ties.dossier-mounted summary")).to_have_count(1)
    assert page.locator(PLACE.format("ties")).evaluate(OVER) <= 1
    assert opened.control("ties", "year").input_value() == "2034"
    assert opened.column("ties", "tie") == ["pact", "sale"]
    expect(page.locator("#explorer-ties table")).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "year"
    set_range(opened, "ties", 2010)
    assert opened.column("ties", "tie") == ["pact"]
    page.set_viewport_size({"width": 844, "height": 390})
    page.wait_for_function("() => document.querySelector('svg.marks')?.width.baseVal.value > 700")
    assert opened.problems == []


def test_a_chart_that_cannot_become_narrower_scrolls_in_its_own_box(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    words = "A sentence that is far longer than a phone is wide, and that no plot can make shorter."
    wide = alt.Chart(pl.DataFrame({"said": [words]}), width=300)
    wide = wide.mark_text(align="left", limit=0, fontSize=14).encode(x=alt.value(0), text="said:N")
    opened = open_page(
        export(Explorer(wide, "wide", alt_text="One sentence.")),
        viewport={"width": 390, "height": 844},
    )
    page = opened.page
    box = page.locator(PLACE.format("wide"))
    expect(box).to_have_accessible_name("One sentence.")
    assert box.evaluate(OVER) > 100
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box.focus()
    page.keyboard.press("Escape")  # nothing is pinned
    box.evaluate("part => part.scrollTo(part.scrollWidth, 0)")
    assert box.evaluate("part => part.scrollLeft") > 100
    assert page.evaluate("document.activeElement.ariaLabel") == "One sentence."


def test_a_state_that_shows_a_card_that_there_is_not_shows_the_others(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    more = alt.param("more", value=False, bind=alt.binding_checkbox(name="More"))
    chart = (
        alt.Chart(pl.DataFrame({"card": [0, 1, 9]}))
        .transform_filter("more ? datum.card > 0 : datum.card === 0")
        .add_params(more)
    )
    words = pl.DataFrame({"more": [False, True], "title": ["One", "More"], "sentence": ["", ""]})
    cards = CardExplorer([Card("Alpha"), Card("Beta")], "cards", chart, words)
    opened = open_page(export(cards))
    opened.control("cards", "More").check()
    expect(opened.page.locator("#explorer-cards li:not([hidden])")).to_have_text(["Beta"])
    expect(title(opened, "cards")).to_have_text("More")
    assert opened.problems == []


def test_a_link_to_a_card_that_is_not_shown_leads_to_its_figure(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    more = alt.param("more", value=False, bind=alt.binding_checkbox(name="More"))
    chart = (
        alt.Chart(pl.DataFrame({"card": [0, 1]}))
        .transform_filter("more || datum.card === 0")
        .add_params(more)
    )
    words = pl.DataFrame({"more": [False, True], "title": ["One", "Two"], "sentence": ["", ""]})
    cards = CardExplorer([Card("Alpha"), Card("Beta", anchor="claim-b")], "cards", chart, words)
    page_file = export(
        *(Explorer(bars(height=900), f"tall-{n}", alt_text="T") for n in "ab"), cards
    )
    opened = open_page(page_file)
    opened.page.goto(f"{page_file.as_uri()}#claim-b")
    expect(title(opened, "cards")).to_be_in_viewport()
    expect(opened.page.locator("#claim-b")).to_be_hidden()
    opened.page.goto(f"{page_file.as_uri()}#claim-b?more=true")
    expect(opened.page.locator("#claim-b")).to_be_in_viewport()
    assert opened.problems == []


def test_cards_are_taken_along_with_their_labels_and_addresses(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], tmp_path: Path
) -> None:
    source = Link("Gazette", "https://example.org/a?b=c,d")
    cards = [
        Card(
            Sentence("{who} warns", who=Link("=Alpha", "#actor-alpha")),
            [Sentence("It may answer: {a}; {b}.", a=source, b=source)],
            ["=threat", "probable"],
            "First",
            anchor="actor-alpha",
        ),
        Card("Beta waits"),
    ]
    words = pl.DataFrame({"title": ["Two"], "sentence": [""]})
    opened = open_page(export(CardExplorer(cards, "cards", captions=words)))
    opened.page.locator("#explorer-cards summary").click()
    with opened.page.expect_download() as taken:
        opened.page.get_by_role("button", name="CSV").click()
    taken.value.save_as(tmp_path / "cards.csv")
    _, _, *read = csv.reader(io.StringIO((tmp_path / "cards.csv").read_text("utf-8-sig")))
    page = opened.page.url.split("#")[0]
    assert read[:3] == [
        ["Group", "What", "Labels", "In full", "Addresses"],
        [
            "First",
            "'=Alpha warns",
            "'=threat; probable",
            "It may answer: Gazette; Gazette.",
            f"{page}#actor-alpha https://example.org/a?b=c,d",
        ],
        ["", "Beta waits", "", "", ""],
    ]


HEADS = (
    "<thead><tr><th colspan=2>Both</th><th>Third</th></tr>"
    "<tr><th>A</th><th>B</th><th>C</th></tr></thead>"
)
ODD = {
    "two-rows-of-heads": f"{HEADS}<tbody><tr><td>2</td><td>x</td><td>q</td></tr>"
    "<tr><td>1</td><td>z</td><td>p</td></tr></tbody>",
    "a-head-of-two-columns": "<thead><tr><th colspan=2>A</th><th>B</th></tr></thead><tbody>"
    "<tr><td>3</td><td>x</td><td>q</td></tr><tr><td>1</td><td>z</td><td>p</td></tr></tbody>",
    "cells-of-two-rows": "<thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td rowspan=2>3"
    "</td><td>x</td></tr><tr><td>z</td></tr><tr><td>0</td><td>y</td></tr></tbody>",
    "two-bodies": "<thead><tr><th>A</th></tr></thead><tbody><tr><td>3</td></tr></tbody>"
    "<tbody><tr><td>1</td></tr><tr><td>2</td></tr></tbody>",
    "no-rows": "<thead><tr><th>A</th></tr></thead>",
}


@pytest.fixture(scope="session")
def page_of_odd_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cells = []
    for name, inner in ODD.items():
        data = {"text/html": f"<table>{inner}</table>", TABLE_MIME: {"name": name}}
        output = nbformat.v4.new_output("execute_result", data)
        cells.append(nbformat.v4.new_code_cell("t", execution_count=1, outputs=[output]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    html, _ = OfflineExporter().from_notebook_node(notebook, {"metadata": {"name": "page"}})
    file = tmp_path_factory.mktemp("odd") / "page.html"
    file.write_text(html, encoding="utf-8")
    return file


def test_a_table_is_sorted_by_the_column_that_its_head_names_or_not_at_all(
    open_page: Callable[..., OpenPage], page_of_odd_tables: Path
) -> None:
    opened = open_page(page_of_odd_tables)
    page = opened.page
    page.locator("#table-two-rows-of-heads").get_by_role("button", name="C", exact=True).click()
    first = page.locator("#table-two-rows-of-heads tbody tr").first
    expect(first.locator("td")).to_have_text(["1", "z", "p"])
    for name in ("a-head-of-two-columns", "cells-of-two-rows"):
        assert page.locator(f"#table-{name} th button").count() == 0
    page.locator("#table-two-bodies").get_by_role("button", name="A", exact=True).click()
    expect(page.locator("#table-two-bodies td")).to_have_text(["1", "2", "3"])
    assert opened.problems == []


def test_a_key_in_the_search_of_a_long_table_is_answered_at_once(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    words = [f"A sentence of some words, number {n}" for n in range(4000)]
    opened = open_page(export(TableExplorer(pl.DataFrame({"said": words, "more": words}), "long")))
    opened.page.get_by_role("button", name="Show all 4000").click()
    took = opened.page.evaluate(
        """async () => {
          const field = document.querySelector("input[type=search]");
          const took = [];
          for (const letter of "number 39") {
            field.value += letter;
            const begun = performance.now();
            field.dispatchEvent(new Event("input"));
            document.body.offsetHeight;
            took.push(performance.now() - begun);
            await new Promise((next) => requestAnimationFrame(next));
          }
          return took.slice(1);
        }"""
    )
    assert sorted(took)[len(took) // 2] < 100
    expect(opened.page.get_by_text("The first 15 of 179 rows")).to_be_visible()
