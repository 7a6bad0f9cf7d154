"""Addresses of the sources that a chart names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import reveal_hidden
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analysis.charting.untrusted import Json

WEB = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)
"""The only addresses that become links."""

# A page names its own parts like this.
_OWN = ("dossier", "explorer", "finding", "table", "vega", "vg")
_PLACE = re.compile(rf"(?!(?:{'|'.join(_OWN)})-)[a-z]+-[\w.-]+")
_ANCHOR = re.compile(r"(?:[\w.~%-]+\.html)?#[\w.~%?=&-]+")

SEPARATORS = re.compile(r" \u00b7 |; ")
"""Between the citations of one text."""


def anchored(place: str) -> str:
    """Give back where links can lead, and refuse what is no such place.

    Raises
    ------
    AnalysisError
        It is not a word, a hyphen and an id, like ``claim-c01``, or the word is one by which a
        page names its own parts.

    Examples
    --------
    >>> anchored("claim-c01")
    'claim-c01'
    """
    if not _PLACE.fullmatch(place):
        own = f"; {', '.join(_OWN)} are the page's own kinds" if place.startswith(_OWN) else ""
        raise AnalysisError(f"an anchor is a kind and an id, like claim-c01, not {place!r}{own}")
    return place


def followed(address: str) -> str:
    """Give back the address of a link, and refuse any that is neither an anchor nor of the web.

    Raises
    ------
    AnalysisError
        It is of another scheme.

    Examples
    --------
    >>> followed("#claim-c01")
    '#claim-c01'
    """
    if not _ANCHOR.fullmatch(address) and not WEB.fullmatch(address):
        raise AnalysisError(f"a link leads to an anchor or to the web, not to {address!r}")
    return address


def known_links(links: Mapping[str, Json], spec: dict[str, Any]) -> dict[str, str]:
    """Keep the links whose citation the spec's data contain, and whose address is of the web.

    Examples
    --------
    >>> spec = {"data": {"values": [{"source": "Gazette: Pact; Herald: Answer"}]}}
    >>> known_links({"Herald: Answer": "https://example.org/a", "Unused": "javascript:0"}, spec)
    {'Herald: Answer': 'https://example.org/a'}
    """
    said = words_of(spec)
    shown = {reveal_hidden(text): str(address) for text, address in links.items()}
    return {t: address for t, address in shown.items() if t in said and WEB.fullmatch(address)}


def words_of(spec: dict[str, Any]) -> set[str]:
    """Give the texts in the data of a spec, and the citations in them.

    Examples
    --------
    >>> sorted(words_of({"data": {"values": [{"source": "Gazette: Pact; Herald: Answer"}]}}))
    ['Gazette: Pact', 'Gazette: Pact; Herald: Answer', 'Herald: Answer']
    """
    return {part for text in _texts(spec) for part in (text, *SEPARATORS.split(text))}


def _texts(part: Json) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for below in part.values() if isinstance(part, dict) else part:
            yield from _texts(below)
