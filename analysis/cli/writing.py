"""Files that are written completely or not at all."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when it is complete.

    A device or a pipe is written to directly.

    Raises
    ------
    OSError
        It cannot be written; what was there is as it was.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(content)
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_missing(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Write the files that a folder lacks, and give each that was written.

    Raises
    ------
    OSError
        One cannot be written. Those before it are complete; nothing that was there is touched.
    """
    for name, content in files.items():
        path = folder / name
        if not os.path.lexists(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
            yield path
