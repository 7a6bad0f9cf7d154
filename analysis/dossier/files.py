"""The text of a table, from the files of one dossier or of many, and where each row is from."""

from __future__ import annotations

import csv
import io
import re
import sys
import threading
from bisect import bisect_right
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import _csv
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_EMPTY_ROW = re.compile(rb'(?:,|"")*')
_LIMIT = threading.Lock()


@dataclass(frozen=True)
class TableFile:
    """One CSV file of one dossier."""

    path: Path
    name: str
    """How problems call it: the file's name, with the folder where several are read at once."""

    dossier: int
    """Which of the dossiers read together it belongs to."""

    held: bytes | None = field(default=None, compare=False, repr=False)
    """Its content where that is in memory, and not on disk as yet."""

    held_lines: tuple[int, ...] | None = field(default=None, compare=False, repr=False)
    """Lines of the rows that can be read, where some cannot."""

    def content(self) -> bytes:
        """Read the file, as the one form that all programs' ways of saving it come down to.

        A byte order mark and empty rows at the end are left out; line ends are LF. Nothing of it
        is kept: a table may be long.
        """
        raw = self.path.read_bytes() if self.held is None else self.held
        raw = raw.removeprefix(_BYTE_ORDER_MARK)
        if b"\r" in raw:
            first = raw[: raw.find(b"\n") + 1]
            if not first:
                raw = raw.replace(b"\r", b"\n")
            elif first.endswith(b"\r\n"):
                raw = raw.replace(b"\r\n", b"\n")
        end = len(raw)
        while end:
            start = raw.rfind(b"\n", 0, end - 1) + 1
            if start == 0 or not _EMPTY_ROW.fullmatch(raw[start:end].rstrip(b"\n")):
                break
            end = start
        return raw if end == len(raw) else raw[:end]

    @cached_property
    def lines(self) -> list[int]:
        """Line of the file on which every row starts; quoted cells may span several lines."""
        return row_starts(self.content())[1:] if self.held_lines is None else [*self.held_lines]


@dataclass(frozen=True)
class TableText:
    """All rows of one table, as text."""

    texts: pl.DataFrame
    files: list[TableFile]
    starts: list[int]
    """First row of each file in ``texts``."""

    def place(self, row: int) -> tuple[str, int]:
        """File and line of a row: the line on which the row starts."""
        at = bisect_right(self.starts, row) - 1
        return self.files[at].name, self.files[at].lines[row - self.starts[at]]

    def file_of(self, row: int) -> str:
        """File of a row."""
        return self.files[bisect_right(self.starts, row) - 1].name


def row_starts(content: bytes) -> list[int]:
    r"""Line on which each row starts, from 1, as polars takes rows apart.

    Examples
    --------
    >>> row_starts(b'a,b\n1,"two\nlines"\n3,4\n')
    [1, 2, 4]
    """
    starts, inside = [], False
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n"), 1):
        if not inside:
            starts.append(number)
        inside ^= line.count(b'"') % 2 == 1
    return starts


@contextmanager
def records(content: bytes, separator: str = ",") -> Iterator[_csv.Reader]:
    """Read rows with Python's reader, whose limit on the length of cells is lifted meanwhile.

    Bytes that are not UTF-8 stay visible as surrogates.
    """
    text = io.TextIOWrapper(io.BytesIO(content), "utf-8", "surrogateescape", newline="")
    with _LIMIT:
        before = csv.field_size_limit(sys.maxsize)
        try:
            yield csv.reader(text, delimiter=separator, strict=True)
        finally:
            csv.field_size_limit(before)
