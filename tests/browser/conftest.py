"""A browser that may fetch nothing, and a page with every kind of control."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import altair as alt
import nbformat
import no_network
import polars as pl
import pytest
from headless_chromium import chromium_of_this_machine
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from opened_page import OpenPage
from playwright.sync_api import Browser, BrowserContext, Request, Route, expect, sync_playwright

from analysis.charting import titled
from analysis.explorer import EmptyFigure, Explorer, Figure, TableExplorer
from analysis.sharing import OfflineExporter

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PATIENCE_MS = 30_000
"""How long what is expected may take beside other tests; what is there is seen at once."""
_NOT_RESOLVED = "net::ERR_NAME_NOT_RESOLVED"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium_of_this_machine()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: the browser tests have to run here (CI=true)")
        pytest.skip("no Chromium: install Debian's `chromium-headless-shell` to run this test")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        chromium.on("context", _watch)
        expect.set_options(timeout=PATIENCE_MS)
        yield chromium
        chromium.close()


def _watch(context: BrowserContext) -> None:
    """Let what a page asks of another machine fail the test, where nothing refused it before."""

    def look(request: Request) -> None:
        if request.failure == _NOT_RESOLVED:
            no_network.tried(request.url)

    context.on("requestfailed", look)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., OpenPage]]:
    contexts: list[BrowserContext] = []

    def opened(path: Path, *, mount: bool = True, **options: object) -> OpenPage:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        result = OpenPage(page)

        def refuse(route: Route) -> None:
            result.requests.append(route.request.url)
            route.abort()

        context.route(lambda url: not url.startswith((path.as_uri(), "data:")), refuse)
        page.on("console", lambda m: m.type == "error" and result.problems.append(m.text))
        page.on("pageerror", lambda error: result.problems.append(str(error)))
        page.goto(path.as_uri())
        if options.get("java_script_enabled", True) and page.locator("script").count():
            page.wait_for_selector("html.dossier-ready", state="attached")
            if mount:
                page.evaluate("dossier.mountAll().then(() => null)")
        return result

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Export outputs as a notebook would contain them, without waiting for a kernel."""

    def exported(*shown: object, markdown: str = "# A page\n\nWhat it contains.") -> Path:
        cells = [new_markdown_cell(markdown)]
        for explorer in shown:
            bundle = {"text/html": explorer.to_html(), **explorer.saved()}
            output = new_output("execute_result", bundle)
            cells.append(new_code_cell("shown", execution_count=1, outputs=[output]))
        return _write(new_notebook(cells=cells), tmp_path_factory.mktemp("page"))

    return exported


def _write(notebook: nbformat.NotebookNode, folder: Path) -> Path:
    html, _ = OfflineExporter().from_notebook_node(notebook, {"metadata": {"name": "page"}})
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def ties() -> pl.DataFrame:
    """Ties to try controls on: what a control shows is compared with a filter of this."""
    return pl.DataFrame(
        {
            "tie": ["treaty 1971", "pact 2034", "arms sale", "visit", "exercise", "pact 2010"],
            "kind": ["treaty", "treaty", "trade", "visit", "visit", "treaty"],
            "start": [1971, 2034, 2033, 2029, 2034, 2010],
            "signed": [
                "1971-07-06",
                "2034-06-19",
                "2033-09-13",
                "2029-04-25",
                "2034-06-27",
                "2010-02-09",
            ],
            "secret": [False, False, True, False, False, True],
        }
    )


@pytest.fixture(scope="session")
def every_control(ties: pl.DataFrame) -> list[Figure]:
    year = alt.param("year", value=2020, bind=alt.binding_range(min=1970, max=2034, step=1))
    kind = alt.param(
        "kind", value=None, bind=alt.binding_select(options=[None, "treaty", "trade", "visit"])
    )
    bars = alt.Chart(ties).mark_bar().encode(y="tie:N", x="start:Q")
    layered = bars + bars.mark_text(dx=8).encode(text="kind:N")
    by_year = layered.transform_filter("datum.start <= year").add_params(year, kind)
    by_year = by_year.transform_filter("kind === null || datum.kind === kind")

    basis = alt.param(
        "basis",
        value="open",
        bind=alt.binding_radio(options=["open", "secret"], labels=["Open ties", "Secret ties"]),
    )
    recent = alt.param("recent", value=False, bind=alt.binding_checkbox(name="Only since 2030"))
    since = alt.param("since", value="1970-01-01", bind=alt.binding(input="date", name="Since"))
    word = alt.param("word", value="", bind=alt.binding(input="text", name="Word"))
    points = alt.Chart(ties).mark_point().encode(x="start:Q", y="kind:N", shape="kind:N")
    concatenated = alt.vconcat(
        points.transform_filter("datum.secret === (basis === 'secret')"),
        points.transform_filter("!recent || datum.start >= 2030"),
        points.transform_filter("datum.signed >= since"),
        points.transform_filter("indexof(datum.tie, word) >= 0"),
    ).add_params(basis, recent, since, word)

    camp = alt.selection_point(name="camp", fields=["kind"], bind="legend")
    pick = alt.selection_point(
        name="pick", fields=["kind"], bind=alt.binding_select(options=[None, "trade", "visit"])
    )
    legend = (
        points.encode(
            color="kind:N", opacity=alt.when(camp).then(alt.value(1)).otherwise(alt.value(0.1))
        )
        .transform_filter("datum.start <= year")
        .add_params(camp, year)
    )
    follower = bars.encode(
        opacity=alt.when(camp & pick).then(alt.value(1)).otherwise(alt.value(0.1))
    ).add_params(camp, pick)
    charts = {
        "by-year": by_year,
        "concatenated": concatenated,
        "legend": legend,
        "follower": follower,
    }
    explorers = [
        Explorer(titled(chart, f"What {name} shows", "Made up"), name=name)
        for name, chart in charts.items()
    ]
    nothing = EmptyFigure("what-ifs", "No what-ifs are coded yet.")
    return [*explorers, TableExplorer(ties, name="ties"), nothing]


@pytest.fixture(scope="session")
def page_of_everything(export: Callable[..., Path], every_control: list[Figure]) -> Path:
    return export(*every_control, markdown="# Ties\n\nWhat is there.\n\n## One\n\n## Two")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
