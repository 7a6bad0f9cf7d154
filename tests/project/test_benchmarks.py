"""benchmarks/README.md is what its scripts print: no number in it is written by hand."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"
SHARED = {"report.py", "run.py"}
SECTIONS = re.compile(r"^SECTIONS = (\(.*?\n\))", re.MULTILINE | re.DOTALL)
SCRIPTS = sorted(path.stem for path in FOLDER.glob("*.py") if path.name not in SHARED)


def imported(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import a script as Python finds it when it runs: with its folder on the path."""
    monkeypatch.syspath_prepend(FOLDER)
    for module in ("report", name):
        monkeypatch.delitem(sys.modules, module, raising=False)
    return importlib.import_module(name)


def texts(script: str) -> dict[str, str]:
    """Give the text constants of a script that are prose of the page, by their name."""
    tree = ast.parse((FOLDER / f"{script}.py").read_text(encoding="utf-8"))
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in {"TEXT", "HEAD"}
        and isinstance(node.value, ast.Constant)
    }


@pytest.mark.parametrize("script", [*SCRIPTS, "run"])
def test_no_number_of_the_prose_is_written_by_hand(script: str) -> None:
    for name, text in texts(script).items():
        plain = re.sub(r"`[^`]*`|\{[^}]*\}", "", text)
        assert not re.findall(r"\d+", plain), f"{script}.py, {name}"


def test_the_page_names_the_scripts_that_are_run_in_their_order() -> None:
    listed = SECTIONS.search((FOLDER / "run.py").read_text(encoding="utf-8"))
    assert listed
    sections = ast.literal_eval(listed[1])
    assert set(SCRIPTS) <= set(sections)
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`python benchmarks/(\w+)\.py`", page)
    assert named == [name for name in sections if name in named]
    assert " failed: " not in page
    for drawing in re.findall(r"\]\((\w+\.svg)\)", page):
        assert (FOLDER / drawing).exists(), drawing


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "benchmarks" / "run.py")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_run_goes_on_with_the_sections_that_are_left(tmp_path: Path) -> None:
    here = tmp_path / "benchmarks"
    here.mkdir()
    source = (FOLDER / "run.py").read_text(encoding="utf-8")
    names = ("first", "second", "third")
    shorter = SECTIONS.sub(f"SECTIONS = {names}", source)
    (here / "run.py").write_text(shorter, encoding="utf-8")
    for name in names:
        script = f"open({str(tmp_path / 'asked')!r}, 'a').write('{name} ')\n"
        script += f"print('## The {name}\\n\\n| a | b |')"
        (here / f"{name}.py").write_text(script, encoding="utf-8")
    whole = (here / "second.py").read_text(encoding="utf-8")
    (here / "second.py").write_text("raise ValueError('no such engine')", encoding="utf-8")

    ended = run(tmp_path)
    assert ended.returncode == 1
    assert "Failed: second" in ended.stderr
    page = (here / "README.md").read_text(encoding="utf-8")
    assert "## The first\n" in page
    assert "## The third\n" in page
    assert "`python benchmarks/second.py` failed: ValueError: no such engine" in page

    (here / "second.py").write_text(whole, encoding="utf-8")
    assert run(tmp_path).returncode == 0
    assert (tmp_path / "asked").read_text() == "first third second "
    page = (here / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == ["The first", "The second", "The third"]
    assert "failed" not in page

    assert run(tmp_path).returncode == 0
    assert (tmp_path / "asked").read_text().split()[3:] == ["first", "second", "third"]


def test_solvers_beside_ours_find_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    script = imported("balance", monkeypatch)
    edges = script.network("random", 16, 5)
    found = [script.METHODS[name](edges) for name in (script.OURS, script.MAXSAT, script.HIGHS)]
    assert found == [found[0]] * 3
    assert found[0][0] == found[0][1] > 0


def test_other_tools_count_the_same_triads(monkeypatch: pytest.MonkeyPatch) -> None:
    script = imported("triads", monkeypatch)
    edges = script.census_edges(40, 400)
    counted = [method(edges) for method in script.METHODS.values()]
    assert counted == [counted[0]] * len(script.METHODS)
    assert min(counted[0]) > 0


def test_a_drawing_is_small_and_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = imported("report", monkeypatch)
    rows = [
        {"panel": "one", "what": what, "ties": size, "seconds": times * size / 10_000}
        for what, times in (("ours", 1), ("theirs", 3))
        for size in (100, 10_000)
    ]
    drawn = []
    for name in ("a", "b"):
        said = report.growth(str(tmp_path / f"{name}.py"), rows, "ties", ["ours", "theirs"])
        assert f"({name}.svg)" in said
        drawn.append((tmp_path / f"{name}.svg").read_text(encoding="utf-8"))
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) < 12_000
    assert all(f">{word}<" in drawn[0] for word in ("ours", "theirs", "ties", "seconds", "0.01"))
