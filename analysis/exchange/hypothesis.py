"""Annotations of web pages as the interface of Hypothesis gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.exchange.fields import Fields
from analysis.exchange.quoting import Pages, Quoted, selected_by
from analysis.exchange.untrusted import json_of, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.evidence import Foreign
    from analysis.exchange.untrusted import Value


def read_hypothesis(path: Path, *, text: str | None = None, page: str | None = None) -> Foreign:
    """Read the answer of Hypothesis's interface to a search: an object with rows, or the rows.

    Quotes are what counts; the places, in UTF-16 units of the page's text, are a hint. Such a file
    has no text: without one, passages have words and no place. With one, a passage is where its
    position or the words around its quote put it, if its words are there.

    Parameters
    ----------
    path
        The file.
    text
        File with the plain text of the page.
    page
        Address of the one page to take, where the file has several.

    Returns
    -------
    Foreign
        A text for each annotated page; tags are labels, the user is the coder, and of a comment
        lines such as ``concept: bridge`` are cells. Replies, notes on a whole page and what a
        moderator hid are left out.

    Raises
    ------
    QuestionError
        The file is not of that format; there is no such page; there is a text for several pages.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "search.json")
    ...     _ = path.write_text('{"rows": [{"id": "a", "target": [{}]}]}')
    ...     read_hypothesis(path).left_out
    ('1 note on a whole page',)
    """
    root = json_of(*read_text(path))
    rows = root if isinstance(root.value, list) else root["rows"]
    if not rows:
        root.refuse('an object with "rows", as Hypothesis\'s interface answers a search')
    pages = Pages()
    for number, row in enumerate(rows.items(), 1):
        with pages.odd.reading():
            _take(row, number, pages)
    if isinstance(root.value, dict) and root["total"]:
        missing = root["total"].number() - len(rows.items())
        if missing > 0:
            noun = "annotation that is not in the file", "annotations that are not in the file"
            pages.left_out[noun] = missing
    return pages.foreign("utf16", text, page)


def _take(row: Value, number: int, pages: Pages) -> None:
    """Add the passages of a row."""
    if row["references"].one_or_more():
        pages.left_out["reply", "replies"] += 1
        return
    if row["hidden"].flag():
        pages.left_out["annotation that a moderator hid", "annotations that a moderator hid"] += 1
        return
    targets = row["target"].one_or_more()
    found = [selected for target in targets if (selected := selected_by(target))]
    if not found:
        whole = not any(target["selector"] for target in targets)
        noun = ("note on a whole page", "notes on whole pages")
        pages.left_out[
            noun if whole else ("annotation without words", "annotations without words")
        ] += 1
        return
    address = row["uri"].text() or "a page without an address"
    if title := next(_titles(row), None):
        pages.titles.setdefault(address, title)
    fields = Fields(tag.word() for tag in row["tags"].one_or_more())
    fields.add_note(row["text"].text(), "comment")
    origin = f"annotation {row['id'].word() or number}"
    for at, (words, start, end, before, after) in enumerate(found, 1):
        passage = fields.passage(
            origin if len(found) == 1 else f"{origin}, target {at}",
            words,
            start,
            end,
            coder=_user(row),
        )
        pages.add(address, Quoted(passage, before, after))


def _titles(row: Value) -> Iterator[str]:
    if isinstance(row["document"].value, dict):
        for title in row["document"]["title"].one_or_more():
            yield title.text()


def _user(row: Value) -> str | None:
    """Name of an account: ``coder_a`` of ``acct:coder_a@example.org``."""
    return row["user"].text().removeprefix("acct:").partition("@")[0] or None
