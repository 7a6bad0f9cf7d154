"""``dossier diff``: counts first, then rows, cells and answers; for readers and for programs."""

from __future__ import annotations

import csv
import io
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.dossier.reading import EXAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run


@pytest.fixture
def later(folder: Path) -> Path:
    """A copy of the example with a verdict that moved, a place less and another name."""
    outcomes = pl.read_csv(folder / "outcomes.csv", infer_schema=False)
    verdict = pl.when(claim_id="c03").then(pl.lit("happened")).otherwise("verdict")
    outcomes.with_columns(verdict=verdict).write_csv(folder / "outcomes.csv")
    places = pl.read_csv(folder / "places.csv", infer_schema=False)
    name = pl.when(place_id="tarn-harbour").then(pl.lit("Tarn Port")).otherwise("name")
    places.slice(1).with_columns(name=name, note=pl.lit(None)).write_csv(folder / "places.csv")
    return folder


def test_counts_come_first_then_rows_and_answers(run: Run, later: Path) -> None:
    done = run("diff", EXAMPLE, later)
    assert (done.exit_code, done.stderr) == (0, "")
    head, counts, answers, outcomes, places, verdicts = done.stdout.split("\n\n")
    changed = pl.read_csv(later / "places.csv").height
    assert head == f"{2 + changed} rows and 1 answer differ."
    assert [line.split() for line in counts.splitlines()] == [
        ["table", "added", "changed", "dropped", "cells", "changed"],
        ["outcomes", "0", "1", "0", "verdict", "1"],
        f"places 0 {changed} 1 note {changed}, name 1".split(),
    ]
    assert answers.splitlines() == ["answers  changed", "verdict        1"]
    assert outcomes.splitlines() == ["outcomes", "~ c03", "    verdict: partly -> happened"]
    assert places.splitlines()[:2] == ["places", "~ sella-light"]
    assert places.splitlines()[-1] == "- cape-orrin"
    assert "    name: Tarn Harbour -> Tarn Port\n" in places
    assert "    note: Where the ferries leave -> empty\n" in places
    assert verdicts.startswith("verdict:\n  c03 (")
    assert verdicts.endswith("): in part -> came true\n")


def test_no_cell_of_a_csv_is_computed_by_a_spreadsheet(run: Run, folder: Path) -> None:
    file = folder / "places.csv"
    places = pl.read_csv(file, infer_schema=False)
    notes = ["=HYPERLINK(1)", "-1+2", "-1", "- none", *places["note"][4:]]
    places.with_columns(note=pl.Series(notes)).write_csv(file)
    text = run("diff", EXAMPLE, folder, "--format", "csv").stdout
    new = [row["new"] for row in csv.DictReader(io.StringIO(text)) if row["column"] == "note"]
    assert sorted(new) == sorted(["'=HYPERLINK(1)", "'-1+2", "-1", "'- none"])


def test_nothing_that_differs_is_said(run: Run, folder: Path) -> None:
    done = run("diff", EXAMPLE, folder)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Nothing differs.\n", "")
    assert run("diff", EXAMPLE, folder, "--format", "markdown").stdout == "Nothing differs.\n"
    header = "table,answer,key,column,change,old,new\n"
    assert run("diff", EXAMPLE, folder, "--format", "csv").stdout == header


def test_a_summary_has_counts_alone(run: Run, later: Path) -> None:
    whole = run("diff", EXAMPLE, later).stdout
    summary = run("diff", EXAMPLE, later, "--summary").stdout
    assert whole.startswith(summary)
    assert summary.count("\n\n") == 2


def test_rows_of_some_tables_can_be_asked_for(run: Run, later: Path) -> None:
    one = run("diff", EXAMPLE, later, "--table", "outcomes").stdout
    assert one.startswith("1 row differs.\n")
    assert "answers" not in one
    two = run("diff", EXAMPLE, later, "--table", "outcomes", "--table", "places").stdout
    assert "~ c03\n" in two
    assert "- cape-orrin\n" in two
    assert run("diff", EXAMPLE, later, "--table", "ties").stdout == "Nothing differs.\n"


