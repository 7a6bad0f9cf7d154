"""What the browser may ask of a desk: each message is taken apart without trusting any of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.coding.forms import CODED
from analysis.coding.model_answers import MOST_CHARACTERS, computed
from analysis.coding.row_files import unwritable
from analysis.dossier import TABLES, QuestionError, did_you_mean
from analysis.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_ROWS = 50
"""Further rows that are saved in one step."""
_SHOWN_NAME = 40


class MessageError(QuestionError):
    """A message that no view of ours sends."""


def understood(message: object) -> tuple[str, dict[str, Any]]:
    """Take a message apart: its type, and what else it says but for its number.

    Raises
    ------
    MessageError
        It is not one that a desk answers; the words say what is wrong with it.

    Examples
    --------
    >>> understood({"type": "select", "ask": 3, "start": 0, "end": 5})
    ('select', {'start': 0, 'end': 5})
    >>> understood({"type": "select", "ask": 3, "start": "0", "end": 5})
    Traceback (most recent call last):
    ...
    analysis.coding.messages.MessageError: the message "select" has a start that is not a number
    """
    kind, given = _head(message)
    expected = _FIELDS[kind]
    if foreign := next((str(name) for name in given if name not in expected), None):
        shown = visible(foreign[:_SHOWN_NAME])
        raise MessageError(f'the message "{kind}" has {shown}, which it has no use for')
    for name, (is_right, what) in expected.items():
        there = name in given or name in _OPTIONAL
        if not there or not is_right(given.get(name, _OPTIONAL.get(name))):
            raise MessageError(f'the message "{kind}" has a {name} that is not {what}')
    for table, cells in _rows(given):
        for name in cells:
            if name not in TABLES[table].column_names():
                raise MessageError(f"{visible(name[:_SHOWN_NAME])} is not a column of {table}")
    return kind, given


def _head(message: object) -> tuple[str, dict[str, Any]]:
    """Take off the type and the number of a message."""
    if not isinstance(message, dict):
        raise MessageError("a message is an object with a type")
    rest = dict(message)
    kind, ask = rest.pop("type", None), rest.pop("ask", None)
    if not isinstance(kind, str) or kind not in _FIELDS:
        hint = did_you_mean(kind[:_SHOWN_NAME], _FIELDS) if isinstance(kind, str) else ""
        raise MessageError(f"no such type of message{hint}")
    if ask is None and kind != "open":
        raise MessageError(f'the message "{kind}" has no number to answer to')
    if ask is not None and not _is_number(ask):
        raise MessageError(f'the message "{kind}" has an ask that is not a number')
    return kind, rest


def _rows(said: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    if "cells" in said:
        yield said["table"], said["cells"]
    for row in said.get("more", ()):
        yield row["table"], row["cells"]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 53


def _is_table(value: object) -> bool:
    return isinstance(value, str) and value in CODED


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MOST_CHARACTERS and not unwritable(value)


def _is_id_or_null(value: object) -> bool:
    return value is None or _is_id(value)


def _is_cells(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and isinstance(cell, str) for name, cell in value.items()
    )


def _is_more(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= _MOST_ROWS
        and all(
            isinstance(row, dict)
            and row.keys() == {"table", "cells"}
            and _is_table(row["table"])
            and _is_cells(row["cells"])
            for row in value
        )
    )


def _is_verdict(value: object) -> bool:
    return value in ("accepted", "rejected")


_OPTIONAL: dict[str, Any] = {"draft": None, "more": []}
_Check = tuple[Callable[[object], bool], str]
"""What a field has to be, and how that is said."""
_NUMBER = (_is_number, "a number")
_TABLE = (_is_table, f"one of {', '.join(CODED)}")
_KEY = (_is_id_or_null, "an id or null")
_CELLS = (_is_cells, "an object of texts by column")
_MORE = (_is_more, f"a list of at most {_MOST_ROWS} rows with table and cells")
_ROW: dict[str, _Check] = {"table": _TABLE, "key": _KEY, "cells": _CELLS}
_FIELDS: dict[str, dict[str, _Check]] = {
    "open": {},
    "select": {"start": _NUMBER, "end": _NUMBER},
    "check": {**_ROW, "more": _MORE},
    "save": {**_ROW, "draft": _KEY, "more": _MORE},
    "draft": {"draft": _KEY, **_ROW},
    "discard": {"draft": (_is_id, "an id")},
    "remove": {"table": _TABLE, "key": (_is_id, "an id")},
    "review": {
        "table": _TABLE,
        "key": (_is_id, "an id"),
        "review": (_is_verdict, "accepted or rejected"),
    },
    "undo": {},
    "reload": {},
    "ids": {"table": _TABLE, "cells": _CELLS},
}


def faults_of(
    table: str, cells: Mapping[str, str], before: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Say of each cell that no table may be given why not.

    Parameters
    ----------
    table, cells
        The row.
    before
        The row as it was; a cell that stays as it is may begin as a formula.

    Examples
    --------
    >>> faults_of("claims", {"statement": "=cmd()", "cue": "said"})
    {'statement': '"=cmd()" begins with =, and a spreadsheet would compute it; begin with a word'}
    """
    faults, columns = dict[str, str](), TABLES[table].columns()
    for name, cell in cells.items():
        stays = (before or {}).get(name) == cell
        if len(cell) > MOST_CHARACTERS:
            faults[name] = f"has {len(cell):,} characters; at most {MOST_CHARACTERS:,} are taken"
        elif fault := unwritable(cell) or ("" if stays else computed(columns[name], cell)):
            faults[name] = fault
    return faults


def answer_to(message: object, answer: dict[str, Any]) -> dict[str, Any]:
    """Give an answer the number of the message that it answers, where that has one."""
    ask = message.get("ask") if isinstance(message, dict) else None
    return answer | ({"ask": ask} if isinstance(ask, int) and not isinstance(ask, bool) else {})


def disk_refused(error: OSError) -> dict[str, Any]:
    """Refuse what was asked for what the disk says."""
    name = Path(str(error.filename)).name if error.filename else "the folder"
    return refused(f"{name} could not be read or written: {error.strerror or error}")


def refused(said: str, problems: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Refuse what was asked, in words."""
    return {"type": "refused", "message": said, "problems": list(problems)}
