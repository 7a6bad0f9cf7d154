"""Intervals of positive quantities with open ends, and what may be said of two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.charting.numbers import number_text
from analysis.prose import in_words, number

_WHOLE = 1000


@in_words
@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, both included; ``None`` where a source leaves the end open.

    Every number of a weapon is zero or more. Arithmetic never narrows: bounds are rounded
    outward, and what rests on an open end is open.

    Raises
    ------
    ValueError
        The lower bound is above the upper one, or one of them is negative.

    Examples
    --------
    >>> print(Interval(40, 60) / Interval(20, 20))
    2 to 3
    >>> print(Interval(None, 80) / Interval(20, 40))
    up to 4
    """

    low: float | None
    high: float | None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the interval runs from {self.low} down to {self.high}")
        if min(self.low or 0, self.high or 0) < 0:
            raise ValueError(f"{self} is negative; a quantity of a weapon is zero or more")

    def __str__(self) -> str:
        low, high = map(_text, (self.low, self.high))
        if low is None:
            return "open" if high is None else f"up to {high}"
        if high is None:
            return f"at least {low}"
        return low if low == high else f"{low} to {high}"

    def _sentences(self) -> list[str]:
        return [number(str(self))]

    def __contains__(self, value: float) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def exceeds(self, other: Interval) -> bool | None:
        """Whether every value here is above every one there; ``None`` where they overlap."""
        if self.low is not None and other.high is not None and self.low > other.high:
            return True
        if self.high is not None and other.low is not None and self.high <= other.low:
            return False
        return None

    def __mul__(self, other: Interval) -> Interval:
        return Interval(_product(self.low, other.low, 0.0), _product(self.high, other.high))

    def __truediv__(self, other: Interval) -> Interval:
        return self * Interval(
            None if other.high is None else _outward(1 / other.high if other.high else None, 0.0),
            _outward(1 / other.low) if other.low else None,
        )


def _text(end: float | None) -> str | None:
    """Write an end with four digits, or with all those before the point."""
    if end is None:
        return None
    return number_text(round(end) if end >= _WHOLE else float(f"{end:.4g}"))


def _product(a: float | None, b: float | None, toward: float = math.inf) -> float | None:
    return None if a is None or b is None else _outward(a * b, toward)


def _outward(value: float | None, toward: float = math.inf) -> float | None:
    if value is None or math.isinf(value):
        return None
    return math.nextafter(value, toward)
