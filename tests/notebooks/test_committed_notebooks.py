"""Committed notebooks: executed, short, typed, and free of machines and warnings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from mypy import api

if TYPE_CHECKING:
    from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL_LINES = 4
HEAVIEST_NOTEBOOK_BYTES = 1_500_000
LOADED = {
    "05-many-articles": ("corpus", 'analysis.load_corpus("../examples/corpus/dossiers/*")'),
}
"""What a notebook that is not about the study calls what it reads, and how it loads that."""

each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def test_there_are_five_notebooks() -> None:
    assert [path.stem[:2] for path in PATHS] == ["01", "02", "03", "04", "05"]


@each
def test_every_code_cell_was_executed_in_order(path: Path) -> None:
    # Strict nbval compares only cells that have a number.
    counts = [cell.execution_count for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@each
def test_no_cell_shows_an_error_or_a_warning(path: Path) -> None:
    for cell in cells(path, "code"):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", cell.source


@each
def test_a_notebook_loads_what_it_reads_and_then_every_figure_is_one_call(path: Path) -> None:
    first, *figures = [cell.source for cell in cells(path, "code")]
    assert len(first.splitlines()) <= LONGEST_CELL_LINES
    read, loaded = LOADED.get(path.stem, ("dossier", "analysis.load()"))
    assert first.endswith(f"\n{read} = {loaded}")
    one_call = rf"{read}|\w+\.charts\.\w+\({read}\)|discourse\.coalitions\([^#]*\)"
    assert [f for f in figures if not re.fullmatch(one_call, f)] == []
    assert cells(path, "markdown")[0].source.startswith("# ")


@each
def test_a_notebook_is_light_and_carries_no_state_of_widgets(path: Path) -> None:
    assert path.stat().st_size < HEAVIEST_NOTEBOOK_BYTES
    assert "widgets" not in nbformat.read(path, as_version=4).metadata


@each
def test_every_picture_is_an_explorer_with_a_fixed_text(path: Path) -> None:
    shown = [
        output["data"]
        for cell in cells(path, "code")
        for output in cell.outputs
        if "image/png" in output.get("data", {}) or "text/html" in output.get("data", {})
    ]
    assert shown
    for data in shown:
        assert "image/png" not in data
        assert not re.search(r"0x[0-9a-f]{8,}", "".join(data["text/plain"]))


@each
def test_the_code_of_a_notebook_passes_strict_typing(path: Path, tmp_path: Path) -> None:
    code = "\n\n".join(cell.source for cell in cells(path, "code"))
    script = tmp_path / f"{path.stem.replace('-', '_')}.py"
    script.write_text(code, encoding="utf-8")
    config = ["--config-file", str(ROOT / "pyproject.toml")]
    output, problems, status = api.run([*config, "--strict", str(script)])
    assert status == 0, output + problems
