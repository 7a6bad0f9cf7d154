"""Who may import whom: the map of CONTRIBUTING.md is what the code does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "analysis"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
MAP = {
    room: set(re.findall(r"`(\w+)`", arrows))
    for room, arrows in re.findall(
        r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
}


def imported(path: Path) -> set[str]:
    """Modules of the project that a file names, wherever and for whatever it imports them."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports name the whole path"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.removeprefix("analysis.") for name in names if name.startswith("analysis.")}


def arrows() -> dict[tuple[str, str], list[str]]:
    """Room and imported room, with the files that import it; a room's charts are apart."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        first, *rest = path.relative_to(PACKAGE).with_suffix("").parts
        room = f"{first}.charts" if rest[:1] == ["charts"] else first
        for name in imported(path):
            parts = name.split(".")
            other = f"{parts[0]}.charts" if parts[1:2] == ["charts"] else parts[0]
            if other != room and parts[0] in {*ROOMS, "errors", "cli"}:
                found.setdefault((room, other), []).append(str(path.relative_to(ROOT)))
    return found


ARROWS = arrows()


def targets(room: str) -> set[str]:
    return {other for one, other in ARROWS if one == room}


def test_the_map_names_every_room_and_has_no_circle() -> None:
    assert set(MAP) == {*ROOMS, "errors", "cli"}
    assert all(others <= set(MAP) for others in MAP.values())
    assert list(TopologicalSorter(MAP).static_order())


@pytest.mark.parametrize("room", [*ROOMS, "errors"])
def test_a_room_imports_what_the_map_says(room: str) -> None:
    beyond = targets(room) - MAP[room]
    assert not beyond, {other: ARROWS[room, other] for other in beyond}
    assert not MAP[room] - targets(room), "the map has arrows that the code does not need"


@pytest.mark.parametrize("room", ROOMS)
def test_charts_import_their_room_and_what_draws(room: str) -> None:
    allowed = MAP[room] | {room, "charting", "explorer"}
    beyond = targets(f"{room}.charts") - allowed
    assert not beyond, {other: ARROWS[f"{room}.charts", other] for other in beyond}


def test_the_promises_that_the_map_must_keep() -> None:
    for room in ("balance", "charting", "dossier"):
        assert MAP[room] <= {"errors"}, room
    assert MAP["errors"] == set()
    assert MAP["explorer"] <= {"charting", "errors"}
    assert "dossier" not in MAP["sharing"]
    charts = {other for _, other in ARROWS if other.endswith(".charts")}
    assert not charts, "nobody imports charts: they come when touched"


def test_no_modules_import_each_other_even_for_types_alone() -> None:
    files = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
        for path in PACKAGE.rglob("*.py")
        if path.name != "__init__.py"
    }
    needs = {
        name: {
            other
            for found in imported(path)
            for other in (found, found.rpartition(".")[0])
            if other in files and other != name
        }
        for name, path in files.items()
    }
    assert sum(map(len, needs.values())) > len(files)
    assert list(TopologicalSorter(needs).static_order())  # or it names the circle


def test_importing_the_rooms_loads_no_chart_library() -> None:
    code = (
        "import importlib, sys\n"
        f"for room in {ROOMS}: importlib.import_module(f'analysis.{{room}}')\n"
        "import analysis.cli\n"
        "print(*sorted({'altair', 'nbconvert', 'IPython'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("room", sorted(path.parent.name for path in PACKAGE.glob("*/charts*")))
def test_charts_arrive_when_touched(room: str) -> None:
    code = f"import analysis; print(analysis.{room}.charts.__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == f"analysis.{room}.charts", done.stderr
