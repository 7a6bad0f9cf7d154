"""Lead every claim back to characters of the article, even when the copy at hand has shifted.

A claim stores where its words stand (``start``, ``end``), what they hash to (``digest``) and a
fragment of them (``quote``): the W3C Web Annotation position and quote selectors, with a check.
The article itself is not part of a dossier; :mod:`analysis.evidence.article` says how to supply it.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.evidence.article import Article, EvidenceError, read_article
from analysis.dossier.problems import Problem
from analysis.dossier.tables import MAX_QUOTE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import dataframely as dy

    from analysis.dossier.tables import Claim

__all__ = [
    "Article",
    "EvidenceError",
    "Excerpt",
    "anchor",
    "digest",
    "excerpt",
    "locate",
    "read_article",
    "verify",
]


def digest(text: str) -> str:
    """First 16 hex digits of the SHA-256 of a span.

    Examples
    --------
    >>> digest("red line")
    'a0bcc96b8d8da55d'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def locate(claims: dy.DataFrame[Claim], article: Article) -> pl.DataFrame:
    """Find the span of every claim in an article, shifted or not.

    Parameters
    ----------
    claims
        Claims with ``start``, ``end``, ``digest``, ``quote`` and ``paragraph``.
    article
        The copy at hand. Other line ends, straight quotation marks, further or missing
        paragraphs, non-breaking or doubled spaces do not matter.

    Returns
    -------
    DataFrame
        ``claim_id``, ``start``, ``end``, ``paragraph`` in this copy, and ``found``: ``exact``
        (at the recorded characters), ``moved`` (elsewhere, same words by digest) or
        ``reworded`` (the quote stands there once, but the words around it differ).

    Raises
    ------
    EvidenceError
        With every claim whose quote is missing or could be meant in two places, and where.
    """
    canon = _Canon(article.text)
    rows = {str(row["claim_id"]): row for row in claims.iter_rows(named=True)}
    found: dict[str, tuple[int, int, str]] = {}
    open_: dict[str, list[tuple[int, int]]] = {}
    moved: dict[str, str] = {}
    problems: list[Problem] = []
    for claim_id, row in rows.items():
        start, end = row["start"], row["end"]
        if digest(article.text[start:end]) == row["digest"]:
            found[claim_id] = (start, end, "exact")
            continue
        quotes = list(canon.occurrences(row["quote"]))
        spans = sorted({s for at in quotes for s in canon.windows(at, row)})
        if len(spans) == 1:
            found[claim_id] = (*spans[0], "moved")
        elif not spans and len(quotes) == 1:
            found[claim_id] = (*canon.raw(*quotes[0]), "reworded")
        else:
            open_[claim_id] = spans or [canon.raw(*at) for at in quotes]
            moved[claim_id] = "moved" if spans else "reworded"
    shift = {c: article.paragraph_at(at[0]) - rows[c]["paragraph"] for c, at in found.items()}
    order = sorted(rows, key=lambda c: rows[c]["start"])
    for line, claim_id in enumerate(rows, 2):
        if claim_id not in open_:
            continue
        expected = rows[claim_id]["paragraph"] + _shift_between(order, claim_id, shift)
        near = [at for at in open_[claim_id] if article.paragraph_at(at[0]) == expected]
        if len(near) == 1:
            found[claim_id] = (*near[0], moved[claim_id])
        else:
            problems.append(_lost(claim_id, line, rows[claim_id]["quote"], open_[claim_id]))
    if problems:
        raise EvidenceError(problems)
    return pl.DataFrame(
        [(c, *found[c][:2], article.paragraph_at(found[c][0]), found[c][2]) for c in rows],
        schema={"claim_id": pl.String, "start": pl.Int32, "end": pl.Int32,
                "paragraph": pl.Int32, "found": pl.Enum(["exact", "moved", "reworded"])},
        orient="row",
    )  # fmt: skip


def verify(claims: dy.DataFrame[Claim], article: Article) -> list[Problem]:
    """List what does not hold of the claims' anchors: words, quote, paragraph.

    Claims that merely moved in a shifted copy are no problem; claims that had to be found by
    their quote alone are.
    """
    try:
        spots = locate(claims, article)
    except EvidenceError as error:
        return list(error.problems)
    problems = []
    rows = zip(spots.iter_rows(named=True), claims.iter_rows(named=True), strict=True)
    for line, (spot, row) in enumerate(rows, 2):
        words = article.text[spot["start"] : spot["end"]]
        place = ("claims.csv", line)
        if spot["found"] == "reworded":
            now = f"the quote stands at {spot['start']} to {spot['end']}"
            remedy = (
                f"the span {row['start']} to {row['end']} has other words than its digest; {now}"
            )
            problems.append(Problem(*place, "digest", row["digest"], "evidence", remedy))
        elif not list(_Canon(words).occurrences(row["quote"])):
            remedy = f"the quote does not stand in the span {row['start']} to {row['end']}"
            problems.append(Problem(*place, "quote", row["quote"], "evidence", remedy))
        elif spot["found"] == "exact" and spot["paragraph"] != row["paragraph"]:
            remedy = f"the span stands in paragraph {spot['paragraph']}"
            value = str(row["paragraph"])
            problems.append(Problem(*place, "paragraph", value, "evidence", remedy))
    return problems


