"""Many dossiers as one corpus; prints Markdown. Run: python benchmarks/corpora.py [10 100 ...]."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from analysis.dossier.tables import TABLES

CLAIMS = 60
ACTORS = 12
SIZES = (10, 100, 1_000, 10_000)
FIRST_DAY = dt.date(2033, 1, 1)
RUNS = 3
LOAD = "analysis.load_corpus"
ALONE = "analysis.load, one by one"
LONGEST_ALONE = 100

TEXT = """
Dossiers of {claims} claims by a dozen actors, with sources; each measurement in a process of its
own, imports included, the fastest of {runs} runs (of one for the most dossiers).
`analysis.load_corpus` reads and checks all that `analysis.load` does, and merges actors; the others
only read the three tables that the dossiers have.
"""
MEASURE = """
import json, resource, time
started = time.perf_counter()
{code}
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak]))
"""

WRITE = "import analysis\nanalysis.load_corpus({folder!r}).write_parquet({folder!r} + '.parquet')"
CODES = {
    LOAD: """
import analysis
corpus = analysis.load_corpus({folder!r})
assert corpus.dossiers["claims"].sum() == {claims}""",
    "the same, then discourse.statements": """
import analysis
from analysis import discourse
corpus = analysis.load_corpus({folder!r})
assert discourse.statements(corpus).height == {claims}""",
    "load_corpus of Parquet files": """
import analysis
corpus = analysis.load_corpus({folder!r} + ".parquet")
assert corpus.claims.collect().height == {claims}""",
    ALONE: """
import analysis
from pathlib import Path
found = [analysis.load(folder) for folder in Path({folder!r}).iterdir()]
assert sum(dossier.claims.height for dossier in found) == {claims}""",
    "polars.read_csv, one by one, no checks": """
import polars
from pathlib import Path
found = {{
    table: polars.concat(
        polars.read_csv(file, infer_schema=False).with_columns(dossier=polars.lit(file.parent.name))
        for file in Path({folder!r}).glob("*/" + table + ".csv")
    )
    for table in ("actors", "claims", "sources")
}}
assert found["claims"].height == {claims}""",
    "pandas.read_csv, one by one, no checks": """
import pandas
from pathlib import Path
found = {{
    table: pandas.concat(
        pandas.read_csv(file, dtype=str).assign(dossier=file.parent.name)
        for file in Path({folder!r}).glob("*/" + table + ".csv")
    )
    for table in ("actors", "claims", "sources")
}}
assert len(found["claims"]) == {claims}""",
}


def write_dossiers(place: Path, count: int) -> None:
    """Write dossiers of sixty claims by a dozen actors, most of whom are in many of them."""
    chance = random.Random(count)  # noqa: S311 (nothing is secret)
    states = [f"state-{number}" for number in range(40)]
    for number in range(count):
        folder = place / f"dossier-{number:05}"
        folder.mkdir(parents=True)
        chosen = chance.sample(states, ACTORS // 2)
        actors = [
            {"actor_id": state, "name": state.title().replace("-", " "), "kind": "state"}
            for state in chosen
        ]
        actors += [
            {
                "actor_id": f"minister-of-{state}",
                "name": f"Minister of {state.title().replace('-', ' ')}",
                "kind": "person",
                "affiliation": state,
            }
            for state in chosen
        ]
        day = FIRST_DAY + dt.timedelta(days=number % 365)
        source = {"source_id": "article", "title": f"Article {number}", "kind": "article"}
        claims = [
            {
                "claim_id": f"c{at:02}",
                "paragraph": at // 4,
                "start": 100 * at,
                "end": 100 * at + 90,
                "digest": f"{chance.getrandbits(64):016x}",
                "quote": f"words of claim {at} in article {number}",
                "speaker": chance.choice(actors)["actor_id"],
                "statement": f"What claim {at} of article {number} comes down to, paraphrased.",
                "targets": "|".join(chance.sample(chosen, 2)),
                "attribution": chance.choice(("direct_quote", "indirect_speech")),
                "said_on": day.isoformat(),
                "concept": f"Concept {chance.randrange(50)}",
                "stance": chance.choice(("agree", "disagree")),
            }
            for at in range(CLAIMS)
        ]
        tables = {"actors": actors, "claims": claims}
        tables["sources"] = [source | {"published": day.isoformat()}]
        for table, rows in tables.items():
            out = io.StringIO()
            columns = TABLES[table].column_names()
            writer = csv.DictWriter(out, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            (folder / f"{table}.csv").write_text(out.getvalue(), encoding="utf-8")
        study = f'[study]\ntitle = "Study {number}"\n\n[article]\nsource = "article"\n'
        (folder / "study.toml").write_text(study, encoding="utf-8")


def measured(code: str, runs: int) -> tuple[float, float]:
    """Fastest run in a process of its own, and its peak in MB."""
    found = []
    for _ in range(runs):
        run = [sys.executable, "-c", MEASURE.format(code=code)]
        done = subprocess.run(run, capture_output=True, text=True, check=True)
        found.append(tuple(json.loads(done.stdout.splitlines()[-1])))
    return min(found)


def table(title: str, taken: dict[str, dict[int, str]], sizes: list[int]) -> None:
    print(f"\n| {title} | {' | '.join(f'{size:,}' for size in sizes)} |")
    print(f"|---|{'---:|' * len(sizes)}")
    for what, cells in taken.items():
        print(f"| {what} | {' | '.join(cells.get(size, '') for size in sizes)} |")


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    seconds: dict[str, dict[int, str]] = {what: {} for what in CODES}
    peaks: dict[str, dict[int, str]] = {what: {} for what in CODES}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "dossiers"
            write_dossiers(folder, size)
            place = str(folder)
            measured(WRITE.format(folder=place), 1)  # it warms the disk cache, too
            for what, code in CODES.items():
                if what == ALONE and size > LONGEST_ALONE:
                    continue
                filled = code.format(folder=place, claims=size * CLAIMS)
                taken, peak = measured(filled, 1 if size == SIZES[-1] else RUNS)
                seconds[what][size] = f"{taken:.2f}"
                peaks[what][size] = f"{peak:,.0f}"
    print("## Corpora\n" + TEXT.rstrip().format(claims=CLAIMS, runs=RUNS))
    table(f"seconds for dossiers of {CLAIMS} claims", seconds, sizes)
    table("peak MB", peaks, sizes)


if __name__ == "__main__":
    main()
