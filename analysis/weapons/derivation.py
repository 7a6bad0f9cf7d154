"""Quantities made of others, with the interval and the sources of what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import require_known
from analysis.weapons.envelopes import UpTo, factors, figure_envelopes, outer_bound
from analysis.weapons.intervals import Interval

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_TEXTS = ["weapon_id", "name", "weapon_class", "origin", "variant", "quantity", "unit", "condition"]
_SCHEMA = (
    dict.fromkeys(_TEXTS, pl.String())
    | dict.fromkeys(["low", "high"], pl.Float64())
    | {"sources": pl.List(pl.String())}
)


def derive(
    dossier: Dossier,
    quantity: str,
    *,
    min_reliability: str = "F",
    read_up_to_as: UpTo = "bound",
) -> pl.DataFrame:
    """Work out a quantity for every weapon that has figures of the two it is made of.

    Parameters
    ----------
    dossier, min_reliability, read_up_to_as
        As for `figure_envelopes`.
    quantity
        One of ``dossier.measures`` with ``first``, ``operator`` and ``second``. What a weapon has
        no figure of is taken from what its class loads: from munitions that share an exact
        figure with it, of a quantity that identifies (see `derived_quantities`).

    Returns
    -------
    DataFrame
        Like `figure_envelopes`, one row per weapon, variant and condition of the first input:
        ``low``, ``high``, ``unit``, ``condition`` and ``sources``, the ids behind both inputs.
        Figures whose units do not give that of the quantity are left out.

    Raises
    ------
    QuestionError
        The quantity is not derived, or the grade or reading does not exist.

    Examples
    --------
    >>> import analysis
    >>> tanks = derive(analysis.example(), "power_to_mass_kw_per_t").filter(weapon_class="tank")
    >>> tanks.filter(weapon_id="undine").select("unit", "sources").row(0)
    ('kW/t', ['handbook'])
    """
    require_known(quantity, derived_quantities(dossier), "a derived quantity of this dossier")
    made = dossier.measures[quantity]
    rows = figure_envelopes(
        dossier, min_reliability=min_reliability, read_up_to_as=read_up_to_as
    ).filter(pl.col("n_sources") > 0)
    left = rows.filter(quantity=made.first)
    own = _by_variant(rows.filter(quantity=made.second))
    right = pl.concat([own, _of_munitions(dossier, rows, own)])
    pairs = left.join(right, on=["weapon_id", "variant"], nulls_equal=True, suffix="_by")
    found = [
        {key: row[key] for key in _TEXTS}
        | {
            "quantity": quantity,
            "unit": made.unit,
            "low": value.low,
            "high": value.high,
            "sources": sorted({s["source_id"] for s in row["sources"]} | set(row["sources_by"])),
        }
        for row in pairs.iter_rows(named=True)
        for value in _combined(row, str(made.operator), str(made.unit))
    ]
    return pl.DataFrame(found, _SCHEMA).sort("weapon_id", "variant", "condition")


def derived_quantities(dossier: Dossier) -> list[str]:
    """Name the quantities that are made of others."""
    return [name for name, quantity in dossier.measures.items() if quantity.first]


def _combined(row: dict[str, Any], operator: str, unit: str) -> list[Interval]:
    """Combine the two inputs of a row; nothing where their units do not give the unit."""
    a, b = Interval(row["low"], row["high"]), Interval(row["low_by"], row["high_by"])
    made = a / b if operator == "/" else a * b
    found = factors([f"({row['unit']}) {operator} ({row['unit_by']})"], unit).values()
    return [made if factor == 1 else made * Interval(factor, factor) for factor in found]


def _by_variant(rows: pl.DataFrame) -> pl.DataFrame:
    """Pool the conditions of one quantity; its sources as a list of ids."""
    return (
        rows.explode("sources")
        .unnest("sources", separator=".")
        .group_by("weapon_id", "variant", "unit")
        .agg(outer_bound("low"), outer_bound("high"), sources=pl.col("sources.source_id").unique())
    )


def _of_munitions(dossier: Dossier, rows: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Give weapons without a figure of their own that of the munitions they load.

    Which those are, sheets do not show: what they leave out identifies, such as the calibre.
    """
    measures = dossier.measures.values()
    identify = [m.quantity for m in measures if not (m.on_sheets or m.first)]
    loads = [(name, loaded) for name, kind in dossier.classes.items() for loaded in kind.loads]
    pair = dict.fromkeys(["weapon_class", "weapon_class_by"], pl.String())
    exact = rows.filter(pl.col("quantity").is_in(identify), pl.col("low") == pl.col("high"))
    exact = exact.select("weapon_id", "weapon_class", "quantity", "unit", "low").unique()
    fitting = (
        exact.join(own.select("weapon_id").unique(), on="weapon_id", how="anti")
        .join(exact, on=["quantity", "unit", "low"], suffix="_by")
        .join(pl.DataFrame(loads, pair, orient="row"), on=list(pair))
        .select("weapon_id", "weapon_id_by")
        .unique()
    )
    pooled = (
        fitting.join(own, left_on="weapon_id_by", right_on="weapon_id")
        .group_by("weapon_id", "unit")
        .agg(outer_bound("low"), outer_bound("high"), pl.col("sources").explode().unique())
    )
    variants = rows.select("weapon_id", "variant").unique()
    return pooled.join(variants, on="weapon_id").select(own.columns)
