"""No test reaches further than this machine: what tries to fails the test that it runs in."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

OFFLINE = Path(__file__).parent / "tests" / "offline"
sys.path.insert(0, str(OFFLINE))

import no_network  # noqa: E402 (from the folder that was just named)

if TYPE_CHECKING:
    from collections.abc import Iterator

collect_ignore = ["tests/offline/sitecustomize.py"]  # importing it acts

_paths = [str(OFFLINE), *filter(None, [os.environ.get("PYTHONPATH")])]
os.environ["PYTHONPATH"] = os.pathsep.join(_paths)
_file, _name = tempfile.mkstemp(prefix="tried-", suffix=".txt")
os.close(_file)
os.environ[no_network.TRIED] = _name  # each process of pytest has its own
no_network.forbid()


def _say_what_was_tried() -> None:
    file = Path(_name)
    if file.stat().st_size:
        said = file.read_text(encoding="utf-8")
        file.write_text("")
        pytest.fail(said.strip(), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    """Look at what fixtures tried."""
    yield
    _say_what_was_tried()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Look at what the test tried."""
    yield
    _say_what_was_tried()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Look at what was tried by what a test leaves running until then."""
    yield
    _say_what_was_tried()


def pytest_unconfigure() -> None:
    """Forget the file."""
    Path(_name).unlink(missing_ok=True)
