"""Attacks to ask about, and who would have to act, case by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.alliances import clauses
from analysis.alliances.clauses import capital
from analysis.alliances.sentences import day_text, few, joined
from analysis.alliances.structure import DAY_OF_ARTICLE
from analysis.alliances.ties import BASES, parse_day, reduce_ties, ties_in_force
from analysis.charting import NothingToShow, Settings, caption_rows, cases, counted
from analysis.dossier import QuestionError, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.dossier import Dossier

_OFFERED = 6
_ENDS = 2
"""Of an attack: attacker and attacked."""

_HELP = ("defense", "consultation", "neutrality")

GROUPS = (
    "Owed to the side attacked",
    "Owed to the attacker",
    "Pledges that the attack breaks",
)
"""What a duty means for the two sides, what helps the attacked first."""


DUTY = ("group", "actor", "duty", "owed_to", "round")
"""What one duty has in common, on whatever ground it is owed."""


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
    armed = dossier.actors.filter(pl.col("kind").is_in(clauses.ARMED))["actor_id"].implode()
    attacker = pl.col("attacker")
    possible = attacker.is_in(armed) & pl.col("attacked").is_in(armed)
    possible &= (attacker != pl.col("attacked")) & (attacker != pl.col("helper"))
    found = hostile.filter(possible)
    if found.is_empty():  # each once: there may be thousands of ties, and of duties
        anyone = ways.select("attacker").unique(maintain_order=True)
        defended = duties.filter(obligation="defense").unique(maintain_order=True)
        found = anyone.join(defended, how="cross").filter(possible)
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
    later = dossier.ties.filter(
        pl.col("basis") == "treaty", pl.col("start") > day, pl.col("start") < date.max
    )["start"].min()
    return [day, later + timedelta(days=1)] if isinstance(later, date) else [day]


def attack_settings(
    dossier: Dossier,
    attacks: Sequence[tuple[str, str]] | None = None,
    days: Sequence[str | date] | None = None,
) -> Settings:
    """Offer attacks, as pairs of ids, on days: by default the likely ones on the attack days.

    The controls of what is asked are named apart, so that they do not move the default ones.
    """
    asked = likely_attacks(dossier) if attacks is None else _pairs(attacks)
    if not asked:
        raise NothingToShow("No treaty obliges anyone to defend or consult another yet.")
    for pair in asked:
        dossier.names.require(*pair)
    names = dossier.names.in_sentence
    given = attack_days(dossier) if days is None else _days(days)
    offered = {str(day): day_text(day) for day in given}
    own = "" if attacks is None and days is None else "asked_"
    worded = {f"{a}>{b}": clauses.capital(f"{names[a]} attacks {names[b]}") for a, b in asked}
    return Settings(**{f"{own}attack": worded, f"{own}attack_day": offered or DAY_OF_ARTICLE})


def _pairs(attacks: object) -> list[Sequence[str]]:
    """Take attacks as pairs, and refuse what is not pairs."""
    pairs: list[Any] = list(attacks) if isinstance(attacks, Iterable) else [attacks]
    others = [one for one in pairs if not isinstance(one, list | tuple) or len(one) != _ENDS]
    if others or not pairs:
        what = shorten(str(others[0])) if others else "none"
        raise QuestionError(f"attacks are pairs of attacker and attacked, not {what}")
    return pairs


def _days(days: object) -> list[date]:
    """Take one day as a list of one, and refuse what is not days."""
    given: list[Any] = [days]
    if isinstance(days, Iterable) and not isinstance(days, str):
        given = list(days)
    if not given:
        raise QuestionError("days name one day or more, not none")
    return [parse_day(day) for day in given]


def attack_steps(dossier: Dossier, settings: Settings) -> pl.DataFrame:
    """Follow `activated_obligations` in every setting.

    Returns
    -------
    DataFrame
        The steps with ``setting`` (its number), ``group`` (one of `GROUPS`), ``who`` and ``whom``
        (names in a sentence), ``citation`` and ``url``: by group, defence first, then the firmest,
        then by name.
    """
    frames = []
    for number, setting in settings:
        attacker, attacked, day = asked(setting)
        steps = clauses.activated_obligations(dossier, attacker, attacked, day, with_signed=True)
        frames.append(steps.with_columns(setting=pl.lit(number)))
    steps = pl.concat(frames)
    owed = pl.col("owed_to_side")
    sides = dict(zip(("attacked", "attacker"), GROUPS, strict=False))
    named = steps.with_columns(
        who=dossier.names.in_sentence.column("actor"),
        whom=dossier.names.in_sentence.column("owed_to"),
        group=cases({group: owed == side for side, group in sides.items()}, otherwise=GROUPS[-1]),
    )
    unsure = pl.sum_horizontal(pl.col("certainty") != "known", ~pl.col("read"), ~pl.col("binding"))
    group = pl.col("group").replace_strict(GROUPS, range(len(GROUPS)), return_dtype=pl.Int64)
    help_ = pl.col("obligation").replace_strict(_HELP, range(len(_HELP)), default=len(_HELP))
    placed = named.sort(group, help_, unsure, "who", "step", maintain_order=True)
    return dossier.cite(placed)


def asked(setting: Mapping[str, str]) -> tuple[str, str, str | None]:
    """Give attacker, attacked and day of a setting."""
    attack, day = setting.values()
    attacker, _, attacked = attack.partition(">")
    return attacker, attacked, None if day in DAY_OF_ARTICLE else day


def firmness(step: Mapping[str, Any]) -> str:
    """Say in a word or two how firm a step is."""
    if step["certainty"] == "signed":
        return "signed, not yet in force"
    if step["certainty"] == "unknown":
        return "not shown to be in force on that day"
    if not step["read"]:
        return "only coded by a data set"
    return "binding" if step["binding"] else "political pledge"


def attack_captions(
    dossier: Dossier, settings: Settings, steps: pl.DataFrame, title: str | None
) -> pl.DataFrame:
    """Word who must defend, who must consult and who is pulled both ways, in every setting."""
    names = dossier.names.in_sentence
    days = list(settings.options.values())[1]

    def worded(**setting: str) -> tuple[str, str]:
        attacker, attacked, _ = asked(setting)
        of_case = steps.filter(setting=settings.number_of(**setting))
        day = days[list(setting.values())[1]]
        whom = names[attacked]
        helps = of_case.filter(owed_to_side="attacked")
        defend = defenders(of_case)
        consult = [who for who in _who(_firm(helps), "consultation") if who not in defend]
        case = f"If {names[attacker]} attacks {whom} on {day}"
        said = [
            f"{few(defend)} must defend it" if defend else "nobody is known to have to defend it"
        ]
        if consult:
            said.append(f"{few(consult)} must consult with it")
        unsure = [who for who in _who(helps, "defense") if who not in defend]
        both = sorted(set(of_case.filter("owes_both")["who"]))
        duties = of_case.select(DUTY).n_unique()
        broken = of_case.filter(round=clauses.BROKEN)
        firm = broken.filter("read", certainty="known").height
        breaks = f"{names[attacker]} {'breaks' if firm else 'may be breaking'} a pledge to {whom}."
        heading = f"{case}, {', and '.join(said)}"
        if of_case.is_empty():
            heading = f"{case}: nobody has promised it anything that is known"
        return title or heading, joined(
            f"Less certain to have to defend it: {few(unsure)}." if unsure else None,
            capital(f"{few(both)} {'owe' if both[1:] else 'owes'} something to both sides.")
            if both
            else None,
            capital(breaks) if broken.height else None,
            f"{counted(duties, 'duty', 'duties')} in all." if duties else None,
            "Treaties and political pledges count; whether a condition is met is for governments "
            "and lawyers to judge.",
        )

    return caption_rows(settings, worded)


def defenders(steps: pl.DataFrame) -> list[str]:
    """Name those who are bound to defend the attacked, by a clause that was read and is in force.

    ``steps`` are those of one setting, from `attack_steps`.
    """
    return _who(_firm(steps.filter(owed_to_side="attacked")), "defense")


def _firm(steps: pl.DataFrame) -> pl.DataFrame:
    return steps.filter("binding", "read", certainty="known")


def _who(steps: pl.DataFrame, obligation: str) -> list[str]:
    return sorted(set(steps.filter(obligation=obligation)["who"]))
