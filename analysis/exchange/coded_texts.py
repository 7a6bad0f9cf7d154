"""The claims of a dossier as statements in a text, as tools of discourse networks have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import TABLES, QuestionError
from analysis.dossier.names import HOLDER
from analysis.evidence import locate
from analysis.exchange.offsets import from_characters
from analysis.exchange.texts import article_of

if TYPE_CHECKING:
    import datetime as dt

    from analysis.dossier import Dossier

PEOPLE = ("targets", "subjects")
"""Columns of claims that name several actors."""
FURTHER = tuple(
    name
    for name in TABLES["claims"].column_names()
    if name
    not in {
        *("paragraph", "start", "end", "digest", "quote", "weapons"),
        *("speaker", "nested_source", "concept", "stance", "coder", "review"),
    }
)
"""Columns of claims that no statement has of itself, in their order: variables of their names."""


@dataclass(frozen=True)
class CodedText:
    """One text, and the statements that were coded in it."""

    title: str
    author: str
    source: str
    day: dt.date | None
    text: str
    """Its lines end with LF."""
    rows: list[dict[str, Any]]
    """In the order of the text: ``claim_id``, ``start``, ``end`` (characters) and ``first``,
    ``last`` (UTF-16 units) of the text, ``words``, ``person``, ``organization``, ``concept``,
    ``agreement``, ``reporter``, ``coder``, ``day``, and the columns of `FURTHER` as text."""
    is_article: bool
    """Whether it is the article; else a line for each claim, with its paraphrase."""


def coded_text(dossier: Dossier, *, words: bool = True) -> CodedText:
    """Give the article of a dossier with its claims; without the article, their paraphrases.

    Parameters
    ----------
    dossier
        The dossier.
    words
        Whether the article is asked for; else its text is the paraphrases.

    Raises
    ------
    AnchorError
        The words of a claim are not in the article, or it cannot be read.

    Examples
    --------
    >>> import analysis
    >>> coded = coded_text(analysis.example())
    >>> row = coded.rows[0]
    >>> coded.text[row["start"]:row["end"]] == row["words"]
    True
    """
    text, spots, is_article = _text(dossier) if words else _paraphrases(dossier)
    sources = dossier.sources.filter(source_id=dossier.study.source or "")
    source = sources.row(0, named=True) if sources.height else {}
    names, author = dossier.names, dossier.study.author
    many = {
        name: pl.col(name).list.eval(names.column(pl.element())).list.join("|") for name in PEOPLE
    }
    frame = dossier.claims.with_columns(
        person=names.column(HOLDER),
        organization=names.column(HOLDER.replace(names.speaks_for)),
        agreement=pl.col("stance") == "agree",
        reporter=pl.when(pl.col("nested_source").is_not_null()).then(names.column("speaker")),
        day=pl.coalesce("said_on", pl.lit(dossier.study.date, pl.Date)),
        **many,
    ).with_columns(pl.col(name).cast(pl.String) for name in FURTHER)
    rows = []
    for row in frame.iter_rows(named=True):
        start, end = spots[row["claim_id"]]
        rows.append(row | {"start": start, "end": end, "words": text[start:end]})
    rows.sort(key=lambda row: (row["start"], row["end"]))
    places = from_characters(text, [row[n] for row in rows for n in ("start", "end")], "utf16")
    for row, first, last in zip(rows, places[::2], places[1::2], strict=True):
        row |= {"first": first, "last": last}
    return CodedText(
        source.get("title") or dossier.study.title,
        names[author] if author else "",
        source.get("publisher") or source.get("url") or "",
        dossier.study.date,
        text,
        rows,
        is_article,
    )


def _text(dossier: Dossier) -> tuple[str, dict[str, tuple[int, int]], bool]:
    """Give the text, the characters of each claim in it, and whether it is the article."""
    try:
        article = article_of(dossier)
    except FileNotFoundError:
        return _paraphrases(dossier)
    found = locate(dossier.claims, article).select("claim_id", "start", "end")
    raw = article.text
    if "\r" not in raw:
        return raw, {claim: (start, end) for claim, start, end in found.iter_rows()}, True
    spots = {
        claim: (len(_with_lf(raw[:start])), len(_with_lf(raw[:end])))
        for claim, start, end in found.iter_rows()
    }
    return _with_lf(raw), spots, True


def _paraphrases(dossier: Dossier) -> tuple[str, dict[str, tuple[int, int]], bool]:
    lines, spots, at = list[str](), dict[str, tuple[int, int]](), 0
    said = dossier.claims.sort("start", maintain_order=True).select("claim_id", "statement")
    for claim, statement in said.iter_rows():
        line = " ".join(statement.split()) or claim
        lines.append(line)
        spots[claim] = (at, at + len(line))
        at += len(line) + 1
    return "\n".join(lines), spots, False


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def require_day(coded: CodedText) -> None:
    """Refuse statements of which nobody knows when they were made.

    Raises
    ------
    QuestionError
        A claim has no day, and neither has the article.
    """
    for row in coded.rows:
        if row["day"] is None:
            raise QuestionError(
                f'claim "{row["claim_id"]}" has no said_on, and the article has no day; fill in '
                "said_on, or date under [article] in study.toml"
            )
