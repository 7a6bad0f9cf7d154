"""The ``pact`` command: check a dossier, start a new one, share notebooks, export."""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from analysis.evidence.article import ARTICLE_VARIABLE
from analysis.dossier.reading import DATA, SCHEMAS, load
from analysis.dossier.problems import DossierError
from analysis.dossier.tables import item_type
from analysis.sharing.command import share

if TYPE_CHECKING:
    import dataframely as dy

    from analysis.dossier.tables import Dossier

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Take a news article apart. Exit codes: 0 fine, 1 the data has problems, 2 wrong usage.",
)
app.command("share")(share)

Folder = Annotated[
    Path | None, typer.Argument(help="Folder of a dossier; the package's own by default.")
]


@app.command()
def check(
    directory: Folder = None,
    *,
    article: Annotated[
        Path | None, typer.Option(help="The article, to verify every claim's words.")
    ] = None,
    stale: Annotated[
        str | None, typer.Option(help="Also list outcomes last checked longer ago, e.g. 180d.")
    ] = None,
) -> None:
    """Check every table, every reference and, given the article, every claim's words."""
    days = _days(stale)
    if directory is not None and not directory.exists():
        raise typer.BadParameter(f"{directory} does not exist; make one: pact new {directory}")
    try:
        dossier = load(directory)
        words = _words(dossier, directory or DATA, article)
    except DossierError as error:
        typer.echo("\n".join(str(problem) for problem in error.problems))
        typer.echo(_count(len(error.problems), "problem"), err=True)
        raise typer.Exit(1) from None
    rows = sum(getattr(dossier, table).height for table in SCHEMAS)
    typer.echo(f"No problems in {len(SCHEMAS)} tables with {_count(rows, 'row')}. {words}")
    if days is not None:
        _list_stale(dossier, days)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _words(dossier: Dossier, directory: Path, path: Path | None) -> str:
    """Verify the spans, or say why they are not verified."""
    from analysis.evidence import locate, read_article, verify  # noqa: PLC0415  (only check)

    try:
        article = read_article(path, directory)
    except FileNotFoundError as missing:
        if path is not None or ARTICLE_VARIABLE in os.environ:
            raise typer.BadParameter(str(missing)) from None
        return f"Words not verified: {missing}"
    problems = verify(dossier.claims, article)
    if problems:
        raise DossierError(problems)
    found = locate(dossier.claims, article)["found"].value_counts(sort=True)
    told = ", ".join(f"{count} {how}" for how, count in found.iter_rows())
    return f"Words of all claims found: {told or 'there are none'}."


@app.command()
def anchor(
    words: Annotated[str, typer.Argument(help="Words of the article that carry a claim.")],
    *,
    article: Annotated[
        Path | None, typer.Option(help="The article; else PACT_ARTICLE, else article.txt here.")
    ] = None,
) -> None:
    """Print the cells that tie a claim to its words: paragraph, start, end, digest, quote."""
    from analysis import evidence  # noqa: PLC0415  (only anchor needs it)

    try:
        cells = evidence.anchor(evidence.read_article(article, Path.cwd()), words)
    except FileNotFoundError as missing:
        raise typer.BadParameter(str(missing)) from None
    except DossierError as error:
        typer.echo("\n".join(str(problem) for problem in error.problems))
        raise typer.Exit(1) from None
    sys.stdout.write(pl.DataFrame([cells]).write_csv())


def _days(stale: str | None) -> int | None:
    if stale is None:
        return None
    match = re.fullmatch(r"(\d+)d", stale)
    if match is None:
        raise typer.BadParameter(f"--stale {stale}: a number of days is expected, such as 180d")
    return int(match[1])


def _list_stale(dossier: Dossier, days: int) -> None:
    from analysis.red_lines import stale  # noqa: PLC0415  (only --stale needs it)

    old = stale(dossier, days, datetime.now(tz=UTC).date())
    for claim, verdict, checked in old.select("claim_id", "verdict", "checked").iter_rows():
        typer.echo(f"outcomes.csv: {claim} ({verdict}) was last checked on {checked}")
    typer.echo(f"{_count(old.height, 'outcome')} last checked more than {days} days ago.")


@app.command()
def new(directory: Annotated[Path, typer.Argument(help="Folder to make; must be empty.")]) -> None:
    """Start a dossier: one CSV file per table with its header, and a README that explains them."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise typer.BadParameter(f"{directory} is not an empty folder; nothing was written")
    directory.mkdir(parents=True, exist_ok=True)
    try:
        for table, schema in SCHEMAS.items():
            header = ",".join(schema.column_names()) + "\n"
            (directory / f"{table}.csv").write_text(header, encoding="utf-8", newline="\n")
        (directory / "README.md").write_text(_guide(), encoding="utf-8", newline="\n")
    except OSError as error:
        shutil.rmtree(directory, ignore_errors=True)
        typer.echo(f"{error.filename}: {error.strerror}; nothing was written", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Made {directory} with {len(SCHEMAS)} tables; README.md explains each column.")
    typer.echo(f"Fill in rows and check them as you go: pact check {directory}")


def _guide() -> str:
    """Explain every table and column, with a row of the package's own dossier as example."""
    parts = [
        (
            "# A dossier\n\nOne CSV file per table: UTF-8, LF line ends, lists joined by `|`, "
            "dates as YYYY-MM-DD, empty = unknown. Order: sources, actors, claims, the rest. "
            "`pact anchor WORDS --article FILE` gives a claim's paragraph, start, end and digest."
        )
    ]
    for table, schema in SCHEMAS.items():
        lines = (DATA / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        example = f"\n\nExample:\n\n```csv\n{lines[0]}\n{lines[1]}\n```" if lines[1:] else ""
        rows = "\n".join(_column_row(name, column) for name, column in schema.columns().items())
        heading = f"## {table}.csv\n\n{(schema.__doc__ or '').strip()}"
        columns = f"| column | meaning | values |\n|---|---|---|\n{rows}"
        parts.append(f"{heading}\n\n{columns}{example}")
    return "\n\n".join(parts) + "\n"


def _column_row(name: str, column: dy.Column) -> str:
    dtype = item_type(column)
    metadata = column.metadata or {}
    values = ", ".join(dtype.categories) if isinstance(dtype, pl.Enum) else str(dtype).lower()
    if "references" in metadata:
        values = f"id of {metadata['references']}"
    values = f"list of {values}" if isinstance(column.dtype, pl.List) else values
    extra = "; ".join(metadata[key] for key in ("unit", "standard") if key in metadata)
    needed = "" if column.nullable or isinstance(column.dtype, pl.List) else " (required)"
    return f"| {name}{needed} | {column.description}{f' [{extra}]' if extra else ''} | {values} |"


@app.command()
def export(
    directory: Folder = None,
    *,
    format_: Annotated[
        str,
        typer.Option(
            "--format", help="graphml, dna, webannotation, croissant or datapackage (Frictionless)."
        ),
    ],
    output: Annotated[
        Path | None, typer.Option(help="File to write; standard output by default.")
    ] = None,
) -> None:
    """Write the dossier for another tool."""
    from analysis.exchange import FORMATS  # noqa: PLC0415  (only export needs it)

    if format_ not in FORMATS:
        raise typer.BadParameter(f"--format {format_}: one of {', '.join(FORMATS)} is expected")
    try:
        load(directory)
        text = FORMATS[format_](DATA if directory is None else directory)
    except DossierError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise typer.BadParameter(f"{output}: {error.strerror}") from None
    typer.echo(f"Wrote {output}", err=True)
