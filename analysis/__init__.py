"""Take a news article apart: who said what, what binds whom, what compares, what happened.

Loading is here; the analyses are rooms, each imported when touched: ``analysis.alliances``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import dataframely as _dataframely  # noqa: F401  (imported before the rest, it takes a fifth less time)

from analysis.dossier import (
    AnalysisError,
    Dossier,
    DossierError,
    Problem,
    QuestionError,
    example,
    load,
    load_actors,
    load_claims,
    load_table,
)

if TYPE_CHECKING:
    from types import ModuleType

__all__ = [
    "AnalysisError",
    "Dossier",
    "DossierError",
    "Problem",
    "QuestionError",
    "example",
    "load",
    "load_actors",
    "load_claims",
    "load_table",
]

_ROOMS = frozenset(
    {
        "alliances",
        "balance",
        "charting",
        "claims",
        "discourse",
        "evidence",
        "exchange",
        "explorer",
        "red_lines",
        "sharing",
        "weapons",
    }
)


def __getattr__(name: str) -> ModuleType:
    if name in _ROOMS:
        return import_module(f"analysis.{name}")
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
