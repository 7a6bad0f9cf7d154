"""One piece of foreign HTML on its way into a page."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup

from analysis.charting.untrusted import escape_html, reveal_hidden
from analysis.errors import shorten
from analysis.sharing.cleaning import (
    clean,
    losses,
    neighbour_address,
    page_address,
    parsed,
    web_address,
)
from analysis.sharing.foreign import scripted
from analysis.sharing.markdown import Formulas
from analysis.sharing.pictures import (
    SOUND,
    NotEmbeddedError,
    embedded,
    local_file,
    svg_as_pictures,
)
from analysis.sharing.styling import scoped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bs4 import Tag

    from analysis.explorer import Sentence
    from analysis.sharing.searching import Entry
    from analysis.sharing.texts import TextPage

_BLOCKS = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "td", "th"]
_BLOCKS += ["caption", "figcaption"]
_AROUND_BLOCKS = ["ul", "ol", "dl", "blockquote", "table"]
_SEEN = ["img", "hr", "audio", "video", "progress", "meter"]
# Names of SVG and MathML: the parser drops what is in such tags outside of their namespaces, and
# takes them for something else inside. Without the tags, their words are kept.
_FOREIGN = re.compile(
    r"</?(?:svg|animate\w*|circle|clippath|defs|desc|discard|ellipse|fe[a-z]+|filter|foreignobject|g"
    r"|glyph|hatch\w*|line|lineargradient|marker|mask|metadata|mpath|path|pattern|polygon|polyline"
    r"|radialgradient|rect|set|solidcolor|stop|switch|symbol|text|textpath|tref|tspan|use|view"
    r"|math|annotation|annotation-xml|semantics|maction|maligngroup|malignmark|menclose|merror"
    r"|mfenced|mfrac|mglyph|mi|mlabeledtr|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts"
    r"|mroot|mrow|ms|mspace|msqrt|mstyle|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover"
    r"|none|noscript)(?=[\s/>])[^>]*>",
    re.IGNORECASE,
)


_OF_SCRIPTS = {"script", "srcdoc", "iframe", "link", "meta", "style"}
_LONGEST_ADDRESS = 200
_SCROLLS = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:auto|scroll)")


@dataclass
class Draft:
    """What the parts of a page share while it is made."""

    folder: Path = field(default_factory=Path)
    """Where the notebook is, and its local pictures."""

    neighbours: Collection[str] | None = None
    """Stems of the notebooks that are shared along with it; None if nobody knows."""

    cell: int = 0
    """Number of the cell that is being made, from 1."""

    noted: list[tuple[int, str]] = field(default_factory=list)
    """What was left out or changed, with the number of its cell."""

    formulas: Formulas = field(init=False)
    scopes: int = 0
    names: set[str] = field(default_factory=set)
    """Anchors of figures and tables."""

    places: set[str] = field(default_factory=set)
    """Anchors of the rows of tables and of cards."""

    entries: list[Entry] = field(default_factory=list)
    """What can be searched for: figures, tables, their rows and cards."""

    shown_first: list[Sentence] = field(default_factory=list)
    """Sentences of the finding called `OPENING`."""

    text: TextPage | None = None
    """The text that the notebook is about, if it is a page of the site."""

    leads: list[tuple[str, str]] = field(default_factory=list)
    """Anchors of charts, each with that of a place of the text to which one of its marks leads."""

    charts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Spec of each chart, by its anchor."""

    libraries: set[str] = field(default_factory=set)
    families: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Figure and options that first used the name of a control."""

    def __post_init__(self) -> None:
        self.formulas = Formulas(lambda tex: self.note(f"formula shown as TeX: {shorten(tex)}"))

    def note(self, what: str) -> str:
        """Say that something was left out or changed; give the note for the page."""
        what = reveal_hidden(" ".join(what.split()))
        self.noted.append((self.cell, what))
        return f"[{what}]"

    def note_html(self, what: str, address: str = "") -> str:
        """Give the note as a paragraph, with a link to what was left out if it is on the web."""
        link = escape_html(address)
        see = f' <a href="{link}" rel="noopener noreferrer">{link}</a>' if link else ""
        return f'<p class="left-out">{escape_html(self.note(what))}{see}</p>'

    @property
    def left_out(self) -> list[str]:
        """What was left out or changed, in the order of the cells."""
        in_order = sorted(self.noted, key=lambda noted: noted[0])
        return [f"cell {cell}: {what}" for cell, what in in_order]

    def own_name(self, prefix: str, name: str) -> str:
        """Give a figure's name in this page, with a number if the name is taken."""
        own, number = name, 1
        while f"{prefix}{own}" in self.names:
            number += 1
            own = f"{name}-{number}"
        self.names.add(f"{prefix}{own}")
        return own

    def scope(self) -> str:
        """Name the next piece of HTML that has styles of its own."""
        self.scopes += 1
        return f"own-{self.scopes}"


