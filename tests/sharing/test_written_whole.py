"""A site is written whole or not at all, whatever stops it."""

from __future__ import annotations

import ctypes
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.sharing import share

DOSSIER = Path(sys.executable).parent / "dossier"


def write(folder: Path, word: str, *names: str) -> list[Path]:
    """Write notebooks whose pages say a word, and so do the last bytes of each."""
    paths = []
    for name in names:
        stored = new_output("stream", name="stdout", text=f"{word} " * 20_000)
        cells = [new_markdown_cell(f"# {name}\n\n{word}")]
        cells.append(new_code_cell("1", execution_count=1, outputs=[stored]))
        paths.append(folder / f"{name}.ipynb")
        nbformat.write(new_notebook(cells=cells), paths[-1])
    return paths


def whole(folder: Path, word: str) -> bool:
    pages = [path.read_text("utf-8") for path in sorted(folder.glob("*.html"))]
    ended = all(page.rstrip().endswith("</html>") for page in pages)
    return ended and all(word in page for page in pages)


def limit_files(most_bytes: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


def test_a_disk_that_is_full_leaves_the_site_of_before(tmp_path: Path) -> None:
    out = tmp_path / "site"
    share(write(tmp_path, "before", "one", "two"), out, execute=False)
    result = subprocess.run(
        [DOSSIER, "share", *write(tmp_path, "after", "one", "two"), "--no-execute", "-o", out],
        capture_output=True,
        text=True,
        preexec_fn=lambda: limit_files(60_000),
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.endswith(f"{out}/one.html: File too large\n")
    assert "Traceback" not in result.stderr
    assert whole(out, "before")
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "one.html", "two.html"]


def obey_modes() -> None:
    """Let modes of files hold for the superuser, too: drop what overrides them (Linux)."""
    drop_from_bounds, overrides_modes = 24, 1
    ctypes.CDLL(None).prctl(drop_from_bounds, overrides_modes)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir(mode=0o555)
    command = [DOSSIER, "share", *write(tmp_path, "x", "one"), "--no-execute"]
    result = subprocess.run(
        [*command, "-o", tmp_path / "site"],
        capture_output=True,
        text=True,
        preexec_fn=obey_modes,
        check=False,
    )
    assert result.returncode == 1
    assert f"{tmp_path / 'site'}/one.html: Permission denied" in result.stderr
    assert list((tmp_path / "site").iterdir()) == []


@pytest.mark.parametrize("moved", [0, 1, 2, 3])
def test_what_fails_between_two_pages_leaves_all_as_they_were(
    tmp_path: Path, moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    share(write(tmp_path, "before", "one", "two"), out, execute=False)
    replace = Path.replace
    done: list[Path] = []

    def fail_at_last(source: Path, target: Path) -> Path:
        if len(done) == moved:
            monkeypatch.undo()
            raise OSError(28, "No space left on device", str(target))
        done.append(replace(source, target))
        return target

    monkeypatch.setattr(Path, "replace", fail_at_last)
    with pytest.raises(OSError, match="No space left"):
        share(write(tmp_path, "after", "one", "two", "new"), out, execute=False)
    assert whole(out, "before")
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "one.html", "two.html"]


def test_a_page_is_never_half_there_when_the_command_is_killed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    names = [f"n{number}" for number in range(5)]
    share(write(tmp_path, "before", *names), out, execute=False)
    first = (out / "n0.html").stat().st_ino
    command = [DOSSIER, "share", *write(tmp_path, "after", *names), "--no-execute", "-o", out]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and (out / "n0.html").stat().st_ino == first:
            time.sleep(0.0005)
        process.kill()
    for name in [*names, "index"]:
        page = (out / f"{name}.html").read_text("utf-8")
        assert page.rstrip().endswith("</html>")
