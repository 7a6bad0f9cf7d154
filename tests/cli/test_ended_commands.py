"""Commands that a signal ends lose nothing: a few of what ``tests/hostile/interrupts.py`` does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "hostile" / "interrupts.py"


@pytest.mark.slow
def test_commands_that_are_ended_at_any_moment_lose_nothing() -> None:
    command = [sys.executable, str(SCRIPT), "--attacks", "8", "--seed", "4"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "8 attacks, 0 findings {}\n", done.stderr
    assert done.returncode == 0
