"""Classes of weapons and their quantities: the standard ones, and what a dossier adds to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.dossier.vocabularies import package_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl


@dataclass(frozen=True)
class WeaponClass:
    """A class within which comparing weapons makes sense."""

    weapon_class: str
    label: str
    """How a reader sees it."""

    fired_from: str | None = None
    """``ground``, ``air`` or ``sea``; None where it is not fired."""

    loads: tuple[str, ...] = ()
    """Classes it fires or carries."""

    faces: tuple[str, ...] = ()
    """Other classes it would be set against."""

    described: bool = True
    """Whether a table describes it; if not, it is compared only with its own name."""


@dataclass(frozen=True)
class Quantity:
    """What a figure measures."""

    quantity: str
    label: str
    """How a reader sees it, without its unit."""

    unit: str | None = None
    """Unit in pint's spelling; None where no table describes the quantity."""

    needs: str | None = None
    """Key of the condition that a figure has to state: munition, target, mode, fuel, altitude."""

    is_range: bool = False
    """Whether it says how far a weapon reaches."""

    compared: bool = False
    """Whether one weapon may be said to outdo another in it."""

    on_sheets: bool = True
    first: str | None = None
    """The quantity it is derived from, ``operator`` and ``second`` of it."""

    operator: str | None = None
    second: str | None = None
    described: bool = True
    """Whether a table describes it; if not, it is compared only with its own name."""


def _classes(rows: Iterable[dict[str, object]]) -> dict[str, WeaponClass]:
    return {
        str(row["weapon_class"]): WeaponClass(
            str(row["weapon_class"]),
            str(row["label"]),
            _text(row["fired_from"]),
            _list(row["loads"]),
            _list(row["faces"]),
        )
        for row in rows
    }


def _quantities(rows: Iterable[dict[str, object]]) -> dict[str, Quantity]:
    return {
        str(row["quantity"]): Quantity(
            str(row["quantity"]),
            str(row["label"]),
            _text(row["unit"]),
            _text(row["needs"]),
            row["is_range"] in (True, "true"),
            row["compared"] in (True, "true"),
            row["on_sheets"] not in (False, "false"),
            _text(row["first"]),
            _text(row["operator"]),
            _text(row["second"]),
        )
        for row in rows
    }


def _text(cell: object) -> str | None:
    return str(cell) if cell else None


def _list(cell: object) -> tuple[str, ...]:
    if isinstance(cell, list):
        return tuple(cell)
    return tuple(str(cell).split("|")) if cell else ()


STANDARD_CLASSES = _classes(dict(row) for row in package_rows("weapon_classes.csv"))
"""Classes that come with the package, by name."""
STANDARD_QUANTITIES = _quantities(dict(row) for row in package_rows("quantities.csv"))
"""Quantities that come with the package, by name."""


def classes_of(weapon_classes: pl.DataFrame, used: Iterable[str]) -> dict[str, WeaponClass]:
    """Standard classes, those a dossier adds or describes anew, and those it merely uses.

    Parameters
    ----------
    weapon_classes
        The table of that name.
    used
        Classes of the table ``weapons``.
    """
    known = STANDARD_CLASSES | _classes(weapon_classes.iter_rows(named=True))
    bare = {name: WeaponClass(name, name.replace("_", " "), described=False) for name in used}
    return bare | known


def quantities_of(quantities: pl.DataFrame, used: Iterable[str]) -> dict[str, Quantity]:
    """Standard quantities, those a dossier adds or describes anew, and those it merely uses.

    Parameters
    ----------
    quantities
        The table of that name.
    used
        Quantities of the table ``figures``.
    """
    known = STANDARD_QUANTITIES | _quantities(quantities.iter_rows(named=True))
    bare = {name: Quantity(name, name.replace("_", " "), described=False) for name in used}
    return bare | known
