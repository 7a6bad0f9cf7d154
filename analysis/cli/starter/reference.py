"""Every table, column, vocabulary, class and quantity of weapons, written down in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl

from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import (
    COUNTRY,
    DIGEST,
    ID,
    REDUCED_DATE,
    TABLES,
    WEB,
    WORD,
    is_optional,
    item_type,
)
from analysis.dossier.vocabularies import every_vocabulary, package_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ABOUT_TABLES = """\
One CSV file per table: UTF-8, one row per fact, lists joined by `|`, dates as YYYY-MM-DD, empty =
unknown (never 0). A table whose file is absent is empty, and so is an optional column that is
absent. `dossier check` reports whatever breaks a rule."""
_ABOUT_QUANTITIES = """\
The table `quantities` adds to these or describes them anew. A figure has to state the condition
that its quantity needs, if only as `not stated`."""


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table; empty cells stay empty.

    Examples
    --------
    >>> print(table(["a", "b"], [(1, None)]))
    | a | b |
    | --- | --- |
    | 1 |  |
    """
    lines = [header, ["---"] * len(header), *rows]
    cells = [[str(cell or "").replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def tables_in_words(*, examples: bool = False) -> Iterator[str]:
    """Describe every table, every vocabulary, and what the package knows of weapons.

    Parameters
    ----------
    examples
        Whether the first row of the fictional example follows each table.

    Yields
    ------
    str
        Paragraphs and tables of Markdown.

    Examples
    --------
    >>> next(tables_in_words())
    '## actors'
    """
    for name, schema in TABLES.items():
        columns = [_column(key, column) for key, column in schema.columns().items()]
        yield f"## {name}"
        yield (schema.__doc__ or "").strip()
        yield table(["column", "meaning", "values", "required", "unit or standard"], columns)
        yield from _rules(schema)
        if examples:
            yield from _example(name)
    yield "# Vocabularies"
    yield "The words that a cell may contain, each with its source."
    for vocabulary, words in every_vocabulary().items():
        rows = [(f"`{w.word}`", w.label, w.definition, w.source) for w in words]
        yield f"## {vocabulary}"
        yield table(["word", "shown as", "definition", "source"], rows)
    yield from _measures()


def _column(name: str, column: dy.Column) -> tuple[str, ...]:
    metadata = column.metadata or {}
    needed = "key" if column.primary_key else "" if is_optional(column) else "yes"
    more = "; ".join(metadata[k] for k in ("unit", "standard") if k in metadata)
    return f"`{name}`", column.description or "", _values(column), needed, more


def _values(column: dy.Column) -> str:
    metadata = column.metadata or {}
    dtype = item_type(column)
    if table_ := metadata.get("references"):
        values = f"id in [{table_}](#{table_})"
    elif vocabulary := metadata.get("vocabulary"):
        values = f"word of [{vocabulary}](#{vocabulary})"
    elif isinstance(dtype, pl.Enum):
        values = " or ".join(f"`{word}`" for word in dtype.categories)
    else:
        item = column.inner if isinstance(column, dy.List) else column
        low, high = getattr(item, "min", None), getattr(item, "max", None)
        values = _SPELT.get(getattr(item, "regex", None) or "", _TYPES[type(dtype)])
        values += (f" from {low}" if low is not None else "") + (f" to {high}" if high else "")
    return f"list: {values}" if isinstance(column.dtype, pl.List) else values


_SPELT = {
    ID: "id: lower-case words, digits and hyphens",
    WORD: "lower-case words joined by underscores",
    COUNTRY: "three capital letters",
    DIGEST: "16 hex digits",
    REDUCED_DATE: "year, month or date: YYYY[-MM[-DD]]",
    WEB: "web address",
}
_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "text",
    pl.Date: "date",
    pl.Boolean: "`true` or `false`",
    pl.Float64: "number",
    pl.Int8: "whole number",
    pl.Int32: "whole number",
}


def _rules(schema: type[dy.Schema]) -> Iterator[str]:
    checks = {n: getattr(rule, "validation_fn", None) for n, rule in vars(schema).items()}
    rules = [f"- `{name}`: {check.__doc__}" for name, check in checks.items() if check]
    if rules:
        yield "\n".join(["Rules:", "", *rules])


def _measures() -> Iterator[str]:
    yield "# Standard weapon classes"
    yield "The table `weapon_classes` adds to these or describes them anew."
    columns = ["weapon_class", "label", "definition", "fired_from", "faces"]
    header = ["class", "shown as", "definition", "fired from", "faces"]
    yield table(header, _package_table("weapon_classes.csv", columns))
    yield "# Standard quantities"
    yield _ABOUT_QUANTITIES
    columns = ["quantity", "label", "definition", "unit", "needs"]
    header = ["quantity", "shown as", "definition", "unit", "needs"]
    yield table(header, _package_table("quantities.csv", columns))


def _package_table(file: str, columns: list[str]) -> Iterator[list[str]]:
    for row in package_rows(file):
        name, *cells = (row[column].replace("|", ", ") for column in columns)
        yield [f"`{name}`", *cells]


def _example(name: str) -> Iterator[str]:
    rows = pl.read_csv((EXAMPLE / f"{name}.csv").read_bytes(), infer_schema=False).head(1)
    if not rows.is_empty():
        yield f"Example:\n\n```csv\n{rows.write_csv()}```"
