"""What a reader of a page hears, reads and takes along of its figures, also without a mouse."""

from collections.abc import Callable, Iterator
from pathlib import Path

import altair as alt
import polars as pl
import pytest
from opened_page import OpenPage
from PIL import Image
from playwright.sync_api import expect

from analysis.charting import mark_sentence, tooltips
from analysis.explorer import Card, CardExplorer, Explorer, Figure

ARMS = pl.DataFrame(
    {
        "kind": ["gun", "gun", "tank", "tank"],
        "measure": ["range", "mass", "mass", "mass"],
        "weapon": ["Long Tom", "Long Tom", "Lynx", "Ocelot"],
        "value": [40, 27, 48, 55],
        "citation": ["Herald: On guns", "=Herald: On guns", "Gazette: On tanks", "unknown"],
    }
)
ADDRESSES = {
    "Herald: On guns": "https://example.org/guns",
    "Gazette: On tanks": "https://example.org/tanks",
}
STATES = pl.DataFrame(
    [
        ("gun", "range", "Guns reach 40 km", "One source."),
        ("gun", "mass", "Guns weigh 27 t", "One source."),
        ("tank", "mass", "Tanks weigh 48 to 55 t", "Two sources."),
        ("boat", "mass", "No boat", "No source gives the mass of a boat."),
    ],
    ["kind", "measure", "title", "sentence"],
    orient="row",
)


def arms(name: str = "arms") -> Explorer:
    kind = alt.param(
        "kind",
        value="gun",
        bind=alt.binding_select(options=["gun", "tank", "boat"], name="Kind "),
    )
    measure = alt.param(
        "measure",
        value="range",
        bind=alt.binding_radio(options=["range", "mass"], name="Measure "),
    )
    chart = (
        alt.Chart(ARMS)
        .mark_bar()
        .encode(
            y="weapon:N",
            x="value:Q",
            description=mark_sentence("{weapon} has {value:d}"),
            tooltip=tooltips(weapon="Weapon", value=("Value", "d"), citation="Source"),
        )
        .transform_filter("datum.kind === kind && datum.measure === measure")
        .add_params(kind, measure)
    )
    return Explorer(chart, name, captions=STATES, links=ADDRESSES)


def threats() -> CardExplorer:
    kind = alt.param(
        "side", value="both", bind=alt.binding_select(options=["both", "one"], name="Side ")
    )
    chart = (
        alt.Chart(pl.DataFrame({"card": [0, 1], "slot": [2, 1]}))
        .transform_filter("side === 'both' || datum.card === 0")
        .add_params(kind)
    )
    words = pl.DataFrame({"side": ["both", "one"], "title": ["Two", "One"], "sentence": ["", ""]})
    return CardExplorer([Card("Alpha warns", ["<b>"]), Card("Beta waits")], "threats", chart, words)


@pytest.fixture(scope="session")
def speaking(export: Callable[..., Path]) -> Path:
    shown: list[Figure] = [arms(), threats(), arms("again")]
    return export(*shown, markdown="# Arms\n\nWhat they do.\n\n## Section")


@pytest.fixture
def opened(open_page: Callable[..., OpenPage], speaking: Path) -> Iterator[OpenPage]:
    opened = open_page(speaking)
    yield opened
    assert (opened.requests, opened.problems) == ([], [])


def captions(opened: OpenPage, name: str = "arms") -> list[str]:
    return opened.page.locator(f"#explorer-{name} figcaption > *").all_inner_texts()


def test_title_sentence_and_alternative_text_follow_every_control(opened: OpenPage) -> None:
    assert captions(opened) == ["Guns reach 40 km", "One source."]
    opened.control("arms", "mass").check()
    expect(opened.page.locator("#explorer-arms h3")).to_have_text("Guns weigh 27 t")
    opened.control("arms", "Kind ").select_option("tank")
    expect(opened.page.locator("#explorer-arms h3")).to_have_text("Tanks weigh 48 to 55 t")
    drawn = opened.page.locator('#explorer-arms [role="graphics-document"]')
    expect(drawn).to_have_attribute("aria-label", "Tanks weigh 48 to 55 t. Two sources.")
    # The same params of another figure moved with them, and so did its words.
    expect(opened.page.locator("#explorer-again h3")).to_have_text("Tanks weigh 48 to 55 t")


