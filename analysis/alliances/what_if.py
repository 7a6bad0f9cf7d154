"""What-ifs: ties that are assumed or dropped, those of a dossier and your own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.alliances.frames import WHAT_IF, read_ties
from analysis.dossier import QuestionError, require_known

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from analysis.dossier import Dossier

_UNDATED = dict.fromkeys(("signed", "start", "end", "known_until"), pl.lit(None, pl.Date))


@dataclass(frozen=True)
class WhatIf:
    """Ties to assume and to drop.

    Attributes
    ----------
    assume
        A tie_id: the tie counts, whatever its dates and status. Or a row with ``source``,
        ``target``, ``sign`` and other columns of ties: a tie that nobody recorded, directed
        unless the row says otherwise. Both decide before all that is recorded.
    drop
        A tie_id: the tie does not count.

    Raises
    ------
    QuestionError
        Something else is given.

    Examples
    --------
    >>> WhatIf(assume=["belmark-corvia-2031"], drop=["belmark-felland-tanks-2029"])
    WhatIf(assume=('belmark-corvia-2031',), drop=('belmark-felland-tanks-2029',))
    """

    assume: Iterable[str | Mapping[str, Any]] = ()
    drop: Iterable[str] = ()

    def __post_init__(self) -> None:
        for name in ("assume", "drop"):
            given = getattr(self, name)
            one = isinstance(given, str) or hasattr(given, "keys")
            listed = [given] if one or not isinstance(given, Iterable) else [*given]
            for tie in listed:
                if not (isinstance(tie, str) or (name == "assume" and hasattr(tie, "keys"))):
                    what = "an id of a tie or a row" if name == "assume" else "an id of a tie"
                    raise QuestionError(f"{name}: {what} is expected, not {type(tie).__name__}")
            object.__setattr__(self, name, tuple(listed))


def suppose(
    ties: pl.DataFrame,
    what_if: WhatIf | Iterable[WhatIf],
    *,
    actors: Collection[str] | None = None,
) -> pl.DataFrame:
    """Change ties of whatever day as what-ifs suppose, one after the other.

    Assumed rows may name ``actors``; by default any.

    Returns
    -------
    DataFrame
        The ties, with the columns of `signed_edges`. An assumed one has the basis "what-if" and no
        dates, and keeps all else that is recorded of it, such as its claim and sources.

    Raises
    ------
    QuestionError
        A what-if names nothing, an unknown tie or actor, or a row that is not a tie.

    Examples
    --------
    >>> import analysis
    >>> ties = analysis.example().ties
    >>> supposed = suppose(ties, WhatIf(assume=["belmark-corvia-2031"]))
    >>> supposed.filter(basis="what-if").select("tie_id", "start", "sources").row(0)
    ('belmark-corvia-2031', None, ['pact-2031-text', 'wire-20310901'])
    """
    every = now = read_ties(ties)
    known = set(every["tie_id"])
    new_ids = (name for n in count(every.height) if (name := f"what-if-{n}") not in known)
    for one in resolve(what_if, {}):
        ids = [tie for tie in one.assume if isinstance(tie, str)]
        rows = [tie for tie in one.assume if not isinstance(tie, str)]
        if not (ids or rows or one.drop):
            raise QuestionError("a what-if assumes or drops at least one tie")
        for tie_id in (*ids, *one.drop):
            require_known(tie_id, known, "the id of a tie")
        if both := sorted({*ids} & {*one.drop}):
            raise QuestionError(f'a what-if cannot both assume and drop "{both[0]}"')
        assumed = every.filter(pl.col("tie_id").is_in(ids))
        supposed = pl.concat([assumed, _as_ties(rows, every, new_ids, actors)]).with_columns(
            basis=pl.lit(WHAT_IF), certainty=pl.lit("known"), **_UNDATED
        )
        gone = pl.col("tie_id").is_in([*supposed["tie_id"], *one.drop])
        now = pl.concat([now.filter(~gone), supposed])
    return now


def what_ifs_of(dossier: Dossier) -> dict[str, WhatIf]:
    """Give the what-ifs of a dossier by id, in the order of the table."""
    changes: dict[str, dict[str, list[str]]] = {}
    for name, change, tie in dossier.what_ifs.select("what_if_id", "change", "tie_id").iter_rows():
        changes.setdefault(name, {"assume": [], "drop": []})[change].append(tie)
    return {name: WhatIf(**ties) for name, ties in changes.items()}


def resolve(
    what_if: str | WhatIf | Iterable[str | WhatIf], recorded: Mapping[str, WhatIf]
) -> list[WhatIf]:
    """Look up the what-ifs that are given by id; refuse ids under which none is recorded."""
    if isinstance(what_if, str) or not isinstance(what_if, Iterable):
        what_if = [what_if]
    found = []
    for one in what_if:
        if not isinstance(one, WhatIf):
            require_known(one, recorded, "a recorded what-if")
        found.append(one if isinstance(one, WhatIf) else recorded[one])
    return found


def _as_ties(
    rows: list[Mapping[str, Any]],
    ties: pl.DataFrame,
    new_ids: Iterator[str],
    actors: Collection[str] | None,
) -> pl.DataFrame:
    named = [{"directed": True, "tie_id": next(new_ids)} | dict(row) for row in rows]
    for number, row in enumerate(named):
        for column, value in row.items():
            require_known(column, ties.columns, f"a column of ties (assumed row {number})")
            if actors is not None and column in {"source", "target"}:
                require_known(value, actors, f"an actor of this dossier (assumed row {number})")
    if not named:
        return ties.clear()
    try:
        added = read_ties(pl.DataFrame(named, infer_schema_length=None), "assumed rows")
        return pl.concat([ties.clear(), added], how="diagonal_relaxed").cast(ties.schema)
    except pl.exceptions.PolarsError as wrong:
        raise QuestionError(f"assumed rows: {wrong}") from None
