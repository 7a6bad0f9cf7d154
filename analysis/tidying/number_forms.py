"""Numbers as spreadsheets and people write them, each column read as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.tidying.readings import Doubt, Forms, Readings

if TYPE_CHECKING:
    from collections.abc import Iterable

_POINT = re.compile(r"-?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)")
_COMMA = re.compile(r"-?(?:[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:[.,]\d{3})+")
_THOUSAND_BY_POINT = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_GROUPED = re.compile(r"(?<=\d)[\u00a0\u2007\u2009\u202f '\u2019](?=\d{3}(?!\d))")
_PLUS = re.compile(r"^\+(?=\d)")
_WHOLE = re.compile(r"(-?\d+)[.,]0+")
_ASK = "--decimal comma or --decimal point"


def has_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether a number among these can only have a decimal comma."""
    plain = map(_ungrouped, texts)
    return any("," in t and _COMMA.fullmatch(t) and not _POINT.fullmatch(t) for t in plain)


def decimal_forms(texts: Iterable[str], readings: Readings, *, commas: bool) -> Forms:
    """Read the numbers of one column with a point before their decimals.

    Parameters
    ----------
    texts
        Different texts of the column.
    readings
        How to read what can be read in two ways.
    commas
        Whether the rest of the table speaks for decimal commas, so that 1.234 may be a thousand.

    Examples
    --------
    >>> decimal_forms(["1,234", "0,5"], Readings(), commas=False).changed
    {'1,234': '1.234', '0,5': '0.5'}
    >>> list(decimal_forms(["1,234", "2,500"], Readings(), commas=False).doubts)
    ['1,234', '2,500']
    """
    plain = {text: _ungrouped(text) for text in texts}
    numbers = [n for n in plain.values() if _POINT.fullmatch(n) or _COMMA.fullmatch(n)]
    odd = [n for n in numbers if "," in n or n.count(".") > 1]
    reads_point = all(map(_POINT.fullmatch, numbers))
    reads_comma = all(map(_COMMA.fullmatch, numbers))
    commas = commas or has_decimal_comma(numbers)
    asked = odd or (commas and any(map(_THOUSAND_BY_POINT.fullmatch, numbers)))
    decided: str | None = readings.decimal
    if decided is None and reads_point != reads_comma:
        # A column of 1.5 and 2.125 has points, though 2.125 alone might be a thousand.
        decided = "point" if reads_point else "comma"
    changed, doubts = dict[str, str](), dict[str, Doubt]()
    for text, number in plain.items():
        found = _read(number, decided) if asked else number
        if found is None:
            doubts[text] = Doubt("a decimal mark, or a mark between thousands", _ASK)
        elif found != text and _POINT.fullmatch(found):
            changed[text] = found
    return Forms(changed, doubts)


def whole_number(text: str) -> str:
    """Read a whole number: in one, a mark is between thousands or before zeros.

    Examples
    --------
    >>> whole_number("3,0"), whole_number("+1"), whole_number("2.500"), whole_number("1.5")
    ('3', '1', '2500', '1.5')
    """
    plain = _ungrouped(text)
    if _THOUSANDS.fullmatch(plain):
        return plain.replace(",", "").replace(".", "")
    return _WHOLE.sub(r"\1", plain) if _WHOLE.fullmatch(plain) else plain


def _read(number: str, decided: str | None) -> str | None:
    """Write a number with a decimal point; None where it can be read in two ways."""
    point, comma = _POINT.fullmatch(number), _COMMA.fullmatch(number)
    if not point and not comma:
        return number
    as_point = number.replace(",", "")
    as_comma = number.replace(".", "").replace(",", ".")
    if point and comma and as_point != as_comma:
        return {"point": as_point, "comma": as_comma, None: None}[decided]
    return as_point if point else as_comma


def _ungrouped(text: str) -> str:
    """Write the minus as a hyphen, and nothing for a plus before digits and between thousands."""
    return _GROUPED.sub("", _PLUS.sub("", text.replace("\N{MINUS SIGN}", "-")))
