"""One dossier being coded: takes the messages of a view, writes rows, and gives messages back.

It knows no widget and no browser. Whatever a message says, it is answered.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.coding.checking import Change, Checker, in_short
from analysis.coding.drafts import (
    Draft,
    discard_draft,
    keep_draft,
    read_drafts,
    with_draft,
    without_draft,
)
from analysis.coding.forms import CODED, codebook_of, form_of
from analysis.coding.ids import Ids
from analysis.coding.messages import answer_to, disk_refused, faults_of, refused, understood
from analysis.coding.model_answers import OURS, begins_as_a_formula
from analysis.coding.offers import offers_of
from analysis.coding.row_files import key_columns
from analysis.coding.showing import Shown, shown_drafts
from analysis.coding.steps import take_back, write_step
from analysis.coding.taking import article_of, require_name
from analysis.dossier import TABLES, AnalysisError, Dossier, DossierError, Study
from analysis.dossier.choices import KEYS, read_choices
from analysis.dossier.reading import existing_folder
from analysis.errors import shorten
from analysis.evidence import AnchorError
from analysis.evidence.anchors import anchor_at
from analysis.writing import ChangedError, require_unchanged, undisturbed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.coding.row_files import RowFile
    from analysis.coding.steps import Contents
    from analysis.dossier import Problem
    from analysis.evidence import Article

    Json = Any
    Message = dict[str, Json]

_WRITTEN = ("sources", "actors", "weapons", "claims", "ties", "transfers")
"""Tables in the order in which they are written: what others name first."""
_ADDED_IN_PLACE = ("sources", "actors", "weapons")
"""Tables whose new rows are asked for an id again with every letter of their name."""
_NAMED = 5
"""Rows of a table that a refusal names."""
_FORMULA = "=+-@ "


class RefusedError(AnalysisError):
    """What was asked is not done: for problems of rows, or for the reason in its words."""

    def __init__(self, said: str, problems: Sequence[Mapping[str, Json]] = ()) -> None:
        super().__init__(said)
        self.problems = [dict(problem) for problem in problems]


class Step(NamedTuple):
    """One step that was saved."""

    said: str
    """What it did, in words."""

    files: Mapping[Path, Contents]
    draft: Draft | None = None
    """What waited until it was saved, and waits again when the step is taken back."""


class Desk:
    """A dossier that is being coded.

    Parameters
    ----------
    folder
        Folder of the dossier; it need not load.
    coder
        Name that rows saved here get as their coder; without one they keep theirs.
    article
        The text; by default the folder's ``article.txt``, else what ``DOSSIER_ARTICLE`` names.
    read_only
        Whether everything is refused but looking.

    Raises
    ------
    DossierError
        There is no such folder.
    QuestionError
        The coder's name cannot be one.

    Examples
    --------
    >>> import analysis
    >>> desk = Desk(analysis.example().folder)
    >>> (selected,) = desk.answer({"type": "select", "ask": 1, "start": 0, "end": 8})
    >>> selected["cells"]["quote"], selected["overlaps"]
    ('Ardania', ['c01'])
    """

    def __init__(
        self,
        folder: str | Path | Dossier,
        coder: str | None = None,
        article: Article | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        if coder is not None:
            require_name(coder)
        place = folder.folder if isinstance(folder, Dossier) else Path(folder)
        self.folder = existing_folder(place)
        self.coder = coder
        self.read_only = read_only
        self._given = article
        self._steps = list[Step]()
        self._made_up = set[tuple[str, str]]()
        self._read()

    def _read(self) -> None:
        """Read article and tables, also again."""
        self._article, self._no_article = self._given, None
        self._article_file: bytes | None = None
        if self._given is None:
            try:
                self._article_file = self._article_on_disk()
                self._article = article_of(self.folder)
            except AnchorError as error:
                self._no_article = in_short(error.problems)
            except FileNotFoundError as error:
                self._no_article = str(error)
            else:
                if not self._article.text.strip():
                    self._no_article = "the article has no text, so that no words can be selected"
        self._checker = Checker(self.folder, self._article)
        self._shown = Shown.of(self._checker)
        # Those of drafts were made up in an earlier session; rows may have come in meanwhile.
        self._made_up |= self._ids_of_drafts()

    def _ids_of_drafts(self) -> set[tuple[str, str]]:
        """Ids of new rows that wait, of tables whose forms ask for an id once."""
        return {
            (draft["table"], draft["cells"].get(key_columns(draft["table"])[0], ""))
            for draft in self._drafts()[0]
            if draft["key"] is None and draft["table"] not in _ADDED_IN_PLACE
        }

    def _article_on_disk(self) -> bytes | None:
        own = self.folder / "article.txt"
        return own.read_bytes() if own.is_file() else None

    def answer(self, message: object) -> list[Message]:
        """Answer a message of the view.

        What cannot be done is refused in words; nothing is raised for what a message says, nor for
        what the disk does.
        """
        try:
            kind, said = understood(message)
            self._require_allowed(kind)
            answer = _ANSWERS[kind](self, **said)
        except RefusedError as refusal:
            answer = refused(str(refusal), refusal.problems)
        except ChangedError as error:
            answer = {"type": "changed", "message": str(error)}
        except DossierError as error:
            answer = refused(in_short(error.problems))
        except AnalysisError as error:
            answer = refused(str(error))
        except OSError as error:
            answer = disk_refused(error)
        return [answer_to(message, answer)]

    def _require_allowed(self, kind: str) -> None:
        if self.read_only and kind not in ("open", "reload"):
            raise RefusedError("this view is for reading; Coder opens one for coding")

    def state(self) -> Message:
        """Give the whole of what the view shows."""
        article = self._article
        choices, wrong = read_choices(self.folder, {})
        drafts, broken = self._drafts()
        problems = [self._no_article, broken, *map(str, wrong)]
        problems += self._checker.unreadable()
        return {
            "type": "state",
            "title": Study(choices, self.folder, {}).title,
            "read_only": self.read_only,
            "coder": self.coder,
            "text": article.text if article else None,
            "paragraphs": [[*span] for span in article.paragraph_spans] if article else [],
            "form": {table: form_of(table, codebook_of(self.folder, table)) for table in CODED},
            "names": self._shown.names,
            "claims": self._shown.rows["claims"],
            "rows": {table: self._shown.rows[table] for table in CODED if table != "claims"},
            "drafts": drafts,
            "undo": len(self._steps),
            "waiting": self._shown.waiting,
            "problems": [problem for problem in problems if problem],
        }

    def _drafts(self) -> tuple[list[Message], str | None]:
        """Drafts as the view shows them, and why there are none to be read."""
        if self.read_only:
            return [], None
        try:
            return shown_drafts(read_drafts(self.folder), self._checker.copy), None
        except DossierError as error:
            return [], str(error.problems[0])

    def _reload(self) -> Message:
        self._read()
        return self.state()

    def _select(self, start: int, end: int) -> Message:
        article = self._article
        if article is None:
            raise RefusedError("there is no article to select words of")
        start, end = _trimmed(article.text, *sorted((start, end)))
        if start == end:
            raise RefusedError("no words are selected")
        cells = {name: str(value) for name, value in anchor_at(article, start, end).items()}
        if begins_as_a_formula(cells["quote"]):
            cells["quote"] = cells["quote"].lstrip(_FORMULA) or cells["quote"]
        frames = {
            table: frame
            for table in ("actors", "claims")
            if (frame := self._checker.frame(table)) is not None
        }
        overlaps = [
            row["key"]
            for row in self._shown.rows["claims"]
            if row["start"] is not None and row["start"] < end and start < row["end"]
        ]
        offers = offers_of(article, (start, end), frames, english=self._is_english())
        return {"type": "selected", "cells": cells, "offers": offers, "overlaps": overlaps}

    def _is_english(self) -> bool:
        choices, _ = read_choices(self.folder, {})
        return Study(choices, self.folder, {}).language == "en"

    def _check(
        self,
        table: str,
        key: str | None,
        cells: Mapping[str, str],
        more: Sequence[Mapping[str, Any]] = (),
    ) -> Message:
        problems, *_ = self._problems(_changes(table, key, cells, more))
        return {"type": "checked", "problems": problems}

    def _problems(self, changes: Sequence[Change]) -> list[list[Message]]:
        """Say what is wrong with rows as they would be written, by their columns."""
        completed = self._completed(changes)
        faults = [
            faults_of(change.table, change.cells, self._before(change)) for change in completed
        ]
        written = [
            change._replace(cells={**change.cells, **dict.fromkeys(fault, "")})
            for change, fault in zip(completed, faults, strict=True)
        ]
        return [
            [{"column": name, "text": text} for name, text in fault.items()]
            + [shown for problem in found if (shown := _shown(problem))["column"] not in fault]
            for fault, found in zip(faults, self._checker.problems(written), strict=True)
        ]

    def _before(self, change: Change) -> dict[str, str]:
        """Give the cells of a row as they are in the file; none for a new one."""
        if change.key is None:
            return {}
        file = self._checker.file(change.table)
        return file.rows[file.place(change.key)]

    def _completed(self, changes: Sequence[Change]) -> list[Change]:
        """Give rows the cells that a form does not have: ids, who coded them, their review."""
        completed = list[Change]()
        for change in changes:
            before = self._before(change)
            given = {
                name: cell if cell == before.get(name) else cell.strip()
                for name, cell in change.cells.items()
                if name not in OURS
            }
            row = dict.fromkeys(TABLES[change.table].column_names(), "") | before | given
            key = key_columns(change.table)[0]
            if change is changes[0] and self._is_taken_meanwhile(change, row[key]):
                row[key] = ""
            if change.key is None and not row[key]:
                ids = self._ids(change.table)
                for other in (one for one in changes if one.table == change.table):
                    ids.take(other.cells.get(key, ""), "")
                for other in (one for one in completed if one.table == change.table):
                    ids.take(other.cells[key], "")
                row[key] = ids.coined(row)
            completed.append(change._replace(cells=self._signed(row, before)))
        return completed

    def _is_taken_meanwhile(self, change: Change, key: str) -> bool:
        """Whether an id that was made up here, for a row that waited, is another row's by now."""
        if change.key is not None or (change.table, key) not in self._made_up:
            return False
        file = self._checker.file(change.table)
        return key in map(file.key, file.rows)

    def _signed(self, row: dict[str, str], before: Mapping[str, str]) -> dict[str, str]:
        """Say who coded a row that a person saves, and that it is accepted now."""
        if row.get("review") == "proposed":
            row = row | {"review": "accepted"}
        if self.coder and "coder" in row and row != before:
            row = row | {"coder": self.coder}
        return row

    def _ids(self, table: str) -> Ids:
        file = self._checker.file(table)
        return Ids(table, [file.key(row) for row in file.rows])

    def _coined(self, table: str, cells: Mapping[str, str]) -> Message:
        ids = self._ids(table)
        for waiting, taken in self._ids_of_drafts():
            if waiting == table:
                ids.take(taken, "")
        key = ids.coined(cells)
        self._made_up.add((table, key))
        return {"type": "coined", "key": key}

    def _save(
        self,
        table: str,
        key: str | None,
        cells: Mapping[str, str],
        draft: str | None = None,
        more: Sequence[Mapping[str, Any]] = (),
    ) -> Message:
        changes = _changes(table, key, cells, more)
        self._require_unchanged({change.table for change in changes})
        found = self._problems(changes)
        completed = self._completed(changes)
        self._require_right(completed, found)
        saved = completed[0].cells[key_columns(table)[0]]
        beside = {} if draft is None else without_draft(self.folder, draft)
        waited = Draft(draft, table, key, dict(cells)) if draft is not None and beside else None
        self._write(f"saved {saved}", completed, waited, beside)
        return self._saved(saved)

    def _require_unchanged(self, tables: set[str]) -> None:
        """Refuse to write tables that changed on disk; of others take what is there now."""
        for table in tables:
            self._checker.require_unchanged(table)
        if "claims" in tables and self._article_file is not None:
            require_unchanged(self.folder / "article.txt", self._article_file)
        self._checker.refresh(but=tables)

    def _require_right(self, changes: Sequence[Change], found: Sequence[list[Message]]) -> None:
        problems = [
            {"table": change.table, **problem}
            for change, own in zip(changes, found, strict=True)
            for problem in own
        ]
        main = changes[0]
        own_key = key_columns(main.table)[0]
        if main.key not in (None, main.cells[own_key]) and (who := self._resting(main)):
            text = f"{who} the row by the id {main.key}; an id that others name stays"
            problems.append({"table": main.table, "column": own_key, "text": text})
        if problems:
            raise RefusedError("the row is not right yet", problems)

    def _resting(self, change: Change) -> str | None:
        """Say who names a row, and begin a sentence with it; None where nobody does."""
        assert change.key is not None  # noqa: S101  (new rows are named by nobody)
        resting = self._checker.resting_on(change.table, change.key)
        named = [f"{table}.csv ({_listed(keys)})" for table, keys in resting.items()]
        choices, _ = read_choices(self.folder, {})
        named += [
            f"study.toml ({key.section}.{key.key})"
            for key in KEYS
            if key.table == change.table
            and change.key in _as_list(choices.get(f"{key.section}.{key.key}"))
        ]
        if not named:
            return None
        return f"{', '.join(named)} {'name' if len(named) > 1 else 'names'}"

    def _write(
        self,
        said: str,
        changes: Sequence[Change],
        draft: Draft | None = None,
        beside: Mapping[Path, Contents] | None = None,
    ) -> None:
        """Put rows into their files in one step."""
        files: dict[str, RowFile] = {}
        for change in changes:
            file = files.get(change.table) or self._checker.file(change.table)
            files[change.table] = file.with_row(change.cells, change.key)
        self._write_files(said, files, draft, beside or {})

    def _write_files(
        self,
        said: str,
        files: Mapping[str, RowFile],
        draft: Draft | None,
        beside: Mapping[Path, Contents],
    ) -> None:
        """Write files in one step, those beside it with them."""
        contents = {
            file.path: (file.content, file.encoded())
            for table in _WRITTEN
            if (file := files.get(table))
        }
        contents = {path: both for path, both in contents.items() if both[0] != both[1]}
        with undisturbed():
            write_step(contents | {**beside})
            if contents:
                self._steps.append(Step(said, contents, draft))
                self._took(self._steps[-1], after=True)

    def _took(self, step: Step, *, after: bool) -> None:
        for path, (old, new) in step.files.items():
            self._checker.take(path.stem, new if after else old)

    def _saved(self, key: str | None) -> Message:
        return {"type": "saved", "key": key, "update": self._update()}

    def _update(self) -> Message:
        """Say what of the tables has changed since the view was last answered."""
        shown = Shown.of(self._checker)
        changed = shown.changed_since(self._shown)
        self._shown = shown
        return changed | self._beside()

    def _beside(self) -> Message:
        """What of the view is not rows: drafts wait, steps can be undone."""
        return {"drafts": self._drafts()[0], "undo": len(self._steps)}

    def _draft(
        self, table: str, key: str | None, cells: Mapping[str, str], draft: str | None = None
    ) -> Message:
        faults = faults_of(table, cells, cells)
        if faults:
            problems = [{"column": name, "text": text} for name, text in faults.items()]
            raise RefusedError("the draft has what no file can keep", problems)
        kept = keep_draft(self.folder, draft, table, key, cells)
        return {"type": "drafted", "draft": kept, "update": self._beside()}

    def _discard(self, draft: str) -> Message:
        discard_draft(self.folder, draft)
        return {"type": "discarded", "update": self._beside()}

    def _remove(self, table: str, key: str) -> Message:
        self._require_unchanged({table})
        file = self._checker.file(table)
        file.place(key)
        if who := self._resting(Change(table, key, {})):
            raise RefusedError(f"{who} {key}; it can be removed when they do not")
        self._write_files(f"removed {key}", {table: file.without([key])}, None, {})
        return self._saved(None)

    def _review(self, table: str, key: str, review: str) -> Message:
        if "review" not in TABLES[table].column_names():
            raise RefusedError(f"rows of {table} are not reviewed")
        self._require_unchanged({table})
        change = Change(table, key, {})
        change = change._replace(cells=self._before(change) | {"review": review})
        if review == "accepted":
            (found,) = self._checker.problems([change])
            self._require_right([change], [[_shown(problem) for problem in found]])
        self._write(f"{review} {key}", [change])
        return self._saved(key)

    def _undo(self) -> Message:
        if not self._steps:
            raise RefusedError("there is nothing to undo")
        step = self._steps[-1]
        beside = with_draft(self.folder, step.draft)[1] if step.draft else {}
        with undisturbed():
            take_back(step.files, beside)
            self._steps.pop()
            self._took(step, after=False)
        return self._saved(None) | {"message": f"undone: {step.said}"}


