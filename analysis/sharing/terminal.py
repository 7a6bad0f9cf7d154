"""Sharing with its progress and its result in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.sharing.site import find_notebooks, share

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def share_in_terminal(paths: Sequence[Path], output: Path, *, execute: bool, title: str) -> None:
    """Share notebooks; progress goes to stderr, the files and their sizes to stdout.

    Parameters
    ----------
    paths
        Notebooks, or folders that contain them; by default the current folder.
    output, execute, title
        As for `analysis.sharing.share`.

    Raises
    ------
    NotebookError
        There is no notebook, or one cannot be shared.
    OSError
        The site cannot be written.
    """
    notebooks = find_notebooks(paths)
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        tasks = {path: progress.add_task(escape(path.stem), total=None) for path in notebooks}

        def on_cell(path: Path, done: int, cells: int) -> None:
            progress.update(tasks[path], completed=done, total=cells)

        pages = share(notebooks, output, execute=execute, title=title, on_cell=on_cell)
    index = output / "index.html"
    size_bytes = sum(page.size_bytes for page in pages) + index.stat().st_size
    lines = [f"{page.file}: {page.size_bytes / 1e6:.1f} MB, {page.seconds:.1f} s" for page in pages]
    lines.append(
        f"{index}: {len(pages)} page{'' if len(pages) == 1 else 's'}, "
        f"{size_bytes / 1e6:.1f} MB in all. Open it in a browser; it needs no network."
    )
    console = Console()
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
