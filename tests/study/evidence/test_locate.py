"""Every claim of the study is found in its article and in shifted copies of it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import polars as pl
import pytest
from copies import CHANGES, assert_found_again

from analysis.evidence import Article, locate, read_article

if TYPE_CHECKING:
    from pathlib import Path

    import analysis


def test_every_claim_is_where_it_says(dossier: analysis.Dossier, article: Article) -> None:
    spots = locate(dossier.claims, article)
    assert set(spots["match"]) == {"exact"}
    assert spots["paragraph"].equals(dossier.claims["paragraph"])
    for claim_id, start, end in spots.select("claim_id", "start", "end").iter_rows():
        quote = dossier.claims.filter(claim_id=claim_id)["quote"].item()
        assert quote in article.text[start:end]


@pytest.mark.parametrize("change", CHANGES)
def test_every_claim_is_found_in_a_copy(
    change: str, dossier: analysis.Dossier, article: Article
) -> None:
    assert_found_again(dossier, article, change)


def test_every_claim_is_found_in_a_page_saved_from_the_web(
    dossier: analysis.Dossier, article: Article, tmp_path: Path
) -> None:
    lines = [html.escape(line).replace("’", "&rsquo;") for line in article.text.split("\n")]
    body = "".join(f"<p>{line}</p>" for line in lines if line)
    page = tmp_path / "saved.html"
    head = "<head><title>x</title><script>var a = '<p>';</script></head>"
    page.write_text(f"<!DOCTYPE html><html>{head}<body>{body}</body></html>", encoding="utf-8")
    spots = locate(dossier.claims, read_article(page))
    assert set(spots["match"]) <= {"exact", "moved"}


def test_neighbours_decide_between_words_that_occur_twice(
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
