"""Find each claim's words in the article, even in a copy that has shifted.

A claim stores where its words are (``start``, ``end``), what they hash to (``digest``) and a
fragment of them (``quote``): the W3C Web Annotation position and quote selectors, with a check.
Copies of the article are compared in one form, that of `analysis.evidence.normal_form`.
The article itself is not part of a dossier; `analysis.evidence.article` says how to supply it.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import require_known
from analysis.dossier.frames import require_frame
from analysis.dossier.problems import Problem
from analysis.dossier.tables import MAX_QUOTE_WORDS
from analysis.evidence.article import AnchorError, Article
from analysis.evidence.normal_form import Form, normal, plain
from analysis.evidence.resemblance import nearest
from analysis.evidence.respelling import spellings
from analysis.prose import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import dataframely as dy

    from analysis.dossier import Dossier
    from analysis.dossier.tables import Claim
    from analysis.evidence.respelling import Spelling

    _Spot = tuple[int, int, str]
    """Start, end and how it was found."""

_FIRST_LINE = 2  # of claims in their file, after the header
_SLACK = 12
"""Characters by which words may have moved less or more than those around them."""
_WIDER = 2
"""How much longer or shorter a span may be in a copy."""
_EDGES = re.compile(r"\b|(?<!\w)(?!\w)")
_MOST_LOST = 20
"""Claims whose nearest words are looked for: where more are lost, it is another article."""
_PLACE = dict.fromkeys(("start", "end", "paragraph"), pl.Int32())
_SPAN = ("claim_id", "start", "end", "digest")
_ANCHOR = ("claim_id", "paragraph", "start", "end", "digest")
_COLUMNS = {"claim_id": pl.String(), **_PLACE, "match": pl.Enum(["exact", "moved", "reworded"])}


def digest(text: str) -> str:
    """First 16 hex digits of the SHA-256 of a span.

    Of what copies of a text do not have in common, nothing counts: doubled or no-break blanks,
    line breaks, soft hyphens, decomposed letters, ligatures. Quotation marks and dots count.

    Examples
    --------
    >>> digest("red line"), digest("red  line")
    ('a0bcc96b8d8da55d', 'a0bcc96b8d8da55d')
    """
    return _hash(normal(text))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def locate(
    claims: dy.DataFrame[Claim], article: Article, lines: Mapping[str, int] | None = None
) -> pl.DataFrame:
    """Find the span of every claim in an article, shifted or not.

    Any copy will do: line breaks, divided words, quotation marks, dashes, further or missing
    paragraphs, no-break or doubled blanks, soft hyphens, decomposed letters, ligatures, dots for an
    ellipsis do not matter.

    Parameters
    ----------
    claims, article
        Claims, and the text they were made in or a copy of it.
    lines
        Line of each claim in ``claims.csv``, for problems; by default claims take a line each.

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
    QuestionError
        Claims are not a frame of the columns that tie them to their words.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import read_article
    >>> dossier = analysis.example()
    >>> article = read_article(dossier.folder / "article.txt")
    >>> locate(dossier.claims, Article("By a reporter" + chr(10) + article.text)).row(2)
    ('c03', 385, 461, 3, 'moved')
    """
    require_frame(claims, (*_ANCHOR, "quote"), "claims")
    copy = Copy(article)
    spots = copy.place(claims)
    if problems := list(_lost_problems(claims, spots, copy, lines)):
        raise AnchorError(problems)
    return spots.with_columns(pl.col("match").cast(_COLUMNS["match"]))


def anchor_problems(
    claims: dy.DataFrame[Claim], article: Article, lines: Mapping[str, int] | None = None
) -> list[Problem]:
    """List anchors that do not match the article: words, quote, paragraph, cue, likelihood word.

    Claims that merely moved in a shifted copy are not a problem; claims that had to be found by
    their quote alone are.

    Parameters
    ----------
    claims, article, lines
        As for `locate`.

    Examples
    --------
    >>> import analysis
    >>> from analysis.evidence import read_article
    >>> dossier = analysis.example()
    >>> anchor_problems(dossier.claims, read_article(dossier.folder / "article.txt"))
    []
    """
    require_frame(claims, (*_ANCHOR, "quote"), "claims")
    copy = Copy(article)
    spots = copy.place(claims)
    problems = list(_lost_problems(claims, spots, copy, lines))
    is_whole = not problems  # else the places of claims that moved are not sure
    mistaken = _mistaken(claims, spots, article) if is_whole else set()
    rows = zip(spots.iter_rows(named=True), claims.iter_rows(named=True), strict=True)
    for place, (spot, row) in enumerate(rows, _FIRST_LINE):
        if not is_whole and spot["match"] != "reworded":
            continue
        line = lines.get(row["claim_id"]) if lines else place
        problems += _anchor_problem(row, spot, article, row["claim_id"] in mistaken, line)
    return problems


def anchor_problems_of(
    claim_id: str, claims: dy.DataFrame[Claim], copy: Copy, line: int | None
) -> list[Problem]:
    """List what is wrong with the anchor of one claim, whatever the others are like.

    Parameters
    ----------
    claim_id, line
        The claim, and its line in ``claims.csv``.
    claims
        The claim among others, by which its words are told apart from like ones.
    copy
        The article.
    """
    spots = copy.place(claims)
    spot = spots.filter(claim_id=claim_id).row(0, named=True)
    row = claims.filter(claim_id=claim_id).row(0, named=True)
    if spot["match"] == "lost":
        return [_lost(claim_id, line, row["quote"], copy.spots(row), copy.form)]
    mistaken = spot["match"] == "moved" and claim_id in _mistaken(
        claims, spots.filter(pl.col("match") != "lost"), copy.article
    )
    return list(_anchor_problem(row, spot, copy.article, mistaken, line))


def _anchor_problem(
    row: Mapping[str, Any],
    spot: Mapping[str, Any],
    article: Article,
    mistaken: bool,  # noqa: FBT001 (named where it is given)
    line: int | None,
) -> Iterator[Problem]:
    """Find what does not match the article of a claim whose words are found."""
    span = f"the span {row['start']} to {row['end']}"
    words = Form.normal(article.text[spot["start"] : spot["end"]])
    if spot["match"] == "reworded":
        now = f"the quote is at {spot['start']} to {spot['end']}"
        column, remedy = "digest", f"{span} has other words than its digest; {now}"
    elif mistaken:
        now = f"those are at {spot['start']} to {spot['end']}"
        column, remedy = "digest", f"{span} has other words than its digest; {now}"
    elif not words.anywhere(row["quote"]):
        column, remedy = "quote", f"the quote is not in {span}"
    elif spot["match"] == "exact" and spot["paragraph"] != row["paragraph"]:
        column, remedy = "paragraph", f"the span is in paragraph {spot['paragraph']}"
    elif unprinted := _not_printed(row, article, spot["start"], spot["end"]):
        column, remedy = unprinted, "is not in the claim's paragraph; write it as printed there"
    else:
        return
    yield Problem("claims.csv", line, column, str(row[column]), "evidence", remedy)


def _lost_problems(
    claims: dy.DataFrame[Claim], spots: pl.DataFrame, copy: Copy, lines: Mapping[str, int] | None
) -> Iterator[Problem]:
    """Name the claims whose words are not found for sure, and where they might be."""
    lost = set(spots.filter(match="lost")["claim_id"])
    rows = {str(row["claim_id"]): row for row in claims.iter_rows(named=True)} if lost else {}
    places = (place for place in enumerate(rows.items(), _FIRST_LINE) if place[1][0] in lost)
    for number, (place, (claim_id, row)) in enumerate(places):
        line = lines.get(claim_id) if lines else place
        form = copy.form if number < _MOST_LOST else None
        yield _lost(claim_id, line, row["quote"], copy.spots(row), form)


def _mistaken(claims: dy.DataFrame[Claim], spots: pl.DataFrame, article: Article) -> set[str]:
    """Claims with wrong characters, although the text around them has not moved.

    Their words are there as the digest has them, but are longer or shorter than the characters say.
    """
    recorded = claims.select(_SPAN).join(spots, on="claim_id", suffix="_found").sort("start", "end")
    matches = recorded["match"].to_list()
    found = set[str]()
    for at, row in enumerate(recorded.iter_rows(named=True)):
        around = matches[max(0, at - 1) : at] + matches[at + 1 : at + 2]
        words = normal(article.text[row["start_found"] : row["end_found"]])
        if (
            row["match"] == "moved"
            and len(words) != row["end"] - row["start"]
            and _hash(words) == row["digest"]
            and set(around) <= {"exact"}
        ):
            found.add(row["claim_id"])
    return found


def make_anchor(article: Article, words: str) -> dict[str, str | int]:
    """Give the cells that tie a claim to words of the article.

    Of the words, straight quotation marks and single spaces will do; where they are as written,
    other spellings of them do not count.

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
    form = Form.normal(article.text)
    places = form.found(words)
    if len(places) != 1:
        spots = ", ".join(f"{start} to {end}" for start, end in places)
        remedy = f"is at characters {spots}; give more words" if places else "is not there"
        if not places and (near := nearest(words, form)):
            remedy += f"; {near.in_words()}"
        raise AnchorError([Problem("article", None, None, words, "anchor", remedy)])
    return anchor_at(article, *places[0])


