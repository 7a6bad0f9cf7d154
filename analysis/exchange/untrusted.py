"""Files of other programs, read within limits: bytes, text, JSON and XML, or a sentence why not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lxml import etree

from analysis.dossier.places import cannot_be
from analysis.errors import QuestionError, shorten, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MOST_BYTES = 256 * 2**20
"""Largest file that is read, in bytes: everything of it is in memory at once."""
_MOST_NUMBER = 2**53
"""Largest number that a place may be: what programs that count in floating point can write."""
_ENCODINGS = {"utf-8", "utf-16", "utf-16le", "utf-16be", "ascii", "us-ascii", "iso-8859-1"}
"""Encodings of XML in which a document type is seen for what it is."""


def as_path(file: object) -> Path:
    """Take the name of a file.

    Raises
    ------
    QuestionError
        It is neither a text nor a path, or nothing can have this name.
    """
    if not isinstance(file, str | os.PathLike):
        raise QuestionError(f"a file is a text or a path, not {type(file).__name__}")
    if wrong := cannot_be(file):
        raise QuestionError(f"{shorten(os.fspath(file))} {wrong}")
    return Path(file)


def shown_name(file: Path) -> str:
    """Give the name of a file as messages show it."""
    return visible(as_path(file).name)


def content_of(path: Path) -> bytes:
    """Read a file of another program.

    Raises
    ------
    QuestionError
        It cannot be read, or is larger than `MOST_BYTES`.
    """
    path = as_path(path)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise QuestionError(f"{visible(path.name)} cannot be read: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        most = f"{MOST_BYTES // 2**20} MiB"
        raise QuestionError(f"{visible(path.name)} is larger than {most}; split it into parts")
    return content


def read_text(path: Path) -> tuple[str, str]:
    """Read a text file of another program: what is in it, and its name for messages.

    Raises
    ------
    QuestionError
        It cannot be read, is too large, or is in another encoding than UTF-8.
    """
    name = shown_name(path)
    return decoded(content_of(path), name), name


def decoded(content: bytes, name: str) -> str:
    """Decode a file as UTF-8, without a byte order mark; line ends remain as they are.

    Raises
    ------
    QuestionError
        It is in another encoding.
    """
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        place = f"{name}, line {line}: byte {error.start} is not UTF-8"
    raise QuestionError(f"{place}; save the file as UTF-8 and read it again")


def json_of(text: str, name: str, place: str = "") -> Value:
    """Parse JSON of another program.

    Parameters
    ----------
    text
        The JSON.
    name, place
        Its file, and where in the file it is.

    Raises
    ------
    QuestionError
        It is not JSON, or is nested too deeply.
    """
    where = f"{name}, {place}" if place else name
    try:
        return Value(json.loads(text), name, place)
    except json.JSONDecodeError as error:
        spot = f"column {error.colno}" if place else f"line {error.lineno}, column {error.colno}"
        wrong = f"{where}, {spot}: is not JSON ({error.msg})"
    except RecursionError:
        wrong = f"{where}: is nested too deeply to be read"
    except ValueError:
        wrong = f"{where}: has a number that is too long to be read"
    # Not raised while the other is handled: errors of the parser carry the text.
    raise QuestionError(f"{wrong}; export it anew")


def json_lines_of(text: str, name: str) -> Iterator[Value]:
    """Parse a file with one JSON value a line; blank lines do not count.

    Raises
    ------
    QuestionError
        A line is not JSON.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield json_of(line, name, f"line {number}")


