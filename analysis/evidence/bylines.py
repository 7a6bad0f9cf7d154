"""Author and day of a plain text, where they have lines of their own below the headline."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BELOW = 4
"""So many lines after the headline may be about the article."""
_PARTICLES = "al|bin|da|de|del|den|der|di|dos|el|la|le|ten|van|von|zu"
_NAME = rf"[^\W\d_a-z][\w.’'-]*(?: (?:(?:{_PARTICLES}) )*[^\W\d_a-z][\w.’'-]*){{0,3}}"
_BYLINE = re.compile(rf"(?:By|BY|by) ({_NAME}(?:(?:, | and |, and ){_NAME})*)")
_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ")


def byline(lines: Iterable[str]) -> tuple[str | None, dt.date | None]:
    """Give the author and the day that the first lines of a text name.

    Only a line that says nothing else counts, and only a day that can be read in one way.

    Returns
    -------
    tuple
        Names, separated by semicolons, and the day; none where no line names one.

    Examples
    --------
    >>> byline(["Ferries stop", "By Ann Author and Bo Writer", "14 May 2031", "By the sea."])
    ('Ann Author; Bo Writer', datetime.date(2031, 5, 14))
    """
    about = [" ".join(line.split()) for line in list(lines)[1 : 1 + _BELOW]]
    names = (_BYLINE.fullmatch(line) for line in about)
    author = next((re.sub(r",? and |, ", "; ", found[1]) for found in names if found), None)
    return author, next(filter(None, map(_day, about)), None)


def _day(line: str) -> dt.date | None:
    for form in _FORMS:
        try:
            return dt.datetime.strptime(_WEEKDAY.sub("", line), form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None
