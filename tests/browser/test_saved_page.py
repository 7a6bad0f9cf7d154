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


def legend_entry(opened: OpenPage, kind: str) -> Locator:
    entries = opened.page.locator("#explorer-legend .role-legend-entry")
    return entries.get_by_text(kind, exact=True)


def test_what_is_picked_in_a_legend_or_a_chart_is_in_the_address(
    opened: OpenPage, open_page: Callable[..., OpenPage], page_of_everything: Path
) -> None:
    set_range(opened.control("legend", "year"), 2034)
    legend_entry(opened, "treaty").click()
    opened.page.wait_for_url("**#explorer-legend?year=2034&camp=treaty")
    legend_entry(opened, "visit").click(modifiers=["Shift"])
    opened.page.wait_for_url("**#explorer-legend?year=2034&camp=treaty&camp=visit")
    again = open_page(page_of_everything)
    again.page.goto(opened.page.url)
    again.page.reload()
    again.page.wait_for_selector("html.dossier-ready", state="attached")
    again.page.evaluate("dossier.mountAll().then(() => null)")
    both = sorted(opened.column("legend", "tie"))
    assert both == sorted(again.column("legend", "tie"))
    assert set(again.column("legend", "kind")) == {"treaty", "visit"}
    # A click takes away what the address had picked.
    legend_entry(again, "visit").click(modifiers=["Shift"])
    again.page.wait_for_url("**#explorer-legend?year=2034&camp=treaty")
    assert set(again.column("legend", "kind")) == {"treaty"}
    again.page.locator("#explorer-legend summary").click()
    copied = again.page.locator("#explorer-legend .dossier-done input")
    again.page.evaluate("() => (navigator.clipboard.writeText = () => Promise.reject())")
    again.page.locator("#explorer-legend").get_by_role("button", name="Copy link").click()
    assert copied.input_value() == again.page.url
    assert again.problems == []


def test_back_leads_to_what_was_picked_before(
    opened: OpenPage, page_of_everything: Path, ties: pl.DataFrame
) -> None:
    for kind in ("treaty", "trade"):
        opened.page.goto(f"{page_of_everything.as_uri()}#explorer-legend?camp={kind}")
        assert set(opened.column("follower", "kind")) == {kind}
    opened.page.go_back()
    opened.page.wait_for_url("**camp=treaty")
    assert set(opened.column("follower", "kind")) == {"treaty"}
    opened.page.go_back()
    assert opened.column("follower", "tie") == sorted(ties["tie"])


def test_a_pick_that_the_data_do_not_have_is_ignored_and_told(
    opened: OpenPage, page_of_everything: Path
) -> None:
    asked = "#explorer-legend?camp=treaty&camp=nothing%20of%20this"
    opened.page.goto(page_of_everything.as_uri() + asked)
    expect(opened.page.locator(".dossier-notice")).to_contain_text("camp = nothing of this")
    assert set(opened.column("follower", "kind")) == {"treaty"}


def test_clicks_of_charts_of_strangers_are_in_the_address(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], ties: pl.DataFrame
) -> None:
    mark = alt.selection_point(name="mark", fields=["tie", "start"], value=[])
    kind = alt.selection_point(name="kind", encodings=["color"], value=[{"kind": "treaty"}])
    faint = alt.value(0.1)
    plain = alt.Chart(ties, width=300).mark_point(size=900, filled=True)
    points = plain.encode(x="start:Q", y="tie:N", color="kind:N")
    shown = points.encode(
        opacity=alt.when(mark).then(alt.value(1)).otherwise(faint),
        strokeOpacity=alt.when(kind).then(alt.value(1)).otherwise(faint),
    ).add_params(mark, kind)
    beside = alt.hconcat(shown, points.encode(y="kind:N"))
    page = export(Explorer(beside, "strange", alt_text="Ties"))
    opened = open_page(page)
    pact = opened.page.locator("#explorer-strange .mark-symbol path").nth(1)
    pact.click()
    opened.page.wait_for_url("**#explorer-strange?mark=%5B%22pact+2034%22%2C2034%5D")
    mine = [m["tie"] for m in opened.drawn("strange") if m["_opacity"] == 1][:1]
    assert mine == ["pact 2034"]
    again = open_page(page)
    again.page.goto(f"{opened.page.url}&kind=")
    again.page.reload()
    again.page.wait_for_selector("html.dossier-ready", state="attached")
    expect(again.page.locator(".dossier-notice")).to_be_hidden()
    faded = [m["tie"] for m in again.drawn("strange") if m["_opacity"] == 0.1]
    assert sorted(faded) == sorted(set(ties["tie"]) - {"pact 2034"})
    assert (opened.problems, again.problems) == ([], [])


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
    return opened.page.locator("#table-ties tbody tr:not([hidden]) td:first-child")


