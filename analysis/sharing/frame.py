"""What is around the pages of a site: whose they are, which there are, and how to find things."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from analysis.charting.untrusted import reveal_hidden
from analysis.sharing.anchors import Places
from analysis.sharing.searching import search_data

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from analysis.sharing.finished import Finished
    from analysis.sharing.searching import Entry
    from analysis.sharing.texts import TextPage

Code = Literal["switch", "shown", "none"]
"""Code of the cells: behind a switch, shown until the switch is turned off, or not in the page."""


@dataclass(frozen=True)
class Frame:
    """Whose pages these are, in plain text; what is empty is not shown.

    Parameters
    ----------
    title
        Name of the site.
    about
        What it is about, in a sentence or two.
    day
        Day of which it speaks, as a reader reads it.
    marking
        How it may be passed on; it is on every sheet of paper, too.
    contact
        Whom to write to.
    downloads
        Files beside the pages, by their address, each with what it is called.
    """

    title: str = "Notebooks"
    about: str = ""
    day: str = ""
    marking: str = ""
    contact: str = ""
    downloads: Mapping[str, str] = field(default_factory=dict)

    @property
    def on_paper(self) -> str:
        r"""Style rules that repeat title, marking and contact on every sheet.

        Examples
        --------
        >>> Frame(title="A", marking="<b>").on_paper[:80]
        '@page { @top-left { content: "\\41 "; font: 8pt sans-serif } @top-right { content'
        """
        words = {"top-left": self.title, "top-right": self.marking, "bottom-left": self.contact}
        said = {place: f'"{_in_css(text)}"' for place, text in words.items() if text}
        said["bottom-right"] = 'counter(page) " / " counter(pages)'
        font = "font: 8pt sans-serif"
        boxes = [f"@{place} {{ content: {content}; {font} }}" for place, content in said.items()]
        return f"@page {{ {' '.join(boxes)} }}"


@dataclass(frozen=True)
class Neighbour:
    """A page of the site, as the others name it."""

    title: str
    address: str
    language: str = "en"


@dataclass(frozen=True)
class Site:
    """All pages of a site, as each of them knows it.

    Parameters
    ----------
    frame
        Whose they are.
    finished
        The pages in their order, by address.
    code
        How code is shown.
    texts
        Pages with a text, each with the addresses of the pages that are about it.
    """

    frame: Frame
    finished: Mapping[str, Finished]
    code: Code = "switch"
    texts: Sequence[tuple[TextPage, Collection[str]]] = ()

    @cached_property
    def pages(self) -> Sequence[Neighbour]:
        """The pages, in their order."""
        return [Neighbour(page.title, at, page.language) for at, page in self.finished.items()]

    @cached_property
    def places(self) -> Places:
        """What can be linked to."""
        leading = {
            page: (text.places, text.address) for text, about in self.texts for page in about
        }
        if len(self.texts) == 1:
            leading[""] = self.texts[0][0].places, self.texts[0][0].address
        anchors = {address: set(page.anchors) for address, page in self.finished.items()}
        return Places(anchors, texts=leading)

    @cached_property
    def entries(self) -> str:
        """What can be found, for the page's script."""
        titles = {page.address: page.title for page in self.pages}
        return search_data(titles, self._entries(), {text.address for text, _ in self.texts})

    def beside(self, address: str) -> tuple[Neighbour | None, Neighbour | None]:
        """Give the page before and the one after."""
        at = [page.address for page in self.pages].index(address)
        before = self.pages[at - 1] if at else None
        return before, self.pages[at + 1] if at + 1 < len(self.pages) else None

    def _entries(self) -> Iterator[tuple[str, Entry]]:
        for address, page in self.finished.items():
            places, text = self.places.texts.get(address, ((), ""))
            for entry in page.entries:
                yield text if entry.anchor in places else address, entry


def _in_css(text: str) -> str:
    """Write text for a CSS string, so that nothing in it can end the string or the style."""
    plain = re.sub(r"\s+", " ", reveal_hidden(text)).strip()
    return "".join(f"\\{ord(character):x} " for character in plain)
