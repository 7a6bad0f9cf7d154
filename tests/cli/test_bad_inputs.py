"""Whatever is in the place of a file, a command answers in sentences and with its exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis.dossier.reading import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@dataclass
class Done:
    code: int | None
    out: str
    err: str


class Command:
    """The command, forked from a process that has imported it."""

    def __init__(self) -> None:
        driver = Path(__file__).with_name("forking.py")
        environment = {k: v for k, v in os.environ.items() if k != "DOSSIER_ARTICLE"}
        environment |= {"COLUMNS": "1000", "NO_COLOR": "1", "POLARS_MAX_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, driver],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def __call__(self, cwd: Path, *words: object, **more: Any) -> Done:  # noqa: ANN401
        assert self.process.stdin
        assert self.process.stdout
        case = {"words": [str(word) for word in words], "cwd": str(cwd), **more}
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        return Done(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def command() -> Iterator[Command]:
    started = Command()
    yield started
    started.close()


def answered(done: Done, *names: str) -> None:
    """A good run, or one whose last words name what is wrong; never a traceback, never silence."""
    said = done.out + done.err
    assert done.code in {0, 1, 2}, said or "it took too long"
    assert "Traceback" not in said
    assert "fault of the command" not in said
    assert "Exception ignored" not in said
    if done.code:
        assert any(name in said for name in names), said


MADE = {
    "nothing": Path.absolute,
    "file": lambda path: path.write_text("words\n"),
    "folder": lambda path: path.mkdir(),
    "dangling link": lambda path: path.symlink_to("no/where"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "pipe": os.mkfifo,
    "link to a full device": lambda path: path.symlink_to("/dev/full"),
}
"""What may be in the place of a file or folder."""
NAMES = ["odd \udcff\u202e\n'1'", "x" * 300, "file/below", ""]
"""Names that a place may have."""
USES = {
    "check": ("check", "{}"),
    "check --article": ("check", "dossier", "--article", "{}"),
    "new": ("new", "{}"),
    "share": ("share", "{}", "--no-execute", "-o", "site"),
    "share --output": ("share", "n.ipynb", "--no-execute", "-o", "{}"),
    "anchor --article": ("anchor", "cross a line", "--article", "{}"),
    "export": ("export", "{}", "--format", "dna-events"),
    "export --output": ("export", "dossier", "--format", "croissant", "-o", "{}"),
    "diff": ("diff", "{}", "dossier"),
    "diff with": ("diff", "dossier", "{}"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small dossier, since each run reads it anew, and a notebook."""
    folder = tmp_path / "dossier"
    folder.mkdir()
    for file in ("sources.csv", "actors.csv", "article.txt", "study.toml"):
        shutil.copy(EXAMPLE / file, folder)
    choices = (folder / "study.toml").read_text(encoding="utf-8").split("[article]")[0]
    (folder / "study.toml").write_text(choices, encoding="utf-8")
    claims = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    claims.select(*claims.columns[:6], "speaker", "statement").write_csv(folder / "claims.csv")
    (tmp_path / "n.ipynb").write_text(NOTEBOOK)
    (tmp_path / "file").write_text("mine")
    return tmp_path


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("made", MADE)
def test_whatever_is_in_the_place_of_an_argument(
    command: Command, home: Path, use: str, made: str
) -> None:
    MADE[made](home / "place")
    reads = made == "pipe" and use == "export --output"  # it waits for a reader, as it should
    if not reads:
        words = [word.format("place") for word in USES[use]]
        answered(command(home, *words), "place", "claims.csv")


@pytest.mark.parametrize("use", ["check", "diff", "new", "share --output", "export --output"])
@pytest.mark.parametrize("name", NAMES, ids=[repr(name[:12]) for name in NAMES])
def test_whatever_an_argument_is_called(command: Command, home: Path, use: str, name: str) -> None:
    words = [word.format(name) for word in USES[use]]
    shown = name[:3].encode("utf-8", "backslashreplace").decode()
    answered(command(home, *words), shown)


TEXTS: dict[str, bytes] = {
    "empty": b"",
    "mark of a byte order": b"\xef\xbb\xbf\n\n",
    "binary": bytes(range(256)) * 40,
    "two bytes a character": "claim_id,quote\na,b\n".encode("utf-16"),
    "conflict": b"<<<<<<< HEAD\n{}\n=======\n[]\n>>>>>>> theirs\n",
    "open quotation mark": b'claim_id,quote\n"a,b\n' + b"c,d\n" * 1000,
    "long line": b"a" * 300_000,
    "long cell": b'claim_id,quote\n"' + b"a" * 200_000 + b'",b\n',
    "deep": b"[" * 100_000,
    "number": b"1e999",
}


@pytest.mark.parametrize("file", ["claims.csv", "study.toml", "article.txt", "drafts.json"])
@pytest.mark.parametrize("text", TEXTS)
def test_whatever_a_file_of_a_dossier_contains(
    command: Command, home: Path, file: str, text: str
) -> None:
    before = shutil.copytree(home / "dossier", home / "before")
    (home / "dossier" / file).write_bytes(TEXTS[text])
    answered(command(home, "check", "dossier"), file, "claims.csv")
    if file in {"claims.csv", "study.toml"}:
        done = command(home, "diff", before, "dossier")
        answered(done, file, "dossier check dossier lists")
        assert max(map(len, done.out.splitlines()), default=0) < 1000
    if file == "article.txt":
        answered(command(home / "dossier", "anchor", "cross a line"), file)


