"""What axe finds wrong for readers who do not see or point: nothing, wide and narrow."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from opened_page import OpenPage

from analysis.sharing import OfflineExporter

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
SIZES = {"wide": {"width": 1200, "height": 900}, "narrow": {"width": 390, "height": 844}}
SCHEMES = {"light": "light", "dark": "dark"}


def found(page: OpenPage) -> list[str]:
    """Each rule that the page breaks, with the first element that does."""
    result = Axe().run(page.page)
    return [
        f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:200]}"
        for rule in result.response["violations"]
    ]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("axe")
    files = {}
    for path in NOTEBOOKS:
        resources = {"metadata": {"name": path.stem, "path": str(path.parent)}}
        html, _ = OfflineExporter().from_notebook_node(nbformat.read(path, 4), resources)
        files[path.stem] = folder / f"{path.stem}.html"
        files[path.stem].write_text(html, encoding="utf-8")
    return files


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("notebook", [path.stem for path in NOTEBOOKS])
def test_axe_finds_nothing_on_the_pages_of_the_study(
    notebook: str, size: str, shared: dict[str, Path], open_page: Callable[..., OpenPage]
) -> None:
    assert found(open_page(shared[notebook], viewport=SIZES[size])) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_there_is_every_control(
    scheme: str, page_of_everything: Path, open_page: Callable[..., OpenPage]
) -> None:
    assert found(open_page(page_of_everything, color_scheme=SCHEMES[scheme])) == []
