"""Whether a figure's unit measures what its quantity is about."""

from __future__ import annotations

from functools import cache

_ANGLE = "radian"


@cache
def unit_fault(unit: str, expected: str) -> str | None:
    """Say why figures in a unit cannot be read as figures in another, or nothing.

    Parameters
    ----------
    unit, expected
        In pint's spelling.

    Examples
    --------
    >>> unit_fault("m", "km") is None, unit_fault("km", "t")
    (True, 'does not measure what t measures')
    >>> unit_fault("degF", "degC")
    'has another zero than degC; convert the figure'
    """
    if unit == expected:
        return None
    ours, theirs = _roots(unit), _roots(expected)
    if ours is None:
        return "is not a unit that pint knows"
    if theirs is None or ours != theirs:
        return f"does not measure what {expected} measures"
    import pint

    if pint.Quantity(0.0, unit).to(expected).magnitude:
        return f"has another zero than {expected}; convert the figure"
    return None


def _roots(unit: str) -> tuple[object, bool] | None:
    """Dimension of a unit, and whether it is of angles, which pint converts to plain numbers."""
    import pint

    try:
        one = pint.Quantity(1.0, unit)
        return one.dimensionality, _ANGLE in str(one.to_root_units().units)
    except Exception:  # noqa: BLE001  (pint's parser raises a dozen kinds)
        return None
