"""The public face of every room is exactly what is meant, and every name of it is described."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from jupyter_client.manager import start_new_kernel
from reference import chart_functions, charts, exported, public_names

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "analysis"
FACES = ["analysis", *sorted(f"analysis.{p.parent.name}" for p in PACKAGE.glob("*/__init__.py"))]
WITHOUT_EXAMPLE = {"find_notebooks", "main", "share", "signed_network"}
"""They write files, take charts or are the command; their tests show how."""
CHARTS = [f"analysis.{path.parent.name}.charts" for path in charts()]


def bound(body: list[ast.stmt]) -> Iterator[str]:
    """Names that a module takes from the project or defines itself, for types only or not."""
    for node in body:
        if isinstance(node, ast.If):
            yield from bound(node.body)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("analysis"):
            yield from (alias.asname or alias.name for alias in node.names)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


@pytest.mark.parametrize("face", FACES)
def test_all_is_what_the_face_binds_and_each_name_can_be_had(face: str) -> None:
    module = importlib.import_module(face)
    names = exported(face)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    assert names, f"{face} has no __all__"
    assert set(names) == {name for name in bound(tree.body) if not name.startswith("_")}
    assert len(names) == len(set(names))
    for name in names:
        assert not isinstance(getattr(module, name), ModuleType), name


@pytest.mark.parametrize("face", FACES)
def test_every_public_function_is_described_with_an_example(face: str) -> None:
    found = public_names(face)
    assert {public.name for public in found} == set(exported(face))
    for public in found:
        if isinstance(public.node, ast.FunctionDef):
            assert ">>> " in public.doc or public.name in WITHOUT_EXAMPLE, public.name
        elif isinstance(public.node, ast.ClassDef):
            assert public.doc, public.name


@pytest.mark.parametrize("room", CHARTS)
def test_every_figure_is_described_and_takes_a_dossier(room: str) -> None:
    figures = chart_functions(room)
    assert figures
    for public in figures:
        assert public.doc, public.name
        assert isinstance(public.node, ast.FunctionDef)
        assert [a.arg for a in public.node.args.args][:1] == ["dossier"], public.name
        assert any("figure(" in ast.unparse(d) for d in public.node.decorator_list), public.name


def test_no_function_has_the_name_of_its_module() -> None:
    # The package's re-export would take the place of the module.
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert not named & {path.stem, path.parent.name}, path


def test_no_line_is_kept_from_the_formatter() -> None:
    mark = "# fmt: " + "skip"
    for folder in (PACKAGE, ROOT / "tests", ROOT / "docs", ROOT / "benchmarks"):
        for path in folder.rglob("*.py"):
            assert mark not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("face", [*FACES, *CHARTS])
def test_a_face_shows_what_it_promises_and_no_more(face: str) -> None:
    shown = dir(importlib.import_module(face))
    room = face.removeprefix("analysis.")
    charts = ["charts"] * (f"{face}.charts" in CHARTS)
    rooms = [f.removeprefix("analysis.") for f in FACES[1:]] if face == "analysis" else []
    # The command is no room to ask, and a dossier is what `analysis.load` gives.
    rooms = [one for one in rooms if one not in {"cli", "dossier"}]
    assert shown == sorted([*exported(face), *charts, *rooms]), room
    if face in CHARTS:
        assert shown == sorted(public.name for public in chart_functions(face))


def test_tab_completion_offers_what_is_promised() -> None:
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        client.execute_interactive("import analysis; from analysis import alliances", timeout=120)

        def offered(text: str) -> list[str]:
            content = client.complete(text, reply=True, timeout=120)["content"]
            start = content["cursor_start"]
            return sorted((text[:start] + one).rpartition(".")[2] for one in content["matches"])

        assert offered("analysis.") == dir(importlib.import_module("analysis"))
        assert offered("alliances.") == sorted([*exported("analysis.alliances"), "charts"])
        assert offered("alliances.charts.") == sorted(exported("analysis.alliances.charts"))
        assert offered("analysis.alliances.charts.tie_n") == ["tie_network"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
