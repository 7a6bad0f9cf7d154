"""Discourse networks of 10^4 to 10^7 statements on four engines, beside networkx' projection.

Run ``python benchmarks/discourse.py``; it prints Markdown and draws discourse.svg beside it. Every
measurement has a process of its own. Needs the engines: ``pip install -e '.[heavy]'``.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
ACTORS, CONCEPTS = 5_000, 500
LIMIT_S = 40.0
"""A size that would take longer, by ten times the last one, is left out; so long has networkx."""
CALLS: dict[str, dict[str, Any]] = {
    "two-mode, subtract": {"qualifier_aggregation": "subtract"},
    "one-mode, congruence": {
        "network_type": "onemode",
        "qualifier_aggregation": "congruence",
    },
    "one-mode, shared concepts": {
        "network_type": "onemode",
        "qualifier": None,
        "duplicates": "acrossrange",
    },
}
ENGINES = ("polars", "DuckDB", "Dask", "PySpark")
DRAWING = Path(__file__).with_suffix(".svg")


def statements(number: int) -> pl.DataFrame:
    """Draw actors, concepts and days evenly: the hardest case, with the most different cells."""
    dice = np.random.default_rng(number)
    actors = pl.Series([f"Organisation {n}" for n in range(ACTORS)])
    concepts = pl.Series([f"Concept number {n}" for n in range(CONCEPTS)])
    days = dice.integers(0, 20 * 365, number).astype("timedelta64[D]")
    return pl.DataFrame(
        {
            "statement_id": dice.permutation(number),
            "document_id": dice.integers(0, number // 10, number),
            "date": np.datetime64("2010-01-01", "us") + days,
            "organization": actors.gather(dice.integers(0, ACTORS, number)),
            "concept": concepts.gather(dice.integers(0, CONCEPTS, number)),
            "agreement": dice.random(number) < 0.6,
        }
    )


@contextmanager
def started(engine: str) -> Iterator[Callable[[str], Any]]:
    """Start an engine, which loads statements into its memory."""
    if engine == "polars":
        yield pl.read_parquet
    elif engine == "DuckDB":
        import duckdb

        connection = duckdb.connect()

        def into_table(path: str) -> object:
            connection.execute(f"create or replace table said as from '{path}'")
            return connection.table("said")

        yield into_table
    elif engine == "Dask":
        import dask.dataframe as dd
        from distributed import Client, LocalCluster, wait

        def persisted(path: str) -> object:
            frame = dd.read_parquet(path, split_row_groups=True).persist()
            wait(frame)
            return frame

        threads = os.cpu_count()
        with (
            LocalCluster(
                n_workers=1, threads_per_worker=threads, dashboard_address=None
            ) as cluster,
            Client(cluster),
        ):
            yield persisted
    else:
        from pyspark.sql import SparkSession

        spark = (
            SparkSession.builder.master("local[*]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.memory", "6g")
            .config("spark.driver.maxResultSize", "0")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "OFF")
            .config("spark.sql.shuffle.partitions", str(os.cpu_count()))
            .getOrCreate()
        )

        def cached(path: str) -> object:
            frame = spark.read.parquet(path).cache()
            frame.count()
            return frame

        yield cached
        spark.stop()


def measure(engine: str, path: str, warm: str) -> dict[str, Any]:
    """Time each call on statements that are in memory, after one on a few; imports not counted."""
    from analysis import discourse

    def ask(frame: object, call: str) -> tuple[float, str]:
        began = time.perf_counter()
        found = discourse.network(frame, **CALLS[call])
        matrix = found.to_matrix()
        seconds = time.perf_counter() - began
        labels = "\n".join([*found.rows, *found.columns]).encode()
        return seconds, hashlib.sha256(labels + matrix.tobytes()).hexdigest()

    with started(engine) as load:
        few = load(warm)
        for call in CALLS:
            ask(few, call)
        frame = load(path)
        found = {call: ask(frame, call) for call in CALLS}
        return {"found": found, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """Add up the highest memory of this process and of those that it started (Linux)."""
    parents, peaks = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = status.read_text().splitlines()
        except OSError:  # it has just ended
            continue
        said = dict(line.split(":", 1) for line in lines if ":" in line)
        number = int(status.parent.name)
        parents[number] = int(said["PPid"])
        peaks[number] = int(said.get("VmHWM", "0 kB").split()[0]) / 1024
    ours = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(peaks[number] for number in ours)


def measure_networkx(path: str) -> dict[str, Any]:
    """Project actors by the concepts that they share."""
    import networkx as nx

    frame = pl.read_parquet(path)
    began = time.perf_counter()
    graph = nx.Graph()
    graph.add_edges_from(frame.select("organization", "concept").iter_rows())
    actors = frame["organization"].unique().to_list()
    projected = nx.bipartite.weighted_projected_graph(graph, actors)
    order = sorted(actors)
    matrix = nx.to_numpy_array(projected, nodelist=order, weight="weight")
    seconds = time.perf_counter() - began
    digest = hashlib.sha256("\n".join(order * 2).encode() + matrix.tobytes()).hexdigest()
    call = "one-mode, shared concepts"
    return {"found": {call: (seconds, digest)}, "peak_mb": peak_mb()}


def in_a_process(engine: str, path: Path, warm: Path) -> dict[str, Any] | None:
    """Measure in a fresh process; `None` if it takes too long, or ends with an error."""
    run = [sys.executable, "-W", "ignore", __file__, engine, str(path), str(warm)]
    limit = LIMIT_S if engine == "networkx" else 10 * LIMIT_S
    try:
        done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        print(error.stderr[-2000:], file=sys.stderr)
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


def table(measured: dict[tuple[str, int], dict[str, Any] | None]) -> None:
    columns = [*ENGINES, "networkx"]
    for call in CALLS:
        print(f"\n| {call}: seconds | {' | '.join(columns)} |\n|--:|{'--:|' * len(columns)}")
        for size in SIZES:
            cells = [cell(measured.get((engine, size)), call) for engine in columns]
            print(f"| {size:,} | {' | '.join(cells)} |")
    print(f"\n| peak MB | {' | '.join(columns)} |\n|--:|{'--:|' * len(columns)}")
    for size in SIZES:
        peaks = [measured.get((engine, size)) for engine in columns]
        cells = [f"{one['peak_mb']:,.0f}" if one else "-" for one in peaks]
        print(f"| {size:,} | {' | '.join(cells)} |")


def cell(one: dict[str, Any] | None, call: str) -> str:
    return f"{one['found'][call][0]:.2f}" if one and call in one["found"] else "-"


def draw(measured: dict[tuple[str, int], dict[str, Any] | None]) -> None:
    import altair as alt

    rows = [
        {"engine": engine, "statements": size, "call": call, "seconds": seconds}
        for (engine, size), one in measured.items()
        for call, (seconds, _) in (one or {"found": {}})["found"].items()
    ]
    engines = [*ENGINES, "networkx"]
    chart = (
        alt.Chart(pl.DataFrame(rows))
        .mark_line(point={"size": 50, "filled": True})
        .encode(
            x=alt.X("statements:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s")),
            y=alt.Y("seconds:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g")),
            color=alt.Color(
                "engine:N",
                sort=engines,
                scale=alt.Scale(
                    domain=engines,
                    range=["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#555555"],
                ),
            ),
            shape=alt.Shape("engine:N", sort=engines, scale=alt.Scale(domain=engines)),
            strokeDash=alt.StrokeDash("engine:N", sort=engines, scale=alt.Scale(domain=engines)),
        )
        .properties(width=240, height=240)
        .facet(column=alt.Column("call:N", sort=list(CALLS), title=None))
    )
    chart.save(DRAWING)


def versions() -> str:
    names = ("polars", "narwhals", "duckdb", "dask", "pyspark", "networkx", "numpy", "scipy")
    listed = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB"
    return f"{datetime.now(UTC):%d %B %Y}, {machine}, Python {platform.python_version()}, {listed}."


def main() -> None:
    print("## Discourse networks\n")
    print(versions())
    measured: dict[tuple[str, int], dict[str, Any] | None] = {}
    with tempfile.TemporaryDirectory() as name:
        warm = Path(name) / "warm.parquet"
        statements(1_000).write_parquet(warm)
        for size in SIZES:
            path = Path(name) / f"{size}.parquet"
            statements(size).write_parquet(path, row_group_size=250_000)
            for engine in (*ENGINES, "networkx"):
                before = measured.get((engine, size // 10), {"found": {}})
                times = [10 * seconds for seconds, _ in (before or {"found": {}})["found"].values()]
                is_slow = before is None or min(times, default=0.0) > LIMIT_S
                found = None if is_slow else in_a_process(engine, path, warm)
                measured[engine, size] = found
                print(f"{size:,} {engine}: {found}", file=sys.stderr, flush=True)
            for call in CALLS:
                digests = {
                    one["found"][call][1]
                    for engine in (*ENGINES, "networkx")
                    if (one := measured[engine, size]) and call in one["found"]
                }
                assert len(digests) < 2, f"{call} of {size:,} statements differs between engines"
    table(measured)
    print("\nAll of a row have the same labels and the same weights, bit for bit.")
    draw(measured)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        engine, *paths = sys.argv[1:]
        result = measure_networkx(paths[0]) if engine == "networkx" else measure(engine, *paths)
        print(json.dumps(result))
    else:
        main()
