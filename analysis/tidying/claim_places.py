"""Where the words of a claim are: the cells that nobody fills in by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import shorten
from analysis.evidence import AnchorError, make_anchor, read_article
from analysis.tidying.tables_tidied import Change, Waiting

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.evidence import Article
    from analysis.tidying.sheets import Sheet
    from analysis.tidying.tables_tidied import TidyTable

_PLACE = ("paragraph", "start", "end", "digest")


def find_places(found: TidyTable, sheet: Sheet, folder: Path) -> None:
    """Look for the words that a new claim has as its quote, where it has no place yet.

    What is found once gets its place, digest and a quote of at most eight words; the rest waits.
    Without an article the cells stay as they are.

    Parameters
    ----------
    found
        The table of claims, which is changed.
    sheet
        What it was made of.
    folder
        Folder of the dossier, with ``article.txt``.
    """
    wanted = [*_PLACE, "quote"]
    at = {name: place for place, name in enumerate(found.header)}
    if not at.keys() >= set(wanted):
        return
    rows = [
        (line, row)
        for line, row in zip(found.lines, found.rows, strict=True)
        if row[at["quote"]] and not any(row[at[name]] for name in _PLACE)
    ]
    article = _article(folder) if rows else None
    if article is None:
        return
    for line, row in rows:
        try:
            cells = make_anchor(article, row[at["quote"]])
        except AnchorError as error:
            why = f"{shorten(row[at['quote']])}: {error.problems[0].remedy}"
            found.waiting.append(Waiting(str(sheet), line, "quote", why, ""))
            continue
        for name in wanted:
            row[at[name]] = str(cells[name])
        what = f"found in paragraph {cells['paragraph']}, characters {cells['start']} to"
        found.changes.append(Change(str(sheet), line, "quote", f"{what} {cells['end']}"))


def _article(folder: Path) -> Article | None:
    try:
        return read_article(folder=folder)
    except FileNotFoundError:
        return None
