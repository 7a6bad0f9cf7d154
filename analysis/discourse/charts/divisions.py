"""The camps of a debate over the whole time and in each window, named alike."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.discourse.charts.debates import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.discourse.charts.debates import Debate, Span
    from analysis.discourse.coalescing import Coalitions

UNMATCHED = "unmatched"
"""The camp of whoever has a certain side in a window that no camps before are matched with."""

_TURNED = {"first": "second", "second": "first"}
_SILENT_WINDOW = {"ties": 0}


class Seen(NamedTuple):
    """Camps by window and actor, changes of sides, windows not matched: by values of windows."""

    camps: dict[tuple[str, str], str]
    changes: list[dict[str, Any]]
    unmatched: list[str]


class Divisions:
    """Camps, ties at odds and strain by the value of a window.

    Parameters
    ----------
    asked
        Statements, perhaps fewer than those by which the windows were chosen.
    choices
        These windows; where nothing is said there are no camps.
    """

    def __init__(self, asked: Debate, choices: Sequence[Span]) -> None:
        self.whole = asked.coalitions(windows=False)
        self.over_time = asked.coalitions(windows=True) if asked.spans else None
        self._numbers = {one.value: one.number for one in asked.choices}
        self.values = [one.value for one in choices]

    def _of(self, value: str) -> tuple[Coalitions | None, int]:
        """Give the result that has a window, and the window's number in it."""
        if value == WHOLE:
            return self.whole, 1
        return (self.over_time if value in self._numbers else None), self._numbers.get(value, 0)

    @cached_property
    def camps(self) -> dict[str, dict[str, str]]:
        """Camp of whoever speaks; those of the whole time are named as most windows name them."""
        camps: dict[str, dict[str, str]] = {}
        for value in self.values:
            found, number = self._of(value)
            rows = found.camps.filter(window=number).select("actor", "camp") if found else None
            camps[value] = (
                {a: _camp(found, number, camp) for a, camp in rows.iter_rows()}
                if found and rows is not None
                else {}
            )
        whole = camps[WHOLE]
        alike = sum(
            (camp == whole.get(actor)) - (_TURNED[camp] == whole.get(actor))
            for value, placed in camps.items()
            if value != WHOLE
            for actor, camp in placed.items()
            if camp in _TURNED
        )
        if alike < 0:
            camps[WHOLE] = {actor: _TURNED.get(camp, camp) for actor, camp in whole.items()}
        return camps

    @cached_property
    def strained(self) -> dict[str, set[tuple[str, str]]]:
        """Ties that some optimal division is at odds with."""
        found: dict[str, set[tuple[str, str]]] = {}
        for value in self.values:
            result, number = self._of(value)
            ties = result.at_odds(number).select("source", "target") if result else None
            found[value] = set(ties.iter_rows()) if ties is not None else set()
        return found

    @cached_property
    def windows(self) -> dict[str, dict[str, Any]]:
        """Measures of each window, from `Coalitions.windows`."""
        found: dict[str, dict[str, Any]] = {}
        for value in self.values:
            result, number = self._of(value)
            rows = result.windows.filter(window=number) if result else None
            found[value] = rows.row(0, named=True) if rows is not None else _SILENT_WINDOW
        return found

    @property
    def main(self) -> Coalitions:
        """The windows, or the whole where there are none."""
        return self.over_time or self.whole

    def seen_from(self, actor: str | None) -> Seen:
        """Give camps and changes as seen from somebody; who does not speak here sees none."""
        values = {number: value for value, number in self._numbers.items() if number}
        spans = values or {1: WHOLE}
        if actor is not None and actor not in self.main.camps["actor"]:
            return Seen({}, [], [])
        found = self.main.as_seen_from(actor)
        camps = {
            (spans[window], name): _camp(found, window, camp)
            for window, name, camp in found.camps.iter_rows()
        }
        changes = [
            row | {"before": spans[row["before"]], "window": spans[row["window"]]}
            for row in found.changes.iter_rows(named=True)
        ]
        return Seen(camps, changes, [spans[window] for window in found.unmatched])

    @cached_property
    def parts(self) -> dict[str, str]:
        """One name for all whom ties link over the whole time: the first of theirs."""
        part: dict[str, str] = {}
        for one, other in self.whole.pairs.select("source", "target").iter_rows():
            for actor in (one, other):
                part[actor] = min(part.get(actor, actor), one, other)
        return part


def _camp(found: Coalitions, window: int, camp: str) -> str:
    return UNMATCHED if camp == "undecided" and window in found.unmatched else camp
