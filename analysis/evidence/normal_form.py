"""One form for the copies of a text, and the way back to the characters of each.

Copies differ in what printers, browsers and editors do to the same words. Some of it nobody reads:
lines broken elsewhere, no-break or doubled blanks, soft hyphens, decomposed letters, ligatures.
The normal form leaves that out, and digests are made of it. Words are looked for in plainer forms,
too, in which marks, dashes and divided words do not count.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DROPPED = frozenset(
    "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""What breaks words or turns lines without being read."""
_LIGATURES = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdff\ufe70-\ufefc]")
_BLANKS = re.compile(r"\s+")
_HYPHENS = str.maketrans("\u2010\u2011", "--")

ELLIPSIS = re.compile(r"\u2026|\. ?\. ?\.")
RANGE = re.compile(r"(?<=\d)[-\u2012-\u2015](?=\d)")
"""From one number to another."""
DASH = re.compile(r" ?(?:(?!(?<=\d).\d)[\u2012-\u2015\u2212]|--+|(?<= )-(?= )) ?")
"""Between words, with blanks or without."""
DOUBLE_MARK = re.compile(r"\u00ab ?| ?\u00bb|[\"\u201c-\u201f\u2033\u300c-\u300f]|''|``|,,")
SINGLE_MARK = re.compile(r"['`\u00b4\u2018-\u201b\u2032\u2039\u203a\u02bc]")


class Form:
    r"""Letters of a text, each with the characters of the original that it comes from.

    Examples
    --------
    >>> form = Form.normal("the\n o\N{LATIN SMALL LIGATURE FFI}ce")
    >>> form.text, form.raw(4, 10)
    ('the office', (5, 9))
    """

    def __init__(self, text: str, starts: list[int], ends: list[int]) -> None:
        self.text = text
        self._starts = starts
        self._ends = ends

    @classmethod
    def normal(cls, raw: str, first: int = 0) -> Form:
        """Read a text, or a part of one that begins at its character ``first``."""
        texts, starts, ends = list[str](), list[int](), list[int]()
        for start, end, part in _parts(raw):
            texts.append(part)
            starts += [start + first] * len(part)
            ends += [end + first] * len(part)
        return cls("".join(texts), starts, ends)

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the original that a place in this text comes from."""
        return self._starts[start], self._ends[end - 1]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Place in this text of characters of the original."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)

    def occurrences(self, words: str) -> Iterator[tuple[int, int]]:
        """Characters of the original where words are in this text."""
        at = self.text.find(words) if words else -1
        while at >= 0:
            yield self.raw(at, at + len(words))
            at = self.text.find(words, at + 1)

    def written(self, pattern: re.Pattern[str], how: str | Callable[[re.Match[str]], str]) -> Form:
        """Give this text with what matches a pattern written in another way."""
        texts, starts, ends = list[str](), list[int](), list[int]()
        done = 0
        for match in pattern.finditer(self.text):
            first, last = match.span()
            part = how if isinstance(how, str) else how(match)
            start, end = self.raw(first, last)
            texts += [self.text[done:first], part]
            starts += self._starts[done:first] + [start] * len(part)
            ends += self._ends[done:first] + [end] * len(part)
            done = last
        texts.append(self.text[done:])
        return Form("".join(texts), starts + self._starts[done:], ends + self._ends[done:])

    @cached_property
    def plain(self) -> Form:
        """The same text with one kind of mark, dash and ellipsis."""
        form = self.written(ELLIPSIS, "\u2026").written(RANGE, "-").written(DASH, "-")
        return form.written(DOUBLE_MARK, '"').written(SINGLE_MARK, "'")

    @cached_property
    def letters(self) -> Form:
        """Letters, digits and symbols of this text, without blanks and punctuation."""
        silent = {c for c in set(self.text) if unicodedata.category(c)[0] in "PZC"}
        kept = [at for at, character in enumerate(self.text) if character not in silent]
        starts, ends = [self._starts[at] for at in kept], [self._ends[at] for at in kept]
        return Form("".join(self.text[at] for at in kept), starts, ends)

    def found(self, words: str) -> list[tuple[int, int]]:
        """Characters of the original where words are: as written, or else in another spelling.

        Examples
        --------
        >>> Form.normal("He said: \N{LEFT DOUBLE QUOTATION MARK}no.").found('said: "no')
        [(3, 12)]
        """
        sought = Form.normal(words.strip())
        pairs = (self, sought), (self.plain, sought.plain), (self.letters, sought.letters)
        places = (list(text.occurrences(form.text)) for text, form in pairs)
        return next(filter(None, places), [])

    def anywhere(self, words: str) -> list[tuple[int, int]]:
        """Characters of the original where words are, in whatever spelling."""
        sought = Form.normal(words.strip())
        in_letters = list(self.letters.occurrences(sought.letters.text))
        return in_letters or list(self.plain.occurrences(sought.plain.text))


def normal(text: str) -> str:
    r"""Give a text in the form that its copies have in common.

    Examples
    --------
    >>> normal("the\nred  line")
    'the red line'
    """
    if text.isascii():
        return _BLANKS.sub(" ", text)
    return "".join(part for _, _, part in _parts(text))


def plain(text: str) -> str:
    """Give a text with one kind of mark, dash and ellipsis."""
    return Form.normal(text).plain.text


def _parts(raw: str) -> Iterator[tuple[int, int, str]]:
    """Take a text apart: start and end of each letter or blank, and how it is written here."""
    at, length = 0, len(raw)
    while at < length:
        start, at = at, at + 1
        character = raw[start]
        if character.isspace():
            while at < length and (raw[at].isspace() or raw[at] in _DROPPED):
                at += 1
            yield start, at, " "
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
