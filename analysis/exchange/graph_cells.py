"""Cells of a frame as attributes of a graph, and back: text, numbers and truth values only.

GraphML and the programs that read it know no dates, lists or words of a vocabulary. `described`
says of a frame what its columns are, in a text that a graph carries, so that `described_columns`
and `cells` give the frame that it was.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import QuestionError, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?")
_BETWEEN = "|"
_LISTED = "["
"""How a list begins that is JSON, since its items would be taken apart otherwise."""
_INTEGERS = (
    *(pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128),
    *(pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.UInt128),
)
_PLAIN: Mapping[str, pl.DataType] = {
    str(kind()): kind()
    for kind in (
        *(pl.String, pl.Categorical, pl.Boolean, pl.Date, pl.Null, pl.Float32, pl.Float64),
        *_INTEGERS,
    )
}


def described(schema: Mapping[str, pl.DataType]) -> str:
    """Say what the columns of a frame are, as JSON.

    Raises
    ------
    QuestionError
        A column is of a kind that a graph does not keep.

    Examples
    --------
    >>> described({"kind": pl.Enum(["war"]), "obligations": pl.List(pl.String())})
    '[["kind", {"Enum": ["war"]}], ["obligations", {"List": "String"}]]'
    """
    return json.dumps([[name, _notation(kind, name)] for name, kind in schema.items()])


def _notation(kind: pl.DataType, name: str) -> object:
    match kind:
        case pl.Enum():
            return {"Enum": kind.categories.to_list()}
        case pl.Datetime() if kind.time_unit != "ns":  # Python has no nanoseconds
            return {"Datetime": [kind.time_unit, kind.time_zone]}
        case pl.Decimal():
            return {"Decimal": [kind.precision, kind.scale]}
        case pl.List() if not isinstance(kind.inner, pl.List | pl.Datetime | pl.Decimal):
            inner: Any = kind.inner
            return {"List": _notation(inner, name)}
    if str(kind) in _PLAIN:
        return str(kind)
    raise QuestionError(
        f"ties: column {shorten(name)} is {kind}; a graph keeps text, numbers, truth values, days, "
        "times of days and lists of text, numbers or days: leave it out, or write it as text"
    )


def described_columns(text: object) -> dict[str, pl.DataType] | None:
    """Read what `described` wrote; None where there is nothing of it.

    Raises
    ------
    QuestionError
        It was changed and cannot be read.
    """
    if text is None:
        return None
    try:
        return {str(name): _kind(kind) for name, kind in json.loads(str(text))}
    except (ValueError, TypeError, KeyError, AttributeError, pl.exceptions.PolarsError):
        kept = None
    if kept is None:
        raise QuestionError(
            f'attribute "tie_columns" of the graph is {shorten(str(text))}, which does not '
            "say what its columns are; take it out of the graph"
        )
    return kept


def _kind(notation: object) -> pl.DataType:
    if isinstance(notation, str):
        return _PLAIN[notation]
    if not isinstance(notation, dict):
        raise TypeError
    ((name, more),) = notation.items()
    match name:
        case "Enum":
            return pl.Enum(more)
        case "Datetime":
            return pl.Datetime(*more)
        case "Decimal":
            return pl.Decimal(*more)
        case "List":
            return pl.List(_kind(more))
    raise KeyError(name)


def written(value: object) -> bool | float | str:
    """Give a cell as text, number or truth value: lists are joined, dates are ISO 8601.

    Examples
    --------
    >>> written(["defense", "offense"]), written(["a|b", None]), written(date(2031, 5, 2))
    ('defense|offense', '["a|b", null]', '2031-05-02')
    """
    if isinstance(value, bool | int | float):
        return value
    return _joined(value) if isinstance(value, list) else _text(value)


def in_xml(value: bool | float | str) -> bool | float | str:  # noqa: FBT001 (a cell)
    r"""Put U+FFFD in the place of what XML cannot contain, and LF in that of other line ends.

    Examples
    --------
    >>> in_xml("bell\x07\r\n"), in_xml(1)
    ('bell\ufffd\n', 1)
    """
    if not isinstance(value, str):
        return value
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", _LINE_END.sub("\n", value))


def exact(cells: Mapping[str, object]) -> str | None:
    r"""Give, as JSON, the cells of which XML would not keep every character; None without any.

    Examples
    --------
    >>> exact({"tie_id": "a", "instrument": "bell\x07"})
    '{"instrument": "bell\\u0007"}'
    """
    lost = {name: cell for name, cell in cells.items() if in_xml(written(cell)) != written(cell)}
    lost = {name: written(cell) for name, cell in lost.items() if isinstance(cell, str | list)}
    return json.dumps(lost) if lost else None


def restored(name: str, value: object, originals: Mapping[str, object]) -> object:
    """Give the original of an attribute, if it still is what was written of it."""
    original = originals.get(name)
    return original if isinstance(original, str) and in_xml(original) == value else value


def _joined(items: list[object]) -> str:
    simple = all(isinstance(item, str) and item and _BETWEEN not in item for item in items)
    if simple and not (items and str(items[0]).startswith(_LISTED)):
        return _BETWEEN.join(map(str, items))
    return json.dumps([_text(item) if isinstance(item, date) else item for item in items])


def _text(item: object) -> str:
    return item.isoformat() if isinstance(item, date) else str(item)


def cells(values: Sequence[Any], kind: pl.DataType, name: str, where: Sequence[str]) -> pl.Series:
    """Read attributes as the cells of a column.

    Parameters
    ----------
    values
        One for each row; None where an edge has no such attribute.
    kind
        What the column contains.
    name
        Name of the column.
    where
        What each row is, for messages.

    Raises
    ------
    QuestionError
        An attribute is not what the column contains.
    """
    if (whole := _series(values, kind)) is not None:
        return whole.alias(name)
    for value, row in zip(values, where, strict=True):
        if _series([value], kind) is None:
            words = f"one of {', '.join(kind.categories)}" if isinstance(kind, pl.Enum) else kind
            raise QuestionError(
                f"edge {shorten(row)}: {name} is {shorten(str(value))}, but must be {words}"
            )
    raise QuestionError(f"column {shorten(name)} cannot be read as {kind}")


def _series(values: Sequence[Any], kind: pl.DataType) -> pl.Series | None:
    """Read attributes as a column; None where one of them is something else."""
    try:
        read = [None if value is None else _cell(value, kind) for value in values]
        if isinstance(kind, pl.Datetime) and kind.time_zone:
            naive = pl.Series(read, dtype=pl.Datetime(kind.time_unit))
            return naive.dt.replace_time_zone("UTC").dt.convert_time_zone(kind.time_zone)
        return pl.Series(read, dtype=kind)
    except (TypeError, ValueError, OverflowError, InvalidOperation, pl.exceptions.PolarsError):
        return None


def _cell(value: Any, kind: pl.DataType) -> object:  # noqa: ANN401 (as networkx has it)
    if isinstance(kind, pl.List):
        inner: Any = kind.inner
        return [None if i is None else _cell(i, inner) for i in _items(value)]
    if isinstance(value, bool) != (kind == pl.Boolean):
        raise TypeError
    if kind == pl.Boolean:
        return value
    if kind.is_integer():
        if isinstance(value, float) and not value.is_integer():
            raise ValueError
        return int(value)
    if kind.is_float():
        return float(value)
    if kind == pl.Date:
        return date.fromisoformat(value)
    if isinstance(kind, pl.Datetime):
        return _moment(value, in_zone=kind.time_zone is not None)
    return Decimal(str(value)) if kind.is_decimal() else str(value)


def _moment(value: str, *, in_zone: bool) -> datetime:
    moment = datetime.fromisoformat(value)
    if (moment.tzinfo is not None) != in_zone:
        raise ValueError
    return moment.astimezone(UTC).replace(tzinfo=None) if in_zone else moment


def _items(value: object) -> list[Any]:
    text = str(value)
    if text.startswith(_LISTED):
        items = json.loads(text)
        if not isinstance(items, list):
            raise TypeError
        return items
    return text.split(_BETWEEN) if text else []
