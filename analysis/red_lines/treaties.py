"""Whether the treaties that commitments rest on bind on the day of the study."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances import clauses_in_force, ties_in_force, treaties_pending
from analysis.alliances.clauses import data_set

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_RECORDED = ("treaty", "event")
DORMANT = ("signed and not yet in force", "not in force")
"""What is said of a commitment that does not bind on the day: nothing follows from it."""


def treaty_standing(dossier: Dossier) -> pl.DataFrame:
    """Say of each commitment that rests on a treaty or pledge how far it binds on the study's day.

    The answer is that of `analysis.alliances.ties_in_force` and `treaties_pending`.

    Returns
    -------
    DataFrame
        ``commitment_id`` and ``standing``: null where it binds by a clause that was read, else
        ``coded by`` a data set, ``no clause was read``, ``not known to be in force`` or one of
        `DORMANT`.

    Examples
    --------
    >>> import analysis
    >>> treaty_standing(analysis.example()).rows()
    [('union-must-assist', None)]
    """
    ties = dossier.commitments.get_column("tie_id", default=pl.Series(dtype=pl.String))
    if not ties.count():  # as most dossiers: no other table need be read
        return pl.DataFrame(schema={"commitment_id": pl.String, "standing": pl.String})
    rests_on = dossier.commitments.drop_nulls("tie_id").select("commitment_id", "tie_id")
    now = ties_in_force(dossier, basis=_RECORDED).select("tie_id", "certainty")
    pending = treaties_pending(dossier).select("tie_id", "certainty")
    read = clauses_in_force(dossier).drop_nulls("response")["tie_id"].unique()
    unread = pl.coalesce("coded by " + data_set(), pl.lit("no clause was read"))
    coded = pl.when(~pl.col("tie_id").is_in(read.implode())).then(unread)
    recorded = dossier.ties.filter(pl.col("basis").cast(pl.String).is_in(_RECORDED))
    words = {"signed": DORMANT[0], "unknown": "not known to be in force"}
    certainty = pl.col("certainty").fill_null("none")
    standing = certainty.replace_strict({**words, "none": DORMANT[1]}, default=coded)
    stands = recorded.join(pl.concat([now, pending]), on="tie_id", how="left")
    return rests_on.join(
        stands.select("tie_id", standing=standing), on="tie_id", maintain_order="left"
    ).select("commitment_id", "standing")


def dormant(dossier: Dossier) -> pl.DataFrame:
    """Keep of `treaty_standing` the commitments that do not bind on the day."""
    return treaty_standing(dossier).filter(pl.col("standing").is_in(DORMANT))
