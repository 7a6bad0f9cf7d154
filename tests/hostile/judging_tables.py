"""What is to become of a damaged dossier: an error that names the place, or every change is named.

Files are read a second time by Python's own reader, and what was said of them is compared with it.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import os
import re
import shutil
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import polars as pl
from damaged_tables import ARTICLE, BASES, DECISIONS, DRAFTS, STUDY, base

from analysis.cli.checking import check_dossiers
from analysis.cli.differing import written
from analysis.coding.decisions import Decisions
from analysis.coding.drafts import read_drafts
from analysis.dossier import Dossier, DossierError, load
from analysis.dossier.causes import REMEDIES
from analysis.dossier.choices import KEYS, read_choices
from analysis.dossier.csv_text import read_text
from analysis.dossier.differences import changed_cells, changes
from analysis.dossier.older import version_of
from analysis.dossier.reading import (
    one_cause_each,
    problems_together,
    read_tables,
    typed_table,
)
from analysis.dossier.references import references_of
from analysis.dossier.renames import renamed_tables
from analysis.dossier.tables import TABLES
from analysis.evidence import anchor_problems, read_article
from analysis.evidence.anchors import Copy, digest
from analysis.revisions import changed_answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import dataframely as dy
    from damaged_tables import Damaged

    from analysis.dossier import Problem
    from analysis.dossier.older import Version
    from analysis.dossier.reading import ReadTable
    from analysis.errors import AnalysisError

LINES_OF_A_MESSAGE = 3_000
"""Characters that a problem may take in words."""
_Change = tuple[str, str, str | None, str]
"""Table, key, column and what happened, as `changes` has them."""

_BY_FOLDER, _SHOWN = 2, 3
"""Of sixteen numbers, the one that is compared by its folder, and the one that is shown."""

_RELATIONAL = frozenset(
    (
        *("primary_key", "row_twice", "one_spelling", "one_name_each", "one_description_each"),
        *("affiliation_chain_ends", "reference", "obliged_is_a_party", "unit_of_quantity"),
        *("country", "figure_states_its_condition"),
    )
)
"""Rules by which a row is wrong for what another says."""
_TO_DO = re.compile(
    r"expected|write|remove|delete|save|rename|leave|choose|needs?\b|needed|must be|did you mean"
    r"|once is enough|add\b|keep one|keep the|breaks the rule|is not of the form|quote|doubled"
    r"|take the cell|no such|is missing|end it|is not allowed|correct|move it|of the form"
    r"|is not a party|dossier \w+|is there more than once|further (?:rows?|cells)"
    r"|is given in|has an empty item|close|convert"
)


@dataclass
class Told:
    """What became of a damaged dossier."""

    how: str
    """``refused``, ``same`` or ``told``."""

    problems: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


class NotTakenApartError(ValueError):
    """A file that no strict reader takes apart."""


Row = dict[str, str]


@dataclass
class Read:
    """A table as Python's reader has it."""

    header: list[str]
    lines: list[int]
    rows: list[Row]


def in_one_form(raw: bytes) -> bytes:
    """Undo the ways in which programs save one and the same text."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in raw:
        return raw.replace(b"\r", b"\n")
    return raw.replace(b"\r\n", b"\n") if raw.partition(b"\n")[0].endswith(b"\r") else raw


def read_strictly(raw: bytes) -> Read:
    """Read a table by Python's reader; rows without anything at the end do not count."""
    csv.field_size_limit(1 << 30)
    try:
        text = in_one_form(raw).decode()
        reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
        found, line = list[tuple[int, list[str]]](), 1
        for cells in reader:
            found.append((line, cells))
            line = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotTakenApartError(str(error)) from None
    if not found:
        raise NotTakenApartError("nothing is there")
    (_, header), *rows = found
    while rows and not any(rows[-1][1]):
        rows.pop()
    if any(len(cells) != len(header) for _, cells in rows):
        raise NotTakenApartError("rows differ in length")
    while header and not header[-1]:
        if any(cells[len(header) - 1] for _, cells in rows):
            raise NotTakenApartError("cells are in a column without a name")
        header.pop()
    if len({*header}) < len(header):
        raise NotTakenApartError("a heading is there twice")
    lines = [line for line, _ in rows]
    return Read(header, lines, [dict(zip(header, cells, strict=False)) for _, cells in rows])


