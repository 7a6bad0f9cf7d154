"""What changed since an earlier version of a dossier: the answers that its rows give."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.revisions.answers import changed_answers

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["changed_answers"]


def __getattr__(name: str) -> ModuleType:
    if name == "charts":
        return import_module("analysis.revisions.charts")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
