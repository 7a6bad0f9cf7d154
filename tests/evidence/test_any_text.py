"""Anchors in any text: emoji, combining characters, line ends of every kind, blanks nobody sees."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.evidence import AnchorError, Article, digest, locate, make_anchor
from analysis.evidence.anchors import anchor_at
from analysis.evidence.normal_form import Form, normal

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = (
    *("a", "b", "no", "deal", "É", "e\u0301", "ö", "한", "\u1112\u1161\u11ab", "ﬁ", "٣", "我"),
    *("🚢", "👩‍🚀", "🇰🇷", "1\ufe0f\u20e3", "x\u0336\u0301"),
    *("“", "”", "’", "'", '"', ",", ".", "…", "–", "-", "\u2011", "\u00ad", "\u200b"),
    *(" ", " ", " ", "\u00a0", "\u202f", "  ", "\n", "\r\n", "\n\n", "\r", "\t", "\u2028"),
)
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join)
COPIES: dict[str, Callable[[str], str]] = {
    "with CRLF": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "with doubled blanks": lambda text: text.replace(" ", " \u00a0"),
    "below a byline": lambda text: "Zzyzx Qqq\n\n" + text,
    "with a mark of byte order": lambda text: "\ufeff" + text,
}


def claim_at(article: Article, start: int, end: int) -> pl.DataFrame:
    return pl.DataFrame([{"claim_id": "c1", **anchor_at(article, start, end)}])


@st.composite
def passages(draw: st.DrawFn) -> tuple[Article, int, int]:
    """Give a text and whole letters of it that begin and end with something that is read."""
    text = draw(TEXTS)
    form = Form.normal(text)
    places = [at for at, character in enumerate(form.text) if not character.isspace()]
    assume(places)
    first = draw(st.sampled_from(places))
    last = draw(st.sampled_from([at for at in places if at >= first]))
    start, end = form.raw(first, last + 1)
    assume(Form.normal(text[start:end]).letters.text)  # marks alone are nobody's words
    return Article(text), start, end


@settings(deadline=None)
@given(passages())
def test_words_are_at_their_characters_in_the_text_itself(
    passage: tuple[Article, int, int],
) -> None:
    article, start, end = passage
    spot = locate(claim_at(article, start, end), article).row(0, named=True)
    assert (spot["start"], spot["end"], spot["match"]) == (start, end, "exact")


@settings(deadline=None)
@given(passages(), st.sampled_from(list(COPIES)))
def test_in_a_copy_the_same_words_are_found_or_none(
    passage: tuple[Article, int, int], how: str
) -> None:
    article, start, end = passage
    copy = Article(COPIES[how](article.text))
    claim = claim_at(article, start, end)
    try:
        spot = locate(claim, copy).row(0, named=True)
    except AnchorError as refused:
        (problem,) = refused.problems
        assert problem.file == "claims.csv"
        places = Form.normal(copy.text).anywhere(claim["quote"][0])
        assert len(places) != 1, f"{claim['quote'][0]!r} is in the copy once: {problem.remedy}"
        return
    found = copy.text[spot["start"] : spot["end"]]
    assert digest(found) == claim["digest"][0] or spot["match"] == "reworded"
    if copy.text == article.text:
        assert (spot["start"], spot["end"]) == (start, end)


@settings(deadline=None)
@given(passages())
def test_an_anchor_is_made_for_words_that_are_there_once(
    passage: tuple[Article, int, int],
) -> None:
    article, start, end = passage
    words = article.text[start:end]
    form, sought = Form.normal(article.text), normal(words)
    at = [place for place in range(len(form.text)) if form.text.startswith(sought, place)]
    places = [form.raw(place, place + len(sought)) for place in at]
    try:
        made = make_anchor(article, words)
    except AnchorError:
        assert len(places) > 1
        return
    assert places == [(made["start"], made["end"])]
    assert made["digest"] == digest(words)
    assert len(str(made["quote"]).split()) <= 8


@settings(deadline=None)
@given(TEXTS)
def test_what_nobody_reads_changes_no_digest(text: str) -> None:
    for copy in ("with CRLF", "decomposed", "composed", "with doubled blanks"):
        assert digest(COPIES[copy](text)) == digest(text), copy


@settings(deadline=None)
@given(TEXTS)
def test_every_letter_of_a_normal_form_leads_back_to_characters_that_are_it(text: str) -> None:
    form = Form.normal(text)
    for at, letter in enumerate(form.text):
        start, end = form.raw(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert letter in normal(text[start:end])
