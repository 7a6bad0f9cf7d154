"""The command ``dossier share``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def share(
    notebooks: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True,
            help="Notebooks, or folders with notebooks (or with a folder notebooks/) in them; "
            "by default the current folder.",
        ),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", file_okay=False, help="Folder of the site.")
    ] = Path("site"),
    *,
    execute: Annotated[
        bool,
        typer.Option(
            "--execute/--no-execute", help="Run the notebooks first, or show stored outputs."
        ),
    ] = True,
    title: Annotated[str, typer.Option(help="Heading of the index page.")] = "Notebooks",
) -> None:
    """Share notebooks as pages that need no Python and no network."""
    from analysis.sharing.site import NotebookError
    from analysis.sharing.terminal import share_in_terminal

    try:
        share_in_terminal(notebooks or [], output, execute=execute, title=title)
    except (NotebookError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
