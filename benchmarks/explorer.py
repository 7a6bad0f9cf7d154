"""One chart with four controls, shared six ways: how big, how soon, how heavy.

Run ``python benchmarks/explorer.py``; it prints its section and draws explorer.svg. It needs
Chromium and the ``bench`` extra. A page counts as interactive when a value written into its last
control has redrawn the chart.
"""

import gzip
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import altair as alt
import nbformat
import vl_convert
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import TimeoutError as NoAnswerError
from report import growth, note, section, table

from analysis.explorer.assets import vega_script
from analysis.sharing import OfflineExporter

OURS = "offline (ours)"
BARE = "bare vega-embed, same bundle"
ROUNDS = 11
ROWS = (400, 4_000, 40_000)
"""Points of the chart; with the first of them, all ways are compared."""
LIMIT_S = 4.0
"""Seconds after which a page is taken never to answer."""
TEXT = """
One chart of {rows} points with four controls. A browser without a network, {rounds} rounds in
turns, medians. "Answers": a value written into the last control has redrawn the chart. "Never": it
did not within {limit:.0f} s, since these pages ask a network for their scripts. The export of
Panel's page includes the start of its process; no other includes the execution of a notebook.

{pages}

Our page without its data and picture is {ratio:.2f} times the bundle of Vega ({bundle:.2f} MB); its
controls answer {later:+.2f} s after those of a bare vega-embed page, which has neither captions nor
rows nor a picture to lay out. The export of the first notebook in a process takes {first:.2f} s,
that of later ones {again:.3f} s.

How it grows with the points of the chart:

{sizes}

{drawing}
"""
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CODE = """
ROWS = 400
import random
import altair as alt
import polars as pl
from analysis.explorer import Explorer
rng = random.Random(1)
frame = pl.DataFrame({
    "kind": rng.choices(["treaty", "trade", "visit"], k=ROWS),
    "start": rng.choices(range(1960, 2025), k=ROWS),
    "weight": [round(rng.random(), 3) for _ in range(ROWS)],
})
year = alt.param("year", value=2024, bind=alt.binding_range(min=1960, max=2024, step=1))
kind = alt.param("kind", value=None, bind=alt.binding_select(options=[None, "treaty", "trade"]))
heavy = alt.param("heavy", value=False, bind=alt.binding_checkbox())
least = alt.param("least", value=0, bind=alt.binding_range(min=0, max=1, step=0.01))
chart = (
    alt.Chart(frame, width=600)
    .mark_point()
    .encode(x="start:Q", y="weight:Q", color="kind:N", shape="kind:N")
    .transform_filter("datum.start <= year && (kind === null || datum.kind === kind)")
    .transform_filter("(!heavy || datum.weight > 0.5) && datum.weight >= least")
    .add_params(year, kind, heavy, least)
)
"""
MOVE_LAST = """(selector) => {
  const inputs = document.querySelectorAll(selector);
  const last = inputs[inputs.length - 1];
  const drawn = () => document.querySelectorAll('.mark-symbol.role-mark path').length;
  if (!last || !drawn()) return false;
  if (window.before === undefined) window.before = drawn();
  if (drawn() < window.before) return true;
  last.value = 0.9;
  last.dispatchEvent(new Event('input'));
  return false;
}"""


def chart() -> alt.Chart:
    scope: dict[str, object] = {}
    exec(CODE, scope)  # noqa: S102 (our own code, which the notebooks run as well)
    return scope["chart"]


def executed(last: str, *, widget_state: bool, rows: int = ROWS[0]) -> nbformat.NotebookNode:
    code = CODE.replace(f"ROWS = {ROWS[0]}", f"ROWS = {rows}")
    notebook = new_notebook(cells=[new_code_cell(code + last)])
    NotebookClient(notebook, kernel_name="python3", store_widget_state=widget_state).execute()
    return notebook


def bare_vega_embed() -> str:
    spec = json.dumps(chart().to_dict()).replace("<", "\\u003c")
    return (
        f"<!DOCTYPE html><div id=v></div><script>{vega_script()}</script>"
        f"<script>dossierVegaEmbed('#v', {spec}, {{renderer: 'svg', actions: false}})</script>"
    )


def altair_inline() -> str:
    return chart().to_html(inline=True, embed_options={"renderer": "svg"})


def panel_embedded() -> str:
    script = CODE + (
        "import io, panel as pn\npn.extension('vega')\n"
        "slider = pn.widgets.DiscreteSlider(options=[2000, 2012, 2024], value=2024)\n"
        "def shown(year): return pn.pane.Vega(alt.Chart(frame.filter(pl.col('start') <= year))"
        ".mark_point().encode(x='start:Q', y='weight:Q', color='kind:N'))\n"
        "out = io.StringIO()\n"
        "pn.Column(slider, pn.bind(shown, slider)).save(out, embed=True, max_states=5,"
        " resources=__import__('bokeh.resources').resources.INLINE)\nprint(out.getvalue())"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measure_once(browser: Browser, file: Path, inputs: str, asked: set[str]) -> tuple[float, float]:
    """Seconds to the last control's answer (infinite if it never does), and MB of heap."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("request", lambda r: r.url.startswith("http") and asked.add(r.url))
    start = time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")  # a control may answer before all is loaded
    try:
        page.wait_for_function(MOVE_LAST, arg=inputs, timeout=1000 * LIMIT_S, polling=10)
        seconds = time.perf_counter() - start
    except NoAnswerError:
        seconds = math.inf
    session = context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    heap_mb = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    context.close()
    return seconds, heap_mb


def timed(make: Callable[[], str]) -> tuple[str, float]:
    start = time.perf_counter()
    made = make()
    return made, time.perf_counter() - start


def opened(browser: Browser, files: dict[str, tuple[Path, str]]) -> dict[str, dict[str, float]]:
    """Open pages in turns, so that the machine's moods fall on all alike; medians."""
    asked: dict[str, set[str]] = {name: set() for name in files}
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in files}
    for number in range(ROUNDS):
        note(f"round {number + 1} of {ROUNDS}")
        for name, (file, inputs) in files.items():
            if not any(math.isinf(seconds) for seconds, _ in results[name]):
                results[name].append(measure_once(browser, file, inputs, asked[name]))
    return {
        name: {
            "answers": statistics.median(seconds for seconds, _ in found),
            "heap": statistics.median(heap for _, heap in found),
            "requests": len(asked[name]),
            "raw": files[name][0].stat().st_size / 1e6,
            "gzip": len(gzip.compress(files[name][0].read_bytes())) / 1e6,
        }
        for name, found in results.items()
    }


