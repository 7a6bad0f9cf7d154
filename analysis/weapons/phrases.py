"""Numbers, lists and intervals as a sentence has them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from analysis.charting.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

_MOST_NAMED = 4
_LONGEST = 48
_HEADING_CHARACTERS = 42
_GROUPED, _MILLION = 10_000, 1_000_000


def many(number: float | Decimal, one: str, several: str = "") -> str:
    """Count things: "1 weapon", "1,204 figures".

    Examples
    --------
    >>> many(1, "weapon"), many(1204, "figure"), many(2, "is", "are")
    ('1 weapon', '1,204 figures', '2 are')
    """
    return f"{int(number):,} {one if number == 1 else several or one + 's'}"


def listed(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Name things, the first few of many; a very long name is cut.

    Examples
    --------
    >>> listed(["Alpha", "Beta", "Gamma"]), listed(["Alpha", "Beta", "Gamma"], most=1)
    ('Alpha, Beta and Gamma', 'Alpha and 2 more')
    """
    named = [short(name) for name in names[:most]]
    if len(names) > most:
        named.append(f"{len(names) - most:,} more")
    if len(named) < 2:  # noqa: PLR2004 (a list of one needs no "and")
        return "".join(named)
    return f"{', '.join(named[:-1])} and {named[-1]}"


def short(name: str) -> str:
    """Cut a name that is too long for a sentence.

    Examples
    --------
    >>> short("The Commission for the Straits and for the Islands beyond")
    'The Commission for the Straits and for the Isla…'
    """
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def span(low: float | None, high: float | None, unit: str = "") -> str:
    """Write an interval with its unit.

    Examples
    --------
    >>> span(40, 60, "km"), span(18, 18.0001), span(None, 80, "km"), span(5, None), span(None, None)
    ('40–60 km', '18', 'up to 80 km', 'at least 5', 'open')
    """
    after = f" {unit}" if unit else ""
    if low is None:
        return "open" if high is None else f"up to {digits(high)}{after}"
    if high is None:
        return f"at least {digits(low)}{after}"
    if digits(low) == digits(high):
        return f"{digits(low)}{after}"
    return f"{digits(low)}–{digits(high)}{after}"


def digits(number: float) -> str:
    """Write a number with four digits, from ten thousand on with thousands apart.

    Examples
    --------
    >>> digits(1024), digits(0.123456), digits(12345678), digits(1e30)
    ('1024', '0.1235', '12,345,678', '1 · 10³⁰')
    """
    if _GROUPED <= abs(number) < 1e15:  # noqa: PLR2004 (beyond, a float has no units)
        return f"{round(number):,}"
    return number_text(round(number, 1) if abs(number) >= 1000 else float(f"{number:.4g}"))  # noqa: PLR2004


def capital(text: str) -> str:
    """Begin with a capital, as a heading does.

    Examples
    --------
    >>> capital("rocket artillery"), capital("UAV carrier")
    ('Rocket artillery', 'UAV carrier')
    """
    return text[:1].upper() + text[1:]


def heading_lines(text: str) -> list[str]:
    """Break the heading of a group of lines into lines of its own.

    Examples
    --------
    >>> heading_lines("rounds, capacity if all containers held rounds of one kind")
    ['Rounds, capacity if all containers held', 'rounds of one kind']
    """
    return textwrap.wrap(capital(text), _HEADING_CHARACTERS) or [""]


def in_millions(number: float) -> str:
    """Write a number of a label, whole thousands above a million as millions.

    Examples
    --------
    >>> in_millions(2_500_000), in_millions(330_000), in_millions(1_234_567), in_millions(0.5)
    ('2.5 million', '330,000', '1,234,567', '0.5')
    """
    if number >= _MILLION and number % 1000 == 0:
        return f"{number_text(number / _MILLION)} million"
    return f"{number:,.0f}" if number % 1 == 0 else digits(number)


def rounded(low: float | None, high: float | None) -> str:
    """Write an interval for a label beside a mark, millions as such.

    Examples
    --------
    >>> rounded(4_000_000, 6_000_000), rounded(2_500_000, None), rounded(None, 300_000)
    ('4–6 million', '≥ 2.5 million', '≤ 300,000')
    """
    if low is None or high is None:
        one = high if low is None else low
        bound = "≤" if low is None else "≥"
        return "" if one is None else f"{bound} {in_millions(one)}"
    first, last = in_millions(low), in_millions(high)
    if first == last:
        return first
    if first.endswith(" million") and last.endswith(" million"):
        first = first.removesuffix(" million")
    return f"{first}–{last}"
