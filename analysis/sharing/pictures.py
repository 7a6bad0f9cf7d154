"""Pictures in the page itself: attached, beside the notebook, or drawn inside the HTML."""

from __future__ import annotations

import base64
import binascii
import mimetypes
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError, fromstring

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_KINDS = {
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "image/x-icon",
}
_DATA = re.compile(r"data:([\w/+.-]+)((?:;[\w=-]+)*),(.*)", re.DOTALL)
_SVG = re.compile(r"<(/?)svg\b", re.IGNORECASE)
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2000/svg",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}


def data_address(kind: str, content: bytes) -> str:
    """Write a picture as an address that contains it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def embedded(source: str, folder: Path, attachments: Mapping[str, Any]) -> str | None:
    """Give the picture at an address as an address that contains it; None where there is none.

    Parameters
    ----------
    source
        As in the HTML: ``attachment:NAME``, a file in the notebook's folder, or ``data:``.
    folder
        The notebook's folder; nothing outside it is read.
    attachments
        Pictures by name, as the cell carries them.
    """
    source = source.strip()
    if source.startswith("attachment:"):
        return _attached(source.removeprefix("attachment:"), attachments)
    if source.startswith("data:"):
        return _inline(source)
    if re.match(r"[A-Za-z][\w+.-]*:|[/\\]", source):
        return None
    path = folder / unquote(re.split(r"[?#]", source)[0])
    kind, _ = mimetypes.guess_type(path.name)
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if kind in _KINDS and inside:
            return data_address(kind, path.read_bytes())
    except (OSError, ValueError):
        pass
    return None


def _attached(name: str, attachments: Mapping[str, Any]) -> str | None:
    bundle = attachments.get(name) or attachments.get(unquote(name)) or {}
    for kind in sorted(_KINDS & set(bundle), key=lambda kind: kind != "image/svg+xml"):
        if (address := picture(kind, bundle[kind])) is not None:
            return address
    return None


def picture(kind: str, content: object) -> str | None:
    """Give a picture of a MIME bundle, base64 or SVG, as an address; None if it is damaged."""
    text = "".join(content) if isinstance(content, list) else str(content)
    if kind == "image/svg+xml" and "<" in text:
        return data_address(kind, text.encode("utf-8", "replace"))
    try:
        return data_address(kind, base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def _inline(source: str) -> str | None:
    found = _DATA.fullmatch(source)
    if not found or found[1].lower() not in _KINDS:
        return None
    if found[2].endswith(";base64"):
        return picture(found[1].lower(), unquote(found[3]))
    return data_address(found[1].lower(), unquote(found[3]).encode("utf-8", "replace"))


def svg_as_pictures(html: str) -> str:
    """Turn each SVG element in HTML into a picture, in which no script runs and nothing loads.

    What is not well-formed stays as it is, for the cleaner to take apart.
    """
    done, start, depth = [], 0, 0
    end = 0
    for tag in _SVG.finditer(html):
        if not tag[1]:
            start = tag.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            close = html.find(">", tag.end()) + 1
            if depth == 0 and close:
                done.append(html[end:start])
                done.append(_as_picture(html[start:close]))
                end = close
    return "".join([*done, html[end:]])


def _as_picture(svg: str) -> str:
    svg = re.sub(r"^<svg\b", "<svg", svg, flags=re.IGNORECASE)
    head = svg[: svg.find(">") + 1]
    for name, address in _NAMESPACES.items():
        used = name == "xmlns" or "xlink:" in svg
        if used and not re.search(rf"\s{name}\s*=", head):
            svg = svg.replace("<svg", f'<svg {name}="{address}"', 1)
    try:
        tree = fromstring(svg)  # noqa: S314 (it begins with <svg, so it can define no entities)
    except (ParseError, ValueError):
        return svg
    address = data_address("image/svg+xml", svg.encode("utf-8", "replace"))
    return f'<img alt="{_said(tree)}" src="{address}">'


def _said(tree: Any) -> str:  # noqa: ANN401 (an element)
    from analysis.charting.untrusted import escape_html

    parts = (
        text
        for part in tree.iter()
        if not str(part.tag).endswith(("}style", "}script"))
        for text in (part.text or "", part.tail or "")
    )
    words = " ".join(" ".join(parts).split())
    return escape_html(words[:300]) or "Drawing"
