"""Read the tables of many dossiers together, and take out those that are broken.

Dossiers are read and checked in groups, as concatenated frames: that costs little more than their
rows. Where a group has problems, each dossier that they name is read again by itself, so that its
problems are those that ``dossier check`` finds of it alone and none is the fault of a neighbour;
the others are read again in two halves, since a table that one dossier breaks is not judged of
any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.dossier.choices import read_choices
from analysis.dossier.collection import Dossier
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import existing_folder, read_tables
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analysis.corpora.progress import Advance

GROUP = 250
"""So many dossiers are read at a time."""


@dataclass
class ReadDossiers:
    """Dossiers that were read together."""

    folders: list[Path] = field(default_factory=list)
    """Those without a problem, in the order in which they were asked for."""

    choices: list[dict[str, Any]] = field(default_factory=list)
    """What the ``study.toml`` of each says."""

    frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    """A frame per table, of which the column ``dossier`` is a place in ``folders``."""

    problems: dict[Path, list[Problem]] = field(default_factory=dict)
    """Those of each folder that is left out; files are named without their folder."""


def read_dossiers(folders: Sequence[Path], on_read: Advance | None = None) -> ReadDossiers:
    """Read dossiers and check every table, reference and choice, without raising.

    Parameters
    ----------
    folders
        Folders, each once.
    on_read
        Called after each group with the number of dossiers that are read, and with that of all.
    """
    groups, problems = list[_Group](), dict[Path, list[Problem]]()
    for start in range(0, len(folders), GROUP):
        there = list(_existing(folders[start : start + GROUP], problems))
        groups += _settled(there, problems)
        if on_read is not None:
            on_read(min(start + GROUP, len(folders)), len(folders))
    place = {folder: at for at, folder in enumerate(f for f in folders if f not in problems)}
    choices: list[dict[str, Any]] = [{} for _ in place]
    for group in groups:
        for folder, made in zip(group.folders, group.choices, strict=True):
            choices[place[folder]] = made
    frames = {table: _joined(table, groups, place) for table in TABLES} if place else {}
    return ReadDossiers(
        list(place), choices, frames, {f: problems[f] for f in folders if f in problems}
    )


def dossiers_apart(read: ReadDossiers) -> Iterator[Dossier]:
    """Take dossiers apart that were read together."""
    parts = _by_dossier(read.frames)
    for number, (folder, choices) in enumerate(zip(read.folders, read.choices, strict=True)):
        tables: dict[str, Any] = {table: part(number) for table, part in parts.items()}
        yield Dossier(folder, choices, **tables)


@dataclass
class _Group:
    folders: list[Path]
    choices: list[dict[str, Any]]
    frames: dict[str, pl.DataFrame]


def _existing(folders: Sequence[Path], problems: dict[Path, list[Problem]]) -> Iterator[Path]:
    for folder in folders:
        try:
            yield existing_folder(folder)
        except DossierError as error:
            problems[folder] = [*error.problems]


def _settled(folders: list[Path], problems: dict[Path, list[Problem]]) -> Iterator[_Group]:
    """Read folders until each is in a group without problems, or has some."""
    if not folders:
        return
    if len(folders) == 1:
        yield from _alone(folders[0], problems)
        return
    frames, found = read_tables(folders)
    if not found:
        yield from _chosen(folders, frames, problems)
        return
    files = {str(folder): folder for folder in folders}
    named = {files.get(p.file) or files[str(Path(p.file).parent)] for p in found}
    for folder in folders:
        if folder in named:
            yield from _alone(folder, problems)
    rest = [folder for folder in folders if folder not in named]
    middle = len(rest) // 2
    yield from _settled(rest[:middle], problems)
    yield from _settled(rest[middle:], problems)


def _alone(folder: Path, problems: dict[Path, list[Problem]]) -> Iterator[_Group]:
    frames, found = read_tables([folder])
    choices, wrong = read_choices(folder, frames)
    if found or wrong:
        problems[folder] = [*found, *wrong]
    else:
        numbered = {t: f.with_columns(dossier=pl.lit(0, pl.UInt32)) for t, f in frames.items()}
        yield _Group([folder], [choices], numbered)


def _chosen(
    folders: list[Path], frames: dict[str, pl.DataFrame], problems: dict[Path, list[Problem]]
) -> Iterator[_Group]:
    """Read the choices of dossiers whose tables have no problem."""
    kept, choices = list[int](), list[dict[str, Any]]()
    for number, folder in enumerate(folders):
        made, wrong = read_choices(folder, _Part(frames, number))
        if wrong:
            problems[folder] = wrong
        else:
            kept.append(number)
            choices.append(made)
    yield (
        _Group(folders, choices, frames)
        if len(kept) == len(folders)
        else _Group([folders[number] for number in kept], choices, _renumbered(frames, kept))
    )


def _renumbered(frames: Mapping[str, pl.DataFrame], kept: list[int]) -> dict[str, pl.DataFrame]:
    """Leave out dossiers, and number those that are kept from 0."""
    numbers = pl.DataFrame({"dossier": pl.Series(kept, dtype=pl.UInt32)}).with_row_index("new")
    return {
        table: frame.join(numbers, on="dossier", maintain_order="left")
        .with_columns(dossier=pl.col("new"))
        .drop("new")
        for table, frame in frames.items()
    }


class _Part(Mapping[str, pl.DataFrame]):
    """Tables of one dossier of several, each taken out when it is asked for."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], number: int) -> None:
        self._frames = frames
        self._number = number

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self._frames[table].filter(dossier=self._number)

    def __contains__(self, table: object) -> bool:
        return table in self._frames

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def _joined(table: str, groups: Iterable[_Group], place: Mapping[Path, int]) -> pl.DataFrame:
    """Put the rows of a table together, dossier by dossier in the order of their places."""
    parts = []
    for group in groups:
        numbers = pl.Series([place[folder] for folder in group.folders], dtype=pl.UInt32)
        frame = group.frames[table]
        parts.append(frame.with_columns(dossier=numbers.gather(frame["dossier"])))
    whole = pl.concat(parts)
    in_order = whole["dossier"].is_sorted()
    return whole if in_order else whole.sort("dossier", maintain_order=True)


def _by_dossier(frames: Mapping[str, pl.DataFrame]) -> dict[str, Callable[[int], pl.DataFrame]]:
    """Take tables apart: a function per table that gives the rows of a dossier."""

    def part(frame: pl.DataFrame) -> Callable[[int], pl.DataFrame]:
        parts = frame.partition_by("dossier", as_dict=True, include_key=False)
        empty = frame.clear().drop("dossier")
        return lambda number: parts.get((number,), empty)

    return {table: part(frame) for table, frame in frames.items()}
