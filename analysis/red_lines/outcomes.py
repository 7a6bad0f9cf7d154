"""Forecasts compared with what happened, and when that was last checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from analysis.claims import CERTAINTY_LABELS, STANDARDS, claims_with_speakers, likelihood_band
from analysis.claims.acts import acts_among, acts_between
from analysis.dossier import QuestionError, require_option
from analysis.dossier.support import count_support
from analysis.dossier.vocabularies import words

if TYPE_CHECKING:
    from analysis.claims import Standard
    from analysis.dossier import Dossier

FORECASTING_ACTS = ("prediction", "assessment")
"""Speech acts that say how things will turn out; the other acts commit, announce or describe."""


def claims_with_outcomes(dossier: Dossier) -> pl.DataFrame:
    """Every claim with an outcome, its speaker and how certain it was.

    Returns
    -------
    DataFrame
        ``claim_id``, ``locator``, ``speaker``, ``speaker_name``, ``speech_act``, ``is_forecast``
        (see `FORECASTING_ACTS`; null where no act is coded), ``time_reference``, ``certainty``
        (a word; null where factuality is not coded), ``likelihood_term``, ``statement``, then the
        columns of ``outcomes``, with ``n_voices`` (sources that carry one text count once) and
        ``best_reliability`` (their best Admiralty grade), in the article's order.

    Examples
    --------
    >>> import analysis
    >>> looked_up = claims_with_outcomes(analysis.example())
    >>> looked_up.select("claim_id", "speech_act", "certainty", "verdict").row(0)
    ('c03', 'threat', 'possible', 'partly')
    """
    said = claims_with_speakers(dossier).with_columns(
        pl.col("certainty").replace_strict(CERTAINTY_LABELS, return_dtype=pl.String),
        is_forecast=pl.col("speech_act").is_in(FORECASTING_ACTS),
    )
    return said.select(
        *("claim_id", "locator", "speaker", "speaker_name", "speech_act", "is_forecast"),
        *("time_reference", "certainty", "likelihood_term", "statement"),
    ).join(_looked_up(dossier), on="claim_id", maintain_order="left")


def rests_on() -> pl.Expr:
    """Word what the verdicts of `claims_with_outcomes` rest on; null where on nothing."""
    number = pl.col("n_voices")
    voices = pl.when(number > 1).then(pl.format("{} voices", number))
    one = pl.when(number == 1).then(pl.lit("one voice alone"))
    graded = pl.format("the best graded {}", "best_reliability")
    confidence = pl.format("{} confidence", pl.col("confidence").cast(pl.String))
    parts = pl.concat_str(
        voices.fill_null(one), graded, confidence, separator=", ", ignore_nulls=True
    )
    return pl.when(number > 0).then(parts)


def _looked_up(dossier: Dossier) -> pl.DataFrame:
    found = count_support(dossier, "outcomes").select("claim_id", "n_voices", "best_reliability")
    return dossier.outcomes.join(found, on="claim_id", maintain_order="left")


def track_record(dossier: Dossier) -> pl.DataFrame:
    """Each speaker's record, with a 95% Wilson interval: wide, because the cases are few.

    The interval is Wilson's (1927) over the forecasts that were tested. It runs from the lower
    bound with ``partly`` as a miss to the upper bound with ``partly`` as a hit, so it covers both
    readings. "Not so far" counts as a miss as of the day of checking.

    Returns
    -------
    DataFrame
        ``speaker``, ``speaker_name``, ``forecasts``, the verdicts ``happened``, ``partly``,
        ``not_so_far``, ``contradicted``, ``not_tested``, how many were ``certain``,
        ``probable``, ``possible``, ``uncommitted``, then ``tested``, ``low``, ``high`` (shares;
        null without a test). Most tested first.

    Examples
    --------
    >>> import analysis
    >>> track_record(analysis.example()).select("speaker", "forecasts", "happened", "tested").row(0)
    ('lena-brint', 2, 2, 2)
    """
    scored = _scored(dossier, "speaker", "speaker_name")
    return scored.sort("tested", "forecasts", descending=True, maintain_order=True)


def calibration(dossier: Dossier, standard: Standard = "ICD 203") -> pl.DataFrame:
    """Compare the likelihood words that have a band with how often they came true.

    Returns
    -------
    DataFrame
        ``likelihood_term``, ``low_pct``, ``high_pct`` (the band), ``claims``, ``tested``,
        ``happened``, ``partly``, ``low``, ``high`` (interval as in `track_record`). Forecasts
        without such a word are left out: a bare "could" cannot be wrong.

    Raises
    ------
    QuestionError
        There is no such standard, or the article is not in English.

    Examples
    --------
    >>> import analysis
    >>> calibration(analysis.example()).select("likelihood_term", "low_pct", "happened").rows()
    [('almost certainly', 95.0, 1), ('likely', 55.0, 1)]
    """
    require_option(standard, STANDARDS, "standard")
    scored = _scored(dossier, "likelihood_term").drop_nulls("likelihood_term")
    if not scored.is_empty():
        dossier.study.require_english("likelihood words")
    bands = [likelihood_band(t, standard) or (None, None) for t in scored["likelihood_term"]]
    schema = dict.fromkeys(("low_pct", "high_pct"), pl.Float64())
    banded = scored.hstack(pl.DataFrame(bands, schema=schema, orient="row")).drop_nulls("low_pct")
    counts = ["claims", "tested", "happened", "partly", "low", "high"]
    return banded.rename({"forecasts": "claims"}).select("likelihood_term", *schema, *counts)


def acts_with_outcomes(dossier: Dossier, *actors: str) -> pl.DataFrame:
    """Dated acts between actors, in order, with what happened after each.

    Actors are two or more; by default the two states of ``study.between``.

    Returns
    -------
    DataFrame
        `analysis.claims.acts_between` with ``verdict``, ``outcome_summary`` and ``citation`` (the
        publishers of its sources); null where nothing was looked up.

    Raises
    ------
    QuestionError
        One of them is not an actor of the dossier, or only one is given.

    Examples
    --------
    >>> import analysis
    >>> acts = acts_with_outcomes(analysis.example(), "ardania", "belmark")
    >>> acts.select("claim_id", "verdict").rows()
    [('c03', 'partly'), ('c05', 'not_tested'), ('c06', 'contradicted')]
    """
    outcomes = dossier.outcomes.select(
        "claim_id",
        "verdict",
        outcome_summary="summary",
        citation=dossier.citations.publishers("sources"),
    )
    default = dossier.study.between or ()
    acts = acts_between(dossier, *actors) if actors else acts_among(dossier, default)
    return acts.join(outcomes, on="claim_id", how="left", maintain_order="left")


def said_and_reported(dossier: Dossier) -> pl.DataFrame:
    """What was threatened or promised, and what has been reported after the article appeared.

    An act without a day of its own gets the day the article appeared. Where that day is not
    known (``study.date``), nothing can be listed as reported since.

    Returns
    -------
    DataFrame
        ``date``, ``series`` (``said`` or ``reported since``), ``description``, ``party_ids`` and
        ``parties`` (whom it concerns; a person or service counts as whom it speaks for),
        ``citation`` (publishers, or else the place in the article), ``event_id`` (null for what
        was said), ``claim_id`` (of the claim that it is, or that the event bears on) and
        ``sources`` (ids), by day.

    Examples
    --------
    >>> import analysis
    >>> said_and_reported(analysis.example()).select("date", "series", "citation").row(-1)
    (datetime.date(2031, 10, 6), 'reported since', 'Institute for Narrow Seas')
    """
    published = pl.lit(dossier.study.date, pl.Date)
    claims = claims_with_speakers(dossier).with_columns(place=pl.format("article, {}", "locator"))
    committed = pl.col("claim_id").is_in(dossier.commitments["claim_id"].drop_nulls().implode())
    act = pl.col("speech_act").cast(pl.String)
    who = pl.concat_str("speaker_name", act, separator=", ", ignore_nulls=True)
    said = claims.filter(
        pl.col("said_on").is_not_null() | committed, pl.col("speech_act").ne_missing("report")
    ).select(
        date=pl.coalesce("said_on", published),
        series=pl.lit("said"),
        description=pl.concat_str(who, "statement", separator=": "),
        actors=pl.concat_list("subjects", "targets"),
        citation="place",
        event_id=pl.lit(None, pl.String),
        claim_id="claim_id",
        sources=pl.lit([], pl.List(pl.String)),
    )
    places = claims.select("claim_id", "place")
    events = dossier.events.join(places, on="claim_id", how="left", maintain_order="left")
    reported = events.filter(pl.col("start") > published).select(
        date="start",
        series=pl.lit("reported since"),
        description="name",
        actors="actors",
        citation=pl.coalesce(dossier.citations.publishers("sources"), "place"),
        event_id="event_id",
        claim_id="claim_id",
        sources="sources",
    )
    principal = pl.element().replace_strict(dossier.names.speaks_for, return_dtype=pl.String)
    ids = pl.col("actors").list.eval(principal).list.unique(maintain_order=True)
    return (
        pl.concat([said, reported])
        .sort("date", maintain_order=True)
        .select(
            *("date", "series", "description"),
            ids.alias("party_ids"),
            ids.list.eval(dossier.names.column(pl.element())).alias("parties"),
            *("citation", "event_id", "claim_id", "sources"),
        )
    )


def due_for_recheck(dossier: Dossier, days: int, today: date) -> pl.DataFrame:
    """Outcomes last checked more than so many days ago, oldest first.

    Returns
    -------
    DataFrame
        ``claim_id``, ``verdict``, ``checked_on``, ``age_days``, ``statement``.

    Raises
    ------
    QuestionError
        Days are not a whole number, or today is not a date.

    Examples
    --------
    >>> import analysis
    >>> from datetime import date
    >>> due_for_recheck(analysis.example(), 180, date(2032, 3, 1)).height
    0
    """
    if isinstance(days, bool) or not isinstance(days, int) or not isinstance(today, date):
        raise QuestionError(f"days is a whole number and today a date, not {days!r} and {today!r}")
    age = (pl.lit(today) - pl.col("checked_on")).dt.total_days()
    return (
        dossier.outcomes.with_columns(age_days=age)
        .filter(pl.col("age_days") > days)
        .join(dossier.claims.select("claim_id", "statement"), on="claim_id", maintain_order="left")
        .sort("age_days", descending=True, maintain_order=True)
        .select("claim_id", "verdict", "checked_on", "age_days", "statement")
    )


def _scored(dossier: Dossier, *by: str) -> pl.DataFrame:
    """Count forecasts by verdict and certainty, with the interval of the share that came true."""
    forecasts = claims_with_outcomes(dossier).filter("is_forecast")
    values = {"verdict": words("verdicts"), "certainty": CERTAINTY_LABELS.values()}
    counted = forecasts.group_by(by, maintain_order=True).agg(
        pl.len().alias("forecasts"),
        *((pl.col(c) == one).sum().alias(one) for c, all_ in values.items() for one in all_),
        tested=(pl.col("verdict") != "not_tested").sum(),
    )
    bounds = [_bounds(*row) for row in counted.select("happened", "partly", "tested").iter_rows()]
    schema = dict.fromkeys(("low", "high"), pl.Float64())
    shares = pl.DataFrame(bounds, schema=schema, orient="row")
    return counted.cast({pl.UInt32: pl.Int64}).hstack(shares)


def _bounds(hits: int, halves: int, tested: int) -> tuple[float | None, float | None]:
    from scipy.stats import binomtest

    if not tested:
        return None, None
    strict, lenient = (
        binomtest(happened, tested).proportion_ci(method="wilson")
        for happened in (hits, hits + halves)
    )
    return float(strict.low), float(lenient.high)
