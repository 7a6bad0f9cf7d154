"""Saved steps over several files: each written whole or not at all, and taken back in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analysis.coding.row_files import require_unchanged
from analysis.dossier.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analysis.coding.drafts import Draft

    Contents = tuple[bytes | None, bytes | None]
    """What a file is before a step and after it; None where there is none."""


class Step(NamedTuple):
    """One step that was saved."""

    said: str
    """What it did, in words."""

    files: Mapping[Path, Contents]
    draft: Draft | None = None
    """What waited until it was saved, and waits again when the step is taken back."""


def write_step(files: Mapping[Path, Contents]) -> None:
    """Write several files in their order, if all are on disk what is expected.

    Where one cannot be written, those before it are put back. If the program ends meanwhile, every
    file is as it was or as it should be.

    Raises
    ------
    ChangedError
        Somebody else has written one of them; nothing was written.
    OSError
        One cannot be written.
    """
    for path, (before, _) in files.items():
        require_unchanged(path, before)
    written: list[Path] = []
    try:
        for path, (_, after) in files.items():
            _put(path, after)
            written.append(path)
    except BaseException:
        for path in reversed(written):
            _put(path, files[path][0])
        raise


def take_back(step: Step) -> None:
    """Put the files of a step back, if they are what it left.

    Raises
    ------
    ChangedError
        One of them was written since; nothing is put back.
    OSError
        One cannot be written.
    """
    backwards = reversed([*step.files.items()])
    write_step({path: (after, before) for path, (before, after) in backwards})


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        write_whole(path, content)
