"""Say what is wrong with a CSV table: the slow path, taken only when a table is not right."""

from __future__ import annotations

import csv
import mmap
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.cells import lost
from analysis.dossier.files import decoded_lines
from analysis.dossier.places import not_a_file
from analysis.dossier.problems import Problem
from analysis.dossier.vocabularies import package_rows
from analysis.errors import did_you_mean, nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    import dataframely as dy

    from analysis.dossier.files import TableFile, TableText

ROWS_PER_RULE = 500
"""Rows per rule that get a message each; beyond, one message counts the rest."""


def file_problems(file: TableFile, tables: Container[str]) -> list[Problem]:
    """Check the raw file: whether it is a file, UTF-8, and has LF line ends.

    A file that does not exist is an empty table, unless another one seems to be meant.
    """
    path = file.path

    def problem(rule: str, remedy: str, line: int | None = None) -> list[Problem]:
        return [Problem(file.name, line, None, None, rule, remedy)]

    if wrong := not_a_file(path):
        return problem("file", wrong)
    if not path.exists():
        others = [p.name for p in path.parent.glob("*.csv") if p.stem not in tables]
        renamed = [old for old, new in _renamed_tables().items() if new == path.name]
        near = [name for name in renamed if name in others] or nearest(path.name, others)
        return problem("file", f"is missing; rename {shorten(near[0])} to it") if near else []
    try:
        if path.stat().st_size == 0:
            return problem("file", "is empty; a header line at least is expected")
        with path.open("rb") as opened:
            return list(_byte_problems(file, opened.fileno()))
    except OSError as error:
        return problem("file", f"cannot be read: {error.strerror}")


def _byte_problems(file: TableFile, descriptor: int) -> Iterator[Problem]:
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as raw:
        if raw[:3] == b"\xef\xbb\xbf":
            remedy = "starts with a byte order mark; save as plain UTF-8"
            yield Problem(file.name, 1, None, None, "encoding", remedy)
        for byte, rule, remedy in (
            (b"\r", "line_ends", "has CR line ends; save with LF (Unix) line ends"),
            (b"\0", "encoding", "contains a NUL byte; save as plain UTF-8 text"),
        ):
            at = raw.find(byte)
            if at >= 0:
                line = raw[:at].count(b"\n") + 1
                yield Problem(file.name, line, None, None, rule, remedy)
        if other := _other_separator(raw[: max(raw.find(b"\n"), 0) or len(raw)]):
            remedy = f"cells are separated by {other}; save with commas between cells"
            yield Problem(file.name, 1, None, None, "separator", remedy)


@cache
def _renamed_tables() -> dict[str, str]:
    """Old file name of each renamed table, and the new one."""
    rows = package_rows("renames.csv")
    return {f"{r['table']}.csv": f"{r['new']}.csv" for r in rows if not r["column"]}


@cache
def _renamed_columns(table: str) -> dict[str, str]:
    """New name of each column of a table that was renamed, and the old one."""
    rows = package_rows("renames.csv")
    olds = {table, *(r["table"] for r in rows if not r["column"] and r["new"] == table)}
    found = (r for r in rows if r["table"] in olds and r["column"] and not r["value"])
    return {r["new"]: r["column"] for r in found}


@cache
def _renamed_words() -> dict[str, str]:
    """Words of vocabularies that were renamed."""
    return {r["value"]: r["new"] for r in package_rows("renames.csv") if r["value"]}


def _other_separator(header: bytes) -> str | None:
    """Name what separates the header's cells, if it is not commas."""
    marks = {b";": "semicolons", b"\t": "tabs"}
    return next((name for m, name in marks.items() if m in header and b"," not in header), None)


def header_problems(file: TableFile, table: str, schema: type[dy.Schema]) -> list[Problem]:
    """Compare the header with the columns of the schema; their order is free.

    An optional column may be absent, unless one of another name seems to be meant for it.
    """
    expected = schema.columns()
    try:
        found = next(csv.reader(decoded_lines(file.path), strict=True), [])
    except csv.Error as error:
        return [Problem(file.name, 1, None, None, "header", f"cannot be parsed: {error}")]
    foreign = [name for name in found if name not in expected]
    problems, renamed = [], set()
    for column, spec in expected.items():
        if column in found:
            continue
        old = _renamed_columns(table).get(column)
        near = [old] if old in foreign else nearest(column, foreign)
        renamed.update(near[:1])
        if near or not t.is_optional(spec):
            remedy = f"rename {shorten(near[0])} to {column}" if near else "column is missing"
            problems.append(Problem(file.name, 1, column, None, "missing_column", remedy))
    for column in dict.fromkeys(found):
        if column not in expected and column not in renamed:
            remedy = "no such column in this table; remove it"
            problems.append(Problem(file.name, 1, column, column, "extra_column", remedy))
        elif found.count(column) > 1:
            remedy = f"is {found.count(column)} times in the header; keep one"
            problems.append(Problem(file.name, 1, column, column, "duplicate_column", remedy))
    return problems