_ANSWERS: dict[str, Callable[..., Message]] = {
    "open": Desk.state,
    "reload": Desk._reload,  # noqa: SLF001  (its own)
    "select": Desk._select,  # noqa: SLF001
    "check": Desk._check,  # noqa: SLF001
    "save": Desk._save,  # noqa: SLF001
    "draft": Desk._draft,  # noqa: SLF001
    "discard": Desk._discard,  # noqa: SLF001
    "remove": Desk._remove,  # noqa: SLF001
    "review": Desk._review,  # noqa: SLF001
    "undo": Desk._undo,  # noqa: SLF001
    "ids": Desk._coined,  # noqa: SLF001
}


def state(folder: str | Path | Dossier) -> Message:
    """Give what a view for reading shows of a dossier, for a page without a kernel.

    Examples
    --------
    >>> import analysis
    >>> shown = state(analysis.example())
    >>> shown["type"], shown["read_only"], shown["claims"][0]["match"]
    ('state', True, 'exact')
    """
    return Desk(folder, read_only=True).state()


def _changes(
    table: str, key: str | None, cells: Mapping[str, str], more: Sequence[Mapping[str, Any]]
) -> list[Change]:
    """Give a row, then the new ones that are written in the same step."""
    new = [Change(row["table"], None, row["cells"]) for row in more]
    return [Change(table, key, cells), *new]


def _shown(problem: Problem) -> Message:
    """Give a problem as the words of ``dossier check`` beside a field."""
    value = f"{shorten(problem.value)}: " if problem.value else ""
    column = problem.column and problem.column.split(", ")[0]
    return {"column": column, "text": f"{value}{problem.remedy}"}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks at both ends of a selection."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return min(start, end), end


def _listed(keys: Sequence[str]) -> str:
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return f"{', '.join(key.replace('|', ' ') for key in keys[:_NAMED])}{more}"


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
