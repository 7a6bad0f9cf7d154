"""How the command speaks: UTF-8 whatever the locale, and a sentence instead of a traceback."""

from __future__ import annotations

import sys
import traceback
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import typer
from typer.core import TyperGroup

from analysis.cli.ending import INTERRUPTED
from analysis.dossier import AnalysisError, QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Commands(TyperGroup):
    """Commands that write UTF-8, and say on stderr in a sentence what went wrong."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 (as in Typer)
        """Run the command of the line; Typer itself ends wrong usage and closed pipes."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        code = 1
        try:
            return super().main(*args, **extra)
        except AnalysisError as error:
            message = str(error)
        except OSError as error:
            message = sentence(error)
        except MemoryError:
            message = "There is not enough memory for this."
        except SystemExit as end:
            if end.code != INTERRUPTED:
                raise
            code, message = INTERRUPTED, "Interrupted."
        except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001 (the last resort)
            at = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}: {error}"
            said = " ".join(what.split())
            message = f"This is a fault of the command, not of the data. {said}"
        with suppress(OSError):  # nobody takes it
            typer.echo(message, err=True)
        sys.exit(code)


def say(text: str, *, nl: bool = True) -> None:
    """Write a result to standard output.

    Raises
    ------
    OSError
        It cannot be written; the message says so.
    """
    try:
        typer.echo(text, nl=nl)
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard output") from error


@contextmanager
def about_option(name: str) -> Iterator[None]:
    """Take what is refused for wrong usage of an option.

    Raises
    ------
    typer.BadParameter
        It was refused.
    """
    try:
        yield
    except QuestionError as refused:
        raise typer.BadParameter(f"{name}: {refused}") from None


def sentence(error: OSError) -> str:
    """Word what the system refused, and where."""
    place = error.filename2 or error.filename
    return f"{place}: {error.strerror}" if place else error.strerror or str(error)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress(files: Sequence[Path]) -> Iterator[Callable[[Path, int, int], None]]:
    """Show on stderr how much of each file is done, such as the cells of a notebook."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as shown:
        tasks = {path: shown.add_task(escape(path.stem), total=None) for path in files}
        yield lambda path, done, of: shown.update(tasks[path], completed=done, total=of)
