"""Fixtures shared by all tests: the fictional example, an editable copy of it, and made-up ones."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

import analysis
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import TABLES
from analysis.dossier.vocabularies import package_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.evidence import Article

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def dossier() -> analysis.Dossier:
    return analysis.example()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example that a test may break."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "dossier"))


@pytest.fixture
def older(folder: Path) -> Path:
    """The example as version 0.1 would have it: tables, columns and words by their old names."""
    (folder / "study.toml").unlink()  # there was none, and choices name today's columns
    renames = package_rows("renames.csv")
    tables = {row["table"]: row["new"] for row in renames if not row["column"]}
    columns = [row for row in renames if row["column"] and not row["value"]]
    words = {(r["table"], r["column"], r["new"]): r["value"] for r in renames if r["value"]}
    for table in {tables.get(row["table"], row["table"]) for row in renames}:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        old = {
            row["new"]: row["column"]
            for row in columns
            if tables.get(row["table"], row["table"]) == table
        }
        cells = [
            [words.get((table, *pair), pair[1]) for pair in zip(header, row, strict=True)]
            for row in rows
        ]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([[old.get(name, name) for name in header], *cells])
    for old_name, new_name in tables.items():
        (folder / f"{new_name}.csv").rename(folder / f"{old_name}.csv")
    return folder


@pytest.fixture(scope="session")
def article() -> Article:
    from analysis.evidence import read_article

    return read_article(EXAMPLE / "article.txt")


class MakeDossier(Protocol):
    def __call__(self, **tables: Sequence[Mapping[str, object]]) -> analysis.Dossier: ...


@pytest.fixture
def make_dossier(tmp_path: Path) -> MakeDossier:
    """Write rows as the tables of a folder of their own, and load them: all checks apply."""

    def make(**tables: Sequence[Mapping[str, object]]) -> analysis.Dossier:
        directory = tmp_path / f"made-{len(list(tmp_path.iterdir()))}"
        directory.mkdir()
        for table, rows in ({"actors": []} | tables).items():
            columns = TABLES[table].column_names()
            with (directory / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
        return analysis.load(directory)

    return make


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "|".join(map(str, value))
    return "" if value is None else str(value)
