"""Statements as a table of a spreadsheet program, CSV or a workbook, in and out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.dossier import QuestionError, require_known, shorten
from analysis.dossier.archives import Archive
from analysis.dossier.sheet_sizes import require_readable_sizes
from analysis.evidence import Foreign, ForeignText, Passage
from analysis.exchange.coded_texts import FURTHER, coded_text
from analysis.exchange.fields import AGREEMENT, NAMES
from analysis.exchange.formulas import neutralised, restored
from analysis.exchange.placing import several
from analysis.exchange.statement_roles import REPORTED_BY, ROLES, said
from analysis.exchange.untrusted import as_path, content_of, decoded, shown_name
from analysis.exchange.workbook import require_room

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from analysis.dossier import Dossier

COLUMNS = {
    "statement_id": "column with the id of the statement",
    "date": "column with the day on which it was said (ISO 8601)",
    "document": "column that names the text it is from",
    "person": "column that says who",
    "organization": "column that says for whom",
    "concept": "column that says what about",
    "agreement": "column that says whether they agree: true or false, 1 or 0, yes or no",
    "words": "column with the words of the text",
    "statement": "column with the statement, paraphrased",
    "coder": "column that says who coded it",
    "speaker": "column that says who reports it, where that is another",
}
"""What columns of a table are taken as, by name."""
_ALSO = {
    "text": "words",
    "stance": "agreement",
    **{name: role for name, role in NAMES.items() if name != REPORTED_BY},
}
"""Headings that are taken as something of another name."""
_OURS = ("statement_id", "date", "document", *ROLES[:2], REPORTED_BY, *ROLES[2:], "words", "coder")
_TABLE = (*_OURS, *FURTHER)
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(?::00(?:\.0+)?)?")
_PREVIEWED = 3
"""Rows that a preview shows."""
_WIDTHS = {"words": 60, "statement": 60}


def statement_table(dossier: Dossier, *, words: bool = True) -> str:
    """Write the claims as a table of statements, as CSV that a spreadsheet program shows as it is.

    Parameters
    ----------
    dossier
        Whose claims to write, in the order of the text.
    words
        Whether the words of the article are in it; where they are passed on, they may not be.

    Returns
    -------
    str
        ``statement_id`` (the claim), ``date`` (when it was said, else the day of the article),
        ``document`` (title), ``person`` (whose view it is), ``organization`` (for whom),
        ``speaker`` (who reports it, where that is another), ``concept``, ``agreement`` (true,
        false, or empty), ``words``, ``coder`` and the further columns of ``claims.csv``, its id
        among them. A text
        that begins as a formula has an apostrophe before it, which `read_statement_table` takes
        away: ``=``, ``+``, ``-``, ``@``, tab or CR, with apostrophes before it or not.

    Raises
    ------
    AnchorError
        The words of a claim are not in the article.

    Examples
    --------
    >>> import analysis
    >>> statement_table(analysis.example()).splitlines()[0].split(",")[:4]
    ['statement_id', 'date', 'document', 'person']
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_TABLE)
    for row in _rows(dossier, words=words):
        writer.writerow([neutralised(_text(cell)) for cell in row])
    return buffer.getvalue()


def statement_workbook(dossier: Dossier) -> bytes:
    """Write the same table as `statement_table` as a workbook, in which text is text.

    Returns
    -------
    bytes
        The content of an ``.xlsx`` file, the same each time.

    Raises
    ------
    AnalysisError
        A cell is longer than a workbook allows, or the words of a claim are not in the article.

    Examples
    --------
    >>> import analysis
    >>> statement_workbook(analysis.example())[:2]
    b'PK'
    """
    from xlsxwriter.workbook import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": dossier.study.title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 (one day for all, so that bytes are the same)
        sheet = book.add_worksheet("statements")
        sheet.freeze_panes(1, 1)
        heading = book.add_format({"bold": True})
        for at, name in enumerate(_TABLE):
            sheet.set_column(at, at, _WIDTHS.get(name, 16))
            sheet.write_string(0, at, name, heading)
        for number, row in enumerate(_rows(dossier, words=True), 1):
            for at, cell in enumerate(row):
                if isinstance(cell, bool):
                    sheet.write_boolean(number, at, cell)
                elif text := _text(cell):
                    require_room(text, f"statements, row {number + 1}, column {_TABLE[at]}")
                    sheet.write_string(number, at, text)
    return content.getvalue()


def _rows(dossier: Dossier, *, words: bool) -> Iterable[tuple[Any, ...]]:
    coded = coded_text(dossier, words=words)
    for row in coded.rows:
        row |= {
            "statement_id": row["claim_id"],
            "date": row["day"],
            "document": coded.title,
            REPORTED_BY: row["reporter"],
            "words": row["words"] if coded.is_article else None,
        }
        yield tuple(row[name] for name in _TABLE)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else str(cell)


