"""The page on a first article: each command, cell and table in order, in an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient

import analysis
from analysis.coding.desk import Desk
from analysis.coding.prompting import FROM_WORDS
from analysis.dossier import TABLES
from analysis.dossier.tables import is_optional

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "your-own-article.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```|((?:^\|[^\n]*\|\n)+)", re.DOTALL | re.MULTILINE)
FIRST_SITTING = PAGE.split("## With a spreadsheet")[0]
TIE_OF_CLAIM = {"basis": "claim"}
"""What the form of a tie has already where it is opened from a claim, beside the claim."""


def parts(page: str) -> Iterator[tuple[str, str]]:
    """Blocks of the page by their language, and its tables, in order."""
    for match in BLOCK.finditer(page):
        yield (match[1], match[2]) if match[1] else ("table", match[3])


def rows(table: str) -> list[dict[str, str]]:
    lines = [[cell.strip() for cell in line[1:-1].split("|")] for line in table.splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


class Coding:
    """Does what the page's tables say, by the messages that the view sends."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        self.asks = count(1)
        self.state = self.ask({"type": "open"})
        self.people: dict[str, dict[str, str]] = {}

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        (answer,) = self.desk.answer({**message, "ask": next(self.asks)})
        assert answer["type"] != "refused", answer
        return answer

    def columns(self, table: str) -> dict[str, dict[str, Any]]:
        return {column["label"]: column for column in self.state["form"][table]["columns"]}

    def names(self) -> dict[str, str]:
        return {name: key for key, name, _ in self.state["names"]["actors"]}

    def cell(self, column: dict[str, Any], shown: str, added: dict[str, str]) -> str:
        """Give what is stored for what a person chooses or types."""
        if column.get("table"):
            known = self.names() | added
            return "|".join(known[name] for name in shown.split(", ")) if shown else ""
        words = {word["label"]: word["word"] for word in column.get("words", [])}
        if column["kind"] == "boolean":
            words = {"yes": "true", "no": "false"}
        return words[shown] if words and shown else shown

    def actors(self, shown: dict[str, str]) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Add in place whoever a row names and the dossier does not have."""
        more, added = list[dict[str, Any]](), dict[str, str]()
        for name in ", ".join(filter(None, shown.values())).split(", "):
            if name in self.people and name not in self.names() | added:
                form = self.columns("actors")
                cells = {
                    form[label]["name"]: self.cell(form[label], value, added)
                    for label, value in self.people[name].items()
                }
                key = self.ask({"type": "ids", "table": "actors", "cells": cells})["key"]
                more.append({"table": "actors", "cells": {"actor_id": key} | cells})
                added[name] = key
        return more, added

    def save(self, table: str, key: str | None, known: dict[str, str], row: dict[str, str]) -> None:
        form = self.columns(table)
        who = {label: value for label, value in row.items() if form[label].get("table") == "actors"}
        more, added = self.actors(who)
        cells = {form[label]["name"]: self.cell(form[label], v, added) for label, v in row.items()}
        empty = {column["name"]: "" for column in form.values()}
        sent = {"table": table, "key": key, "cells": empty | known | cells, "more": more}
        self.ask({"type": "save", **sent, "draft": None})
        self.state = self.ask({"type": "reload"})

    def code(self, row: dict[str, str]) -> None:
        words = row.pop("Words")
        at = self.state["text"].index(words)
        assert self.state["text"].count(words) == 1
        claim = next((c for c in self.state["claims"] if c["start"] == at), None)
        if "First party" in row:
            assert claim
            self.save("ties", None, {**TIE_OF_CLAIM, "claim_id": claim["key"]}, row)
        elif claim:
            self.save("claims", claim["key"], claim["cells"], row)
        else:
            found = self.ask({"type": "select", "start": at, "end": at + len(words)})
            self.save("claims", None, found["cells"], row)

    def table(self, text: str) -> None:
        for row in rows(text):
            if "Words" in row:
                self.code(row)
            else:
                self.people[row["Name"]] = row


class Shell:
    """A terminal in a folder, whose commands go on where those before them ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, "PATH": path}
        self.lab: subprocess.Popen[str] | None = None
        self.said = ""

    def run(self, block: str) -> str:
        """Run commands, and give what they print; JupyterLab goes on meanwhile."""
        printed = ""
        for command in block.strip().splitlines():
            if command.startswith("jupyter lab"):
                self.lab = self.started(f"{command} --no-browser --allow-root --port 0")
            elif not command.startswith((". .venv/", "make ")):
                done = self.done(command)
                assert done.returncode == (1 if "dossier intake" in command else 0), done.stderr
                printed += done.stdout
                self.said += done.stderr
        return printed

    def done(self, command: str) -> subprocess.CompletedProcess[str]:
        words = ["bash", "-c", command]
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def started(self, command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lab_has_started(self) -> bool:
        """Wait for the address of JupyterLab, which it gives once it can be opened."""
        assert self.lab
        assert self.lab.stderr
        return any("/lab?token=" in line for line in self.lab.stderr)

    def end(self) -> None:
        if self.lab:
            self.lab.terminate()
            self.lab.communicate(timeout=30)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    opened = Shell(tmp_path)
    yield opened
    opened.end()


@pytest.mark.slow
def test_the_page_leads_from_a_text_to_a_shared_page(tmp_path: Path, shell: Shell) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    printed = ""
    coding: Coding | None = None
    notebook = nbformat.v4.new_notebook()
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    with client.setup_kernel():
        for kind, content in parts(PAGE):
            if kind == "sh":
                printed = shell.run(content)
            elif kind == "python":
                cell = nbformat.v4.new_code_cell(content)
                notebook.cells.append(cell)
                client.execute_cell(cell, len(notebook.cells) - 1)
                printed = "".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs)
                coding = coding or Coding(tmp_path / "my-dossier")
            elif kind == "json":
                (tmp_path / "answer.json").write_text(content, encoding="utf-8")
            elif kind == "text":
                assert printed.startswith(content.removesuffix("...\n").rstrip("\n"))
            else:
                assert coding
                coding.table(content)
    assert shell.lab_has_started()
    assert "moves alone" not in shell.said
    view = notebook.cells[0].outputs[0].data
    assert "application/vnd.jupyter.widget-view+json" in view
    article = (tmp_path / "my-dossier/article.txt").read_text(encoding="utf-8")
    saved = nbformat.writes(notebook)
    assert "in the rain Hallen came out with tea" in article
    assert "in the rain Hallen came out with tea" not in saved
    check_site(tmp_path / "site", article)


