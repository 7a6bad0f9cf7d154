"""Rows that wait for review or were rejected, and what rests on them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import polars as pl

if TYPE_CHECKING:
    from analysis.dossier.collection import Dossier

_ON_CLAIMS = ("transfers", "deliveries", "outcomes", "events")
_REVIEWED = ("claims", "ties", "transfers")


def accepted(dossier: Dossier) -> Dossier:
    """Leave out rows that are not accepted, and rows that rest on one of them.

    An event that also has a source stays, without its claim.
    """
    counts = {
        table: getattr(dossier, table).filter(review="proposed").height for table in _REVIEWED
    }
    dossier = replace(dossier, waiting={table: n for table, n in counts.items() if n})
    claims = dossier.claims.filter(_is_accepted())
    ties = dossier.ties.filter(_is_accepted())
    if claims.height == dossier.claims.height and ties.height == dossier.ties.height:
        transfers = dossier.transfers.filter(_is_accepted())
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
    tables = {name: getattr(dossier, name) for name in _ON_CLAIMS} | {"events": events}
    for name, frame in tables.items():
        kept[name] = frame.filter(_without("claim_id", gone_claims))
    kept["transfers"] = kept["transfers"].filter(_is_accepted())
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