def cell_of(text: str, column: dy.Column) -> str:
    """Write a cell as tables here have it, where other programs write the same in another way."""
    dtype = column.dtype
    if not text:
        return ""
    if dtype == pl.Boolean:
        word = text.lower().removesuffix(".0")
        return {"1": "true", "0": "false"}.get(word, word)
    if dtype.is_integer():
        return re.sub(r"\.0+$", "", text)
    if dtype.is_float():
        with contextlib.suppress(ValueError):
            return repr(float(text) + 0.0)
    return text


def told_cell(value: object, column: dy.Column) -> str:
    """Write a loaded value as `cell_of` does."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    return cell_of(str(value), column)


@dataclass
class Dirt:
    """Where a file differs from what it was."""

    whole: bool = False
    """Whether its header or the file as such differs."""

    lines: set[int] = field(default_factory=set)
    cells: dict[int, set[str]] = field(default_factory=dict)
    """Columns by line, where only cells differ."""

    words: set[str] = field(default_factory=set)
    """What rows that differ say, and said."""

    onwards: bool = False
    """Whether rows below the first line that differs are taken apart in another way."""

    def names(self, line: int | None, column: str | None) -> bool:
        """Whether a place is where the file differs."""
        if self.whole or line is None:
            return True
        if line in self.lines:
            columns = self.cells.get(line)
            asked = (column or "").split(", ")
            return columns is None or column is None or not columns.isdisjoint(asked)
        return self.onwards and line >= min(self.lines, default=0)

    def mentions(self, problem: Problem) -> bool:
        """Whether a problem is about what a row says, or said, that differs."""
        value = problem.value or ""
        said = {value, *value.split("|"), *re.findall(r'"([^"]+)"', problem.remedy)}
        words = {word.casefold() for word in self.words}
        lines = set(map(int, re.findall(r"\bline ([0-9]+)", problem.remedy)))
        is_said = not words.isdisjoint(map(str.casefold, said))
        return self.whole or bool(lines & self.lines) or is_said


def _words(rows: Iterable[Mapping[str, str]]) -> set[str]:
    cells = [cell for row in rows for cell in row.values() if cell]
    items = [item for cell in cells for item in re.split(r"\||; |: ", cell)]
    keys = ["|".join([*row.values()][:width]) for row in rows for width in (2, 3)]
    return {*cells, *items, *keys} - {""}


def dirt_of(before: bytes, after: bytes | str, *, is_table: bool = True) -> Dirt:
    """Find out where a file differs."""
    if isinstance(after, str) or not before:
        return Dirt(whole=True)
    one, other = in_one_form(before), in_one_form(after)
    if one == other:
        return Dirt(whole=before != after)
    if b"\r" in other and is_table:  # Python's reader would take it for the end of a line
        return _dirt_of_bytes(one, other)
    if not is_table:  # a quote mark or a heading there may say something of all that follows
        return replace(_dirt_of_bytes(one, other), onwards=True)
    try:
        was, now = read_strictly(before), read_strictly(after)
    except NotTakenApartError:
        return _dirt_of_bytes(one, other)
    if was.header != now.header:
        return Dirt(whole=True)
    start = _alike(was.rows, now.rows)
    end = _alike(was.rows[start:][::-1], now.rows[start:][::-1])
    gone, new = was.rows[start : len(was.rows) - end], now.rows[start : len(now.rows) - end]
    lines = now.lines[start : len(now.rows) - end]
    found = Dirt(lines={*lines}, words=_words([*gone, *new]))
    if len(gone) == len(new):
        pairs = list(zip(lines, gone, new, strict=True))
        found.cells = {n: {c for c in a if a[c] != b[c]} for n, a, b in pairs if a != b}
        found.lines = {*found.cells}
        changed = [one for _, a, b in pairs if a != b for one in (a, b)]
        found.words = _words(changed)
    if not found.lines and not found.words:  # blank lines, quote marks
        return _dirt_of_bytes(one, other)
    return found


def _dirt_of_bytes(one: bytes, other: bytes) -> Dirt:
    start = _alike(one, other)
    rest = _alike(one[start:][::-1], other[start:][::-1])
    first = other.count(b"\n", 0, start) + 1
    last = other.count(b"\n", 0, max(len(other) - rest, start)) + 1
    begin = other.rfind(b"\n", 0, start) + 1
    parts = [raw[begin : len(raw) - rest].decode("utf-8", "replace") for raw in (one, other)]
    words = {word for part in parts for word in re.split(r'[,\n|"]', part) if word}
    lines = {*range(max(first - 1, 1), last + 2)}
    quotes = one.count(b'"') != other.count(b'"') or b"\r" in other or b"\0" in other
    onwards = quotes or last >= other.count(b"\n")
    return Dirt(whole=first == 1, lines=lines, words=words, onwards=onwards)


def _alike(one: Any, other: Any) -> int:  # noqa: ANN401  (texts or lists)
    """Count the items with which both begin."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # of bytes, the longest common beginning by halves
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


