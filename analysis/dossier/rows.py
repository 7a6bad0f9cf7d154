"""Give the cells of a table their types, and check each row by itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

import dataframely as dy
import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.causes import Causes
from analysis.dossier.cells import as_we_write, lost, typed
from analysis.dossier.diagnosis import cell_problems, rule_problems, text_problems
from analysis.dossier.problems import Problem
from analysis.dossier.screening import is_doubtful
from analysis.dossier.spelling import SUSPECT, faulty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier.files import TableText


def typed_and_checked(
    table: str, text: TableText, *, many: bool = False, each: bool = False
) -> tuple[pl.DataFrame, list[Problem]]:
    """Give every cell its type and check each row by itself.

    Parameters
    ----------
    table, text
        The table and its text.
    many
        Whether the text is from many dossiers.
    each
        Whether each cell that a cause has spoilt is a problem by itself.
    """
    frame = text.texts.select(_types(table))
    if text.texts.is_empty():
        return (frame.with_columns(dossier=pl.lit(0, pl.UInt32)) if many else frame), []
    if many:
        frame = frame.with_columns(_numbers(text))
    rules = _with_dossier(table) if many else t.TABLES[table]
    if not is_doubtful(table, text.texts, frame, rules):
        return frame, []
    columns = t.TABLES[table].columns()
    causes = Causes(text, each)
    frame, problems = _typed(text, frame, columns, causes)
    for name, wrong in _faulty(text.texts, columns).items():
        problems += text_problems(text, name, columns[name], wrong, causes)
    result = rules.filter(frame)
    broken = []
    if result.failure.counts():
        broken = rule_problems(text, frame, rules, result.failure, causes)
    problems += causes.problems()
    said = {place_of(p) for p in problems}
    return frame, [*problems, *(p for p in broken if place_of(p) not in said)]


@cache
def _types(table: str) -> list[pl.Expr]:
    """Every column of a table, from text to its type."""
    return [typed(pl.col(name), column) for name, column in t.TABLES[table].columns().items()]


def _numbers(text: TableText) -> pl.Series:
    """Number of the dossier that each row is from."""
    ends = [*text.starts[1:], text.texts.height]
    heights = pl.Series([end - start for start, end in zip(text.starts, ends, strict=True)])
    numbers = pl.Series("dossier", [file.dossier for file in text.files], pl.UInt32)
    return numbers.repeat_by(heights).list.explode(empty_as_null=False)


def _typed(
    text: TableText, frame: pl.DataFrame, columns: Mapping[str, dy.Column], causes: Causes
) -> tuple[pl.DataFrame, list[Problem]]:
    """Write cells as we do where that loses nothing, and name the cells that lose something."""
    both = text.texts.hstack(frame.select(pl.col(*columns).name.suffix(" typed")))
    losses = {
        name: loss
        for name, column in columns.items()
        if (loss := lost(pl.col(name), pl.col(f"{name} typed"), column)) is not None
    }
    changed = both.lazy().select(loss.any().alias(n) for n, loss in losses.items()).collect()
    problems = list[Problem]()
    for name in [name for name in changed.columns if changed[name].item()]:
        column = columns[name]
        again = both.select(pl.col(name).pipe(as_we_write, column))
        again = again.with_columns(typed(pl.col(name), column).alias(f"{name} typed"))
        bad = again.select(losses[name]).to_series()
        frame = frame.with_columns(pl.when(~bad).then(again[f"{name} typed"]).alias(name))
        if bad.any():
            problems += cell_problems(text, name, column, bad.arg_true(), causes)
    return frame, problems


def _faulty(texts: pl.DataFrame, columns: Mapping[str, dy.Column]) -> dict[str, pl.Series]:
    """Columns of free text that have faulty cells or items, each with the faulty texts."""
    cells = {
        name: pl.col(name).str.split("|").explode()
        if isinstance(column.dtype, pl.List)
        else pl.col(name)
        for name, column in columns.items()
        if t.is_free_text(column)
    }
    any_odd = (c.str.contains(SUSPECT).any().alias(name) for name, c in cells.items())
    flags = texts.lazy().select(any_odd).collect()
    asked = [cells[name] for name in flags.columns if flags[name].item()]
    every = [texts.select(c.filter(c.str.contains(SUSPECT)).unique()).to_series() for c in asked]
    wrong = faulty(pl.concat(every)) if every else pl.Series(dtype=pl.String)
    found = {odd.name: odd.filter(odd.is_in(wrong.implode())) for odd in every}
    return {name: odd for name, odd in found.items() if not odd.is_empty()}


@cache
def _with_dossier(table: str) -> type[dy.Schema]:
    """Schema of a table of many dossiers: keys are unique in each of them."""
    schema = t.TABLES[table]
    column = dy.UInt32(primary_key=True, description="Number of the dossier")
    return cast("type[dy.Schema]", type(schema.__name__, (schema,), {"dossier": column}))


def place_of(problem: Problem) -> tuple[str, int | None, str | None]:
    """Cell that a problem is about."""
    return problem.file, problem.line, problem.column
