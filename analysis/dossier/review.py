"""Rows that are left out with all that rests on them: not accepted, or of another coder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.dossier.references import apart
from analysis.dossier.tables import CODED, TABLES
from analysis.errors import require_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier.collection import Dossier

_ON_CLAIMS = ("transfers", "deliveries", "outcomes", "events")


def accepted(dossier: Dossier) -> Dossier:
    """Leave out rows that are not accepted, and rows that rest on one of them."""
    counts = {table: getattr(dossier, table).filter(review="proposed").height for table in CODED}
    dossier = replace(dossier, waiting={table: n for table, n in counts.items() if n})
    return replace(dossier, **cast("Any", accepted_rows(_tables(dossier))))


def accepted_rows(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Give the tables that change where rows are left out that are not accepted.

    Parameters
    ----------
    frames
        Every table of a dossier, or of many that a column ``dossier`` keeps apart.
    """
    return _resting_on(frames, {table: frames[table].filter(_is_accepted()) for table in CODED})


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
    return replace(dossier, **cast("Any", _resting_on(_tables(dossier), kept)))


def _tables(dossier: Dossier) -> dict[str, pl.DataFrame]:
    return {table: getattr(dossier, table) for table in TABLES}


def _resting_on(
    frames: Mapping[str, pl.DataFrame], reviewed: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Keep these claims, ties and transfers, and of other tables what rests on none that is gone.

    An event that also has a source stays, without its claim.
    """
    claims, ties, transfers = (reviewed[table] for table in CODED)
    if claims.height == frames["claims"].height and ties.height == frames["ties"].height:
        same = transfers.height == frames["transfers"].height
        return {} if same else {"transfers": transfers}
    gone_claims = _gone(frames["claims"], claims, "claim_id")
    ties = _without(ties, "claim_id", gone_claims)
    gone_ties = _gone(frames["ties"], ties, "tie_id")
    kept = {"claims": claims, "ties": ties}
    tables = {name: frames[name] for name in _ON_CLAIMS}
    tables |= {"events": _unclaimed(frames["events"], gone_claims), "transfers": transfers}
    for name, frame in tables.items():
        kept[name] = _without(frame, "claim_id", gone_claims)
    links = _without(frames["claim_links"], "claim_id", gone_claims)
    kept["claim_links"] = _without(links, "other_claim_id", gone_claims)
    commitments = _without(frames["commitments"], "claim_id", gone_claims)
    kept["commitments"] = _without(commitments, "tie_id", gone_ties)
    kept["frontier"] = _items_without(frames["frontier"], "claims", gone_claims)
    for name in ("clauses", "what_ifs"):
        kept[name] = _without(frames[name], "tie_id", gone_ties)
    return kept


def _is_accepted() -> pl.Expr:
    return pl.col("review").cast(pl.String).fill_null("accepted") == "accepted"


def _gone(every: pl.DataFrame, kept: pl.DataFrame, key: str) -> pl.DataFrame:
    """Ids that are not kept, each with its dossier where there are several."""
    by = [*apart(every), key]
    return every.select(by).join(kept, on=by, how="anti").rename({key: "id"})


def _without(frame: pl.DataFrame, column: str, gone: pl.DataFrame) -> pl.DataFrame:
    by = [*apart(frame), column]
    return frame.join(gone.rename({"id": column}), on=by, how="anti", maintain_order="left")


def _unclaimed(events: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Take the claim that is gone from events that also have a source."""
    stays = events.with_row_index("row").filter(pl.col("sources").list.len() > 0)
    rows = stays.join(_without(stays, "claim_id", gone), on="row", how="anti")["row"]
    at = pl.int_range(pl.len()).is_in(rows.implode())
    return events.with_columns(claim_id=pl.when(~at).then("claim_id"))


def _items_without(frame: pl.DataFrame, column: str, gone: pl.DataFrame) -> pl.DataFrame:
    """Take ids that are gone from the lists of a column."""
    rows = frame.with_row_index("row")
    items = rows.select("row", *apart(frame), column).explode(column)
    kept = _without(items, column, gone).group_by("row", maintain_order=True).agg(column)
    joined = rows.drop(column).join(kept, on="row", how="left", maintain_order="left")
    return joined.with_columns(pl.col(column).fill_null([])).select(frame.columns)
