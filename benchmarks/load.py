"""What large dossiers, articles and pages cost.

Run ``python benchmarks/load.py``; it prints its section. Needs Chromium and the extra ``dev``.
Each measurement is one run in a process of its own, with the imports done before the clock starts.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import polars as pl
from corpora import write_dossiers
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import sync_playwright
from report import in_a_process, note, section, table

import analysis
from analysis import alliances, balance, claims, discourse
from analysis.coding import desk
from analysis.coding.reader_page import page_with_article
from analysis.dossier.reading import EXAMPLE
from analysis.evidence import Article, digest, locate, read_article

if TYPE_CHECKING:
    from collections.abc import Callable

DOSSIERS = 1_000
CLAIMS = 1_000_000
CHARACTERS = 1_000_000
ANCHORED = 5_000
EXPLORERS, ROWS = 10, 5_000
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LIMIT_S = 120
TEXT = """
Seconds of one run each, imports and the steps before not counted; peak memory of its process,
and of what it writes or shows the size.

{costs}

Pages in Chromium without a network; "answers" is from opening the file until a control has changed
what is shown.

{pages}
"""


def write_claims(folder: Path) -> None:
    """Repeat the example's claims a million times, with ids, words and concepts of their own."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    rows = pl.read_csv(EXAMPLE / "claims.csv", infer_schema=False)
    number = pl.int_range(pl.len())
    more = pl.concat([rows] * (CLAIMS // rows.height)).with_columns(
        claim_id=pl.format("x{}", number),
        statement=pl.format("{} ({})", "statement", number),
        concept=pl.when(pl.col("concept").is_not_null()).then(
            pl.format("Concept {}", number % 500)
        ),
    )
    pl.concat([rows, more]).write_csv(folder / "claims.csv")


def write_article(folder: Path) -> None:
    """Write an article of a million characters, and claims evenly spread over it."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    chance = random.Random(1)  # noqa: S311 (nothing is secret)
    syllables = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
    lines, rows, length = ["A headline"], list[dict[str, Any]](), 0
    actors = pl.read_csv(EXAMPLE / "actors.csv", infer_schema=False)["actor_id"].to_list()
    while length < CHARACTERS:
        words = ["".join(chance.choices(syllables, k=chance.randint(1, 3))) for _ in range(80)]
        lines.append(f"{' '.join(words).capitalize()}.")
        length += len(lines[-1]) + 1
    text = Article("\n".join(lines)).text
    spots = [
        len("A headline\n") + round(at * (len(text) - 300) / ANCHORED) for at in range(ANCHORED)
    ]
    for at, spot in enumerate(spots):
        start = text.index(" ", spot) + 1
        end = min(text.index(" ", start + 60), (text + "\n").index("\n", start))
        words = text[start:end]
        rows.append(
            {
                "claim_id": f"c{at}",
                "paragraph": text.count("\n", 0, start),
                "start": start,
                "end": end,
                "digest": digest(words),
                "quote": " ".join(words.split()[:6]),
                "speaker": chance.choice(actors),
                "statement": f"What claim {at} comes down to, paraphrased.",
            }
        )
    (folder / "article.txt").write_text(text, encoding="utf-8")
    pl.DataFrame(rows).write_csv(folder / "claims.csv")
    (folder / "study.toml").unlink(missing_ok=True)
    for file in folder.glob("*.csv"):
        if file.stem not in {"actors", "claims", "places", "sources", "weapons"}:
            file.unlink()


def write_notebook(path: Path, *cells: str) -> None:
    shown = [new_markdown_cell(f"# {path.stem.capitalize()}"), *map(new_code_cell, cells)]
    nbformat.write(new_notebook(cells=shown), path)


CLAIM_TABLE = """
import analysis
from analysis import claims
claims.charts.claim_table(analysis.load("."))
"""
EXPLORER = """
import random
import altair as alt
import polars as pl
from analysis.explorer import Explorer
rng = random.Random({number})
frame = pl.DataFrame({{
    "name": [f"Row {{at}}" for at in range({rows})],
    "year": rng.choices(range(1960, 2025), k={rows}),
    "weight": [round(rng.random(), 3) for _ in range({rows})],
}})
year = alt.param("year", value=2024, bind=alt.binding_range(min=1960, max=2024, step=1))
chart = (
    alt.Chart(frame, width=600).mark_point().encode(x="year:Q", y="weight:Q")
    .transform_filter("datum.year <= year").add_params(year)
)
Explorer(chart, name="points-{number}", alt_text="Five thousand points.")
"""


def share(notebook: Path, *options: str) -> None:
    """Share a notebook as its author does."""
    command = "from analysis.cli import main; main()"
    run = [sys.executable, "-c", command, "share", str(notebook), *options]
    run += ["--output", str(notebook.parent / "site")]
    subprocess.run(run, check=True, capture_output=True)


def once(what: str, folder: Path) -> dict[str, float]:
    """Do one thing and say how long it took and how much memory there was at most."""
    ready: dict[str, Callable[[], Any]] = {
        "tables": lambda: analysis.load(folder),
        "ties": lambda: analysis.load(folder),
        "network": lambda: discourse.statements(analysis.load(folder)),
        "place": lambda: (analysis.load(folder).claims, read_article(folder / "article.txt")),
    }
    acts: dict[str, Callable[[Any], Any]] = {
        "corpus": lambda _: analysis.load_corpus(folder),
        "load": lambda _: analysis.load(folder),
        "tables": lambda it: (
            claims.claims_with_speakers(it),
            claims.likelihood_counts(it),
            claims.sides(it),
        ),
        "ties": lambda it: balance.frustration_index(
            alliances.signed_edges(alliances.ties_in_force(it))
        ),
        "network": discourse.network,
        "diff": lambda _: analysis.dossier.changes(folder, folder.with_name("later")),
        "read": lambda _: read_article(folder / "article.txt"),
        "place": lambda it: locate(*it),
        "coder": lambda _: json.dumps(desk.state(folder)),
        "page": lambda _: page_with_article(analysis.load(folder)),
        "share-article": lambda _: share(folder / "claims.ipynb", "--with-article"),
        "share-explorers": lambda _: share(folder / "explorers.ipynb"),
    }
    given = ready.get(what, lambda: None)()
    began = time.perf_counter()
    made = acts[what](given)
    seconds = time.perf_counter() - began
    whose = resource.RUSAGE_CHILDREN if what.startswith("share") else resource.RUSAGE_SELF
    peak = resource.getrusage(whose).ru_maxrss / 1024
    size = len(made) / 1e6 if isinstance(made, str) else 0
    return {"seconds": seconds, "peak": peak, "size": size}


SEARCH = """() => {
  const input = document.querySelector('input[type=search]');
  if (!input) return false;
  const shown = () => [...document.querySelectorAll('tbody tr')].filter((one) => one.offsetParent);
  if (window.before === undefined) {
    window.before = shown().length;
    input.value = 'claim 4321 ';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return shown().length < window.before;
}"""
ARTICLE = "() => document.documentElement.classList.contains('dossier-ready')"
MOVE = """() => {
  const input = document.querySelector('.dossier-inputs input');
  const drawn = () => document.querySelectorAll('.mark-symbol.role-mark path').length;
  if (!input || !drawn()) return false;
  if (window.before === undefined) window.before = drawn();
  if (drawn() !== window.before) return true;
  input.value = 1970;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  return false;
}"""


def opened(file: Path, answers: str) -> list[str]:
    """MB of a page, seconds until it answers, and MB of its heap then."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        context = browser.new_context(offline=True)
        page = context.new_page()
        began = time.perf_counter()
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_function(answers, timeout=LIMIT_S * 1000, polling=20)
        seconds = time.perf_counter() - began
        heap = context.new_cdp_session(page).send("Runtime.getHeapUsage")["usedSize"] / 1e6
        browser.close()
    return [f"{file.stat().st_size / 1e6:.1f}", f"{seconds:.1f}", f"{heap:.0f}"]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        note("writing dossiers")
        write_dossiers(place / "many", DOSSIERS)
        write_claims(place / "million")
        shutil.copytree(place / "million", place / "later")
        write_article(place / "article")
        (place / "explorers").mkdir()
        cells = [EXPLORER.format(number=number, rows=ROWS) for number in range(EXPLORERS)]
        write_notebook(place / "explorers/explorers.ipynb", *cells)
        write_notebook(place / "article/claims.ipynb", CLAIM_TABLE)
        asked = {
            f"{DOSSIERS:,} dossiers of 60 claims as a corpus": ("corpus", "many"),
            f"{CLAIMS:,} claims in one dossier: load": ("load", "million"),
            "... tables of the room claims": ("tables", "million"),
            "... frustration of its ties": ("ties", "million"),
            "... discourse.network": ("network", "million"),
            "... differences from another version": ("diff", "million"),
            f"an article of {CHARACTERS:,} characters: read": ("read", "article"),
            f"... place {ANCHORED:,} claims": ("place", "article"),
            "... what the Coder shows": ("coder", "article"),
            "... page of the article": ("page", "article"),
            f"share {ANCHORED:,} claims with the article": ("share-article", "article"),
            f"share {EXPLORERS} explorers of {ROWS:,} rows": ("share-explorers", "explorers"),
        }
        costs = []
        for said, (what, where) in asked.items():
            note(said)
            found = in_a_process(__file__, what, place / where, limit_s=LIMIT_S)
            cells = ["-"] * 3
            if found:
                size = f"{found['size']:.1f}" if found["size"] else ""
                cells = [f"{found['seconds']:.2f}", f"{found['peak']:,.0f}", size]
            costs.append([said, *cells])
        shown = {
            f"{ANCHORED:,} claims, searched": ("article/site/claims.html", SEARCH),
            f"the article of {CHARACTERS:,} characters": ("article/site/article.html", ARTICLE),
            f"{EXPLORERS} explorers of {ROWS:,} rows": ("explorers/site/explorers.html", MOVE),
        }
        pages = []
        for said, (file, answers) in shown.items():
            note(said)
            there = (place / file).exists()
            pages.append([said, *(opened(place / file, answers) if there else ["-"] * 3)])
    head = ["", "seconds", "peak MB", "MB"]
    filled = {
        "costs": table(head, costs),
        "pages": table(["page", "MB", "answers (s)", "heap (MB)"], pages),
    }
    print(section("Load", TEXT, **filled))


if __name__ == "__main__":
    if sys.argv[2:]:
        print(json.dumps(once(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
