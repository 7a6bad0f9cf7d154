"""Event lists: statements as Discourse Network Analyzer (DNA) exports them, as CSV with semicolons.

Inside of texts DNA writes a comma for each semicolon and an apostrophe for each quotation mark, and
leaves formulas of spreadsheets as they are: so do lists that are written here, since they are to be
what DNA writes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import Dossier, QuestionError, did_you_mean, require_known, shorten
from analysis.dossier.frames import require_frame
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.coded_databases import ADMIN
from analysis.exchange.coded_texts import FURTHER, coded_text, require_day
from analysis.exchange.databases import SCHEMA, require_own_name
from analysis.exchange.placing import several
from analysis.exchange.statement_roles import REPORTED_BY, ROLES, said
from analysis.exchange.untrusted import as_path, read_text

if TYPE_CHECKING:
    import os

_FIRST = ("statement_id", "time")
_PLACE = ("start_position", "stop_position", "text", "coder", "document_id")
_DOCUMENT = tuple(f"document_{name}" for name in ("title", "author", "source", "section", "type"))
_OURS = {"time": "date", "start_position": "start", "stop_position": "end"} | {
    name: name.removeprefix("document_") for name in _DOCUMENT
}
"""Columns of `read_dna`, where they are called something else there."""
_NUMBERED = ("statement_id", "coder", "document_id")
_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_REWRITTEN = str.maketrans({";": ",", '"': "'"})


def event_list(statements: Dossier | pl.DataFrame) -> str:
    """List statements as DNA exports them: semicolons, texts in quotation marks, no final line end.

    Parameters
    ----------
    statements
        A dossier, of which the claims with a stance are listed as `dna_database` writes them, each
        with the day on which it was said, else that of the article; positions are UTF-16 units of
        the article, or without it of the paraphrases. Or a frame of `read_dna`, of which ``start``
        and ``end`` are written as they are: characters, where DNA itself would have UTF-16 units.

    Returns
    -------
    str
        ``statement_id``, ``time``, every variable, ``start_position``, ``stop_position``, ``text``,
        ``coder`` and columns of the document. Coders and documents are numbers in DNA: names of
        coders are numbered in alphabetical order, from 2, since 1 is Admin, the first account.

    Raises
    ------
    QuestionError
        The frame is not one of statements, a claim has no day, or a variable has the name of a
        column of every event list.

    Examples
    --------
    >>> import analysis
    >>> event_list(analysis.example()).split(";")[:3]
    ['"statement_id"', '"time"', '"person"']
    """
    frame = _of_dossier(statements) if isinstance(statements, Dossier) else statements
    frame = _stated(require_frame(frame, SCHEMA, "statements"))
    variables = [name for name in frame.columns if name not in SCHEMA]
    if taken := [name for name in variables if name in (*_FIRST, *_PLACE, *_DOCUMENT)]:
        raise QuestionError(
            f'statements: variable "{taken[0]}" has the name of a column of every event list; '
            "rename it"
        )
    columns = [*_FIRST, *variables, *_PLACE, *_DOCUMENT]
    numbers = {name: _numbers(frame[name]) for name in _NUMBERED}
    lines = [";".join(f'"{_rewritten(name)}"' for name in columns)]
    for row in frame.iter_rows(named=True):
        cells = [
            str(numbers[name][row[name]]) if name in numbers else _cell(row[_OURS.get(name, name)])
            for name in columns
        ]
        lines.append(";".join(cells))
    return "\n".join(lines)


def _of_dossier(dossier: Dossier) -> pl.DataFrame:
    """Give the claims with a stance as a frame of `read_dna`."""
    coded = coded_text(dossier)
    require_day(coded)
    rows = [row for row in coded.rows if row["agreement"] is not None]
    further = [name for name in (REPORTED_BY, *FURTHER) if any(_further(row, name) for row in rows)]
    found = [
        {
            "statement_id": number,
            "document_id": 1,
            "date": dt.datetime.combine(row["day"], dt.time.min),
            "start": row["first"],
            "end": row["last"],
            "text": row["words"],
            "coder": row["coder"],
            "title": coded.title,
            "author": coded.author,
            "source": coded.source,
            "section": "",
            "type": "",
            **{name: row[name] for name in ROLES},
            **{name: _further(row, name) for name in further},
        }
        for number, row in enumerate(rows, 1)
    ]
    variables = dict.fromkeys((*ROLES, *further), pl.String)
    schema = SCHEMA | variables | {"agreement": pl.Boolean}
    return pl.DataFrame(found, schema).sort("date", maintain_order=True)


def _stated(frame: pl.DataFrame) -> pl.DataFrame:
    """Refuse statements without an id, document or day; make text of ids that are not numbers."""
    for name in ("statement_id", "document_id", "date"):
        if empty := frame[name].null_count():
            raise QuestionError(
                f"statements: {name} is empty in {empty:,} of {frame.height:,} rows; fill it in"
            )
    kind = frame.schema["date"]
    if kind != pl.Date and (not isinstance(kind, pl.Datetime) or kind.time_zone is not None):
        raise QuestionError(
            f"statements: date is {kind}; dates are naive datetimes: parse text, drop time zones"
        )
    texts = [name for name in _NUMBERED if not frame.schema[name].is_integer()]
    return frame.with_columns(pl.col("date").cast(pl.Datetime("us")), pl.col(texts).cast(pl.String))


def _further(row: dict[str, Any], name: str) -> str:
    return row["reporter" if name == REPORTED_BY else name] or ""


def _numbers(column: pl.Series) -> dict[Any, Any]:
    """Give the number that DNA has for each value: itself, or its place in the alphabet."""
    if column.dtype.is_integer():
        return {value: "" if value is None else value for value in column}
    names = sorted(column.drop_nulls().unique())
    number, first = ADMIN
    if column.name != "coder":
        return {name: number for number, name in enumerate(names, 1)}
    others = [name for name in names if name != first]
    return {None: number, first: number} | {name: n for n, name in enumerate(others, number + 1)}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, int | float):
        return str(value)
    return f'"{_rewritten("" if value is None else str(value))}"'


def _rewritten(text: str) -> str:
    return text.translate(_REWRITTEN)


def read_event_list(
    file: str | os.PathLike[str],
    *,
    person: str = "person",
    organization: str = "organization",
    concept: str = "concept",
    agreement: str = "agreement",
) -> Foreign:
    """Read an event list that DNA exported.

    Every document is a text, of which the list has only the words of its statements. What a
    statement says is taken from the variables of these names, as by `read_dna_database`.

    Parameters
    ----------
    file
        The list: CSV with semicolons.
    `person`, `organization`, `concept`, `agreement`
        Names of the variables that say so; agreement is 1 or 0.

    Returns
    -------
    Foreign
        Texts and passages in the order of the list, without places: those in the list are of a text
        that it does not have. Its time is the day of the document; where statements of one document
        have several, each is when its statement was said, and the document has no day. A variable
        ``said_on`` says so of the statements that have it.

    Raises
    ------
    QuestionError
        The file is not an event list, or a row of it is not complete.

    Examples
    --------
    >>> read_event_list("missing.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: missing.csv cannot be read: No such file or directory
    """
    roles = dict(zip(ROLES, (person, organization, concept, agreement), strict=True))
    name, header, rows = _complete(file)
    for role, variable in roles.items():
        if variable != role:
            require_known(variable, header, f"a column of {name}")
    lost = Counter[tuple[str, str]]()
    documents: dict[str, list[tuple[dict[str, str], Passage]]] = {}
    for line, row in rows:
        cells = dict(zip(header, row, strict=True))
        passage = _passage(cells, roles, f"{name}, line {line}")
        documents.setdefault(cells["document_id"], []).append((cells, passage))
    titles = Counter(found[0][0]["document_title"] for found in documents.values())
    texts, undated = [], 0
    for number, found in documents.items():
        passages, day = _dated(found)
        undated += day is None
        first = found[0][0]
        title = first["document_title"]
        for column in ("section", "type"):
            lost["document", f"its {column}"] += bool(first[f"document_{column}"])
        timed = any(not cells["time"].endswith(" 00:00:00") for cells, _ in found)
        lost["document", "the time of its day"] += timed
        texts.append(
            ForeignText(
                f"{title} {number}" if titles[title] > 1 or not title else title,
                None,
                passages,
                title or None,
                first["document_author"] or None,
                first["document_source"] or None,
                day,
            )
        )
    open_day = "its statements are of several days, and its own day is open"
    left_out = tuple(f"{several(n, noun)}: {why}" for (noun, why), n in lost.items() if n)
    notes = (
        *([f"{several(undated, 'document')}: {open_day}"] if undated else []),
        'DNA wrote "," for ";" and an apostrophe for each quotation mark in texts',
        "where no article has the words, read_dna_events gives the statements for networks",
        "words of statements may be shifted after emoji and line ends with CR; a database is not",
    )
    return Foreign(tuple(texts), {}, left_out, notes)


def _dated(
    found: list[tuple[dict[str, str], Passage]],
) -> tuple[tuple[Passage, ...], str | None]:
    """Give the statements of a document with the day each was said, and the document's own day."""
    days = {cells["time"][:10] for cells, passage in found if "said_on" not in passage.cells}
    if len(days) == 1:
        return tuple(passage for _, passage in found), days.pop()
    return tuple(
        replace(passage, cells={"said_on": cells["time"][:10]} | dict(passage.cells))
        for cells, passage in found
    ), None


def read_dna_events(file: str | os.PathLike[str], *, agreement: str = "agreement") -> pl.DataFrame:
    """Read an event list that DNA exported as statements, for networks: no article is needed.

    Parameters
    ----------
    file
        The list: CSV with semicolons.
    agreement
        Name of the variable that is 1 or 0 and becomes true or false.

    Returns
    -------
    polars.DataFrame
        The columns of `read_dna`, in the order of the list. ``start`` and ``end`` are UTF-16 units,
        ``coder`` is the number that the list has, null for the first account, and the variables are
        text, but for `agreement`; null where there is nothing.

    Raises
    ------
    QuestionError
        The file is not an event list, a row of it is not complete, a cell is not what its column
        says, or a variable has the name of a column of all statements.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import analysis
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "events.csv")
    ...     _ = path.write_text(event_list(analysis.example()), encoding="utf-8")
    ...     read_dna_events(path)["person"][0]
    'Mira Tolvane'
    """
    name, header, rows = _complete(file)
    require_known(agreement, header, f"a column of {name}")
    beside = {*_FIRST, *_PLACE, *_DOCUMENT}
    variables = [column for column in header if column not in beside]
    for variable in variables:
        require_own_name(variable, name)
    found = []
    for line, row in rows:
        cells = dict(zip(header, row, strict=True))
        where = f"{name}, line {line}"
        found.append(
            (
                *(_whole(cells, column, where) for column in ("statement_id", "document_id")),
                _time(cells, where),
                *(_whole(cells, column, where) for column in ("start_position", "stop_position")),
                cells["text"],
                None if cells["coder"] in ("", str(ADMIN[0])) else cells["coder"],
                *(cells[column] for column in _DOCUMENT),
                *(cells[column] or None for column in variables),
            )
        )
    frame = pl.DataFrame(found, SCHEMA | dict.fromkeys(variables, pl.String()), orient="row")
    said = frame[agreement].drop_nulls()
    if wrong := [value for value in said if value not in ("0", "1")]:
        raise QuestionError(f"{name}: {agreement} is {shorten(wrong[0])}; 1 or 0 is expected")
    return frame.with_columns(pl.col(agreement) == "1")


def _whole(cells: dict[str, str], column: str, where: str) -> int:
    value = cells[column]
    if not re.fullmatch("-?[0-9]{1,18}", value):
        raise QuestionError(f"{where}: {column} is {shorten(value)}; a whole number is expected")
    return int(value)


def _time(cells: dict[str, str], where: str) -> dt.datetime:
    """Give the time of a row, as its clock showed it."""
    when = cells["time"]
    if _TIME.fullmatch(when):
        with suppress(ValueError):
            return dt.datetime.fromisoformat(when)
    raise QuestionError(f"{where}: time is {shorten(when)}; such as 2031-05-14 00:00:00 needed")


def _complete(
    file: str | os.PathLike[str],
) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
    """Give the name of a list, its header, which has all that DNA writes, and its rows."""
    text, name = read_text(as_path(file))
    header, rows = _parsed(text, name)
    for column in (*_FIRST, *_PLACE, *_DOCUMENT):
        if column not in header:
            raise QuestionError(
                f"{name}: column {shorten(column)} is missing, which every event list of DNA has"
                f"{did_you_mean(column, header)}"
            )
    if twice := [column for column, n in Counter(header).items() if n > 1]:
        raise QuestionError(f"{name}: {shorten(twice[0])} is the heading of several columns")
    return name, header, rows


def _parsed(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Take the list apart: its header, and each row with its line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        header = next(reader, [])
        rows, line = [], reader.line_num + 1
        for row in reader:
            if row and len(row) != len(header):
                raise QuestionError(
                    f"{name}, line {line}: {len(row)} cells; the header has {len(header)}"
                )
            rows += [(line, row)] if row else []
            line = reader.line_num + 1
    except csv.Error as error:
        raise QuestionError(f"{name}, line {reader.line_num}: {error}; export it anew") from None
    return header, rows


def _passage(cells: dict[str, str], roles: dict[str, str], where: str) -> Passage:
    number = cells["statement_id"]
    _time(cells, where)
    beside = {*_FIRST, *_PLACE, *_DOCUMENT}
    found: dict[str, str | bool] = {
        name: value for name, value in cells.items() if value and name not in beside
    }
    if (agreement := cells.get(roles["agreement"])) in ("0", "1"):
        found[roles["agreement"]] = agreement == "1"
    saying = said(found, roles)
    return Passage(
        f"statement {number}",
        cells["text"],
        None,
        None,
        saying.cells,
        saying.person,
        saying.organization,
        saying.labels,
        None if cells["coder"] in ("", "1") else f"coder {cells['coder']}",
    )
