"""Every committed notebook, shared with its stored outputs, keeps the general rules."""

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from opened_page import MARKS_DRAWN, OpenPage
from playwright.sync_api import Locator

from analysis.sharing import OfflineExporter

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
READ_SIGNALS = """host => JSON.parse(host.dataset.params).filter(p => !p.store)
  .map(({ key }) => [key, host.dossierView.signal(key)])"""
WRITE_SIGNALS = """(host, values) => {
  for (const [key, value] of values) host.dossierView.signal(key, value);
  return host.dossierView.runAsync().then(() => null);
}"""
TEXT_OUTSIDE = """host => {
  const picture = host.querySelector("svg.marks").getBoundingClientRect();
  const outside = ({ left, right, top, bottom, width }) => width && (left < picture.left - 1
    || right > picture.right + 1 || top < picture.top - 1 || bottom > picture.bottom + 1);
  return [...host.querySelectorAll("svg.marks text")]
    .filter(text => text.textContent && outside(text.getBoundingClientRect()))
    .map(text => text.textContent);
}"""
OFFERED = "menu => [...menu.options].flatMap((one, at) => (one.disabled ? [] : [at]))"
each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    folder = tmp_path_factory.mktemp("site")
    exporter = OfflineExporter()

    def exported(path: Path) -> Path:
        file = folder / f"{path.stem}.html"
        if not file.exists():
            html, _ = exporter.from_notebook_node(
                nbformat.read(path, 4), {"metadata": {"name": path.stem, "path": str(path.parent)}}
            )
            file.write_text(html, encoding="utf-8")
        return file

    return exported


def settings(control: Locator) -> Iterator[Callable[[], None]]:
    """Ways to set one input other than it is."""
    kind = control.evaluate("input => input.type")
    if kind == "select-one":
        for index in control.evaluate(OFFERED):
            # Another menu may have narrowed this one since.
            yield (
                lambda index=index: (
                    index in control.evaluate(OFFERED) and control.select_option(index=index)
                )
            )
    elif kind in {"radio", "checkbox"}:
        yield control.click
    elif kind == "range":
        for key in ("Home", "End"):
            yield lambda key=key: control.press(key)
    else:
        yield lambda: control.fill("2000-01-01" if kind == "date" else "2")


def drawn(host: Locator) -> str:
    host.evaluate("host => host.dossierView.runAsync().then(() => null)")
    return str(host.evaluate(MARKS_DRAWN))


@each_notebook
def test_the_page_fetches_nothing_and_complains_of_nothing(
    notebook: Path, pages: Callable[[Path], Path], open_page: Callable[..., OpenPage]
) -> None:
    opened = open_page(pages(notebook))
    assert opened.page.locator(".dossier-explorer[data-spec]:not(.dossier-mounted)").count() == 0
    assert opened.page.locator("main :is(.left-out, .dossier-empty)").count() == 0
    assert opened.requests == opened.problems == []


@each_notebook
def test_every_control_changes_what_its_chart_shows_and_no_text_is_cut_off(
    notebook: Path, pages: Callable[[Path], Path], open_page: Callable[..., OpenPage]
) -> None:
    opened = open_page(pages(notebook))
    without_effect, cut_off = [], set()
    for host in opened.page.locator(".dossier-mounted").all():
        names = host.locator(".vega-bind :is(input, select)").evaluate_all(
            "inputs => [...new Set(inputs.map(input => input.name))]"
        )
        for name in names:
            before = host.evaluate(READ_SIGNALS)
            seen = {drawn(host)}
            for control in host.locator(f".vega-bind [name={name}]:enabled >> visible=true").all():
                for change in settings(control):
                    change()
                    seen.add(drawn(host))
                    cut_off |= set(host.evaluate(TEXT_OUTSIDE))
            host.evaluate(WRITE_SIGNALS, before)
            control = host.locator(f".vega-bind [name={name}]").first
            if len(seen) == 1 and control.is_visible() and control.is_enabled():
                without_effect.append((host.get_attribute("id"), name))
    assert without_effect == []
    assert cut_off == set()
    assert opened.requests == opened.problems == []


@each_notebook
def test_the_page_reads_without_a_script(
    notebook: Path, pages: Callable[[Path], Path], open_page: Callable[..., OpenPage]
) -> None:
    opened = open_page(pages(notebook), java_script_enabled=False)
    for picture in opened.page.locator(".dossier-explorer > img").all():
        assert picture.is_visible()
        assert len(picture.get_attribute("alt")) > 20