def test_a_menu_offers_what_exists_beside_the_menus_before_it(opened: OpenPage) -> None:
    opened.control("arms", "Kind ").select_option("tank")
    expect(opened.page.locator("#explorer-arms h3")).to_have_text("Tanks weigh 48 to 55 t")
    expect(opened.page.locator("#explorer-arms input[value=range]")).to_be_hidden()
    opened.control("arms", "Kind ").select_option("gun")
    expect(opened.control("arms", "range")).to_be_visible()


def test_a_plot_without_marks_says_why_in_its_middle(opened: OpenPage) -> None:
    said = opened.page.locator("#explorer-arms .dossier-nothing")
    expect(said).to_be_hidden()
    opened.control("arms", "Kind ").select_option("boat")
    expect(said).to_have_text("No source gives the mass of a boat.")
    expect(said).to_be_visible()


def test_cards_follow_their_controls(opened: OpenPage) -> None:
    shown = opened.page.locator("#explorer-threats li:not([hidden]) .dossier-heading")
    expect(shown).to_have_text(["Beta waits", "Alpha warns"])
    opened.control("threats", "Side ").select_option("one")
    expect(shown).to_have_text(["Alpha warns"])
    assert captions(opened, "threats")[0] == "One"
    assert opened.page.locator("#explorer-threats b").count() == 0


def test_the_rows_behind_a_figure_are_those_that_it_shows_with_their_sources(
    opened: OpenPage, tmp_path: Path
) -> None:
    opened.control("arms", "Kind ").select_option("tank")
    details = opened.page.locator("#explorer-arms details")
    expect(details.locator("summary")).to_have_text("Data and sources behind this chart (2 rows)")
    details.locator("summary").click()
    expect(details.locator("th")).to_have_text(["Weapon", "Value", "Source"])
    rows = [row.locator("td").all_inner_texts() for row in details.locator("tbody tr").all()]
    assert rows == [["Lynx", "48", "Gazette: On tanks"], ["Ocelot", "55", "unknown"]]
    assert details.locator("a").get_attribute("href") == "https://example.org/tanks"
    with opened.page.expect_download() as taken:
        details.get_by_role("button", name="CSV").click()
    taken.value.save_as(tmp_path / "arms.csv")
    assert (tmp_path / "arms.csv").read_text("utf-8-sig").splitlines() == [
        "Tanks weigh 48 to 55 t,Two sources.",
        "",
        "Weapon,Value,Source,Address",
        "Lynx,48,Gazette: On tanks,https://example.org/tanks",
        "Ocelot,55,unknown,",
        "",
    ]


def test_the_file_has_the_address_of_every_source_that_a_row_names(
    open_page: Callable[..., OpenPage], export: Callable[..., Path], tmp_path: Path
) -> None:
    said = ["Herald: On guns \u00b7 Gazette: On tanks \u00b7 and 2 more", "unknown"]
    bars = alt.Chart(pl.DataFrame({"n": [1, 2], "citation": said})).mark_bar()
    bars = bars.encode(x="n:Q", tooltip=tooltips(n="Number", citation="Source"))
    page = open_page(export(Explorer(bars, "two", alt_text="Two.", links=ADDRESSES))).page
    page.locator("#explorer-two summary").click()
    with page.expect_download() as taken:
        page.locator("#explorer-two").get_by_role("button", name="CSV").click()
    taken.value.save_as(tmp_path / "two.csv")
    heads, *rows = (tmp_path / "two.csv").read_text("utf-8-sig").splitlines()[2:5]
    assert heads == "Number,Source,Address"
    assert rows == [f"1,{said[0]},https://example.org/guns https://example.org/tanks", "2,unknown,"]


