"""What is said above a chart: complete, true to the controls, and refused where it is not."""

import datetime as dt
import json
from decimal import Decimal

import altair as alt
import polars as pl
import pytest
from bs4 import BeautifulSoup

from analysis.charting import Settings, caption_rows, titled
from analysis.errors import AnalysisError
from analysis.explorer import Explorer
from analysis.explorer.base import FIGURE_MIME
from analysis.explorer.captions import MOST_STATES, Captions
from analysis.explorer.packing import unpacked
from analysis.explorer.saved import SavedFigure

TIES = pl.DataFrame({"tie": ["treaty", "sale"], "kind": ["paper", "goods"]})
KIND = alt.param(
    "kind", value="goods", bind=alt.binding_select(options=["goods", "paper"], name="Kind ")
)
WORDS = pl.DataFrame(
    {"kind": ["goods", "paper"], "title": ["A sale", "A treaty"], "sentence": ["Of goods.", None]}
)


def bars(*params: alt.Parameter) -> alt.Chart:
    return alt.Chart(TIES).mark_bar().encode(y="tie:N").add_params(*params)


def test_each_state_has_its_words_and_the_opening_ones_are_the_alternative_text() -> None:
    explorer = Explorer(bars(KIND), "ties", captions=WORDS)
    assert explorer.caption() == ("A sale", "Of goods.")
    assert explorer.caption(kind="paper") == ("A treaty", "")
    page = BeautifulSoup(explorer.to_html(), "html.parser")
    [caption, image, *_] = page.select_one("figure#explorer-ties").find_all(recursive=False)
    assert str(caption) == (
        '<figcaption aria-live="polite"><h3>A sale</h3><p>Of goods.</p></figcaption>'
    )
    assert image["alt"] == "A sale. Of goods."


def test_words_of_a_caption_are_text() -> None:
    words = WORDS.with_columns(title=pl.lit("<img src=x onerror=alert(1)>\u202e"))
    html = Explorer(bars(KIND), "ties", captions=words).to_html()
    assert "<h3>&lt;img src=x onerror=alert(1)&gt;[U+202E]</h3>" in html


def test_captions_take_the_place_of_the_charts_own_title() -> None:
    explorer = Explorer(titled(bars(KIND), "Stale", "Stale"), "ties", captions=WORDS)
    assert "title" not in explorer.spec
    assert explorer.alt_text == explorer.spec["description"] == "A sale. Of goods."


def test_a_chart_without_captions_says_its_own_title_and_the_words_of_its_controls() -> None:
    seen = alt.param("seen", value=True, bind=alt.binding_checkbox(name="Seen"))
    explorer = Explorer(titled(bars(KIND, seen), "Two ties", "Counted"), "ties")
    assert explorer.caption() == ("Two ties", "Counted. Kind: goods; Seen: yes.")
    assert explorer.caption(kind="paper", seen=False) == ("Two ties", "Counted. Kind: paper.")


@pytest.mark.parametrize("title", ["Two ties", ["Two", "ties"], {"text": "Two ties"}])
def test_a_plain_title_moves_out_of_the_picture_however_it_is_written(title: object) -> None:
    explorer = Explorer(bars().properties(title=title), "ties")
    assert (explorer.title, explorer.sentence) == ("Two ties", "")
    assert "title" not in explorer.spec


def test_a_title_that_is_computed_stays_in_the_picture() -> None:
    title = alt.TitleParams(alt.ExprRef("'Kind ' + kind"))
    explorer = Explorer(bars(KIND).properties(title=title), "ties", alt_text="Ties.")
    assert "title" in explorer.spec
    assert explorer.title == "Ties."


def test_states_that_have_no_row_do_not_exist() -> None:
    size = alt.param("size", value="small", bind=alt.binding_radio(options=["small", "large"]))
    rows = [("goods", "small", "Small goods"), ("paper", "large", "Large paper")]
    frame = pl.DataFrame(rows, ["kind", "size", "title"], orient="row")
    explorer = Explorer(bars(KIND, size), "ties", frame.with_columns(sentence=pl.lit("")))
    with pytest.raises(AnalysisError, match="no caption for kind = 'goods', size = 'large'"):
        explorer.caption(size="large")


def test_days_and_steps_of_a_slider_are_states() -> None:
    day = alt.param(
        "day",
        value="2030-01-01",
        bind=alt.binding_select(options=["2030-01-01", "2031-01-01"]),
    )
    share = alt.param("share", value=0.5, bind=alt.binding_range(min=0, max=1, step=0.5))
    days = pl.DataFrame({"day": [dt.date(2030, 1, 1), dt.date(2031, 1, 1)]})
    frame = days.join(pl.DataFrame({"share": [0.0, 0.5, 1.0]}), how="cross").with_columns(
        title=pl.format("{} at {}", "day", "share"), sentence=pl.lit(None, pl.String)
    )
    explorer = Explorer(bars(day, share), "ties", captions=frame)
    assert explorer.caption(day="2031-01-01", share=1)[0] == "2031-01-01 at 1.0"


