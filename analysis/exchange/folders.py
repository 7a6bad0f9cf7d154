"""Folders of files of other programs: which are read, and which point elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import QuestionError, visible

if TYPE_CHECKING:
    from pathlib import Path

MOST_FILES = 10_000
"""Files of a folder that are read at once."""


def files_below(folder: Path, suffix: str) -> list[Path]:
    """List the files below a folder whose names end so, in the order of their paths.

    Raises
    ------
    QuestionError
        A file is a link that points out of the folder, or there are more than `MOST_FILES`.
    """
    home = folder.resolve()
    found = []
    for path in sorted(folder.rglob(f"*{suffix}")):
        if not path.resolve().is_relative_to(home):
            shown = visible(str(path.relative_to(folder)))
            raise QuestionError(f"{shown} is a link that points out of the folder; not read")
        if path.is_file():
            found.append(path)
        if len(found) > MOST_FILES:
            raise QuestionError(
                f"{visible(folder.name)} has more than {MOST_FILES:,} files; read it in parts"
            )
    return found