@cache
def original(name: str) -> Dossier:
    """A dossier before anything happened to it, with all its rows."""
    return load(BASES[name][0], review="all")


@cache
def originally(name: str, file: str) -> Read:
    """A table before anything happened to it."""
    return read_strictly(base(name)[file])


@cache
def _kept(name: str) -> Mapping[str, ReadTable]:
    """Tables of a dossier before anything happened to them, read and checked by themselves."""
    folder = BASES[name][0]
    return {table: typed_table(table, *read_text(table, [folder])) for table in TABLES}


def prepare_base(name: str) -> None:
    """Load a dossier once, which is kept."""
    _kept(name)
    _version(name)


def loaded_by_parts(made: Damaged, place: Path) -> Dossier:
    """Load a damaged dossier as `load` does, but read only the tables that something happened to.

    Raises
    ------
    DossierError
        As `load` does.
    """
    if made.files.keys() - base(made.base).keys():  # one of them may be meant for another
        return load(place, review="all")
    read = {
        table: typed_table(table, *read_text(table, [place]))
        if f"{table}.csv" in made.files
        else kept
        for table, kept in _kept(made.base).items()
    }
    frames = {table: one.frame for table, one in read.items() if one.frame is not None}
    problems = [problem for one in read.values() for problem in one.problems]
    spoilt = {problem.file for problem in problems if problem.rule in REMEDIES}
    together = [one for one in problems_together(read) if one.file not in spoilt]
    choices, found = read_choices(place, frames)
    if said := [*one_cause_each(problems, together), *found]:
        raise DossierError(said)
    return Dossier(place, choices, **cast("Any", frames))


class Workshop:
    """Folders in which dossiers are damaged, and put right again.

    Parameters
    ----------
    folder
        An empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Path] = {}

    def dossier(self, name: str) -> Path:
        """A folder with the files of a dossier as they were."""
        if name not in self._made:
            self._made[name] = place = self._folder / name
            place.mkdir(parents=True)
            for file, raw in base(name).items():
                (place / file).write_bytes(raw)
        return self._made[name]

    @contextlib.contextmanager
    def damaged(self, made: Damaged) -> Iterator[Path]:
        """Do to a dossier what is to happen to it, for as long as it is looked at."""
        place = self.dossier(made.base)
        try:
            for file, now in made.files.items():
                put(place / file, now)
            yield place
        finally:
            for file in made.files:
                put(place / file, base(made.base).get(file, "gone"))


def put(path: Path, now: bytes | str) -> None:
    """Make a file what it is to be."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    match now:
        case bytes():
            path.write_bytes(now)
        case "a folder":
            path.mkdir()
            (path / "inside").touch()
        case "a link to nowhere":
            path.symlink_to("nowhere")
        case "a link to itself":
            path.symlink_to(path.name)
        case "a pipe":
            os.mkfifo(path)


def judged(made: Damaged, workshop: Workshop) -> Told:
    """Load a damaged dossier, and compare what is said with what happened."""
    dirt = {
        name: dirt_of(base(made.base).get(name, b""), now, is_table=name.endswith(".csv"))
        for name, now in made.files.items()
        if now != base(made.base).get(name)
    }
    with workshop.damaged(made) as place:
        try:
            loaded = loaded_by_parts(made, place)
        except DossierError as error:
            told = Told("refused", [str(problem) for problem in error.problems])
            told.findings += [*_of_problems(error.problems, dirt, made), *_of_an_error(error)]
            loaded = None
        else:
            told = _of_loaded(made, loaded, place, dirt)
        told.findings += _of_texts(made, loaded, place)
        if made.number % 8 == 0:
            told.findings += _loaded_whole(told, place)
        if made.number % 16 == 0:
            told.findings += _read_with_others(made, place, workshop, told)
        if made.number % 16 == 1:
            told.findings += _of_differences(made, place, dirt)
    return told


