"""Camps and strained ties of a network, in one setting or in every setting a page can reach."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl

from analysis import balance
from analysis.alliances.frames import WHAT_IF, read_ties
from analysis.alliances.ties import (
    BASES,
    parse_day,
    reduce_ties,
    supposed_ties,
    ties_in_force,
    ties_of_day,
)
from analysis.charting import Settings, cases
from analysis.dossier import QuestionError, as_names, require_known
from analysis.dossier.names import Names
from analysis.prose import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.dossier import Dossier

CAMPS = ("with", "against", "undecided", "unlinked")
"""Where an actor is in the optimal divisions, seen from one actor.

In that actor's camp in all of them; in the other camp; in one or the other (or there were too many
divisions to list them all); or not linked to it by any chain of ties, so that camps say nothing.
"""

BASIS_LABELS = {
    "treaty": "treaties",
    "event": "treaties and events",
    "claim": "treaties, events and claims",
}
"""What is counted up to a basis."""

NOTHING_SUPPOSED = {"none": "Nothing is supposed"}
DAY_OF_ARTICLE = {"article": "the day of the article"}
"""The one day of a dossier without dates."""

_SECONDS = 60.0
_AT_LEAST_S = 0.1
_NAMED_TIES = 6


def camp_words(seen_from: str) -> dict[str, str]:
    """Say of each of `CAMPS` where an actor is, seen from one by its name in a sentence."""
    return {
        "with": f"with {seen_from}",
        "against": f"against {seen_from}",
        "undecided": "in either camp",
        "unlinked": f"not linked to {seen_from}",
    }


@in_words
@dataclass(frozen=True, eq=False)
class Camps:
    """Camps and strained ties of one network.

    Attributes
    ----------
    seen_from
        Actor from whom camps are named; None where there is no tie.
    index
        Frustration index: the minimum number of edges at odds with any two camps.
    proven
        Whether the index is proven; else it is the lowest found.
    nodes
        ``actor`` and ``camp`` (one of `CAMPS`).
    edges
        From `signed_edges`, with ``frustration``: the share of all optimal divisions that the
        edge is at odds with; null where there were too many to list.
    unsettled
        ``source`` and ``target`` of pairs without an edge, because their ties contradict each
        other and none is the strongest.
    names
        Name of each actor inside a sentence, where they are known; else its id is said.
    """

    seen_from: str | None
    index: int
    proven: bool
    nodes: pl.DataFrame
    edges: pl.DataFrame
    unsettled: pl.DataFrame
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    def _sentences(self) -> list[str]:
        return [escape(line) for line in describe_camps(self)]


def camps(
    ties: pl.DataFrame,
    seen_from: str | None = None,
    *,
    actors: Iterable[str] = (),
    names: Mapping[str, str] | None = None,
    time_limit_s: float = _SECONDS,
) -> Camps:
    """Find camps and strained ties; where ties contradict each other, the strongest decides.

    Parameters
    ----------
    ties
        As for `signed_edges`.
    seen_from
        Actor from whom camps are named; by default the one with most edges.
    actors
        Further actors that camps may be seen from, although no tie names them.
    names
        Name of each actor, for who shows the camps: ``dossier.names``, or your own as they are
        inside a sentence.
    time_limit_s
        Seconds after which the search for a proof ends.

    Raises
    ------
    QuestionError
        The frame is not one of ties, or nothing names the actor that camps are seen from.

    Examples
    --------
    >>> import analysis
    >>> now = camps(ties_in_force(analysis.example(), basis=BASES), "ardania")
    >>> now.index, now.edges.filter(pl.col("frustration") > 0).select("source", "target").rows()
    (2, [('belmark', 'felland'), ('delmora', 'corvia')])

    Ties from elsewhere need three columns:

    >>> foes = pl.DataFrame({"source": [*"aab"], "target": [*"bcc"], "sign": [1, -1, -1]})
    >>> camps(foes, "a").nodes.rows()
    [('a', 'with'), ('b', 'with'), ('c', 'against')]
    """
    every = read_ties(ties)
    ends = {*every["source"], *every["target"]}
    if seen_from is not None and ends:
        known = ends.union(as_names(actors, "actors"))
        require_known(seen_from, known, "an actor of these ties")
    edges = reduce_ties(every)
    found = camps_of(edges, seen_from or viewpoint(edges), {}, time_limit_s)
    return replace(found, names=Names.inside(names))


def world(dossier: Dossier, speaker: str, seen_from: str | None = None) -> Camps:
    """Find the camps in the ties that one speaker describes or expects.

    They are named as seen from an actor: by default the study's, if the speaker ties it to anyone,
    else the one with most ties.

    Raises
    ------
    QuestionError
        The speaker describes no ties, or one of the two is not an actor.

    Examples
    --------
    >>> import analysis
    >>> world(analysis.example(), "unnamed-captains", "felland").nodes.rows()
    [('ardania', 'against'), ('belmark', 'with'), ('felland', 'with')]
    """
    dossier.names.require(speaker, *([] if seen_from is None else [seen_from]))
    edges = reduce_ties(ties_in_force(dossier, speaker=speaker))
    viewer = seen_from or viewpoint(edges, chosen=dossier.study.seen_from)
    return replace(camps_of(edges, viewer, {}, _SECONDS), names=dossier.names.in_sentence)


def viewpoint(*networks: pl.DataFrame, chosen: str | None = None) -> str | None:
    """Choose from whom to see networks: the chosen if all name it, else the most tied."""
    ends = [list(chain(*edges.select("source", "target").iter_rows())) for edges in networks]
    if chosen and all(chosen in named for named in ends):
        return chosen
    # Of several the first named, so that no id decides.
    ties = Counter(chain(*ends))
    return max(ties, key=lambda actor: ties[actor], default=None)


class CampSettings(Settings):
    """Every setting of day, basis and what-if, with its camps; see `every_setting`."""

    seen_from: str | None
    camps: list[Camps]
    nodes: pl.DataFrame
    edges: pl.DataFrame
    neutral: pl.DataFrame


def every_setting(
    dossier: Dossier,
    seen_from: str | None = None,
    *,
    days: Mapping[str, str] | None = None,
    min_reliability: str = "F",
) -> CampSettings:
    """Find the camps on each day, on each basis and under each what-if of a dossier.

    Parameters
    ----------
    dossier
        Its ties and what-ifs.
    seen_from
        Actor from whom camps are named; by default the study's.
    days
        Days in ISO 8601, each with its label; by default those of the study.
    min_reliability
        As for `ties_in_force`.

    Returns
    -------
    CampSettings
        An `analysis.charting.Settings` of ``day`` (ISO 8601), ``basis`` (each takes in the firmer
        ones) and ``what_if`` (its id, "none" first) with ``seen_from``; ``camps``, the `Camps` of
        each setting by its number; their ``nodes`` and ``edges``; and ``neutral``, the
        ``source`` and ``target`` of pairs with known ties of which none is friendly or hostile.
        Each row is there once with ``settings``, the numbers of those it is true of.

    Examples
    --------
    >>> import analysis
    >>> settings = every_setting(analysis.example())
    >>> number = settings.number_of(day="2031-05-14", basis="event", what_if="tank-deal-ends")
    >>> settings.camps[number].index
    0
    """
    if seen_from is not None:
        dossier.names.require(seen_from)
    if days is not None and not isinstance(days, Mapping):
        kind = type(days).__name__
        raise QuestionError(f"days are dates in ISO 8601, each with its label, not {kind}")
    settings = CampSettings(
        day=days or ({} if dossier.study.day else DAY_OF_ARTICLE) | dossier.study.day_labels,
        basis=BASIS_LABELS,
        what_if=NOTHING_SUPPOSED
        | dict(dossier.what_ifs.select("what_if_id", "description").iter_rows()),
    )

    @cache
    def supposed(what_if: str) -> pl.DataFrame:
        return supposed_ties(dossier, () if what_if in NOTHING_SUPPOSED else what_if)

    @cache
    def known_on(day: str, what_if: str) -> pl.DataFrame:
        at = dossier.study.day if day in DAY_OF_ARTICLE else parse_day(day)
        return ties_of_day(dossier, supposed(what_if), at, BASES, min_reliability=min_reliability)

    networks = []
    for number, asked in settings:
        counted = [*BASES[: BASES.index(asked["basis"]) + 1], WHAT_IF]
        ties = known_on(asked["day"], asked["what_if"]).filter(pl.col("basis").is_in(counted))
        networks.append(ties.with_columns(setting=pl.lit(number)))
    # All at once, so that an edge has its ends in one order whatever the setting.
    every = pl.concat(networks)
    edges = reduce_ties(every, by=["setting"])
    ends, solved = time.monotonic() + _SECONDS, dict[object, Solved]()
    settings.seen_from, settings.camps = seen_from or dossier.study.seen_from, []
    for number in range(len(settings)):
        network = edges.filter(setting=number).drop("setting")
        now = camps_of(
            network, settings.seen_from, solved, max(ends - time.monotonic(), _AT_LEAST_S)
        )
        settings.camps.append(replace(now, names=dossier.names.in_sentence))
    settings.nodes = _with_settings([now.nodes for now in settings.camps])
    settings.edges = _with_settings([now.edges for now in settings.camps])
    settings.neutral = _neutral(every)
    return settings


def _neutral(ties: pl.DataFrame) -> pl.DataFrame:
    """Find the pairs with known ties without a sign, and no other, by setting."""
    pair = pl.concat_list("source", "target").list.sort().alias("pair")
    known = ties.filter(certainty="known").with_columns(pair)
    silent = pl.col("sign").is_null().all()
    pairs = known.group_by("setting", "pair", maintain_order=True).agg(
        pl.col("source", "target").first(), silent=silent
    )
    found = pairs.filter("silent").group_by("pair", maintain_order=True)
    return found.agg(pl.col("source", "target").first(), settings="setting").drop("pair")


def _with_settings(frames: list[pl.DataFrame]) -> pl.DataFrame:
    every = [one.with_columns(settings=pl.lit(number)) for number, one in enumerate(frames)]
    alike = frames[0].columns
    return pl.concat(every).group_by(alike, maintain_order=True).agg("settings")


Solved = tuple[int, bool, pl.DataFrame, pl.Series]
"""What is found once for networks of the same signs.

