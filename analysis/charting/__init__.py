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
from analysis.charting.untrusted import escape_html, reveal_hidden, vega_literal

if TYPE_CHECKING:
    from analysis.charting.controls import option_control, setting_controls
    from analysis.charting.layout import circle_layout, edge_layout
    from analysis.charting.network import signed_network
    from analysis.charting.styles import DASHED, DOTTED, SOLID, Style, Styles
    from analysis.charting.theme import WIDTH_PX, Layers, titled
    from analysis.charting.tooltip import tooltips
    from analysis.charting.words import cases

__all__ = [
    "BLUE",
    "CATEGORY",
    "DASHED",
    "DOTTED",
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
    "SOLID",
    "VERMILION",
    "WIDTH_PX",
    "Layers",
    "NothingToShow",
    "Settings",
    "Style",
    "Styles",
    "cases",
    "circle_layout",
    "edge_layout",
    "escape_html",
    "option_control",
    "reveal_hidden",
    "setting_controls",
    "signed_network",
    "titled",
    "tooltips",
    "vega_literal",
]

_HOMES = {
    "DASHED": "styles",
    "DOTTED": "styles",
    "Layers": "theme",
    "SOLID": "styles",
    "Style": "styles",
    "Styles": "styles",
    "WIDTH_PX": "theme",
    "cases": "words",
    "circle_layout": "layout",
    "edge_layout": "layout",
    "option_control": "controls",
    "setting_controls": "controls",
    "signed_network": "network",
    "titled": "theme",
    "tooltips": "tooltip",
}


def __getattr__(name: str) -> object:
    # Altair takes two seconds to import; who only numbers settings does not wait for it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
