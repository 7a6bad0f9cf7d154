"""How a chart draws what somebody states: a value, a span, or a bound with an open end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import INK, Style, Styles

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = Styles(
    {
        "value": Style(INK, "M0,-1V1", label="a value"),
        "up to": Style(INK, "M0,-1V1M0,0H-2M-1.4,-0.5L-2,0L-1.4,0.5", label="up to"),
        "at least": Style(INK, "M0,-1V1M0,0H2M1.4,-0.5L2,0L1.4,0.5", label="at least"),
        "span": Style(INK, "circle", label="from … to"),
    }
)
"""Shapes to draw as lines, not filled: the arrow of a bound points to where it is open."""

_NARROW_PX = 300
_NEAR = 0.004
"""Share of the highest value of a plot that two marks are apart if they lie on each other."""


def wrapped_labels(text: str) -> str:
    """Vega expression of an axis label: in lines where the plot is as narrow as on a phone.

    Parameters
    ----------
    text
        Vega expression of the label.

    Examples
    --------
    >>> wrapped_labels("datum.label").startswith("width < 300 ? split(replace(datum.label")
    True
    """
    in_lines = rf"split(replace({text}, regexp('(.{{1,16}})(\\s+|$)', 'g'), '$1\n'), '\n')"
    return f"width < {_NARROW_PX} ? {in_lines.replace(chr(10), chr(92) + 'n')} : {text}"


def line_axis(label: str, is_head: str) -> alt.Axis:
    """Label lines of a plot that are headings and rows.

    Parameters
    ----------
    label, is_head
        Vega expressions: the label of a line, and whether it is a heading.

    Examples
    --------
    >>> line_axis("datum.label", "datum.value == 0").labelLimit
    300
    """
    return alt.Axis(
        labelExpr=wrapped_labels(label),
        labelFontWeight={"condition": {"test": is_head, "value": "bold"}, "value": "normal"},
        labelLimit=300,
        labelLineHeight=13,
        labelPadding=6,
        ticks=False,
    )


def in_words(figure: str, sign: str, verdict: str) -> str:
    """Vega expression of a label: a figure, a sign, and its meaning where there is room.

    Examples
    --------
    >>> in_words("datum.km", "signs[0]", "datum.said")
    "datum.km + ' ' + signs[0] + (width < 300 ? '' : ' ' + datum.said)"
    """
    return f"{figure} + ' ' + {sign} + (width < {_NARROW_PX} ? '' : ' ' + {verdict})"


def fanned(at: str, of: Sequence[str], plot: str) -> pl.Expr:
    """Set marks on one value beside each other: each gets its place across, from -1 to 1.

    Parameters
    ----------
    at
        Column with the value of each mark, none below 0.
    of
        Columns that say which marks are on one line.
    plot
        Column that says which marks are in one plot.

    Examples
    --------
    >>> said = pl.DataFrame({"row": [1, 1, 1, 2], "at": [80.0, 80.0, 40.0, 80.0], "plot": "a"})
    >>> said.select(fanned("at", ["row"], "plot"))["fan"].to_list()
    [-0.3, 0.3, 0.0, 0.0]
    """
    cell = _NEAR * pl.col(at).max().over(plot)
    same = [*of, pl.when(cell > 0).then((pl.col(at) / cell).round()).otherwise(0.0)]
    number = pl.len().over(same).cast(pl.Float64)
    nth = pl.int_range(pl.len()).over(same) - (number - 1) / 2
    step = pl.min_horizontal(pl.lit(0.6), 2 / pl.max_horizontal(number - 1, pl.lit(1.0)))
    return (nth * step).round(2).alias("fan")
