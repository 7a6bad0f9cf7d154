"""See quickly whether all rows of a table are right, as those of most tables are.

Nothing is said here of what is wrong, and a right table may be doubted: then its rows are looked at
one by one. Of a long table, a column with few different texts is judged by these.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.cells import lost, typed
from analysis.dossier.spelling import SUSPECT

if TYPE_CHECKING:
    import dataframely as dy

_LONG = 20_000
"""Rows from which asking for the different texts of a column takes less time than all of them."""
_TEXT = " as text"


class _Screen(NamedTuple):
    """What is asked of a table: each expression is true where a row may be wrong."""

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
    both = texts.rename(lambda name: name + _TEXT).hstack(frame).lazy()
    if texts.height < _LONG:
        doubts = [*screen.rows, *(doubt for of_one in screen.texts.values() for doubt in of_one)]
        return bool(_any(both, doubts).collect().item())
    asked = [_any(both, screen.rows)]
    for name, doubts in screen.texts.items():
        column = t.TABLES[table].columns()[name]
        few = texts.lazy().select(pl.col(name).unique().alias(name + _TEXT))
        few = few.with_columns(typed(pl.col(name + _TEXT), column).alias(name))
        asked.append(_any(few, doubts))
    return any(one.item() for one in pl.collect_all(asked))


def _any(rows: pl.LazyFrame, doubts: list[pl.Expr]) -> pl.LazyFrame:
    named = [doubt.any().alias(str(number)) for number, doubt in enumerate(doubts)]
    return rows.select(named).select(pl.any_horizontal(pl.all()))


@cache
def _screen(table: str, schema: type[dy.Schema]) -> _Screen:
    rows, texts = list[pl.Expr](), dict[str, list[pl.Expr]]()
    columns = t.TABLES[table].columns()
    for name, column in columns.items():
        text = pl.col(name + _TEXT)
        doubts = texts.setdefault(name, []) if _has_few_texts(table, name, column) else rows
        if (loss := lost(text, pl.col(name), column)) is not None:
            doubts.append(loss)
        if t.is_free_text(column):
            item = text.str.split("|").explode() if _is_list(column) else text
            doubts.append(item.str.contains(SUSPECT))
    # dataframely has no public way to a rule.
    for rule, check in schema._validation_rules(with_cast=False).items():  # noqa: SLF001
        name = rule.partition("|")[0]
        doubts = rows if name == rule else texts.get(name, rows)
        doubts.append(_is_repeated(schema) if rule == "primary_key" else ~check.expr)
    return _Screen(rows, {name: doubts for name, doubts in texts.items() if doubts})


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
