"""One debate as figures show it: its speakers and points by weight, its windows of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.charting import NothingToShow
from analysis.discourse.coalescing import Coalitions, coalitions
from analysis.discourse.dossiers import statements
from analysis.discourse.networking import network
from analysis.discourse.spoken_spans import short_span, span_words
from analysis.dossier import Dossier, QuestionError, require_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from analysis.corpora import Corpus
    from analysis.discourse.found import DiscourseNetwork

SPEAKERS = {"person": "whoever has the view", "organization": "whom they speak for"}
"""Columns of statements that can be the actors."""

WHOLE = "all"
"""The window that has all statements."""

ALL, CONTESTED = "all", "contested"
"""Which points count for ties: what everybody agrees on links all camps."""

_MOST_SPEAKERS, _FEWER_SPEAKERS, _MANY_WINDOWS = 20, 14, 24
"""Drawn; with many windows fewer, so that a figure keeps to the rows that a page can draw."""

_MOST_COUNTED = 200
"""Speakers among whom camps are found: with more the search may end without a proof."""

_SECONDS = 20.0
_MOST_MONTHS_ALONE, _MOST_MONTHS, _MOST_WINDOWS, _MONTHS_OF_A_YEAR = 4, 30, 28, 12
_QUARTER = 3
_NO_DAY = (2000, 1, 1)


@dataclass(frozen=True)
class Span:
    """A window of time that a reader can choose.

    Attributes
    ----------
    value
        Its first day in ISO 8601, or `WHOLE`.
    label, short
        In words, and for the head of a column.
    number
        Of the window in a network with windows; 0 of the whole.
    start, stop
        Its first and last moment; of the whole None.
    """

    value: str
    label: str
    short: str
    number: int
    start: datetime | None = None
    stop: datetime | None = None


@dataclass(frozen=True)
class Debate:
    """Statements with a stance, who of them is drawn, and over which windows.

    Attributes
    ----------
    said
        From `statements`.
    by
        Column of the actors.
    unit, size
        Of the windows; ``no`` where time is too short to be divided.
    left_out
        How many speakers with fewer statements do not count among camps.
    everything
        Statements with a stance of them, too.
    """

    said: pl.DataFrame
    by: str
    unit: str
    size: int
    left_out: int
    everything: pl.DataFrame

    def network(self, *, windows: bool, **options: Any) -> DiscourseNetwork:  # noqa: ANN401 (of many kinds)
        """Find a network of the actors."""
        return network(self.said, variable1=self.by, **self._windows(windows), **options)

    def coalitions(self, *, windows: bool) -> Coalitions:
        """Find the camps of the actors."""
        return coalitions(
            self.said, variable1=self.by, time_limit_s=_SECONDS, **self._windows(windows)
        )

    def _windows(self, asked: bool) -> dict[str, Any]:  # noqa: FBT001 (passed on)
        return {"time_window": self.unit, "window_size": self.size} if asked else {}

    @cached_property
    def spans(self) -> list[Span]:
        """The windows in their order, without the whole."""
        if self.unit == "no":
            return []
        found = self.network(windows=True).windows
        if found is None:
            raise AssertionError("a network with windows lists none")
        return [
            Span(
                f"{start:%Y-%m-%d}",
                span_words(start, stop),
                short_span(start, stop),
                number,
                start,
                stop,
            )
            for number, start, stop in found.select("window", "start", "stop").iter_rows()
        ]

    @cached_property
    def choices(self) -> list[Span]:
        """The whole first, then the windows."""
        whole = Span(WHOLE, "the whole time", "all", 0)
        return [whole, *self.spans]

    def when(self, window: str) -> str:
        """Say after a title which window it is about; nothing of the whole."""
        return "".join(f", {one.label}" for one in self.spans if one.value == window)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """What points can count for ties, each with its label; what a figure opens with first."""
        contested = self._contested["concept"].n_unique()
        every = self.said["concept"].n_unique()
        labels = {ALL: f"all points ({every:,})", CONTESTED: f"contested points ({contested:,})"}
        if not 0 < contested < every or not self.of(CONTESTED).is_long_enough:
            return {ALL: labels[ALL]}
        return dict(reversed(labels.items())) if self.spans else labels

    def of(self, kind: str) -> Debate:
        """Take the statements on all points, or on the contested ones alone."""
        return self if kind == ALL else replace(self, said=self._contested)

    @cached_property
    def _contested(self) -> pl.DataFrame:
        return self.said.filter(pl.col("agreement").n_unique().over("concept") > 1)

    @property
    def is_long_enough(self) -> bool:
        """Whether there is time for a window."""
        return self.unit == "no" or _months(self.said["date"]) >= self.size

    @cached_property
    def every_speaker(self) -> list[str]:
        """Those with most statements first."""
        return _most_first(self.said[self.by])

    @cached_property
    def speakers(self) -> list[str]:
        """Those who are drawn."""
        many = len(self.spans) > _MANY_WINDOWS
        return self.every_speaker[: _FEWER_SPEAKERS if many else _MOST_SPEAKERS]

    @cached_property
    def every_point(self) -> list[str]:
        """Concepts, those with most statements of all speakers first."""
        return _most_first(self.everything["concept"])

    def drawn_note(self, *, all_count: bool = False) -> str:
        """Say who is left out; perhaps of the drawing alone, where numbers are those of all."""
        counted, drawn = len(self.every_speaker), len(self.speakers)
        if counted == drawn:
            return ""
        every = counted + self.left_out
        note = f"Drawn: {drawn} of {every:,} speakers, those with most statements"
        if not self.left_out or all_count:
            return f"{note}."
        return f"{note}; only the first {counted:,} count."


def _most_first(names: pl.Series) -> list[str]:
    counts = names.drop_nulls().value_counts(name="times")
    ordered = counts.sort("times", names.name, descending=[True, False])
    listed: list[str] = ordered[names.name].to_list()
    return listed


def debate(source: Dossier | Corpus, by: str) -> Debate:
    """Take the statements of a dossier or a corpus, and choose windows that suit their time.

    Months up to four of them, then three months each that move by one, then years. Statements of
    two months or more are divided; without a day for each they are not.

    Raises
    ------
    QuestionError
        ``by`` is not one of `SPEAKERS`.
    NothingToShow
        Nobody takes a side.
    """
    require_option(by, SPEAKERS, "by")
    try:
        said, is_dated = statements(source), True
    except QuestionError:
        if not isinstance(source, Dossier):
            raise
        said, is_dated = statements(_with_a_day(source)), False
    everything = said.drop_nulls([by, "concept", "agreement"])
    if everything.is_empty():
        raise NothingToShow("No claim takes a side on anything yet.")
    everybody = _most_first(everything[by])
    left_out = len(everybody[_MOST_COUNTED:])
    said = everything.filter(pl.col(by).is_in(everybody[:_MOST_COUNTED]))
    unit, size = _unit(_months(said["date"])) if is_dated else ("no", 1)
    return Debate(said, by, unit, size, left_out, everything)


def _months(days: pl.Series) -> int:
    """Count the months from the first day to the last, both included."""
    months: list[int] = (days.dt.year() * 12 + days.dt.month()).to_list()
    return max(months) - min(months) + 1


def _unit(months: int) -> tuple[str, int]:
    if months == 1:
        return "no", 1
    if months <= _MOST_MONTHS:
        return "months", 1 if months <= _MOST_MONTHS_ALONE else _QUARTER
    return ("years", 1) if months <= _MONTHS_OF_A_YEAR * _MOST_WINDOWS else ("no", 1)


def _with_a_day(dossier: Dossier) -> Dossier:
    """Give statements without a day one and the same; nothing of it is shown."""
    day = pl.date(*_NO_DAY)
    return replace(dossier, claims=dossier.claims.with_columns(said_on=day))  # type: ignore[arg-type] # still claims


def ordered(
    names: Sequence[str], camps: Mapping[str, str], parts: Mapping[str, str] | None = None
) -> list[str]:
    """Sort actors by camp, in it by the part that ties link them to, and by name."""
    places = {"first": 0, "undecided": 1, "unmatched": 1, "second": 2}
    part = parts or {}

    def key(name: str) -> tuple[int, str, str]:
        return places.get(camps.get(name, ""), 3), part.get(name, name), name

    return sorted(names, key=key)
