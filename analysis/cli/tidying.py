"""``dossier tidy``: what spreadsheet programs wrote, made into the tables of a dossier."""

from __future__ import annotations

import shlex
from pathlib import Path  # noqa: TC003 (Typer looks at it when the command runs)
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from analysis.cli.terminal import about_option, counted, say
from analysis.dossier import TABLES, require_known
from analysis.writing import undisturbed

if TYPE_CHECKING:
    from analysis.tidying import Tidied


def _is_known(encoding: str) -> bool:
    try:
        return "x".encode(encoding).decode(encoding) == "x"
    except (LookupError, UnicodeError):
        return False


def _summary(result: Tidied, *, write: bool) -> str:
    """Say in a line what was or would be done."""
    parts = []
    if not result.files and not result.waiting:
        return f"Nothing to tidy in {counted(result.tables, 'table')}."
    if result.files:
        names = ", ".join(path.name for path in result.files)
        done = "Tidied" if write else "With --write, these are written"
        parts.append(f"{done}: {names}.")
    if result.waiting:
        parts.append(f"{counted(len(result.waiting), 'thing')} waiting for an answer.")
    if write and result.files:
        folder = next(iter(result.files)).parent
        parts.append(f"Check the rows: dossier check {shlex.quote(str(folder))}")
    return " ".join(parts)


def _pairs(name: str, texts: list[str] | None) -> dict[str, str]:
    pairs = [text.rpartition("=") for text in texts or ()]
    for (left, _, right), text in zip(pairs, texts or (), strict=True):
        if not left or not right:
            raise typer.BadParameter(f"--{name} {text}: {name.upper()}=NAME is expected")
    return {left: right for left, _, right in pairs}


def tidy(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            exists=True,
            help="A workbook, a text file with separators, or a folder of such files.",
        ),
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            file_okay=False,
            help="Folder for the tables; by default the one of PATH.",
        ),
    ] = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help="Write the tables; what was there is kept beside, as claims.csv.before.",
        ),
    ] = False,
    dates: Annotated[
        Literal["dmy", "mdy"] | None,
        typer.Option(
            help="What comes first in 03/04/2024: day or month.",
        ),
    ] = None,
    years_from: Annotated[
        int | None,
        typer.Option(
            metavar="YEAR",
            min=1000,
            max=9899,
            help="First of the hundred years that two digits of a year mean.",
        ),
    ] = None,
    decimal: Annotated[
        Literal["comma", "point"] | None,
        typer.Option(
            help="What is before decimals, where 1,234 may be a thousand.",
        ),
    ] = None,
    lists: Annotated[
        Literal["split", "keep"] | None,
        typer.Option(
            help="Whether semicolons and line breaks are between items of a list of free text.",
        ),
    ] = None,
    separator: Annotated[
        Literal["comma", "semicolon", "tab"] | None,
        typer.Option(
            help="What is between cells of text files, where the header does not show it.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Encoding of text files that are not Unicode; by default Windows-1252.",
        ),
    ] = None,
    tables: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="NAME=TABLE",
            help="Table that a file or sheet is; may be given several times.",
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="HEADING=COLUMN",
            help="Column that a heading means, TABLE.HEADING in one table only; may be given "
            "several times.",
        ),
    ] = None,
) -> None:
    """Make tables of a dossier out of what spreadsheet programs write, or older versions wrote.

    Lists every change by file, line and column. What can be read in two ways is not guessed: it
    waits, with the option that decides it, and its table is not written. Nothing is dropped.
    """
    from analysis.tidying.folder import tidy as tidied
    from analysis.tidying.readings import Readings

    if encoding and not _is_known(encoding):
        raise typer.BadParameter(f"--encoding {encoding}: Python knows no such encoding")
    named = _pairs("table", tables)
    for table in named.values():
        with about_option("--table"):
            require_known(table, TABLES, "a table of a dossier")
    result = tidied(
        path,
        output,
        Readings(
            dates=dates,
            years_from=years_from,
            decimal=decimal,
            lists=lists,
            separator=separator,
            encoding=encoding,
            tables=named,
            columns=_pairs("column", columns),
        ),
    )
    for line in [*result.changes, *result.waiting]:
        say(str(line))
    for note in result.notes:
        typer.echo(note, err=True)
    if write:
        with undisturbed():
            for file in result.write():
                typer.echo(f"Wrote {file}", err=True)
    typer.echo(_summary(result, write=write), err=True)
    if result.waiting:
        raise typer.Exit(1)
