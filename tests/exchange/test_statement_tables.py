"""Tables of statements: columns are taken as what is said, formulas are shown, cells come back."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis import coding, exchange
from analysis.dossier import sheet_sizes
from analysis.errors import QuestionError
from analysis.evidence import Article, make_anchor
from analysis.exchange.formulas import neutralised, restored

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeDossier

TABLE = """Voice,Party,concept,agreement,date,text,Page
Ann,Greens,bridge,Yes,2031-05-14,we build it,3
Ben,,bridge,0,2031-05-15,say no,
"""


def table(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@settings(deadline=None)
@given(st.text(alphabet="'=+-@\t\r\nab", max_size=6))
def test_every_cell_comes_back_and_none_is_computed(cell: str) -> None:
    written = neutralised(cell)
    assert restored(written) == cell
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_columns_are_taken_as_what_is_said(tmp_path: Path) -> None:
    found = exchange.read(
        table(tmp_path, TABLE), "statements", person="Voice", organization="Party"
    )
    (text,) = found.texts
    one, other = text.passages
    assert (text.name, text.text) == ("table", None)
    assert (one.origin, one.words, one.person, one.organization) == (
        *("line 2", "we build it", "Ann", "Greens"),
    )
    assert one.cells == {"concept": "bridge", "stance": "agree", "said_on": "2031-05-14"}
    assert (one.labels, other.labels) == (("Page: 3",), ())
    assert other.cells["stance"] == "disagree"
    assert 'column "Voice" is taken as person' in found.notes
    assert 'column "Page" is taken as a label' in found.notes
    assert sum(note.startswith("line ") for note in found.notes) == 2
    assert found.left_out == ()
    same = exchange.read_statement_table(
        table(tmp_path, TABLE.replace(",", ";")),
        columns={"person": "Voice", "organization": "Party"},
    )
    assert same.texts == found.texts


def test_nothing_is_guessed(tmp_path: Path) -> None:
    (text,) = exchange.read_statement_table(table(tmp_path, TABLE)).texts
    assert text.passages[0].person is None
    assert "Voice: Ann" in text.passages[0].labels


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Yes", "maybe", 'line 2: agreement is "maybe"; one of true, 1, yes, agree'),
        ("2031-05-15", "15.5.2031", 'line 3: date is "15.5.2031"; a day such as 2031-05-14'),
        ("2031-05-15", "2031-05-15 12:30", "1 row: the time of the day"),
    ],
)
def test_rows_that_can_be_read_in_two_ways_are_left_out(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    found = exchange.read_statement_table(table(tmp_path, TABLE.replace(old, new)))
    (sentence,) = found.left_out
    assert said in sentence
    assert len(found.texts[0].passages) == (2 if "row:" in said else 1)


def test_headings_are_known_in_any_case_and_spelling(tmp_path: Path) -> None:
    content = "Person,Organisation,Concept,Stance,Words,Speech act,SPEAKER\n"
    content += "Ann,Greens,bridge,Disagree,say no,Threat,Ben\n"
    (text,) = exchange.read_statement_table(table(tmp_path, content)).texts
    (passage,) = text.passages
    assert (passage.person, passage.organization) == ("Ben", "Greens")
    assert passage.cells == {
        "concept": "bridge",
        "stance": "disagree",
        "speech_act": "threat",
        "nested_source": "Ann",
    }
    assert passage.labels == ()
    other = table(tmp_path, "who,reporter,words\nAnn,Ben,say no\n")
    (text,) = exchange.read(other, "statements", person="who", speaker="reporter").texts
    assert text.passages[0].cells == {"nested_source": "Ann"}
    both = table(tmp_path, "who,person,words\nAnn,plural,say no\n")
    (text,) = exchange.read(both, "statements", person="who").texts
    assert (text.passages[0].person, text.passages[0].labels) == ("Ann", ("person: plural",))


def test_apostrophes_of_a_workbook_are_its_own(tmp_path: Path) -> None:
    cells = {(0, 0): "words", (0, 1): "concept", (1, 0): "say no", (1, 1): "'-x"}
    (text,) = exchange.read_statement_table(workbook(tmp_path / "a.xlsx", cells)).texts
    assert text.passages[0].cells == {"concept": "'-x"}


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "Agree", " agree "])
def test_agreement_is_said_in_several_words(tmp_path: Path, word: str) -> None:
    found = exchange.read_statement_table(table(tmp_path, TABLE.replace("Yes", word)))
    assert found.texts[0].passages[0].cells["stance"] == "agree"


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("", {}, "is empty"),
        ("person,concept\na,b\n", {}, "no column has the words of the text"),
        ("words,words\na,b\n", {}, '"words" is the heading of several columns'),
        ("words,text\na,b\n", {}, "both say words"),
        ("words;a,b\n", {}, "several separators"),
        ("words,b\na,b,c\n", {}, "line 2: 3 cells; there are 2 headings"),
        ("words,,b\na,b,c\n", {}, "column 2 has no heading"),
        ("words\n\xe9\n".encode("latin-1"), {}, "is not UTF-8"),
        ('words\n"a\n', {}, "line"),
        (TABLE, {"person": "Voise"}, 'did you mean "Voice"'),
        (TABLE, {"speakers": "Voice"}, "is not an option of statements"),
        (TABLE, {"person": "Voice", "concept": "Voice"}, "cannot be both person and concept"),
        (TABLE, {"sheet": "one"}, "is not a workbook"),
        (TABLE, {"separator": "pipe"}, "is not a separator"),
        (b"PK\3\4broken", {}, "is not a zip archive"),
    ],
)
def test_what_is_not_such_a_table_is_refused(
    tmp_path: Path, content: str | bytes, options: dict[str, str], words: str
) -> None:
    with pytest.raises(QuestionError) as refused:
        exchange.read(table(tmp_path, content), "statements", **options)
    assert words in str(refused.value)


def test_the_name_of_a_file_is_shown_without_what_turns_a_message_round(tmp_path: Path) -> None:
    path = tmp_path / "a\u202e.csv"
    path.write_text("")
    with pytest.raises(QuestionError, match=r"^a\\u202e\.csv is empty"):
        exchange.read_statement_table(path)


def test_a_workbook_is_read_like_the_same_text(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(TABLE)))
    with xlsxwriter.Workbook(tmp_path / "table.xlsx") as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("said")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        sheet.write_boolean(1, 3, True)
        sheet.write_number(2, 3, 0)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime(1, 4, pl.Series([0]).cast(pl.Date).item().replace(2031, 5, 14), day)
    found = exchange.read(tmp_path / "table.xlsx", "statements", sheet="said")
    same = exchange.read(table(tmp_path, TABLE), "statements")
    cells = [[p.cells for p in each.texts[0].passages] for each in (found, same)]
    assert cells[0] == cells[1]
    assert found.texts[0].passages[0].origin == "row 2"
    with pytest.raises(QuestionError, match="is empty"):
        exchange.read(tmp_path / "table.xlsx", "statements")
    with pytest.raises(QuestionError, match="is not a sheet"):
        exchange.read(tmp_path / "table.xlsx", "statements", sheet="none")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"")
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    with pytest.raises(QuestionError, match="too much to be read"):
        exchange.read_statement_table(tmp_path / "bomb.xlsx")


def workbook(path: Path, cells: dict[tuple[int, int], str], **sheet: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        made = book.add_worksheet()
        for (row, column), cell in cells.items():
            made.write_string(row, column, cell)
    if sheet:
        old, new = sheet["old"].encode(), sheet["new"].encode()
        with zipfile.ZipFile(path) as archive:
            inside = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in inside.items():
                archive.writestr(name, content.replace(old, new))
    return path


@pytest.mark.parametrize(
    ("far", "sheet"),
    [
        ((1_048_575, 16_383), {}),
        ((1_048_575, 9), {}),
        ((2, 16_383), {"old": '<row r="3"', "new": "<row a='>' r = '1048576'"}),
    ],
)
def test_a_cell_that_is_far_away_is_not_made_room_for(
    far: tuple[int, int], sheet: dict[str, str], tmp_path: Path
) -> None:
    path = workbook(tmp_path / "far.xlsx", {(0, 0): "words", (1, 0): "we", far: "x"}, **sheet)
    with pytest.raises(QuestionError, match=r"far\.xlsx.*more than 10,000,000 cells"):
        exchange.read_statement_table(path)


def test_a_sheet_of_any_name_is_looked_at(tmp_path: Path) -> None:
    path = workbook(tmp_path / "far.xlsx", {(0, 0): "words", (1_048_575, 16_383): "x"})
    with zipfile.ZipFile(path) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in inside.items():
            renamed = name.replace("worksheets/sheet1", "worksheets/._sheet1")
            archive.writestr(renamed, content.replace(b"worksheets/sheet1", b"worksheets/._sheet1"))
    with pytest.raises(QuestionError, match="more than 10,000,000 cells"):
        exchange.read_statement_table(path)


def test_a_row_with_nothing_in_it_may_be_far_away(tmp_path: Path) -> None:
    cells = {(0, at): f"a{at}" for at in range(20)} | {(0, 20): "words", (1, 20): "we"}
    last = '<row r="1048576" ht="9"/></sheetData>'
    path = workbook(tmp_path / "a.xlsx", cells, old="</sheetData>", new=last)
    (text,) = exchange.read_statement_table(path).texts
    assert [passage.words for passage in text.passages] == ["we"]


def test_texts_that_cells_share_are_not_repeated_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = {(0, 0): "words"} | {(row, 0): "we " * 1000 for row in range(1, 200)}
    path = workbook(tmp_path / "a.xlsx", cells)
    assert len(exchange.read_statement_table(path).texts[0].passages) == 199
    monkeypatch.setattr(sheet_sizes, "MOST_TEXT_BYTES", 2**19)
    with pytest.raises(QuestionError, match="show the same texts so often"):
        exchange.read_statement_table(path)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_dossier_comes_back_as_it_was(
    dossier: analysis.Dossier, folder: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"written.{kind}"
    if kind == "csv":
        path.write_text(exchange.statement_table(dossier), encoding="utf-8", newline="")
    else:
        path.write_bytes(exchange.statement_workbook(dossier))
        assert exchange.statement_workbook(dossier) == path.read_bytes()
    new = tmp_path / "new"
    new.mkdir()
    for name in ("actors.csv", "article.txt"):
        (new / name).write_bytes((folder / name).read_bytes())
    taken = coding.imported(exchange.read_statement_table(path), new)
    assert len(taken.of("accepted")) == dossier.claims.height, str(taken)
    taken.save()
    after = analysis.load(new, review="all").claims
    lost = ["quote", "weapons", "review", "said_on"]
    one, other = (c.drop(lost).sort("claim_id") for c in (dossier.claims, after))
    assert one.equals(other)


def test_formulas_are_shown_and_come_back(make_dossier: MakeDossier, tmp_path: Path) -> None:
    said = {"statement": "=HYPERLINK(1)", "concept": "'+1", "stance": "agree", "cue": "'tis"}
    claim = {"claim_id": "c1", **make_anchor(Article("It is so."), "is so"), "speaker": "ann"}
    actors = [{"actor_id": "ann", "name": "@Ann", "kind": "person"}]
    made = make_dossier(actors=actors, claims=[claim | said])
    (made.folder / "article.txt").write_text("It is so.")
    written = exchange.statement_table(made)
    (row,) = csv.DictReader(io.StringIO(written))
    assert (row["statement"], row["concept"], row["cue"]) == ("'=HYPERLINK(1)", "''+1", "'tis")
    (passage,) = exchange.read_statement_table(table(tmp_path, written)).texts[0].passages
    assert passage.cells == {**said, "claim_id": "c1"}
    assert (passage.person, passage.words) == ("@Ann", "is so")


def test_words_of_the_article_are_left_out_where_they_are_passed_on(
    dossier: analysis.Dossier,
) -> None:
    with_words, without = (
        pl.read_csv(exchange.statement_table(dossier, words=words).encode())
        for words in (True, False)
    )
    broken = replace(dossier, claims=dossier.claims.with_columns(digest=pl.lit("0" * 16)))
    assert exchange.statement_table(broken, words=False).count("\n") == dossier.claims.height + 1
    assert with_words["words"].null_count() == 0
    assert without["words"].null_count() == dossier.claims.height
    assert with_words.drop("words").equals(without.drop("words"))
