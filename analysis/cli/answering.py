"""The language model's door: what to ask it, and what of its answer is taken in."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path  # noqa: TC003 (Typer asks for it)
from typing import Annotated

import typer

from analysis.cli.terminal import about_option, say
from analysis.dossier import load, shorten
from analysis.writing import undisturbed, write_whole

_LISTS = ("actors", "claims", "ties")
_FOLDER = typer.Argument(
    metavar="DIR", exists=True, file_okay=False, help="Folder of the dossier, with article.txt."
)
_RANGE = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,6}))?")


def _numbers(text: str | None) -> list[int] | None:
    if text is None:
        return None
    numbers = list[int]()
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        first, last = (match[1], match[2] or match[1]) if match else (1, 0)
        if int(first) > int(last):
            what = "numbers of paragraphs are expected, such as 0-4,7"
            raise typer.BadParameter(f"--paragraphs {shorten(text)}: {what}")
        numbers += range(int(first), int(last) + 1)
    return numbers


def prompt(
    folder: Annotated[Path, _FOLDER],
    *,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the answer alone.")
    ] = False,
    tables: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help=f"Ask for rows of this table alone: {', '.join(_LISTS)}; may be given several "
            "times.",
        ),
    ] = None,
    paragraphs: Annotated[
        str | None,
        typer.Option(
            metavar="0-4,7",
            help="Paragraphs to code, from 0 (the headline); by default all.",
        ),
    ] = None,
    examples: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="Claims of an invented article to show as examples."),
    ] = 3,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="By default standard output."),
    ] = None,
) -> None:
    """Print what to ask a language model: instructions, schema of the answer, paragraphs.

    It has words of the article in it: give it to nobody who may not have those. Nothing is sent
    anywhere.
    """
    from analysis.coding.prompting import answer_schema
    from analysis.coding.prompting import prompt as asked_for
    from analysis.coding.taking import article_of

    names, numbers = tables or list(_LISTS), _numbers(paragraphs)
    with about_option("--table"):
        form = answer_schema(names)
    if schema:
        text = json.dumps(form, ensure_ascii=False, indent=2) + "\n"
    else:
        dossier = load(folder, review="all")
        try:
            article = article_of(folder)
        except FileNotFoundError as missing:
            raise typer.BadParameter(str(missing)) from None
        with about_option("--paragraphs"):
            text = asked_for(dossier, article, tables=names, paragraphs=numbers, examples=examples)
    if output is None:
        say(text, nl=False)
    else:
        write_whole(output, text.encode())
        typer.echo(f"Wrote {output}", err=True)


def intake(
    answer: Annotated[
        Path,
        typer.Argument(
            metavar="ANSWER.json",
            exists=True,
            dir_okay=False,
            help="The answer: JSON, in a Markdown fence or not.",
        ),
    ],
    folder: Annotated[Path, _FOLDER],
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Add the accepted rows to the tables, as proposals.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Write a line of JSON for each row: index, table, status, reason, places, id.",
        ),
    ] = None,
    coder: Annotated[
        str, typer.Option(metavar="NAME", help="Who or which model coded the rows.")
    ] = "model",
) -> None:
    """Take in what a language model answered: claims whose words are in the article, as proposals.

    Rows that are refused or have to wait are listed with the reason. Without --write nothing is
    written.
    """
    from analysis.coding.proposals import lines
    from analysis.coding.taking import intake as taken_in

    try:
        taken = taken_in(answer, folder, coder=coder)
    except FileNotFoundError as missing:
        raise typer.BadParameter(str(missing)) from None
    for note in taken.notes:
        typer.echo(f"Note: {note}.", err=True)
    for line in lines(taken.rows):
        say(line)
    say(str(taken))
    if report is not None:
        write_whole(report, taken.report().encode())
        typer.echo(f"Wrote {report}", err=True)
    if write:
        with undisturbed():
            for path in taken.save():
                say(f"Wrote {path}")
        if any(one.item.table == "actors" for one in taken.of("accepted")):
            typer.echo("Note: actors have no review; look at them in actors.csv.", err=True)
    elif taken.files:
        words = ["dossier", "intake", str(answer), str(folder), "--write"]
        typer.echo(f"Nothing written. To add the rows: {shlex.join(words)}", err=True)
    if len(taken.of("accepted")) < len(taken.rows):
        raise typer.Exit(1)
