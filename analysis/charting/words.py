"""Conditions, numbers and names as words; it loads no chart library."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def cases(words: Mapping[str, pl.Expr], otherwise: str | None = None) -> pl.Expr:
    """Give the word of the first condition that is true, else ``otherwise``.

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


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun.

    Parameters
    ----------
    number
        How many there are.
    noun
        What one of them is called.
    plural
        What several are called; by default with an s.

    Examples
    --------
    >>> counted(1, "claim"), counted(1204, "claim"), counted(0, "party", "parties")
    ('1 claim', '1,204 claims', '0 parties')
    """
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def enumerated(names: Sequence[str], most: int = 0) -> str:
    """List names in a sentence.

    Parameters
    ----------
    names
        In the order to name them.
    most
        So many are named, the others are counted; by default all are named.

    Examples
    --------
    >>> enumerated(["Alpha"]), enumerated(["Alpha", "Beta", "Gamma"])
    ('Alpha', 'Alpha, Beta and Gamma')
    >>> enumerated(["Alpha", "Beta", "Gamma", "Delta"], most=2)
    'Alpha, Beta and 2 others'
    """
    rest = len(names) - most if most and len(names) > most + 1 else 0
    named = [*names[: len(names) - rest], *([f"{rest:,} others"] if rest else [])]
    return " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]]))


def day_in_words(day: date | str) -> str:
    """Write a day, or a month or year of ISO 8601, as all pages do.

    Examples
    --------
    >>> from datetime import date
    >>> day_in_words(date(2031, 5, 4)), day_in_words("2031-05-14"), day_in_words("2031-05")
    ('4 May 2031', '14 May 2031', 'May 2031')
    """
    year, *rest = str(day).split("-")
    if not rest:
        return year
    month = f"{date(1, int(rest[0]), 1):%B} {year}"
    return f"{int(rest[1])} {month}" if rest[1:] else month
