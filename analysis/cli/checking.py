"""What ``dossier check`` finds: problems, where the claims' words are, and what may be added."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from analysis.cli.terminal import counted
from analysis.dossier import TABLES, Dossier, Problem, shorten
from analysis.dossier.choices import read_choices
from analysis.dossier.reading import read_tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_REVIEWED = {"claims": "claim", "ties": "tie", "transfers": "transfer"}
"""Tables whose rows are reviewed, and what a row is called."""


@dataclass
class Report:
    """Result of a check of one or several dossiers."""

    folders: Sequence[Path]
    problems: list[Problem]
    dossiers: list[Dossier]
    """Those whose tables have no problems, with all their rows."""

    matches: Counter[str] = field(default_factory=Counter)
    """Claims by how their words were found: exact, moved."""

    without_article: int = 0

    @property
    def folders_with_problems(self) -> int:
        """Number of dossiers that have problems."""
        known = frozenset(self.folders)
        return len({_folder_of(problem, known) for problem in self.problems})

    def summary(self) -> str:
        """Say in a line that there are no problems, and what was checked."""
        rows = sum(getattr(d, table).height for d in self.dossiers for table in TABLES)
        if len(self.folders) == 1:
            files = sum((self.folders[0] / f"{table}.csv").is_file() for table in TABLES)
            about = f"{counted(files, 'table')} with {counted(rows, 'row')}"
        else:
            about = f"{len(self.folders):,} dossiers with {counted(rows, 'row')}"
        return f"No problems in {about}. {self._anchors()}"

    def _anchors(self) -> str:
        found = self.matches.total()
        how = ", ".join(f"{count:,} {match}" for match, count in self.matches.most_common())
        parts = []
        if len(self.folders) > 1 and self.without_article < len(self.folders):
            parts.append(f"{counted(found, 'claim')} found in their articles ({how or 'none'}).")
        elif not self.without_article:
            all_claims = counted(found, "claim") if found <= 1 else f"All {found:,} claims"
            parts.append(f"{all_claims} found in the article ({how or 'none'}).")
        if self.without_article:
            where = "beside the tables"
            if len(self.folders) > 1:
                where = f"in {counted(self.without_article, 'folder')}"
            parts.append(f"Anchors not checked: no article.txt {where}.")
        return " ".join(parts)


def check_dossiers(folders: Sequence[Path], article: Path | None = None) -> Report:
    """Check every table, reference and choice and, where there is an article, every claim's words.

    Parameters
    ----------
    folders
        Existing folders; their tables are read together.
    article
        The article of all of them; by default as `analysis.evidence.read_article` finds it.

    Raises
    ------
    FileNotFoundError
        The article that is named does not exist.
    """
    dossiers, problems = _read(folders)
    report = Report(folders, problems, dossiers)
    for dossier in dossiers:
        found = [*_draft_problems(dossier), *_anchor_problems(dossier, article, report)]
        report.problems += _named(found, dossier.folder, folders)
    order = {folder: number for number, folder in enumerate(folders)}
    report.problems.sort(key=lambda problem: order[_folder_of(problem, order)])
    return report


def notes(report: Report) -> Iterator[str]:
    """Say what is not wrong, but worth knowing: undescribed words, and rows that wait."""
    for dossier in report.dossiers:
        place = f"{dossier.folder}: " if len(report.folders) > 1 else ""
        for note in _notes(dossier):
            yield f"Note: {place}{note}"


def _read(folders: Sequence[Path]) -> tuple[list[Dossier], list[Problem]]:
    """Read dossiers together; those that have no problems can be asked further."""
    frames, problems = read_tables(folders)
    healthy = []
    for folder, part in zip(folders, _parts(frames, len(folders)), strict=True):
        choices, found = read_choices(folder, part)
        problems += _named(found, folder, folders)
        healthy.append((folder, choices, part))
    known = frozenset(folders)
    broken = {_folder_of(problem, known) for problem in problems}
    healthy = [one for one in healthy if one[0] not in broken]
    if healthy and frames.keys() != TABLES.keys():
        return _read([folder for folder, _, _ in healthy])[0], problems
    dossiers = [Dossier(folder, found, **cast("Any", part)) for folder, found, part in healthy]
    return dossiers, problems


def _parts(frames: dict[str, pl.DataFrame], count: int) -> list[dict[str, pl.DataFrame]]:
    """Take tables of several dossiers apart."""
    if count == 1:
        return [frames]
    parts: list[dict[str, pl.DataFrame]] = [{} for _ in range(count)]
    for table, frame in frames.items():
        by_number = frame.partition_by("dossier", as_dict=True, include_key=False)
        empty = frame.clear().drop("dossier")
        for number, part in enumerate(parts):
            part[table] = by_number.get((number,), empty)
    return parts


def _named(problems: Sequence[Problem], folder: Path, folders: Sequence[Path]) -> Sequence[Problem]:
    """Name files with their folder where there are several."""
    if len(folders) == 1:
        return problems
    return [replace(problem, file=str(folder / problem.file)) for problem in problems]


def _folder_of(problem: Problem, folders: Collection[Path]) -> Path:
    if len(folders) == 1:
        return next(iter(folders))
    file = Path(problem.file)
    return file if file in folders else file.parent


def _anchor_problems(dossier: Dossier, article: Path | None, report: Report) -> Sequence[Problem]:
    """Find the claims' words, or count the dossier as one without an article."""
    from analysis.evidence import ARTICLE_ENV, AnchorError, anchor_problems, locate, read_article

    try:
        text = read_article(article, dossier.folder)
    except FileNotFoundError:
        if article is not None or os.environ.get(ARTICLE_ENV):
            raise
        report.without_article += 1
        return []
    except AnchorError as error:
        return error.problems
    if problems := anchor_problems(dossier.claims, text):
        return problems
    report.matches.update(map(str, locate(dossier.claims, text)["match"]))
    return []


