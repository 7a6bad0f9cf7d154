"""One chart with four controls, shared five ways: how big, how soon, how heavy.

Run: ``python benchmarks/explorer.py`` (needs Chromium and the ``bench`` extra).
The page counts as interactive when a value written into its last control has redrawn the chart.
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

from analysis.explorer.assets import vega_script
from analysis.sharing import OfflineExporter

ROUNDS = 11
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CODE = """
import random
import altair as alt
import polars as pl
from analysis.explorer import Explorer
rng = random.Random(1)
frame = pl.DataFrame({
    "kind": rng.choices(["treaty", "trade", "visit"], k=400),
    "start": rng.choices(range(1960, 2025), k=400),
    "weight": [round(rng.random(), 3) for _ in range(400)],
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


def executed(last: str, *, widget_state: bool) -> nbformat.NotebookNode:
    notebook = new_notebook(cells=[new_code_cell(CODE + last)])
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
        page.wait_for_function(MOVE_LAST, arg=inputs, timeout=4000, polling=10)
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


def main() -> None:
    show = "Explorer(chart, name='points', alt_text='Four hundred points.')"
    ours = executed(show, widget_state=False)
    plain, with_state = executed("chart", widget_state=False), executed(show, widget_state=True)
    vega = ".vega-bind input"
    ways: dict[str, tuple[Callable[[], str], str]] = {
        "offline (ours)": (lambda: export(OfflineExporter, ours), ".dossier-inputs input"),
        "bare vega-embed, same bundle": (bare_vega_embed, vega),
        "nbconvert --to html": (lambda: export(HTMLExporter, plain), vega),
        "html-manager (nbconvert, widget state)": (
            lambda: export(HTMLExporter, with_state),
            "input",
        ),
        "Altair to_html(inline=True)": (altair_inline, vega),
        "Panel save(embed=True), three states": (panel_embedded, "input"),
    }
    print(
        "| page | raw (MB) | gzip (MB) | export (s) | last control answers (s) | requests |"
        " heap (MB) |\n|---|---:|---:|---:|---:|---:|---:|"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        made = {name: timed(make) for name, (make, _) in ways.items()}
        files = {name: Path(folder) / f"{number}.html" for number, name in enumerate(ways)}
        for name, file in files.items():
            file.write_text(made[name][0], encoding="utf-8")
        asked: dict[str, set[str]] = {name: set() for name in ways}
        results: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(ROUNDS):  # in turns, so that the machine's moods fall on all alike
            for name, file in files.items():
                if not any(math.isinf(seconds) for seconds, _ in results[name]):
                    result = measure_once(browser, file, ways[name][1], asked[name])
                    results[name].append(result)
        browser.close()
        for name, file in files.items():
            raw = file.read_bytes()
            answers = statistics.median(seconds for seconds, _ in results[name])
            said = "never" if math.isinf(answers) else f"{answers:.2f}"
            heap_mb = statistics.median(heap for _, heap in results[name])
            print(
                f"| {name} | {len(raw) / 1e6:.2f} | {len(gzip.compress(raw)) / 1e6:.2f} | "
                f"{made[name][1]:.2f} | {said} | {len(asked[name])} | {heap_mb:.0f} |"
            )
    page = made["offline (ours)"][0]
    bundle = len(vl_convert.javascript_bundle().encode())
    picture = page.split("data:image/webp;base64,")[1].split('"')[0]
    data = [page.split(f"data-{part}='")[1].split("'")[0] for part in ("spec", "drawn", "more")]
    ratio = (len(page.encode()) - len("".join(data).encode()) - len(picture)) / bundle
    print(
        f"\nOur page without its data and picture is {ratio:.3f} times Vega's bundle "
        f"({bundle / 1e6:.2f} MB)."
    )
    first, later = cold_and_warm(ours)
    print(
        f"Export of the first notebook in a process {first:.2f} s, of later ones {later:.3f} s "
        f"({first / later:.0f} times faster)."
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
