"""Play conditional commitments through: which one fires on what, in which round.

Commitments are definite Horn clauses over state variables: all conditions true, then the
consequences. Forward chaining is linear in what is written down (Dowling and Gallier 1984),
because each commitment only counts the conditions it still waits for. What a variable implies
by the meaning of its words holds at once and takes no round.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Protocol

import polars as pl

from analysis.dossier.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAMES = pl.List(pl.String)
TRACE = pl.Schema(
    [
        ("round", pl.Int64), ("commitment_id", pl.String), ("committer", pl.String),
        ("because", _NAMES), ("follows", _NAMES), ("new", _NAMES),
    ]
)  # fmt: skip
"""Columns of a trace: ``because`` the conditions, ``follows`` the consequences with all they
imply, ``new`` those of them not true before the round."""


class Record(Protocol):
    """Whatever holds state variables and commitments: a `Dossier`, or two frames of a test."""

    @property
    def state_variables(self) -> pl.DataFrame: ...  # noqa: D102 (as in analysis.dossier.tables)

    @property
    def commitments(self) -> pl.DataFrame: ...  # noqa: D102 (as in analysis.dossier.tables)


@dataclass(frozen=True)
class Rule:
    """One commitment, its consequences with all they imply."""

    name: str
    committer: str
    condition: frozenset[str]
    consequence: frozenset[str]
    deters: bool


@dataclass(frozen=True)
class Clash:
    """Two things that cannot go together, and all that must be true for them to meet."""

    variable: str
    clash: str
    first: str
    second: str
    needed: frozenset[str]


@dataclass(frozen=True)
class Course:
    """What follows from a set of facts."""

    start: frozenset[str]
    """The facts, with all they imply."""

    state: frozenset[str]
    """Every variable that is true once nothing more fires."""

    trace: pl.DataFrame
    """A row per commitment that fired, with the columns of `TRACE`."""

    contradictions: pl.DataFrame
    """A row per clash: ``variable``, ``clash``, and either ``bound and warned off`` by the
    commitments ``first`` and ``second``, or ``cannot both hold`` as the variables they are."""


class RuleBase:
    """Commitments made ready for chaining.

    Parameters
    ----------
    record
        Dossier, or anything with ``state_variables`` and ``commitments``.
    """

    def __init__(self, record: Record) -> None:
        variables = record.state_variables
        implied = dict(variables.select("variable_id", "implies").iter_rows())
        self.meaning = {variable: _closed(variable, implied) for variable in implied}
        """Per variable all that holds with it by the meaning of the words, itself included."""
        columns = ("commitment_id", "committer", "condition", "consequence", "kind")
        self.rules = [
            Rule(name, who, frozenset(when), self.spread(then), kind == "deterrent")
            for name, who, when, then, kind in record.commitments.select(columns).iter_rows()
        ]
        self.excludes = {
            (min(one, other), max(one, other))
            for one, others in variables.select("variable_id", "excludes").iter_rows()
            for other in others
        }
        self._watchers: defaultdict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            for variable in rule.condition:
                self._watchers[variable].append(place)

    def spread(self, variables: Iterable[str]) -> frozenset[str]:
        """Add to variables all that they imply; a `ValueError` names one that is unknown."""
        variables = [variables] if isinstance(variables, str) else list(variables)
        for v in variables:
            if v not in self.meaning:
                raise ValueError(f"{v!r} is no state variable{did_you_mean(v, self.meaning)}")
        return frozenset[str]().union(*(self.meaning[v] for v in variables))

    def chain(self, facts: Iterable[str]) -> tuple[set[str], list[tuple[int, Rule, set[str]]]]:
        """Give the state that nothing more is added to, and per rule that fired its round and
        what it added to the state before that round.
        """  # noqa: D205 (one sentence)
        missing = [len(rule.condition) for rule in self.rules]
        state: set[str] = set()
        fired: list[tuple[int, Rule, set[str]]] = []
        new, round_ = set(self.spread(facts)), 0
        while new:
            state |= new
            round_ += 1
            ready = []
            for place in (place for variable in new for place in self._watchers[variable]):
                missing[place] -= 1
                if not missing[place]:
                    ready.append(place)
            firing = [
                (round_, rule, set(rule.consequence - state))
                for rule in (self.rules[place] for place in sorted(ready))
            ]
            new = set().union(*(fresh for _, _, fresh in firing))
            fired += firing
        return state, fired

    def clashes(self) -> list[Clash]:
        """Pairs that cannot go together: bound to and warned off by others, or excluded."""
        binding: defaultdict[str, list[Rule]] = defaultdict(list)
        warning: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            for variable in rule.consequence:
                binding[variable].append(rule)
            for variable in rule.condition if rule.deters else ():
                warning[variable].append(rule)
        return [
            Clash(variable, "bound and warned off", b.name, w.name, b.condition | w.condition)
            for variable, bound in binding.items()
            for b, w in product(bound, warning[variable])
            if b.committer != w.committer
        ] + [
            Clash(one, "cannot both hold", one, other, frozenset({one, other}))
            for one, other in sorted(self.excludes)
        ]


def play(record: Record, facts: str | Sequence[str]) -> Course:
    """Chain commitments forward from facts until nothing more follows.

    Parameters
    ----------
    record
        Dossier, or anything with ``state_variables`` and ``commitments``.
    facts
        Ids of the variables that are true to begin with, or the id of one.

    Raises
    ------
    ValueError
        A fact is no state variable of the record.

    Examples
    --------
    >>> import analysis
    >>> course = play(analysis.load(), ["russia-sends-high-precision-weapons"])
    >>> course.trace.filter(committer="south-korea")["commitment_id"].to_list()
    ['seoul-arms-for-arms', 'south-responds-militarily', 'seoul-red-line']
    """
    base = RuleBase(record)
    state, fired = base.chain(facts)
    rows = [
        (at, r.name, r.committer, sorted(r.condition), sorted(r.consequence), sorted(new))
        for at, r, new in fired
    ]
    met = [(c.variable, c.clash, c.first, c.second) for c in base.clashes() if c.needed <= state]
    return Course(
        base.spread(facts),
        frozenset(state),
        pl.DataFrame(rows, schema=TRACE, orient="row"),
        pl.DataFrame(
            met,
            schema=dict.fromkeys(("variable", "clash", "first", "second"), pl.String),
            orient="row",
        ),
    )


def alone(record: Record) -> pl.DataFrame:
    """What each actor can set off by its own actions, whatever the others do.

    Returns
    -------
    DataFrame
        ``actor``, ``action``, ``round``, ``commitment_id``, ``committer``, ``new``: the trace of
        each action taken alone, and (``action`` null) what fires only on several together.

    Examples
    --------
    >>> import analysis
    >>> alone(analysis.load()).filter(actor="the-west", round=1)["commitment_id"].to_list()
    ['moscow-arms-for-aid']
    """
    base = RuleBase(record)
    own: defaultdict[str, list[str]] = defaultdict(list)
    actions = record.state_variables.filter(kind="action").drop_nulls("controller")
    for action, actor in actions.select("variable_id", "controller").iter_rows():
        own[actor].append(action)
    rows = []
    for actor, mine in own.items():
        single = set()
        for facts, action in [*(([one], one) for one in mine), (mine, None)]:
            for at, rule, new in base.chain(facts)[1]:
                if action or rule.name not in single:
                    single.add(rule.name)
                    rows.append((actor, action, at, rule.name, rule.committer, sorted(new)))
    kept = ("round", "commitment_id", "committer", "new")
    schema = pl.Schema(
        [("actor", pl.String), ("action", pl.String), *((name, TRACE[name]) for name in kept)]
    )
    return pl.DataFrame(rows, schema=schema, orient="row")


def loops(record: Record) -> pl.DataFrame:
    """Sets of commitments that feed one another, so that once begun each calls for the next.

    Returns
    -------
    DataFrame
        ``loop`` (number) and ``commitments`` (ids, sorted) per strongly connected set, in time
        linear in what is written down.
    """
    import networkx as nx  # noqa: PLC0415 (takes longer to import than everything else here)

    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    for rule in RuleBase(record).rules:
        # Variables stand between commitments, so that edges grow with what is written down.
        graph.add_edges_from((("variable", v), ("rule", rule.name)) for v in rule.condition)
        graph.add_edges_from((("rule", rule.name), ("variable", v)) for v in rule.consequence)
    found = [
        sorted(name for what, name in part if what == "rule")
        for part in nx.strongly_connected_components(graph)
        if len(part) > 1
    ]
    schema = pl.Schema([("loop", pl.Int64), ("commitments", _NAMES)])
    return pl.DataFrame(list(enumerate(sorted(found), 1)), schema=schema, orient="row")


def _closed(variable: str, implied: dict[str, list[str]]) -> frozenset[str]:
    seen, ahead = set(), [variable]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead.extend(implied[one])
    return frozenset(seen)
