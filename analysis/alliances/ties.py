"""Ties in force on a day, and the one signed tie per pair that balance needs."""

from __future__ import annotations

from datetime import date, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import polars as pl

from analysis.alliances.frames import WHAT_IF, read_ties
from analysis.alliances.what_if import resolve, suppose, what_ifs_of
from analysis.charting.words import cases
from analysis.dossier import QuestionError, require_known, require_option
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
_RULES: tuple[OnConflict, ...] = ("error", "strongest", "omit")


def ties_in_force(
    dossier: Dossier,
    day: str | date | None = None,
    basis: str | Sequence[str] = ("treaty",),
    *,
    speaker: str | None = None,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
) -> pl.DataFrame:
    """Find the ties in force on a day.

    Parameters
    ----------
    dossier
        Loaded dossier.
    day
        ISO 8601; by default the day of the study.
    basis
        Which of "treaty", "event" and "claim" to count, or one of them. Claims count where they
        are certain and not about the future; expectations and aims belong to the world of their
        speaker.
    speaker
        An actor_id: count all this speaker says or expects of two actors, and no other basis.
    what_if
        Ids of the dossier's what-ifs, or your own `WhatIf`, applied in order.

    Returns
    -------
    DataFrame
        The table ``ties`` for that day, with ``certainty``: "known", or "unknown" where the
        sources do not reach that day (then ``sign`` is null). A pair without a row is not known
        either. Directed ties run from source to target. A tie without a start is known on the
        day of the article, if its status says so or a claim describes it.

    Raises
    ------
    QuestionError
        The day is not a date; a basis, speaker or what-if is unknown.

    Examples
    --------
    >>> import analysis
    >>> ties = ties_in_force(analysis.example(), "1988-01-01", "event")
    >>> ties.select("source", "target", "kind", "sign", "certainty").rows()
    [('ardania', 'corvia', 'war', -1, 'known')]
    """
    at = pl.lit(dossier.study.day if day is None else parse_day(day), pl.Date)
    bases = (basis,) if isinstance(basis, str) else tuple(basis)
    for one in bases or ("",):
        require_option(one, BASES, "basis")
    ties = described_ties(dossier)
    if speaker is not None:
        speakers = ties.filter(basis="claim")["speaker"].drop_nulls().unique()
        require_known(speaker, speakers, "a speaker who describes ties")
    if what_ifs := resolve(what_if, what_ifs_of(dossier)):
        ties = suppose(ties, what_ifs, actors=dossier.names)
    if speaker is None:
        counted = pl.col("basis").is_in(bases) & ~pl.col("expected")
    else:
        counted = (pl.col("basis") == "claim") & (pl.col("speaker") == speaker)
    kept = ties.filter((pl.col("basis") == WHAT_IF) | counted)
    undated = pl.lit(speaker is not None) | known_without_start(dossier, at)
    return in_force(kept, at, undated).select(*dossier.ties.columns, "certainty")


def described_ties(dossier: Dossier) -> pl.DataFrame:
    """Give all ties as text, dates and lists of text, with ``speaker`` and ``expected``.

    The speaker is that of the tie's claim. A claim expects a tie if it is less than certain or
    about the future; where that is not coded, the tie's status says it.
    """
    columns = ["claim_id", "speaker", "factuality", "time_reference"]
    ties = dossier.ties.with_columns(
        pl.col("kind", "status", "basis").cast(pl.String),
        pl.col("obligations").cast(pl.List(pl.String)),
    ).join(dossier.claims.select(columns), on="claim_id", how="left", maintain_order="left")
    announced = pl.col("status").is_in(["announced", "later"])
    unsure = pl.coalesce(~pl.col("factuality").is_in(["CT+", "CT-"]), announced)
    future = pl.coalesce(pl.col("time_reference") == "future", announced)
    expected = (pl.col("basis") == "claim") & (unsure | future)
    return ties.with_columns(expected=expected).drop("factuality", "time_reference")


def known_without_start(dossier: Dossier, day: pl.Expr) -> pl.Expr:
    """Say whether a tie without a start is known: on the day that its status speaks of."""
    current = pl.col("status").is_in(["in_force", "occurred"]) | (pl.col("basis") == "claim")
    return current & day.eq_missing(pl.lit(dossier.study.day, pl.Date))


def in_force(ties: pl.DataFrame, day: pl.Expr, undated: pl.Expr) -> pl.DataFrame:
    """Keep ties that are in force on a day, and add whether that is known.

    Parameters
    ----------
    ties
        With the columns of ties.
    day
        May be a column; where it is null, dates are not looked at.
    undated
        Whether a tie without a start is known to be in force.
    """
    over = pl.col("end").is_null() & (pl.col("known_until") < day).fill_null(value=False)
    unsure = over | (pl.col("start").is_null() & ~undated)
    recorded = pl.col("basis") != WHAT_IF
    return (
        ties.filter(
            (pl.col("start") <= day).fill_null(value=True),
            (pl.col("end") >= day).fill_null(value=True),
        )
        .with_columns(certainty=cases({"unknown": recorded & unsure}, otherwise="known"))
        .with_columns(sign=pl.when(pl.col("certainty") == "known").then("sign"))
    )