def anchor(article: Article, words: str) -> dict[str, str | int]:
    """Give the cells that tie a claim to words of the article.

    Parameters
    ----------
    article
        The copy that the dossier is coded from.
    words
        The span's words; straight quotation marks and single spaces will do.

    Returns
    -------
    dict
        ``paragraph``, ``start``, ``end``, ``digest`` and a ``quote`` of at most eight words.

    Raises
    ------
    EvidenceError
        Where the words are not there, or stand in several places.

    Examples
    --------
    >>> anchor(Article("Title" + chr(10) + "One side said no."), "said no")["start"]
    15
    """
    canon = _Canon(article.text)
    places = [canon.raw(*at) for at in canon.occurrences(words)]
    if len(places) != 1:
        spots = ", ".join(f"{start} to {end}" for start, end in places)
        remedy = f"stands at characters {spots}; give more words" if places else "is not there"
        raise EvidenceError([Problem("article", None, None, words, "anchor", remedy)])
    ((start, end),) = places
    found = article.text[start:end]
    quote = " ".join(found.split()[:MAX_QUOTE_WORDS])
    cells: dict[str, str | int] = {"paragraph": article.paragraph_at(start)}
    return cells | {"start": start, "end": end, "digest": digest(found), "quote": quote}


@dataclass(frozen=True)
class Excerpt:
    """One claim in its paragraph; shows pointers only, until asked to :meth:`reveal` the words."""

    claim_id: str
    paragraph: int
    start: int
    end: int
    found: str
    before: str
    words: str
    after: str

    def __str__(self) -> str:
        """Point at the words without repeating them."""
        place = f"paragraph {self.paragraph}, characters {self.start} to {self.end}"
        return f"{self.claim_id}: {place} ({self.found})"

    __repr__ = __str__

    def reveal(self) -> str:
        """Give the paragraph with the span between double brackets."""
        return f"{self.before}[[{self.words}]]{self.after}"

    def to_html(self) -> str:
        """Give the paragraph as HTML, escaped, with the span in ``<mark>``."""
        before, words, after = (html.escape(t) for t in (self.before, self.words, self.after))
        return f"<p dir='auto'>{before}<mark>{words}</mark>{after}</p>"


def excerpt(claims: dy.DataFrame[Claim], claim_id: str, article: Article) -> Excerpt:
    """Show one claim in its paragraph.

    Raises
    ------
    KeyError
        Where there is no such claim.
    EvidenceError
        Where its words cannot be found.
    """
    if claim_id not in claims["claim_id"]:
        raise KeyError(f"no claim {claim_id!r}")
    spots = locate(claims, article).filter(claim_id=claim_id)
    _, start, end, paragraph, found = spots.row(0)
    first, last = article.paragraphs[paragraph]
    text = article.text
    parts = text[first:start], text[start:end], text[end : max(last, end)]
    return Excerpt(claim_id, paragraph, start, end, found, *parts)


def _lost(claim_id: str, line: int, quote: str, places: list[tuple[int, int]]) -> Problem:
    if places:
        spots = ", ".join(f"{start} to {end}" for start, end in places)
        remedy = f"claim {claim_id} could be meant at characters {spots}; choose a longer quote"
    else:
        remedy = f"claim {claim_id} quotes words that this copy does not hold; is it this article?"
    return Problem("claims.csv", line, "quote", quote, "evidence", remedy)


def _shift_between(order: list[str], claim_id: str, shift: dict[str, int]) -> int:
    """Paragraphs that a claim moved by, if its neighbours before and after agree."""
    at = order.index(claim_id)
    before = next((shift[c] for c in reversed(order[:at]) if c in shift), None)
    after = next((shift[c] for c in order[at:] if c in shift), None)
    sides = {side for side in (before, after) if side is not None}
    return sides.pop() if len(sides) == 1 else -(10**9)


_OPENING = re.compile(r"(?<![^\s(\[])[\"']")
_MARKS = {'"': "\u201d", "'": "\u2019"}


class _Canon:
    """A text with curly quotation marks and single spaces, and the way back to its characters."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        curly = _OPENING.sub(lambda m: "\u201c" if m[0] == '"' else "\u2018", raw)
        curly = re.sub("[\"']", lambda m: _MARKS[m[0]], curly)
        pieces = [(m.start(), m[0] if not m[0].isspace() else " ")
                  for m in re.finditer(r"\s+|\S", curly)]  # fmt: skip
        self._at = [start for start, _ in pieces] + [len(raw)]
        self.text = "".join(piece for _, piece in pieces)

    def occurrences(self, quote: str) -> Iterator[tuple[int, int]]:
        wanted = _Canon(quote).text
        at = self.text.find(wanted)
        while at >= 0:
            yield at, at + len(wanted)
            at = self.text.find(wanted, at + 1)

    def windows(self, quote: tuple[int, int], row: dict[str, Any]) -> Iterator[tuple[int, int]]:
        """Spans of the recorded length and digest that hold the quote, as they stand or curled."""
        length = row["end"] - row["start"]
        for start in range(max(0, quote[1] - length), quote[0] + 1):
            if digest(self.text[start : start + length]) == row["digest"]:
                yield self.raw(start, start + length)
        first, last = self.raw(*quote)
        for start in range(max(0, last - length), first + 1):
            if digest(self._raw[start : start + length]) == row["digest"]:
                yield start, start + length

    def raw(self, start: int, end: int) -> tuple[int, int]:
        return self._at[start], self._at[end - 1] + 1
