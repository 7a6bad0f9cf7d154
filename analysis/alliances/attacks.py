"""Attacks that a page offers, derived from the ties, and whom each would call upon."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances.clauses import (
    ARMED,
    capital,
    describe_obligations,
    duties_on,
    steps_between,
)
from analysis.alliances.structure import DAY_OF_ARTICLE
from analysis.alliances.ties import BASES, reduce_ties, ties_in_force
from analysis.charting import NothingToShow, Settings

if TYPE_CHECKING:
    from analysis.dossier import Dossier

Pair = tuple[str, str]

_OFFERED = 6


def likely_attacks(dossier: Dossier) -> list[Pair]:
    """Choose attackers and attacked to ask about, those named in most claims first, at most six.

    They are hostile to each other on the day of the study, and someone else must defend or consult
    the attacked. Where there are none, whoever has a tie attacks whom someone must defend.
    """
    armed = set(dossier.actors.filter(pl.col("kind").is_in(ARMED))["actor_id"])
    edges = reduce_ties(ties_in_force(dossier, basis=BASES)).filter(~pl.col("unsettled"))
    hostile = edges.filter(sign=-1).select("source", "target").rows()
    duties = duties_on(dossier).select("actor", "owed_to", "obligation").rows()
    asked: set[Pair] = {*hostile, *((b, a) for a, b in hostile)}
    owed = [(who, to) for who, to, what in duties if what in {"defense", "consultation"}]
    if not (found := _helped(asked, owed, armed)):
        tied = {*edges["source"], *edges["target"]}
        owed = [(who, to) for who, to, what in duties if what == "defense"]
        found = _helped({(a, b) for a in tied for _, b in owed if a != b}, owed, armed)
    named = dossier.claims.select(pl.concat_list("subjects", "targets").list.unique())
    claims = Counter(named.to_series().explode())
    names = dossier.names

    def place(pair: Pair) -> tuple[int, list[str]]:
        return -sum(claims[actor] for actor in pair), [names[actor] for actor in pair]

    return sorted(found, key=place)[:_OFFERED]


def _helped(attacks: set[Pair], owed: list[Pair], armed: set[str]) -> list[Pair]:
    helpers: dict[str, set[str]] = {}
    for who, to in owed:
        helpers.setdefault(to, set()).add(who)
    return [(a, b) for a, b in attacks if {a, b} <= armed and helpers.get(b, set()) - {a}]


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
    days = {day.isoformat(): f"{day.day} {day:%B %Y}" for day in attack_days(dossier)}
    return Settings(
        attack={f"{a}>{b}": capital(f"{names[a]} attacks {names[b]}") for a, b in attacks},
        attack_day=days or DAY_OF_ARTICLE,
    )


def attack_steps(dossier: Dossier, settings: Settings) -> pl.DataFrame:
    """Follow `activated_obligations` in every setting.

    Returns
    -------
    DataFrame
        The steps with ``setting`` (its number) and ``description``.
    """
    duties = {
        day: duties_on(dossier, None if day in DAY_OF_ARTICLE else day)
        for day in settings.options["attack_day"]
    }
    frames = []
    for number, setting in settings:
        attacker, _, attacked = setting["attack"].partition(">")
        steps = steps_between(duties[setting["attack_day"]], attacker, attacked)
        described = describe_obligations(steps, dossier.names.in_sentence)[: steps.height]
        sentences = pl.Series("description", described, dtype=pl.String)
        frames.append(steps.with_columns(sentences, setting=pl.lit(number)))
    return pl.concat(frames)
