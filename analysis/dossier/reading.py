"""Read the CSV tables of dossiers into typed frames, reporting every problem at once.

The fast path is polars throughout; lines are numbered and values looked up again only when
something is wrong, so that a good dossier pays nothing for good messages. The files of many
dossiers are typed and checked together, table by table, with a column ``dossier`` that says which
one a row is from: a thousand small dossiers cost little more than their rows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import dataframely as dy
import polars as pl

from analysis.dossier import tables as t
from analysis.dossier.causes import REMEDIES, Causes
from analysis.dossier.cells import as_we_write, lost, typed
from analysis.dossier.choices import read_choices
from analysis.dossier.collection import Dossier
from analysis.dossier.consistency import consistency_problems
from analysis.dossier.csv_text import read_text
from analysis.dossier.diagnosis import cell_problems, rule_problems, text_problems
from analysis.dossier.identity import identity_problems
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.references import reference_problems
from analysis.dossier.review import accepted
from analysis.dossier.spelling import SUSPECT
from analysis.errors import require_known, require_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.dossier.files import TableText

Review = Literal["accepted", "all"]
"""Which rows to load: those accepted in review, or also proposed and rejected ones."""

_ROOM = Path(__file__).resolve().parent
_PACKAGE = _ROOM.parent
PACKAGED = next(
    (d for d in (_PACKAGE / "data", _PACKAGE.parent / "data") if (d / "claims.csv").is_file()),
    _PACKAGE.parent / "data",
)
"""The study that comes with the package: inside a wheel, or beside the package's sources."""
EXAMPLE = _ROOM / "example"
"""The small fictional dossier that comes with the package."""


def load(folder: str | Path | None = None, *, review: Review = "accepted") -> Dossier:
    """Load and validate a whole dossier.

    Parameters
    ----------
    folder
        Folder with one CSV file per table; by default the study that comes with the package.
        A table without a file is empty, and so is an optional column that a file lacks.
    review
        "accepted" leaves out rows that are proposed or rejected, and what rests on them; "all"
        keeps everything.

    Returns
    -------
    Dossier
        Typed polars frames, one attribute per table: ``dossier.claims``, ``dossier.ties`` ...,
        and ``dossier.study``, the choices of ``study.toml``.

    Raises
    ------
    DossierError
        With all problems of all files: ``.problems`` has file, line, column, value and rule.
    QuestionError
        There is no such ``review``.

    Examples
    --------
    >>> import analysis
    >>> analysis.example().claims.height > 10
    True
    """
    require_option(review, ("accepted", "all"), "review")
    place = _existing(PACKAGED if folder is None else Path(folder))
    frames, problems = read_tables([place])
    choices, found = read_choices(place, frames)
    if problems or found:
        raise DossierError([*problems, *found])
    everything = Dossier(place, choices, **cast("Any", frames))
    return everything if review == "all" else accepted(everything)


def example() -> Dossier:
    """Load the small fictional dossier that comes with the package.

    Examples
    --------
    >>> example().actors.is_empty()
    False
    """
    return load(EXAMPLE)


def load_table(table: str, folder: str | Path | None = None) -> pl.DataFrame:
    """Load one table alone, checked on its own; see :func:`load`.

    Raises
    ------
    DossierError
        With all problems of its file.
    QuestionError
        There is no such table.

    Examples
    --------
    >>> load_table("places", EXAMPLE).columns[:2]
    ['place_id', 'name']
    """
    require_known(table, t.TABLES, "a table of a dossier")
    place = _existing(PACKAGED if folder is None else Path(folder))
    frames, problems = read_tables([place], [table])
    if problems:
        raise DossierError(problems)
    return frames[table]


def load_actors(folder: str | Path | None = None) -> dy.DataFrame[t.Actor]:
    """Load ``actors.csv`` alone, checked on its own; see :func:`load`.

    Examples
    --------
    >>> load_actors(EXAMPLE).columns[:3]
    ['actor_id', 'name', 'kind']
    """
    return cast("dy.DataFrame[t.Actor]", load_table("actors", folder))


def load_claims(folder: str | Path | None = None) -> dy.DataFrame[t.Claim]:
    """Load ``claims.csv`` alone, checked on its own; see :func:`load`.

    Examples
    --------
    >>> load_claims(EXAMPLE).columns[:3]
    ['claim_id', 'paragraph', 'start']
    """
    return cast("dy.DataFrame[t.Claim]", load_table("claims", folder))


