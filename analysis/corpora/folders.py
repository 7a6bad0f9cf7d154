"""Which folders a corpus is made of, and what each of its dossiers is called."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analysis.dossier.places import cannot_be
from analysis.dossier.tables import TABLES
from analysis.errors import QuestionError, shorten, visible

MOST_FOLDERS = 100_000
"""Dossiers that a corpus may have."""

_LISTED = "name the folders of its dossiers"


def folders_of(where: object) -> list[Path]:
    """Find the folders of a corpus: by a pattern, below a folder, or as they are listed.

    Each folder is there once, however often it is named or linked to, in the order of the folders'
    own names.

    Raises
    ------
    QuestionError
        Nothing matches, more than `MOST_FOLDERS` do, or what is given is not a place.
    """
    if isinstance(where, str) and not where:
        raise QuestionError(f"an empty text is not a pattern; {_LISTED}")
    if isinstance(where, str | Path):
        place = _possible(where)
        found = _below(Path(place)) if Path(place).is_dir() else _matching(place)
    elif isinstance(where, Iterable) and not isinstance(where, bytes):
        found = [folder for one in where for folder in _listed(one)]
        if not found:
            raise QuestionError(f"a corpus without a folder has no dossier; {_LISTED}")
    else:
        raise QuestionError(
            f"a corpus is a pattern, a folder or a list of folders, not {type(where).__name__}"
        )
    ordered = sorted(((Path(os.path.realpath(folder)), folder) for folder in found), key=_order)
    once = dict[Path, Path]()
    for real, folder in ordered:
        once.setdefault(real, folder)
    if len(once) > MOST_FOLDERS:
        raise QuestionError(
            f"a corpus of {len(once):,} folders is larger than {MOST_FOLDERS:,}; load it in parts"
        )
    return list(once.values())


def _order(place: tuple[Path, Path]) -> tuple[str, str, bool, str]:
    """Sort folders by the names of their dossiers; a link comes after what it leads to."""
    real, folder = place
    return real.name, str(real), folder.name != real.name, str(folder)


def _possible(where: str | Path) -> str:
    if wrong := cannot_be(where):
        raise QuestionError(f"{shorten(str(where))} {wrong}; {_LISTED}")
    return at_home(where)


def at_home(where: str | Path) -> str:
    """Write the home folder in place of a ``~`` at the beginning."""
    return os.path.expanduser(where)  # noqa: PTH111 (a pattern is not a path)


def quoted(path: str | Path) -> str:
    r"""Quote a path for a message, which is of use as a whole only.

    Examples
    --------
    >>> quoted("my\tdossiers/*")
    '"my\\u0009dossiers/*"'
    """
    return f'"{visible(str(path))}"'


def dossier_names(folders: list[Path]) -> list[str]:
    """Call each folder by its name, or by as much of its path as sets it apart.

    Characters that cannot be printed are escaped.

    Examples
    --------
    >>> dossier_names([Path("/a/x"), Path("/b/x"), Path("/b/y")])
    ['a/x', 'b/x', 'y']
    """
    parts = [Path(os.path.realpath(folder)).parts for folder in folders]
    lengths = [1] * len(folders)
    while True:
        names = ["/".join(one[-length:]) for one, length in zip(parts, lengths, strict=True)]
        often = Counter(names)
        again = [
            often[name] > 1 and len(p) > n for name, p, n in zip(names, parts, lengths, strict=True)
        ]
        if not any(again):
            return [visible(name) for name in names]
        lengths = [length + more for length, more in zip(lengths, again, strict=True)]


def is_dossier(folder: Path) -> bool:
    """Whether a folder has a table of a dossier beside ``actors.csv``, which a corpus has, too."""
    return any((folder / f"{table}.csv").exists() for table in TABLES if table != "actors")


def dossiers_in(folder: Path) -> str | None:
    """Give the pattern of the dossiers in a folder that is not one itself; None where none are.

    They may be one folder further down.
    """
    try:
        if is_dossier(folder):
            return None
        inner = _folders_in(folder)
        if any(map(is_dossier, inner)):
            return _pattern(folder, "*")
        above = [one for one in inner if any(map(is_dossier, _folders_in(one)))]
    except OSError:  # whoever reads the folder says so
        return None
    if not above:
        return None
    return _pattern(above[0], "*") if len(above) == 1 else _pattern(folder, "*", "*")


def _pattern(folder: Path, *inside: str) -> str:
    """Give the pattern of what is in a folder, whose own name means itself."""
    return str(Path(glob.escape(str(folder)), *inside))


def _folders_in(folder: Path) -> list[Path]:
    return [one for one in folder.iterdir() if one.is_dir() and not one.name.startswith(".")]


def _below(folder: Path) -> list[Path]:
    """Take a folder for the one dossier it is, or for what contains the dossiers."""
    if is_dossier(folder):
        return [folder]
    try:
        inner = _folders_in(folder)
    except OSError as error:
        raise QuestionError(f"{quoted(folder)} cannot be read: {error.strerror}") from error
    if not inner:
        raise QuestionError(f"{quoted(folder)} has no folder of a dossier in it")
    pattern = dossiers_in(folder)
    if pattern not in (None, _pattern(folder, "*")):
        raise QuestionError(
            f"{quoted(folder)} has the folders of its dossiers further down; name {quoted(pattern)}"
        )
    return inner


def _matching(pattern: str) -> list[Path]:
    """Find the folders that match; files beside them are none of the corpus."""
    try:
        found = [Path(one) for one in glob.iglob(pattern, recursive=True)]  # noqa: PTH207 (absolute ones, too)
    except (ValueError, OSError) as error:
        raise QuestionError(f"{quoted(pattern)} cannot be looked up: {error}") from error
    folders = [one for one in found if one.is_dir()]
    if folders:
        return _without_those_above(folders) if "**" in pattern else folders
    what = "only files match" if found else "no folder matches"
    here = quoted(Path.cwd())
    raise QuestionError(f"{what} {quoted(pattern)}, looked up from {here}; {_LISTED}")


def _without_those_above(folders: list[Path]) -> list[Path]:
    """Leave out what only contains dossiers, which ``**`` matches, too."""
    dossiers = {folder for folder in folders if is_dossier(folder)}
    above = {place for folder in dossiers for place in folder.parents} - dossiers
    return [folder for folder in folders if folder not in above]


def _listed(one: object) -> list[Path]:
    """Take a folder of a list as it is, whatever is there, and a pattern for what matches it."""
    if not isinstance(one, str | Path) or not str(one):
        raise QuestionError(f"a folder of a corpus is a text or a path, not {type(one).__name__}")
    place = _possible(one)
    is_pattern = glob.has_magic(place) and not Path(place).exists()
    return _matching(place) if is_pattern else [Path(place)]
