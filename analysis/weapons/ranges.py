"""How far places are apart, and what weapons reach from where: a ruler, not a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import require_known
from analysis.weapons.envelopes import OUTER_BOUNDS, UpTo, factors, figure_envelopes

if TYPE_CHECKING:
    from analysis.dossier import Dossier

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG); on it great circles are good to about half a per cent."""


def distances(dossier: Dossier) -> pl.DataFrame:
    """Great-circle distance between every two places, in km, by the haversine formula.

    Returns
    -------
    DataFrame
        ``distance_km`` by origin_id and place_id, and ``as_of``, the later day of the positions.

    Examples
    --------
    >>> import analysis
    >>> ways = distances(analysis.example())
    >>> way = ways.filter(origin_id="cape-orrin", place_id="tarn-harbour")
    >>> round(way["distance_km"].item(), 1)
    55.6
    """
    positions = dossier.places.select(
        "place_id",
        "name",
        "as_of",
        lat=pl.col("latitude_deg").radians(),
        lon=pl.col("longitude_deg").radians(),
    )
    pairs = positions.rename({"place_id": "origin_id", "name": "origin"}).join(
        positions.rename({"name": "place"}), how="cross", suffix="_to"
    )
    half_lat = (pl.col("lat_to") - pl.col("lat")) / 2
    half_lon = (pl.col("lon_to") - pl.col("lon")) / 2
    chord = half_lat.sin() ** 2 + pl.col("lat").cos() * pl.col("lat_to").cos() * half_lon.sin() ** 2
    return (
        pairs.filter(pl.col("origin_id") != pl.col("place_id"))
        .select(
            *["origin_id", "origin", "place_id", "place"],
            distance_km=2 * EARTH_RADIUS_KM * chord.clip(0, 1).sqrt().arcsin(),
            as_of=pl.max_horizontal("as_of", "as_of_to"),
        )
        .sort("origin_id", "distance_km", "place_id")
    )


def within_range(
    dossier: Dossier,
    origin_id: str,
    *,
    min_reliability: str = "F",
    read_up_to_as: UpTo = "bound",
) -> pl.DataFrame:
    """Compare every range of what is not fired from the air with the distances from one place.

    Parameters
    ----------
    dossier, min_reliability, read_up_to_as
        As for `figure_envelopes`.
    origin_id
        Place the weapon is assumed to fire from.

    Returns
    -------
    DataFrame
        One row per weapon, quantity, condition and other place: ``low`` and ``high`` of the range
        and ``distance_km``, in km, and ``within``: ``yes``, ``no`` or ``undecided`` (by some
        figures only, or an open end). Rows that are not ``condition_stated`` may mix munitions or
        targets; ranges whose unit is not a length are left out.

    Raises
    ------
    QuestionError
        The place, grade or reading does not exist.

    Examples
    --------
    >>> import analysis
    >>> near = within_range(analysis.example(), "cape-orrin").filter(place_id="tarn-harbour")
    >>> near.filter(weapon_id="kelpie").select("comparable_condition", "within").rows()
    [('munition: guided rocket', 'undecided'), ('munition: standard rocket', 'yes')]
    """
    require_known(origin_id, dossier.places["place_id"], "a place of this dossier")
    rows = figure_envelopes(dossier, min_reliability=min_reliability, read_up_to_as=read_up_to_as)
    return reached_from(rows, dossier, origin_id)


def reached_from(rows: pl.DataFrame, dossier: Dossier, origin_id: str) -> pl.DataFrame:
    """Compare the ranges in rows of `figure_envelopes` with the distances from one place."""
    kept = ["weapon_id", "name", "weapon_class", "origin", "quantity", "comparable_condition"]
    stated = ranges_in_km(rows, dossier).filter(pl.col("n_sources") > 0)
    ranges = stated.group_by(*kept, "condition_stated").agg(*OUTER_BOUNDS)
    within = pl.coalesce(
        pl.when(pl.col("low") >= pl.col("distance_km")).then(pl.lit("yes")),
        pl.when(pl.col("high") < pl.col("distance_km")).then(pl.lit("no")),
        pl.lit("undecided"),
    )
    order = ["weapon_id", "comparable_condition", "distance_km", "place_id", "quantity"]
    ways = distances(dossier).filter(origin_id=origin_id)
    found = ranges.rename({"origin": "country"}).join(ways, how="cross")
    return found.with_columns(within=within).sort(*order, "condition_stated")


def ranges_in_km(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Keep the ranges of what is not fired from the air, in rows of `figure_envelopes`."""
    ranges = [name for name, quantity in dossier.measures.items() if quantity.is_range]
    flown = [name for name, kind in dossier.classes.items() if kind.fired_from == "air"]
    kept = rows.filter(pl.col("quantity").is_in(ranges), ~pl.col("weapon_class").is_in(flown))
    lengths = factors(kept["unit"].unique(), "km")
    factor = pl.col("unit").replace_strict(lengths, default=None, return_dtype=pl.Float64)
    ends = pl.col("low", "high", "lowest_stated", "highest_stated")
    return kept.filter(factor.is_not_null()).with_columns(ends * factor, unit=pl.lit("km"))
