"""What rows are called, in place of their ids: by their own words, or by what they point to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.dossier import TABLES
from analysis.dossier.references import references_of

if TYPE_CHECKING:
    from analysis.dossier.older import Version

_OWN = ("name", "statement", "title", "question", "description", "instrument")
"""Columns with the words of a row, the first that has any."""

_LONGEST = 120
_POINTED = 2
"""Rows pointed to that name a row without words of its own."""


class Names:
    """What the rows of two versions are called; of the newer, where both have one."""

    def __init__(self, *versions: Version) -> None:
        self._versions = versions
        self._known: dict[str, dict[str, str]] = {}

    def of(self, table: str) -> dict[str, str]:
        """Name each row of a table by its key, several columns of which are joined by ``|``."""
        if table not in self._known:
            self._known[table] = {}  # rows that point to their own table have no name by it
            keys = TABLES[table].primary_key()
            self._known[table] = {
                "|".join(row[key] for key in keys if row.get(key)): words
                for version in self._versions
                for row in version.texts[table].iter_rows(named=True)
                if (words := self._words(table, row))
            }
        return self._known[table]

    def _words(self, table: str, row: dict[str, Any]) -> str:
        own = next((row[name] for name in _OWN if row.get(name)), "")
        is_tie = {"source", "target"} <= row.keys()
        if own and not is_tie:
            return _cut(own)
        pointed = [
            self.of(target).get(row[name], "")
            for name, target in references_of(TABLES[table]).items()
            if target != table and row.get(name) and "|" not in row[name]
        ]
        parts = list(dict.fromkeys(filter(None, pointed)))[:_POINTED]
        if is_tie:
            return _cut(", ".join(filter(None, ["\N{EN DASH}".join(parts), own])))
        measured = (row.get("quantity") or row.get("item") or "").replace("_", " ")
        return _cut(", ".join(filter(None, [*parts, measured])))


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 2].rstrip()} \u2026"
