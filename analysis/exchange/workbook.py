"""The tables as one workbook for a spreadsheet program, from which ``dossier tidy`` reads back."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import TABLES, AnalysisError
from analysis.dossier.tables import is_optional, item_type
from analysis.dossier.vocabularies import every_vocabulary

if TYPE_CHECKING:
    import dataframely as dy
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from analysis.dossier import Dossier

LISTS = "lists"
"""The hidden sheet with the words and ids that drop-down lists offer."""

_LAST_ROW = 1_048_575
_CELL_CHARACTERS = 32_767
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before it, spreadsheet programs disagree about the number of a day."""

_TEXT = 49
"""Number of the format of text, which is built in: what is typed stays what it is."""
_WIDTHS = {"narrow": 12, "id": 24, "text": 40}


def spreadsheet(dossier: Dossier) -> bytes:
    """Write a sheet for each table, with the columns' descriptions and lists to choose from.

    Text is text, also where it begins with ``=``; days, numbers, true and false are what they
    are. The same dossier gives the same bytes.

    Parameters
    ----------
    dossier
        Whose tables to write. Load it with ``review="all"`` to have every row.

    Returns
    -------
    bytes
        The content of an ``.xlsx`` file.

    Raises
    ------
    AnalysisError
        A cell or a table is longer than a workbook allows.

    Examples
    --------
    >>> import analysis
    >>> spreadsheet(analysis.example())[:2]
    b'PK'
    """
    from xlsxwriter.workbook import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": dossier.study.title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 (one day for all, so that bytes are the same)
        sheets = {table: book.add_worksheet(table) for table in TABLES}
        lists = _Lists(book, dossier)
        formats = _formats(book)
        for table, sheet in sheets.items():
            _write_table(sheet, table, getattr(dossier, table), lists, formats)
    return content.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    return {
        "required": book.add_format({"bold": True, "num_format": _TEXT}),
        "optional": book.add_format({"italic": True, "num_format": _TEXT}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": _TEXT}),
        "number": book.add_format({"num_format": "General"}),
    }


def _write_table(
    sheet: Worksheet, table: str, frame: pl.DataFrame, lists: _Lists, formats: dict[str, Format]
) -> None:
    if frame.height > _LAST_ROW:
        raise AnalysisError(f"{table}: {frame.height:,} rows; a sheet has room for {_LAST_ROW:,}")
    sheet.freeze_panes(1, 1)
    for at, (name, column) in enumerate(TABLES[table].columns().items()):
        form = formats[_form(column)]
        long = item_type(column) == pl.String and not getattr(column, "regex", None)
        wide = "text" if long else "id" if item_type(column) == pl.String else "narrow"
        sheet.set_column(at, at, _WIDTHS[wide], form)
        sheet.write_string(0, at, name, formats["optional" if is_optional(column) else "required"])
        sheet.write_comment(0, at, _note(column), {"x_scale": 2.5, "y_scale": 2})
        if choices := _choices(table, name, column, lists):
            sheet.data_validation(1, at, _LAST_ROW, at, choices)
        for row, value in enumerate(frame[name], 1):
            _write_cell(sheet, (row, at), value, form, f"{table}, row {row + 1}, column {name}")


def _write_cell(
    sheet: Worksheet, place: tuple[int, int], value: object, form: Format, where: str
) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(*place, value, form)
        case int() | float():
            sheet.write_number(*place, value, form)
        case dt.date() if value >= _FIRST_DAY:
            sheet.write_datetime(*place, value, form)
        case _:
            text = "|".join(map(str, value)) if isinstance(value, pl.Series) else str(value)
            if not text:
                return
            require_room(text, where)
            sheet.write_string(*place, text, form)


def require_room(text: str, where: str) -> None:
    """Refuse a text that is longer than a workbook allows.

    Raises
    ------
    AnalysisError
        It is.
    """
    if len(text) > _CELL_CHARACTERS:
        most = f"a cell of a workbook has room for {_CELL_CHARACTERS:,}"
        raise AnalysisError(f"{where}: {len(text):,} characters; {most}: shorten it")


def _form(column: dy.Column) -> str:
    if column.dtype == pl.Date:
        return "day"
    return "number" if column.dtype.is_numeric() or column.dtype == pl.Boolean else "text"


def _note(column: dy.Column) -> str:
    """Description of a column, with the definition of each word that it may have."""
    lines = [f"{column.description}."]
    if not is_optional(column):
        lines.append("Needed in every row.")
    if isinstance(column.dtype, pl.List):
        lines.append("Several are joined by |.")
    words = every_vocabulary().get((column.metadata or {}).get("vocabulary", ""), ())
    lines += [f"{word.word}: {word.definition}" for word in words]
    return "\n".join(lines)


def _choices(table: str, name: str, column: dy.Column, lists: _Lists) -> dict[str, Any] | None:
    """Say what a cell offers to choose from, and what it thinks of other values."""
    if column.dtype == pl.Boolean:
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    dtype = item_type(column)
    source: str | None
    if isinstance(dtype, pl.Enum):
        source = lists.place(f"{table}.{name}", dtype.categories.to_list())
    elif other := (column.metadata or {}).get("references"):
        source = lists.keys(other)
    else:
        return None
    if source is None:
        return None
    many = isinstance(column.dtype, pl.List)
    words = isinstance(dtype, pl.Enum)
    return {
        "validate": "list",
        "source": source,
        # Several joined by | are no item of a list, and a new id may get its row later.
        "show_error": not many,
        "error_type": "stop" if words else "warning",
        "error_title": "Not in the list",
        "error_message": "Choose a word of the list."
        if words
        else f"No row of {other} has this id.",
    }


class _Lists:
    """The hidden sheet: a column for each list; cells refer to it, however long it is."""

    def __init__(self, book: Workbook, dossier: Dossier) -> None:
        self._dossier = dossier
        self._sheet = book.add_worksheet(LISTS)
        self._sheet.hide()
        self._places: dict[str, str] = {}

    def keys(self, table: str) -> str | None:
        key = TABLES[table].primary_key()[0]
        ids: list[str] = getattr(self._dossier, table)[key].to_list()
        return self.place(f"{table}.{key}", ids) if ids else None

    def place(self, heading: str, items: list[str]) -> str:
        """Write a list once, and give the range of cells that it is in."""
        from xlsxwriter.utility import xl_range_abs

        if heading not in self._places:
            at = len(self._places)
            for row, item in enumerate([heading, *items]):
                self._sheet.write_string(row, at, item)
            self._places[heading] = f"={LISTS}!{xl_range_abs(1, at, len(items), at)}"
        return self._places[heading]