@pytest.mark.parametrize(
    "tenths", [[n * 0.1 for n in range(11)], [Decimal(n) / 10 for n in range(11)]]
)
def test_steps_that_no_float_has_exactly_are_states(tenths: list[object]) -> None:
    share = alt.param("share", value=0.1 + 0.2, bind=alt.binding_range(min=0, max=1, step=0.1))
    titles = [f"Step {n}" for n in range(11)]
    frame = pl.DataFrame({"share": tenths, "title": titles, "sentence": None})
    explorer = Explorer(bars(share), "ties", captions=frame)
    assert (explorer.title, explorer.caption(share=0.7)[0]) == ("Step 3", "Step 7")


def test_a_last_step_beyond_the_end_of_a_slider_is_no_state() -> None:
    share = alt.param("share", value=0, bind=alt.binding_range(min=0, max=1, step=0.35))
    frame = pl.DataFrame({"share": [0.0, 0.35, 0.7], "title": ["a", "b", "c"], "sentence": None})
    assert Explorer(bars(share), "ties", captions=frame).title == "a"


@pytest.mark.parametrize(
    ("options", "column"),
    [
        ([None, 1.5], [float("nan"), 1.5]),
        (["a\u202eb", "c"], ["a\u202eb", "c"]),
        (["2030-01-01", "c"], ["2030-01-01", "c"]),
        ([0.1 + 0.2, 1], [0.1 + 0.2, 1.0]),
    ],
)
def test_an_option_of_any_kind_finds_its_row(options: list[object], column: list[object]) -> None:
    pick = alt.param("pick", value=options[0], bind=alt.binding_select(options=options))
    frame = pl.DataFrame({"pick": column, "title": ["First", "Second"], "sentence": None})
    explorer = Explorer(bars(pick), "ties", captions=frame)
    assert (explorer.title, explorer.caption(pick=options[1])[0]) == ("First", "Second")
    json.dumps(explorer.saved(), allow_nan=False)


def test_a_day_can_be_asked_for_as_a_day() -> None:
    day = alt.param("day", value="2030-01-01", bind=alt.binding_select(options=["2030-01-01"]))
    frame = pl.DataFrame({"day": [dt.date(2030, 1, 1)], "title": ["New year"], "sentence": None})
    explorer = Explorer(bars(day), "ties", captions=frame)
    assert explorer.caption(day=dt.date(2030, 1, 1))[0] == "New year"


def test_yes_is_not_the_number_one() -> None:
    pick = alt.param("pick", value=0, bind=alt.binding_select(options=[0, 1]))
    frame = pl.DataFrame({"pick": [False, True], "title": ["a", "b"], "sentence": None})
    with pytest.raises(AnalysisError, match="no row with pick = 0"):
        Explorer(bars(pick), "ties", captions=frame)


def test_a_slider_of_countless_steps_is_refused_at_once() -> None:
    fine = alt.param("fine", value=0, bind=alt.binding_range(min=0, max=1, step=1e-8))
    frame = pl.DataFrame({"fine": [0.0], "title": ["a"], "sentence": None})
    with pytest.raises(AnalysisError, match="cannot have a row for every value of fine"):
        Explorer(bars(fine), "ties", captions=frame)


def test_a_caption_is_not_given_for_a_control_that_there_is_not() -> None:
    with pytest.raises(AnalysisError, match="no control 'knd'; the controls are: kind"):
        Explorer(bars(KIND), "ties", captions=WORDS).caption(knd="paper")


def test_a_number_is_worded_as_a_reader_writes_it() -> None:
    share = alt.param("share", value=0.1 + 0.2, bind=alt.binding_range(min=0, max=1, step=0.1))
    assert Explorer(titled(bars(share), "Ties", "Counted"), "ties").sentence == (
        "Counted. share: 0.3."
    )


def test_words_that_are_numbers_are_written_out() -> None:
    frame = pl.DataFrame({"title": [2], "sentence": [0.5]})
    assert Explorer(bars(), "ties", captions=frame).caption() == ("2", "0.5")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda f: f.drop("sentence"), "no column 'sentence'"),
        (lambda f: f.rename({"kind": "sort"}), "column 'sort'; the controls are: kind"),
        (lambda f: f.head(1), "no row with kind = 'paper'"),
        (lambda f: pl.concat([f, f]), "two rows for one state of kind"),
        (lambda f: f.head(0), "has no rows"),
        (lambda f: f.with_columns(title=pl.lit("")), "no title for kind = 'goods'"),
        (
            lambda f: pl.concat([f, f.head(1).with_columns(kind=pl.lit("air"))]),
            "kind = 'air', which the control does not offer",
        ),
        (lambda f: pl.concat([f] * MOST_STATES), 'alt.Chart\\(name="caption"\\)'),
    ],
)
def test_captions_that_cannot_follow_are_refused_with_the_reason(
    change: object, complaint: str
) -> None:
    with pytest.raises(AnalysisError, match=complaint):
        Explorer(bars(KIND), "ties", captions=change(WORDS))


