"""What became of the rows of an answer, and the tables that take in those that were accepted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from analysis.charting import enumerated
from analysis.coding.model_answers import LISTS
from analysis.coding.steps import write_step
from analysis.dossier import TABLES
from analysis.prose import counted, in_words, number, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from analysis.coding.model_answers import Item
    from analysis.coding.row_files import RowFile

Status = Literal["accepted", "draft", "waiting", "refused"]
"""A draft is to be completed by a person; it is in no table yet."""


@dataclass
class Taken:
    """What became of one row of an answer."""

    item: Item
    row: dict[str, str] = field(default_factory=dict)
    """Its cells as they would be in the table."""
    status: Status = "accepted"
    reasons: list[str] = field(default_factory=list)
    """Why it waits or is refused; of an accepted row, what a person should look at."""
    cause: str = ""
    """The reason in a few words, by which rows are counted."""
    places: list[dict[str, int]] = field(default_factory=list)
    """Paragraph, start and end of each place that its words may mean."""

    @property
    def key(self) -> str:
        """The id of the row, or of one that is not accepted the id that it brings."""
        name = self.item.table
        cells = self.row if self.status == "accepted" else self.item.cells
        return cells.get(TABLES[name].primary_key()[0], "") if name in TABLES else ""

    def put(self, status: Status, cause: str, reason: str) -> None:
        """Say that it is not accepted, and why."""
        if self.status != status:
            self.reasons.clear()
        self.status, self.cause = status, cause
        if reason not in self.reasons:
            self.reasons.append(reason)

    def reported(self) -> dict[str, Any]:
        """Give what a report says of it."""
        origin = {} if self.item.origin is None else {"origin": self.item.origin}
        return origin | {
            "index": self.item.index,
            "table": self.item.table,
            "status": self.status,
            "reason": "; ".join(self.reasons) or None,
            "places": self.places,
            "id": self.key or None,
        }

    def __str__(self) -> str:
        """Say it in a line."""
        as_row = f" as {self.key}" if self.status == "accepted" else ""
        why = f": {'; '.join(self.reasons)}" if self.reasons else ""
        return f"{self.item} {self.status}{as_row}{why}"


@in_words
@dataclass(frozen=True, eq=False, repr=False)
class Intake:
    """What became of every row of an answer; nothing is written until `save`."""

    rows: list[Taken]
    notes: list[str]
    """What is to be said about the answer as a whole."""
    files: list[RowFile]
    """The tables with the accepted rows."""

    def of(self, status: Status) -> list[Taken]:
        """Give the rows that are accepted, waiting or refused."""
        return [taken for taken in self.rows if taken.status == status]

    def report(self) -> str:
        """Give a line of JSON for each row: index, table, status, reason, places and id."""
        return "".join(f"{json.dumps(taken.reported())}\n" for taken in self.rows)

    def save(self) -> list[Path]:
        """Add the accepted rows to their tables: to all or, if one cannot be written, to none.

        Returns
        -------
        list of Path
            The files that were written.

        Raises
        ------
        ChangedError
            A table was written by somebody else since it was read.
        OSError
            A table cannot be written.
        """
        write_step({file.path: (file.content, file.encoded()) for file in self.files})
        return [file.path for file in self.files]

    def __repr__(self) -> str:
        """Count what was accepted, waits and was refused."""
        return " ".join(map(plain, self._sentences()))

    def _sentences(self) -> list[str]:
        if not self.rows:
            return ["The answer has no rows."]
        accepted = self.of("accepted")
        kinds = Counter(taken.item.table for taken in accepted)
        tables = [table for table in LISTS if kinds[table]]
        by_table = [counted(kinds[table], table.removesuffix("s")) for table in tables]
        what = f": {enumerated(by_table)}" if kinds else ""
        said = [f"{number(len(accepted))} of {counted(len(self.rows), 'row')} accepted{what}."]
        return [*said, *unaccepted(self.rows)]


def unaccepted(rows: Sequence[Taken]) -> list[str]:
    """Count the rows that are not accepted, by status and cause."""
    words: dict[Status, str] = {"draft": "kept as drafts to complete"}
    statuses: tuple[Status, ...] = ("draft", "waiting", "refused")
    said = []
    for status in statuses:
        causes = Counter(escape(taken.cause) for taken in rows if taken.status == status)
        if causes:
            why = ", ".join(f"{number(n)} {cause}" for cause, n in causes.most_common())
            said.append(f"{number(causes.total())} {words.get(status, status)}: {why}.")
    return said


def lines(rows: Iterable[Taken]) -> list[str]:
    """Say in a line each what a person should look at: what is not accepted, or has a remark."""
    return [str(taken) for taken in rows if taken.reasons]
