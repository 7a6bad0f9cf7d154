"""Change single rows of a table's file, and leave every other row as it was, byte for byte."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.dossier import TABLES, DossierError, QuestionError, require_known
from analysis.dossier.csv_text import text_of
from analysis.dossier.file_problems import header_of
from analysis.dossier.files import TableFile
from analysis.errors import shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ENDS = (b"\r\n", b"\n", b"\r")
_QUOTED = re.compile(r'[",\r\n]')
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, eq=False, repr=False)
class RowFile:
    """One table of a dossier as a file whose rows can be replaced, added and removed.

    It is never changed in place: `with_rows` and `without` give a new one.

    Examples
    --------
    >>> import analysis
    >>> file = RowFile.read(analysis.example().folder, "places")
    >>> row = {"place_id": "lighthouse", "name": "Lighthouse, old"}
    >>> changed = file.with_rows([row])
    >>> changed.rows[-1]["name"], changed.encoded().splitlines()[-1]
    ('Lighthouse, old', b'lighthouse,"Lighthouse, old",,,,,,')
    >>> changed.without(["lighthouse"]).encoded() == file.content
    True
    """

    path: Path
    table: str
    content: bytes | None
    """The file as it was read; None where there was none."""

    rows: list[dict[str, str]]
    """Cells by column of the table, in the order of the file; empty text where there is nothing."""

    head: bytes
    """Byte order mark and header, with its line end."""
    header: tuple[str, ...]
    """Columns of the file, those without a name at the end included."""
    records: list[bytes]
    """The bytes of each row, with its line end."""
    tail: bytes
    """Empty rows at the end of the file, which nobody reads."""
    end: bytes
    """Line end of the file."""
    quotes_all: bool

    @classmethod
    def read(cls, folder: Path, table: str) -> RowFile:
        """Read a table; without its file it has no rows, and the columns of its schema.

        Raises
        ------
        DossierError
            It is not a file of rows and columns; what single cells say is not asked.
        QuestionError
            There is no such table.
        """
        require_known(table, TABLES, "a table of a dossier")
        path = folder / f"{table}.csv"
        try:
            content = path.read_bytes()
        except OSError:
            content = None  # what is in its place, if anything, is said below
        return cls.of(path, table, content)

    @classmethod
    def of(cls, path: Path, table: str, content: bytes | None) -> RowFile:
        """Take what a table's file contains; None where there is none.

        Raises
        ------
        DossierError
            It is not a file of rows and columns.
        """
        text, problems = text_of(table, TableFile(path, path.name, 0, content))
        if problems or text is None:
            raise DossierError(problems)
        if content is None or not text.files:
            header = tuple(TABLES[table].column_names())
            head = ",".join(header).encode() + b"\n"
            return cls(path, table, None, [], head, header, [], b"", b"\n", quotes_all=False)
        mark = _BYTE_ORDER_MARK if content.startswith(_BYTE_ORDER_MARK) else b""
        end = _line_end(content)
        head, *records = _split(content.removeprefix(mark), end)
        rows = text.texts.fill_null("").to_dicts()
        names = header_of(text.files[0].content())
        width = _width(head)
        header = (*names, *[""] * (width - len(names)))
        return cls(
            path,
            table,
            content,
            rows,
            mark + head,
            header,
            records[: len(rows)],
            b"".join(records[len(rows) :]),
            end,
            head.startswith(b'"') and all(record.startswith(b'"') for record in records[:1]),
        )

    def with_rows(self, rows: Sequence[Mapping[str, str]]) -> RowFile:
        """Put rows in the place of those with the same key, and others at the end.

        A column that the file lacks is added when a row fills it.

        Raises
        ------
        QuestionError
            A row has no key, a column that the table does not have, or a character that a file of
            UTF-8 text cannot have.
        """
        complete = [self._checked(row) for row in rows]
        changed = self._with_columns({name for row in complete for name in row if row[name]})
        records, kept = list(changed.records), list(changed.rows)
        places = {self.key(row): at for at, row in reversed(list(enumerate(kept)))}
        for row in complete:
            at = places.setdefault(self.key(row), len(kept))
            if at == len(kept):
                kept.append(row)
                records.append(changed.line_of(row))
            elif row != kept[at]:
                kept[at] = row
                records[at] = changed.line_of(row, _end_of(records[at]))
        return replace(changed, rows=kept, records=records)

    def with_row(self, row: Mapping[str, str], key: str | None = None) -> RowFile:
        """Put a row in the place of the one with a key, or at the end where none is given.

        The row's own key may be another one, none, or one that is there already: whether the
        dossier loads with it is not asked.

        Raises
        ------
        QuestionError
            There is no row of the key, or there are several, or the row is not one that the file
            can have.
        """
        complete = self._complete(row)
        changed = self._with_columns({name for name in complete if complete[name]})
        rows, records = list(changed.rows), list(changed.records)
        at = len(rows) if key is None else self.place(key)
        if at == len(rows):
            rows.append(complete)
            records.append(changed.line_of(complete))
        elif complete != rows[at]:
            rows[at] = complete
            records[at] = changed.line_of(complete, _end_of(records[at]))
        return replace(changed, rows=rows, records=records)

    def place(self, key: str) -> int:
        """Number of the row that has a key, from 0.

        Raises
        ------
        QuestionError
            There is none, or several have it: nobody could say which of them is meant.
        """
        keys = [self.key(row) for row in self.rows]
        require_known(key, keys, f"a row of {self.path.name}")
        if (several := keys.count(key)) > 1:
            raise QuestionError(
                f"{several} rows of {self.path.name} have the id {shorten(key)}; give each one "
                "of its own in the file"
            )
        return keys.index(key)

    def without(self, keys: Collection[str]) -> RowFile:
        """Leave out the rows with these keys."""
        gone = set(keys)
        left = [at for at, row in enumerate(self.rows) if self.key(row) not in gone]
        rows = [self.rows[at] for at in left]
        return replace(self, rows=rows, records=[self.records[at] for at in left])

    def key(self, row: Mapping[str, str]) -> str:
        """Give the key of a row: its id, or its ids joined by ``|``."""
        return "|".join(row[name] for name in key_columns(self.table))

    def encoded(self) -> bytes:
        """Give the file with its rows as they are now."""
        parts = [self.head, *self.records, self.tail]
        filled = [part for part in parts if part]
        for at, (part, _) in enumerate(pairwise(filled)):
            if not part.endswith(_ENDS):  # the file ended here, without a line end
                filled[at] = part + self.end
        whole = b"".join(filled)
        open_end = self.content is not None and not self.content.endswith(_ENDS)
        return whole.removesuffix(self.end) if open_end and not self.tail else whole

    def _checked(self, row: Mapping[str, str]) -> dict[str, str]:
        """Give a row with every column of the table, which has a key."""
        complete = self._complete(row)
        for name in key_columns(self.table):
            if not complete[name]:
                raise QuestionError(f"a row of {self.table} has no {name}")
        return complete

    def _complete(self, row: Mapping[str, str]) -> dict[str, str]:
        """Give a row with every column of the table."""
        columns = TABLES[self.table].column_names()
        for name, cell in row.items():
            require_known(name, columns, f"a column of {self.table}")
            if fault := unwritable(cell):
                raise QuestionError(f"{name}: {shorten(cell)} {fault}")
        return {name: _lines(row.get(name, "")) for name in columns}

    def _with_columns(self, filled: set[str]) -> RowFile:
        """Give the header and every row the columns that they lack."""
        added = [n for n in TABLES[self.table].column_names() if n in filled - {*self.header}]
        if not added:
            return self
        named = [name for name in self.header if name]
        unnamed = len(self.header) - len(named)
        header = (*named, *added, *[""] * (unnamed - len(added)))
        mark = _BYTE_ORDER_MARK if self.head.startswith(_BYTE_ORDER_MARK) else b""
        head = mark + self._line(header, _end_of(self.head))
        more = (b',""' if self.quotes_all else b",") * (len(header) - len(self.header))
        ends = [_end_of(record) for record in self.records]
        records = [
            record.removesuffix(end) + more + end
            for record, end in zip(self.records, ends, strict=True)
        ]
        return replace(self, head=head, header=header, records=records)

    def line_of(self, row: Mapping[str, str], end: bytes | None = None) -> bytes:
        """Write a row as this file writes its rows."""
        cells = (row[name] if name else "" for name in self.header)
        return self._line(cells, self.end if end is None else end)

    def _line(self, cells: Iterable[str], end: bytes) -> bytes:
        line = ",".join(self._cell(cell) for cell in cells).encode()
        # Where carriage returns end the rows, the loader takes them for line breaks in cells, too.
        return (line.replace(b"\n", b"\r") if self.end == b"\r" else line) + end

    def _cell(self, cell: str) -> str:
        quoted = self.quotes_all or _QUOTED.search(cell)
        return f'"{cell.replace(chr(34), chr(34) * 2)}"' if quoted else cell


@cache
def key_columns(table: str) -> list[str]:
    """Columns that make the key of a table's rows."""
    return TABLES[table].primary_key()


