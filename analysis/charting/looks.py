"""Looks of words that several rooms draw, so that a reader learns them once."""

from __future__ import annotations

from analysis.charting.palette import BLUE, GREY, MUTED, ORANGE, VERMILION
from analysis.charting.styles import Style, Styles

NOT_CODED = "not coded"

FIRMNESS = Styles(
    {
        "certain": Style(BLUE, "circle"),
        "probable": Style(ORANGE, "square"),
        "possible": Style(VERMILION, "triangle-up"),
        "uncommitted": Style(GREY, "cross"),
        NOT_CODED: Style(MUTED, "diamond"),
    }
)
"""How firmly a speaker puts a claim."""
