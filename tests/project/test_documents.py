"""Pages that are generated say what code and tables say; nothing is written anew here."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from generate import DOCS, PAGES

from analysis.dossier.choices import KEYS
from analysis.dossier.tables import TABLES
from analysis.dossier.vocabularies import every_vocabulary

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", PAGES)
def test_generating_a_page_again_changes_nothing(page: str) -> None:
    committed = (DOCS / page).read_text(encoding="utf-8")
    assert PAGES[page]() == committed, "run: make docs"


def test_every_column_word_and_key_has_its_line() -> None:
    tables = (DOCS / "tables.md").read_text(encoding="utf-8")
    for name, schema in TABLES.items():
        section = tables.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for column in schema.column_names():
            assert f"\n| `{column}`" in section, (name, column)
    for name, words in every_vocabulary().items():
        section = tables.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for word in words:
            assert f"\n| `{word.word}` |" in section, (name, word.word)
    study = (DOCS / "study.md").read_text(encoding="utf-8")
    for key in KEYS:
        section = study.split(f"\n## [{key.section}]\n")[1].split("\n## ")[0]
        assert f"\n| `{key.key}` |" in section, key


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_links_within_a_page_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_names_that_the_newest_changes_give_exist() -> None:
    newest = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
    given = [
        name
        for row in re.findall(r"^\|.*\|$", newest, re.MULTILINE)
        for name in re.findall(r"`(analysis(?:\.\w+)+)", row.split("|")[2])
    ]
    assert given
    for name in given:
        module, _, attribute = name.rpartition(".")
        assert hasattr(importlib.import_module(module), attribute), name


def test_modules_that_the_architecture_names_exist() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    table = re.findall(r"^\|.*\|$", text.split("## Where to look")[1], re.MULTILINE)[2:]
    for row in table:
        room = ""
        for name in re.findall(r"`([\w/.]+)`", row.split("|")[2]):
            first = name.split("/")[0]
            room = first if (ROOT / "analysis" / first).is_dir() else room
            places = [ROOT / "analysis" / name, ROOT / "analysis" / room / name]
            assert any(place.exists() for place in places), (row, name)
