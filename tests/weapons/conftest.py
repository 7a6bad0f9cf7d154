"""Dossiers with a few made-up figures, so that every expected number is plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis import Dossier

CLASSES = {
    "gun": "howitzer",
    "launcher": "rocket_artillery",
    "tank": "tank",
    "missile": "air_to_air_missile",
    "round": "ammunition",
    "raft": "raft",
}
GRADES = {"page-a": "A", "page-b": "B", "page-c": "C", "page-e": "E", "page-ungraded": None}


class WithFigures(Protocol):
    def __call__(
        self, *rows: Sequence[object], **tables: Sequence[Mapping[str, object]]
    ) -> Dossier: ...


@pytest.fixture
def with_figures(make_dossier) -> WithFigures:  # noqa: ANN001 (a fixture of ../conftest.py)
    """Build a dossier from rows of weapon, quantity, low, high, unit, condition, source.

    The first word of a weapon's id says its class: ``gun-1`` is a howitzer.
    """
    columns = ["weapon_id", "quantity", "low", "high", "unit", "condition", "source_id"]

    def build(*rows: Sequence[object], **tables: Sequence[Mapping[str, object]]) -> Dossier:
        figures = [
            dict(zip(columns, row, strict=True))
            | {"figure_id": f"f-{number}", "basis": "press", "confidence": "low"}
            for number, row in enumerate(rows)
        ]
        weapons = [
            {
                "weapon_id": name,
                "name": name.replace("-", " ").capitalize(),
                "weapon_class": CLASSES[name.partition("-")[0]],
                "origin": "XAA",
                "named_in_article": False,
                "resolution": "system",
            }
            for name in dict.fromkeys(str(row[0]) for row in rows)
        ]
        sources = [
            {"source_id": name, "title": name, "kind": "press", "reliability": grade}
            for name, grade in GRADES.items()
        ]
        made = {"figures": figures, "weapons": weapons, "sources": sources}
        return make_dossier(**(made | tables))

    return build
