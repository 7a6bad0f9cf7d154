"""What another tool coded, before any dossier has it: texts, passages of them, rows of tables.

Readers of foreign formats give this; `analysis.coding.imported` takes it into a dossier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from analysis.prose import counted, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping


@in_words
@dataclass(frozen=True)
class Passage:
    """Words of a text that another tool marked or a file quotes, with what it says of them."""

    origin: str
    """Where in the file, as a reader finds it: ``statement 12``, ``line 3``, ``T4``."""
    words: str | None
    """The words as the file quotes them; None where it has places alone."""
    start: int | None = None
    end: int | None = None
    """Characters (code points) of the text that the file carries; None where it gives none."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Cells of ``claims.csv`` that the file states: ``statement``, ``concept``, ``stance`` ..."""
    person: str | None = None
    organization: str | None = None
    """Names, in the words of the file, of who says it and for whom."""
    labels: tuple[str, ...] = ()
    """Codes and labels that are not cells, outermost first."""
    coder: str | None = None
    doubt: str | None = None
    """Why the place is not to be trusted, such as a fuzzy alignment: it waits for a person."""

    def _sentences(self) -> list[str]:
        place = "" if self.start is None else f", characters {self.start} to {self.end}"
        who = " for ".join(filter(None, (self.person, self.organization)))
        said = [f"{escape(self.origin)}{place}{f': {escape(who)}' if who else ''}."]
        said += [f"{escape(one)}." for one in (*self.cells.values(), *self.labels)]
        return said + ([f"In doubt: {escape(self.doubt)}."] if self.doubt else [])


@in_words
@dataclass(frozen=True)
class ForeignText:
    """One document of a foreign file, with the passages that were marked in it."""

    name: str
    """Its id or title in the file."""
    text: str | None
    """The whole text as the file carries it, or None."""
    passages: tuple[Passage, ...] = ()
    title: str | None = None
    author: str | None = None
    source: str | None = None
    date: str | None = None
    """ISO 8601 day."""

    def _sentences(self) -> list[str]:
        long = "without its text" if self.text is None else counted(len(self.text), "character")
        passages = counted(len(self.passages), "passage")
        return [f"{escape(self.title or self.name)}: {long}, {passages}."]


@in_words
@dataclass(frozen=True)
class Foreign:
    """What a foreign file has, in the words of a dossier as far as they go."""

    texts: tuple[ForeignText, ...] = ()
    rows: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    """Cells by column of rows that need no text: ``actors``, ``sources``, ``ties``."""
    left_out: tuple[str, ...] = ()
    """What could not be taken along, in a sentence each with its number: never silent."""
    notes: tuple[str, ...] = ()
    """What a person should know, such as the unit in which places were found to be counted."""

    def _sentences(self) -> list[str]:
        passages = sum(len(text.passages) for text in self.texts)
        said = [f"{counted(len(self.texts), 'text')} with {counted(passages, 'passage')}."]
        said += [
            f"{counted(len(rows), table.removesuffix('s'))}." for table, rows in self.rows.items()
        ]
        said += [f"Left out: {escape(reason.rstrip('.'))}." for reason in self.left_out]
        return said + [f"{escape(note.rstrip('.'))}." for note in self.notes]
