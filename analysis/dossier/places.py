"""What is in the place of a file, though it is not one, and names that nothing can have."""

from __future__ import annotations

import errno
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


def cannot_be(path: str | os.PathLike[str]) -> str | None:
    r"""Say why nothing can have such a path; None if something could.

    Examples
    --------
    >>> cannot_be("a\0b"), cannot_be("x" * 5000), cannot_be("not there")
    ('has a character that no path can have', 'is too long for a path', None)
    """
    try:
        os.lstat(path)
    except ValueError:
        return "has a character that no path can have"
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return "is too long for a path"
    return None
