"""Prose and cards: text stays text, links lead only where they may, states show their cards."""

import json
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl
import pytest
from bs4 import BeautifulSoup

from analysis.errors import AnalysisError
from analysis.explorer import (
    Arrangement,
    Card,
    CardExplorer,
    Explorer,
    Finding,
    Link,
    Sentence,
)
from analysis.explorer.base import FIGURE_MIME
from analysis.explorer.saved import SavedFigure

CARDS = [
    Card("Alpha warns", ["It may answer."], ["threat"], "First", "for", "claim-c01"),
    Card("Beta waits", group="Then"),
    Card(Sentence("{who} acts", who=Link("Gamma", "#actor-gamma")), group="Then", tone="against"),
]
WHO = alt.param("who", value="all", bind=alt.binding_radio(options=["all", "one"]))
CHOSEN = (
    alt.Chart(pl.DataFrame({"card": [0, 1, 2], "slot": [1, 3, 2]}))
    .transform_filter("who === 'all' || datum.card === 1")
    .add_params(WHO)
)
WORDS = pl.DataFrame({"who": ["all", "one"], "title": ["Three", "One"], "sentence": ["", ""]})


def cards() -> CardExplorer:
    return CardExplorer(CARDS, "threats", CHOSEN, WORDS)


def test_cards_stand_in_their_groups_in_the_order_of_the_chart() -> None:
    page = BeautifulSoup(cards().to_html(), "html.parser")
    groups = {
        section.h4.text: [card["data-card"] for card in section.select("li:not([hidden])")]
        for section in page.select(".dossier-cards section")
    }
    assert groups == {"First": ["0"], "Then": ["2", "1"]}
    assert page.select_one("li#claim-c01.dossier-for .dossier-chips span").text == "threat"


def test_a_card_that_the_opening_state_leaves_out_is_there_and_hidden() -> None:
    only = alt.param("who", value="one", bind=alt.binding_radio(options=["all", "one"]))
    chart = CHOSEN.copy(deep=True)
    chart.params = [only.param]
    page = BeautifulSoup(CardExplorer(CARDS, "threats", chart, WORDS).to_html(), "html.parser")
    assert len(page.select("li")) == 3
    assert [card["data-card"] for card in page.select("li:not([hidden])")] == ["1"]
    assert page.select_one("section:has(#claim-c01)").has_attr("hidden")


def test_a_page_makes_the_same_cards_of_what_a_notebook_has() -> None:
    explorer = cards()
    payload = json.loads(json.dumps(explorer.saved()[FIGURE_MIME]))
    here = BeautifulSoup(explorer.to_html(), "html.parser").select_one(".dossier-cards")
    there = BeautifulSoup(SavedFigure(payload).html("threats"), "html.parser")
    assert str(there.select_one(".dossier-cards")) == str(here)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"tone": "loud"}, "tone"),
        ({"anchor": 'x" onclick="alert(1)'}, "anchor"),
        ({"heading": [["script", "alert(1)"]]}, "neither text, number nor link"),
        ({"lines": [[["link", "x", "javascript:alert(1)"]]]}, "not to 'javascript:alert"),
    ],
)
def test_a_card_that_a_stranger_broke_is_refused(change: dict, complaint: str) -> None:
    payload = json.loads(json.dumps(cards().saved()[FIGURE_MIME]))
    payload["cards"][0] |= change
    with pytest.raises(AnalysisError, match=complaint):
        SavedFigure(payload)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ({"card": [0, 3]}, "shows card 3; there are 3"),
        ({"card": [-1]}, "shows card -1"),
        ({"crd": [0]}, "needs the column card"),
        ({"card": ["first"]}, "needs the column card"),
        ({"card": [0], "slot": ["first"]}, "slot, if it has one, is a number"),
    ],
)
def test_a_chart_that_shows_cards_that_there_are_not_is_refused(
    rows: dict[str, list[object]], complaint: str
) -> None:
    words = pl.DataFrame({"title": ["Three"], "sentence": [""]})
    with pytest.raises(AnalysisError, match=complaint):
        CardExplorer(CARDS, "threats", alt.Chart(pl.DataFrame(rows)), words)


