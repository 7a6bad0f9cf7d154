"""Saved steps over several files: each written whole or not at all, and taken back in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.writing import write_all

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Contents = tuple[bytes | None, bytes | None]
    """What a file is before a step and after it; None where there is none."""


def write_step(files: Mapping[Path, Contents]) -> None:
    """Write several files in their order, if all are on disk what is expected.

    If the program is killed meanwhile, every file is as it was or as it should be, those that
    others name first.

    Raises
    ------
    ChangedError
        Somebody else has written one of them; nothing was written.
    OSError
        One cannot be written; everything is as it was.
    """
    write_all(
        {path: after for path, (_, after) in files.items()},
        {path: before for path, (before, _) in files.items()},
    )


def take_back(files: Mapping[Path, Contents], beside: Mapping[Path, Contents]) -> None:
    """Put files of a step back, if they are what it left, and write others with them.

    Raises
    ------
    ChangedError
        One of them was written since; nothing is put back.
    OSError
        One cannot be written.
    """
    backwards = reversed([*files.items()])
    write_step({path: (after, before) for path, (before, after) in backwards} | {**beside})
