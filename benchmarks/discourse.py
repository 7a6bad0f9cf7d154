"""Discourse networks of 10^4 to 10^7 statements on four engines, beside networkx' projection.

Run ``python benchmarks/discourse.py``; it prints its section and draws discourse.svg beside it.
Every measurement has a process of its own. Needs the engines: ``pip install -e '.[heavy]'``.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from report import NOT_ASKED, growth, in_a_process, note, section, table

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
COLUMNS = (*ENGINES, "networkx")
TEXT = """
{actors} actors, {concepts} concepts, drawn evenly, so that there are as many different cells as can
be; statements in each engine's memory, one call on a few of them before, one process each, matrix
and product included. "Shared concepts" is what networkx' projection of a two-mode graph counts. A
dash: not asked, or it took more than {limit:.0f} s (with engines, a size ten times smaller did).
Results of DNA itself name no times.

{tables}

All of a row have the same labels and the same weights, bit for bit (the script checks it). With
{largest} statements, {first} is the fastest to answer {wins} of {questions} questions.

{drawing}
"""


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


def asked(engine: str, path: Path, warm: Path) -> dict[str, Any] | None:
    """Measure in a fresh process; `None` if it takes too long, or ends with an error."""
    limit_s = LIMIT_S if engine == "networkx" else 10 * LIMIT_S
    try:
        return in_a_process(__file__, engine, path, warm, limit_s=limit_s)
    except subprocess.CalledProcessError as error:
        note(f"{engine} ended with {error.returncode}")
        return None


def measure_all(place: Path) -> dict[tuple[str, int], dict[str, Any] | None]:
    measured: dict[tuple[str, int], dict[str, Any] | None] = {}
    warm = place / "warm.parquet"
    statements(1_000).write_parquet(warm)
    for size in SIZES:
        path = place / f"{size}.parquet"
        statements(size).write_parquet(path, row_group_size=250_000)
        for engine in COLUMNS:
            before = measured.get((engine, size // 10), {"found": {}})
            times = [10 * seconds for seconds, _ in (before or {"found": {}})["found"].values()]
            is_slow = before is None or min(times, default=0.0) > LIMIT_S
            note(f"{engine}: {size:,} statements")
            measured[engine, size] = None if is_slow else asked(engine, path, warm)
        for call in CALLS:
            digests = {
                one["found"][call][1]
                for engine in COLUMNS
                if (one := measured[engine, size]) and call in one["found"]
            }
            assert len(digests) < 2, f"{call} of {size:,} statements differs between engines"
    return measured


def tables(measured: dict[tuple[str, int], dict[str, Any] | None]) -> str:
    """Give seconds by question, and peak memory."""
    found = []
    for call in CALLS:
        rows = [
            [f"{size:,}", *(cell(measured[engine, size], call) for engine in COLUMNS)]
            for size in SIZES
        ]
        found.append(table([f"{call}: seconds", *COLUMNS], rows))
    peaks = [
        [f"{size:,}"]
        + [f"{one['peak_mb']:,.0f}" if (one := measured[e, size]) else NOT_ASKED for e in COLUMNS]
        for size in SIZES
    ]
    return "\n\n".join([*found, table(["peak MB", *COLUMNS], peaks)])


def cell(one: dict[str, Any] | None, call: str) -> str:
    return f"{one['found'][call][0]:.2f}" if one and call in one["found"] else NOT_ASKED


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        measured = measure_all(Path(name))
    drawn = [
        {"panel": call, "what": engine, "statements": size, "seconds": seconds}
        for (engine, size), one in measured.items()
        for call, (seconds, _) in (one or {"found": {}})["found"].items()
    ]
    drawn.sort(key=lambda row: [*CALLS].index(row["panel"]))
    wins = 0
    for call in CALLS:
        times = {
            engine: one["found"][call][0]
            for engine in COLUMNS
            if (one := measured[engine, SIZES[-1]]) and call in one["found"]
        }
        wins += min(times, key=times.__getitem__, default="") == ENGINES[0]
    print(
        section(
            "Discourse networks",
            TEXT,
            actors=f"{ACTORS:,}",
            concepts=CONCEPTS,
            limit=LIMIT_S,
            tables=tables(measured),
            largest=f"{SIZES[-1]:,}",
            first=ENGINES[0],
            wins=wins,
            questions=len(CALLS),
            drawing=growth(__file__, drawn, "statements", COLUMNS),
        )
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        engine, *paths = sys.argv[1:]
        result = measure_networkx(paths[0]) if engine == "networkx" else measure(engine, *paths)
        print(json.dumps(result))
    else:
        main()