def anchor_at(article: Article, start: int, end: int) -> dict[str, str | int]:
    """Give the cells that tie a claim to characters of the article."""
    found = article.text[start:end]
    quote = " ".join(normal(found).split()[:MAX_QUOTE_WORDS])
    cells: dict[str, str | int] = {"paragraph": article.paragraph_of(start)}
    return cells | {"start": start, "end": end, "digest": digest(found), "quote": quote}


@in_words
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

    def _sentences(self) -> list[str]:
        return [html.escape(repr(self))]

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


class Copy:
    """An article in which claims are looked for; what was found is kept for when it is asked again.

    Examples
    --------
    >>> import analysis
    >>> claims = analysis.example().claims.head(1)
    >>> Copy(Article("Another text")).place(claims).row(0)
    ('c01', None, None, None, 'lost')
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self._usual: Spelling = {}
        self._known: dict[tuple[int, int, str, str], list[_Spot]] = {}

    @cached_property
    def form(self) -> Form:
        """The article in the form that its copies have in common."""
        return Form.normal(self.article.text)

    def place(self, claims: dy.DataFrame[Claim]) -> pl.DataFrame:
        """Find the span of every claim, as `locate` does; without one, its ``match`` is "lost"."""
        rows = {str(row["claim_id"]): row for row in claims.iter_rows(named=True)}
        spots = {claim_id: self.spots(row) for claim_id, row in rows.items()}
        found = {claim_id: at[0] for claim_id, at in spots.items() if len(at) == 1}
        if len(found) < len(rows):
            found |= self._settled(rows, spots, found)
        at = self.article.paragraph_of
        cells = [
            (c, *found[c][:2], at(found[c][0]), found[c][2])
            if c in found
            else (c, None, None, None, "lost")
            for c in rows
        ]
        return pl.DataFrame(cells, _COLUMNS | {"match": pl.String()}, orient="row")

    def _settled(
        self,
        rows: Mapping[str, Mapping[str, Any]],
        spots: Mapping[str, list[_Spot]],
        found: Mapping[str, _Spot],
    ) -> dict[str, _Spot]:
        """Decide between several places by where the claims around have moved."""
        paragraph_of = self.article.paragraph_of
        shift = {c: paragraph_of(spot[0]) - rows[c]["paragraph"] for c, spot in found.items()}
        order = sorted(rows, key=lambda c: rows[c]["start"])
        moved = {c: spot[0] - rows[c]["start"] for c, spot in found.items()}
        settled: dict[str, _Spot] = {}
        for claim_id in (c for c, several in spots.items() if len(several) > 1):
            row = rows[claim_id]
            expected = row["paragraph"] + _shift_between(order, claim_id, shift)
            near = [s for s in spots[claim_id] if paragraph_of(s[0]) == expected]
            if len(near) != 1:
                near = _carried(order, claim_id, moved, row["start"], spots[claim_id])
            if len(near) == 1:
                settled[claim_id] = near[0]
        return settled

    def spots(self, row: Mapping[str, Any]) -> list[_Spot]:
        """Every place a claim may mean: the recorded one, else by digest, else by its quote."""
        cells = row["start"], row["end"], row["digest"], row["quote"]
        if cells not in self._known:
            self._known[cells] = self._spots(*cells)
        return self._known[cells]

    def _spots(self, start: int, end: int, wanted: str, quote: str) -> list[_Spot]:
        words = self.article.text[start:end]
        if wanted == _hash(words) or wanted == digest(words):
            return [(start, end, "exact")]
        quotes = self.form.anywhere(quote)
        spans = {span for at in quotes if (span := self._span(at, end - start, wanted))}
        if spans:
            return [(*span, "moved") for span in sorted(spans)]
        return [(*at, "reworded") for at in self.form.found(quote)]

    def _span(self, quote: tuple[int, int], length: int, wanted: str) -> tuple[int, int] | None:
        """Characters around a quote that have the recorded digest, in one spelling or another."""
        text, (first, last) = self.article.text, quote
        for start in range(max(0, last - length), first + 1):
            if _hash(text[start : start + length]) == wanted:
                return start, start + length
        around = max(0, first - _WIDER * length), last + _WIDER * length
        passage = Form.normal(text[slice(*around)], around[0])
        for spelling, form in spellings(passage, self._usual):
            for start, end in _windows(form.text, form.place(*quote), length):
                if _hash(form.text[start:end]) == wanted:
                    self._usual = {**self._usual, **spelling}
                    return form.raw(start, end)
        return None


def _windows(text: str, quote: tuple[int, int], length: int) -> Iterator[tuple[int, int]]:
    """Spans that contain a quote: those of a length, then others that begin and end with a word."""
    first, last = quote
    for start in range(max(0, last - length), min(first, len(text) - length) + 1):
        yield start, start + length
    edges = [m.start() for m in _EDGES.finditer(text)]
    for start in (edge for edge in edges if edge <= first):
        for end in (edge for edge in edges if edge >= last):
            if length / _WIDER <= end - start <= length * _WIDER and end - start != length:
                yield start, end


def _not_printed(row: Mapping[str, Any], article: Article, start: int, end: int) -> str | None:
    """Column whose word is in no paragraph that the claim's words are in."""
    spans = article.paragraph_spans
    first = spans[max(0, article.paragraph_of(start))][0]
    last = spans[max(0, article.paragraph_of(end - 1))][1]
    for column in ("cue", "likelihood_term"):
        word = row.get(column)
        if word and plain(word).lower() not in _printed(article, first, last):
            return column
    return None