def read_tables(
    folders: Sequence[Path], tables: Iterable[str] = t.TABLES
) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    """Read tables of one or of many dossiers and check them, without raising.

    Parameters
    ----------
    folders
        Existing folders.
    tables
        Names of the tables to read; references to tables that are not read are not checked.

    Returns
    -------
    tuple
        A typed frame per table and every problem. With several folders each frame has a last
        column ``dossier``, the place of its folder in ``folders``.
    """
    frames: dict[str, pl.DataFrame] = {}
    sources: dict[str, TableText] = {}
    problems = [p for folder in folders for p in _folder_problems(folder, folders)]
    for table in tables:
        text, found = read_text(table, folders)
        problems += found
        if text is None:
            continue
        frames[table], found = _typed_and_checked(table, text, many=len(folders) > 1)
        problems += found
        sources[table] = text
    broken = list(reference_problems(frames, sources))
    broken += consistency_problems(frames, sources)
    broken += identity_problems(frames, sources)
    spoilt = {problem.file for problem in problems if problem.rule in REMEDIES}
    broken = [problem for problem in broken if problem.file not in spoilt]
    hinted = {_place(p) for p in broken if "did you mean" in p.remedy}
    problems = [p for p in problems if _place(p) not in hinted or p.rule != "regex"]
    said = {_place(p): p.rule for p in problems}
    problems += [p for p in broken if said.setdefault(_place(p), p.rule) == p.rule]
    return frames, problems


def _existing(folder: Path) -> Path:
    try:
        if folder.is_dir():
            return folder
        what = "is a file, not a folder" if folder.exists() else "does not exist"
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
    remedy = f"{what}; dossier new DIR makes one"
    raise DossierError([Problem(str(folder), None, None, None, "folder", remedy)])


def _folder_problems(folder: Path, folders: Sequence[Path]) -> Iterable[Problem]:
    """Refuse a folder without any table: every question would be answered by nothing."""
    name = str(folder) if len(folders) > 1 else folder.name or str(folder)
    try:
        empty = not any((folder / f"{table}.csv").exists() for table in t.TABLES)
    except OSError as error:
        yield Problem(name, None, None, None, "folder", f"cannot be read: {error.strerror}")
        return
    if empty:
        remedy = "has no table of a dossier; dossier new DIR writes them"
        yield Problem(name, None, None, None, "folder", remedy)


def _typed_and_checked(
    table: str, text: TableText, *, many: bool
) -> tuple[pl.DataFrame, list[Problem]]:
    """Give every cell its type and check each row by itself."""
    schema, columns = t.TABLES[table], t.TABLES[table].columns()
    causes = Causes(text)
    frame, problems = _typed(text, columns, causes)
    if text.texts.is_empty():
        return (frame.with_columns(dossier=pl.lit(0, pl.UInt32)) if many else frame), []
    for name in _suspects(text.texts, columns):
        problems += text_problems(text, name, columns[name], causes)
    if many:
        ends = [*text.starts[1:], frame.height]
        heights = pl.Series([end - start for start, end in zip(text.starts, ends, strict=True)])
        numbers = pl.Series("dossier", [f.dossier for f in text.files], pl.UInt32)
        frame = frame.with_columns(numbers.repeat_by(heights).list.explode(empty_as_null=False))
    rules = _with_dossier(table) if many else schema
    result = rules.filter(frame)
    broken = []
    if result.failure.counts():
        broken = rule_problems(text, frame, rules, result.failure, causes)
    problems += causes.problems()
    said = {_place(p) for p in problems}
    return frame, [*problems, *(p for p in broken if _place(p) not in said)]


def _typed(
    text: TableText, columns: Mapping[str, dy.Column], causes: Causes
) -> tuple[pl.DataFrame, list[Problem]]:
    """Give every cell its type, and name the cells of which that would lose something."""
    frame = text.texts.select(typed(pl.col(name), column) for name, column in columns.items())
    both = text.texts.hstack(frame.rename(lambda name: f"{name} typed"))
    losses = {
        name: loss
        for name, column in columns.items()
        if (loss := lost(pl.col(name), pl.col(f"{name} typed"), column)) is not None
    }
    changed = both.lazy().select(loss.any().alias(n) for n, loss in losses.items()).collect()
    problems = list[Problem]()
    for name in [name for name in changed.columns if changed[name].item()]:
        column = columns[name]
        again = both.select(pl.col(name).pipe(as_we_write, column))
        again = again.with_columns(typed(pl.col(name), column).alias(f"{name} typed"))
        bad = again.select(losses[name]).to_series()
        frame = frame.with_columns(pl.when(~bad).then(again[f"{name} typed"]).alias(name))
        if bad.any():
            problems += cell_problems(text, name, column, bad.arg_true(), causes)
    return frame, problems


def _suspects(texts: pl.DataFrame, columns: Mapping[str, dy.Column]) -> list[str]:
    """Columns of free text that have cells which are not plain."""
    free = [name for name, column in columns.items() if t.is_free_text(column)]
    odd = texts.lazy().select(pl.col(free).str.contains(SUSPECT).any()).collect()
    return [name for name in free if odd[name].item()]


@cache
def _with_dossier(table: str) -> type[dy.Schema]:
    """Schema of a table of many dossiers: keys are unique in each of them."""
    schema = t.TABLES[table]
    column = dy.UInt32(primary_key=True, description="Number of the dossier")
    return cast("type[dy.Schema]", type(schema.__name__, (schema,), {"dossier": column}))


def _place(problem: Problem) -> tuple[str, int | None, str | None]:
    return problem.file, problem.line, problem.column
