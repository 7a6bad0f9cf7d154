"""Sources of a figure, linked to where they can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.explorer import Explorer
from analysis.explorer.links import WEB
from analysis.weapons import labels

if TYPE_CHECKING:
    from analysis.charting import Layers
    from analysis.dossier import Dossier


def explorer(chart: Layers, name: str, captions: pl.DataFrame, dossier: Dossier) -> Explorer:
    """Explore a chart whose rows cite sources as `labels.citations` does."""
    return Explorer(chart, name, captions, links=labels.source_links(dossier))


def linked(rows: pl.DataFrame, dossier: Dossier, column: str) -> pl.Series:
    """Cite the first source of each row that has an address, as a link to it."""
    cited = dossier.cite(rows.select(sources=column))
    return pl.Series(
        [
            {"text": text or "", "address": url if url and WEB.fullmatch(url) else ""}
            for text, url in cited.select("citation", "url").iter_rows()
        ],
        dtype=pl.Struct({"text": pl.String, "address": pl.String}),
    )