class Fragment:
    """A piece of HTML of an output or a cell, cleaned apart from all others.

    It is made when its cell is, and finished when the anchors of the whole page are known.

    Parameters
    ----------
    html
        As the notebook has it.
    draft
        The page it is for.
    attachments
        Pictures of its cell.
    prose
        Whether it is written text, whose headings are anchors and whose direction may differ.
    """

    def __init__(
        self,
        html: str,
        draft: Draft,
        *,
        attachments: Mapping[str, Any] | None = None,
        prose: bool = False,
    ) -> None:
        self._draft = draft
        self._cell = draft.cell
        self.prose = prose
        html = svg_as_pictures(html)
        lost, sheets = losses(html)
        html = _FOREIGN.sub("", html)
        self._styles = ""
        self._scope = ""
        self._notes: list[str] = []
        self.soup = BeautifulSoup(parsed(html), "html.parser")
        self.coloured = self._own_styles(sheets)
        if "data-spec" in lost:
            lost.remove("data-spec")
            self._say(
                "controls left out: this figure is of an older version; run the notebook anew"
            )
        frames = _frames(html) if "iframe" in lost else []
        for address in frames:
            said = f"frame left out: {shorten(address)}"
            self._notes.append(draft.note_html(said, web_address(address) or ""))
        lost = [what for what in lost if what != "iframe" or not frames]
        if {"script", "srcdoc"} & set(lost) and (remedy := scripted(html)):
            self._say(remedy)
            lost = [what for what in lost if what not in _OF_SCRIPTS]
        if lost:
            self._say(f"left out: {', '.join(lost)}; this page runs and loads nothing of others")
        for image in self.soup.find_all("img"):
            self._embed(image, attachments or {})
        for player in self.soup.find_all(["audio", "video"]):
            self._play(player, attachments or {})
        for stray in self.soup.select("source:not(audio > source, video > source)"):
            stray.decompose()
        for anchor in self.soup.find_all("a", attrs={"name": True}):
            anchor["id"] = anchor.get("id") or anchor["name"]
        self._let_everybody_in()
        if prose:
            self._direct()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self.soup.get_text(strip=True) and not self.soup.find(_SEEN)

    @property
    def headings(self) -> list[Tag]:
        """Headings, in their order."""
        return self.soup.find_all(re.compile(r"h[1-6]"))

    def html(self, anchors: Mapping[str, str] | None = None) -> str:
        """Give the finished piece, with its notes, in a container that it cannot leave."""
        self._draft.cell = self._cell
        for tag in self.soup.find_all(id=list(self._draft.names)):
            del tag["id"]  # a figure of the page has it
        for link in self.soup.find_all("a", href=True):
            self._lead(link, anchors or {})
        inside = self._draft.formulas.put_back(clean(str(self.soup)))
        classes = " ".join(
            name for name in ("own", self._scope, "own-colours" if self.coloured else "") if name
        )
        reached = ' tabindex="0"' if self.soup.table else ""
        style = f"<style>\n{self._styles}\n</style>\n" if self._styles else ""
        return f'<div class="{classes}"{reached}>{style}{inside}</div>{"".join(self._notes)}'

    def table(self) -> str:
        """Give the cleaned piece without a container, for a table of our own."""
        self._lead_to_text()
        return clean(str(self.soup))

    def _lead_to_text(self) -> None:
        """Let what a table says of places of the text lead to them, once in a cell."""
        if (text := self._draft.text) is None:
            return
        for words in self.soup.find_all("bdi"):
            place = text.words.get(words.get_text())
            cell = words.find_parent("td")
            address = f"#{quote(place)}" if place else ""
            if address and cell and not words.find_parent("a") and not cell.find(href=address):
                words.wrap(self.soup.new_tag("a", attrs={"href": address}))

    def _say(self, what: str) -> None:
        self._notes.append(self._draft.note_html(what))

    def _own_styles(self, sheets: list[str]) -> bool:
        coloured = bool(self.soup.select("[bgcolor], font[color]"))
        for tag in self.soup.find_all(style=True):
            coloured = coloured or bool(re.search(r"\b(?:color|background)", str(tag["style"])))
        if not sheets:
            return coloured
        scope = self._draft.scope()
        made = [scoped(sheet, f".{scope}") for sheet in sheets]
        self._styles = "\n".join(styles.css for styles in made if styles.css)
        self._scope = scope if self._styles else ""
        if self.is_empty or any(styles.left_out for styles in made):
            self._say("left out: styles for more than this output")
        return coloured or any(styles.coloured for styles in made)

    def _embed(self, image: Tag, attachments: Mapping[str, Any]) -> None:
        source = str(image.get("src", ""))
        alt = str(image.get("alt", ""))
        try:
            image["src"] = embedded(source, self._draft.folder, attachments)
        except NotEmbeddedError as why:
            said = self._draft.note(f"picture left out, since {why}: {alt} ({_short(source)})")
            image.replace_with(self._emphasis(said))
        else:
            image["alt"] = alt or str(image.get("title") or "Picture")

    def _play(self, player: Tag, attachments: Mapping[str, Any]) -> None:
        why = ""
        parts = [part for part in (player, *player.find_all("source")) if part.get("src")]
        for part in parts:
            try:
                part["src"] = embedded(str(part["src"]), self._draft.folder, attachments, SOUND)
            except NotEmbeddedError as error:
                why = f"{player.name} left out, since {error}: ({_short(str(part['src']))})"
                del part["src"]
        if any(part.get("src") for part in parts):
            player["controls"] = ""
        else:
            said = self._draft.note(why or f"{player.name} left out, since it names no file")
            player.replace_with(self._emphasis(said))

    def _emphasis(self, said: str) -> Tag:
        note = self.soup.new_tag("em", attrs={"class": "left-out"})
        note.string = said
        return note

    def _let_everybody_in(self) -> None:
        """Make what scrolls reachable by keyboard; make no head or link of what has no words."""
        for head in self.soup.find_all("th"):
            if not head.get_text(strip=True) and not head.find("img"):
                head.name = "td"
                del head["scope"]
        for link in self.soup.find_all("a", href=True):
            if not link.get_text(strip=True) and not link.find("img"):
                del link["href"]
        for part in self.soup.find_all("div", style=_SCROLLS):
            part["tabindex"] = "0"

    def _direct(self) -> None:
        # Only text with letters of another direction needs to say so.
        if "rtl" not in map(_direction, self.soup.get_text()):
            return
        for tag in self.soup.find_all(_BLOCKS):
            tag["dir"] = str(tag.get("dir", "auto"))
        # In these a browser sees nothing but parts that have a direction of their own.
        for tag in self.soup.find_all(_AROUND_BLOCKS):
            first = next(filter(None, map(_direction, tag.get_text())), "ltr")
            tag["dir"] = str(tag.get("dir", first))

    def _lead(self, link: Tag, anchors: Mapping[str, str]) -> None:
        address = str(link["href"])
        if address.strip().startswith("#"):
            place = unquote(address.strip()[1:])
            link["href"] = f"#{quote(anchors.get(place, place))}"
        elif neighbour := neighbour_address(address, self._draft.neighbours or ()):
            stem, fragment = neighbour
            if self._draft.neighbours is None or stem in self._draft.neighbours:
                link["href"] = page_address(stem, fragment)
            else:
                self._unlink(link, f"{stem}.ipynb is not shared along with this page")
        elif (known := web_address(address)) is not None:
            link["href"] = known
        elif re.match(r"[A-Za-z][\w+.-]+:", address):
            self._unlink(link, f"link left out: {shorten(address)}")
        else:
            file = local_file(address, self._draft.folder)
            there = "is not shared along with this page" if _exists(file) else "does not exist"
            self._unlink(link, f"{file.name} {there}")

    def _unlink(self, link: Tag, what: str) -> None:
        del link["href"]
        link.insert_after(" ", self._emphasis(self._draft.note(what)))


def _direction(character: str) -> str:
    kind = unicodedata.bidirectional(character)
    return "rtl" if kind in {"R", "AL"} else "ltr" if kind == "L" else ""


def _exists(file: Path) -> bool:
    try:
        return file.exists()
    except (OSError, ValueError):  # no file can have such a name
        return False


def _frames(html: str) -> list[str]:
    """Give the addresses of pages within the page."""
    frames = BeautifulSoup(html, "html.parser").find_all("iframe", src=True)
    return [str(frame["src"]) for frame in frames]


def _short(address: str) -> str:
    return address if len(address) < _LONGEST_ADDRESS else f"{address[:_LONGEST_ADDRESS]}..."
