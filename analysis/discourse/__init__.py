"""Who agrees with whom, and on what."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.discourse.networks import concepts, congruence_network, positions

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["concepts", "congruence_network", "positions"]


def __getattr__(name: str) -> ModuleType:
    if name == "charts":
        return import_module("analysis.discourse.charts")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
