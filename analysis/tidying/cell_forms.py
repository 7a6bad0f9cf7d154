"""From what people and spreadsheets write into a cell to what its column expects.

A cell that is as its column expects stays as it is, whatever its neighbours are.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.spelling import MISSING, faulty
from analysis.dossier.word_forms import standard_word, stripped, without_quotes, word_of
from analysis.tidying.days import day_forms
from analysis.tidying.number_forms import decimal_forms, whole_number
from analysis.tidying.readings import Doubt, Forms, Readings

if TYPE_CHECKING:
    from collections.abc import Collection

    import dataframely as dy

_YES = frozenset(["true", "yes", "y", "1", "1.0", "wahr", "ja", "j", "vrai", "oui"])
_NO = frozenset(["false", "no", "n", "0", "0.0", "falsch", "nein", "faux", "non"])
_BREAKS = re.compile(r"[;\n]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def forms(column: dy.Column, texts: Collection[str], readings: Readings, *, commas: bool) -> Forms:
    """Say what becomes of the different texts of a column, and which of them wait.

    Parameters
    ----------
    column
        The column of the schema.
    texts
        Its different cells.
    readings
        How to read what can be read in two ways.
    commas
        Whether the table speaks for decimal commas.
    """
    if t.is_free_text(column):
        return _free(column, texts, readings)
    if column.dtype.is_float():
        bare = {text: _missing(stripped(text)) for text in texts}
        numbers = [b for b in bare.values() if b]
        return _through(bare, decimal_forms(numbers, readings, commas=commas))
    odd = [text for text in texts if text and not expected(text, column)]
    bare = {text: _bare(text, column) for text in odd}
    reduced = getattr(column, "regex", None) == t.REDUCED_DATE
    if column.dtype == pl.Date or reduced:
        left = [b for b in bare.values() if b and not expected(b, column)]
        return _through(bare, day_forms(left, readings, reduced=reduced))
    if isinstance(column.dtype, pl.List):
        return Forms({x: y for x in odd if (y := _listed(x, column)) != x}, {})
    ones = {b: _one(b, column) for b in bare.values() if b and not expected(b, column)}
    return _through(bare, Forms(ones, {}))


def expected(text: str, column: dy.Column) -> bool:
    """Whether a text is as its column expects; ids need not exist."""
    if isinstance(column.dtype, pl.List):
        return all(_is_item(item, column) for item in text.split("|"))
    return _is_item(text, column)


def _is_item(text: str, column: dy.Column) -> bool:
    dtype = t.item_type(column)
    if isinstance(dtype, pl.Enum):
        return text in dtype.categories.to_list()
    if dtype == pl.Date:
        return bool(_DAY.fullmatch(text)) and _is_day(text)
    if dtype == pl.Boolean:
        return text in ("true", "false")
    if dtype.is_integer():
        return bool(_WHOLE.fullmatch(text))
    if dtype.is_float():
        return bool(_FLOAT.fullmatch(text))
    regex = _regex(column)
    return bool(re.search(regex, text)) if regex and "\n" not in text else not regex


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _regex(column: dy.Column) -> str | None:
    return getattr(getattr(column, "inner", column), "regex", None)


def _through(bare: dict[str, str], read: Forms) -> Forms:
    """Combine two steps: texts without blanks at their ends, and what those are read as."""
    changed, doubts = dict[str, str](), dict[str, Doubt]()
    for text, between in bare.items():
        if between in read.doubts:
            doubts[text] = read.doubts[between]
        elif (new := read.changed.get(between, between)) != text:
            changed[text] = new
    return Forms(changed, doubts)


def _listed(text: str, column: dy.Column) -> str:
    """Join by | what is separated by semicolons or line breaks, which no id or word has."""
    items = _items(re.split(r"[|;\n]", text), column)
    if not all(_is_item(item, column) for item in items):
        apart = _items(re.split(r"[|;\n,]", text), column)
        if all(_is_item(item, column) for item in apart):
            items = apart
    return "|".join(items)


def _items(parts: list[str], column: dy.Column) -> list[str]:
    plain = [bare for part in parts if (bare := _bare(part, column))]
    return [part if _is_item(part, column) else _one(part, column) for part in plain]


def _one(text: str, column: dy.Column) -> str:
    """Read one id, word, code, number or address; what cannot be read stays."""
    dtype = t.item_type(column)
    if dtype == pl.Boolean:
        word = text.lower()
        return "true" if word in _YES else "false" if word in _NO else text
    if isinstance(dtype, pl.Enum):
        return word_of(text, column)
    if dtype.is_integer():
        words = t.SIGN_WORDS if column.name == "sign" else {}
        return words.get(text.lower()) or whole_number(text)
    regex = _regex(column)
    if regex == t.WORD and (known := standard_word(text)):
        return known
    bare = stripped(without_quotes(text))
    candidates = {
        t.ID: [bare, re.sub(r"[\s_-]+", "-", bare.lower())],
        t.WORD: [bare, re.sub(r"[\s_-]+", "_", bare.lower())],
        t.COUNTRY: [bare.upper()],
        t.DIGEST: [bare.lower()],
    }.get(regex or "", [])
    return next((one for one in candidates if re.search(regex or "", one)), text)


def _free(column: dy.Column, texts: Collection[str], readings: Readings) -> Forms:
    """Read text as people would spell it: no blanks at the ends, letters in one part."""
    is_list = isinstance(column.dtype, pl.List)
    pieces = {text: text.split("|") if is_list else [text] for text in texts}
    every = list({piece for parts in pieces.values() for piece in parts if piece})
    wrong = set(faulty(pl.Series(every, dtype=pl.String)).to_list())
    doubts: dict[str, Doubt] = {}
    changed: dict[str, str] = {}
    for text, parts in pieces.items():
        told_apart = parts
        if is_list and "|" not in text and _BREAKS.search(stripped(text)):
            if readings.lists is None:
                doubts[text] = Doubt("a list, or one text", "--lists split or --lists keep")
                continue
            if readings.lists == "split":
                told_apart = [stripped(part) for part in _BREAKS.split(text)]
        spelt = [_spelt(part) if part in wrong else part for part in told_apart]
        if told_apart is not parts or len(spelt) > 1:
            spelt = [part for part in spelt if part]
        if (new := "|".join(spelt)) != text:
            changed[text] = new
    return Forms(changed, doubts)


def _spelt(text: str) -> str:
    """Write a text as :mod:`analysis.dossier.spelling` expects it, as far as nothing is lost."""
    plain = re.sub(r"[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\t]", " ", text)
    plain = re.sub(" {2,}", " ", unicodedata.normalize("NFC", plain))
    return _missing(stripped(plain))


def _bare(text: str, column: dy.Column) -> str:
    """Take blanks from the ends; a mark for no value is empty, unless it is a word of the column.

    Examples: ``none`` activates a clause, ``NA`` is not an id, and ``na`` may be one.
    """
    bare = stripped(text)
    if isinstance(t.item_type(column), pl.Enum):
        return bare if _is_item(_one(bare, column), column) else _missing(bare)
    return bare if _is_item(bare, column) else _missing(bare)


def _missing(text: str) -> str:
    return "" if text.lower() in MISSING else text
