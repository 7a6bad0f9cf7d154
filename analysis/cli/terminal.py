"""How the command speaks: UTF-8 whatever the locale, and a sentence instead of a traceback."""

from __future__ import annotations

import errno
import sys
import traceback
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import typer
from typer.core import TyperGroup

from analysis.dossier import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Callable

Options = ParamSpec("Options")


class Utf8Group(TyperGroup):
    """Commands that write UTF-8; what cannot be encoded is written with backslashes."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 (as in Typer)
        """Run the command of the line."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **extra)


def reported(command: Callable[Options, None]) -> Callable[Options, None]:
    """Say on stderr what went wrong and exit with 1; Typer's own exits pass."""

    @wraps(command)
    def run(*args: Options.args, **options: Options.kwargs) -> None:
        try:
            command(*args, **options)
        except (typer.Exit, typer.BadParameter):
            raise
        except AnalysisError as error:
            _fail(str(error))
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _fail(sentence(error))
        except Exception as error:  # noqa: BLE001 (the last resort)
            at = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(at.filename).name}, line {at.lineno}"
            name = type(error).__name__
            _fail(f"This is a fault of the command, not of the data. {name} in {where}: {error}")

    return run


def sentence(error: OSError) -> str:
    """Word what the system refused."""
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _fail(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)
