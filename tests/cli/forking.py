"""The command, imported once and forked for each line of standard input: a hundred runs a minute.

A case is a JSON object with ``words`` and ``cwd``; by ``streams`` one can be a file of that name,
``closed``, or ``left`` (a pipe that nobody reads any more), and ``encoding`` is that of a terminal.
The answer is a JSON object with ``code``, ``out`` and ``err``; a command that takes too long has
the code ``None``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from typing import Any, NoReturn

import analysis.cli.checking
import analysis.cli.differing
import analysis.cli.starter
import analysis.evidence
import analysis.revisions
import analysis.sharing.site  # noqa: F401 (what commands import when they are asked)
from analysis.cli import main
from analysis.cli.commands import app  # noqa: F401

PATIENCE_S = 20


def run(case: dict[str, Any]) -> dict[str, object]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            begin(case, {1: out.fileno(), 2: err.fileno()})
        code = ending(child)
        for file in (out, err):
            file.seek(0)
        return {"code": code, "out": out.read().decode(), "err": err.read().decode()}


def begin(case: dict[str, Any], captured: dict[int, int]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        os.chdir(case["cwd"])
        for number, name in ((1, "stdout"), (2, "stderr")):
            point(number, case.get("streams", {}).get(name), captured[number])
            if name in case.get("closed", ()):
                os.close(number)
                setattr(sys, name, None)
            elif "encoding" in case:
                getattr(sys, name).reconfigure(encoding=case["encoding"], errors="strict")
        sys.argv = ["dossier", *case["words"]]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)


def point(number: int, to: str | None, otherwise: int) -> None:
    if to == "left":
        reading, writing = os.pipe()
        os.close(reading)
        os.dup2(writing, number)
    elif to is not None:
        os.dup2(os.open(to, os.O_WRONLY), number)
    else:
        os.dup2(otherwise, number)


def ending(child: int) -> int | None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
