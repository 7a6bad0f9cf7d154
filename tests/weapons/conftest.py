"""A dossier with a few made-up figures, so that every expected number is plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import polars as pl
import pytest

from analysis.dossier.tables import Dossier, Figure, Source

if TYPE_CHECKING:
    from collections.abc import Sequence


class WithFigures(Protocol):
    def __call__(self, *rows: Sequence[object]) -> Dossier: ...


@pytest.fixture
def with_figures(dossier: Dossier) -> WithFigures:
    """Build a dossier from rows of weapon, quantity, low, high, unit, condition, source."""
    columns = ["weapon_id", "quantity", "low", "high", "unit", "condition", "source_id"]
    grades = {"page-a": "A", "page-b": "B", "page-c": "C", "page-e": "E"}

    def build(*rows: Sequence[object]) -> Dossier:
        figures = [
            dict.fromkeys(Figure.column_names())
            | dict(zip(columns, row, strict=True))
            | {"figure_id": f"f-{number}", "basis": "press", "confidence": "low"}
            for number, row in enumerate(rows)
        ]
        sources = [
            dict.fromkeys(Source.column_names())
            | {"source_id": name, "title": name, "kind": "press", "reliability": grade}
            for name, grade in grades.items()
        ]
        frames = dossier.to_dict() | {
            "figures": pl.LazyFrame(figures, schema=Figure.create_empty().schema),
            "sources": pl.LazyFrame(sources, schema=Source.create_empty().schema),
        }
        return Dossier.validate(frames, cast=True)

    return build
