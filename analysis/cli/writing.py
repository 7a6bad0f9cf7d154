"""Files that are written completely or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when it is complete.

    A link stays one; a device or a pipe is written to directly.

    Raises
    ------
    OSError
        It cannot be written; what was there is as it was.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        place = Path(os.path.realpath(path))
        # A folder, since its name is short and new whatever the file is called.
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".dossier-") as beside:
            draft = Path(beside, "draft")
            draft.write_bytes(content)
            if place.exists():
                shutil.copymode(place, draft)
            draft.replace(place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


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
