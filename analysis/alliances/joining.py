"""Ties of data sets, on a day and between the actors of a dossier."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances.frames import read_ties
from analysis.alliances.ties import parse_day
from analysis.charting import cases
from analysis.dossier import Dossier, QuestionError, shorten
from analysis.prose import counted, in_words, listed

if TYPE_CHECKING:
    from datetime import date

_STATES = {"source": pl.String, "target": pl.String}


def ties_on(ties: pl.DataFrame, day: str | date) -> pl.DataFrame:
    """Keep the ties of a frame that are in force on a day, or may be.

    Parameters
    ----------
    ties
        From `from_atop`, `from_cow` or `joined`, or any frame as for `signed_edges`.
    day
        ISO 8601.

    Returns
    -------
    DataFrame
        The ties, with ``certainty``: "known" from ``start`` to ``end``, or to ``known_until``
        where no end is known; "unknown" where the tie may be in force, between
        ``start_earliest`` and ``start``, between ``end`` and ``end_latest``, or where a day is
        missing: then ``sign`` is null, and `camps` counts no tie.

    Raises
    ------
    QuestionError
        The day is not a date, or the frame is not one of ties.

    Examples
    --------
    >>> import datetime as dt
    >>> year = {"start_earliest": dt.date(2030, 1, 1), "start": dt.date(2030, 12, 31)}
    >>> ties = pl.DataFrame([{"source": "a", "target": "b", "sign": 1} | year])
    >>> [ties_on(ties, day)["certainty"].to_list() for day in ("2029-12-31", "2030-06-01")]
    [[], ['unknown']]
    >>> ties_on(ties, "2031-01-01").select("sign", "certainty").row(0)
    (1, 'known')
    """
    at = pl.lit(parse_day(day), pl.Date)
    whole = read_ties(ties)
    for wider, end in (("start_earliest", "start"), ("end_latest", "end")):
        if wider not in whole.columns:
            whole = whole.with_columns(pl.col(end).alias(wider))
    last = pl.coalesce("end", "known_until")
    possible = ~(
        (pl.col("start_earliest") > at).fill_null(value=False)
        | (pl.col("end_latest") < at).fill_null(value=False)
    )
    unlimited = pl.col("end").is_null() & pl.col("known_until").is_null()
    certain = (pl.col("start") <= at) & ((last >= at) | unlimited)
    return whole.filter(possible).with_columns(
        certainty=cases({"known": certain}, otherwise="unknown"),
        sign=pl.when(certain).then("sign"),
    )


@in_words
@dataclass(frozen=True, eq=False)
class JoinedTies:
    """Ties of a data set between the actors of a dossier, and what was left out.

    Attributes
    ----------
    ties
        The ties of which both ends are actors, by their ids.
    unmatched
        ``code``, ``name`` and ``ties``: states that no actor has the number of, each once with
        its most frequent name, and on how many of the ties they are; the most frequent first.
    left_out
        How many ties are not in ``ties``.
    """

    ties: pl.DataFrame
    unmatched: pl.DataFrame
    left_out: int

    def _sentences(self) -> list[str]:
        said = [f"{counted(self.ties.height, 'tie')} between actors of the dossier."]
        if self.left_out:
            names = list(
                dict.fromkeys(name or code for code, name, _ in self.unmatched.iter_rows())
            )
            whose = f" of {listed(names)}" if names else ""
            said.append(
                f"{counted(self.left_out, 'tie')}{whose} left out: no actor of the dossier "
                "has that number of a state, or one is tied to itself."
            )
        return said


def joined(
    ties: pl.DataFrame, dossier: Dossier, codes: Mapping[str, str] | None = None
) -> JoinedTies:
    """Put the actors of a dossier in the place of numbers of states.

    Parameters
    ----------
    ties
        From `from_atop` or `from_cow`: ``source`` and ``target`` are numbers of the Correlates of
        War, as text.
    dossier
        Its actors are found by ``cow_code``.
    codes
        Actors by number, as text: beside and before those of the dossier, such as the state that
        followed another.

    Returns
    -------
    JoinedTies
        What can be joined, and counts of what cannot.

    Raises
    ------
    QuestionError
        Two actors have one number and ``codes`` does not say which is meant, or the frame is not
        one of ties.

    Examples
    --------
    >>> import analysis
    >>> ties = pl.DataFrame({"source": ["991", "2"], "target": ["992", "991"], "sign": [1, 1]})
    >>> found = joined(ties, analysis.example())
    >>> found.ties.select("source", "target").rows(), found.unmatched.rows()
    ([('ardania', 'belmark')], [('2', None, 1)])
    """
    whole = read_ties(ties)
    if not isinstance(dossier, Dossier):
        raise QuestionError(f"ties are joined to a dossier, not to {type(dossier).__name__}")
    actors = _by_code(dossier, {} if codes is None else codes)
    ends = [
        pl.col(end).replace_strict(actors, default=None, return_dtype=pl.String) for end in _STATES
    ]
    found = whole.with_columns(ends)
    number, called = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for end in _STATES:
        name = f"{end}_name"
        names = whole[name] if name in whole.columns else [None] * whole.height
        for code, said, is_lost in zip(whole[end], names, found[end].is_null(), strict=True):
            if is_lost:
                number[code] += 1
                called[code].update([said] if said else [])
    rows = [(code, _most_frequent(called[code]), ties) for code, ties in number.most_common()]
    kinds = {"code": pl.String, "name": pl.String, "ties": pl.Int64}
    kept = found.filter(pl.col("source") != pl.col("target"))
    unmatched = pl.DataFrame(rows, kinds, orient="row")
    return JoinedTies(kept, unmatched, whole.height - kept.height)


def _most_frequent(names: Counter[str]) -> str | None:
    """Give the name that is there most often, of equals the first in the alphabet."""
    return min(names, key=lambda name: (-names[name], name), default=None)


def _by_code(dossier: Dossier, codes: object) -> dict[str, str]:
    if not isinstance(codes, Mapping) or not all(isinstance(code, str) for code in codes):
        raise QuestionError("codes are ids of actors by the number of a state as text")
    for actor in codes.values():
        dossier.names.require(actor)
    found: dict[str, str] = {}
    for actor, code in dossier.actors.select("actor_id", "cow_code").drop_nulls().iter_rows():
        other = found.setdefault(str(code), actor)
        if other != actor and str(code) not in codes:
            raise QuestionError(
                f"{shorten(other)} and {shorten(actor)} both have the cow_code {code}: say which "
                f'is meant by codes={{"{code}": ...}}'
            )
    return found | dict(codes)
