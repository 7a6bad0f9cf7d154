"""The picture of speakers and points: who says yes and no to what, and how often."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    GRID,
    INK,
    PAPER,
    PURPLE,
    VERMILION,
    WIDTH_PX,
    Layers,
    mark_sentence,
    setting_controls,
    tooltips,
    vega_literal,
)
from analysis.discourse.charts.debates import WHOLE, debate
from analysis.discourse.charts.stance_counts import stance_cells
from analysis.explorer import Explorer, figure

if TYPE_CHECKING:
    from analysis.corpora import Corpus
    from analysis.discourse.charts.stance_counts import StanceCells
    from analysis.dossier import Dossier

_LINE_PX = 21
_LINE_CHARACTERS, _NAME_PX = 46, 150
_FILLS = {
    "mostly yes": BLUE,
    "mostly no": VERMILION,
    "as much yes as no": PURPLE,
    "yes or no": GREY,
}


@figure("stance-matrix", "claims")
def stance_matrix(
    dossier: Dossier | Corpus, *, by: str = "person", title: str | None = None
) -> Explorer:
    """Draw how often each speaker says yes and no to each point.

    Numbers can be set against all that a speaker says, or all that is said on a point, as in
    `analysis.discourse.network`; the statements of several months can be shown window by window.

    Parameters
    ----------
    dossier
        A dossier, or a corpus of many.
    by
        Who the speakers are: ``person`` (whoever has the view) or ``organization`` (the
        government or organisation that they speak for).
    title
        By default it counts speakers and points in the setting shown.
    """
    found = stance_cells(debate(dossier, by), title)
    headings = {"stance": "Count ", "share_of": "As ", "window": "Window "}
    controls = setting_controls(found.settings, headings)
    return Explorer(_picture(found).add_params(*controls), "stance-matrix", found.captions)


def _lines(points: list[str]) -> tuple[pl.DataFrame, dict[str, int]]:
    """Give each point the lines of its name, and one below them for its cells."""
    rows: list[tuple[int, str]] = []
    at: dict[str, int] = {}
    line = 0
    for point in points:
        for words in textwrap.wrap(point, _LINE_CHARACTERS) or [point]:
            rows.append((line, words))
            line += 1
        at[point] = line
        line += 1
    return pl.DataFrame(rows, ["line", "words"], orient="row"), at


def _picture(found: StanceCells) -> Layers:
    headings, at = _lines(found.points)
    last = max(at.values(), default=0)
    shown = (
        f"datum.span == {'window' if 'window' in found.settings.options else vega_literal(WHOLE)}"
    )
    y = alt.Y("line:O", axis=None, scale=alt.Scale(domain=list(range(last + 1))))
    x = alt.X(
        "speaker:N",
        sort=found.speakers,
        title=None,
        scale=alt.Scale(domain=found.speakers, paddingInner=0.08, paddingOuter=0),
        axis=alt.Axis(
            orient="top",
            labelAngle=-90,
            labelLimit=_NAME_PX,
            labelColor=INK,
            domain=False,
            ticks=False,
        ),
    )
    placed = found.cells.with_columns(
        line=pl.col("point").replace_strict(at, return_dtype=pl.Int64)
    )
    grid = (
        alt.Chart(pl.DataFrame({"line": [at[point] for point in found.points]}))
        .mark_rule(stroke=GRID)
        .encode(y=y, x=alt.value(0), x2=alt.value("width"))
    )
    names = (
        alt.Chart(headings)
        .mark_text(align="left", dy=3, color=INK, fontWeight="bold", limit=alt.ExprRef("width"))
        .encode(y=y, x=alt.value(0), text="words:N")
    )
    cells = (
        alt.Chart(placed)
        .transform_filter(shown)
        .transform_calculate(
            number="{net: datum.yes - datum.no, yes: datum.yes, no: datum.no, "
            "both: datum.yes + datum.no}[stance]",
            of="{count: 1, speaker: datum.of_speaker / 100, point: datum.of_point / 100}[share_of]",
        )
        .transform_filter("datum.number != 0 || stance == 'net'")
        .transform_calculate(value="datum.number / datum.of", size="abs(datum.number / datum.of)")
        .transform_joinaggregate(most="max(size)")
        .transform_calculate(
            strength="0.18 + 0.42 * (datum.most > 0 ? datum.size / datum.most : 0)",
            look="stance == 'both' ? 'yes or no' : stance == 'yes' ? 'mostly yes' : "
            "stance == 'no' ? 'mostly no' : datum.number > 0 ? 'mostly yes' : "
            "datum.number < 0 ? 'mostly no' : 'as much yes as no'",
            text="(stance == 'both' ? '' : stance == 'no' || datum.number < 0 ? '\u2212' : "
            "datum.number > 0 ? '+' : '\u00b1') + format(datum.size, ',.0f')",
        )
    )
    words = (
        "stance == 'both' ? ['yes or no'] : stance == 'yes' ? ['mostly yes'] : stance == 'no' ? "
        "['mostly no'] : ['mostly yes', 'mostly no', 'as much yes as no']"
    )
    signs = {
        "mostly yes": "+ yes",
        "mostly no": "\u2212 no",
        "as much yes as no": "\u00b1 as much yes as no",
        "yes or no": "yes or no",
    }
    rects = cells.mark_rect(cornerRadius=2).encode(
        x=x,
        y=y,
        fill=alt.Fill(
            "look:N",
            title="Says",
            scale=alt.Scale(domain=list(_FILLS), range=list(_FILLS.values())),
            legend=alt.Legend(
                orient="bottom",
                values=alt.ExprRef(words),
                symbolType="square",
                symbolOpacity=0.5,
                labelExpr=f"{vega_literal(signs)}[datum.label]",
            ),
        ),
        fillOpacity=alt.FillOpacity("strength:Q", scale=None, legend=None),
        tooltip=tooltips(
            speaker="Speaker",
            point="Point",
            stance="Stance",
            yes=("Statements with yes", ",d"),
            no=("Statements with no", ",d"),
            example="For example",
            where="Where",
        ),
        description=mark_sentence(
            "{speaker} {stance} to: {point}; {yes:,d} statements with yes, {no:,d} with no; "
            "for example: {example}"
        ),
    )
    blank = cells.mark_rect(fill=PAPER).encode(x=x, y=y)
    numbers = cells.mark_text(color=INK, fontSize=11).encode(x=x, y=y, text="text:N")
    layers: Layers = alt.layer(grid, names, blank, rects, numbers)
    return layers.properties(width=WIDTH_PX, height=alt.Step(_LINE_PX))
