"""From the text of a cell to the column's type, and where that would change what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import dataframely as dy


def typed(name: str, column: dy.Column) -> pl.Expr:
    """Turn the text of a cell into the column's type; what cannot be turned becomes null."""
    dtype, text = column.dtype, pl.col(name)
    if isinstance(dtype, pl.List):
        items = text.str.split("|").fill_null(pl.lit([], pl.List(pl.String)))
        return items.cast(dtype, strict=False)
    if dtype == pl.Boolean:
        return text.replace_strict({"true": True, "false": False}, default=None).alias(name)
    if dtype == pl.Date:
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text.cast(dtype, strict=False)


def lost(name: str, column: dy.Column) -> pl.Expr:
    """Find cells whose text would change when typed: 2024-6-9, 007, ``+1``, an unknown word."""
    dtype, text = column.dtype, pl.col(name)
    value = typed(name, column)
    if dtype == pl.String or dtype == pl.List(pl.String):
        return pl.lit(value=False)
    if isinstance(dtype, pl.List):
        return value.list.eval(pl.element().is_null()).list.any()
    if dtype == pl.Date or dtype.is_integer():
        return text.is_not_null() & (value.cast(pl.String) != text).fill_null(value=True)
    return text.is_not_null() & value.is_null()
