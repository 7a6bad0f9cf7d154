"""Read the cells of a table as text, from one file or from the files of many dossiers at once."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.file_problems import (
    column_problems,
    header_of,
    header_problems,
    is_utf8,
    meant_columns,
    read_file,
    row_problems,
)
from analysis.dossier.files import TableFile, TableText, records, row_starts
from analysis.dossier.problems import Problem
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    _Read = tuple[pl.DataFrame, TableFile]
    """Cells of a file, and the file with the lines of its rows."""

_BYTES = pl.all().str.len_bytes().cast(pl.UInt64).sum()
_QUOTES = pl.all().str.count_matches('"', literal=True).sum()


def read_text(table: str, folders: Sequence[Path]) -> tuple[TableText | None, list[Problem]]:
    """Read a table as text, over all folders that have it.

    Returns
    -------
    tuple
        The text, as far as it can be read, and every problem of the files as a whole; None where
        there is no text for all the problems.
    """
    contents, problems = dict[TableFile, bytes](), list[Problem]()
    for number, folder in enumerate(folders):
        path = folder / f"{table}.csv"
        file = TableFile(path, path.name if len(folders) == 1 else str(path), number)
        content, found = read_file(file, TABLES)
        problems += found
        if content is not None:
            contents[file] = content
    joined = _joined(table, contents) if len(contents) > 1 and not problems else None
    if joined:
        return joined, []
    text, found = _one_by_one(table, contents)
    problems += found
    return (None if problems and text.texts.is_empty() else text), problems


def text_of(table: str, file: TableFile) -> tuple[TableText | None, list[Problem]]:
    """Read one file as text, also one that is in memory; see `read_text`."""
    content, problems = read_file(file, TABLES)
    text, found = _one_by_one(table, {} if content is None else {file: content})
    problems += found
    return (None if problems and text.texts.is_empty() else text), problems


def lines_by_key(table: str, folder: Path) -> dict[str, int]:
    """Line on which each row of a table that loads starts, by its key."""
    file = TableFile(folder / f"{table}.csv", table, 0)
    keys = parsed(file.content())[TABLES[table].primary_key()[0]]
    return dict(zip(keys, file.lines, strict=True))


def _one_by_one(table: str, contents: dict[TableFile, bytes]) -> tuple[TableText, list[Problem]]:
    parts, files, starts, height, problems = [], [], [], 0, list[Problem]()
    for file, content in contents.items():
        read, found = _cells(table, file, content)
        problems += found
        if read is not None:
            texts, whence = read
            parts.append(texts)
            files.append(whence)
            starts.append(height)
            height += texts.height
    nothing = dict.fromkeys(TABLES[table].column_names(), pl.String)
    texts = pl.concat(parts) if parts else pl.DataFrame(schema=nothing)
    return TableText(texts, files, starts), problems


def _cells(table: str, file: TableFile, content: bytes) -> tuple[_Read | None, list[Problem]]:
    """Read one file as text, with every column of its schema in order.

    Columns that another name was meant for are read under theirs, and rows that are complete
    without those that are not, so that their cells are checked together with header and rows.
    """
    problems = header_problems(file, content, table, TABLES[table])
    if any(problem.rule in ("header", "duplicate_column") for problem in problems):
        return None, problems
    header = header_of(content)
    if not all(name.isascii() for name in header) and not is_utf8(content):
        return _of_windows(table, file, content)
    try:
        texts = parsed(content)
    except pl.exceptions.PolarsError as error:
        if not is_utf8(content):
            return _of_windows(table, file, content)
        if not (found := row_problems(file, content)):
            unparsed = Problem(file.name, None, None, None, "csv", f"cannot be parsed: {error}")
            return None, [*problems, unparsed]
        texts, file = _complete_rows(file, content)
    else:
        width = sum(len(name.encode()) for name in header)
        accounted = _every_byte_accounted_for(texts, content, width)
        if not accounted and (found := row_problems(file, content)):
            texts, file = _complete_rows(file, content)
        else:
            found = column_problems(file, header, texts)
    meant = meant_columns(header, table).items()
    today = {old: new for new, old in meant if old in texts.columns}
    texts = texts.rename(today) if today else texts
    return (_completed(table, texts), file), problems + found


def _complete_rows(file: TableFile, content: bytes) -> _Read:
    """Read the rows that have as many cells as the header, up to one that cannot be taken apart."""
    rows, lines = list[list[str]](), list[int]()
    with records(content) as reader:
        header, line = next(reader), reader.line_num + 1
        with suppress(csv.Error):
            for row in reader:
                if len(row) == len(header):
                    rows.append(row)
                    lines.append(line)
                line = reader.line_num + 1
    names = list[str]()
    for number, name in enumerate(header, 1):  # one without a name, or of a name that is there
        free = name or "column"
        while free in names or (free != name and free in header):
            free += f" {number}"
        names.append(free)
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(pl.all().replace("", None)), replace(file, held_lines=tuple(lines))


def _of_windows(table: str, file: TableFile, content: bytes) -> tuple[_Read | None, list[Problem]]:
    """Say that a file is not UTF-8, and look at its cells as Windows would."""
    cells, problems = _cells(table, file, content.decode("cp1252", "replace").encode())
    return cells, [*row_problems(file, content), *problems]


def parsed(content: bytes) -> pl.DataFrame:
    """Parse a table as text; an empty cell is null, also one in quotation marks.

    Raises
    ------
    PolarsError
        Its rows cannot be taken apart.
    """
    return pl.read_csv(content, infer_schema=False, null_values="")


def _joined(table: str, contents: dict[TableFile, bytes]) -> TableText | None:
    """Read many files as one, since starting the reader takes longer than a small file.

    Returns
    -------
    TableText or None
        None where a file is not plainly right: what is wrong is found in each by itself.
    """
    bodies: dict[bytes, list[tuple[TableFile, bytes]]] = {}
    for file, content in contents.items():
        header, _, body = content.partition(b"\n")
        if b'"' in header or header.endswith(b","):
            return None
        body += b"\n" if body and not body.endswith(b"\n") else b""
        bodies.setdefault(header, []).append((file, body))
    parts, ordered, starts, height = [], [], [], 0
    for header, group in bodies.items():
        if header_problems(group[0][0], header, table, TABLES[table]):
            return None
        raw = b"".join([header, b"\n", *(body for _, body in group)])
        try:
            texts = parsed(raw)
        except pl.exceptions.PolarsError:
            return None
        if not _every_byte_accounted_for(texts, raw, len(header) - header.count(b",")):
            return None
        parts.append(_completed(table, texts))
        for file, body in group:
            ordered.append(file)
            starts.append(height)
            height += len(row_starts(body)) if b'"' in body else body.count(b"\n")
    whole = pl.concat(parts)
    return TableText(whole, ordered, starts) if whole.height == height else None


def _completed(table: str, texts: pl.DataFrame) -> pl.DataFrame:
    """Add the optional columns that a file lacks, and bring all into the order of the schema."""
    columns = TABLES[table].column_names()
    if texts.columns == columns:
        return texts
    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in texts.columns]
    return texts.with_columns(absent).select(columns)


def _every_byte_accounted_for(texts: pl.DataFrame, content: bytes, names: int) -> bool:
    """Polars fills short rows with nulls; weigh the file to see that there are none.

    What is not text of a cell is a separator, a line end or a quote mark around or doubled in a
    cell. Long rows are refused by polars, so too few separators means that a row is short.
    """
    quotes = content.count(b'"')
    line_ends = texts.height + content.endswith(b"\n")
    separators = len(content) - sum(texts.select(_BYTES).row(0)) - line_ends - quotes - names
    expected = (texts.height + 1) * (texts.width - 1)
    if separators != expected and quotes:
        separators += sum(texts.select(_QUOTES).row(0))
    return bool(separators == expected)
