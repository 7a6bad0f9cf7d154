"""Dossiers to make a corpus of."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from made_dossiers import EXAMPLES, Write, write_rows

from analysis.dossier.reading import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(name: str, *actors: Mapping[str, str], **more: Sequence[Mapping[str, str]]) -> Path:
        folder = tmp_path / "dossiers" / name
        folder.mkdir(parents=True)
        write_rows(folder / "actors.csv", [{"kind": "organisation", **actor} for actor in actors])
        source = {"source_id": "article", "title": f"Title of {name}", "kind": "article"}
        write_rows(folder / "sources.csv", [source | {"published": "2033-05-01"}])
        for table, rows in more.items():
            write_rows(folder / f"{table}.csv", rows)
        return folder

    return made


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A folder with three dossiers: two of the corpus's example, and the package's own."""
    place = tmp_path / "dossiers"
    for name in ("2033-01-shoals", "2033-06-turn"):
        shutil.copytree(EXAMPLES / "dossiers" / name, place / name)
    shutil.copytree(EXAMPLE, place / "ferry")
    return place
