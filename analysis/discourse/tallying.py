"""One ``group_by`` on the engine of the statements, and what is brought here of them otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from analysis.discourse.choosing import raise_empty
from analysis.discourse.engines import calendar_fields, fetched

if TYPE_CHECKING:
    from analysis.discourse.choosing import Choice
    from analysis.discourse.options import Options

_FIELDS = {"years": 1, "months": 2, "weeks": 3, "days": 3, "hours": 4, "minutes": 5, "seconds": 6}
"""How many fields of a date say in which unit it is; weeks are made of days here."""
_CACHED = (-128, 127)
"""Whole numbers that DNA finds the same as themselves."""


@dataclass(frozen=True)
class Tally:
    """Statements by row, column and level, and what they are counted from, as they are needed."""

    choice: Choice
    options: Options

    @cached_property
    def cells(self) -> pl.DataFrame:
        """``row``, ``column``, ``level`` and ``weight``: how many statements, without duplicates.

        With windows of the calendar ``date`` as well (the beginning of the unit, of a week the
        day), and where duplicates are left out, which each window does, what they share.

        Raises
        ------
        QuestionError
            There are none.
        """
        options, choice = self.options, self.choice
        keys = ["row", "column", "level"]
        fields = {}
        if options.time_window != "no":
            fields = calendar_fields(nw.col("date"), _FIELDS[options.time_window])
        found = choice.usable.select(*keys, *choice.buckets, **fields)
        found = found.group_by(*keys, *choice.buckets, *fields).agg(weight=nw.len())
        if options.duplicates != "include" and not fields:
            once = nw.lit(1)
            if options.is_dna and choice.kind == "integer":
                cached = nw.col("level").is_between(*_CACHED)
                once = nw.when(cached).then(nw.lit(1)).otherwise(nw.col("weight"))
            if found.implementation.is_dask():  # fails at a second one over many partitions
                found = nw.from_native(fetched(found)).lazy()
            found = found.select(*keys, weight=once).group_by(*keys).agg(nw.col("weight").sum())
        here = _typed(fetched(found), choice)
        if here.is_empty():
            choice.refuse_as_empty()
        if fields:
            at = [pl.col(name) if name in fields else pl.lit(1) for name in ("month", "day")]
            clock = [pl.col(name) for name in list(fields)[3:]]
            date = pl.datetime(pl.col("year"), *at, *clock, time_unit="us")
            here = here.with_columns(date=date).drop(*fields).sort("date", *keys, *choice.buckets)
        return self._frequent(here.with_columns(pl.col("weight").cast(pl.Float64)))

    @cached_property
    def rows(self) -> pl.DataFrame:
        """Each statement that counts, in order, with its ``place``; no column but those needed.

        Raises
        ------
        QuestionError
            There are none.
        """
        choice = self.choice
        columns = [*choice.order, "row", "column", "level", *choice.buckets]
        here = _typed(fetched(choice.usable.select(*columns)), choice)
        if here.is_empty():
            choice.refuse_as_empty()
        return self._frequent(here.sort(choice.order).with_row_index("place"))

    def values(self, name: str, *, all_given: bool) -> pl.Series:
        """List the values of ``row``, ``column`` or ``level``, of all given or those within."""
        frame = self.choice.given if all_given else self.choice.within
        return _typed(fetched(frame.select(name).unique()), self.choice)[name]

    def once(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep the first of statements that share bucket, both variables and, if it counts, level.

        In DNA whole numbers outside -128..127 are never the same.
        """
        options, choice = self.options, self.choice
        if options.duplicates == "include":
            return frame
        keys = ["row", "column", *choice.buckets]
        if options.uses_qualifier:
            keys.append("level")
        if "weight" in frame.columns:
            frame = frame.with_columns(weight=pl.lit(1.0))
        if options.uses_qualifier and options.is_dna and choice.kind == "integer":
            cached = pl.col("level").is_between(*_CACHED)
            apart = pl.when(cached).then(-1).otherwise(pl.col("place").cast(pl.Int64))
            keyed = frame.with_columns(apart=apart)
            return keyed.unique([*keys, "apart"], keep="first", maintain_order=True).drop("apart")
        return frame.unique(keys, keep="first", maintain_order=True)

    def _frequent(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep actors and concepts with enough statements, duplicates not counted."""
        least = self.options.min_statements
        if least == 1:
            return frame
        is_counted = "weight" in frame.columns
        is_final = is_counted and "date" not in frame.columns
        kept = frame if is_final else self.once(frame)
        number = pl.col("weight").sum() if is_counted else pl.len()
        for variable in ("row", "column"):
            frequent = kept.group_by(variable).agg(number=number).filter(pl.col("number") >= least)
            frame = frame.join(frequent, on=variable, how="semi", maintain_order="left")
        if frame.is_empty():
            raise_empty(f"is of actors and concepts with {least} statements")
        return frame


def _typed(frame: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """Give values the types that they have whatever the engine."""
    kinds: dict[str, pl.DataType | type[pl.DataType]] = {
        "row": pl.String,
        "column": pl.String,
        "level": {"boolean": pl.Boolean, "text": pl.String}.get(choice.kind, pl.Int64),
        "date": pl.Datetime("us"),
    }
    return frame.cast({name: kind for name, kind in kinds.items() if name in frame.columns})
