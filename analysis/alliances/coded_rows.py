"""Rows of data sets of others: columns by name, whole numbers, days as far as they are known."""

from __future__ import annotations

import calendar
import csv
import io
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.dossier import QuestionError, did_you_mean, shorten
from analysis.dossier.places import not_a_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_MOST_BYTES = 512 * 2**20
_UNKNOWN = frozenset(("", "0", ".", "na", "nan", "9999"))
"""What data sets write for a number that is not known; anything below zero, too."""
_NO_PART = 99
"""What data sets write for a month or a day of it that is not known, too."""
_LAST_CODE = 999
_MOST_DIGITS = 9
"""Of a number; one with more is none of these data sets', and Python's dates overflow with it."""
_SEPARATORS = {";": '";"', ",": '","', "\t": "a tab", "|": '"|"'}
"""What may be between cells, as messages call it."""


class Sheet:
    """A CSV file of somebody else: its rows by the names of its columns, with their lines."""

    def __init__(self, file: str | os.PathLike[str], separator: str = ",") -> None:
        self.path, self._separator = _path(file), separator
        text = _text(self.path)
        self._header = text.strip().partition("\n")[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        self.rows: list[tuple[int, list[str]]] = []
        """Line and cells of each row."""
        self.columns: list[str] = []
        try:
            for row in reader:
                if not any(map(str.strip, row)):
                    continue
                if not self.columns:
                    self.columns = [name.strip() for name in row]
                elif len(row) != len(self.columns):
                    counts = f"has {len(row)} cells under {len(self.columns)} columns"
                    raise self.fault(reader.line_num, f"{counts}{self.doubt()}")
                else:
                    self.rows.append((reader.line_num, row))
        except csv.Error as error:
            why = f"is not CSV ({error}){self.doubt()}"
            raise self.fault(reader.line_num, why) from None
        if not self.columns:
            raise QuestionError(f"{self.path.name} is empty; a header of columns is expected")
        self._places = {name: place for place, name in enumerate(self.columns)}
        self._twice = {name for name in self.columns if self.columns.count(name) > 1}

    def has(self, columns: Iterable[str]) -> bool:
        """Whether it has all these columns."""
        return {*columns} <= {*self.columns}

    def place(self, column: str) -> int:
        """Give the place of a column in each row.

        Raises
        ------
        QuestionError
            There is no such column, or it is there twice.
        """
        if column in self._places and column not in self._twice:
            return self._places[column]
        why = "is there twice" if column in self._twice else "is missing"
        hint = "" if column in self._twice else did_you_mean(column, self.columns)
        raise QuestionError(
            f"{self.path.name}: column {shorten(column)} {why}{hint}; found {self.found()}"
        )

    def found(self) -> str:
        """List the columns that it has, for a message, and what they make one doubt."""
        named = ", ".join(map(shorten, self.columns[:20]))
        more = f" and {len(self.columns) - 20} more" if self.columns[20:] else ""
        return f"{named}{more}{self.doubt()}"

    def doubt(self) -> str:
        """Ask, where the header is not divided, whether another separator would divide it."""
        inside = {separator: self._header.count(separator) for separator in _SEPARATORS}
        other = max(inside, key=lambda separator: inside[separator])
        if self._separator in self._header or not inside[other]:
            return ""
        expected = _SEPARATORS.get(self._separator, shorten(self._separator))
        return f" (is {_SEPARATORS[other]} between its cells? Here it is {expected})"

    def fault(self, line: int, why: str) -> QuestionError:
        """Say what is wrong in a line."""
        return QuestionError(f"{self.path.name} line {line}: {why}")


def _path(file: object) -> Path:
    if not isinstance(file, str | os.PathLike):
        raise QuestionError(f"a file is named by its path, not by {type(file).__name__}")
    path = Path(file)
    try:
        wrong = not_a_file(path) or (None if path.exists() else "is not there")
    except (OSError, ValueError):
        wrong = "cannot be the name of a file"
    if wrong:
        raise QuestionError(f"{shorten(str(path))} {wrong}")
    return path


def _text(path: Path) -> str:
    """Decode a file; these data sets come in UTF-8 or, with names of states, in Latin-1."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise QuestionError(f"{path.name} is larger than {_MOST_BYTES // 2**20} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise QuestionError(f"{path.name} cannot be read: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


@dataclass(frozen=True)
class Day:
    """A day as far as it is known: between two days; None where it has no limit that is known."""

    earliest: date | None = None
    latest: date | None = None


def known_day(year: int | None, month: int | None = None, day: int | None = None) -> Day:
    """Give the days that a year, a month or a day may mean.

    Raises
    ------
    ValueError
        There is no such day.

    Examples
    --------
    >>> known_day(1939, 8)
    Day(earliest=datetime.date(1939, 8, 1), latest=datetime.date(1939, 8, 31))
    """
    if year is None:
        return Day()
    if month is None:
        return Day(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        first = date(year, month, 1)
        return Day(first, first.replace(day=calendar.monthrange(year, month)[1]))
    return Day(date(year, month, day), date(year, month, day))


@dataclass(frozen=True)
class Reader:
    """How the cells of a sheet are read: whole numbers, flags and days, with faults by line."""

    sheet: Sheet

    def number(self, column: str, line: int, cells: Sequence[str]) -> int | None:
        """Read a whole number that is not below zero; None where it is not known."""
        text = cells[self.sheet.place(column)].strip()
        if text.casefold() in _UNKNOWN or text.startswith("-"):
            return None
        whole, _, rest = text.partition(".")
        digits = whole.isascii() and whole.isdecimal() and len(whole) <= _MOST_DIGITS
        if not digits or rest.strip("0"):
            raise self.sheet.fault(line, f"{column} is {shorten(text)}; a whole number is expected")
        return int(whole) or None

    def code(self, column: str, line: int, cells: Sequence[str]) -> str:
        """Read the number of a state."""
        number = self.number(column, line, cells)
        if number is None or number > _LAST_CODE:
            shown = shorten(cells[self.sheet.place(column)])
            raise self.sheet.fault(
                line, f"{column} is {shown}; the number of a state is expected, 1 to {_LAST_CODE}"
            )
        return str(number)

    def flagged(self, columns: Mapping[str, str], line: int, cells: Sequence[str]) -> list[str]:
        """Give the words of the columns that are 1; what is 0 or not known says nothing."""
        found = []
        for column, word in columns.items():
            number = self.number(column, line, cells)
            if number not in (None, 1):
                raise self.sheet.fault(line, f"{column} is {number}; 0 or 1 is expected")
            found += [word] if number else []
        return found

    def day(self, columns: Sequence[str], line: int, cells: Sequence[str]) -> Day:
        """Read a day out of the columns of its year, month and day."""
        year, *rest = (self.number(column, line, cells) for column in columns)
        try:
            return known_day(year, *(None if part == _NO_PART else part for part in rest))
        except ValueError:
            shown = self._shown(columns, cells)
            raise self.sheet.fault(line, f"there is no such day: {shown}") from None

    def ends(
        self, first: Sequence[str], last: Sequence[str], line: int, cells: Sequence[str]
    ) -> tuple[Day, Day]:
        """Read the days of a beginning and an end, by their columns; refuse an end before it."""
        start, end = self.day(first, line, cells), self.day(last, line, cells)
        if start.earliest and end.latest and end.latest < start.earliest:
            begun, over = self._shown(first, cells), self._shown(last, cells)
            raise self.sheet.fault(line, f"ends ({over}) before it begins ({begun})")
        return start, end

    def is_open(self, column: str, cells: Sequence[str]) -> bool:
        """Whether the year of an end is empty or 0: what is coded had not ended."""
        text = cells[self.sheet.place(column)].strip()
        return text != "." and text.partition(".")[0] in {"", "0"}

    def _shown(self, columns: Sequence[str], cells: Sequence[str]) -> str:
        return ", ".join(f"{n} {cells[self.sheet.place(n)].strip()}" for n in columns)


@dataclass(frozen=True)
class Span:
    """From when to when something is so, each end as far as it is known."""

    start: Day
    end: Day | None
    """None where the data set knows of no end."""
    known_until: date | None = None
    """Last day of which the data set speaks, where it knows of no end or not of its first day."""

    def days(self) -> dict[str, date | None]:
        """Give the cells of a tie: from ``start`` to ``end`` for certain, perhaps for longer."""
        end = self.end or Day()
        return {
            "start": self.start.latest,
            "end": end.earliest,
            "start_earliest": self.start.earliest,
            "end_latest": end.latest,
            "known_until": None if end.earliest else self.known_until,
        }


def lasting(start: Day, end: Day, until: date, *, is_open: bool) -> Span:
    """Give the span from a beginning to an end, which may be open or not known.

    Examples
    --------
    >>> day = known_day(1939, 8, 1)
    >>> lasting(day, Day(), date(2018, 12, 31), is_open=True).known_until
    datetime.date(2018, 12, 31)
    >>> lasting(day, Day(), date(2018, 12, 31), is_open=False).known_until
    datetime.date(1939, 8, 1)
    """
    if end.latest:
        return Span(start, end, until)
    # What ended, and nobody says when, is known of no longer than its beginning.
    return Span(start, None, until if is_open else start.latest)
