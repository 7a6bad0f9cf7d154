"""How charts and tables name weapons, quantities, units and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.weapons.envelopes import (
    DESCRIPTIVE,
    NOT_STATED,
    SEVERAL,
    WITHOUT_NAME,
    main_units,
    parse_condition,
)

if TYPE_CHECKING:
    from analysis.dossier import Dossier

UNIT_LABELS = pl.col("unit").replace(dict.fromkeys(WITHOUT_NAME, ""))
"""Label of the column ``unit``; numbers, ratios and years have none."""
_VALUE_ALONE = frozenset({"name", "missile", "counted", "formation", "launch"})
"""Keys of a condition that a label leaves out, as it does those that some quantity needs."""


def with_names(rows: pl.DataFrame, dossier: Dossier, **columns: str) -> pl.DataFrame:
    """Put names of weapons in columns, from the columns of their ids; no two are the same.

    Examples
    --------
    >>> import analysis
    >>> rows = pl.DataFrame({"weapon_id": ["kelpie"]})
    >>> with_names(rows, analysis.example(), name="weapon_id")["name"].item()
    'Kelpie'
    """
    name = pl.when(pl.col("name").is_duplicated()).then(pl.format("{} ({})", "name", "weapon_id"))
    named = dossier.weapons.select("weapon_id", name.otherwise("name").alias("name"))
    names = dict(named.iter_rows())
    return rows.with_columns(
        pl.col(ids).replace_strict(names, return_dtype=pl.String).alias(column)
        for column, ids in columns.items()
    )


def with_measures(rows: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Add what rows with quantity and unit measure: an id and a label.

    The id is the quantity, and names the unit only where figures are in several that do not
    convert to each other.

    Examples
    --------
    >>> import analysis
    >>> rows = pl.DataFrame({"quantity": ["max_range_km"], "unit": ["km"]})
    >>> with_measures(rows, analysis.example()).row(0)[2:]
    ('max_range_km', 'maximum range, km')
    """
    main = pl.col("quantity").replace_strict(main_units(dossier), return_dtype=pl.String)
    apart = pl.format("{}:{}", "quantity", "unit")
    return rows.with_columns(
        measure=pl.when(pl.col("unit") == main).then("quantity").otherwise(apart),
        measure_label=joined(quantity_labels(dossier), UNIT_LABELS),
    )


def class_labels(dossier: Dossier) -> pl.Expr:
    """Label of the column ``weapon_class``."""
    labels = {name: kind.label for name, kind in dossier.classes.items()}
    return pl.col("weapon_class").replace_strict(labels, return_dtype=pl.String)


def quantity_labels(dossier: Dossier) -> pl.Expr:
    """Label of the column ``quantity``, without its unit."""
    labels = {name: measure.label for name, measure in dossier.measures.items()}
    return pl.col("quantity").replace_strict(labels, return_dtype=pl.String)


def short_condition(column: str, dossier: Dossier) -> pl.Expr:
    """Shorten the conditions of a column: keys whose values need no explanation go."""
    alone = {measure.needs for measure in dossier.measures.values()} | _VALUE_ALONE

    def shortened(condition: str) -> str:
        parts = parse_condition(condition).items()
        return "; ".join(_part(key, value, alone=key in alone) for key, value in parts)

    return pl.col(column).map_elements(shortened, return_dtype=pl.String)


def _part(key: str, value: str, *, alone: bool) -> str:
    if alone and value in {NOT_STATED, SEVERAL} and key not in DESCRIPTIVE:
        return f"{key} {value}"
    return value if alone else f"{key}: {value}"


def joined(*parts: str | pl.Expr) -> pl.Expr:
    """Join what there is of a label with commas."""
    given = [pl.col(part) if isinstance(part, str) else part for part in parts]
    return pl.concat_str(*given, separator=", ", ignore_nulls=True).str.strip_chars(", ")
