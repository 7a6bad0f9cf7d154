"""How claims look and are worded in every figure of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import polars as pl

from analysis.charting import MOST_ROWS, NOT_CODED
from analysis.claims.speakers import CERTAINTY_LABELS
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.dossier import Dossier

_LABEL = 44
"""Characters of a name beside a row: three lines on a phone."""

MOST_NAMES = 300
"""They take some 10,000 pixels."""


def worded_claims(dossier: Dossier, said: pl.DataFrame) -> pl.DataFrame:
    """Add to rows of `claims_with_speakers` the words that readers see.

    They are ``firmness``, ``act``, ``where``, ``who`` (what the speaker is) and ``speaks_for``.
    """
    return said.with_columns(
        firmness=pl.col("certainty").replace_strict(
            CERTAINTY_LABELS, default=NOT_CODED, return_dtype=pl.String
        ),
        act=pl.col("speech_act")
        .cast(pl.String)
        .replace(labels("speech_acts"))
        .fill_null(NOT_CODED),
        where=where(),
        who=pl.col("speaker").replace_strict(described(dossier), return_dtype=pl.String),
        speaks_for=dossier.names.column("government").fill_null("no state"),
    )


def described(dossier: Dossier) -> dict[str, str]:
    """What each actor is: role and affiliation, unless that is a state, else the kind."""
    names = {
        actor: name
        for actor, name, kind in dossier.actors.select("actor_id", "name", "kind").iter_rows()
        if kind != "state"
    }
    kinds = pl.col("kind").cast(pl.String).replace(labels("actor_kinds"))
    rows = dossier.actors.select("actor_id", "role", "affiliation", kinds).iter_rows()
    return {
        actor: "; ".join(filter(None, [role, names.get(above)])) or kind
        for actor, role, above, kind in rows
    }


def where() -> pl.Expr:
    """Give the place of a claim as readers count."""
    place = pl.format("paragraph {}", "paragraph")
    return pl.when(pl.col("paragraph") == 0).then(pl.lit("headline")).otherwise(place)


def first_rows(rows: pl.DataFrame, what: str, names: str) -> tuple[pl.DataFrame, str]:
    """Keep as many rows as a chart can show, and say so where that leaves some out."""
    first = rows.filter(pl.col(names).is_first_distinct().cum_sum() <= MOST_NAMES)
    first = first.head(MOST_ROWS)
    if first.height == rows.height:
        return rows, ""
    shown = f" Shown are the first {first.height:,} of {rows.height:,} {what}"
    return first, f"{shown}: a chart has at most {MOST_ROWS:,} marks and {MOST_NAMES} names."


def shortened(names: Collection[str]) -> dict[str, str]:
    """Cut long names in their middle, unless two would then be one."""
    cut = {
        name: name if len(name) <= _LABEL else f"{name[: _LABEL - 13]} … {name[-10:]}"
        for name in names
    }
    return cut if len({*cut.values()}) == len(cut) else {name: name for name in names}


def opening(words: str) -> str:
    """Give words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def rows_axis(column: str, names: list[str], **axis: object) -> alt.Y:
    """Give each name a row, in the order of the list."""
    # A domain, not a sort: Vega writes a sort as one expression, nested as deep as it is long.
    scale = alt.Scale(domain=names, type="band", paddingInner=0, paddingOuter=0)
    shown = alt.Axis(domain=False, ticks=False, **axis) if axis else None  # type: ignore[arg-type]
    return alt.Y(f"{column}:N", title=None, scale=scale, axis=shown)
