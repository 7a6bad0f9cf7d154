"""Which tables of a dossier a function reads: where these are as they were, so is its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis import Dossier
from analysis.dossier.study import Study
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl


def tables_read(ask: Callable[[Dossier], object], dossier: Dossier) -> set[str]:
    """Ask about a dossier, and give the tables that were looked at, by whatever way."""
    read: set[str] = set()

    class Watched(Dossier):
        def __getattribute__(self, name: str) -> Any:  # noqa: ANN401
            if name in TABLES:
                read.add(name)
            return super().__getattribute__(name)

        @cached_property
        def study(self) -> Study:  # which takes all tables, and reads few
            return Study(self.choices, self.folder, _Tables(self))

    ask(Watched(**{one.name: getattr(dossier, one.name) for one in fields(dossier)}))
    return read


def same(tables: set[str], one: Dossier, other: Dossier) -> bool:
    """Whether two dossiers have the same rows in tables."""
    return all(getattr(one, table).equals(getattr(other, table)) for table in tables)


class _Tables(Mapping[str, "pl.DataFrame"]):
    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in TABLES:
            raise KeyError(table)
        frame: pl.DataFrame = getattr(self._dossier, table)
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)
