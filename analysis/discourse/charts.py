"""Charts on who agrees with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import (
    BLUE,
    GREY,
    PAPER,
    VERMILION,
    Layers,
    NothingToShow,
    cases,
    titled,
    tooltips,
)
from analysis.discourse.networks import congruence_network
from analysis.explorer import figure

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_MOST_SPEAKERS = 70
"""Their pairs, each drawn twice, are 4,830 cells: a chart has no more than 5,000."""
_KINDS = {"agree": BLUE, "disagree": VERMILION, "both alike": GREY}


@figure("agreement", "claims")
def agreement_matrix(dossier: Dossier, *, title: str | None = None) -> Layers:
    """Speakers by speakers: on how many concepts they agree and disagree.

    The default title counts the pairs that take opposite stances on something.
    """
    network = congruence_network(dossier)
    if network.is_empty():
        raise NothingToShow("No two speakers take a stance on the same concept yet.")
    how = "+ concepts with the same stance, \u2212 with opposite stances"
    back = network.rename({"source": "target", "target": "source"})
    pairs = pl.concat([network, back], how="diagonal")
    shared = pl.sum_horizontal("congruence", "conflict").sum()
    sharing = pairs.group_by("source", maintain_order=True).agg(shared=shared)
    speakers = sharing.sort("shared", descending=True, maintain_order=True)["source"]
    most = speakers.head(_MOST_SPEAKERS)
    if most.len() < speakers.len():
        how += f". Shown are the {most.len()} speakers of {speakers.len():,} who share most"
        how += " concepts with others: a chart has at most 5,000 cells"
    kind = {"agree": pl.col("sign") > 0, "disagree": pl.col("sign") < 0}
    written = [
        pl.when(pl.col(count) > 0).then(pl.format(mark, count))
        for count, mark in (("congruence", "+{}"), ("conflict", "\u2212{}"))
    ]
    drawn = (pl.col(end).is_in(most.implode()) for end in ("source", "target"))
    rows = pairs.filter(*drawn).select(
        dossier.names.column("source").alias("speaker"),
        dossier.names.column("target").alias("other"),
        "congruence",
        "conflict",
        kind=cases(kind, otherwise="both alike"),
        written=pl.concat_str(written, separator=" ", ignore_nulls=True),
    )
    base = alt.Chart(rows).encode(
        x=alt.X("speaker:N", title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y("other:N", title=None),
        tooltip=tooltips(
            speaker="Speaker", other="Other", congruence="Agree on", conflict="Disagree on"
        ),
    )
    scale = alt.Scale(domain=list(_KINDS), range=list(_KINDS.values()))
    color = alt.Color("kind:N", title="On most shared concepts they", scale=scale)
    cells = base.mark_rect(stroke=PAPER).encode(color=color)
    text = base.mark_text(color=PAPER, fontSize=11).encode(text="written:N")
    chart = alt.layer(cells, text).properties(width=alt.Step(32), height=alt.Step(32))
    return titled(chart, title or _finding(network), how)


def _finding(network: pl.DataFrame) -> str:
    against = network.filter(pl.col("conflict") > 0).height
    if network.height == 1:
        return f"The one pair of speakers {'disagrees' if against else 'agrees'} on something"
    return f"{against:,} of {network.height:,} pairs of speakers take opposite stances on something"
