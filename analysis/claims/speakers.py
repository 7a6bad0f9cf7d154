"""Who asserts what, for whom and how certainly; and who is talked about, but not heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.citations import LOCATOR
from analysis.dossier.names import HOLDER

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_CERTAINTY = {"CT+": 3, "CT-": 3, "PR+": 2, "PR-": 2, "PS+": 1, "PS-": 1, "Uu": 0}
"""FactBank's values, by how certain the speaker is."""

CERTAINTY_LABELS = {3: "certain", 2: "probable", 1: "possible", 0: "uncommitted"}
"""Word for each degree of certainty."""


def speaks_for(dossier: Dossier) -> pl.DataFrame:
    """Follow affiliations upwards, to see for whom each actor speaks.

    Returns
    -------
    polars.DataFrame
        ``actor_id``, ``principal`` (last actor of the chain of affiliations), ``government`` (that
        actor if it is a state, else null: a scholar speaks for nobody's government).

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.example()
    >>> speaks_for(dossier).filter(actor_id="mira-tolvane")["government"].item()
    'ardania'
    >>> speaks_for(dossier).filter(actor_id="lena-brint").row(0)
    ('lena-brint', 'narrow-seas-institute', None)
    """
    states = dossier.actors.filter(kind="state")["actor_id"].implode()
    principal = pl.col("actor_id").replace_strict(dossier.names.speaks_for, return_dtype=pl.String)
    return dossier.actors.select("actor_id", principal=principal).with_columns(
        government=pl.when(pl.col("principal").is_in(states)).then("principal")
    )


def claims_with_speakers(dossier: Dossier) -> pl.DataFrame:
    """Add to each claim who its speaker is, and how certain.

    Returns
    -------
    polars.DataFrame
        One row per claim, in the article's order: the columns of the table; ``speaker_name``,
        ``speaker_kind``, ``sector``, ``principal`` and ``government`` of the speaker;
        ``certainty`` from 0 (uncommitted) to 3 (certain), null where factuality is not coded;
        ``locator``, where the words are; and ``stack``, which counts a speaker's claims in a
        paragraph from 0.

    Examples
    --------
    >>> import analysis
    >>> said = claims_with_speakers(analysis.example())
    >>> said.select("claim_id", "speaker_name", "government", "certainty").row(2)
    ('c03', 'Mira Tolvane', 'ardania', 1)
    """
    who = dossier.actors.select(
        "sector", speaker="actor_id", speaker_name="name", speaker_kind="kind"
    ).join(speaks_for(dossier), left_on="speaker", right_on="actor_id")
    in_order = dossier.claims.sort("start", maintain_order=True)
    described = in_order.with_columns(
        certainty=pl.col("factuality").replace_strict(_CERTAINTY, return_dtype=pl.Int8),
        locator=LOCATOR,
        stack=pl.int_range(pl.len()).over("speaker", "paragraph"),
    )
    return described.join(who, on="speaker", how="left", maintain_order="left")


def unheard(dossier: Dossier) -> pl.DataFrame:
    """Actors that claims mention or address, but that make no claim.

    An actor is heard if anyone speaks for it: a state, once one of its ministers does. It is also
    heard where a speaker reports what it, or someone who speaks for it, holds.

    Returns
    -------
    polars.DataFrame
        ``actor_id``, ``name``, ``kind``, ``mentions`` (claims about or to it), most first.

    Examples
    --------
    >>> import analysis
    >>> unheard(analysis.example()).row(0)
    ('delmora', 'Delmora', 'state', 6)
    """
    represented = upwards(dossier)
    voices = {*dossier.claims["speaker"], *dossier.claims.select(HOLDER).to_series()}
    heard = {one for voice in voices for one in represented[voice]}
    return (
        dossier.claims.select(actor_id=pl.col("subjects").list.set_union("targets"))
        .explode("actor_id")
        .filter(~pl.col("actor_id").is_in(heard))
        .group_by("actor_id")
        .agg(mentions=pl.len())
        .join(dossier.actors, on="actor_id")
        .sort("mentions", "name", descending=[True, False])
        .select("actor_id", "name", "kind", "mentions")
    )


def upwards(dossier: Dossier) -> dict[str, list[str]]:
    """Each actor with those that it speaks for, from itself to the end of its affiliations."""
    above = dict(dossier.actors.select("actor_id", "affiliation").iter_rows())
    chains = {actor: [actor] for actor in above}
    for chain in chains.values():
        while (top := above[chain[-1]]) is not None:
            chain.append(top)
    return chains
