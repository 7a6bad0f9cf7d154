"""What ``dossier check`` would say of rows before they are written.

The tables are in memory. Rows are typed and checked by what reads every dossier, together with the
other rows as they are: what is wrong with those, and was without the new ones, does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import polars as pl

from analysis.coding.row_files import RowFile, key_columns
from analysis.dossier import TABLES, DossierError, Problem
from analysis.dossier.csv_text import text_of
from analysis.dossier.files import TableFile, TableText
from analysis.dossier.reading import ReadTable, one_cause_each, problems_together, typed_table
from analysis.dossier.references import references_of
from analysis.dossier.rows import typed_and_checked
from analysis.evidence.anchors import Copy, anchor_problems_of
from analysis.writing import require_unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import dataframely as dy

    from analysis.dossier.tables import Claim
    from analysis.evidence import Article

    _Place = tuple[str, int]
    """Table and number of a row."""
    _Keyed = tuple[object, Problem]
    """A problem, and what it is about."""

_ANCHOR = ("claim_id", "paragraph", "start", "end", "digest", "quote")
_PRINTED = ("cue", "likelihood_term")


class Change(NamedTuple):
    """A row to be written."""

    table: str
    key: str | None
    """Of the row that it takes the place of; None for a new one."""

    cells: Mapping[str, str]


@dataclass(frozen=True)
class _Stored:
    """One table, as its file was read last."""

    content: bytes | None
    file: RowFile | None
    """None where it is not a file of rows and columns."""

    read: ReadTable


class Checker:
    """The tables of a dossier in memory, and what is wrong with rows that are put into them.

    It also works on a dossier that does not load, as far as its tables can be read.

    Examples
    --------
    >>> import analysis
    >>> checker = Checker(analysis.example().folder)
    >>> row = checker.file("transfers").rows[0] | {"supplier": "ardnia"}
    >>> ((problem,),) = checker.problems([Change("transfers", row["transfer_id"], row)])
    >>> problem.column, problem.remedy
    ('supplier', 'no such actor_id; did you mean "ardania"?')
    """

    def __init__(self, folder: Path, article: Article | None = None) -> None:
        self.folder = folder
        self.copy = Copy(article) if article else None
        self._tables = {table: _stored(folder, table, self._on_disk(table)) for table in TABLES}
        self._before: tuple[object, list[_Keyed]] | None = None

    def file(self, table: str) -> RowFile:
        """Give a table's file as it was read last.

        Raises
        ------
        DossierError
            It is not a file of rows and columns.
        """
        stored = self._tables[table]
        if stored.file is None:
            raise DossierError(stored.read.problems)
        return stored.file

    def frame(self, table: str) -> pl.DataFrame | None:
        """Give a table's rows with their types; None where it cannot be read as a whole."""
        return self._tables[table].read.frame

    def unreadable(self) -> Iterator[str]:
        """Say which tables cannot be read as a whole, and what is first to be dealt with."""
        for stored in self._tables.values():
            if stored.read.frame is None:
                yield in_short(stored.read.problems)

    def require_unchanged(self, table: str) -> None:
        """Refuse to go on where a table's file is not what was read, or what could not be read.

        Raises
        ------
        ChangedError
            It is not.
        """
        content = self._tables[table].content
        if self._on_disk(table) != content:
            require_unchanged(self.folder / f"{table}.csv", content)

    def refresh(self, but: Iterable[str] = ()) -> None:
        """Read tables again that changed on disk, except some."""
        for table in TABLES.keys() - set(but):
            content = self._on_disk(table)
            if content != self._tables[table].content:
                self.take(table, content)

    def take(self, table: str, content: bytes | None) -> None:
        """Go on with what a table's file contains now."""
        self._tables[table] = _stored(self.folder, table, content)
        self._before = None

    def _on_disk(self, table: str) -> bytes | None:
        try:
            return (self.folder / f"{table}.csv").read_bytes()
        except OSError:
            return None  # what is in its place, if anything, is said when it is taken apart

    def problems(self, changes: Sequence[Change]) -> list[list[Problem]]:
        """Say what is wrong with each of several rows that are written together.

        Raises
        ------
        DossierError
            A table of theirs is not a file of rows and columns.
        QuestionError
            There is no row of such a key, or there are several, or a cell cannot be written.
        """
        read = {table: stored.read for table, stored in self._tables.items()}
        numbers: dict[str, Iterator[int]] = {}
        for table in dict.fromkeys(change.table for change in changes):
            group = [change for change in changes if change.table == table]
            read[table], rows = self._with_rows(table, group)
            numbers[table] = iter(rows)
        places = [(change.table, next(numbers[change.table])) for change in changes]
        caused = self._caused(changes, read, places)
        return [_of_row(read, place, caused[place], self.copy) for place in places]

    def _with_rows(self, table: str, changes: Sequence[Change]) -> tuple[ReadTable, list[int]]:
        """Put rows into a table, and say which rows they are then."""
        file, (text, frame, _) = self.file(table), self._tables[table].read
        texts = text.texts if text else _texts(table, [])
        frame = texts.clear() if frame is None else frame
        numbers = []
        for change in changes:
            number = len(file.rows) if change.key is None else file.place(change.key)
            file = file.with_row(change.cells, change.key)
            own = _texts(table, [file.rows[number]])
            typed, _ = typed_and_checked(table, _in_memory(own, _lines(1)))
            texts = _replaced(texts, number, own)
            frame = _replaced(frame, number, typed)
            numbers.append(number)
        return ReadTable(_in_memory(texts, file.encoded(), file.path.name), frame, []), numbers

    def _caused(
        self, changes: Sequence[Change], read: Mapping[str, ReadTable], places: Sequence[_Place]
    ) -> dict[_Place, list[Problem]]:
        """Find what rows are the cause of: what is wrong with them, and is not without them."""
        found = _with_keys(problems_together(read), read)
        before = {key for key, _ in self._without(changes)} if found else set()
        caused: dict[_Place, list[Problem]] = {place: [] for place in places}
        lines = {_place_in_file(read, place): place for place in places}
        for key, problem in found:
            if problem.line is None:
                continue
            if (problem.file, problem.line) in lines:
                caused[lines[problem.file, problem.line]].append(problem)
            elif key not in before:
                table = problem.file.removesuffix(".csv")
                place = next((one for one in places if one[0] == table), places[0])
                file, line = _place_in_file(read, place)
                column = problem.column if place[0] == table else None
                said = Problem(file, line, column, None, problem.rule, f"with it, {problem}")
                caused[place].append(said)
        return caused

    def _without(self, changes: Sequence[Change]) -> list[_Keyed]:
        """What is wrong with the tables without some rows: found once for each set of them."""
        gone = tuple((change.table, change.key) for change in changes if change.key is not None)
        if self._before is None or self._before[0] != gone:
            read = {table: stored.read for table, stored in self._tables.items()}
            for table in dict.fromkeys(table for table, _ in gone):
                file, (text, frame, _) = self.file(table), read[table]
                keys = [key for one, key in gone if one == table]
                out = {file.place(key) for key in keys}
                left = pl.Series([at not in out for at in range(len(file.rows))], dtype=pl.Boolean)
                if text is not None and frame is not None:
                    content = file.without(keys).encoded()
                    texts = _in_memory(text.texts.filter(left), content, file.path.name)
                    read[table] = ReadTable(texts, frame.filter(left), [])
            self._before = gone, _with_keys(problems_together(read), read)
        return self._before[1]

    def resting_on(self, table: str, key: str) -> dict[str, list[str]]:
        """Give the rows that name a row: their keys by table."""
        resting = dict[str, list[str]]()
        for other, stored in self._tables.items():
            frame = stored.read.frame
            columns = [name for name, to in references_of(TABLES[other]).items() if to == table]
            if frame is None or stored.file is None or not columns:
                continue
            named = pl.any_horizontal(
                pl.col(name).list.contains(key)
                if isinstance(frame.schema[name], pl.List)
                else pl.col(name) == key
                for name in columns
            ).fill_null(value=False)
            rows = frame.select(named).to_series().arg_true().to_list()
            keys = [stored.file.key(stored.file.rows[row]) for row in rows]
            if keys := [one for one in keys if (other, one) != (table, key)]:
                resting[other] = keys
        return resting


