"""Claims are found in the article, in shifted copies of it, or fail loudly."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.evidence.article import ARTICLE_VARIABLE, Article, read_article
from analysis.evidence import EvidenceError, digest, excerpt, locate

if TYPE_CHECKING:
    from pathlib import Path

    import analysis

TEXT = "Title of it\n\nOne side said “no deal” today.\n\nThe other’s answer: no deal, again.\n"
"""A made-up article; curly marks as newspapers print them."""


def claim(text: str, words: str, quote: str, *, at: int = 0) -> pl.DataFrame:
    start = text.index(words, at)
    row = {"claim_id": "c1", "start": start, "end": start + len(words), "quote": quote}
    paragraph = Article(text).paragraph_at(start)
    return pl.DataFrame([row | {"digest": digest(words), "paragraph": paragraph}])


def straight(text: str) -> str:
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def test_every_claim_of_the_dossier_stands_where_it_says(
    dossier: analysis.Dossier, article: Article
) -> None:
    spots = locate(dossier.claims, article)
    assert set(spots["found"]) == {"exact"}
    assert spots["paragraph"].equals(dossier.claims["paragraph"])
    for claim_id, start, end in spots.select("claim_id", "start", "end").iter_rows():
        quote = dossier.claims.filter(claim_id=claim_id)["quote"].item()
        assert quote in article.text[start:end]


@pytest.mark.parametrize(
    "shift",
    [
        lambda text: text.replace("\n", "\r\n"),
        straight,
        lambda text: "By a reporter\n\n" + straight(text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "  "),
    ],
    ids=["CRLF", "straight quotes", "one paragraph more", "non-breaking", "double spaces"],
)
def test_every_claim_is_found_in_a_shifted_copy(
    dossier: analysis.Dossier, article: Article, shift: object
) -> None:
    assert callable(shift)
    copy = Article(shift(article.text))
    spots = locate(dossier.claims, copy)
    assert set(spots["found"]) <= {"exact", "moved"}
    plain = str.maketrans("“”‘’\u00a0", "\"\"'' ")
    for (_, start, end, *_), row in zip(
        spots.iter_rows(), dossier.claims.iter_rows(named=True), strict=True
    ):
        original = article.text[row["start"] : row["end"]].translate(plain)
        assert re.sub(" +", " ", copy.text[start:end].translate(plain)) == original


def test_every_claim_is_found_in_a_page_saved_from_the_web(
    dossier: analysis.Dossier, article: Article, tmp_path: Path
) -> None:
    lines = [html.escape(line).replace("’", "&rsquo;") for line in article.text.split("\n")]
    body = "".join(f"<p>{line}</p>" for line in lines if line)
    page = tmp_path / "saved.html"
    head = "<head><title>x</title><script>var a = '<p>';</script></head>"
    page.write_text(f"<!DOCTYPE html><html>{head}<body>{body}</body></html>", encoding="utf-8")
    spots = locate(dossier.claims, read_article(page))
    assert set(spots["found"]) <= {"exact", "moved"}


def test_a_claim_that_stands_twice_is_told_apart_by_its_neighbours(
    dossier: analysis.Dossier, article: Article
) -> None:
    copy = Article("Another line\n\n" + article.text)
    twice = dossier.claims.filter(
        pl.col("quote").map_elements(article.text.count, return_dtype=pl.Int64) > 1
    )
    assert twice.height > 0
    spots = locate(dossier.claims, copy)
    moved = spots.filter(pl.col("claim_id").is_in(twice["claim_id"].implode()))["paragraph"]
    assert (moved - twice["paragraph"]).to_list() == [1] * twice.height


def test_a_claim_that_could_be_meant_in_two_places_fails_with_both() -> None:
    claims = claim(TEXT, "no deal", "no deal")
    copy = TEXT[7:]
    one, other = (m.start() for m in re.finditer("no deal", copy))
    places = f"characters {one} to {one + 7}, {other} to {other + 7}"
    with pytest.raises(EvidenceError, match=f"could be meant at {places}"):
        locate(claims, Article(copy))


def test_neighbours_do_not_choose_between_two_places_in_one_paragraph() -> None:
    text = "Title\n\nThey said no deal, then no deal again. Nobody else was there.\n"
    unique = claim(text, "Nobody else was there", "Nobody else")
    twice = claim(text, "no deal", "no deal").with_columns(claim_id=pl.lit("c2"))
    assert locate(pl.concat([unique, twice]), Article(text))["found"].to_list() == ["exact"] * 2
    with pytest.raises(EvidenceError, match="c2 could be meant at"):
        locate(pl.concat([unique, twice]), Article("One more line\n\n" + text))


def test_a_missing_quote_fails_with_the_claim() -> None:
    claims = claim(TEXT, "One side said “no deal” today", "One side")
    with pytest.raises(EvidenceError, match="c1 quotes words that this copy does not hold"):
        locate(claims, Article("Something else\n"))


def test_an_edited_sentence_is_found_by_its_quote_and_said_to_be_reworded() -> None:
    claims = claim(TEXT, "One side said “no deal” today", "One side said")
    spots = locate(claims, Article(TEXT.replace("today", "yesterday")))
    assert spots["found"].to_list() == ["reworded"]


def test_an_excerpt_points_without_quoting_until_asked() -> None:
    claims = claim(TEXT, "no deal", "no deal")
    shown = excerpt(claims, "c1", Article(TEXT))
    assert str(shown) == "c1: paragraph 1, characters 28 to 35 (exact)"
    assert shown.reveal() == "One side said “[[no deal]]” today."


def test_markup_in_an_article_is_shown_as_text() -> None:
    text = "Title\n\nThey said <script>alert(1)</script> twice.\n"
    shown = excerpt(claim(text, "<script>", "<script>"), "c1", Article(text))
    assert "<script>" not in shown.to_html()
    assert "<mark>&lt;script&gt;</mark>" in shown.to_html()


def test_without_an_article_the_error_says_how_to_supply_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(ARTICLE_VARIABLE, str(tmp_path / "none.txt"))
    with pytest.raises(
        FileNotFoundError, match=rf"(?s)none\.txt.*{ARTICLE_VARIABLE}.*data/article"
    ):
        read_article()


def test_an_article_in_latin1_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    with pytest.raises(EvidenceError, match="byte 3 is not UTF-8"):
        read_article(tmp_path / "a.txt")
