"""Problems of a dossier, described so that a person can fix them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, shorten, visible
from analysis.prose import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

LISTED_PROBLEMS = 50
"""Problems that the text of an error lists; ``DossierError.problems`` has all of them."""

_NAME = 200
"""Characters of a column's name that are shown."""


@in_words
@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place of a dossier.

    Attributes
    ----------
    file
        File name inside the dossier, such as ``claims.csv``; with the folder where several
        dossiers are read at once.
    line
        Line of the file, from 1 (the header); None where the whole file is meant.
    column
        Column or key; None where the whole row or file is meant.
    value
        The offending text as it is in the file; None where there is none.
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
        """Give place, value, remedy and rule in one line."""
        file = visible(self.file)
        place = file if self.line is None else f"{file} line {self.line}"
        column = "" if self.column is None else f", column {visible(self.column[:_NAME])}"
        value = "" if self.value is None else f": {shorten(self.value)}"
        return f"{place}{column}{value}: {visible(self.remedy)} [{self.rule}]"

    def _sentences(self) -> list[str]:
        return [escape(str(self))]


class DossierError(AnalysisError):
    """All problems of a dossier at once.

    Attributes
    ----------
    problems
        Every problem found, in the order of files and lines.

    Examples
    --------
    >>> where = dict(file="claims.csv", line=17, column="speaker", value="alpa")
    >>> remedy = 'no such actor_id; did you mean "alpha"?'
    >>> print(DossierError([Problem(**where, rule="reference", remedy=remedy)]))
    1 problem in the dossier:
    claims.csv line 17, column speaker: "alpa": no such actor_id; did you mean "alpha"? [reference]
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = [f"{count} problem{'' if count == 1 else 's'} in the dossier:"]
        lines += [str(problem) for problem in self.problems[:LISTED_PROBLEMS]]
        if count > LISTED_PROBLEMS:
            lines.append(f"... and {count - LISTED_PROBLEMS} more in .problems")
        super().__init__("\n".join(lines))

    def within(self, folder: str | Path) -> DossierError:
        """Name the folder with each file, for a reader who gave several.

        Examples
        --------
        >>> missing = Problem("claims.csv", None, None, None, "file", "is a folder")
        >>> print(DossierError([missing]).within("second"))
        1 problem in the dossier:
        second/claims.csv: is a folder [file]
        """
        return DossierError(
            # a problem of the folder as a whole has it as its file
            replace(one, file=str(folder if one.rule == "folder" else Path(folder) / one.file))
            for one in self.problems
        )
