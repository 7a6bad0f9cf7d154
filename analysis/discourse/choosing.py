"""Which statements count: variables found, what is excluded, what is empty, what is duplicate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import polars as pl

from analysis.discourse.options import DOCUMENT_COLUMNS, EXCLUDED
from analysis.dossier import QuestionError, require_known, shorten
from analysis.dossier.frames import require_frame

if TYPE_CHECKING:
    from analysis.discourse.options import Options

_ORDER = ("date", "document_id", "start", "end", "statement_id")
_NOT_VARIABLES = {*_ORDER, "text", "coder", *DOCUMENT_COLUMNS.values()}
_LONGEST = 190
"""Characters of a short text in DNA; longer ones, and ones of several lines, are notes."""

Kind = Literal["none", "boolean", "integer", "text"]


@dataclass(frozen=True)
class Choice:
    """Statements at each step, in their order, with ``row``, ``column`` and ``level`` as values.

    ``place`` is that in the order of `in_order`. ``given`` are all, ``within`` those of the dates
    and documents, ``usable`` those that nothing excludes and that are not empty.
    """

    given: pl.DataFrame
    within: pl.DataFrame
    usable: pl.DataFrame
    kind: Kind


def choose(statements: pl.DataFrame, options: Options) -> Choice:
    """Apply dates, documents, excluded values and emptiness, in that order.

    Raises
    ------
    QuestionError
        The frame is not one of statements, a variable is unknown or of the wrong type, or nothing
        is left.
    """
    require_statements(statements)
    first, second = _text_column(statements, options, 1), _text_column(statements, options, 2)
    if first == second:
        raise QuestionError(
            f"variable1 and variable2 are both {shorten(options.variable1)}; choose two variables"
        )
    level, kind = _qualifier(statements, options, {first, second})
    values = {"row": _texts(first), "column": _texts(second)}
    values["level"] = pl.lit(0) if level is None else level
    ordered = in_order(statements)
    given = ordered.select(
        "statement_id",
        "document_id",
        pl.col("date").cast(pl.Datetime("us")),
        place=pl.int_range(pl.len()),
        is_within=_is_within(ordered, options),
        is_excluded=_is_excluded(ordered, options),
        **values,
    )
    within = _left(given.filter("is_within"), "lies in these dates and documents")
    usable = _left(within.filter(~pl.col("is_excluded")), "is left by exclude_values")
    if options.network_type != "eventlist":
        usable = _left(usable.filter(_is_coded(options, kind)), "has all its variables filled in")
    return Choice(given, within, usable, kind)


def _left(frame: pl.DataFrame, what: str) -> pl.DataFrame:
    if frame.is_empty():
        raise QuestionError(f"no statement {what}: the network would be empty")
    return frame


def in_order(statements: pl.DataFrame) -> pl.DataFrame:
    """Sort statements by date, document, place in it and id."""
    return statements.sort(
        [name for name in _ORDER if name in statements.columns], maintain_order=True
    )


def require_statements(statements: object) -> None:
    """Refuse what is not a frame of statements with ids of their own and naive dates.

    Raises
    ------
    QuestionError
        It is not.
    """
    frame = require_frame(statements, ("statement_id", "document_id", "date"), "statements")
    kind = frame.schema["date"]
    if kind != pl.Date and not (isinstance(kind, pl.Datetime) and kind.time_zone is None):
        raise QuestionError(
            f"statements: date is {kind}; dates are naive datetimes: parse text, drop time zones"
        )
    for column in ("statement_id", "document_id", "date"):
        if frame[column].null_count():
            row = frame[column].is_null().arg_max()
            raise QuestionError(f"statements, row {row}: {column} is empty; fill it in")
    if frame["statement_id"].is_duplicated().any():
        twice = frame.filter(pl.col("statement_id").is_duplicated())["statement_id"][0]
        raise QuestionError(f"statements: statement_id {shorten(str(twice))} is there twice")


def _column(statements: pl.DataFrame, name: str, what: str, *, document: bool) -> str:
    if document:
        require_known(name, DOCUMENT_COLUMNS, f"a variable of documents ({what})")
        column = DOCUMENT_COLUMNS[name]
        if column not in statements.columns:
            raise QuestionError(f'{what}: statements have no column "{column}"')
        return column
    known = [column for column in statements.columns if column not in _NOT_VARIABLES]
    if name in DOCUMENT_COLUMNS and name not in known and what != "exclude_values":
        raise QuestionError(
            f'{what}="{name}" is a variable of documents; add {what}_document=True to use it'
        )
    require_known(name, known, f"a variable of these statements ({what})")
    return name


def _text_column(statements: pl.DataFrame, options: Options, which: int) -> str:
    what = f"variable{which}"
    name, document = getattr(options, what), getattr(options, f"{what}_document")
    column = _column(statements, name, what, document=document)
    if column != "document_id" and not _is_text(statements.schema[column]):
        raise QuestionError(
            f'{what}="{name}" is {statements.schema[column]}, but actors and concepts are text; '
            "choose another variable or write its values as text"
        )
    return column


def _is_text(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.String | pl.Categorical | pl.Enum)


def _texts(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null("")


def _qualifier(
    statements: pl.DataFrame, options: Options, others: set[str]
) -> tuple[pl.Expr | None, Kind]:
    name = options.qualifier
    if name is None:
        return None, "none"
    column = _column(statements, name, "qualifier", document=options.qualifier_document)
    if column in others:
        raise QuestionError(
            f'qualifier="{name}" is a variable of the network already; choose another, or None'
        )
    kind = statements.schema[column]
    if options.qualifier_scale is not None and not kind.is_integer():
        raise QuestionError(f'qualifier_scale is for whole numbers; qualifier "{name}" is {kind}')
    if kind == pl.Boolean:
        return pl.col(column), "boolean"
    if kind.is_integer() and not options.qualifier_document:
        return pl.col(column).cast(pl.Int64), "integer"
    if not _is_text(kind) and column != "document_id":
        raise QuestionError(
            f'qualifier="{name}" is {kind}; a qualifier is true or false, a whole number or a '
            "short text"
        )
    values = pl.col(column).cast(pl.String)
    is_long = (values.str.len_chars() > _LONGEST) | values.str.contains("[\r\n]")
    if not options.qualifier_document and statements.select(is_long.any()).item():
        if not options.uses_qualifier:
            return None, "none"
        raise QuestionError(
            f'qualifier="{name}" is long text (over {_LONGEST} characters or several lines); a '
            "qualifier is true or false, a whole number or a short text"
        )
    return _texts(column), "text"


def _is_within(statements: pl.DataFrame, options: Options) -> pl.Expr:
    dates = pl.col("date").cast(pl.Datetime("us"))
    within = pl.lit(value=True)
    if options.start is not None:
        within &= dates >= options.start
    if options.stop is not None:
        within &= dates <= options.stop
    for field in EXCLUDED:
        if names := options.excluded[field]:
            _column(statements, field, f"exclude_{field}s", document=True)
            listed = _texts(field).is_in(list(names))
            within &= listed if options.inverted[f"{field}s"] else ~listed
    return within


def _is_excluded(statements: pl.DataFrame, options: Options) -> pl.Expr:
    excluded = pl.lit(value=False)
    for name, values in options.exclude_values.items():
        column = _column(statements, name, "exclude_values", document=False)
        if values:
            listed = _written(column, statements.schema[column]).is_in(
                [_as_written(value, name, statements.schema[column]) for value in values]
            )
            excluded |= listed != options.inverted["values"]
    return excluded


def _written(column: str, kind: pl.DataType) -> pl.Expr:
    values = pl.col(column).cast(pl.Int8) if kind == pl.Boolean else pl.col(column)
    return values.cast(pl.String).fill_null("")


def _as_written(value: object, name: str, kind: pl.DataType) -> str:
    text = str(int(value)) if isinstance(value, bool) else str(value)
    if kind == pl.Boolean and text not in ("0", "1"):
        raise QuestionError(
            f"exclude_values: {shorten(text)} is not a value of {name}; write True, False, 1 or 0"
        )
    return text


def _is_coded(options: Options, kind: Kind) -> pl.Expr:
    coded = (pl.col("row") != "") & (pl.col("column") != "")
    if options.uses_qualifier:
        coded &= (pl.col("level") != "") if kind == "text" else pl.col("level").is_not_null()
    return coded


def without_duplicates(frame: pl.DataFrame, options: Options, kind: Kind) -> pl.DataFrame:
    """Keep the first of statements that share bucket, both variables and, if it counts, qualifier.

    The buckets are years, or with their years ISO weeks and months; in DNA a week or month is its
    number alone (week 1 of all years), and whole numbers outside -128..127 are never the same.
    """
    if options.duplicates == "include":
        return frame
    date = pl.col("date").dt
    year = date.iso_year() if options.duplicates == "week" else date.year()
    number = {
        "document": pl.col("document_id"),
        "week": date.week().cast(pl.Int32),
        "month": date.month().cast(pl.Int32),
        "year": pl.lit(0),
        "acrossrange": pl.lit(0),
    }[options.duplicates]
    with_year = options.duplicates == "year" or (
        options.duplicates in ("week", "month") and not options.is_dna
    )
    keys = {"bucket": number, "in_year": year if with_year else pl.lit(0)}
    if options.uses_qualifier:
        keys["by_level"] = pl.col("level")
    if options.uses_qualifier and options.is_dna and kind == "integer":
        cached = pl.col("level").is_between(-128, 127)
        keys["apart"] = pl.when(cached).then(-1).otherwise(pl.col("place").cast(pl.Int64))
    return (
        frame.with_columns(**keys)
        .unique(["row", "column", *keys], keep="first", maintain_order=True)
        .drop(*keys)
    )


def of_the_frequent(choice: Choice, options: Options) -> Choice:
    """Keep actors and concepts with enough statements, duplicates not counted.

    Raises
    ------
    QuestionError
        There are none.
    """
    kept = without_duplicates(choice.usable, options, choice.kind)
    least, usable = options.min_statements, choice.usable
    for variable in ("row", "column"):
        frequent = kept.group_by(variable).len().filter(pl.col("len") >= least)
        usable = usable.join(frequent, on=variable, how="semi", maintain_order="left")
    return replace(
        choice, usable=_left(usable, f"is of actors and concepts with {least} statements")
    )
