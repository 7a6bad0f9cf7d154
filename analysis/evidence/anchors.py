"""Find each claim's words in the article, even in a copy that has shifted.

A claim stores where its words are (``start``, ``end``), what they hash to (``digest``) and a
fragment of them (``quote``): the W3C Web Annotation position and quote selectors, with a check.
The article itself is not part of a dossier; `analysis.evidence.article` says how to supply it.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import require_known
from analysis.dossier.problems import Problem
from analysis.dossier.tables import MAX_QUOTE_WORDS
from analysis.evidence.article import AnchorError, Article

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import dataframely as dy

    from analysis.dossier import Dossier
    from analysis.dossier.tables import Claim

    _Spot = tuple[int, int, str]
    """Start, end and how it was found."""

_FIRST_LINE = 2  # of claims in their file, after the header
_PLACE = dict.fromkeys(("start", "end", "paragraph"), pl.Int32())
_COLUMNS = {"claim_id": pl.String(), **_PLACE, "match": pl.Enum(["exact", "moved", "reworded"])}


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

    Any copy will do: other line ends, straight quotation marks, further or missing paragraphs,
    non-breaking or doubled spaces do not matter.

    Returns
    -------
    polars.DataFrame
        ``claim_id``, ``start``, ``end``, ``paragraph`` in this copy, and ``match``: ``exact``
        (at the recorded characters), ``moved`` (elsewhere, same words by digest) or
        ``reworded`` (the quote is there once, but the words around it differ).

    Raises
    ------
    AnchorError
        With every claim whose quote is missing or could be meant in two places, and where.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import read_article
    >>> dossier = analysis.example()
    >>> article = read_article(dossier.folder / "article.txt")
    >>> locate(dossier.claims, Article("By a reporter" + chr(10) + article.text)).row(2)
    ('c03', 385, 461, 3, 'moved')
    """
    text = _Normalised(article.text)
    rows = {str(row["claim_id"]): row for row in claims.iter_rows(named=True)}
    spots = {claim_id: _spots(row, text) for claim_id, row in rows.items()}
    found = {claim_id: at[0] for claim_id, at in spots.items() if len(at) == 1}
    shift = {c: article.paragraph_of(spot[0]) - rows[c]["paragraph"] for c, spot in found.items()}
    order = sorted(rows, key=lambda c: rows[c]["start"])
    problems = []
    for line, (claim_id, row) in enumerate(rows.items(), _FIRST_LINE):
        if claim_id in found:
            continue
        expected = row["paragraph"] + _shift_between(order, claim_id, shift)
        near = [s for s in spots[claim_id] if article.paragraph_of(s[0]) == expected]
        if len(near) == 1:
            found[claim_id] = near[0]
        else:
            problems.append(_lost(claim_id, line, row["quote"], spots[claim_id]))
    if problems:
        raise AnchorError(problems)
    cells = [(c, *found[c][:2], article.paragraph_of(found[c][0]), found[c][2]) for c in rows]
    return pl.DataFrame(cells, _COLUMNS, orient="row")


def anchor_problems(claims: dy.DataFrame[Claim], article: Article) -> list[Problem]:
    """List anchors that do not match the article: words, quote, paragraph.

    Claims that merely moved in a shifted copy are not a problem; claims that had to be found by
    their quote alone are.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import read_article
    >>> dossier = analysis.example()
    >>> anchor_problems(dossier.claims, read_article(dossier.folder / "article.txt"))
    []
    """
    try:
        spots = locate(claims, article)
    except AnchorError as error:
        return list(error.problems)
    problems = []
    rows = zip(spots.iter_rows(named=True), claims.iter_rows(named=True), strict=True)
    for line, (spot, row) in enumerate(rows, _FIRST_LINE):
        span = f"the span {row['start']} to {row['end']}"
        words = _Normalised(article.text[spot["start"] : spot["end"]])
        if spot["match"] == "reworded":
            now = f"the quote is at {spot['start']} to {spot['end']}"
            column, remedy = "digest", f"{span} has other words than its digest; {now}"
        elif not list(words.occurrences(row["quote"])):
            column, remedy = "quote", f"the quote is not in {span}"
        elif spot["match"] == "exact" and spot["paragraph"] != row["paragraph"]:
            column, remedy = "paragraph", f"the span is in paragraph {spot['paragraph']}"
        else:
            continue
        value = str(row[column])
        problems.append(Problem("claims.csv", line, column, value, "evidence", remedy))
    return problems


def make_anchor(article: Article, words: str) -> dict[str, str | int]:
    """Give the cells that tie a claim to words of the article.

    Of the words, straight quotation marks and single spaces will do.

    Returns
    -------
    dict
        ``paragraph``, ``start``, ``end``, ``digest`` and a ``quote`` of at most eight words.

    Raises
    ------
    AnchorError
        The words are not in the article, or are in several places.

    Examples
    --------
    >>> make_anchor(Article("Title" + chr(10) + "One side said no."), "said no")["start"]
    15
    """
    text = _Normalised(article.text)
    places = [text.raw(*at) for at in text.occurrences(words)] if words.strip() else []
    if len(places) != 1:
        spots = ", ".join(f"{start} to {end}" for start, end in places)
        remedy = f"is at characters {spots}; give more words" if places else "is not there"
        raise AnchorError([Problem("article", None, None, words, "anchor", remedy)])
    ((start, end),) = places
    found = article.text[start:end]
    quote = " ".join(found.split()[:MAX_QUOTE_WORDS])
    cells: dict[str, str | int] = {"paragraph": article.paragraph_of(start)}
    return cells | {"start": start, "end": end, "digest": digest(found), "quote": quote}


