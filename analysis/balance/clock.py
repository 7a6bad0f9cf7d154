"""Clock: how much time is left. Every long loop asks, so that a limit is kept."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, TypeVar

from analysis.balance.edges import EdgeListError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")

STEPS_PER_CHECK = 2_000
"""Steps of a loop in Python between two looks at the clock."""


class OutOfTimeError(Exception):
    """The time limit has passed: raised inside a search, caught where bounds are known."""


@dataclass(frozen=True)
class Clock:
    """A time limit that has begun to run."""

    deadline: float
    """``time.monotonic()`` at which to settle for bounds."""

    @classmethod
    def start(cls, time_limit_s: float) -> Clock:
        """Start a limit; refuse what is not a positive number of seconds."""
        number = isinstance(time_limit_s, Real) and not isinstance(time_limit_s, bool)
        if not number or not time_limit_s > 0:
            raise EdgeListError(
                f"time_limit_s must be a positive number of seconds, not {time_limit_s!r}"
            )
        try:
            return cls(time.monotonic() + float(time_limit_s))
        except OverflowError:
            return cls(math.inf)

    @property
    def left_s(self) -> float:
        """Seconds left, 0 when the limit has passed."""
        return max(self.deadline - time.monotonic(), 0.0)

    @property
    def over(self) -> bool:
        """Whether the limit has passed."""
        return time.monotonic() >= self.deadline

    def check(self) -> None:
        """Leave the search when the limit has passed."""
        if self.over:
            raise OutOfTimeError

    def watched(self, items: Iterable[Item]) -> Iterator[Item]:
        """Give the items of a long loop, with a look at the clock every so often."""
        for step, item in enumerate(items):
            if step % STEPS_PER_CHECK == 0:
                self.check()
            yield item

    def halved(self) -> Clock:
        """Return a clock with half of the time that is left."""
        return Clock(time.monotonic() + self.left_s / 2)
