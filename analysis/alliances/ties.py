"""Ties in force on a day, and the one signed tie per pair that balance needs."""

from __future__ import annotations

from datetime import date, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

import polars as pl

from analysis.alliances.frames import WHAT_IF, read_ties
from analysis.alliances.what_if import resolve, suppose, what_ifs_of
from analysis.charting import cases
from analysis.dossier import QuestionError, as_names, require_known, require_option
from analysis.dossier.vocabularies import every_vocabulary, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.alliances.what_if import WhatIf
    from analysis.dossier import Dossier

BASES = words("bases")
"""What a tie may rest on, from the firmest to what is only said."""

KIND_RANK = {word.word: word.rank or 0 for word in every_vocabulary()["tie_kinds"]}
"""Which kind of tie decides where ties on one pair contradict each other.

Fighting, then a duty to defend, then arms, then pledges and penalties, then words. What is assumed
decides before all of them; what is only claimed decides after them.
"""

OnConflict = Literal["error", "strongest", "omit"]


def ties_in_force(
    dossier: Dossier,
    day: str | date | None = None,
    basis: str | Sequence[str] = ("treaty",),
    *,
    speaker: str | None = None,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
    min_reliability: str = "F",
) -> pl.DataFrame:
    """Find the ties in force on a day.

    Parameters
    ----------
    dossier
        Its ties, claims and what-ifs.
    day
        ISO 8601; by default the day of the study.
    basis
        Which of `BASES` to count. Claims count where they are certain and not about the future;
        expectations and aims belong to the world of their speaker.
    speaker
        An actor_id: count all this speaker says or expects of two actors, and no other basis.
    what_if
        Ids of the dossier's what-ifs, or your own `WhatIf`, applied in order.
    min_reliability
        Worst Admiralty grade that the best source of a tie may have; a source without a grade has
        the worst. What is only claimed or assumed is kept: the article is its source.

    Returns
    -------
    DataFrame
        The table ``ties`` for that day, with ``certainty``: "known", or "unknown" where the
        sources do not reach that day (then ``sign`` is null). A tie without a start is known on
        the day of the study, if its status says so or a claim describes it.

    Raises
    ------
    QuestionError
        The day is not a date; a basis, speaker, what-if or grade is unknown.

    Examples
    --------
    >>> import analysis
    >>> ties = ties_in_force(analysis.example(), "1988-01-01", "event")
    >>> ties.select("source", "target", "kind", "sign", "certainty").rows()
    [('ardania', 'corvia', 'war', -1, 'known')]
    """
    at = dossier.study.day if day is None else parse_day(day)
    bases = as_names(basis, "basis")
    for one in bases or ("",):
        require_option(one, BASES, "basis")
    ties = supposed_ties(dossier, what_if)
    if speaker is not None:
        speakers = ties.filter(basis="claim")["speaker"].drop_nulls().unique()
        require_known(speaker, speakers, "a speaker who describes ties")
    return ties_of_day(dossier, ties, at, bases, speaker=speaker, min_reliability=min_reliability)


def supposed_ties(
    dossier: Dossier, what_if: str | WhatIf | Iterable[str | WhatIf] = ()
) -> pl.DataFrame:
    """Give the ties of whatever day as what-ifs suppose, with who says so, for `ties_of_day`."""
    ties = _described(dossier)
    if isinstance(what_if, tuple) and not what_if:
        return ties
    what_ifs = resolve(what_if, what_ifs_of(dossier))
    return suppose(ties, what_ifs, actors=dossier.names) if what_ifs else ties


def ties_of_day(
    dossier: Dossier,
    ties: pl.DataFrame,
    at: date | None,
    bases: Sequence[str],
    *,
    speaker: str | None = None,
    min_reliability: str = "F",
) -> pl.DataFrame:
    """Find those in force on a day among `supposed_ties`, which serve every day."""
    ties = ties.filter(~_pending(at), _supported(dossier, min_reliability))
    claimed = pl.col("basis") == "claim"
    if speaker is None:
        counted = pl.col("basis").is_in(bases) & ~(claimed & pl.col("expected"))
        current = pl.col("status").is_in(["in_force", "occurred"]) | claimed
        undated = current & pl.lit(at == dossier.study.day)
    else:
        counted = claimed & (pl.col("speaker") == speaker)
        undated = pl.lit(value=True)
    kept = ties.filter((pl.col("basis") == WHAT_IF) | counted)
    return in_force(kept, at, undated).select(*dossier.ties.columns, "certainty")


def treaties_pending(
    dossier: Dossier,
    day: str | date | None = None,
    *,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
) -> pl.DataFrame:
    """Find the treaties that were signed by a day and were not yet in force on it.

    Parameters and errors are those of `ties_in_force`.

    Returns
    -------
    DataFrame
        The table ``ties``, with ``certainty`` "signed".

    Examples
    --------
    >>> import analysis
    >>> treaties_pending(analysis.example(), "2019-03-01")["tie_id"].to_list()
    ['ardania-corvia-2019']
    """
    at = dossier.study.day if day is None else parse_day(day)
    pending = supposed_ties(dossier, what_if).filter(_pending(at))
    return pending.select(*dossier.ties.columns, certainty=pl.lit("signed"))


