"""Switches in groups, buttons that set several, and switches that others imply."""

from collections.abc import Callable
from pathlib import Path

import altair as alt
import polars as pl
import pytest
from opened_page import OpenPage
from playwright.sync_api import expect

from analysis.explorer import Arrangement, Card, CardExplorer, Explorer, Sentence

WORDS = {"arms": "Alpha sends arms", "missiles": "Alpha sends missiles", "talks": "Beta talks"}


def of_switches(**on: bool) -> Explorer:
    """Draw a bar for each switch that is on, or that another implies."""
    boxes = [
        alt.param(name=one, value=on.get(one, False), bind=alt.binding_checkbox(name=words))
        for one, words in WORDS.items()
    ]
    shown = "datum.act == 'arms' ? arms || missiles : datum.act == 'talks' ? talks : missiles"
    acts = pl.DataFrame({"act": list(WORDS)})
    chart = alt.Chart(acts).mark_bar().encode(y="act:N", tooltip="act:N").transform_filter(shown)
    return Explorer(
        chart.add_params(*boxes),
        "switches",
        alt_text="Which switches are on.",
        arrangement=Arrangement(
            groups={"Alpha": ["arms", "missiles"], "<b>Beta</b>": ["talks"]},
            presets={
                "Nothing": dict.fromkeys(WORDS, False),
                "Missiles & talks": {"arms": False, "missiles": True, "talks": True},
            },
            implied={"arms": ["missiles"]},
        ),
    )


@pytest.fixture
def opened(open_page: Callable[..., OpenPage], export: Callable[..., Path]) -> OpenPage:
    return open_page(export(of_switches()))


def test_switches_are_in_groups_with_their_words(opened: OpenPage) -> None:
    groups = opened.page.get_by_role("group")
    assert opened.page.locator("fieldset legend").all_text_contents() == ["Alpha", "<b>Beta</b>"]
    assert groups.filter(has_text="Alpha").get_by_role("checkbox").count() == 2
    assert opened.problems == []


def test_a_button_sets_several_switches_and_says_so(opened: OpenPage) -> None:
    nothing = opened.page.get_by_role("button", name="Nothing")
    several = opened.page.get_by_role("button", name="Missiles & talks")
    expect(nothing).to_have_attribute("aria-pressed", "true")
    several.click()
    expect(several).to_have_attribute("aria-pressed", "true")
    expect(nothing).to_have_attribute("aria-pressed", "false")
    expect(opened.page.get_by_label("Beta talks", exact=True)).to_be_checked()
    assert opened.column("switches", "act") == ["arms", "missiles", "talks"]
    assert opened.page.url.endswith("#explorer-switches?missiles=true&talks=true")
    opened.page.get_by_label("Beta talks", exact=True).uncheck()
    expect(several).to_have_attribute("aria-pressed", "false")


def test_what_a_switch_implies_is_ticked_until_it_is_off_again(opened: OpenPage) -> None:
    missiles = opened.page.get_by_label("Alpha sends missiles", exact=True)
    arms = opened.page.get_by_label("Alpha sends arms", exact=True)
    expect(arms).to_be_enabled()
    missiles.check()
    implied = opened.page.get_by_label("Alpha sends arms (implied)", exact=True)
    expect(implied).to_be_checked()
    expect(implied).to_be_disabled()
    assert opened.page.url.endswith("?missiles=true")
    missiles.uncheck()
    expect(arms).not_to_be_checked()
    expect(arms).to_be_enabled()
    arms.check()
    missiles.check()
    missiles.uncheck()
    expect(arms).to_be_checked()


def test_cards_face_each_other_where_there_is_room_and_unfold(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    cards = [
        Card(
            "Alpha warns", group="1 May", lane="start", folded=[Sentence("In full.")], fold="More"
        ),
        Card("Beta answers", group="1 May", lane="end"),
        Card("They talk", group="2 May", lane="across"),
    ]
    said = pl.DataFrame({"title": ["Two sides"], "sentence": [None]})
    path = export(CardExplorer(cards, "thread", captions=said))
    wide, narrow = (
        open_page(path, viewport={"width": width, "height": 900}).page for width in (1200, 390)
    )
    boxes = {
        page: [page.locator("li", has_text=words).bounding_box() for words in ("warns", "answers")]
        for page in (wide, narrow)
    }
    (left, right), (first, second) = boxes[wide], boxes[narrow]
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]
    assert first["y"] + first["height"] <= second["y"]
    assert first["x"] < second["x"]
    assert wide.get_by_text("In full.").is_hidden()
    wide.get_by_text("More", exact=True).click()
    assert wide.get_by_text("In full.").is_visible()
    wide.emulate_media(media="print")
    assert wide.get_by_text("In full.").is_hidden()
