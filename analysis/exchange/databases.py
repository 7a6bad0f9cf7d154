"""Databases of Discourse Network Analyzer (DNA): opened without trust, and their statements."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import QuestionError, require_known, shorten
from analysis.errors import visible
from analysis.exchange.offsets import Ruler
from analysis.exchange.placing import several
from analysis.exchange.untrusted import as_path

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    _Statement = tuple[int, int, int, int, int | None]

KINDS = {
    "short text": ("DATASHORTTEXT", pl.String),
    "long text": ("DATALONGTEXT", pl.String),
    "integer": ("DATAINTEGER", pl.Int64),
    "boolean": ("DATABOOLEAN", pl.Boolean),
}
"""Kinds of variables: the table with their values, and what they are here."""
DOCUMENT_TEXTS = ("Title", "Author", "Source", "Section", "Type")
_MOST_BYTES = 2**31
_LONGEST_CELL = 2**28
"""Bytes of one cell: the text of a document is one."""
_MOST_READ = 2**30
"""Bytes of all texts that are read of a database."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (DNA stores the time on the clock)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
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
"""Columns of all statements, before the variables."""


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
        The file is not a database of DNA 3, has no such type of statements, or a statement is of a
        document that is not in it, or at a place outside of its text or inside of a character.

    Examples
    --------
    >>> read_dna("missing.dna")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: missing.dna: there is no such file
    """
    path = as_path(file)
    with opened(path) as database:
        types = {label: number for number, label in database.types()}
        if not statement_type:
            used = [label for label, number in types.items() if database.statements(number)]
            named = ", ".join(map(shorten, used)) or "none"
            raise QuestionError(
                f"{database.shown}: name a type of statements; types that have any: {named}"
            )
        require_known(statement_type, types, f"a type of statements in {database.name}")
        return _statements(database, types[statement_type])


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """Open a database of DNA 3 for reading.

    Raises
    ------
    QuestionError
        It is not one, is damaged, or has other things in it than DNA writes.
    """
    shown = visible(str(path))
    if not path.is_file():
        raise QuestionError(f"{shown}: there is no such file")
    if path.stat().st_size > _MOST_BYTES:
        raise QuestionError(f"{shown} is larger than {_MOST_BYTES >> 30} GiB; export a part of it")
    # A database that nobody has open is not to be locked, nor to get files beside it.
    log = path.with_name(f"{path.name}-wal")
    how = "mode=ro" if log.is_file() and log.stat().st_size else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_CELL)
            connection.execute("PRAGMA trusted_schema = OFF")
            yield Database(connection, path)
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        raise QuestionError(
            f"{shown} cannot be read as a database of DNA: {visible(str(error))}; open it in DNA, "
            "or name another"
        ) from None


Kind = type | tuple[type, ...]
TEXT: Kind = (str, type(None))
NUMBER: Kind = (int, type(None))


class Database:
    """A database of DNA, whose cells are what their columns say or are refused."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._left = _MOST_READ
        self.shown = visible(str(path))
        self.name = visible(path.name)
        found = connection.execute("SELECT name, type FROM sqlite_master").fetchall()
        self.tables = {str(name) for name, kind in found if kind == "table"}
        """Names of its tables; what only looks like one is not read."""
        settings = dict(self.rows("SETTINGS", {"Property": str, "Value": str}, "Property"))
        version = settings.get("version", "")
        if not version.startswith("3."):
            raise QuestionError(
                f"{self.shown} is of DNA version {shorten(version)}; versions from 3.0 on are "
                "read: import it in DNA 3 and save it"
            )

    def rows(
        self, table: str, columns: Mapping[str, Kind], order: str = "ID"
    ) -> list[tuple[Any, ...]]:
        """Read columns of a table, each cell of the type of its column.

        Raises
        ------
        QuestionError
            There is no such table, it has computed columns, a cell is of another type, or the texts
            are too many.
        """
        if table not in self.tables:
            raise sqlite3.DatabaseError(f"no such table: {table}")
        described = self._connection.execute(f"PRAGMA table_xinfo({table})")
        if computed := [name for _, name, *_, hidden in described if hidden]:
            raise QuestionError(
                f"{self.shown}: {table}: {shorten(str(computed[0]))} is computed, not stored, "
                "which no database of DNA has; not read"
            )
        names = ", ".join(columns)
        found = self._connection.execute(f"SELECT {names} FROM {table} ORDER BY {order}")  # noqa: S608 (ours)
        rows = list[tuple[Any, ...]]()
        for row in found:
            for (name, kind), value in zip(columns.items(), row, strict=True):
                if not isinstance(value, kind):
                    expected = "a text" if kind in (str, TEXT) else "a whole number"
                    number = row[0] if isinstance(row[0], int) else shorten(str(row[0]))
                    raise QuestionError(
                        f"{self.shown}: {table}, row {number}: {name} is "
                        f"{shorten(str(value))}; {expected} is expected"
                    )
            self._left -= sum(len(value) for value in row if isinstance(value, str | bytes))
            if self._left < 0:
                most = f"{_MOST_READ >> 20:,} MiB"
                raise QuestionError(
                    f"{self.shown} has more than {most} of texts; export a part of it"
                )
            rows.append(row)
        return rows

    def types(self) -> list[tuple[int, str]]:
        """Ids and labels of the types of statements."""
        return self.rows("STATEMENTTYPES", {"ID": int, "Label": str})

    def variables(self, statement_type: int) -> list[tuple[int, str, str]]:
        """Ids, names and kinds of the variables of a type."""
        columns: dict[str, Kind] = {"ID": int, "Variable": str, "DataType": str}
        rows = self.rows("VARIABLES", columns | {"StatementTypeId": NUMBER})
        for _, _, kind, _ in rows:
            require_known(kind, KINDS, "a kind of variable that DNA has")
        return [(number, name, kind) for number, name, kind, of in rows if of == statement_type]

    def statements(self, statement_type: int) -> list[_Statement]:
        """Id, document, start, stop and coder of each statement of a type."""
        columns: dict[str, Kind] = {"ID": int, "DocumentId": int, "Start": int, "Stop": int}
        rows = self.rows("STATEMENTS", columns | {"Coder": NUMBER, "StatementTypeId": NUMBER})
        return [(*row[:4], row[4]) for row in rows if row[5] == statement_type]

    def documents(self) -> dict[int, dict[str, Any]]:
        """Columns of each document by its id, its text with LF and its date as a time."""
        names: dict[str, Kind] = {"ID": int, "Text": TEXT, "Date": int}
        names |= dict.fromkeys(DOCUMENT_TEXTS, TEXT)
        found = {}
        for row in self.rows("DOCUMENTS", names):
            cells = dict(zip(names, row, strict=True))
            text = cells["Text"] or ""
            cells["Text"] = text.replace("\r\n", "\n").replace("\r", "\n")
            try:
                cells["Date"] = _EPOCH + timedelta(seconds=cells["Date"])
            except OverflowError:
                raise QuestionError(
                    f"{self.shown}: DOCUMENTS, row {cells['ID']}: Date is {cells['Date']}; seconds "
                    "since 1970 are expected"
                ) from None
            found[cells["ID"]] = cells
        return found

    def coders(self) -> dict[int, str]:
        """Names of coders by id."""
        return dict(self.rows("CODERS", {"ID": int, "Name": str}))

    def entities(self) -> dict[int, tuple[int, str]]:
        """Variable and value of each entity by its id."""
        rows = self.rows("ENTITIES", {"ID": int, "VariableId": int, "Value": str})
        return {number: (variable, value) for number, variable, value in rows}

    def values(self, kind: str) -> dict[tuple[int, int], Any]:
        """Values of all variables of a kind, by statement and variable."""
        table, _ = KINDS[kind]
        short = kind == "short text"
        columns: dict[str, Kind] = {"StatementId": int, "VariableId": int}
        columns["Entity" if short else "Value"] = TEXT if kind == "long text" else NUMBER
        rows = self.rows(table, columns, "StatementId, VariableId")
        entities = self.entities() if short else {}
        found: dict[tuple[int, int], Any] = {}
        for statement, variable, value in rows:
            if not short:
                found[statement, variable] = value
                if kind == "boolean" and value is not None:
                    found[statement, variable] = bool(value)
            elif value in entities:
                found[statement, variable] = entities[value][1]
        return found


