"""Find the words of an answer in the article: once, in several places, or not as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.evidence.anchors import anchor_at
from analysis.evidence.normal_form import Form, normal
from analysis.evidence.resemblance import nearest

if TYPE_CHECKING:
    from analysis.evidence import Article

    Span = tuple[int, int]

SHOWN_PLACES = 10
"""Places that a message lists."""


class Found(NamedTuple):
    """What was found of words."""

    spans: tuple[Span, ...]
    """Where they are; where they are not, the passage that is nearest to them."""
    fault: str | None = None
    """Why they tie nothing to the article; None where they are there once."""
    several: bool = False
    """Whether they are there, but more than once."""
    note: str | None = None


class Places:
    """An article in which the words of many claims are looked for.

    Examples
    --------
    >>> from analysis.evidence import Article
    >>> places = Places(Article("Title" + chr(10) + "One side said no. No deal."))
    >>> places.find("said no").spans
    ((15, 22),)
    >>> print(places.find("side says no").fault.replace("; ", chr(10)))
    is not in the article
    the nearest words are at characters 10 to 22, which have "said" for "says"
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self._form = Form.normal(article.text)

    def find(self, words: str) -> Found:
        """Look for words as they are written, then in another spelling."""
        if not words.strip():
            return Found((), "is empty; the words of the article that carry the claim are needed")
        every = self._form.found(words)
        whole = tuple(span for span in every if not self._cuts_a_word(span))
        if len(whole) == 1:
            note = None
            if not any(self._form.occurrences(normal(words.strip()))):
                note = "found in another spelling (quotes, dashes, blanks)"
            return Found(whole, note=note)
        if whole:
            listed = "; ".join(self._in_words(span) for span in whole[:SHOWN_PLACES])
            more = "" if len(whole) <= SHOWN_PLACES else f"; and {len(whole) - SHOWN_PLACES} more"
            fault = f"is in {len(whole)} places ({listed}{more}); give more words"
            return Found(whole, fault, several=True)
        if every:
            where = f"characters {every[0][0]} to {every[0][1]}"
            return Found(tuple(every), f"is only inside longer words, at {where}; give whole words")
        near = nearest(words, self._form)
        if near is None:
            return Found((), "is not in the article, nor is anything like it")
        return Found(((near.start, near.end),), f"is not in the article; {near.in_words()}")

    def place(self, span: Span) -> dict[str, int]:
        """Give a place as paragraph, start and end."""
        paragraph = self.article.paragraph_of(span[0])
        return {"paragraph": paragraph, "start": span[0], "end": span[1]}

    def cells(self, span: Span) -> dict[str, str]:
        """Give the cells that tie a claim to characters."""
        return {name: str(value) for name, value in anchor_at(self.article, *span).items()}

    def core(self, span: Span) -> Span:
        """Leave out marks and blanks at the ends of a span."""
        start, end = span
        text = self.article.text
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        return start, end

    def _in_words(self, span: Span) -> str:
        return f"paragraph {self.article.paragraph_of(span[0])}, characters {span[0]} to {span[1]}"

    def _cuts_a_word(self, span: Span) -> bool:
        """Whether a span begins or ends within a word, in scripts with blanks between words."""
        text = self.article.text
        return any(0 < at < len(text) and _joined(text[at - 1], text[at]) for at in span)


def _joined(before: str, after: str) -> bool:
    return all(c.isdigit() or c.lower() != c.upper() for c in (before, after))