@dataclass(frozen=True)
class Excerpt:
    """One claim in its paragraph; printed, it points at the words, and `text` shows them."""

    claim_id: str
    paragraph: int
    start: int
    end: int
    match: str
    before: str
    words: str
    after: str

    def __repr__(self) -> str:
        place = f"paragraph {self.paragraph}, characters {self.start} to {self.end}"
        return f"{self.claim_id}: {place} ({self.match})"

    def text(self) -> str:
        """Give the paragraph with the span between double brackets."""
        return f"{self.before}[[{self.words}]]{self.after}"

    def to_html(self) -> str:
        """Give the paragraph as HTML, escaped, with the span in ``<mark>``."""
        before, words, after = (html.escape(t) for t in (self.before, self.words, self.after))
        return f"<p dir='auto'>{before}<mark>{words}</mark>{after}</p>"


def excerpt(dossier: Dossier, claim_id: str, article: Article) -> Excerpt:
    """Show one claim in its paragraph.

    Raises
    ------
    QuestionError
        There is no such claim.
    AnchorError
        The words of a claim cannot be found.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import read_article
    >>> dossier = analysis.example()
    >>> shown = excerpt(dossier, "c13", read_article(dossier.folder / "article.txt"))
    >>> shown
    c13: paragraph 7, characters 1593 to 1625 (exact)
    >>> shown.words
    'the Kelpie outranges the Lorelei'
    """
    require_known(claim_id, dossier.claims["claim_id"], "a claim of this dossier")
    spots = locate(dossier.claims, article).filter(claim_id=claim_id)
    _, start, end, paragraph, match = spots.row(0)
    first, last = article.paragraph_spans[paragraph]
    text = article.text
    parts = text[first:start], text[start:end], text[end : max(last, end)]
    return Excerpt(claim_id, paragraph, start, end, match, *parts)


def _spots(row: Mapping[str, Any], text: _Normalised) -> list[_Spot]:
    """Every place a claim may mean: the recorded one, else by digest, else by its quote alone."""
    start, end = row["start"], row["end"]
    if digest(text.original[start:end]) == row["digest"]:
        return [(start, end, "exact")]
    quotes = list(text.occurrences(row["quote"]))
    if spans := {span for at in quotes for span in text.windows(at, row)}:
        return [(*span, "moved") for span in sorted(spans)]
    return [(*text.raw(*at), "reworded") for at in quotes]


def _lost(claim_id: str, line: int, quote: str, spots: list[_Spot]) -> Problem:
    places = ", ".join(f"{start} to {end}" for start, end, _ in spots)
    remedy = "quotes words that are not in this copy. Is it the right article?"
    if spots:
        remedy = f"could be meant at characters {places}; choose a longer quote"
    return Problem("claims.csv", line, "quote", quote, "evidence", f"claim {claim_id} {remedy}")


def _shift_between(order: list[str], claim_id: str, shift: dict[str, int]) -> int:
    """Paragraphs that a claim moved by, if its neighbours before and after agree."""
    at = order.index(claim_id)
    before = [shift[c] for c in order[:at] if c in shift][-1:]
    after = [shift[c] for c in order[at:] if c in shift][:1]
    sides = {*before, *after}
    return sides.pop() if len(sides) == 1 else -(10**9)


_OPENING = re.compile(r"(?<![^\s(\[])[\"']")
_OPENED, _CLOSED = (str.maketrans("\"'", marks) for marks in ("\u201c\u2018", "\u201d\u2019"))


class _Normalised:
    """A text with curly quotation marks and single spaces, and the way back to its characters."""

    def __init__(self, raw: str) -> None:
        self.original = raw
        curly = _OPENING.sub(lambda m: m[0].translate(_OPENED), raw).translate(_CLOSED)
        found = re.finditer(r"\s+|\S", curly)
        pieces = [(m.start(), " " if m[0].isspace() else m[0]) for m in found]
        self._at = [start for start, _ in pieces] + [len(raw)]
        self.text = "".join(piece for _, piece in pieces)

    def occurrences(self, quote: str) -> Iterator[tuple[int, int]]:
        wanted = _Normalised(quote).text
        at = self.text.find(wanted)
        while at >= 0:
            yield at, at + len(wanted)
            at = self.text.find(wanted, at + 1)

    def windows(self, quote: tuple[int, int], row: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
        """Spans of the recorded length and digest that contain the quote, as they are or curled."""
        length = row["end"] - row["start"]
        for start in range(max(0, quote[1] - length), quote[0] + 1):
            if digest(self.text[start : start + length]) == row["digest"]:
                yield self.raw(start, start + length)
        first, last = self.raw(*quote)
        for start in range(max(0, last - length), first + 1):
            if digest(self.original[start : start + length]) == row["digest"]:
                yield start, start + length

    def raw(self, start: int, end: int) -> tuple[int, int]:
        return self._at[start], self._at[end - 1] + 1
