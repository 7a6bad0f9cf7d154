"""What the sources say of weapons, side by side, and whether two figures may stand together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import polars as pl

from analysis.dossier.problems import did_you_mean
from analysis.dossier.tables import CONDITION_NEEDED
from analysis.weapons.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier.tables import Dossier

UpTo = Literal["bound", "value"]
"""How to read "up to 80 km": the range is 80 km or less, or it is 80 km."""
MUCH = 0.25
"""Sources disagree much where the gap between them is more than a quarter of its midpoint."""
DESCRIPTIVE = {"name", "described as", "missile", "version"}
"""Keys of a condition that tell figures apart without making them incomparable."""
UNKNOWN = {"not stated", "several"}
GROUP = ["weapon_id", "variant", "quantity", "unit", "condition"]
SOURCE = ["source_id", "publisher", "published", "reliability"]
_SUFFIX = re.compile(r"_(per_min|km|kmh|kn|kw|kg|mm|m|s|t|year|(kw|kn|km)_per_t|kg_per_min)$")


class Verdict(NamedTuple):
    """Whether two figures may be set side by side, and why (not)."""

    comparable: bool
    reason: str


class Ratio(NamedTuple):
    """How many times the first is the second, and what that amounts to."""

    interval: Interval | None
    relation: Literal["larger", "smaller or equal", "overlapping", "not comparable"]
    reason: str


def label(quantity: str) -> str:
    """Name a quantity in words, without its unit.

    Examples
    --------
    >>> label("max_range_km")
    'max range'
    """
    return _SUFFIX.sub("", quantity).replace("_", " ")


def conditions(condition: str | None) -> dict[str, str]:
    """Split a condition into its keys and values.

    Examples
    --------
    >>> conditions("munition: guided rocket; name: 239 mm")
    {'munition': 'guided rocket', 'name': '239 mm'}
    """
    parts = (part.partition(": ") for part in (condition or "").split("; ") if part)
    return {key: value for key, _, value in parts}


def match(condition: str | None) -> str:
    """Reduce a condition to what must agree for a comparison."""
    kept = {k: v for k, v in conditions(condition).items() if k not in DESCRIPTIVE}
    return "; ".join(f"{key}: {kept[key]}" for key in sorted(kept))


def comparable(a: Mapping[str, Any], b: Mapping[str, Any]) -> Verdict:
    """Tell whether two figures may be set side by side.

    Parameters
    ----------
    a, b
        Rows of `Dossier.figures` or of `compare`, with ``quantity`` and ``condition``.

    Examples
    --------
    >>> up_to_40 = {"quantity": "max_range_km", "condition": "munition: assisted projectile"}
    >>> comparable(up_to_40, {**up_to_40, "condition": "munition: standard projectile"}).reason
    'munition differs: assisted projectile, standard projectile'
    """
    if a["quantity"] != b["quantity"]:
        return Verdict(False, f"{label(a['quantity'])} is not {label(b['quantity'])}")
    ours, theirs = conditions(a["condition"]), conditions(b["condition"])
    needed = CONDITION_NEEDED.get(a["quantity"])
    for key in dict.fromkeys([*([needed] if needed else []), *ours, *theirs]):
        if key in DESCRIPTIVE:
            continue
        pair = ours.get(key, "not stated"), theirs.get(key, "not stated")
        if UNKNOWN & set(pair):
            return Verdict(False, f"{key} is {next(v for v in pair if v in UNKNOWN)}")
        if pair[0] != pair[1]:
            return Verdict(False, f"{key} differs: {pair[0]}, {pair[1]}")
    return Verdict(True, f"same {label(a['quantity'])}" + (f", same {needed}" if needed else ""))


def ratio(a: Mapping[str, Any], b: Mapping[str, Any]) -> Ratio:
    """Divide one figure by another, if they are comparable, as intervals.

    Parameters
    ----------
    a, b
        As for `comparable`, with ``low`` and ``high`` in the same unit.

    Examples
    --------
    >>> k9 = {"quantity": "combat_mass_t", "condition": None, "low": 47, "high": 47}
    >>> ratio(k9, {**k9, "low": 42, "high": 48}).relation
    'overlapping'
    """
    allowed = comparable(a, b)
    if not allowed.comparable or a["quantity"].endswith("_year"):
        reason = "a date has no ratio" if allowed.comparable else allowed.reason
        return Ratio(None, "not comparable", reason)
    if a.get("unit") != b.get("unit"):
        raise ValueError(f"convert first: one figure is in {a.get('unit')}, one in {b.get('unit')}")
    ours, theirs = Interval(a["low"], a["high"]), Interval(b["low"], b["high"])
    above = ours.exceeds(theirs)
    return Ratio(
        ours / theirs,
        "overlapping" if above is None else "larger" if above else "smaller or equal",
        allowed.reason,
    )


def conversion(unit: str, to: str) -> float:
    """Factor from one unit to another, by pint.

    Raises
    ------
    ValueError
        The units measure different things, or pint does not know one of them.

    Examples
    --------
    >>> conversion("km", "m")
    1000.0
    """
    import pint  # noqa: PLC0415 (half a second that only conversions need)

    try:
        return float(pint.Quantity(1.0, unit).to(to).magnitude)
    except (pint.DimensionalityError, pint.UndefinedUnitError) as error:
        raise ValueError(f"cannot convert {unit} to {to}: {error}") from error


def hull(end: Literal["low", "high"]) -> pl.Expr:
    """Outer bound of the intervals of a group; open where one of them is."""
    outer = pl.col(end).min() if end == "low" else pl.col(end).max()
    return pl.when(pl.col(end).is_null().any()).then(None).otherwise(outer).alias(end)


def compare(
    dossier: Dossier,
    weapon_class: str | None = None,
    quantity: str | None = None,
    *,
    unit: str | None = None,
    min_reliability: str = "F",
    up_to: UpTo = "bound",
) -> pl.DataFrame:
    """Set side by side what each source says of each weapon.

    Parameters
    ----------
    dossier
        With weapons, figures and sources.
    weapon_class, quantity
        As in `schemas.WEAPON_CLASSES` and `Figure.quantity`; all by default.
    unit
        Unit to convert to; the stored one by default.
    min_reliability
        Worst Admiralty grade of a source that counts. Nothing is dropped unseen: figures below
        it are counted in ``n_left_out``, and a row that loses all its figures stays, empty.
    up_to
        See `UpTo`.

    Returns
    -------
    DataFrame
        One row per weapon, variant, quantity and condition: ``low`` and ``high`` of the envelope
        (null = open), the ``least`` and ``most`` that any source states, ``n_sources``,
        ``n_left_out``, ``gap`` between the sources that lie farthest apart (in the unit; 0 = all
        overlap, null = fewer than two sources), ``gap_share`` of its midpoint (null for dates),
        ``disagree`` (more than `MUCH`), ``match`` and ``stated`` (see `comparable`), and
        ``sources`` with publisher, date, grade and interval.

    Raises
    ------
    ValueError
        No weapon of that class or no figure of that quantity, a unit of another kind, or a
        reliability that is no Admiralty grade.

    Examples
    --------
    >>> import analysis
    >>> rows = compare(analysis.load(), "howitzer", "combat_mass_t").filter(weapon_id="k9-thunder")
    >>> rows.select("low", "high", "unit").row(0)
    (47.0, 47.0, 't')
    """
    if min_reliability not in tuple("ABCDEF"):
        raise ValueError(f"{min_reliability!r} is no Admiralty grade: choose A to F")
    figures = _figures(dossier, weapon_class, quantity)
    if up_to == "value":
        figures = figures.with_columns(
            low=pl.coalesce("low", "high"), high=pl.coalesce("high", "low")
        )
    if unit:
        factors = {u: conversion(u, unit) for u in figures["unit"].unique()}
        factor = pl.col("unit").replace_strict(factors, return_dtype=pl.Float64)
        figures = figures.with_columns(pl.col("low", "high") * factor, unit=pl.lit(unit))
    counts = pl.col("reliability").cast(pl.String) <= min_reliability
    everything = figures.group_by(GROUP).agg(n_left_out=(~counts).sum())
    by_source = figures.filter(counts).group_by([*GROUP, *SOURCE])
    farthest, nearest = pl.col("low").max(), pl.col("high").min()
    gap = pl.when(pl.len() > 1).then((farthest - nearest).clip(0).fill_null(0))
    middle = pl.when(~pl.col("quantity").first().str.ends_with("_year")).then(
        (farthest + nearest) / 2
    )
    envelopes = by_source.agg(hull("low"), hull("high")).sort("source_id").group_by(GROUP).agg(
        hull("low"), hull("high"), n_sources=pl.len(), gap=gap,
        least=pl.min_horizontal(pl.col("low", "high").min()),
        most=pl.max_horizontal(pl.col("low", "high").max()),
        gap_share=pl.when(gap > 0).then(gap / middle).otherwise(gap),
        sources=pl.struct(*SOURCE, "low", "high"),
    )  # fmt: skip
    found = {c: match(c) for c in figures["condition"].unique()}
    matched = pl.DataFrame({"condition": list(found), "match": list(found.values())})
    doubtful = "|".join(f": {word}(;|$)" for word in UNKNOWN)
    return (
        everything.join(envelopes, on=GROUP, how="left", nulls_equal=True)
        .join(matched.cast(pl.String), on="condition", how="left", nulls_equal=True)
        .join(dossier.weapons.select("weapon_id", "name", "weapon_class", "origin"), on="weapon_id")
        .with_columns(
            pl.col("n_sources").fill_null(0),
            disagree=pl.col("gap_share") > MUCH,
            stated=~pl.col("match").str.contains(doubtful),
        )
        .sort("weapon_class", "weapon_id", "quantity", "match", "variant", "condition")
        .with_columns(pl.col("weapon_class").cast(pl.String))
    )


def coverage(dossier: Dossier, weapon_class: str | None = None) -> pl.DataFrame:
    """Count the sources of every quantity that a weapon of its class could have.

    Returns
    -------
    DataFrame
        Columns weapon_id, weapon_class, quantity, n_sources and status: ``unsourced``,
        ``single source`` or ``several sources``.

    Examples
    --------
    >>> import analysis
    >>> coverage(analysis.load(), "carrier")["status"].unique().to_list()
    ['several sources']
    """
    figures = _figures(dossier, weapon_class, None)
    asked = figures.select("weapon_class", "quantity").unique()
    systems = dossier.weapons.filter(resolution="system").select(
        "weapon_id", pl.col("weapon_class").cast(pl.String)
    )
    sources = figures.group_by("weapon_id", "quantity").agg(n_sources=pl.n_unique("source_id"))
    number = pl.col("n_sources")
    return (
        systems.join(asked, on="weapon_class")
        .join(sources, on=["weapon_id", "quantity"], how="left")
        .with_columns(number.fill_null(0))
        .with_columns(
            status=pl.when(number == 0).then(pl.lit("unsourced"))
            .when(number == 1).then(pl.lit("single source")).otherwise(pl.lit("several sources"))
        )
        .sort("weapon_class", "weapon_id", "quantity")
    )  # fmt: skip


def _figures(dossier: Dossier, weapon_class: str | None, quantity: str | None) -> pl.DataFrame:
    figures = dossier.figures.join(
        dossier.weapons.select("weapon_id", "weapon_class"), on="weapon_id"
    ).join(dossier.sources.select(SOURCE), on="source_id")
    figures = figures.with_columns(pl.col("weapon_class").cast(pl.String))
    for column, value in (("weapon_class", weapon_class), ("quantity", quantity)):
        if value is not None:
            known = figures[column].unique().sort().to_list()
            if value not in known:
                raise ValueError(f"no figure with {column} {value!r}{did_you_mean(value, known)}")
            figures = figures.filter(pl.col(column) == value)
    return figures