def _pending(day: date | None) -> pl.Expr:
    """Whether a treaty is signed by a day and in force later, or, as far as sources reach, not."""
    at = pl.lit(day, pl.Date)
    over, silent = ((pl.col(last) < at).fill_null(value=False) for last in ("end", "known_until"))
    undated = pl.col("start").is_null() & (pl.col("status") == "signed") & ~silent
    later = (pl.col("start") > at) | undated
    signed = (pl.col("basis") == "treaty") & (pl.col("signed") <= at) & later & ~over
    return signed.fill_null(value=False)


def _supported(dossier: Dossier, min_reliability: str) -> pl.Expr:
    """Whether a tie has a source of that grade or a better one, or is only claimed or assumed."""
    grades = words("reliabilities")
    require_option(min_reliability, grades, "min_reliability")
    if min_reliability == grades[-1]:
        return pl.lit(value=True)
    good = dossier.sources.filter(pl.col("reliability").cast(pl.String) <= min_reliability)
    named = pl.col("sources").list.set_intersection(good["source_id"].to_list())
    return pl.col("basis").is_in(["claim", WHAT_IF]) | (named.list.len() > 0)


def _described(dossier: Dossier) -> pl.DataFrame:
    """Add who says that a tie exists, and whether it is expected: not certain, or in the future."""
    # Where the claim is not coded, the tie's status says it.
    announced = pl.col("status").is_in(["announced", "later"])
    unsure = ~pl.col("factuality").is_in(["CT+", "CT-"])
    future = pl.col("time_reference") == "future"
    expected = pl.coalesce(unsure, announced) | pl.coalesce(future, announced)
    texts = pl.col("kind", "status", "basis").cast(pl.String)
    columns = ["claim_id", "speaker", "factuality", "time_reference"]
    return (
        dossier.ties.with_columns(texts, pl.col("obligations").cast(pl.List(pl.String)))
        .join(dossier.claims.select(columns), on="claim_id", how="left", maintain_order="left")
        .with_columns(expected=expected)
    )


def in_force(ties: pl.DataFrame, day: date | None, undated: pl.Expr) -> pl.DataFrame:
    """Keep ties in force on a day, and add ``certainty``.

    Of ties without a start, ``undated`` says which are known to be in force.
    """
    at = pl.lit(day, pl.Date)
    over = pl.col("end").is_null() & (pl.col("known_until") < at).fill_null(value=False)
    unsure = over | (pl.col("start").is_null() & ~undated)
    unknown = (pl.col("basis") != WHAT_IF) & unsure
    first = pl.coalesce("start", "signed")
    return ties.filter(at.is_between(first, "end").fill_null(value=True)).with_columns(
        certainty=cases({"unknown": unknown}, otherwise="known"),
        sign=pl.when(unknown).then(None).otherwise("sign"),
    )


def signed_edges(ties: pl.DataFrame, on_conflict: OnConflict = "error") -> pl.DataFrame:
    """Reduce ties to one signed edge per pair, as structural balance needs them.

    Parameters
    ----------
    ties
        From `ties_in_force`, or any frame with ``source``, ``target`` and ``sign`` (+1, -1 or
        null). Optional columns and what a missing one means: ``directed`` (false), ``kind``
        ("cooperation"), ``obligations`` (none), ``start``, ``end`` (no limit), ``basis``
        ("treaty") and ``tie_id`` (the number of the row). Ties without a sign make no edge: what
        is not known is not 0.
    on_conflict
        Where one pair has friendly and hostile ties: "error" names them; "strongest" lets a
        what-if decide, then the kind of highest rank (`KIND_RANK`), then the latest start, and
        fails if even that is even or not known; "omit" leaves the pair out.

    Returns
    -------
    DataFrame
        ``source``, ``target``, ``sign``, ``directed`` (all ties behind it run from source to
        target; else the ends are in the order in which the frame names them), ``ties`` (their
        ids), ``assumed`` (those of them that a what-if assumes) and ``overruled`` (ids of ties
        with the other sign).

    Raises
    ------
    QuestionError
        The frame is not one of ties, or the rule does not settle a contradiction.

    Examples
    --------
    >>> dyads = {"source": ["FRN", "FRN"], "target": ["UKG", "GMY"], "sign": [1, -1]}
    >>> signed_edges(pl.DataFrame(dyads)).select("source", "target", "sign", "ties").rows()
    [('FRN', 'UKG', 1, ['row-0']), ('FRN', 'GMY', -1, ['row-1'])]
    """
    require_option(on_conflict, get_args(OnConflict), "on_conflict")
    edges = reduce_ties(read_ties(ties))
    conflicting = edges.filter(pl.col("overruled").list.len() > 0)
    if on_conflict == "error":
        _refuse(conflicting, 'Choose on_conflict="strongest" or "omit"')
    elif on_conflict == "strongest":
        even = 'They are of one rank and start, or one has no start: choose on_conflict="omit"'
        _refuse(conflicting.filter("unsettled"), even)
    else:
        edges = edges.join(conflicting, on=["source", "target"], how="anti", maintain_order="left")
    return edges.drop("unsettled")


