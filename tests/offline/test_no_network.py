"""A test that asks the network fails, wherever it does so; and the package never asks."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAR = "192.0.2.1"  # of no machine (RFC 5737)
WAYS = {
    "here": f"import socket\nsocket.create_connection(('{FAR}', 80), timeout=1)",
    "a datagram": f"import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('{FAR}', 9))",
    "a name": "import socket\nsocket.getaddrinfo('example.org', 443)",
    "an address of the web": f"import urllib.request\nurllib.request.urlopen('http://{FAR}/')",
    "swallowed": (
        "import contextlib, socket\nwith contextlib.suppress(OSError):\n"
        f"    socket.create_connection(('{FAR}', 80), timeout=1)"
    ),
    "a child": (
        "import subprocess, sys\n"
        f"code = 'import socket; socket.create_connection((\"{FAR}\", 80), timeout=1)'\n"
        "subprocess.run([sys.executable, '-c', code], capture_output=True)"
    ),
    "a kernel": (
        "from nbclient import NotebookClient\n"
        "from nbformat.v4 import new_code_cell, new_notebook\n"
        f"code = 'import socket; socket.socket().connect_ex((\"{FAR}\", 80))'\n"
        "NotebookClient(new_notebook(cells=[new_code_cell(code)]), kernel_name='python3',\n"
        "    allow_errors=True).execute()"
    ),
}
LOCAL = """\
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(("localhost", server.getsockname()[1])).close()
socket.getaddrinfo(None, 80)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of tests of their own, by the rules of these tests."""
    folder = tmp_path_factory.mktemp("tests")
    file = folder / "test_ways.py"
    bodies = {**WAYS, "of this machine": LOCAL}
    for way, code in bodies.items():
        body = "".join(f"    {line}\n" for line in code.splitlines())
        with file.open("a") as tests:
            tests.write(f"def test_{way.replace(' ', '_')}():\n{body}\n")
    options = ["-q", "-rAf", "--color=no", "-p", "conftest", f"-c{os.devnull}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", folder, file],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize("way", WAYS)
def test_what_leads_off_this_machine_fails_the_test_and_is_named(way: str, said: str) -> None:
    address = "example.org" if way == "a name" else FAR
    (line,) = re.findall(rf"^FAILED \S+::test_{way.replace(' ', '_')} - (.*)", said, re.MULTILINE)
    assert f"A test may reach only this machine, and this one tried {address}" in line


def test_this_machine_may_be_reached(said: str) -> None:
    assert re.search(r"^PASSED \S+::test_of_this_machine$", said, re.MULTILINE), said


ASKS = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib3"}
ASKS |= {"urllib.request", "webbrowser", "websockets", "xmlrpc"}
HARMLESS = {"url2pathname"}


def asking_imports(code: str) -> set[str]:
    """Modules that ask the network, among those that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            taken = {alias.name for alias in node.names} - HARMLESS
            names = [node.module, *(f"{node.module}.{name}" for name in taken)] if taken else []
        else:
            continue
        found |= {n for n in names if n in ASKS or n.partition(".")[0] in ASKS}
    return found


def test_no_module_imports_what_asks_the_network() -> None:
    assert asking_imports("from urllib import request") == {"urllib.request"}
    assert asking_imports("import http.client") == {"http.client"}
    for path in (ROOT / "analysis").rglob("*.py"):
        assert not asking_imports(path.read_text(encoding="utf-8")), path
        assert "fetch_url" not in path.read_text(encoding="utf-8"), path  # trafilatura has one


def test_no_script_of_a_page_asks_the_network() -> None:
    asks = re.compile(
        r"\b(?:fetch|importScripts|sendBeacon|import)\(|\b(?:XMLHttpRequest|WebSocket|EventSource)\b"
    )
    assert asks.search("fetch('a')")
    scripts = [*(ROOT / "analysis").rglob("*.js"), *(ROOT / "analysis").rglob("*.html")]
    assert scripts
    for path in scripts:
        assert not asks.search(path.read_text(encoding="utf-8")), path
