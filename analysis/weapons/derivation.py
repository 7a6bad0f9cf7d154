"""Quantities made of others, with the interval and the sources of what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.weapons.comparison import UpTo, compare, hull
from analysis.weapons.intervals import Interval

if TYPE_CHECKING:
    from analysis.dossier.tables import Dossier

DERIVED = {
    "power_to_mass_kw_per_t": ("engine_power_kw", "/", "combat_mass_t", "kW/t"),
    "thrust_to_mass_kn_per_t": ("max_thrust_kn", "/", "max_takeoff_mass_t", "kN/t"),
    "range_per_mass_km_per_t": ("max_range_km", "/", "combat_mass_t", "km/t"),
    "mass_on_board_kg": ("ready_rounds", "*", "munition_mass_kg", "kg"),
    "salvo_mass_kg_per_min": ("rate_of_fire_per_min", "*", "munition_mass_kg", "kg/min"),
}
"""Derived quantity: the two it is made of, and its unit."""


def derived(
    dossier: Dossier, quantity: str, *, min_reliability: str = "F", up_to: UpTo = "bound"
) -> pl.DataFrame:
    """Work out a quantity of `DERIVED` for every weapon whose figures allow it.

    Parameters
    ----------
    dossier, min_reliability, up_to
        As for `comparison.compare`.
    quantity
        Key of `DERIVED`. The mass of a round comes from the weapon's own figures, else from
        the ammunition of its calibre.

    Returns
    -------
    DataFrame
        Like `comparison.compare`, one row per weapon, variant and condition of the first
        input: ``low``, ``high``, ``unit``, ``condition`` and ``sources``, the ids behind both
        inputs.

    Raises
    ------
    ValueError
        The quantity is not derived.

    Examples
    --------
    >>> import analysis
    >>> tanks = derived(analysis.load(), "power_to_mass_kw_per_t").filter(weapon_class="tank")
    >>> k2 = tanks.filter(pl.col("weapon_id") == "k2-black-panther")
    >>> k2.sort("low").select("unit").row(0)
    ('kW/t',)
    """
    if quantity not in DERIVED:
        raise ValueError(f"{quantity!r} is none of {sorted(DERIVED)}")
    first, sign, second, unit = DERIVED[quantity]
    rows = compare(dossier, min_reliability=min_reliability, up_to=up_to).filter(
        pl.col("n_sources") > 0
    )
    left = rows.filter(quantity=first)
    right = _by_variant(rows.filter(quantity=second))
    if second == "munition_mass_kg":
        right = pl.concat([right, _by_calibre(rows, right)])
    pairs = left.join(right, on=["weapon_id", "variant"], nulls_equal=True, suffix="_by")
    found = [
        {
            **{k: row[k] for k in ("weapon_id", "name", "weapon_class", "origin", "variant")},
            "quantity": quantity,
            "unit": unit,
            "condition": row["condition"],
            "low": value.low,
            "high": value.high,
            "sources": sorted({s["source_id"] for s in row["sources"]} | set(row["sources_by"])),
        }
        for row in pairs.iter_rows(named=True)
        for value in [_combined(row, sign)]
    ]
    texts = ["weapon_id", "name", "weapon_class", "origin", "variant", "quantity", "unit"]
    schema = dict.fromkeys([*texts, "condition"], pl.String()) | dict.fromkeys(
        ["low", "high"], pl.Float64()
    )
    frame = pl.DataFrame(found, schema=schema | {"sources": pl.List(pl.String())})
    return frame.sort("weapon_id", "variant", "condition")


def _combined(row: dict[str, float | None], sign: str) -> Interval:
    a, b = Interval(row["low"], row["high"]), Interval(row["low_by"], row["high_by"])
    return a / b if sign == "/" else a * b


def _by_variant(rows: pl.DataFrame) -> pl.DataFrame:
    """Pool the conditions of one quantity; its sources as a list of ids."""
    return (
        rows.explode("sources").unnest("sources", separator=".")
        .group_by("weapon_id", "variant", "unit")
        .agg(hull("low"), hull("high"), sources=pl.col("sources.source_id").unique())
    )  # fmt: skip


def _by_calibre(rows: pl.DataFrame, masses: pl.DataFrame) -> pl.DataFrame:
    """Give guns without a figure of their own the mass of the ammunition of their calibre."""
    calibres = rows.filter(pl.col("quantity") == "calibre_mm", pl.col("low") == pl.col("high"))
    rounds = (
        calibres.filter(weapon_class="ammunition")
        .select("low", "weapon_id")
        .join(
            masses.drop("variant").rename({"low": "mass_low", "high": "mass_high"}), on="weapon_id"
        )
    )
    guns = calibres.filter(weapon_class="howitzer").select("weapon_id", "low").unique()
    variants = rows.select("weapon_id", "variant").unique()
    return (
        guns.join(rounds.drop("weapon_id"), on="low").drop("low")
        .join(masses.select("weapon_id"), on="weapon_id", how="anti")
        .rename({"mass_low": "low", "mass_high": "high"})
        .join(variants, on="weapon_id")
        .select(masses.columns)
    )  # fmt: skip
