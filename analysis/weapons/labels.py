"""How charts and tables name weapons, quantities, units and conditions."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

import polars as pl

from analysis.charting.numbers import number_text
from analysis.weapons.envelopes import DESCRIPTIVE, UNKNOWN, main_units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier
    from analysis.dossier.measures import Quantity, WeaponClass

UNIT_LABELS = pl.col("unit").replace({"count": "", "dimensionless": "", "year": ""})
"""Label of the column ``unit``; numbers, ratios and years have none."""
_VALUE_ALONE = {"name", "missile", "counted", "formation", "launch"}
"""Keys of a condition that a label leaves out, as it does those that some quantity needs."""


def with_names(rows: pl.DataFrame, dossier: Dossier, **columns: str) -> pl.DataFrame:
    """Put names of weapons in columns, from the columns of their ids; no two are the same."""
    name = pl.when(pl.col("name").is_duplicated()).then(pl.format("{} ({})", "name", "weapon_id"))
    names = dict(dossier.weapons.select("weapon_id", name.otherwise("name")).iter_rows())
    return rows.with_columns(
        pl.col(ids).replace_strict(names, return_dtype=pl.String).alias(column)
        for column, ids in columns.items()
    )


def with_measures(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Add what rows with quantity and unit measure: an id and a label.

    The id names the unit only where it is not the quantity's main one and does not convert to it.
    """
    main = pl.col("quantity").replace_strict(main_units(dossier), return_dtype=pl.String)
    apart = pl.format("{}:{}", "quantity", "unit")
    return rows.with_columns(
        measure=pl.when(pl.col("unit") == main).then("quantity").otherwise(apart),
        measure_label=joined(label_of("quantity", dossier.measures), UNIT_LABELS),
    )


def label_of(column: str, described: Mapping[str, WeaponClass] | Mapping[str, Quantity]) -> pl.Expr:
    """Label a column of classes or quantities; those without the unit."""
    texts = {name: one.label for name, one in described.items()}
    return pl.col(column).replace_strict(texts, return_dtype=pl.String)


def class_labels(rows: pl.DataFrame, dossier: Dossier) -> dict[str, str]:
    """Label each class of the rows, in the order of labels."""
    found = {name: dossier.classes[name].label for name in rows["weapon_class"].unique().sort()}
    return dict(sorted(found.items(), key=itemgetter(1)))


def short_condition(column: str, dossier: Dossier) -> pl.Expr:
    """Shorten the conditions of a column: keys whose values need no explanation go."""
    alone = {m.needs for m in dossier.measures.values() if m.needs} | _VALUE_ALONE
    explained = rf"\b({'|'.join(alone - DESCRIPTIVE)}): ({'|'.join(UNKNOWN)})(;|$)"
    condition = pl.col(column).str.replace_all(explained, "$1 $2$3")
    return condition.str.replace_all(rf"(^|; )({'|'.join(alone)}): ", "$1")


def joined(*parts: str | pl.Expr) -> pl.Expr:
    """Join what there is of a label with commas."""
    return pl.concat_str(*parts, separator=", ", ignore_nulls=True).str.strip_chars(", ")


def amount(low: str = "low", high: str = "high") -> pl.Expr:
    """Write the interval of two columns with thousands apart: "at least 10,000"."""
    return pl.struct(low, high).map_elements(
        lambda ends: _amount(ends[low], ends[high]), return_dtype=pl.String
    )


def _amount(low: float | None, high: float | None) -> str:
    lowest, highest = map(_grouped, (low, high))
    if lowest is None:
        return "no number" if highest is None else f"up to {highest}"
    if highest is None:
        return f"at least {lowest}"
    return lowest if lowest == highest else f"{lowest} to {highest}"


def _grouped(number: float | None) -> str | None:
    if number is None:
        return None
    whole, point, rest = number_text(number).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isdecimal() else whole + point + rest
