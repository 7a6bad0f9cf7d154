"""Rows of tables out of files of other tools: cells that fit, ids, and what is left out."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from itertools import chain, count
from typing import TYPE_CHECKING, Any

import dataframely as dy
import polars as pl

from analysis.dossier import TABLES
from analysis.dossier.spelling import kebab
from analysis.dossier.tables import ID, item_type
from analysis.errors import shorten
from analysis.exchange.placing import several

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 3
"""Values that a sentence of what was left out names."""
_TRUTH = {"true": "true", "false": "false"}


class CoinedIds:
    """Ids that rows have in their file, or are given: each once.

    Examples
    --------
    >>> ids = CoinedIds("actor")
    >>> ids.take("n1"), ids.coin("Harbour Line"), ids.coin("Harbour line"), ids.coin("港")
    (True, 'harbour-line', 'harbour-line-2', 'actor')
    >>> ids.take("n1"), ids.take("Not an id")
    (False, False)
    """

    def __init__(self, otherwise: str) -> None:
        self._otherwise = otherwise
        self._taken = set[str]()

    def take(self, identifier: str) -> bool:
        """Take an id, if it can be one and is free."""
        free = re.fullmatch(ID, identifier) is not None and identifier not in self._taken
        self._taken |= {identifier} if free else set()
        return free

    def coin(self, *words: str) -> str:
        """Make an id of words."""
        start = kebab(" ".join(words)) or self._otherwise
        tried = chain([start], (f"{start}-{number}" for number in count(2)))
        found = next(one for one in tried if one not in self._taken)
        self._taken.add(found)
        return found


class LeftOut:
    """What of a file is in no row, counted.

    Examples
    --------
    >>> left_out = LeftOut()
    >>> left_out.add("edge", "with weight, for which ties have no column", "2")
    >>> left_out.add("edge", "with weight, for which ties have no column", "3")
    >>> left_out.sentences()
    ['2 edges with weight, for which ties have no column ("2", "3")']
    """

    def __init__(self) -> None:
        self._counts = Counter[tuple[str, str]]()
        self._values: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, noun: str, why: str, value: str | None = None, *, number: int = 1) -> None:
        """Count what is left out, and show its value among the first."""
        self._counts[noun, why] += number
        if value:
            self._values.setdefault((noun, why), {})[shorten(value)] = None

    def sentences(self) -> list[str]:
        """Say what was left out, in the order in which it was found."""
        said = []
        for (noun, why), number in self._counts.items():
            plural = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else None
            values = list(self._values.get((noun, why), {}))
            more = ", ..." if len(values) > _SHOWN else ""
            shown = f" ({', '.join(values[:_SHOWN])}{more})" if values else ""
            said.append(f"{several(number, noun, plural)} {why}{shown}")
        return said


def fitting(table: str, column: str, text: str) -> str | None:
    """Give the cell that a text is in a column, or None where it cannot be one.

    Examples
    --------
    >>> fitting("actors", "kind", "state"), fitting("actors", "kind", "NGO")
    ('state', None)
    >>> fitting("ties", "directed", "True"), fitting("actors", "cow_code", "991.0")
    ('true', '991')
    >>> fitting("ties", "obligations", '["defense", "consultation"]')
    'defense|consultation'
    """
    schema: Any = TABLES[table].columns()[column]
    text = text.strip()
    if not isinstance(schema.dtype, pl.List):
        return _item(text, schema)
    items = _items(text)
    cells = [_item(str(item).strip(), schema) for item in items]
    if not cells or any(cell is None or "|" in cell for cell in cells):
        return None
    return "|".join(cell for cell in cells if cell is not None)


def _items(text: str) -> Iterable[object]:
    try:
        found = json.loads(text) if text.startswith("[") else None
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, list) else text.split("|")


def _item(text: str, column: dy.Column) -> str | None:
    kind = item_type(column)
    if isinstance(kind, pl.Enum):
        return text if text in kind.categories else None
    if kind == pl.Boolean:
        return _TRUTH.get(text.lower())
    if kind == pl.Date:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            return None
    if kind.is_integer():
        found = re.fullmatch(r"\+?(-?[0-9]{1,9})(\.0+)?", text)
        return str(int(found[1])) if found else None
    regex = getattr(column.inner if isinstance(column, dy.List) else column, "regex", None)
    return text if text and (regex is None or re.search(regex, text)) else None
