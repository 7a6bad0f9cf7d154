"""What two sides say to each other, act by act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.claims.speakers import claims_with_speakers
from analysis.dossier import QuestionError

if TYPE_CHECKING:
    from collections.abc import Collection

    from analysis.dossier import Dossier

_SIDES = 2


def acts_between(dossier: Dossier, *actors: str) -> pl.DataFrame:
    """Dated speech acts that the given actors aim at each other, in order.

    Parameters
    ----------
    dossier
        The dossier.
    *actors
        Two or more actor ids; anybody who speaks for one of them counts as it.

    Returns
    -------
    polars.DataFrame
        ``order`` (of the acts by day and place in the article, from 0), ``said_on``, ``day``
        (as printed), ``claim_id``, ``actor``, ``actor_name``, ``speaker_name``, ``speech_act``,
        ``statement``, ``locator``, and the latest of these acts that it answers: ``answers_id``,
        ``answers_order``, ``answers_actor`` (an actor id).

    Raises
    ------
    QuestionError
        One of them is not an actor of the dossier, or fewer than two are given.

    Examples
    --------
    >>> import analysis
    >>> acts = acts_between(analysis.example(), "ardania", "belmark")
    >>> acts.select("day", "claim_id", "speaker_name", "speech_act", "answers_id").rows()
    [('12 May 2031', 'c03', 'Mira Tolvane', 'threat', None), \
('13 May 2031', 'c05', 'Oren Dask', 'threat', 'c03'), \
('13 May 2031', 'c06', 'Oren Dask', 'reassurance', 'c03')]
    """
    dossier.names.require(*actors)
    if len(set(actors)) < _SIDES:
        raise QuestionError(f"name two actors or more; given: {', '.join(actors) or 'none'}")
    sides = _sides(dossier, actors)
    said = claims_with_speakers(dossier).drop_nulls("said_on")
    said = said.with_columns(actor=_mapped("speaker", sides))
    aimed = said.explode("targets").filter(_mapped("targets", sides) != pl.col("actor"))
    acts = (
        said.join(aimed, on="claim_id", how="semi", maintain_order="left")
        .sort("said_on", "start", maintain_order=True)
        .with_row_index("order")
    )
    answered = acts.select(other_claim_id="claim_id", answers_order="order", answers_actor="actor")
    answers = (
        dossier.claim_links.filter(relation="responds_to")
        .join(answered, on="other_claim_id")
        .sort("answers_order")
        .unique("claim_id", keep="last")
        .rename({"other_claim_id": "answers_id"})
    )
    return acts.join(answers, on="claim_id", how="left", maintain_order="left").select(
        "order",
        "said_on",
        pl.col("said_on").dt.strftime("%-d %B %Y").alias("day"),
        "claim_id",
        "actor",
        dossier.names.column("actor").alias("actor_name"),
        "speaker_name",
        "speech_act",
        "statement",
        "locator",
        "answers_id",
        "answers_order",
        "answers_actor",
    )


def _sides(dossier: Dossier, actors: Collection[str]) -> dict[str, str]:
    """Which of the given actors each actor speaks for: the first on its way upwards."""
    above = dict(dossier.actors.select("actor_id", "affiliation").iter_rows())
    sides = {}
    for actor in above:
        side: str | None = actor
        while side is not None and side not in actors:
            side = above[side]
        if side is not None:
            sides[actor] = side
    return sides


def _mapped(column: str, sides: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(sides, default=None, return_dtype=pl.String)
