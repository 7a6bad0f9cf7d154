"""Numbers on two flows beside each other: a row per two series that can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.weapons.delivery_views import range_text
from analysis.weapons.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

_SERIES = ["flow", "other_flow", "item", "other_item", "measured", "unit", "compared"]
_MOST_NAMED = 2
_WORDS = {"more": "more", "less": "less", "overlapping": "open", "undecided": "open"}


def compared_series(pairs: pl.DataFrame, first: Sequence[str]) -> pl.DataFrame:
    """Give a row per two series with comparable numbers: who says how much, and what that shows.

    Parameters
    ----------
    pairs
        Of `pairs_of`, each pair once, with ``measured``.
    first
        Names of the flows to begin with; among the others those with most settled pairs come
        first.

    Returns
    -------
    DataFrame
        ``flow`` and ``other_flow``; ``about`` (items and measure), ``number`` and ``other`` (who
        says between what), ``comparison`` (in how many pairs it is more, less or left open),
        ``pairs`` (how many), ``settled``, and ``of_study`` (whether it is among the first flows).
    """
    pairs = _one_way(pairs, first)
    word = pl.col("comparison").replace(_WORDS)
    monthly = pl.col("compared") == "per month"
    bounds = pl.col("low", "high", "other_low", "other_high")
    counted = pairs.with_columns(
        pl.when(monthly).then(bounds.round_sig_figs(3)).otherwise(bounds),
        word=word,
        per=pl.when(monthly).then(pl.format("{} per month", "unit")).otherwise("unit"),
    )
    rows = counted.group_by(_SERIES, maintain_order=True).agg(
        pl.col("per").first(),
        *_ends("low", "high", "who", ""),
        *_ends("other_low", "other_high", "other_who", "other_"),
        pairs=pl.len(),
        **{kind: (pl.col("word") == kind).sum() for kind in ("more", "less", "open")},
    )
    studied = pl.col("flow").is_in(list(first)) | pl.col("other_flow").is_in(list(first))
    settled = pl.col("more") + pl.col("less")
    same = pl.col("item") == pl.col("other_item")
    items = pl.when(same).then("item").otherwise(pl.format("{} beside {}", "item", "other_item"))
    found = rows.with_columns(
        about=pl.format("{}, {}", items, "measured"),
        number=_number(""),
        other=_number("other_"),
        comparison=pl.struct("more", "less", "open", "pairs").map_elements(
            _verdict, return_dtype=pl.String
        ),
        settled=settled,
        of_study=studied,
    )
    of_flows = pl.col("settled").sum().over("flow", "other_flow")
    return found.sort(
        ~pl.col("of_study"), -of_flows.cast(pl.Int64), "flow", "other_flow", "about", "compared"
    )


def _one_way(pairs: pl.DataFrame, first: Sequence[str]) -> pl.DataFrame:
    """Turn pairs round, so that of two flows the same one always comes first."""
    order = {flow: at for at, flow in enumerate(first)}
    rank, other = (
        pl.col(flow).replace_strict(order, default=len(order), return_dtype=pl.Int64)
        for flow in ("flow", "other_flow")
    )
    later = (rank == other) & (pl.col("flow") > pl.col("other_flow"))
    turned = pairs.with_columns(turn=(rank > other) | later)
    two = ["flow", "item", "who", "low", "high"]
    swapped = {
        name: pl.when("turn").then(there).otherwise(name)
        for one in two
        for name, there in ((one, f"other_{one}"), (f"other_{one}", one))
    }
    back = pl.col("comparison").replace({"more": "less", "less": "more"})
    swapped["comparison"] = pl.when("turn").then(back).otherwise("comparison")
    return turned.with_columns(**swapped)


def _ends(low: str, high: str, who: str, prefix: str) -> list[pl.Expr]:
    return [
        pl.min_horizontal(low, high).min().alias(f"{prefix}lowest"),
        pl.max_horizontal(low, high).max().alias(f"{prefix}highest"),
        pl.col(low).is_null().any().alias(f"{prefix}below"),
        pl.col(high).is_null().any().alias(f"{prefix}above"),
        pl.col(who).unique(maintain_order=True).alias(f"{prefix}claimants"),
    ]


def _number(prefix: str) -> pl.Expr:
    parts = {name: f"{prefix}{name}" for name in ("lowest", "highest", "below", "above")}
    columns = [pl.col(of).alias(name) for name, of in parts.items()]
    stated = pl.struct(
        *columns, pl.col("per").alias("unit"), pl.col(f"{prefix}claimants").alias("claimants")
    )
    return stated.map_elements(_said, return_dtype=pl.String)


def _said(row: dict[str, Any]) -> str:
    return f"{listed(row['claimants'], _MOST_NAMED)}: {range_text(row)}"


def _verdict(counts: dict[str, int]) -> str:
    """Word how pairs of numbers compare."""
    found = {word: counts[word] for word in ("more", "less", "open") if counts[word]}
    if len(found) == 1:
        alone = {"more": "more than", "less": "less than", "open": "undecided beside"}
        return alone[next(iter(found))]
    several = {"more": "more", "less": "less", "open": "undecided"}
    parts = [f"{several[word]} in {number:,}" for word, number in found.items()]
    return f"of {counts['pairs']:,} pairs {', '.join(parts)}"
