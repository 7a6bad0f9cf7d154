"""Conditions as words; it loads no chart library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping


def cases(words: Mapping[str, pl.Expr], otherwise: str | None = None) -> pl.Expr:
    """Give the word of the first condition that is true, else the last word.

    Parameters
    ----------
    words
        Condition of each word, in the order to try them.
    otherwise
        Word where no condition is true; by default null.

    Examples
    --------
    >>> ranges = pl.DataFrame({"low": [40, 20], "other": [30, 25]})
    >>> farther = cases({"more": pl.col("low") > pl.col("other")}, otherwise="overlapping")
    >>> ranges.select(farther=farther)["farther"].to_list()
    ['more', 'overlapping']
    """
    tried = [pl.when(condition).then(pl.lit(word)) for word, condition in words.items()]
    return pl.coalesce(*tried, pl.lit(otherwise, pl.String))