def _loaded_whole(told: Told, place: Path) -> Iterator[str]:
    """The same is said where every file is read."""
    try:
        load(place)
    except DossierError as error:
        said = [str(one) for one in error.problems]
    else:
        said = []
    if said != told.problems:
        yield f"load: says {said[:2]}, and by parts {told.problems[:2]}"


def _of_an_error(error: AnalysisError) -> Iterator[str]:
    message = str(error)
    if "Traceback" in message:
        yield "traceback: in the message"
    if not message.strip():
        yield "message: is empty"


def _of_problems(
    problems: Iterable[Problem], dirt: Mapping[str, Dirt], made: Damaged
) -> Iterator[str]:
    """Say which problems are at a wrong place, or do not say what to do."""
    explained = 0
    for one in problems:
        if not _TO_DO.search(one.remedy):
            yield f"no remedy: {one}"
        if len(str(one)) > LINES_OF_A_MESSAGE or not str(one).isprintable():
            yield f"message: too long or not to be printed: {str(one)[:200]!r}"
        if one.line is not None and one.line < 1:
            yield f"place: line {one.line}: {one}"
        if _is_explained(one, dirt, made):
            explained += 1
        else:
            yield f"place: {one}"
    if not explained:
        yield "place: no problem is where the damage is"


def _is_explained(one: Problem, dirt: Mapping[str, Dirt], made: Damaged) -> bool:
    own = dirt.get(one.file)
    if own and own.names(one.line, one.column):
        return True
    if one.rule == "file" and not own:  # a file of another name was there to be meant
        return any(name in one.remedy for name in made.files)
    if one.rule == "reference":
        table = one.file.removesuffix(".csv")
        if own := dirt.get(f"{_target(table, one.column)}.csv"):
            return own.mentions(one)
    related = one.rule in _RELATIONAL or one.file == STUDY
    return related and any(each.mentions(one) for each in dirt.values())


def _target(table: str, column: str | None) -> str | None:
    if table == "study.toml":
        return next((k.table for k in KEYS if f"{k.section}.{k.key}" == column), None)
    return references_of(TABLES[table]).get(column or "")


def _of_loaded(made: Damaged, loaded: Dossier, place: Path, dirt: Mapping[str, Dirt]) -> Told:
    """Compare what was loaded with another reading, and with what is said to have changed."""
    told, was = Told("same"), original(made.base)
    expected = list[_Change]()
    for table in TABLES:
        if f"{table}.csv" in dirt:
            expected += _of_table(made, loaded, table, told)
        elif not getattr(loaded, table).equals(getattr(was, table)):
            told.findings.append(f"silent: {table}.csv is as it was, and loaded otherwise")
    if STUDY in dirt:
        expected += [(STUDY, *one) for one in _of_study(made, loaded, told)]
    elif loaded.choices != was.choices:
        told.findings.append("silent: study.toml is as it was, and loaded otherwise")
    if expected:
        told.how = "told"
    elif not dirt:
        return told
    by_folder = made.number % 16 == _BY_FOLDER
    found = changes(BASES[made.base][0], place) if by_folder else _changes(made.base, loaded)
    named = found.select("table", "key", "column", "change").rows()
    if sorted(map(str, named)) != sorted(map(str, expected)):
        lacking = [one for one in expected if one not in named][:2]
        more = [one for one in named if one not in expected][:2]
        told.findings.append(f"changes: does not name {lacking}, and names {more}")
    if made.number % 16 == _SHOWN:
        told.findings += _of_showing(was, loaded, found)
    return told


def _of_table(made: Damaged, loaded: Dossier, table: str, told: Told) -> list[_Change]:
    """Compare a table with another reading of it, and give what is to be named as changed."""
    name, schema, now = f"{table}.csv", TABLES[table], made.files[f"{table}.csv"]
    columns, rows = schema.columns(), list[Row]()

    def in_columns(row: Row) -> Row:
        return {one: cell_of(row.get(one, ""), column) for one, column in columns.items()}

    if isinstance(now, bytes):
        try:
            read = read_strictly(now)
        except NotTakenApartError as error:
            told.findings.append(f"silent: {name} was loaded, not by a strict reader: {error}")
            return []
        if foreign := {*read.header} - {*columns}:
            told.findings.append(f"silent: {name} was loaded without {sorted(foreign)}")
        rows = [in_columns(row) for row in read.rows]
    elif now != "gone":
        told.findings.append(f"silent: {name} is {now}, and was loaded")
    frame = getattr(loaded, table)
    loaded_rows = [
        {one: told_cell(row[one], column) for one, column in columns.items()}
        for row in frame.iter_rows(named=True)
    ]
    if len(rows) != len(loaded_rows):
        told.findings.append(f"silent: {name} has {len(rows)} rows, {frame.height} were loaded")
    told.findings += [
        f"silent: {name} row {at} {one}: {a[one][:80]!r} was loaded as {b[one][:80]!r}"
        for at, (a, b) in enumerate(zip(rows, loaded_rows, strict=False))
        for one in a
        if a[one] != b[one]
    ][:3]
    before = originally(made.base, name).rows if name in base(made.base) else []
    were = [in_columns(row) for row in before]
    return [(table, *one) for one in _differing(were, rows, schema.primary_key())]


