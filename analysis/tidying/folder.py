"""Make the tables of a dossier out of what spreadsheet programs write."""

from __future__ import annotations

import csv
import io
import os
import re
from dataclasses import dataclass, field
from html import escape
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.dossier.tables import TABLES
from analysis.errors import AnalysisError, require_known
from analysis.prose import counted, in_words
from analysis.tidying.claim_places import find_places
from analysis.tidying.headings import header_row, table_named, tables_with
from analysis.tidying.readings import Readings
from analysis.tidying.sheets import TEXTS, WORKBOOKS, Sheet, text_sheet, workbook_sheets
from analysis.tidying.tables_tidied import Change, TidyTable, Waiting, differences, tidied
from analysis.writing import write_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ARTICLE = "article.txt"
_ALONG = ("study.toml", _ARTICLE, "drafts.json")
"""What goes along to another folder, beside the tables."""
_BESIDE = ".beside.csv"
_LISTS = "lists"
"""The sheet of a workbook of ours that only has what others offer to choose from."""


@in_words
@dataclass
class Tidied:
    """What tidying changes, what waits for an answer, and the files that it would write."""

    changes: list[Change] = field(default_factory=list)
    """Everything that is changed, by file, line and column."""

    waiting: list[Waiting] = field(default_factory=list)
    """What can be read in several ways or not at all; its tables are not written."""

    notes: list[str] = field(default_factory=list)
    """Files and sheets that are left alone."""

    files: dict[Path, bytes] = field(default_factory=dict)
    """Content of every file that is written."""

    tables: int = 0
    """Number of tables that were found."""

    _before: dict[Path, bytes] = field(default_factory=dict)
    """Files as they were read, which are kept beside when they are replaced."""

    _moved: dict[Path, bytes] = field(default_factory=dict)
    """Files of other names, which make room for those of the tables."""

    def _sentences(self) -> list[str]:
        found = f"{counted(len(self.changes), 'change')} in {counted(self.tables, 'table')}."
        questions = [escape(str(waiting)) for waiting in self.waiting]
        waits = f"{counted(len(questions), 'question')} to answer first." if questions else ""
        return [found, waits, *questions, *map(escape, self.notes)]

    def write(self) -> list[Path]:
        """Write the files, all or none, and keep beside what was there.

        Returns
        -------
        list of Path
            Every file that was written, copies of what was there included.

        Raises
        ------
        ChangedError
            A file has changed since it was read.
        OSError
            One cannot be written; everything is as it was.
        """
        written: dict[Path, bytes | None] = {}
        for path, content in self.files.items():
            if path in self._before:
                written[_free(path.with_name(f"{path.name}.before"))] = self._before[path]
            written[path] = content
        for path, content in self._moved.items():
            written[_free(path.with_name(f"{path.name}.before"))] = content
        gone: dict[Path, bytes | None] = dict.fromkeys(self._moved)
        expected = dict.fromkeys(written) | self._before | self._moved
        write_all(written | gone, expected)
        return list(written)


def tidy(
    path: str | Path, output: str | Path | None = None, readings: Readings | None = None
) -> Tidied:
    """Say what has to change in what a spreadsheet program wrote; ``.write()`` does it.

    Parameters
    ----------
    path
        A workbook, a text file with separators, or a folder of such files.
    output
        Folder for the tables; by default the one that the files are in.
    readings
        How to read what can be read in two ways; the rest waits.

    Raises
    ------
    AnalysisError
        There is nothing like a table, no such table or column, or a workbook that cannot be read.

    Examples
    --------
    >>> from analysis.dossier.reading import EXAMPLE
    >>> tidy(EXAMPLE).changes
    []
    """
    path, readings = Path(path), readings or Readings()
    for table in readings.tables.values():
        require_known(table, TABLES, "a table of a dossier")
    known = {name for schema in TABLES.values() for name in schema.column_names()}
    for column in readings.columns.values():
        require_known(column, known, "a column of a dossier")
    home = path if path.is_dir() else path.parent
    folder = home if output is None else Path(output)
    result = Tidied()
    found: dict[str, list[_Source]] = {}
    for source in _sources(path, folder, readings, result):
        found.setdefault(source.table, []).append(source)
    if not found and not result.waiting:
        what = "has nothing that is named as a table, or has its headings"
        raise AnalysisError(
            f"{path}: {what}; say which table a file or sheet is (--table NAME=TABLE)"
        )
    elsewhere = path.is_dir() and not _same(folder, home)
    along = [
        name
        for name in _ALONG
        if elsewhere and (path / name).is_file() and not os.path.lexists(folder / name)
    ]
    with_text = path if _ARTICLE in along else folder
    for table, sources in found.items():
        if chosen := _only(table, sources, result):
            _add(chosen, folder, with_text, readings, result)
    result.files |= {folder / name: (path / name).read_bytes() for name in along}
    return result


@dataclass
class _Source:
    table: str
    sheet: Sheet
    path: Path | None
    """Text file that it is; None for a sheet of a workbook."""

    content: bytes = b""


def _sources(path: Path, folder: Path, readings: Readings, result: Tidied) -> Iterator[_Source]:
    if path.suffix.lower() in WORKBOOKS and path.is_file():
        yield from _sources_in_workbook(path, folder, readings, result)
        return
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in files:
        name = file.name.lower()
        if file.is_dir() or name.endswith(_BESIDE):
            continue
        if file.suffix.lower() in WORKBOOKS and path.is_dir():
            result.notes.append(f"{file.name}: a workbook; tidy it by itself")
        elif (file.suffix.lower() in TEXTS and name not in _ALONG) or file == path:
            content = file.read_bytes()
            named = readings.tables.get(file.name) or table_named(file.stem, readings.tables)
            sheet = text_sheet(file.name, content, readings, named)
            if table := named or _table_of(sheet, file.stem, readings, result):
                yield _Source(table, sheet, file, content)


