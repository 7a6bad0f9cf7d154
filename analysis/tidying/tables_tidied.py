"""One table out of one sheet: headings and cells as the dossier expects them."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from analysis.dossier.tables import TABLES, is_optional
from analysis.errors import nearest, shorten
from analysis.tidying.cell_forms import forms
from analysis.tidying.formula_errors import is_error
from analysis.tidying.headings import column_named, header_row
from analysis.tidying.number_forms import has_decimal_comma

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.tidying.readings import Readings
    from analysis.tidying.sheets import Sheet

_FORMULA = "its formula has an error instead of a value; correct it, or empty the cell"


class Change(NamedTuple):
    """One thing that is changed at one place."""

    file: str
    line: int | None
    column: str | None
    what: str

    def __str__(self) -> str:
        """Give place and change in one line."""
        return f"{_place(self.file, self.line, self.column)}: {self.what}"


class Waiting(NamedTuple):
    """One thing that can be read in several ways, or not at all, and what decides it."""

    file: str
    line: int | None
    column: str | None
    why: str
    option: str

    def __str__(self) -> str:
        """Give place, reason and option in one line."""
        ask = f"; say {self.option}" if self.option else ""
        return f"{_place(self.file, self.line, self.column)}: {self.why}{ask} [waiting]"


def _place(file: str, line: int | None, column: str | None) -> str:
    at = "" if line is None else f" line {line}"
    return f"{file}{at}" if column is None else f"{file}{at}, column {column}"


@dataclass
class TidyTable:
    """A table with what was changed and what waits."""

    table: str
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Line on which each row starts."""

    beside: list[list[str]] = field(default_factory=list)
    """Cells that the table has no column for, with their headings and the rows' keys."""

    changes: list[Change] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)


def tidied(sheet: Sheet, table: str, readings: Readings) -> TidyTable:
    """Make a table out of a sheet.

    Parameters
    ----------
    sheet
        Rows of text.
    table
        The table that they are.
    readings
        How to read what can be read in two ways.
    """
    found = TidyTable(table)
    for said in sheet.said:
        found.changes.append(Change(str(sheet), None, None, said))
    for doubt in sheet.doubts:
        found.waiting.append(Waiting(str(sheet), None, None, doubt.why, doubt.option))
    if sheet.doubts:
        return found
    at = header_row(sheet.rows, table)
    if at is None:
        why = f"has no heading of the table {table}"
        found.waiting.append(Waiting(str(sheet), None, None, why, "--column HEADING=COLUMN"))
        return found
    _leave_above(sheet, at, found)
    rows = list(_rows(sheet, at, found))
    places = _headings(sheet, at, rows, found, readings)
    found.header = list(places)
    found.rows = [[row[place] for place in places.values()] for _, row in rows]
    found.lines = [line for line, _ in rows]
    if found.rows:
        _tidy_cells(sheet, found, readings)
    return found


def _leave_above(sheet: Sheet, at: int, found: TidyTable) -> None:
    for line, row in zip(sheet.lines[:at], sheet.rows[:at], strict=True):
        if any(cell.strip() for cell in row):
            found.changes.append(
                Change(str(sheet), line, None, "is above the headings; kept beside")
            )
            found.beside.append(row)
        else:
            found.changes.append(Change(str(sheet), line, None, "is blank; left out"))


def _rows(sheet: Sheet, at: int, found: TidyTable) -> Iterator[tuple[int, list[str]]]:
    """Give the rows below the headings, each as long as the header; blank ones are left out."""
    width = len(sheet.rows[at])
    for line, row in zip(sheet.lines[at + 1 :], sheet.rows[at + 1 :], strict=True):
        if not any(cell.strip() for cell in row):
            found.changes.append(Change(str(sheet), line, None, "is blank; left out"))
            continue
        if any(cell.strip() for cell in row[width:]):
            why = f"has {len(row)} cells where the header has {width}; quote cells with separators"
            found.waiting.append(Waiting(str(sheet), line, None, why, ""))
        if len(row) < width:
            what = f"has {len(row)} cells where the header has {width}; the rest is empty"
            found.changes.append(Change(str(sheet), line, None, what))
        yield line, [*row, *[""] * (width - len(row))]


