"""Minimal sets of switches behind each consequence, and what every combination leads to.

A trigger is a smallest set of switches that brings something about, with the round in which it
does: the minimal environments of an assumption-based truth maintenance system (de Kleer 1986).
Chaining is monotone, so triggers say exactly what follows from every combination, and when.
Their number can grow exponentially with the switches, though not for commitments that each
wait for one thing, as those of a news article mostly do.
"""

from __future__ import annotations

from collections import deque
from itertools import combinations, product
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier import QuestionError, as_names, require_known
from analysis.red_lines.chaining import IDS, RuleBase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dossier import Dossier

MAX_SWITCHES = 16
"""Most propositions of which `every_combination` plays all combinations (2 to that power)."""

_Triggers = dict[frozenset[str], int]
"""Triggers of one proposition or commitment, with the round they take."""


def minimal_triggers(dossier: Dossier, propositions: str | Iterable[str]) -> pl.DataFrame:
    """Smallest sets of switches behind every commitment and every proposition.

    Switches are the ids of the propositions that someone may set to true, or the id of one.

    Returns
    -------
    DataFrame
        ``name`` (an id), ``what`` (``commitment`` or ``proposition``), ``needed`` (switches, all
        of them), ``round`` (0 where it takes no commitment). There is a larger set beside a
        smaller one only if it is quicker.

    Raises
    ------
    QuestionError
        A switch is not a proposition of the dossier.

    Examples
    --------
    >>> import analysis
    >>> switches = ["belmark-delivers-kelpie", "ardania-arms-delmora"]
    >>> found = minimal_triggers(analysis.example(), switches)
    >>> found.filter(name="ports-for-howitzers").select("needed", "round").rows()
    [(['ardania-arms-delmora'], 1), (['belmark-delivers-kelpie'], 2)]
    """
    base = RuleBase(dossier)
    true: dict[str, _Triggers] = {one: {} for one in base.row}
    fired: dict[str, _Triggers] = {rule.commitment_id: {} for rule in base.rules}
    new = deque[tuple[str, frozenset[str], int]]()
    for switch in as_names(propositions, "propositions"):
        new += ((one, frozenset({switch}), 0) for one in base.closure(switch))
    while new:
        one, needed, at = new.popleft()
        if not _add(true[one], needed, at):
            continue
        for rule in (base.rules[place] for place in base.waiting[one]):
            others = (list(true[other].items()) for other in rule.conditions - {one})
            for parts in product([(needed, at)], *others):
                all_ = frozenset[str]().union(*(switched for switched, _ in parts))
                next_ = 1 + max(round_ for _, round_ in parts)
                if _add(fired[rule.commitment_id], all_, next_):
                    new += ((brought, all_, next_) for brought in rule.consequences)

    def size(trigger: tuple[frozenset[str], int]) -> tuple[int, int, list[int]]:
        needed, at = trigger
        return len(needed), at, sorted(base.row[one] for one in needed)

    rows = [
        (name, what, base.in_order(needed), at)
        for what, table in (("commitment", fired), ("proposition", true))
        for name, triggers in table.items()
        for needed, at in sorted(triggers.items(), key=size)
    ]
    schema = {"name": pl.String(), "what": pl.String(), "needed": IDS, "round": pl.Int64()}
    return pl.DataFrame(rows, schema, orient="row")


def minimal_ways(dossier: Dossier, goal: str) -> pl.DataFrame:
    """Smallest sets of actions and circumstances from which a proposition follows.

    Any action may be taken except the goal itself; an outcome that nothing brings about counts
    as a circumstance.

    Returns
    -------
    DataFrame
        ``needed`` (what must happen) and ``round`` (rounds it then takes), smallest first.

    Raises
    ------
    QuestionError
        The goal is not a proposition of the dossier.

    Examples
    --------
    >>> import analysis
    >>> minimal_ways(analysis.example(), "union-defends-ardania").rows()
    [(['corvia-attacks-ardania'], 1), (['ardania-under-attack'], 1)]
    """
    require_known(goal, dossier.propositions["proposition_id"], "a proposition of this dossier")
    return ways_to_all(dossier).filter(name=goal).select("needed", "round")


def ways_to_all(dossier: Dossier) -> pl.DataFrame:
    """`minimal_ways` to each proposition, its ``name``."""
    made = pl.col("proposition_id").is_in(list(RuleBase(dossier).made))
    free = dossier.propositions.filter((pl.col("kind") == "action") | ~made)
    found = minimal_triggers(dossier, free["proposition_id"]).filter(what="proposition")
    # A goal that is free itself beats only sets that contain it.
    return found.filter(
        (pl.col("needed").list.len() > 1) | (pl.col("needed").list[0] != pl.col("name"))
    )


def every_combination(dossier: Dossier, propositions: str | Iterable[str]) -> pl.DataFrame:
    """Play every combination of switches through.

    Switches are at most `MAX_SWITCHES` ids, or the id of one: n make 2 to the n combinations.

    Returns
    -------
    DataFrame
        ``facts`` (the switches that are on), ``holds`` (all that is true in the end), ``fired``
        (commitments in order), ``rounds`` and ``contradictions`` (numbers).

    Raises
    ------
    QuestionError
        There are too many switches, or one is not a proposition of the dossier.

    Examples
    --------
    >>> import analysis
    >>> switches = ["belmark-delivers-kelpie", "ardania-arms-delmora"]
    >>> every_combination(analysis.example(), switches)["rounds"].to_list()
    [0, 3, 2, 2]
    """
    names = set(as_names(propositions, "propositions"))
    if len(names) > MAX_SWITCHES:
        raise QuestionError(
            f"{len(names)} propositions make 2 to the power of {len(names)} combinations; name at "
            f"most {MAX_SWITCHES}, or ask minimal_triggers, which needs no enumeration"
        )
    base = RuleBase(dossier)
    base.closure(names)
    switches, contradictions = base.in_order(names), base.contradictions()
    rows = []
    for on in (on for size in range(len(names) + 1) for on in combinations(switches, size)):
        holds, fired = base.chain(on)
        rounds = max((at for at, *_ in fired), default=0)
        met = sum(one.needed <= holds for one in contradictions)
        ids = [rule.commitment_id for _, rule, _ in fired]
        rows.append((on, base.in_order(holds), ids, rounds, met))
    numbers = dict.fromkeys(("rounds", "contradictions"), pl.Int64())
    schema = dict.fromkeys(("facts", "holds", "fired"), IDS) | numbers
    return pl.DataFrame(rows, schema, orient="row")


def _add(triggers: _Triggers, needed: frozenset[str], at: int) -> bool:
    """Keep a trigger unless a smaller one is as quick, and drop those it beats."""
    if any(other <= needed and round_ <= at for other, round_ in triggers.items()):
        return False
    for other in [o for o, round_ in triggers.items() if needed <= o and at <= round_]:
        del triggers[other]
    triggers[needed] = at
    return True
