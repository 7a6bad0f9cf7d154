"""``dossier tidy``: what it prints and writes, and how it ends."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from analysis.dossier import TABLES
from analysis.dossier.reading import EXAMPLE, PACKAGED

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

EVENTS = "Event ID;Name;Start;Kind\r\ne1;Talks;31.12.2024;Summit\r\n\r\ne2;War;1.5.2025;war\r\n"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("source", [EXAMPLE, PACKAGED], ids=["example", "study"])
def test_a_tidy_folder_keeps_every_byte(run: Run, tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(source, folder)
    before = snapshot(folder)
    done = run("tidy", folder, "--write")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert done.stderr == f"Nothing to tidy in {len(TABLES)} tables.\n"
    assert snapshot(folder) == before


def test_all_changes_are_printed_by_file_line_and_column_and_nothing_is_written(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "events.csv").write_text(EVENTS, newline="")
    done = run("tidy", tmp_path)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "events.csv: line ends: LF",
        "events.csv: separated by semicolons; commas are expected",
        'events.csv line 1: "Event ID" -> event_id',
        'events.csv line 1: "Name" -> name',
        'events.csv line 1: "Start" -> start',
        'events.csv line 1: "Kind" -> kind',
        'events.csv line 2, column start: "31.12.2024" -> "2024-12-31"',
        'events.csv line 2, column kind: "Summit" -> "summit"',
        "events.csv line 3: is blank; left out",
        'events.csv line 4, column start: "1.5.2025" -> "2025-05-01"',
    ]
    assert done.stderr == "With --write, these are written: events.csv.\n"
    assert snapshot(tmp_path) == {"events.csv": EVENTS.encode()}


def test_write_writes_and_keeps_what_was_there_beside(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS, newline="")
    (tmp_path / "events.csv.before").write_text("older")
    done = run("tidy", tmp_path, "--write")
    assert done.exit_code == 0
    assert snapshot(tmp_path) == {
        "events.csv": b"event_id,name,start,kind\ne1,Talks,2024-12-31,summit\n"
        b"e2,War,2025-05-01,war\n",
        "events.csv.before": b"older",
        "events.csv.before-2": EVENTS.encode(),
    }
    assert f"Wrote {tmp_path / 'events.csv.before-2'}" in done.stderr
    assert run("tidy", tmp_path).stdout == ""


def test_what_waits_is_named_with_its_option_and_is_not_written(run: Run, tmp_path: Path) -> None:
    text = "event_id,name,start,kind\ne1,Talks,03/04/2024,summit\n"
    (tmp_path / "events.csv").write_text(text)
    (tmp_path / "actors.csv").write_text("actor_id;name;kind\nann;Ann;person\n")
    done = run("tidy", tmp_path, "--write")
    assert done.exit_code == 1
    last = done.stdout.splitlines()[-1]
    assert last.startswith('events.csv line 2, column start: "03/04/2024": ')
    assert last.endswith("; say --dates dmy or --dates mdy [waiting]")
    assert (tmp_path / "events.csv").read_text() == text
    assert (tmp_path / "actors.csv").read_text() == "actor_id,name,kind\nann,Ann,person\n"
    assert "1 thing waiting" in done.stderr
    assert run("tidy", tmp_path, "--dates", "mdy", "--write").exit_code == 0
    assert "2024-03-04" in (tmp_path / "events.csv").read_text()


def test_a_workbook_goes_out_and_comes_back(run: Run, tmp_path: Path) -> None:
    book, new = tmp_path / "tables.xlsx", tmp_path / "new"
    assert run("export", EXAMPLE, "--format", "xlsx", "--output", book).exit_code == 0
    assert run("tidy", book, "--output", EXAMPLE).stdout == ""
    done = run("tidy", book, "--output", new, "--write")
    assert done.exit_code == 0, done.stdout
    assert "claims.csv: is new, with 20 rows of tables.xlsx, sheet claims" in done.stdout
    shutil.copy(EXAMPLE / "article.txt", new)
    assert run("check", new).exit_code == 0
    text = (new / "actors.csv").read_text()
    (new / "actors.csv").write_text(text.replace(",Belmark,", ",Old name,"))
    assert run("tidy", book, "--output", new).stdout == (
        'actors.csv line 3, column name: "Old name" -> "Belmark"\n'
    )


def test_another_folder_gets_the_article_and_the_choices_too(run: Run, tmp_path: Path) -> None:
    done = run("tidy", EXAMPLE, "--output", tmp_path / "new", "--write")
    assert done.exit_code == 0
    assert run("check", tmp_path / "new").stdout.endswith("(20 exact).\n")
    assert (tmp_path / "new" / "study.toml").read_bytes() == (EXAMPLE / "study.toml").read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        ("no/such/folder",),
        (EXAMPLE, "--dates", "ymd"),
        (EXAMPLE, "--encoding", "klingon"),
        (EXAMPLE, "--table", "claims"),
        (EXAMPLE, "--table", "Sheet1=claim"),
        (EXAMPLE, "--column", "=name"),
    ],
    ids=str,
)
def test_wrong_usage_is_exit_code_2(run: Run, words: tuple[object, ...]) -> None:
    done = run("tidy", *words)
    assert done.exit_code == 2
    assert done.stdout == ""


def test_the_table_that_is_nearly_named_is_suggested(run: Run) -> None:
    done = run("tidy", EXAMPLE, "--table", "Sheet1=claim")
    assert '--table: "claim"' in done.stderr
    assert 'did you mean "claims"' in " ".join(done.stderr.replace("\u2502", " ").split())


def test_what_is_no_table_or_cannot_be_read_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n")
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04")
    for path in (tmp_path, tmp_path / "x.xlsx"):
        done = run("tidy", path)
        assert done.exit_code == 1
        assert str(path) in done.stderr
        assert "Traceback" not in done.stderr


def test_a_check_names_the_command_where_it_helps(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS, newline="")
    done = run("check", tmp_path)
    assert done.exit_code == 1
    assert "dossier tidy" in done.stdout.splitlines()[0]
