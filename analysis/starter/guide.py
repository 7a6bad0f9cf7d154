"""The README of a new dossier: what to do first, and every table, column and word."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import TABLES
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import is_optional, item_type
from analysis.dossier.vocabularies import package_rows, vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import dataframely as dy

_HEAD = """\
# A dossier

The tables of this folder take one article apart: who said what on which words of it, and, as far
as you code them, ties, weapons, commitments and what happened later. `study.toml` says what
figures show first, and the notebooks in `notebooks/` draw them.

## First steps

1. Save the article's text as `article.txt`. Offsets refer to this file, and git ignores it.
2. Fill in `sources.csv`, `actors.csv` and `claims.csv`; every other table may stay empty.
   `dossier anchor "words of the article"` prints `paragraph`, `start`, `end`, `digest` and `quote`
   of a claim.
3. `dossier check` lists all problems at once: file, line, column, value and what to write instead.
4. Open the notebooks in JupyterLab. They run at once: each figure says what is still missing.
5. `dossier share` writes them to `site/` as pages that need no Python and no network.

`dossier new .` writes whatever this folder lacks and never changes a file that exists.

## Check and validate this folder, also in CI

With this package, pytest and nbval installed:

```sh
dossier check
pytest --nbval --nbval-sanitize-with nbval-sanitize.cfg notebooks
```

Both exit with an error if something is wrong. nbval runs the notebooks and compares every output
with the one that is stored, so commit them executed: in JupyterLab run all cells and save, or

```sh
jupyter nbconvert --to notebook --execute --inplace --NotebookClient.store_widget_state=False \\
  --NotebookClient.record_timing=False notebooks/*.ipynb
```

## How tables are written

One CSV file per table: UTF-8, commas, LF line ends, one row one fact. Ids are lower-case words
joined by hyphens. Lists are joined by `|`, dates are written YYYY-MM-DD, and an empty cell means
unknown, never 0. A table whose file is absent is empty, and so is a column that is not marked as
required. Write statements in your own words: a quote has eight words at most.

Examples are rows of a fictional dossier; `dossier new --example DIR` writes all of it."""

_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "text",
    pl.Date: "date",
    pl.Boolean: "`true` or `false`",
    pl.Float64: "number",
    pl.Int8: "whole number",
    pl.Int32: "whole number",
}


def guide() -> str:
    """Explain how a dossier is begun, checked and written, with every table and word.

    Examples
    --------
    >>> guide().startswith("# A dossier")
    True
    """
    parts = [_HEAD]
    for name, schema in TABLES.items():
        parts += [f"## {name}.csv", (schema.__doc__ or "").strip()]
        columns = [_column(key, column) for key, column in schema.columns().items()]
        parts += [_table(["column", "meaning", "values"], columns), *_rules(schema)]
        parts += _example(name)
    parts += ["## Words", "What cells with a word of a list may contain, and where it is from."]
    for vocabulary, words in vocabularies().items():
        rows = [(f"`{word.word}`", word.definition, word.source) for word in words]
        parts += [f"### {vocabulary}", _table(["word", "definition", "source"], rows)]
    return "\n\n".join([*parts, *_measures()]) + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _column(name: str, column: dy.Column) -> tuple[str, str, str]:
    metadata = column.metadata or {}
    notes = "; ".join(metadata[key] for key in ("unit", "standard") if key in metadata)
    meaning = f"{column.description} [{notes}]" if notes else str(column.description)
    required = "" if is_optional(column) else " (required)"
    return f"`{name}`{required}", meaning, _values(column)


def _values(column: dy.Column) -> str:
    metadata = column.metadata or {}
    dtype = item_type(column)
    if "references" in metadata:
        values = f"id in `{metadata['references']}`"
    elif "vocabulary" in metadata:
        values = f"word of [{metadata['vocabulary']}](#{metadata['vocabulary']})"
    elif isinstance(dtype, pl.Enum):
        values = " or ".join(f"`{word}`" for word in dtype.categories)
    else:
        values = _TYPES[type(dtype)]
    return f"list: {values}" if isinstance(column.dtype, pl.List) else values


def _rules(schema: type[dy.Schema]) -> Iterator[str]:
    """List the rules within a row, each with the sentence that its check says."""
    checks = {name: getattr(rule, "validation_fn", None) for name, rule in vars(schema).items()}
    rules = [f"- `{name}`: {check.__doc__}" for name, check in checks.items() if check]
    if rules:
        yield "\n".join(["Rules:", "", *rules])


def _example(table: str) -> Iterator[str]:
    """Show the first row of the fictional dossier's table."""
    with (EXAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        lines = [next(rows, []), next(rows, [])]
    if lines[1]:
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows(lines)
        yield f"```csv\n{written.getvalue()}```"


def _measures() -> Iterator[str]:
    yield "## Classes and quantities of weapons"
    yield (
        "The package describes these. `weapon_classes.csv` and `quantities.csv` add others or "
        "describe them anew; a name that no table describes is compared only with itself. A "
        "figure has to state the condition that its quantity needs, if only as `not stated`."
    )
    classes = package_rows("weapon_classes.csv")
    yield _table(
        ["class", "definition"], [_cells(r, "weapon_class", "definition") for r in classes]
    )
    keys = ("quantity", "definition", "unit", "needs")
    yield _table(keys, [_cells(row, *keys) for row in package_rows("quantities.csv")])


def _cells(row: Mapping[str, str], name: str, *others: str) -> list[str]:
    return [f"`{row[name]}`", *(row[other] for other in others)]
