"""Say what is wrong with a CSV file as it was saved: one cause, where it is, and what to do."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from analysis.dossier import tables as t
from analysis.dossier.files import records
from analysis.dossier.places import not_a_file
from analysis.dossier.problems import Problem
from analysis.dossier.renames import renamed_columns, renamed_tables
from analysis.errors import nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Container

    import dataframely as dy
    import polars as pl

    from analysis.dossier.files import TableFile

MOST_BYTES = 2 * 2**30
"""Size of a table."""

TIDY = "dossier tidy does it"
_SAVE = f"save it as CSV UTF-8 with commas between cells ({TIDY})"
ABSENT = "column is missing"
_OTHER_FILES = {".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods", ".numbers"}
_FORMATS = {
    b"PK\x03\x04": "a spreadsheet (or another zipped file), not text",
    b"\xd0\xcf\x11\xe0": "a spreadsheet, not text",
    b"%PDF": "a PDF, not text",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}
"""How files begin that are not UTF-8 text."""
_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def read_file(file: TableFile, tables: Container[str]) -> tuple[bytes | None, list[Problem]]:
    """Read a file, and say whether it can be one of a dossier's.

    A file that does not exist is an empty table, unless another one seems to be meant.

    Returns
    -------
    tuple
        The file's content, as far as its cells can be told apart; None where there is none to
        read. And at most one problem: the cause that has to be dealt with first.
    """

    def problem(rule: str, remedy: str, line: int | None = None) -> tuple[None, list[Problem]]:
        return None, [Problem(file.name, line, None, None, rule, remedy)]

    path = file.path
    try:
        if file.held is None:
            if wrong := not_a_file(path):
                return problem("file", wrong)
            if not path.exists():
                instead = _meant(file, tables)
                return problem("file", f"is missing; {instead}") if instead else (None, [])
            if path.stat().st_size > MOST_BYTES:
                most = f"is larger than {MOST_BYTES // 2**30} GiB"
                return problem("size", f"{most}; divide the dossier, and load it as a corpus")
        content = file.content()
    except OSError as error:
        return problem("file", f"cannot be read: {error.strerror}")
    if not content:
        return problem("file", "is empty; a header line at least is expected")
    if found := _byte_problem(content):
        return _as_meant(content), problem(*found)[1]
    return content, []


def _byte_problem(content: bytes) -> tuple[str, str, int] | None:
    """Say why bytes are not the text of a table with commas: rule, remedy and line."""
    if form := next((name for start, name in _FORMATS.items() if content.startswith(start)), None):
        return "encoding", f"is {form}; {_SAVE}", 1
    at = content.find(b"\0")
    if at >= 0:
        remedy = f"contains a NUL byte; {_SAVE}"
        return "encoding", remedy, content.count(b"\n", 0, at) + 1
    if separated := _other_separator(content):
        return "separator", separated, 1
    at = content.find(b"\r")
    if at >= 0:
        remedy = "has a carriage return that does not end a line as the others end; save with LF"
        remedy += f" ({TIDY})"
        return "line_ends", remedy, content.count(b"\n", 0, at) + 1
    return None


def _as_meant(content: bytes) -> bytes | None:
    """Write a file with another encoding or separator as it should be, to look at its cells."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and (b"\r" in content or any(map(content.startswith, _FORMATS))):
        return None
    try:
        text = content.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n")
    header = text.partition("\n")[0]
    if "\0" in text or "\r" in text or header.lower().startswith("sep="):
        return None
    mark = next((mark for mark in _SEPARATORS if mark in header and "," not in header), ",")
    rows, out = list[list[str]](), io.StringIO()
    try:
        with records(text.encode(), mark) as read:
            rows.extend(read)
    except csv.Error:
        return None
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _meant(file: TableFile, tables: Container[str]) -> str | None:
    """Say which file seems to be meant for one that is missing."""
    name = file.path.name
    others = [
        path.name
        for path in sorted(file.path.parent.iterdir())
        if path.suffix.lower() in _OTHER_FILES
        and (path.suffix != ".csv" or path.stem not in tables)
    ]
    renamed = [old for old, new in renamed_tables().items() if new == name and old in others]
    same = [other for other in others if other.lower().partition(".")[0] == file.path.stem]
    near = renamed or same or nearest(name, [one for one in others if one.endswith(".csv")])
    if not near:
        return None
    text = near[0].lower().endswith((".csv", ".txt"))
    return f"rename {shorten(near[0])} to it" if text else f"{_SAVE} from {shorten(near[0])}"


def _other_separator(content: bytes) -> str | None:
    """Say what separates the header's cells, if it is not commas."""
    header = content[: max(content.find(b"\n"), 0) or len(content)]
    text = header.decode("utf-8", "replace").strip()
    if text.lower().startswith("sep="):
        return f"starts with {shorten(text)}, which is not a row; delete the line ({TIDY})"
    mark = next((m for m in _SEPARATORS if m in text and "," not in text), None)
    if mark is None:
        return None
    also = "" if is_utf8(content) else " and it is not UTF-8"
    more = ", a point in decimals and dates as YYYY-MM-DD"
    return f"cells are separated by {_SEPARATORS[mark]}{also}; {_SAVE}{more}"


