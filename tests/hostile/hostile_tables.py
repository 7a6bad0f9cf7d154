"""Damaged dossiers as ``make hostile`` runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import damaged_tables
from judging_tables import Workshop, judged, prepare_base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WORKSHOPS: dict[Path, Workshop] = {}


def prepare() -> None:
    """Load the dossiers that are damaged."""
    for name in damaged_tables.BASES:
        prepare_base(name)


def tried(number: int, folder: Path) -> dict[str, Any]:
    """Damage a dossier and say what became of it."""
    made = damaged_tables.damaged(number)
    workshop = _WORKSHOPS.setdefault(folder, Workshop(folder))
    told = judged(made, workshop)
    return {
        "how": told.how,
        "of": damaged_tables.kind_of(made),
        "findings": told.findings,
        "problems": told.problems,
    }


def shown(number: int) -> Iterator[str]:
    """Say what happens to the dossier of a number."""
    yield from damaged_tables.shown(damaged_tables.damaged(number))
