from collections.abc import Callable, Iterator
from pathlib import Path

import altair as alt
import polars as pl
import pytest
from opened_page import OpenPage
from playwright.sync_api import Locator, expect

from analysis.explorer import Explorer, Figure, TableExplorer


@pytest.fixture
def opened(open_page: Callable[..., OpenPage], page_of_everything: Path) -> Iterator[OpenPage]:
    opened = open_page(page_of_everything)
    yield opened
    assert opened.requests == []
    assert opened.problems == []


def set_range(control: Locator, value: int) -> None:
    control.evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )


def test_opening_the_page_asks_for_nothing_and_complains_of_nothing(opened: OpenPage) -> None:
    assert opened.page.locator(".dossier-mounted").count() == 4
    assert opened.page.locator(".dossier-still").count() == 4
    assert not opened.page.locator(".dossier-still >> visible=true").count()


@pytest.mark.parametrize("year", [1970, 2010, 2034])
def test_a_range_shows_what_the_filter_of_the_frame_gives(
    opened: OpenPage, ties: pl.DataFrame, year: int
) -> None:
    set_range(opened.control("by-year", "year"), year)
    assert opened.column("by-year", "tie") == sorted(ties.filter(pl.col("start") <= year)["tie"])


def test_a_select_shows_what_the_filter_of_the_frame_gives(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    set_range(opened.control("by-year", "year"), 2034)
    opened.control("by-year", "kind").select_option(label="visit")
    assert opened.column("by-year", "tie") == sorted(ties.filter(pl.col("kind") == "visit")["tie"])
    opened.control("by-year", "kind").select_option(label="all")
    assert opened.column("by-year", "tie") == sorted(ties["tie"])


def test_radio_buttons_show_what_the_filter_of_the_frame_gives(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    rest = 3 * ties.height
    assert len(opened.drawn("concatenated")) == rest + ties.filter(~pl.col("secret")).height
    opened.control("concatenated", "Secret ties").check()
    assert len(opened.drawn("concatenated")) == rest + ties.filter(pl.col("secret")).height


def test_a_checkbox_shows_what_the_filter_of_the_frame_gives(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    before = len(opened.drawn("concatenated"))
    opened.control("concatenated", "Only since 2030").check()
    hidden = ties.filter(pl.col("start") < 2030).height
    assert len(opened.drawn("concatenated")) == before - hidden


def test_a_date_shows_what_the_filter_of_the_frame_gives(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    before = len(opened.drawn("concatenated"))
    opened.control("concatenated", "Since").fill("2029-04-25")
    hidden = ties.filter(pl.col("signed") < "2029-04-25").height
    assert len(opened.drawn("concatenated")) == before - hidden


def test_a_text_shows_what_the_filter_of_the_frame_gives(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    before = len(opened.drawn("concatenated"))
    opened.control("concatenated", "Word").fill("pact")
    hidden = ties.filter(~pl.col("tie").str.contains("pact")).height
    assert len(opened.drawn("concatenated")) == before - hidden


def test_an_input_bound_to_a_point_selection_marks_what_it_names(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    opened.control("follower", "kind").select_option(label="trade")
    expected = sorted(ties.filter(pl.col("kind") == "trade")["tie"])
    assert opened.column("follower", "tie") == expected


def test_same_named_inputs_move_together_and_show_the_same_value(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    set_range(opened.control("legend", "year"), 2029)
    assert opened.control("by-year", "year").input_value() == "2029"
    assert opened.column("by-year", "tie") == sorted(ties.filter(pl.col("start") <= 2029)["tie"])


def test_a_click_on_a_legend_moves_the_same_named_selection_elsewhere(
    opened: OpenPage, ties: pl.DataFrame
) -> None:
    legend = opened.page.locator("#explorer-legend .role-legend-entry")
    legend.get_by_text("treaty", exact=True).click()
    expected = sorted(ties.filter(pl.col("kind") == "treaty")["tie"])
    assert opened.column("follower", "tie") == expected
    # Vega clears a legend's selection when the chart beside it is double-clicked.
    opened.page.locator("#explorer-legend svg .background").first.dblclick(force=True)
    assert opened.column("follower", "tie") == sorted(ties["tie"])


def test_a_control_answers_to_the_keyboard_alone(opened: OpenPage, ties: pl.DataFrame) -> None:
    opened.control("by-year", "year").focus()
    opened.page.keyboard.press("End")
    assert opened.column("by-year", "tie") == sorted(ties["tie"])


def test_a_tooltip_shows_its_fields_as_text(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    frame = pl.DataFrame({"image": ["https://example.org/x.png"], "claim": ["<img src=x>"]})
    chart = alt.Chart(frame).mark_bar(size=80).encode(tooltip=["image", "claim"])
    opened = open_page(export(Explorer(chart, name="tip", alt_text="One bar.")))
    opened.page.locator("#explorer-tip .mark-rect path").first.hover()
    tooltip = opened.page.locator("#vg-tooltip-element")
    tooltip.get_by_text("<img src=x>").wait_for()
    assert tooltip.locator("img").count() == 0
    assert opened.requests == []


def first_cells(opened: OpenPage) -> Locator:
    return opened.page.locator("#table-ties tbody tr td:first-child")


def test_a_table_searches_all_columns(opened: OpenPage, ties: pl.DataFrame) -> None:
    opened.page.get_by_label("Search", exact=True).fill("visit")
    expect(first_cells(opened)).to_have_text(
        ties.filter(pl.col("kind") == "visit")["tie"].to_list()
    )


def test_a_table_filters_by_column(opened: OpenPage, ties: pl.DataFrame) -> None:
    opened.page.get_by_label("Filter start", exact=True).fill("2034")
    expect(first_cells(opened)).to_have_text(ties.filter(pl.col("start") == 2034)["tie"].to_list())


def test_a_table_sorts_numbers_as_numbers(opened: OpenPage, ties: pl.DataFrame) -> None:
    opened.page.locator("#table-ties th").filter(has_text="start").click()
    ascending = ties.sort("start", maintain_order=True)["start"].cast(str).to_list()
    shown = opened.page.locator("#table-ties tbody tr td:nth-child(3)")
    expect(shown).to_have_text(ascending)


def test_every_control_has_a_name_and_every_chart_says_what_it_shows(opened: OpenPage) -> None:
    unnamed = opened.page.evaluate(
        """() => [...document.querySelectorAll('input, select, button')]
          .filter(i => !i.labels?.length && !i.ariaLabel && !i.textContent.trim())
          .map(i => i.outerHTML)"""
    )
    assert unnamed == []
    charts = opened.page.locator('[role="graphics-document"][aria-label$=". Made up"]')
    assert charts.count() == 4


def test_without_a_script_each_chart_is_a_picture_and_each_table_is_complete(
    open_page: Callable[..., OpenPage], page_of_everything: Path, ties: pl.DataFrame
) -> None:
    opened = open_page(page_of_everything, java_script_enabled=False)
    pictures = opened.page.locator(".dossier-explorer > img")
    assert pictures.count() == 4
    assert opened.page.locator(".dossier-still >> visible=true").count() == 4
    for picture in pictures.all():
        assert picture.is_visible()
        assert picture.get_attribute("alt")
        assert picture.evaluate("image => image.naturalWidth") > 300
    expect(first_cells(opened)).to_have_text(ties["tie"].to_list())


@pytest.mark.parametrize("java_script_enabled", [True, False])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_an_empty_figure_says_why_whether_or_not_scripts_run(
    open_page: Callable[..., OpenPage],
    page_of_everything: Path,
    media: str,
    *,
    java_script_enabled: bool,
) -> None:
    opened = open_page(page_of_everything, java_script_enabled=java_script_enabled)
    opened.page.emulate_media(media=media)
    empty = opened.page.locator("figure#explorer-what-ifs")
    assert empty.inner_text() == "No what-ifs are coded yet."
    assert opened.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printing_takes_every_chart_and_every_row(
    open_page: Callable[..., OpenPage],
    export: Callable[..., Path],
    every_control: list[Figure],
    scheme: str,
) -> None:
    rows = pl.DataFrame({"row": [f"row {n:02}" for n in range(30)]})
    opened = open_page(
        export(*every_control[:4], TableExplorer(rows, name="rows")), color_scheme=scheme
    )
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    for chart in opened.page.locator(".dossier-explorer svg.marks").all():
        assert chart.is_visible()
        assert (
            chart.evaluate("svg => getComputedStyle(svg).backgroundColor") == "rgb(255, 255, 255)"
        )
    assert opened.page.locator("#table-rows tbody tr").count() == 30
    a4_portrait = {"width": "210mm", "height": "297mm"}
    assert opened.page.pdf(prefer_css_page_size=True, **a4_portrait).startswith(b"%PDF")


def test_on_paper_controls_are_the_values_they_have(opened: OpenPage) -> None:
    set_range(opened.control("by-year", "year"), 2029)
    opened.control("concatenated", "Only since 2030").check()
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    shown = opened.page.locator(".dossier-chosen").all_inner_texts()
    assert shown[0] == "year: 2029; kind: all"
    assert shown[1] == "basis: Open ties; Only since 2030: yes; Since: 1970-01-01"
    assert not opened.page.locator(".dossier-inputs >> visible=true").count()


def test_a_chart_taller_than_a_page_is_printed_whole_on_one(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], ties: pl.DataFrame
) -> None:
    tall = alt.Chart(ties, height=2000).mark_bar().encode(x="start:Q", y="tie:N")
    opened = open_page(export(Explorer(tall, name="tall", alt_text="Tall.")))
    opened.page.emulate_media(media="print")
    svg = opened.page.locator("#explorer-tall svg.marks")
    page_mm = 297 - 2 * 15
    assert svg.bounding_box()["height"] * 25.4 / 96 < page_mm


@pytest.fixture(scope="session")
def page_of_wide_things(export: Callable[..., Path], ties: pl.DataFrame) -> Path:
    options = ["a choice whose text is much longer than any control of a form usually is", "b"]
    pick = alt.param("pick", value=options[0], bind=alt.binding_select(options=options))
    wide = alt.Chart(ties, width=900).mark_bar().encode(x="start:Q", y="tie:N").add_params(pick)
    return export(Explorer(wide, name="wide", alt_text="Wide."), TableExplorer(ties, name="ties"))


def test_on_a_phone_what_is_wider_than_the_page_scrolls_and_says_so(
    open_page: Callable[..., OpenPage], page_of_wide_things: Path
) -> None:
    page = open_page(page_of_wide_things, viewport={"width": 390, "height": 800}).page
    expect(page.get_by_text("Scroll sideways to see the rest")).to_have_count(2)
    fading = page.locator("#explorer-wide .dossier-more")
    fading.evaluate("part => part.scrollTo(part.scrollWidth, 0)")
    expect(fading).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    choice = page.get_by_label("pick").bounding_box()
    assert choice["x"] + choice["width"] < 390


def test_on_a_screen_with_room_nothing_asks_to_scroll_and_choices_show_their_text(
    open_page: Callable[..., OpenPage], page_of_wide_things: Path
) -> None:
    page = open_page(page_of_wide_things, viewport={"width": 1280, "height": 800}).page
    expect(page.locator(".dossier-more-hint >> visible=true")).to_have_count(0)
    assert page.get_by_label("pick").bounding_box()["width"] > 500


def test_the_placeholder_of_a_filter_is_not_cut(opened: OpenPage) -> None:
    filters = opened.page.locator(".dossier-filters input").all()
    assert filters
    for field in filters:
        assert field.evaluate("input => input.scrollWidth <= input.clientWidth")
        assert field.bounding_box()["width"] >= 70


CONTRAST = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility()) continue;
    if (node.closest("script, style, option, .skip")) continue;
    const style = getComputedStyle(node);
    const ink = node.closest("svg") ? style.fill : style.color;
    if (ink === "none" || node.closest(".disabled")) continue;
    const [a, b] = [light(parse(ink)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push([node.outerHTML.slice(0, 120), ink, ratio]);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_background(
    open_page: Callable[..., OpenPage], page_of_everything: Path, scheme: str
) -> None:
    opened = open_page(page_of_everything, color_scheme=scheme)
    assert opened.page.evaluate(CONTRAST) == []
