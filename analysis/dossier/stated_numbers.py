"""Numbers as files of other programs state them."""

from __future__ import annotations

import math

_ALONE = {"+": 1.0, "-": -1.0, "\N{MINUS SIGN}": -1.0}
"""Signs that are written without a number."""


def stated_number(text: str) -> float:
    """Give the number that a text states, of a sign alone 1 or -1; NaN where it is none.

    Examples
    --------
    >>> stated_number(" -1.5"), stated_number("+"), stated_number("hostile"), stated_number("inf")
    (-1.5, 1.0, nan, nan)
    >>> stated_number("1_000")  # Python alone reads this
    nan
    """
    text = text.strip()
    if text in _ALONE:
        return _ALONE[text]
    try:
        number = math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
