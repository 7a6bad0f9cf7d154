"""Who is said to have delivered how much to whom, per month, and who contradicts whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import QuestionError, require_known, require_option
from analysis.dossier.vocabularies import labels, words
from analysis.weapons.labels import amount

if TYPE_CHECKING:
    from analysis.dossier import Dossier

DAYS_PER_MONTH = 30.4375
"""A year of 365.25 days, divided by twelve."""
SHORTEST_DAYS = 28
"""Days that a period needs at least for a rate per month: fewer would be carried beyond a month."""
SAME_DAYS = 7
"""Days by which periods may differ at either end and still be the same, if that is at most a tenth
of the shorter one."""

SERIES = ["supplier", "recipient", "item", "unit", "measure", "premise"]
"""What the numbers of one series have in common: only of these may one contradict another."""
_COMPARED = ["claimant", "low", "high", "start", "end", "said_by", "days"]
"""By what two numbers of a series contradict each other."""

IS_STATE = pl.col("measure").cast(pl.String).is_in(["stock", "share"])
"""Whether a number says how things are, and is not an amount that grows with its period."""
_MEASURE = labels("delivery_measures")
_ORDER = ["start", "end", "claimed_on", "low", "high", "who", "delivery_id"]
"""In which rows of one series come."""
_MOST_DAYS = 36_525


def delivery_claims(
    dossier: Dossier,
    *,
    supplier: str | None = None,
    recipient: str | None = None,
    item: str | None = None,
    measure: str | None = None,
    claim_id: str | None = None,
    min_reliability: str = "F",
) -> pl.DataFrame:
    """List what is claimed about deliveries, one row per number, each with who says so and how.

    Parameters
    ----------
    dossier
        With deliveries, actors and sources.
    supplier, recipient, item, measure, claim_id
        Keep the rows that have this; by default all.
    min_reliability
        Worst Admiralty grade that the best source of a row may have; a source without a grade has
        the worst.

    Returns
    -------
    DataFrame
        The columns of ``dossier.deliveries``, with ``flow`` (names of supplier and recipient),
        ``who`` (the claimant's name), ``measured`` (how the number came about), ``days`` of the
        period (null where its start or end is not known), ``reliability`` of the best source,
        ``citation`` and ``url``. Bounds that a claim leaves open are null, in both columns where
        it has words only.

    Raises
    ------
    QuestionError
        An actor, item, measure, claim or grade does not exist.

    Examples
    --------
    >>> import analysis
    >>> claims = delivery_claims(analysis.example(), recipient="corvia", measure="estimate")
    >>> claims.filter(unit="launchers").select("low", "high", "who").rows()
    [(20.0, None, 'Ardania'), (6.0, 10.0, 'Institute for Narrow Seas')]
    """
    grades = words("reliabilities")
    require_option(min_reliability, grades, "min_reliability")
    given = {"supplier": supplier, "recipient": recipient, "item": item}
    given |= {"measure": measure, "claim_id": claim_id}
    asked = {column: value for column, value in given.items() if value is not None}
    dossier.names.require(*(actor for actor in (supplier, recipient) if actor is not None))
    if measure is not None:
        require_option(measure, words("delivery_measures"), "measure")
    if item is not None:
        require_known(item, dossier.deliveries["item"], "an item of this dossier's deliveries")
    if claim_id is not None:
        require_known(claim_id, dossier.claims["claim_id"], "a claim of this dossier")
    published = pl.col("published").str.to_date("%Y-%m-%d", strict=False)
    best = _of_sources(dossier, pl.col("reliability").cast(pl.String)).list.min()
    said_by = pl.coalesce("claimed_on", _of_sources(dossier, published).list.min())
    rows = dossier.deliveries.filter(**asked).with_columns(
        flow=flow_names(dossier),
        who=dossier.names.column("claimant"),
        measured=pl.col("measure").cast(pl.String).replace(_MEASURE),
        said_by=said_by,
        days=(pl.col("end") - pl.col("start")).dt.total_days() + 1,
        reliability=best,
    )
    kept = rows.filter(best.fill_null(pl.lit(grades[-1])) <= min_reliability)
    series = pl.col("flow", *SERIES).cast(pl.String)
    return dossier.cite(kept.sort(series, *_ORDER, nulls_last=True))


def _of_sources(dossier: Dossier, value: pl.Expr) -> pl.Expr:
    """Look up a value of the sources of each row."""
    known = dossier.sources.select("source_id", value)
    found = dict(known.iter_rows())
    looked_up = pl.element().replace_strict(found, default=None, return_dtype=known.dtypes[1])
    return pl.col("sources").list.eval(looked_up)


def flow_names(dossier: Dossier) -> pl.Expr:
    """Name supplier and recipient; what has no recipient, such as a stock, is the supplier's."""
    supplier, recipient = map(dossier.names.column, ("supplier", "recipient"))
    return pl.coalesce(pl.format("{} → {}", supplier, recipient), supplier)


def monthly_rates(dossier: Dossier) -> pl.DataFrame:
    """Divide amounts by the months of their period: derived here, not stated by any source.

    Returns
    -------
    DataFrame
        One row per number that covers four weeks or more and is neither stock nor share: its
        columns of `delivery_claims`, ``months`` (days / 30.4375, both ends counted),
        ``low_per_month`` and ``high_per_month`` (open where the number is) and ``formula``. An
        amount without a period has no rate.

    Examples
    --------
    >>> import analysis
    >>> rates = monthly_rates(analysis.example()).filter(unit="rockets", measure="estimate")
    >>> rates.select("flow", pl.col("low_per_month", "high_per_month").round(1)).rows()
    [('Ardania → Delmora', 33.1, None), ('Belmark → Corvia', 14.8, 22.3)]
    >>> rates["formula"][1]
    '60 to 90 rockets / (123 days / 30.4375)'
    """
    return with_rates(delivery_claims(dossier)).filter(pl.col("months").is_not_null())


def with_rates(claims: pl.DataFrame) -> pl.DataFrame:
    """Add months, rates and formula to rows of `delivery_claims`; null where there is no rate."""
    numbered = pl.col("low").is_not_null() | pl.col("high").is_not_null()
    lasting = (pl.col("days") >= SHORTEST_DAYS) & numbered & ~IS_STATE
    months = pl.when(lasting).then(pl.col("days") / DAYS_PER_MONTH)
    formula = pl.format("{} {} / ({} days / {})", amount(), "unit", "days", pl.lit(DAYS_PER_MONTH))
    return claims.with_columns(months=months).with_columns(
        low_per_month=pl.col("low") / pl.col("months"),
        high_per_month=pl.col("high") / pl.col("months"),
        formula=pl.when(pl.col("months").is_not_null()).then(formula),
    )


def delivery_disputes(dossier: Dossier, *, within_days: int = SAME_DAYS) -> pl.DataFrame:
    """Name who contradicts whom: two claimants whose numbers cannot both be true.

    Both speak of the same flow, item, unit, measure and premise, and the lowest that one says is
    above the highest that the other says, though the first covers no more days. Where a first or
    last day is not known, they were said at about the same time. A larger number over a longer
    period contradicts nothing.

    Parameters
    ----------
    dossier
        With deliveries.
    within_days
        Days by which periods, if that is at most a tenth of the shorter one, or else the days on
        which something was said may differ and still be the same.

    Returns
    -------
    DataFrame
        One row per pair: the columns of `delivery_claims` for the larger number, and those of the
        smaller one with the suffix ``_other``.

    Raises
    ------
    QuestionError
        `within_days` is not a whole number of days.

    Examples
    --------
    >>> import analysis
    >>> disputes = delivery_disputes(analysis.example())
    >>> disputes.select("item", "who", "low", "who_other", "high_other").rows()
    [('Kelpie launchers', 'Ardania', 20.0, 'Institute for Narrow Seas', 10.0)]
    """
    whole = isinstance(within_days, int) and not isinstance(within_days, bool)
    if not whole or not 0 <= within_days <= _MOST_DAYS:
        raise QuestionError(
            f"within_days is a whole number of days from 0 to {_MOST_DAYS:,}, not {within_days!r}"
        )
    return disputes_of(delivery_claims(dossier), within_days)


def tolerance(within_days: int) -> pl.Expr:
    """Days by which the ends of a pair's periods may differ."""
    return pl.min_horizontal(pl.lit(within_days), pl.min_horizontal("days", "days_other") // 10)


def disputes_of(claims: pl.DataFrame, within_days: int = SAME_DAYS) -> pl.DataFrame:
    """Find the disputes in rows of `delivery_claims`."""
    # Of hundreds that say the same, each two are a pair: the rest is looked up for disputes alone.
    compared = claims.select(*SERIES, *_COMPARED).with_row_index("place")
    pairs = compared.join(
        compared, on=SERIES, suffix="_other", nulls_equal=True, maintain_order="left_right"
    )
    starts, ends, said = (
        (pl.col(day) - pl.col(f"{day}_other")).dt.total_days()
        for day in ("start", "end", "said_by")
    )
    near = tolerance(within_days)
    inside = (starts >= -near) & (ends <= near)
    same = (starts <= near) & (ends >= -near)
    lacking = pl.any_horizontal(
        pl.col(day).is_null() for day in ("start", "end", "start_other", "end_other")
    )
    about = pl.when(lacking).then(said.abs() <= within_days).otherwise(inside & (~IS_STATE | same))
    disputes = pairs.filter(
        pl.col("claimant") != pl.col("claimant_other"),
        pl.col("low") > pl.col("high_other"),
        about,
    )
    others = claims.drop(SERIES).select(pl.all().name.suffix("_other"))
    return claims[disputes["place"]].hstack(others[disputes["place_other"]])
