"""The files of a new dossier, empty or filled with the fictional example."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from analysis.cli.starter.reference import ABOUT_TABLES, tables_in_words
from analysis.dossier import TABLES, example
from analysis.dossier.choices import KEYS
from analysis.dossier.reading import EXAMPLE

_ROOM = Path(__file__).parent
_ABOUT_CHOICES = """\
# What figures of this study show first. Every line may stay as it is: each key is then derived
# as its comment says. To choose, remove "# " and write your own value; "dossier check" verifies it.
# The values here are those of the fictional example.
"""


def starter_files() -> dict[str, bytes]:
    r"""Content of every file of a new dossier, by its path in the folder.

    Examples
    --------
    >>> starter_files()["transfers.csv"]
    b'transfer_id,weapon_id,supplier,recipient,status,claim_id,coder,review\n'
    """
    texts = {f"{name}.csv": f"{','.join(t.column_names())}\n" for name, t in TABLES.items()}
    first_steps = (_ROOM / "README.md").read_text(encoding="utf-8").strip()
    guide = [first_steps, ABOUT_TABLES, *tables_in_words(examples=True)]
    texts |= {"README.md": "\n\n".join(guide) + "\n", "study.toml": _commented_choices()}
    return {name: text.encode() for name, text in texts.items()} | _files_of_any_dossier()


def example_files() -> dict[str, bytes]:
    """Content of the same files for the fictional example, with its article.

    Examples
    --------
    >>> sorted(example_files().keys() - starter_files().keys())
    ['article.txt']
    """
    own = {path.name: path.read_bytes() for path in sorted(EXAMPLE.iterdir()) if path.is_file()}
    return own | _files_of_any_dossier()


def _files_of_any_dossier() -> dict[str, bytes]:
    notebooks = sorted((_ROOM / "notebooks").glob("*.ipynb"))
    return {
        ".gitignore": (_ROOM / "gitignore").read_bytes(),
        "nbval-sanitize.cfg": (_ROOM / "nbval-sanitize.cfg").read_bytes(),
        "conftest.py": (_ROOM / "conftest.txt").read_bytes(),
        **{f"notebooks/{path.name}": path.read_bytes() for path in notebooks},
    }


def _commented_choices() -> str:
    """Write every key of ``study.toml`` commented out, with its meaning and its default."""
    study = example().study
    parts = [_ABOUT_CHOICES]
    for section in dict.fromkeys(key.section for key in KEYS):
        parts.append(f"[{section}]")
        for key in KEYS:
            if key.section == section:
                chosen = f"{key.key} = {_toml(getattr(study, key.key))}"
                parts.append(f"# {key.meaning}.\n# Default: {key.default}.\n# {chosen}\n")
    return "\n".join(parts)


def _toml(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None:
        return '"..."'
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