Index, whether it is proven, camps of the actors, and frustration of each edge.
"""


def camps_of(
    edges: pl.DataFrame,
    seen_from: str | None,
    solved: dict[object, Solved],
    time_limit_s: float,
) -> Camps:
    """Find the camps of edges from `reduce_ties`, once for all networks of the same signs."""
    unsettled = edges.filter("unsettled").select("source", "target")
    edges = edges.filter(~pl.col("unsettled")).drop("unsettled")
    signed = edges.select("source", "target", "sign")
    key = tuple(signed.iter_rows())
    if key not in solved:
        solved[key] = _solve(signed, seen_from or "", time_limit_s)
    index, proven, nodes, frustration = solved[key]
    return Camps(seen_from, index, proven, nodes, edges.with_columns(frustration), unsettled)


def _solve(signed: pl.DataFrame, seen_from: str, time_limit_s: float) -> Solved:
    best = balance.optimal_partitions(signed, time_limit_s=time_limit_s)
    pairs = best.pairs.rename({"share_together": "together"})
    turned = pairs.select("together", source="target", target="source")
    both = pl.concat([pairs, turned], how="diagonal")
    together = pl.col("together")
    apart = pl.when(sign=1).then(1 - together).otherwise(together).round(4)
    shared = signed.join(both, on=["source", "target"], how="left", maintain_order="left")
    ways = [way for a, b, _ in signed.iter_rows() for way in ((a, b), (b, a))]
    linked = {seen_from}
    while more := {other for actor, other in ways if actor in linked} - linked:
        linked |= more
    camp = {
        "with": (pl.col("actor") == seen_from) | (together == 1),
        "against": together == 0,
        "unlinked": ~pl.col("actor").is_in(linked),
    }
    actors = pl.concat([signed["source"], signed["target"]]).unique().sort().to_frame("actor")
    seen = both.filter(source=seen_from).select("together", actor="target")
    nodes = actors.join(seen, on="actor", how="left", maintain_order="left")
    placed = nodes.select("actor", camp=cases(camp, otherwise="undecided"))
    frustration = shared.select(frustration=apart)["frustration"]
    return int(best.index), best.proven, placed, frustration


def describe_camps(
    now: Camps,
    names: Mapping[str, str] | None = None,
    compared_with: Camps | None = None,
) -> list[str]:
    """Describe strained ties and camps, and what changed, one sentence each.

    ``names`` has the name of each id: ``dossier.names``, or your own as they are inside a sentence.
    Without it they are called as the camps know them.

    Examples
    --------
    >>> foes = pl.DataFrame({"source": [*"aab"], "target": [*"bcc"], "sign": [1, -1, 1]})
    >>> describe_camps(camps(foes, "a"))[0]
    '1 tie is at odds with the camps: a and b (in 33% of the best divisions); a and c (in 33% of \
the best divisions); b and c (in 33% of the best divisions).'
    """
    known = now.names if names is None else Names.inside(names)

    def called(actors: Iterable[str], separator: str = ", ") -> str:
        return separator.join(sorted(known.get(actor, actor) for actor in actors))

    strained = now.edges.filter(pl.col("frustration") > 0)
    listed = sorted(
        called(pair, " and ") + (f" (in {share:.0%} of the best divisions)" if share < 1 else "")
        for *pair, share in strained.select("source", "target", "frustration").iter_rows()
    )
    if len(listed) > _NAMED_TIES + 1:
        listed[_NAMED_TIES:] = [f"{len(listed) - _NAMED_TIES:,} others"]
    count = {0: "No tie is", 1: "1 tie is"}.get(now.index, f"{now.index} ties are")
    count = count if now.proven else f"At most {count}"
    lines = [f"{count} at odds with the camps" + (f": {'; '.join(listed)}." if listed else ".")]
    if now.edges.is_empty():
        lines = ["No friendly or hostile tie is known."]
    if now.unsettled.height:
        pairs = sorted(called(pair, " and ") for pair in now.unsettled.iter_rows())
        lines.append(f"Left open by contradictory ties: {'; '.join(pairs)}.")
    if now.edges["frustration"].null_count():
        lines.append("There are too many best divisions to say where everyone belongs.")
    if now.seen_from is not None:
        whose = called([now.seen_from])
        headings = (f"With {whose}", f"Against {whose}", "In either camp", f"Not linked to {whose}")
        others = now.nodes.filter(pl.col("actor") != now.seen_from)
        for camp, heading in zip(CAMPS, headings, strict=True):
            if who := called(others.filter(camp=camp)["actor"]):
                lines.append(f"{heading}: {who}.")
    if compared_with is not None:
        both = compared_with.nodes.join(now.nodes, on="actor", suffix="_now")
        moved = both.filter(pl.col("camp") != pl.col("camp_now"))["actor"]
        changes = "Changes camp" if moved.len() == 1 else "Change camp"
        lines.append(f"{changes}: {called(moved)}." if moved.len() else "No one changes camp.")
        more = now.index - compared_with.index
        ties = f"{abs(more)} tie{'' if abs(more) == 1 else 's'} {'more' if more > 0 else 'fewer'}"
        same = "The number of ties at odds stays the same."
        lines.append(f"{ties} at odds." if more else same)
    return lines
