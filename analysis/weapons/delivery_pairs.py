"""Which numbers on deliveries may be compared, what that shows, and else why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import cases
from analysis.dossier import as_names, require_known
from analysis.weapons.deliveries import (
    IS_STATE,
    SAME_DAYS,
    delivery_claims,
    tolerance,
    with_rates,
)
from analysis.weapons.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.dossier import Dossier

YEAR_DAYS = 366
"""Days by which two states of things, such as stocks, may be apart and still be compared."""

_COMPARED = (
    *("delivery_id", "flow", "item", "who", "measure", "measured", "unit", "kind", "premise"),
    *("low", "high", "low_per_month", "high_per_month", "start", "end", "days", "months"),
    "said_by",
)
"""What is needed of each number, in every pair."""
_SHOWN = {
    "more": "every value of the first is above every one of the second",
    "less": "every value of the first is below every one of the second",
    "overlapping": "the intervals share values",
    "undecided": "an open end leaves it undecided",
}


def delivery_comparisons(
    dossier: Dossier, first: Collection[str], second: Collection[str]
) -> pl.DataFrame:
    """Say of every two numbers whether they may be compared, and what that shows or why not.

    Refused are different measures, units, premises and classes of weapons, and amounts whose days
    are not known; nothing is converted. Amounts over the same days are compared as they are, over
    different days per month; stocks and shares if their days are at most a year apart.

    Parameters
    ----------
    dossier
        With deliveries.
    first, second
        Ids of deliveries, or one of them; of a pair of the same number nothing is said.

    Returns
    -------
    DataFrame
        One row per pair: ``delivery_id``, ``flow``, ``item`` and ``who`` of both, those of the
        second as ``other_id``, ``other_flow``, ``other_item`` and ``other_who``; ``comparison``
        (``more``, ``less``, ``overlapping``, ``undecided`` by an open end, ``not_comparable``),
        ``compared`` (``amount`` or ``per month``; null where refused), ``obstacle`` (what differs
        or is missing; null where compared), ``reason``, ``unit``, and the bounds compared: ``low``,
        ``high``, ``other_low``, ``other_high``.

    Raises
    ------
    QuestionError
        An id is not of a delivery of this dossier.

    Examples
    --------
    >>> import analysis
    >>> about = ["rockets-institute", "kelpie-counted", "merrow-announced"]
    >>> found = delivery_comparisons(analysis.example(), "rockets-belmark-says", about)
    >>> for row in found.select("other_id", "comparison", "reason").rows():
    ...     print(": ".join(row))
    merrow-announced: not_comparable: measures differ: estimated, announced
    kelpie-counted: not_comparable: measures differ: estimated, counted
    rockets-institute: more: per month, as the days differ: every value of the first is above \
every one of the second; items differ: Guided rockets, Rockets for the Kelpie
    """
    known = set(dossier.deliveries["delivery_id"])
    chosen = []
    for name, ids in {"first": first, "second": second}.items():
        for delivery_id in (listed := as_names(ids, name)):
            require_known(delivery_id, known, "a delivery of this dossier")
        chosen.append(pl.col("delivery_id").is_in(listed))
    claims = delivery_claims(dossier)
    return pairs_of(claims.filter(chosen[0]), claims.filter(chosen[1]), dossier)


def pairs_of(first: pl.DataFrame, second: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Compare every row of `delivery_claims` with every other."""
    systems = dossier.weapons.filter(resolution="system")
    named = dict(systems.select("weapon_id", label_of("weapon_class", dossier.classes)).iter_rows())
    kind = pl.col("weapon_id").replace_strict(named, default=None, return_dtype=pl.String)
    who = pl.col("who").fill_null("an unnamed claimant")
    one, two = (
        with_rates(rows).with_columns(who, kind=kind).select(_COMPARED) for rows in (first, second)
    )
    pairs = one.join(two, how="cross", suffix="_other", maintain_order="left_right")
    monthly = pl.col("compared") == "per month"
    bounds = {
        f"{prefix}{end}": pl.when(monthly)
        .then(f"{end}_per_month{suffix}")
        .otherwise(f"{end}{suffix}")
        for prefix, suffix in {"": "", "other_": "_other"}.items()
        for end in ("low", "high")
    }
    return (
        pairs.filter(pl.col("delivery_id") != pl.col("delivery_id_other"))
        .with_columns(obstacle=_obstacle())
        .with_columns(refusal=_refusal(), compared=_compared())
        .with_columns(**bounds)
        .with_columns(comparison=_comparison())
        .select(
            *(
                "delivery_id",
                "flow",
                "item",
                "who",
                "comparison",
                "compared",
                "obstacle",
                "unit",
                *bounds,
            ),
            other_id="delivery_id_other",
            other_flow="flow_other",
            other_item="item_other",
            other_who="who_other",
            reason=pl.coalesce("refusal", _finding()),
        )
    )


