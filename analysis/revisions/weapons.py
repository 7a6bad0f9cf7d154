"""What two versions of a dossier say of weapons: stated figures, and who has more of what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.weapons import figure_envelopes
from analysis.weapons.comparisons import pairs_of
from analysis.weapons.envelopes import OUTER_BOUNDS
from analysis.weapons.labels import UNIT_LABELS, joined, label_of, short_condition, with_names
from analysis.weapons.sheets import stated_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.dossier import Dossier

_ASKED = ["weapon_class", "quantity"]
_CONDITION = ["unit", "comparable_condition"]
_ENDS = ("low", "high", "lowest_stated", "highest_stated")


def stated(old: Dossier, new: Dossier) -> Iterator[pl.DataFrame]:
    """Give the lowest and the highest figure of each weapon and quantity, for each dossier."""
    ends = [pl.col("lowest_stated").min(), pl.col("highest_stated").max()]
    of = ["weapon_id", "quantity", "unit"]
    for dossier in (old, new):
        rows = figure_envelopes(dossier).group_by(of, maintain_order=True)
        named = with_names(rows.agg(*OUTER_BOUNDS, *ends), dossier, name="weapon_id")
        yield named.select(
            key=pl.concat_str(of, separator="|"),
            about=joined("name", label_of("quantity", dossier.measures), UNIT_LABELS),
            says=pl.struct(_ENDS).map_elements(stated_text, return_dtype=pl.String),
        )


def compared(old: Dossier, new: Dossier) -> Iterator[pl.DataFrame]:
    """Say of every two weapons which has more, for each dossier, where that may have changed.

    Both say it with the newer names, so that no new name is an answer.
    """
    rows = [figure_envelopes(dossier) for dossier in (old, new)]
    asked_of = [
        {name for name, quantity in dossier.measures.items() if quantity.compared}
        for dossier in (old, new)
    ]
    of = [*_ASKED, *_CONDITION, "weapon_id", "condition_stated", "low", "high"]
    one, other = (frame.select(of) for frame in rows)
    apart = [
        a.join(b, on=of, how="anti", nulls_equal=True) for a, b in ((one, other), (other, one))
    ]
    once = [
        frame.filter(pl.col("quantity").is_in(asked_of[0] ^ asked_of[1])) for frame in (one, other)
    ]
    touched = pl.concat([*apart, *once]).select(_ASKED).unique()
    weapons = pl.concat([new.weapons, old.weapons]).unique("weapon_id", keep="first")
    for dossier, every, quantities in zip((old, new), rows, asked_of, strict=True):
        asked = every.join(touched, on=_ASKED, how="semi").filter(
            pl.col("quantity").is_in(quantities)
        )
        yield _pairs(asked, replace(dossier, weapons=cast("Any", weapons)))


def _pairs(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Say of every two weapons, under each condition, which has more; if both have, nothing."""
    two = ["weapon_id", "other_id"]
    pairs = with_names(pairs_of(rows), dossier, name="weapon_id", other="other_id")
    back = pairs.select(*_ASKED, *_CONDITION, *two, back="comparison")
    back = back.rename(dict(zip(two, reversed(two), strict=True)))
    both = pairs.join(back, on=[*_ASKED, *_CONDITION, *two], maintain_order="left")
    here, there = pl.col("comparison"), pl.col("back")
    says = pl.coalesce(
        pl.when(here == "more").then(pl.format("{} has more", "name")),
        pl.when(there == "more").then(pl.format("{} has more", "other")),
        pl.when((here == "not_more") & (there == "not_more")).then(pl.lit("both have as much")),
        pl.when(here == "not_more").then(pl.format("{} has at most as much", "name")),
        pl.when(there == "not_more").then(pl.format("{} has at most as much", "other")),
        pl.when(here == "overlapping").then(pl.lit("they overlap")),
    )
    return both.filter(pl.col("weapon_id") < pl.col("other_id")).select(
        key=pl.concat_str(*two, "quantity", *_CONDITION, separator="|"),
        about=joined(
            pl.format("{} and {}", "name", "other"),
            label_of("quantity", dossier.measures),
            short_condition("comparable_condition", dossier),
        ),
        says=says,
    )