def _headings(
    sheet: Sheet, at: int, rows: list[tuple[int, list[str]]], found: TidyTable, readings: Readings
) -> dict[str, int]:
    """Find the place of each column, and put aside what the table has no column for."""
    name, line, table = str(sheet), sheet.lines[at], found.table
    places: dict[str, int] = {}
    foreign: dict[int, str] = {}
    schema = TABLES[table].columns()
    for place, heading in enumerate(sheet.rows[at]):
        column = column_named(heading, table, readings.columns)
        if column is None or column not in schema:
            foreign[place] = heading
        elif column in places:
            ask = "remove one, or give the right one another name"
            why = f"{shorten(heading)} is a second heading for the column; {ask}"
            found.waiting.append(Waiting(name, line, column, why, ""))
        else:
            places[column] = place
            if heading != column:
                found.changes.append(Change(name, line, None, f"{shorten(heading)} -> {column}"))
    absent = [column for column in schema if column not in places]
    kept = {}
    for place, heading in foreign.items():
        filled = any(row[place].strip() for _, row in rows)
        if near := nearest(heading, absent) if heading.strip() else []:
            why = f"{shorten(heading)} is not a column of {table}"
            ask = f'--column "{heading}={near[0]}"'
            found.waiting.append(Waiting(name, line, None, why, ask))
        elif filled or heading.strip():
            what = f"{shorten(heading)} is not a column of {table}; kept beside"
            found.changes.append(Change(name, line, None, what))
            kept[place] = heading
        else:
            found.changes.append(Change(name, line, None, f"column {place + 1} is empty; left out"))
    missing = [column for column in absent if not is_optional(schema[column])]
    for column in missing:
        ask = f"--column HEADING={column}"
        found.waiting.append(Waiting(name, line, column, "column is missing", ask))
    if kept:
        keys = [places[key] for key in TABLES[table].primary_key() if key in places]
        taken = [*keys, *kept]
        every = [sheet.rows[at], *(row for _, row in rows)]
        found.beside += [[row[place] for place in taken] for row in every]
    return places


def _tidy_cells(sheet: Sheet, found: TidyTable, readings: Readings) -> None:
    schema = TABLES[found.table].columns()
    texts = dict(zip(found.header, map(list, zip(*found.rows, strict=True)), strict=True))
    floats = [name for name in texts if schema[name].dtype.is_float()]
    commas = sheet.commas or any(has_decimal_comma(filter(None, texts[name])) for name in floats)
    for name, cells in texts.items():
        column = schema[name]
        errors = set(filter(is_error, cells))
        read = forms(column, sorted(set(cells) - {"", *errors}), readings, commas=commas)
        for line, cell in zip(found.lines, cells, strict=True):
            if cell in errors:
                why = f"{shorten(cell)}: {_FORMULA}"
                found.waiting.append(Waiting(str(sheet), line, name, why, ""))
        texts[name] = [read.changed.get(cell, cell) for cell in cells]
        for line, old, new in zip(found.lines, cells, texts[name], strict=True):
            if old != new:
                what = f"{shorten(old)} -> {shorten(new) if new else 'empty'}"
                found.changes.append(Change(str(sheet), line, name, what))
        counts = Counter(read.doubts[cell] for cell in cells if cell in read.doubts)
        for doubt, count in counts.items():
            first = next(i for i, cell in enumerate(cells) if read.doubts.get(cell) == doubt)
            more = f" and in {count - 1:,} further rows" if count > 1 else ""
            why = f"{shorten(cells[first])}{more}: {doubt.why}"
            found.waiting.append(Waiting(str(sheet), found.lines[first], name, why, doubt.option))
    found.rows = [list(row) for row in zip(*texts.values(), strict=True)]
    found.changes.sort(key=lambda change: change.line or 0)


def differences(file: str, old: TidyTable, new: TidyTable) -> list[Change]:
    """Say in which cells and rows a table would differ from the one that is there.

    Rows are found again by their keys; columns may be in any order, and 70 is 70.0.
    """
    one, other = _by_key(old), _by_key(new)
    found = []
    for key, (line, cells) in one.items():
        if key not in other:
            found.append(Change(file, line, None, f"row {shorten(key)} is gone"))
            continue
        for name, cell in other[key][1].items():
            before = cells.get(name, "")
            if _value(old.table, name, before) != _value(old.table, name, cell):
                shown = (shorten(text) if text else "empty" for text in (before, cell))
                found.append(Change(file, line, name, " -> ".join(shown)))
    added = [key for key in other if key not in one]
    return found + [Change(file, None, None, f"row {shorten(key)} is new") for key in added]


def _by_key(found: TidyTable) -> dict[str, tuple[int, dict[str, str]]]:
    """Rows by their keys; where a key is there more than once, its number comes with it."""
    keys, rows = TABLES[found.table].primary_key(), dict[str, tuple[int, dict[str, str]]]()
    seen = Counter[str]()
    for line, row in zip(found.lines, found.rows, strict=True):
        cells = dict.fromkeys(TABLES[found.table].column_names(), "")
        cells |= dict(zip(found.header, row, strict=True))
        key = ", ".join(cells[name] for name in keys)
        seen[key] += 1
        rows[f"{key} ({seen[key]})" if seen[key] > 1 else key] = line, cells
    return rows


def _value(table: str, column: str, cell: str) -> object:
    if TABLES[table].columns()[column].dtype.is_float():
        with suppress(ValueError):
            return float(cell)
    return cell