def _differ(column: str) -> pl.Expr:
    return pl.col(column).ne_missing(pl.col(f"{column}_other"))


def _both(*columns: str) -> pl.Expr:
    """Whether neither of the pair lacks one of the columns."""
    named = [name for column in columns for name in (column, f"{column}_other")]
    return pl.all_horizontal(pl.col(name).is_not_null() for name in named)


def _numberless(suffix: str = "") -> pl.Expr:
    return pl.col(f"low{suffix}").is_null() & pl.col(f"high{suffix}").is_null()


def _as_of(suffix: str = "") -> pl.Expr:
    """Day of a stock or share: the last that it covers, else that on which it was said."""
    return pl.coalesce(f"end{suffix}", f"start{suffix}", f"said_by{suffix}")


def _same_days() -> pl.Expr:
    apart = (pl.col(end) - pl.col(f"{end}_other") for end in ("start", "end"))
    near = pl.all_horizontal(days.abs().dt.total_days() <= tolerance(SAME_DAYS) for days in apart)
    return near.fill_null(value=False)


def _obstacle() -> pl.Expr:
    """Name what forbids to compare a pair; null where nothing does."""
    years = (_as_of() - _as_of("_other")).abs().dt.total_days() <= YEAR_DAYS
    timely = pl.when(IS_STATE).then(years).otherwise(_same_days() | _both("months"))
    return cases(
        {
            "measure": _differ("measure"),
            "unit": _differ("unit"),
            "class": pl.col("kind") != pl.col("kind_other"),
            "premise": _differ("premise"),
            "number": _numberless() | _numberless("_other"),
            "days": ~timely.fill_null(value=False),
        }
    )


def _refusal() -> pl.Expr:
    """Word the obstacle of a pair; null where there is none."""
    presupposed = (pl.col(p).fill_null("none") for p in ("premise", "premise_other"))
    numberless = pl.when(_numberless()).then("who").otherwise("who_other")
    undated = pl.when(_undated()).then("who").when(_undated("_other")).then("who_other")
    days = pl.coalesce(
        pl.when(IS_STATE).then(pl.lit("they describe days more than a year apart, or unknown")),
        pl.format("no first and last day is given for the number of {}", undated),
        pl.lit("the days differ, and one number covers less than four weeks"),
    )
    sentences = {
        "measure": pl.format("measures differ: {}, {}", "measured", "measured_other"),
        "unit": pl.format("units differ: {}, {}", "unit", "unit_other"),
        "class": pl.format("classes of weapons differ: {}, {}", "kind", "kind_other"),
        "premise": pl.format("premises differ: {}, {}", *presupposed),
        "number": pl.format("{} gives no number", numberless),
        "days": days,
    }
    return pl.coalesce(
        pl.when(pl.col("obstacle") == word).then(text) for word, text in sentences.items()
    )


def _undated(suffix: str = "") -> pl.Expr:
    return pl.col(f"start{suffix}").is_null() | pl.col(f"end{suffix}").is_null()


def _compared() -> pl.Expr:
    """Say what of a pair is compared: amounts over the same days, else amounts per month.

    Where there are rates, a day more or less counts: else three numbers could go round in a circle.
    """
    alike = _same_days() & (~_both("months") | (pl.col("days") == pl.col("days_other")))
    as_it_is = pl.when(IS_STATE | alike).then(pl.lit("amount"))
    return pl.when(pl.col("obstacle").is_null()).then(as_it_is.otherwise(pl.lit("per month")))


def _comparison() -> pl.Expr:
    return cases(
        {
            "not_comparable": pl.col("obstacle").is_not_null(),
            "more": pl.col("low") > pl.col("other_high"),
            "less": pl.col("high") < pl.col("other_low"),
            "overlapping": pl.all_horizontal(
                pl.col(end).is_not_null() for end in ("low", "high", "other_low", "other_high")
            ),
        },
        otherwise="undecided",
    )


def _finding() -> pl.Expr:
    basis = cases(
        {
            "at most a year apart: ": IS_STATE,
            "over the same days: ": pl.col("compared") == "amount",
        },
        otherwise="per month, as the days differ: ",
    )
    items = pl.when(_differ("item")).then(pl.format("; items differ: {}, {}", "item", "item_other"))
    return pl.concat_str(basis, pl.col("comparison").replace(_SHOWN), items.fill_null(""))
