"""Actors and weapons that two coders gave other ids, found again by their names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.coding.exact_names import ExactNames
from analysis.dossier.references import references_of
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.dossier import Dossier

_KEYS = {"actors": "actor_id", "weapons": "weapon_id"}


def under_ids_of(first: Dossier, second: Dossier) -> tuple[Dossier, dict[str, str]]:
    """Give the second coder's claims, actors and weapons the ids that the first has for them.

    Two coders make up their ids. Who has one name, or an alias that is the other's name, is one:
    exactly, but for capitals and blanks, and never where that is true of several. An id that both
    have stays.

    Returns
    -------
    tuple
        The second dossier, in these tables alone, and the ids that were replaced: ours by theirs.

    Examples
    --------
    >>> import analysis
    >>> example = analysis.example()
    >>> under_ids_of(example, example)[1]
    {}
    """
    found = {table: _ids(first, second, table) for table in _KEYS}
    renamed: dict[str, Any] = {
        table: _renamed(getattr(second, table), table, found) for table in ("claims", *_KEYS)
    }
    every = {theirs: ours for ids in found.values() for theirs, ours in ids.items()}
    return (replace(second, **renamed) if every else second), every


def _ids(first: Dossier, second: Dossier, table: str) -> dict[str, str]:
    ours, theirs = (list(_named(dossier, table)) for dossier in (first, second))
    named, also = ExactNames(), ExactNames()
    for own, name, aliases in ours:
        named.add(own, [name])
        also.add(own, [name, *aliases])
    ids = {own for own, _, _ in ours}
    found = {
        own: {*also.ids(name), *named.ids(*aliases)}
        for own, name, aliases in theirs
        if own not in ids
    }
    sure = {own: next(iter(same)) for own, same in found.items() if len(same) == 1}
    taken = Counter([*(own for own, _, _ in theirs), *sure.values()])
    return {own: one for own, one in sure.items() if taken[one] == 1}


def _named(dossier: Dossier, table: str) -> Iterable[tuple[str, str, list[str]]]:
    for row in getattr(dossier, table).iter_rows(named=True):
        name, *aliases = (one.casefold() for one in (row["name"], *(row.get("aliases") or [])))
        yield row[_KEYS[table]], name, aliases


def _renamed(
    frame: pl.DataFrame, table: str, found: Mapping[str, Mapping[str, str]]
) -> pl.DataFrame:
    """Put ids in the place of ids wherever a column has them."""
    naming = dict(references_of(TABLES[table]))
    if table in _KEYS:
        naming[_KEYS[table]] = table
    new = []
    for name, target in naming.items():
        if name in frame.columns and (ids := found.get(target)):
            listed = isinstance(frame.schema[name], pl.List)
            one = (pl.element() if listed else pl.col(name)).replace(ids)
            new.append(pl.col(name).list.eval(one) if listed else one)
    return frame.with_columns(new)