def _draft_problems(dossier: Dossier) -> Iterator[Problem]:
    if _drafts(dossier) is None:
        remedy = "is not a JSON list; the Coder writes and reads it"
        yield Problem("drafts.json", None, None, None, "json", remedy)


def _drafts(dossier: Dossier) -> list[Any] | None:
    """Drafts of claims that wait; none where the file cannot be read."""
    try:
        drafts = json.loads((dossier.folder / "drafts.json").read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError):
        return None
    return drafts if isinstance(drafts, list) else None


def _notes(dossier: Dossier) -> Iterator[str]:
    for name, weapon_class in dossier.classes.items():
        if not weapon_class.described:
            row = _row("weapon_classes", weapon_class=name, label=weapon_class.label)
            yield _undescribed("weapon class", name, "weapon_classes.csv", row)
    for name, quantity in dossier.measures.items():
        if not quantity.described:
            units = dossier.figures.filter(quantity=name)["unit"]
            row = _row("quantities", quantity=name, label=quantity.label, unit=units.mode()[0])
            yield _undescribed("quantity", name, "quantities.csv", row)
    proposed = {
        noun: getattr(dossier, table).filter(pl.col("review") == "proposed").height
        for table, noun in _REVIEWED.items()
    }
    if any(proposed.values()):
        rows = ", ".join(counted(number, noun) for noun, number in proposed.items() if number)
        yield f"proposed and left out until they are accepted: {rows}."
    if drafts := _drafts(dossier):
        yield f"drafts.json has {counted(len(drafts), 'draft')} that no table has yet."


def _undescribed(what: str, name: str, file: str, row: str) -> str:
    return f"no table describes the {what} {shorten(name)}; to describe it, add to {file}: {row}"


def _row(table: str, **cells: str) -> str:
    """Write a row in the order of the table's columns."""
    columns = TABLES[table].column_names()
    return (
        pl.DataFrame({c: [cells.get(c)] for c in columns}).write_csv(include_header=False).strip()
    )
