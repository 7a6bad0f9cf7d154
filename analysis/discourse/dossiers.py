"""The stances of a dossier as statements of a discourse network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import QuestionError
from analysis.dossier.names import HOLDER

if TYPE_CHECKING:
    from analysis.dossier import Dossier


def statements(dossier: Dossier) -> pl.DataFrame:
    """List the claims with a stance as `network` takes them.

    Returns
    -------
    polars.DataFrame
        In the order of the article: ``statement_id`` (the claim), ``document_id`` (the source that
        is the article), ``date`` (when it was said, else the day of the article), ``start``,
        ``end``, ``text`` (the paraphrase), ``coder``, ``title``, ``person`` (name of whoever has
        the stance), ``organization`` (name of the government or organisation that they speak for,
        or their own), ``concept``, ``agreement``.

    Raises
    ------
    QuestionError
        A claim has no day, and neither has the article.

    Examples
    --------
    >>> import analysis
    >>> said = statements(analysis.example())
    >>> said.select("person", "organization", "agreement").row(1)
    ('Mira Tolvane', 'Ardania', True)
    """
    source = dossier.study.source or "article"
    article = dossier.sources.filter(source_id=source)
    day = pl.lit(dossier.study.date, pl.Date)
    frame = (
        dossier.claims.drop_nulls("stance")
        .sort("start", maintain_order=True)
        .select(
            statement_id="claim_id",
            document_id=pl.lit(source),
            date=pl.coalesce("said_on", day).cast(pl.Datetime("us")),
            start="start",
            end="end",
            text="statement",
            coder="coder",
            title=pl.lit(article["title"][0] if article.height else source),
            person=dossier.names.column(HOLDER),
            organization=dossier.names.column(HOLDER.replace(dossier.names.speaks_for)),
            concept="concept",
            agreement=pl.col("stance") == "agree",
        )
    )
    if frame["date"].null_count():
        claim = frame.filter(pl.col("date").is_null())["statement_id"][0]
        raise QuestionError(
            f'claim "{claim}" has no said_on, and the article has no day; fill in said_on, or date '
            "under [article] in study.toml"
        )
    return frame
