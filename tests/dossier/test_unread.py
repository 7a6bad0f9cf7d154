"""Rows to read in a source: every table that says when, but no tie that rests on the article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import TABLES, rows_to_read

if TYPE_CHECKING:
    import analysis


def test_rows_of_every_table_that_says_when_it_was_read(dossier: analysis.Dossier) -> None:
    rows = rows_to_read(dossier)
    tables = [name for name, schema in TABLES.items() if "read_on" in schema.column_names()]
    assert rows["table"].unique(maintain_order=True).to_list() == tables
    assert {"ties", "clauses", "figures"} <= set(tables)
    for table in {*tables} - {"ties"}:
        frame = getattr(dossier, table)
        found = rows.filter(table=table)
        assert found["key"].to_list() == frame[frame.columns[0]].to_list()
        assert found["row"].to_list() == list(range(frame.height))


def test_ties_that_rest_on_a_claim_need_no_reading(dossier: analysis.Dossier) -> None:
    keys = set(rows_to_read(dossier).filter(table="ties")["key"])
    claimed = pl.col("basis") == "claim"
    assert keys == set(dossier.ties.filter(~claimed)["tie_id"])
    assert dossier.ties.filter(claimed).height > 0


def test_a_row_says_its_sources_and_when_it_was_read(dossier: analysis.Dossier) -> None:
    unread = dossier.figures.with_columns(read_on=pl.lit(None, pl.Date))
    rows = rows_to_read(replace(dossier, figures=unread)).filter(table="figures")  # type: ignore[arg-type]
    assert rows["read_on"].is_null().all()
    assert rows["sources"].to_list() == [[source] for source in unread["source_id"]]
    assert rows_to_read(dossier)["read_on"].null_count() == 0
