"""What treaties oblige, and who is called in when one party attacks another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances.network import network
from analysis.alliances.what_if import AllianceError, WhatIf, near

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from analysis.dossier.tables import Dossier

DUTIES = {
    "consultation": "consult with",
    "defense": "assist",
    "offense": "fight beside",
    "neutrality": "stay neutral towards",
    "nonaggression": "refrain from attacking",
}
"""What each of ATOP's obligations asks, to be followed by the party it is owed to."""

_CALLED = ("consultation", "defense", "neutrality")
_ROUNDS = {"breaks": 0, "helps": 1, "joins": 1, "spares": 1, "answers": 2}
ANSWER = _ROUNDS["answers"]
"""Round of what is owed to the attacker if the answer is itself an armed attack on it."""


def obligations(dossier: Dossier, ties: pl.DataFrame | None = None) -> pl.DataFrame:
    """List what ties oblige, clause by clause.

    Parameters
    ----------
    dossier
        Loaded dossier.
    ties
        From `network`; by default every tie that was ever coded with an obligation or a clause.

    Returns
    -------
    polars.DataFrame
        One row per clause: the tie (``tie_id``, ``instrument``, ``source``, ``target``, ``basis``,
        ``start``, ``end``) and the clause (``article``, ``obligation``, ``obliged``, ``trigger``,
        ``condition``, ``response``, ``order``, ``sources``). An obligation that ATOP codes but no
        clause was read for has a row without ``response``. ``obligation`` is null for clauses
        that owe nothing ATOP counts.
    """
    every = dossier.ties if ties is None else ties
    held = every.select(
        "tie_id", "instrument", "source", "target", "directed", "start", "end",
        pl.col("basis").cast(pl.String), coded=pl.col("obligations").cast(pl.List(pl.String)),
        tie_sources="sources", **({} if ties is None else {"state": "state"}),
    )  # fmt: skip
    clauses = dossier.clauses.with_columns(pl.col("obligation", "trigger").cast(pl.String))
    read = held.join(clauses, on="tie_id")
    bare = (
        held.explode("coded")
        .filter(pl.col("coded").is_not_null())
        .join(read, left_on=["tie_id", "coded"], right_on=["tie_id", "obligation"], how="anti")
        .with_columns(obligation="coded", order=pl.lit(1, pl.Int32), sources="tie_sources")
    )
    both = pl.concat([read.drop("coded"), bare.drop("coded")], how="diagonal")
    # Preambles come first, articles by number, and clauses whose number was not read last.
    number = pl.col("article").str.extract(r"^(\d+)").cast(pl.Int64)
    place = pl.when(pl.col("article").is_not_null()).then(number.fill_null(0))
    return both.drop("tie_sources").sort("start", "tie_id", place, "order", nulls_last=True)


