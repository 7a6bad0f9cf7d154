"""Notebooks as pages that open without Python, without a network and without a script."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.sharing.exporter import OfflineExporter
    from analysis.sharing.site import NotebookError, find_notebooks, share

__all__ = ["NotebookError", "OfflineExporter", "find_notebooks", "share"]

_HOMES = {
    "NotebookError": "site",
    "OfflineExporter": "exporter",
    "find_notebooks": "site",
    "share": "site",
}


def __getattr__(name: str) -> object:
    # nbconvert takes seconds to import, and `dossier check` has no use for it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
