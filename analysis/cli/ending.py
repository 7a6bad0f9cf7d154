"""How the command ends when a signal asks it to: in order, and with the status a shell expects."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
"""Status of a command that Ctrl-C has ended."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def answer_signals() -> None:
    """Leave in order from now on, unless whoever started the command ignores the signal."""
    for name in _SIGNALS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave by an exception, so that drafts are removed and kernels ended; asked again, at once."""
    signal.signal(number, signal.SIG_DFL)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)
