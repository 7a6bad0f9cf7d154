"""Spans of time as a reader says them: years and months where they are whole, else days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def span_words(start: datetime, stop: datetime) -> str:
    """Write a span of which both ends are part.

    Examples
    --------
    >>> from datetime import datetime
    >>> span_words(datetime(2031, 1, 1), datetime(2031, 3, 31, 23, 59, 59))
    'January to March 2031'
    >>> span_words(datetime(2031, 12, 1), datetime(2032, 2, 29, 23, 59, 59))
    'December 2031 to February 2032'
    >>> span_words(datetime(2031, 1, 1), datetime(2032, 12, 31, 23, 59, 59))
    '2031 to 2032'
    >>> span_words(datetime(2031, 5, 4), datetime(2031, 5, 10, 23, 59, 59))
    '4 to 10 May 2031'
    >>> span_words(datetime(2031, 5, 4, 13), datetime(2031, 5, 4, 13, 59, 59))
    '4 May 2031, 13:00:00 to 13:59:59'
    >>> span_words(datetime(2031, 5, 4, 13), datetime(2031, 5, 4, 13))
    '4 May 2031, 13:00:00'
    """
    if not is_whole_months(start, stop):
        return _days(start, stop)
    if start.month == 1 and stop.month == 12:  # noqa: PLR2004 (December)
        return _joined(f"{start.year}", f"{stop.year}")
    last = f"{stop:%B} {stop.year}"
    first = f"{start:%B}" if start.year == stop.year else f"{start:%B} {start.year}"
    return last if f"{start:%B} {start.year}" == last else _joined(first, last)


def short_span(start: datetime, stop: datetime) -> str:
    """Write a span of months or years for the head of a column.

    Examples
    --------
    >>> from datetime import datetime
    >>> short_span(datetime(2031, 12, 1), datetime(2032, 2, 29, 23, 59, 59))
    'Dec–Feb 2032'
    """
    if start.month == 1 and stop.month == 12:  # noqa: PLR2004 (December)
        return span_words(start, stop)
    last = f"{stop:%b} {stop.year}"
    return last if f"{start:%b} {start.year}" == last else f"{start:%b}\N{EN DASH}{last}"


def is_whole_months(start: datetime, stop: datetime) -> bool:
    """Say whether a span begins with a month and ends with one."""
    after = stop + timedelta(seconds=1)
    return all((at.day, at.hour, at.minute, at.second) == (1, 0, 0, 0) for at in (start, after))


def _days(start: datetime, stop: datetime) -> str:
    last = f"{stop.day} {stop:%B} {stop.year}"
    whole = f"{start:%H:%M:%S}{stop:%H:%M:%S}" in ("00:00:0023:59:59", "00:00:0000:00:00")
    if start == stop and not whole:
        return f"{last}, {stop:%H:%M:%S}"
    if not whole:
        first = f"{start.day} {start:%B} {start.year}"
        end = f"{stop:%H:%M:%S}" if start.date() == stop.date() else f"{last}, {stop:%H:%M:%S}"
        return _joined(f"{first}, {start:%H:%M:%S}", end)
    if start.date() == stop.date():
        return last
    if (start.year, start.month) == (stop.year, stop.month):
        return _joined(f"{start.day}", last)
    year = "" if start.year == stop.year else f" {start.year}"
    return _joined(f"{start.day} {start:%B}{year}", last)


def _joined(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"