@pytest.mark.parametrize("file", ["claims.csv", "study.toml", "article.txt", "drafts.json"])
@pytest.mark.parametrize("made", MADE)
def test_whatever_is_in_the_place_of_a_file_of_a_dossier(
    command: Command, home: Path, file: str, made: str
) -> None:
    before = shutil.copytree(home / "dossier", home / "before")
    (home / "dossier" / file).unlink(missing_ok=True)
    MADE[made](home / "dossier" / file)
    if file in {"claims.csv", "study.toml"}:
        answered(command(home, "diff", "dossier", before), file, "dossier")
    done = command(home, "check", "dossier")
    answered(done, file, *["claims.csv"] * (file == "article.txt"))
    if made in {"dangling link", "link to itself"}:
        assert done.code == 1, "the file is not absent, it cannot be read"


CELLS: list[object] = [
    1,
    [1],
    {},
    [{}],
    [{"cell_type": "code"}],
    [{"cell_type": 1}],
    [[]],
    [{"cell_type": "code", "source": 1, "metadata": {}, "outputs": [], "execution_count": 1}],
    [{"cell_type": "code", "source": "1", "metadata": [], "outputs": [1], "execution_count": 1}],
    [{"cell_type": "markdown", "source": "a", "metadata": {}, "attachments": [1]}],
    [{"cell_type": "markdown", "source": "![a](attachment:b c.png)", "metadata": {}}],
]
NOTEBOOKS: dict[str, bytes] = (
    TEXTS
    | {
        "text": b'"text"',
        "empty object": b"{}",
        "future": NOTEBOOK.replace('"nbformat": 4', '"nbformat": 99').encode(),
        "past": b'{"worksheets": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}',
        "past without sheets": b'{"metadata": {}, "nbformat": 3, "nbformat_minor": 0}',
        "version in words": NOTEBOOK.replace('"nbformat": 4', '"nbformat": "four"').encode(),
        "list of metadata": NOTEBOOK.replace('"metadata": {}', '"metadata": []').encode(),
        "list of kernels": NOTEBOOK.replace(
            '"metadata": {}', '"metadata": {"kernelspec": []}'
        ).encode(),
        "number of a language": NOTEBOOK.replace(
            '"metadata": {}', '"metadata": {"language_info": {"name": 1}}'
        ).encode(),
        "half a character": NOTEBOOK.replace("[]", '[{"source": "\\ud800"}]').encode(),
    }
    | {
        f"cells {number}": NOTEBOOK.replace("[]", json.dumps(cells)).encode()
        for number, cells in enumerate(CELLS)
    }
)


@pytest.mark.parametrize("text", NOTEBOOKS)
def test_whatever_a_notebook_contains(command: Command, home: Path, text: str) -> None:
    (home / "n.ipynb").write_bytes(NOTEBOOKS[text])
    done = command(home, "share", "n.ipynb", "--no-execute")
    answered(done, "n.ipynb")
    assert not re.search("has no attribute|not iterable|argument|NoneType", done.err)
    assert (home / "site").exists() == (done.code == 0)


STREAMS: dict[str, dict[str, Any]] = {
    "output left": {"streams": {"stdout": "left"}},
    "both left": {"streams": {"stdout": "left", "stderr": "left"}},
    "output full": {"streams": {"stdout": "/dev/full"}},
    "both full": {"streams": {"stdout": "/dev/full", "stderr": "/dev/full"}},
    "both closed": {"closed": ["stdout", "stderr"]},
    "Windows": {"encoding": "cp1252"},
    "ASCII": {"encoding": "ascii"},
}
COMMANDS = {
    "help": ("--help",),
    "usage": ("export", "--format", "nothing"),
    "check": ("check", "broken"),
    "diff": ("diff", "dossier", "broken"),
    "new": ("new", "made 北"),
    "share": ("share", "北.ipynb", "--no-execute"),
    "anchor": ("anchor", "cross a line", "--article", "dossier/article.txt"),
    "export": ("export", "dossier", "--format", "webannotation"),
}


@pytest.mark.parametrize("words", COMMANDS)
def test_wherever_the_output_goes(command: Command, home: Path, words: str) -> None:
    broken = Path(shutil.copytree(home / "dossier", home / "broken"))
    (broken / "actors.csv").write_text("actor_id,name,kind\né,北 🦭,state\n", encoding="utf-8")
    (home / "n.ipynb").rename(home / "北.ipynb")
    plain = command(home, *COMMANDS[words])
    answered(plain, "")
    assert bool(plain.out) == (words != "usage"), "results are on stdout, all else is on stderr"
    for name, streams in STREAMS.items():
        shutil.rmtree(home / "made 北", ignore_errors=True)
        done = command(home, *COMMANDS[words], **streams)
        answered(done, "")
        said = re.sub(r"\d\.\d s", "", done.out)
        if "encoding" in streams:
            assert (done.code, said) == (plain.code, re.sub(r"\d\.\d s", "", plain.out)), name
        elif "closed" in streams:
            assert done.code == plain.code, name
        elif words != "usage":
            assert done.code == 1, name
        if name == "output full" and words not in {"usage", "help"}:
            assert "standard output: No space left on device" in done.err
        if name == "output left" and words not in {"usage", "share"}:
            assert done.err == ""
