"""Dossiers of the past: read under today's names, also where they break rules that came later."""

from __future__ import annotations

import csv
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.dossier.causes import REMEDIES
from analysis.dossier.cells import as_we_write, typed
from analysis.dossier.choices import KEYS, read_choices
from analysis.dossier.collection import Dossier
from analysis.dossier.csv_text import parsed
from analysis.dossier.file_problems import header_of, row_problems
from analysis.dossier.files import TableFile
from analysis.dossier.places import not_a_file
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import existing_folder, read_tables
from analysis.dossier.renames import renamed_columns, renamed_tables
from analysis.dossier.review import accepted
from analysis.dossier.tables import TABLES, is_optional
from analysis.dossier.vocabularies import package_rows
from analysis.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import dataframely as dy

STUDY = "study.toml"
"""Beside the tables, the choices of the study: a row per section."""
_HEADER = frozenset({"missing_column", "extra_column"})
_NOT_TYPED = frozenset({"type", *REMEDIES})
"""Rules that leave a cell empty in the table that is read, though its file has something there."""
_UNCONNECTED = frozenset({"reference", "affiliation_chain_ends", "nullability", "primary_key"})
"""Rules without which no question can be put to a dossier; others may be younger than it is."""


@dataclass(frozen=True)
class Version:
    """A dossier at some time: its rows as text, and the dossier itself, if it can be asked."""

    folder: Path
    texts: Mapping[str, pl.DataFrame]
    """Every cell of every table and of ``study.toml``, as it is in its file."""

    dossier: Dossier | None
    """Its accepted rows; None where they are not connected as those of a dossier have to be."""

    problems: tuple[Problem, ...] = ()
    """What is wrong with it by today's rules; files are named with their folder."""


def version_of(dossier: object) -> Version:
    """Take a dossier as it is, or read the one of a folder.

    Raises
    ------
    DossierError
        The folder has no tables, or one that cannot be read.
    QuestionError
        It is neither a dossier nor a folder.
    """
    if isinstance(dossier, Version):
        return dossier
    if isinstance(dossier, str | Path):
        return _read(Path(dossier))
    if not isinstance(dossier, Dossier):
        kind = type(dossier).__name__
        raise QuestionError(f"a dossier or the path of its folder is expected, not {kind}")
    texts = {table: _as_text(getattr(dossier, table), table) for table in TABLES}
    return Version(dossier.folder, {**texts, STUDY: _choices(dossier.choices)}, dossier)


def _read(folder: Path) -> Version:
    """Read all rows of a dossier of today or of the past.

    A table that lacks columns of today, or has words that are gone, is read as it is.
    """
    with _under_todays_names(existing_folder(folder)) as place:
        frames, problems = read_tables([place])
        choices, found = read_choices(place, frames)
        problems += found
        texts = {table: _texts(place, table, frames.get(table), problems) for table in TABLES}
    named = DossierError(problems).within(folder).problems
    read = {table: text for table, text in texts.items() if text is not None}
    if len(read) < len(TABLES) or any(p.rule == "folder" for p in problems):
        raise DossierError(named)
    read[STUDY] = _choices(choices)
    connected = len(frames) == len(TABLES) and all(map(_is_filled, frames, frames.values()))
    if not connected or any(map(_leaves_rows_unconnected, problems)):
        return Version(folder, read, None, named)
    dossier = Dossier(folder, choices, **cast("Any", frames))
    return Version(folder, read, accepted(dossier), named)


def _leaves_rows_unconnected(problem: Problem) -> bool:
    return problem.rule in _UNCONNECTED or problem.file == STUDY


def _is_filled(table: str, frame: pl.DataFrame) -> bool:
    """Whether every cell that a question needs could be read."""
    needed = [name for name, column in TABLES[table].columns().items() if not is_optional(column)]
    return not any(frame[name].null_count() for name in needed)


