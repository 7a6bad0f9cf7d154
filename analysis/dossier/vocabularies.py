"""The words that cells may contain: one file, each word with its label, definition and source."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Word(NamedTuple):
    """One word of a vocabulary."""

    word: str
    label: str
    """How a reader sees it."""

    definition: str
    source: str
    """Coding scheme it comes from."""

    rank: int | None
    """Place in an order, where the vocabulary has one."""


@cache
def every_vocabulary() -> dict[str, tuple[Word, ...]]:
    """Every vocabulary with its words, in the order of ``vocabularies.csv``."""
    found: dict[str, list[Word]] = {}
    for row in package_rows("vocabularies.csv"):
        rank = int(row["rank"]) if row["rank"] else None
        word = Word(row["word"], row["label"], row["definition"], row["source"], rank)
        found.setdefault(row["vocabulary"], []).append(word)
    return {name: tuple(words) for name, words in found.items()}


def words(vocabulary: str) -> tuple[str, ...]:
    """Words of a vocabulary, as they are written in cells.

    Examples
    --------
    >>> words("bases")
    ('treaty', 'event', 'claim')
    """
    return tuple(word.word for word in every_vocabulary()[vocabulary])


def labels(vocabulary: str) -> dict[str, str]:
    """Label of each word of a vocabulary, as a reader sees it.

    Examples
    --------
    >>> labels("verdicts")["not_so_far"]
    'not so far'
    """
    return {word.word: word.label for word in every_vocabulary()[vocabulary]}


def package_rows(file: str) -> list[dict[str, str]]:
    """Rows of a CSV file that comes with the package, as text."""
    with Path(__file__).with_name(file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
