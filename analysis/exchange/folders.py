"""Folders of files of other programs: which are read, and which point elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dossier.archives import SHADOW
from analysis.errors import QuestionError, visible

if TYPE_CHECKING:
    from pathlib import Path

MOST_FILES = 10_000
"""Files of a folder that are read at once."""


def files_below(folder: Path, suffix: str) -> list[Path]:
    """List the files below a folder whose names end so, in the order of their paths.

    What macOS puts beside them (``._`` and the name) is not listed.

    Raises
    ------
    QuestionError
        A file is a link that points out of the folder, or there are more than `MOST_FILES`.
    """
    found = []
    for path in sorted(folder.rglob(f"*{suffix}")):
        if path.name.startswith(SHADOW):
            continue
        if is_file_of(folder, path):
            found.append(path)
        if len(found) > MOST_FILES:
            raise QuestionError(
                f"{visible(folder.name)} has more than {MOST_FILES:,} files; read it in parts"
            )
    return found


def is_file_of(folder: Path, path: Path) -> bool:
    """Say whether a path is a file in a folder or below.

    Raises
    ------
    QuestionError
        It is a link that points out of the folder.
    """
    if not path.resolve().is_relative_to(folder.resolve()):
        shown = visible(str(path.relative_to(folder)))
        raise QuestionError(f"{shown} is a link that points out of the folder; not read")
    return path.is_file()
