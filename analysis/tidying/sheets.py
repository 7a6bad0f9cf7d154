"""Rows of cells from the files of spreadsheet programs: workbooks, and text of any kind."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.dossier.archives import Archive
from analysis.dossier.files import records
from analysis.dossier.sheet_sizes import require_readable_sizes
from analysis.errors import AnalysisError
from analysis.tidying.formula_errors import with_errors_as_text
from analysis.tidying.headings import best_score
from analysis.tidying.readings import Doubt

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.tidying.readings import Readings

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"))
TEXTS = frozenset((".csv", ".tsv", ".tab", ".txt"))

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OF_UTF8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_MIDNIGHT = re.compile(r"\d{4}-\d{2}-\d{2} 00:00:00")
_MOST_ZEROS = 0.2
"""Share of zero bytes from which text without a mark is UTF-16."""


@dataclass
class Sheet:
    """Rows of text cells, with the place of each."""

    name: str
    """Name of the file, or of the sheet of a workbook."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Line of the file, or row of the sheet, on which each row starts."""

    said: list[str] = field(default_factory=list)
    """What is changed about the file as a whole."""

    doubts: list[Doubt] = field(default_factory=list)
    """Why its cells cannot be told apart."""

    commas: bool = False
    """Whether its separator speaks for decimal commas."""

    book: str = ""
    """Workbook that it is a sheet of."""

    def __str__(self) -> str:
        """Name it in a message."""
        return f"{self.book}, sheet {self.name}" if self.book else self.name


def workbook_sheets(path: Path) -> list[Sheet]:
    """Read every sheet of a workbook; days and numbers become text.

    Raises
    ------
    AnalysisError
        It cannot be read, or is a binary one (``.xlsb``).
    """
    import fastexcel

    content = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(content)):  # an old one (.xls) is not, and has few cells
        require_readable_sizes(Archive(content, path.name, whole=True))
    try:
        book = fastexcel.read_excel(with_errors_as_text(content))
        sheets = []
        for name in book.sheet_names:
            read = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            rows = [[_plain(cell) for cell in row] for row in read.to_polars().rows()]
            sheets.append(Sheet(name, rows, [*range(1, len(rows) + 1)], book=path.name))
    except (fastexcel.FastExcelError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise AnalysisError(f"{path}: cannot be read as a workbook: {why}") from None
    return sheets


def _plain(cell: str | None) -> str:
    """Give the text of a cell; a day comes with its midnight."""
    if cell is None:
        return ""
    if _MIDNIGHT.fullmatch(cell):
        return cell[: len("2031-05-14")]
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def text_sheet(name: str, content: bytes, readings: Readings, table: str | None) -> Sheet:
    """Take apart a text file, whatever its encoding, line ends and separator are.

    Parameters
    ----------
    name
        Name of the file.
    content
        Its bytes.
    readings
        How to read what can be read in two ways.
    table
        Table that the file is named as, if it is.
    """
    sheet = Sheet(name)
    text = _decoded(content, sheet, readings)
    if text is None:
        return sheet
    if "\r" in text:
        sheet.said.append("line ends: LF")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if stated := re.fullmatch(r'"?sep=(.)"?,*', first.strip(" "), re.IGNORECASE):
        sheet.said.append("line 1 says what separates cells; left out")
        text = rest
    separator = stated[1] if stated else _separator(text, sheet, readings, table)
    if separator is None:
        return sheet
    if separator != ",":
        called = {";": "semicolons", "\t": "tabs"}.get(separator, f"{separator}")
        sheet.said.append(f"separated by {called}; commas are expected")
    sheet.commas = separator == ";"
    _take_apart(text, separator, sheet, offset=1 if stated else 0)
    return sheet


def _decoded(content: bytes, sheet: Sheet, readings: Readings) -> str | None:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            shown = "a byte-order mark" if encoding == "utf-8-sig" else "UTF-16"
            return _read_as(content, encoding, sheet, f"begins with {shown}; UTF-8 is expected")
    zeros = content[:4096].count(b"\0")
    if zeros > _MOST_ZEROS * len(content[:4096]):
        little = content[1:4096:2].count(b"\0") > zeros / 2
        return _read_as(content, f"utf-16-{'le' if little else 'be'}", sheet, "UTF-16, not UTF-8")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    if readings.encoding:
        return _read_as(content, readings.encoding, sheet, f"read as {readings.encoding}")
    ask = "--encoding NAME, such as cp1252 or mac_roman"
    if _OF_UTF8.search(content):
        sheet.doubts.append(Doubt("UTF-8 in parts, and something else in others", ask))
        return None
    said = "read as Windows-1252 (another one: --encoding NAME); UTF-8 is expected"
    return _read_as(content, "cp1252", sheet, said)


def _read_as(content: bytes, encoding: str, sheet: Sheet, said: str) -> str | None:
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError):
        ask = "--encoding NAME, such as cp1252 or mac_roman"
        sheet.doubts.append(Doubt(f"cannot be read as {encoding}", ask))
        return None
    sheet.said.append(said)
    return text


def _separator(text: str, sheet: Sheet, readings: Readings, table: str | None) -> str | None:
    """Find what separates cells: that by which the header falls into known headings."""
    if readings.separator:
        return _SEPARATORS[readings.separator]
    header = next((line for line in text.split("\n") if line.strip(' ,;\t"')), "")
    scores = {mark: best_score(_header(header, mark), table) for mark in _SEPARATORS.values()}
    best = max(scores.values())
    found = [mark for mark, score in scores.items() if score == best]
    if best and (len(found) == 1 or not any(mark in header for mark in _SEPARATORS.values())):
        return found[0]
    if table is None:
        return ","
    ask = "--separator comma, semicolon or tab"
    sheet.doubts.append(Doubt("no separator makes headings of the table out of its header", ask))
    return None


def _header(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _take_apart(text: str, separator: str, sheet: Sheet, offset: int) -> None:
    line = 1 + offset
    with records(text.encode("utf-8", "surrogateescape"), separator) as reader:
        try:
            for row in reader:
                sheet.rows.append(row)
                sheet.lines.append(line)
                line = reader.line_num + 1 + offset
        except csv.Error as error:
            why = f"line {line} cannot be taken apart: {error}"
            sheet.doubts.append(Doubt(why))
