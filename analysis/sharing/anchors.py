"""Where links lead: the anchors of finished pages, each once, and links from page to page."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

# Our own serialisers wrote what is read here: attributes are quoted, and no text contains "<".
_TAG = re.compile(r"""<[a-z][\w-]*(?:\s+[\w:-]+(?:="[^"]*"|='[^']*')?)*\s*/?>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s+([\w:-]+)(?:="([^"]*)"|='([^']*)')?""")
_LINK = re.compile(r"(<a\s[^<>]*>)(.*?)</a>", re.DOTALL)
_OWN_CLASS = "dossier-"  # foreign HTML has no such class: see `cleaning`


def once(body: str, own: Collection[str] = ()) -> str:
    """Drop ids that another element of the page has already.

    Parameters
    ----------
    body
        The finished page, without its frame.
    own
        Anchors of the page's figures and tables, which nothing else may have.

    Examples
    --------
    >>> once('<p id="a">1</p><p id="a">2</p><p id="table-t">3</p>', {"table-t"})
    '<p id="a">1</p><p>2</p><p>3</p>'
    """
    seen: set[str] = set()

    def kept(tag: re.Match[str]) -> str:
        found = _attribute(tag[0], "id")
        if found is None:
            return tag[0]
        place = _value(found)
        named = _attribute(tag[0], "class")
        forged = place in own and not (named and _value(named).startswith(_OWN_CLASS))
        if forged or place in seen:
            return tag[0][: found.start()] + tag[0][found.end() :]
        seen.add(place)
        return tag[0]

    return _TAG.sub(kept, body)


def anchors_of(body: str) -> Iterator[str]:
    """Give the anchors of a page, in their order.

    Examples
    --------
    >>> list(anchors_of('<tr id="claim-1" class="x"><td>id="no"</td>'))
    ['claim-1']
    """
    for tag in _TAG.finditer(body):
        found = _attribute(tag[0], "id")
        if found is not None:
            yield _value(found)


def tags_of(body: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the opening tags of a page in their order, each with its attributes.

    Examples
    --------
    >>> list(tags_of('<tr id="claim-1"><td>id="no"</td></tr>'))
    [('tr', {'id': 'claim-1'}), ('td', {})]
    """
    for tag in _TAG.finditer(body):
        name = re.match(r"<([\w-]+)", tag[0])
        if name:
            found = _ATTRIBUTE.finditer(tag[0])
            yield name[1].lower(), {one[1]: _value(one) for one in found}


@dataclass(frozen=True)
class Places:
    """What can be linked to in a site.

    Parameters
    ----------
    pages
        Anchors of each page, by its address; of a page alone only its own.
    whole
        Whether these are all pages that a link may lead to.
    texts
        For the address of a page, the places of a text and the address of the text's page: there
        links to these places lead, wherever else they are. The index is the page without a name.

    Examples
    --------
    >>> places = Places({"one.html": ["claim-1"], "two.html": ["tie-1"]})
    >>> [places.address(link, "one.html") for link in ("#claim-1", "#tie-1?day=x", "#gone")]
    ['#claim-1', 'two.html#tie-1?day=x', None]
    >>> texts = {"one.html": ({"claim-1"}, "article.html")}
    >>> Places({"one.html": ["claim-1"]}, texts=texts).address("#claim-1", "one.html")
    'article.html#claim-1'
    """

    pages: Mapping[str, Collection[str]]
    whole: bool = True
    texts: Mapping[str, tuple[Collection[str], str]] = field(default_factory=dict)

    def address(self, link: str, here: str = "") -> str | None:
        """Give where a link leads from a page; None if it leads nowhere."""
        page, _, place = link.partition("#")
        if page:
            inner = page.endswith(".html") and not re.search(r"[/:]", page)
            return None if inner and self.whole and page not in self.pages else link
        anchor = unquote(place.partition("?")[0])
        places, text = self.texts.get(here, ((), ""))
        if anchor in places:
            return f"{text}{link}"
        holders = [page for page, anchors in self.pages.items() if anchor in anchors]
        if here in holders:
            return link
        return f"{holders[0]}{link}" if holders else None

    def linked(self, body: str, here: str = "") -> str:
        """Let the links of a page lead to where their anchors are; others become plain text.

        Examples
        --------
        >>> Places({"two.html": ["b"]}).linked('<a href="#b">B</a> and <a href="#c">C</a>')
        '<a href="two.html#b">B</a> and C'
        """

        def led(link: re.Match[str]) -> str:
            found = _attribute(link[1], "href")
            if found is None:
                return link[0]
            address = _value(found)
            leads = self.address(address, here)
            if leads is None:
                return link[2]
            if leads == address:
                return link[0]
            before, after = link[1][: found.start()], link[1][found.end() :]
            return f'{before} href="{html.escape(leads)}"{after}{link[2]}</a>'

        return _LINK.sub(led, body)


def _attribute(tag: str, name: str) -> re.Match[str] | None:
    if f" {name}=" not in tag:
        return None
    return next((found for found in _ATTRIBUTE.finditer(tag) if found[1] == name), None)


def _value(attribute: re.Match[str]) -> str:
    return html.unescape(attribute[2] if attribute[2] is not None else attribute[3] or "")
