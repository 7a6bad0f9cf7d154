"""The least that must happen for something to follow, and every combination of switches.

A witness is a smallest set of switches that brings something about, with the round in which it
does: the minimal environments of an assumption-based truth maintenance system (de Kleer 1986).
Chaining is monotone, so witnesses say exactly what follows from every combination, and when.
Their number can grow exponentially with the switches, though not for commitments that each
wait for one thing, as those of a news article mostly do.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import polars as pl

from analysis.red_lines.chaining import Record, RuleBase

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SWITCHES = 16
"""Most switches that `courses` plays through in every combination (2 to that power)."""

Label = dict[frozenset[str], int]
"""Witnesses of one variable or commitment, with the round they take."""

_NAMES = pl.List(pl.String)


def witnesses(record: Record, switches: Iterable[str]) -> pl.DataFrame:
    """Smallest sets of switches behind every commitment and every variable.

    Parameters
    ----------
    record
        Dossier, or anything with ``state_variables`` and ``commitments``.
    switches
        Variables that somebody may set to true.

    Returns
    -------
    DataFrame
        ``name``, ``what`` (``commitment`` or ``variable``), ``switches`` (all needed),
        ``round`` (0 where it takes no commitment). A larger set stands beside a smaller one only
        if it is quicker.

    Raises
    ------
    ValueError
        A switch is no state variable of the record.
    """
    base = RuleBase(record)
    labels: dict[str, Label] = {variable: {} for variable in base.meaning}
    fired: dict[str, Label] = {rule.name: {} for rule in base.rules}
    for switch in (switches,) if isinstance(switches, str) else switches:
        for variable in base.spread([switch]):
            _add(labels[variable], frozenset({switch}), 0)
    changed = True
    while changed:
        changed = False
        for rule in base.rules:
            for parts in product(*(list(labels[v].items()) for v in rule.condition)):
                needed = frozenset[str]().union(*(switched for switched, _ in parts))
                at = 1 + max(round_ for _, round_ in parts)
                _add(fired[rule.name], needed, at)
                for variable in rule.consequence:
                    changed |= _add(labels[variable], needed, at)
    rows = [
        (name, what, sorted(needed), round_)
        for what, table in (("commitment", fired), ("variable", labels))
        for name, label in table.items()
        for needed, round_ in label.items()
    ]
    schema = pl.Schema(
        [("name", pl.String), ("what", pl.String), ("switches", _NAMES), ("round", pl.Int64)]
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def least(record: Record, goal: str) -> pl.DataFrame:
    """Smallest sets of actions and circumstances from which a variable follows.

    Any action may be taken except the goal itself; an outcome that nothing brings about counts
    as a circumstance.

    Parameters
    ----------
    record
        Dossier, or anything with ``state_variables`` and ``commitments``.
    goal
        Id of a state variable.

    Returns
    -------
    DataFrame
        ``switches`` (what must happen) and ``round`` (rounds it then takes), smallest first.

    Raises
    ------
    ValueError
        The goal is no state variable of the record.

    Examples
    --------
    >>> import analysis
    >>> least(analysis.load(), "seoul-arms-ukraine")["switches"].to_list()[0]
    ['russia-sends-advanced-weapons']
    """
    base = RuleBase(record)
    base.spread([goal])
    made = frozenset[str]().union(*(rule.consequence for rule in base.rules))
    variables = record.state_variables.select("variable_id", "kind").iter_rows()
    free = [v for v, kind in variables if v != goal and (kind == "action" or v not in made)]
    found = witnesses(record, free).filter(name=goal, what="variable")
    order = (pl.col("switches").list.len(), "round", "switches")
    return found.sort(*order).select("switches", "round")


def courses(record: Record, switches: Iterable[str]) -> pl.DataFrame:
    """Play every combination of switches through.

    Parameters
    ----------
    record
        Dossier, or anything with ``state_variables`` and ``commitments``.
    switches
        At most `MAX_SWITCHES` variables: n of them make 2 to the n courses.

    Returns
    -------
    DataFrame
        ``switches`` (those on), ``state`` (all that is true in the end), ``fired``
        (commitments in order), ``rounds`` and ``contradictions`` (numbers).

    Raises
    ------
    ValueError
        Too many switches, or one is no state variable of the record.
    """
    names = sorted((switches,) if isinstance(switches, str) else switches)
    if len(names) > MAX_SWITCHES:
        raise ValueError(
            f"{len(names)} switches make 2 to the power of {len(names)} combinations; name at "
            f"most {MAX_SWITCHES}, or ask `witnesses`, which needs no enumeration"
        )
    base = RuleBase(record)
    clashes = base.clashes()
    rows = []
    for on in (on for size in range(len(names) + 1) for on in combinations(names, size)):
        state, fired = base.chain(on)
        rounds = max((at for at, _, _ in fired), default=0)
        met = sum(clash.needed <= state for clash in clashes)
        rows.append((on, sorted(state), [rule.name for _, rule, _ in fired], rounds, met))
    names_of = [(name, _NAMES) for name in ("switches", "state", "fired")]
    schema = pl.Schema([*names_of, ("rounds", pl.Int64), ("contradictions", pl.Int64)])
    return pl.DataFrame(rows, schema=schema, orient="row")


def _add(label: Label, needed: frozenset[str], at: int) -> bool:
    """Keep a witness unless a smaller one is as quick, and drop those it beats."""
    if any(other <= needed and round_ <= at for other, round_ in label.items()):
        return False
    for other in [o for o, round_ in label.items() if needed <= o and at <= round_]:
        del label[other]
    label[needed] = at
    return True
