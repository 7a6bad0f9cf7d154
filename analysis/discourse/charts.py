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

    Parameters
    ----------
    dossier
        The dossier.
    title
        By default how many pairs of speakers take opposite stances on something.
    """
    network = congruence_network(dossier)
    if network.is_empty():
        raise NothingToShow("No two speakers take a stance on the same concept yet.")
    finding = _finding(network)
    how = "+ concepts with the same stance, \u2212 with opposite stances"
    most, speakers = _most_connected(network)
    if most.len() < speakers:
        how += f". Shown are the {most.len()} speakers of {speakers:,} who share most concepts"
        how += " with others: a chart has at most 5,000 cells"
    drawn = network.filter(pl.col(end).is_in(most.implode()) for end in ("source", "target"))
    base = alt.Chart(_matrix(drawn, dossier)).encode(
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
    return titled(chart, title or finding, how)


def _finding(network: pl.DataFrame) -> str:
    against = network.filter(pl.col("conflict") > 0).height
    if network.height == 1:
        return f"The one pair of speakers {'disagrees' if against else 'agrees'} on something"
    return f"{against:,} of {network.height:,} pairs of speakers take opposite stances on something"


def _most_connected(network: pl.DataFrame) -> tuple[pl.Series, int]:
    """Speakers who share most concepts with others, and how many speakers there are."""
    shared = pl.col("congruence") + pl.col("conflict")
    ends = pl.concat(network.select(speaker=end, shared=shared) for end in ("source", "target"))
    sums = ends.group_by("speaker", maintain_order=True).agg(pl.col("shared").sum())
    sums = sums.sort("shared", descending=True, maintain_order=True)
    return sums["speaker"].head(_MOST_SPEAKERS), sums.height


def _matrix(network: pl.DataFrame, dossier: Dossier) -> pl.DataFrame:
    """Each pair in both directions, with names and what a cell says."""
    ends = [("source", "target"), ("target", "source")]
    name = dossier.names.column
    counts = ["congruence", "conflict"]
    mirrored = pl.concat(
        network.select(name(one).alias("speaker"), name(other).alias("other"), *counts, "sign")
        for one, other in ends
    )
    kind = {"agree": pl.col("sign") > 0, "disagree": pl.col("sign") < 0}
    written = [
        pl.when(pl.col(count) > 0).then(pl.format(mark, count))
        for count, mark in zip(counts, ("+{}", "\u2212{}"), strict=True)
    ]
    return mirrored.select(
        "speaker",
        "other",
        *counts,
        kind=cases(kind, otherwise="both alike"),
        written=pl.concat_str(written, separator=" ", ignore_nulls=True),
    )
