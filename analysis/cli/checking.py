"""What ``dossier check`` finds: problems, where the claims' words are, and what may be added."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl
import typer

from analysis.cli.terminal import counted
from analysis.coding.drafts import read_drafts
from analysis.corpora.folders import dossiers_in
from analysis.corpora.progress import progress_bar
from analysis.corpora.reading import dossiers_apart, read_dossiers
from analysis.dossier import TABLES, Dossier, DossierError, Problem, shorten
from analysis.dossier.csv_text import lines_by_key
from analysis.dossier.files import TableFile
from analysis.dossier.review import accepted
from analysis.dossier.support import unsupported
from analysis.dossier.unread import rows_to_read
from analysis.dossier.vocabularies import labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_NAMED_ROWS = 3
"""So many rows a note names."""


@dataclass
class Report:
    """Result of a check of one or several dossiers."""

    problems: dict[Path, list[Problem]]
    """Those of each folder; files are named with their folder where there are several."""

    dossiers: list[Dossier] = field(default_factory=list)
    """Those whose tables have no problems, with all their rows."""

    matches: Counter[str] = field(default_factory=Counter)
    """Claims by how their words were found: exact, moved."""

    without_article: int = 0

    @property
    def many(self) -> bool:
        """Whether several dossiers were checked."""
        return len(self.problems) > 1

    def summary(self) -> str:
        """Say in a line that there are no problems, and what was checked."""
        pairs = [(dossier, table) for dossier in self.dossiers for table in TABLES]
        rows = sum(getattr(dossier, table).height for dossier, table in pairs)
        files = sum((dossier.folder / f"{table}.csv").is_file() for dossier, table in pairs)
        about = f"{len(self.dossiers):,} dossiers" if self.many else counted(files, "table")
        parts = [f"No problems in {about} with {counted(rows, 'row')}."]
        if self.without_article < len(self.dossiers):
            found = self.matches.total()
            how = ", ".join(f"{count:,} {match}" for match, count in self.matches.most_common())
            every = "All " if found > 1 and not self.many else ""
            where = "their articles" if self.many else "the article"
            if found:
                parts.append(f"{every}{counted(found, 'claim')} found in {where} ({how}).")
            else:
                parts.append("No claim has been coded yet.")
        if self.without_article:
            folders = f"in {counted(self.without_article, 'folder')}"
            where = folders if self.many else "beside the tables"
            parts.append(f"Anchors not checked: no article.txt {where}.")
        return " ".join(parts)


def check_dossiers(folders: Sequence[Path], article: Path | None = None) -> Report:
    """Check every table, reference and choice and, where there is an article, every claim's words.

    Parameters
    ----------
    folders
        Existing folders; their tables are read together.
    article
        The article of all of them; by default the ``article.txt`` of each.

    Raises
    ------
    typer.BadParameter
        A folder has dossiers in it and is not one itself.
    """
    for folder in folders:
        if pattern := dossiers_in(folder):
            raise typer.BadParameter(
                f"{folder} is a folder of dossiers, not one of them; check {pattern}"
            )
    report = Report({folder: [] for folder in folders})
    with progress_bar("Dossiers read", shown=None if report.many else False) as on_read:
        read = read_dossiers(folders, on_read)
    for folder, problems in read.problems.items():
        report.problems[folder] += _named(folder, problems, report)
    report.dossiers = list(dossiers_apart(read))
    with progress_bar("Articles compared", shown=None if report.many else False) as on_compared:
        for number, dossier in enumerate(report.dossiers, 1):
            found = [*_draft_problems(dossier), *_anchor_problems(dossier, article, report)]
            report.problems[dossier.folder] += _named(dossier.folder, found, report)
            on_compared(number, len(report.dossiers))
    return report


def _named(folder: Path, problems: Iterable[Problem], report: Report) -> Iterable[Problem]:
    """Name the files of problems with their folder where several dossiers are checked."""
    return DossierError(problems).within(folder).problems if report.many else problems


def _draft_problems(dossier: Dossier) -> Sequence[Problem]:
    try:
        read_drafts(dossier.folder)
    except DossierError as error:
        return error.problems
    return []


def _anchor_problems(dossier: Dossier, article: Path | None, report: Report) -> Sequence[Problem]:
    """Find the claims' words, or count the dossier as one without an article."""
    from analysis.evidence import AnchorError, anchor_problems, locate, read_article

    try:
        text = read_article(article, dossier.folder)
    except FileNotFoundError:
        report.without_article += 1
        return []
    except AnchorError as error:
        file = article.absolute() if article else "article.txt"
        return [replace(problem, file=str(file)) for problem in error.problems]
    if anchor_problems(dossier.claims, text):
        return anchor_problems(dossier.claims, text, lines_by_key("claims", dossier.folder))
    report.matches.update(map(str, locate(dossier.claims, text)["match"]))
    return []


