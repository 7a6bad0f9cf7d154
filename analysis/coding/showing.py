"""What the browser is shown of a dossier that is being coded, and what of it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.coding.forms import CODED, names_of
from analysis.coding.model_answers import FROM_WORDS
from analysis.dossier import TABLES, DossierError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import dataframely as dy

    from analysis.coding.checking import Checker
    from analysis.coding.drafts import Draft
    from analysis.dossier.tables import Claim
    from analysis.evidence.anchors import Copy

    Json = Any

_REVIEWED = ("claims", "ties", "transfers")
_LONGEST = 9
"""Digits of a number of characters."""


@dataclass(frozen=True)
class Shown:
    """Rows and names of a dossier, as the browser has them."""

    rows: Mapping[str, Sequence[dict[str, Json]]]
    """Rows by table, claims with their places in the article."""

    names: Mapping[str, Json]

    @classmethod
    def of(cls, checker: Checker) -> Shown:
        """Show the tables as they were read last."""
        frames = {table: frame for table in TABLES if (frame := checker.frame(table)) is not None}
        rows = {table: list(_rows(checker, table)) for table in CODED}
        return cls(rows, names_of(frames))

    @property
    def waiting(self) -> int:
        """Proposals that nobody has accepted or rejected."""
        return sum(row["review"] == "proposed" for t in _REVIEWED for row in self.rows[t])

    def changed_since(self, before: Shown) -> dict[str, Json]:
        """Say which rows are new, other or gone, and give the names of tables where any is."""
        rows: dict[str, Json] = {}
        removed: dict[str, list[str]] = {}
        for table in CODED:
            old = {row["key"]: row for row in before.rows[table]}
            new = {row["key"]: row for row in self.rows[table]}
            rows[table] = [row for key, row in new.items() if old.get(key) != row]
            removed[table] = [key for key in old if key not in new]
        named = {t: names for t, names in self.names.items() if before.names.get(t) != names}
        return {
            "claims": rows.pop("claims"),
            "rows": {table: changed for table, changed in rows.items() if changed},
            "removed": {table: gone for table, gone in removed.items() if gone},
            "names": named,
            "waiting": self.waiting,
        }


def _rows(checker: Checker, table: str) -> Iterator[dict[str, Json]]:
    try:
        file = checker.file(table)
    except DossierError:
        return  # said where problems of files are
    places = _places(checker) if table == "claims" else None
    for number, cells in enumerate(file.rows):
        row = {"key": file.key(cells), "review": cells.get("review", ""), "cells": cells}
        yield row | places[number] if places else row


def _places(checker: Checker) -> list[dict[str, Json]]:
    """Where the words of each claim are in the article, in the order of the file."""
    frame = checker.frame("claims")
    lost = {"start": None, "end": None, "match": "lost"}
    if frame is None:
        return []
    if checker.copy is None:
        return [lost | {"match": None}] * frame.height
    found = [lost] * frame.height
    # By their numbers, since a file may have an id twice, or a claim without one.
    number = pl.int_range(pl.len()).cast(pl.String).alias("claim_id")
    anchored = frame.select(number, *FROM_WORDS).drop_nulls()
    spots = checker.copy.place(cast("dy.DataFrame[Claim]", anchored))
    for row, start, end, match in spots.select("claim_id", "start", "end", "match").rows():
        found[int(row)] = {"start": start, "end": end, "match": match}
    return found


def shown_drafts(drafts: Sequence[Draft], copy: Copy | None) -> list[dict[str, Json]]:
    """Show drafts, those of claims with the place of their words."""
    return [vars(one) | {"cells": dict(one.cells)} | _place_of(one, copy) for one in drafts]


def _place_of(draft: Draft, copy: Copy | None) -> dict[str, Json]:
    cells, nowhere = draft.cells, {"start": None, "end": None}
    numbers = [cells.get(name, "") for name in ("start", "end")]
    if copy is None or draft.table != "claims" or not all(map(str.isdecimal, numbers)):
        return nowhere
    start, end = (int(number[:_LONGEST]) for number in numbers)
    row = {"start": start, "end": end, "digest": cells.get("digest"), "quote": cells.get("quote")}
    if not row["digest"] or not row["quote"]:
        return nowhere
    spots = copy.spots(row)
    return {"start": spots[0][0], "end": spots[0][1]} if len(spots) == 1 else nowhere
