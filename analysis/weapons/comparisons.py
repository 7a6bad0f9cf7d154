"""Which of two weapons has more of a quantity, where sources allow an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import as_names, require_known
from analysis.weapons.envelopes import OUTER_BOUNDS, UpTo, figure_envelopes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.dossier import Dossier

_REASONS = {
    "more": "every figure is higher",
    "not_more": "no figure is higher",
    "overlapping": "the intervals overlap or stay open",
}


def pairwise_comparisons(
    dossier: Dossier,
    weapon_class: str,
    quantity: str,
    *,
    rivals: Sequence[str] = (),
    min_reliability: str = "F",
    read_up_to_as: UpTo = "bound",
) -> pl.DataFrame:
    """Say for every pair of weapons of a class whether one has more of a quantity.

    Parameters
    ----------
    dossier, weapon_class, quantity, min_reliability, read_up_to_as
        As for `figure_envelopes`.
    rivals
        Further classes to compare this one with.

    Returns
    -------
    DataFrame
        One row per ordered pair and comparable condition that at least two weapons state, all
        variants together: ``comparison`` (``more``, ``not_more``: at most as much,
        ``overlapping`` or ``not_comparable``), ``reason`` and both intervals.

    Raises
    ------
    QuestionError
        A class, the quantity, grade or reading does not exist.

    Examples
    --------
    >>> import analysis
    >>> pairs = pairwise_comparisons(analysis.example(), "rocket_artillery", "max_range_km")
    >>> kelpie = pairs.filter(weapon_id="kelpie", other_id="lorelei")
    >>> kelpie.select("comparable_condition", "comparison").rows()
    [('munition: guided rocket', 'overlapping'), ('munition: standard rocket', 'more')]
    """
    rivals = as_names(rivals, "rivals")
    for name in (weapon_class, *rivals):
        require_known(name, dossier.classes, "a weapon class of this dossier")
    rows = figure_envelopes(
        dossier, None, quantity, min_reliability=min_reliability, read_up_to_as=read_up_to_as
    )
    return pairs_of(of_class(rows, weapon_class, rivals))


def of_class(rows: pl.DataFrame, weapon_class: str, rivals: Sequence[str]) -> pl.DataFrame:
    """Keep rows of a class, and those of its rivals as if they were of it."""
    kept = rows.filter(pl.col("weapon_class").is_in([weapon_class, *rivals]))
    return kept.with_columns(weapon_class=pl.lit(weapon_class))


def pairs_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Compare every two weapons of a class in rows of `figure_envelopes`."""
    rows = rows.filter(pl.col("n_sources") > 0)
    asked = ["weapon_class", "quantity"]
    same = [*asked, "unit", "comparable_condition"]
    weapons = rows.select(*asked, "weapon_id", "name", "origin").unique()
    by_weapon = rows.filter("condition_stated").group_by(*same, "weapon_id")
    stated = by_weapon.agg(*OUTER_BOUNDS, known=True)
    shared = stated.filter(pl.len().over(same) > 1).select(same).unique()
    grid = weapons.join(shared, on=asked).join(stated, on=[*same, "weapon_id"], how="left")
    pairs = grid.join(grid, on=same, suffix="_other")
    other = pl.when(pl.col("known_other").is_null()).then("name_other")
    missing = pl.when(pl.col("known").is_null()).then("name").otherwise(other)
    comparison = pl.coalesce(
        pl.when(missing.is_not_null()).then(pl.lit("not_comparable")),
        pl.when(pl.col("low") > pl.col("high_other")).then(pl.lit("more")),
        pl.when(pl.col("high") <= pl.col("low_other")).then(pl.lit("not_more")),
        pl.lit("overlapping"),
    )
    under = pl.format(" with {}", pl.col("comparable_condition").replace("", None)).fill_null("")
    lacking = pl.format("no figure of {}{}", missing, under)
    named = {"weapon_id_other": "other_id", "name_other": "other", "origin_other": "other_origin"}
    return (
        pairs.filter(pl.col("weapon_id") != pl.col("weapon_id_other"))
        .with_columns(comparison=comparison)
        .with_columns(reason=pl.coalesce(lacking, pl.col("comparison").replace(_REASONS)))
        .rename(named)
        .drop("known", "known_other")
        .sort(*asked, "comparable_condition", "unit", "weapon_id", "other_id")
    )
