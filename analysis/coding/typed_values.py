"""A value that somebody types for a claim: names become ids, labels words, and it is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.coding.checking import Change, Checker
from analysis.coding.claim_words import column_in_words, form_columns
from analysis.coding.messages import faults_of
from analysis.dossier import QuestionError, did_you_mean
from analysis.errors import shorten

if TYPE_CHECKING:
    from analysis.dossier import Dossier

_SEVERAL = ("ids", "list")
"""Kinds of columns whose cells have several values."""


def typed_cell(dossier: Dossier, claim_id: str, column: str, text: str) -> str:
    """Give the cell of a claim for what somebody typed; several values are separated by ``|``.

    Raises
    ------
    QuestionError
        Nothing is typed, or ``dossier check`` would object to it.

    Examples
    --------
    >>> import analysis
    >>> example = analysis.example()
    >>> typed_cell(example, "c01", "targets", "delmora | Ardania")
    'delmora|ardania'
    """
    about = form_columns()[column]
    named: dict[str, str] = {word["label"]: word["word"] for word in about.get("words", [])}
    if about.get("table") == "actors":
        named = {name: actor for actor, name in dossier.names.items()}
    elif about.get("table") == "weapons":
        named = dict(dossier.weapons.select("name", "weapon_id").iter_rows())
    known = {name.casefold(): key for name, key in named.items()}
    parts = [part.strip() for part in (text.split("|") if about["kind"] in _SEVERAL else [text])]
    cells = [known.get(part.casefold(), part) for part in parts if part]
    if not cells:
        raise QuestionError("type a value, or choose neither")
    if foreign := next(
        (one for one in cells if "table" in about and one not in known.values()), ""
    ):
        hint = did_you_mean(foreign, [*named, *named.values()])
        raise QuestionError(f"nothing in {about['table']}.csv is called {shorten(foreign)}{hint}")
    cell = "|".join(cells)
    checker = Checker(dossier.folder)
    file = checker.file("claims")
    before = file.rows[file.place(claim_id)]
    if fault := faults_of("claims", {column: cell}, before).get(column):
        raise QuestionError(f"{column_in_words(column)}: {fault}")
    row = before | {column: cell}
    (problems,) = checker.problems([Change("claims", claim_id, row)])
    for problem in problems:
        if column in (problem.column or "").split(", "):
            raise QuestionError(f"{column_in_words(column)}: {problem.remedy}")
    return cell


def value_of(column: str, cell: str) -> str | list[str]:
    """Give a cell as `merge` takes it.

    Examples
    --------
    >>> value_of("targets", "ardania|delmora"), value_of("factuality", "CT+")
    (['ardania', 'delmora'], 'CT+')
    """
    return cell.split("|") if form_columns()[column]["kind"] in _SEVERAL else cell
