"""Take the rows of an answer into a dossier: proved against the text, checked, kept as proposals.

The rows are checked where they would be, with the tables in memory, by what reads every dossier:
what is accepted here loads, and what is refused is refused with the words of ``dossier check``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import polars as pl

from analysis.charting import enumerated
from analysis.coding.ids import Ids
from analysis.coding.known_words import read_names, read_words, said_otherwise
from analysis.coding.model_answers import (
    LISTS,
    OURS,
    WORDS,
    begins_as_a_formula,
    items_of,
    read_answer,
    unfenced,
)
from analysis.coding.places import Found, Places
from analysis.coding.proposals import Intake, Taken
from analysis.coding.row_files import RowFile
from analysis.dossier import TABLES, Problem, QuestionError, load, shorten
from analysis.dossier.files import TableFile
from analysis.dossier.reading import read_tables
from analysis.dossier.references import references_of
from analysis.dossier.spelling import fault, faulty
from analysis.evidence import anchor_problems, read_article
from analysis.evidence.anchors import Copy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import dataframely as dy

    from analysis.coding.model_answers import Item
    from analysis.coding.places import Span
    from analysis.dossier import Dossier
    from analysis.dossier.tables import Claim
    from analysis.evidence import Article

TABLES_TAKEN = ("sources", *LISTS)
"""Tables that rows are taken into, in the order in which they name one another."""
_SHOWN_WORDS = 6
"""Words of an answer that a message repeats: they may be the article's."""
_NAMED = 5
"""Overlapping claims that a message names."""
_LINE = re.compile(r"\bline ([0-9]+)")


def intake(
    answer: str | Path,
    folder: str | Path,
    *,
    coder: str = "model",
    article: Article | None = None,
) -> Intake:
    """Say of each row of an answer whether it can be taken into a dossier.

    A claim is tied to the article by its ``words``: found once, it is accepted; found several
    times, it waits; otherwise it is refused with the nearest passage. Accepted rows are proposals
    by `coder`: no analysis reads them before a person accepts them. Words of vocabularies may be
    written by their labels, in any letter case, and actors by exact name or stated alias.

    Parameters
    ----------
    answer
        The answer, or the path of its file: ``{"actors": [...], "claims": [...], "ties": [...]}``.
    folder
        Folder of the dossier.
    coder
        Who or which model coded the rows.
    article
        The text; by default ``article.txt`` in the folder, else what ``DOSSIER_ARTICLE`` names.

    Returns
    -------
    Intake
        Every row with what became of it. Nothing is written until its ``save``.

    Raises
    ------
    QuestionError
        The answer is not JSON, or the coder's name cannot be one.
    DossierError
        The dossier has problems of its own.
    FileNotFoundError
        The answer has claims, and there is no article.

    Examples
    --------
    >>> import analysis
    >>> claim = '{"words": "he says", "speaker": "oren-dask", "statement": "No."}'
    >>> print(intake('{"claims": [' + claim + ']}', analysis.example().folder))
    0 of 1 row accepted.
    1 refused: 1 not in the article.
    """
    if not isinstance(answer, str | Path):
        what = type(answer).__name__
        raise QuestionError(f"an answer is a text of JSON or the path of a file, not {what}")
    require_name(coder)
    dossier = load(folder, review="all")
    if isinstance(answer, Path):
        text, notes = read_answer(answer)
        items = items_of(text, answer.name)
    else:
        text, notes = unfenced(answer)
        items = items_of(text)
    rows = taken_items(items)
    read_names(rows, dossier)
    notes = [*notes, *said_otherwise(items, rows)]
    places = None
    if any(taken.item.table == "claims" for taken in accepted(rows)):
        places = Places(article or article_of(dossier.folder))
        anchor(rows, places)
    complete(rows, dossier, coder)
    if places:
        notes = [*notes, *compare_claims(rows, dossier, places, ("speaker",))]
    compare_ties(rows, dossier)
    return Intake(rows, notes, checked(rows, dossier, places))