def check_site(site: Path, article: str) -> None:
    index = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert index.h1
    assert index.h1.get_text(strip=True) == article.splitlines()[0]
    drawn = [
        figure
        for page in site.glob("0*.html")
        for figure in BeautifulSoup(page.read_text("utf-8"), "html.parser").select(
            "figure.dossier-explorer"
        )
    ]
    assert len(drawn) >= 5
    assert not any("in the rain Hallen" in path.read_text("utf-8") for path in site.glob("*.html"))


def test_the_page_counts_commands_cells_fields_and_words_rightly() -> None:
    blocks = [(kind, content) for kind, content in parts(FIRST_SITTING)]
    commands = [line for kind, c in blocks if kind == "sh" for line in c.strip().splitlines()]
    claims = TABLES["claims"].columns()
    needed = [n for n, c in claims.items() if not is_optional(c) and n not in FROM_WORDS]
    fields = len(needed) - len(TABLES["claims"].primary_key())
    words = len((ROOT / "examples/tunnel/article.txt").read_text(encoding="utf-8").split())
    said = " ".join(PAGE.split())
    assert f"There are {len(commands)} commands and one cell to type" in said
    assert f"a first claim takes {fields} fields" in said
    assert f"{words} words about states" in said
    first = next(rows(content) for kind, content in blocks if kind == "table")
    assert len(first[0].keys() - {"Words"}) == fields


def test_the_environment_of_the_page_is_made_by_a_verb_of_the_makefile() -> None:
    (command,) = re.findall(r"^make .*", PAGE, re.MULTILINE)
    done = subprocess.run([*command.split(), "-n"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0


def test_the_finished_dossier_is_right_and_codes_what_the_page_codes() -> None:
    done = analysis.load(ROOT / "examples" / "tunnel")
    text = (done.folder / "article.txt").read_text(encoding="utf-8")
    spans = set(done.claims.select("start", "end").rows())
    for kind, content in parts(PAGE):
        for row in rows(content) if kind == "table" else ():
            if words := row.get("Words"):
                assert (text.index(words), text.index(words) + len(words)) in spans
    assert not [
        table for table in TABLES if table not in NOT_CODED and getattr(done, table).is_empty()
    ]


NOT_CODED = {"weapon_classes", "quantities", "deliveries"}
"""Tables that the finished dossier has no rows for."""
