"""Write dossiers of a few rows, as somebody would who codes several articles."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, str]

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "corpus"


class Write(Protocol):
    """Write a dossier with these actors, of the kind "organisation" where they do not say so."""

    def __call__(self, name: str, *actors: Row, **more: Sequence[Row]) -> Path: ...


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as a table of the columns that they have."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit(path: Path, old: str, new: str) -> None:
    """Replace what a file certainly has."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
