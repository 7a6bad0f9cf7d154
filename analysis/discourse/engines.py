"""Frames of statements on their engines: polars, DuckDB, Dask or Spark, by way of narwhals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import narwhals.stable.v2 as nw

from analysis.dossier import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import polars as pl

Frame: TypeAlias = nw.LazyFrame[Any]

_ENGINES = (
    nw.Implementation.POLARS,
    nw.Implementation.DUCKDB,
    nw.Implementation.DASK,
    nw.Implementation.PYSPARK,
)


def on_its_engine(frame: object, columns: Iterable[str], what: str) -> Frame:
    """Wrap a frame that has these columns; nothing is computed.

    Raises
    ------
    QuestionError
        It is not a frame of one of the engines, or lacks a column.

    Examples
    --------
    >>> import polars as pl
    >>> on_its_engine(pl.DataFrame({"date": []}), ["title"], "statements")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: statements: column "title" is missing; found date
    """
    wrapped: Any = nw.from_native(frame, pass_through=True)
    is_frame = isinstance(wrapped, nw.DataFrame | nw.LazyFrame)
    if not is_frame or wrapped.implementation not in _ENGINES:
        library = type(frame).__module__.split(".")[0]
        of_it = "" if library == "builtins" else f"{library} "
        instead = "; convert it with pl.from_pandas" if library == "pandas" else ""
        raise QuestionError(
            f"{what} are given as a polars DataFrame or LazyFrame, a DuckDB relation, or a Dask or "
            f"PySpark DataFrame, not as {of_it}{type(frame).__name__}{instead}"
        )
    lazy: Frame = wrapped.lazy()
    present = lazy.collect_schema().names()
    for column in columns:
        if column not in present:
            found = ", ".join(present) or "no columns"
            raise QuestionError(f'{what}: column "{column}" is missing; found {found}')
    return lazy


def require_naive_dates(frame: Frame) -> None:
    """Refuse dates that are text or have a time zone of their own.

    A plain timestamp of Spark has none: it is what the session's clock shows.

    Raises
    ------
    QuestionError
        The column ``date`` is neither of dates nor of naive datetimes.
    """
    kind: Any = frame.collect_schema()["date"]
    is_moment = isinstance(kind, nw.Datetime)
    is_naive = is_moment and (kind.time_zone is None or frame.implementation.is_pyspark())
    if kind != nw.Date and not is_naive:
        raise QuestionError(
            f"statements: date is {kind}; dates are naive datetimes: parse text, drop time zones"
        )


def fetched(frame: Frame) -> pl.DataFrame:
    """Let the engine compute a frame, and bring what it finds here.

    Raises
    ------
    QuestionError
        A package is missing by which it comes here.
    """
    try:
        here: pl.DataFrame = frame.collect("polars").to_native()
    except ImportError as error:
        extra = {"pyspark": "spark"}.get(frame.implementation.value, frame.implementation.value)
        raise QuestionError(
            f"what the engine of the statements counts comes here by pyarrow, which is missing; "
            f"install it: pip install 'article-dossier[{extra}]'"
        ) from error
    return here


def moment(at: datetime, frame: Frame) -> nw.Expr:
    """Write a moment without a zone as the frame's engine compares it with naive dates.

    Spark would take a datetime for one of the session's time zone and move it where clocks change.
    """
    if frame.implementation.is_pyspark():
        return nw.lit(at.isoformat()).cast(nw.Datetime("us"))
    return nw.lit(at)


def calendar_fields(date: nw.Expr, depth: int) -> dict[str, nw.Expr]:
    """Take a date apart: its year, then month, day, hour, minute and second."""
    names = ("year", "month", "day", "hour", "minute", "second")[:depth]
    return {name: getattr(date.dt, name)() for name in names}


def iso_week(date: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """Give the year and the number of the ISO week: those of its Thursday."""
    year = date.dt.year().cast(nw.Int64)
    since_monday = (date.dt.weekday().cast(nw.Int64) + 6) % 7  # Sundays are 7, or in Spark 0
    thursday = date.dt.ordinal_day().cast(nw.Int64) - since_monday + 3
    earlier, later = thursday < 1, thursday > _days(year)
    inside = (
        nw.when(earlier)
        .then(thursday + _days(year - 1))
        .otherwise(nw.when(later).then(thursday - _days(year)).otherwise(thursday))
    )
    return year - earlier.cast(nw.Int64) + later.cast(nw.Int64), (inside + 6) // 7


def _days(year: nw.Expr) -> nw.Expr:
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    return leap.cast(nw.Int64) + 365