def _of_showing(was: Dossier, loaded: Dossier, found: pl.DataFrame) -> Iterator[str]:
    """What differs is written in every form, and a dossier can be shown."""
    answers = changed_answers(was, loaded)
    for form in ("text", "csv", "markdown"):
        text = "\n".join(written(found, answers, form, summary=False)).replace("\\_", "_")
        if lost := [name for name in found["table"].unique() if name not in text]:
            yield f"diff: {form} does not name {lost}"
    if "\n" in repr(loaded) or not loaded._repr_html_():
        yield "shown: a dossier takes a line"


def _changes(name: str, loaded: Dossier) -> pl.DataFrame:
    return changed_cells(_version(name), version_of(loaded))


@cache
def _version(name: str) -> Version:
    return version_of(original(name))


def _differing(
    were: list[Row], are: list[Row], key: list[str]
) -> Iterator[tuple[str, str | None, str]]:
    """Compare the rows of a table by their keys, and rows of one key by their order."""

    def by_key(rows: list[Row]) -> dict[tuple[str, ...], list[Row]]:
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            found.setdefault(tuple(row[c] for c in key), []).append(row)
        return found

    old, new = by_key(were), by_key(are)
    for each in dict.fromkeys([*old, *new]):
        name = "|".join(filter(None, each))
        pairs = list(zip(old.get(each, []), new.get(each, []), strict=False))
        for a, b in pairs:
            yield from ((name, c, "changed") for c in a if a[c] != b[c])
        yield from ((name, None, "dropped") for _ in old.get(each, [])[len(pairs) :])
        yield from ((name, None, "added") for _ in new.get(each, [])[len(pairs) :])


def _of_study(made: Damaged, loaded: Dossier, told: Told) -> Iterator[tuple[str, str | None, str]]:
    """Compare the choices with what Python's reader has of the file."""
    now = made.files[STUDY]
    said: dict[str, Any] = {}
    if isinstance(now, bytes):
        try:
            said = tomllib.loads(now.decode("utf-8-sig").replace("\r\n", "\n"))
        except (ValueError, RecursionError) as error:
            told.findings.append(
                f"silent: study.toml was loaded, which another reader does not: {error}"
            )
            return
    elif now != "gone":
        told.findings.append(f"silent: study.toml is {now}, and was loaded")
    choices = {
        f"{section}.{key}": value for section, keys in said.items() for key, value in keys.items()
    }
    if choices != loaded.choices:
        told.findings.append("silent: study.toml was loaded otherwise than it is")
    was = original(made.base).choices
    for key in KEYS:
        name = f"{key.section}.{key.key}"
        if choices.get(name) != was.get(name):
            yield key.section, key.key, "changed"


def _of_texts(made: Damaged, loaded: Dossier | None, place: Path) -> Iterator[str]:
    """Compare what is said of the article, drafts and decisions."""
    if DRAFTS in made.files:
        yield from _of_json(place, DRAFTS, lambda: read_drafts(place), "drafts")
    if DECISIONS in made.files:
        yield from _of_json(place, DECISIONS, lambda: Decisions(place).steps, "steps")
    if ARTICLE in made.files and loaded is not None:
        yield from _of_article(loaded, place)


def _of_json(place: Path, name: str, read: Any, key: str) -> Iterator[str]:  # noqa: ANN401
    path = place / name
    try:
        found = read()
    except DossierError as error:
        for one in error.problems:
            if one.file != name or not _TO_DO.search(one.remedy):
                yield f"no remedy: {one}"
        return
    if not os.path.lexists(path):
        if found:
            yield f"silent: {name} is not there, and was read"
        return
    said = json.loads(path.read_bytes())[key]
    if name == DRAFTS:
        found = [
            {k: v for k, v in vars(one).items() if k != "note" or "note" in raw}
            for one, raw in zip(found, said, strict=True)
        ]
    else:
        found = [[one._asdict() | {"values": [*one.values]} for one in step] for step in found]
    if found != said:
        yield f"silent: {name} was read otherwise than it is"


