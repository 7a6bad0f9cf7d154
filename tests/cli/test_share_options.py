"""``dossier share``: how long a cell may run, and what is said of what a page leaves out."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run


def write(path: Path, *sources: str, html: str = "") -> None:
    cells = [new_code_cell(source, execution_count=1) for source in sources]
    if html:
        cells[0].outputs = [new_output("display_data", {"text/html": html})]
    nbformat.write(new_notebook(cells=cells), path)


def test_a_cell_that_runs_for_too_long_is_named_and_its_kernel_ended(
    run: Run, tmp_path: Path
) -> None:
    kernel = tmp_path / "kernel"
    source = f"import os, pathlib, time\npathlib.Path({str(kernel)!r}).write_text(str(os.getpid()))"
    write(tmp_path / "n.ipynb", source, "time.sleep(99)")
    start = time.monotonic()
    done = run("share", tmp_path / "n.ipynb", "-o", tmp_path / "site", "--timeout", "1")
    assert time.monotonic() - start < 60
    assert done.exit_code == 1
    assert f"{tmp_path}/n.ipynb: cell 2 of 2" in done.stderr
    assert "--timeout" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kernel", "n.ipynb"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(kernel.read_text()), 0)


def test_a_cell_that_is_done_in_time_is_shared(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", "6 * 7")
    done = run("share", tmp_path / "n.ipynb", "-o", tmp_path / "site", "--timeout", "600")
    assert done.exit_code == 0, done.stderr
    assert "42" in (tmp_path / "site/n.html").read_text()


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "1.5"])
def test_a_time_that_is_none_is_wrong_usage(run: Run, tmp_path: Path, seconds: str) -> None:
    write(tmp_path / "n.ipynb", "1")
    assert run("share", tmp_path / "n.ipynb", "--timeout", seconds).exit_code == 2


def test_what_is_left_out_is_said_and_under_strict_is_exit_code_1(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", "1", html="<p>kept</p><script>alert(1)</script>")
    words = ("share", tmp_path / "n.ipynb", "--no-execute", "-o")
    kind, strict = run(*words, tmp_path / "kind"), run(*words, tmp_path / "strict", "--strict")
    assert (kind.exit_code, strict.exit_code) == (0, 1)
    for done in (kind, strict):
        assert "n.html: " in done.stderr
        assert "script" in done.stderr
        assert "script" not in done.stdout
    assert "left out or changed" in strict.stderr
    for folder in ("kind", "strict"):
        assert "kept" in (tmp_path / folder / "n.html").read_text()


def test_strict_asks_nothing_of_a_page_that_is_whole(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "n.ipynb", "1", html="<p>kept</p>")
    done = run("share", tmp_path / "n.ipynb", "--no-execute", "-o", tmp_path / "site", "--strict")
    assert done.exit_code == 0, done.stderr


def test_the_help_names_the_options(run: Run) -> None:
    text = " ".join(run("share", "--help").stdout.split())
    assert "--timeout SECONDS [x>=1] Stop if a cell runs for longer than this" in text
    assert "--strict" in text
    assert "left out under --strict" in " ".join(run("--help").stdout.split())
