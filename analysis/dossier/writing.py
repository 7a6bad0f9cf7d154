"""Files that are written completely or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


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
