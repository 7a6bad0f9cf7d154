"""Stances as the Discourse Network Analyzer exports its statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.names import HOLDER

if TYPE_CHECKING:
    from analysis.dossier import Dossier


def dna_statements(dossier: Dossier) -> str:
    """List stances as Discourse Network Analyzer exports its statements (event list), as CSV.

    A line for each claim with a stance, in the article's order: ``statement_id``, ``time``,
    ``doc_title``, ``person`` (who holds the stance), ``organization`` (for whom), ``concept``,
    ``agreement`` (1 or 0), ``text`` (the paraphrase).

    Examples
    --------
    >>> import analysis
    >>> dna_statements(analysis.example()).splitlines()[2].split(",")[:2]
    ['c03', '2031-05-12']
    """
    article = dossier.sources.filter(source_id=dossier.study.source or "")["title"]
    stances = dossier.claims.sort("start", maintain_order=True).drop_nulls("stance")
    rows = stances.select(
        statement_id="claim_id",
        time=pl.col("said_on").cast(pl.String),
        doc_title=pl.lit("article" if article.is_empty() else article[0]),
        person=dossier.names.column(HOLDER),
        organization=HOLDER.replace(dossier.names.speaks_for),
        concept="concept",
        agreement=(pl.col("stance") == "agree").cast(pl.Int8),
        text="statement",
    )
    return rows.write_csv()
