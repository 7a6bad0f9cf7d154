"""Cells of a one-page sheet per weapon class: what is printed, and on whose word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.weapons.comparison import compare, hull, label
from analysis.weapons.intervals import Interval

if TYPE_CHECKING:
    from analysis.schemas import Dossier


def sheet_cells(dossier: Dossier, weapon_class: str, *, columns: int = 6) -> pl.DataFrame:
    """Give the cells of a sheet: one per weapon and comparable quantity.

    Parameters
    ----------
    dossier
        With weapons, figures and sources.
    weapon_class
        As in `schemas.WEAPON_CLASSES`.
    columns
        How many quantities the page has room for: those that most weapons have.

    Returns
    -------
    DataFrame
        Columns name, ``heading`` (quantity, condition and unit), ``order``, ``text`` of the
        envelope over variants, ``disagree`` and ``sources``: ids in the order of ``number``.
    """
    rows = compare(dossier, weapon_class).filter("stated", pl.col("quantity") != "calibre_mm")
    shown = (
        rows.group_by("quantity", "match", "unit").agg(n=pl.n_unique("weapon_id"))
        .sort("n", "quantity", "match", descending=[True, False, False])
        .head(columns).with_row_index("order")
    )  # fmt: skip
    cells = rows.join(shown, on=["quantity", "match", "unit"]).group_by(
        "weapon_id", "name", "order", "quantity", "match", "unit"
    ).agg(
        hull("low"), hull("high"), pl.col("disagree").any(),
        sources=pl.col("sources").explode().struct.field("source_id").unique().sort(),
    )  # fmt: skip
    return cells.with_columns(
        text=pl.struct("low", "high").map_elements(
            lambda ends: str(Interval(**ends)), return_dtype=pl.String
        ),
        heading=pl.struct("quantity", "match", "unit").map_elements(
            _heading, return_dtype=pl.String
        ),
    ).sort("order", "name")


def _heading(key: dict[str, str]) -> str:
    unit = {"dimensionless": "", "count": "", "year": ""}.get(key["unit"], key["unit"])
    condition = key["match"].rpartition(": ")[2]
    return ", ".join(part for part in (label(key["quantity"]), condition, unit) if part)
