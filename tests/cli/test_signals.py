"""Ctrl-C at any moment, and what a system sends that ends a process: nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = Path(sys.executable).parent / "dossier"
PATIENCE_S = 60


def answers_signals(process: subprocess.Popen[bytes], tmp_path: Path) -> bool:
    """Whether the command has begun; Python itself takes a moment before."""
    del tmp_path
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def runs_a_cell(process: subprocess.Popen[bytes], tmp_path: Path) -> bool:
    del process
    written = tmp_path / "kernel"
    return written.exists() and bool(written.read_text())


def ended_while(
    tmp_path: Path,
    moment: Callable[[subprocess.Popen[bytes], Path], bool],
    number: int,
    delay_s: float = 0,
) -> tuple[int, bytes, bytes]:
    """Share a notebook that takes long, and send a signal at a moment or a while after it."""
    name = str(tmp_path / "kernel")
    source = f"import os, pathlib, time\npathlib.Path({name!r}).write_text(str(os.getpid()))\n"
    notebook = new_notebook(cells=[new_code_cell(f"{source}time.sleep(99)")])
    nbformat.write(notebook, tmp_path / "n.ipynb")
    with subprocess.Popen(
        [COMMAND, "share", tmp_path / "n.ipynb", "-o", tmp_path / "site"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 (no threads)
    ) as process:
        end = time.monotonic() + PATIENCE_S
        while process.poll() is None and not moment(process, tmp_path):
            assert time.monotonic() < end
            time.sleep(0.01)
        time.sleep(delay_s)
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


def kernel_is_gone(tmp_path: Path) -> bool:
    kernel = int((tmp_path / "kernel").read_text())
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            os.kill(kernel, 0)
        except ProcessLookupError:
            return True
        with suppress(ChildProcessError):
            os.waitpid(kernel, os.WNOHANG)
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("delay_s", [0, 0.2, 0.6, 1.5])
def test_ctrl_c_is_answered_at_any_moment(tmp_path: Path, delay_s: float) -> None:
    code, out, err = ended_while(tmp_path, answers_signals, signal.SIGINT, delay_s)
    assert code == 130
    assert out == b""
    assert err.splitlines()[-1] == b"Interrupted."
    assert b"Traceback" not in err
    assert {path.name for path in tmp_path.iterdir()} <= {"n.ipynb", "kernel"}


@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_what_ends_the_command_ends_its_kernel_too(tmp_path: Path, number: str, code: int) -> None:
    done = ended_while(tmp_path, runs_a_cell, getattr(signal, number))
    assert done[0] == code
    assert b"Traceback" not in done[2]
    assert kernel_is_gone(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kernel", "n.ipynb"]


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    """As ``nohup`` asks for."""
    with subprocess.Popen(
        [COMMAND, "new", tmp_path / "d"],
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),  # noqa: PLW1509 (no threads)
    ) as process:
        while process.poll() is None and not answers_signals(process, tmp_path):
            time.sleep(0.01)
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0


def test_the_command_begins_before_anything_heavy_is_loaded() -> None:
    """What takes long to import is imported where Ctrl-C is answered."""
    heavy = "{'polars', 'typer', 'dataframely', 'rich'}"
    code = f"import sys, analysis.cli; print(*({heavy} & set(sys.modules)), sep='')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
    code = "import analysis; print({*analysis.__all__, 'weapons'} <= {*dir(analysis)})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
