"""See quickly whether all rows of a table are right, as those of most tables are.

Nothing is said here of what is wrong, and a right table may be doubted: then its rows are looked at
one by one. Of a long table, a column with few different texts is judged by these.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.cells import is_lost_as_a_whole, lost, typed
from analysis.dossier.spelling import SUSPECT

if TYPE_CHECKING:
    import dataframely as dy

_LONG = 20_000
"""Rows from which asking for the different texts of a column takes less time than all of them."""
_TEXT = " as text"


class _Screen(NamedTuple):
    """What is asked of a table: each expression is true if a row may be wrong."""

    filled: list[str]
    """Columns that have a value in every row."""

    kept: list[str]
    """Columns whose values are there wherever their texts are."""

    rows: list[pl.Expr]
    """Of all columns, each typed under its name and as text under another."""

    texts: dict[str, list[pl.Expr]]
    """Of the different texts of one column, with their types."""


def is_doubtful(
    table: str, texts: pl.DataFrame, frame: pl.DataFrame, rules: type[dy.Schema]
) -> bool:
    """Whether any row of a table may be wrong.

    Parameters
    ----------
    table
        The table.
    texts, frame
        Its cells as text, and as their types.
    rules
        What is true of each row: the table's schema, or that of many dossiers.
    """
    screen = _screen(table, rules)
    empty, unsaid = (one.null_count().row(0, named=True) for one in (frame, texts))
    if any(empty[name] for name in screen.filled):
        return True
    if any(empty[name] != unsaid[name] for name in screen.kept):
        return True
    renamed = texts.clone()
    renamed.columns = [name + _TEXT for name in texts.columns]
    both = renamed.hstack(frame)
    if texts.height < _LONG:
        doubts = [*screen.rows, *(doubt for of_one in screen.texts.values() for doubt in of_one)]
        return any(both.select(doubts).row(0))
    asked = [both.lazy().select(screen.rows)]
    for name, doubts in screen.texts.items():
        column = t.TABLES[table].columns()[name]
        few = renamed.lazy().select(pl.col(name + _TEXT).unique())
        few = few.with_columns(typed(pl.col(name + _TEXT), column).alias(name))
        asked.append(few.select(doubts))
    return any(any(one.row(0)) for one in pl.collect_all(asked))


@cache
def _screen(table: str, schema: type[dy.Schema]) -> _Screen:
    filled, kept = list[str](), list[str]()
    rows, texts = list[pl.Expr](), dict[str, list[pl.Expr]]()
    columns = t.TABLES[table].columns()
    for name, column in columns.items():
        text = pl.col(name + _TEXT)
        doubts = texts.setdefault(name, []) if _has_few_texts(table, name, column) else rows
        if is_lost_as_a_whole(column):
            kept.append(name)
        elif (loss := lost(text, pl.col(name), column)) is not None:
            doubts.append(loss.any().alias(f"{name} loss"))
        if t.is_free_text(column):
            item = text.str.split("|").explode() if _is_list(column) else text
            doubts.append(item.str.contains(SUSPECT).any().alias(f"{name} text"))
    # dataframely has no public way to a rule.
    for rule, check in schema._validation_rules(with_cast=False).items():  # noqa: SLF001
        name, _, kind = rule.partition("|")
        if kind == "nullability":
            filled.append(name)
        elif kind != "inner_nullability":  # an item is null only where its text is lost
            doubts = rows if name == rule else texts.get(name, rows)
            doubt = _is_repeated(schema) if rule == "primary_key" else ~check.expr.all()
            doubts.append(doubt.alias(rule))
    return _Screen(filled, kept, rows, {name: doubts for name, doubts in texts.items() if doubts})


def _is_repeated(schema: type[dy.Schema]) -> pl.Expr:
    """Compare keys by their digests: where two are equal, the keys have to be looked at."""
    key = schema.primary_key()
    digests = (pl.col(key[0]) if len(key) == 1 else pl.struct(key)).hash()
    return digests.n_unique() != digests.len()


def _has_few_texts(table: str, name: str, column: dy.Column) -> bool:
    if name in t.TABLES[table].primary_key():
        return False
    named = (column.metadata or {}).get("references") or (column.metadata or {}).get("vocabulary")
    return bool(named) or _is_list(column) or column.dtype in (pl.Date, pl.Boolean)


def _is_list(column: dy.Column) -> bool:
    return isinstance(column.dtype, pl.List)
