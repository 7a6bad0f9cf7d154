"""Statements out of a database of Discourse Network Analyzer (DNA)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import QuestionError, require_known, shorten

if TYPE_CHECKING:
    import os

_KINDS = {
    "short text": ("DATASHORTTEXT", pl.String),
    "long text": ("DATALONGTEXT", pl.String),
    "integer": ("DATAINTEGER", pl.Int64),
    "boolean": ("DATABOOLEAN", pl.Boolean),
}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (DNA stores the time on the clock)
_STATEMENTS = """
    SELECT s.ID, s.DocumentId, d.Date, s.Start, s.Stop, d.Text, c.Name,
           d.Title, d.Author, d.Source, d.Section, d.Type
    FROM STATEMENTS s
    JOIN DOCUMENTS d ON d.ID = s.DocumentId
    LEFT JOIN CODERS c ON c.ID = s.Coder
    WHERE s.StatementTypeId = ?
    ORDER BY d.Date, s.DocumentId, s.Start, s.Stop, s.ID
"""
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "statement_id": pl.Int64,
    "document_id": pl.Int64,
    "date": pl.Datetime("us"),
    "start": pl.Int64,
    "end": pl.Int64,
    "text": pl.String,
    "coder": pl.String,
    "title": pl.String,
    "author": pl.String,
    "source": pl.String,
    "section": pl.String,
    "type": pl.String,
}


def read_dna(file: str | os.PathLike[str], statement_type: str = "DNA Statement") -> pl.DataFrame:
    """Read the statements of one type from a ``.dna`` file of DNA 3 (an SQLite database).

    Parameters
    ----------
    file
        The database. It is read, never written.
    statement_type
        Label of the type.

    Returns
    -------
    polars.DataFrame
        In the order of documents' dates: ``statement_id``, ``document_id``, ``date`` (of the
        document, as its clock showed it), ``start``, ``end`` (characters of the document's text,
        its line ends as LF; DNA counts UTF-16 units), ``text`` (the words), ``coder``, the
        document's ``title``, ``author``, ``source``, ``section``, ``type``, and a column for each
        variable in DNA's order: text, whole numbers or true and false; null where there is none.

    Raises
    ------
    QuestionError
        The file is not a database of DNA 3, or has no such type of statements.

    Examples
    --------
    >>> read_dna("missing.dna")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: missing.dna: there is no such file
    """
    path = Path(file)
    if not path.is_file():
        raise QuestionError(f"{path}: there is no such file")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            _require_version(database, path)
            return _statements(database, path, statement_type)
    except sqlite3.Error as error:
        raise QuestionError(
            f"{path} cannot be read as a database of DNA: {error}; open it in DNA, or name another"
        ) from None


def _require_version(database: sqlite3.Connection, path: Path) -> None:
    found = database.execute("SELECT Value FROM SETTINGS WHERE Property = 'version'").fetchone()
    version = str(found[0]) if found else ""
    if not version.startswith("3."):
        raise QuestionError(
            f"{path} is of DNA version {shorten(version)}; versions from 3.0 on are read: import "
            "it in DNA 3 and save it"
        )


def _statements(database: sqlite3.Connection, path: Path, statement_type: str) -> pl.DataFrame:
    types = dict(database.execute("SELECT Label, ID FROM STATEMENTTYPES").fetchall())
    require_known(statement_type, types, f"a type of statements in {path.name}")
    number = types[statement_type]
    rows = [_row(row) for row in database.execute(_STATEMENTS, (number,))]
    frame = pl.DataFrame(rows, _SCHEMA, orient="row")
    variables = database.execute(
        "SELECT ID, Variable, DataType FROM VARIABLES WHERE StatementTypeId = ? ORDER BY ID",
        (number,),
    ).fetchall()
    for variable, name, kind in variables:
        if name in _SCHEMA:
            raise QuestionError(
                f'{path}: variable "{name}" has the name of a column of all statements; rename it '
                "in DNA"
            )
        frame = frame.with_columns(_values(database, frame, variable, kind).alias(name))
    return frame


def _row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    number, document, seconds, start, stop, text, *others = row
    start, stop, words = _located(text.replace("\r\n", "\n").replace("\r", "\n"), start, stop)
    coder, *fields = others
    return number, document, _EPOCH + timedelta(seconds=seconds), start, stop, words, coder, *fields


def _located(text: str, start: int, stop: int) -> tuple[int, int, str]:
    """Turn UTF-16 units into characters."""
    if text.isascii():
        return start, stop, text[start:stop]
    units = text.encode("utf-16-le", "surrogatepass")
    first, last = (len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in (start, stop))
    return first, last, text[first:last]


def _values(
    database: sqlite3.Connection, frame: pl.DataFrame, variable: int, kind: str
) -> pl.Series:
    require_known(kind, _KINDS, "a kind of variable that DNA has")
    table, dtype = _KINDS[kind]
    if kind == "short text":
        query = (
            "SELECT v.StatementId, e.Value FROM DATASHORTTEXT v JOIN ENTITIES e ON e.ID = v.Entity "
            "WHERE v.VariableId = ?"
        )
    else:
        query = f"SELECT StatementId, Value FROM {table} WHERE VariableId = ?"  # noqa: S608 (ours)
    found = dict(database.execute(query, (variable,)).fetchall())
    values = [found.get(statement) for statement in frame["statement_id"]]
    if kind == "boolean":
        values = [None if value is None else bool(value) for value in values]
    return pl.Series(values, dtype=dtype)
