"""Say what is wrong with the rows of a table: the slow path, taken only when one is not right."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.problems import Problem
from analysis.dossier.renames import renamed_words
from analysis.dossier.spelling import fault
from analysis.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import dataframely as dy

    from analysis.dossier.causes import Causes
    from analysis.dossier.files import TableText

_ROWS_PER_RULE = 500
"""Rows per rule that get a message each; beyond, one message for each file counts the rest."""


def problems_by_row(
    text: TableText,
    column: str,
    rule: str,
    rows: Iterable[tuple[Any, ...]],
    remedy: Callable[..., str],
) -> Iterator[Problem]:
    """Name the first rows that break a rule, and count the others.

    Parameters
    ----------
    text, column, rule
        The table, the column, and the name of the rule.
    rows
        Number of each row, the value to show, and what else its remedy depends on.
    remedy
        Words the remedy, out of all but the number.
    """
    left = iter(rows)
    for row, *cells in islice(left, _ROWS_PER_RULE):
        yield Problem(*text.place(row), column, cells[0], rule, remedy(*cells))
    yield from _further(text, column, rule, (row for row, *_ in left))


def _further(text: TableText, column: str, rule: str, rows: Iterable[int]) -> Iterator[Problem]:
    for file, count in Counter(map(text.file_of, rows)).items():
        have = "row has" if count == 1 else "rows have"
        yield Problem(file, None, column, None, rule, f"{count:,} further {have} the same problem")


def _expected(column: dy.Column) -> str:
    dtype = t.item_type(column)
    if isinstance(dtype, pl.Enum):
        return "one of " + ", ".join(dtype.categories)
    if dtype == pl.Date:
        return "a date as YYYY-MM-DD"
    if dtype == pl.Boolean:
        return "true or false"
    if isinstance(column.dtype, pl.List):
        return "a whole number, or several joined by |,"
    if dtype.is_integer():
        return "a whole number"
    return "a number"


def cell_problems(
    text: TableText, name: str, column: dy.Column, bad: pl.Series, causes: Causes
) -> Iterator[Problem]:
    """Name every cell whose text is not of the column's type.

    Parameters
    ----------
    text, name, column
        The table and the column.
    bad
        Rows that have such a cell.
    causes
        Takes the cells that one cause has spoilt together.
    """
    cells = pl.DataFrame({"row": bad, "value": text.texts[name].gather(bad)})
    cells = causes.take(name, column, cells)
    expected, dtype = _expected(column), t.item_type(column)
    words = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []

    def wrong(value: str) -> str:
        items = value.split("|") if isinstance(column.dtype, pl.List) else [value]
        return next((i for i in items if words and i not in words), value)

    def remedy(value: str) -> str:
        new = renamed_words().get(value)
        hint = f'; it is now called "{new}"' if new in words else did_you_mean(value, words)
        return f"{expected} is expected{hint}"

    rows = ((row, wrong(value)) for row, value in cells.iter_rows())
    yield from problems_by_row(text, name, "type", rows, remedy)


def text_problems(
    text: TableText, name: str, column: dy.Column, wrong: pl.Series, causes: Causes
) -> Iterator[Problem]:
    """Name every cell of free text that is, or has an item that is, one of the faulty texts."""
    cells = text.texts.select(value=name).with_row_index("row").drop_nulls("value")
    if isinstance(column.dtype, pl.List):
        cells = cells.with_columns(pl.col("value").str.split("|")).explode("value")
    cells = causes.take(name, column, cells.filter(pl.col("value").is_in(wrong.implode())))
    yield from problems_by_row(text, name, "spelling", cells.iter_rows(), fault)


def rule_problems(
    text: TableText,
    typed: pl.DataFrame,
    schema: type[dy.Schema],
    failure: dy.FailureInfo,
    causes: Causes,
) -> list[Problem]:
    """Name row and value of every broken rule; rows are found again by their hash."""
    invalid = failure.details()
    rows = _rows_of(typed, invalid.select(typed.columns))
    empty = text.texts.select(pl.all_horizontal(pl.all().is_null())).to_series()
    blank = set(empty.gather(rows).arg_true().to_list())
    blank = {rows[at] for at in blank}
    problems = list(_blank_rows(text, sorted(blank)))
    for rule in sorted(failure.counts(), key=lambda rule: not rule.endswith("regex")):
        columns, check = _columns_and_check(rule, schema)
        column, remedy = ", ".join(columns), _remedy(rule, check, schema, columns[0])
        broken = invalid[rule] == "invalid"
        hits = [r for r, bad in zip(rows, broken, strict=True) if bad and r not in blank]
        if check.endswith("regex"):
            cells = pl.DataFrame({"row": hits, "value": text.texts[column].gather(hits)})
            hits = causes.take(column, schema.columns()[column], cells)["row"].to_list()
        elif causes.columns.intersection(columns):
            continue
        problems += [
            Problem(*text.place(row), column, _joined(text.texts, row, columns), check, remedy)
            for row in hits[:_ROWS_PER_RULE]
        ]
        problems += _further(text, column, check, hits[_ROWS_PER_RULE:])
    return sorted(problems, key=_in_order)


def _blank_rows(text: TableText, rows: list[int]) -> Iterator[Problem]:
    """Name the rows in which nothing is written, once for each file."""
    places: dict[str, list[int]] = {}
    for row in rows:
        file, line = text.place(row)
        places.setdefault(file, []).append(line)
    for file, lines in places.items():
        more = f"; {len(lines) - 1} further rows like it" if len(lines) > 1 else ""
        remedy = f"has only empty cells; delete it{more}"
        yield Problem(file, lines[0], None, None, "row", remedy)


def _in_order(problem: Problem) -> tuple[str, bool, int]:
    return problem.file, problem.line is None, problem.line or 0


def _joined(texts: pl.DataFrame, row: int, columns: list[str]) -> str | None:
    cells = [texts[row, c] for c in columns]
    return None if cells == [None] else "|".join("" if c is None else c for c in cells)


def _columns_and_check(rule: str, schema: type[dy.Schema]) -> tuple[list[str], str]:
    """Split ``kind|nullability``; find the columns that a rule over the whole row reads."""
    if rule == "primary_key":
        return [c for c in schema.primary_key() if c != "dossier"], rule
    column, _, check = rule.partition("|")
    if check:
        return [column], check
    rules = schema._validation_rules(with_cast=False)  # noqa: SLF001  (no public way to a rule)
    return list(dict.fromkeys(rules[rule].expr.meta.root_names())), rule


def _rows_of(typed: pl.DataFrame, invalid: pl.DataFrame) -> list[int]:
    """Row numbers of ``invalid`` in ``typed``: both are in the same order."""
    places: dict[int, list[int]] = {}
    for row, digest in enumerate(typed.hash_rows()):
        places.setdefault(digest, []).append(row)
    return [places[digest].pop(0) for digest in invalid.hash_rows()]


def _remedy(rule: str, check: str, schema: type[dy.Schema], column: str) -> str:
    """Say in words what a rule of the schema expects."""
    if rule == "primary_key":
        return "is there more than once; every row needs a key of its own"
    if check == rule:
        return f"the row breaks the rule: {rule.replace('_', ' ')}"
    spec = schema.columns()[column]
    inner = getattr(spec, "inner", spec)
    if check.endswith("nullability"):
        return (
            f"is empty, but a value is needed: {spec.description}"
            if check == "nullability"
            else "has an empty item"
        )
    if check.endswith("regex"):
        pattern = getattr(inner, "regex", "")
        if inner is not spec:
            form = NAMED_FORMS.get(pattern, pattern)
            return f"each item is of the form {form}; none is empty, and items are joined by |"
        return f"is not of the form {NAMED_FORMS.get(pattern, pattern)}"
    if check.endswith("min_length"):
        return "has an empty item" if inner is not spec else "is empty text"
    if check in ("min", "max"):
        return f"must be at {'least' if check == 'min' else 'most'} {getattr(spec, check)}"
    return f"is not allowed: {spec.description}"


NAMED_FORMS = {
    t.ID: "lower-case-words-with-hyphens",
    t.REDUCED_DATE: "YYYY, YYYY-MM or YYYY-MM-DD",
    t.WORD: "lower_case_words_with_underscores",
    t.COUNTRY: "three capital letters (ISO 3166-1 alpha-3)",
    t.DIGEST: "16 hex digits (dossier anchor prints them)",
    t.WEB: "https://...",
}
"""Regular expressions of the schemas, in words."""
