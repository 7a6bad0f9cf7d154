"""A dossier that another program saved loads the same, or each file's cause is said, and once."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from analysis.dossier.causes import REMEDIES
from analysis.dossier.reading import EXAMPLE, read_tables
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

    from analysis.dossier import Problem

Rows = list[list[str]]


def rows_of(table: str) -> Rows:
    with (EXAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def written(
    rows: Rows, *, quoting: int = csv.QUOTE_MINIMAL, end: str = "\r\n", by: str = ","
) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=by, quoting=quoting, lineterminator=end).writerows(rows)
    return out.getvalue()


def each(rows: Rows, change: Callable[[str], str]) -> Rows:
    return [rows[0], *([change(cell) for cell in row] for row in rows[1:])]


def upper(cell: str) -> str:
    return cell.upper() if cell in ("true", "false") else cell


def us_days(cell: str) -> str:
    return re.sub(r"^(\d{4})-0?(\d+)-0?(\d+)$", r"\2/\3/\1", cell)


def german(cell: str) -> str:
    words = {"true": "WAHR", "false": "FALSCH"}
    day = re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3.\2.\1", cell)
    return words.get(cell, re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", day))


def with_blank_ends(rows: Rows) -> Rows:
    return [[*row, "", ""] for row in rows] + [[""] * (len(rows[0]) + 2)] * 3


def r_csv(rows: Rows, *, names: bool, na: str) -> str:
    """Text in quotation marks, numbers and NA without, as write.csv does by default."""
    lines = []
    for number, row in enumerate(rows):
        cells = [na if not cell else f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row]
        lines.append(",".join([f'"{number or ""}"', *cells] if names else cells))
    return "\n".join(lines) + "\n"


def pandas_csv(
    rows: Rows, *, quoting: int = csv.QUOTE_MINIMAL, na: str = "", index: bool = False
) -> str:
    """As DataFrame.to_csv writes what read_csv read: True, and 3.0 beside empty cells."""
    header, *body = rows
    columns = [list(column) for column in zip(*body, strict=True)]
    for column in columns:
        numbers = all(re.fullmatch(r"-?\d*", cell) for cell in column) and any(column)
        if numbers and "" in column:
            column[:] = [f"{cell}.0" if cell else "" for cell in column]
    cells = [
        [cell.title() if cell in ("true", "false") else cell or na for cell in row]
        for row in zip(*columns, strict=True)
    ]
    if index:
        header, cells = ["", *header], [[str(at), *row] for at, row in enumerate(cells)]
    return written([header, *cells], quoting=quoting, end="\n")


SAME: dict[str, Callable[[Rows], bytes]] = {
    "Excel, CSV UTF-8": lambda r: written(each(r, upper)).encode("utf-8-sig"),
    "Excel, with empty rows and columns": lambda r: written(with_blank_ends(r)).encode("utf-8-sig"),
    "Excel for Mac, CR": lambda r: written(r, end="\r").encode("utf-8-sig"),
    "LibreOffice": lambda r: written(each(r, upper), quoting=csv.QUOTE_ALL, end="\n").encode(),
    "Google Sheets": lambda r: written(each(r, upper)).removesuffix("\r\n").encode(),
    "R, na and row.names set": lambda r: r_csv(r, names=False, na="").encode(),
    "pandas": lambda r: pandas_csv(r).encode(),
    "pandas, all quoted": lambda r: pandas_csv(r, quoting=csv.QUOTE_ALL).encode(),
    "ones and zeros": lambda r: written(
        each(r, lambda cell: {"true": "1", "false": "0"}.get(cell, cell))
    ).encode(),
}


def forms(rows: Rows) -> Rows:
    """With the column that Google Forms puts first."""
    return [["Timestamp", *rows[0]], *(["2031/05/14 3:21:00 PM GMT+9", *row] for row in rows[1:])]


def ansi(rows: Rows) -> bytes:
    return written(each(rows, lambda cell: f"{cell}é" if " " in cell else cell)).encode("cp1252")


def mixed(rows: Rows) -> bytes:
    return written(rows[:2], end="\n").encode() + written(rows[2:]).encode()


def tabs(rows: Rows) -> str:
    return written(rows, by="\t")


def semicolons(rows: Rows) -> str:
    return written(each(rows, german), by=";")


TOLD: dict[str, tuple[Callable[[Rows], bytes], str, str]] = {
    "Excel, days as shown": (
        lambda r: written(each(r, us_days)).encode("utf-8-sig"),
        "spreadsheet_date",
        "YYYY-MM-DD",
    ),
    "Excel, ANSI": (ansi, "encoding", "CSV UTF-8"),
    "Excel, Unicode text": (lambda r: tabs(r).encode("utf-16"), "encoding", "CSV UTF-8"),
    "Excel, German": (lambda r: semicolons(r).encode("cp1252", "replace"), "separator", "commas"),
    "Excel, German, UTF-8": (lambda r: semicolons(r).encode("utf-8-sig"), "separator", "commas"),
    "Excel workbook": (lambda r: b"PK\x03\x04" + tabs(r).encode(), "encoding", "spreadsheet"),
    "tabs": (lambda r: tabs(r).encode(), "separator", "tabs"),
    "sep=,": (lambda r: b"sep=,\r\n" + written(r).encode(), "separator", "delete the line"),
    "SEP=,": (lambda r: b"SEP=,\r\n" + written(r).encode(), "separator", "delete the line"),
    "Google Forms": (
        lambda r: written(forms(r), quoting=csv.QUOTE_ALL).encode(),
        "extra_column",
        "remove it",
    ),
    "R": (lambda r: r_csv(r, names=True, na="NA").encode(), "extra_column", "row.names = FALSE"),
    "R, without names": (
        lambda r: r_csv(r, names=False, na="NA").encode(),
        "missing_mark",
        'na = ""',
    ),
    "pandas, None": (lambda r: pandas_csv(r, na="None").encode(), "missing_mark", "empty"),
    "Excel, numbers as shown": (
        lambda r: written(
            each(
                r,
                lambda cell: "1.23457E+15" if re.fullmatch("[0-9a-f]{16}", cell) else us_days(cell),
            )
        ).encode(),
        "spreadsheet_date spreadsheet_number",
        "",
    ),
    "pandas, with its index": (lambda r: pandas_csv(r, index=True).encode(), "extra_column", "="),
    "LibreOffice, German": (
        lambda r: written(each(r, german), quoting=csv.QUOTE_ALL, end="\n").encode(),
        "spreadsheet_date foreign_word foreign_number",
        "",
    ),
    "two line ends": (mixed, "line_ends", "LF"),
}


@pytest.fixture(scope="module")
def original() -> dict[str, pl.DataFrame]:
    return read_tables([EXAMPLE])[0]


def save(folder: Path, how: Callable[[Rows], bytes]) -> None:
    for table in TABLES:
        (folder / f"{table}.csv").write_bytes(how(rows_of(table)))


@pytest.mark.parametrize("program", SAME)
def test_a_dossier_saved_by_a_program_that_loses_nothing_loads_the_same(
    program: str, tmp_path: Path, original: dict[str, pl.DataFrame]
) -> None:
    save(tmp_path, SAME[program])
    frames, problems = read_tables([tmp_path])
    assert problems == []
    for table, frame in original.items():
        assert frames[table].equals(frame), table


@pytest.mark.parametrize("program", TOLD)
def test_the_cause_of_each_file_is_said_first_and_that_of_its_cells_with_it(
    program: str, tmp_path: Path, original: dict[str, pl.DataFrame]
) -> None:
    how, rule, remedy = TOLD[program]
    save(tmp_path, how)
    frames, problems = read_tables([tmp_path])
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.file, []).append(problem)
    assert len(files) > 5
    for first, *cells in files.values():
        assert first.rule in rule.split(), first
        assert remedy in first.remedy, first
        assert [p.rule for p in cells if p.rule not in REMEDIES] == [], list(map(str, cells))
        assert len(cells) <= 1, list(map(str, cells))
    for table in TABLES.keys() - {file.removesuffix(".csv") for file in files}:
        assert frames[table].equals(original[table]), table


def test_encoding_header_and_cells_of_all_files_come_in_one_wave(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("actor_id;name;Kind\nann;Ann;perso\n")
    (tmp_path / "sources.csv").write_bytes(
        "source_id,title,kind\np,Caf\u00e9,artcle\n".encode("cp1252")
    )
    events = "event_id,name,start,kind,sources\ne,Talks,14.05.2031,smmit,p\n"
    (tmp_path / "events.csv").write_text(events)
    _, problems = read_tables([tmp_path])
    found = {(p.file, p.line, p.column, p.rule) for p in problems}
    assert found == {
        ("actors.csv", 1, None, "separator"),
        ("actors.csv", 1, "kind", "missing_column"),
        ("actors.csv", 2, "kind", "type"),
        ("sources.csv", 2, None, "encoding"),
        ("sources.csv", 2, "kind", "type"),
        ("events.csv", 2, "start", "spreadsheet_date"),
        ("events.csv", 2, "kind", "type"),
    }
    helped = [p for p in problems if p.rule != "type"]
    assert all("dossier tidy" in p.remedy for p in helped), list(map(str, helped))


def test_what_is_missing_in_a_header_is_not_said_again_of_every_row(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("name,kind,extra\nAnn,person,1\nBo,prson,2\n")
    _, problems = read_tables([tmp_path])
    assert [(p.line, p.column) for p in problems] == [(1, "actor_id"), (1, "extra"), (3, "kind")]
