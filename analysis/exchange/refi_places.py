"""What programs count in projects of REFI-QDA, found by which way does not cut words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.exchange.placing import several, unit_words
from analysis.exchange.unquoted import characters_of, counted_by_edges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.exchange.offsets import Unit
    from analysis.exchange.unquoted import Counting, Span

_STANDARD: Counting = ("characters", "kept")
_PROGRAMS: dict[str, Counting] = {"nvivo": ("utf16", "kept"), "atlas": ("characters", "one")}
"""What programs count, by the beginning of the origin that their projects name."""


def counted_by(origin: str) -> Counting:
    """What a program counts, by the origin that its projects name.

    Examples
    --------
    >>> counted_by("NVivo 14"), counted_by("MAXQDA")
    (('utf16', 'kept'), ('characters', 'kept'))
    """
    name = origin.casefold()
    return next(
        (counting for start, counting in _PROGRAMS.items() if name.startswith(start)), _STANDARD
    )


def places_of(
    text: str, marks: Sequence[Span], declared: Counting, unit: Unit | None = None
) -> tuple[list[Span | None], set[Span], str | None]:
    """Put places at characters.

    Parameters
    ----------
    text, marks
        The text, and starts and ends as the file has them.
    declared
        What the program counts.
    unit
        What is counted, if somebody said so.

    Returns
    -------
    tuple
        The characters of each mark, None where there are none; those among them that the declared
        way of counting puts elsewhere; and a sentence, if there are.

    Examples
    --------
    >>> places_of("\U0001f600 We agree", [(3, 11)], ("characters", "kept"))[0]
    [(2, 10)]
    """
    if unit is not None:
        return characters_of(text, marks, (unit, "kept")), set(), None
    found = counted_by_edges(text, marks, declared)
    if found.counting == declared:
        return found.places, set(), None
    note = (
        f"places are read as {unit_words(*found.counting)}, not {unit_words(*declared)}: this puts "
        f"{found.fits} of {several(len(marks), 'passage')} on edges of words, not "
        f"{found.declared_fits}"
    )
    return found.places, found.elsewhere, note