@lru_cache(maxsize=64)
def _printed(article: Article, first: int, last: int) -> str:
    return plain(article.text[first:last]).lower()


def _lost(
    claim_id: str, line: int | None, quote: str, spots: list[_Spot], copy: Form | None
) -> Problem:
    if spots:
        places = ", ".join(f"{start} to {end}" for start, end, _ in spots)
        remedy = f"could be meant at characters {places}; choose a longer quote"
    elif copy and (near := nearest(quote, copy)):
        remedy = f"quotes words that are not in this copy; {near.in_words()}"
    else:
        remedy = "quotes words that are not in this copy. Is it the right article?"
    return Problem("claims.csv", line, "quote", quote, "evidence", f"claim {claim_id} {remedy}")


def _shift_between(order: list[str], claim_id: str, shift: dict[str, int]) -> int:
    """Paragraphs that a claim moved by, if its neighbours before and after agree."""
    at = order.index(claim_id)
    before = [shift[c] for c in order[:at] if c in shift][-1:]
    after = [shift[c] for c in order[at:] if c in shift][:1]
    sides = {*before, *after}
    return sides.pop() if len(sides) == 1 else -(10**9)


def _carried(
    order: list[str], claim_id: str, moved: Mapping[str, int], start: int, spots: list[_Spot]
) -> list[_Spot]:
    """Spots that moved by as many characters as the claims before and after, or between them."""
    at = order.index(claim_id)
    before = [moved[c] for c in order[:at] if c in moved][-1:]
    after = [moved[c] for c in order[at:] if c in moved][:1]
    if not (before and after):
        return []
    least, most = sorted(before + after)
    return [spot for spot in spots if least - _SLACK <= spot[0] - start <= most + _SLACK]
