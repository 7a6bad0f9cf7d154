"""Read the CSV tables of dossiers into typed frames, reporting every problem at once.

The fast path is polars throughout; lines are numbered and values looked up again only when
something is wrong, so that a good dossier pays nothing for good messages. The files of many
dossiers are typed and checked together, table by table, with a column ``dossier`` that says which
one a row is from: a thousand small dossiers cost little more than their rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from analysis.dossier import tables as t
from analysis.dossier.causes import REMEDIES
from analysis.dossier.choices import read_choices
from analysis.dossier.collection import Dossier
from analysis.dossier.consistency import consistency_problems
from analysis.dossier.csv_text import read_text, text_of
from analysis.dossier.file_problems import ABSENT
from analysis.dossier.files import TableFile
from analysis.dossier.identity import identity_problems
from analysis.dossier.problems import DossierError, Problem
from analysis.dossier.references import reference_problems
from analysis.dossier.review import accepted, coded_by
from analysis.dossier.rows import place_of, typed_and_checked
from analysis.errors import require_known, require_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import dataframely as dy
    import polars as pl

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


def load(
    folder: str | Path | None = None, *, review: Review = "accepted", coder: str | None = None
) -> Dossier:
    """Load and validate a whole dossier.

    Parameters
    ----------
    folder
        Folder with one CSV file per table; by default the study that comes with the package.
        A table without a file is empty, and so is an optional column that a file lacks.
    review
        "accepted" leaves out rows that are proposed or rejected, and what rests on them; "all"
        keeps everything.
    coder
        Leave out claims, ties and transfers by anybody else, and what rests on them; by default
        the rows of all coders stay, and figures say whose they are. A table whose rows name nobody
        stays whole.

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
        There is no such ``review``, or no row is by this ``coder``.

    Examples
    --------
    >>> import analysis
    >>> analysis.example().claims.height > 10
    True
    """
    require_option(review, ("accepted", "all"), "review")
    place = existing_folder(PACKAGED if folder is None else Path(folder))
    frames, problems = read_tables([place])
    choices, found = read_choices(place, frames)
    if problems or found:
        raise DossierError([*problems, *found])
    everything = Dossier(place, choices, **cast("Any", frames))
    chosen = everything if coder is None else coded_by(everything, coder)
    return chosen if review == "all" else accepted(chosen)


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
    place = existing_folder(PACKAGED if folder is None else Path(folder))
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
    folders: Sequence[Path],
    tables: Iterable[str] = t.TABLES,
    held: Mapping[str, bytes] | None = None,
) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    """Read tables of one or of many dossiers and check them, without raising.

    Parameters
    ----------
    folders
        Existing folders.
    tables
        Names of the tables to read; references to tables that are not read are not checked.
    held
        What the files of some tables of a single dossier would be, to be read in their place.

    Returns
    -------
    tuple
        A typed frame per table and every problem. With several folders each frame has a last
        column ``dossier``, the place of its folder in ``folders``.
    """
    problems = [p for folder in folders for p in _folder_problems(folder, folders)]
    many = len(folders) > 1
    files = {
        table: TableFile(folders[0] / f"{table}.csv", f"{table}.csv", 0, content)
        for table, content in (held or {}).items()
    }
    texts = (
        (table, text_of(table, files[table]) if table in files else read_text(table, folders))
        for table in tables
    )
    read = {table: typed_table(table, *text, many=many) for table, text in texts}
    frames = {table: one.frame for table, one in read.items() if one.frame is not None}
    problems += [problem for one in read.values() for problem in one.problems]
    spoilt = {problem.file for problem in problems if problem.rule in REMEDIES}
    together = [p for p in problems_together(read) if p.file not in spoilt]
    return frames, one_cause_each(problems, together)


class ReadTable(NamedTuple):
    """One table, as far as it can be read."""

    text: TableText | None
    frame: pl.DataFrame | None
    """None where the file as a whole has problems: what refers to it cannot be judged."""
    problems: list[Problem]


def typed_table(
    table: str, text: TableText | None, unread: Sequence[Problem] = (), *, many: bool = False
) -> ReadTable:
    """Give the cells of a table their types, and check each row by itself.

    Parameters
    ----------
    table, text
        The table and its text; None where there is none to read.
    unread
        Problems of its files as a whole.
    many
        Whether the text is from many dossiers.
    """
    if text is None:
        return ReadTable(None, None, [*unread])
    frame, found = typed_and_checked(table, text, many=many)
    if unread:  # its cells are checked by themselves; what refers to it cannot be
        return ReadTable(text, None, [*unread, *_of_read_columns(found, unread)])
    return ReadTable(text, frame, found)


def problems_together(read: Mapping[str, ReadTable]) -> list[Problem]:
    """Find what no table by itself shows to be wrong."""
    frames = {table: one.frame for table, one in read.items() if one.frame is not None}
    texts = {table: one.text for table, one in read.items() if one.text is not None}
    found = list(reference_problems(frames, texts))
    found += consistency_problems(frames, texts)
    found += identity_problems(frames, texts)
    return found


def one_cause_each(problems: Sequence[Problem], together: Sequence[Problem]) -> list[Problem]:
    """Say of each cell one thing: what tables say together, where that has a better hint."""
    hinted = {place_of(p) for p in together if "did you mean" in p.remedy}
    found = [p for p in problems if place_of(p) not in hinted or p.rule != "regex"]
    said = {place_of(p): p.rule for p in found}
    return found + [p for p in together if said.setdefault(place_of(p), p.rule) == p.rule]


def _of_read_columns(found: Iterable[Problem], unread: Iterable[Problem]) -> Iterable[Problem]:
    """Leave out what only follows from columns that are not there."""
    absent = {p.column for p in unread if p.remedy == ABSENT}
    return (p for p in found if absent.isdisjoint((p.column or "").split(", ")))


def existing_folder(folder: Path) -> Path:
    """Give a folder back, if it is one.

    Raises
    ------
    DossierError
        It is not, or cannot be read.
    """
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
