"""From the text of a cell to the column's type, and where that would change what it says."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast

import polars as pl

if TYPE_CHECKING:
    import dataframely as dy

FIRST_DAY, LAST_DAY = dt.date.min, dt.date.max
"""Python knows no days beyond, and whoever prints a row meets them in Python."""


def typed(text: pl.Expr, column: dy.Column) -> pl.Expr:
    """Turn the text of a cell into the column's type; what cannot be turned becomes null."""
    dtype = column.dtype
    if isinstance(dtype, pl.List):
        items = text.str.split("|").fill_null(pl.lit([], pl.List(pl.String)))
        return items.cast(dtype, strict=False)
    if dtype == pl.Boolean:
        words = {"true": True, "false": False}
        return text.replace_strict(words, default=None, return_dtype=pl.Boolean)
    if dtype == pl.Date:
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text.cast(dtype, strict=False)


def lost(text: pl.Expr, value: pl.Expr, column: dy.Column) -> pl.Expr | None:
    """Find cells whose text would change when typed: 2024-6-9, 007, ``+1``, an unknown word.

    Returns
    -------
    Expr or None
        None where the column is text, of which nothing is lost.
    """
    dtype = column.dtype
    if dtype == pl.String or dtype == pl.List(pl.String):
        return None
    if isinstance(dtype, pl.List):
        if cast("pl.DataType", dtype.inner).is_integer():
            said = value.list.eval(pl.element().cast(pl.String)).list.join("|")
            return text.is_not_null() & (said != text).fill_null(value=True)
        return value.list.eval(pl.element().is_null()).list.any()
    if dtype == pl.Date:
        other = (value.cast(pl.String) != text) | ~value.is_between(FIRST_DAY, LAST_DAY)
        return text.is_not_null() & other.fill_null(value=True)
    if dtype.is_integer():
        return text.is_not_null() & (value.cast(pl.String) != text).fill_null(value=True)
    return text.is_not_null() & value.is_null()


def is_lost_as_a_whole(column: dy.Column) -> bool:
    """Whether a text of the column that is not of its type leaves no value, and others are kept."""
    dtype = column.dtype
    return isinstance(dtype, pl.Enum) or dtype == pl.Boolean or dtype.is_float()


def as_we_write(text: pl.Expr, column: dy.Column) -> pl.Expr:
    """Undo what spreadsheets and data frames do to a value without losing any of it.

    They write TRUE, True or 1 for true, and 3.0 for a 3 in a column with empty cells.
    """
    if column.dtype == pl.Boolean:
        word = text.str.to_lowercase()
        return word.replace({"1": "true", "0": "false", "1.0": "true", "0.0": "false"})
    if column.dtype.is_integer():
        return text.str.replace(r"^(-?[0-9]+)\.0+$", "$1")
    return text
