"""What can be found in a site: sections, figures, and all rows and cards that have an anchor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.charting.untrusted import reveal_hidden
from analysis.explorer.packing import packed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bs4 import Tag

_LONGEST = 240
_BETWEEN = " \N{MIDDLE DOT} "
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Entry:
    """One thing that can be found.

    Parameters
    ----------
    kind
        What it is, such as "Section" or "Claim".
    anchor
        Where it is in its page.
    words
        What it says.

    Examples
    --------
    >>> Entry.at("claim-c01", ["Alpha", "", " may  answer, it says", "https://example.org/x"])
    Entry(kind='Claim', anchor='claim-c01', words='Alpha · may answer, it says')
    """

    kind: str
    anchor: str
    words: str

    @property
    def title(self) -> str:
        """What it says first."""
        return self.words.partition(_BETWEEN)[0]

    @classmethod
    def at(cls, anchor: str, said: Iterable[str], kind: str = "") -> Entry:
        """Make an entry of what is at an anchor; by default the anchor says of which kind it is."""
        parts = (" ".join(_ADDRESS.sub("", words).split()) for words in said)
        words = reveal_hidden(_BETWEEN.join(filter(None, parts)))
        if len(words) > _LONGEST:
            words = f"{words[:_LONGEST].rpartition(' ')[0] or words[:_LONGEST]} ..."
        return cls(kind or anchor.partition("-")[0].capitalize(), anchor, words)


def row_entries(table: Tag) -> Iterable[Entry]:
    """Give the rows of a table that have an anchor."""
    for row in table.select("tr[id]"):
        cells = row.find_all(["td", "th"])
        yield Entry.at(str(row["id"]), [cell.get_text(" ") for cell in cells])


def search_data(
    titles: Mapping[str, str],
    entries: Iterable[tuple[str, Entry]],
    texts: Collection[str] = (),
) -> str:
    """Write what can be found as JSON, packed for an attribute; each anchor once.

    Every page has all of it, so it is compressed: to a third.

    Parameters
    ----------
    titles
        Titles of the pages, by address.
    entries
        What is on them, each with the address of its page.
    texts
        Pages that each have claims of their own.

    Examples
    --------
    >>> one, other = Entry("Claim", "claim-1", "x"), Entry("Claim", "claim-1", "y")
    >>> data = search_data({"a.html": "A", "b.html": "B"}, [("a.html", one), ("b.html", other)])
    >>> from analysis.explorer.packing import unpacked
    >>> unpacked(data)
    {'pages': [['a.html', 'A'], ['b.html', 'B']], 'entries': [['Claim', 0, 'claim-1', 'x']]}
    """
    number = {address: at for at, address in enumerate(titles)}
    listed: dict[tuple[str, str], list[object]] = {}
    for page, entry in entries:
        # A section is one of its page; a claim is the same one on every page.
        own = page if page in texts or entry.kind in {"Section", "Figure", "Table"} else ""
        said = [entry.kind, number[page], entry.anchor, entry.words]
        if entry.words:
            listed.setdefault((own, entry.anchor), said)
    data = {"pages": list(titles.items()), "entries": list(listed.values())}
    return packed(data)