def is_utf8(content: bytes) -> bool:
    """Whether bytes are text in UTF-8."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def header_of(content: bytes) -> list[str]:
    """Names in the first row; columns without a name at its end are left out.

    Raises
    ------
    csv.Error
        The row cannot be taken apart.
    """
    with records(content) as rows:
        names = list[str](next(rows, []))
    while names and not names[-1]:
        names.pop()
    return names


def header_problems(
    file: TableFile, content: bytes, table: str, schema: type[dy.Schema]
) -> list[Problem]:
    """Compare the header with the columns of the schema; their order is free.

    An optional column may be absent, unless one of another name seems to be meant for it.
    """
    try:
        found = header_of(content)
    except csv.Error as error:
        return [Problem(file.name, 1, None, None, "header", f"cannot be parsed: {error}")]
    expected = schema.column_names()
    problems, meant = [], meant_columns(found, table)
    renamed = set(meant.values())
    for column in [name for name in expected if name not in found]:
        if (near := meant.get(column)) or not t.is_optional(schema.columns()[column]):
            remedy = ABSENT
            if near:
                hint = f" ({TIDY})" if _same_name(near, column, table) else ""
                remedy = f"rename {shorten(near)} to {column}{hint}"
            problems.append(Problem(file.name, 1, column, None, "missing_column", remedy))
    for column in dict.fromkeys(found):
        if column not in expected and column not in renamed:
            remedy = "no such column in this table; remove it"
            if not column:
                remedy = "has no name; remove it (R: row.names = FALSE, pandas: index=False)"
            problems.append(Problem(file.name, 1, column, column, "extra_column", remedy))
        elif found.count(column) > 1:
            remedy = f"is {found.count(column)} times in the header; keep one"
            problems.append(Problem(file.name, 1, column, column, "duplicate_column", remedy))
    return problems


def meant_columns(header: list[str], table: str) -> dict[str, str]:
    """Name for each column that a header lacks the heading that seems to be meant for it."""
    expected = t.TABLES[table].column_names()
    foreign = [name for name in header if name not in expected]
    meant = dict[str, str]()
    for column in expected if foreign else ():
        if column not in header:
            old = renamed_columns(table).get(column)
            near = [old] if old in foreign else nearest(column, foreign)
            if near and near[0] not in meant.values():
                meant[column] = near[0]
    return meant


def _same_name(heading: str, column: str, table: str) -> bool:
    """Whether a heading is the column's name in other letters, or its older name."""
    bare = ("".join(filter(str.isalnum, name.casefold())) for name in (heading, column))
    return len(set(bare)) == 1 or renamed_columns(table).get(column) == heading


def column_problems(file: TableFile, header: list[str], texts: pl.DataFrame) -> list[Problem]:
    """Find cells to the right of the last column that has a name."""
    for column in texts.get_columns()[len(header) :]:
        if column.null_count() < column.len():
            row = int(column.is_not_null().arg_max() or 0)
            remedy = "is in a column without a name; name the column or remove it"
            line, value = file.lines[row], str(column[row])
            return [Problem(file.name, line, None, value, "extra_column", remedy)]
    return []


def row_problems(file: TableFile, content: bytes) -> list[Problem]:
    """Find the rows that polars would not or should not read."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        start = content.rfind(b"\n", 0, error.start) + 1
        shown = content[start:].partition(b"\n")[0].decode("cp1252", "replace")
        remedy = f"is not UTF-8 (Windows-1252 perhaps); {_SAVE}"
        return [Problem(file.name, line, None, shown, "encoding", remedy)]
    problems: list[Problem] = []
    blank: list[int] = []
    line, width = 1, 0
    with records(content) as rows:
        try:
            for row in rows:
                width = width or len(row)
                if not row:
                    blank.append(line)
                elif len(row) != width:
                    what = f"has {len(row)} cells where the header has {width}"
                    remedy = f"{what}; quote cells that contain commas or quotation marks"
                    problems.append(Problem(file.name, line, None, None, "row", remedy))
                line = rows.line_num + 1
        except csv.Error as error:
            remedy = f"{error}; a quote mark inside a cell is doubled and the cell quoted"
            problems.append(Problem(file.name, line, None, None, "csv", remedy))
    if blank:
        problems.append(Problem(file.name, blank[0], None, None, "row", blank_rows(len(blank))))
    return problems


def blank_rows(count: int) -> str:
    """Say what to do about rows in which nothing is written."""
    more = f", and {count - 1} further blank rows" if count > 1 else ""
    return f"is blank; delete it ({TIDY}){more}"
