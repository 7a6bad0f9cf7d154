"""Write the reference pages of ``docs/`` from tables, code and command: ``make docs``.

Nothing on these pages is written by hand, so a test can say whether they are up to date:
`pages` gives the text of each.
"""

from __future__ import annotations

import copy
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import dataframely as dy
import polars as pl
from reference import api

from analysis.dossier.measures import STANDARD_CLASSES, STANDARD_QUANTITIES
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.study import KEYS
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
from analysis.dossier.vocabularies import package_rows, vocabularies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from typer import Typer

_ABOUT_TABLES = """\
One CSV file per table: UTF-8, one row per fact, lists joined by `|`, dates as YYYY-MM-DD, empty =
unknown (never 0). A table whose file is absent is empty, and so is an optional column that is
absent. `dossier check` reports whatever breaks a rule."""
_ABOUT_QUANTITIES = """\
The table `quantities` adds to these or describes them anew. A figure has to state the condition
that its quantity needs, if only as `not stated`."""
_ABOUT_STUDY = """\
The choices of a study, beside its tables. Every key may be left out, and so may the file: the
package then derives the value as the last column says. Unknown keys and ids are problems that
`dossier check` reports."""
DOCS = Path(__file__).parent
HELP_CHARACTERS = 88
KINDS = {
    "text": "text",
    "day": "date",
    "id": "id",
    "ids": "list of ids",
    "pair": "list of two ids",
}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table; empty cells stay empty."""
    lines = [header, ["---"] * len(header), *rows]
    cells = [[str(cell or "").replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def tables() -> str:
    """Every table and column, every vocabulary, and what the package knows of weapons."""
    parts = [
        "# Tables of a dossier",
        _ABOUT_TABLES,
    ]
    for name, schema in TABLES.items():
        columns = [_column(key, column) for key, column in schema.columns().items()]
        parts += [
            f"## {name}",
            (schema.__doc__ or "").strip(),
            table(["column", "meaning", "values", "required", "unit or standard"], columns),
            *_rules(schema),
        ]
    parts += ["# Vocabularies", "The words that a cell may contain, each with its source."]
    for vocabulary, words in vocabularies().items():
        rows = [(f"`{w.word}`", w.label, w.definition, w.source) for w in words]
        parts += [f"## {vocabulary}", table(["word", "shown as", "definition", "source"], rows)]
    return "\n\n".join([*parts, *_measures(), *_likelihood()]) + "\n"


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


def _rules(schema: type[dy.Schema]) -> list[str]:
    checks = {n: getattr(rule, "validation_fn", None) for n, rule in vars(schema).items()}
    rules = [f"- `{name}`: {check.__doc__}" for name, check in checks.items() if check]
    return ["\n".join(["Rules:", "", *rules])] if rules else []


def _measures() -> list[str]:
    definitions = {
        row[key]: row["definition"]
        for file, key in (("weapon_classes.csv", "weapon_class"), ("quantities.csv", "quantity"))
        for row in package_rows(file)
    }
    classes = [
        (
            f"`{c.weapon_class}`",
            c.label,
            definitions[c.weapon_class],
            c.fired_from,
            ", ".join(c.faces),
        )
        for c in STANDARD_CLASSES.values()
    ]
    quantities = [
        (f"`{q.quantity}`", q.label, definitions[q.quantity], q.unit, q.needs)
        for q in STANDARD_QUANTITIES.values()
    ]
    return [
        "# Standard weapon classes",
        "The table `weapon_classes` adds to these or describes them anew.",
        table(["class", "shown as", "definition", "fired from", "faces"], classes),
        "# Standard quantities",
        _ABOUT_QUANTITIES,
        table(["quantity", "shown as", "definition", "unit", "needs"], quantities),
    ]


def _likelihood() -> list[str]:
    file = DOCS.parent / "analysis" / "claims" / "likelihood_words.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    return [
        "# Likelihood words",
        "The band of probability that a standard gives a word, in percent.",
        table([name.removesuffix("_pct") for name in header], rows),
    ]


def study() -> str:
    """Every key of ``study.toml``."""
    parts = [
        "# study.toml",
        _ABOUT_STUDY,
    ]
    for section in dict.fromkeys(key.section for key in KEYS):
        rows = [
            (f"`{key.key}`", key.meaning, _kind(key.kind, key.references), key.default)
            for key in KEYS
            if key.section == section
        ]
        parts += [f"## [{section}]", table(["key", "meaning", "type", "default"], rows)]
    example = (EXAMPLE / "study.toml").read_text(encoding="utf-8").strip()
    parts += ["## Example", f"```toml\n{example}\n```"]
    return "\n\n".join(parts) + "\n"


def _kind(kind: str, references: tuple[str, str] | None) -> str:
    return f"{KINDS[kind]}: `{references[1]}` in `{references[0]}`" if references else KINDS[kind]


def cli() -> str:
    """Help of every command, without the styles of a terminal."""
    from typer.main import get_command

    from analysis.cli import app

    plain = copy.copy(app)
    plain.rich_markup_mode = None
    parts = ["# The command", _help(plain)]
    for name in sorted(get_command(plain).commands):  # type: ignore[attr-defined]
        parts += [f"## dossier {name}", _help(plain, name)]
    return "\n\n".join(parts) + "\n"


def _help(app: Typer, *words: str) -> str:
    from typer.testing import CliRunner

    asked = [*words, "--help"]
    done = CliRunner().invoke(app, asked, prog_name="dossier", terminal_width=HELP_CHARACTERS)
    text = "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())
    return f"```text\n{text}\n```"


def renames() -> str:
    """What `dossier tidy` renames in dossiers written for version 0.1."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["table", "column", "old", "new", "what"])
    for row in package_rows("renames.csv"):
        what = "value" if row["value"] else "column" if row["column"] else "table"
        old = row["value"] or row["column"] or row["table"]
        writer.writerow([row["table"], row["column"], old, row["new"], what])
    return text.getvalue()


PAGES: dict[str, Callable[[], str]] = {
    "api.md": api,
    "cli.md": cli,
    "renames.csv": renames,
    "study.md": study,
    "tables.md": tables,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8", newline="\n")