def signed_edges(ties: pl.DataFrame, on_conflict: OnConflict = "error") -> pl.DataFrame:
    """Reduce ties to one signed edge per pair, as structural balance needs them.

    Parameters
    ----------
    ties
        From `ties_in_force`, or any frame with ``source``, ``target`` and ``sign`` (+1, -1 or
        null). Optional columns and what a missing one means: ``directed`` (false), ``kind``
        ("cooperation"), ``start`` (none), ``basis`` ("treaty") and ``tie_id`` (the number of the
        row). Ties whose sign is not known, or that are neither friendly nor hostile, make no
        edge: what is not known is not 0.
    on_conflict
        Where one pair has friendly and hostile ties: "error" names them; "strongest" lets a
        what-if decide, then the kind of highest rank (`KIND_RANK`), then the latest start, and
        fails if even that is even; "omit" leaves the pair out.

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
        The frame is not one of ties, or ties contradict each other and the rule does not settle
        it.

    Examples
    --------
    >>> dyads = {"source": ["FRN", "FRN"], "target": ["UKG", "GMY"], "sign": [1, -1]}
    >>> signed_edges(pl.DataFrame(dyads)).select("source", "target", "sign", "ties").rows()
    [('FRN', 'UKG', 1, ['row-0']), ('FRN', 'GMY', -1, ['row-1'])]
    """
    require_option(on_conflict, _RULES, "on_conflict")
    edges = reduce_ties(read_ties(ties))
    conflicting = edges.filter(pl.col("overruled").list.len() > 0)
    if on_conflict == "error":
        _refuse(conflicting, 'Choose on_conflict="strongest" or "omit"')
    elif on_conflict == "strongest":
        even = 'They are of one rank and start: choose on_conflict="omit"'
        _refuse(conflicting.filter("unsettled"), even)
    else:
        edges = edges.join(conflicting, on=["source", "target"], how="anti", maintain_order="left")
    return edges.drop("unsettled")


def reduce_ties(ties: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Let the strongest tie of each pair decide, and say where none does: ``unsettled``.

    Columns ``by`` keep several networks in one frame apart. The ends of an edge that is not
    directed are in the order in which the frame first names them, so that no id decides.
    """
    highest = max(KIND_RANK.values())
    rank = pl.col("kind").replace_strict(KIND_RANK, return_dtype=pl.Int64)
    assumed, claimed = pl.col("basis") == WHAT_IF, pl.col("basis") == "claim"
    agrees = pl.col("sign") == pl.col("sign").first()
    even = (pl.col("rank") == pl.col("rank").first()) & pl.col("start").eq_missing(
        pl.col("start").first()
    )
    turned = pl.col("turned").filter(agrees)
    ends = pl.concat([ties["source"], ties["target"]]).unique(maintain_order=True)
    source, target = (
        pl.col(end).replace_strict(ends, range(ends.len()), return_dtype=pl.Int64)
        for end in ("source", "target")
    )
    edges = (
        ties.filter(pl.col("sign").is_not_null())
        .with_columns(
            first=pl.min_horizontal(source, target),
            second=pl.max_horizontal(source, target),
            turned=pl.when("directed").then(source > target),
            rank=pl.when(assumed).then(highest + 1).otherwise(rank - highest * claimed),
        )
        .sort("rank", "start", descending=True, maintain_order=True)
        .group_by(*by, "first", "second", maintain_order=True)
        .agg(
            sign=pl.col("sign").first(),
            directed=(turned.null_count() == 0) & (turned.n_unique() == 1),
            turn=turned.first().fill_null(value=False),
            ties=pl.col("tie_id").filter(agrees),
            assumed=pl.col("tie_id").filter(agrees & assumed),
            overruled=pl.col("tie_id").filter(~agrees),
            unsettled=(~agrees & even).any(),
        )
        .sort(*by, "first", "second")
    )
    turn = pl.col("directed") & pl.col("turn")
    named = {
        "source": pl.when(turn).then("second").otherwise("first"),
        "target": pl.when(turn).then("first").otherwise("second"),
    }
    return edges.select(
        *by,
        *(place.replace_strict(range(ends.len()), ends).alias(n) for n, place in named.items()),
        *("sign", "directed", "ties", "assumed", "overruled", "unsettled"),
    )


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
    """List every pair of actors with what is known of it.

    Parameters
    ----------
    ties
        As for `signed_edges`.
    actors
        Ids of the actors to pair, in the order to list them.

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
    every = list(combinations(dict.fromkeys(actors), 2))
    pairs = pl.DataFrame(every, {"source": pl.String, "target": pl.String}, orient="row")
    pair = [pl.min_horizontal("source", "target"), pl.max_horizontal("source", "target")]
    friendly, hostile = (pl.col("sign") == 1).any(), (pl.col("sign") == -1).any()
    relation = {"contradictory": friendly & hostile, "friendly": friendly, "hostile": hostile}
    known = (
        read_ties(ties)
        .filter(certainty="known")
        .group_by(pl.concat_list(pair).alias("pair"))
        .agg(relation=cases(relation, otherwise="neither"))
    )
    named = pairs.with_columns(pair=pl.concat_list(pair))
    return named.join(known, on="pair", how="left", maintain_order="left").drop("pair")


def parse_day(day: str | date) -> date:
    """Read a day.

    Raises
    ------
    QuestionError
        It is not a date, or not in ISO 8601.

    Examples
    --------
    >>> parse_day("2031-05-14")
    datetime.date(2031, 5, 14)
    """
    if isinstance(day, datetime):
        return day.date()
    try:
        return day if isinstance(day, date) else date.fromisoformat(day)
    except (TypeError, ValueError):
        raise QuestionError(f'"{day}" is not a date; write it like 2031-05-14') from None
