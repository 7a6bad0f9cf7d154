"""Say what is wrong with a CSV table: the slow path, taken only when a table is not right."""

from __future__ import annotations

import csv
import mmap
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import tables as s
from analysis.dossier.problems import Problem, did_you_mean, nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    import dataframely as dy

EXPLAINED = 500
"""Rows per rule that get a message each; beyond, one message counts the rest."""


def unreadable(path: Path, tables: Container[str]) -> list[Problem]:
    """Look at the file as bytes: is it there, is it text, are its line ends plain."""

    def problem(rule: str, remedy: str, line: int | None = None) -> list[Problem]:
        return [Problem(path.name, line, None, None, rule, remedy)]

    if path.is_dir():
        return problem("file", "is a folder; a CSV file is expected")
    if not path.exists():
        others = (p.name for p in path.parent.glob("*.csv") if p.stem not in tables)
        hint = did_you_mean(path.name, others)
        return problem("file", f"is missing{hint or '; a header line alone is enough'}")
    try:
        if path.stat().st_size == 0:
            return problem("file", "is empty; a header line at least is expected")
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
            found = []
            if raw[:3] == b"\xef\xbb\xbf":
                found += problem(
                    "encoding", "starts with a byte order mark; save as plain UTF-8", 1
                )
            for byte, rule, remedy in (
                (b"\r", "line_ends", "has CR line ends; save with LF (Unix) line ends"),
                (b"\0", "encoding", "holds a NUL byte; save as plain UTF-8 text"),
            ):
                at = raw.find(byte)
                if at >= 0:
                    found += problem(rule, remedy, raw[:at].count(b"\n") + 1)
            other = _other_separator(raw[: max(raw.find(b"\n"), 0) or len(raw)])
            if other:
                remedy = f"cells are separated by {other}; save with commas between cells"
                found += problem("separator", remedy, 1)
            return found
    except OSError as error:
        return problem("file", f"cannot be read: {error.strerror}")
    return []


def _other_separator(header: bytes) -> str | None:
    """Name what separates the header's cells, if it is not commas."""
    marks = {b";": "semicolons", b"\t": "tabs"}
    return next((name for m, name in marks.items() if m in header and b"," not in header), None)


def _lines(path: Path) -> Iterator[str]:
    """Decode line by line; bytes that are not UTF-8 stay visible as surrogates."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        yield from file


def header_problems(path: Path, schema: type[dy.Schema]) -> list[Problem]:
    """Compare the header with the columns of the schema; their order is free."""
    expected = schema.column_names()
    try:
        found = next(csv.reader(_lines(path), strict=True), [])
    except csv.Error as error:
        return [Problem(path.name, 1, None, None, "header", f"cannot be parsed: {error}")]
    problems, renamed = [], set()
    for column in expected:
        if column not in found:
            near = nearest(column, [f for f in found if f not in expected])
            renamed.update(near[:1])
            remedy = f"rename {shorten(near[0])} to {column}" if near else "column is missing"
            problems.append(Problem(path.name, 1, column, None, "missing_column", remedy))
    for column in dict.fromkeys(found):
        if column not in expected and column not in renamed:
            remedy = "no such column in this table; remove it"
            problems.append(Problem(path.name, 1, column, column, "extra_column", remedy))
        elif found.count(column) > 1:
            remedy = f"stands {found.count(column)} times in the header; keep one"
            problems.append(Problem(path.name, 1, column, column, "duplicate_column", remedy))
    return problems


def row_problems(path: Path, schema: type[dy.Schema]) -> list[Problem]:
    """Find the rows that polars would not or should not read, one by one."""
    problems: list[Problem] = []
    width, line = len(schema.column_names()), 1
    for number, text in enumerate(_lines(path), 1):
        if any("\udc80" <= c <= "\udcff" for c in text):
            shown = text.encode("utf-8", "surrogateescape").decode("latin-1").rstrip("\n")
            remedy = "is not UTF-8 (Latin-1 perhaps); save as UTF-8"
            problems.append(Problem(path.name, number, None, shown, "encoding", remedy))
    if problems:
        return problems
    reader = csv.reader(_lines(path), strict=True)
    try:
        for row in reader:
            if len(row) != width:
                what = f"has {len(row)} cells where the header has {width}"
                remedy = f"{what}; a cell with a comma or a quote mark needs quotes around it"
                remedy = remedy if row else "is blank; delete it"
                problems.append(Problem(path.name, line, None, None, "row", remedy))
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = f"{error}; a quote mark inside a cell is doubled and the cell quoted"
        problems.append(Problem(path.name, line, None, None, "csv", remedy))
    return problems


def _expected(column: dy.Column) -> str:
    dtype = s.item_type(column)
    if isinstance(dtype, pl.Enum):
        return "one of " + ", ".join(dtype.categories)
    if dtype == pl.Date:
        return "a date as YYYY-MM-DD"
    if dtype == pl.Boolean:
        return "true or false"
    if dtype.is_integer():
        return "a whole number"
    return "a number"


def cell_problems(
    path: Path, texts: pl.DataFrame, name: str, column: dy.Column, lost: pl.Expr
) -> Iterator[Problem]:
    """Name every cell whose text is not of the column's type."""
    bad = texts.with_row_index("row").filter(lost)
    lines, expected = record_lines(path), _expected(column)
    dtype = s.item_type(column)
    words = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []
    for row, value in bad.select("row", name).head(EXPLAINED).iter_rows():
        items = value.split("|") if isinstance(column.dtype, pl.List) else [value]
        wrong = next((i for i in items if words and i not in words), value)
        hint = did_you_mean(wrong, words)
        yield Problem(path.name, lines[row], name, wrong, "type", f"{expected} is expected{hint}")
    if bad.height > EXPLAINED:
        rest = f"{bad.height - EXPLAINED} further rows have the same problem"
        yield Problem(path.name, None, name, None, "type", rest)


