"""A ladder drawn: a row per weapon, and the chosen one as a band across them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    Layers,
    mark_sentence,
    option_control,
    tooltips,
)
from analysis.charting.numbers import EXACT
from analysis.weapons import labels
from analysis.weapons.ladder_words import is_open_ended, opening, question_labels
from analysis.weapons.ladders import READINGS
from analysis.weapons.packing import Packer
from analysis.weapons.statements import in_words

if TYPE_CHECKING:
    from analysis.dossier import Dossier
    from analysis.weapons.ladders import Ladder

_PLOT_PX, _STEP_PX = 430, 22
_CODES = {"above": "a", "below": "b", "equal": "e", "open": "o", "chosen": "c"}
_GLYPHS = {"above": "▲", "below": "▼", "equal": "=", "open": "≈", "chosen": "◆"}
_WORDS = {
    "above": "above",
    "below": "below",
    "equal": "equal",
    "open": "unclear",
    "chosen": "chosen",
}
_COLORS = {"above": BLUE, "below": ORANGE, "equal": PURPLE, "open": GREY, "chosen": INK}


def ladder_chart(made: Ladder, dossier: Dossier) -> Layers:
    """Draw the weapons of a question as intervals, and the chosen one as a band across them."""
    question, chosen = opening(made, dossier)
    readings = READINGS if is_open_ended(made.weapons) else {"value": READINGS["value"]}
    names = dict(made.weapons.select("weapon_id", "name").unique().sort("name").iter_rows())
    controls = [
        option_control("comparison", question_labels(made, dossier), "Compare ", question),
        option_control("compared_weapon", names, "for ", chosen),
        option_control("reading", readings, 'Take "up to 80 km" as ', "value", radio=True),
    ]
    order = made.weapons.group_by("question", maintain_order=True).agg("weapon_id")
    units = made.weapons.select("question", "unit_label").unique(maintain_order=True)
    given = {"weapons": dict(order.iter_rows()), "units": dict(units.iter_rows())}
    given |= {"words": {c: _WORDS[w] for w, c in _CODES.items()}}
    given |= {"glyphs": {c: _GLYPHS[w] for w, c in _CODES.items()}}
    params = [alt.param(name=f"ladder_{name}", value=value) for name, value in given.items()]
    packer = Packer("ladder")
    rows = packer.rows(_drawn(made))
    chart = (
        rows.read(alt.layer(*_marks(), data=rows.data))
        .transform_filter("datum.question == comparison")
        .transform_calculate(at="indexof(ladder_weapons[comparison], compared_weapon)")
        .transform_calculate(
            code="slice(reading == 'value' ? datum.value_codes : datum.bound_codes, "
            "datum.at, datum.at + 1)",
            said="reading == 'value' ? datum.value_text : datum.bound_text",
            open_low="reading == 'bound' && !isValid(datum.low)",
            open_high="reading == 'bound' && !isValid(datum.high)",
        )
        .transform_calculate(
            verdict="ladder_words[datum.code]",
            label=in_words("datum.said", "ladder_glyphs[datum.code]", "ladder_words[datum.code]"),
        )
        .add_params(*controls, *params, *packer.params)
    )
    layers: Layers = chart.properties(width=_PLOT_PX, height=alt.Step(_STEP_PX))
    return layers


def _drawn(made: Ladder) -> pl.DataFrame:
    codes = {}
    columns = ["question", "reading", "weapon_id", "other_id"]
    of = {
        tuple(key): code
        for *key, code in made.verdicts.select(
            *columns, pl.col("verdict").replace_strict(_CODES)
        ).iter_rows()
    }
    for (question,), rows in made.weapons.group_by("question", maintain_order=True):
        ids = rows["weapon_id"].to_list()
        for row in ids:
            codes[question, row] = {
                reading: "".join(
                    _CODES["chosen"] if pick == row else of[question, reading, pick, row]
                    for pick in ids
                )
                for reading in READINGS
            }
    keys = made.weapons.select("question", "weapon_id").rows()
    read = {r: [codes[key][r] for key in keys] for r in READINGS}
    unit = pl.col("unit_label")
    texts = {
        "value_text": labels.spans("lowest", "highest"),
        "bound_text": labels.spans("low", "high"),
        "figures": pl.format("{} {}", labels.spans("lowest", "highest"), unit).str.strip_chars(),
    }
    row = pl.coalesce(pl.format("{} ({})", "name", "country"), "name")
    return made.weapons.select(
        *("question", "low", "high", "lowest", "highest", "n_sources", "citation", "name"),
        *("country", "citation_in_full"),
        row=row,
        value_codes=pl.Series(read["value"]),
        bound_codes=pl.Series(read["bound"]),
        **texts,
    )


def _marks() -> list[alt.Chart]:
    in_unit = "datum.label + ' ' + (ladder_units[comparison] || '')"
    axis = alt.Axis(format=EXACT, labelExpr=in_unit, aria=False, tickCount=5)
    x = alt.X("lowest:Q", title=None, scale=alt.Scale(zero=True), axis=axis)
    rows = alt.Chart().encode(
        y=alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=310, grid=False))
    )
    scale = alt.Scale(domain=list(_CODES.values()), range=[_COLORS[word] for word in _CODES])
    color = alt.Color("code:N", scale=scale, legend=None)
    tooltip = tooltips(
        name="Weapon",
        country="Country",
        figures="Figures",
        verdict="Beside the chosen one",
        n_sources="Sources",
        citation="Source",
    )
    spoken = mark_sentence("{row}: {figures}, by {citation}; beside the chosen one {verdict}")
    chosen = alt.Chart().transform_filter(f"datum.code == '{_CODES['chosen']}'")
    end = chosen.mark_rule(color=INK, strokeDash=[2, 3], opacity=0.7)
    left = rows.transform_filter("datum.open_low").mark_text(
        text="◂", dx=-9, fontSize=13, aria=False
    )
    right = rows.transform_filter("datum.open_high").mark_text(
        text="▸", dx=9, fontSize=13, aria=False
    )
    return [
        chosen.mark_rect(color=GREY, opacity=0.18).encode(x=x, x2="highest:Q"),
        end.encode(x="lowest:Q"),
        end.encode(x="highest:Q"),
        rows.mark_rule(strokeWidth=7, strokeCap="round", aria=False).encode(
            x="lowest:Q", x2="highest:Q", color=color, tooltip=tooltip
        ),
        rows.mark_point(size=75, filled=True, opacity=1).encode(
            x="highest:Q", color=color, tooltip=tooltip, description=spoken
        ),
        left.encode(x="lowest:Q"),
        right.encode(x="highest:Q"),
        rows.mark_text(align="left", dx=12, color=INK, aria=False).encode(
            x=alt.value(_PLOT_PX), text="label:N"
        ),
    ]
