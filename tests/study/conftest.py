"""In tests of this study ``dossier``, ``folder`` and ``article`` are its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.dossier.reading import PACKAGED

if TYPE_CHECKING:
    from analysis.evidence import Article

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "article.txt"


@pytest.fixture(scope="session")
def dossier() -> analysis.Dossier:
    return analysis.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the study that a test may break."""
    return Path(shutil.copytree(PACKAGED, tmp_path / "dossier"))


@pytest.fixture(scope="session")
def article() -> Article:
    from analysis.evidence import read_article

    named = os.environ.get("DOSSIER_ARTICLE")
    places = [*([Path(named)] if named else []), PACKAGED / "article.txt", BESIDE]
    path = next((p for p in places if p.is_file()), None)
    if path is None:
        pytest.skip("no article: name its file in DOSSIER_ARTICLE or put it at data/article.txt")
    return read_article(path)