def _of_article(loaded: Dossier, place: Path) -> Iterator[str]:
    """Claims are at their words, or a problem names them."""
    try:
        article = read_article(place / ARTICLE)
    except DossierError as error:
        yield from (f"no remedy: {p}" for p in error.problems if not _TO_DO.search(p.remedy))
        return
    lines = {claim: line for line, claim in enumerate(loaded.claims["claim_id"], 2)}
    problems = anchor_problems(loaded.claims, article, lines)
    named = {one.line for one in problems}
    for one in problems:
        if not _TO_DO.search(one.remedy) and not re.search(
            "dossier anchor|is there|moved|read", one.remedy
        ):
            yield f"no remedy: {one}"
        if not str(one).isprintable() or one.file != "claims.csv" or one.line is None:
            yield f"place: {one}"
    spots = Copy(article).place(loaded.claims)
    rows = spots.join(loaded.claims.select("claim_id", said="digest"), on="claim_id")
    for row in rows.iter_rows(named=True):
        if lines[row["claim_id"]] in named:
            continue
        if row["start"] is None:
            yield f"silent: {row['claim_id']} is lost, and nothing is said"
        elif digest(article.text[row["start"] : row["end"]]) != row["said"]:
            yield f"silent: {row['claim_id']} is at other words ({row['match']})"


def _read_with_others(made: Damaged, place: Path, workshop: Workshop, told: Told) -> Iterator[str]:
    """The same is said where several dossiers are read at once, and by ``dossier check``."""
    other = next(name for name in ("tunnel", "hearing") if name != made.base)
    _, alone = read_tables([place])
    frames, together = read_tables([workshop.dossier(other), place])
    alone_said = sorted(f"{p.file} {p.line} {p.column} {p.value} {p.rule}" for p in alone)
    said = sorted(f"{Path(p.file).name} {p.line} {p.column} {p.value} {p.rule}" for p in together)
    if alone_said != said and not {"folder"} & {p.rule for p in [*alone, *together]}:
        first = [one for one in alone_said if one not in said][:2]
        then = [one for one in said if one not in alone_said][:2]
        yield f"many: alone it is {first}, with another dossier {then}"
    if not alone and not together and told.how != "refused":
        loaded = load(place, review="all")
        for table, frame in frames.items():
            own = frame.filter(dossier=1).drop("dossier")
            if not own.equals(getattr(loaded, table)):
                yield f"many: {table} of several dossiers is not what it is alone"
    report = check_dossiers([place])
    checked = [str(one) for found in report.problems.values() for one in found]
    if lacking := [one for one in told.problems if one not in checked]:
        yield f"check: does not say {lacking[:1]}"


def _of_differences(made: Damaged, place: Path, dirt: Mapping[str, Dirt]) -> Iterator[str]:
    """Versions are compared, also those with problems, or it is said why not."""
    try:
        found = changes(BASES[made.base][0], place)
    except DossierError as error:
        yield from _of_an_error(error)
        return
    tables = {*found["table"].unique()}
    known = {name.removesuffix(".csv") for name in dirt} | {
        renamed_tables().get(name, name).removesuffix(".csv") for name in dirt
    }
    if more := tables - known:
        yield f"changes: names {sorted(more)}, where nothing is changed"
    for table, schema in TABLES.items():
        now = made.files.get(f"{table}.csv")
        if not isinstance(now, bytes) or f"{table}.csv" not in dirt:
            continue
        try:
            read = read_strictly(now)
        except NotTakenApartError:
            continue
        before = originally(made.base, f"{table}.csv")
        if read.header != before.header:
            continue
        columns = schema.columns()
        both = [
            [{c: cell_of(row.get(c, ""), column) for c, column in columns.items()} for row in rows]
            for rows in (before.rows, read.rows)
        ]
        told = found.filter(table=table).select("key", "column", "change").rows()
        expected = [*_differing(both[0], both[1], schema.primary_key())]
        if lacking := [one for one in expected if one not in told]:
            yield f"changes: of a dossier with problems does not name {(table, *lacking[0])}"
