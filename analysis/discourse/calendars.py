"""Units of time: whole ones of the calendar, and steps from any moment."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from analysis.dossier import QuestionError

LENGTH_S = {
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "days": 86400.0,
    "weeks": 7 * 86400.0,
    "months": 30.4375 * 86400,
    "years": 365.25 * 86400,
}
"""Seconds of each unit; of months and years the average."""
_MOST_WINDOWS = 200_000


def unit_start(moment: datetime, unit: str) -> datetime:
    """Give the first instant of the unit that a moment is in; weeks begin on Monday.

    Examples
    --------
    >>> unit_start(datetime(2021, 1, 3, 12), "weeks")
    datetime.datetime(2020, 12, 28, 0, 0)
    """
    zeros = {"month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    kept = {
        "years": (),
        "months": ("month",),
        "weeks": ("month", "day"),
        "days": ("month", "day"),
        "hours": ("month", "day", "hour"),
        "minutes": ("month", "day", "hour", "minute"),
        "seconds": ("month", "day", "hour", "minute", "second"),
    }[unit]
    whole = moment.replace(**{name: zero for name, zero in zeros.items() if name not in kept})  # type: ignore[arg-type] # fields of a time
    return whole - timedelta(days=whole.weekday()) if unit == "weeks" else whole


def moved(moment: datetime, unit: str, steps: int) -> datetime:
    """Go some units on; a day that the month lacks becomes its last, as in Java.

    Raises
    ------
    QuestionError
        No calendar goes as far.

    Examples
    --------
    >>> moved(datetime(2020, 1, 31), "months", 1)
    datetime.datetime(2020, 2, 29, 0, 0)
    """
    months = moment.year * 12 + moment.month - 1 + steps * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    try:
        if unit not in ("months", "years"):
            return moment + timedelta(**{unit: steps})
        day = min(moment.day, calendar.monthrange(year, month + 1)[1])
        return moment.replace(year=year, month=month + 1, day=day)
    except (OverflowError, ValueError):
        raise QuestionError(
            f"{units(steps, unit)} from {moment} are outside of the years 1 to 9999; choose a "
            "smaller window_size, or an earlier stop"
        ) from None


def require_few_windows(first: datetime, last: datetime, unit: str) -> None:
    """Refuse a range of more windows than anybody looks at.

    Raises
    ------
    QuestionError
        There are more than 200,000.
    """
    windows = (last - first).total_seconds() / LENGTH_S[unit]
    if windows > _MOST_WINDOWS:
        raise QuestionError(
            f'time_window="{unit}" from {first} to {last} has {windows:,.0f} windows, more than '
            f"{_MOST_WINDOWS:,}; choose a longer unit or a shorter range"
        )


def units(number: int, unit: str) -> str:
    """Count units of time, of one without a plural.

    Examples
    --------
    >>> units(1, "years"), units(1200, "days")
    ('1 year', '1,200 days')
    """
    return f"{number:,} {unit.removesuffix('s') if number == 1 else unit}"