def in_short(problems: Sequence[Problem]) -> str:
    """Give the first of several problems, and say how many more there are."""
    more = f"; dossier check lists {len(problems) - 1:,} more" if len(problems) > 1 else ""
    return f"{problems[0]}{more}"


def _stored(folder: Path, table: str, content: bytes | None) -> _Stored:
    path = folder / f"{table}.csv"
    text, unread = text_of(table, TableFile(path, path.name, 0, content))
    file = None if unread or text is None else RowFile.of(path, table, content)
    return _Stored(content, file, typed_table(table, text, unread))


def _texts(table: str, rows: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """Give rows as the loader reads them from a file."""
    columns = TABLES[table].column_names()
    cells = {name: [row[name] or None for row in rows] for name in columns}
    return pl.DataFrame(cells, dict.fromkeys(columns, pl.String()))


def _in_memory(texts: pl.DataFrame, content: bytes, name: str = "") -> TableText:
    return TableText(texts, [TableFile(Path(name), name, 0, content)], [0])


def _lines(rows: int) -> bytes:
    """Content of a file that has so many rows, of which only the lines are asked."""
    return b"line\n" * (1 + rows)


def _replaced(frame: pl.DataFrame, number: int, row: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([frame.head(number), row, frame.slice(number + 1)])


def _place_in_file(read: Mapping[str, ReadTable], place: _Place) -> tuple[str, int]:
    text = read[place[0]].text
    assert text is not None  # noqa: S101  (its rows were put there)
    return text.place(place[1])


def _with_keys(problems: Iterable[Problem], read: Mapping[str, ReadTable]) -> list[_Keyed]:
    """Give each problem with what it is about, whatever the number of its line."""
    rows = dict[str, dict[int, object]]()
    found: list[_Keyed] = []
    for problem in problems:
        table = problem.file.removesuffix(".csv")
        text = read[table].text
        if text is not None and table not in rows:
            keys = text.texts.select(key_columns(table)).rows()
            rows[table] = dict(zip(text.files[0].lines, keys, strict=True))
        key = rows[table].get(problem.line or 0)
        found.append(((problem.file, key, problem.column, problem.value, problem.rule), problem))
    return found


def _of_row(
    read: Mapping[str, ReadTable], place: _Place, caused: Sequence[Problem], copy: Copy | None
) -> list[Problem]:
    """Say what is wrong with one row: its cells, what it does to others, its words."""
    (table, number), (file, line) = place, _place_in_file(read, place)
    text, frame, _ = read[table]
    assert text is not None  # noqa: S101  (its rows were put there)
    assert frame is not None  # noqa: S101
    own = text.texts.slice(number, 1)
    keys = key_columns(table)
    others = text.texts.with_row_index("row").filter(pl.col("row") != number).drop("row")
    alike = others.join(own.select(keys), on=keys, how="semi", maintain_order="left")
    few = _in_memory(pl.concat([alike, own]), _lines(alike.height + 1), file)
    _, found = typed_and_checked(table, few, each=True)
    last = alike.height + 2
    found = [replace(problem, line=line) for problem in found if problem.line == last]
    found = one_cause_each(found, caused)
    if table == "claims" and copy:
        found = one_cause_each(found, _of_words(frame, number, copy, line))
    return found


def _of_words(frame: pl.DataFrame, number: int, copy: Copy, line: int) -> list[Problem]:
    """Say what is wrong with the place that a claim has in the article."""
    own = frame.slice(number, 1).with_columns(pl.col("claim_id").fill_null(""))
    if None in own.select(_ANCHOR).row(0):
        return []
    key = own["claim_id"].item()
    numbered = frame.with_row_index("row").filter(pl.col("row") != number)
    others = numbered.filter(pl.col("claim_id") != key).drop_nulls(_ANCHOR)
    columns = (*_ANCHOR, *_PRINTED)
    both = pl.concat([others.select(columns), own.select(columns)])
    return anchor_problems_of(key, cast("dy.DataFrame[Claim]", both), copy, line)
