"""Where the command begins: signals end it in order, also while it still loads."""

from __future__ import annotations

import signal
import sys

from analysis.cli.ending import INTERRUPTED, answer_signals


def main() -> None:
    """Run the command of the line."""
    try:
        answer_signals()
        from analysis.cli.commands import app

        app()
    except KeyboardInterrupt:  # while it loaded; later the command itself answers
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
    finally:
        # All is done but Python's own ending, which would answer with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