def cells(page: dict[str, float], export_s: float) -> list[str]:
    answers = "never" if math.isinf(page["answers"]) else f"{page['answers']:.2f}"
    sizes = [f"{page['raw']:.2f}", f"{page['gzip']:.2f}", f"{export_s:.2f}"]
    return [*sizes, answers, f"{page['requests']:.0f}", f"{page['heap']:.0f}"]


def main() -> None:
    show = "Explorer(chart, name='points', alt_text='Points.')"
    note("executing notebooks")
    ours = executed(show, widget_state=False)
    plain, with_state = executed("chart", widget_state=False), executed(show, widget_state=True)
    larger = {rows: executed(show, widget_state=False, rows=rows) for rows in ROWS[1:]}
    vega, mine = ".vega-bind input", ".dossier-inputs input"
    ways: dict[str, tuple[Callable[[], str], str]] = {
        OURS: (lambda: export(OfflineExporter, ours), mine),
        BARE: (bare_vega_embed, vega),
        "nbconvert --to html": (lambda: export(HTMLExporter, plain), vega),
        "html-manager (nbconvert, widget state)": (
            lambda: export(HTMLExporter, with_state),
            "input",
        ),
        "Altair to_html(inline=True)": (altair_inline, vega),
        "Panel save(embed=True), three states": (panel_embedded, "input"),
    }
    ways |= {
        f"{rows:,}": (lambda notebook=notebook: export(OfflineExporter, notebook), mine)
        for rows, notebook in larger.items()
    }
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        made, files = {}, {}
        for number, (name, (make, inputs)) in enumerate(ways.items()):
            note(f"export: {name}")
            made[name] = timed(make)
            file = Path(folder) / f"{number}.html"
            file.write_text(made[name][0], encoding="utf-8")
            files[name] = file, inputs
        found = opened(browser, files)
        browser.close()
    page = made[OURS][0]
    bundle = len(vl_convert.javascript_bundle().encode())
    picture = page.split("data:image/webp;base64,")[1].split('"')[0]
    data = [page.split(f"data-{part}='")[1].split("'")[0] for part in ("spec", "drawn", "more")]
    ratio = (len(page.encode()) - len("".join(data).encode()) - len(picture)) / bundle
    first, again = cold_and_warm(ours)
    sizes = {f"{ROWS[0]:,}": OURS} | {f"{rows:,}": f"{rows:,}" for rows in larger}
    drawn = [
        {
            "panel": "a page of ours",
            "what": what,
            "points": int(rows.replace(",", "")),
            "seconds": s,
        }
        for rows, name in sizes.items()
        for what, s in (("last control answers", found[name]["answers"]), ("export", made[name][1]))
        if math.isfinite(s) and not (what == "export" and name == OURS)  # whose imports count, too
    ]
    heads = ["raw (MB)", "gzip (MB)", "export (s)", "last control answers (s)", "requests"]
    heads.append("heap (MB)")
    print(
        section(
            "Explorer",
            TEXT,
            rows=ROWS[0],
            rounds=ROUNDS,
            limit=LIMIT_S,
            pages=table(
                ["page", *heads],
                [[name, *cells(found[name], made[name][1])] for name in ways if name not in sizes],
            ),
            ratio=ratio,
            bundle=bundle / 1e6,
            later=found[OURS]["answers"] - found[BARE]["answers"],
            first=first,
            again=again,
            sizes=table(
                ["points", *heads],
                [[rows, *cells(found[n], made[n][1])] for rows, n in sizes.items()],
            ),
            drawing=growth(__file__, drawn, "points", ["last control answers", "export"]),
        )
    )


def export(exporter: type[HTMLExporter], notebook: nbformat.NotebookNode) -> str:
    return exporter().from_notebook_node(notebook, {"metadata": {"name": "page"}})[0]


def cold_and_warm(notebook: nbformat.NotebookNode) -> tuple[float, float]:
    """Seconds for the first export of a process, its imports included, and for later ones."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "n.ipynb"
        nbformat.write(notebook, file)
        code = (
            "import sys, time\nt = time.perf_counter()\n"
            "import nbformat\nfrom analysis.sharing import OfflineExporter\n"
            "nb = nbformat.read(sys.argv[1], 4)\nexporter = OfflineExporter()\n"
            "for _ in range(6):\n"
            "    exporter.from_notebook_node(nb, {'metadata': {'name': 'n'}})\n"
            "    print(time.perf_counter() - t)\n    t = time.perf_counter()\n"
        )
        command = [sys.executable, "-c", code, str(file)]
        times = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    first, *later = map(float, times)
    return first, statistics.median(later)


if __name__ == "__main__":
    main()