def test_other_programs_get_one_table(run: Run, later: Path) -> None:
    text = run("diff", EXAMPLE, later, "--format", "csv").stdout
    rows = [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]
    assert ("outcomes", "", "c03", "verdict", "changed", "partly", "happened") in rows
    assert ("places", "", "cape-orrin", "", "dropped", "", "") in rows
    assert ("", "verdict", "c03", "", "changed", "in part", "came true") in rows
    text = run("diff", EXAMPLE, later, "--format", "csv", "--summary").stdout
    counts = {tuple(row.values()) for row in csv.DictReader(io.StringIO(text))}
    changed = str(pl.read_csv(later / "places.csv").height)
    assert counts == {
        ("", "verdict", "", "changed", "1"),
        ("outcomes", "", "", "changed", "1"),
        ("outcomes", "", "verdict", "changed", "1"),
        ("places", "", "", "changed", changed),
        ("places", "", "", "dropped", "1"),
        ("places", "", "name", "changed", "1"),
        ("places", "", "note", "changed", changed),
    }


def test_a_page_gets_tables_that_no_cell_breaks(run: Run, later: Path) -> None:
    sources = pl.read_csv(later / "sources.csv", infer_schema=False)
    title = pl.lit("A | b <i>c</i>\nd [e](f)")
    sources.head(1).with_columns(title=title).write_csv(later / "one.csv")
    pl.concat([pl.read_csv(later / "one.csv", infer_schema=False), sources.slice(1)]).write_csv(
        later / "sources.csv"
    )
    (later / "one.csv").unlink()
    lines = run("diff", EXAMPLE, later, "--format", "markdown").stdout.splitlines()
    assert r"| outcomes | c03 | changed | verdict | partly | happened |" in lines
    (title_line,) = [line for line in lines if "| title |" in line]
    assert title_line.endswith(r"| A \| b \<i>c\</i>\\u000ad \[e](f) |")
    tables = [line for line in lines if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_of_long_cells_what_differs_is_shown(run: Run, folder: Path) -> None:
    before = shutil.copytree(folder, folder.parent / "before")
    around = "and so on " * 9
    for place, middle in ((before, "till May"), (folder, "until June")):
        claims = pl.read_csv(place / "claims.csv", infer_schema=False)
        text = pl.when(claim_id="c01").then(pl.lit(f"It {around}{middle}, {around}to the end."))
        changed = claims.with_columns(statement=text.otherwise("statement"))
        changed.write_csv(place / "claims.csv")
    done = run("diff", before, folder, "--table", "claims")
    line = "    statement: ...and so on and so on till May, and so on and so o... -> "
    assert f"{line}...and so on and so on until June, and so on and so o...\n" in done.stdout


def test_hidden_characters_are_shown(run: Run, folder: Path) -> None:
    places = (folder / "places.csv").read_text(encoding="utf-8")
    (folder / "places.csv").write_text(places.replace("Tarn Harbour", "Tarn \x1b[1mPort"))
    done = run("diff", EXAMPLE, folder)
    assert r"Tarn Harbour -> Tarn \u001b[1mPort" in done.stdout
    assert done.exit_code == 1
    assert "1 problem by the rules of today" in done.stderr


def test_a_version_with_problems_is_compared_as_far_as_it_goes(run: Run, later: Path) -> None:
    ties = (later / "ties.csv").read_text(encoding="utf-8")
    (later / "ties.csv").write_text(ties.replace(",belmark,", ",belmrak,", 1), encoding="utf-8")
    done = run("diff", EXAMPLE, later)
    assert done.exit_code == 1
    assert ": belmark -> belmrak\n" in done.stdout
    assert "answers" not in done.stdout
    assert done.stderr == (
        f"{later}: 1 problem by the rules of today; dossier check {later} lists what to change. "
        "Its rows are not connected, so no answers are compared.\n"
    )


def test_a_table_that_cannot_be_read_ends_it(run: Run, folder: Path) -> None:
    (folder / "ties.csv").write_text("words\n")
    done = run("diff", EXAMPLE, folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"{folder / 'ties.csv'} line 1, column tie_id: column is missing" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        (),
        (EXAMPLE,),
        (EXAMPLE, "no/such/folder"),
        (EXAMPLE, EXAMPLE / "claims.csv"),
        (EXAMPLE, EXAMPLE, "--format", "html"),
        (EXAMPLE, EXAMPLE, "--table", "tied"),
        (EXAMPLE, EXAMPLE, EXAMPLE),
    ],
    ids=str,
)
def test_wrong_usage_is_exit_code_2(run: Run, words: tuple[object, ...]) -> None:
    done = run("diff", *words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr


def test_a_table_that_is_misspelt_is_suggested(run: Run) -> None:
    done = run("diff", EXAMPLE, EXAMPLE, "--table", "figurs")
    assert 'did you mean "figures"?' in done.stderr
