"""Figures relevant to what speakers say about weapons; they do not settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import VOICE, as_names, require_known
from analysis.weapons.comparisons import of_class, pairs_of
from analysis.weapons.deliveries import delivery_claims, flow_names
from analysis.weapons.envelopes import UpTo, figure_envelopes

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.dossier import Dossier


def candidates(dossier: Dossier) -> pl.DataFrame:
    """Name, by mentioned_id, each weapon_id that may be meant; null where words leave it open."""
    itself = pl.when(pl.col("resolution") == "system").then(pl.concat_list("weapon_id"))
    mentioned = dossier.weapons.select(
        "resolution", mentioned_id="weapon_id", weapon_id=itself.otherwise("may_mean")
    )
    return mentioned.explode("weapon_id")


def figures_on_claims(dossier: Dossier) -> pl.DataFrame:
    """Link every assessment and prediction that mentions a weapon to the figures on it.

    Returns
    -------
    DataFrame
        One row per claim, weapon mentioned and system that may be meant: ``n_figures``,
        ``n_sources`` (those of one voice count once), ``figures`` (their ids) and
        ``figures_found``: whether there are any, or the words leave open what would be measured.

    Examples
    --------
    >>> import analysis
    >>> links = figures_on_claims(analysis.example()).filter(weapon_id="kelpie")
    >>> links.select("claim_id", "figures_found").rows()
    [('c13', 'figures on it'), ('c14', 'figures on it')]
    """
    said = dossier.claims.filter(pl.col("speech_act").is_in(["assessment", "prediction"]))
    claims = said.select("claim_id", "paragraph", "speaker", "statement", mentioned_id="weapons")
    voices = dossier.sources.select("source_id", VOICE)
    heard = dossier.figures.join(voices, on="source_id", maintain_order="left")
    figures = heard.group_by("weapon_id").agg(
        figures="figure_id", n_figures=pl.len(), n_sources=pl.n_unique("voice")
    )
    found = pl.coalesce(
        pl.when(pl.col("weapon_id").is_null()).then(pl.lit("left open by the words")),
        pl.when(pl.col("n_figures") == 0).then(pl.lit("no figure found")),
        pl.when(pl.col("resolution") == "system").then(pl.lit("figures on it")),
        pl.lit("figures on a system that may be meant"),
    )
    numbers = pl.col("n_figures", "n_sources").fill_null(0)
    return (
        claims.explode("mentioned_id")
        .join(candidates(dossier), on="mentioned_id", how="left")
        .join(figures, on="weapon_id", how="left")
        .with_columns(numbers, pl.col("figures").fill_null([]))
        .with_columns(figures_found=found)
        .sort("claim_id", "mentioned_id", "weapon_id")
    )


def deliveries_on_claims(dossier: Dossier) -> pl.DataFrame:
    """Link every claim that speaks of a transfer to the numbers on deliveries of that flow.

    Returns
    -------
    DataFrame
        One row per claim and flow, a supplier and a recipient: those of rows in ``transfers`` or
        ``deliveries`` that name the claim, or one whose words are part of its own; and one,
        without a recipient, for what such a supplier makes or has, if a number says so.
        ``deliveries`` are the ids of the numbers on the flow, ``n_numbers`` and ``n_claimants``
        count them; ``verdict`` and ``summary`` say what happened after the claim, null where
        nobody looked.

    Examples
    --------
    >>> import analysis
    >>> links = deliveries_on_claims(analysis.example()).filter(claim_id="c03")
    >>> links.select("flow", "n_numbers", "n_claimants").rows()
    [('Ardania', 1, 1), ('Ardania → Delmora', 3, 3), ('Belmark', 1, 1), ('Belmark → Corvia', 8, 4)]
    """
    flow = ["supplier", "recipient"]
    known = delivery_claims(dossier)
    words = dossier.claims.select("claim_id", "start", "end")
    told = pl.concat([dossier.transfers, known], how="diagonal_relaxed").select("claim_id", *flow)
    within = words.join_where(
        told.unique().join(words, on="claim_id"),
        pl.col("start") <= pl.col("start_right"),
        pl.col("end") >= pl.col("end_right"),
    )
    spoken = within.select("claim_id", *flow)
    alone = known.filter(pl.col("recipient").is_null()).select(flow)
    own = spoken.select("claim_id", "supplier").join(alone, on="supplier")
    numbers = known.group_by(flow).agg(
        deliveries="delivery_id",
        n_numbers=pl.len(),
        n_claimants=pl.col("claimant").drop_nulls().n_unique(),
    )
    claims = dossier.claims.select("claim_id", "paragraph", "speaker", "statement")
    outcomes = dossier.outcomes.select("claim_id", "verdict", "summary")
    return (
        claims.join(pl.concat([spoken, own]).unique(), on="claim_id")
        .join(numbers, on=flow, how="left", nulls_equal=True)
        .join(outcomes, on="claim_id", how="left")
        .with_columns(
            pl.col("n_numbers", "n_claimants").fill_null(0),
            pl.col("deliveries").fill_null([]),
            flow=flow_names(dossier),
        )
        .sort("claim_id", "flow")
    )


def transfer_comparisons(
    dossier: Dossier,
    supplier: str,
    recipient: str,
    against: Collection[str],
    *,
    quantities: Collection[str] | None = None,
    read_up_to_as: UpTo = "bound",
) -> pl.DataFrame:
    """Compare what one side could send with what the other fields.

    Parameters
    ----------
    dossier, read_up_to_as
        As for `figure_envelopes`.
    supplier, recipient
        Actors of the transfers, whatever their status but ``ruled_out``.
    against
        Countries of origin (ISO 3166-1 alpha-3) of the other side's weapons.
    quantities
        Quantities to compare; by default all in which one weapon may outdo another.

    Returns
    -------
    DataFrame
        Rows of `pairwise_comparisons`: systems that may be sent, against the other side's of the
        same class or of one that it faces.

    Raises
    ------
    QuestionError
        An actor, country, quantity or the reading does not exist.

    Examples
    --------
    >>> import analysis
    >>> to_the_islands = ("ardania", "delmora", ["XBE"])
    >>> found = transfer_comparisons(analysis.example(), *to_the_islands)
    >>> found = found.filter(quantity="max_range_km", weapon_id="merrow")
    >>> found.select("name", "other", "comparison").rows()
    [('Merrow', 'Nixie', 'more')]
    """
    dossier.names.require(supplier, recipient)
    countries = {*dossier.weapons["origin"], *dossier.actors["country"]} - {None}
    for country in (against := as_names(against, "against")):
        require_known(country, countries, "a country of this dossier")
    if quantities is None:
        quantities = [name for name, measure in dossier.measures.items() if measure.compared]
    for quantity in (quantities := as_names(quantities, "quantities")):
        require_known(quantity, dossier.measures, "a quantity of this dossier")
    rows = figure_envelopes(dossier, read_up_to_as=read_up_to_as)
    rows = rows.filter(pl.col("quantity").is_in(list(quantities)))
    transfers = dossier.transfers.filter(
        pl.col("status") != "ruled_out", supplier=supplier, recipient=recipient
    )
    meant = candidates(dossier).join(
        transfers, left_on="mentioned_id", right_on="weapon_id", how="semi"
    )
    sent = dossier.weapons.join(meant, on="weapon_id", how="semi")
    compared = [
        of_class(rows, name, dossier.classes[name].faces)
        for name in sent["weapon_class"].unique().sort()
    ]
    # Two classes sent may face each other: each weapon answers for its own class only.
    return (
        pairs_of(pl.concat([rows.clear(), *compared]))
        .join(sent, on=["weapon_id", "weapon_class"], how="semi", maintain_order="left")
        .filter(pl.col("other_origin").is_in(against))
    )
