"""Who is talked about, and who gets to speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    INK,
    MUTED,
    PAPER,
    WIDTH_PX,
    Layers,
    NothingToShow,
    counted,
    enumerated,
    mark_sentence,
    titled,
    tooltips,
)
from analysis.claims.charts.looks import opening
from analysis.claims.speakers import sides
from analysis.dossier.vocabularies import labels
from analysis.explorer import figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_MOST_SIDES = 40
_NAMED = 3
_ROW_PX = 46
_BAR_PX = 13


@figure("talked-about", "claims")
def talked_about(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Sides by the claims about them, beside the claims that they make.

    A side is a state with all who speak for it, or whoever speaks for nobody. The default title
    says who is talked about most without being quoted.
    """
    every = sides(dossier)
    if every.is_empty():
        raise NothingToShow("No claim says yet whom it is about.")
    shown = _shown(every)
    found, sentence = _finding(dossier, every)
    rest = every.filter(~pl.col("actor_id").is_in(shown["actor_id"].implode()))
    return titled(_picture(shown), title or found, sentence + _left_out(dossier, rest))


def _shown(every: pl.DataFrame) -> pl.DataFrame:
    """Those named more than once, if there are enough of them; the others are in the sentence."""
    often = every.filter(pl.col("about") > 1)
    return (often if often.height > _NAMED else every).head(_MOST_SIDES)


def _finding(dossier: Dossier, every: pl.DataFrame) -> tuple[str, str]:
    names, claims = dossier.names.in_sentence, dossier.claims.height
    silent = every.filter((pl.col("made") == 0) & (pl.col("reported") == 0))
    quoted = every.filter(pl.col("made") > 0).height
    number = "all" if quoted == every.height else f"{quoted:,}" if quoted else "none"
    speak = f"are talked about and {number} of them {'speaks' if quoted in (0, 1) else 'speak'}"
    if every.height == 1:
        speak = f"is talked about and {'speaks' if quoted else 'does not speak'}"
    how = (
        f"{counted(every.height, 'side')} {speak}. A side is a state with all who speak for it, or "
        "whoever speaks for nobody else. The open part of a bar counts claims that name only its "
        "people or bodies, the thin bar below it claims by that side."
    )
    if silent.is_empty():
        found = "Everybody talked about is also quoted or has a view reported"
        if quoted == every.height:
            found = "Everybody talked about is also quoted"
        return found, how
    (first, most), *others = silent.select("actor_id", "about").head(_NAMED).iter_rows()
    several = silent["kind"][0] == "group"
    be = "are" if several else "is"
    found = (
        f"{opening(names[first])} {be} in {most:,} of {counted(claims, 'claim')} and {be} quoted "
        "in none"
    )
    if others:
        also = enumerated([f"{names[actor]} ({number:,})" for actor, number in others])
        are = "is" if len(others) == 1 else "are"
        how = f"{opening(also)} {are} not quoted either. {how}"
    return found, how


def _left_out(dossier: Dossier, rest: pl.DataFrame) -> str:
    if rest.is_empty():
        return ""
    # Names of many words last, so that what follows "and" is not read as a part of them.
    names = sorted((dossier.names.in_sentence[one] for one in rest["actor_id"]), key=len)
    once = "once" if rest["about"].max() == 1 else "less often"
    return f" Talked about {once}: {enumerated(names, most=6)}."


def _picture(shown: pl.DataFrame) -> Layers:
    rows = shown.with_columns(
        kind=pl.col("kind").cast(pl.String).replace(labels("actor_kinds")),
        others=pl.col("about") - pl.col("by_name"),
        told=pl.when(pl.col("made") > 0)
        .then(pl.format("quoted in {}", "made"))
        .when(pl.col("reported") > 0)
        .then(pl.format("view reported in {}", "reported"))
        .otherwise(pl.lit("never quoted")),
        zero=0,
        first=((pl.col("made") == 0) & (pl.col("reported") == 0)).cum_sum() == 1,
    ).with_columns(first=pl.col("first") & pl.col("first").is_first_distinct())
    longest = max(*rows["about"], *rows["made"])
    scale = alt.Scale(domain=[0, longest * 1.08], nice=False)
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", title=None, axis=None, scale=alt.Scale(domain=rows["name"].to_list()))
    )
    across = alt.X(
        "zero:Q", title="Claims", scale=scale, axis=alt.Axis(tickMinStep=1, tickCount=5, format="d")
    )
    told = base.encode(
        tooltip=tooltips(
            name="Side",
            kind="Kind",
            about=("Claims about it", ",d"),
            by_name=("Of those, naming the side itself", ",d"),
            made=("Claims it makes", ",d"),
            reported=("Claims by others that report its view", ",d"),
        ),
        description=mark_sentence(
            "{name}: in {about:,d} claims, {told}; {made:,d} claims are its own"
        ),
    )
    about = told.mark_bar(
        fill=PAPER, stroke=BLUE, strokeWidth=1.5, yOffset=2, height=_BAR_PX
    ).encode(x=across, x2="about:Q")
    named = base.mark_bar(color=BLUE, yOffset=2, height=_BAR_PX).encode(x="zero:Q", x2="by_name:Q")
    made = (
        base.transform_filter("datum.made > 0")
        .mark_bar(color=INK, yOffset=13, height=5)
        .encode(x="zero:Q", x2="made:Q")
    )
    room = alt.ExprRef("width - 110")  # the rest is for what is said at the right
    label = base.mark_text(
        align="left", baseline="bottom", dy=-6, fontWeight="bold", limit=room
    ).encode(x=alt.value(0), text="name:N")
    count = base.mark_text(align="left", dx=5, dy=2).encode(x="about:Q", text="about:Q")
    right = base.encode(x=alt.value(WIDTH_PX), text="told:N")
    titled_side = right.transform_filter("datum.first").mark_text(
        align="right", baseline="bottom", dy=-6, fontWeight="bold"
    )
    others = right.transform_filter("!datum.first").mark_text(
        align="right", baseline="bottom", dy=-6, color=MUTED
    )
    return alt.layer(about, named, made, label, count, titled_side, others).properties(
        width=WIDTH_PX, height=alt.Step(_ROW_PX)
    )
