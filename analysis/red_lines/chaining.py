"""Play conditional commitments through: which one fires on what, in which round.

Commitments are definite Horn clauses over propositions: all conditions true, then the
consequences. Forward chaining is linear in what is written down (Dowling and Gallier 1984),
because each commitment only counts the conditions it still waits for. What a proposition implies
by the meaning of its words is true at once and takes no round.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Protocol

import polars as pl

from analysis.dossier import require_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

IDS = pl.List(pl.String())
_FIRED = {"commitment_id": pl.String(), "committer": pl.String()}
TRACE = {"round": pl.Int64(), **_FIRED, "conditions": IDS, "consequences": IDS, "added": IDS}
"""Columns of a trace: ``consequences`` with all they imply, ``added`` those of them that were not
true before the round."""
_CONTRADICTIONS = dict.fromkeys(("proposition_id", "kind", "first", "second"), pl.String())


class HasCommitments(Protocol):
    """What can be played through: a dossier, or whatever has these two tables."""

    @property
    def propositions(self) -> pl.DataFrame: ...  # noqa: D102 (as in analysis.dossier.tables)

    @property
    def commitments(self) -> pl.DataFrame: ...  # noqa: D102 (as in analysis.dossier.tables)


@dataclass(frozen=True)
class Rule:
    """One commitment, its consequences with all they imply."""

    commitment_id: str
    committer: str
    conditions: frozenset[str]
    consequences: frozenset[str]
    deters: bool


@dataclass(frozen=True)
class Contradiction:
    """Two things that cannot go together, and all that must be true for them to meet."""

    proposition_id: str
    kind: str
    first: str
    second: str
    needed: frozenset[str]


@dataclass(frozen=True)
class Consequences:
    """What follows from a set of facts."""

    facts: frozenset[str]
    """The facts, with all they imply."""

    holds: frozenset[str]
    """Every proposition that is true once nothing more fires."""

    trace: pl.DataFrame
    """A row per commitment that fired: ``round``, ``commitment_id``, ``committer``,
    ``conditions``, ``consequences`` (with all they imply) and ``added`` (those of them that were
    not true before the round)."""

    contradictions: pl.DataFrame
    """A row per contradiction: ``proposition_id``, ``kind``, and either ``bound and warned off``
    by the commitments ``first`` and ``second``, or ``cannot both hold`` as the propositions they
    are."""


class RuleBase:
    """Commitments made ready for chaining.

    Parameters
    ----------
    propositions
        ``proposition_id``, ``implies``, ``excludes``.
    commitments
        ``commitment_id``, ``committer``, ``condition``, ``consequence``, ``kind``.
    """

    def __init__(self, propositions: pl.DataFrame, commitments: pl.DataFrame) -> None:
        implied = dict(propositions.select("proposition_id", "implies").iter_rows())
        self.implied_by_meaning = {one: _closed(one, implied) for one in implied}
        """Per proposition all that is true with it by the meaning of the words, itself too."""
        self.row = {proposition: row for row, proposition in enumerate(implied)}
        """Per proposition its row in the table: what is listed follows it, not the ids."""
        columns = ("commitment_id", "committer", "condition", "consequence", "kind")
        self.rules = [
            Rule(name, who, frozenset(when), self.closure(then), kind == "deterrent")
            for name, who, when, then, kind in commitments.select(columns).iter_rows()
        ]
        self.excludes = {
            tuple(self.in_order((one, other)))
            for one, others in propositions.select("proposition_id", "excludes").iter_rows()
            for other in others
        }
        self._waiting: defaultdict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            for proposition in rule.conditions:
                self._waiting[proposition].append(place)

    def in_order(self, propositions: Iterable[str]) -> list[str]:
        """Put propositions in the order of their table."""
        return sorted(propositions, key=self.row.__getitem__)

    def closure(self, propositions: Iterable[str]) -> frozenset[str]:
        """Add to propositions all that they imply; one string counts as one.

        Raises
        ------
        QuestionError
            One of them is not a proposition of the dossier.
        """
        given = as_list(propositions)
        for one in given:
            require_known(one, self.implied_by_meaning, "a proposition of this dossier")
        return frozenset[str]().union(*(self.implied_by_meaning[one] for one in given))

    def chain(self, facts: Iterable[str]) -> tuple[set[str], list[tuple[int, Rule, set[str]]]]:
        """Return all that follows and, for each rule that fired, its round and what it added.

        Raises
        ------
        QuestionError
            A fact is not a proposition of the dossier.
        """
        missing = [len(rule.conditions) for rule in self.rules]
        holds: set[str] = set()
        fired: list[tuple[int, Rule, set[str]]] = []
        new, round_ = set(self.closure(facts)), 0
        while new:
            holds |= new
            round_ += 1
            ready = []
            for place in (place for one in new for place in self._waiting[one]):
                missing[place] -= 1
                if not missing[place]:
                    ready.append(place)
            firing = [
                (round_, rule, set(rule.consequences - holds))
                for rule in (self.rules[place] for place in sorted(ready))
            ]
            new = set().union(*(added for _, _, added in firing))
            fired += firing
        return holds, fired

    def contradictions(self) -> list[Contradiction]:
        """Pairs that cannot go together: bound to and warned off by others, or excluded."""
        binding: defaultdict[str, list[Rule]] = defaultdict(list)
        warning: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in self.rules:
            for proposition in rule.consequences:
                binding[proposition].append(rule)
            for proposition in rule.conditions if rule.deters else ():
                warning[proposition].append(rule)
        return [
            Contradiction(
                one,
                "bound and warned off",
                bound.commitment_id,
                warned.commitment_id,
                bound.conditions | warned.conditions,
            )
            for one in self.in_order(binding)
            for bound, warned in product(binding[one], warning[one])
            if bound.committer != warned.committer
        ] + [
            Contradiction(one, "cannot both hold", one, other, frozenset({one, other}))
            for one, other in sorted(self.excludes, key=lambda pair: [*map(self.row.get, pair)])
        ]


def rule_base(dossier: HasCommitments) -> RuleBase:
    """Make a dossier's commitments ready for chaining."""
    return RuleBase(dossier.propositions, dossier.commitments)


