"""The article is read from a file of one's own, and not printed by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis.evidence import ARTICLE_ENV, AnchorError, Article, read_article
from analysis.evidence.readers import MOST_BYTES, MOST_CHARACTERS

if TYPE_CHECKING:
    from pathlib import Path


def test_an_article_is_printed_without_its_words() -> None:
    article = Article("Title\n\nOne side said no.\n")
    assert repr(article) == "Article(25 characters, 2 paragraphs)"
    assert "One side" not in str(article)


def test_the_path_comes_first_then_the_variable_then_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("given", "named", "article"):
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    monkeypatch.delenv(ARTICLE_ENV, raising=False)
    assert read_article(folder=tmp_path).text == "article"
    monkeypatch.setenv(ARTICLE_ENV, str(tmp_path / "named.txt"))
    assert read_article(folder=tmp_path).text == "named"
    assert read_article(tmp_path / "given.txt", tmp_path).text == "given"


def test_without_an_article_the_error_says_how_to_supply_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(ARTICLE_ENV, raising=False)
    with pytest.raises(FileNotFoundError) as missing:
        read_article(folder=tmp_path)
    assert str(missing.value) == (
        f"no article at {tmp_path / 'article.txt'}. Everything works without it except checking "
        "and showing claims in the article's words. Save it as plain text beside the tables as "
        "article.txt, or set DOSSIER_ARTICLE to its path."
    )


def test_an_article_in_latin1_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    with pytest.raises(AnchorError, match="byte 3 is not UTF-8"):
        read_article(tmp_path / "a.txt")


@pytest.mark.parametrize("end", ["</head>", ""])
def test_a_page_saved_from_the_web_is_read_without_its_markup(tmp_path: Path, end: str) -> None:
    head = f"<head><title>x</title><script>var a = '<p>';</script><!-- y -->{end}"
    body = "<body><h1>Title</h1><p>One side said &ldquo;no&rdquo;.</p></body>"
    page = tmp_path / "saved.html"
    page.write_text(f"<!DOCTYPE html><html>{head}{body}</html>", encoding="utf-8")
    assert read_article(page).text == "Title\n\nOne side said “no”.\n"


def test_an_article_beyond_the_limits_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("a" * MOST_CHARACTERS, encoding="utf-8")
    assert len(read_article(path).text) == MOST_CHARACTERS
    path.write_text("ä" * (MOST_CHARACTERS + 1), encoding="utf-8")
    said = "has 5,000,001 characters; an article has at most 5,000,000"
    with pytest.raises(AnchorError, match=said):
        read_article(path)
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(AnchorError, match="is larger than 64 MiB; save the article alone"):
        read_article(path)
