"""The camp of each speaker in each window, as seen from each of them; and who changes sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting import NothingToShow, Settings, caption_rows, counted, enumerated
from analysis.discourse.charts.speaking_pairs import camps_words, joined, sides_taken, strain_words

if TYPE_CHECKING:
    from analysis.discourse.charts.debates import Debate, Span
    from analysis.discourse.coalescing import Coalitions

MATCHED = "matched"
LETTERS = {"first": "f", "second": "s", "undecided": "u", "unlinked": "l"}
"""How a camp is written in a row that has one for each viewpoint."""

_MOST_VIEWS, _MOST_NAMED, _MOST_CHANGES = 12, 3, 3
_NUMBERS = {3: "three"}
_FIRST_STEADY, _TO_SECOND, _OPEN, _TO_FIRST, _SECOND_STEADY, _NEVER = range(6)


@dataclass(frozen=True)
class CampLanes:
    """What the timeline of coalitions draws.

    Attributes
    ----------
    speakers
        In the order of their lanes: the first camp, those who leave it by the day they do, those
        who come into it, the second camp, then those who never are in one.
    spans
        The windows.
    views
        Names of the viewpoints, `MATCHED` first.
    cells
        ``column`` (short name of the window), ``window`` (its name), ``name``, ``camps`` (a letter
        of `LETTERS` for each viewpoint), ``moves`` (1 for each viewpoint from which the speaker
        has just changed sides, else 0), ``agrees`` and ``disagrees`` (points).
    strain
        ``column``, ``window``, ``index``, ``ties`` and ``words`` of each window.
    captions, settings
        Title and sentence of each viewpoint.
    """

    speakers: list[str]
    spans: list[Span]
    views: list[str]
    cells: pl.DataFrame
    strain: pl.DataFrame
    captions: pl.DataFrame
    settings: Settings


def camp_lanes(asked: Debate, title: str | None = None) -> CampLanes:
    """Follow the speakers drawn through the windows, or show the camps of the whole time.

    Raises
    ------
    NothingToShow
        Nobody takes a side, or no two agree more than they disagree, or less.
    """
    if asked.said.is_empty():
        raise NothingToShow("No claim takes a side on anything yet.")
    found = asked.coalitions(windows=bool(asked.spans))
    if found.ties.is_empty():
        raise NothingToShow("No two speakers agree more than they disagree, or less, on any point.")
    views = [MATCHED, *(name for name in asked.every_speaker[:_MOST_VIEWS] if name != MATCHED)]
    seen = {view: found.as_seen_from(None if view == MATCHED else view) for view in views}
    alone = "nobody: camps keep most of their speakers" if asked.spans else "nobody"
    labels = {view: alone if view == MATCHED else view for view in views}
    settings = Settings(seen_from=labels)
    words = _Words(asked, seen)
    captions = caption_rows(settings, lambda seen_from: words.of(seen_from, title))
    spans = asked.spans or asked.choices
    speakers = _in_lanes(found, asked.speakers)
    cells = _cells(asked, seen, spans, speakers)
    return CampLanes(speakers, spans, views, cells, _strain(found, spans), captions, settings)


def _in_lanes(found: Coalitions, drawn: list[str]) -> list[str]:
    sides: dict[str, list[tuple[int, str]]] = {name: [] for name in drawn}
    for window, actor, camp in found.camps.iter_rows():
        if actor in sides and camp in ("first", "second"):
            sides[actor].append((window, camp))
    seen = {*found.camps.filter(pl.col("camp") != "unlinked")["actor"]}

    def key(name: str) -> tuple[int, int, str]:
        if not sides[name]:
            return (_OPEN if name in seen else _NEVER), 0, name
        (_, start), (_, end) = sides[name][0], sides[name][-1]
        moved = next((window for window, camp in sides[name] if camp != start), 0)
        if start == end:
            steady = _FIRST_STEADY if start == "first" else _SECOND_STEADY
            return steady, moved, name
        return (_TO_SECOND if start == "first" else _TO_FIRST), moved, name

    return sorted(drawn, key=key)


def _cells(
    asked: Debate, seen: dict[str, Coalitions], spans: list[Span], speakers: list[str]
) -> pl.DataFrame:
    camps = {
        view: {(window, actor): str(camp) for window, actor, camp in one.camps.iter_rows()}
        for view, one in seen.items()
    }
    moves = {
        view: set(one.changes.select("window", "actor").iter_rows()) for view, one in seen.items()
    }
    sides = sides_taken(asked)
    rows = []
    for span in spans:
        for name in speakers:
            at = (max(span.number, 1), name)
            if at not in camps[MATCHED]:
                continue
            taken = sides[span.value][name]
            rows.append(
                {
                    "column": span.short,
                    "window": span.label,
                    "name": name,
                    "camps": "".join(LETTERS[camps[view][at]] for view in seen),
                    "moves": "".join(str(int(at in moves[view])) for view in seen),
                    "agrees": _points(taken, agreed=True),
                    "disagrees": _points(taken, agreed=False),
                }
            )
    columns = ("column", "window", "name", "camps", "moves", "agrees", "disagrees")
    return pl.DataFrame(rows, dict.fromkeys(columns, pl.String))


def _points(taken: dict[str, set[bool]], *, agreed: bool) -> str:
    found = sorted(point for point, sides in taken.items() if agreed in sides)
    return enumerated(found, _MOST_NAMED) or "nothing"


def _strain(found: Coalitions, spans: list[Span]) -> pl.DataFrame:
    rows = [
        (span.short, span.label, _number(row), strain_words(row) or "No ties.")
        for span, row in zip(spans, found.windows.to_dicts(), strict=True)
    ]
    return pl.DataFrame(rows, ["column", "window", "number", "words"], orient="row")


def _number(found: dict[str, Any]) -> str:
    if not found["ties"]:
        return "\N{EN DASH}"
    least = "" if found["proven"] else "\N{LESS-THAN OR EQUAL TO}"
    return f"{least}{int(found['index'])}"


class _Words:
    """Words who changes sides, from each viewpoint."""

    def __init__(self, asked: Debate, seen: dict[str, Coalitions]) -> None:
        self.asked = asked
        self.seen = seen

    def of(self, view: str, title: str | None) -> tuple[str, str]:
        found = self.seen[view]
        heading, details = self._over_time(found) if self.asked.spans else self._at_once(found)
        if view == MATCHED:
            return title or heading, joined(details, self._how(), self.asked.drawn_note())
        whose = f"The first camp is always that of {view}."
        heading = (
            f"Seen from {view}, {heading[0].lower()}{heading[1:]}"
            if heading.startswith("Nobody")
            else f"Seen from {view}, {heading}"
        )
        return title or heading, joined(details, whose, self._how(), self.asked.drawn_note())

    def _at_once(self, found: Coalitions) -> tuple[str, str]:
        camps = {actor: str(camp) for _, actor, camp in found.camps.iter_rows()}
        sizes = [sum(camp == side for camp in camps.values()) for side in ("first", "second")]
        heading = "Nobody's camp is certain"
        if all(sizes):
            heading = f"{counted(sizes[0], 'speaker')} against {sizes[1]:,}"
        elif any(sizes):
            heading = f"{counted(sum(sizes), 'speaker')} in one camp, and nobody against"
        strain = strain_words(found.windows.row(0, named=True))
        return heading, joined(camps_words(camps, self.asked.every_speaker), strain)

    def _over_time(self, found: Coalitions) -> tuple[str, str]:
        movers = found.changes["actor"].unique(maintain_order=True).to_list()
        windows = counted(len(self.asked.spans), "window")
        names = enumerated(movers, _MOST_NAMED)
        heading = (
            f"{names} {'changes' if len(movers) == 1 else 'change'} sides"
            if movers
            else f"Nobody is seen to change sides in {windows}"
        )
        spans = {span.number: span.label for span in self.asked.spans}
        moves = [
            f"{one['actor']} leaves the {one['old']} camp ({spans[one['before']]}) for the "
            f"{one['new']} ({spans[one['window']]})."
            for one in found.changes.head(_MOST_CHANGES).to_dicts()
        ]
        more = found.changes.height - _MOST_CHANGES
        rest = [f"There {'is 1 more change' if more == 1 else f'are {more:,} more changes'}."]
        strained = found.windows.filter(pl.col("index") > 0).height
        strain = f"In {strained:,} of {windows} some tie is at odds with any two camps."
        calm = f"In each of {windows} two camps explain every tie."
        details = [*moves, *(rest if more > 0 else []), strain if strained else calm]
        return heading, " ".join(details)

    def _how(self) -> str:
        if not self.asked.spans:
            return "Camps are those that every optimal division has."
        size = self.asked.size
        unit = "year" if self.asked.unit == "years" else "month"
        long = f"{_NUMBERS[size]} {unit}s and moves by one" if size > 1 else f"one {unit}"
        return (
            f"Each window has {long}; a side counts only if every optimal division has it, and a "
            "frame marks a change. Blank: silent."
        )