def cells_of(table: str, values: Mapping[str, object]) -> dict[str, str]:
    """Give values as the cells of a row that the loader reads as the same values.

    Raises
    ------
    QuestionError
        A column that the table does not have, or a value that no cell can contain.

    Examples
    --------
    >>> cells_of("claims", {"targets": ["ardania", "belmark"], "paragraph": 3, "stance": None})
    {'targets': 'ardania|belmark', 'paragraph': '3', 'stance': ''}
    """
    columns = TABLES[table].column_names()
    cells = {}
    for name, value in values.items():
        require_known(name, columns, f"a column of {table}")
        if isinstance(value, Iterable) and not isinstance(value, str | Mapping | bytes):
            items = [_text(name, item) for item in value]
            if odd := next((item for item in items if "|" in item or not item), None):
                raise QuestionError(f'{name}: {shorten(odd)} has a "|", which separates items')
            cells[name] = "|".join(items)
        else:
            cells[name] = _text(name, value)
    return cells


def unwritable(cell: str) -> str:
    """Say which character of a cell no file of UTF-8 text can have; empty where it has none.

    Examples
    --------
    >>> unwritable("no" + chr(0)), unwritable("no")
    ('has a NUL (U+0000) at character 3; no table can contain it', '')
    """
    if not (wrong := _UNWRITABLE.search(cell)):
        return ""
    what = "a NUL" if wrong[0] == "\0" else "half of a character"
    where = f"(U+{ord(wrong[0]):04X}) at character {wrong.start() + 1}"
    return f"has {what} {where}; no table can contain it"


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _lines(value)
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    raise QuestionError(f"{name}: a cell cannot contain a value of type {type(value).__name__}")


def _lines(text: str) -> str:
    """Give a text with the one kind of line break that cells have."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line_end(content: bytes) -> bytes:
    """Line end of a file, as the loader sees it."""
    at = content.find(b"\n")
    if at < 0:
        return b"\r" if b"\r" in content else b"\n"
    return b"\r\n" if content[:at].endswith(b"\r") else b"\n"


def _split(content: bytes, end: bytes) -> list[bytes]:
    """Take a file apart into its rows, each with its line end; cells may have line breaks."""
    records, start, inside = list[bytes](), 0, False
    mark = end[-1:]
    at = 0
    while at < len(content):
        next_at = content.find(mark, at)
        stop = len(content) if next_at < 0 else next_at + 1
        inside ^= content.count(b'"', at, stop) % 2 == 1
        if not inside:
            records.append(content[start:stop])
            start = stop
        at = stop
    if start < len(content):
        records.append(content[start:])
    return records


def _end_of(record: bytes) -> bytes:
    """Line end of a row: of the last one of a file it may be missing."""
    return next((end for end in _ENDS if record.endswith(end)), b"")


def _width(head: bytes) -> int:
    """Cells of a header: its commas outside quotation marks, and one."""
    return re.sub(rb'"[^"]*"', b"", head).count(b",") + 1
