"""How a passage may have been spelt in the original of a copy.

A digest knows one spelling. A copy may have other quotation marks, dashes, dots for an ellipsis,
and words divided at the end of a line; so the passage is spelt in each way until the digest fits.
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING

from analysis.evidence.normal_form import DASH, DOUBLE_MARK, ELLIPSIS, RANGE, SINGLE_MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from analysis.evidence.normal_form import Form

    Spelling = Mapping[str, str]
    """A way for each kind of sign; kinds that are left out are as they are in the copy."""

_AS_IT_IS = ""
_DASHES = [f"{b}{dash}{b}" for dash in ("\u2014", "\u2013", "--") for b in ("", " ")] + [" - "]
_APOSTROPHE = re.compile(rf"(?<=\w){SINGLE_MARK.pattern}(?=\w)")
_ONE_SIGN = {
    "ellipsis": (ELLIPSIS, ["\u2026", "...", ". . ."]),
    "range": (RANGE, ["-", "\u2013", "\u2014"]),
    "dash": (DASH, _DASHES),
    "apostrophe": (_APOSTROPHE, ["'", "\u2019"]),
}
_MARKS = {
    "straight": ('"', '"', "'", "'"),
    "curly": ("\u201c", "\u201d", "\u2018", "\u2019"),
    "low": ("\u201e", "\u201c", "\u201a", "\u2018"),
    "pointed": ("\u00ab", "\u00bb", "\u2039", "\u203a"),
    "pointed, with blanks": ("\u00ab ", " \u00bb", "\u2039 ", " \u203a"),
}
"""Marks that open and close, double and single."""
_SWAPPED = ", singles for doubles"
_EDGE = rf"(?<!\w){SINGLE_MARK.pattern}|{SINGLE_MARK.pattern}(?!\w)"
_MARK = re.compile(f"{DOUBLE_MARK.pattern}|{_EDGE}")
_DIVIDED = re.compile(r"(?<=[^\W\d_])- (?=[^\W\d_])")
_MOST_DIVIDED, _MOST = 4, 600


def spellings(form: Form, usual: Spelling) -> Iterator[tuple[Spelling, Form]]:
    """Give a passage in the ways in which it may have been spelt, likely ones first.

    Parameters
    ----------
    form
        The passage in its copy.
    usual
        How other passages of the same copy were spelt in the original.
    """
    ways = {kind: [_AS_IT_IS, *labels] for kind, labels in _ways(form.text).items()}

    def unusual(spelt: tuple[str, ...]) -> int:
        pairs = zip(ways, spelt, strict=True)
        return sum(way != usual.get(kind, _AS_IT_IS) for kind, way in pairs)

    for spelt in islice(sorted(product(*ways.values()), key=unusual), _MOST):
        spelling = {k: way for k, way in zip(ways, spelt, strict=True) if way != _AS_IT_IS}
        passage = form
        for kind, way in spelling.items():
            passage = _spelt(passage, kind, way)
        yield spelling, passage


def _ways(text: str) -> dict[str, list[str]]:
    """Name the ways to spell each kind of sign that is in a text."""
    ways = {kind: by for kind, (pattern, by) in _ONE_SIGN.items() if pattern.search(text)}
    if _MARK.search(text):
        ways["marks"] = [name + swapped for name in _MARKS for swapped in ("", _SWAPPED)]
    if divided := len(_DIVIDED.findall(text)):
        each = product("jk", repeat=min(divided, _MOST_DIVIDED))
        ways["divided"] = ["".join(choices) for choices in each]
    return ways


def _spelt(form: Form, kind: str, way: str) -> Form:
    if kind in _ONE_SIGN:
        return form.written(_ONE_SIGN[kind][0], way)
    if kind == "divided":
        choices = iter(way)
        return form.written(_DIVIDED, lambda _: "-" if next(choices, "j") == "k" else "")
    return form.written(_MARK, _marks(form.text, way))


def _marks(text: str, way: str) -> Callable[[re.Match[str]], str]:
    """Write quotation marks as another printer does."""
    marks = _MARKS[way.removesuffix(_SWAPPED)]
    swapped = way.endswith(_SWAPPED)

    def written(match: re.Match[str]) -> str:
        before = text[: match.start()][-1:]
        opens = not before or before.isspace() or before in "([\u2014\u2013-"
        double = bool(DOUBLE_MARK.fullmatch(match[0]))
        return marks[(0 if double != swapped else 2) + (not opens)]

    return written
