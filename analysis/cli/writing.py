"""Files that a folder lacks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from analysis.dossier.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def write_missing(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Write the files that a folder lacks, and give each that was written.

    Raises
    ------
    OSError
        One cannot be written. Those before it are complete; nothing that was there is touched.
    """
    for name in missing(folder, files):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, files[name])
        yield path


def missing(folder: Path, files: Iterable[str]) -> list[str]:
    """Name the files that a folder lacks; one that is a dangling link is there."""
    return [name for name in files if not os.path.lexists(folder / name)]