def rule_problems(
    path: Path,
    texts: pl.DataFrame,
    typed: pl.DataFrame,
    schema: type[dy.Schema],
    failure: dy.FailureInfo,
) -> list[Problem]:
    """Name row and value of every broken rule; rows are found again by their hash."""
    invalid = failure.details()
    rows = _rows_of(typed, invalid.select(typed.columns))
    lines = record_lines(path)
    blank = [row for row in sorted(set(rows)) if not any(texts.row(row))]
    gone = "is blank but for its commas; delete it"
    problems = [Problem(path.name, lines[row], None, None, "row", gone) for row in blank]
    for rule in failure.counts():
        columns, check = _columns_and_check(rule, schema)
        column, remedy = ", ".join(columns), _remedy(rule, check, schema, columns[0])
        broken = invalid[rule] == "invalid"
        hits = [r for r, bad in zip(rows, broken, strict=True) if bad and r not in blank]
        problems += [
            Problem(path.name, lines[row], column, _joined(texts, row, columns), check, remedy)
            for row in hits[:EXPLAINED]
        ]
        if len(hits) > EXPLAINED:
            rest = f"{len(hits) - EXPLAINED} further rows have the same problem"
            problems.append(Problem(path.name, None, column, None, check, rest))
    return sorted(problems, key=lambda p: p.line or len(lines) + 2)


def _joined(texts: pl.DataFrame, row: int, columns: list[str]) -> str | None:
    cells = [texts[row, c] for c in columns]
    return None if cells == [None] else "|".join("" if c is None else c for c in cells)


def _columns_and_check(rule: str, schema: type[dy.Schema]) -> tuple[list[str], str]:
    """Split ``kind|nullability``; find the columns that a rule over the whole row reads."""
    if rule == "primary_key":
        return schema.primary_key(), rule
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
        return "stands more than once; every row needs a key of its own"
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
    s.ID: "lower-case-words-with-hyphens",
    s.REDUCED_DATE: "YYYY, YYYY-MM or YYYY-MM-DD",
    r"^[A-Z]{3}$": "three capital letters (ISO 3166-1 alpha-3)",
    r"^[0-9a-f]{16}$": "16 hex digits (pact anchor gives them)",
    r"^https?://\S+$": "https://...",
}
"""Regular expressions of the schemas, in words."""


def record_lines(path: Path) -> list[int]:
    """Line on which every record of a CSV file starts; quoted cells may span several lines."""
    reader = csv.reader(_lines(path))
    return [reader.line_num + 1 for _ in reader]
