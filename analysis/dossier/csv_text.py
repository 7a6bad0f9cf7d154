"""Read the cells of a table as text, from one file or from the files of many dossiers at once."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.diagnosis import file_problems, header_problems, row_problems
from analysis.dossier.files import TableFile, TableText
from analysis.dossier.problems import Problem
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_CHUNK = 1 << 18


def read_text(table: str, folders: Sequence[Path]) -> tuple[TableText | None, list[Problem]]:
    """Read a table as text, over all folders that have it.

    Returns
    -------
    tuple
        The text, or None where a file cannot be read, and every problem of the files.
    """
    files, problems = [], list[Problem]()
    for number, folder in enumerate(folders):
        path = folder / f"{table}.csv"
        file = TableFile(path, path.name if len(folders) == 1 else str(path), number)
        found = file_problems(file, TABLES)
        problems += found
        if not found and path.exists():
            files.append(file)
    if problems:
        return None, problems
    joined = _joined(table, files) if len(files) > 1 else None
    return (joined, []) if joined else _one_by_one(table, files)


def _one_by_one(table: str, files: list[TableFile]) -> tuple[TableText | None, list[Problem]]:
    parts, starts, height, problems = [], [], 0, list[Problem]()
    for file in files:
        texts, found = _cells(table, file)
        problems += found
        if texts is not None:
            parts.append(texts)
            starts.append(height)
            height += texts.height
    if problems:
        return None, problems
    nothing = pl.DataFrame(schema=dict.fromkeys(TABLES[table].column_names(), pl.String))
    return TableText(pl.concat([nothing, *parts]), files, starts), []


def _cells(table: str, file: TableFile) -> tuple[pl.DataFrame | None, list[Problem]]:
    """Read one file as text, with every column of its schema in order."""
    if problems := header_problems(file, table, TABLES[table]):
        return None, problems
    try:
        texts = pl.read_csv(file.path, infer_schema=False, glob=False)
    except pl.exceptions.PolarsError as error:
        return None, row_problems(file) or [
            Problem(file.name, None, None, None, "csv", f"cannot be parsed: {error}")
        ]
    size, quotes, last = 0, 0, b""
    with file.path.open("rb") as raw:
        for chunk in iter(lambda: raw.read(_CHUNK), b""):
            size, quotes, last = size + len(chunk), quotes + chunk.count(b'"'), chunk[-1:]
    accounted = _every_byte_accounted_for(texts, size, quotes, line_end=last == b"\n")
    if not accounted and (problems := row_problems(file)):
        return None, problems
    return _completed(table, texts), []


def _joined(table: str, files: list[TableFile]) -> TableText | None:
    """Read many files as one, since starting the reader takes longer than a small file.

    Returns
    -------
    TableText or None
        None where a file is not plainly right: read one by one, it is told what is wrong.
    """
    bodies: dict[bytes, list[tuple[TableFile, bytes]]] = {}
    for file in files:
        header, _, body = file.path.read_bytes().partition(b"\n")
        if b'"' in header:
            return None
        body += b"\n" if body and not body.endswith(b"\n") else b""
        bodies.setdefault(header, []).append((file, body))
    parts, ordered, starts, height = [], [], [], 0
    for header, group in bodies.items():
        if header_problems(group[0][0], table, TABLES[table]):
            return None
        raw = b"".join([header, b"\n", *(body for _, body in group)])
        try:
            texts = pl.read_csv(io.BytesIO(raw), infer_schema=False)
        except pl.exceptions.PolarsError:
            return None
        if not _every_byte_accounted_for(texts, len(raw), raw.count(b'"'), line_end=True):
            return None
        parts.append(_completed(table, texts))
        for file, body in group:
            ordered.append(file)
            starts.append(height)
            height += _records(body)
    whole = pl.concat(parts)
    return TableText(whole, ordered, starts) if whole.height == height else None


def _records(body: bytes) -> int:
    """Count the records of a file; a quoted cell may span several lines."""
    if b'"' not in body:
        return body.count(b"\n")
    lines = io.StringIO(body.decode("utf-8", "surrogateescape"), newline="")
    return sum(1 for _ in csv.reader(lines))


def _completed(table: str, texts: pl.DataFrame) -> pl.DataFrame:
    """Add the optional columns that a file lacks, and bring all into the order of the schema."""
    columns = TABLES[table].column_names()
    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in texts.columns]
    return texts.with_columns(absent).select(columns)


def _every_byte_accounted_for(
    texts: pl.DataFrame, size: int, quotes: int, *, line_end: bool
) -> bool:
    """Polars fills short rows with nulls; weigh the file to see that there are none.

    What is not text of a cell is a separator, a line end or a quote mark around or doubled in a
    cell. Long rows are refused by polars, so too few separators means that a row is short.
    """
    content = texts.lazy().select(pl.all().str.len_bytes().cast(pl.UInt64).sum()).collect()
    names = sum(len(name.encode()) for name in texts.columns)
    separators = size - sum(content.row(0)) - (texts.height + line_end) - quotes - names
    expected = (texts.height + 1) * (texts.width - 1)
    if separators != expected and quotes:
        inside = texts.lazy().select(pl.all().str.count_matches('"', literal=True).sum()).collect()
        separators += sum(inside.row(0))
    return bool(separators == expected)
