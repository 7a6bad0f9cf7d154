"""The article with its claims highlighted, as the content of a page that needs no kernel."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting import counted, day_in_words
from analysis.charting.untrusted import escape_html, reveal_hidden
from analysis.coding import desk
from analysis.coding.assets import view_script, view_style
from analysis.coding.marked_text import Marked, marked_paragraphs
from analysis.coding.taking import article_of
from analysis.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from analysis.dossier import Dossier

    Json = Any

_STATIC = resources.files("analysis.coding") / "static"
_RESTING = ("ties", "transfers")
"""Tables whose rows rest on claims, and may be waiting for review."""
_RIGHTS = "The text belongs to its publisher: pass this page on only where you may."
_VIEW = "article-view"
_INNER = {"“": "‘", "”": "’"}
"""Quotation marks within a quotation."""


@dataclass(frozen=True)
class ReaderPage:
    """What a page with the article needs, whoever makes the page."""

    summary: str
    body: str
    """HTML of the whole page as it is on paper and where no script runs."""

    places: list[str]
    """Anchor of each claim, and of the view."""

    words: dict[str, str]
    """Anchors by the words by which figures and tables name a claim or a paragraph."""

    state: Json
    """What `script` is given: the message `state` of the view, as far as readers need it."""

    script: str
    """Body of an asynchronous function of `state` and `mentions`: by anchor, lists of page, words
    and address."""

    libraries: tuple[str, ...]
    """Scripts that run before it."""

    style: str


def page_with_article(dossier: Dossier) -> ReaderPage:
    """Make the content of a page that shows a dossier's article with its claims.

    Proposals, drafts and what is rejected are not in it.

    Raises
    ------
    FileNotFoundError
        There is no article; the message says how to supply one.
    AnchorError
        It cannot be read.
    QuestionError
        No claim has its words in it: it is another article.

    Examples
    --------
    >>> import analysis
    >>> page = page_with_article(analysis.example())
    >>> page.places[0], '<mark id="claim-c01">Ardania may send' in page.body
    ('claim-c01', True)
    """
    article_of(dossier.folder)  # for its error, where there is none
    shown = _for_readers(desk.state(dossier.folder), dossier)
    if shown["claims"] and all(claim["start"] is None for claim in shown["claims"]):
        raise QuestionError(
            f"The words of no claim in {dossier.folder} are in its article: is it the right one?"
        )
    return ReaderPage(
        summary="The text itself; its claims are highlighted where their words are.",
        body=_body(shown, dossier),
        places=[*(_anchor(claim["key"]) for claim in shown["claims"]), _VIEW],
        words=dict(_words(dossier, len(shown["paragraphs"]))),
        state=shown,
        script=(_STATIC / "reader_page.js").read_text(encoding="utf-8"),
        libraries=(view_script(),),
        style=view_style() + (_STATIC / "reader_page.css").read_text(encoding="utf-8"),
    )


def _anchor(claim_id: str) -> str:
    return f"claim-{claim_id}"


def _for_readers(state: Mapping[str, Json], dossier: Dossier) -> dict[str, Json]:
    """Keep of the state what a reader of a page is shown, hidden characters made visible."""
    text, at = _revealed(state["text"])
    accepted = {
        table: {*getattr(dossier, table)[f"{table.rstrip('s')}_id"]}
        for table in ("claims", *_RESTING)
    }
    claims = [
        {**claim, "start": at(claim["start"]), "end": at(claim["end"])}
        for claim in state["claims"]
        if claim["key"] in accepted["claims"]
    ]
    rows = {
        table: [
            row
            for row in state["rows"].get(table, ())
            if row["key"] in accepted[table] and row["cells"].get("claim_id")
        ]
        for table in _RESTING
    }
    listed = [*claims, *(row for table in _RESTING for row in rows[table])]
    named = {part for row in listed for cell in row["cells"].values() for part in cell.split("|")}
    return {
        "type": "state",
        "title": state["title"],
        "language": dossier.study.language,
        "read_only": True,
        "coder": None,
        "text": text,
        "paragraphs": [[at(start), at(end)] for start, end in state["paragraphs"]],
        "form": {table: form for table, form in state["form"].items() if table in accepted},
        "names": {
            table: [one for one in names if one[0] in named]
            for table, names in state["names"].items()
        },
        "claims": claims,
        "rows": rows,
        "drafts": [],
        "undo": 0,
        "waiting": 0,
        "problems": [],
    }


def _revealed(text: str) -> tuple[str, Callable[[int | None], int | None]]:
    """Give a text with its hidden characters visible, and where each character then is."""
    shown = reveal_hidden(text)
    if shown == text:
        return text, lambda place: place
    moved = [0, *accumulate(len(reveal_hidden(character)) for character in text)]
    return shown, lambda place: None if place is None else moved[place]


def _words(dossier: Dossier, paragraphs: int) -> Iterator[tuple[str, str]]:
    """Give the words by which pages name paragraphs and claims; of claims only what is clear."""
    for number in range(paragraphs):
        place = f"paragraph {number}" if number else "headline"
        yield f"Article, {place}", f"paragraph-{number}"
    meant: dict[str, set[str]] = {}
    for claim_id, statement, quote in dossier.claims.select(
        "claim_id", "statement", "quote"
    ).iter_rows():
        inner = quote.translate(str.maketrans(_INNER))
        for said in {statement, quote, f"“{inner}”"}:
            meant.setdefault(reveal_hidden(said), set()).add(_anchor(claim_id))
    yield from ((said, min(places)) for said, places in meant.items() if len(places) == 1)


def _body(shown: Mapping[str, Json], dossier: Dossier) -> str:
    """Write the page: what it is, the text with marks, and a note to each of them."""
    found = [
        Marked(claim["start"], claim["end"], claim["key"])
        for claim in shown["claims"]
        if claim["start"] is not None
    ]
    lost = [claim["key"] for claim in shown["claims"] if claim["start"] is None]
    said = f"{counted(len(found), 'claim')} {'is' if len(found) == 1 else 'are'} highlighted in it."
    about = escape_html(" ".join(filter(None, (_source(dossier), said, _RIGHTS))))
    paragraphs = "\n".join(marked_paragraphs(shown["text"], shown["paragraphs"], found))
    notes = "\n".join(_notes(dossier, [claim.claim_id for claim in sorted(found)], lost))
    return (
        f'<h1>Article</h1>\n<p class="about" dir="auto">{about}</p>\n'
        f'<div id="{_VIEW}"></div>\n<div id="article-text">\n'
        f'<div lang="{escape_html(shown["language"])}">\n{paragraphs}\n</div>\n'
        f'<h2 id="notes">What is claimed, paraphrased</h2>\n<ol>\n{notes}\n</ol>\n</div>'
    )


def _source(dossier: Dossier) -> str:
    """Name the text by title, publisher and day, as far as they are known."""
    row = dossier.sources.filter(pl.col("source_id") == (dossier.study.source or ""))
    if row.is_empty():
        return ""
    title, publisher = row.select("title", "publisher").row(0)
    day = day_in_words(dossier.study.date) if dossier.study.date else None
    return f"{', '.join(filter(None, [title, publisher, day]))}."


def _notes(dossier: Dossier, found: list[str], lost: list[str]) -> Iterator[str]:
    """Write who says what in each claim, in the order of the text; last those not found in it."""
    said = {
        claim_id: escape_html(f"{speaker}: {statement}")
        for claim_id, speaker, statement in dossier.claims.select(
            "claim_id", dossier.names.column("speaker"), "statement"
        ).iter_rows()
    }
    for claim_id in found:
        link = f'<a href="#claim-{escape_html(claim_id)}">in the text</a>'
        back = f'<span class="back">({link})</span>'
        yield f'<li id="note-{escape_html(claim_id)}" dir="auto">{said[claim_id]} {back}</li>'
    for claim_id in lost:
        words = "its words are not in this copy of the article"
        yield f'<li id="claim-{escape_html(claim_id)}" dir="auto">{said[claim_id]} ({words})</li>'
