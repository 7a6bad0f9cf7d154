"""Take a news article apart: who said what, what binds whom, what compares, what happened.

Loading is here; the analyses are rooms, each imported when touched: ``analysis.alliances``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.later import parse_iris_later as _parse_iris_later

if TYPE_CHECKING:
    from analysis.corpora import load_corpus
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
    "load_corpus",
    "load_table",
]

_ROOMS = frozenset(
    {
        "alliances",
        "balance",
        "charting",
        "claims",
        "coding",
        "corpora",
        "discourse",
        "evidence",
        "exchange",
        "explorer",
        "red_lines",
        "revisions",
        "sharing",
        "tidying",
        "weapons",
    }
)

_parse_iris_later()


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a room, or what loads)
    # The command answers Ctrl-C before polars, which takes most of a second, is there.
    if name in _ROOMS:
        return import_module(f"analysis.{name}")
    if name in __all__:
        import_module("dataframely")  # before the rest, it takes a fifth less time
        room = "corpora" if name == "load_corpus" else "dossier"
        return getattr(import_module(f"analysis.{room}"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_ROOMS})
