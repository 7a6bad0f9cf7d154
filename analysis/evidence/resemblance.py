"""The passage of a text that words resemble most, and what differs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from analysis.evidence.normal_form import plain

if TYPE_CHECKING:
    from analysis.evidence.normal_form import Form

_ALIKE_PERCENT = 70
"""Of two passages less alike than this nobody would think that one is meant by the other."""
_MOST_WORDS = 6
"""Of a difference that are shown."""


_WORD = re.compile(r"\w+(?:['-]\w+)*")


@dataclass(frozen=True)
class Near:
    """A passage that is nearly what was looked for."""

    start: int
    end: int
    differences: tuple[tuple[str, str], ...]
    """Words that were looked for, and those that are there instead; either may be empty."""

    def in_words(self) -> str:
        """Say where it is and what differs."""
        place = f"the nearest words are at characters {self.start} to {self.end}"
        said = [_difference(*pair) for pair in self.differences]
        return f"{place}, which {' and '.join(said)}" if said else place


def nearest(words: str, form: Form) -> Near | None:
    """Find the passage that words resemble most.

    The measure is rapidfuzz's partial ratio: of the normalised indel similarities of the words and
    each passage of their length, the highest.

    Parameters
    ----------
    words
        What is not there as it is.
    form
        The text, in the form in which words are looked for.

    Returns
    -------
    Near or None
        None where nothing is alike.

    Examples
    --------
    >>> from analysis.evidence.normal_form import Form
    >>> near = nearest("no deal for now", Form.normal("He said: no deal for today, at least."))
    >>> near.in_words()
    'the nearest words are at characters 9 to 26, which have "today" for "now"'
    """
    from rapidfuzz.fuzz import partial_ratio_alignment

    sought, text = plain(words).strip(), form.plain.text
    if not sought or not text:
        return None
    found = partial_ratio_alignment(sought, text, score_cutoff=_ALIKE_PERCENT)
    if found is None or found.dest_start == found.dest_end:
        return None
    one = [word[0] for word in _WORD.finditer(sought)]
    there = list(_WORD.finditer(text))
    other = [w for w in there if w.end() > found.dest_start and w.start() < found.dest_end]
    steps = SequenceMatcher(None, one, [w[0] for w in other], autojunk=False).get_opcodes()
    while steps and steps[0][0] == "insert":
        del steps[0]
    while steps and steps[-1][0] == "insert":
        del steps[-1]
    alike = [step for step in steps if step[4] > step[3]]
    if not alike:
        return None
    place = form.plain.raw(other[alike[0][3]].start(), other[alike[-1][4] - 1].end())
    differing = (step for step in steps if step[0] != "equal")
    return Near(
        *place,
        tuple(
            (" ".join(one[a:b]), " ".join(w[0] for w in other[c:d])) for _, a, b, c, d in differing
        ),
    )


def _difference(sought: str, found: str) -> str:
    sought, found = _short(sought), _short(found)
    if not found:
        return f'lack "{sought}"'
    return f'have "{found}" for "{sought}"' if sought else f'also have "{found}"'


def _short(words: str) -> str:
    listed = words.split()
    return " ".join(listed[:_MOST_WORDS]) + (" \u2026" if len(listed) > _MOST_WORDS else "")