def taken_items(items: Iterable[Item]) -> list[Taken]:
    """Take rows, their words by label or letter case; refuse those that no table can have."""
    rows = [Taken(item) for item in items]
    for taken in rows:
        if taken.item.fault:
            taken.put("refused", "not a row of a table", taken.item.fault)
    read_words(rows)
    return rows


def article_of(folder: Path) -> Article:
    """Read the text that rows are proved against: the folder's, else ``$DOSSIER_ARTICLE``.

    Raises
    ------
    FileNotFoundError
        There is none.
    AnchorError
        It cannot be read.
    """
    own = folder / "article.txt"
    return read_article(own if own.is_file() else None, folder)


def require_name(coder: str) -> None:
    """Refuse what cannot be the name of a coder in a table.

    Raises
    ------
    QuestionError
        It is empty, has faults that nobody can see, or begins as a formula.
    """
    if not coder.strip():
        raise QuestionError("the coder needs a name")
    if wrong := faulty(pl.Series([coder])).to_list():
        raise QuestionError(f"coder={shorten(coder)} {fault(wrong[0])}")
    if begins_as_a_formula(coder):
        raise QuestionError(f"coder={shorten(coder)} begins as a formula; begin with a letter")


def accepted(rows: Sequence[Taken]) -> list[Taken]:
    """Rows that nothing speaks against so far."""
    return [taken for taken in rows if taken.status == "accepted"]


def anchor(rows: Sequence[Taken], places: Places) -> None:
    """Tie claims to the article by their words."""
    for taken in accepted(rows):
        if taken.item.table != "claims":
            continue
        words, span = taken.item.cells.get(WORDS, ""), taken.item.span
        found = places.find(words) if span is None else Found((span,))
        taken.places = [places.place(span) for span in found.spans]
        if found.fault:
            reason = f"words: {_begin(words)}{found.fault}"
            if found.several:
                taken.put("waiting", "in several places", reason)
            else:
                taken.put("refused", "not in the article", reason)
            continue
        taken.row = places.cells(found.spans[0])
        if begins_as_a_formula(taken.row["quote"]):
            sign = taken.row["quote"][0]
            reason = f"words: a spreadsheet would compute what begins with {sign}; leave it out"
            taken.put("refused", "begins as a formula", reason)
        elif taken.item.doubt:
            taken.put("waiting", "in doubt", taken.item.doubt)
        elif found.note:
            taken.reasons.append(found.note)


def _begin(words: str) -> str:
    """Give the first words of a claim, as an answer has them."""
    some = words.split()
    more = " ..." if len(some) > _SHOWN_WORDS else ""
    return f"{shorten(' '.join(some[:_SHOWN_WORDS]))}{more} " if some else ""


def complete(rows: Sequence[Taken], dossier: Dossier, coder: str, review: str = "proposed") -> None:
    """Give rows their cells, also those that wait: others may name them."""
    ids = _ids(dossier)
    for taken in rows:
        table = taken.item.table
        if taken.item.fault or (taken.status == "refused" and not taken.row):
            continue
        cells = {name: cell for name, cell in taken.item.cells.items() if name != WORDS}
        ours = dict(zip(OURS, (taken.item.coder or coder, review), strict=True))
        known = TABLES[table].column_names()
        taken.row = cells | taken.row | {n: v for n, v in ours.items() if n in known}
        if taken.item.left_out:
            why = "they follow from the words, or say where the row is from"
            taken.reasons.append(f"left out {', '.join(taken.item.left_out)}: {why}")
        key = TABLES[table].primary_key()[0]
        if key in cells and (reason := ids[table].take(cells[key], str(taken.item))):
            taken.put("refused", "already there", f"{key}: {shorten(cells[key])}: {reason}")


def _ids(dossier: Dossier) -> dict[str, Ids]:
    return {table: Ids(table, keys_of(dossier, table)) for table in TABLES_TAKEN}


def keys_of(dossier: Dossier, table: str) -> list[str]:
    """Ids of the rows that a table has."""
    keys: list[str] = getattr(dossier, table)[TABLES[table].primary_key()[0]].to_list()
    return keys


