"""What differs between two versions of a dossier, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.older import STUDY, Version, version_of
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.dossier.collection import Dossier

CHANGES = ("added", "changed", "dropped")
"""What may happen to a row, by its key."""

_COLUMNS = ("table", "key", "column", "old", "new", "change")
_NEW, _NTH = "\0new", "\0nth"


def changes(old: Dossier | str | Path, new: Dossier | str | Path) -> pl.DataFrame:
    """List what differs between two versions of a dossier, by the keys of rows.

    Parameters
    ----------
    old, new
        Dossiers, or folders of them: those are read under today's names and with all their rows,
        also where they break rules of today.

    Returns
    -------
    DataFrame
        ``table`` (``study.toml`` for choices of the study), ``key`` (several columns joined by
        ``|``), ``column``, ``old``, ``new`` (cells as CSV files have them, null where empty) and
        ``change`` ("added", "changed" or "dropped"). A row that is added or dropped is listed
        once, without a column.

    Raises
    ------
    DossierError
        A folder has no tables, or one that cannot be read.
    QuestionError
        One of them is neither a dossier nor a folder.

    Examples
    --------
    >>> import analysis
    >>> from dataclasses import replace
    >>> new = analysis.example()
    >>> old = replace(new, places=new.places.slice(1).with_columns(note=pl.lit("A point")))
    >>> found = changes(old, new)
    >>> found.filter(change="added").select("table", "key").rows()
    [('places', 'cape-orrin')]
    >>> found.filter(change="changed").select("key", "column", "old", "new").row(0)
    ('sella-light', 'note', 'A point', 'Stands for the line between the two shores')
    """
    one, other = version_of(old), version_of(new)
    return changed_cells(one, other)


def changed_cells(old: Version, new: Version) -> pl.DataFrame:
    """List what differs between two versions that are read already: see `changes`."""
    keys = {table: schema.primary_key() for table, schema in TABLES.items()}
    found = [
        _changed(old.texts[table], new.texts[table], key).with_columns(table=pl.lit(table))
        for table, key in [*keys.items(), (STUDY, ["section"])]
    ]
    return pl.concat([part.select(*_COLUMNS) for part in found])


def _changed(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    every = [column for column in dict.fromkeys([*new.columns, *old.columns]) if column not in key]
    both = _placed(old, key, every, "was_at").join(
        _placed(new, key, every, "is_at"),
        on=[*key, _NTH],
        how="full",
        coalesce=True,
        nulls_equal=True,
        suffix=_NEW,
    )
    differs = {column: pl.col(column).ne_missing(pl.col(column + _NEW)) for column in every}
    gone, come = pl.col("is_at").is_null(), pl.col("was_at").is_null()
    other = pl.any_horizontal(pl.lit(value=False), *differs.values())
    rows = both.filter(gone | come | other).collect()
    rows = rows.with_columns(key=pl.concat_str(key, separator="|", ignore_nulls=True))
    nothing = pl.lit(None, pl.String)
    place = {"gone": gone, "at": pl.coalesce("is_at", "was_at")}
    whole = pl.when(gone).then(pl.lit("dropped")).otherwise(pl.lit("added"))
    parts = [
        rows.filter(gone | come).select(
            "key", **place, nth=0, column=nothing, old=nothing, new=nothing, change=whole
        )
    ]
    parts += [
        rows.filter(~gone & ~come & differs[column]).select(
            "key",
            **place,
            nth=number,
            column=pl.lit(column),
            old=column,
            new=column + _NEW,
            change=pl.lit("changed"),
        )
        for number, column in enumerate(every)
    ]
    return pl.concat(parts).sort("gone", "at", "nth")


def _placed(frame: pl.DataFrame, key: list[str], columns: list[str], place: str) -> pl.LazyFrame:
    """Add the place of each row, absent columns, and a number that tells rows of one key apart."""
    absent = [pl.lit(None, pl.String).alias(c) for c in columns if c not in frame.columns]
    nth = pl.int_range(pl.len()).over(key).alias(_NTH)
    return frame.lazy().with_columns(*absent).select(*key, nth, *columns).with_row_index(place)