@pytest.fixture(scope="session")
def events() -> pl.DataFrame:
    """More rows than are shown at once, a column with few kinds, and a number that is not known."""
    kinds = ["visit", "treaty", "sale"]
    return pl.DataFrame(
        {
            "event": [f"event {n}" for n in range(40)],
            "kind": [kinds[n % 3] for n in range(40)],
            "rounds": [None if n == 5 else (n * 7919) % 1000 for n in range(40)],
        }
    )


@pytest.fixture
def long_table(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], events: pl.DataFrame
) -> Iterator[OpenPage]:
    opened = open_page(export(TableExplorer(events, name="ties", caption="Forty events")))
    yield opened
    assert (opened.requests, opened.problems) == ([], [])


def test_a_table_searches_all_columns_for_every_word(
    long_table: OpenPage, events: pl.DataFrame
) -> None:
    long_table.page.get_by_label("Search this table").fill("VISIT 9")
    wanted = [e for e, kind, n in events.rows() if kind == "visit" and "9" in f"{e} {n}"]
    expect(first_cells(long_table)).to_have_text(wanted)


def test_a_table_offers_the_kinds_of_a_column_with_their_number(
    long_table: OpenPage, events: pl.DataFrame
) -> None:
    menu = long_table.page.get_by_label("Only kind")
    assert menu.locator("option").all_inner_texts() == [
        "kind: all",
        "sale (13)",
        "treaty (13)",
        "visit (14)",
    ]
    menu.select_option("treaty")
    expect(first_cells(long_table)).to_have_text(
        events.filter(pl.col("kind") == "treaty")["event"].to_list()
    )


def test_a_table_sorts_numbers_as_numbers_and_what_is_unknown_last(
    long_table: OpenPage, events: pl.DataFrame
) -> None:
    long_table.page.get_by_role("button", name="Show all 40").click()
    for descending in (False, True):
        long_table.page.get_by_role("button", name="rounds", exact=True).click()
        ordered = events.sort("rounds", descending=descending, nulls_last=True)
        expect(first_cells(long_table)).to_have_text(ordered["event"].to_list())
    head = long_table.page.locator("th", has_text="rounds")
    expect(head).to_have_attribute("aria-sort", "descending")