def _coin(rows: Sequence[Taken], dossier: Dossier) -> None:
    """Give ids to accepted rows that bring none: the next ones that are free."""
    ids = _ids(dossier)
    keys = {table: TABLES[table].primary_key()[0] for table in TABLES_TAKEN}
    brought = [taken for taken in rows if taken.row and keys[taken.item.table] in taken.item.cells]
    for taken in brought:
        ids[taken.item.table].take(taken.key, str(taken.item))
    for taken in accepted(rows):
        key = keys[taken.item.table]
        if key not in taken.item.cells:
            taken.row[key] = ids[taken.item.table].coined(taken.row)


def compare_claims(
    rows: Sequence[Taken],
    dossier: Dossier,
    places: Places,
    columns: Sequence[str],
    further: Sequence[str] = (),
) -> list[str]:
    """Refuse claims that are there already, and say which others share words with one.

    Parameters
    ----------
    rows, dossier, places
        The rows, the dossier they are taken into, and its article.
    columns
        What claims of the same words must have in common to be the same.
    further
        What they must have in common as far as the new row states it.

    Returns
    -------
    list of str
        A note on claims whose words are lost, with which none can be compared.
    """
    claims = dossier.claims
    spots = Copy(places.article).place(claims)
    spans = zip(spots["start"], spots["end"], strict=True)
    compared = [*columns, *further]
    said = as_cells(claims, compared).rows()
    there: list[tuple[str, tuple[str, ...], Span]] = [
        (name, own, span)
        for name, own, span in zip(claims["claim_id"], said, spans, strict=True)
        if span[0] is not None
    ]
    lost = [str(name) for name in spots.filter(match="lost")["claim_id"]]
    state = dict(zip(claims["claim_id"], claims["review"], strict=True))
    for taken in accepted(rows):
        if taken.item.table != "claims":
            continue
        span = int(taken.row["start"]), int(taken.row["end"])
        says, overlaps = tuple(taken.row.get(name, "") for name in compared), list[str]()
        asked = [at for at, cell in enumerate(says) if cell or at < len(columns)]
        for name, other, (start, end) in there:
            if span[0] >= end or start >= span[1]:
                continue
            same = places.core(span) == places.core((start, end))
            if same and all(says[at] == other[at] for at in asked):
                how = f", and is {state[name]}" if state.get(name) else ""
                more = [compared[at] for at in asked]
                reason = f"{name} has the same words and {enumerated(more)}{how}"
                taken.put("refused", "already there", reason)
                break
            what = "has the words of" if same else "overlaps"
            overlaps.append(f"{what} {name} (characters {start} to {end})")
        else:
            taken.reasons += overlaps[:_NAMED]
            if len(overlaps) > _NAMED:
                taken.reasons.append(f"and {len(overlaps) - _NAMED} more")
            there.append((str(taken.item), says, span))
    if not lost:
        return []
    named = ", ".join(lost[:_NAMED])
    if len(lost) > _NAMED:
        named += f" and {len(lost) - _NAMED} more"
    them = "it" if len(lost) == 1 else "them"
    note = f"the words of {named} are not in the article, so that nothing is compared with {them}"
    return [f"{note}; dossier check says what differs"]


