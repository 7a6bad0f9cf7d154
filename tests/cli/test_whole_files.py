"""What cannot be written completely leaves what was there, and nothing else."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis.dossier.reading import EXAMPLE
from analysis.writing import write_whole

if TYPE_CHECKING:
    from conftest import Run

COMMAND = Path(sys.executable).parent / "dossier"
NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def on_a_full_disk(*words: object, most_bytes: int = 100) -> subprocess.CompletedProcess[str]:
    """Run the command where a file has no room for more than some bytes."""
    return subprocess.run(
        [COMMAND, *map(str, words)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
        capture_output=True,
        text=True,
        check=False,
    )


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() if p.is_file() else b"" for p in folder.rglob("*")}


def test_an_export_leaves_the_file_of_before(tmp_path: Path) -> None:
    (tmp_path / "ties.graphml").write_text("mine")
    done = on_a_full_disk("export", EXAMPLE, "--format", "graphml", "-o", tmp_path / "ties.graphml")
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path}/ties.graphml: File too large\n"
    assert files_of(tmp_path) == {"ties.graphml": b"mine"}


def test_a_site_keeps_its_pages_of_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "n.ipynb").write_text(NOTEBOOK)
    words = ("share", tmp_path / "n.ipynb", "--no-execute", "-o", tmp_path / "site")
    assert run(*words).exit_code == 0
    before = files_of(tmp_path)
    done = on_a_full_disk(*words)
    assert done.returncode == 1
    assert done.stderr.endswith(f"{tmp_path}/site/n.html: File too large\n")
    assert files_of(tmp_path) == before


def test_a_site_is_new_in_all_its_pages_or_in_none(run: Run, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.ipynb").write_text(NOTEBOOK)
    site = tmp_path / "site"
    words = ("share", tmp_path / "a.ipynb", tmp_path / "b.ipynb", "--no-execute", "-o", site)
    assert run(*words, "--title", "Old").exit_code == 0
    before = files_of(site)
    (site / "b.html").unlink()
    (site / "b.html").mkdir()  # the page before it is ready to be replaced by then
    done = run(*words, "--title", "New")
    assert done.exit_code == 1
    assert "b.html" in done.stderr
    assert files_of(site) == before | {"b.html": b""}


def test_a_name_may_be_as_long_as_the_system_allows(run: Run, tmp_path: Path) -> None:
    output = tmp_path / ("x" * 255)
    assert run("export", EXAMPLE, "--format", "statements", "-o", output).exit_code == 0
    assert output.read_text().startswith("statement_id")


def test_an_interruption_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("mine")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "file", b"new")
    assert files_of(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("words", ["1", "2"])
def test_an_export_to_a_stream_by_its_name_goes_there(words: str) -> None:
    command = f"{COMMAND} export {EXAMPLE} --format statements -o /dev/fd/{words}"
    for take in (" | cat", " >/dev/null"):
        done = subprocess.run(["sh", "-c", command + take], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert b"Wrote /dev/fd/" in done.stderr
