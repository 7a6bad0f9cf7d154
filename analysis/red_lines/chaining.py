"""Play conditional commitments through: which one fires on what, in which round.

Commitments are definite Horn clauses over propositions: all conditions true, then the
consequences. Forward chaining is linear in what is written down (Dowling and Gallier 1984),
because each commitment only counts the conditions it still waits for. What a proposition implies
by the meaning of its words is true at once and takes no round.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from analysis.dossier import as_names, require_known
from analysis.prose import counted, in_words, listed
from analysis.red_lines.treaties import dormant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.dossier import Dossier

IDS = pl.List(pl.String())
_FIRED = {"round": pl.Int64(), "commitment_id": pl.String(), "committer": pl.String()}
_CONTRADICTIONS = dict.fromkeys(("proposition_id", "kind", "first", "second"), pl.String())


class Rule(NamedTuple):
    """One commitment: its consequences with all they imply, less what its conditions imply."""

    commitment_id: str
    committer: str
    conditions: frozenset[str]
    consequences: frozenset[str]
    kind: str | None


class Contradiction(NamedTuple):
    """Two things that cannot go together, and all that must be true for them to meet."""

    proposition_id: str
    kind: str
    first: str
    second: str
    needed: frozenset[str]


@in_words
@dataclass(frozen=True, eq=False)
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

    propositions: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is the case, by proposition, in the order of their table."""

    def _sentences(self) -> list[str]:
        said = [words for one, words in self.propositions.items() if one in self.facts]
        brought = {*self.trace["added"].explode().drop_nulls()}
        follows = [words for one, words in self.propositions.items() if one in brought]
        fired, rounds = self.trace.height, self.trace["round"].n_unique()
        came = f"{counted(fired, 'commitment')} in {counted(rounds, 'round')}"
        clash = counted(self.contradictions.height, "contradiction")
        about = [self.propositions.get(one, one) for one in self.contradictions["proposition_id"]]
        return [
            f"Given: {listed(said, '; ') or 'nothing'}.",
            f"{came} {'follows' if fired == 1 else 'follow'}." if fired else "Nothing follows.",
            f"So it comes about: {listed(follows, '; ')}." if follows else "",
            f"{clash} over: {listed([*dict.fromkeys(about)], '; ')}." if about else "",
        ]


class RuleBase:
    """Commitments made ready for chaining: those that bind on the day of the study."""

    def __init__(self, dossier: Dossier) -> None:
        binding = dossier.commitments.join(
            dormant(dossier), on="commitment_id", how="anti", maintain_order="left"
        )
        implied = dict(dossier.propositions.select("proposition_id", "implies").iter_rows())
        self.implied_by_meaning = {one: _closed(one, implied) for one in implied}
        """Per proposition all that is true with it by the meaning of the words, itself too."""
        self.row = {proposition: row for row, proposition in enumerate(implied)}
        """Per proposition its row in the table: what is listed follows it, not the ids."""
        columns = ("commitment_id", "committer", "condition", "consequence", "kind")
        self.rules: list[Rule] = []
        for name, who, when, then, kind in binding.select(columns).iter_rows():
            brought = self.closure(then or ())
            if not brought.isdisjoint(given := self.closure(when)):
                brought -= given
            self.rules.append(Rule(name, who, frozenset(when), brought, kind))
        self.made = frozenset[str]().union(*(rule.consequences for rule in self.rules))
        """What a commitment brings about."""
        excluded = dossier.propositions.select("proposition_id", "excludes").explode("excludes")
        pairs = {tuple(self.in_order(pair)) for pair in excluded.drop_nulls().iter_rows()}
        self.excludes = sorted(pairs, key=lambda pair: [self.row[one] for one in pair])
        """Pairs that cannot both be true, each once."""
        self.waiting: defaultdict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            for proposition in rule.conditions:
                self.waiting[proposition].append(place)

    def in_order(self, propositions: Iterable[str]) -> list[str]:
        """Put propositions in the order of their table."""
        return sorted(propositions, key=self.row.__getitem__)

    def closure(self, propositions: Iterable[str]) -> frozenset[str]:
        """Add to propositions all that they imply; refuse what is none of the dossier's."""
        given = [propositions] if isinstance(propositions, str) else list(propositions)
        for one in given:
            if one not in self.row:
                require_known(one, self.row, "a proposition of this dossier")
        if len(given) == 1:  # as most lists are: no set is made anew
            return self.implied_by_meaning[given[0]]
        return frozenset[str]().union(*map(self.implied_by_meaning.__getitem__, given))

    def chain(self, facts: Iterable[str]) -> tuple[set[str], list[tuple[int, Rule, set[str]]]]:
        """Return all that follows and, for each rule that fired, its round and what it added."""
        missing = [len(rule.conditions) for rule in self.rules]
        holds: set[str] = set()
        fired: list[tuple[int, Rule, set[str]]] = []
        new, round_ = set(self.closure(facts)), 0
        while new:
            holds |= new
            round_ += 1
            ready = []
            for place in (place for one in new for place in self.waiting[one]):
                missing[place] -= 1
                if not missing[place]:
                    ready.append(place)
            rules = [self.rules[place] for place in sorted(ready)]
            firing = [(round_, rule, set(rule.consequences - holds)) for rule in rules]
            new = set().union(*(added for *_, added in firing))
            fired += firing
        return holds, fired

    def contradictions(self) -> list[Contradiction]:
        """Pairs that cannot go together: bound to and warned off by others, or excluded."""
        met = []
        for rule in self.rules:
            for one, place in ((o, p) for o in rule.consequences for p in self.waiting[o]):
                by = self.rules[place]
                if by.kind == "deterrent" and by.committer != rule.committer:
                    ids = rule.commitment_id, by.commitment_id
                    needed = rule.conditions | by.conditions
                    met.append(Contradiction(one, "bound and warned off", *ids, needed))
        met.sort(key=lambda contradiction: self.row[contradiction.proposition_id])
        return met + [
            Contradiction(one, "cannot both hold", one, other, frozenset({one, other}))
            for one, other in self.excludes
        ]


