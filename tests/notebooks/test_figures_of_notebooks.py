"""Every figure is what its notebook shows: as nbval sees it, but without a kernel."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from analysis.explorer.base import FIGURE_MIME, TABLE_MIME

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CODE = {
    path.stem: [
        cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    ]
    for path in sorted(NOTEBOOKS.glob("*.ipynb"))
}
FIGURES = [
    pytest.param(name, cell.source, output.data, id=f"{name[:2]}-{cell.source.partition('(')[0]}")
    for name, (_, *cells) in CODE.items()
    for cell in cells
    for output in cell.outputs
    if {FIGURE_MIME, TABLE_MIME} & output.get("data", {}).keys()
]


@cache
def loaded(name: str) -> dict[str, Any]:
    """What the first cell of a notebook makes."""
    names: dict[str, Any] = {}
    exec(CODE[name][0].source, names)  # noqa: S102 (our own notebook)
    return names


@pytest.mark.parametrize(("name", "source", "shown"), FIGURES)
def test_a_figure_is_what_its_notebook_shows(
    monkeypatch: pytest.MonkeyPatch, name: str, source: str, shown: dict[str, Any]
) -> None:
    monkeypatch.chdir(NOTEBOOKS)
    figure = eval(source, loaded(name))  # noqa: S307 (our own notebook)
    assert shown["text/plain"] == str(figure)
    for mime, payload in figure.saved().items():
        committed = shown[mime]
        assert committed == json.loads(json.dumps(payload))
    if TABLE_MIME in shown:
        assert shown["text/html"] == figure.to_html()


def test_every_cell_after_the_first_shows_a_figure() -> None:
    assert len(FIGURES) > sum(len(cells) for cells in CODE.values()) - 2 * len(CODE)