def row_problems(file: TableFile) -> list[Problem]:
    """Find the rows that polars would not or should not read, one by one."""
    problems: list[Problem] = []
    line, width = 1, 0
    for number, text in enumerate(decoded_lines(file.path), 1):
        if any("\udc80" <= c <= "\udcff" for c in text):
            shown = text.encode("utf-8", "surrogateescape").decode("latin-1").rstrip("\n")
            remedy = "is not UTF-8 (Latin-1 perhaps); save as UTF-8"
            problems.append(Problem(file.name, number, None, shown, "encoding", remedy))
    if problems:
        return problems
    reader = csv.reader(decoded_lines(file.path), strict=True)
    try:
        for row in reader:
            width = width or len(row)
            if len(row) != width:
                what = f"has {len(row)} cells where the header has {width}"
                remedy = f"{what}; quote cells that contain commas or quotation marks"
                remedy = remedy if row else "is blank; delete it"
                problems.append(Problem(file.name, line, None, None, "row", remedy))
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = f"{error}; a quote mark inside a cell is doubled and the cell quoted"
        problems.append(Problem(file.name, line, None, None, "csv", remedy))
    return problems


def _expected(column: dy.Column) -> str:
    dtype = t.item_type(column)
    if isinstance(dtype, pl.Enum):
        return "one of " + ", ".join(dtype.categories)
    if dtype == pl.Date:
        return "a date as YYYY-MM-DD"
    if dtype == pl.Boolean:
        return "true or false"
    if dtype.is_integer():
        return "a whole number"
    return "a number"


def cell_problems(text: TableText, name: str, column: dy.Column) -> Iterator[Problem]:
    """Name every cell whose text is not of the column's type."""
    bad = text.texts.with_row_index("row").filter(lost(name, column))
    expected, dtype = _expected(column), t.item_type(column)
    words = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []
    for row, value in bad.select("row", name).head(ROWS_PER_RULE).iter_rows():
        items = value.split("|") if isinstance(column.dtype, pl.List) else [value]
        wrong = next((i for i in items if words and i not in words), value)
        new = _renamed_words().get(wrong)
        hint = f'; it is now called "{new}"' if new in words else did_you_mean(wrong, words)
        remedy = f"{expected} is expected{hint}"
        yield Problem(*text.place(row), name, wrong, "type", remedy)
    if bad.height > ROWS_PER_RULE:
        rest = f"{bad.height - ROWS_PER_RULE} further rows have the same problem"
        yield Problem(text.file_of(0), None, name, None, "type", rest)


def rule_problems(
    text: TableText, typed: pl.DataFrame, schema: type[dy.Schema], failure: dy.FailureInfo
) -> list[Problem]:
    """Name row and value of every broken rule; rows are found again by their hash."""
    invalid = failure.details()
    rows = _rows_of(typed, invalid.select(typed.columns))
    blank = [row for row in sorted(set(rows)) if not any(text.texts.row(row))]
    gone = "has only empty cells; delete it"
    problems = [Problem(*text.place(row), None, None, "row", gone) for row in blank]
    for rule in failure.counts():
        columns, check = _columns_and_check(rule, schema)
        column, remedy = ", ".join(columns), _remedy(rule, check, schema, columns[0])
        broken = invalid[rule] == "invalid"
        hits = [r for r, bad in zip(rows, broken, strict=True) if bad and r not in blank]
        problems += [
            Problem(*text.place(row), column, _joined(text.texts, row, columns), check, remedy)
            for row in hits[:ROWS_PER_RULE]
        ]
        if len(hits) > ROWS_PER_RULE:
            rest = f"{len(hits) - ROWS_PER_RULE} further rows have the same problem"
            problems.append(Problem(text.file_of(0), None, column, None, check, rest))
    return sorted(problems, key=_in_order)


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
