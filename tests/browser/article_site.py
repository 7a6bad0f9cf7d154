"""Dossiers with an article of their own, notebooks about them, and all that a site contains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import polars as pl
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner

import analysis
from analysis import claims, red_lines
from analysis.cli import app
from analysis.evidence import Article
from analysis.evidence.anchors import anchor_at
from analysis.explorer import Finding, Link, Sentence
from analysis.explorer.packing import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from click.testing import Result

    from analysis.dossier import Dossier
    from analysis.explorer import Figure

_PACKED = re.compile(r"""[a-z-]+=(?:"|')([A-Za-z0-9+/]{40,}=*)(?:"|')""")


def coded(folder: Path, text: str, spans: Iterable[tuple[int, int]], **cells: str) -> Path:
    """Write a dossier whose claims are about some characters of a text, which is beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "article.txt").write_bytes(text.encode())
    (folder / "sources.csv").write_text("source_id,title,kind\narticle,A text,article\n")
    (folder / "actors.csv").write_text("actor_id,name,kind\nalpha,Alpha,state\n")
    article = Article((folder / "article.txt").read_bytes().decode())
    rows = [
        {"claim_id": f"c{n}", **anchor_at(article, *span), "speaker": "alpha"}
        | {"statement": f"Alpha says thing {n}.", "review": "", **cells}
        for n, span in enumerate(spans)
    ]
    for row in rows:  # no table can contain this character
        row["quote"] = max(str(row["quote"]).split("\0"), key=len).strip()
    pl.DataFrame(rows).write_csv(folder / "claims.csv")
    return folder


def all_about(dossier: Dossier) -> list[Figure]:
    """Figures that name claims: prose, a table, and charts and cards where rows are coded."""
    first = dossier.claims["claim_id"][0]
    said = Sentence("One says {what}.", what=Link("something", f"#claim-{first}"))
    figures = [Finding("what-this-shows", [said]), claims.charts.claim_table(dossier)]
    if dossier.outcomes.height:
        ledger = red_lines.charts.claims_and_outcomes(dossier)
        figures += [claims.charts.claim_map(dossier), ledger]
    return figures


def write_notebook(path: Path, *figures: object, markdown: str = "# A page\n\n## Part") -> Path:
    """Write a notebook that has shown figures already."""
    cells = [new_markdown_cell(markdown)]
    for figure in figures:
        bundle = {"text/html": figure.to_html(), **figure.saved()}
        output = new_output("execute_result", bundle, execution_count=1)
        cells.append(new_code_cell("shown", execution_count=1, outputs=[output]))
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def with_notebook(folder: Path, name: str = "one") -> Path:
    """Write a notebook with all figures beside a dossier."""
    figures = all_about(analysis.load(folder))
    return write_notebook(folder / "notebooks" / f"{name}.ipynb", *figures)


def share(*arguments: object) -> Result:
    """Share by the command, without running the notebooks."""
    return CliRunner().invoke(app, ["share", "--no-execute", *map(str, arguments)])


def contents(site: Path) -> Mapping[str, str]:
    """Everything in the files of a site, what is packed in attributes included."""
    found = {}
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        text = file.read_bytes().decode("utf-8", "replace")
        inner = [repr(unpacked(part)) for part in _PACKED.findall(text) if part.startswith("eN")]
        found[str(file.relative_to(site))] = "\n".join([text, *inner])
    return found
