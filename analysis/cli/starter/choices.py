"""A ``study.toml`` in which every choice is explained and none is made yet."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from analysis.dossier import example
from analysis.dossier.choices import KEYS

if TYPE_CHECKING:
    from analysis.dossier.choices import Key
    from analysis.dossier.study import Study

_HEAD = """\
# What figures of this study show first. Every line may stay as it is: each key is then derived
# as its comment says. To choose, remove "# " and write your own value; "dossier check" verifies it.
# The values here are those of the fictional example.
"""


def commented_choices() -> str:
    """Every key of ``study.toml``, commented out, with its meaning and its default.

    Examples
    --------
    >>> print(commented_choices().partition("[claims]")[2].partition("[alliances]")[0].strip())
    # Two states whose acts towards each other are followed.
    # Default: the two with most dated claims aimed at each other.
    # between = ["ardania", "belmark"]
    """
    study = example().study
    parts = [_HEAD]
    for section in dict.fromkeys(key.section for key in KEYS):
        parts.append(f"[{section}]")
        parts += [_commented(key, study) for key in KEYS if key.section == section]
    return "\n".join(parts)


def _commented(key: Key, study: Study) -> str:
    value = _toml(getattr(study, key.key))
    return f"# {key.meaning}.\n# Default: {key.default}.\n# {key.key} = {value}\n"


def _toml(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None:
        return '"..."'
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
