"""What is in the place of a file, though it is not one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def not_a_file(path: Path) -> str | None:
    """Say what is in the place of a file; None where it is a file, or nothing is there.

    A link to nothing is not nothing: somebody meant a file. A pipe or a device would be read
    without an end.
    """
    if path.is_file() or not os.path.lexists(path):
        return None
    if path.is_dir():
        return "is a folder; a file is expected"
    if path.exists():
        return "is a pipe or a device; a file is expected"
    return "is a link that leads nowhere; a file is expected"
