"""What readers see of numbers on deliveries: words, series, choices and captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.weapons.deliveries import IS_STATE, SERIES, delivery_claims, disputes_of, with_rates
from analysis.weapons.labels import amount, grouped, joined, with_citations
from analysis.weapons.phrases import capital, heading_lines, many, short

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_DAY = "%-d %b %Y"
_PANELS = 12
"""Items, measures and premises that a page shows for one choice."""
_MOST_LINES = 60
"""Numbers that a page shows for one choice."""
_ORDER = ("series", "said", "low")


def readable_claims(dossier: Dossier) -> pl.DataFrame:
    """Add to rows of `delivery_claims` all that a reader sees of them, in words."""
    claims = with_citations(with_rates(delivery_claims(dossier)), dossier)
    disputes = disputes_of(claims)
    rivals = pl.concat(
        [
            disputes.select("delivery_id", rival="who_other"),
            disputes.select(delivery_id="delivery_id_other", rival="who"),
        ]
    )
    against = rivals.group_by("delivery_id").agg(
        disputed_by=pl.col("rival").unique().sort().str.join(", ")
    )
    start, end = days("start"), days("end")
    period = pl.coalesce(
        pl.when(pl.col("start") == pl.col("end")).then(start),
        pl.format("{} to {}", start, end),
        pl.format("from {}", start),
        pl.format("until {}", end),
    )
    rates = pl.col("low_per_month", "high_per_month").round_sig_figs(3)
    per_month = pl.when(pl.col("months").is_not_null()).then(
        amount("low_per_month", "high_per_month")
    )
    return (
        claims.join(against, on="delivery_id", how="left", maintain_order="left")
        .with_columns(rates, period=period, amount=amount())
        .with_columns(
            per_month=per_month,
            series=joined(_item_in_unit(), measured_if()),
        )
    )


def days(column: str) -> pl.Expr:
    """Write days as a reader does."""
    return pl.col(column).dt.strftime(_DAY)


def _item_in_unit() -> pl.Expr:
    """Name the item, and its unit where the item does not say it."""
    said = (
        pl.col("item")
        .str.to_lowercase()
        .str.contains(pl.col("unit").str.to_lowercase(), literal=True)
    )
    return pl.when(said).then("item").otherwise(pl.format("{} ({})", "item", "unit"))


def with_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out what is said in words only."""
    return rows.filter(pl.col("low").is_not_null() | pl.col("high").is_not_null())


