"""The actors that a whole corpus states: ``actors.csv`` beside its dossiers, or a frame."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from analysis.corpora.folders import at_home, is_dossier, quoted
from analysis.dossier.csv_text import text_of
from analysis.dossier.files import TableFile
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.reading import one_cause_each, problems_together, typed_table
from analysis.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.dossier.files import TableText

_FILE = "actors.csv"


def actors_file(folders: Sequence[Path]) -> Path | None:
    """Find the ``actors.csv`` of a corpus: the one beside each dossier, or one folder further up.

    A folder that is a dossier itself has its own actors there, not those of a corpus. Folders that
    do not exist have a say in nothing.

    Raises
    ------
    QuestionError
        It is another one for other dossiers, or there is none for some.
    """
    beside = dict[Path, Path]()
    for folder in folders:
        if os.path.isdir(folder):  # noqa: PTH112 (False also where nobody may look)
            beside.setdefault(_above(folder), folder)
    nearest = {folder: _nearest(place) for place, folder in beside.items()}
    first = next((file for file in nearest.values() if file), None)
    if first is None:
        return None
    for folder, file in nearest.items():
        if file is None:
            raise QuestionError(
                f"{quoted(first)} is not beside every dossier: {quoted(folder)} has no actors.csv "
                "beside it or one folder up; name the one for the whole corpus with actors="
            )
        if os.path.realpath(file) != os.path.realpath(first):
            raise QuestionError(
                f"the dossiers have different actors.csv beside them or one folder up: "
                f"{quoted(first)}, and for {quoted(folder)} {quoted(file)}; name the one for the "
                "whole corpus with actors="
            )
    return first


def _nearest(beside: Path) -> Path | None:
    places = (beside, _above(beside))
    files = (place / _FILE for place in places if not is_dossier(place))
    return next((file for file in files if file.is_file()), None)


def _above(place: Path) -> Path:
    return place / ".." if place.name in ("", "..") else place.parent


def stated_actors(stated: object, folders: Sequence[Path]) -> tuple[pl.DataFrame, str | None]:
    """Read the actors that a corpus states, and check them as those of a dossier.

    Parameters
    ----------
    stated
        A file, a frame with its columns, or None for the file beside the folders.
    folders
        Folders of the dossiers.

    Returns
    -------
    tuple
        The actors, and the file that they are from.

    Raises
    ------
    DossierError
        With all problems of the file, aliases that another actor has, too, included.
    QuestionError
        What is given is neither a file nor a frame, or dossiers have different files beside them.
    """
    if isinstance(stated, pl.DataFrame):
        return _checked(TableFile(Path(_FILE), "actors", 0, _as_file(stated))), None
    if stated is not None and not isinstance(stated, str | Path):
        kind = type(stated).__name__
        raise QuestionError(f"actors of a corpus are given as a file or a frame, not as {kind}")
    path = Path(at_home(stated)) if stated is not None else actors_file(folders)
    if path is None:
        return _checked(TableFile(Path(_FILE), "actors", 0, b"actor_id,name,kind\n")), None
    if stated is not None and not path.is_file():
        raise QuestionError(f"there is no file {quoted(path)} with the actors of the corpus")
    return _checked(TableFile(path, str(path), 0)), str(path)


def _checked(file: TableFile) -> pl.DataFrame:
    text, unread = text_of("actors", file)
    read = typed_table("actors", text, unread)
    found = problems_together({"actors": read})
    # Equal names are refused in a dossier only: here the ids set people apart.
    together = [problem for problem in found if problem.rule != "one_name_each"]
    problems = one_cause_each(read.problems, together)
    if read.frame is not None and text is not None and not problems:
        problems = list(_shared(read.frame, text))
    if problems or read.frame is None:
        raise DossierError(problems)
    return read.frame


def _shared(actors: pl.DataFrame, text: TableText) -> Iterator[Problem]:
    """Find aliases that are also another actor's name or alias; equal names may be two actors'."""
    rows = actors.with_row_index("row")
    names = rows.select("row", "actor_id", said="name", column=pl.lit("name"))
    aliases = rows.select("row", "actor_id", said="aliases", column=pl.lit("aliases"))
    said = pl.concat([names, aliases.explode("said").drop_nulls("said")])
    said = said.sort("row", "column", maintain_order=True)
    first = (
        pl.col("row", "actor_id", "column")
        .first()
        .over("said", order_by="row")
        .name.prefix("first_")
    )
    for row, one, column, at in (
        said.with_columns(first)
        .filter(
            pl.col("actor_id") != pl.col("first_actor_id"),
            (pl.col("column") == "aliases") | (pl.col("first_column") == "aliases"),
        )
        .select("row", "said", "column", "first_row")
        .iter_rows()
    ):
        _, line = text.place(at)
        remedy = f"line {line} has the same name or alias; leave it with one of the two"
        yield Problem(*text.place(row), column, one, "one_actor_per_name", remedy)


def _as_file(frame: pl.DataFrame) -> bytes:
    """Write a frame as the file that it is in place of, which is then checked as one."""
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List]
    try:
        cells = frame.with_columns(
            pl.col(name).cast(pl.List(pl.String)).list.join("|") for name in lists
        )
        return cells.write_csv().encode()
    except pl.exceptions.PolarsError as error:
        what = "actors of a corpus have the columns of actors.csv, with aliases as lists of texts"
        raise QuestionError(f"{what}: {str(error).splitlines()[0]}") from error
