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

_MOST_PAIRS = 2_500
"""Every pair is drawn twice, and a chart has no more than 5,000 rows."""
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
    if network.height > _MOST_PAIRS:
        how += (
            f". These are the {_MOST_PAIRS:,} pairs with most concepts in common, of "
            f"{network.height:,}: a chart has at most 5,000 rows"
        )
        shared = (pl.col("congruence") + pl.col("conflict")).alias("shared")
        network = network.sort(shared, "source", "target", descending=[True, False, False])
    base = alt.Chart(_matrix(network.head(_MOST_PAIRS), dossier)).encode(
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
    return f"{against} of {network.height} pairs of speakers take opposite stances on something"


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
