"""The ruler drawn: ranges as bars, the distance to a place as a line across them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    INK,
    MUTED,
    SKY,
    VERMILION,
    Layers,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.charting.numbers import EXACT
from analysis.weapons import labels
from analysis.weapons.packing import Packer
from analysis.weapons.phrases import capital
from analysis.weapons.reach import opening
from analysis.weapons.sides import is_across
from analysis.weapons.statements import in_words

if TYPE_CHECKING:
    from analysis.dossier import Dossier
    from analysis.weapons.reach import Reach

_PLOT_PX, _STEP_PX = 380, 20
_WITHIN = {"yes": "reaches", "undecided": "perhaps", "no": "does not"}
_GLYPHS = {"yes": "●", "undecided": "◐", "no": "○"}
_COLORS = {"yes": BLUE, "undecided": SKY, "no": GREY}


def ruler_chart(made: Reach, dossier: Dossier) -> Layers:
    """Draw ranges as bars, and the distance to a place as a line across them."""
    weapon_class, origin, target = opening(made)
    kinds = {
        name: capital(label) for name, label in labels.class_labels(made.ways, dossier).items()
    }
    starts = dict(made.ways.select("origin_id", "origin").unique().sort("origin").iter_rows())
    targets = dict(made.ways.select("place_id", "place").unique().sort("place").iter_rows())
    controls = [
        option_control("reach_class", kinds, "Weapons ", weapon_class),
        option_control("origin", starts, "Fired from ", origin),
        option_control("target", targets, "Target ", target),
    ]
    km: dict[str, dict[str, float]] = {}
    for start, end, distance in made.ways.select(
        "origin_id", "place_id", pl.col("distance_km").round(1)
    ).iter_rows():
        km.setdefault(start, {})[end] = distance
    country = dict(dossier.places.select("place_id", "country").iter_rows())
    aimed = {
        end: [
            one or ""
            for one in made.bars["origin"].unique().sort()
            if is_across(one, country.get(end), made.side)
        ]
        for end in targets
    }
    packer = Packer("reach")
    rows = packer.rows(_drawn(made))
    given = {"km": km, "names": targets, "aimed": aimed, "words": _WITHIN, "glyphs": _GLYPHS}
    params = [alt.param(name=f"reach_{name}", value=value) for name, value in given.items()]
    chart = (
        rows.read(alt.layer(*_marks(), *_line(), data=rows.data))
        .transform_filter("datum.weapon_class == reach_class")
        .transform_filter("indexof(reach_aimed[target], datum.origin || '') >= 0")
        .transform_calculate(km="reach_km[origin][target]", zero="0")
        .transform_calculate(
            within="datum.high < datum.km ? 'no' : datum.low >= datum.km"
            " && datum.stated == 'stated' ? 'yes' : 'undecided'"
        )
        .transform_calculate(answer="reach_words[datum.within]", place="reach_names[target]")
        .transform_calculate(
            label=in_words("datum.text", "reach_glyphs[datum.within]", "datum.answer")
        )
        .add_params(*controls, *params, *packer.params)
    )
    layers: Layers = chart.properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    return layers


def _drawn(made: Reach) -> pl.DataFrame:
    stated = pl.when("condition_stated").then(pl.lit("stated")).otherwise(pl.lit("not stated"))
    return made.bars.select(
        *("weapon_class", "origin", "row", "name", "low", "high", "n_sources", "citation"),
        *("country", "condition", "citation_in_full"),
        stated=stated,
        text=labels.spans("low", "high"),
    )


def _marks() -> list[alt.Chart]:
    axis = alt.Axis(format=EXACT, aria=False, tickCount=7)
    x = alt.X("high:Q", title="Distance, km", scale=alt.Scale(zero=True), axis=axis)
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=360, grid=False))
    scale = alt.Scale(domain=list(_COLORS), range=list(_COLORS.values()))
    color = alt.Color("within:N", scale=scale, legend=None)
    tooltip = tooltips(
        name="Weapon",
        country="Country",
        condition="Munition or target",
        text="Range, km",
        answer="Does it reach the place?",
        n_sources="Sources",
        citation="Source",
    )
    spoken = mark_sentence("{row}: {text} km; {answer} {place}")
    rows = alt.Chart().encode(y=y)
    known = "datum.stated == 'stated'"
    solid = alt.condition(known, alt.value(1), alt.value(0))
    return [
        rows.mark_rule(color=GREY, strokeDash=[1, 4], opacity=0.6).encode(x="zero:Q", x2="low:Q"),
        rows.mark_rule(strokeWidth=6, strokeCap="round").encode(
            x="low:Q", x2="high:Q", color=color
        ),
        rows.mark_point(size=85, filled=True, opacity=1, strokeWidth=2).encode(
            x=x,
            stroke=color,
            color=color,
            fillOpacity=solid,
            tooltip=tooltip,
            description=spoken,
        ),
        rows.mark_text(align="left", dx=12, color=MUTED, aria=False).encode(
            x=alt.value(_PLOT_PX), text="label:N"
        ),
    ]


def _line() -> list[alt.Chart]:
    """Draw the distance to the place, once for all rows."""
    once = (
        alt.Chart()
        .transform_aggregate(km="min(km)", place="min(place)")
        .transform_calculate(mark="datum.place + ', ' + format(datum.km, ',.0f') + ' km'")
    )
    text = once.mark_text(
        align="center",
        baseline="bottom",
        dy=-4,
        fontWeight="bold",
        color=INK,
        limit=240,
        aria=False,
    )
    return [
        once.mark_rule(color=VERMILION, strokeWidth=2).encode(x="km:Q"),
        text.encode(x="km:Q", y=alt.value(0), text="mark:N"),
    ]
