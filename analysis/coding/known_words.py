"""Read what an answer writes as people do: words by label or letter case, actors by their names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from analysis.coding.exact_names import ExactNames, names_in, only
from analysis.coding.ids import Ids
from analysis.dossier import TABLES, shorten
from analysis.dossier.references import references_of
from analysis.dossier.word_forms import word_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.coding.model_answers import Item
    from analysis.coding.proposals import Taken
    from analysis.dossier import Dossier

_SHOWN = 5
"""Readings that a note names."""


def read_words(rows: Sequence[Taken]) -> None:
    """Give rows the words of vocabularies as cells have them.

    Examples
    --------
    >>> from analysis.coding.model_answers import item_of
    >>> from analysis.coding.proposals import Taken
    >>> taken = Taken(item_of("actors", 0, {"actor_id": "corvia", "kind": "State"}))
    >>> read_words([taken])
    >>> taken.item.cells["kind"]
    'state'
    """
    for taken in rows:
        columns = TABLES[taken.item.table].columns() if taken.item.table in TABLES else {}
        cells = dict(taken.item.cells)
        for name, cell in cells.items():
            if column := columns.get(name):
                parts = _parts(taken.item.table, name, cell)
                cells[name] = "|".join(word_of(part, column) for part in parts)
        taken.item = replace(taken.item, cells=cells)


def read_names(rows: Sequence[Taken], dossier: Dossier) -> None:
    """Give rows the ids of actors that they name by exact name or stated alias.

    Actors are those of the dossier and of the answer itself; whoever has no id yet gets one. An id
    stays an id. A name that several actors have refuses the row.
    """
    known = _Named(rows, dossier)
    for taken in rows:
        table = taken.item.table
        if table not in TABLES:
            continue
        cells = dict(taken.item.cells)
        for name, target in references_of(TABLES[table]).items():
            if target != "actors" or name not in cells:
                continue
            parts = _parts(table, name, cells[name])
            try:
                cells[name] = "|".join(dict.fromkeys(map(known.id_of, parts)))
            except LookupError as error:
                taken.put("refused", f"for {name}", f"{name}: {error.args[0]}; write an id")
        taken.item = replace(taken.item, cells=cells)


class _Named:
    """Actors of a dossier and of an answer, by name."""

    def __init__(self, rows: Sequence[Taken], dossier: Dossier) -> None:
        columns = ("actor_id", "name", "aliases")
        self._ids = {*dossier.actors["actor_id"]}
        self._names = ExactNames()
        for actor, name, aliases in dossier.actors.select(columns).iter_rows():
            self._names.add(actor, [name, *aliases])
        free = Ids("actors", dossier.actors["actor_id"].to_list())
        new = [taken for taken in rows if taken.item.table == "actors"]
        for taken in new:
            free.take(taken.item.cells.get("actor_id", ""), str(taken.item))
        for taken in new:
            cells = taken.item.cells
            if "actor_id" not in cells and cells.get("name", "") in self._names:
                continue
            if "actor_id" not in cells and cells.get("name"):
                cells = cells | {"actor_id": free.coined(cells)}
                taken.item = replace(taken.item, cells=cells)
            if actor := cells.get("actor_id"):
                self._ids.add(actor)
                self._names.add(actor, names_in(cells))

    def id_of(self, text: str) -> str:
        """Give the id of a name; what nobody has stays.

        Raises
        ------
        LookupError
            Several actors have it; the message names them.
        """
        return text if text in self._ids else only(text, self._names.ids(text)) or text


def said_otherwise(before: Iterable[Item], rows: Iterable[Taken]) -> list[str]:
    """Say which cells were read as others."""
    found = dict[str, None]()
    for item, taken in zip(before, rows, strict=True):
        for name, cell in item.cells.items():
            old, new = (_parts(item.table, name, one) for one in (cell, taken.item.cells[name]))
            if len(old) == len(new):
                changed = (pair for pair in zip(old, new, strict=True) if pair[0] != pair[1])
                found |= {f"{name} {shorten(a)} as {shorten(b)}": None for a, b in changed}
    said = list(found)
    if not said:
        return []
    more = f", and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return [f"read {', '.join(said[:_SHOWN])}{more}"]


def _parts(table: str, name: str, cell: str) -> list[str]:
    column = TABLES[table].columns().get(name) if table in TABLES else None
    return cell.split("|") if column and isinstance(column.dtype, pl.List) else [cell]
