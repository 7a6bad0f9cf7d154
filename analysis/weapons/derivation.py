"""Quantities made of others, with the interval and the sources of what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import require_known
from analysis.weapons.envelopes import OUTER_BOUNDS, UpTo, factors, figure_envelopes, source_order
from analysis.weapons.intervals import Interval

if TYPE_CHECKING:
    from analysis.dossier import Dossier


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
        figure with it, of a quantity that identifies: one that is not derived and that sheets
        leave out, such as the calibre.

    Returns
    -------
    DataFrame
        Like `figure_envelopes`, one row per weapon, variant and condition of the first input:
        ``low``, ``high``, ``unit``, ``condition`` and ``sources``, the ids behind both inputs, the
        best graded first. Figures whose units do not give that of the quantity are left out.

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
    rows = rows.with_columns(pl.col("sources").list.eval(pl.element().struct.field("source_id")))
    own = _pooled(rows.filter(quantity=made.second), "weapon_id", "variant", "unit")
    right = pl.concat([own, _of_munitions(dossier, rows, own)])
    pairs = rows.filter(quantity=made.first).join(
        right, on=["weapon_id", "variant"], nulls_equal=True, suffix="_by"
    )
    units = pl.format(f"({{}}) {made.operator} ({{}})", "unit", "unit_by")
    factor = factors(pairs.select(units).to_series().unique(), str(made.unit))
    pairs = pairs.with_columns(units=units).filter(pl.col("units").is_in(list(factor)))
    order = source_order(dossier)
    values = []
    for *ends, unit in pairs.select("low", "high", "low_by", "high_by", "units").iter_rows():
        a, b = Interval(*ends[:2]), Interval(*ends[2:])
        value = a / b if made.operator == "/" else a * b
        values.append(value if factor[unit] == 1 else value * Interval(factor[unit], factor[unit]))
    return pairs.select(
        *["weapon_id", "name", "weapon_class", "origin", "variant"],
        pl.lit(quantity).alias("quantity"),
        pl.lit(made.unit).alias("unit"),
        "condition",
        low=pl.Series([value.low for value in values], dtype=pl.Float64),
        high=pl.Series([value.high for value in values], dtype=pl.Float64),
        sources=pl.col("sources")
        .list.set_union("sources_by")
        .map_elements(
            lambda ids: sorted(ids, key=order.__getitem__), return_dtype=pl.List(pl.String)
        ),
    ).sort("weapon_id", "variant", "condition")


def derived_quantities(dossier: Dossier) -> list[str]:
    """Name the quantities that are made of others."""
    return [name for name, quantity in dossier.measures.items() if quantity.first]


def _pooled(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    return rows.group_by(by).agg(*OUTER_BOUNDS, pl.col("sources").explode().unique())


def _of_munitions(dossier: Dossier, rows: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Give weapons without a figure of their own that of the munitions they load."""
    identify = [m.quantity for m in dossier.measures.values() if not (m.on_sheets or m.first)]
    loads = [(name, loaded) for name, kind in dossier.classes.items() for loaded in kind.loads]
    pair = dict.fromkeys(["weapon_class", "weapon_class_by"], pl.String())
    exact = (
        rows.filter(pl.col("quantity").is_in(identify), pl.col("low") == pl.col("high"))
        .select("weapon_id", "weapon_class", "quantity", "unit", "low")
        .unique()
    )
    fitting = (
        exact.join(own, on="weapon_id", how="anti")
        .join(exact, on=["quantity", "unit", "low"], suffix="_by")
        .join(pl.DataFrame(loads, pair, orient="row"), on=list(pair), how="semi")
        .select("weapon_id", "weapon_id_by")
        .unique()
    )
    found = fitting.join(own, left_on="weapon_id_by", right_on="weapon_id")
    variants = rows.select("weapon_id", "variant").unique()
    return _pooled(found, "weapon_id", "unit").join(variants, on="weapon_id").select(own.columns)
