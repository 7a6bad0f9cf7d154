"""Files that are written completely or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when it is complete.

    A link stays one; a device or a pipe is written to directly.

    Raises
    ------
    OSError
        It cannot be written; what was there is as it was.
    """
    place = Path(os.path.realpath(path))
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(content)
            return
        with draft.open("xb") as file:
            file.write(content)
        if place.exists():
            shutil.copymode(place, draft)
        draft.replace(place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with suppress(OSError):
            draft.unlink()


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
