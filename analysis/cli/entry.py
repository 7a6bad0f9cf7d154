"""Where the command begins: signals end it in order, also while it still loads."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def main() -> None:
    """Run the command of the line."""
    try:
        for name in _SIGNALS:
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, _end)
        from analysis.cli.commands import app

        app()
    except KeyboardInterrupt:  # while it loaded; later the command itself answers
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
    finally:
        # All is done but Python's own ending, which would answer with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave by an exception, so that drafts are removed and kernels ended; asked again, at once."""
    signal.signal(number, signal.SIG_DFL)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)
