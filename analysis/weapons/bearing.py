"""Figures that bear on what the article's speakers say of weapons, without deciding it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.weapons.comparison import compare
from analysis.weapons.reach import outranks, paired

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.dossier.tables import Dossier
    from analysis.weapons.comparison import UpTo


MEET = {"fighter": ("stealth_aircraft",)}
"""Classes that would meet other classes."""


def candidates(dossier: Dossier) -> pl.DataFrame:
    """Name the systems that may be meant where the article names a weapon or a class.

    Returns
    -------
    DataFrame
        Columns named_id, resolution and weapon_id: itself for a system, each of ``may_mean``
        for a class, null where the words leave it open.
    """
    itself = pl.when(pl.col("resolution") == "system").then(pl.concat_list("weapon_id"))
    named = dossier.weapons.filter("named_in_article").select(
        "resolution", named_id="weapon_id", weapon_id=itself.otherwise("may_mean")
    )
    return named.explode("weapon_id").sort("named_id", "weapon_id")


def assessments(dossier: Dossier) -> pl.DataFrame:
    """Link every assessment and prediction that mentions a weapon to the figures on it.

    Returns
    -------
    DataFrame
        One row per claim, weapon named and system that may be meant: ``n_figures``,
        ``n_sources``, ``figures`` (their ids) and ``bearing``, in words: figures exist, none
        were found, or the words leave open what would be measured.

    Examples
    --------
    >>> import analysis
    >>> links = assessments(analysis.load()).filter(claim_id="c37")
    >>> links["bearing"].unique().to_list()
    ['left open by the words']
    """
    claims = dossier.claims.filter(
        pl.col("speech_act").is_in(["assessment", "prediction"]),
        pl.col("weapons").list.len() > 0,
    ).select("claim_id", "paragraph", "speaker", "statement", named_id="weapons")
    figures = dossier.figures.group_by("weapon_id").agg(
        figures="figure_id", n_figures=pl.len(), n_sources=pl.n_unique("source_id")
    )
    bearing = (
        pl.when(pl.col("weapon_id").is_null()).then(pl.lit("left open by the words"))
        .when(pl.col("n_figures") == 0).then(pl.lit("no figure found"))
        .when(pl.col("resolution") == "system").then(pl.lit("figures on it"))
        .otherwise(pl.lit("figures on a system that may be meant"))
    )  # fmt: skip
    return (
        claims.explode("named_id").join(candidates(dossier), on="named_id", how="left")
        .join(figures, on="weapon_id", how="left")
        .with_columns(pl.col("n_figures", "n_sources").fill_null(0))
        .with_columns(pl.col("figures").fill_null([]))
        .with_columns(bearing=bearing)
        .sort("claim_id", "named_id", "weapon_id")
    )  # fmt: skip


def transfers_against(
    dossier: Dossier,
    supplier: str,
    recipient: str,
    against: Sequence[str],
    *,
    quantities: Sequence[str],
    up_to: UpTo = "bound",
) -> pl.DataFrame:
    """Hold what one side could send against what the other fields.

    Parameters
    ----------
    dossier, up_to
        As for `comparison.compare`.
    supplier, recipient
        Actors of the transfers, whatever their status but ``ruled_out``.
    against
        Countries of origin (ISO 3166-1 alpha-3) of what stands on the other side.
    quantities
        Quantities to compare; those that the class does not have are passed over.

    Returns
    -------
    DataFrame
        Rows of `reach.outranks` for systems that may be sent against the other side's.

    Examples
    --------
    >>> import analysis
    >>> to_kyiv = ("south-korea", "ukraine", ["RUS"])
    >>> found = transfers_against(analysis.load(), *to_kyiv, quantities=["combat_mass_t"])
    >>> sorted(set(found["weapon_id"]))
    ['k2-black-panther', 'k9-thunder']
    """
    meant = dossier.transfers.filter(
        pl.col("status") != "ruled_out", supplier=supplier, recipient=recipient
    )
    sent = candidates(dossier).join(meant, left_on="named_id", right_on="weapon_id", how="semi")
    ours = dossier.weapons.join(sent.drop_nulls("weapon_id"), on="weapon_id", how="semi")
    had = dossier.figures.join(ours.select("weapon_id", "weapon_class"), on="weapon_id")
    asked = had.filter(pl.col("quantity").is_in(list(quantities)))
    frames = [
        outranks(
            dossier, weapon_class, quantity, up_to=up_to, rivals=MEET.get(weapon_class, ())
        ).with_columns(
            weapon_class=pl.lit(weapon_class)
        )
        for weapon_class, quantity in asked.select("weapon_class", "quantity").unique().sort(
            "weapon_class", "quantity"
        ).iter_rows()
    ]  # fmt: skip
    nothing = paired(compare(dossier).clear(), "").with_columns(weapon_class=pl.lit(""))
    return pl.concat([nothing, *frames]).filter(
        pl.col("weapon_id").is_in(ours["weapon_id"].to_list()),
        pl.col("other_origin").is_in(list(against)),
    )
