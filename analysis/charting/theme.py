"""What all charts look like, and the words around a chart: its title and its tooltips."""

from __future__ import annotations

import textwrap
from typing import TypeVar

import altair as alt

from analysis.charting.palette import BLUE, CATEGORY, GRID, INK, MUTED, PAPER, SEQUENTIAL, VERMILION

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


def tooltips(**titles: str | tuple[str, str]) -> list[alt.Tooltip]:
    """Give the tooltip of a mark, with a title for every field.

    Parameters
    ----------
    **titles
        Title by field, in the order to show them; for a number or a date a pair of title and
        format: ``("At odds", ".0%")``, ``("Day", "%-d %B %Y")``.

    Examples
    --------
    >>> claim, day = tooltips(statement="Claim", day=("Day", "%-d %B %Y"))
    >>> day.to_dict()
    {'field': 'day', 'format': '%-d %B %Y', 'title': 'Day', 'type': 'temporal'}
    """
    return [_tooltip(field, title) for field, title in titles.items()]


def _tooltip(field: str, title: str | tuple[str, str]) -> alt.Tooltip:
    if isinstance(title, str):
        return alt.Tooltip(f"{field}:N", title=title)
    title, pattern = title
    kind = "T" if pattern.startswith("%") else "Q"  # only formats of dates begin so
    return alt.Tooltip(f"{field}:{kind}", title=title, format=pattern)


@alt.theme.register("dossier", enable=True)
def dossier_theme() -> alt.theme.ThemeConfig:
    """Altair's theme "dossier"; enabled when this module is imported."""
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
