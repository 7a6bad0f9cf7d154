"""The text of a table, from the files of one dossier or of many, and where each row is from."""

from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl


@dataclass(frozen=True)
class TableFile:
    """One CSV file of one dossier."""

    path: Path
    name: str
    """How problems call it: the file's name, with the folder where several are read at once."""

    dossier: int
    """Which of the dossiers read together it belongs to."""

    @cached_property
    def lines(self) -> list[int]:
        """Line on which every record starts; quoted cells may span several lines."""
        reader = csv.reader(decoded_lines(self.path))
        return [reader.line_num + 1 for _ in reader]


@dataclass(frozen=True)
class TableText:
    """All rows of one table, as text."""

    texts: pl.DataFrame
    files: list[TableFile]
    starts: list[int]
    """First row of each file in ``texts``."""

    def place(self, row: int) -> tuple[str, int]:
        """File and line of a row."""
        at = bisect_right(self.starts, row) - 1
        return self.files[at].name, self.files[at].lines[row - self.starts[at]]

    def file_of(self, row: int) -> str:
        """File of a row."""
        return self.files[bisect_right(self.starts, row) - 1].name


def decoded_lines(path: Path) -> Iterator[str]:
    """Decode line by line; bytes that are not UTF-8 stay visible as surrogates."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        yield from file
