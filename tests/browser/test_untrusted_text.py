from collections.abc import Callable
from pathlib import Path

import altair as alt
import polars as pl
import pytest
from opened_page import OpenPage

from analysis.explorer import Explorer, TableExplorer

HOSTILE = [
    "</script><script>window.broken = 1</script>",
    '<img src=x onerror="window.broken = 2">',
    "\"><svg onload='window.broken = 3'>",
    "javascript:window.broken=4",
    "{{ 7 * 7 }} ${window.broken = 5} datum['x']",
    "signed \u202eyletarapes\u202c yet",
    "x" * 100_000,
]
NOTHING_RAN = "() => window.broken === undefined"


@pytest.fixture(scope="module")
def hostile() -> pl.DataFrame:
    return pl.DataFrame({"claim": HOSTILE, "url": HOSTILE, "n": range(len(HOSTILE))})


@pytest.fixture(scope="module")
def hostile_page(export: Callable[..., Path], hostile: pl.DataFrame) -> Path:
    pick = alt.param("pick", value=HOSTILE[0], bind=alt.binding_select(options=HOSTILE[:5]))
    also = alt.param("also", value=HOSTILE[0], bind=alt.binding_radio(options=HOSTILE[:5]))
    chart = (
        alt.Chart(hostile, title=HOSTILE[0])
        .mark_bar()
        .encode(
            x="n:Q",
            y=alt.Y("claim:N", title=HOSTILE[1], sort=None),
            color=alt.Color("claim:N", legend=alt.Legend(title=HOSTILE[2])),
            tooltip=["claim:N", "url:N"],
            opacity=alt.condition("datum.claim === pick || also", alt.value(1), alt.value(0.3)),
        )
        .add_params(pick, also)
    )
    table = TableExplorer(hostile, name="claims", caption=HOSTILE[0])
    return export(Explorer(chart, name="claims", alt_text=HOSTILE[1]), table, markdown="# Claims")


@pytest.mark.parametrize("script", [True, False])
def test_no_text_of_a_table_runs_or_loads_anything(
    open_page: Callable[..., OpenPage], hostile_page: Path, *, script: bool
) -> None:
    opened = open_page(hostile_page, java_script_enabled=script)
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate(NOTHING_RAN)
    assert opened.requests == []
    assert opened.problems == []


def test_text_is_shown_as_it_was_written(
    open_page: Callable[..., OpenPage], hostile_page: Path
) -> None:
    opened = open_page(hostile_page)
    shown = opened.page.locator("#table-claims tbody td:first-child").all_inner_texts()
    assert shown[:5] == HOSTILE[:5]
    assert shown[5] == "signed [U+202E]yletarapes[U+202C] yet"
    assert shown[6] == HOSTILE[6]
    options = opened.page.get_by_label("pick", exact=True).locator("option").all_inner_texts()
    assert options == HOSTILE[:5]
    labels = opened.page.locator("#explorer-claims text").all_text_contents()
    assert HOSTILE[0].replace(" ", "") in [label.replace(" ", "") for label in labels]


def test_only_web_addresses_become_links(
    open_page: Callable[..., OpenPage], hostile_page: Path
) -> None:
    opened = open_page(hostile_page)
    links = opened.page.locator("a:not(.skip)").evaluate_all("all => all.map(a => a.href)")
    assert [link for link in links if not link.startswith("file:")] == []


def test_a_long_cell_does_not_stretch_the_page(
    open_page: Callable[..., OpenPage], hostile_page: Path
) -> None:
    opened = open_page(hostile_page)
    width, height = opened.page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert width <= opened.page.viewport_size["width"]
    assert height < 5000


@pytest.mark.parametrize(
    "attempt",
    [
        "fetch('https://example.org/')",
        "new Image().src = 'https://example.org/x.png'",
        "new WebSocket('wss://example.org/')",
        "add('script', { textContent: 'window.broken = 1' })",
        "add('iframe', { src: 'https://example.org/' })",
    ],
    ids=["fetch", "image", "socket", "inline script", "frame"],
)
def test_the_page_itself_forbids_the_network_and_other_scripts(
    open_page: Callable[..., OpenPage], hostile_page: Path, attempt: str
) -> None:
    opened = open_page(hostile_page)
    opened.page.evaluate(
        """() => {
          const add = (tag, what) =>
            document.body.append(Object.assign(document.createElement(tag), what));
          window.refused = new Promise(done => setTimeout(done, 3000, null) &&
            document.addEventListener('securitypolicyviolation', e => done(e.violatedDirective)));
          try { attempt(); } catch {}
        }""".replace("attempt()", attempt)
    )
    assert opened.page.evaluate("window.refused")
    assert opened.page.evaluate(NOTHING_RAN)
    assert opened.requests == []


def test_the_page_forbids_eval(open_page: Callable[..., OpenPage], hostile_page: Path) -> None:
    policy = open_page(hostile_page).page.locator("meta[http-equiv]").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'sha256-" in policy


def test_html_of_an_author_keeps_its_text_and_loses_what_acts(
    open_page: Callable[..., OpenPage], export: Callable[..., Path]
) -> None:
    opened = open_page(
        export(
            markdown="# Mine\n\n<b onclick='window.broken=1'>bold</b>\n\n"
            "<script>window.broken = 1</script>\n\n"
            "<img src='https://example.org/x.png' alt='a map'>\n\n"
            "<iframe src='https://example.org'></iframe>\n\n"
            "<link rel='preconnect' href='https://example.org'>\n\n"
            "<meta http-equiv='refresh' content='0;url=https://example.org'>\n\n"
            "[evil](javascript:alert(1)) [next](02-next.ipynb#Part) [web](https://example.org/a)"
        )
    )
    page = opened.page
    assert page.evaluate(NOTHING_RAN)
    assert opened.requests == []
    assert opened.problems == []
    assert "bold" in page.locator("main").inner_text()
    assert "loads nothing: a map (https://example.org/x.png)]" in page.locator("main").inner_text()
    assert page.get_by_text("evil", exact=True).get_attribute("href") is None
    assert page.get_by_text("next", exact=True).get_attribute("href") == "02-next.html#Part"
    assert page.get_by_text("web", exact=True).get_attribute("rel") == "noopener noreferrer"