def require_own_name(variable: str, file: str) -> None:
    """Refuse a variable that has the name of a column of all statements.

    Raises
    ------
    QuestionError
        It has.
    """
    if variable in SCHEMA:
        raise QuestionError(
            f"{file}: variable {shorten(variable)} has the name of a column of all statements; "
            "rename it in DNA"
        )


def _statements(database: Database, number: int) -> pl.DataFrame:
    documents, coders = database.documents(), database.coders()
    rulers = {document: Ruler(cells["Text"], "utf16") for document, cells in documents.items()}
    found = database.statements(number)
    places = _places(database, found, rulers)
    found.sort(key=lambda row: (documents[row[1]]["Date"], *row[1:4], row[0]))
    rows = []
    for row in found:
        statement, document, _, _, coder = row
        cells = documents[document]
        first, last = places[row]
        words, beside = cells["Text"][first:last], [cells[name] for name in DOCUMENT_TEXTS]
        date = cells["Date"]
        rows.append(
            (statement, document, date, first, last, words, coders.get(coder or 0), *beside)
        )
    frame = pl.DataFrame(rows, SCHEMA, orient="row")
    values = {kind: database.values(kind) for kind in KINDS}
    for variable, name, kind in database.variables(number):
        require_own_name(name, database.shown)
        column = [values[kind].get((row[0], variable)) for row in found]
        frame = frame.with_columns(pl.Series(name, column, KINDS[kind][1]))
    return frame


def _places(
    database: Database,
    found: Sequence[_Statement],
    rulers: Mapping[int, Ruler],
) -> dict[_Statement, tuple[int, int]]:
    """Give the characters of each statement; refuse statements that are of no text."""
    places: dict[_Statement, tuple[int, int]] = {}
    homeless, astray = list[int](), list[int]()
    for row in found:
        statement, document, start, stop, _ = row
        if document not in rulers:
            homeless.append(statement)
            continue
        first, last = rulers[document].characters([start, stop])
        if first is None or last is None or first > last:
            astray.append(statement)
        else:
            places[row] = first, last
    for numbers, why in (
        (homeless, "of a document that is not in it"),
        (astray, "at a place that is not one of whole characters in its text"),
    ):
        if numbers:
            raise QuestionError(
                f"{database.shown}: {several(len(numbers), 'statement')}, the first with the id "
                f"{numbers[0]}, {'is' if len(numbers) == 1 else 'are'} {why}; delete or correct "
                f"{'it' if len(numbers) == 1 else 'them'} in DNA, or read the database by "
                "read_dna_database, which leaves such statements out"
            )
    return places
