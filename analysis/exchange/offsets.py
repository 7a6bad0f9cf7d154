"""Places in a text, counted as other programs count them, and the characters that they mean.

Python and this package count code points; browsers, Java and doccano count UTF-16 units; some
count bytes of UTF-8, some what a reader sees as one character (grapheme clusters, Unicode annex
29). Beyond astral and combined characters these differ, and a file rarely says which it used: so
places are compared with the words that the file quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from analysis.errors import QuestionError, require_option, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Places = np.ndarray[tuple[int], np.dtype[np.int64]]

Unit = Literal["characters", "utf16", "bytes", "graphemes"]
"""Code points, UTF-16 code units, bytes of UTF-8, grapheme clusters."""
LineEnds = Literal["kept", "one", "two"]
"""A line end as the text has it; CR and LF together counted as one; a lone LF counted as two."""

UNITS: tuple[Unit, ...] = get_args(Unit)
_BREAK = re.compile("\r\n?|\n")


def from_characters(text: str, places: Sequence[int], unit: Unit) -> list[int]:
    r"""Give places in another unit for characters (code points) of a text.

    Parameters
    ----------
    text
        The text, as it is counted: its line ends are not changed.
    places
        Boundaries between code points, from 0 to ``len(text)``.
    unit
        What is counted: ``characters``, ``utf16``, ``bytes`` (of UTF-8) or ``graphemes``.

    Raises
    ------
    QuestionError
        A place is inside a grapheme cluster.

    Examples
    --------
    >>> from_characters("a\U0001f600b", [0, 1, 2, 3], "bytes")
    [0, 1, 5, 6]
    >>> from_characters("cafe\u0301!", [5, 6], "graphemes")
    [4, 5]
    """
    ruler = Ruler(text, unit)
    at = np.searchsorted(ruler.starts, np.array(places, np.int64))
    for place, index in zip(places, at, strict=True):
        if ruler.starts[index] != place:
            first, last = int(ruler.starts[index - 1]), int(ruler.starts[index])
            cluster = f"{shorten(text[first:last])} from {first} to {last}"
            raise QuestionError(f"place {place} is inside what counts as one character, {cluster}")
    return [int(place) for place in ruler.places[at]]


def found_counting(
    text: str, spans: Sequence[tuple[int, int, str | None]], declared: Unit
) -> tuple[Unit, LineEnds, list[tuple[int, int] | None]]:
    r"""Find the unit in which a file counts, and how it counts line ends, by the words it quotes.

    Parameters
    ----------
    text
        The text that places count in.
    spans
        Start, end and quoted words of each span; None where the file quotes nothing.
    declared
        The unit that the format should have. It is used unless another fits more quotes.

    Returns
    -------
    tuple
        The one way of counting that fits the most quotes, and the characters of each span: None
        where the words there are not those quoted, or where a place is inside a character.

    Examples
    --------
    >>> found_counting("\U0001f600 We agree.", [(3, 11, "We agree")], "characters")
    ('utf16', 'kept', [(2, 10)])
    """
    quotes = Counter(words is not None for _, _, words in spans)[True]
    best: tuple[int, Unit, LineEnds, list[tuple[int, int] | None]] | None = None
    for unit, line_ends in _countings(text, declared):
        found = _found(Ruler(text, unit, line_ends), spans)
        fits = sum(
            span is not None and words is not None
            for span, (_, _, words) in zip(found, spans, strict=True)
        )
        if best is None or fits > best[0]:
            best = fits, unit, line_ends, found
        if fits == quotes:
            break
    assert best is not None  # noqa: S101 (the declared unit is always tried)
    return best[1:]


def unit_named(name: object) -> Unit:
    """Give the unit of a name.

    Raises
    ------
    QuestionError
        There is no such unit.

    Examples
    --------
    >>> unit_named("utf16")
    'utf16'
    """
    require_option(name, UNITS, "unit")
    return next(unit for unit in UNITS if unit == name)


def same_words(one: str, other: str) -> bool:
    r"""Whether two texts are the same but for how their lines end.

    Examples
    --------
    >>> same_words("We\r\nagree", "We\nagree")
    True
    """
    return one == other or _BREAK.sub("\n", one) == _BREAK.sub("\n", other)


class Ruler:
    r"""The boundaries between characters of a text, and their places in another unit.

    Parameters
    ----------
    text, unit
        As for `from_characters`.
    line_ends
        How line ends are counted.

    Examples
    --------
    >>> Ruler("a\r\nb", "characters", "one").characters([0, 1, 2, 3])
    [0, 1, 3, 4]
    """

    def __init__(self, text: str, unit: Unit, line_ends: LineEnds = "kept") -> None:
        self.text, self.unit = text, unit
        code = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        self.starts: Places
        """Code points at which a character begins, and the end of the text."""
        if unit == "graphemes":
            self.starts = _clusters(text)
            widths = np.ones(len(self.starts) - 1, np.int64)
        else:
            self.starts = np.arange(len(text) + 1)
            widths = np.ones(len(text), np.int64)
            for least in {"utf16": (0x10000,), "bytes": (0x80, 0x800, 0x10000)}.get(unit, ()):
                widths += code >= least
        if line_ends != "kept":
            widths, self.starts = _with_line_ends(code, widths, self.starts, line_ends)
        self.places: Places = np.concatenate(([0], np.cumsum(widths)))
        """The place of each of them in the unit."""

    def characters(self, places: Sequence[int]) -> list[int | None]:
        """Characters that places mean; None for a place inside one or outside of the text."""
        last = int(self.places[-1])
        known = [place if 0 <= place <= last else -1 for place in places]
        at = np.searchsorted(self.places, np.array(known, np.int64))
        return [
            int(self.starts[index]) if self.places[index] == place else None
            for place, index in zip(known, at, strict=True)
        ]

    def has_boundaries(self, characters: Sequence[int]) -> list[bool]:
        """Say of places in code points whether a character begins or the text ends there."""
        at = np.searchsorted(self.starts, np.array(characters, np.int64))
        return [bool(each) for each in self.starts[at] == characters]


@lru_cache(maxsize=4)
def _clusters(text: str) -> Places:
    """Give the boundaries of grapheme clusters."""
    if text.isascii() and "\r\n" not in text:
        return np.arange(len(text) + 1)
    import regex

    lengths = [0, *map(len, regex.findall(r"\X", text))]
    return np.cumsum(np.array(lengths, np.int64))


def _with_line_ends(
    code: np.ndarray[tuple[int], np.dtype[np.uint32]],
    widths: Places,
    starts: Places,
    line_ends: LineEnds,
) -> tuple[Places, Places]:
    """Count CR and LF together as one, or a lone LF as two."""
    if not code.size:
        return widths, starts
    feed = code[starts[:-1]] == ord("\n")
    if line_ends == "two":
        after_return = np.concatenate(([False], code[:-1] == ord("\r")))
        return widths + (feed & ~after_return[starts[:-1]]), starts
    # The feed of a pair goes into its return: no boundary is left between them.
    previous = np.concatenate(([0], code[:-1]))[starts[:-1]]
    kept = ~(feed & (previous == ord("\r")))
    return widths[kept], starts[np.concatenate((kept, [True]))]


def _countings(text: str, declared: Unit) -> Iterable[tuple[Unit, LineEnds]]:
    """Ways to count a text: the declared one first, the rarest last."""
    others = [unit for unit in UNITS if unit not in (declared, "graphemes")]
    yield declared, "kept"
    yield from ((unit, "kept") for unit in others)
    units: list[Unit] = ["characters", "utf16", "bytes"]
    units.sort(key=lambda unit: unit != declared)
    if "\r\n" in text:
        yield from ((unit, "one") for unit in units)
    if re.search("(?<!\r)\n", text):
        yield from ((unit, "two") for unit in units)
    if declared != "graphemes":
        yield "graphemes", "kept"


def _found(
    ruler: Ruler, spans: Sequence[tuple[int, int, str | None]]
) -> list[tuple[int, int] | None]:
    starts = ruler.characters([start for start, _, _ in spans])
    ends = ruler.characters([end for _, end, _ in spans])
    return [
        (start, end)
        if start is not None
        and end is not None
        and start < end
        and (words is None or same_words(ruler.text[start:end], words))
        else None
        for start, end, (_, _, words) in zip(starts, ends, spans, strict=True)
    ]
