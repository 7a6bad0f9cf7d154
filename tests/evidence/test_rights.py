"""The article is somebody else's: no error, traceback or printed object repeats its sentences."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import AnalysisError, QuestionError
from analysis.evidence import (
    Article,
    anchor_problems,
    excerpt,
    locate,
    make_anchor,
    read_article,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import analysis

WORDS_IN_A_ROW = 9
"""Longer than a quote of a dossier may be."""


def repeated(shown: str, article: Article) -> list[str]:
    words = article.text.split()
    spoken = " ".join(shown.replace("\\n", " ").replace("\\r", " ").split())
    runs = (words[at : at + WORDS_IN_A_ROW] for at in range(len(words) - WORDS_IN_A_ROW))
    return [run for run in map(" ".join, runs) if run in spoken]


def traceback_with_locals(action: Callable[[], object]) -> str:
    """What a notebook in verbose mode, a log or an error reporter keeps of an error."""
    with pytest.raises((AnalysisError, OSError)) as caught:
        action()
    error = caught.value
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [line for line in shown.format() if "/tests/" not in line]
    return "".join([*frames, repr(error), repr(error.__cause__), repr(error.__context__)])


def test_no_traceback_repeats_the_article(
    dossier: analysis.Dossier, article: Article, tmp_path: Path
) -> None:
    (tmp_path / "latin.txt").write_bytes(article.text.encode("cp1252"))
    for name, beginning in (("cut.pdf", b"%PDF-1.7\n"), ("cut.docx", b"PK\3\4")):
        (tmp_path / name).write_bytes(beginning + article.text.encode())
    lost = dossier.claims.with_columns(quote=pl.lit("never said"), digest=pl.lit("0" * 16))
    twice = Article(article.text + "\n" + article.text)
    actions: list[Callable[[], object]] = [
        lambda: locate(lost, article),
        lambda: locate(dossier.claims, Article("nothing")),
        lambda: locate(dossier.claims.head(1).with_columns(start=pl.lit(9, pl.Int32)), twice),
        lambda: make_anchor(article, "never said"),
        lambda: make_anchor(article, "the"),
        lambda: excerpt(dossier, "nobody", article),
        lambda: read_article(tmp_path / "latin.txt"),
        lambda: read_article(tmp_path / "cut.pdf"),
        lambda: read_article(tmp_path / "cut.docx"),
        lambda: read_article(tmp_path),
    ]
    for action in actions:
        assert repeated(traceback_with_locals(action), article) == []
    with pytest.raises(QuestionError):
        excerpt(dossier, "nobody", article)


def test_no_printed_object_or_problem_repeats_the_article(
    dossier: analysis.Dossier, article: Article
) -> None:
    reworded = Article(article.text.replace("Ardania", "Belmark"))
    shown = [article, excerpt(dossier, "c15", article), anchor_problems(dossier.claims, reworded)]
    for thing in shown:
        assert repeated(f"{thing} {thing!r}", article) == []
    assert repeated(article.text, article) != []
