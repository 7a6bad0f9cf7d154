"""Claims are found in the article, in shifted copies of it, or fail loudly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import QuestionError
from analysis.evidence import (
    AnchorError,
    Article,
    anchor_problems,
    digest,
    excerpt,
    locate,
    make_anchor,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeDossier

    import analysis

TEXT = "Title of it\n\nOne side said “no deal” today.\n\nThe other’s answer: no deal, again.\n"
"""A made-up article; curly marks as newspapers print them."""


def claim(text: str, words: str, quote: str, *, at: int = 0) -> pl.DataFrame:
    start = text.index(words, at)
    row = {"claim_id": "c1", "start": start, "end": start + len(words), "quote": quote}
    paragraph = Article(text).paragraph_of(start)
    return pl.DataFrame([row | {"digest": digest(words), "paragraph": paragraph}])


def straight(text: str) -> str:
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


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
    dossier: analysis.Dossier, article: Article, shift: Callable[[str], str]
) -> None:
    copy = Article(shift(article.text))
    spots = locate(dossier.claims, copy)
    assert set(spots["match"]) <= {"exact", "moved"}
    for (_, start, end, *_), row in zip(
        spots.iter_rows(), dossier.claims.iter_rows(named=True), strict=True
    ):
        words = re.sub(r"\s+", " ", copy.text[start:end])
        assert straight(words) == straight(article.text[row["start"] : row["end"]])


def test_an_anchor_is_made_as_the_example_has_it(
    dossier: analysis.Dossier, article: Article
) -> None:
    for row in dossier.claims.iter_rows(named=True):
        made = make_anchor(article, article.text[row["start"] : row["end"]])
        assert made | {"quote": row["quote"]} == {key: row[key] for key in made}
        assert str(made["quote"]) in article.text


def test_words_for_an_anchor_have_to_be_in_one_place() -> None:
    article = Article(TEXT)
    with pytest.raises(AnchorError, match="is at characters 28 to 35, 65 to 72; give more words"):
        make_anchor(article, "no deal")
    for words in ("a deal", "", " "):
        with pytest.raises(AnchorError, match="is not there"):
            make_anchor(article, words)


def test_a_claim_that_could_be_meant_in_two_places_fails_with_both() -> None:
    claims = claim(TEXT, "no deal", "no deal")
    copy = TEXT[7:]
    one, other = (m.start() for m in re.finditer("no deal", copy))
    places = f"characters {one} to {one + 7}, {other} to {other + 7}"
    with pytest.raises(AnchorError, match=f"could be meant at {places}"):
        locate(claims, Article(copy))


def test_neighbours_do_not_choose_between_two_places_in_one_paragraph() -> None:
    text = "Title\n\nThey said no deal, then no deal again. Nobody else was there.\n"
    unique = claim(text, "Nobody else was there", "Nobody else")
    twice = claim(text, "no deal", "no deal").with_columns(claim_id=pl.lit("c2"))
    assert locate(pl.concat([unique, twice]), Article(text))["match"].to_list() == ["exact"] * 2
    with pytest.raises(AnchorError, match=r"line 3.*c2 could be meant at"):
        locate(pl.concat([unique, twice]), Article("One more line\n\n" + text))


def test_a_missing_quote_fails_with_the_claim() -> None:
    claims = claim(TEXT, "One side said “no deal” today", "One side")
    with pytest.raises(AnchorError, match="c1 quotes words that are not in this copy"):
        locate(claims, Article("Something else\n"))


def test_an_edited_sentence_is_found_by_its_quote_and_said_to_be_reworded() -> None:
    claims = claim(TEXT, "One side said “no deal” today", "One side said")
    edited = Article(TEXT.replace("today", "yesterday"))
    assert locate(claims, edited)["match"].to_list() == ["reworded"]
    [problem] = anchor_problems(claims, edited)
    assert (problem.file, problem.line, problem.column) == ("claims.csv", 2, "digest")
    assert "the quote is at 13 to 26" in problem.remedy


@pytest.mark.parametrize(("column", "wrong"), [("quote", "no chance"), ("paragraph", 7)])
def test_an_anchor_that_contradicts_its_words_is_a_problem(column: str, wrong: str | int) -> None:
    claims = claim(TEXT, "One side", "One side")
    assert anchor_problems(claims, Article(TEXT)) == []
    [problem] = anchor_problems(claims.with_columns(pl.lit(wrong).alias(column)), Article(TEXT))
    assert (problem.column, problem.value) == (column, str(wrong))


def test_an_excerpt_points_without_quoting_until_asked(
    dossier: analysis.Dossier, article: Article
) -> None:
    shown = excerpt(dossier, "c15", article)
    assert str(shown) == repr(shown) == "c15: paragraph 8, characters 1787 to 1831 (exact)"
    assert shown.text().startswith("Nor are the islands mere bystanders, in her view. “[[Delmora")
    assert shown.text().endswith("boats,]]” she said.")


def test_an_excerpt_of_an_unknown_claim_is_refused(
    dossier: analysis.Dossier, article: Article
) -> None:
    with pytest.raises(QuestionError, match='"c99" is not a claim of this dossier'):
        excerpt(dossier, "c99", article)


def test_markup_in_an_article_is_shown_as_text(make_dossier: MakeDossier) -> None:
    article = Article("Title\n\nThey said <script>alert(1)</script> twice.\n")
    who = {"actor_id": "they", "name": "They", "kind": "group"}
    said = {"claim_id": "c1", "speaker": "they", "statement": "A script runs."}
    anchor = make_anchor(article, "<script>")
    shown = excerpt(make_dossier(actors=[who], claims=[said | anchor]), "c1", article)
    assert "<script>" not in shown.to_html()
    assert "<mark>&lt;script&gt;</mark>" in shown.to_html()


def test_a_dossier_without_claims_has_nothing_to_locate(make_dossier: MakeDossier) -> None:
    nothing = make_dossier().claims
    spots = locate(nothing, Article(TEXT))
    assert spots.columns == ["claim_id", "start", "end", "paragraph", "match"]
    assert spots.is_empty()
    assert anchor_problems(nothing, Article(TEXT)) == []


def test_a_missing_quote_names_the_nearest_words_and_what_differs() -> None:
    claims = claim(TEXT, "One side said “no deal” today", "One side said “no deal” today")
    edited = Article(TEXT.replace("no deal” today", "no chance” yesterday"))
    with pytest.raises(AnchorError) as lost:
        locate(claims, edited)
    remedy = lost.value.problems[0].remedy
    at = edited.text.index("One side")
    assert f"the nearest words are at characters {at} to " in remedy
    assert 'have "chance yesterday" for "deal today"' in remedy


def test_the_verbatim_place_is_taken_before_another_spelling_of_the_words() -> None:
    article = Article("Title\n\nHe said no-deal once, and no deal later.\n")
    assert article.text[make_anchor(article, "no deal")["start"] :].startswith("no deal later")
    assert article.text[make_anchor(article, "no-deal")["start"] :].startswith("no-deal once")


def test_marks_of_another_kind_come_before_none_at_all() -> None:
    article = Article("Title\n\nShe said no deal, and later said “no deal” aloud.\n")
    start = make_anchor(article, 'said "no deal"')["start"]
    assert article.text[start:].startswith("said “no")


def test_a_divided_word_is_not_taken_for_its_like_elsewhere() -> None:
    text = "Title\n\nFirst came the agreement of May.\n\nThen came the agreement of June.\n"
    claims = claim(text, "the agreement", "the agreement", at=30)
    copy = text.replace("the agreement of May", "the agree-\nment of May")
    with pytest.raises(AnchorError, match="could be meant at"):
        locate(claims, Article("One more\n" + copy))