def test_rows_have_in_full_what_a_mark_says_in_short(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    said = ["Herald: On guns \u00b7 and 1 more", "Gazette: On tanks"]
    whole = ["Herald: On guns \u00b7 Gazette: On tanks", None]
    data = pl.DataFrame({"n": [1, 2], "citation": said, "citation_in_full": whole})
    bars = alt.Chart(data).mark_bar()
    bars = bars.encode(x="n:Q", tooltip=tooltips(n="Number", citation="Source"))
    page = open_page(export(Explorer(bars, "two", alt_text="Two.", links=ADDRESSES))).page
    details = page.locator("#explorer-two .dossier-data")
    details.locator("summary").click()
    rows = [row.locator("td").all_inner_texts() for row in details.locator("tbody tr").all()]
    assert rows == [["1", whole[0]], ["2", said[1]]]
    assert details.locator("a").count() == 3


def test_a_cell_that_a_spreadsheet_would_run_is_kept_as_text(
    opened: OpenPage, tmp_path: Path
) -> None:
    opened.control("arms", "mass").check()
    opened.page.locator("#explorer-arms summary").click()
    with opened.page.expect_download() as taken:
        opened.page.locator("#explorer-arms").get_by_role("button", name="CSV").click()
    taken.value.save_as(tmp_path / "arms.csv")
    assert "Long Tom,27,'=Herald: On guns" in (tmp_path / "arms.csv").read_text("utf-8-sig")


def test_a_picture_is_taken_along_with_its_words(opened: OpenPage, tmp_path: Path) -> None:
    opened.page.locator("#explorer-arms summary").click()
    for kind in ("SVG", "PNG"):
        with opened.page.expect_download() as taken:
            opened.page.locator("#explorer-arms").get_by_role("button", name=kind).click()
        taken.value.save_as(tmp_path / taken.value.suggested_filename)
    drawn = (tmp_path / "arms.svg").read_text("utf-8")
    for words in ("Guns reach 40 km", "One source.", "From: Arms", "Long Tom"):
        assert f">{words}</text>" in drawn
    with Image.open(tmp_path / "arms.png") as picture:
        assert picture.width > 900
        assert len(picture.convert("L").resize((60, 60)).getcolors()) > 2


def test_the_address_follows_and_restores_the_state(
    open_page: Callable[..., OpenPage], opened: OpenPage, speaking: Path
) -> None:
    opened.control("arms", "Kind ").select_option("tank")
    expect(opened.page.locator("#explorer-arms h3")).to_have_text("Tanks weigh 48 to 55 t")
    opened.control("threats", "Side ").select_option("one")
    address = opened.page.url
    assert address.endswith("#explorer-threats?kind=tank&measure=mass&side=one")
    again = open_page(speaking)
    again.page.goto(address)
    again.page.wait_for_selector("html.dossier-ready", state="attached")
    expect(again.page.locator("#explorer-arms h3")).to_have_text("Tanks weigh 48 to 55 t")
    expect(again.page.locator("#explorer-threats h3")).to_have_text("One")
    assert (
        again.page.locator("#explorer-threats").evaluate("e => e.getBoundingClientRect().top") < 900
    )


def test_back_to_the_start_the_address_names_the_figure_alone(opened: OpenPage) -> None:
    opened.control("threats", "Side ").select_option("one")
    opened.control("threats", "Side ").select_option("both")
    expect(opened.page.locator("#explorer-threats h3")).to_have_text("Two")
    assert opened.page.url.endswith("#explorer-threats")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("kind=plane", "kind = plane"),
        ("kind=tank&colour=red", "colour = red"),
        ("kind=%3Cimg%20src=x%3E", "kind = <img src=x>"),
        ("__proto__=1", "__proto__ = 1"),
    ],
)
def test_what_an_address_asks_in_vain_is_said_and_ignored(
    open_page: Callable[..., OpenPage], speaking: Path, query: str, told: str
) -> None:
    opened = open_page(speaking)
    opened.page.goto(f"{speaking.as_uri()}#explorer-arms?{query}")
    notice = opened.page.locator(".dossier-notice")
    expect(notice).to_contain_text(told)
    title = "Tanks weigh 48 to 55 t" if "tank" in query else "Guns reach 40 km"
    expect(opened.page.locator("#explorer-arms h3")).to_have_text(title)
    assert opened.page.locator("main img[src=x]").count() == 0


