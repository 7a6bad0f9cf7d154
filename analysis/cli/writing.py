"""Files that a folder lacks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from analysis.writing import write_all

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_missing(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files that a folder lacks, all or none; one that is a dangling link is there.

    Raises
    ------
    ChangedError
        Somebody else has written one of them meanwhile.
    OSError
        One cannot be written. Nothing was written, and nothing that was there is touched.
    """
    lacking = {
        folder / name: content
        for name, content in files.items()
        if not os.path.lexists(folder / name)
    }
    write_all(lacking, dict.fromkeys(lacking))
    return list(lacking)
