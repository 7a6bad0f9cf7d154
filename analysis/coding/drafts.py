"""Drafts: rows that a coder has begun, kept in ``drafts.json`` until a table can take them.

No analysis reads them. The file is never written over what is not understood.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from analysis.dossier import TABLES, DossierError, Problem
from analysis.dossier.places import not_a_file
from analysis.dossier.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILE = "drafts.json"
_SURROGATE = re.compile("[\ud800-\udfff]")
_EXPECTED = 'is not {"drafts": [...]} as the Coder writes it; mend it, or move it away'


@dataclass(frozen=True)
class Draft:
    """A row that is not in its table, or is there with other cells."""

    draft: str
    """Its own id."""

    table: str
    key: str | None
    """Of the row that it changes; None for a new one."""

    cells: Mapping[str, str]


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
    path = folder / FILE
    if wrong := not_a_file(path):
        raise _broken(wrong)
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except OSError as error:
        wrong = f"cannot be read: {error.strerror}"
    except (ValueError, RecursionError):
        wrong = f"is not JSON; {_EXPECTED}"
    else:
        drafts = content.get("drafts") if isinstance(content, dict) else None
        if isinstance(drafts, list) and content.keys() == {"drafts"}:
            found = [_draft(number, one) for number, one in enumerate(drafts, 1)]
            if len({one.draft for one in found}) == len(found):
                return found
        wrong = _EXPECTED
    # Not raised while the other is handled: errors of the parser carry the text.
    raise _broken(wrong)


def _draft(number: int, draft: Any) -> Draft:  # noqa: ANN401  (whatever JSON has)
    fields = {"draft", "table", "key", "cells"}
    if isinstance(draft, dict) and draft.keys() == fields:
        cells = draft["cells"]
        known = TABLES[draft["table"]].column_names() if draft["table"] in [*TABLES] else None
        if (
            known is not None
            and isinstance(draft["draft"], str)
            and (draft["key"] is None or isinstance(draft["key"], str))
            and isinstance(cells, dict)
            and all(name in known and isinstance(cell, str) for name, cell in cells.items())
            and not _SURROGATE.search(json.dumps(draft, ensure_ascii=False))
        ):
            return Draft(**draft)
    raise _broken(f"has as draft {number} what is not one; {_EXPECTED}")


def _broken(wrong: str) -> DossierError:
    return DossierError([Problem(FILE, None, None, None, "json", wrong)])


def keep_draft(
    folder: Path, draft: str | None, table: str, key: str | None, cells: Mapping[str, str]
) -> str:
    """Keep a draft under its id, or under a new one; what is on disk by others stays.

    Raises
    ------
    DossierError
        What is on disk is not a file of drafts.
    OSError
        It cannot be written.
    """
    drafts = read_drafts(folder)
    taken = {one.draft for one in drafts}
    own = draft or next(one for n in count(1) if (one := f"d{n}") not in taken)
    kept = Draft(own, table, key, dict(cells))
    if own in taken:
        drafts = [kept if one.draft == own else one for one in drafts]
    else:
        drafts.append(kept)
    _write(folder, drafts)
    return own


def discard_draft(folder: Path, draft: str) -> None:
    """Leave out a draft; where it is not there, nothing is done.

    Raises
    ------
    DossierError
        What is on disk is not a file of drafts.
    OSError
        It cannot be written.
    """
    drafts = read_drafts(folder)
    left = [one for one in drafts if one.draft != draft]
    if len(left) < len(drafts):
        _write(folder, left)


def _write(folder: Path, drafts: Sequence[Draft]) -> None:
    rows = [vars(one) | {"cells": dict(one.cells)} for one in drafts]
    text = json.dumps({"drafts": rows}, ensure_ascii=False, indent=1)
    write_whole(folder / FILE, f"{text}\n".encode())
