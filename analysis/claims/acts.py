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

    Anybody who speaks for one of the actors counts as it.

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
    return acts_among(dossier, actors)


def acts_among(dossier: Dossier, actors: Collection[str]) -> pl.DataFrame:
    """Acts of `acts_between`; of fewer than two actors, none."""
    sides = {
        actor: next((one for one in chain if one in actors), None)
        for actor, chain in dossier.names.chains.items()
    }
    actor, target = (
        pl.col(column).replace_strict(sides, return_dtype=pl.String)
        for column in ("speaker", "targets")
    )
    said = claims_with_speakers(dossier).drop_nulls("said_on").with_columns(actor=actor)
    aimed = said.explode("targets").filter(target != pl.col("actor"))
    acts = (
        said.join(aimed, on="claim_id", how="semi", maintain_order="left")
        .sort("said_on", "start", maintain_order=True)
        .with_row_index("order")
    )
    answers = (
        acts.select(answers_id="claim_id", answers_order="order", answers_actor="actor")
        .join(
            dossier.claim_links.filter(relation="responds_to"),
            left_on="answers_id",
            right_on="other_claim_id",
        )
        .sort("answers_order")
        .unique("claim_id", keep="last")
    )
    return acts.join(answers, on="claim_id", how="left", maintain_order="left").select(
        *("order", "said_on"),
        pl.col("said_on").dt.strftime("%-d %B %Y").alias("day"),
        *("claim_id", "actor"),
        dossier.names.column("actor").alias("actor_name"),
        *("speaker_name", "speech_act", "statement", "locator"),
        *("answers_id", "answers_order", "answers_actor"),
    )
