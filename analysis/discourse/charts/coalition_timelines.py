"""The picture of camps over time: a lane for each speaker, a column for each window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    GRID,
    INK,
    MUTED,
    PAPER,
    WIDTH_PX,
    Layers,
    mark_sentence,
    setting_controls,
    tooltips,
    vega_literal,
)
from analysis.discourse.charts.debates import debate
from analysis.discourse.charts.divisions import UNMATCHED
from analysis.discourse.charts.lanes import LETTERS, camp_lanes
from analysis.discourse.charts.speaker_networks import CAMP_STYLES
from analysis.explorer import Explorer, figure

if TYPE_CHECKING:
    from analysis.corpora import Corpus
    from analysis.discourse.charts.lanes import CampLanes
    from analysis.dossier import Dossier

_STRAIN = "Ties at odds"
_LANE_PX = 26
_NAME_PX = 150
_ALONE_PX = 160
"""Width of a column without another."""

_UPRIGHT = 4
"""Columns from which their heads are written upwards."""


@figure("coalition-timeline", "claims")
def coalition_timeline(
    dossier: Dossier | Corpus, *, by: str = "person", title: str | None = None
) -> Explorer:
    """Draw the camp of each speaker in each window of time, and who changes sides.

    Camps are those of `analysis.discourse.coalitions`; where optimal divisions differ, the
    speaker is in either. Statements of less than two months are one window.

    Parameters
    ----------
    dossier
        A dossier, or a corpus of many.
    by
        Who the speakers are: ``person`` (whoever has the view) or ``organization`` (the
        government or organisation that they speak for).
    title
        By default it names those who change sides.
    """
    lanes = camp_lanes(debate(dossier, by), title)
    controls = setting_controls(
        lanes.settings, {"concepts": "On ", "seen_from": "Camps seen from "}
    )
    picture = _picture(lanes).add_params(*controls)
    return Explorer(picture, "coalition-timeline", lanes.captions)


def _picture(lanes: CampLanes) -> Layers:
    heads = [span.short for span in lanes.spans]
    x = alt.X(
        "column:N",
        sort=heads,
        title=None,
        scale=alt.Scale(domain=heads, paddingInner=0, paddingOuter=0),
        axis=alt.Axis(
            orient="top",
            labelAngle=-90 if len(heads) > _UPRIGHT else 0,
            domain=False,
            ticks=False,
            labelFontSize=11,
        )
        if len(heads) > 1
        else None,
    )
    rows = [*lanes.speakers, _STRAIN]
    y = alt.Y(
        "name:N",
        sort=rows,
        title=None,
        scale=alt.Scale(domain=rows, paddingInner=0.18, paddingOuter=0.1),
        axis=alt.Axis(
            domain=False, ticks=False, labelLimit=_NAME_PX, labelColor=INK, labelPadding=8
        ),
    )
    at = f"({lanes.settings.expression})"
    camps = {letter: camp for camp, letter in LETTERS.items()}
    sides = {camp: style.label for camp, style in CAMP_STYLES.words.items()}
    cells = (
        alt.Chart(lanes.cells)
        .transform_calculate(
            camp=f"{vega_literal(camps)}[substring(datum.camps, {at}, {at} + 1)]",
            moved=f"substring(datum.moves, {at}, {at} + 1) == '1'",
        )
        .transform_calculate(
            side=f"{vega_literal(sides)}[datum.camp] + "
            "(datum.moved ? ', having changed sides' : '')"
        )
    )
    used = set("".join(lanes.cells["camps"]))
    styles = CAMP_STYLES.only(
        [camp for camp, letter in LETTERS.items() if camp != UNMATCHED or letter in used]
    )
    lines = (
        alt.Chart(pl.DataFrame({"name": lanes.speakers}))
        .mark_rule(stroke=GRID)
        .encode(y=y, x=alt.value(0), x2=alt.value("width"))
    )
    colors = [style.color for style in styles.words.values()]
    tints_of = alt.Scale(domain=[*styles.words], range=colors)
    tints = cells.mark_rect(opacity=0.22).encode(
        x=x, y=y, fill=alt.Fill("camp:N", scale=tints_of, legend=None)
    )
    changes = (
        cells.transform_filter("datum.moved")
        .mark_bar(fill=None, stroke=INK, strokeWidth=2.5)
        .encode(x=x, y=y)
    )
    marks = cells.mark_point(filled=True, size=90, opacity=1, stroke=PAPER, strokeWidth=1).encode(
        x=x,
        y=y,
        **styles.points("camp:N", "Camp", orient="bottom", columns=2),
        tooltip=tooltips(
            name="Speaker",
            window="Window",
            side="Camp",
            agrees="Says yes to",
            disagrees="Says no to",
        ),
        description=mark_sentence(
            "{name}, {window}: {side}; says yes to {agrees}; says no to {disagrees}"
        ),
    )
    several = "concepts" in lanes.settings.options
    strain = (
        alt.Chart(lanes.strain.with_columns(name=pl.lit(_STRAIN)))
        .transform_filter("datum.concepts == concepts" if several else "true")
        .mark_text(color=MUTED, fontSize=12)
        .encode(
            x=x,
            y=y,
            text="number:N",
            tooltip=tooltips(window="Window", words="Camps"),
            description=mark_sentence("{window}: {words}"),
        )
    )
    layers: Layers = alt.layer(lines, tints, changes, marks, strain).resolve_scale(
        color="independent", shape="independent", fill="independent"
    )
    width = WIDTH_PX if len(heads) > 1 else _ALONE_PX
    return layers.properties(width=width, height=alt.Step(_LANE_PX))
