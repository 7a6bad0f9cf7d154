"""What another tool coded, before any dossier has it: texts, passages of them, rows of tables.

Readers of foreign formats give this; `analysis.coding.imported` takes it into a dossier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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
