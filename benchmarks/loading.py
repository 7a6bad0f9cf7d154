"""Importing and loading beside other tools; prints Markdown. Run: python benchmarks/loading.py."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import TABLES

CLAIMS = 1_000_000
DOSSIERS = 1_000
RUNS = 5

MEASURE = """
import json, resource, sys, time
started = time.perf_counter()
{code}
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak]))
"""

PANDERA = """
import json
import pandas as pd, pandera.pandas as pa
spec = json.load(open({spec!r}))
frame = pd.read_csv({file!r}, dtype=str, keep_default_na=False{reader})
columns = {{}}
for name, field in spec["fields"].items():
    checks, dtype = [], str
    if field["integer"]:
        frame[name] = frame[name].astype("int64")
        dtype = "int64"
        if field["min"] is not None:
            checks.append(pa.Check.ge(field["min"]))
    elif field["values"]:
        checks.append(pa.Check.isin(field["values"] + ([""] if field["nullable"] else [])))
    elif field["date"]:
        days = frame[name].replace("", None)
        frame[name] = pd.to_datetime(days, format="%Y-%m-%d")
        dtype = "datetime64[us]"
        frame[name] = frame[name].astype(dtype)
    elif field["list"]:
        items = frame[name].str.split("|").explode()
        known = set(spec["ids"][field["references"]])
        assert items[items != ""].isin(known).all()
    elif field["references"]:
        known = spec["ids"][field["references"]] + ([""] if field["nullable"] else [])
        checks.append(pa.Check.isin(known))
    elif field["regex"]:
        checks.append(pa.Check.str_matches(field["regex"]))
    columns[name] = pa.Column(dtype, checks, nullable=field["nullable"], unique=name == "claim_id")
words = pa.Check(lambda f: f["quote"].str.count(r"\\S+") <= 8)
order = pa.Check(lambda f: f["end"] > f["start"])
stance = pa.Check(lambda f: (f["stance"] == "") | (f["concept"] != ""))
pa.DataFrameSchema(columns, checks=[words, order, stance], strict=True).validate(frame, lazy=True)
"""


SHARES = """
import json, time
from pathlib import Path
from analysis.dossier.csv_text import read_text
from analysis.dossier.reading import problems_together, typed_table
from analysis.dossier.tables import TABLES
folder = Path({folder!r})
stages = [time.perf_counter()]
texts = {{table: read_text(table, [folder]) for table in TABLES}}
stages.append(time.perf_counter())
read = {{table: typed_table(table, *text) for table, text in texts.items()}}
stages.append(time.perf_counter())
assert not problems_together(read)
stages.append(time.perf_counter())
print(json.dumps([after - before for before, after in zip(stages, stages[1:])]))
"""
STAGES = ("reading cells as text", "their types and each row by itself", "what rows say together")
TEXT = """
Each measurement in a process of its own, in turns, the fastest run. "import analysis" touches
`analysis.load`, since the import alone loads nothing yet. The million claims repeat the example's
own; `analysis.load` reads and checks them fully (types, vocabularies, forms, keys, references,
rules between columns, no short row, nothing that nobody can see, no word in two spellings). pandas
+ pandera do the same checks of types, vocabularies, forms, keys, references and columns, but see no
short row, no empty text and no second spelling.
"""


def shares_of(folder: Path) -> str:
    """Say what share of loading each stage takes, by the fastest of some runs."""
    run = [sys.executable, "-c", SHARES.format(folder=str(folder))]
    done = (subprocess.run(run, capture_output=True, text=True, check=True) for _ in range(RUNS))
    seconds = min((json.loads(one.stdout) for one in done), key=sum)
    shares = zip(STAGES, seconds, strict=True)
    return ", ".join(f"{name} {each / sum(seconds):.0%}" for name, each in shares)


def write_dossier(folder: Path) -> Path:
    """Repeat the example's claims with ids of their own, a million times."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    rows = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    picks = np.random.default_rng(0).integers(0, rows.height, CLAIMS - rows.height)
    more = rows[picks].with_columns(claim_id=pl.format("x{}", pl.int_range(pl.len())))
    file = folder / "claims.csv"
    pl.concat([rows, more]).write_csv(file)
    return file


