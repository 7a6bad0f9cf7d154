"""Who outranges whom, and what lies within range of where: a ruler, not a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.weapons.comparison import UpTo, compare, hull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.dossier.tables import Dossier

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG); on it great circles are good to about half a per cent."""
RANGES = ("max_range_km", "engagement_range_km")
"""Quantities that say how far a weapon reaches."""


def outranks(
    dossier: Dossier,
    weapon_class: str,
    quantity: str,
    *,
    rivals: Sequence[str] = (),
    min_reliability: str = "F",
    up_to: UpTo = "bound",
) -> pl.DataFrame:
    """Tell for every pair of weapons of a class whether one has more of a quantity.

    Parameters
    ----------
    dossier, weapon_class, quantity, min_reliability, up_to
        As for `comparison.compare`.
    rivals
        Further classes to hold this one against.

    Returns
    -------
    DataFrame
        One row per ordered pair and matching condition that at least two weapons state:
        ``verdict`` is ``yes``, ``no`` (at most as much), ``overlapping`` or
        ``not comparable``, with a ``reason`` and both intervals. All variants of a weapon
        count together.

    Examples
    --------
    >>> import analysis
    >>> pairs = outranks(analysis.load(), "howitzer", "max_range_km")
    >>> k9 = pairs.filter(weapon_id="k9-thunder", other_id="2s3-akatsiya")
    >>> k9.filter(match="munition: standard projectile")["verdict"].item()
    'yes'
    """
    rows = compare(
        dossier, None if rivals else weapon_class, quantity,
        min_reliability=min_reliability, up_to=up_to,
    )  # fmt: skip
    return paired(rows.filter(pl.col("weapon_class").is_in([weapon_class, *rivals])), quantity)


def paired(rows: pl.DataFrame, quantity: str) -> pl.DataFrame:
    """Set every weapon in rows of `comparison.compare` against every other, as in `outranks`."""
    rows = rows.filter(pl.col("n_sources") > 0)
    weapons = rows.group_by("weapon_id", "name", "origin").agg()
    stated = rows.filter("stated").group_by("weapon_id", "match").agg(hull("low"), hull("high"))
    matches = stated.group_by("match").len().filter(pl.col("len") > 1).select("match")
    grid = weapons.join(matches, how="cross").join(
        stated.with_columns(known=True), on=["weapon_id", "match"], how="left"
    )
    pairs = grid.join(grid, on="match", suffix="_other").filter(
        pl.col("weapon_id") != pl.col("weapon_id_other")
    )
    missing = pl.when(pl.col("known").is_null()).then("name").otherwise("name_other")
    both = pl.col("known") & pl.col("known_other")
    verdict = (
        pl.when(~both.fill_null(value=False)).then(pl.lit("not comparable"))
        .when(pl.col("low") > pl.col("high_other")).then(pl.lit("yes"))
        .when(pl.col("high") <= pl.col("low_other")).then(pl.lit("no"))
        .otherwise(pl.lit("overlapping"))
    )  # fmt: skip
    reasons = {"yes": "every figure is higher", "no": "no figure is higher",
               "overlapping": "the intervals overlap or stay open"}  # fmt: skip
    return (
        pairs.with_columns(verdict=verdict, quantity=pl.lit(quantity))
        .with_columns(
            reason=pl.when(verdict == "not comparable")
            .then(pl.format("no figure of {} with {}", missing, "match"))
            .otherwise(pl.col("verdict").replace(reasons))
        )
        .rename({"weapon_id_other": "other_id", "name_other": "other"})
        .rename({"origin_other": "other_origin"})
        .drop("known", "known_other")
        .sort("match", "weapon_id", "other_id")
    )  # fmt: skip


def distances(dossier: Dossier) -> pl.DataFrame:
    """Great-circle distance between every two places, in km, by the haversine formula.

    Returns
    -------
    DataFrame
        Columns origin_id, origin, place_id, place, distance_km and ``as_of``, the later day
        for which the two positions hold.

    Examples
    --------
    >>> import analysis
    >>> ways = distances(analysis.load()).filter(origin_id="panmunjom", place_id="seoul")
    >>> round(ways["distance_km"].item())
    51
    """
    here = dossier.places.select(
        "place_id", "name", "as_of",
        lat=pl.col("latitude_deg").radians(), lon=pl.col("longitude_deg").radians(),
    )  # fmt: skip
    pairs = here.rename({"place_id": "origin_id", "name": "origin"}).join(
        here.rename({"name": "place"}), how="cross", suffix="_to"
    )
    half_lat = (pl.col("lat_to") - pl.col("lat")) / 2
    half_lon = (pl.col("lon_to") - pl.col("lon")) / 2
    chord = half_lat.sin() ** 2 + pl.col("lat").cos() * pl.col("lat_to").cos() * half_lon.sin() ** 2
    return pairs.filter(pl.col("origin_id") != pl.col("place_id")).select(
        "origin_id", "origin", "place_id", "place",
        distance_km=2 * EARTH_RADIUS_KM * chord.clip(0, 1).sqrt().arcsin(),
        as_of=pl.max_horizontal("as_of", "as_of_to"),
    ).sort("origin_id", "distance_km")  # fmt: skip


def reach(
    dossier: Dossier, origin_id: str, *, min_reliability: str = "F", up_to: UpTo = "bound"
) -> pl.DataFrame:
    """Hold every range of what is fired from the ground against the distances from one place.

    Parameters
    ----------
    dossier, min_reliability, up_to
        As for `comparison.compare`.
    origin_id
        Place that the weapon is thought to stand at.

    Returns
    -------
    DataFrame
        One row per weapon, condition and place: the range's ``low`` and ``high`` in km, the
        ``distance_km``, and ``within``: ``yes``, ``no`` or ``open`` (by some figures only, or
        an open end). Rows whose condition is not ``stated`` may mix munitions or targets.

    Raises
    ------
    ValueError
        There is no such place.

    Examples
    --------
    >>> import analysis
    >>> near = reach(analysis.load(), "panmunjom").filter(place_id="seoul")
    >>> near.filter(weapon_id="2s3-akatsiya")["within"].unique().to_list()
    ['no']
    """
    ways = distances(dossier).filter(origin_id=origin_id)
    if ways.is_empty():
        raise ValueError(f"{origin_id!r} is none of {sorted(dossier.places['place_id'])}")
    ranges = compare(dossier, min_reliability=min_reliability, up_to=up_to).filter(
        pl.col("quantity").is_in(RANGES),
        pl.col("n_sources") > 0,
        pl.col("weapon_class") != "air_to_air_missile",
    )
    by_match = ranges.group_by(
        "weapon_id", "name", "weapon_class", "origin", "quantity", "match", "stated"
    ).agg(hull("low"), hull("high"))
    within = (
        pl.when(pl.col("low") >= pl.col("distance_km")).then(pl.lit("yes"))
        .when(pl.col("high") < pl.col("distance_km")).then(pl.lit("no"))
        .otherwise(pl.lit("open"))
    )  # fmt: skip
    joined = by_match.rename({"origin": "country"}).join(ways, how="cross")
    return joined.with_columns(within=within).sort("weapon_id", "match", "distance_km")
