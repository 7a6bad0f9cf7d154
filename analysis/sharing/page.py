"""Finish a page: contents, title, safe links, no outside content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charting.untrusted import reveal_hidden

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_ACTIVE = ["script", "iframe", "frame", "object", "embed", "link", "meta", "base", "form", "portal"]
_ADDRESSES = ["href", "xlink:href", "action", "formaction"]
_SCHEMES = ("https://", "http://", "mailto:", "#")


def finish_page(soup: BeautifulSoup, name: str) -> tuple[str, dict[str, Any]]:
    """Complete a page whose notebook has been rendered into its ``main``.

    Parameters
    ----------
    soup
        The page; changed in place.
    name
        Title for a notebook without a heading of its own.

    Returns
    -------
    The page, and what an index says of it: title, summary, picture, picture_alt, and left_out,
    what had to be left out.
    """
    main = soup.select_one("main")
    if main is None:
        raise ValueError("the page has no <main>: the template 'offline' writes one")
    left_out = _leave_out(soup, main)
    for tag in main.find_all(True):
        _make_passive(tag)
    headings = _anchor(main)
    first = main.find("h1")
    title = reveal_hidden(first.get_text(" ", strip=True)) if first else name
    if soup.title is not None:
        soup.title.string = title
    _write_contents(soup, headings)
    summary = main.select_one(".text-cell > p")
    picture = main.find("img", src=True)
    about = {
        "title": title,
        "summary": reveal_hidden(" ".join(summary.get_text().split())) if summary else "",
        "picture": picture["src"] if picture else "",
        "picture_alt": picture.get("alt", "") if picture else "",
        "left_out": left_out,
    }
    return str(soup), about


def _leave_out(soup: BeautifulSoup, main: Tag) -> list[str]:
    """Put a note in the place of what runs or is elsewhere; name each."""
    left_out = []

    def replace(tag: Tag, name: str, text: str) -> None:
        note = soup.new_tag("em", attrs={"class": "left-out"})
        note.string = f"[{text}]"
        tag.replace_with(note)
        left_out.append(name)

    for tag in main.find_all(_ACTIVE):
        text = f"left out: {tag.name}; this page runs and loads nothing from elsewhere"
        replace(tag, f"<{tag.name}>", text)
    for image in main.find_all("img"):
        del image["srcset"]
        source = str(image.get("src", ""))
        if not source.startswith("data:image/"):
            text = f"picture left out: {image.get('alt', '')} {source}"
            replace(image, f"picture {source}", text)
    return left_out


def _make_passive(tag: Tag) -> None:
    for attribute in [a for a in tag.attrs if a.lower().startswith("on") or a == "srcdoc"]:
        del tag[attribute]
    for attribute in _ADDRESSES:
        address = str(tag.get(attribute, "")).strip()
        if not address:
            continue
        file, _, fragment = address.partition("#")
        if file.endswith(".ipynb") and ":" not in file and "//" not in file:
            # The neighbour notebook has become a page beside this one.
            page = file.rsplit("/", 1)[-1].removesuffix(".ipynb") + ".html"
            tag[attribute] = f"{page}#{fragment}" if fragment else page
        elif not address.lower().startswith(_SCHEMES):
            del tag[attribute]
        elif not address.startswith("#"):
            tag["rel"] = "noopener noreferrer"


def _anchor(main: Tag) -> list[Tag]:
    """Give headings and figures anchors, each its own; return the headings."""
    headings = main.select(".text-cell :is(h1, h2, h3)")
    # As JupyterLab names them, so that an author's own links work here as well.
    anchors = [(tag, tag.get_text(strip=True).replace(" ", "-")) for tag in headings]
    figures = main.select(".dossier-explorer[id], .dossier-table[id]")
    taken: set[str] = set()
    for tag, anchor in [*anchors, *((tag, str(tag["id"])) for tag in figures)]:
        own, number = anchor, 1
        while own in taken:
            number += 1
            own = f"{anchor}-{number}"
        tag["id"] = own
        taken.add(own)
    return headings


def _write_contents(soup: BeautifulSoup, headings: list[Tag]) -> None:
    nav = soup.select_one("nav#contents")
    entries = [heading for heading in headings if heading.name != "h1"]
    if nav is None or len(entries) < 2:  # noqa: PLR2004 (one heading needs no table of contents)
        return
    details = soup.new_tag("details", attrs={"open": ""})
    summary = soup.new_tag("summary")
    summary.string = "Contents"
    items = soup.new_tag("ol")
    for heading in entries:
        item = soup.new_tag("li", attrs={"class": "sub"} if heading.name == "h3" else {})
        link = soup.new_tag("a", attrs={"href": f"#{heading['id']}"})
        link.string = heading.get_text(" ", strip=True)
        item.append(link)
        items.append(item)
    details.extend([summary, items])
    nav.append(details)
