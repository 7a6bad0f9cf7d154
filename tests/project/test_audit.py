"""``make audit`` passes only if it was answered for everything, by the real pip-audit."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[2]
LOCK = """\
idna==3.20 \\
    --hash=sha256:00
networkx==3.6.1 ; python_full_version < '3.12' \\
    --hash=sha256:00
networkx==3.7 ; python_full_version >= '3.12' \\
    --hash=sha256:00
pywinpty==3.0.5 ; os_name == 'nt' \\
    --hash=sha256:00
"""
ALL = [("idna", "3.20"), ("networkx", "3.6.1"), ("networkx", "3.7"), ("pywinpty", "3.0.5")]


class Advisories(BaseHTTPRequestHandler):
    """Answers as the OSV database does, from the holes that a test names."""

    asked: ClassVar[list[tuple[str, str]]] = []
    holes: ClassVar[dict[str, str]] = {}
    silent: ClassVar[set[str]] = set()

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = question["package"]["name"], question["version"]
        self.asked.append((name, version))
        self.send_response(503 if name in self.silent else 200)
        self.end_headers()
        events = [{"introduced": "0"}, {"fixed": "9.9"}]
        affected = {"package": question["package"]} | {
            "ranges": [{"type": "ECOSYSTEM", "events": events}]
        }
        hole = {"id": self.holes.get(name), "affected": [affected], "aliases": ["CVE-2031-1"]}
        answer = {"vulns": [hole]} if name in self.holes else {}
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def advisories(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in {"asked": [], "holes": {}, "silent": set()}.items():
        monkeypatch.setattr(Advisories, name, value)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


def audit(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    (folder / "a.lock").write_text(LOCK)
    (folder / "b.lock").write_text(LOCK.partition("networkx")[0])
    options = ["--vulnerability-service", "osv", "--osv-url", address]
    options += ["--cache-dir", str(folder / "cache"), "--timeout", "5"]
    command = [sys.executable, ROOT / ".ci" / "audit.py", "a.lock", "b.lock", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_it_passes_where_everything_was_asked_for_every_system_and_python(
    advisories: str, tmp_path: Path
) -> None:
    done = audit(tmp_path, advisories)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Asked for 4 of 4 locked dependencies; 0 known vulnerabilities.\n"
    assert sorted(Advisories.asked) == ALL


def test_it_fails_where_something_has_a_known_vulnerability(
    advisories: str, tmp_path: Path
) -> None:
    Advisories.holes["pywinpty"] = "GHSA-0000"
    done = audit(tmp_path, advisories)
    assert done.returncode == 1
    assert "pywinpty 3.0.5: CVE-2031-1 (GHSA-0000), fixed in 9.9\n" in done.stdout
    assert "SECURITY.md" in done.stderr


def test_it_fails_where_it_could_not_ask(advisories: str, tmp_path: Path) -> None:
    Advisories.silent.add("idna")
    done = audit(tmp_path, advisories)
    assert done.returncode == 1
    assert "Could not ask for idna 3.20" in done.stdout
    assert "this is not a pass" in done.stderr


def test_it_fails_where_nobody_answers(tmp_path: Path) -> None:
    done = audit(tmp_path, "http://127.0.0.1:9/v1/query")
    assert done.returncode == 1
    assert "Could not ask for idna 3.20, networkx 3.6.1, networkx 3.7 and 1 more" in done.stdout
    assert "Asked for 0 of 4 locked dependencies" in done.stdout
    assert "this is not a pass" in done.stderr
