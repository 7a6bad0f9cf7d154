"""Fixtures shared by all tests: the dossier, an editable copy of it, and the article."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import analysis
from analysis.evidence.article import ARTICLE_VARIABLE, Article, read_article
from analysis.dossier.reading import DATA, SCHEMAS

ROOT = Path(__file__).resolve().parent.parent
BESIDE = ROOT.parent / "shared" / "article.txt"


@pytest.fixture(scope="session")
def dossier() -> analysis.Dossier:
    return analysis.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the dossier that a test may break."""
    copy = tmp_path / "dossier"
    copy.mkdir()
    for table in SCHEMAS:
        shutil.copy(DATA / f"{table}.csv", copy)
    return copy


def article_path() -> Path | None:
    """Where the article is: named, in data/, or beside the checkout."""
    named = os.environ.get(ARTICLE_VARIABLE)
    places = [Path(named)] if named else []
    return next((p for p in [*places, DATA / "article.txt", BESIDE] if p.is_file()), None)


@pytest.fixture(scope="session")
def article() -> Article:
    path = article_path()
    if path is None:
        pytest.skip(
            f"no article: name its file in {ARTICLE_VARIABLE} or put it at data/article.txt"
        )
    return read_article(path)
