"""Which table a sheet is, and which column a heading means."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from analysis.dossier.renames import renamed_columns, renamed_tables
from analysis.dossier.tables import TABLES, is_optional

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SEARCHED = 10
"""So many rows may be above the headings."""


def key_of(name: str) -> str:
    """Give what spellings of one name share: letters and digits, without case.

    Examples
    --------
    >>> key_of(" Claim ID"), key_of("claim_id")
    ('claimid', 'claimid')
    """
    return re.sub(r"[\W_]+", "", name.casefold())


@cache
def _tables() -> dict[str, str]:
    old = {key_of(file.removesuffix(".csv")): new for file, new in renamed_tables().items()}
    return {name: new.removesuffix(".csv") for name, new in old.items()} | {
        key_of(table): table for table in TABLES
    }


@cache
def _columns(table: str) -> dict[str, str]:
    old = {key_of(old): new for new, old in renamed_columns(table).items()}
    return old | {key_of(name): name for name in TABLES[table].column_names()}


def table_named(name: str, tables: Mapping[str, str]) -> str | None:
    """Table that a file or sheet is named as, also behind a hyphen: ``book-claims``.

    Examples
    --------
    >>> table_named("Claim Links", {}), table_named("dossier - claims", {}), table_named("x", {})
    ('claim_links', 'claims', None)
    """
    if name in tables:
        return tables[name]
    known = _tables()
    return known.get(key_of(name)) or known.get(key_of(name.rpartition("-")[2]))


def column_named(heading: str, table: str, columns: Mapping[str, str]) -> str | None:
    """Column of a table that a heading means.

    Examples
    --------
    >>> column_named("Speech act", "claims", {}), column_named("date", "claims", {})
    ('speech_act', 'said_on')
    """
    if stated := columns.get(f"{table}.{heading}") or columns.get(heading):
        return stated
    return _columns(table).get(key_of(heading))


def best_score(headings: Iterable[str], table: str | None) -> int:
    """Count the headings that a table knows; of the table that knows most, if none is given."""
    keys = {key_of(heading) for heading in headings} - {""}
    return max(len(keys & _columns(name).keys()) for name in ([table] if table else TABLES))


def header_row(rows: Sequence[Sequence[str]], table: str | None) -> int | None:
    """Find the row of headings: the first with most of them, among the first rows."""
    scores = [best_score(row, table) for row in rows[:_SEARCHED]]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def tables_with(headings: Sequence[str]) -> list[str]:
    """Tables whose needed columns are all among the headings, those that know most of them."""
    found = {}
    for table, schema in TABLES.items():
        needed = {name for name, column in schema.columns().items() if not is_optional(column)}
        named = {column_named(heading, table, {}) for heading in headings}
        if needed <= named and len(needed) > 1:
            found[table] = best_score(headings, table)
    return [table for table, score in found.items() if score == max(found.values())]
