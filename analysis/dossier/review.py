"""Rows that are left out with all that rests on them: not accepted, or of another coder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.errors import require_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier.collection import Dossier

_ON_CLAIMS = ("transfers", "deliveries", "outcomes", "events")
CODED = ("claims", "ties", "transfers")
"""Tables whose rows say who coded them and whether they were accepted."""


def accepted(dossier: Dossier) -> Dossier:
    """Leave out rows that are not accepted, and rows that rest on one of them."""
    counts = {table: getattr(dossier, table).filter(review="proposed").height for table in CODED}
    dossier = replace(dossier, waiting={table: n for table, n in counts.items() if n})
    kept = {table: getattr(dossier, table).filter(_is_accepted()) for table in CODED}
    return _with_rows(dossier, kept)


def coded_by(dossier: Dossier, coder: str) -> Dossier:
    """Leave out the rows of other coders, and rows that rest on one of them.

    A table whose rows name no coder at all stays whole: nobody else is known to have coded it.

    Raises
    ------
    QuestionError
        No row is by this coder.
    """
    named = {table: getattr(dossier, table)["coder"].drop_nulls() for table in CODED}
    known = sorted({name for names in named.values() for name in names})
    require_known(coder, known, "a coder of this dossier")
    kept = {
        table: rows if named[table].is_empty() else rows.filter(coder=coder)
        for table, rows in ((table, getattr(dossier, table)) for table in CODED)
    }
    return _with_rows(dossier, kept)


def _with_rows(dossier: Dossier, reviewed: Mapping[str, pl.DataFrame]) -> Dossier:
    """Keep these claims, ties and transfers, and of other tables what rests on none that is gone.

    An event that also has a source stays, without its claim.
    """
    claims, ties, transfers = (reviewed[table] for table in CODED)
    if claims.height == dossier.claims.height and ties.height == dossier.ties.height:
        same = transfers.height == dossier.transfers.height
        return dossier if same else replace(dossier, transfers=cast("Any", transfers))
    gone_claims = _gone(dossier.claims, claims, "claim_id")
    events = dossier.events.with_columns(
        claim_id=pl.when(_without("claim_id", gone_claims) | (pl.col("sources").list.len() == 0))
        .then("claim_id")
        .otherwise(None)
    )
    ties = ties.filter(_without("claim_id", gone_claims))
    gone_ties = _gone(dossier.ties, ties, "tie_id")
    kept: dict[str, pl.DataFrame] = {"claims": claims, "ties": ties}
    tables = {name: getattr(dossier, name) for name in _ON_CLAIMS}
    tables |= {"events": events, "transfers": transfers}
    for name, frame in tables.items():
        kept[name] = frame.filter(_without("claim_id", gone_claims))
    kept["claim_links"] = dossier.claim_links.filter(
        _without("claim_id", gone_claims), _without("other_claim_id", gone_claims)
    )
    kept["commitments"] = dossier.commitments.filter(
        _without("claim_id", gone_claims), _without("tie_id", gone_ties)
    )
    kept["frontier"] = dossier.frontier.with_columns(
        pl.col("claims").list.filter(~pl.element().is_in(gone_claims))
    )
    for name in ("clauses", "what_ifs"):
        kept[name] = getattr(dossier, name).filter(_without("tie_id", gone_ties))
    return replace(dossier, **cast("Any", kept))


def _is_accepted() -> pl.Expr:
    return pl.col("review").cast(pl.String).fill_null("accepted") == "accepted"


def _gone(every: pl.DataFrame, kept: pl.DataFrame, key: str) -> list[str]:
    return list(set(every[key]) - set(kept[key]))


def _without(column: str, ids: list[str]) -> pl.Expr:
    return ~pl.col(column).is_in(ids).fill_null(value=False)