def notes(report: Report) -> Iterator[str]:
    """Say what is not wrong, but worth knowing: words, thin grounds, rows that wait."""
    for dossier in report.dossiers:
        place = f"{dossier.folder}: " if report.many else ""
        words = (*_undescribed(dossier), *_older_code(dossier))
        for note in (*words, *unsupported(dossier), *_waiting(dossier)):
            yield f"Note: {place}{note}"


def unread_lines(report: Report) -> Iterator[str]:
    """List each row that nobody is known to have read in its sources, then how many there are."""
    numbers: dict[str, list[int]] = {}
    for dossier in report.dossiers:
        rows = rows_to_read(dossier)
        for (name,), part in rows.group_by("table", maintain_order=True):
            table = str(name)
            unread = part.filter(pl.col("read_on").is_null())
            counts = numbers.setdefault(table, [0, 0])
            counts[0] += unread.height
            counts[1] += part.height
            file = dossier.folder / f"{table}.csv"
            shown = file if report.many else file.name
            lines = TableFile(file, table, 0).lines if unread.height else []
            for row, key, sources in unread.select("row", "key", "sources").iter_rows():
                yield f"{shown}:{lines[row]}: {key}: {', '.join(sources) or 'no source'}"
    for table, (number, of) in numbers.items():
        yield f"{table}: {number:,} of {counted(of, 'row')} not known to be read in their sources."


def due_lines(report: Report, days: int) -> Iterator[str]:
    """List each outcome that was not checked for so many days, then how many there are."""
    from analysis.red_lines import due_for_recheck

    today = dt.datetime.now(tz=dt.UTC).date()
    shown = labels("verdicts")
    number = 0
    for dossier in report.dossiers:
        due = due_for_recheck(accepted(dossier), days, today)
        file = dossier.folder / "outcomes.csv" if report.many else "outcomes.csv"
        for claim, verdict, day in due.select("claim_id", "verdict", "checked_on").iter_rows():
            yield f"{file}: {claim} ({shown[verdict]}) was last checked on {day}"
        number += due.height
    yield f"{counted(number, 'outcome')} last checked more than {counted(days, 'day')} ago."


def _undescribed(dossier: Dossier) -> Iterator[str]:
    for name, known in dossier.classes.items():
        if not known.described:
            cells = {"weapon_class": name, "label": known.label}
            yield _to_describe("weapon class", "weapon_classes", cells)
    for name, quantity in dossier.measures.items():
        if not quantity.described:
            unit = dossier.figures.filter(quantity=name)["unit"].mode().min()
            cells = {"quantity": name, "label": quantity.label, "unit": str(unit)}
            yield _to_describe("quantity", "quantities", cells)


def _to_describe(what: str, table: str, cells: dict[str, str]) -> str:
    """Say what no table describes, and the row that would."""
    columns = {column: [cells.get(column)] for column in TABLES[table].column_names()}
    row = pl.DataFrame(columns).write_csv(include_header=False).strip()
    name = shorten(next(iter(cells.values())))
    return f"no table describes the {what} {name}; to describe it, add to {table}.csv: {row}"


def _older_code(dossier: Dossier) -> Iterator[str]:
    # The same three letters are the media in CAMEO, which dossiers were coded by before.
    media = dossier.actors.filter(kind="medium", sector="MED")
    if media.height:
        names = ", ".join(media["actor_id"].head(_NAMED_ROWS)) + (
            ", ..." if media.height > _NAMED_ROWS else ""
        )
        rows = f"{counted(media.height, 'row')} ({names})"
        yield f"actors: {rows} of media with the sector of health, MED; that of media is JRN."


def _waiting(dossier: Dossier) -> Iterator[str]:
    if proposed := accepted(dossier).waiting:
        rows = ", ".join(counted(n, table.removesuffix("s")) for table, n in proposed.items())
        yield f"proposed and left out until they are accepted: {rows}."
    if drafts := read_drafts(dossier.folder):
        yield f"drafts.json has {counted(len(drafts), 'draft')} that no table has yet."