def as_cells(claims: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Give columns of claims as their file has them, empty where there is no value."""
    return claims.select(
        (
            pl.col(name).list.join("|")
            if isinstance(claims.schema[name], pl.List)
            else pl.col(name).cast(pl.String)
        ).fill_null("")
        for name in columns
    )


def compare_ties(rows: Sequence[Taken], dossier: Dossier) -> None:
    """Refuse ties that are there already under another id."""
    beside = {*TABLES["ties"].primary_key(), *OURS, "read_on"}
    columns = [name for name in TABLES["ties"].column_names() if name not in beside]
    file = RowFile.read(dossier.folder, "ties")
    there = {tuple(row[name] for name in columns): row["tie_id"] for row in file.rows}
    for taken in accepted(rows):
        if taken.item.table == "ties":
            cells = tuple(taken.row.get(name, "") for name in columns)
            name = there.setdefault(cells, str(taken.item))
            if name != str(taken.item):
                taken.put("refused", "already there", f"{name} says the same")


def checked(rows: Sequence[Taken], dossier: Dossier, places: Places | None) -> list[RowFile]:
    """Refuse rows that the dossier would not load with, until it loads with the others.

    Returns
    -------
    list of RowFile
        The tables with the rows that are accepted.
    """
    before = {table: RowFile.read(dossier.folder, table) for table in TABLES_TAKEN}
    while True:
        _coin(rows, dossier)
        groups = {
            table: group
            for table in TABLES_TAKEN
            if (group := [taken for taken in accepted(rows) if taken.item.table == table])
        }
        files = [before[t].with_rows([one.row for one in g]) for t, g in groups.items()]
        blamed = list(_problems(dossier.folder, files, groups, places))
        if not blamed:
            return files
        for taken, problem in blamed:
            _refuse(taken, problem, rows)


def _problems(
    folder: Path, files: Sequence[RowFile], groups: dict[str, list[Taken]], places: Places | None
) -> Iterator[tuple[Taken, Problem]]:
    """Check the tables with their new rows in memory, and find whose problem each problem is."""
    if not files:
        return
    held = {file.table: file.encoded() for file in files}
    at = dict[tuple[str, int | None], Taken]()
    for file in files:
        group, name = groups[file.table], file.path.name
        starts = TableFile(file.path, name, 0, held[file.table]).lines[-len(group) :]
        at.update(((name, line), taken) for line, taken in zip(starts, group, strict=True))
    frames, problems = read_tables([folder], held=held)
    if not problems and places and "claims" in groups:
        new = cast("dy.DataFrame[Claim]", frames["claims"].tail(len(groups["claims"])))
        lines = {t.key: line for (file, line), t in at.items() if file == "claims.csv" and line}
        problems = anchor_problems(new, places.article, lines)
    own = [p for p in problems if (p.file, p.line) in at]
    for problem in own:
        remedy = _in_rows(problem, at)
        yield at[problem.file, problem.line], replace(problem, remedy=remedy)
    for problem in problems if not own else ():
        for taken in _responsible(problem, groups):
            yield taken, replace(problem, remedy=f"with it, {problem}", column=None)


def _in_rows(problem: Problem, at: dict[tuple[str, int | None], Taken]) -> str:
    """Name rows of the answer instead of the lines that they would have."""

    def row(line: re.Match[str]) -> str:
        taken = at.get((problem.file, int(line[1])))
        return str(taken.item) if taken else line[0]

    return _LINE.sub(row, problem.remedy)


def _responsible(problem: Problem, groups: dict[str, list[Taken]]) -> list[Taken]:
    """New rows by which a row that was there before has got a problem."""
    group = groups.get(problem.file.removesuffix(".csv"), [])
    value = (problem.value or "").casefold()
    alike = [t for t in group if value and t.row.get(problem.column or "", "").casefold() == value]
    return alike or group or [taken for every in groups.values() for taken in every]


def _refuse(taken: Taken, problem: Problem, rows: Sequence[Taken]) -> None:
    value = f"{shorten(problem.value)}: " if problem.value and problem.column else ""
    place = f"{problem.column}: " if problem.column else ""
    reason = f"{place}{value}{problem.remedy} [{problem.rule}]"
    cause = f"for {problem.column}" if problem.column else "for what they do to other rows"
    named = _named(taken, problem, rows)
    if named is None:
        taken.put("refused", cause, reason)
    elif named.status == "waiting":
        what = f"{place}{value}names {named.item}, which waits"
        taken.put("waiting", "for rows that wait", what)
    else:
        taken.put("refused", cause, f"{reason}; {named.item} was refused")


def _named(taken: Taken, problem: Problem, rows: Sequence[Taken]) -> Taken | None:
    """The row of the answer that a row names, which is not accepted."""
    target = references_of(TABLES[taken.item.table]).get(problem.column or "")
    if problem.rule != "reference" or target is None:
        return None
    others = (one for one in rows if one.item.table == target and one.status != "accepted")
    return next((one for one in others if one.key == problem.value), None)
