"""What all charts share: palette, theme, settings and controls; it knows no dossier."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analysis.charting.captions import caption_rows, mark_sentence
from analysis.charting.palette import (
    BLUE,
    GREEN,
    GREY,
    GRID,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    SKY,
    VERMILION,
)
from analysis.charting.settings import MOST_ROWS, NothingToShow, Settings
from analysis.charting.untrusted import vega_literal
from analysis.charting.words import cases, counted, day_in_words, enumerated
from analysis.faces import promised as _promised

if TYPE_CHECKING:
    from analysis.charting.controls import option_control, setting_controls
    from analysis.charting.looks import FIRMNESS, NOT_CODED
    from analysis.charting.network import circle_layout, edge_layout, signed_network
    from analysis.charting.styles import (
        DASH_DOTTED,
        DASHED,
        DOTTED,
        LONG_DASHED,
        SOLID,
        Style,
        Styles,
    )
    from analysis.charting.theme import WIDTH_PX, Layers, titled, tooltips

__all__ = [
    "BLUE",
    "DASHED",
    "DASH_DOTTED",
    "DOTTED",
    "FIRMNESS",
    "GREEN",
    "GREY",
    "GRID",
    "INK",
    "LONG_DASHED",
    "MOST_ROWS",
    "MUTED",
    "NOT_CODED",
    "ORANGE",
    "PAPER",
    "PURPLE",
    "SKY",
    "SOLID",
    "VERMILION",
    "WIDTH_PX",
    "Layers",
    "NothingToShow",
    "Settings",
    "Style",
    "Styles",
    "caption_rows",
    "cases",
    "circle_layout",
    "counted",
    "day_in_words",
    "edge_layout",
    "enumerated",
    "mark_sentence",
    "option_control",
    "setting_controls",
    "signed_network",
    "titled",
    "tooltips",
    "vega_literal",
]

__dir__ = _promised(__all__)


def __getattr__(name: str) -> object:
    # Altair takes a second to import; who only numbers settings does not wait for it.
    if name in __all__:
        for part in ("controls", "looks", "network", "styles", "theme"):
            if hasattr(module := import_module(f"{__name__}.{part}"), name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
