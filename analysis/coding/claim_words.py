"""Columns and cells of claims as readers see them, without ids and codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dataframely as dy

from analysis.dossier import TABLES
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.dossier import Dossier

_LABELS = {
    "nested_source": "view reported",
    "speech_act": "kind of statement",
    "targets": "addressed to",
    "subjects": "about whom",
    "cue": "reporting word",
    "likelihood_term": "likelihood word",
    "factuality": "certainty",
    "time_reference": "time",
    "said_on": "day",
}
NO_VALUE = "no value"
"""What is said of an empty cell."""


def column_in_words(column: str) -> str:
    """Name a column of claims as readers do.

    Examples
    --------
    >>> column_in_words("factuality"), column_in_words("concept")
    ('certainty', 'concept')
    """
    return _LABELS.get(column, column.replace("_", " "))


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
