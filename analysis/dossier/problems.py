"""What is wrong with a dossier, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 40
"""Characters of an offending value that a message repeats."""
LISTED = 50
"""Problems that the text of an error lists; ``DossierError.problems`` holds all of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place of a dossier.

    Attributes
    ----------
    file
        File name inside the dossier, such as ``claims.csv``.
    line
        Line of the file, from 1 (the header); None where the whole file is meant.
    column
        Column name; None where the whole row or file is meant.
    value
        The offending text as it stands in the file; None where nothing stands there.
    rule
        Short name of the rule that is broken, such as ``reference`` or ``low_is_at_most_high``.
    remedy
        What was expected and what to do.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    rule: str
    remedy: str

    def __str__(self) -> str:
        """Say place, value, rule and remedy in one line."""
        place = self.file if self.line is None else f"{self.file} line {self.line}"
        column = "" if self.column is None else f", column {self.column}"
        value = "" if self.value is None else f": {shorten(self.value)}"
        return f"{place}{column}{value}: {self.remedy} [{self.rule}]"


class DossierError(ValueError):
    """All problems of a dossier at once.

    Attributes
    ----------
    problems
        Every problem found, in the order of files and lines.

    Examples
    --------
    >>> where = dict(file="claims.csv", line=17, column="speaker", value="putn")
    >>> remedy = 'no such actor_id; did you mean "putin"?'
    >>> print(DossierError([Problem(**where, rule="reference", remedy=remedy)]))
    1 problem in the dossier:
    claims.csv line 17, column speaker: "putn": no such actor_id; did you mean "putin"? [reference]
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = [f"{count} problem{'' if count == 1 else 's'} in the dossier:"]
        lines += [str(problem) for problem in self.problems[:LISTED]]
        if count > LISTED:
            lines.append(f"... and {count - LISTED} more in .problems")
        super().__init__("\n".join(lines))


def shorten(value: str) -> str:
    """Quote a value for a message: one line, control characters escaped, cut when long.

    Examples
    --------
    >>> shorten("a" * 50)
    '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." (50 characters)'
    """
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value[:SHOWN])
    return f'"{visible}"' if len(value) <= SHOWN else f'"{visible}..." ({len(value)} characters)'


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Suggest the nearest known values, or nothing.

    Examples
    --------
    >>> did_you_mean("putn", ["vladimir-putin", "putin", "park"])
    '; did you mean "putin"?'
    """
    near = nearest(value, known)
    return f"; did you mean {' or '.join(shorten(n) for n in near)}?" if near else ""


def nearest(value: str, known: Iterable[str]) -> list[str]:
    """Give up to two known values that are spelt much alike.

    Examples
    --------
    >>> nearest("speech act", ["speech_act", "speaker"])
    ['speech_act']
    """
    return get_close_matches(value[:SHOWN], list(known), n=2, cutoff=0.6)
