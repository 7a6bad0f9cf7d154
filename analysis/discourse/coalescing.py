"""Coalitions of speakers: optimal divisions of who agrees with whom, window by window."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.discourse.matching import CAMPS, Matching
from analysis.discourse.networking import network
from analysis.discourse.options import excluded_values
from analysis.discourse.siding import divided
from analysis.discourse.spoken_spans import span_words
from analysis.dossier import QuestionError, require_known, shorten
from analysis.prose import counted, in_words, listed, number, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date, datetime

    from narwhals.stable.v2.typing import IntoFrame

    from analysis.discourse.found import DiscourseNetwork
    from analysis.discourse.siding import Component, Divided

_WINDOWS: dict[str, pl.DataType | type[pl.DataType]] = {
    "window": pl.Int64,
    "start": pl.Datetime("us"),
    "middle": pl.Datetime("us"),
    "stop": pl.Datetime("us"),
    "speakers": pl.Int64,
    "ties": pl.Int64,
    "index": pl.Float64,
    "lower_bound": pl.Float64,
    "proven": pl.Boolean,
    "divisions": pl.Int64,
    "complete": pl.Boolean,
    "balance": pl.Float64,
}
_CHANGES: dict[str, pl.DataType | type[pl.DataType]] = {
    "actor": pl.String,
    "before": pl.Int64,
    "window": pl.Int64,
    "old": pl.String,
    "new": pl.String,
}
_MOST_DIVISIONS = 2**62
_NAMED = {
    "first": "First camp",
    "second": "Second camp",
    "undecided": "In one camp or the other, depending on the division",
    "unlinked": "Not linked to the camps by any tie, so that nothing compares them",
}


@in_words
@dataclass(frozen=True, eq=False, repr=False)
class Coalitions:
    """What `coalitions` finds: a row per window, and in each the camps and the ties."""

    windows: pl.DataFrame
    """``window`` (from 1 on); ``start``, ``middle``, ``stop`` (null without windows);
    ``speakers`` and ``ties``; ``index``, the frustration index, its ``lower_bound`` and whether it
    is ``proven``; ``divisions``, how many optimal ones there are, and whether that number is
    ``complete``; ``balance``, from 0 to 1, null without ties."""
    camps: pl.DataFrame
    """``window``, ``actor``, ``camp`` (first, second, undecided, unlinked) of who speaks in it."""
    ties: pl.DataFrame
    """``window``, ``source``, ``target``, ``weight``, ``sign``, ``frustration`` (the share of the
    optimal divisions that the tie is at odds with; null where there are too many to say)."""
    pairs: pl.DataFrame
    """``window``, ``source``, ``target``, ``share_together``: in what share of the optimal
    divisions two actors are in one camp. Only those that a chain of ties links are listed."""
    changes: pl.DataFrame
    """``actor``, ``before`` (the window in which the actor was last seen in a camp), ``window``,
    ``old`` and ``new`` camp."""
    seen_from: str | None
    """The actor whose camp is the first in every window, or `None`."""
    unmatched: list[int]
    """Windows whose camps cannot be matched with those before: nobody is named first or second."""
    weighted: bool
    """Whether ties count by their weight, else each once."""
    concepts: int
    """How many concepts make the ties."""
    uncontested: int
    """On how many of them all statements agree; none is counted with ``contested_only``."""
    _parts: list[tuple[list[str], list[Component]]] = field(repr=False)
    """Who speaks in each window, and its components."""

    def __repr__(self) -> str:
        speakers = counted(self.camps["actor"].n_unique(), "speaker")
        windows = counted(self.windows.height, "window")
        return f"<Coalitions of {plain(speakers)} in {plain(windows)}>"

    def at_odds(self, window: int = 1) -> pl.DataFrame:
        """List the ties of a window that some optimal division is at odds with, most often first.

        Raises
        ------
        QuestionError
            There is no such window.
        """
        if isinstance(window, bool) or window not in self.windows["window"].to_list():
            raise QuestionError(
                f"window {shorten(str(window))} is not a window: 1 to {self.windows.height}"
            )
        strained = self.ties.filter(pl.col("frustration") > 0, window=window)
        return strained.sort("frustration", descending=True, maintain_order=True)

    def as_seen_from(self, actor: str | None) -> Coalitions:
        """Name the camps from another actor in every window, or match them: nothing else changes.

        Raises
        ------
        QuestionError
            Nobody of that name speaks.
        """
        if actor is not None:
            _require_speaker(actor, self.camps["actor"].to_list())
        camps, changes, unmatched = _placed(self._parts, actor)
        return replace(self, camps=camps, changes=changes, unmatched=unmatched, seen_from=actor)

    def _sentences(self) -> list[str]:
        if self.windows.height > 1:
            return self._over_time()
        found = self.windows.row(0, named=True)
        signs = self.ties["sign"]
        said = (
            f"{counted(found['speakers'], 'speaker')}, {counted(found['ties'], 'tie')}: "
            f"{number(int((signs > 0).sum()))} of agreement, "
            f"{number(int((signs < 0).sum()))} of disagreement."
        )
        if not found["ties"]:
            return [said, self._consent(), "Without ties there are no camps."]
        camps = [
            f"{words}: {listed(who)}."
            for camp, words in _NAMED.items()
            if (who := self.camps.filter(camp=camp)["actor"].to_list())
        ]
        strained = self.at_odds()
        odd = [
            f"{row['source']} \N{EN DASH} {row['target']}"
            + (
                ""
                if row["frustration"] == 1
                else f" (in {row['frustration']:.0%} of the divisions)"
            )
            for row in strained.iter_rows(named=True)
        ]
        named = f"At odds with the camps: {listed(odd, '; ')}." if odd else ""
        alone = ""
        if self._untied():
            whose = escape(str(self.seen_from))
            alone = f"{whose} has no tie, so that there are no camps as seen from there."
        return [said, self._consent(), self._strain(found), named, alone, *camps]

    def _untied(self) -> list[int]:
        """List the windows with ties in which the actor of ``seen_from`` speaks but has none."""
        tied = self.windows.filter(pl.col("ties") > 0)["window"].implode()
        alone = self.camps.filter(pl.col("window").is_in(tied), actor=self.seen_from or "")
        return alone.filter(camp="unlinked")["window"].to_list() if self.seen_from else []

    def _consent(self) -> str:
        """Say how many concepts are not contested, since these link all camps."""
        if not self.uncontested:
            return ""
        if self.uncontested == self.concepts:
            return "No concept is contested."
        verb, them = ("is", "it") if self.uncontested == 1 else ("are", "them")
        return (
            f"{number(self.uncontested)} of {counted(self.concepts, 'concept')} {verb} uncontested;"
            f" <code>contested_only=True</code> leaves {them} out."
        )

    def _strain(self, found: dict[str, Any]) -> str:
        what = "weight of ties" if self.weighted else "number of ties"
        index, lower = _plain(found["index"]), _plain(found["lower_bound"])
        proven = f"{number(index)}, proven" if found["proven"] else number(f"{lower} to {index}")
        least = "" if found["complete"] else "at least "
        many = "division" if found["divisions"] == 1 else "divisions"
        return (
            f"Minimum {what} at odds with two camps: {proven}; {least}"
            f"{number(found['divisions'])} optimal {many}."
        )

    def _over_time(self) -> list[str]:
        tied = self.windows.filter(pl.col("ties") > 0)
        said = (
            f"{counted(self.camps['actor'].n_unique(), 'speaker')} in "
            f"{counted(self.windows.height, 'window')}, "
            f"{number(tied.height)} of them with ties."
        )
        spans = dict(self.windows.select("window", pl.struct("start", "stop")).iter_rows())
        moves = [
            f"{escape(row['actor'])} leaves the {row['old']} camp ({_span(spans[row['before']])}) "
            f"for the {row['new']} ({_span(spans[row['window']])})."
            for row in self.changes.iter_rows(named=True)
        ]
        changed = f"Changes of sides: {number(len(moves))}."
        steady = "Nobody is seen to change sides."
        unmatched, untied = (
            listed([_span(spans[window]) for window in windows], "; ")
            for windows in (self.unmatched, self._untied())
        )
        return [
            said,
            self._consent(),
            f"In {unmatched} the camps cannot be matched with those before." if unmatched else "",
            f"In {untied} {escape(str(self.seen_from))} has no tie." if untied else "",
            changed if moves else steady,
            *moves,
        ]


def _plain(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _span(span: Mapping[str, datetime]) -> str:
    return span_words(span["start"], span["stop"])


def coalitions(
    statements: IntoFrame,
    *,
    variable1: str = "organization",
    variable2: str = "concept",
    qualifier: str = "agreement",
    duplicates: str = "include",
    start: str | date | None = None,
    stop: str | date | None = None,
    time_window: str = "no",
    window_size: int = 1,
    qualifier_scale: tuple[float, float] | None = None,
    exclude_values: Mapping[str, Collection[object]] = {},
    min_statements: int = 1,
    contested_only: bool = False,
    weighted: bool = False,
    seen_from: str | None = None,
    time_limit_s: float = 60.0,
) -> Coalitions:
    """Find the two camps of a debate, with proof, in each window; and who changes sides.

    Parameters
    ----------
    statements, variable1, variable2, qualifier
        As for `network`. The actors are the values of ``variable1``.
    duplicates, start, stop, qualifier_scale, exclude_values, min_statements
        As for `network`.
    time_window, window_size
        As for `network`: windows move by one unit, so that those of several units overlap.
    contested_only
        Whether only concepts count on which the statements given differ in the qualifier. What
        everybody agrees on makes ties across all camps, the more so the more is said of it. The
        figures of the room open with the contested concepts alone.
    weighted
        Whether a tie counts by its weight; by default each counts once.
    seen_from
        The actor whose camp is the first in every window; without one, camps are matched.
    time_limit_s
        Seconds for all windows; what is not proven then has bounds.

    Raises
    ------
    QuestionError
        `network` refuses the question, nobody is called ``seen_from``, or there are more actors
        than pairs can be listed of.

    Notes
    -----
    *Ties.* Two actors have a tie if the weight W of ``network(network_type="onemode",
    qualifier_aggregation="subtract")`` is not 0: for each concept, the pairs of a statement of one
    and a statement of the other that have the same level of the qualifier (congruence) less the
    pairs that have not (conflict), added up; whole numbers count by how far they are apart. The
    sign is that of W. W = 0 is not a tie: neither agreement nor disagreement prevails, or the two
    share no concept.

    *Camps.* `analysis.balance.optimal_partitions` finds every division into two camps with the
    minimum number (or weight) of ties at odds: agreement across camps, disagreement within one.
    Camps mean something only among actors that a chain of ties links. In each window they are
    those of one such component: that of ``seen_from``; else the one with most actors who were in
    a camp before, then most actors, then most ties; if several come first, there are none. All
    others are ``unlinked``. In it an actor is in the first or the second camp if every optimal
    division has the actor together with, or apart from, ``seen_from``; without one: from the
    largest set of actors whom every optimal division places in the same way relative to each
    other, if one is larger than all others. Else the actor is ``undecided``.

    *From window to window*, without ``seen_from``, the camps are named so that most of those
    actors stay in the camp in which each was last seen: the rule with the fewest changes. If as
    many would stay the other way round, everybody is undecided; if nobody was in a camp before,
    nothing links the window to those before and everybody is unlinked. ``unmatched`` lists both.
    The first camp is, in the first window with camps, the larger one, or that of the first name.
    An actor changes sides who was last seen in one of the camps and now is in the other, both by
    every optimal division.

    ``balance`` is the normalised frustration index 1 - 2 L / m of Aref and Wilson (2018), where L
    is the index and m the number (or weight) of ties: 1 if two camps explain every tie.

    References
    ----------
    Aref, S. and Wilson, M. C. (2018). Measuring partial balance in signed networks. J. Complex
    Networks 6(4).
    Aref, S. and Neal, Z. P. (2020). Detecting coalitions by optimally partitioning signed networks
    of political collaboration. Scientific Reports 10, 1506.

    Examples
    --------
    >>> import analysis
    >>> found = coalitions(analysis.discourse.statements(analysis.example()))
    >>> found.camps.filter(camp="first")["actor"].to_list()
    ['Ardania', 'Coastal League', 'Corvia']
    >>> found.windows.select("ties", "index", "proven", "divisions", "balance").row(0)
    (6, 0.0, True, 1, 1.0)
    """
    for name, value in {"weighted": weighted, "contested_only": contested_only}.items():
        if not isinstance(value, bool):
            raise QuestionError(f"{name} is true or false, not {shorten(repr(value))}")
    if not isinstance(time_limit_s, int | float) or not 0 < time_limit_s < float("inf"):
        raise QuestionError(
            f"time_limit_s is a number of seconds, not {shorten(repr(time_limit_s))}"
        )
    if not isinstance(qualifier, str):
        raise QuestionError(
            f"qualifier={shorten(repr(qualifier))}: camps need one, by which actors agree or not"
        )
    choices: dict[str, Any] = {
        "variable1": variable1,
        "variable2": variable2,
        "qualifier": qualifier,
        "duplicates": duplicates,
        "start": start,
        "stop": stop,
        "time_window": time_window,
        "window_size": window_size,
        "exclude_values": exclude_values,
        "min_statements": min_statements,
        "qualifier_scale": qualifier_scale,
    }
    agrees: dict[str, Any] = {"qualifier_aggregation": "subtract", "network_type": "onemode"}
    if contested_only:
        whole = choices | {"time_window": "no"}
        said = network(statements, **whole, **agrees | {"network_type": "twomode"})
        choices["exclude_values"] = _without_the_uncontested(said, choices)
    signed = network(statements, **choices, **agrees)
    if seen_from is not None:
        _require_speaker(seen_from, signed.rows)
    return _Following(signed, contested_only, weighted, seen_from, time_limit_s).found()


def _without_the_uncontested(
    said: DiscourseNetwork, choices: Mapping[str, Any]
) -> dict[str, list[object]]:
    """Exclude the concepts on which all statements agree, besides what is excluded already.

    Raises
    ------
    QuestionError
        No concept is contested.
    """
    variable, excluded = choices["variable2"], excluded_values(choices["exclude_values"])
    agreed = [said.columns[at] for at in said.levels.filter(levels=1)["column"]]
    if len(agreed) == said.levels.height:
        raise QuestionError(
            f"no {variable} is contested: all statements on one have the same "
            f"{choices['qualifier']}; leave contested_only at False"
        )
    return excluded | {variable: [*excluded.get(variable, []), *agreed]}


def _require_speaker(seen_from: object, actors: list[str]) -> None:
    if not isinstance(seen_from, str):
        raise QuestionError(f"seen_from is a name, not {shorten(repr(seen_from))}")
    require_known(seen_from, actors, "an actor of these statements")


def _placed(
    parts: list[tuple[list[str], list[Component]]], seen_from: str | None
) -> tuple[pl.DataFrame, pl.DataFrame, list[int]]:
    """Give the camps of all windows, the changes of sides, and windows that match none before."""
    matching = Matching(seen_from)
    camps = [
        (window, actor, camp)
        for window, (speakers, components) in enumerate(parts, start=1)
        for actor, camp in matching.place(window, speakers, components).items()
    ]
    columns: dict[str, pl.DataType | type[pl.DataType]] = {
        "window": pl.Int64,
        "actor": pl.String,
        "camp": pl.Enum(CAMPS),
    }
    changes = pl.DataFrame(matching.changes, _CHANGES)
    return pl.DataFrame(camps, columns, orient="row"), changes, matching.unmatched


@dataclass
class _Following:
    """Goes through the windows of a network, whose cells say who has ties and who speaks."""

    signed: DiscourseNetwork
    contested_only: bool
    weighted: bool
    seen_from: str | None
    time_limit_s: float

    def found(self) -> Coalitions:
        ends = time.monotonic() + self.time_limit_s
        rows: list[tuple[Any, ...]] = []
        parts: list[tuple[list[str], list[Component]]] = []
        ties, pairs = [], []
        for window, (*span, edges, speakers) in enumerate(self._windows(), start=1):
            left = ends - time.monotonic()
            best = divided(edges, weighted=self.weighted, time_limit_s=left)
            parts.append((speakers, best.components))
            numbered = pl.lit(window, pl.Int64).alias("window")
            ties.append(best.ties.select(numbered, pl.all()))
            pairs.append(best.pairs.select(numbered, pl.all()))
            rows.append((window, *span, len(speakers), *self._measures(best)))
        camps, changes, unmatched = _placed(parts, self.seen_from)
        return Coalitions(
            pl.DataFrame(rows, _WINDOWS, orient="row"),
            camps,
            pl.concat(ties),
            pl.concat(pairs),
            changes,
            self.seen_from,
            unmatched,
            self.weighted,
            self.signed.levels.height,
            0 if self.contested_only else self.signed.levels.filter(levels=1).height,
            parts,
        )

    def _windows(self) -> Iterator[tuple[Any, ...]]:
        """Yield start, middle and stop of each window, its edges, and who speaks in it."""
        times: list[tuple[Any, ...]] = [(0, None, None, None)]
        if self.signed.windows is not None:
            times = self.signed.windows.select("window", "start", "middle", "stop").rows()
        labels = pl.Series(self.signed.rows, dtype=pl.String)
        once = self.signed.cells.filter(pl.col("row") < pl.col("column"))
        ties, heard = once.partition_by("window", as_dict=True), self.signed.speaking
        spoken = heard.partition_by("window", as_dict=True)
        for at, *span in times:
            cells = ties.get((at,), once.clear()).sort("row", "column")
            edges = cells.select(
                labels.gather(cells["row"]).alias("source"),
                labels.gather(cells["column"]).alias("target"),
                "weight",
            )
            rows = spoken.get((at,), heard.clear())["row"]
            yield (*span, edges, labels.gather(rows).to_list())

    def _measures(self, best: Divided) -> tuple[Any, ...]:
        ties = best.ties
        whole = float(ties["weight"].abs().sum()) if self.weighted else ties.height
        return (
            ties.height,
            float(best.index),
            float(best.lower_bound),
            best.proven,
            min(best.divisions, _MOST_DIVISIONS),
            best.is_complete and best.divisions <= _MOST_DIVISIONS,
            1 - 2 * best.index / whole if ties.height else None,
        )
