"""What the figures of this room show, in two sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import enumerated
from analysis.discourse.charts.debates import WHOLE, debate
from analysis.discourse.charts.divisions import Divisions
from analysis.explorer import Finding, Sentence, figure

if TYPE_CHECKING:
    from analysis.corpora import Corpus
    from analysis.discourse.charts.debates import Debate
    from analysis.dossier import Dossier

_MOST_NAMED = 4


@figure("what-this-shows", "claims")
def what_this_shows(dossier: Dossier | Corpus, *, by: str = "person") -> Finding:
    """Who changes sides, or how many are on either, and how many points are contested.

    Parameters
    ----------
    dossier
        A dossier, or a corpus of many.
    by
        Who the speakers are: ``person`` (whoever has the view) or ``organization`` (the
        government or organisation that they speak for).
    """
    asked = debate(dossier, by)
    found = Divisions(asked.of(next(iter(asked.kinds))), asked.choices)
    sides = _who_moves(asked, found) if asked.spans else _who_sides(asked, found)
    return Finding("what-this-shows", [sides, _what_is_contested(asked)], heading="What this shows")


def _who_moves(asked: Debate, found: Divisions) -> Sentence:
    movers = list(dict.fromkeys(one["actor"] for one in found.seen_from(None).changes))
    template = "{moved} {change} sides: {who}" if movers else "nobody is seen to change sides"
    return Sentence(
        f"{_of_whom(asked)} {template}.",
        see="#explorer-coalition-timeline",
        all=len(asked.every_speaker),
        moved=len(movers),
        change="changes" if len(movers) == 1 else "change",
        who=enumerated(movers, _MOST_NAMED),
        left=asked.left_out,
    )


def _of_whom(asked: Debate) -> str:
    """Begin a sentence about the speakers among whom camps are found."""
    if not asked.left_out:
        return "Of {all} speakers"
    are = "is" if asked.left_out == 1 else "are"
    return f"Of the {{all}} speakers with most statements ({{left}} {are} left out)"


def _who_sides(asked: Debate, found: Divisions) -> Sentence:
    camps = list(found.camps[WHOLE].values())
    first, second = camps.count("first"), camps.count("second")
    template = f"{_of_whom(asked)} {{first}} {{are}} against {{second}}"
    if not first or not second:
        template = f"{_of_whom(asked)} none is sure to be against another"
    if len(camps) == 1:
        template = "Only one speaker takes a side"
    rest = len(camps) - first - second
    if first and second and rest:
        template += "; {rest} {be} on neither side for certain"
    return Sentence(
        f"{template}.",
        see="#explorer-speaker-network",
        all=len(camps),
        first=first,
        are="is" if first == 1 and second else "are",
        second=second,
        rest=rest,
        left=asked.left_out,
        be="is" if rest == 1 else "are",
    )


def _what_is_contested(asked: Debate) -> Sentence:
    said = asked.everything
    points = said.group_by("concept").agg(pl.col("agreement").n_unique())
    contested = points.filter(pl.col("agreement") > 1).height
    template = "{statements} {of_statements} {take} sides on {points} {of_points}; "
    template += "{contested} of them {are} contested." if contested else "none is contested."
    return Sentence(
        template,
        see="#explorer-stance-matrix",
        statements=said.height,
        of_statements="statements" if said.height > 1 else "statement",
        take="take" if said.height > 1 else "takes",
        points=points.height,
        of_points="points" if points.height > 1 else "point",
        contested=contested,
        are="is" if contested == 1 else "are",
    )