class _Table(NamedTuple):
    """A table of a file, taken apart."""

    name: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    """Each row with its line."""
    line: str
    """What its lines are called: line of a file, row of a sheet."""


def read_statement_table(
    file: str | os.PathLike[str],
    *,
    columns: Mapping[str, str] | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    **named: str,
) -> Foreign:
    """Read a table of statements: CSV, or a workbook (``.xlsx``).

    Columns are taken as what `columns` says, or as what their own heading says: ``statement_id``,
    ``date``, ``document``, ``person``, ``organization``, ``concept``, ``agreement``, ``words`` (or
    ``text``), ``statement``, ``coder``, ``speaker``, columns of ``claims.csv``, in any case, and
    ``organisation``, ``org``, and ``stance`` for agreement. All others are labels,
    ``heading: cell``. Nothing else is guessed; the notes say what was taken as what.

    Parameters
    ----------
    file
        The table, with headings in its first row.
    columns
        Heading by what it is taken as, such as ``{"person": "Speaker"}``.
    separator
        Of CSV: comma, semicolon or tab; by default what separates the headings.
    sheet
        Name of the sheet of a workbook; by default its first.
    **named
        The same as `columns`, one by one: ``person="Speaker"``.

    Returns
    -------
    Foreign
        A text for each document, or one, without the text itself. Rows whose agreement is not one
        of true, false, 1, 0, yes, no, agree, disagree, or whose date is not a day, are left out.

    Raises
    ------
    QuestionError
        The file is not a table, a column is missing, or no column has the words.

    Examples
    --------
    >>> read_statement_table("missing.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: missing.csv cannot be read: No such file or directory
    """
    path = as_path(file)
    table = _table(path, separator, sheet)
    taken_as = _taken_as(table, {**(columns or {}), **named})
    notes = [
        f"column {shorten(heading)} is taken as "
        f"{'a label' if role is None else role.replace('_', ' ')}"
        for heading, role in taken_as.items()
    ]
    left_out = list[str]()
    texts: dict[str, list[Passage]] = {}
    timed = 0
    for line, row in table.rows:
        where = f"{table.line} {line}"
        cells = {
            heading: restored(cell) if table.line == "line" else cell
            for heading, cell in zip(table.header, row, strict=True)
            if cell
        }
        if len(notes) < len(taken_as) + _PREVIEWED:
            shown = "; ".join(f"{h}: {shorten(c)}" for h, c in cells.items())
            notes.append(f"{where} has {shown}")
        by_role = {role: cells.get(h, "") for h, role in taken_as.items() if role in COLUMNS}
        fault = _fault(by_role)
        if fault:
            left_out.append(f"{where}: {fault}")
            continue
        timed += _is_timed(by_role.get("date", ""))
        passage = _passage(cells, taken_as, by_role, where)
        texts.setdefault(by_role.get("document", ""), []).append(passage)
    if timed:
        left_out.append(f"{several(timed, 'row')}: the time of the day")
    alone = path.stem
    return Foreign(
        tuple(
            ForeignText(name or alone, None, tuple(passages), title=name or None)
            for name, passages in texts.items()
        ),
        {},
        tuple(left_out),
        tuple(notes),
    )


def _taken_as(table: _Table, given: Mapping[str, str]) -> dict[str, str | None]:
    """Say what each heading is taken as: what is asked for, else what it says of itself."""
    twice = [heading for heading, n in Counter(table.header).items() if n > 1]
    if twice:
        raise QuestionError(
            f"{table.name}: {shorten(twice[0])} is the heading of several columns; rename one"
        )
    asked = dict[str, str]()
    for role, heading in given.items():
        require_known(role, COLUMNS, "what a column can be taken as")
        require_known(heading, table.header, f"a heading of {table.name}")
        if heading in asked:
            raise QuestionError(
                f"column {shorten(heading)} cannot be both {asked[heading]} and {role}"
            )
        asked[heading] = role
    found: dict[str, str | None] = {}
    for heading in table.header:
        plainly = re.sub(r"\W+", "_", heading.casefold())
        role = asked.get(heading) or _ALSO.get(plainly, plainly)
        known = role in COLUMNS or role in FURTHER
        free = heading in asked or role not in asked.values()
        found[heading] = role if known and free else None
    roles = [role for role in found.values() if role is not None]
    for role, n in Counter(roles).items():
        if n > 1:
            both = " and ".join(shorten(h) for h, r in found.items() if r == role)
            raise QuestionError(
                f"{table.name}: {both} both say {role}; name one (--option {role}=HEADING)"
            )
    if "words" not in roles:
        raise QuestionError(
            f"{table.name}: no column has the words of the text, by which statements are found in "
            f"it; name it (--option words=HEADING): {', '.join(map(shorten, table.header))}"
        )
    return found


