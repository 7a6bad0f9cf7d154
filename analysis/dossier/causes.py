"""What other programs do to the cells of a whole column: said once for a file, not per cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.problems import Problem
from analysis.dossier.spelling import MISSING
from analysis.errors import shorten

if TYPE_CHECKING:
    import dataframely as dy

    from analysis.dossier.files import TableText

_TIDY = "(dossier tidy does it)"
REMEDIES = {
    "missing_mark": "is a mark for no value; leave the cell empty "
    f'{_TIDY}; R: write.csv(x, file, na = "", row.names = FALSE)',
    "spreadsheet_date": "is a day as a spreadsheet shows it; write it as YYYY-MM-DD "
    f"{_TIDY}, in cells formatted as text before the table is opened or typed",
    "spreadsheet_number": "is a number as a spreadsheet shows it; take the cell from before it was "
    "opened there, and format the column as text",
    "foreign_number": "is a number as another language writes it; a point in decimals and nothing "
    f"between thousands is expected {_TIDY}",
    "foreign_word": f"is a word of another language; true or false is expected {_TIDY}",
}
"""What to do about each cause, by the name of its rule."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SHOWN_DAY = re.compile(
    r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}\.?|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+Z?"
    rf"|(?:[0-9]{{1,2}}[ -])?{_MONTH}[ -][0-9]{{2,4}}|{_MONTH} [0-9]{{1,2}}, [0-9]{{4}}",
    re.IGNORECASE,
)
_NUMBER_OF_DAY = re.compile(r"[0-9]{5}(?:\.0)?")
_FOREIGN_NUMBER = re.compile(r"[-+]?[0-9][0-9.,'\u2019\u00a0\u202f ]*[0-9]%?")
_SHOWN_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_FOREIGN_WORDS = frozenset(("wahr", "falsch", "vrai", "faux"))
_SCHEMA_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def cause_of(value: str, column: dy.Column) -> str | None:
    """Name the cause that has spoilt a cell, if it is one that spoils many."""
    dtype = t.item_type(column)
    if value.lower() in MISSING:
        return "missing_mark"
    if isinstance(column.dtype, pl.List):
        return None
    if dtype == pl.Date or getattr(column, "regex", None) == t.REDUCED_DATE:
        day = dtype == pl.Date and _NUMBER_OF_DAY.fullmatch(value)
        shown = _SHOWN_DAY.fullmatch(value) and not _SCHEMA_DAY.fullmatch(value)
        return "spreadsheet_date" if day or shown else None
    if dtype.is_numeric() and _FOREIGN_NUMBER.fullmatch(value) and "," in value:
        return "foreign_number"
    if dtype == pl.Boolean and value.lower() in _FOREIGN_WORDS:
        return "foreign_word"
    if getattr(column, "regex", None) == t.DIGEST and _SHOWN_NUMBER.fullmatch(value):
        return "spreadsheet_number"
    return None


class _First(NamedTuple):
    row: int
    column: str
    value: str


@dataclass
class Causes:
    """Cells of a table that a cause has spoilt, each file and cause as one problem."""

    text: TableText
    each: bool = False
    """Whether each cell is a problem by itself, as whoever types it needs it."""
    columns: set[str] = field(default_factory=set)
    """Columns that have such cells: what else is wrong there may follow from it."""
    _first: dict[tuple[str, str], _First] = field(default_factory=dict)
    _count: dict[tuple[str, str], int] = field(default_factory=dict)
    _single: list[Problem] = field(default_factory=list)

    def take(self, name: str, column: dy.Column, cells: pl.DataFrame) -> pl.DataFrame:
        """Take those cells that have a cause, and give the others back.

        Parameters
        ----------
        name, column
            The column.
        cells
            ``row`` and ``value`` of cells that have a problem.
        """
        rules = {value: cause_of(value, column) for value in cells["value"].unique()}
        if not any(rules.values()):
            return cells
        self.columns.add(name)
        known = pl.col("value").replace_strict(rules, return_dtype=pl.String)
        caused = cells.with_columns(rule=known)
        if self.each:
            for row, value, rule in caused.drop_nulls("rule").iter_rows():
                place = self.text.place(row)
                self._single.append(Problem(*place, name, value, rule, REMEDIES[rule]))
            return caused.filter(pl.col("rule").is_null()).drop("rule")
        starts = pl.Series(self.text.starts)
        file = starts.search_sorted(caused["row"], side="right")
        of_file = caused.with_columns(file=file).drop_nulls("rule")
        for (rule, _), part in of_file.group_by("rule", "file", maintain_order=True):
            row, value = part.select("row", "value").row(0)
            key = self.text.file_of(row), str(rule)
            first = _First(row, name, value)
            self._first[key] = min(first, self._first.get(key, first))
            self._count[key] = self._count.get(key, 0) + part.height
        return caused.filter(pl.col("rule").is_null()).drop("rule")

    def problems(self) -> list[Problem]:
        """Give all causes of a file as one problem, at the first cell that they have spoilt."""
        found = list(self._single)
        for file in dict.fromkeys(file for file, _ in self._first):
            causes = sorted(
                (first, rule) for (of, rule), first in self._first.items() if of == file
            )
            (row, name, value), rule = causes[0]
            remedy = self._remedy(file, rule)
            for (other, column, cell), also in causes[1:]:
                line = self.text.place(other)[1]
                said = self._remedy(file, also)
                remedy += f"; and line {line}, column {column}: {shorten(cell)} {said}"
            found.append(Problem(file, self.text.place(row)[1], name, value, rule, remedy))
        return found

    def _remedy(self, file: str, rule: str) -> str:
        others = self._count[file, rule] - 1
        more = f"; {others:,} further cells like it" if others else ""
        return f"{REMEDIES[rule]}{more}"
