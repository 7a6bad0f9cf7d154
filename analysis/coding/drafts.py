"""Drafts: rows that a coder has begun, kept in ``drafts.json`` until a table can take them.

No analysis reads them. The file is never written over what is not understood.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from analysis.coding.json_files import broken, json_bytes, read_json
from analysis.coding.steps import write_step
from analysis.dossier import TABLES
from analysis.writing import ChangedError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence
    from pathlib import Path

    from analysis.coding.steps import Contents

FILE = "drafts.json"
_AGAIN = 5
_SURROGATE = re.compile("[\ud800-\udfff]")
_EXPECTED = '{"drafts": [...]} as the Coder writes it is expected; correct it, or move it away'


@dataclass(frozen=True)
class Draft:
    """A row that is not in its table, or is there with other cells."""

    draft: str
    """Its own id."""

    table: str
    key: str | None
    """Of the row that it changes; None for a new one."""

    cells: Mapping[str, str]

    note: str = ""
    """What whoever completes it should know and no column has, such as the codes of another tool.
    """


def read_drafts(folder: Path) -> list[Draft]:
    """Read the drafts of a dossier; without the file there are none.

    Raises
    ------
    DossierError
        The file is not one of drafts, or cannot be read.

    Examples
    --------
    >>> import analysis
    >>> read_drafts(analysis.example().folder)
    []
    """
    return _read(folder)[1]


def _read(folder: Path) -> tuple[bytes | None, list[Draft]]:
    """Give what is in the file, and the drafts that it keeps."""
    content, said = read_json(folder / FILE, _EXPECTED)
    if content is None:
        return None, []
    drafts = said.get("drafts") if isinstance(said, dict) else None
    if isinstance(drafts, list) and said.keys() == {"drafts"}:
        found = [_draft(folder, number, one) for number, one in enumerate(drafts, 1)]
        if len({one.draft for one in found}) == len(found):
            return content, found
    raise broken(folder / FILE, _EXPECTED)


def _draft(folder: Path, number: int, draft: Any) -> Draft:  # noqa: ANN401  (whatever JSON has)
    fields = {"draft", "table", "key", "cells"}
    if isinstance(draft, dict) and draft.keys() - {"note"} == fields:
        cells = draft["cells"]
        known = TABLES[draft["table"]].column_names() if draft["table"] in [*TABLES] else None
        if (
            known is not None
            and isinstance(draft["draft"], str)
            and (draft["key"] is None or isinstance(draft["key"], str))
            and isinstance(draft.get("note", ""), str)
            and isinstance(cells, dict)
            and all(name in known and isinstance(cell, str) for name, cell in cells.items())
            and not _SURROGATE.search(json.dumps(draft, ensure_ascii=False))
        ):
            return Draft(**draft)
    raise broken(folder / FILE, f"has as draft {number} what is not one; {_EXPECTED}")


def keep_draft(
    folder: Path,
    draft: str | None,
    table: str,
    key: str | None,
    cells: Mapping[str, str],
    *,
    note: str = "",
) -> str:
    """Keep a draft under its id, or under a new one; what is on disk by others stays.

    Without a note it keeps the one that it has.

    Raises
    ------
    DossierError
        What is on disk is not a file of drafts.
    OSError
        It cannot be written.
    """
    kept = Draft(draft or "", table, key, dict(cells), note)
    return _written(lambda: with_draft(folder, kept))


def with_draft(folder: Path, draft: Draft) -> tuple[str, dict[Path, Contents]]:
    """Give the id of a draft, and what becomes of the file that keeps it; as for `keep_draft`."""
    before, drafts = _read(folder)
    taken = {one.draft for one in drafts}
    kept = replace(draft, draft=draft.draft or new_id(taken))
    if kept.draft in taken:
        drafts = [
            replace(kept, note=kept.note or one.note) if one.draft == kept.draft else one
            for one in drafts
        ]
    else:
        drafts.append(kept)
    return kept.draft, {folder / FILE: (before, encoded(drafts))}


def new_id(taken: Container[str]) -> str:
    """Give an id for a draft that none has yet.

    Examples
    --------
    >>> new_id({"d1", "d3"})
    'd2'
    """
    return next(one for n in count(1) if (one := f"d{n}") not in taken)


def discard_draft(folder: Path, draft: str) -> None:
    """Leave out a draft; where it is not there, nothing is done.

    Raises
    ------
    DossierError
        What is on disk is not a file of drafts.
    OSError
        It cannot be written.
    """
    _written(lambda: (draft, without_draft(folder, draft)))


def without_draft(folder: Path, draft: str) -> dict[Path, Contents]:
    """Give what becomes of the file that a draft is in; as for `discard_draft`."""
    before, drafts = _read(folder)
    left = [one for one in drafts if one.draft != draft]
    return {folder / FILE: (before, encoded(left))} if len(left) < len(drafts) else {}


def encoded(drafts: Sequence[Draft]) -> bytes:
    """Write drafts as their file has them; a note only where there is one."""
    rows = [vars(one) | {"cells": dict(one.cells)} for one in drafts]
    for row in rows:
        if not row["note"]:
            del row["note"]
    return json_bytes({"drafts": rows})


def _written(change: Callable[[], tuple[str, dict[Path, Contents]]]) -> str:
    """Write a change of drafts; made again where somebody else has changed them meanwhile."""
    for _ in range(_AGAIN):
        draft, files = change()
        with suppress(ChangedError):
            write_step(files)
            return draft
    draft, files = change()
    write_step(files)
    return draft