def as_list(names: Iterable[str]) -> list[str]:
    """Take one string as a list of one."""
    return [names] if isinstance(names, str) else list(names)


def forward_chain(dossier: HasCommitments, facts: str | Sequence[str]) -> Consequences:
    """Chain commitments forward from facts until nothing more follows.

    Parameters
    ----------
    dossier
        Dossier, or anything with ``propositions`` and ``commitments``.
    facts
        Ids of the propositions that are true to begin with, or the id of one.

    Raises
    ------
    QuestionError
        A fact is not a proposition of the dossier.

    Examples
    --------
    >>> import analysis
    >>> followed = forward_chain(analysis.example(), "belmark-delivers-kelpie")
    >>> followed.trace.select("round", "commitment_id").rows()
    [(1, 'howitzers-for-rockets'), (2, 'ports-for-howitzers'), (3, 'escorts-for-ports')]
    """
    base = rule_base(dossier)
    holds, fired = base.chain(facts)
    rows = [
        (
            at,
            r.commitment_id,
            r.committer,
            *map(base.in_order, (r.conditions, r.consequences, added)),
        )
        for at, r, added in fired
    ]
    met = [
        (c.proposition_id, c.kind, c.first, c.second)
        for c in base.contradictions()
        if c.needed <= holds
    ]
    return Consequences(
        base.closure(facts),
        frozenset(holds),
        pl.DataFrame(rows, schema=TRACE, orient="row"),
        pl.DataFrame(met, schema=_CONTRADICTIONS, orient="row"),
    )


def unilateral_consequences(dossier: HasCommitments) -> pl.DataFrame:
    """What each actor can set off by its own actions, whatever the others do.

    Returns
    -------
    DataFrame
        ``actor``, ``action``, ``round``, ``commitment_id``, ``committer``, ``added``: the trace of
        each action taken alone, and (``action`` null) what fires only on several together.

    Examples
    --------
    >>> import analysis
    >>> alone = unilateral_consequences(analysis.example())
    >>> alone.filter(action="ardania-arms-delmora")["commitment_id"].to_list()
    ['ports-for-howitzers', 'escorts-for-ports']
    """
    base = rule_base(dossier)
    own: defaultdict[str, list[str]] = defaultdict(list)
    actions = dossier.propositions.filter(kind="action").drop_nulls("controller")
    for action, actor in actions.select("proposition_id", "controller").iter_rows():
        own[actor].append(action)
    rows = []
    for actor, mine in own.items():
        single = set()
        for facts, action in [*(([one], one) for one in mine), (mine, None)]:
            for at, rule, added in base.chain(facts)[1]:
                if action or rule.commitment_id not in single:
                    single.add(rule.commitment_id)
                    fired = (at, rule.commitment_id, rule.committer, base.in_order(added))
                    rows.append((actor, action, *fired))
    texts = dict.fromkeys(("actor", "action"), pl.String())
    schema = texts | {"round": pl.Int64(), **_FIRED, "added": IDS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def feedback_loops(dossier: HasCommitments) -> pl.DataFrame:
    """Sets of commitments that feed one another, so that once begun each calls for the next.

    Returns
    -------
    DataFrame
        ``loop`` (number) and ``commitments`` (ids, in the order of the table) per strongly
        connected set, in time linear in what is written down.

    Examples
    --------
    >>> import analysis
    >>> feedback_loops(analysis.example()).height
    0
    """
    import networkx as nx

    graph: nx.DiGraph[str | int] = nx.DiGraph()
    rules = rule_base(dossier).rules
    for place, rule in enumerate(rules):
        # Propositions are nodes, too, so that edges grow with what is written down.
        graph.add_edges_from((proposition, place) for proposition in rule.conditions)
        graph.add_edges_from((place, proposition) for proposition in rule.consequences)
    found = [
        sorted(node for node in part if isinstance(node, int))
        for part in nx.strongly_connected_components(graph)
        if len(part) > 1
    ]
    rows = [
        (number, [rules[place].commitment_id for place in places])
        for number, places in enumerate(sorted(found), 1)
    ]
    return pl.DataFrame(rows, schema={"loop": pl.Int64(), "commitments": IDS}, orient="row")


def _closed(proposition: str, implied: dict[str, list[str]]) -> frozenset[str]:
    seen, ahead = set(), [proposition]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead.extend(implied[one])
    return frozenset(seen)
