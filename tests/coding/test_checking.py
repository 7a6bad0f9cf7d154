"""What is said of a row before it is written is what `dossier check` says of it afterwards."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis import DossierError, QuestionError
from analysis.cli.checking import check_dossiers
from analysis.coding.checking import Change, Checker
from analysis.coding.row_files import RowFile
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import TABLES
from analysis.evidence import Article, read_article
from analysis.evidence.anchors import anchor_at

if TYPE_CHECKING:
    from analysis.dossier import Problem


def said_by_check(folder: Path) -> list[Problem]:
    return check_dossiers([folder]).problems[folder]


def said_before(folder: Path, change: Change) -> list[Problem]:
    article = folder / "article.txt"
    checker = Checker(folder, read_article(article) if article.is_file() else None)
    return checker.problems([change])[0]


def row_of(folder: Path, table: str, number: int = 0) -> tuple[str, dict[str, str]]:
    file = RowFile.read(folder, table)
    return file.key(file.rows[number]), dict(file.rows[number])


def write(folder: Path, change: Change) -> None:
    file = RowFile.read(folder, change.table).with_row(change.cells, change.key)
    file.path.write_bytes(file.encoded())


CELLS = [
    ("claims", {"speaker": "mira-tolvan"}),
    ("claims", {"speaker": ""}),
    ("claims", {"speaker": "No Id"}),
    ("claims", {"statement": ""}),
    ("claims", {"statement": "Two  blanks."}),
    ("claims", {"statement": "N/A"}),
    ("claims", {"said_on": "14.05.2031"}),
    ("claims", {"said_on": "2031-02-30"}),
    ("claims", {"factuality": "certain"}),
    ("claims", {"targets": "ardania|ardania"}),
    ("claims", {"targets": "ardania||corvia"}),
    ("claims", {"concept": "ARDANIA arms Delmora"}),
    ("claims", {"stance": "agree", "concept": ""}),
    ("claims", {"cue": "shouted"}),
    ("claims", {"likelihood_term": "surely"}),
    ("claims", {"quote": "words that nobody wrote"}),
    ("claims", {"digest": "0" * 16}),
    ("claims", {"digest": "abc"}),
    ("claims", {"paragraph": "9"}),
    ("claims", {"paragraph": "-1"}),
    ("claims", {"end": "1"}),
    ("claims", {"quote": "one two three four five six seven eight nine"}),
    ("claims", {"claim_id": "c02"}),
    ("claims", {"claim_id": ""}),
    ("ties", {"target": "belmark"}),
    ("ties", {"start": "1990-01-01"}),
    ("ties", {"sign": "2"}),
    ("ties", {"directed": "perhaps"}),
    ("ties", {"sources": ""}),
    ("ties", {"basis": "claim", "claim_id": ""}),
    ("ties", {"instrument": "treaty of mutual defence (2004)"}),
    ("transfers", {"recipient": "ardania"}),
    ("transfers", {"weapon_id": "merow"}),
    ("actors", {"name": "Belmark"}),
    ("actors", {"country": "QQQ"}),
    ("actors", {"affiliation": "ardania"}),
    ("actors", {"affiliation": "mira-tolvane"}),
    ("actors", {"cow_code": "1,000"}),
    ("sources", {"url": "example.org"}),
    ("sources", {"published": "2031-02-30"}),
    ("sources", {"kind": "papers"}),
    ("weapons", {"weapon_class": "Howitzer"}),
    ("places", {"latitude_deg": "91"}),
]


@pytest.fixture(scope="module")
def example() -> Checker:
    return Checker(EXAMPLE, read_article(EXAMPLE / "article.txt"))


@pytest.mark.parametrize(("table", "cells"), CELLS)
def test_the_words_are_those_of_check(
    folder: Path, example: Checker, table: str, cells: dict[str, str]
) -> None:
    key, row = row_of(folder, table)
    change = Change(table, key, row | cells)
    (said,) = example.problems([change])
    assert said
    write(folder, change)
    after = said_by_check(folder)
    file = folder / f"{table}.csv"
    places = {(file.name, said[0].line)}
    assert {p for p in said if "with it, " not in p.remedy} == {
        p for p in after if (p.file, p.line) in places
    }


def test_a_row_that_is_right_has_no_problem_in_any_table(folder: Path) -> None:
    checker = Checker(folder, read_article(folder / "article.txt"))
    for table in TABLES:
        file = checker.file(table)
        changes = [Change(table, file.key(row), row) for row in file.rows]
        assert checker.problems(changes) == [[]] * len(changes), table
        for change in changes[:2] + changes[-1:]:
            assert checker.problems([change]) == [[]], change


def test_the_line_is_the_one_that_the_row_will_have(folder: Path) -> None:
    _, row = row_of(folder, "claims")
    (problem,) = said_before(folder, Change("claims", None, row | {"claim_id": "c99", "cue": "x"}))
    lines = (folder / "claims.csv").read_text(encoding="utf-8").count("\n")
    assert (problem.line, problem.column) == (lines + 1, "cue")


def test_what_is_wrong_elsewhere_does_not_count(folder: Path) -> None:
    for table, cells in (
        ("claims", {"speaker": "nobody", "said_on": "14.05.2031", "concept": "N/A"}),
        ("ties", {"source": "nobody", "target": "N/A"}),
        ("actors", {"country": "QQQ", "name": "N/A"}),
    ):
        key, row = row_of(folder, table, 1)
        write(folder, Change(table, key, row | cells))
    (folder / "weapons.csv").write_text("weapon_id;name\n")
    (folder / "events.csv").write_bytes(b"\xff\xfe\0")
    for table in ("claims", "ties", "actors"):
        key, row = row_of(folder, table, 2)
        assert said_before(folder, Change(table, key, row)) == [], table
    key, row = row_of(folder, "claims", 2)
    (problem,) = said_before(folder, Change("claims", key, row | {"said_on": "15.05.2031"}))
    assert problem.column == "said_on"
    assert "spreadsheet" in problem.remedy


def test_each_cell_is_told_though_one_cause_has_spoilt_several(folder: Path) -> None:
    key, row = row_of(folder, "ties")
    days = {"signed": "15.03.1998", "start": "01.06.1998", "kind": "N/A"}
    said = said_before(folder, Change("ties", key, row | days))
    assert [problem.column for problem in said] == ["kind", "signed", "start"]
    assert not [problem for problem in said if "further" in problem.remedy]


def test_what_a_row_does_to_others_counts(folder: Path) -> None:
    key, row = row_of(folder, "actors")  # the first: the others of its name come after it
    (problem,) = said_before(folder, Change("actors", key, row | {"name": "Belmark"}))
    assert problem.column == "name"
    assert problem.remedy.startswith('with it, actors.csv line 3, column name: "Belmark": line 2')


def test_one_row_after_another_is_judged_by_what_it_does_itself(folder: Path) -> None:
    key, row = row_of(folder, "actors", 1)
    write(folder, Change("actors", key, row | {"name": "Ardania"}))
    checker = Checker(folder)
    rows = checker.file("actors").rows
    said = [checker.problems([Change("actors", row["actor_id"], row)])[0] for row in rows[:3]]
    assert [[problem.column for problem in found] for found in said] == [["name"], ["name"], []]


def test_what_is_wrong_on_disk_by_now_is_not_held_against_a_row(folder: Path) -> None:
    checker = Checker(folder)
    key, row = row_of(folder, "actors")
    assert checker.problems([Change("actors", key, row | {"name": "Belmark"})]) != [[]]
    other, cells = row_of(folder, "actors", 2)
    write(folder, Change("actors", other, cells | {"name": "Delmora"}))
    checker.refresh()
    assert checker.problems([Change("actors", key, row)]) == [[]]


def test_a_second_row_of_a_key_is_told(folder: Path) -> None:
    _, row = row_of(folder, "transfers")
    said = said_before(folder, Change("transfers", None, row))
    assert [(p.column, p.rule) for p in said] == [("transfer_id", "primary_key")]


def test_rows_of_one_step_name_one_another(folder: Path) -> None:
    checker = Checker(folder, read_article(folder / "article.txt"))
    key, row = row_of(folder, "claims")
    new = {"actor_id": "new-one", "name": "New One", "kind": "person"}
    change = Change("claims", key, row | {"speaker": "new-one"})
    assert checker.problems([change])[0][0].rule == "reference"
    assert checker.problems([change, Change("actors", None, new)]) == [[], []]
    wrong = Change("actors", None, new | {"kind": "robot"})
    assert [[p.column for p in found] for found in checker.problems([change, wrong])] == [
        [],
        ["kind"],
    ]


def test_a_claim_is_proved_among_others_whose_words_are_lost(folder: Path) -> None:
    text = (folder / "article.txt").read_text(encoding="utf-8")
    half = Article(text[: len(text) // 2])
    checker = Checker(folder, half)
    claims = checker.file("claims").rows
    found = {
        row["claim_id"]: checker.problems([Change("claims", row["claim_id"], row)])[0]
        for row in claims
    }
    assert found["c01"] == []
    assert [p.column for p in found["c20"]] == ["quote"]
    assert "not in this copy" in found["c20"][0].remedy


def test_without_an_article_claims_are_checked_without_their_words(folder: Path) -> None:
    (folder / "article.txt").unlink()
    key, row = row_of(folder, "claims")
    assert said_before(folder, Change("claims", key, row | {"cue": "shouted"})) == []


def test_a_table_that_cannot_be_taken_apart_is_said(folder: Path) -> None:
    (folder / "ties.csv").write_text("tie_id,source\n1\n")
    checker = Checker(folder)
    with pytest.raises(DossierError, match="has 1 cells where the header has 2"):
        checker.problems([Change("ties", None, {"tie_id": "t1"})])
    with pytest.raises(QuestionError, match='"t1" is not a row of transfers'):
        checker.problems([Change("transfers", "t1", {})])


def test_an_empty_folder_can_be_checked(tmp_path: Path) -> None:
    said = Checker(tmp_path).problems([Change("claims", None, {"claim_id": "c1"})])[0]
    assert {problem.column for problem in said} == {
        *("paragraph", "start", "end", "digest", "quote", "speaker", "statement")
    }


def test_a_row_among_two_thousand_is_checked_at_once(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "long"))
    lines = [f"Sentence {n} says that the ferry sails at {n} again." for n in range(3000)]
    article = Article("\r\n\r\n".join(lines))
    spans = article.paragraph_spans
    rows = [
        {"claim_id": f"n{n}", "speaker": "author", "statement": f"Number {n}."}
        | {name: str(cell) for name, cell in anchor_at(article, *spans[n]).items()}
        for n in range(2000)
    ]
    file = RowFile.read(folder, "claims").with_rows(rows)
    file.path.write_bytes(file.encoded())
    checker = Checker(folder, article)
    times = []
    for n in range(10):
        began = time.process_time()
        change = Change("claims", "n1000", rows[1000] | {"statement": f"Another {n}."})
        assert checker.problems([change]) == [[]]
        times.append(time.process_time() - began)
    assert min(times) < 0.2, times