def test_a_table_sorts_days_in_words_by_the_calendar(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    days = ["14 Feb 1950", "2 Feb 1950", "June 2024", "", "30 May 2024"]
    opened = open_page(export(TableExplorer(pl.DataFrame({"day": days}), name="ties")))
    opened.page.get_by_role("button", name="day", exact=True).click()
    ordered = ["2 Feb 1950", "14 Feb 1950", "30 May 2024", "June 2024", ""]
    expect(first_cells(opened)).to_have_text(ordered)


def test_a_long_table_begins_with_its_first_rows_and_says_so(
    long_table: OpenPage, events: pl.DataFrame
) -> None:
    expect(first_cells(long_table)).to_have_text(events["event"].head(15).to_list())
    expect(long_table.page.get_by_text("The first 15 of 40 rows", exact=True)).to_be_visible()


def test_a_search_without_a_hit_says_so_and_can_be_cleared(long_table: OpenPage) -> None:
    long_table.page.get_by_label("Search this table").fill("<nothing>")
    expect(first_cells(long_table)).to_have_count(0)
    long_table.page.get_by_role("button", name="Clear the search").click()
    expect(first_cells(long_table)).to_have_count(15)


def test_a_table_is_taken_along_as_it_is_shown(
    long_table: OpenPage, events: pl.DataFrame, tmp_path: Path
) -> None:
    long_table.page.get_by_label("Only kind").select_option("sale")
    with long_table.page.expect_download() as taken:
        long_table.page.get_by_role("button", name="CSV").click()
    assert taken.value.suggested_filename == "ties.csv"
    taken.value.save_as(tmp_path / "ties.csv")
    assert pl.read_csv(tmp_path / "ties.csv").equals(events.filter(pl.col("kind") == "sale"))


def test_a_short_table_is_shown_whole_with_nothing_to_search(opened: OpenPage) -> None:
    assert opened.page.get_by_label("Search this table").count() == 0
    assert opened.page.locator("#table-ties tbody tr:not([hidden])").count() == 6


def test_every_control_has_a_name_and_every_chart_says_what_it_shows(opened: OpenPage) -> None:
    unnamed = opened.page.evaluate(
        """() => [...document.querySelectorAll('input, select, button')]
          .filter(i => !i.labels?.length && !i.ariaLabel && !i.textContent.trim())
          .map(i => i.outerHTML)"""
    )
    assert unnamed == []
    for chart in opened.page.locator(".dossier-explorer[data-spec]").all():
        title, sentence = chart.locator("figcaption > *").all_inner_texts()
        drawn = chart.locator('[role="graphics-document"]')
        assert drawn.get_attribute("aria-label") == f"{title}. {sentence}"


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
    empty.scroll_into_view_if_needed()
    expect(empty).to_have_text("No what-ifs are coded yet.", use_inner_text=True)
    assert opened.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printing_takes_every_chart_and_all_rows_that_are_asked_for(
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
    printed = opened.page.locator("#table-rows tbody tr >> visible=true")
    said = opened.page.locator(".dossier-on-paper >> visible=true")
    assert printed.count() == 15
    expect(said).to_have_text("On paper, the first 15 of 30 rows; the page has all of them.")
    opened.page.emulate_media(media="screen")
    opened.page.get_by_role("button", name="Show all 30").click()
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    assert printed.count() == 30
    assert said.count() == 0
    a4_portrait = {"width": "210mm", "height": "297mm"}
    assert opened.page.pdf(prefer_css_page_size=True, **a4_portrait).startswith(b"%PDF")


def test_after_printing_the_page_is_folded_as_it_was(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    rows = pl.DataFrame({"row": [f"row {n:02}" for n in range(30)]})
    folded = "# A page\n\n<details><summary>More</summary>\n\nSome words.\n\n</details>"
    some = rows.with_columns(printed=pl.int_range(30) % 3 != 0)
    chosen = TableExplorer(some, "chosen", on_paper="printed")
    opened = open_page(
        export(chosen, TableExplorer(rows, "cut"), TableExplorer(rows, "whole"), markdown=folded)
    )
    page = opened.page
    page.locator("#table-whole").get_by_role("button", name="Show all 30").click()
    page.evaluate("""() => addEventListener("beforeprint", () => {
      const rows = (table) => table.querySelectorAll("tbody tr:not([hidden], .screen)").length;
      window.onPaper = [...document.querySelectorAll("table")].map(rows);
    })""")
    page.pdf()
    assert page.evaluate("window.onPaper") == [20, 15, 30]
    expect(page.locator("#table-chosen tbody tr >> visible=true")).to_have_count(15)
    expect(page.locator("#table-cut tbody tr >> visible=true")).to_have_count(15)
    expect(page.locator("#table-whole tbody tr >> visible=true")).to_have_count(30)
    expect(page.get_by_text("Some words.")).to_be_hidden()
    assert opened.problems == []


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
    said = pl.DataFrame({"said": ["Words that no plot can make shorter. " * 3]})
    words = alt.Chart(said).mark_text(align="left", limit=0).encode(x=alt.value(0), text="said:N")
    wide = words.add_params(pick)
    return export(Explorer(wide, name="wide", alt_text="Wide."), TableExplorer(ties, name="ties"))


def test_on_a_phone_what_is_wider_than_the_page_scrolls_and_says_so(
    open_page: Callable[..., OpenPage], page_of_wide_things: Path
) -> None:
    page = open_page(page_of_wide_things, viewport={"width": 390, "height": 800}).page
    expect(page.get_by_text("Scroll sideways for more")).to_have_count(2)
    fading = page.locator("#explorer-wide .dossier-picture.dossier-more")
    fading.evaluate("part => part.scrollTo(part.scrollWidth, 0)")
    expect(fading).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    choice = page.get_by_label("pick", exact=True).bounding_box()
    assert choice["x"] + choice["width"] < 390


def test_on_a_screen_with_room_nothing_asks_to_scroll_and_choices_show_their_text(
    open_page: Callable[..., OpenPage], page_of_wide_things: Path
) -> None:
    page = open_page(page_of_wide_things, viewport={"width": 1280, "height": 800}).page
    expect(page.locator(".dossier-more-hint >> visible=true")).to_have_count(0)
    assert page.get_by_label("pick", exact=True).bounding_box()["width"] > 500


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