def test_a_chart_that_opens_where_no_caption_is_is_refused() -> None:
    free = alt.param("kind", bind=alt.binding_select(options=["goods", "paper"]))
    with pytest.raises(AnalysisError, match="the state in which the chart opens: kind = None"):
        Explorer(bars(free), "ties", captions=WORDS)


def test_a_control_with_endless_values_cannot_have_a_row_each() -> None:
    free = alt.param("kind", value="", bind=alt.binding(input="text"))
    with pytest.raises(AnalysisError, match="a control of kind 'text'"):
        Explorer(bars(free), "ties", captions=WORDS)


def test_a_layer_of_the_chart_can_say_the_caption() -> None:
    said = alt.expr.if_(KIND == "goods", "Goods\nThey are sold.", "Paper\nIt is signed.")
    caption = alt.Chart(pl.DataFrame({"row": [0]}), name="caption").mark_text()
    layered = alt.layer(bars(KIND), caption.transform_calculate(said=said).encode(text="said:N"))
    explorer = Explorer(layered, "ties")
    assert (explorer.title, explorer.sentence) == ("Goods", "They are sold.")
    [layer] = [one for one in explorer.spec["layer"] if one.get("name") == "caption"]
    assert layer["mark"]["opacity"] == 0


def test_a_layer_says_the_caption_of_any_state_that_is_asked_for() -> None:
    kinds = alt.selection_point(
        name="of",
        fields=["kind"],
        bind=alt.binding_radio(options=["goods", "paper"]),
        value=[{"kind": "goods"}],
    )
    caption = alt.Chart(TIES, name="caption").mark_text().encode(text="tie:N")
    layered = alt.layer(bars(KIND), caption.transform_filter(kinds).add_params(kinds))
    explorer = Explorer(layered, "ties")
    assert explorer.caption() == explorer.caption(kind="paper") == ("sale", "")
    explorer.add_note("By Kim.")
    assert explorer.caption(of_kind="paper") == ("treaty", "By Kim.")
    with pytest.raises(AnalysisError, match="'ties' says nothing where of_kind = 'sand'"):
        explorer.caption(of_kind="sand")


def test_a_setting_is_worded_with_its_values() -> None:
    settings = Settings(kind={"goods": "goods", "paper": "paper"})
    words = caption_rows(settings, lambda kind: (kind.title(), f"Only {kind}."))
    assert Explorer(bars(KIND), "ties", captions=words).caption(kind="paper") == (
        "Paper",
        "Only paper.",
    )


def test_what_a_page_has_of_captions_gives_the_same_ones() -> None:
    explorer = Explorer(bars(KIND), "ties", captions=WORDS)
    payload = json.loads(json.dumps(explorer.saved()[FIGURE_MIME]))
    assert Captions.of_payload(payload["captions"]) == explorer.captions
    page = BeautifulSoup(SavedFigure(payload).html("ties"), "html.parser")
    assert page.select_one("figcaption h3").text == "A sale"
    assert unpacked(page.figure["data-more"])["captions"] == payload["captions"]


@pytest.mark.parametrize(
    "captions",
    [
        [],
        {"keys": ["kind"]},
        {"keys": ["kind"], "states": [["goods", "A sale"]]},
        {"keys": ["kind"], "states": []},
        {"keys": [1], "states": [["goods", "A sale", ""]]},
        {"keys": ["kind"], "states": [["goods", {"html": "x"}, ""]]},
        {"keys": ["kind"], "states": 7},
    ],
)
def test_captions_that_a_stranger_broke_are_refused(captions: object) -> None:
    payload = Explorer(bars(KIND), "ties", captions=WORDS).saved()[FIGURE_MIME]
    with pytest.raises(AnalysisError, match="captions"):
        SavedFigure(payload | {"captions": captions})


def test_captions_that_json_lacks_a_word_for_do_not_reach_the_page() -> None:
    captions = {"keys": ["kind"], "states": [["goods", "A\u202e", ""], [float("nan"), "B", ""]]}
    payload = Explorer(bars(KIND), "ties", captions=WORDS).saved()[FIGURE_MIME]
    html = SavedFigure(payload | {"captions": captions}).html("ties")
    page = BeautifulSoup(html, "html.parser")
    assert "\u202e" not in html
    assert unpacked(page.figure["data-more"])["captions"]["states"][1] == [None, "B", ""]


def test_only_web_addresses_of_texts_in_the_chart_are_kept_as_links() -> None:
    links = {
        "treaty": "https://example.org/t",
        "sale": "javascript:alert(1)",
        "else": "https://e.org",
    }
    explorer = Explorer(bars(), "ties", links=links, alt_text="Ties.")
    assert explorer.saved()[FIGURE_MIME]["links"] == {"treaty": "https://example.org/t"}
    hostile = explorer.saved()[FIGURE_MIME] | {"links": {"treaty": "data:text/html,x"}}
    page = BeautifulSoup(SavedFigure(hostile).html("ties"), "html.parser")
    assert unpacked(page.figure["data-more"])["links"] == {}
