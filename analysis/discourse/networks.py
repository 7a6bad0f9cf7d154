"""Who agrees and who disagrees with whom, after Leifeld's Discourse Network Analyzer (DNA)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.names import HOLDER

if TYPE_CHECKING:
    from analysis.dossier import Dossier


def congruence_network(dossier: Dossier) -> pl.DataFrame:
    """Count, for each two speakers, the concepts on which they agree and disagree.

    Two speakers are congruent on a concept if they take the same stance on it, in conflict if
    they take opposite ones; a speaker who takes both sides counts for both. Where a speaker
    reports what another holds, the stance is that other's.

    Returns
    -------
    polars.DataFrame
        ``source``, ``target`` (speakers, in the order of their names), ``congruence`` and
        ``conflict`` (numbers of concepts), ``sign`` (+1, -1, or null where they balance).

    Examples
    --------
    >>> import analysis
    >>> network = congruence_network(analysis.example())
    >>> network.filter(source="coastal-league").rows()
    [('coastal-league', 'harbour-line', 0, 1, -1), ('coastal-league', 'oren-dask', 0, 1, -1)]
    """
    by_name = dossier.actors.sort("name", maintain_order=True).with_row_index("place")
    stances = (
        dossier.claims.drop_nulls("stance")
        .with_columns(speaker=HOLDER)
        .join(by_name, left_on="speaker", right_on="actor_id")
        .select("place", "speaker", "concept", "stance")
        .unique()
    )
    both = stances.join(stances, on="concept", suffix="_other")
    same, point = pl.col("stance") == pl.col("stance_other"), pl.col("concept")
    balance = (pl.col("congruence") - pl.col("conflict")).sign()
    return (
        both.filter(pl.col("place") < pl.col("place_other"))
        .group_by("place", "place_other", source="speaker", target="speaker_other")
        .agg(congruence=point.filter(same).n_unique(), conflict=point.filter(~same).n_unique())
        .sort("place", "place_other")
        .drop("place", "place_other")
        .cast({pl.UInt32: pl.Int64})
        .with_columns(sign=pl.when(balance != 0).then(balance).cast(pl.Int8))
    )


def positions(dossier: Dossier) -> pl.DataFrame:
    """List who takes which side of each concept.

    Returns
    -------
    polars.DataFrame
        ``concept``, ``stance`` (agree, disagree), ``holder`` (an actor_id), ``name`` (the
        holder's), ``state`` (name of the state for which the holder speaks, or null), ``claims``
        (how many take that side) and ``reported`` (whether all of them report the holder's view);
        concepts in the order of `concepts`, holders with most claims first.

    Examples
    --------
    >>> import analysis
    >>> sides = positions(analysis.example())
    >>> sides.select("stance", "name", "state", "claims", "reported").rows()[:2]
    [('agree', 'Harbour Line', None, 1, False), ('agree', 'Oren Dask', 'Belmark', 1, False)]
    """
    states = set(dossier.actors.filter(kind="state")["actor_id"])
    represented = {
        actor: dossier.names[top]
        for actor, top in dossier.names.speaks_for.items()
        if top in states
    }
    order = {concept: place for place, concept in enumerate(concepts(dossier)["concept"])}
    return (
        dossier.claims.drop_nulls("stance")
        .with_columns(pl.col("stance").cast(pl.String), holder=HOLDER)
        .group_by("concept", "stance", "holder")
        .agg(
            claims=pl.len().cast(pl.Int64),
            reported=(pl.col("speaker") != pl.col("holder")).all(),
        )
        .with_columns(
            name=dossier.names.column("holder"),
            state=pl.col("holder").replace_strict(
                represented, default=None, return_dtype=pl.String
            ),
            place=pl.col("concept").replace_strict(order, return_dtype=pl.Int64),
        )
        .sort("place", "stance", "claims", "name", descending=[False, False, True, False])
        .select("concept", "stance", "holder", "name", "state", "claims", "reported")
    )


def concepts(dossier: Dossier) -> pl.DataFrame:
    """Count, for each concept that is argued about, who takes which side.

    Returns
    -------
    polars.DataFrame
        ``concept``, ``agree`` and ``disagree`` (claims that take the stance), ``speakers`` (who
        take either, or are reported to); the most contested first: those with most claims on
        their smaller side.

    Examples
    --------
    >>> import analysis
    >>> concepts(analysis.example()).row(0)
    ('Ferries can cross the strait in safety', 2, 1, 3)
    """
    sides = ("agree", "disagree")
    counts = ((pl.col("stance") == side).sum().alias(side) for side in sides)
    contested = pl.min_horizontal(sides), pl.sum_horizontal(sides)
    return (
        dossier.claims.drop_nulls("stance")
        .group_by("concept")
        .agg(*counts, speakers=HOLDER.n_unique())
        .cast({pl.UInt32: pl.Int64})
        .sort(*contested, "concept", descending=[True, True, False])
    )
