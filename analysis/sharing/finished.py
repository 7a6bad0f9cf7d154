"""A finished page: what its frame, an index and a search are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.sharing.searching import Entry


@dataclass(frozen=True)
class Heading:
    """A line of the table of contents."""

    text: str
    address: str
    level: int


@dataclass(frozen=True)
class Finished:
    """A page without its frame, and what an index says of it."""

    title: str
    summary: str
    body: str
    contents: list[Heading]
    language: str
    direction: str
    headed: bool
    """Whether a heading says its title."""

    authors: str
    """Their names; empty where the notebook has none."""

    picture: str
    findings: list[str]
    """What the page shows, in sentences of HTML."""

    entries: list[Entry]
    left_out: list[str]
    anchors: list[str]
    """Where links to the page can lead."""

    leads: list[tuple[str, str]] = field(default_factory=list)
    """Anchors of its charts, each with that of a place of the text to which a mark leads."""

    style: str = ""
    """Styles beside those of every page."""
