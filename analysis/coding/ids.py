"""Ids for rows that have none: the next number where a table counts, words of the row elsewhere."""

from __future__ import annotations

from collections import Counter
from itertools import chain, count
from typing import TYPE_CHECKING

from analysis.dossier.spelling import kebab

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_DIGITS = "0123456789"
_MOST_DIGITS = 18
"""Digits at the end of an id that may count rows; more are part of a name."""
_NAMED_BY = {
    "actors": ("name",),
    "weapons": ("name",),
    "ties": ("source", "target", "kind"),
    "claims": (),
    "transfers": ("claim_id", "weapon_id", "supplier", "recipient"),
    "sources": ("publisher", "published"),
}


class Ids:
    """The ids of a table, and those that new rows take.

    Examples
    --------
    >>> ids = Ids("claims", ["c01", "c02"])
    >>> ids.coined({}), ids.coined({}), ids.take("c02", "another row")
    ('c03', 'c04', 'is in claims.csv already')
    """

    def __init__(self, table: str, keys: Sequence[str]) -> None:
        self._table = table
        self._owner = dict.fromkeys(keys, f"{table}.csv")
        cut = ((key, len(key.rstrip(_DIGITS))) for key in keys)
        numbered = [(key[:at], key[at:]) for key, at in cut if 0 < len(key) - at <= _MOST_DIGITS]
        (prefix, most), *_ = Counter(before for before, _ in numbered).most_common(1) or [("c", 0)]
        self._prefix = prefix if table == "claims" or most > len(keys) / 2 else None
        digits = [number for before, number in numbered if before == prefix]
        self._width = min(map(len, digits)) if any(d[0] == "0" for d in digits) else 1
        self._next = max(map(int, digits), default=0) + 1

    def take(self, key: str, row: str) -> str | None:
        """Take an id that a row brings; say who has it if it is not free."""
        owner = self._owner.setdefault(key, row)
        return None if owner == row else f"is in {owner} already"

    def coined(self, row: Mapping[str, str]) -> str:
        """Give a row an id of its own."""
        if self._prefix is None:
            words = kebab(" ".join(row.get(name, "") for name in _NAMED_BY[self._table]))
            words = words or kebab(row.get("title", "")) or self._table.removesuffix("s")
            tried: Iterator[str] = chain([words], (f"{words}-{n}" for n in count(2)))
        else:
            tried = (f"{self._prefix}{n:0{self._width}}" for n in count(self._next))
        key = next(one for one in tried if one not in self._owner)
        self._owner[key] = ""
        return key
