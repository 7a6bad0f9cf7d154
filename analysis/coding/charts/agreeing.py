"""On which columns two coders agree, and the disagreements behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GRID,
    INK,
    MUTED,
    WIDTH_PX,
    Layers,
    NothingToShow,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.coding.charts.lines import MOST_LISTED, lines_behind, ranked_rows
from analysis.coding.charts.wording import captions, offered
from analysis.coding.comparing import agreement as compared
from analysis.coding.pairing import two_coders
from analysis.errors import QuestionError
from analysis.explorer import Explorer, figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_ROW_PX = 23
_LEFT, _RIGHT = 0.33, 0.58
"""Where the scale of equal values begins and ends, as shares of the width."""
_EQUAL, _ALPHA, _INDENT, _HALF = 0.63, 0.8, 0.025, 0.5
"""Where texts begin."""


@figure("agreement")
def agreement(
    dossier: Dossier, other: Dossier | None = None, *, threshold: float = 0.5
) -> Explorer:
    """Columns by the agreement of two coders, and behind each the claims that they coded apart.

    Parameters
    ----------
    dossier, other
        Dossiers of the two coders; or one alone, with claims by two.
    threshold
        Least overlap by union of two claims on the same words, as for `coding.agreement`.
    """
    if dossier.claims.is_empty():
        raise NothingToShow("No claims are coded yet.")
    try:
        pair = two_coders(dossier, other)
    except QuestionError as why:
        if other is not None:
            raise
        raise NothingToShow(str(why)) from None
    found = compared(pair[0].claims, pair[1].claims, threshold=threshold)
    if found.matched.is_empty():
        ours, theirs = (f"{coder.claims.height:,} by {coder.name}" for coder in pair)
        raise NothingToShow(
            f"No claim of {ours} is on the same words as one of {theirs}: no overlap is at least "
            f"{threshold:.0%}."
        )
    rows = ranked_rows(found)
    options = offered(found, rows["column"].to_list())
    chart = _picture(pl.concat([rows, lines_behind(pair, found, rows)], how="diagonal"), options)
    return Explorer(chart, "agreement", captions(pair, found, options, MOST_LISTED))


def _picture(rows: pl.DataFrame, options: dict[str, str]) -> Layers:
    """Draw a row per column, and below the chosen one a line of words and one of values each."""
    share = _LEFT + (_RIGHT - _LEFT) * pl.col("equal_share")
    rows = rows.with_columns(
        dot=share,
        start=_LEFT,
        end=_RIGHT,
        name_at=0.0,
        words_at=_INDENT,
        second_at=_HALF,
        equal_at=_EQUAL,
        alpha_at=_ALPHA,
    )
    of_columns = alt.Chart(rows).transform_filter("datum.kind == 'column'")
    chosen = "datum.column == column" if options else "false"
    row = of_columns.encode(
        tooltip=tooltips(
            label="Column",
            equal="Equal values, of claims with a value by both",
            alpha_whole="Krippendorff’s alpha",
        ),
        description=mark_sentence("{label}: {equal} equal, alpha {alpha_whole}"),
    )
    lines = alt.Chart(rows).transform_filter(f"datum.kind == 'line' && {chosen}")
    line = lines.encode(
        tooltip=tooltips(
            where="Where", quote="Words of the article", first_said="First", second_said="Second"
        ),
        description=mark_sentence("{where}: {first_said}; {second_said}"),
    )
    places = line.transform_filter("datum.part == 'words'")
    values = line.transform_filter("datum.part == 'values'")
    heads = alt.Chart(rows).transform_filter("datum.kind == 'head'")
    layers = [
        of_columns.transform_filter(chosen)
        .mark_rect(color=GRID, opacity=0.6)
        .encode(x=alt.value(0), x2=alt.value("width")),
        lines.mark_rect(color=BLUE).encode(x=alt.value(0), x2=alt.value(3)),
        of_columns.transform_filter("isValid(datum.dot)")
        .mark_rule(color=MUTED, opacity=0.5)
        .encode(x=_at("start"), x2="end:Q"),
        row.transform_filter("isValid(datum.dot)")
        .mark_point(filled=True, color=BLUE, size=90, opacity=1)
        .encode(x=_at("dot")),
        _text(row, "name_at", "label", _LEFT - 0.02, dx=8),
        _text(row, "equal_at", "equal", _ALPHA - _EQUAL),
        _text(row, "alpha_at", "alpha_said", 1 - _ALPHA),
        _text(places, "words_at", "shown", 1 - _INDENT, color=MUTED, dy=2),
        _text(values, "words_at", "first_said", _HALF - _INDENT - 0.01, dy=-1),
        _text(values, "second_at", "second_said", 1 - _HALF, dy=-1),
        _text(heads, "start", "scale_start", 0.1, color=MUTED),
        _text(heads, "end", "scale_end", 0.1, color=MUTED, align="right"),
        _text(heads, "equal_at", "equal", _ALPHA - _EQUAL, color=MUTED),
        _text(heads, "alpha_at", "alpha_said", 1 - _ALPHA, color=MUTED),
    ]
    slot = alt.Y("slot:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    chart = alt.layer(*(layer.encode(y=slot) for layer in layers)).properties(
        width=WIDTH_PX, height=alt.Step(_ROW_PX)
    )
    if not options:
        return chart
    return chart.add_params(option_control("column", options, "Disagreements on "))


def _at(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))


def _text(
    base: alt.Chart,
    at: str,
    field: str,
    room: float,
    *,
    color: str = INK,
    align: Literal["left", "right"] = "left",
    dx: float = 0,
    dy: float = 0,
) -> alt.Chart:
    """Write a field, cut to a share of the width; tooltip and description have it whole."""
    limit = alt.ExprRef(f"width * {room:.3f}")
    drawn: alt.Chart = base.mark_text(align=align, color=color, limit=limit, dx=dx, dy=dy)
    return drawn.encode(x=_at(at), text=f"{field}:N")
