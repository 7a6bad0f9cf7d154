"""What loads: the dossier itself, one table alone, other folders."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis.dossier.reading import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path


def test_every_table_has_rows_and_the_dtypes_of_its_schema(dossier: analysis.Dossier) -> None:
    for table, schema in SCHEMAS.items():
        frame = getattr(dossier, table)
        assert isinstance(frame, pl.DataFrame)
        assert frame.height > 0, table
        assert frame.schema == schema.create_empty().schema, table


@pytest.mark.parametrize("table", SCHEMAS)
def test_one_table_alone_equals_the_same_table_of_the_whole(
    table: str, dossier: analysis.Dossier
) -> None:
    alone = getattr(analysis, f"load_{table}")()
    assert alone.equals(getattr(dossier, table))


def test_columns_may_stand_in_any_order(folder: Path) -> None:
    path = folder / "actors.csv"
    shuffled = pl.read_csv(path, infer_schema=False)
    shuffled.select(reversed(shuffled.columns)).write_csv(path)
    assert analysis.load(folder).actors.equals(analysis.load_actors())


def test_empty_cells_are_null_and_empty_lists_are_lists(dossier: analysis.Dossier) -> None:
    assert dossier.actors["affiliation"].null_count() > 0
    assert dossier.claims["weapons"].null_count() == 0
    assert dossier.claims["weapons"].list.len().min() == 0


def test_a_quoted_cell_may_hold_commas_quotes_and_line_breaks(folder: Path) -> None:
    path = folder / "sources.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write('odd,"A ""title"", with\na break",,,2024,other,F\n')
    title = analysis.load(folder).sources.filter(source_id="odd")["title"].item()
    assert title == 'A "title", with\na break'


def test_importing_the_package_imports_neither_charts_nor_solvers() -> None:
    code = "import sys, analysis; print(*(m for m in {} if m in sys.modules))"
    heavy = "('altair', 'ipywidgets', 'scipy', 'networkx', 'pint', 'great_tables', 'nbconvert')"
    run = [sys.executable, "-c", code.format(heavy)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.split() == []


def test_exported_names_are_sorted_and_exist() -> None:
    assert analysis.__all__ == sorted(analysis.__all__)
    assert all(hasattr(analysis, name) for name in analysis.__all__)
    assert {f"load_{table}" for table in SCHEMAS} <= set(analysis.__all__)
