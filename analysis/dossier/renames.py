"""What tables, columns and words used to be called, from ``renames.csv``."""

from __future__ import annotations

from functools import cache

from analysis.dossier.vocabularies import package_rows


@cache
def renamed_tables() -> dict[str, str]:
    """Old file name of each renamed table, and the new one."""
    rows = package_rows("renames.csv")
    return {f"{r['table']}.csv": f"{r['new']}.csv" for r in rows if not r["column"]}


@cache
def renamed_columns(table: str) -> dict[str, str]:
    """New name of each column of a table that was renamed, and the old one."""
    rows = package_rows("renames.csv")
    olds = {table, *(r["table"] for r in rows if not r["column"] and r["new"] == table)}
    found = (r for r in rows if r["table"] in olds and r["column"] and not r["value"])
    return {r["new"]: r["column"] for r in found}


@cache
def renamed_words() -> dict[str, str]:
    """Words of vocabularies that were renamed, and what they are called now."""
    return {r["value"]: r["new"] for r in package_rows("renames.csv") if r["value"]}
