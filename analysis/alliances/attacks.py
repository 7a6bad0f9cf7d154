"""Attacks that a page offers, derived from the ties, and whom each would call upon."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances import clauses
from analysis.alliances.rows import day_in_words
from analysis.alliances.structure import DAY_OF_ARTICLE
from analysis.alliances.ties import BASES, reduce_ties, ties_in_force
from analysis.charting import NothingToShow, Settings

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_OFFERED = 6


def likely_attacks(dossier: Dossier) -> list[tuple[str, str]]:
    """Choose attackers and attacked to ask about, those named in most claims first, at most six.

    They are hostile to each other on the day of the study, and someone else must defend or consult
    the attacked. Where there are none, whoever has a tie attacks whom someone must defend.
    """
    edges = reduce_ties(ties_in_force(dossier, basis=BASES)).filter(~pl.col("unsettled"))
    ways = edges.select("sign", attacker="source", attacked="target")
    ways = pl.concat([ways, ways.select("sign", attacker="attacked", attacked="attacker")])
    duties = clauses.duties_on(dossier).select("obligation", helper="actor", attacked="owed_to")
    helping = duties.filter(pl.col("obligation").is_in(["defense", "consultation"]))
    hostile = ways.filter(sign=-1).join(helping, on="attacked")
    anyone = ways.select("attacker").join(duties.filter(obligation="defense"), how="cross")
    armed = dossier.actors.filter(pl.col("kind").is_in(clauses.ARMED))["actor_id"].implode()
    attacker = pl.col("attacker")
    possible = attacker.is_in(armed) & pl.col("attacked").is_in(armed)
    possible &= (attacker != pl.col("attacked")) & (attacker != pl.col("helper"))
    found = hostile.filter(possible)
    found = anyone.filter(possible) if found.is_empty() else found
    named = dossier.claims.select(pl.concat_list("subjects", "targets").list.unique())
    claims = Counter(named.to_series().explode())
    names = dossier.names

    def place(pair: tuple[str, str]) -> tuple[int, list[str]]:
        return -sum(claims[actor] for actor in pair), [names[actor] for actor in pair]

    pairs = found.select("attacker", "attacked").unique(maintain_order=True)
    return sorted(pairs.iter_rows(), key=place)[:_OFFERED]


def attack_days(dossier: Dossier) -> list[date]:
    """Give the day of the study, and the day after the next treaty enters into force."""
    day = dossier.study.day
    if day is None:
        return []
    later = dossier.ties.filter(pl.col("basis") == "treaty", pl.col("start") > day)["start"].min()
    return [day, later + timedelta(days=1)] if isinstance(later, date) else [day]


def attack_settings(dossier: Dossier) -> Settings:
    """Offer each of the likely attacks on each of the attack days.

    Raises
    ------
    NothingToShow
        No one owes anyone help.
    """
    attacks = likely_attacks(dossier)
    if not attacks:
        raise NothingToShow("No treaty obliges anyone to defend or consult another yet.")
    names = dossier.names.in_sentence
    days = {str(day): day_in_words(str(day)) for day in attack_days(dossier)}
    return Settings(
        attack={f"{a}>{b}": clauses.capital(f"{names[a]} attacks {names[b]}") for a, b in attacks},
        attack_day=days or DAY_OF_ARTICLE,
    )


def attack_steps(dossier: Dossier, settings: Settings) -> pl.DataFrame:
    """Follow `activated_obligations` in every setting, as rows with ``setting`` (its number)."""
    frames = []
    for number, setting in settings:
        attacker, _, attacked = setting["attack"].partition(">")
        day = None if setting["attack_day"] in DAY_OF_ARTICLE else setting["attack_day"]
        steps = clauses.activated_obligations(dossier, attacker, attacked, day)
        described = clauses.describe_obligations(steps, dossier.names.in_sentence)
        sentences = pl.Series("description", described[: steps.height], dtype=pl.String)
        frames.append(steps.with_columns(sentences, setting=pl.lit(number)))
    return pl.concat(frames)
