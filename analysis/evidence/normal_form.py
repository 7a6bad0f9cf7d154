"""One form for the copies of a text, and the way back to the characters of each.

Copies differ in what printers, browsers and editors do to the same words: lines broken elsewhere,
no-break or doubled blanks, soft hyphens, decomposed letters, ligatures, hyphens that do not break,
quotation marks, dots for an ellipsis.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSES = ("\u2026", "...")
"""How an ellipsis is written."""
_DROPPED = frozenset(
    "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""What breaks words or turns lines without being read."""
_LIGATURES = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdff\ufe70-\ufefc]")
_BLANKS = re.compile(r"\s+")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_OPENING = re.compile(r"(?<![^\s(\[])[\"']")
_OPENED, _CLOSED = (str.maketrans("\"'", marks) for marks in ("\u201c\u2018", "\u201d\u2019"))
_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019", "\"\"''")


class NormalForm:
    """A text in the form its copies have in common, and the way back to its characters.

    Examples
    --------
    >>> NormalForm("the  o\N{LATIN SMALL LIGATURE FFI}ce").text
    'the office'
    """

    def __init__(self, raw: str, ellipsis: str | None = None) -> None:
        self.ellipsis = ellipsis
        self._raw = raw

    @cached_property
    def text(self) -> str:
        """The text in this form."""
        if self._raw.isascii() and not (self.ellipsis and ELLIPSES[1] in self._raw):
            return _BLANKS.sub(" ", self._raw)
        return "".join(part for _, _, part in _parts(self._raw, self.ellipsis))

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """Where each character of this form starts and ends in the original."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end, part in _parts(self._raw, self.ellipsis):
            starts += [start] * len(part)
            ends += [end] * len(part)
        return starts, ends

    @cached_property
    def straight(self) -> str:
        """The text with straight quotation marks, in which words are looked for."""
        return self.text.translate(_STRAIGHT)

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The text as it is, and with the quotation marks that the original may have had."""
        curly = _OPENING.sub(lambda mark: mark[0].translate(_OPENED), self.straight)
        return tuple(dict.fromkeys((self.text, curly.translate(_CLOSED), self.straight)))

    def occurrences(self, words: str) -> Iterator[tuple[int, int]]:
        """Places of words in this text, wherever they are."""
        at = self.straight.find(words)
        while at >= 0 and words:
            yield at, at + len(words)
            at = self.straight.find(words, at + 1)

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the original that a place in this text comes from."""
        starts, ends = self._places
        return starts[start], ends[end - 1]


def _parts(raw: str, ellipsis: str | None) -> Iterator[tuple[int, int, str]]:
    """Take a text apart: start and end of each letter or blank, and how it is written here."""
    at, length = 0, len(raw)
    while at < length:
        start, at = at, at + 1
        character = raw[start]
        if character.isspace():
            while at < length and (raw[at].isspace() or raw[at] in _DROPPED):
                at += 1
            yield start, at, " "
        elif ellipsis and (
            written := next((e for e in ELLIPSES if raw.startswith(e, start)), None)
        ):
            at = start + len(written)
            yield start, at, ellipsis
        elif character not in _DROPPED:
            while at < length and _continues(raw[at]):
                at += 1
            letter = raw[start:at]
            yield start, at, letter if letter.isascii() else _composed(letter)


def _continues(character: str) -> bool:
    """Whether a character is part of the letter before it: an accent, or a part of a syllable."""
    if character < "\u0300":
        return False
    return "\u1161" <= character <= "\u11ff" or unicodedata.category(character).startswith("M")


def _composed(letter: str) -> str:
    composed = unicodedata.normalize("NFC", letter).translate(_HYPHENS)
    return _LIGATURES.sub(lambda one: unicodedata.normalize("NFKC", one[0]), composed)
