"""Texts out of saved web pages, PDFs and Word files, by the libraries made for it."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from analysis.dossier import QuestionError
from analysis.dossier.archives import Archive
from analysis.evidence.bylines import byline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

MOST_BYTES = 64 * 2**20
"""Size of a file with an article."""
MOST_CHARACTERS = 5_000_000
"""Length of an article."""

_PAGE = re.compile(rb"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)
_BLOCKS = frozenset({"p", "head", "quote", "item", "cell", "code"})
_NOT_BEFORE = "1900-01-01"
_LATEST = "2100-12-31"
"""Articles may be invented, and so may their day."""
_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)*(?![\w-])")
_DIVIDED = re.compile(r"([^\W\d_]+) ?[-\u2010]\n([^\W\d_]+)")


class UnreadableError(Exception):
    """A file is not what its beginning says, or what reads it is missing."""


@dataclass(frozen=True)
class Text:
    """What a file says, and what it says of itself."""

    text: str
    title: str | None = None
    author: str | None = None
    date: dt.date | None = None
    publisher: str | None = None
    address: str | None = None


def text_of(content: bytes) -> Text:
    """Read a text, whatever kind of file it is in.

    Raises
    ------
    UnreadableError
        The content is none of text in UTF-8, HTML, PDF and DOCX, or cannot be read; the message
        says what to do.
    """
    if len(content) > MOST_BYTES:
        most = f"{MOST_BYTES // 2**20} MiB"
        raise UnreadableError(f"is larger than {most}; save the article alone, or a part of it")
    found = _read(content)
    if len(found.text) > MOST_CHARACTERS:
        raise UnreadableError(
            f"has {len(found.text):,} characters; an article has at most {MOST_CHARACTERS:,}, "
            "and a longer text is coded in parts"
        )
    return found


def _read(content: bytes) -> Text:
    if content.startswith(b"%PDF-"):
        return _of_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _of_docx(content)
    if _PAGE.match(content.removeprefix(b"\xef\xbb\xbf")):
        return _of_page(content)
    try:
        return _of_plain(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
    raise UnreadableError(f"{where} is not UTF-8; save the article as UTF-8 text")


def _of_plain(text: str) -> Text:
    author, day = byline(line for line in text.splitlines() if line.strip())
    return Text(text, author=author, date=day)


def _of_page(content: bytes) -> Text:
    """Read the body of a news page, one line per block, headline first."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document, use_config

    config = use_config()
    for least in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", least, "1")  # a short page is a page, too
    day: dict[str, str | bool] = {"min_date": _NOT_BEFORE, "max_date": _LATEST}
    day |= {"original_date": True, "extensive_search": False}
    found = bare_extraction(
        content,
        config=config,
        with_metadata=True,
        include_comments=False,
        favor_recall=True,
        date_extraction_params=day,
    )
    lines = list(_lines(found.body)) if isinstance(found, Document) else []
    if not (isinstance(found, Document) and lines):
        raise UnreadableError("has no text that reads like an article; save it as plain text")
    title = _clean(found.title)
    if title and _squeezed(title) not in map(_squeezed, lines[:2]):
        lines.insert(0, title)
    return Text(
        _in_paragraphs(lines),
        title or None,
        _clean(found.author) or None,
        dt.date.fromisoformat(found.date) if found.date else None,
        _clean(found.sitename) or None,
        found.url or None,
    )


def _lines(body: _Element) -> Iterator[str]:
    """Give the text of each block, and of what is between two of them."""
    line: list[str] = []
    for text, breaks in _pieces(body):
        if breaks and line:
            yield from filter(None, (_clean("".join(line)),))
            line.clear()
        line.append(text)
    yield from filter(None, (_clean("".join(line)),))


def _pieces(element: _Element) -> Iterator[tuple[str, bool]]:
    """Give each piece of text, and whether a new line begins with it."""
    block = element.tag in _BLOCKS or element.tag == "lb"
    yield element.text or "", block
    for part in element:
        yield from _pieces(part)
    yield ("", True) if block else ("", False)
    yield element.tail or "", False


def _of_pdf(content: bytes) -> Text:
    _require("pdfminer", "PDF")
    from pdfminer.high_level import extract_text
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            raw = extract_text(io.BytesIO(content))
            about = PDFDocument(PDFParser(io.BytesIO(content))).info
    except (PSException, ValueError, TypeError, KeyError, AssertionError) as error:
        raise UnreadableError("is not a PDF that can be read; save it as plain text") from error
    blocks = [block for page in raw.split("\f") for block in re.split(r"\n\s*\n", page)]
    said = _joined(blocks)
    if not said:
        raise UnreadableError("is a PDF without text, perhaps a scan; save its text")
    facts = about[0] if about else {}
    title, author = (_pdf_text(facts.get(key)) for key in ("Title", "Author"))
    return Text(_in_paragraphs(said), title, author)


def _joined(blocks: Iterable[str]) -> list[str]:
    """Put the lines of each block together, and words that were divided at their ends."""
    blocks = [block for block in blocks if block.strip()]
    known = {word.lower() for word in _WORD.findall("\n".join(blocks))}

    def whole(match: re.Match[str]) -> str:
        first, last = match.groups()
        joined, compound = first + last, f"{first}-{last}"
        is_compound = compound.lower() in known or {first.lower(), last.lower()} <= known
        return compound if is_compound and joined.lower() not in known else joined

    return [" ".join(_DIVIDED.sub(whole, block).split()) for block in blocks]


def _pdf_text(value: object) -> str | None:
    from pdfminer.utils import decode_text

    return _clean(decode_text(value)) or None if isinstance(value, bytes) else None


def _of_docx(content: bytes) -> Text:
    _require("docx", "DOCX")
    import docx
    from docx.table import Table

    lines = list[str]()
    try:
        archive = Archive(content, "archive", whole=True)
        for name in archive.names():  # python-docx unpacks what it is not kept from
            archive.read(name)
        file = docx.Document(io.BytesIO(content))
        for block in file.iter_inner_content():
            if isinstance(block, Table):
                # A cell that spans others is listed once per cell.
                cells = {id(c._tc): c.text for row in block.rows for c in row.cells}  # noqa: SLF001
                lines += cells.values()
            else:
                lines.append(block.text)
        about = file.core_properties
        title, author = _clean(about.title) or None, _clean(about.author) or None
    except Exception as error:  # python-docx and what it parses with raise a dozen kinds
        why = f" ({error})" if isinstance(error, QuestionError) else ""
        what = f"is not a Word file (DOCX) that can be read{why}"
        raise UnreadableError(f"{what}; save the article as text") from error
    said = [line for text in lines for line in map(_clean, text.splitlines()) if line]
    if not said:
        raise UnreadableError("is a Word file without text, perhaps a scan; save its text")
    return Text(_in_paragraphs(said), title, author)


def _require(module: str, kind: str) -> None:
    if find_spec(module) is None:
        raise UnreadableError(
            f"is a {kind} file, which this installation cannot read; "
            "pip install 'article-dossier[documents]', or save the article as plain text"
        )


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _in_paragraphs(lines: Iterable[str]) -> str:
    return "\n\n".join(lines) + "\n"
