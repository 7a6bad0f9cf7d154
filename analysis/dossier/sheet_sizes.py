"""How much a workbook becomes when it is read, found before it is: a small one can be too much.

Readers of workbooks make room for every cell up to the last one of a sheet, and repeat a shared
text for each cell that has it. So a file of a few kilobytes can ask for more memory than there is,
and a program that is refused memory ends: no error can be caught.
"""

from __future__ import annotations

import re
from pyexpat import ExpatError, ParserCreate
from typing import TYPE_CHECKING

from analysis.errors import QuestionError, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier.archives import Archive

MOST_CELLS = 10_000_000
"""Cells up to the last one of a sheet, empty ones too."""
MOST_TEXT_BYTES = 512 * 2**20
"""Bytes of the texts of all cells, each as often as it is shown."""
_SHARED = "xl/sharedstrings.xml"
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_EMPTY_ROW = re.compile(rb"<(?:[\w.-]+:)?row\s[^<>]*/>")
_PLACE = re.compile(rb"[\s\"']r\s*=\s*[\"']\s*([A-Za-z]{0,9})([0-9]{1,20})\s*[\"']")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*([0-9]{1,9})\s*<")
_ITEM = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s>/])")
_LETTERS = 26
_TIMES = re.compile(r"\+?[0-9]{1,9}")
_ENDLESS = 10**9
_WORKBOOK, _BINARY, _OPEN = "xl/workbook.xml", "xl/workbook.bin", "content.xml"


def require_readable_sizes(archive: Archive) -> None:
    """Refuse a workbook that would be too large when it is read.

    Raises
    ------
    QuestionError
        It is not a workbook in XML, a sheet has a cell that is too far away, or texts are shown too
        often.
    """
    contents = {name.replace("\\", "/").casefold(): name for name in archive.names()}
    kinds = contents.keys() & {_WORKBOOK, _BINARY, _OPEN}
    if kinds == {_OPEN}:
        _require_readable_repeats(archive, contents[_OPEN])
    elif kinds == {_WORKBOOK}:
        _require_readable_places(archive)
    else:
        raise QuestionError(f"{archive.name} is not a workbook (.xlsx or .ods); save it as one")


def _require_readable_places(archive: Archive) -> None:
    """Look for the last cells of an Excel workbook, and for the texts that cells share.

    Its files are looked through as they are, not as XML, so that nothing another reader may see is
    overlooked.
    """
    lengths: list[int] = []
    values = list[bytes]()
    for name in archive.names():
        content = archive.read(name)
        if name.replace("\\", "/").casefold() == _SHARED:
            starts = [found.start() for found in _ITEM.finditer(_COMMENT.sub(b"", content))]
            ends = [*starts[1:], len(content)]
            lengths = [end - start for start, end in zip(starts, ends, strict=False)]
            continue
        _require_near(archive, name, *_last(content))
        values += _VALUE.findall(content)
    _require_short(archive, sum(lengths[at] for at in map(int, values) if at < len(lengths)))


def _require_near(archive: Archive, name: str, rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise QuestionError(
            f"{archive.name}: {shorten(name)} has a cell in row {rows:,} and one in column "
            f"{columns:,}, which makes more than {MOST_CELLS:,} cells with the empty ones; "
            "delete what is beyond the table"
        )


def _require_short(archive: Archive, shown: int) -> None:
    if shown > MOST_TEXT_BYTES:
        most = f"{MOST_TEXT_BYTES / 2**20:,.0f} MiB"
        raise QuestionError(
            f"{archive.name}: its cells show the same texts so often that they are more than "
            f"{most}; split it into parts"
        )


def _last(content: bytes) -> tuple[int, int]:
    """Give the last row and the last column that anything says it is in."""
    rows, columns = 0, 0
    for letters, digits in _PLACE.findall(_EMPTY_ROW.sub(b"", content)):
        column = 0
        for letter in letters.upper():
            column = column * _LETTERS + letter - ord("A") + 1
        rows, columns = max(rows, int(digits)), max(columns, column)
    return rows, columns


def _require_readable_repeats(archive: Archive, name: str) -> None:
    """Follow how often an OpenDocument workbook repeats its rows, its cells and their texts."""
    for other in archive.names():
        if other != name:
            archive.read(other)  # refused where it is packed too tightly, since others unpack it
    found, parser = _Repeats(archive), ParserCreate()
    parser.StartElementHandler = found.start
    parser.CharacterDataHandler = found.show
    try:
        parser.Parse(archive.read(name), True)
    except QuestionError:
        raise
    except (ExpatError, ValueError, LookupError) as error:
        what = f"{archive.name}: {shorten(name)} cannot be read: {error}"
        raise QuestionError(f"{what}; save the workbook anew") from None


class _Repeats:
    """The last filled cell of each sheet, and the length of all texts, as they come.

    Elements are known by their names with the prefix, since readers of workbooks know them so.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._sheet = ""
        self._row = self._column = 0
        self._rows = self._cells = 0
        self._last_row = self._last_column = self._shown = 0

    def start(self, name: str, about: Mapping[str, str]) -> None:
        """Begin a sheet, row, cell or text."""
        if name == "table:table":
            self._sheet = about.get("table:name", "")
            self._row = self._column = self._rows = self._cells = 0
            self._last_row = self._last_column = 0
        elif name == "table:table-row":
            self._rows = _times(about.get("table:number-rows-repeated", "1"))
            self._row += self._rows
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            columns = _times(about.get("table:number-columns-repeated", "1"))
            self._column += columns
            self._cells = self._rows * columns
            for key, value in about.items():
                if key.startswith("office:") or key == "table:formula":
                    self.show(value)
        elif name == "text:s":
            self._fill(_times(about.get("text:c", "1")))

    def show(self, text: str) -> None:
        """Add a text of a cell, as often as the cell is there."""
        if text.strip():
            self._fill(len(text))

    def _fill(self, length: int) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        self._shown += length * self._cells
        _require_near(self._archive, self._sheet, self._last_row, self._last_column)
        _require_short(self._archive, self._shown)


def _times(text: str) -> int:
    return int(text) if _TIMES.fullmatch(text) else _ENDLESS
