"""A corpus as Parquet files that other programs read, and back.

The folder has ``TABLE.parquet`` for every table, with the columns of the corpus's frames, and
``dossiers.parquet``, ``corpus_actors.parquet``, ``unclear.parquet`` and ``problems.parquet`` as the
corpus has them. ``dossiers.parquet`` also has the choices of each ``study.toml``, as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.corpora.folders import quoted
from analysis.corpora.merging import CORPUS_ACTORS, MERGED_BY, UNCLEAR
from analysis.dossier.choices import KEYS
from analysis.dossier.places import cannot_be
from analysis.dossier.problems import Problem
from analysis.dossier.tables import CODED, TABLES
from analysis.errors import QuestionError, shorten
from analysis.writing import undisturbed

if TYPE_CHECKING:
    from collections.abc import Mapping

DOSSIERS: dict[str, pl.DataType] = {
    **dict.fromkeys(("dossier", "folder", "title", "source", "article"), pl.String()),
    "date": pl.Date(),
    **dict.fromkeys(("claims", *(f"proposed_{table}" for table in CODED)), pl.Int64()),
}
"""Columns of the table of dossiers."""

_PROBLEMS: dict[str, pl.DataType] = {
    "dossier": pl.String(),
    "file": pl.String(),
    "line": pl.Int64(),
    **dict.fromkeys(("column", "value", "rule", "remedy"), pl.String()),
}
_FORM: dict[str, pl.DataType] = {
    "choices": pl.String(),
    "review": pl.String(),
    "actors_file": pl.String(),
}
_DAYS = {f"{key.section}.{key.key}" for key in KEYS if key.kind == "day"}
_MARK = "dossiers.parquet"


def schemas() -> dict[str, dict[str, pl.DataType]]:
    """Columns and types of every file, by its name without ``.parquet``."""
    found: dict[str, dict[str, pl.DataType]] = {}
    for table, schema in TABLES.items():
        found[table] = {"dossier": pl.String()}
        found[table] |= {name: column.dtype for name, column in schema.columns().items()}
    found["actors"] |= {"corpus_id": pl.String(), "merged_by": MERGED_BY}
    found |= {"dossiers": DOSSIERS | _FORM, "problems": _PROBLEMS}
    found |= {"corpus_actors": CORPUS_ACTORS, "unclear": UNCLEAR}
    return found


def is_written_corpus(folder: Path) -> bool:
    """Whether a folder has the file that says what corpus it is."""
    return not cannot_be(folder / _MARK) and (folder / _MARK).is_file()


def write_files(parts: Mapping[str, Any], folder: str | Path) -> None:
    """Write the parts of a corpus into a folder of their own, all of them or none.

    Parameters
    ----------
    parts
        What `read_files` gives.
    folder
        A new folder, or one with a corpus only.

    Raises
    ------
    QuestionError
        The folder has something else in it.
    OSError
        It cannot be written; what was there is as it was.
    """
    place = Path(os.path.realpath(folder))
    _require_own(place, Path(folder))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".dossier-") as beside:
            draft, old = Path(beside, "draft"), Path(beside, "old")
            draft.mkdir()
            for name, schema in schemas().items():
                frame = _frame(parts, name).select(list(schema)).collect()
                frame.write_parquet(draft / f"{name}.parquet")
            with undisturbed():
                if place.exists():
                    shutil.copymode(place, draft)
                    place.rename(old)
                try:
                    draft.rename(place)
                finally:
                    if old.exists() and not place.exists():
                        old.rename(place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from error


def read_files(folder: str | Path) -> dict[str, Any]:
    """Read what `write_files` wrote, as the parts of a corpus.

    Raises
    ------
    QuestionError
        The folder has no such files, or they are not as they were written.
    """
    place = Path(folder)
    if not is_written_corpus(place):
        raise QuestionError(f"{quoted(folder)} has no {_MARK}; Corpus.write_parquet writes it")
    frames = {
        name: _scanned(place / f"{name}.parquet", schema) for name, schema in schemas().items()
    }
    about, people, unclear, problems = pl.collect_all(
        frames.pop(name) for name in ("dossiers", "corpus_actors", "unclear", "problems")
    )
    if about.is_empty():
        raise QuestionError(f"{quoted(place / _MARK)} has no row; write the corpus again")
    written = zip(about["dossier"], about["choices"], strict=True)
    return {
        "dossiers": about.select(list(DOSSIERS)),
        **frames,
        "corpus_actors": people,
        "unclear": unclear,
        "choices": {name: _choices_of(text, place / _MARK) for name, text in written},
        "problems_by_dossier": {
            str(name): tuple(Problem(*row) for row in part.drop("dossier").iter_rows())
            for (name,), part in problems.group_by("dossier", maintain_order=True)
        },
        "review": str(about["review"][0]),
        "actors_file": about["actors_file"][0],
    }


def _require_own(place: Path, named: Path) -> None:
    """Refuse a folder with anything in it but the files of a corpus."""
    if not os.path.lexists(place):
        return
    if not place.is_dir():
        raise QuestionError(f"{quoted(named)} is a file; name a folder for the corpus")
    files = {f"{name}.parquet" for name in schemas()}
    others = sorted(path.name for path in place.iterdir() if path.name not in files)
    if others:
        raise QuestionError(
            f"{quoted(named)} has {shorten(others[0])} in it, which is not of a corpus; "
            "name a new folder, or one that has a corpus only"
        )


def _frame(parts: Mapping[str, Any], name: str) -> pl.LazyFrame:
    if name == "problems":
        return _problems(parts)
    if name == "dossiers":
        choices = [
            json.dumps(parts["choices"][one], default=dt.date.isoformat, sort_keys=True)
            for one in parts["dossiers"]["dossier"]
        ]
        about: pl.DataFrame = parts["dossiers"]
        form = (pl.lit(parts[of], pl.String).alias(of) for of in ("review", "actors_file"))
        return about.with_columns(pl.Series("choices", choices, pl.String), *form).lazy()
    frame: pl.DataFrame | pl.LazyFrame = parts[name]
    return frame.lazy()


def _problems(parts: Mapping[str, Any]) -> pl.LazyFrame:
    rows = [
        (name, *map(_in_utf8, astuple(p)))
        for name, found in parts["problems_by_dossier"].items()
        for p in found
    ]
    return pl.LazyFrame(rows, _PROBLEMS, orient="row")


def _in_utf8(cell: str | int | None) -> str | int | None:
    """Escape what a file had in another encoding than UTF-8, and problems repeat."""
    return cell.encode(errors="backslashreplace").decode() if isinstance(cell, str) else cell


def _scanned(file: Path, expected: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """Read a file when it is asked for, and see now that it has the columns that were written."""
    if not file.is_file():
        raise QuestionError(f"{quoted(file)} is missing; write the corpus again")
    try:
        frame = pl.scan_parquet(file, glob=False)
        found = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        why = str(error).splitlines()[0]
        raise QuestionError(f"{quoted(file)} cannot be read: {why}") from error
    for name, dtype in expected.items():
        if found.get(name) != dtype:
            what = "is missing" if name not in found else f"has the type {found[name]}, not {dtype}"
            raise QuestionError(
                f"{quoted(file)}: column {shorten(name)} {what}; load the dossiers "
                "and write the corpus again"
            )
    return frame.select(list(expected))


def _choices_of(text: str, file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(text)
        return {
            key: dt.date.fromisoformat(one) if key in _DAYS else one for key, one in found.items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        raise QuestionError(
            f"{quoted(file)}: the choices {shorten(str(text))} cannot be read; write the "
            "corpus again"
        ) from error
