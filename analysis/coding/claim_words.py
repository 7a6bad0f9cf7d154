"""Columns and cells of claims as readers see them, without ids and codes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import dataframely as dy

from analysis.coding.forms import form_of
from analysis.dossier import TABLES
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier

NO_VALUE = "no value"
"""What is said of an empty cell."""


def column_in_words(column: str) -> str:
    """Name a column of claims as readers do.

    Examples
    --------
    >>> column_in_words("factuality"), column_in_words("concept")
    ('certainty', 'concept')
    """
    label: str = form_columns()[column]["label"]
    return label[:1].lower() + label[1:]


@cache
def form_columns() -> dict[str, dict[str, Any]]:
    """Columns of the form of claims by name: label, kind, words, and whether it is required."""
    return {column["name"]: column for column in form_of("claims")["columns"]}


def cell_in_words(dossier: Dossier, column: str, value: object) -> str:
    """Give a cell of a claim, or its text in a file, with names for ids and labels for words.

    Examples
    --------
    >>> import analysis
    >>> example = analysis.example()
    >>> cell_in_words(example, "factuality", "CT-"), cell_in_words(example, "targets", "ardania")
    ('certainly not', 'Ardania')
    >>> cell_in_words(example, "condition", None)
    'no value'
    """
    kind = TABLES["claims"].columns()[column]
    about = kind.metadata or {}
    said: Mapping[str, str] = {}
    if vocabulary := about.get("vocabulary"):
        said = labels(vocabulary)
    elif target := about.get("references"):
        said = {
            "actors": dossier.names,
            "weapons": dict(dossier.weapons.select("weapon_id", "name").iter_rows()),
        }.get(target, {})
    parts = value if isinstance(value, list) else [] if value in {None, ""} else [str(value)]
    if isinstance(kind, dy.List) and not isinstance(value, list):
        parts = [part for text in parts for part in text.split("|")]
    return ", ".join(said.get(part, part) for part in map(str, parts)) or NO_VALUE


def alpha_in_words(alpha: float) -> str:
    """Write an alpha, which is below 0 where coders agree less than by chance.

    Examples
    --------
    >>> alpha_in_words(-1 / 3)
    '−0.33'
    """
    return f"{alpha:.2f}".replace("-", "−")
