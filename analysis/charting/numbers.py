"""Numbers as a reader writes them, never as a computer does; it loads no chart library."""

from __future__ import annotations

import math
from decimal import Decimal

EXACT = ",.12~r"
"""The same in a chart: Vega's format of a number with all its digits and without an exponent."""

_DIGITS, _LARGE = 12, 1e9
_SMALLEST, _LARGEST = 1e-9, 1e21
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number_text(number: float | Decimal) -> str:
    """Write a number with its digits, and a power of ten only where those would be too many.

    What is not a number is not known, and has no text.

    Examples
    --------
    >>> number_text(12345678901.5), number_text(0.1 + 0.2), number_text(0.00001)
    ('12345678901.5', '0.3', '0.00001')
    >>> number_text(1.5e30), number_text(float("inf")), number_text(float("nan")), number_text(-0.0)
    ('1.5 · 10³⁰', '∞', '', '0')
    """
    if math.isnan(number):
        return ""
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    exact = isinstance(number, Decimal | int) or abs(number) >= _LARGE
    digits = Decimal(str(number) if exact else f"{number:.{_DIGITS}g}")
    if not digits:
        return "0"  # and never -0, which is what rounding leaves of a small negative number
    if _SMALLEST <= abs(digits) < _LARGEST:
        text = f"{digits:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    power = digits.adjusted()
    return f"{number_text(digits.scaleb(-power))} · 10{str(power).translate(_RAISED)}"
