"""What would be enough for something to happen, and what is against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import NothingToShow, counted, option_control
from analysis.explorer import Card, CardExplorer, figure
from analysis.red_lines import ways_to_goals
from analysis.red_lines.charts.pledges import Pledges
from analysis.red_lines.charts.words import (
    MOST_CARDS,
    clauses,
    opening,
    sentences,
    shortened,
)

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_ENOUGH, _ANY = "This is enough", "Any one of these is enough"
_LEADS, _AGAINST = "Because", "Against it"
_GROUPS = (_ENOUGH, _ANY, _LEADS, _AGAINST)
_TONES = {_ENOUGH: "for", _ANY: "for", _LEADS: "", _AGAINST: "against"}


@figure("ways-to-goal", "commitments")
def ways_to_goal(dossier: Dossier, *, title: str | None = None) -> CardExplorer:
    """Show what would be enough for a goal, what leads there, and what is against it.

    The goal at first is the first that a commitment of the article leads to; the default title
    counts the ways there and the commitments against it.
    """
    every = ways_to_goals(dossier)
    if every.is_empty():
        raise NothingToShow("No commitment names a consequence that something else leads to.")
    rows, more = _whole_goals(every)
    goals = dict(rows.select("goal", "goal_description").iter_rows())
    pledges, inside = Pledges(dossier), clauses(dossier)
    cards: dict[tuple[str, str, int], Card] = {}
    shown: list[tuple[str, tuple[str, str, int]]] = []
    conditions = rows.filter(role="condition").group_by("goal", "way", maintain_order=True)
    needs = conditions.agg("consequence").select("goal", "consequence")
    ways = dict(rows.group_by("goal").agg(pl.col("way").max()).iter_rows())
    begun: set[str] = set()
    for goal, acts in needs.iter_rows():
        group = _ANY if ways[goal] > 1 else _ENOUGH
        joined = " and ".join([acts[0], *map(inside, acts[1:])])
        heading = f"Or {inside(joined)}" if goal in begun else opening(joined)
        begun.add(goal)
        key = (group, heading, len(acts))
        cards[key] = Card(heading, group=group, tone=_TONES[group], lane="beside")
        shown.append((goal, key))
    for role, group in (("leads_on", _LEADS), ("opposes", _AGAINST)):
        met = rows.filter(role=role).unique(["goal", "commitment_id"], maintain_order=True)
        for goal, one in met.select("goal", "commitment_id").iter_rows():
            key = (group, one, 0)
            cards[key] = cards.get(key) or pledges.card(one, group, _TONES[group], lane="beside")
            shown.append((goal, key))
    order = sorted(cards, key=lambda key: _GROUPS.index(key[0]))
    number = {key: place for place, key in enumerate(order)}
    data = pl.DataFrame(
        [(goal, number[key]) for goal, key in shown],
        {"goal": pl.String, "card": pl.Int64},
        orient="row",
    )
    said = dossier.commitments.drop_nulls("claim_id")["consequence"].explode()
    first = next((one for one in said if one in goals), None)
    options = {one: shortened(text) for one, text in goals.items()}
    chart = (
        alt.Chart(data.with_row_index("slot"))
        .transform_filter("datum.goal == red_line_goal")
        .add_params(option_control("red_line_goal", options, "Goal ", first))
    )
    captions = pl.DataFrame(
        [
            (goal, title or _found(text, own, pledges), sentences(_how(own), more))
            for goal, text in options.items()
            for own in [rows.filter(goal=goal)]
        ],
        ["red_line_goal", "title", "sentence"],
        orient="row",
    )
    return CardExplorer([cards[key] for key in order], "ways-to-goal", chart, captions)


def _found(goal: str, rows: pl.DataFrame, pledges: Pledges) -> str:
    number = max(rows["way"])
    against = pledges.rows.filter(
        pl.col("commitment_id").is_in(rows.filter(role="opposes")["commitment_id"].implode())
    )
    lead = f"{counted(number, 'way')} {'leads' if number == 1 else 'lead'} there"
    if against.is_empty():
        return f"{goal.rstrip('.')}: {lead}, and nothing said or signed is against it"
    verb = "is" if against.height == 1 else "are"
    return f"{goal.rstrip('.')}: {lead}, and {pledges.count(against)} {verb} against it"


def _how(rows: pl.DataFrame) -> str:
    several = max(rows["way"]) > 1
    what = "Each way is a smallest set" if several else "The way is the smallest set"
    return f"{what} of acts from which this would follow, going by what was said or signed."


def _whole_goals(rows: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Keep as many goals, each with all its ways, as a page has room for."""
    end = pl.col("at").max().over("goal")
    kept = rows.with_row_index("at").filter(end < 4 * MOST_CARDS).drop("at")
    kept = rows.filter(goal=rows["goal"][0]) if kept.is_empty() else kept
    left, every = kept["goal"].n_unique(), rows["goal"].n_unique()
    return kept, "" if left == every else f"The page has the first {left:,} of {every:,} goals."
