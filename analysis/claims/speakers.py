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

GROUPS = ("state", "named", "unnamed", "author")
"""Groups of speakers, in the order to show them: those who speak for a state, those with a name who
speak for none, the unnamed, and the author of the article."""


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
        ``speaker_kind``, ``sector``, ``principal``, ``government`` and ``group`` (one of
        `GROUPS`) of the speaker;
        ``certainty`` from 0 (uncommitted) to 3 (certain), null where factuality is not coded;
        ``locator``, where the words are; and ``stack``, which counts a speaker's claims in a
        paragraph from 0.

    Examples
    --------
    >>> import analysis
    >>> said = claims_with_speakers(analysis.example())
    >>> said.select("claim_id", "speaker_name", "government", "group", "certainty").row(2)
    ('c03', 'Mira Tolvane', 'ardania', 'state', 1)
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
    author = pl.col("speaker").eq_missing(pl.lit(dossier.study.author, pl.String))
    group = (
        pl.when(author)
        .then(pl.lit("author"))
        .when(pl.col("government").is_not_null())
        .then(pl.lit("state"))
        .when(pl.col("speaker_kind") == "group")
        .then(pl.lit("unnamed"))
        .otherwise(pl.lit("named"))
    )
    attributed = described.join(who, on="speaker", how="left", maintain_order="left")
    return attributed.with_columns(group=group)


def firmness(said: pl.DataFrame) -> pl.DataFrame:
    """Count, for each group of speakers, the claims that they put as certain.

    Parameters
    ----------
    said
        Rows of `claims_with_speakers`.

    Returns
    -------
    polars.DataFrame
        ``group``, ``claims``, ``coded`` (of those, how many have a factuality) and ``certain``,
        in the order of `GROUPS`.

    Examples
    --------
    >>> import analysis
    >>> firmness(claims_with_speakers(analysis.example())).row(0)
    ('state', 6, 6, 5)
    """
    counts = said.group_by("group").agg(
        claims=pl.len(),
        coded=pl.col("certainty").count(),
        certain=(pl.col("certainty") == max(CERTAINTY_LABELS)).sum(),
    )
    return counts.sort(pl.col("group").replace_strict({g: n for n, g in enumerate(GROUPS)}))


def unheard(dossier: Dossier) -> pl.DataFrame:
    """Actors that claims mention or address, but that make no claim.

    An actor is heard if anyone speaks for it: a state, once one of its ministers does. It is also
    heard where a speaker reports the view of it, or of someone who speaks for it.

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
    voices = {*dossier.claims["speaker"], *dossier.claims.select(HOLDER).to_series()}
    heard = {one for voice in voices for one in dossier.names.chains[voice]}
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


def sides(dossier: Dossier) -> pl.DataFrame:
    """Count, for each side that claims are about, how often it is named and how often it speaks.

    A side is an actor who speaks for nobody else, together with all who speak for it: a state
    with its ministers and forces.

    Returns
    -------
    polars.DataFrame
        ``actor_id``, ``name``, ``kind``; ``about`` (claims about or to the side), ``by_name``
        (of those, how many name the side itself and not only one of its people or bodies);
        ``made`` (claims by the side) and ``reported`` (claims by others that give its view);
        those talked about most first.

    Examples
    --------
    >>> import analysis
    >>> sides(analysis.example()).drop("actor_id", "kind").rows()[:3]
    [('Ardania', 12, 12, 3, 1), ('Corvia', 12, 10, 1, 0), ('Belmark', 7, 7, 2, 0)]
    """
    tops = dossier.names.speaks_for
    side = pl.col("named").replace_strict(tops, return_dtype=pl.String)
    named = dossier.claims.select("claim_id", named=pl.col("subjects").list.set_union("targets"))
    about = (
        named.explode("named")
        .drop_nulls()
        .group_by("claim_id", actor_id=side)
        .agg(by_name=(pl.col("named") == side).any())
        .group_by("actor_id")
        .agg(about=pl.len(), by_name=pl.col("by_name").sum())
    )
    spoken = dossier.claims.select(
        made=pl.col("speaker").replace_strict(tops, return_dtype=pl.String),
        reported=pl.col("nested_source").replace_strict(tops, return_dtype=pl.String),
    )
    others = spoken.filter(pl.col("made") != pl.col("reported"))
    found = about.join(dossier.actors.select("actor_id", "name", "kind"), on="actor_id")
    for column, rows in (("made", spoken), ("reported", others)):
        counts = rows.drop_nulls(column).group_by(actor_id=column).agg(pl.len().alias(column))
        found = found.join(counts, on="actor_id", how="left")
    counted = ("about", "by_name", "made", "reported")
    return (
        found.with_columns(pl.col(counted).fill_null(0).cast(pl.Int64))
        .sort("about", "name", descending=[True, False])
        .select("actor_id", "name", "kind", *counted)
    )
