"""Notebooks as pages that open without Python, without a network and without a script."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.faces import promised as _promised

if TYPE_CHECKING:
    from analysis.sharing.exporter import OfflineExporter
    from analysis.sharing.frame import Frame
    from analysis.sharing.reading import NotebookError
    from analysis.sharing.site import find_notebooks, share
    from analysis.sharing.texts import TextPage

__all__ = ["Frame", "NotebookError", "OfflineExporter", "TextPage", "find_notebooks", "share"]

__dir__ = _promised(__all__)


def __getattr__(name: str) -> object:
    # nbconvert takes a second to import, and `dossier check` has no use for it.
    if name in __all__:
        inner = "texts" if name == "TextPage" else "site"
        return getattr(import_module(f"{__name__}.{inner}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