def test_one_figure_can_be_shown_alone(open_page: Callable[..., OpenPage], speaking: Path) -> None:
    opened = open_page(speaking)
    opened.page.goto(f"{speaking.as_uri()}?only=threats#explorer-threats?side=one")
    opened.page.wait_for_selector("html.dossier-ready", state="attached")
    expect(opened.page.locator("#explorer-threats h3")).to_have_text("One")
    assert opened.page.locator("figure").count() == 1
    assert opened.page.locator("nav >> visible=true").count() == 0


def test_charts_mount_when_they_come_near(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    cards = [threats() for _ in range(12)]
    page = open_page(export(arms(), *cards, arms("far")), mount=False).page
    expect(page.locator("#explorer-arms.dossier-mounted")).to_be_visible()
    far = page.locator("#explorer-far")
    assert not far.evaluate("figure => figure.matches('.dossier-mounted')")
    far.scroll_into_view_if_needed()
    expect(page.locator("#explorer-far.dossier-mounted")).to_be_visible()
    expect(far.locator("> img")).to_be_hidden()


def test_everything_can_be_done_by_keyboard(opened: OpenPage) -> None:
    page = opened.page
    page.locator("#explorer-arms .dossier-picture").focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("#explorer-arms .dossier-said")
    expect(said).to_contain_text("Long Tom has 40")
    assert said.locator("a").get_attribute("href") == "https://example.org/guns"
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    assert page.evaluate("document.activeElement.className").startswith("dossier-picture")
    opened.control("arms", "Kind ").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#explorer-arms h3")).to_have_text("Tanks weigh 48 to 55 t")
    page.locator("#explorer-arms summary").focus()
    page.keyboard.press("Enter")
    tools = page.locator("#explorer-arms .dossier-data")
    with page.expect_download() as taken:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "CSV"
        page.keyboard.press("Enter")
    assert taken.value.suggested_filename == "arms.csv"
    tools.get_by_role("button", name="Copy link to this view").focus()
    page.keyboard.press("Enter")
    expect(tools.locator(".dossier-done")).to_contain_text("Cop")


def test_a_tap_on_a_mark_says_what_it_is(
    open_page: Callable[..., OpenPage], speaking: Path
) -> None:
    opened = open_page(speaking, has_touch=True, viewport={"width": 390, "height": 800})
    opened.page.locator("#explorer-arms .mark-rect path").first.tap()
    expect(opened.page.locator("#explorer-arms .dossier-said")).to_contain_text("Long Tom has 40")
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_phone_a_chart_is_narrower_and_its_text_as_large(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    names = ["The Combined Forces of the Southern Isles", "Alpha", "Beta"]
    frame = pl.DataFrame({"name": names, "n": [1, 2, 3], "kind": ["a", "b", "c"]})
    bars = alt.Chart(frame, width=640).mark_bar().encode(x="n:Q", y="name:N", color="kind:N")
    page = open_page(
        export(Explorer(bars, "wide", alt_text="Wide.")), viewport={"width": 390, "height": 800}
    ).page
    expect(page.locator("#explorer-wide .dossier-more-hint")).to_be_hidden()
    texts = page.locator("#explorer-wide svg text")
    heights = texts.evaluate_all(
        """all => all.map(t => {
          const { a, b } = t.getScreenCTM();
          return parseFloat(getComputedStyle(t).fontSize) * Math.hypot(a, b);
        })"""
    )
    assert min(heights) >= 11
    assert "\u2026" not in "".join(texts.all_text_contents())
