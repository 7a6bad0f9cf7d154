"""Camps of one window after the other: which is which, and who has changed sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.discourse.siding import Component

Camp = Literal["first", "second", "undecided", "unlinked"]

CAMPS: tuple[Camp, ...] = ("first", "second", "undecided", "unlinked")
"""Where a speaker is: in one of two camps, in one or the other, or without a link to them."""

_SIDES: dict[int, Camp] = {1: "first", -1: "second"}
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Change:
    """A speaker was last seen in one camp, and is now in the other."""

    actor: str
    before: int
    window: int
    old: Camp
    new: Camp


@dataclass
class Matching:
    """Follows camps from window to window.

    Attributes
    ----------
    seen_from
        The actor whose camp is the first in every window; without one, camps are matched.
    last
        Camp and window in which each actor was last seen in a camp.
    changes
        Who was found to have changed sides.
    unmatched
        Windows whose camps cannot be matched with those before.
    """

    seen_from: str | None = None
    last: dict[str, tuple[Camp, int]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    unmatched: list[int] = field(default_factory=list)

    def place(
        self, window: int, speakers: Sequence[str], components: Sequence[Component]
    ) -> dict[str, Camp]:
        """Give the camp of everybody who speaks in the next window."""
        camps: dict[str, Camp] = dict.fromkeys(speakers, "unlinked")
        main = self._main(components)
        sides = self._sides(main, window) if main else None
        if main is None or sides is None:
            return camps
        camps |= dict.fromkeys(main.actors, "undecided")
        camps |= {actor: _SIDES[side] for actor, side in sides.items()}
        for actor in sorted(sides):
            now = camps[actor]
            before = self.last.get(actor)
            if before and before[0] != now:
                self.changes.append(Change(actor, before[1], window, before[0], now))
            self.last[actor] = (now, window)
        return camps

    def _main(self, components: Sequence[Component]) -> Component | None:
        """Choose the component that has the camps, where one comes before all others."""
        if self.seen_from is not None:
            return next((one for one in components if self.seen_from in one.actors), None)
        return _first_of(
            components,
            [
                (sum(actor in self.last for actor in one.actors), len(one.actors), one.ties)
                for one in components
            ],
        )

    def _sides(self, main: Component, window: int) -> dict[str, int] | None:
        """Give +1 or -1 to those whose side is sure, or nothing where camps are of other people."""
        if self.seen_from is not None:
            group = next(one for one in main.groups if self.seen_from in one)
            turn = group[self.seen_from]
            return {actor: turn * side for actor, side in group.items()}
        core = _first_of(main.groups, [(len(group),) for group in main.groups])
        known = {actor: self.last[actor][0] for actor in core or () if actor in self.last}
        if core is None:
            return {}
        if not self.last:
            turn = _turn_at_first(core)
        elif not known:
            self.unmatched.append(window)
            return None
        else:
            turn = sum(1 if _SIDES[core[actor]] == camp else -1 for actor, camp in known.items())
        if not turn:
            self.unmatched.append(window)
            return {}
        return {actor: side if turn > 0 else -side for actor, side in core.items()}


def _turn_at_first(core: dict[str, int]) -> int:
    """Let the larger camp be the first, or that of the first label where they are as large."""
    return sum(core.values()) or next(iter(core.values()))


def _first_of(things: Sequence[Thing], sizes: Sequence[tuple[int, ...]]) -> Thing | None:
    """Give the largest, where one is larger than all others."""
    most = max(sizes, default=())
    return things[sizes.index(most)] if sizes.count(most) == 1 else None
