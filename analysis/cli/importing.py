"""The door for what other tools coded: a preview first, then the files."""

from __future__ import annotations

import shlex
from contextlib import nullcontext
from functools import partial
from pathlib import Path  # noqa: TC003 (Typer asks for it)
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.terminal import about_option, counted, progress, say
from analysis.dossier import require_known
from analysis.exchange import READERS, read
from analysis.writing import undisturbed, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.coding.door import TextTaken

_FORMAT = typer.Option(
    "--format",
    metavar="NAME",
    help="; ".join(f"{name}: {reader.description}" for name, reader in READERS.items()),
)
_OPTION_HELP = "What the reader is to know of the file; may be given several times. " + "; ".join(
    f"{name}: " + ", ".join(f"{option} ({about})" for option, about in reader.options.items())
    for name, reader in READERS.items()
    if reader.options
)


def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, help="What another tool wrote.")
    ],
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            file_okay=False,
            help="Folder of the dossier; where it has no tables, one begins there. Several texts "
            "have a dossier each below it.",
        ),
    ],
    *,
    name: Annotated[str, _FORMAT],
    options: Annotated[
        list[str] | None, typer.Option("--option", metavar="NAME=VALUE", help=_OPTION_HELP)
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Take this one text of the file, by name or title."),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who coded the rows of which the file does not say it."),
    ] = None,
    accepted: Annotated[
        bool,
        typer.Option(
            "--accepted",
            help="Let claims and ties count at once, since their coding was reviewed where it was "
            "made; else they are proposals.",
        ),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Write a line of JSON for each row: text, folder, origin, index, table, status, "
            "reason, places, id.",
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the tables, drafts and texts; else a preview.")
    ] = False,
) -> None:
    """Take in what another tool coded: passages as proposed claims or as drafts to complete.

    Words are looked for in the article as `dossier intake` looks for them. Rows that are refused
    or have to wait, and what could not be taken along, are listed with the reason. Without --write
    nothing is written.
    """
    from analysis.coding import imported
    from analysis.coding.proposals import lines

    with about_option("--format"):
        require_known(name, READERS, "a format that is read")
    given = _given(options or [], name)
    article = folder / "article.txt"
    beside = {"text": str(article)} if "text" in READERS[name].options and article.is_file() else {}
    foreign = read(file, name, **beside | given)
    several = len(foreign.texts) > 1 and document is None
    with progress([file]) if several else nullcontext() as shown:
        found = imported(
            foreign,
            folder,
            coder=coder,
            document=document,
            review="accepted" if accepted else "proposed",
            on_text=partial(shown, file) if shown else None,
        )
    notes = [*found.notes, *(note for text in found.texts for note in text.intake.notes)]
    for note in notes:
        typer.echo(f"Note: {note.rstrip('.')}.", err=True)
    many = len(found.texts) > 1
    for text in found.texts:
        for line in lines(text.intake.rows):
            say(f"{text.name}: {line}" if many else line)
    say(str(found))
    if report is not None:
        write_whole(report, found.report().encode())
        typer.echo(f"Wrote {report}", err=True)
    if write:
        with undisturbed():
            found.save()
            for line in _wrote(found.texts):
                say(line)
    elif found.files:
        what = counted(len(found.files), "file")
        place = [str(file), str(folder), "--format", name]
        words = _again(place, given, {"--document": document, "--coder": coder})
        words += ["--accepted"] if accepted else []
        words += ["--write"]
        typer.echo(f"Nothing written. To write {what}: {shlex.join(words)}", err=True)
    if not found.is_complete:
        raise typer.Exit(1)


def _wrote(texts: Sequence[TextTaken]) -> list[str]:
    """Name the files that were written or, of several texts, count those of each."""
    written = [text for text in texts if text.files]
    if len(written) == 1:
        return [f"Wrote {path}" for path in written[0].files]
    return [f"Wrote {text.folder}: {counted(len(text.files), 'file')}" for text in written]


def _given(options: list[str], name: str) -> dict[str, str]:
    """Take ``NAME=VALUE`` apart."""
    given = dict[str, str]()
    for option in options:
        key, equals, value = option.partition("=")
        if not equals:
            raise typer.BadParameter(f"--option {option}: NAME=VALUE is expected")
        with about_option("--option"):
            require_known(key, READERS[name].options, f"an option of {name}")
        if key in given:
            raise typer.BadParameter(f"--option {key} is given twice; which one is meant?")
        given[key] = value
    return given


def _again(place: list[str], given: dict[str, str], others: dict[str, str | None]) -> list[str]:
    """Give the words of the command, but for its switches."""
    words = ["dossier", "import", *place]
    for key, value in given.items():
        words += ["--option", f"{key}={value}"]
    for option, said in others.items():
        words += [] if said is None else [option, said]
    return words
