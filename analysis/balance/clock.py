"""Clock: how much time is left. Every long loop asks, so that a limit holds."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from numbers import Real

from analysis.balance.edges import EdgeListError


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
        return cls(time.monotonic() + float(time_limit_s))

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

    def halved(self) -> Clock:
        """Return a clock with half of the time that is left."""
        return Clock(time.monotonic() + self.left_s / 2)


ENDLESS = Clock(math.inf)
"""No limit."""
