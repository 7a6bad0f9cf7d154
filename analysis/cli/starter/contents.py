"""The files of a new dossier, empty or filled with the fictional example."""

from __future__ import annotations

from pathlib import Path

from analysis.cli.starter.choices import commented_choices
from analysis.cli.starter.guide import readme
from analysis.dossier import TABLES
from analysis.dossier.reading import EXAMPLE

_ROOM = Path(__file__).parent


def starter_files() -> dict[str, bytes]:
    r"""Content of every file of a new dossier, by its path in the folder.

    Examples
    --------
    >>> starter_files()["transfers.csv"]
    b'transfer_id,weapon_id,supplier,recipient,status,claim_id,coder,review\n'
    """
    texts = {f"{name}.csv": f"{','.join(t.column_names())}\n" for name, t in TABLES.items()}
    texts |= {"README.md": readme(), "study.toml": commented_choices()}
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
        **{f"notebooks/{path.name}": path.read_bytes() for path in notebooks},
    }
