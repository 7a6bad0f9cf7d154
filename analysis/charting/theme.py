"""One palette and one Altair theme for every chart of the project.

The hues are Okabe and Ito's (2008, https://jfly.uni-koeln.de/color/), told apart by colour-blind
readers. Orange and sky blue are darkened so that each mark has a contrast of at least 3:1 on the
light page and on the dark one (WCAG 2.2, 1.4.11). Colour never speaks alone: signs also have a
dash, categories a shape or a label. Text is written in `INK` or `MUTED`, never in a hue.
"""

from __future__ import annotations

import textwrap
from typing import TypeVar

import altair as alt

BLUE = "#0072B2"
VERMILION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
ORANGE = "#B87C00"
SKY = "#3D98CE"
GREY = "#7A7F87"

CATEGORY = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, GREY]
"""Hues for unordered categories, in the order to use them."""

SEQUENTIAL = ["#C6DDEC", "#6FAFD6", BLUE, "#003F66"]
"""Light to dark for amounts; write the value into each cell as well."""

INK = "#1B1F24"
"""Text: titles, direct labels, values."""

MUTED = "#57606A"
"""Secondary text: subtitles, axis labels."""

GRID = "#DDE1E6"
"""Grid lines and rules that only guide the eye."""

PAPER = "#FFFFFF"
"""Background of a chart; the halo of a label."""

DARK = {INK: "#E6E9ED", MUTED: "#A9B1BB", GRID: "#343A42", PAPER: "#15181C"}
"""What a saved page puts in place of each neutral colour when the reader prefers dark.

Write these neutrals by name in charts: a literal ``"black"`` stays black on the dark page.
"""

WIDTH_PX = 640
"""Width of a plot without its labels: a chart stays readable at 900 px and on A4."""

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
"""Fonts found on every system, so that a page needs to carry none."""

AnyChart = TypeVar("AnyChart", bound=alt.TopLevelMixin)

Layers = alt.LayerChart | alt.FacetChart
"""What ``alt.layer(...).properties(...)`` gives."""


def titled(chart: AnyChart, title: str, subtitle: str, *, width_px: int = WIDTH_PX) -> AnyChart:
    """Give a chart its finding as title and its method as subtitle.

    Both are wrapped to the chart's width (Vega does not wrap) and become the chart's
    description, which screen readers speak and a saved page uses as alternative text.

    Parameters
    ----------
    chart
        Single, layered or concatenated.
    title
        What the chart shows, with computed numbers: "4 of 9 treaties oblige defence".
    subtitle
        How that was measured, on which rows, from which source.
    width_px
        Width to wrap to, in pixels; a title character takes about 7.5, a subtitle's 6.

    Examples
    --------
    >>> chart = titled(alt.Chart().mark_point(), "Two of three agree", "Share of sources")
    >>> chart.to_dict()["description"]
    'Two of three agree. Share of sources'
    """
    return chart.properties(
        title=alt.TitleParams(
            textwrap.wrap(title, int(width_px / 7.5)),
            subtitle=textwrap.wrap(subtitle, int(width_px / 6)),
        ),
        description=f"{title.rstrip('.')}. {subtitle}",
    )


@alt.theme.register("pact", enable=True)
def pact() -> alt.theme.ThemeConfig:
    """Altair's theme of this name; enabled when this module is imported."""
    axis: alt.theme.AxisConfigKwds = {
        "labelColor": MUTED,
        "titleColor": INK,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "gridColor": GRID,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
        "titlePadding": 8,
    }
    return {
        "config": {
            "background": PAPER,
            "font": FONT,
            "axis": axis,
            "legend": {
                "labelColor": INK,
                "titleColor": INK,
                "labelFontSize": 12,
                "titleFontSize": 12,
                "labelLimit": 320,
                "symbolStrokeWidth": 2,
            },
            "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12},
            "title": {
                "anchor": "start",
                "frame": "group",
                "color": INK,
                "fontSize": 15,
                "subtitleColor": MUTED,
                "subtitleFontSize": 12,
                "subtitlePadding": 6,
                "offset": 14,
            },
            "text": {"color": INK, "fontSize": 12},
            "rule": {"color": MUTED},
            "point": {"size": 70, "filled": True},
            "mark": {"color": BLUE},
            "range": {
                "category": CATEGORY,
                "ordinal": SEQUENTIAL,
                "heatmap": SEQUENTIAL,
                "ramp": SEQUENTIAL,
                "diverging": [VERMILION, "#E9E4DF", BLUE],
            },
            "view": {"stroke": None, "continuousWidth": WIDTH_PX, "discreteWidth": WIDTH_PX},
        }
    }
