"""The camp of each speaker in each window, as seen from each of them; and who changes sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting import NothingToShow, Settings, caption_rows, counted, enumerated
from analysis.discourse.charts.debates import CONTESTED, WHOLE
from analysis.discourse.charts.divisions import UNMATCHED, Divisions
from analysis.discourse.charts.pairings import camps_words, joined, sides_taken, strain_words

if TYPE_CHECKING:
    from analysis.discourse.charts.debates import Debate, Span
    from analysis.discourse.charts.divisions import Seen

MATCHED = "matched"
LETTERS = {"first": "f", "second": "s", "undecided": "u", UNMATCHED: "m", "unlinked": "l"}
"""How a camp is written in a row that has one for each setting."""

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
    cells
        ``column`` (short name of the window), ``window`` (its name), ``name``, ``camps`` (a letter
        of `LETTERS` for each setting), ``moves`` (1 for each setting in which the speaker has just
        changed sides, else 0), ``agrees`` and ``disagrees`` (points).
    strain
        ``column``, ``window``, ``number`` (of ties at odds) and ``words`` of each window, by
        ``concepts``.
    captions, settings
        Title and sentence of each setting.
    """

    speakers: list[str]
    spans: list[Span]
    cells: pl.DataFrame
    strain: pl.DataFrame
    captions: pl.DataFrame
    settings: Settings


def camp_lanes(asked: Debate, title: str | None = None) -> CampLanes:
    """Follow the speakers drawn through the windows, or show the camps of the whole time.

    Raises
    ------
    NothingToShow
        No two agree more than they disagree, or less.
    """
    found = {kind: Divisions(asked.of(kind), asked.choices) for kind in asked.kinds}
    if all(one.main.ties.is_empty() for one in found.values()):
        raise NothingToShow("No two speakers agree more than they disagree, or less, on any point.")
    options = {"concepts": asked.kinds} if len(asked.kinds) > 1 else {}
    settings = Settings(**options, seen_from=_views(asked))
    opening = next(iter(asked.kinds))
    seen = [
        found[chosen.get("concepts", opening)].seen_from(
            None if chosen["seen_from"] == MATCHED else chosen["seen_from"]
        )
        for _, chosen in settings
    ]
    words = _Words(asked, found)
    captions = caption_rows(
        settings,
        lambda seen_from, concepts=opening: words.of(
            title,
            seen[settings.number_of(seen_from=seen_from, **_chosen(settings, concepts))],
            seen_from,
            concepts,
        ),
    )
    spans = asked.spans or asked.choices
    speakers = _in_lanes(seen[0], spans, asked.speakers)
    cells = _cells(asked, seen, spans, speakers)
    strain = pl.concat([_strain(kind, one, spans) for kind, one in found.items()])
    return CampLanes(speakers, spans, cells, strain, captions, settings)


def _chosen(settings: Settings, concepts: str) -> dict[str, str]:
    return {"concepts": concepts} if "concepts" in settings.options else {}


def _views(asked: Debate) -> dict[str, str]:
    nobody = "nobody (camps keep most of their speakers)" if asked.spans else "nobody"
    named = asked.every_speaker[:_MOST_VIEWS]
    return {MATCHED: nobody} | {name: name for name in named if name != MATCHED}


def _in_lanes(seen: Seen, spans: list[Span], drawn: list[str]) -> list[str]:
    linked = {name for (_, name), camp in seen.camps.items() if camp != "unlinked"}

    def key(name: str) -> tuple[int, int, str]:
        camps = [seen.camps.get((span.value, name)) for span in spans]
        sides = [(at, camp) for at, camp in enumerate(camps) if camp in ("first", "second")]
        if not sides:
            return (_OPEN if name in linked else _NEVER), 0, name
        (_, start), (_, end) = sides[0], sides[-1]
        moved = next((at for at, camp in sides if camp != start), 0)
        if start == end:
            steady = _FIRST_STEADY if start == "first" else _SECOND_STEADY
            return steady, moved, name
        return (_TO_SECOND if start == "first" else _TO_FIRST), moved, name

    return sorted(drawn, key=key)


def _cells(asked: Debate, seen: list[Seen], spans: list[Span], speakers: list[str]) -> pl.DataFrame:
    moves = [{(one["window"], one["actor"]) for one in each.changes} for each in seen]
    sides = sides_taken(asked)
    rows = []
    for span in spans:
        for name in speakers:
            if not (taken := sides[span.value].get(name)):
                continue
            at = (span.value, name)
            camps = "".join(LETTERS[each.camps.get(at, "unlinked")] for each in seen)
            moved = "".join(str(int(at in each)) for each in moves)
            points = (_points(taken, agreed=True), _points(taken, agreed=False))
            rows.append((span.short, span.label, name, camps, moved, *points))
    columns = ("column", "window", "name", "camps", "moves", "agrees", "disagrees")
    return pl.DataFrame(rows, dict.fromkeys(columns, pl.String), orient="row")