def _texts(
    folder: Path, table: str, frame: pl.DataFrame | None, problems: list[Problem]
) -> pl.DataFrame | None:
    """Give the cells of a table as text; None where they cannot be told apart."""
    faults = [problem for problem in problems if problem.file == f"{table}.csv"]
    if frame is not None and _NOT_TYPED.isdisjoint(fault.rule for fault in faults):
        return _as_text(frame, table)
    # Columns and words that today's table has no place for.
    schema = TABLES[table]
    told_apart = frame is not None or all(
        fault.rule in _HEADER and fault.column and fault.column not in schema.primary_key()
        for fault in faults
    )
    if not told_apart:
        return None
    file = TableFile(folder / f"{table}.csv", table, 0)
    if row_problems(file, content := file.content()):
        return None
    try:
        texts = parsed(content)
    except pl.exceptions.PolarsError:
        return None
    written = {
        name: pl.coalesce(_in_csv(typed(as_we_write(pl.col(name), column), column), column), name)
        for name, column in schema.columns().items()
        if name in texts.columns and (column.dtype.is_numeric() or column.dtype == pl.Boolean)
    }
    return texts.with_columns(**written)


def _as_text(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    columns = TABLES[table].columns()
    return frame.select(_in_csv(pl.col(n), column).alias(n) for n, column in columns.items())


def _in_csv(value: pl.Expr, column: dy.Column) -> pl.Expr:
    """Write a value as a CSV file has it; null where that is empty."""
    if isinstance(column.dtype, pl.List):
        return value.cast(pl.List(pl.String)).list.join("|").replace("", None)
    text = value.cast(pl.String)
    return text.str.replace(r"\.0$", "") if column.dtype.is_float() else text


def _choices(choices: Mapping[str, Any]) -> pl.DataFrame:
    """Write what ``study.toml`` says as a row for each of its sections."""
    sections = list(dict.fromkeys(key.section for key in KEYS))
    cells: dict[str, list[str | None]] = {"section": [*sections]}
    for key in KEYS:
        cells.setdefault(key.key, [None] * len(sections))
        if (value := choices.get(f"{key.section}.{key.key}")) is not None:
            text = "|".join(map(str, value)) if isinstance(value, list) else str(value)
            cells[key.key][sections.index(key.section)] = text
    return pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))


@contextmanager
def _under_todays_names(folder: Path) -> Iterator[Path]:
    """Give a folder whose tables, columns and words have today's names: itself, or a copy."""
    files = {table: folder / f"{table}.csv" for table in TABLES}
    for old, new in renamed_tables().items():
        if (folder / old).is_file() and not (folder / new).exists():
            files[new.removesuffix(".csv")] = folder / old
    choices = folder / STUDY
    whole = not any(map(not_a_file, [*files.values(), choices]))
    rewritten = {t: text for t, file in files.items() if whole and (text := _renamed(t, file))}
    if not rewritten:
        yield folder
        return
    with TemporaryDirectory() as copy:
        for path in folder.iterdir():
            if path not in files.values():
                Path(copy, path.name).touch()  # a file may be meant for a table that is missing
        for file in [choices, *(file for table, file in files.items() if table not in rewritten)]:
            if file.exists():
                shutil.copyfile(file, Path(copy, file.name))
        for table, text in rewritten.items():
            Path(copy, f"{table}.csv").write_bytes(text)
        yield Path(copy)


def _renamed(table: str, file: Path) -> bytes | None:
    """Write a table with today's names; None where it has them, or cannot be read."""
    try:
        content = TableFile(file, file.name, 0).content()
        header = header_of(content)
        new_names = renamed_columns(table).items()
        columns = {old: new for new, old in new_names if old in header and new not in header}
        words = [r for r in package_rows("renames.csv") if r["table"] == table and r["value"]]
        words = [row for row in words if row["value"].encode() in content]
        if not columns and not words:
            return None if file.stem == table else content
        texts = parsed(content).rename(columns)
    except (OSError, csv.Error, pl.exceptions.PolarsError):
        return None
    for row in (row for row in words if row["column"] in texts.columns):
        texts = texts.with_columns(pl.col(row["column"]).replace(row["value"], row["new"]))
    return texts.write_csv().encode()
