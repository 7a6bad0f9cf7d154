"""Which rows are read in their sources, and when each was read last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from analysis.dossier.collection import Dossier

_READ_ON = "read_on"
_ON_THE_ARTICLE = {"ties": pl.col("basis") == "claim"}
"""Rows that rest on the article, whose words are checked by their anchors."""


def rows_to_read(dossier: Dossier) -> pl.DataFrame:
    """List the rows that somebody has to read in a source, and the day that was done last.

    They are those of the tables with a column ``read_on``, but for ties that rest on a claim of
    the article alone.

    Returns
    -------
    DataFrame
        ``table``, ``row`` (its number in the table, from 0), ``key``, ``sources`` (a list) and
        ``read_on`` (null where nobody is known to have read it), by table and row.

    Examples
    --------
    >>> import analysis
    >>> rows = rows_to_read(analysis.example())
    >>> rows.filter(pl.col("read_on").is_null()).is_empty()
    True
    """
    found: list[pl.DataFrame] = []
    for table, schema in TABLES.items():
        columns = schema.column_names()
        if _READ_ON in columns:
            several = "sources" in columns
            rows = (
                getattr(dossier, table)
                .with_row_index("row")
                .select(
                    "row",
                    _READ_ON,
                    table=pl.lit(table),
                    key=pl.concat_str(schema.primary_key(), separator="|"),
                    sources=pl.col("sources") if several else pl.concat_list("source_id"),
                    asked=~_ON_THE_ARTICLE.get(table, pl.lit(value=False)),
                )
            )
            found.append(rows.filter("asked"))
    return pl.concat(found).select("table", "row", "key", "sources", _READ_ON)
