"""What a dossier lacks, functions and figures do without: a table empty, columns absent."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import pytest
from public_calls import answer, figures, public_functions
from tables_read import same, tables_read

import analysis
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.references import references_of
from analysis.dossier.tables import TABLES, is_optional
from analysis.explorer import Figure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis import Dossier

FUNCTIONS = dict(public_functions())
FIGURES = dict(figures())


def without(dossier: Dossier, table: str) -> Dossier:
    """Empty a table, and leave out all that cannot be said without its rows."""
    frames = {name: getattr(dossier, name) for name in TABLES}
    frames[table] = frames[table].clear()
    heights: list[int] = []
    while heights != (heights := [frame.height for frame in frames.values()]):
        for name, schema in TABLES.items():
            for column, target in references_of(schema).items():
                known = frames[target][TABLES[target].primary_key()[0]].to_list()
                if isinstance(frames[name].schema[column], pl.List):
                    kept = pl.col(column).list.set_intersection(known)
                    frames[name] = frames[name].with_columns(kept)
                else:
                    there = pl.col(column).is_null() | pl.col(column).is_in(known)
                    frames[name] = frames[name].filter(there)
            frames[name] = schema.filter(frames[name]).result
    return replace(dossier, **frames)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def thin(dossier: Dossier) -> dict[str, Dossier]:
    return {table: without(dossier, table) for table in TABLES}


def each_thin(
    ask: Callable[[Dossier], object], dossier: Dossier, thin: dict[str, Dossier]
) -> dict[str, object]:
    """Answers about the dossier without each table whose absence changes what is read."""
    read = tables_read(ask, dossier)
    answers: dict[str, object] = {}
    failed = []
    for table, lacking in thin.items():
        if same(read, dossier, lacking):
            continue
        try:
            answers[table] = ask(lacking)
        except Exception as error:  # noqa: BLE001 (whatever it is)
            error.add_note(f"without {table}")
            failed.append(error)
    if failed:
        raise ExceptionGroup("some tables are missed", failed)
    return answers


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """The example with no column that a table may lack, nor rows that rest on nothing then."""
    folder: Path = tmp_path_factory.mktemp("bare")
    for table, schema in TABLES.items():
        columns = [name for name, kind in schema.columns().items() if not is_optional(kind)]
        with (EXAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if table in {"commitments", "events", "figures", "outcomes", "ties", "weapons"}:
            rows = []
        if table == "deliveries":  # those without a recipient are left, each once
            rows = [row for row in rows if row["measure"] in {"output", "stock"}]
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        if table in {"clauses", "transfers", "what_ifs"}:
            (folder / f"{table}.csv").unlink()
    return analysis.load(folder)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "exchange.write"])
def test_a_function_does_without_any_one_table(
    name: str, dossier: Dossier, thin: dict[str, Dossier]
) -> None:
    each_thin(partial(answer, name, FUNCTIONS[name]), dossier, thin)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_does_without_any_one_table(
    name: str, dossier: Dossier, thin: dict[str, Dossier]
) -> None:
    drawn = each_thin(FIGURES[name], dossier, thin)
    assert drawn  # without one table at least it is another figure
    assert all(isinstance(one, Figure) for one in drawn.values())


def test_tables_are_read_by_way_of_names_citations_and_choices(dossier: Dossier) -> None:
    assert tables_read(lambda d: d.ties, dossier) == {"ties"}
    assert tables_read(lambda d: d.names["ardania"], dossier) == {"actors"}
    assert tables_read(lambda d: d.citations, dossier) == {"sources", "claims"}
    assert tables_read(lambda d: replace(d, waiting={}).places, dossier) >= {"places"}
    assert "events" in tables_read(lambda d: d.study.as_of, dossier)
    assert "weapons" not in tables_read(lambda d: d.study.as_of, dossier)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_does_without_optional_columns(name: str, bare: Dossier) -> None:
    answer(name, FUNCTIONS[name], bare)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_does_without_optional_columns(name: str, bare: Dossier) -> None:
    assert isinstance(FIGURES[name](bare), Figure)
