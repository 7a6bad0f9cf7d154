"""Pictures and sound in the page itself: attached, beside the notebook, or inside the HTML."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from xml.etree.ElementTree import ParseError, fromstring

from analysis.charting.untrusted import escape_html
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

# By the ends of file names, since what a machine knows of them differs.
_ENDS = {
    "image/svg+xml": ".svg",
    "image/png": ".png .apng",
    "image/jpeg": ".jpg .jpeg .jfif .jpe",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/bmp": ".bmp",
    "image/x-icon": ".ico",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "audio/ogg": ".ogg .oga .opus",
    "audio/mp4": ".m4a",
    "audio/aac": ".aac",
    "audio/flac": ".flac",
    "video/mp4": ".mp4 .m4v",
    "video/webm": ".webm",
    "video/ogg": ".ogv",
    "video/quicktime": ".mov",
}
_KIND_OF = {end: kind for kind, ends in _ENDS.items() for end in ends.split()}
PICTURES = tuple(kind for kind in _ENDS if kind.startswith("image/"))
"""Kinds of pictures that browsers show, the one without pixels first."""

SOUND = tuple(kind for kind in _ENDS if not kind.startswith("image/"))
"""Kinds of audio and video that browsers play."""

_LARGEST_MB = 20
_DATA = re.compile(r"data:([\w/+.-]+)((?:;[\w=-]+)*),(.*)", re.DOTALL)
_SVG = re.compile(r"<(/?)svg\b", re.IGNORECASE)
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2000/svg",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}


def data_address(kind: str, content: bytes) -> str:
    """Write a picture as an address that contains it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


class NotEmbeddedError(AnalysisError):
    """A picture cannot be in the page; the message says why."""


def embedded(
    source: str, folder: Path, attachments: Mapping[str, Any], kinds: Collection[str] = PICTURES
) -> str:
    """Give the picture at an address as an address that contains it.

    Parameters
    ----------
    source
        As in the HTML: ``attachment:NAME``, a file in the notebook's folder, or ``data:``.
    folder
        The notebook's folder; nothing outside it is read, except for the study around a folder
        called ``notebooks``.
    attachments
        Pictures by name, as the cell carries them.
    kinds
        MIME types that are meant.

    Raises
    ------
    NotEmbeddedError
        There is no such picture, or it is not for this page.
    """
    source = source.strip()
    if not source:
        raise NotEmbeddedError("it names no file")
    scheme = urlsplit(source).scheme.lower() if re.match(r"[A-Za-z][\w+.-]+:", source) else ""
    if scheme == "attachment":
        return _attached(source.partition(":")[2], attachments, kinds)
    if scheme == "data":
        return _inline(source, kinds)
    if scheme in {"http", "https"} or source.startswith("//"):
        raise NotEmbeddedError("it is on the internet, from which a page loads nothing")
    if scheme not in {"", "file"}:
        raise NotEmbeddedError("it is neither attached nor a file")
    return _local(source, folder, kinds)


def _local(source: str, folder: Path, kinds: Collection[str]) -> str:
    try:
        folder = folder.resolve()
        path = local_file(source, folder).resolve()
        inside = path.is_relative_to(folder.parent if folder.name == "notebooks" else folder)
        content = path.read_bytes() if inside else b""
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        raise NotEmbeddedError(
            "there is no such file" if missing else "it cannot be read"
        ) from error
    if not inside:
        raise NotEmbeddedError("it is outside of the notebook's folder")
    kind = _KIND_OF.get(path.suffix.lower(), "")
    if kind not in kinds:
        raise NotEmbeddedError(f"it is not {_named(kinds)}, by its name")
    if len(content) > _LARGEST_MB * 1e6:
        raise NotEmbeddedError(f"it has more than {_LARGEST_MB} MB")
    return data_address(kind, content)


def local_file(address: str, folder: Path) -> Path:
    r"""Give the file at an address in a folder, whether or not it is there.

    Examples
    --------
    >>> from pathlib import Path
    >>> [local_file(a, Path("x")).as_posix() for a in ("a%20b.png?raw=1", "file:///y/b.png")]
    ['x/a b.png', '/y/b.png']
    """
    parts = urlsplit(address) if address.lower().startswith("file:") else None
    name = url2pathname(parts.path) if parts else unquote(re.split(r"[?#]", address)[0])
    # Where backslashes part folders, they are written in notebooks, too.
    found = [folder / name, folder / name.replace("\\", "/")]
    return next((file for file in found if file.is_file()), found[-1])


def _named(kinds: Collection[str]) -> str:
    return "a picture" if set(kinds) <= set(PICTURES) else "audio or video"


def _attached(name: str, attachments: Mapping[str, Any], kinds: Collection[str]) -> str:
    for spelling in (name, unquote(name)):
        bundle = attachments.get(spelling) or {}
        for kind in kinds:
            if kind in bundle and (address := picture(kind, bundle[kind])) is not None:
                return address
        if bundle:
            raise NotEmbeddedError(f"what is attached is not {_named(kinds)}, or is damaged")
    raise NotEmbeddedError("nothing of this name is attached to the cell")


def picture(kind: str, content: object) -> str | None:
    """Give a picture of a MIME bundle, base64 or SVG, as an address; None if it is damaged."""
    text = "".join(content) if isinstance(content, list) else str(content)
    if kind == "image/svg+xml" and "<" in text:
        return data_address(kind, text.encode("utf-8", "replace"))
    try:
        return data_address(kind, base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def _inline(source: str, kinds: Collection[str]) -> str:
    found = _DATA.fullmatch(source)
    kind = found[1].lower() if found else ""
    if found and kind in kinds:
        if not found[2].endswith(";base64"):
            return data_address(kind, unquote(found[3]).encode("utf-8", "replace"))
        if (address := picture(kind, unquote(found[3]))) is not None:
            return address
    raise NotEmbeddedError(f"its data are not {_named(kinds)}, or are damaged")


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
    parts = (
        text
        for part in tree.iter()
        if not str(part.tag).endswith(("}style", "}script"))
        for text in (part.text or "", part.tail or "")
    )
    words = " ".join(" ".join(parts).split())
    return escape_html(words[:300]) or "Drawing"