def forward_chain(dossier: Dossier, facts: str | Iterable[str]) -> Consequences:
    """Chain commitments forward from facts until nothing more follows.

    Facts are the ids of the propositions that are true to begin with, or the id of one. Treaties
    oblige where they are in force on the day of the study: see `treaty_standing`.

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
    base, facts = RuleBase(dossier), as_names(facts, "facts")
    holds, fired = base.chain(facts)
    rows = [
        (at, *rule[:2], *map(base.in_order, (rule.conditions, rule.consequences, added)))
        for at, rule, added in fired
    ]
    trace = _FIRED | dict.fromkeys(("conditions", "consequences", "added"), IDS)
    known = dossier.propositions
    said = known["description" if "description" in known.columns else "proposition_id"]
    met = [one[:-1] for one in base.contradictions() if one.needed <= holds]
    return Consequences(
        base.closure(facts),
        frozenset(holds),
        pl.DataFrame(rows, trace, orient="row"),
        pl.DataFrame(met, _CONTRADICTIONS, orient="row"),
        dict(zip(known["proposition_id"], said, strict=True)),
    )


def unilateral_consequences(dossier: Dossier) -> pl.DataFrame:
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
    base, rows = RuleBase(dossier), []
    actions = dossier.propositions.filter(kind="action").drop_nulls("controller")
    for (actor,), own in actions.group_by("controller", maintain_order=True):
        mine: list[str] = own["proposition_id"].to_list()
        single: set[str] = set()
        for action in [*mine, None]:
            for at, rule, added in base.chain(action or mine)[1]:
                if action or rule.commitment_id not in single:
                    single.add(rule.commitment_id)
                    rows.append((actor, action, at, *rule[:2], base.in_order(added)))
    who = dict.fromkeys(("actor", "action"), pl.String())
    return pl.DataFrame(rows, who | _FIRED | {"added": IDS}, orient="row")


def feedback_loops(dossier: Dossier) -> pl.DataFrame:
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
    rules = RuleBase(dossier).rules
    for place, rule in enumerate(rules):
        # Propositions are nodes, too, so that edges grow with what is written down.
        graph.add_edges_from((proposition, place) for proposition in rule.conditions)
        graph.add_edges_from((place, proposition) for proposition in rule.consequences)
    parts = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    loops = sorted(sorted(node for node in part if isinstance(node, int)) for part in parts)
    rows = [(n, [rules[place].commitment_id for place in loop]) for n, loop in enumerate(loops, 1)]
    return pl.DataFrame(rows, {"loop": pl.Int64(), "commitments": IDS}, orient="row")


def _closed(proposition: str, implied: dict[str, list[str]]) -> frozenset[str]:
    if not implied[proposition]:
        return frozenset((proposition,))
    seen, ahead = set(), [proposition]
    while ahead:
        one = ahead.pop()
        if one not in seen:
            seen.add(one)
            ahead.extend(implied[one])
    return frozenset(seen)
