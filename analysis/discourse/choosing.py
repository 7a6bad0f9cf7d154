"""Which statements count: variables found, what is excluded, what is empty.

All of it is one plan in narwhals, which the engine of the statements carries out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import narwhals.stable.v2 as nw

from analysis.discourse.engines import (
    Frame,
    fetched,
    iso_week,
    moment,
    on_its_engine,
    require_naive_dates,
)
from analysis.discourse.options import DOCUMENT_COLUMNS, EXCLUDED
from analysis.dossier import QuestionError, require_known, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from narwhals.schema import Schema

    from analysis.discourse.options import Options

_NEEDED = ("statement_id", "document_id", "date")
_ORDER = ("date", "document_id", "start", "end", "statement_id")
_NOT_VARIABLES = {*_ORDER, "text", "coder", *DOCUMENT_COLUMNS.values()}
_LONGEST = 190
"""Characters of a short text in DNA; longer ones, and ones of several lines, are notes."""

Kind = Literal["none", "boolean", "integer", "text"]


@dataclass(frozen=True)
class Choice:
    """Statements at each step, on their engine, with ``row``, ``column`` and ``level`` as values.

    ``given`` are all, ``within`` those of the dates and documents, ``usable`` those that nothing
    excludes and that are not empty. Beside their values they have the columns of ``order``, and
    of ``buckets``, which with their values are what duplicates share.
    """

    given: Frame
    within: Frame
    usable: Frame
    steps: Sequence[tuple[Frame, str]]
    """What is left of the statements one condition after another, and what is true of it."""
    source: Frame
    """All columns of the statements that nothing excludes."""
    kind: Kind
    order: Sequence[str]
    buckets: Sequence[str]
    first: datetime
    last: datetime
    """Dates of the first and last statement given."""
    ends: tuple[int, int] | None
    """Lowest and highest whole number of those given; in DNA of those within."""

    def refuse_as_empty(self) -> NoReturn:
        """Say which condition leaves no statement.

        Raises
        ------
        QuestionError
            Always.
        """
        left = (what for frame, what in self.steps if not _value(frame, nw.len()))
        raise_empty(next(left))


def raise_empty(what: str) -> NoReturn:
    """Refuse a network without statements.

    Raises
    ------
    QuestionError
        Always.
    """
    raise QuestionError(f"no statement {what}: the network would be empty")


def choose(statements: object, options: Options) -> Choice:
    """Apply dates, documents, excluded values and emptiness, in that order.

    Raises
    ------
    QuestionError
        The frame is not one of statements, or a variable is unknown or of the wrong type.
    """
    frame = on_its_engine(statements, _NEEDED, "statements")
    schema = frame.collect_schema()
    require_naive_dates(frame)
    first, second = _text_column(schema, options, 1), _text_column(schema, options, 2)
    if first == second:
        raise QuestionError(
            f"variable1 and variable2 are both {shorten(options.variable1)}; choose two variables"
        )
    level, kind = _qualifier(schema, options, {first, second})
    date = nw.col("date").cast(nw.Datetime("us"))
    conditions = _within(schema, options, date, frame)
    excluded = _excluded(schema, options)
    facts = _facts(frame, options, level, kind, conditions)
    if kind == "text" and facts["is_long"] and not options.qualifier_document:
        level, kind = _without_long_text(options)
    coded = [_texts(first) != "", _texts(second) != ""]
    if options.uses_qualifier:
        coded.append((level != "") if kind == "text" else ~level.is_null())
    if not options.needs_levels:
        level, kind = nw.lit(0), "none"
    within = _filtered(frame, conditions)
    left = _filtered(within, [~reduce(or_, excluded)] if excluded else [])
    usable = left if options.network_type == "eventlist" else _filtered(left, coded)
    order = [name for name in _ORDER if name in schema.names()]
    buckets = _buckets(options, date)
    columns = {name: nw.col(name) for name in order} | {"date": date}
    columns |= {"row": _texts(first), "column": _texts(second), "level": level, **buckets}
    return Choice(
        given=frame.select(**columns),
        within=within.select(**columns),
        usable=usable.select(**columns),
        steps=[
            (within, "lies in these dates and documents"),
            (left, "is left by exclude_values"),
            (usable, "has all its variables filled in"),
        ],
        source=left if schema["date"] == nw.Date else left.with_columns(date=date),
        kind=kind,
        order=order,
        buckets=list(buckets),
        first=facts["first"],
        last=facts["last"],
        ends=None if facts.get("low") is None else (facts["low"], facts["high"]),
    )


def _filtered(frame: Frame, conditions: Sequence[nw.Expr]) -> Frame:
    return frame.filter(*conditions) if conditions else frame


def _value(frame: Frame, what: nw.Expr) -> Any:  # noqa: ANN401 (of any type)
    return fetched(frame.select(value=what))["value"][0]


def _facts(
    frame: Frame, options: Options, level: nw.Expr, kind: Kind, conditions: Sequence[nw.Expr]
) -> Mapping[str, Any]:
    """Ask in one go what must be known of all statements, and refuse what are not statements."""
    date = nw.col("date").cast(nw.Datetime("us"))
    wanted = {
        "rows": nw.len(),
        **{name: nw.col(name).is_null().cast(nw.Int64).sum() for name in _NEEDED},
        "ids": nw.col("statement_id").n_unique(),
        "first": date.min(),
        "last": date.max(),
    }
    if kind == "integer":
        for condition in conditions if options.is_dna else ():
            level = nw.when(condition).then(level)
        wanted |= {"low": level.min(), "high": level.max()}
    if kind == "text":
        is_long = (level.str.len_chars() > _LONGEST) | level.str.contains("[\r\n]")
        wanted["is_long"] = is_long.any()
    facts = fetched(frame.select(**wanted)).row(0, named=True)
    for column in _NEEDED:
        if facts[column]:
            some = _value(frame.filter(nw.col(column).is_null()), nw.col("statement_id").min())
            such = "" if some is None else f", such as in that with the id {shorten(str(some))}"
            raise QuestionError(
                f"statements: {column} is empty in {facts[column]} of {facts['rows']} rows{such}; "
                "fill it in"
            )
    if facts["rows"] and facts["ids"] < facts["rows"]:
        counted = frame.group_by("statement_id").agg(rows=nw.len())
        twice = _value(counted.filter(nw.col("rows") > 1), nw.col("statement_id").min())
        raise QuestionError(f"statements: statement_id {shorten(str(twice))} is there twice")
    return facts


def _column(schema: Schema, name: str, what: str, *, document: bool) -> str:
    if document:
        require_known(name, DOCUMENT_COLUMNS, f"a variable of documents ({what})")
        column = DOCUMENT_COLUMNS[name]
        if column not in schema.names():
            raise QuestionError(f'{what}: statements have no column "{column}"')
        return column
    known = [column for column in schema.names() if column not in _NOT_VARIABLES]
    if name in DOCUMENT_COLUMNS and name not in known and what != "exclude_values":
        raise QuestionError(
            f'{what}="{name}" is a variable of documents; add {what}_document=True to use it'
        )
    require_known(name, known, f"a variable of these statements ({what})")
    return name


def _text_column(schema: Schema, options: Options, which: int) -> str:
    what = f"variable{which}"
    name, document = getattr(options, what), getattr(options, f"{what}_document")
    column = _column(schema, name, what, document=document)
    if column != "document_id" and not _is_text(schema[column]):
        raise QuestionError(
            f'{what}="{name}" is {schema[column]}, but actors and concepts are text; '
            "choose another variable or write its values as text"
        )
    return column


def _is_text(kind: object) -> bool:
    return isinstance(kind, nw.String | nw.Categorical | nw.Enum)


def _texts(column: str) -> nw.Expr:
    return nw.col(column).cast(nw.String).fill_null("")


def _qualifier(schema: Schema, options: Options, others: set[str]) -> tuple[nw.Expr, Kind]:
    name = options.qualifier
    if name is None:
        return nw.lit(0), "none"
    column = _column(schema, name, "qualifier", document=options.qualifier_document)
    if column in others:
        raise QuestionError(
            f'qualifier="{name}" is a variable of the network already; choose another, or None'
        )
    kind = schema[column]
    if options.qualifier_scale is not None and not kind.is_integer():
        raise QuestionError(f'qualifier_scale is for whole numbers; qualifier "{name}" is {kind}')
    if kind == nw.Boolean:
        return nw.col(column), "boolean"
    if kind.is_integer() and not options.qualifier_document:
        return nw.col(column), "integer"
    if not _is_text(kind) and column != "document_id":
        raise QuestionError(
            f'qualifier="{name}" is {kind}; a qualifier is true or false, a whole number or a '
            "short text"
        )
    return _texts(column), "text"


def _without_long_text(options: Options) -> tuple[nw.Expr, Kind]:
    if not options.uses_qualifier:
        return nw.lit(0), "none"
    raise QuestionError(
        f'qualifier="{options.qualifier}" is long text (over {_LONGEST} characters or several '
        "lines); a qualifier is true or false, a whole number or a short text"
    )


def _within(schema: Schema, options: Options, date: nw.Expr, frame: Frame) -> list[nw.Expr]:
    conditions = []
    if options.start is not None:
        conditions.append(date >= moment(options.start, frame))
    if options.stop is not None:
        conditions.append(date <= moment(options.stop, frame))
    for field in EXCLUDED:
        if names := options.excluded[field]:
            _column(schema, field, f"exclude_{field}s", document=True)
            listed = _texts(field).is_in(list(names))
            conditions.append(listed if options.inverted[f"{field}s"] else ~listed)
    return conditions


def _excluded(schema: Schema, options: Options) -> list[nw.Expr]:
    excluded = []
    for name, values in options.exclude_values.items():
        column = _column(schema, name, "exclude_values", document=False)
        if values:
            listed = _is_listed(column, schema[column], values)
            excluded.append(~listed if options.inverted["values"] else listed)
    return excluded


def _is_listed(column: str, kind: Any, values: Sequence[object]) -> nw.Expr:  # noqa: ANN401
    if kind.is_nested() or (kind.is_temporal() and kind != nw.Date):
        raise QuestionError(
            f"exclude_values: {column} is {kind}; text, numbers, true and false and days can be "
            "excluded: write it as one of these"
        )
    texts = [str(int(one)) if isinstance(one, bool) else str(one) for one in values]
    if kind.is_float() or kind.is_decimal():  # engines write them in different ways
        number = nw.col(column).cast(nw.Float64)
        listed = number.is_in(list(_numbers(texts))).fill_null(value=False)
        return listed | number.is_null() if "" in texts else listed
    if kind != nw.Boolean:
        end = ".0" if kind.is_integer() else " 00:00:00" if kind == nw.Date else ""
        return _texts(column).is_in([text.removesuffix(end) for text in texts])
    for text in texts:
        if text not in ("0", "1"):
            raise QuestionError(
                f"exclude_values: {shorten(text)} is not a value of {column}; write True, False, 1 "
                "or 0"
            )
    either = {
        "1": nw.col(column).fill_null(value=False),
        "0": ~nw.col(column).fill_null(value=True),
    }
    return reduce(or_, [either[text] for text in texts])


def _numbers(texts: Iterable[str]) -> Iterator[float]:
    for text in texts:
        try:
            yield float(text)
        except ValueError:
            continue


def _buckets(options: Options, date: nw.Expr) -> dict[str, nw.Expr]:
    """Within what statements can be duplicates: in DNA a week or month is its number alone."""
    year, number = date.dt.year(), date.dt.month()
    if options.duplicates == "week":
        year, number = iso_week(date)
    buckets = {
        "document": {"bucket": nw.col("document_id")},
        "year": {"in_year": year},
        "month": {"in_year": year, "bucket": number},
        "week": {"in_year": year, "bucket": number},
    }.get(options.duplicates, {})
    if options.is_dna and options.duplicates in ("week", "month"):
        del buckets["in_year"]
    return buckets
