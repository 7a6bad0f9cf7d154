"""How often each speaker says yes and no to each point, in every window."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from analysis.charting import (
    MOST_ROWS,
    Settings,
    caption_rows,
    cases,
    counted,
    enumerated,
)
from analysis.discourse.charts.debates import WHOLE, ordered
from analysis.discourse.charts.divisions import Divisions
from analysis.discourse.charts.pairings import by_span, joined

if TYPE_CHECKING:
    from analysis.discourse.charts.debates import Debate

STANCES = {
    "net": "yes less no",
    "yes": "yes",
    "no": "no",
    "both": "every statement",
}
SHARES = {
    "count": "statements",
    "speaker": "% of the speaker's (activity)",
    "point": "% of the point's (prominence)",
}
_OF = {
    "count": "Numbers are statements.",
    "speaker": "Numbers are per cent of all that the speaker says in the window.",
    "point": "Numbers are per cent of all that is said on the point in the window.",
}
_MOST_POINTS, _MOST_NAMED = 30, 3
_ROWS_KEPT = MOST_ROWS - 500
"""The rest are headings and names."""

_SHORTENED = 160


@dataclass(frozen=True)
class StanceCells:
    """What the matrix of speakers and points draws.

    Attributes
    ----------
    speakers, points
        In the order of columns and rows.
    cells
        ``span`` (value of a window), ``speaker``, ``point``, ``yes``, ``no``, ``of_speaker`` and
        ``of_point`` (all statements of the speaker, and on the point, in the window), ``stance``
        (in words), ``example`` (a statement) and ``where`` (titles of documents).
    captions, settings
        Title and sentence of each setting.
    """

    speakers: list[str]
    points: list[str]
    cells: pl.DataFrame
    captions: pl.DataFrame
    settings: Settings


def stance_cells(asked: Debate, title: str | None = None) -> StanceCells:
    """Count the statements of the speakers drawn on each point."""
    spoken = by_span(asked, asked.everything)
    every = pl.concat([_counted(asked, span, said) for span, said in spoken.items()])
    drawn = every.filter(pl.col("speaker").is_in(asked.speakers))
    points = _fitting(drawn, asked.every_point)
    cells = drawn.filter(pl.col("point").is_in(points))
    opening = asked.of(next(iter(asked.kinds)))
    camps = Divisions(opening, asked.choices).camps[WHOLE]
    speakers = ordered(asked.speakers, camps)
    points = _by_side(cells.filter(span=WHOLE), points, camps)
    options = {"stance": STANCES, "share_of": SHARES}
    if asked.spans:
        options["window"] = {one.value: one.label for one in asked.choices}
    settings = Settings(**options)
    words = _Words(asked, every, points)
    captions = caption_rows(settings, lambda **chosen: words.of(title, **chosen))
    return StanceCells(speakers, points, cells, captions, settings)


def _counted(asked: Debate, span: str, said: pl.DataFrame) -> pl.DataFrame:
    yes = pl.col("agreement")
    titles = pl.col("title") if "title" in said.columns else pl.lit("")
    counts = (
        said.sort("date", maintain_order=True)
        .group_by(speaker=asked.by, point="concept", maintain_order=True)
        .agg(
            yes=yes.sum().cast(pl.Int64),
            no=(~yes).sum().cast(pl.Int64),
            example=pl.col("text").drop_nulls().first(),
            titles=titles.unique(maintain_order=True),
        )
    )
    both = pl.col("yes") + pl.col("no")
    stance = {
        "says yes": pl.col("no") == 0,
        "says no": pl.col("yes") == 0,
        "says yes and no": both > 0,
    }
    return counts.select(
        pl.lit(span).alias("span"),
        "speaker",
        "point",
        "yes",
        "no",
        of_speaker=both.sum().over("speaker"),
        of_point=both.sum().over("point"),
        stance=cases(stance),
        example=pl.col("example").str.slice(0, _SHORTENED).fill_null(""),
        where=pl.col("titles").map_elements(
            lambda titles: enumerated(titles.to_list(), _MOST_NAMED), return_dtype=pl.String
        ),
    )


def _fitting(drawn: pl.DataFrame, points: list[str]) -> list[str]:
    """Take as many points as a page has room for, those with most statements first."""
    rows = Counter(drawn["point"].to_list())
    kept: list[str] = []
    total = 0
    for point in points[:_MOST_POINTS]:
        total += rows[point]
        if total > _ROWS_KEPT:
            break
        kept.append(point)
    return kept


def _by_side(whole: pl.DataFrame, points: list[str], camps: dict[str, str]) -> list[str]:
    """Sort points: first those to which the first camp says yes and the second no."""
    side = {"first": 1, "second": -1}
    score = dict.fromkeys(points, 0.0)
    for speaker, point, yes, no in whole.select("speaker", "point", "yes", "no").iter_rows():
        score[point] += side.get(camps.get(speaker, ""), 0) * (yes - no) / (yes + no)
    return sorted(points, key=lambda point: (-score[point], point))


class _Words:
    """Words what a setting shows."""

    def __init__(self, asked: Debate, every: pl.DataFrame, points: list[str]) -> None:
        self.asked = asked
        self.every = every
        self.points = points

    def of(
        self, title: str | None, stance: str, share_of: str, window: str = WHOLE
    ) -> tuple[str, str]:
        cells = self.every.filter(span=window)
        when = self.asked.when(window)
        if cells.is_empty():
            return title or f"Nobody takes a side{when}", self.asked.drawn_note(all_count=True)
        speakers = counted(cells["speaker"].n_unique(), "speaker")
        points = counted(cells["point"].n_unique(), "point")
        torn = cells.filter(pl.col("yes") > 0, pl.col("no") > 0)
        sides = cells.group_by("point").agg(pl.col("yes").sum(), pl.col("no").sum())
        contested = sides.filter(pl.col("yes") > 0, pl.col("no") > 0).height
        yes, no = int(cells["yes"].sum()), int(cells["no"].sum())
        said = f"{counted(yes + no, 'statement')} by {speakers}: {yes:,} yes, {no:,} no."
        heading = {
            "net": f"{speakers} on {points}, {contested:,} of them contested",
            "yes": f"{counted(yes, 'statement')} {'says' if yes == 1 else 'say'} yes, on "
            f"{counted(sides.filter(pl.col('yes') > 0).height, 'point')}",
            "no": f"{counted(no, 'statement')} {'says' if no == 1 else 'say'} no, on "
            f"{counted(sides.filter(pl.col('no') > 0).height, 'point')}",
            "both": f"{counted(yes + no, 'statement')} by {speakers} on {points}",
        }[stance]
        both_ways = ""
        if torn.height:
            who = enumerated(torn["speaker"].unique().sort().to_list(), _MOST_NAMED)
            verb = "says" if torn["speaker"].n_unique() == 1 else "say"
            both_ways = f"{who} {verb} both yes and no to a point."
        left = len(self.asked.every_point) - len(self.points)
        fewer = f"Left out: {counted(left, 'point')} with fewer statements." if left else ""
        return title or f"{heading}{when}", joined(
            said if stance != "both" else "",
            both_ways,
            _OF[share_of],
            "Speakers are in the order of their camps." if stance == "net" else "",
            fewer,
            self.asked.drawn_note(all_count=True),
        )
