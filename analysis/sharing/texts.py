"""A text that notebooks are about, as a page of their site: what leads to it, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.explorer.assets import shared_script
from analysis.explorer.packing import packed
from analysis.sharing.anchors import anchors_of, tags_of
from analysis.sharing.cleaning import page_address
from analysis.sharing.finished import Finished
from analysis.sharing.searching import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from analysis.charting.untrusted import Json

_KIND = "Article"
_TOP = "content"
_TITLED = {"Section", "Figure", "Finding", "Table"}
_LINK = re.compile(r"(?:[^#]*\.html)?#([^?]+)")
_CONTAINERS = {"output_area", "text-cell"}


@dataclass(frozen=True)
class TextPage:
    """A page with a text, made by whoever knows the text.

    Parameters
    ----------
    name
        Its file's, without the ending.
    title
        How the others name it.
    summary
        What it has, in a sentence.
    body
        HTML in which everything is escaped; where no script runs, it is the page.
    places
        Anchors of the body to which links of its notebooks lead, wherever else they are.
    words
        Anchors by the words that lead to them where a figure or a table says them.
    notebooks
        The notebooks that are about the text; they need not all be shared with it.
    state
        What its script is given.
    script
        Body of an asynchronous function of `state` and `mentions`: for each place where the pages
        of the notebooks mention it, as page, words and address.
    libraries
        Scripts that run before it.
    style
        Styles beside those of every page.

    Examples
    --------
    >>> text = TextPage("article", "Article", "A text.", "<p id='c1'>No.</p>", words={"No.": "c1"})
    >>> text.led(["No.", "Yes."])
    {'No.': 'article.html#c1'}
    """

    name: str
    title: str
    summary: str
    body: str
    places: Collection[str] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    notebooks: Collection[Path] = ()
    state: Json = None
    script: str = ""
    libraries: tuple[str, ...] = ()
    style: str = ""

    @property
    def address(self) -> str:
        """Address of the page in its site."""
        return page_address(self.name)

    def led(self, words: Iterable[str]) -> dict[str, str]:
        """Give those of some words that lead to the text, with the address of the place."""
        said = (one for one in words if one in self.words)
        return {one: f"{self.address}#{self.words[one]}" for one in said}

    def scripts(self) -> list[str]:
        """What the page runs."""
        own = (
            f"(() => {{\n{shared_script()}\n"
            'const kept = document.querySelector("#dossier-text").dataset.state;\n'
            f"const show = async ({{ state, mentions }}) => {{\n{self.script}\n}};\n"
            'const ready = () => document.documentElement.classList.add("dossier-ready");\n'
            "unpacked(kept).then(show).finally(ready);\n})();\n"
        )
        return [*self.libraries, own]

    def finished(self, pages: Mapping[str, Finished]) -> Finished:
        """Give the page without its frame.

        Parameters
        ----------
        pages
            The finished pages of its notebooks, by address.
        """
        mentions = mentions_of(self.places, pages)
        data = packed({"state": self.state, "mentions": mentions})
        kept = f'<div id="dossier-text" hidden data-state="{data}"></div>'
        return Finished(
            title=self.title,
            summary=self.summary,
            body=f"{self.body}\n{kept}\n",
            contents=[],
            language="en",
            direction="ltr",
            headed=True,
            authors="",
            picture="",
            findings=[],
            entries=[Entry.at(_TOP, [self.title, self.summary], _KIND)],
            left_out=[],
            anchors=list(anchors_of(self.body)),
            style=self.style,
        )


def mentions_of(
    places: Collection[str], pages: Mapping[str, Finished]
) -> dict[str, list[list[str]]]:
    """Find where pages mention places: each figure, table or section once.

    Parameters
    ----------
    places
        Anchors.
    pages
        Finished pages by address, in their order.

    Returns
    -------
    dict
        For each place that is mentioned, lists of the title of the page, what mentions it there,
        and its address.
    """
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    for address, page in pages.items():
        titles = {e.anchor: f"{e.kind}: {e.title}" for e in page.entries if e.kind in _TITLED}
        for place, container, row in _mentioned(page, titles):
            if place in places:
                said = titles.get(container, "")
                told = [page.title, said, f"{address}#{row or container}"]
                at = found.setdefault(place, {})
                own = row == place  # rather than a row that only names it
                at[address, container] = told if own else at.get((address, container), told)
    return {place: list(by.values()) for place, by in found.items()}


def _mentioned(page: Finished, titles: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Give each place that a page mentions, with the anchor of what it is in, and of its row."""
    section = container = row = ""
    led: dict[str, list[str]] = {}
    for figure, place in page.leads:
        led.setdefault(figure, []).append(place)
    for name, attributes in tags_of(page.body):
        anchor = attributes.get("id", "")
        if name == "div" and _CONTAINERS & {*attributes.get("class", "").split()}:
            container = row = ""
        if anchor in titles:
            container, row = anchor, ""
            if re.fullmatch("h[1-6]", name):
                section = anchor
        elif name in {"tr", "li"}:
            row = anchor
        if row and row == anchor:
            yield row, container or section, row
        yield from ((place, anchor, "") for place in led.get(anchor, ()))
        if name == "a" and (link := _LINK.fullmatch(attributes.get("href", ""))):
            yield link[1], container or section, row