def _sources_in_workbook(
    path: Path, folder: Path, readings: Readings, result: Tidied
) -> Iterator[_Source]:
    if path.suffix.lower() == ".xls":
        what = "errors of formulas are read as empty cells; save it as .xlsx to have them named"
        result.notes.append(f"{path.name}: {what}")
    for sheet in workbook_sheets(path):
        if table := _table_of(sheet, sheet.name, readings, result):
            yield _Source(table, sheet, None)
        elif sheet.name != _LISTS and any(any(row) for row in sheet.rows):
            what = "is not a table and has no headings of one; kept beside"
            result.changes.append(Change(str(sheet), None, None, what))
            _keep_beside(folder, sheet.name, sheet.rows, result)


def _table_of(sheet: Sheet, name: str, readings: Readings, result: Tidied) -> str | None:
    """Table that a sheet is by its name, else by its headings."""
    if named := table_named(name, readings.tables):
        return named
    at = header_row(sheet.rows, None)
    likely = tables_with(sheet.rows[at]) if at is not None else []
    if len(likely) > 1:
        ask = " or ".join(f'--table "{sheet.name}={table}"' for table in likely)
        why = f"has the headings of {' and of '.join(likely)}"
        result.waiting.append(Waiting(str(sheet), None, None, why, ask))
    return likely[0] if len(likely) == 1 else None


def _only(table: str, sources: Sequence[_Source], result: Tidied) -> _Source | None:
    """Take the one that a table comes from: the file of its name, else the only one."""
    own = [s for s in sources if s.path and s.path.name == f"{table}.csv"]
    chosen = own or sources
    if len(chosen) > 1:
        names = " and ".join(str(source.sheet) for source in chosen)
        ask = f'--table "{chosen[0].sheet.name}={table}", after giving the others other names'
        why = f"{names} are both the table {table}"
        result.waiting.append(Waiting(str(chosen[0].sheet), None, None, why, ask))
        return None
    for other in sources:
        if other is not chosen[0]:
            result.notes.append(f"{other.sheet}: left as it is; {table}.csv is the table")
    return chosen[0]


def _add(
    source: _Source, folder: Path, with_text: Path, readings: Readings, result: Tidied
) -> None:
    """Say what becomes of one table; the words of claims are in the article of ``with_text``."""
    table, target = source.table, folder / f"{source.table}.csv"
    found = tidied(source.sheet, table, readings)
    if table == "claims":
        find_places(found, source.sheet, with_text)
    result.tables += 1
    result.waiting += found.waiting
    in_place = source.path is not None and _same(source.path, target)
    if found.waiting or (in_place and not found.changes):
        result.changes += found.changes
        return
    there = target.read_bytes() if target.is_file() else None
    content = source.content if not found.changes and source.path else None
    changes = found.changes
    if not in_place and there is not None:
        old = tidied(text_sheet(target.name, there, Readings(), table), table, Readings())
        differ = differences(target.name, old, found)
        if not differ and not old.changes and not old.waiting:
            return
        found, content = _as_there(old, found), None
        changes = [*changes, *differ]
    elif not in_place and (found.rows or source.path):
        rows = f"{len(found.rows):,} row{'' if len(found.rows) == 1 else 's'}"
        what = f"is new, with {rows} of {source.sheet}"
        changes = [*changes, Change(target.name, None, None, what)]
    elif not in_place:
        return
    result.changes += changes
    if there is not None:
        result._before[target] = there  # noqa: SLF001 (this module makes it)
    result.files[target] = content or _csv([found.header, *found.rows])
    if found.beside:
        _keep_beside(folder, table, found.beside, result)
    if source.path and not in_place and _same(source.path.parent, folder):
        result._moved[source.path] = source.content  # noqa: SLF001 (this module makes it)


def _keep_beside(folder: Path, name: str, rows: Sequence[Sequence[str]], result: Tidied) -> None:
    """Write what no table has a place for, unless it is there already."""
    content = _csv(rows)
    for path in _numbered(folder / (re.sub(r"[^\w .-]", "-", name) + _BESIDE)):
        if path.is_file() and path.read_bytes() == content:
            return
        if path not in result.files and not os.path.lexists(path):
            result.files[path] = content
            return


def _as_there(old: TidyTable, new: TidyTable) -> TidyTable:
    """Keep the columns of the file that is there in their order, and leave out new empty ones."""
    filled = {
        name
        for at, name in enumerate(new.header)
        if name in old.header or any(row[at] for row in new.rows)
    }
    first = [name for name in old.header if name in filled]
    order = [*first, *(name for name in new.header if name in filled and name not in first)]
    places = [new.header.index(name) for name in order]
    new.rows = [[row[place] for place in places] for row in new.rows]
    new.header = order
    return new


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "backslashreplace")


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _free(path: Path) -> Path:
    """Name that no file has."""
    return next(place for place in _numbered(path) if not os.path.lexists(place))


def _numbered(path: Path) -> Iterator[Path]:
    """Give a path, then the same with a number after it, without end."""
    yield path
    yield from (path.with_name(f"{path.name}-{number}") for number in count(2))
