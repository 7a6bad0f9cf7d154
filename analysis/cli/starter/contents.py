"""The files of a new dossier, empty or filled with the fictional example."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.starter.reference import ABOUT_TABLES, tables_in_words
from analysis.coding.beginning import tables_and_choices
from analysis.dossier.reading import EXAMPLE

if TYPE_CHECKING:
    from analysis.evidence import Article

_ROOM = Path(__file__).parent


def starter_files(article: Article | None = None) -> dict[str, bytes]:
    r"""Content of every file of a new dossier, by its path in the folder.

    Parameters
    ----------
    article
        The article that it will be about: its text, and what it says of its title, author, day and
        publisher, go into ``article.txt``, ``sources``, ``actors`` and ``study.toml``.

    Examples
    --------
    >>> starter_files()["transfers.csv"]
    b'transfer_id,weapon_id,supplier,recipient,status,claim_id,coder,review\n'
    """
    first_steps = (_ROOM / "README.md").read_text(encoding="utf-8").strip()
    guide = [first_steps, ABOUT_TABLES, *tables_in_words(examples=True)]
    own = tables_and_choices(article)
    tables = {name: text for name, text in own.items() if name.endswith(".csv")}
    texts = tables | {"README.md": "\n\n".join(guide) + "\n"} | own
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
