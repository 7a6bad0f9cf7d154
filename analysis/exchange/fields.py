"""What notes, features and codes of other tools say, as cells of a claim where they name one."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import dataframely as dy

from analysis.dossier import TABLES
from analysis.evidence import Passage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.dossier import Dossier

CELLS = (
    "statement",
    "condition",
    "consequence",
    "concept",
    "stance",
    "said_on",
    "cue",
    "likelihood_term",
    "attribution",
    "speech_act",
    "factuality",
    "polarity",
    "time_reference",
)
"""Columns of ``claims.csv`` that other tools can state: words, not ids of other rows."""
PERSON = "person"
ORGANIZATION = "organization"
NAMES = {
    "person": PERSON,
    "speaker": PERSON,
    "organization": ORGANIZATION,
    "organisation": ORGANIZATION,
    "org": ORGANIZATION,
}
"""Fields that name who says it, and for whom."""
REPORTED = "nested_source"
"""The column of ``claims.csv`` that names whose view is reported: a name here, as in `Passage`."""
AGREEMENT = {
    **dict.fromkeys(("true", "1", "yes", "agree"), "agree"),
    **dict.fromkeys(("false", "0", "no", "disagree"), "disagree"),
}
"""What files write of agreement, and the stance that it is."""
_LINE = re.compile(r"\s*([\w ]{1,40}?)\s*[:=]\s*(\S.*?)\s*")


class Fields:
    """What a foreign file says of one passage.

    Examples
    --------
    >>> fields = Fields()
    >>> fields.add("agreement", "0")
    >>> fields.add("mood", "angry")
    >>> fields.add_note("organisation: Harbour Line")
    >>> fields.cells, fields.organization, fields.labels
    ({'stance': 'disagree'}, 'Harbour Line', ('mood: angry',))
    """

    def __init__(self, labels: Iterable[str] = ()) -> None:
        self.cells: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._labels: dict[str, None] = {}
        for label in labels:
            self.label(label)

    @property
    def person(self) -> str | None:
        """Who says it."""
        return self._names.get(PERSON)

    @property
    def organization(self) -> str | None:
        """For whom."""
        return self._names.get(ORGANIZATION)

    @property
    def labels(self) -> tuple[str, ...]:
        """All that is not a cell or a name, each once."""
        return tuple(self._labels)

    def passage(
        self,
        origin: str,
        words: str | None,
        start: int | None,
        end: int | None,
        *,
        coder: str | None = None,
        doubt: str | None = None,
    ) -> Passage:
        """Give the passage that the fields are about."""
        return Passage(
            origin,
            words,
            start,
            end,
            cells=self.cells,
            person=self.person,
            organization=self.organization,
            labels=self.labels,
            coder=coder,
            doubt=doubt,
        )

    def label(self, label: str) -> None:
        """Add a code or label."""
        if label := label.strip():
            self._labels[label] = None

    def add(self, field: str, value: str) -> None:
        """Add what a field says: a cell or a name if the field is one, else a label.

        The first value of a cell counts; another becomes a label.
        """
        if not self.took(field, value) and value.strip():
            self.label(f"{field.strip()}: {value.strip()}")

    def took(self, field: str, value: str) -> bool:
        """Add what a field says, if it is a cell or a name that has no other value yet."""
        key = re.sub(r"\W+", "_", field.strip().casefold())
        value = value.strip()
        if not value:
            return False
        if key in NAMES:
            return self._names.setdefault(NAMES[key], value) == value
        if key == REPORTED:
            return self.cells.setdefault(key, value) == value
        if key == "agreement":
            key, value = "stance", AGREEMENT.get(value.casefold(), "")
        if key in CELLS and (cell := cell_of(key, value)):
            return self.cells.setdefault(key, cell) == cell
        return False

    def add_note(self, note: str, name: str = "note") -> None:
        """Add a note in free words: lines such as ``concept: bridge`` are fields, the rest a label.

        Parameters
        ----------
        note
            The note.
        name
            What the label calls it.
        """
        rest = []
        for line in note.splitlines():
            found = _LINE.fullmatch(line)
            if not (found and self.took(found[1], found[2])):
                rest.append(line.strip())
        if words := " ".join(filter(None, rest)):
            self.label(f"{name}: {words}")


def cell_of(column: str, value: str) -> str | None:
    """Give a value as a cell has it: a word of its vocabulary, a day, or any text; None if none is.

    Examples
    --------
    >>> cell_of("stance", "Agree"), cell_of("stance", "0"), cell_of("stance", "perhaps")
    ('agree', 'disagree', None)
    """
    kind = TABLES["claims"].columns()[column]
    if isinstance(kind, dy.Enum):
        words = {word.casefold(): word for word in kind.categories}
        if column == "stance":
            words = AGREEMENT | words
        return words.get(value.casefold())
    if isinstance(kind, dy.Date):
        try:
            is_day = bool(dt.date.fromisoformat(value)) and len(value) == len("2031-05-14")
        except ValueError:
            is_day = False
        return value if is_day else None
    return value


def fields_of(claim: Mapping[str, Any], dossier: Dossier) -> dict[str, str]:
    """Say of a claim what other tools can be handed: cells in words, and who says it for whom.

    Returns
    -------
    dict
        By column of ``claims.csv``, in the order of `CELLS`; then ``speaker``, ``nested_source``
        and ``organization``, for whom whoever has the view speaks in the end, by name.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.example()
    >>> list(fields_of(dossier.claims.row(3, named=True), dossier).values())[-2:]
    ['Mira Tolvane', 'Ardania']
    """
    said = {column: str(claim[column]) for column in CELLS if claim[column] is not None}
    for column in ("speaker", REPORTED):
        if claim[column] is not None:
            said[column] = dossier.names[claim[column]]
    holder = claim[REPORTED] or claim["speaker"]
    behind = dossier.names.speaks_for[holder]
    if behind != holder:
        said[ORGANIZATION] = dossier.names[behind]
    return said
