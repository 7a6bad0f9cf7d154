"""The stances of a dossier, or of many, as statements of a discourse network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.corpora import Corpus
from analysis.dossier import Dossier, QuestionError, shorten
from analysis.dossier.names import HOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

_COLUMNS = {
    "start": pl.col("start"),
    "end": pl.col("end"),
    "text": pl.col("statement"),
    "coder": pl.col("coder"),
    "title": pl.col("title"),
    "person": pl.col("person"),
    "organization": pl.col("organization"),
    "concept": pl.col("concept"),
    "agreement": pl.col("stance") == "agree",
}
_NAMED = 5
"""So many claims without a day a message names."""


def statements(dossier: Dossier | Corpus) -> pl.DataFrame:
    """List the claims with a stance as `network` takes them.

    Parameters
    ----------
    dossier
        One dossier, or the many of `analysis.load_corpus`. There ids of claims and sources follow
        the name of their dossier and a stroke, and actors have the names that they share after
        merging; for whom somebody speaks is as their dossier has it.

    Returns
    -------
    polars.DataFrame
        In the order of the articles: ``statement_id`` (the claim), ``document_id`` (the source that
        is the article), ``date`` (when it was said, else the day of the article), ``start``,
        ``end``, ``text`` (the paraphrase), ``coder``, ``title``, ``person`` (name of whoever has
        the stance), ``organization`` (name of the government or organisation that they speak for,
        or their own), ``concept``, ``agreement``.

    Raises
    ------
    QuestionError
        Claims have no day, and neither have their articles; the message counts and names them.

    Examples
    --------
    >>> import analysis
    >>> said = statements(analysis.example())
    >>> said.select("person", "organization", "agreement").row(1)
    ('Mira Tolvane', 'Ardania', True)
    >>> corpus = analysis.load_corpus([analysis.example().folder])
    >>> statements(corpus).select("statement_id", "document_id").row(1)
    ('example/c03', 'example/article')
    """
    if isinstance(dossier, Corpus):
        return _of_corpus(dossier)
    if not isinstance(dossier, Dossier):
        kind = type(dossier).__name__
        raise QuestionError(f"statements are listed of a dossier or a corpus, not of {kind}")
    source = dossier.study.source or "article"
    article = dossier.sources.filter(source_id=source)
    claims = dossier.claims.drop_nulls("stance").sort("start", maintain_order=True)
    about = claims.with_columns(
        title=pl.lit(article["title"][0] if article.height else source),
        day=pl.lit(dossier.study.date, pl.Date),
        person=dossier.names.column(HOLDER),
        organization=dossier.names.column(HOLDER.replace(dossier.names.speaks_for)),
    )
    ids = {"statement_id": pl.col("claim_id"), "document_id": pl.lit(source)}
    return _with_days(about, ids, "study.toml")


def _of_corpus(corpus: Corpus) -> pl.DataFrame:
    order = pl.col("dossier").replace_strict(
        corpus.dossiers["dossier"], pl.int_range(corpus.dossiers.height, eager=True)
    )
    claims = corpus.claims.filter(pl.col("stance").is_not_null()).sort(
        order, "start", maintain_order=True
    )
    source = pl.col("source").fill_null("article")
    articles = corpus.dossiers.select(
        "dossier", source=source, title=pl.coalesce("article", source), day="date"
    )
    said = claims.with_columns(holder=HOLDER).join(
        articles.lazy(), on="dossier", how="left", maintain_order="left"
    )
    named = corpus.names.lazy().select(
        "dossier", holder="actor_id", person="name", organization="speaks_for"
    )
    about = said.join(named, on=["dossier", "holder"], how="left", maintain_order="left").collect()
    ids = {
        "statement_id": pl.concat_str("dossier", pl.lit("/"), "claim_id"),
        "document_id": pl.concat_str("dossier", pl.lit("/"), "source"),
    }
    return _with_days(about, ids, "its study.toml")


def _with_days(about: pl.DataFrame, ids: Mapping[str, pl.Expr], file: str) -> pl.DataFrame:
    """Put the columns together, and refuse statements that no day is known of."""
    date = pl.coalesce("said_on", "day").cast(pl.Datetime("us"))
    frame = about.select(**ids, date=date, **_COLUMNS)
    undated = frame.filter(pl.col("date").is_null())
    if undated.height:
        remedy = f"fill in said_on, or date under [article] in {file}"
        raise QuestionError(f"{_without_day(undated)}; {remedy}")
    return frame


def _without_day(undated: pl.DataFrame) -> str:
    """Count claims without a day and name several: of many articles the first of each."""
    first = undated.unique("document_id", keep="first", maintain_order=True)
    articles = first.height
    named = (first if articles > 1 else undated)["statement_id"]
    if undated.height == 1:
        return f"claim {shorten(named[0])} has no said_on, and the article has no day"
    names = ", ".join(map(shorten, named.head(_NAMED)))
    names += f" and {named.len() - _NAMED:,} more" if named.len() > _NAMED else ""
    if articles == 1:
        return f"{undated.height:,} claims have no said_on, and the article has no day ({names})"
    return (
        f"{undated.height:,} claims of {articles:,} articles have no said_on, and the articles "
        f"have no day (the first of each: {names})"
    )
