"""Which word is meant by whatever case, blanks, label or older name it is written with."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.measures import STANDARD_CLASSES, STANDARD_QUANTITIES
from analysis.dossier.renames import renamed_words
from analysis.dossier.spelling import UNSEEN
from analysis.dossier.tables import item_type
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    import dataframely as dy

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = re.compile("[\"'`\u2018-\u201f\u2039\u203a\u00ab\u00bb\u00b4\u2032\u2033]")
_ENDS = re.compile(rf"^[\s{UNSEEN}]+|[\s{UNSEEN}]+$")


def stripped(text: str) -> str:
    """Take blanks, and what nobody can see, from the ends of a text."""
    return _ENDS.sub("", text)


def without_quotes(text: str) -> str:
    """Give a text with plain hyphens and without quotation marks, as ids and words are written."""
    return _QUOTES.sub("", _DASHES.sub("-", text))


def word_of(text: str, column: dy.Column) -> str:
    """Give the word of a column's vocabulary that a text means; other texts stay.

    Examples
    --------
    >>> from analysis.dossier import TABLES
    >>> column = TABLES["ties"].columns()["status"]
    >>> word_of("In force", column), word_of("maybe", column)
    ('in_force', 'maybe')
    """
    dtype = item_type(column)
    if not isinstance(dtype, pl.Enum):
        return text
    vocabulary = (column.metadata or {}).get("vocabulary", "")
    return _words(vocabulary, tuple(dtype.categories)).get(_key(text), text)


def standard_word(text: str) -> str | None:
    """Give the standard quantity or class of weapons whose label a text is, where one has it alone.

    Examples
    --------
    >>> standard_word("Rocket artillery"), standard_word("Sledge")
    ('rocket_artillery', None)
    """
    return _standard().get(_key(text))


@cache
def _words(vocabulary: str, categories: tuple[str, ...]) -> dict[str, str]:
    shown = labels(vocabulary) if vocabulary else {}
    older = {old: new for old, new in renamed_words().items() if new in categories}
    spelt = [(word, word) for word in categories]
    spelt += [(label, word) for word, label in shown.items() if word in categories]
    spelt += [(old, new) for old, new in older.items() if old not in categories]
    return _of_one(spelt)


@cache
def _standard() -> dict[str, str]:
    labelled = [(quantity.label, name) for name, quantity in STANDARD_QUANTITIES.items()]
    return _of_one(labelled + [(one.label, name) for name, one in STANDARD_CLASSES.items()])


def _of_one(spelt: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Words by their spellings, as far as only one has a spelling."""
    found: dict[str, set[str]] = {}
    for spelling, word in spelt:
        found.setdefault(_key(spelling), set()).add(word)
    return {key: next(iter(words)) for key, words in found.items() if len(words) == 1}


def _key(text: str) -> str:
    # The minus of FactBank's CT- says something; a hyphen between letters does not.
    return re.sub(r"[\s_]+|(?<=\w)-(?=\w)", "_", stripped(without_quotes(text).casefold()))
