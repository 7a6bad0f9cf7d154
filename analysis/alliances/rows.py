"""What the figures of this room draw: words and citations of ties, worked out beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import polars as pl

from analysis.alliances import clauses
from analysis.alliances.structure import DAY_OF_ARTICLE
from analysis.alliances.ties import BASES
from analysis.charting import MOST_ROWS
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.dossier import Dossier

_IN_ADDRESSES = "%:/?#[]@!$&()*+,;="
_NAMED_GROUNDS = 3
_NAMED_SOURCES = 2
_DOT = " \N{MIDDLE DOT} "


def at_most(rows: pl.DataFrame, what: str, most: int = MOST_ROWS) -> tuple[pl.DataFrame, str]:
    """Keep the last rows, as many as a chart may have, and say so."""
    if rows.height <= most:
        return rows, ""
    return rows.tail(most), f"Only {most:,} of {rows.height:,} {what} are drawn."


def opening_setting(dossier: Dossier) -> dict[str, str]:
    """Give the setting that figures open with: the study's day, all bases, nothing supposed."""
    day = dossier.study.day.isoformat() if dossier.study.day else next(iter(DAY_OF_ARTICLE))
    return {"day": day, "basis": BASES[-1], "what_if": "none"}


class Ground(NamedTuple):
    """What a tie rests on, as recorded and as assumed, and where it can be checked."""

    recorded: str
    assumed: str
    citation: str | None


def grounds(dossier: Dossier) -> dict[str, Ground]:
    """Say what each tie rests on, by its id."""
    kinds, bases, owed = labels("tie_kinds"), labels("bases"), labels("obligations")
    found = {}
    for tie in cited(dossier, dossier.ties).iter_rows(named=True):
        what = tie["instrument"] or clauses.capital(kinds[tie["kind"]])
        obliges = [owed[one] for one in dict.fromkeys(tie["obligations"])]
        recorded, assumed = (
            f"{what} ({', '.join([basis, *obliges])})"
            for basis in (bases[tie["basis"]], "supposed")
        )
        found[tie["tie_id"]] = Ground(recorded, assumed, tie["citation"])
    return found


def with_grounds(dossier: Dossier, edges: pl.DataFrame) -> pl.DataFrame:
    """Add to edges what they rest on, the first of it by name, and where that can be checked."""
    known = grounds(dossier)
    rests_on, citations = [], []
    for ties, assumed in edges.select("ties", "assumed").iter_rows():
        said = [known[tie].assumed if tie in assumed else known[tie].recorded for tie in ties]
        rests_on.append("; ".join(_first(said, _NAMED_GROUNDS)))
        sources = [known[tie].citation for tie in ties]
        named = dict.fromkeys(source for source in sources if source)
        citations.append(_DOT.join(list(named)[:_NAMED_SOURCES]))
    return edges.with_columns(
        rests_on=pl.Series(rests_on, dtype=pl.String),
        citation=pl.Series(citations, dtype=pl.String),
    )


def _first(said: Sequence[str], most: int) -> list[str]:
    each = list(dict.fromkeys(said))
    rest = len(each) - most
    return [*each[:most], f"{rest} more"] if rest > 1 else each


def web_address(url: str | None) -> str | None:
    """Give an address as a link can have it; None where it is none of the web.

    Examples
    --------
    >>> web_address("https://example.org/it's here"), web_address("file:///a")
    ('https://example.org/it%27s%20here', None)
    """
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    return quote(url, safe=_IN_ADDRESSES)


def cited(dossier: Dossier, rows: pl.DataFrame) -> pl.DataFrame:
    """Add where rows can be checked; what only a claim says is in a paragraph of the article."""
    number = dict(dossier.claims.select("claim_id", "paragraph").iter_rows())
    at = pl.col("claim_id").replace_strict(number, default=None, return_dtype=pl.Int64)
    place = (
        pl.when(at > 0)
        .then(pl.format("Article, paragraph {}", at))
        .otherwise(pl.lit("Article, headline"))
    )
    found = dossier.cite(rows)
    only_claimed = pl.col("url").is_null() & at.is_not_null()
    return found.with_columns(citation=pl.when(only_claimed).then(place).otherwise("citation"))
