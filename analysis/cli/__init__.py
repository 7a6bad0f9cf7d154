"""The ``dossier`` command."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.cli.entry import main
from analysis.faces import promised as _promised

if TYPE_CHECKING:
    from analysis.cli.commands import app

__all__ = ["app", "main"]

__dir__ = _promised(__all__)


def __getattr__(name: str) -> object:
    # The commands take a second to import; from the first moment on, Ctrl-C has to be answered.
    if name == "app":
        return import_module(f"{__name__}.commands").app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
