"""Passages of a foreign file as rows of claims: where their words are, and whom they name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.coding.exact_names import as_name
from analysis.coding.model_answers import WORDS, item_of
from analysis.coding.naming import KINDS
from analysis.evidence.normal_form import Form, normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.coding.model_answers import Item
    from analysis.coding.naming import Naming
    from analysis.coding.places import Places, Span
    from analysis.evidence import ForeignText, Passage

ACTORS = ("nested_source", "targets", "subjects")
"""Columns of claims that name actors, besides the speaker."""
NAMED_IN_TURN = (("speaker",), ("nested_source",), ("targets", "subjects"))
"""Whoever says or holds something is named before whom it is about, whatever the order of rows."""
_BESIDE = re.compile(": (?:for|labels) ")


class Finder:
    """Where the places of a foreign text are in the article, if that is the same text."""

    def __init__(self, text: ForeignText, places: Places | None) -> None:
        self._text = text.text
        self._article = places.article.text if places else None
        self._same = self._text == self._article
        self._forms: tuple[Form, Form] | None = None
        if self._text is not None and self._article is not None and not self._same:
            forms = Form.normal(self._text), Form.normal(self._article)
            self._forms = forms if forms[0].text == forms[1].text else None

    def found(self, passage: Passage) -> tuple[str, Span | None]:
        """Give the words of a passage, and the characters of the article that they are."""
        start, end, text = passage.start, passage.end, self._text
        if start is None or end is None or text is None or not 0 <= start < end <= len(text):
            return passage.words or "", None
        words = text[start:end]
        if passage.words is not None and normal(words) != normal(passage.words):
            return passage.words, None
        if not words.strip() or not (self._same or self._forms):
            return words, None
        if not self._forms:
            return words, (start, end)
        own, other = self._forms
        return words, other.raw(*own.place(start, end))


def row_of(index: int, passage: Passage, finder: Finder) -> Item:
    """Give a passage as a row of claims, without the actors that it names."""
    cells: dict[str, object] = {
        name: cell for name, cell in passage.cells.items() if name not in ("speaker", *ACTORS)
    }
    words, span = finder.found(passage)
    if span is None:
        cells[WORDS] = words
    return replace(
        item_of("claims", index, cells),
        origin=passage.origin,
        coder=passage.coder,
        span=span,
        doubt=passage.doubt,
        labels=passage.labels,
    )


def name_actors(
    cells: dict[str, str],
    passage: Passage,
    naming: Naming,
    organisations: set[str],
    columns: Sequence[str],
) -> None:
    """Give a claim the actors that its passage names in some columns; new ones are added."""
    speaker = passage.person or passage.organization or passage.cells.get("speaker", "")
    for column in columns:
        value = speaker if column == "speaker" else passage.cells.get(column, "")
        names = [as_name(one) for one in ([value] if column == "speaker" else value.split("|"))]
        found = [
            naming.actor(one, KINDS["affiliation" if one in organisations else "speaker"])
            for one in names
            if one
        ]
        if found:
            cells[column] = "|".join(dict.fromkeys(found))


def note_of(passage: Passage) -> str:
    """Say what no column has of a passage that is to be completed."""
    beside = _beside_cells(passage)
    return f"From {passage.origin}{': ' if beside else ''}{beside}."


def _beside_cells(passage: Passage) -> str:
    """Give what a passage says that no cell has: for whom, and its labels."""
    for_whom = f"for {passage.organization}" if passage.organization else ""
    labels = f"labels {' > '.join(passage.labels)}" if passage.labels else ""
    return "; ".join(filter(None, (for_whom, labels)))


def notes_the_same(note: str, passage: Passage) -> bool:
    """Whether a note says of a passage what no cell has, and no more.

    Examples
    --------
    >>> from analysis.evidence import Passage
    >>> one, other = Passage("line 1", "no", labels=("a",)), Passage("line 2", "no")
    >>> notes_the_same(note_of(one), one), notes_the_same(note_of(one), other)
    (True, False)
    """
    if beside := _beside_cells(passage):
        return note.endswith(f": {beside}.")
    return note.endswith(".") and not _BESIDE.search(note)
