"""The command in this process, where a test needs no terminal of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from typer.testing import CliRunner

from analysis.cli import app

if TYPE_CHECKING:
    from typer.testing import Result


class Run(Protocol):
    def __call__(self, *words: object, **variables: str) -> Result: ...


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with these words; it never ends in an exception."""
    monkeypatch.delenv("DOSSIER_ARTICLE", raising=False)

    def run_command(*words: object, **variables: str) -> Result:
        environment = {"COLUMNS": "200", "NO_COLOR": "1", **variables}
        done = CliRunner().invoke(app, [str(word) for word in words], env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    return run_command
