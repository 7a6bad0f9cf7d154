"""How far a long task is, on standard error: on a terminal, or where somebody asks for it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Advance = Callable[[int, int], None]
    """What is called with the number of things that are done, and with that of all."""


@contextmanager
def progress_bar(what: str, *, shown: bool | None = None) -> Iterator[Advance]:
    """Show how many things are done.

    Parameters
    ----------
    what
        What is done, as "Dossiers read".
    shown
        Whether to show it; None shows it on a terminal only.
    """
    if not (on_terminal() if shown is None else shown):
        yield lambda _done, _every: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, every: bar.update(task, completed=done, total=every)


def on_terminal() -> bool:
    """Whether somebody sees what is written to standard error."""
    return sys.stderr.isatty()