class Value:
    """A value in a JSON file, which knows where it is, so that what is wrong with it can be said.

    Examples
    --------
    >>> row = json_of('{"start": "nine"}', "spans.json")
    >>> row["start"].number()
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: spans.json, start: "nine" is not a whole number
    """

    def __init__(self, value: object, name: str, place: str) -> None:
        self.value, self.name, self.place = value, name, place

    def __getitem__(self, key: str) -> Value:
        """A field of this object; its value is None where there is none."""
        return Value(self.fields().get(key), self.name, _joined(self.place, key))

    def __bool__(self) -> bool:
        return self.value is not None

    def refuse(self, expected: str) -> NoReturn:
        """Say that this value is not what it has to be."""
        where = f"{self.name}, {self.place}" if self.place else self.name
        if self.value is None:
            raise QuestionError(f"{where}: is missing; {expected} is expected")
        if isinstance(self.value, str | int | float):
            raise QuestionError(f"{where}: {shorten(_brief(self.value))} is not {expected}")
        raise QuestionError(f"{where}: {_KINDS[type(self.value)]} is not {expected}")

    def fields(self) -> dict[str, Any]:
        """Give all fields of this object."""
        if not isinstance(self.value, dict):
            self.refuse("an object")
        return self.value

    def items(self) -> list[Value]:
        """Give the items of this list; none where there is no list."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.refuse("a list")
        return [
            Value(item, self.name, _joined(self.place, f"item {number}"))
            for number, item in enumerate(self.value, 1)
        ]

    def one_or_more(self) -> list[Value]:
        """Give the items of this list, or this value alone; none where there is nothing."""
        return self.items() if self.value is None or isinstance(self.value, list) else [self]

    def text(self) -> str:
        """Give this text; an empty one where there is none."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            self.refuse("a text")
        if not _is_whole(self.value):
            self.refuse("a text: it has half of a character (a lone surrogate)")
        return self.value

    def word(self) -> str:
        """Give this text or number, such as an id, as text; empty where there is none."""
        if isinstance(self.value, bool | float):
            self.refuse("a text or a whole number")
        return _brief(self.value) if isinstance(self.value, int) else self.text()

    def number(self) -> int:
        """Give this whole number, of zero or more."""
        value = self.value
        if isinstance(value, float) and value.is_integer() and abs(value) < _MOST_NUMBER:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse("a whole number")
        if not 0 <= value < _MOST_NUMBER:
            self.refuse("a place in a text")
        return value

    def flag(self) -> bool:
        """Say whether this is true; false where there is nothing."""
        if not isinstance(self.value, bool | None):
            self.refuse("true or false")
        return bool(self.value)


def _is_whole(text: str) -> bool:
    """Whether a text has no half of a character, which UTF-8 has no place for."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_KINDS: dict[type, str] = {dict: "an object", list: "a list"}


def _brief(value: float | str) -> str:
    """A number as text, cut where it has more digits than Python writes."""
    if isinstance(value, int) and abs(value) > 10**100:
        return "a number of more than 100 digits"
    return str(value)


def _joined(place: str, step: str) -> str:
    return f"{place}, {step}" if place else step


def tree_of(content: bytes, name: str) -> _Element:
    """Parse XML of another program: no entities, no document type, nothing from the network.

    Raises
    ------
    QuestionError
        It is not XML, declares a document type or an encoding in which one can be hidden, or has
        parts too large to be read.
    """
    head = content.replace(b"\0", b"") if b"\0" in content[:4] else content
    if b"<!DOCTYPE" in head:
        raise _with_document_type(name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        wrong = f"{name}, line {line}, column {column}: is not XML ({_first_line(error.msg)})"
    except ValueError as error:
        wrong = f"{name}: is not XML ({_first_line(str(error))})"
    else:
        document = root.getroottree().docinfo
        if document.internalDTD is not None or document.doctype:
            raise _with_document_type(name)
        if document.encoding is not None and document.encoding.casefold() not in _ENCODINGS:
            raise QuestionError(
                f"{name}: declares the encoding {shorten(document.encoding)}; export it as UTF-8"
            )
        return root
    raise QuestionError(f"{wrong}; export it anew")


def _with_document_type(name: str) -> QuestionError:
    return QuestionError(
        f"{name}: declares a document type, by which a small file can grow without end; "
        "export it without one"
    )


def _first_line(message: str | None) -> str:
    return visible((message or "").splitlines()[0][:120]) if message else "nothing is there"
