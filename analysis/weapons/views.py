"""Frames for charts and sheets: labels, both readings of "up to", every pair of weapons."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import polars as pl

from analysis.dossier.tables import CONDITION_NEEDED
from analysis.weapons.bearing import transfers_against
from analysis.weapons.comparison import UpTo, compare, hull, label
from analysis.weapons.intervals import Interval
from analysis.weapons.reach import RANGES, outranks, paired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.dossier.tables import Dossier

READINGS: tuple[UpTo, ...] = get_args(UpTo)
MEASURES = (
    *RANGES, "engagement_altitude_km", "combat_radius_km", "combat_mass_t", "engine_power_kw",
    "rate_of_fire_per_min", "payload_t", "service_ceiling_km", "max_takeoff_mass_t",
    "max_thrust_kn",
)  # fmt: skip
"""Quantities in which one weapon is said to outdo another."""


def figure_rows(dossier: Dossier) -> pl.DataFrame:
    """Rows of `comparison.compare`, with ``row`` and ``measure`` as labels."""
    rows = compare(dossier)
    return rows.with_columns(
        row=_joined("name", "variant", _short("condition")), measure=_measure("quantity", "unit")
    ).sort("name", "variant", "match", nulls_last=False)


def range_rows(dossier: Dossier) -> pl.DataFrame:
    """Least and most that sources state of each range, by weapon and munition or target.

    Spans over several munitions are left out: their ends are in the rows of the munitions.
    """
    rows = figure_rows(dossier).filter(
        pl.col("quantity").is_in(RANGES),
        pl.col("weapon_class") != "air_to_air_missile",
        ~pl.col("match").str.contains(": several"),
    )
    known = pl.when("stated").then(pl.lit("stated")).otherwise(pl.lit("not stated"))
    return (
        rows.with_columns(row=_joined("name", _short("match")), stated=known)
        .group_by("row", "weapon_class", "stated")
        .agg(pl.col("least").min(), pl.col("most").max())
        .sort("row")
    )


def outranking_pairs(dossier: Dossier) -> pl.DataFrame:
    """Every pair of `reach.outranks` in `MEASURES`, for both readings of "up to"."""
    asked = (
        dossier.figures.join(dossier.weapons, on="weapon_id")
        .filter(pl.col("quantity").is_in(MEASURES))
        .group_by(pl.col("weapon_class").cast(pl.String), "quantity", "unit")
        .agg(n=pl.n_unique("weapon_id")).filter(pl.col("n") > 1).sort("weapon_class", "quantity")
    )  # fmt: skip
    frames = [
        outranks(dossier, weapon_class, quantity, up_to=reading).with_columns(
            reading=pl.lit(reading),
            comparison=pl.concat_str(
                pl.lit(weapon_class.replace("_", " ")), _measure("quantity", pl.lit(unit)), "match",
                separator=": ",
            ).str.strip_chars(": "),
        )
        for weapon_class, quantity, unit, _ in asked.iter_rows()
        for reading in READINGS
    ]  # fmt: skip
    nothing = paired(compare(dossier).clear(), "")
    nothing = nothing.with_columns(reading=pl.lit(""), comparison=pl.lit(""))
    return pl.concat([nothing, *frames])


def told_against(pairs: pl.DataFrame, weapon_id: str, origins: Sequence[str]) -> pl.DataFrame:
    """Say in words how far a weapon outdoes each of its rivals, or why that stays open.

    Parameters
    ----------
    pairs
        Rows of `reach.outranks`, of one quantity and one reading of "up to".
    weapon_id
        The weapon held against the others.
    origins
        Countries of the others (ISO 3166-1 alpha-3).

    Returns
    -------
    DataFrame
        One row per rival: ``other`` and ``told``, for each condition that the rival's figures
        state. Where they state none, that is said.

    Examples
    --------
    >>> import analysis
    >>> guns = outranks(analysis.load(), "howitzer", "max_range_km", up_to="value")
    >>> told = told_against(guns, "k9-thunder", ["PRK"]).filter(other="M-2018 SPH")
    >>> print(told["told"].item())
    open with assisted projectile (40 to 60 against 40)
    """
    asked = pairs.filter(pl.col("other_origin").is_in(list(origins)), weapon_id=weapon_id)
    lines: dict[str, list[str]] = {}
    order = pl.col("verdict").cast(pl.Enum(["yes", "no", "overlapping", "not comparable"]))
    for row in asked.sort("other", order).iter_rows(named=True):
        ours, theirs = (Interval(row[f"low{end}"], row[f"high{end}"]) for end in ("", "_other"))
        told = lines.setdefault(row["other"], [])
        munition = row["match"].rpartition(": ")[2]
        if row["verdict"] != "not comparable":
            level = row["verdict"] == "no" and row["high"] == row["low_other"]
            words = {"yes": "more", "no": "not more", "overlapping": "open"}
            word = "at most as much" if level else words[row["verdict"]]
            told.append(f"{word} with {munition} ({ours} against {theirs})")
        elif theirs != Interval(None, None):
            told.append(f"not comparable with {munition}: no figure of {row['name']}")
    needed = next((CONDITION_NEEDED.get(q) for q in asked["quantity"].unique()), None)
    silent = f"not comparable: states no {needed or 'condition'} that another weapon states"
    said = ["; ".join(told) or silent for told in lines.values()]
    return pl.DataFrame({"other": [*lines], "told": said}, schema=dict.fromkeys(
        ["other", "told"], pl.String()
    ))  # fmt: skip


def exchange_pairs(
    dossier: Dossier, sides: Mapping[str, tuple[str, str, Sequence[str]]]
) -> pl.DataFrame:
    """Rows of `bearing.transfers_against` for both directions and both readings.

    Parameters
    ----------
    dossier
        With weapons, figures, transfers and sources.
    sides
        Label of a direction: supplier, recipient, and the countries of what stands against it.
    """
    frames = [
        transfers_against(
            dossier, supplier, recipient, against, quantities=MEASURES, up_to=reading
        ).with_columns(reading=pl.lit(reading), side=pl.lit(side))
        for side, (supplier, recipient, against) in sides.items()
        for reading in READINGS
    ]
    words = pl.col("quantity").replace_strict({q: label(q) for q in MEASURES})
    rows = pl.concat(frames).with_columns(row=_joined("name", words, _short("match")))
    return rows.sort("side", "weapon_class", "row", "other", descending=[True, False, False, False])


def _joined(*parts: str | pl.Expr) -> pl.Expr:
    return pl.concat_str(
        *(pl.col(p) if isinstance(p, str) else p for p in parts), separator=", ", ignore_nulls=True
    ).str.strip_chars(", ")


def _short(condition: str) -> pl.Expr:
    keys = "(munition|target|mode|fuel|altitude|launch|formation)"
    doubtful = pl.col(condition).str.replace_all(rf"{keys}: (not stated|several)", "$1 $2")
    return doubtful.str.replace_all(rf"({keys}|name|missile|counted): ", "")


def _measure(quantity: str, unit: str | pl.Expr) -> pl.Expr:
    units = pl.col(unit) if isinstance(unit, str) else unit
    return pl.concat_str(
        pl.col(quantity).map_elements(label, return_dtype=pl.String),
        units.replace({"dimensionless": "", "count": "number", "year": ""}), separator=", ",
    ).str.strip_chars(", ")  # fmt: skip


def sheet_cells(dossier: Dossier, weapon_class: str, *, columns: int = 6) -> pl.DataFrame:
    """Give the cells of a sheet: one per weapon and comparable quantity.

    Parameters
    ----------
    dossier
        With weapons, figures and sources.
    weapon_class
        As in `schemas.WEAPON_CLASSES`.
    columns
        How many quantities the page has room for: ranges, then those that most weapons have.

    Returns
    -------
    DataFrame
        Columns name, ``heading`` (quantity, condition and unit), ``order``, ``text`` of the
        envelope over variants, ``disagree`` and ``sources``: their ids.

    Examples
    --------
    >>> import analysis
    >>> cells = sheet_cells(analysis.load(), "carrier")
    >>> cells.filter(heading="length, m")["text"].item()
    '332.8 to 333'
    """
    rows = compare(dossier, weapon_class).filter("stated", pl.col("quantity") != "calibre_mm")
    shown = (
        rows.group_by("quantity", "match", "unit").agg(n=pl.n_unique("weapon_id"))
        .sort(pl.col("quantity").is_in(RANGES), "n", "quantity", "match",
              descending=[True, True, False, False])
        .head(columns).with_row_index("order")
    )  # fmt: skip
    cells = rows.join(shown, on=["quantity", "match", "unit"]).group_by(
        "weapon_id", "name", "order", "quantity", "match", "unit"
    ).agg(
        hull("low"), hull("high"), pl.col("least").min(), pl.col("most").max(),
        pl.col("disagree").any(),
        sources=pl.col("sources").explode().struct.field("source_id").unique().sort(),
    )  # fmt: skip
    return cells.with_columns(
        text=pl.struct("low", "high", "least", "most").map_elements(_text, return_dtype=pl.String),
        heading=pl.struct("quantity", "match", "unit").map_elements(
            _heading, return_dtype=pl.String
        ),
    ).sort("order", "name")


def _text(ends: dict[str, float | None]) -> str:
    stated, envelope = Interval(ends["least"], ends["most"]), Interval(ends["low"], ends["high"])
    if ends["low"] is None and ends["high"] is None:
        return f"{stated}, ends open"
    if ends["least"] == ends["most"]:
        return str(envelope)
    tail = ", or less" if ends["low"] is None else ", or more" if ends["high"] is None else ""
    return f"{stated}{tail}"


def _heading(key: dict[str, str]) -> str:
    unit = {"dimensionless": "", "count": "", "year": ""}.get(key["unit"], key["unit"])
    condition = key["match"].rpartition(": ")[2]
    return ", ".join(part for part in (label(key["quantity"]), condition, unit) if part)
