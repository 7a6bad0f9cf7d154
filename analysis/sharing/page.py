"""A page of sections: its anchors, contents, title and language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.charting.untrusted import reveal_hidden
from analysis.sharing.anchors import anchors_of, once
from analysis.sharing.finished import Finished, Heading
from analysis.sharing.fragments import Fragment
from analysis.sharing.searching import Entry
from analysis.sharing.thumbnails import small_of, thumbnail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bs4 import Tag

    from analysis.sharing.cells import Section
    from analysis.sharing.fragments import Draft

_FORMULA = re.compile(r"formula-\d+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Languages by their script, where most text in it is in one of them.
_BY_SCRIPT = {
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "GREEK": "el",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "THAI": "th",
}
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi", "ps", "dv", "ug", "ckb"}
_ENOUGH_LETTERS = 20
_OWN_ANCHORS = ("content", "contents")


def finish_page(
    made: Iterable[Section], draft: Draft, metadata: Mapping[str, Any], name: str, language: str
) -> Finished:
    """Complete a page whose cells have become sections.

    Parameters
    ----------
    made
        The sections.
    draft
        What they shared while they were made.
    metadata
        The notebook's; ``lang`` or ``language`` say what it is written in.
    name
        Title for a notebook without a heading or a title of its own.
    language
        Language, where neither the metadata nor the letters say another.
    """
    sections = list(made)
    prose = [text for section in sections for text in section.prose]
    parts = [part for section in sections for part in section.parts]
    headed = [part for part in parts if isinstance(part, Fragment) and part.prose]
    headings = [heading for text in headed for heading in text.headings]
    anchors = _anchor(headings, headed, draft)
    body = once("".join(_folded(sections, anchors)), draft.names)
    first = next((h for h in headings if h.name == "h1"), None)
    title = _words(first) if first is not None else str(metadata.get("title") or name)
    contents = [h for h in headings if h is not first and h.name in {"h1", "h2", "h3"}]
    spoken = _language(metadata, prose, language)
    return Finished(
        title=reveal_hidden(title),
        summary=_summary(prose),
        body=body,
        contents=[Heading(_words(h), _address(h), max(2, int(h.name[1]))) for h in contents],
        language=spoken,
        direction="rtl" if spoken.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        headed=first is not None,
        authors=_authors(metadata),
        picture=_picture(body, draft),
        findings=[sentence.html() for sentence in draft.shown_first if sentence.shown_by],
        entries=_found(headings, draft),
        left_out=draft.left_out,
        anchors=list(anchors_of(body)),
        leads=draft.leads,
    )


def _anchor(headings: list[Tag], prose: list[Fragment], draft: Draft) -> dict[str, str]:
    """Give headings the anchors that JupyterLab gives them; return where each anchor leads."""
    parts = {*draft.names, *draft.places}
    taken = {*_OWN_ANCHORS, *parts}
    leads = {name: name for name in parts}
    for heading in headings:
        anchor = heading.get_text().replace(" ", "-")
        own, number = anchor, 1
        while own in taken:
            number += 1
            own = f"{anchor}-{number}"
        taken.add(own)
        leads.setdefault(anchor, own)
        if heading.get("id"):  # as its author wrote it
            leads.setdefault(str(heading["id"]), own)
        leads[own] = own
        heading["id"] = own
    for text in prose:
        for tag in text.soup.find_all(id=True):
            if tag["id"] in taken and not any(tag is heading for heading in text.headings):
                del tag["id"]
    return leads


def _folded(sections: list[Section], anchors: Mapping[str, str]) -> Iterator[str]:
    """Give the sections' HTML, with what its author folded behind a control."""
    open_levels: list[int] = []
    for section in sections:
        while open_levels and 0 < section.level <= open_levels[-1]:
            open_levels.pop()
            yield "</details>\n"
        yield from (p if isinstance(p, str) else p.html(anchors) for p in section.parts)
        if section.folds:
            open_levels.append(section.folds)
            yield '<details class="folded"><summary>Folded by the author</summary>\n'
    yield from ("</details>\n" for _ in open_levels)


def _words(heading: Tag) -> str:
    parts = (
        part.strip("$") if _is_formula(part.parent) else part
        for part in heading.find_all(string=True)
    )
    return reveal_hidden(" ".join(" ".join(parts).split()))


def _is_formula(tag: Tag | None) -> bool:
    return tag is not None and bool(_FORMULA.match(" ".join(tag.get("class") or ())))


def _address(heading: Tag) -> str:
    return f"#{quote(str(heading['id']))}"


def _summary(prose: list[Fragment]) -> str:
    for text in prose:
        paragraph = text.soup.find("p", recursive=False)
        said = paragraph.find_all(string=True) if paragraph is not None else []
        words = (part for part in said if part.find_parent(class_="left-out") is None)
        if summary := " ".join("".join(words).split()):
            return reveal_hidden(summary)
    return ""


def _found(headings: list[Tag], draft: Draft) -> list[Entry]:
    sections = [Entry.at(str(h["id"]), [_words(h)], "Section") for h in headings]
    return [*(s for s, h in zip(sections, headings, strict=True) if h.name != "h1"), *draft.entries]


def _picture(body: str, draft: Draft) -> str:
    """Give the chart that shows the first finding, or the first one, as a small picture."""
    shown_by = [s.shown_by.partition("?")[0].removeprefix("#") for s in draft.shown_first]
    chosen = [draft.charts[anchor] for anchor in shown_by if anchor in draft.charts]
    for spec in [*chosen, *draft.charts.values()][:1]:
        with suppress(ValueError, OSError):  # its marks alone are no chart
            return thumbnail(spec)
    found = re.search(r'<img(?: [a-z]+="[^"<>]*")* src="(data:image/[^"]+)"[^<>]*>', body)
    return small_of(found[1]) if found else ""


def _authors(metadata: Mapping[str, Any]) -> str:
    given = metadata.get("authors")
    listed = given if isinstance(given, list | tuple) else []
    found = [one.get("name") if isinstance(one, dict) else one for one in listed]
    return reveal_hidden(", ".join(str(name) for name in found if name))


def _language(metadata: Mapping[str, Any], prose: list[Fragment], otherwise: str) -> str:
    for key in ("lang", "language"):
        said = metadata.get(key)
        if isinstance(said, str) and _LANGUAGE.fullmatch(said):
            return said
    letters = [c for text in prose for c in text.soup.get_text() if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "").split(" ")[0].split("-")[0] for c in letters)
    if len(letters) < _ENOUGH_LETTERS or not scripts:
        return otherwise
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > len(letters) / 10:
        return "ja"  # it is written with Chinese characters as well
    script, number = scripts.most_common(1)[0]
    return _BY_SCRIPT.get(script, otherwise) if number > len(letters) / 2 else otherwise
