"""The packaged study is what the command takes where there is no other dossier."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from analysis.cli import app
from analysis.cli.sharing import title_of
from analysis.cli.starter import starter_files
from analysis.dossier.vocabularies import every_vocabulary

if TYPE_CHECKING:
    import pytest

    from analysis import Dossier
    from analysis.evidence import Article

ROOT = Path(__file__).resolve().parents[3]


def test_the_packaged_study_has_no_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["check"])
    assert done.exit_code == 0, done.stdout
    assert done.stdout.startswith("No problems in ")
    assert done.stderr == ""


def test_every_claim_is_found_in_the_article(
    tmp_path: Path, dossier: Dossier, article: Article
) -> None:
    (tmp_path / "copy.txt").write_text(article.text, encoding="utf-8")
    done = CliRunner().invoke(app, ["check", "--article", str(tmp_path / "copy.txt")])
    assert f"All {dossier.claims.height} claims found in the article" in done.stdout


def test_pages_of_the_study_have_its_title(dossier: Dossier) -> None:
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert title_of(notebooks) == dossier.study.title


def test_nothing_of_the_study_is_in_a_new_dossier(dossier: Dossier) -> None:
    written = "\n".join(content.decode() for content in starter_files().values())
    for vocabulary in every_vocabulary().values():  # standards are named after who keeps them
        for word in vocabulary:
            written = written.replace(word.source, "")
    for name in (*dossier.actors["name"], *dossier.places["name"]):
        assert not re.search(rf"\b{re.escape(name)}\b", written), name
