"""What all charts share: palette, theme, settings and controls; it knows no dossier."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.charting.nothing import NothingToShow
from analysis.charting.palette import (
    BLUE,
    CATEGORY,
    GREEN,
    GREY,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    SEQUENTIAL,
    SKY,
    VERMILION,
)
from analysis.charting.settings import Settings

if TYPE_CHECKING:
    from analysis.charting.controls import option_control, setting_controls
    from analysis.charting.theme import WIDTH_PX, Layers, titled

__all__ = [
    "BLUE",
    "CATEGORY",
    "GREEN",
    "GREY",
    "GRID",
    "INK",
    "MUTED",
    "ORANGE",
    "PAPER",
    "PURPLE",
    "SEQUENTIAL",
    "SKY",
    "VERMILION",
    "WIDTH_PX",
    "Layers",
    "NothingToShow",
    "Settings",
    "option_control",
    "setting_controls",
    "titled",
]

_HOMES = {
    "Layers": "theme",
    "WIDTH_PX": "theme",
    "option_control": "controls",
    "setting_controls": "controls",
    "titled": "theme",
}


def __getattr__(name: str) -> object:
    # Altair takes two seconds to import; who only numbers settings does not wait for it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
