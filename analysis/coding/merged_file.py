"""The merged claims of two coders as a file, beside which what was there before is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.coding.row_files import RowFile
from analysis.dossier import TABLES, QuestionError
from analysis.dossier.references import references_of
from analysis.writing import write_all

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from analysis.dossier import Dossier

FILE = "claims.csv"


class ExistsError(QuestionError):
    """There is such a file already, and nobody said that it can be replaced."""


def write_merged(claims: pl.DataFrame, folder: Path, *, replace: bool = False) -> str:
    """Write merged claims, whole or not at all, and say what was done.

    Parameters
    ----------
    claims
        As `merge` gives them.
    folder
        Where to; it is made where there is none.
    replace
        Whether other claims that are there can be replaced; they are kept beside.

    Raises
    ------
    ExistsError
        Others are there, and it is not said that they can be replaced.
    QuestionError
        A merged claim is not one that a dossier can have.
    OSError
        It cannot be written.
    """
    _require_rules(claims)
    path = folder / FILE
    there = path.read_bytes() if path.exists() else None
    content = _encoded(path, claims)
    files, beside = {path: content}, ""
    if there not in (None, content):
        kept = _free(path)
        if not replace:
            raise ExistsError(
                f"{folder.name} has a {FILE} already. It can be replaced; what is there is kept "
                f"as {kept.name}."
            )
        files = {kept: there or b"", **files}
        beside = f" What was there is {kept.name} now."
    write_all(files, {path: there})
    number = f"{claims.height:,} claim{'' if claims.height == 1 else 's'}"
    return f"{number} in {folder.name}/{FILE}.{beside}"


def _require_rules(claims: pl.DataFrame) -> None:
    _, failures = TABLES["claims"].filter(claims, cast=True)
    invalid = failures.invalid()
    if not invalid.is_empty():
        rule = next(iter(failures.counts())).replace("|", ": ").replace("_", " ")
        listed = ", ".join(invalid["claim_id"].head(5))
        raise QuestionError(
            f"a claim has to keep this rule: {rule}. As decided, {listed} would not; decide again"
        )


def _encoded(path: Path, claims: pl.DataFrame) -> bytes:
    texts = [{name: _cell(cell) for name, cell in row.items()} for row in claims.to_dicts()]
    head = ",".join(TABLES["claims"].column_names()) + "\n"
    return RowFile.of(path, "claims", head.encode()).with_rows(texts).encoded()


def _cell(cell: Any) -> str:  # noqa: ANN401  (whatever a claim has)
    if isinstance(cell, list):
        return "|".join(cell)
    return "" if cell is None else str(cell)


def _free(path: Path) -> Path:
    """Give a name beside a file that nothing has."""
    kept, number = path.with_name(f"{path.name}.before"), 2
    while kept.exists():
        kept = path.with_name(f"{path.name}.before-{number}")
        number += 1
    return kept


def needed_rows(claims: pl.DataFrame, first: Dossier, second: Dossier) -> dict[str, list[str]]:
    """Give the ids of actors and weapons that claims name and only the second dossier has.

    Examples
    --------
    >>> import analysis
    >>> example = analysis.example()
    >>> needed_rows(example.claims, example, example)
    {}
    """
    found = {}
    for table, key in (("actors", "actor_id"), ("weapons", "weapon_id")):
        naming = [name for name, to in references_of(TABLES["claims"]).items() if to == table]
        named = {
            part
            for row in claims.select(naming).iter_rows()
            for cell in row
            for part in (cell if isinstance(cell, list) else [cell])
        }
        theirs, ours = (getattr(dossier, table)[key].to_list() for dossier in (second, first))
        if missing := [one for one in theirs if one in named and one not in ours]:
            found[table] = missing
    return found