def reduce_ties(ties: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Let the strongest tie of each pair decide, and say where none does: ``unsettled``.

    Columns ``by`` keep several networks in one frame apart. The ends of an edge that is not
    directed are in the order in which the frame first names them, so that no id decides.
    """
    ends = pl.concat([ties["source"], ties["target"]]).unique(maintain_order=True)

    def place(end: str) -> pl.Expr:
        return pl.col(end).replace_strict(ends, range(ends.len()), return_dtype=pl.Int64)

    in_order = place("source") < place("target")
    assumed, claimed = pl.col("basis") == WHAT_IF, pl.col("basis") == "claim"
    rank = pl.col("kind").replace_strict(KIND_RANK, return_dtype=pl.Int64)
    highest = max(KIND_RANK.values())
    agrees = pl.col("sign") == pl.col("sign").first()
    same_start = (pl.col("start") == pl.col("start").first()).fill_null(value=True)
    even = (pl.col("rank") == pl.col("rank").first()) & same_start
    one_way = pl.col("source").filter(agrees).n_unique() == 1
    edges = (
        ties.drop_nulls("sign")
        .with_columns(
            first=pl.when(in_order).then("source").otherwise("target"),
            second=pl.when(in_order).then("target").otherwise("source"),
            rank=pl.when(assumed).then(highest + 1).otherwise(rank - highest * claimed),
        )
        .sort("rank", "start", descending=True, nulls_last=True, maintain_order=True)
        .group_by(*by, "first", "second", maintain_order=True)
        .agg(
            pl.col("source", "target", "sign").first(),
            directed=one_way & pl.col("directed").filter(agrees).all(),
            ties=pl.col("tie_id").filter(agrees),
            assumed=pl.col("tie_id").filter(agrees & assumed),
            overruled=pl.col("tie_id").filter(~agrees),
            unsettled=(~agrees & even).any(),
        )
        .sort(*by, place("first"), place("second"))
    )
    return edges.with_columns(
        source=pl.when("directed").then("source").otherwise("first"),
        target=pl.when("directed").then("target").otherwise("second"),
    ).drop("first", "second")


def _refuse(conflicts: pl.DataFrame, remedy: str) -> None:
    listed = []
    for row in conflicts.iter_rows(named=True):
        signed = [f"{tie} ({row['sign']:+d})" for tie in row["ties"]]
        signed += [f"{tie} ({-row['sign']:+d})" for tie in row["overruled"]]
        listed.append(f"{row['source']} and {row['target']}: {', '.join(signed)}")
    if listed:
        pairs = "; between ".join(listed)
        raise QuestionError(
            f"contradictory ties between {pairs}. {remedy}, or drop ties with a WhatIf"
        )


def dyads(ties: pl.DataFrame, actors: Iterable[str]) -> pl.DataFrame:
    """List every pair of actors, in their order, with what is known of it.

    Returns
    -------
    DataFrame
        ``source``, ``target`` and ``relation``: "friendly", "hostile", "contradictory", "neither"
        (known, but without a sign) or null where nothing is known.

    Examples
    --------
    >>> ties = pl.DataFrame({"source": ["a"], "target": ["b"], "sign": [1]})
    >>> dyads(ties, ["a", "b", "c"]).rows()
    [('a', 'b', 'friendly'), ('a', 'c', None), ('b', 'c', None)]
    """
    pair = pl.concat_list("source", "target").list.sort().alias("pair")
    friendly, hostile = (pl.col("sign") == 1).any(), (pl.col("sign") == -1).any()
    relation = {"contradictory": friendly & hostile, "friendly": friendly, "hostile": hostile}
    known = read_ties(ties).filter(certainty="known").group_by(pair)
    relations = known.agg(relation=cases(relation, otherwise="neither"))
    every = list(combinations(dict.fromkeys(as_names(actors, "actors")), 2))
    pairs = pl.DataFrame(every, {"source": pl.String, "target": pl.String}, orient="row")
    found = pairs.with_columns(pair).join(relations, on="pair", how="left", maintain_order="left")
    return found.drop("pair")


def parse_day(day: str | date) -> date:
    """Read a day; refuse what is not a date in ISO 8601."""
    if isinstance(day, datetime):
        return day.date()
    try:
        return day if isinstance(day, date) else date.fromisoformat(day)
    except (TypeError, ValueError):
        raise QuestionError(f'"{day}" is not a date; write it like 2031-05-14') from None
