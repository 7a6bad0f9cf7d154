"""The text that claims are marked in, for formats that carry it or quote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.evidence import locate, read_article

if TYPE_CHECKING:
    from analysis.dossier import Dossier
    from analysis.evidence import Article


@dataclass(frozen=True)
class MarkedText:
    """An article, and claims at the characters where their words are in it."""

    article: Article
    claims: list[dict[str, Any]]
    """Rows of ``claims.csv`` in the text's order; ``start`` and ``end`` are of this text."""


def article_of(dossier: Dossier) -> Article:
    """Read a dossier's text: ``article.txt`` in its folder, else what ``DOSSIER_ARTICLE`` names.

    Raises
    ------
    FileNotFoundError
        There is none.
    AnchorError
        It cannot be read.
    """
    own = dossier.folder / "article.txt"
    return read_article(own if own.is_file() else None, dossier.folder)


def marked_text(dossier: Dossier) -> MarkedText:
    """Put a dossier's claims at their words in its text.

    Raises
    ------
    FileNotFoundError
        There is no text.
    AnchorError
        It cannot be read, or the words of a claim are not in it.
    """
    article = article_of(dossier)
    places = {
        row["claim_id"]: {"start": row["start"], "end": row["end"]}
        for row in locate(dossier.claims, article).iter_rows(named=True)
    }
    claims = [row | places[row["claim_id"]] for row in dossier.claims.iter_rows(named=True)]
    claims.sort(key=lambda row: (row["start"], row["end"]))
    return MarkedText(article, claims)
