"""A Jupyter server for one test, which knows nothing of this machine's settings."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "of-this-test"  # noqa: S105 (it opens a server that lives for one test)
PATIENCE_S = 60


@contextmanager
def jupyter_server(program: str, home: Path, root: Path, *options: str) -> Iterator[str]:
    """Serve a folder with ``jupyterlab`` or ``notebook``, and give the address."""
    home.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", program, "--no-browser", "--allow-root"),
            f"--ServerApp.port={port}",
            f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.root_dir={root}",
            *options,
        ],
        env={**os.environ, **folders, "HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        # Where another program has taken the port meanwhile, the server takes the next free one.
        port = _said(home / "RUNTIME" / f"jpserver-{server.pid}.json")["port"]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()  # it would first ask its kernels to end, and wait
        server.wait()


def _said(file: Path) -> dict[str, int]:
    """Wait for what a server writes when it answers."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            said: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.1)
        else:
            return said
    pytest.fail(f"the server did not start within {PATIENCE_S} seconds")
