"""Days as spreadsheets and people write them, each column read as one."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from analysis.tidying.readings import Doubt, Forms, Readings

if TYPE_CHECKING:
    from collections.abc import Collection

_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?(?:Z|[+]00:00)?| 12:00(?::00)? AM)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_MIDNIGHT}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.]) ?(\d{{1,2}})\2 ?(\d{{4}}|\d{{2}}){_MIDNIGHT}")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-. ]+([^\W\d_]+)[-. ,]+(\d{4}|\d{2})")
_MONTH_NAMED = re.compile(r"([^\W\d_]+)[. ]+(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)[-. ]+(\d{4})")
_WHOLE_YEAR = re.compile(r"(\d{4})[.,]0+")
_DAY_ZERO = dt.date(1899, 12, 30)
"""From which spreadsheets count days, those after February 1900."""

_MONTHS = (
    "jan january januar jänner",
    "feb february februar",
    "mar march mär märz mrz",
    "apr april",
    "may mai",
    "jun june juni",
    "jul july juli",
    "aug august",
    "sep sept september",
    "oct october okt oktober",
    "nov november",
    "dec december dez dezember",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


class _Day(NamedTuple):
    """Numbers of a day as written; ``between`` is "" where their order is plain (day, month)."""

    first: int
    second: int
    year: str
    between: str


def day_forms(texts: Collection[str], readings: Readings, *, reduced: bool) -> Forms:
    """Read the days of one column as YYYY-MM-DD.

    Numbers between points are read as day, month, year, as every language that writes points
    does, unless one of the column cannot be. Between slashes or hyphens, one that can be read one
    way only settles the others.

    Parameters
    ----------
    texts
        Different texts of the column that are not as they should be.
    readings
        How to read what can be read in two ways.
    reduced
        Whether a year, or year and month, are enough.

    Examples
    --------
    >>> day_forms(["03/04/2024", "31/12/2024"], Readings(), reduced=False).changed
    {'03/04/2024': '2024-04-03', '31/12/2024': '2024-12-31'}
    >>> list(day_forms(["03/04/2024"], Readings(), reduced=False).doubts)
    ['03/04/2024']
    """
    changed, doubts = dict[str, str](), dict[str, Doubt]()
    read = {}
    for text in texts:
        if plain := _plain(text, reduced=reduced):
            changed[text] = plain
        elif day := _taken_apart(text):
            read[text] = day
    for between in ("", ".", "/", "-"):
        group = {text: day for text, day in read.items() if day.between == between}
        order = _order(group.values(), between, readings) if group else None
        for text, day in group.items():
            found = order if isinstance(order, Doubt) else _written(day, order or "dmy", readings)
            if isinstance(found, Doubt):
                doubts[text] = found
            else:
                changed[text] = found
    return Forms(changed, doubts)


def _plain(text: str, *, reduced: bool) -> str | None:
    """Read what can be read in one way."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = found.groups()
        return _iso(int(year), int(month), int(day))
    if found := _MONTH_NAMED.fullmatch(text):
        name, number, year = found.groups()
        return _iso(int(year), _MONTH.get(name.lower(), 0), int(number))
    if found := _SERIAL.fullmatch(text):
        return str(_DAY_ZERO + dt.timedelta(days=int(found[1])))
    if not reduced:
        return None
    if found := _WHOLE_YEAR.fullmatch(text):
        return found[1]
    month = 0
    if found := _MONTH_AND_YEAR.fullmatch(text):
        month = int(found[1])
    elif found := _NAMED_MONTH.fullmatch(text):
        month = _MONTH.get(found[1].lower(), 0)
    return f"{found[2]}-{month:02}" if found and 1 <= month <= len(_MONTHS) else None


def _taken_apart(text: str) -> _Day | None:
    if found := _YEAR_LAST.fullmatch(text):
        first, between, second, year = found.groups()
        day = _Day(int(first), int(second), year, between)
        return day if _possible(day) else None
    if found := _DAY_NAMED.fullmatch(text):
        number, name, year = found.groups()
        if month := _MONTH.get(name.lower()):
            return _Day(int(number), month, year, "")
    return None


def _order(days: Collection[_Day], between: str, readings: Readings) -> str | Doubt:
    """Say what comes first in days that are written with one mark between their numbers."""
    if not between:
        return "dmy"
    orders = set.intersection(*map(_possible, days))
    if not orders:
        return Doubt("the column has days of both orders, day/month and month/day")
    if readings.dates:
        if readings.dates in orders:
            return readings.dates
        return Doubt(f"the column has days that --dates {readings.dates} cannot be right for")
    if len(orders) == 1:
        return orders.pop()
    if between == "." or all(day.first == day.second for day in days):
        return "dmy"
    return Doubt("day/month or month/day", "--dates dmy or --dates mdy")


def _possible(day: _Day) -> set[str]:
    most = len(_MONTHS)
    year = int(day.year) if len(day.year) > len("24") else 2000  # a leap year
    orders = {"dmy": (day.second, day.first), "mdy": (day.first, day.second)}
    return {o for o, (month, d) in orders.items() if 1 <= month <= most and _iso(year, month, d)}


def _written(day: _Day, order: str, readings: Readings) -> str | Doubt:
    year = int(day.year)
    if len(day.year) == len("24"):
        if readings.years_from is None:
            return Doubt("two digits of a year", "--years-from YEAR, such as 1950")
        year += readings.years_from // 100 * 100
        year += 100 * (year < readings.years_from)
    number, month = (day.first, day.second) if order == "dmy" else (day.second, day.first)
    return _iso(year, month, number) or Doubt("no day of the calendar")


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