def _points(taken: dict[str, set[bool]], *, agreed: bool) -> str:
    found = sorted(point for point, sides in taken.items() if agreed in sides)
    return enumerated(found, _MOST_NAMED) or "nothing"


def _strain(kind: str, found: Divisions, spans: list[Span]) -> pl.DataFrame:
    rows = []
    for span in spans:
        measures = found.windows[span.value]
        words = strain_words(measures) or "No ties."
        rows.append((kind, span.short, span.label, _number(measures), words))
    return pl.DataFrame(rows, ["concepts", "column", "window", "number", "words"], orient="row")


def _number(measures: dict[str, Any]) -> str:
    if not measures["ties"]:
        return "\N{EN DASH}"
    least = "" if measures["proven"] else "\N{LESS-THAN OR EQUAL TO}"
    return f"{least}{int(measures['index'])}"


class _Words:
    """Words who changes sides, in each setting."""

    def __init__(self, asked: Debate, found: dict[str, Divisions]) -> None:
        self.asked = asked
        self.found = found

    def of(self, title: str | None, seen: Seen, view: str, kind: str) -> tuple[str, str]:
        over_time = bool(self.asked.spans)
        worded = self._over_time if over_time else self._at_once
        heading, details = worded(seen, self.found[kind])
        whose = ""
        if view != MATCHED:
            heading = f"Seen from {view}: {heading.replace('Nobody', 'nobody', 1)}"
            whose = self._whose(seen, view)
        only = "Only contested points count." if kind == CONTESTED else ""
        return title or heading, joined(details, whose, only, self._how(), self.asked.drawn_note())

    def _whose(self, seen: Seen, view: str) -> str:
        camps = [camp for (_, actor), camp in seen.camps.items() if actor == view]
        untied = camps.count("unlinked")
        if untied == len(camps):
            return f"{view} has no tie, so that there are no camps as seen from there."
        whose = f"The first camp is always that of {view}"
        return (
            f"{whose}; in {counted(untied, 'window')} {view} has no tie." if untied else f"{whose}."
        )

    def _at_once(self, seen: Seen, found: Divisions) -> tuple[str, str]:
        camps = {actor: camp for (_, actor), camp in seen.camps.items()}
        sizes = [sum(camp == side for camp in camps.values()) for side in ("first", "second")]
        heading = "Nobody's camp is certain"
        if all(sizes):
            verb = "is" if sizes[0] == 1 else "are"
            heading = f"{counted(sizes[0], 'speaker')} {verb} against {sizes[1]:,}"
        elif any(sizes):
            verb = "is" if sum(sizes) == 1 else "are"
            heading = f"{counted(sum(sizes), 'speaker')} {verb} in one camp, and nobody against"
        strain = strain_words(found.windows[WHOLE])
        return heading, joined(camps_words(camps, self.asked.every_speaker), strain)

    def _over_time(self, seen: Seen, found: Divisions) -> tuple[str, str]:
        movers = list(dict.fromkeys(one["actor"] for one in seen.changes))
        windows = counted(len(self.asked.spans), "window")
        heading = f"Nobody is seen to change sides in {windows}"
        if movers:
            verb = "changes" if len(movers) == 1 else "change"
            heading = f"{enumerated(movers, _MOST_NAMED)} {verb} sides"
        labels = {span.value: span.label for span in self.asked.spans}
        moves = [
            f"{one['actor']} leaves the {one['old']} camp ({labels[one['before']]}) for the "
            f"{one['new']} ({labels[one['window']]})."
            for one in seen.changes[:_MOST_CHANGES]
        ]
        more = len(seen.changes) - _MOST_CHANGES
        rest = f"There {'is 1 more change' if more == 1 else f'are {more:,} more changes'}."
        measures = [found.windows[span.value] for span in self.asked.spans]
        strained = sum(bool(one["ties"]) and one["index"] > 0 for one in measures)
        strain = f"In {strained:,} of {windows} some tie is at odds with any two camps."
        calm = f"In each of {windows} two camps explain every tie."
        unmatched = enumerated([labels[value] for value in seen.unmatched], _MOST_NAMED)
        apart = f"In {unmatched} the camps cannot be matched with those before."
        return heading, joined(
            *moves,
            rest if more > 0 else "",
            apart if unmatched else "",
            strain if strained else calm,
        )

    def _how(self) -> str:
        if not self.asked.spans:
            return "Camps are those that every optimal division has."
        size = self.asked.size
        unit = "year" if self.asked.unit == "years" else "month"
        long = f"{_NUMBERS[size]} {unit}s and moves by one" if size > 1 else f"one {unit}"
        return (
            f"A window has {long}; a side counts only if every optimal division has it. Framed: "
            "changed sides. Blank: silent."
        )
