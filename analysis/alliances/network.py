"""Ties in force on a date, and the one signed tie per pair that balance needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import polars as pl

from analysis.alliances.what_if import AllianceError, WhatIf, apply, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.dossier.tables import Dossier

BASES = ("treaty", "event", "claim")
"""What a tie may rest on, from the firmest to what is only said."""

BASIS_WORDS = {"treaty": "treaties", "event": "and events", "claim": "and claims"}
"""What is counted up to a basis, in the words of the page's controls."""

EARLIEST = date(1945, 1, 1)
"""First day the ties are meant to cover."""

WEIGHT = {
    "war": 5, "alliance": 4, "troops": 3, "arms_transfer": 3, "military_aid": 3,
    "treaty": 2, "sanctions": 2, "tension": 2, "claim_of_hostility": 2, "joint_exercise": 2,
    "cooperation": 1, "statement": 1,
}  # fmt: skip
"""Which kind of tie decides where ties on one pair contradict each other.

Our own order: fighting, then a duty to defend, then arms, then pledges and penalties, then words.
A what-if decides before all of them; what is only claimed decides after them.
"""

Contradictions = Literal["error", "weightiest", "omit"]
_DECIDING = ("sign", "rank", "start")


def network(
    dossier: Dossier,
    on: str | date,
    basis: str | Sequence[str] = ("treaty",),
    *,
    speaker: str | None = None,
    what_if: str | WhatIf | Iterable[str | WhatIf] = (),
) -> pl.DataFrame:
    """Find the ties in force on a date.

    Parameters
    ----------
    dossier
        Loaded dossier.
    on
        Day from 1945 on, ISO 8601.
    basis
        Which of "treaty", "event" and "claim" to count, or one of them. Claims count where they
        are certain and not about the future; expectations and aims belong to the world of their
        speaker.
    speaker
        An actor_id: count all this speaker says or expects of two actors, and no other basis.
    what_if
        Names of `SCENARIOS`, or your own `WhatIf`, applied in order.

    Returns
    -------
    polars.DataFrame
        The table ``ties`` for that day, with ``state``: "known", or "unknown" where the sources
        do not reach that day (then ``sign`` is null). A pair without a row is not known either.
        Directed ties run from source to target.

    Raises
    ------
    AllianceError
        The date is malformed or before 1945; a basis, speaker or what-if is unknown.

    Examples
    --------
    >>> import analysis
    >>> ties = network(analysis.load(), "1953-01-01", ("event",))
    >>> ties.select("source", "target", "kind", "sign").rows()[0]
    ('north-korea', 'south-korea', 'war', -1)
    """
    day = read_day(on)
    basis = (basis,) if isinstance(basis, str) else basis
    if not basis or (unknown := [b for b in basis if b not in BASES]):
        named = f'basis "{unknown[0]}" is unknown' if basis else "no basis is given"
        raise AllianceError(f"{named}: choose among {', '.join(BASES)}")
    ties = told(dossier, basis, speaker)
    for one in (what_if,) if isinstance(what_if, str | WhatIf) else what_if:
        ties = apply(ties, one, dossier)
    return holding(ties, pl.lit(day))