def ranges_of_series(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each series between what its numbers are, and how many give them; words stay out."""
    lowest, highest = pl.min_horizontal("low", "high"), pl.max_horizontal("low", "high")
    last = pl.coalesce("end", "said_by").max().dt.strftime(_DAY)
    return (
        with_numbers(rows)
        .group_by("flow", *SERIES, "measured", maintain_order=True)
        .agg(
            lowest=lowest.min(),
            highest=highest.max(),
            last=last,
            below=pl.col("low").is_null().any(),
            above=pl.col("high").is_null().any(),
            n_numbers=pl.len(),
            n_claimants=pl.col("claimant").drop_nulls().n_unique(),
        )
        .with_columns(
            stated=pl.struct("lowest", "highest", "below", "above", "unit").map_elements(
                range_text, return_dtype=pl.String
            )
        )
    )


def range_text(of: dict[str, Any]) -> str:
    """Write between what the numbers of a series are: "1,000 to at least 5,000 rounds"."""
    low, high = (grouped(of[end]) for end in ("lowest", "highest"))
    more, less = " or more" if of["above"] else "", " or less" if of["below"] else ""
    if low == high:
        open_end = ", ends open" if more and less else more or less
        return f"{low} {of['unit']}{open_end}"
    return f"{low}{less} to {'at least ' if more else ''}{high} {of['unit']}"


def measured_if() -> pl.Expr:
    """Say how a number came about, and what it presupposes."""
    premise = pl.col("premise").str.strip_prefix("if ")
    return pl.coalesce(pl.format("{} if {}", "measured", premise), "measured")


def flow_key() -> pl.Expr:
    """Identify a flow in the address of a page."""
    return pl.concat_str("supplier", pl.col("recipient").fill_null(""), separator=":").alias("key")


def drawable(rows: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Keep rows of `readable_claims` that have a number and a day, and say how many have not."""
    said = pl.coalesce("said_by", "end", "start")
    numbered = with_numbers(rows)
    kept = numbered.with_columns(said=said).filter(pl.col("said").is_not_null())
    lacking = {
        "in words only": rows.height - numbered.height,
        "without any day": numbered.height - kept.height,
    }
    notes = [f"{number:,} {what}" for what, number in lacking.items() if number]
    return kept, f" Not drawn, over all flows: {' and '.join(notes)}." if notes else ""


def choices_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what the menu offers, a flow and a unit, and the line of each number in the figure.

    Of each choice as much is kept as a page shows: numbers as such come before those that
    presuppose something, the longest series first, and each by the day it was said.
    """
    by = ["choice", "series"]
    conditional = pl.col("premise").is_not_null()
    ordered = (
        rows.with_columns(
            choice=pl.concat_str(flow_key(), "unit", separator=":"),
            label=pl.format("{}, {}", "flow", "unit"),
            heading=joined("item", measured_if()),
        )
        .with_columns(size=pl.len().over(by))
        .sort("label", "choice", conditional, -pl.col("size").cast(pl.Int64), *_ORDER)
    )
    nth_series = pl.col("of") - pl.col("of").min().over("choice")
    nth = pl.int_range(pl.len()).over("choice")
    kept = ordered.with_columns(of=pl.struct(by).rle_id()).filter(
        nth_series < _PANELS, nth < _MOST_LINES
    )
    room = pl.col("heading").map_elements(
        lambda text: len(heading_lines(text)), return_dtype=pl.Int64
    )
    first = pl.int_range(pl.len()).over(by) == 0
    before = pl.when(first).then(room).otherwise(0).cum_sum()
    return kept.with_columns(line=pl.int_range(pl.len()) + before)


def captions(
    rows: pl.DataFrame, disputes: pl.DataFrame, note: str, title: str | None
) -> pl.DataFrame:
    """Word each choice of `choices_of`: how many say how much, and who contradicts whom."""
    apart = disputes.select(choice=pl.concat_str(flow_key(), "unit", separator=":"))
    pairs = dict(apart.group_by("choice").len().iter_rows())
    said = []
    for (choice,), of in rows.group_by("choice", maintain_order=True):
        number, series = pairs.get(choice, 0), ranges_of_series(of)
        most = series.sort("n_numbers", descending=True, maintain_order=True).row(0, named=True)
        claimants = of["claimant"].drop_nulls().n_unique()
        words = f"{of['label'][0]}: {many(of.height, 'number')}"
        if claimants:
            words += f" by {many(claimants, 'claimant')}"
        if number:
            words += f", {many(number, 'pair')} of them contradictory"
        about = f"{short(most['item'])}, {most['measured']}"
        sentence = f"{capital(about)}: {most['stated']}."
        if series.height > 1:
            sentence = (
                f"{series.height:,} kinds of numbers are kept apart; most are on {about}: "
                f"{most['stated']}."
            )
        said.append((choice, title or words, f"{sentence}{_key(of, apart=number > 0)}{note}"))
    return pl.DataFrame(said, ["delivery", "title", "sentence"], orient="row")


def _key(rows: pl.DataFrame, *, apart: bool) -> str:
    """Say what the marks of a choice mean, as far as it has them."""
    dated = pl.col("start").is_not_null()
    since = pl.col("end").is_not_null() & ~dated & ~IS_STATE
    open_end = pl.col("low").is_null() | pl.col("high").is_null()
    parts = {
        "bars span the days covered": dated,
        "diamonds are the day it was said": pl.col("said").is_not_null(),
        "◂ beside one is a total up to then": since,
        "an arrow at a number is an open end": open_end,
        "hollow numbers presuppose what the heading says": pl.col("premise").is_not_null(),
        "≠ is contradicted by another claimant": pl.lit(apart),
    }
    said = [words for words, has in parts.items() if rows.select(has.any()).item()]
    return f" {capital('; '.join(said))}."
