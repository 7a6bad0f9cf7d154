"""What came of what was said: forecasts against the record, and how old the record is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.claims import (
    FIRMNESS_NAMES,
    attributed,
    exchange,
    likelihood_band,
    principals,
)
from analysis.dossier.tables import VERDICTS

if TYPE_CHECKING:
    from datetime import date

    from analysis.claims import Standard
    from analysis.dossier.tables import Dossier

FORECASTS = ("prediction", "assessment")
"""Speech acts that say how things will turn out; the other acts commit, announce or tell."""

VERDICT_WORDS = {
    "happened": "came about", "partly": "in part", "not_so_far": "not so far",
    "contradicted": "the contrary", "untestable": "met no test",
}  # fmt: skip
"""Verdicts in words, from borne out to open."""


def forecasts(dossier: Dossier) -> pl.DataFrame:
    """Every claim with an outcome, its speaker and how firmly it was made.

    Returns
    -------
    DataFrame
        ``claim_id``, ``where``, ``speaker``, ``speaker_name``, ``speech_act``, ``is_forecast``
        (see `FORECASTS`), ``time_reference``, ``firmness`` (in words), ``likelihood_term``,
        ``statement``, then the columns of ``outcomes``, in the article's order.
    """
    said = attributed(dossier).select(
        "claim_id", "where", "speaker", "speaker_name", "speech_act",
        pl.col("speech_act").is_in(FORECASTS).alias("is_forecast"), "time_reference",
        pl.col("firmness").replace_strict(FIRMNESS_NAMES), "likelihood_term", "statement",
    )  # fmt: skip
    return said.join(dossier.outcomes, on="claim_id", maintain_order="left")


def track_record(dossier: Dossier) -> pl.DataFrame:
    """How each speaker's forecasts came out, with the interval so few cases allow.

    The interval is Wilson's (1927) at 95 per cent over the forecasts that met a test. It runs
    from the lower bound with ``partly`` as a miss to the upper bound with ``partly`` as a hit,
    so it covers both readings. "Not so far" counts as a miss as of the day of checking.

    Returns
    -------
    DataFrame
        ``speaker``, ``speaker_name``, ``forecasts``, the verdicts ``happened``, ``partly``,
        ``not_so_far``, ``contradicted``, ``untestable``, how many were ``certain``,
        ``probable``, ``possible``, then ``tested``, ``low``, ``high`` (shares; null without
        a test). Most tested first.

    Examples
    --------
    >>> import analysis
    >>> record = track_record(analysis.load())
    >>> bool((record["tested"] + record["untestable"] == record["forecasts"]).all())
    True
    """
    scored = _scored(dossier, "speaker", "speaker_name")
    return scored.sort("tested", "forecasts", descending=True, maintain_order=True)


def calibration(dossier: Dossier, standard: Standard = "ICD 203") -> pl.DataFrame:
    """Set the words of likelihood that have a band beside how often they came true.

    Returns
    -------
    DataFrame
        ``likelihood_term``, ``low_pct``, ``high_pct`` (the band), ``claims``, ``tested``,
        ``happened``, ``partly``, ``low``, ``high`` (interval as in `track_record`). Forecasts
        without such a word are left out: a bare "could" cannot be wrong.
    """
    scored = _scored(dossier, "likelihood_term").drop_nulls("likelihood_term")
    bands = [likelihood_band(t, standard) or (None, None) for t in scored["likelihood_term"]]
    schema = dict.fromkeys(("low_pct", "high_pct"), pl.Float64)
    banded = scored.hstack(pl.DataFrame(bands, schema=schema, orient="row")).drop_nulls("low_pct")
    return banded.rename({"forecasts": "claims"}).select(
        "likelihood_term", "low_pct", "high_pct", "claims", "tested", "happened", "partly",
        "low", "high",
    )  # fmt: skip


def ladder(dossier: Dossier, *states: str) -> pl.DataFrame:
    """Warnings between states by day, with what came of each.

    Returns
    -------
    DataFrame
        `analysis.claims.exchange` with ``verdict``, ``summary`` and ``publishers`` of its
        sources; null where nothing was looked up.
    """
    outcomes = dossier.outcomes.select(
        "claim_id", "verdict", "summary", publishers=publishers(dossier)
    )
    acts = exchange(dossier, *states)
    return acts.join(outcomes, on="claim_id", how="left", maintain_order="left")


def since(dossier: Dossier) -> pl.DataFrame:
    """What was threatened or promised, and what has been reported after the article appeared.

    An act without a day of its own stands on the day the article appeared.

    Returns
    -------
    DataFrame
        ``date``, ``lane`` (``said`` or ``reported since``), ``text``, ``parties`` (names; a
        person or service counts as whom it speaks for), ``sources`` (ids; of a claim its place
        in the article), by day.

    Raises
    ------
    ValueError
        No event of kind ``article`` says when the article appeared.
    """
    published = dossier.events.filter(kind="article")["start"].min()
    if published is None:
        raise ValueError("events.csv has no event of kind article; add one with its day")
    names = dossier.actors.select(principal="actor_id", name="name")
    speaks = principals(dossier).join(names, on="principal")
    party = dict(speaks.select("actor_id", "name").iter_rows())
    called = pl.element().replace_strict(party, return_dtype=pl.String)
    committed = dossier.commitments["claim_id"].drop_nulls().implode()
    said = attributed(dossier).filter(
        pl.col("date").is_not_null() | pl.col("claim_id").is_in(committed),
        pl.col("speech_act") != "report",
    )
    said = said.select(
        pl.col("date").fill_null(published),
        lane=pl.lit("said"),
        text=pl.format("{}, {}: {}", "speaker_name", "speech_act", "statement"),
        parties=pl.concat_list("subjects", "targets").list.eval(called),
        sources=pl.format("article, {}", "where"),
    )
    reported = dossier.events.filter(pl.col("start") > published).select(
        date="start", lane=pl.lit("reported since"), text="name",
        parties=pl.col("actors").list.eval(called),
        sources=pl.col("sources").list.join(", "),
    )  # fmt: skip
    days = pl.concat([said, reported]).sort("date", maintain_order=True)
    return days.with_columns(pl.col("parties").list.unique(maintain_order=True))


def publishers(dossier: Dossier, column: str = "sources") -> pl.Expr:
    """Name the publishers of a column of source ids, each once; null where there are none."""
    by = dict(dossier.sources.select("source_id", "publisher").iter_rows())
    named = pl.col(column).list.eval(pl.element().replace_strict(by, return_dtype=pl.String))
    return pl.when(pl.col(column).list.len() > 0).then(
        named.list.unique(maintain_order=True).list.join(" \N{MIDDLE DOT} ")
    )


def sources(dossier: Dossier) -> pl.DataFrame:
    """What outcomes, events and the treaties behind commitments rest on.

    Returns
    -------
    DataFrame
        ``source_id``, ``title``, ``publisher``, ``published``, ``reliability`` and ``url`` of
        each source that one of them names, in the order of the table.

    Examples
    --------
    >>> import analysis
    >>> sources(analysis.load())["source_id"].is_unique().all()
    True
    """
    treaties = dossier.ties.join(dossier.commitments, on="tie_id", how="semi")
    named = pl.concat(
        [f["sources"].explode() for f in (dossier.outcomes, dossier.events, treaties)]
    )
    return dossier.sources.filter(pl.col("source_id").is_in(named.drop_nulls().implode())).select(
        "source_id", "title", "publisher", "published", "reliability", "url"
    )


def stale(dossier: Dossier, days: int, today: date) -> pl.DataFrame:
    """Outcomes last looked at more than so many days ago, oldest first.

    Parameters
    ----------
    dossier
        Where ``outcomes`` says when each was ``checked``.
    days
        Age in days up to which an outcome counts as fresh.
    today
        The day to count back from.

    Returns
    -------
    DataFrame
        ``claim_id``, ``verdict``, ``checked``, ``age_days``, ``statement``.

    Examples
    --------
    >>> import analysis
    >>> from datetime import date
    >>> stale(analysis.load(), 180, date(2024, 6, 24)).height
    0
    """
    age = (pl.lit(today) - pl.col("checked")).dt.total_days()
    return (
        dossier.outcomes.with_columns(age_days=age)
        .filter(pl.col("age_days") > days)
        .join(dossier.claims.select("claim_id", "statement"), on="claim_id")
        .sort("age_days", "claim_id", descending=[True, False])
        .select("claim_id", "verdict", "checked", "age_days", "statement")
    )


def _scored(dossier: Dossier, *by: str) -> pl.DataFrame:
    """Count forecasts by verdict and firmness, with the interval of the share that came true."""
    said = forecasts(dossier).filter("is_forecast")
    counted = said.group_by(by, maintain_order=True).agg(
        pl.len().alias("forecasts"),
        *((pl.col("verdict") == v).sum().alias(v) for v in VERDICTS),
        *((pl.col("firmness") == f).sum().alias(f) for f in FIRMNESS_NAMES.values()),
        tested=(pl.col("verdict") != "untestable").sum(),
    )
    bounds = [_bounds(*row) for row in counted.select("happened", "partly", "tested").iter_rows()]
    schema = dict.fromkeys(("low", "high"), pl.Float64)
    shares = pl.DataFrame(bounds, schema=schema, orient="row")
    return counted.cast({pl.UInt32: pl.Int64}).hstack(shares)


def _bounds(hits: int, halves: int, tested: int) -> tuple[float | None, float | None]:
    from scipy.stats import binomtest  # noqa: PLC0415 (slow to import, needed only here)

    if not tested:
        return None, None
    strict = binomtest(hits, tested).proportion_ci(method="wilson")
    lenient = binomtest(hits + halves, tested).proportion_ci(method="wilson")
    return float(strict.low), float(lenient.high)
