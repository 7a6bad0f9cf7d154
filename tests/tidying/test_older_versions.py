"""A dossier that was written for an older version is tidied into one of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.dossier.vocabularies import package_rows
from analysis.tidying import tidy

if TYPE_CHECKING:
    from pathlib import Path


def test_a_dossier_of_version_0_1_loads_as_it_is_today_once_it_is_tidied(older: Path) -> None:
    with pytest.raises(analysis.DossierError):
        analysis.load(older)
    was = {path.name: path.read_bytes() for path in older.glob("*.csv")}
    found = tidy(older)
    assert found.waiting == []
    written = found.write()
    now, then = analysis.load(older), analysis.example()
    for table in analysis.dossier.TABLES:
        assert getattr(now, table).equals(getattr(then, table)), table
    kept = {path.name.removesuffix(".before"): path for path in written if "before" in path.name}
    assert kept
    assert {name: path.read_bytes() for name, path in kept.items()} == {n: was[n] for n in kept}
    assert tidy(older).changes == []


def test_every_renamed_table_column_and_word_is_in_a_dossier_of_version_0_1(older: Path) -> None:
    names = {row["table"]: row["new"] for row in package_rows("renames.csv") if not row["column"]}
    for row in package_rows("renames.csv"):
        table = next((old for old, new in names.items() if new == row["table"]), row["table"])
        header, *rows = (older / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        if row["value"]:
            assert row["value"] in ",".join(rows), row
        elif row["column"]:
            assert row["column"] in header.split(","), row