def holding(ties: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    """Keep ties that hold on a day, which may be a column, and add whether that is known."""
    over = pl.col("end").is_null() & (pl.col("known_until") < day)
    unsure = (pl.col("basis") != "what-if") & (over | pl.col("start").is_null())
    return (
        ties.filter(
            (pl.col("start") <= day).fill_null(value=True),
            (pl.col("end") >= day).fill_null(value=True),
        )
        .with_columns(state=pl.when(unsure).then(pl.lit("unknown")).otherwise(pl.lit("known")))
        .with_columns(sign=pl.when(pl.col("state") == "known").then("sign"))
    )


def signed_edges(
    ties: pl.DataFrame, contradictions: Contradictions = "error", by: Sequence[str] = ()
) -> pl.DataFrame:
    """Reduce ties to one signed edge per pair, as structural balance needs them.

    Parameters
    ----------
    ties
        From `network`. Ties whose sign is not known, or that are neither friendly nor hostile,
        make no edge: what is not known is not 0.
    contradictions
        Where friendly and hostile ties stand on one pair: "error" names them; "weightiest" lets
        a what-if decide, then the weightiest kind (`WEIGHT`), then the latest start, and fails if
        even that is even; "omit" leaves the pair out.
    by
        Columns that tell several networks in one frame apart; they lead the result.

    Returns
    -------
    polars.DataFrame
        ``source``, ``target``, ``sign``, ``directed`` (all ties behind it run from source to
        target), ``ties`` (their ids) and ``outweighed`` (ids of ties with the other sign).

    Raises
    ------
    AllianceError
        Signs other than +1 and -1, or contradictory ties that the rule does not settle.
    """
    if bad := ties.filter(~pl.col("sign").is_in([1, -1])).select("tie_id", "sign").rows():
        raise AllianceError(f"tie {bad[0][0]}: sign {bad[0][1]} is neither +1 nor -1")
    claimed = pl.col("basis") == "claim"
    most = max(WEIGHT.values())
    weight = pl.col("kind").replace_strict(WEIGHT, return_dtype=pl.Int64)
    pair = [*by, "a", "b"]
    first = [pl.col(name).first().over(pair).alias(f"first_{name}") for name in _DECIDING]
    swapped = pl.col("source") > pl.col("target")
    known = (
        ties.filter(pl.col("sign").is_not_null())
        .with_columns(
            a=pl.min_horizontal("source", "target"),
            b=pl.max_horizontal("source", "target"),
            turned=pl.when("directed").then(swapped),
            rank=pl.when(pl.col("basis") == "what-if")
            .then(most + 1)
            .otherwise(weight - pl.when(claimed).then(most).otherwise(0)),
        )
        .sort("rank", "start", descending=True, maintain_order=True)
        .with_columns(first)
        .with_columns(agrees=pl.col("sign") == pl.col("first_sign"))
    )
    even = (pl.col("rank") == pl.col("first_rank")) & pl.col("start").eq_missing(
        pl.col("first_start")
    )
    agreed = pl.col("agrees")
    if contradictions == "error":
        _refuse_contradictions(known, ~agreed)
    elif contradictions == "weightiest":
        _refuse_contradictions(known, ~agreed & even)
    turned = pl.col("turned").filter(agreed)
    return (
        known.group_by(pair, maintain_order=True)
        .agg(
            sign=pl.col("first_sign").first(),
            directed=(turned.null_count() == 0) & (turned.n_unique() == 1),
            turn=turned.first().fill_null(value=False),
            ties=pl.col("tie_id").filter(agreed),
            outweighed=pl.col("tie_id").filter(~agreed),
        )
        .filter(pl.lit(contradictions != "omit") | (pl.col("outweighed").list.len() == 0))
        .with_columns(turn=pl.col("directed") & pl.col("turn"))
        .select(
            *by,
            source=pl.when("turn").then("b").otherwise("a"),
            target=pl.when("turn").then("a").otherwise("b"),
            sign="sign",
            directed="directed",
            ties="ties",
            outweighed="outweighed",
        )
        .sort(*by, "source", "target")
    )


def pairs(ties: pl.DataFrame, actors: Iterable[str]) -> pl.DataFrame:
    """List every pair of actors with what is known of it.

    Returns
    -------
    polars.DataFrame
        ``source``, ``target`` and ``state``: "friendly", "hostile", "contradictory", "neither"
        (known, but without a sign) or null where nothing is known on that day.
    """
    names = pl.DataFrame({"source": sorted(actors)}, schema={"source": pl.String})
    every = names.join(names.rename({"source": "target"}), how="cross")
    seen = (
        ties.filter(pl.col("state") == "known")
        .group_by(
            source=pl.min_horizontal("source", "target"),
            target=pl.max_horizontal("source", "target"),
        )
        .agg(friendly=(pl.col("sign") == 1).any(), hostile=(pl.col("sign") == -1).any())
    )
    state = (
        pl.when(pl.col("friendly") & pl.col("hostile"))
        .then(pl.lit("contradictory"))
        .when("friendly")
        .then(pl.lit("friendly"))
        .when("hostile")
        .then(pl.lit("hostile"))
        .when(pl.col("friendly").is_not_null())
        .then(pl.lit("neither"))
    )
    return (
        every.filter(pl.col("source") < pl.col("target"))
        .join(seen, on=["source", "target"], how="left", maintain_order="left")
        .select("source", "target", state=state)
    )


def read_day(on: str | date) -> date:
    """Read a day from 1945 on.

    Raises
    ------
    AllianceError
        It is no ISO 8601 date, or before 1945.
    """
    try:
        day = on if isinstance(on, date) else date.fromisoformat(on)
    except ValueError:
        raise AllianceError(f'"{on}" is no date: write it like 2024-06-24') from None
    if day < EARLIEST:
        raise AllianceError(f"{day} is before {EARLIEST}, where the ties begin")
    return day


def told(dossier: Dossier, basis: Sequence[str], speaker: str | None = None) -> pl.DataFrame:
    """Keep the ties on the wanted basis, or all that one speaker describes."""
    claims = dossier.claims.select("claim_id", "speaker", "factuality", "time_reference")
    ties = dossier.ties.with_columns(
        pl.col("kind", "status", "basis").cast(pl.String),
        pl.col("obligations").cast(pl.List(pl.String)),
    ).join(claims, on="claim_id", how="left", maintain_order="left")
    columns = dossier.ties.columns
    claimed = pl.col("basis") == "claim"
    if speaker is None:
        certain = pl.col("factuality").is_in(["CT+", "CT-"])
        expected = ~certain | (pl.col("time_reference") == "future")
        return ties.filter(pl.col("basis").is_in(basis), ~(claimed & expected)).select(columns)
    if speaker not in (speakers := ties.filter(claimed)["speaker"].unique().to_list()):
        raise AllianceError(f'no tie rests on a claim of "{speaker}"; {near(speaker, speakers)}')
    return ties.filter(claimed, pl.col("speaker") == speaker).select(columns)


def _refuse_contradictions(known: pl.DataFrame, unsettled: pl.Expr) -> None:
    wrong = known.filter(unsettled).select("a", "b").unique().sort("a", "b")
    if wrong.is_empty():
        return
    rows = known.join(wrong, on=["a", "b"], how="semi").sort("a", "b", "tie_id")
    listed = [
        f"{a} and {b}: {', '.join(f'{t} ({s:+d})' for t, s in part['tie_id', 'sign'].iter_rows())}"
        for (a, b), part in rows.group_by("a", "b", maintain_order=True)
    ]
    raise AllianceError(
        f"contradictory ties on {'; on '.join(listed)}. "
        'Choose contradictions="weightiest" or "omit", or drop ties with a WhatIf'
    )