def write_spec(folder: Path) -> Path:
    """Hand the other library the same checks: types, vocabularies, forms, references."""
    fields, ids = {}, {}
    for name, column in TABLES["claims"].columns().items():
        target = (column.metadata or {}).get("references")
        dtype = column.dtype
        fields[name] = {
            "integer": dtype.is_integer(),
            "date": dtype == pl.Date,
            "list": isinstance(dtype, pl.List),
            "values": dtype.categories.to_list() if isinstance(dtype, pl.Enum) else None,
            "min": getattr(column, "min", None),
            "regex": getattr(column, "regex", None),
            "nullable": column.nullable,
            "references": target,
        }
        if target:
            key = TABLES[target].primary_key()[0]
            ids[target] = pl.read_csv(folder / f"{target}.csv", columns=[key])[key].to_list()
    path = folder / "spec.json"
    path.write_text(json.dumps({"fields": fields, "ids": ids}))
    return path


def alternate(codes: dict[str, str], runs: int) -> dict[str, tuple[float, float]]:
    """Run each code in a process of its own, in turn; the fastest run and its peak MB."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in codes}
    for _ in range(runs + 1):
        for name, code in codes.items():
            run = [sys.executable, "-c", MEASURE.format(code=code)]
            done = subprocess.run(run, capture_output=True, text=True, check=True)
            taken[name].append(tuple(json.loads(done.stdout.splitlines()[-1])))
    # The first round warms the disk cache and is not counted.
    return {name: min(rounds[1:]) for name, rounds in taken.items()}


def table(title: str, taken: dict[str, tuple[float, float]], base: str) -> None:
    print(f"\n| {title} | seconds | times {base} | peak MB |\n|---|---|---|---|")
    for name, (seconds, peak) in taken.items():
        print(f"| {name} | {seconds:.2f} | {seconds / taken[base][0]:.2f} | {peak:.0f} |")


def main() -> None:
    imports = {
        "import polars, dataframely": "import polars, dataframely",
        "import analysis": "import analysis\nanalysis.load",  # what loads arrives when touched
    }
    print(f"## Loading\n{TEXT.rstrip()}")
    table("import", alternate(imports, 3 * RUNS), "import polars, dataframely")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write_dossier(folder)
        spec = write_spec(folder)
        loads = {
            "pl.read_csv alone": f"import polars\npolars.read_csv({str(file)!r})",
            "analysis.load": f"import analysis\nanalysis.load({str(folder)!r})",
        }
        readers = {"pandas + pandera": "", "the same, read by pyarrow": ', engine="pyarrow"'}
        slow = {
            name: PANDERA.format(file=str(file), spec=str(spec), reader=reader)
            for name, reader in readers.items()
        }
        megabytes = file.stat().st_size / 1e6
        taken = alternate(loads, RUNS) | alternate(slow, 1)
        shares = shares_of(folder)
    table(f"{CLAIMS:,} claims, {megabytes:.0f} MB", taken, "pl.read_csv alone")
    print(f"\nOf the time that `analysis.load` takes for them, after the imports: {shares}.")
    with tempfile.TemporaryDirectory() as name:
        many = [Path(name) / f"dossier-{number}" for number in range(DOSSIERS)]
        for folder in many:
            shutil.copytree(EXAMPLE, folder)
        empty = Path(name) / "empty"
        empty.mkdir()
        for each, schema in TABLES.items():
            header = ",".join(schema.column_names()) + "\n"
            (empty / f"{each}.csv").write_text(header, encoding="utf-8")
        reading = "from pathlib import Path\nfrom analysis.dossier.reading import read_tables"
        listed = f"sorted(Path({name!r}).glob('dossier-*'))"
        codes = {
            "import analysis": "import analysis\nanalysis.load",  # what loads arrives when touched
            "one without a row": f"import analysis\nanalysis.load({str(empty)!r})",
            "the example": "import analysis\nanalysis.example()",
            f"{DOSSIERS:,} times the example": f"{reading}\nread_tables({listed})",
        }
        table("dossiers", alternate(codes, RUNS), "import analysis")


if __name__ == "__main__":
    main()
