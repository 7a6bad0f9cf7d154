"""A text with claims marked in its words, as HTML that needs no script."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from analysis.charting.untrusted import escape_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Marked(NamedTuple):
    """Characters of a text that are a claim's words."""

    start: int
    end: int
    claim_id: str


def marked_paragraphs(
    text: str, paragraphs: Sequence[Sequence[int]], claims: Iterable[Marked]
) -> Iterator[str]:
    """Write each paragraph with its claims marked and numbered, in the order of their words.

    Where claims overlap, their marks are cut where one of them begins or ends. A claim's anchor is
    where its words begin; its number, where they end, leads to its note.

    Parameters
    ----------
    text
        Any text; everything in it is escaped.
    paragraphs
        Start and end of each.
    claims
        Their words.

    Examples
    --------
    >>> claims = [Marked(0, 6, "c01"), Marked(4, 8, "c02")]
    >>> for paragraph in marked_paragraphs("One said no.", [(0, 12)], claims):
    ...     print(paragraph)
    <p id="paragraph-0" dir="auto"><mark id="claim-c01">One </mark><mark id="claim-c02" \
class="several">sa</mark><a class="note" href="#note-c01">1</a><mark>id</mark><a class="note" \
href="#note-c02">2</a> no.</p>
    """
    marks = _Marks(claims)
    following = [start for start, _ in paragraphs[1:]] + [len(text)]
    for number, ((first, last), after) in enumerate(zip(paragraphs, following, strict=True)):
        edges = [first, *marks.cuts_between(first, last), last]
        parts = "".join(marks.part(text, a, b) for a, b in pairwise(edges))
        yield f'<p id="paragraph-{number}" dir="auto">{parts}{marks.closed(after)}</p>'


class _Marks:
    """Claims on the way through a text."""

    def __init__(self, claims: Iterable[Marked]) -> None:
        self._coming = sorted(claims)[::-1]
        in_order = enumerate(reversed(self._coming), 1)
        self._numbers = {claim.claim_id: number for number, claim in in_order}
        self._cuts = sorted({edge for claim in self._coming for edge in claim[:2]})
        self._open: list[Marked] = []
        self._placed: set[str] = set()

    def cuts_between(self, first: int, last: int) -> list[int]:
        """Places within a paragraph where a claim begins or ends."""
        return self._cuts[bisect_right(self._cuts, first) : bisect_left(self._cuts, last)]

    def part(self, text: str, first: int, last: int) -> str:
        """Write what is between two cuts."""
        while self._coming and self._coming[-1].start < last:
            claim = self._coming.pop()
            self._open += [claim] if claim.end > first else []  # else it is between paragraphs
        words = escape_html(text[first:last])
        if self._open and words:
            fresh = [c.claim_id for c in self._open if c.claim_id not in self._placed]
            self._placed |= {*fresh}
            own = f' id="claim-{escape_html(fresh[0])}"' if fresh else ""
            many = ' class="several"' if len(self._open) > 1 else ""
            others = "".join(f'<span id="claim-{escape_html(one)}"></span>' for one in fresh[1:])
            words = f"<mark{own}{many}>{others}{words}</mark>"
        return words + self.closed(last)

    def closed(self, place: int) -> str:
        """Give the numbers of the claims that end before a place."""
        ended = [claim.claim_id for claim in self._open if claim.end <= place]
        self._open = [claim for claim in self._open if claim.end > place]
        return "".join(
            f'<a class="note" href="#note-{escape_html(one)}">{self._numbers[one]}</a>'
            for one in ended
        )