def _fault(cells: Mapping[str, str]) -> str | None:
    """Say why a row cannot be taken."""
    agreement = cells.get("agreement", "").strip().casefold()
    if agreement and agreement not in AGREEMENT:
        words = ", ".join(AGREEMENT)
        return f"agreement is {shorten(cells['agreement'])}; one of {words} is expected"
    if day := cells.get("date", "").strip():
        try:
            dt.datetime.fromisoformat(day)
        except ValueError:
            return f"date is {shorten(day)}; a day such as 2031-05-14 is expected"
    return None


def _is_timed(day: str) -> bool:
    return bool(day.strip()) and dt.datetime.fromisoformat(day.strip()).time() != dt.time.min


def _passage(
    cells: Mapping[str, str],
    taken_as: Mapping[str, str | None],
    by_role: Mapping[str, str],
    where: str,
) -> Passage:
    beside = ("statement_id", "document", "words", "coder", "agreement", "date")
    found: dict[str, str | bool] = {}
    labels = list[str]()
    for heading, cell in cells.items():
        if (role := taken_as[heading]) is None:
            labels.append(f"{heading}: {cell}")
        elif role not in beside:
            found[role] = cell
    if agreement := by_role.get("agreement", "").strip().casefold():
        found["agreement"] = AGREEMENT[agreement] == "agree"
    saying = said(found, {role: role for role in ROLES})
    if day := by_role.get("date", "").strip():
        saying.cells.setdefault("said_on", dt.datetime.fromisoformat(day).date().isoformat())
    if number := by_role.get("statement_id"):
        where = f"{where}, {number}"
    return Passage(
        where,
        by_role["words"],
        None,
        None,
        saying.cells,
        saying.person,
        saying.organization,
        (*saying.labels, *labels),
        by_role.get("coder") or None,
    )


def _table(path: Path, separator: str | None, sheet: str | None) -> _Table:
    """Take a file apart into headings and rows, all of them text."""
    content, name = content_of(path), shown_name(path)
    if content.startswith(b"PK"):
        rows, line = _rows_of_workbook(content, name, sheet), "row"
    else:
        if sheet is not None:
            raise QuestionError(f"{name} is not a workbook, so that it has no sheets")
        rows, line = _rows_of_text(decoded(content, name), name, separator), "line"
    while rows and not any(cell.strip() for cell in rows[0][1]):
        rows.pop(0)
    if not rows:
        raise QuestionError(f"{name} is empty; a row of headings is needed")
    header = [cell.strip() for cell in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    if "" in header:
        at = header.index("") + 1
        raise QuestionError(f"{name}: column {at} has no heading; give it one")
    body = []
    for number, row in rows[1:]:
        if not any(row):
            continue
        if any(row[len(header) :]):
            raise QuestionError(
                f"{name}, {line} {number}: {len(row)} cells; there are {len(header)} headings"
            )
        body.append((number, [*row, *[""] * len(header)][: len(header)]))
    return _Table(name, header, body, line)


def _rows_of_text(text: str, name: str, separator: str | None) -> list[tuple[int, list[str]]]:
    if separator is not None:
        require_known(separator, _SEPARATORS, "a separator")
        mark = _SEPARATORS[separator]
    else:
        first = re.sub('"[^"]*"', "", text.partition("\n")[0])
        counts = {mark: first.count(mark) for mark in _SEPARATORS.values()}
        present = [mark for mark, n in counts.items() if n]
        if len(present) > 1:
            raise QuestionError(
                f"{name}: its headings have several separators; name the one that is meant "
                f"(--option separator=NAME): {', '.join(_SEPARATORS)}"
            )
        mark = present[0] if present else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows, line = list[tuple[int, list[str]]](), 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise QuestionError(f"{name}, line {reader.line_num}: {error}; save it anew") from None
    return rows


def _rows_of_workbook(content: bytes, name: str, sheet: str | None) -> list[tuple[int, list[str]]]:
    import fastexcel

    require_readable_sizes(Archive(content, name, whole=True))
    try:
        book = fastexcel.read_excel(content)
        if sheet is not None:
            require_known(sheet, book.sheet_names, f"a sheet of {name}")
        read = book.load_sheet(sheet or 0, header_row=None, skip_rows=0, dtypes="string")
        frame = read.to_polars()
    except (fastexcel.FastExcelError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise QuestionError(f"{name} cannot be read as a workbook: {why}") from None
    return [
        (number, [_day(cell or "") for cell in row])
        for number, row in enumerate(frame.iter_rows(), 1)
    ]


def _day(cell: str) -> str:
    """Give a day without the midnight that a workbook has with it."""
    found = _MIDNIGHT.fullmatch(cell)
    return found[1] if found else cell
