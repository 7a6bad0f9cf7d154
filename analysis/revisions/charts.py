"""What changed since an earlier version, as a table on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import NothingToShow, day_in_words
from analysis.dossier import TABLES, as_names, require_known
from analysis.dossier.differences import CHANGES, changed_cells
from analysis.dossier.older import version_of
from analysis.dossier.references import references_of
from analysis.dossier.tables import WORD, is_free_text
from analysis.dossier.vocabularies import labels
from analysis.explorer import TableExplorer, figure
from analysis.faces import promised as _promised
from analysis.revisions.answers import askable, changed_answers
from analysis.revisions.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import dataframely as dy

    from analysis.dossier import Dossier
    from analysis.dossier.older import Version

__all__ = ["changes_table"]

__dir__ = _promised(__all__)

_HEADS = {"what": "What changed", "which": "Which", "old": "Before", "new": "Now"}


@figure("changed-since")
def changes_table(
    dossier: Dossier,
    earlier: Dossier | str | Path,
    *,
    tables: str | Sequence[str] = (),
    caption: str | None = None,
) -> TableExplorer:
    """List what changed since an earlier version: rows by table, then answers.

    ``earlier`` is a dossier or its folder. Of the given ``tables``, every cell is listed, too. The
    default caption says up to which day each version goes.
    """
    asked = as_names(tables, "tables")
    for table in asked:
        require_known(table, TABLES, "a table of a dossier")
    old, new = version_of(earlier), version_of(dossier)
    rows = changed_cells(old, new).filter(pl.col("table").is_in([*TABLES]))
    answers = changed_answers(askable(old), askable(new))
    if rows.is_empty() and answers.is_empty():
        raise NothingToShow("No row and no answer differs from the earlier version.")
    names = Names(old, new)
    columns = dict.fromkeys(_HEADS, pl.String)
    parts = [
        pl.DataFrame(list(_counted(rows, old, new)), columns, orient="row"),
        answers.rename({"answer": "what", "about": "which"}),
        *(_cells(rows.filter(table=table), table, names) for table in asked),
    ]
    found = pl.concat([part.select(*_HEADS) for part in parts])
    return TableExplorer(found, "changed-since", caption or _caption(old, new), _HEADS)


def _counted(rows: pl.DataFrame, old: Version, new: Version) -> Iterator[tuple[str, ...]]:
    """Count, for each table that differs, its rows then and now."""
    for (table,), part in rows.group_by("table", maintain_order=True):
        was, now = (f"{version.texts[str(table)].height:,}" for version in (old, new))
        numbers = dict(part.unique(["key", "change"])["change"].value_counts().iter_rows())
        how = ", ".join(f"{numbers[change]:,} {change}" for change in CHANGES if change in numbers)
        yield "rows", _spoken(str(table)), was, f"{now} ({how})"


def _cells(rows: pl.DataFrame, table: str, names: Names) -> pl.DataFrame:
    """Word the rows and cells of a table that differ."""
    called = names.of(table)
    rows = rows.with_row_index("place").with_columns(pl.col("key").replace(called))
    whole = pl.when(change="added").then(pl.lit("added")).otherwise(pl.lit("dropped"))
    to = references_of(TABLES[table])
    parts = [
        rows.filter(pl.col("column").is_null()).with_columns(new=whole, which=pl.col("key")),
        *(
            rows.filter(column=name).with_columns(
                _worded(pl.col("old", "new"), column, names.of(to[name]) if name in to else {}),
                which=pl.format("{}: {}", "key", pl.lit(_spoken(name))),
            )
            for name, column in TABLES[table].columns().items()
        ),
    ]
    return pl.concat(parts).sort("place").select("which", "old", "new", what=pl.lit(_spoken(table)))


def _worded(cells: pl.Expr, column: dy.Column, names: dict[str, str]) -> pl.Expr:
    """Write cells of a column for a reader; ``names`` are those of the rows that they point to."""
    vocabulary = (column.metadata or {}).get("vocabulary")
    words = labels(vocabulary) if vocabulary else names or {"true": "yes", "false": "no"}
    if column.dtype == pl.Date:
        return cells.map_elements(day_in_words, return_dtype=pl.String)
    if isinstance(column.dtype, pl.List):
        return cells.str.split("|").list.eval(pl.element().replace(words)).list.join(", ")
    if getattr(column, "regex", None) == WORD:
        return cells.str.replace_all("_", " ")
    return cells.replace(words) if not is_free_text(column) else cells


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _caption(old: Version, new: Version) -> str:
    days = [version.dossier and version.dossier.study.as_of for version in (old, new)]
    if not all(days) or days[0] == days[1]:
        return "What changed since an earlier version"
    was, now = (day_in_words(day) for day in days if day)
    return f"What changed between the version of {was} and that of {now}"
