"""What rows rest on: how many sources, how many of them voices of their own, and how good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.tables import TABLES
from analysis.errors import require_known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.dossier.collection import Dossier

VOICE = pl.coalesce("voice", "source_id").alias("voice")
"""Whose text a source is: pages that carry one text are one voice."""

_DIGEST = "digest"
_BEST_FOR_DIGESTS = "D"
_NAMED = 5
_NEEDS_SOURCES = {
    "clauses": pl.lit(value=True),
    "deliveries": pl.col("claim_id").is_null(),
    "places": pl.lit(value=True),
}
"""Which rows of a table cannot rest on the article alone, where no rule of the table says so."""


def count_support(dossier: Dossier, table: str) -> pl.DataFrame:
    """Count what each row of a table rests on.

    Parameters
    ----------
    dossier
        With sources.
    table
        One with ``sources`` or ``source_id``.

    Returns
    -------
    DataFrame
        The key of the row, ``n_sources``, ``n_voices`` (pages that carry one text count once),
        ``best_reliability`` (Admiralty grade; null where no source has one) and ``digests_only``.

    Raises
    ------
    QuestionError
        There is no such table, or its rows name no sources.

    Examples
    --------
    >>> import analysis
    >>> count_support(analysis.example(), "outcomes").row(0)
    ('c03', 2, 2, 'B', False)
    """
    citing = [name for name, schema in TABLES.items() if _column(schema.column_names())]
    citing.remove("sources")  # they are named, and name none
    require_known(table, citing, "a table whose rows name sources")
    rows: pl.DataFrame = getattr(dossier, table)
    key, column = TABLES[table].primary_key()[0], _column(rows.columns)
    known = dossier.sources.select("source_id", VOICE, "kind", "reliability")
    named = rows.select(key, source_id=pl.concat_list(column)).explode("source_id").drop_nulls()
    digests = (pl.col("kind").cast(pl.String) == _DIGEST).all()
    found = named.join(known, on="source_id").group_by(key)
    counts = found.agg(
        n_sources=pl.n_unique("source_id"),
        n_voices=pl.n_unique("voice"),
        best_reliability=pl.col("reliability").cast(pl.String).min(),
        digests_only=digests,
    )
    return (
        rows.select(key)
        .join(counts, on=key, how="left", maintain_order="left")
        .with_columns(
            pl.col("n_sources", "n_voices").fill_null(0),
            pl.col("digests_only").fill_null(value=False),
        )
    )


def unsupported(dossier: Dossier) -> Iterator[str]:
    """Say which rows rest on less than a reader would expect; none of it is a mistake by itself."""
    for table, needs in _NEEDS_SOURCES.items():
        key = TABLES[table].primary_key()[0]
        rows = getattr(dossier, table).filter(needs & (pl.col("sources").list.len() == 0))
        if rows.height:
            yield f"{table}: {_listed(rows[key])} without a source."
    counts = count_support(dossier, "outcomes")
    looked_up = dossier.outcomes.join(counts, on="claim_id", maintain_order="left")
    alone = looked_up.filter(pl.col("n_voices") == 1)
    unmarked = alone.filter(~pl.col("single_voice").fill_null(value=False))
    if unmarked.height:
        ids = _listed(unmarked["claim_id"])
        yield f"outcomes: {ids} with one voice alone; say so in single_voice, or add a second."
    several = looked_up.filter(pl.col("n_voices") > 1, pl.col("single_voice"))
    if several.height:
        yield f"outcomes: {_listed(several['claim_id'])} marked single_voice, with several voices."
    sure = alone.filter(pl.col("confidence").cast(pl.String) == "high")
    if sure.height:
        yield f"outcomes: {_listed(sure['claim_id'])} of high confidence, which takes more voices."
    if (digests := looked_up.filter("digests_only")).height:
        yield f"outcomes: {_listed(digests['claim_id'])} with digests of other texts alone."
    better = pl.col("reliability").cast(pl.String) < _BEST_FOR_DIGESTS
    graded = dossier.sources.filter(pl.col("kind").cast(pl.String) == _DIGEST, better)
    if graded.height:
        ids = _listed(graded["source_id"])
        yield f"sources: {ids} as digests graded better than {_BEST_FOR_DIGESTS}."
    read = dossier.clauses["tie_id"].implode()
    unread = dossier.commitments.drop_nulls("tie_id").filter(~pl.col("tie_id").is_in(read))
    if unread.height:
        ids = _listed(unread["commitment_id"])
        yield f"commitments: {ids} resting on a treaty of which no clause was read."


def _column(columns: list[str]) -> str | None:
    return next((name for name in ("sources", "source_id") if name in columns), None)


def _listed(ids: pl.Series) -> str:
    """Count rows and name the first of them."""
    shown = ", ".join(ids.head(_NAMED))
    more = ", ..." if ids.len() > _NAMED else ""
    return f"{ids.len():,} {'row' if ids.len() == 1 else 'rows'} ({shown}{more})"
