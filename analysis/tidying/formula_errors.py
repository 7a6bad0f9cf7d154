"""Cells of spreadsheets whose formula came to an error instead of a value."""

from __future__ import annotations

import io
import re
import zipfile

_ERROR = re.compile(r"#[^\W\d_a-z]+(?:/0)?[!?]|(?:Err|Fehler|Erreur):\d{3}")
_IN_SHEETS = {
    re.compile(r"xl/worksheets/[^/]+\.xml"): (
        re.compile(rb"(<(?:\w+:)?c\s(?:[^<>]*\s)?t=)([\"'])e\2"),
        rb"\1\2str\2",
    ),
    re.compile(r"content\.xml"): (
        re.compile(rb"(<table:(?:covered-)?table-cell\s[^<>]*?)office:string-value=\"\"(?=[\s/>])"),
        rb"\1",
    ),
}
"""Of the files inside a workbook, by their name: what marks such a cell, and what a text has."""


def is_error(text: str) -> bool:
    """Whether a cell is what spreadsheet programs show for an error.

    Examples
    --------
    >>> [is_error(text) for text in ("#DIV/0!", "#NAME?", "#BEZUG!", "Err:502", "#N/A", "# 1")]
    [True, True, True, True, False, False]
    """
    return _ERROR.fullmatch(text.strip()) is not None


def with_errors_as_text(workbook: bytes) -> bytes:
    """Make errors of a workbook texts, since readers of workbooks take them for empty cells.

    Of the older binary kind (``.xls``) it gives back what it was given.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as old:
            changed = dict(_changed(old))
            return _replaced(old, changed) if changed else workbook
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return workbook  # whoever reads it says what is wrong with it


def _changed(workbook: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    """Give the files inside that have such cells, with the cells as texts."""
    found = []
    for name in workbook.namelist():
        for pattern, (error, text) in _IN_SHEETS.items():
            if pattern.fullmatch(name):
                content = workbook.read(name)
                if (new := error.sub(text, content)) != content:
                    found.append((name, new))
    return found


def _replaced(old: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            new.writestr(item, changed.get(item.filename) or old.read(item))
    return out.getvalue()
