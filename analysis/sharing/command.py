"""The command ``pact share``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


def share(
    notebooks: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True, dir_okay=False, help="Notebooks to share; by default notebooks/*.ipynb."
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
    from analysis.sharing import site

    console, problems = Console(), Console(stderr=True)
    found = notebooks or sorted(Path("notebooks").glob("*.ipynb"))
    if not found:
        raise typer.BadParameter(
            "there is no notebooks/*.ipynb here; name the notebooks to share",
            param_hint="NOTEBOOK",
        )
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks = {path: progress.add_task(escape(path.stem), total=None) for path in found}

        def on_cell(path: Path, done: int, cells: int) -> None:
            progress.update(tasks[path], completed=done, total=cells)

        try:
            pages = site.share(found, output, execute=execute, title=title, on_cell=on_cell)
        except site.NotebookError as error:
            progress.stop()
            problems.print(str(error), markup=False, highlight=False, soft_wrap=True)
            raise typer.Exit(1) from error
    for page in pages:
        console.print(
            f"{page.file}: {page.size}, {page.seconds:.1f} s", markup=False, soft_wrap=True
        )
    index = output / "index.html"
    size_bytes = sum(page.size_bytes for page in pages) + index.stat().st_size
    total = site.in_megabytes(size_bytes)
    console.print(
        f"{index}: {len(pages)} page{'' if len(pages) == 1 else 's'}, {total} in all. "
        "Open it in a browser; it needs no network.",
        markup=False,
        soft_wrap=True,
    )