def call_in(
    dossier: Dossier,
    attacker: str,
    attacked: str,
    on: str | date,
    *,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
) -> pl.DataFrame:
    """Follow who is obliged to what if one party attacks another.

    Round 0 holds the pledges that the attack itself breaks; round 1 what partners of the attacked
    owe it, and what those same partners still owe the attacker; round 2 what partners of the
    attacker owe if the answer is itself an armed attack on the attacker. Treaties and political
    pledges count; consultation comes before assistance. Whether a clause's condition is met is
    not judged here: the condition stands beside it.

    Returns
    -------
    polars.DataFrame
        One row per step in order: ``step``, ``round``, ``actor`` (who owes), ``duty``,
        ``toward`` (to whom), ``side`` ("attacked" or "attacker"), ``obligation``, ``article``,
        ``condition``, ``response``, ``binding`` (false for political pledges), ``state``
        ("unknown" where the sources do not reach the day), ``pulled`` (owes something to both
        sides), ``tie_id``, ``instrument``, ``sources``. Empty where nobody is known to owe
        anything.

    Raises
    ------
    AllianceError
        An actor is unknown or attacks itself, or as `network` raises.
    """
    actors = dossier.actors["actor_id"].to_list()
    for actor in (attacker, attacked):
        if actor not in actors:
            raise AllianceError(f'"{actor}" is no actor; {near(actor, actors)}')
    if attacker == attacked:
        raise AllianceError(f'"{attacker}" cannot attack itself')
    ties = network(dossier, on, ("treaty", "event"), what_if=what_if)
    owed = obligations(dossier, ties).filter(pl.col("obligation").is_not_null())
    source_owes = owed.filter((pl.col("obliged") == pl.col("source")).fill_null(value=True))
    target_owes = owed.filter(
        ~pl.col("directed"), (pl.col("obliged") == pl.col("target")).fill_null(value=True)
    )
    duties = pl.concat(
        [
            source_owes.with_columns(actor="source", toward="target"),
            target_owes.with_columns(actor="target", toward="source"),
        ]
    ).filter(pl.col("toward").is_in([attacker, attacked]))
    called = pl.col("obligation").is_in(_CALLED)
    third = ~pl.col("actor").is_in([attacker, attacked])
    to_attacker = third & (pl.col("toward") == attacker)
    role = (
        pl.when(
            (pl.col("actor") == attacker)
            & pl.col("obligation").is_in(["nonaggression", "neutrality"])
        )
        .then(pl.lit("breaks"))
        .when(third & (pl.col("toward") == attacked) & called)
        .then(pl.lit("helps"))
        .when(to_attacker & (pl.col("obligation") == "offense"))
        .then(pl.lit("joins"))
        .when(to_attacker & (pl.col("obligation").is_in(["nonaggression", "neutrality"])))
        .then(pl.lit("spares"))
        .when(to_attacker)
        .then(pl.lit("answers"))
    )
    side = pl.when(role == "helps").then(pl.lit("attacked")).when(third).then(pl.lit("attacker"))
    return (
        duties.with_columns(
            role=role,
            side=side,
            duty=pl.col("obligation").replace_strict(DUTIES, return_dtype=pl.String),
            binding=pl.col("basis") != "event",
        )
        .filter(pl.col("role").is_not_null())
        .with_columns(helper=(pl.col("role") == "helps").any().over("actor"))
        .filter((pl.col("role") != "spares") | pl.col("helper"))
        .with_columns(
            round=pl.col("role").replace_strict(_ROUNDS, return_dtype=pl.Int32),
            pulled=(pl.col("side").n_unique().over("actor") > 1),
        )
        .sort("round", "order", "actor", "start", maintain_order=True)
        .with_row_index("step", offset=1)
        .select(
            "step", "round", "actor", "duty", "toward", "side", "obligation", "article",
            "condition", "response", "binding", "state", "pulled", "tie_id", "instrument",
            "sources",
        )
    )  # fmt: skip


def tell(dossier: Dossier, chain: pl.DataFrame) -> list[str]:
    """Say a call-in chain in sentences: one per step, and one per actor pulled both ways.

    Examples
    --------
    >>> import analysis
    >>> dossier = analysis.load()
    >>> chain = call_in(dossier, "united-states", "north-korea", "2024-06-24")
    >>> tell(dossier, chain.filter(pl.col("actor") == "china"))[0][:39]
    '3. China must assist North Korea (Treat'
    """
    names = spoken(dossier)
    told = []
    for row in chain.iter_rows(named=True):
        broken, sure = row["round"] == _ROUNDS["breaks"], row["state"] == "known"
        if broken:
            verb = "breaks its pledge to" if sure else "may break a pledge to"
        elif not sure:
            verb = "may still have to"
        else:
            verb = "must" if row["binding"] else "has pledged, without legal duty, to"
        actor, toward = names[row["actor"]], names[row["toward"]]
        after = " if the answer is an armed attack on it" if row["round"] == ANSWER else ""
        ground = [row["instrument"].split(" (")[0]]
        ground += [f"article {row['article']}"] if row["article"] else []
        ground += [f"condition: {row['condition']}"] if row["condition"] else []
        sentence = f"{actor} {verb} {row['duty']} {toward}{after} ({'; '.join(ground)})."
        told.append(f"{row['step']}. {sentence[0].upper()}{sentence[1:]}")
    for (actor,), rows in chain.filter("pulled").group_by("actor", maintain_order=True):
        owed = rows.select("duty", "toward").unique(maintain_order=True).iter_rows()
        duties = " and to ".join(f"{duty} {names[toward]}" for duty, toward in owed)
        told.append(f"{names[str(actor)]} is pulled both ways: to {duties}.")
    return told


def spoken(dossier: Dossier) -> dict[str, str]:
    """Give the name of each actor_id as it stands inside a sentence."""
    return {
        actor: f"the {name}" if name.startswith("United ") else name
        for actor, name in dossier.actors.select("actor_id", "name").iter_rows()
    }
