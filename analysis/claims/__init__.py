"""Who says what, for whom and how certainly."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.claims.acts import acts_between
from analysis.claims.likelihood import (
    STANDARDS,
    Standard,
    likelihood_band,
    likelihood_counts,
    likelihood_words,
)
from analysis.claims.speakers import (
    CERTAINTY_LABELS,
    claims_with_speakers,
    sides,
    speaks_for,
    unheard,
)

if TYPE_CHECKING:
    from types import ModuleType

__all__ = [
    "CERTAINTY_LABELS",
    "STANDARDS",
    "Standard",
    "acts_between",
    "claims_with_speakers",
    "likelihood_band",
    "likelihood_counts",
    "likelihood_words",
    "sides",
    "speaks_for",
    "unheard",
]


def __getattr__(name: str) -> ModuleType:
    if name == "charts":
        return import_module("analysis.claims.charts")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
