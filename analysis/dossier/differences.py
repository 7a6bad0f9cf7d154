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
        if not old.texts[table].equals(new.texts[table])  # as most tables of two versions are
    ]
    nothing = pl.DataFrame(schema=dict.fromkeys(_COLUMNS, pl.String))
    return pl.concat([nothing, *(part.select(*_COLUMNS) for part in found)])


def _changed(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    every = [name for name in dict.fromkeys([*new.columns, *old.columns]) if name not in key]
    old, new = (
        frame.with_columns(
            pl.lit(None, pl.String).alias(n) for n in every if n not in frame.columns
        )
        for frame in (old, new)
    )
    rows = _matched(old, new, key)
    gone = pl.col("is_at").is_null()
    both = pl.all_horizontal(pl.col("was_at", "is_at").is_not_null())
    nothing = pl.lit(None, pl.String)
    cells = {"nth": pl.lit(0), "column": nothing, "old": nothing, "new": nothing}
    whole = pl.when(gone).then(pl.lit("dropped")).otherwise(pl.lit("added"))
    parts = [rows.filter(~both).with_columns(**cells, change=whole)]
    rows = rows.filter(both)
    for nth, name in enumerate(every):
        was, now = old[name].gather(rows["was_at"]), new[name].gather(rows["is_at"])
        differ = was.ne_missing(now)
        cells = {"nth": pl.lit(nth), "column": pl.lit(name), "change": pl.lit("changed")}
        ends = {"old": was.filter(differ), "new": now.filter(differ)}
        found = rows.filter(differ).with_columns(**cells, **ends)
        parts.append(found.select(parts[0].columns))
    return pl.concat(parts).sort(gone, pl.coalesce("is_at", "was_at"), "nth")


def _matched(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Find each row in both versions by its key, and rows of one key by their order."""
    nth = pl.int_range(pl.len()).over(key).alias("nth")
    places = {"was_at": old, "is_at": new}
    one, other = (frame.select(*key, nth).with_row_index(at) for at, frame in places.items())
    both = one.join(other, on=[*key, "nth"], how="full", coalesce=True, nulls_equal=True)
    return both.select("was_at", "is_at", key=pl.concat_str(key, separator="|", ignore_nulls=True))