def test_an_anchor_of_several_cards_stands_once() -> None:
    words = pl.DataFrame({"title": ["Three"], "sentence": [""]})
    twice = CardExplorer([*CARDS, CARDS[0]], "threats", captions=words)
    page = BeautifulSoup(twice.to_html(), "html.parser")
    assert [card["data-card"] for card in page.select("#claim-c01")] == ["0"]


def test_a_number_is_written_as_a_reader_writes_it() -> None:
    said = Sentence("{a}, {b}, {c}", a=0.1 + 0.2, b=Decimal("1E+3"), c=2.5)
    assert str(said) == "0.3, 1000, 2.5"


def test_a_sentence_sets_numbers_off_and_escapes_the_rest() -> None:
    said = Sentence("{n:,} of <b>{who}</b>, {share:.0%}", n=1200, who="A & B", share=0.5)
    assert said.html() == (
        "<strong>1,200</strong> of &lt;b&gt;A &amp; B&lt;/b&gt;, <strong>50%</strong>"
    )
    assert str(said) == "1,200 of <b>A & B</b>, 50%"


def test_a_finding_is_the_same_text_as_plain_and_as_html() -> None:
    finding = Finding(
        "known", [Sentence("Of {n} ties.", n=2, see="#explorer-ties"), "Plain."], heading="Known"
    )
    assert str(finding) == "Known\nOf 2 ties.\nPlain."
    page = BeautifulSoup(finding.to_html(), "html.parser")
    assert page.a["href"] == "#explorer-ties"
    assert [p.text for p in page.select("p")] == ["Known", "Of 2 ties. Figure", "Plain."]
    saved = SavedFigure(json.loads(json.dumps(finding.saved()[FIGURE_MIME])))
    assert saved.html("known") == finding.to_html()


def test_a_slot_without_a_value_is_named() -> None:
    with pytest.raises(AnalysisError, match=r"has no value for \{n\}"):
        Sentence("Of {n} ties.")


@pytest.mark.parametrize(
    "address", ["javascript:0", "//example.org", "other.html", "#a b", "ftp://x"]
)
def test_a_link_leads_to_an_anchor_or_to_the_web(address: str) -> None:
    with pytest.raises(AnalysisError, match="a link leads to an anchor or to the web"):
        Sentence("{x}", x=Link("x", address))


def test_an_arrangement_names_controls_each_in_one_group() -> None:
    boxes = [alt.param(name=one, value=False, bind=alt.binding_checkbox()) for one in ("a", "b")]
    menu = alt.param(name="m", value="x", bind=alt.binding_select(options=["x", "y"]))
    chart = alt.Chart(pl.DataFrame({"n": [1]})).mark_bar().encode(x="n:Q")
    chart = chart.add_params(*boxes, menu)

    def arranged(**parts: Any) -> Explorer:  # noqa: ANN401
        return Explorer(chart, "bars", alt_text="Bars.", arrangement=Arrangement(**parts))

    with pytest.raises(AnalysisError, match="arranges 'c'; the controls are: a, b, m"):
        arranged(groups={"All": ["a", "c"]})
    with pytest.raises(AnalysisError, match="'a' in two groups"):
        arranged(groups={"One": ["a"], "Two": ["a"]})
    with pytest.raises(AnalysisError, match="only a checkbox is implied, and 'm' is not one"):
        arranged(implied={"a": ["m"]})
    payload = arranged(presets={"None": {"a": False}}).saved()[FIGURE_MIME]
    assert SavedFigure(payload).arrangement == Arrangement(presets={"None": {"a": False}})
    with pytest.raises(AnalysisError, match="not groups, presets and implied"):
        SavedFigure(payload | {"arrangement": {"groups": 1}})
    strange = {"groups": [], "presets": [["N", {"zz": 1}]], "implied": {}}
    with pytest.raises(AnalysisError, match="arranges 'zz'"):
        SavedFigure(payload | {"arrangement": strange})


def test_a_card_has_one_of_the_lanes() -> None:
    with pytest.raises(AnalysisError, match="a card's lane is one of start, end"):
        Card("Alpha warns", lane="middle")
