"""Event lists are those that DNA writes, and are read with all that they have."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import coding, discourse, exchange
from analysis.errors import QuestionError

if TYPE_CHECKING:
    import analysis

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "discourse"
HEAD = (
    '"statement_id";"time";"person";"organization";"concept";"agreement";"tone";'
    '"start_position";"stop_position";"text";"coder";"document_id";"document_title";'
    '"document_author";"document_source";"document_section";"document_type"'
)


def listed(tmp_path: Path, *lines: str, end: str = "\n") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(end.join([HEAD, *lines]).encode())
    return path


ONE = '7;2031-05-14 09:00:00;"Ann";"";"bridge";1;-3;4;9;"two\r\nlines";2;5;"Title";"Kim";"";"";""'


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no event lists of DNA beside the repository")
def test_a_list_is_byte_by_byte_what_dna_writes() -> None:
    # DNA cuts the words out of the stored text by code points, and writes places as it has them.
    stored = f"file:{BESIDE / 'synth.dna'}?mode=ro"
    query = """SELECT s.ID AS statement_id, s.Start AS start, s.Stop AS "end", s.Coder AS coder,
               SUBSTR(d.Text, s.Start + 1, s.Stop - s.Start) AS text
               FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId"""
    with closing(sqlite3.connect(stored, uri=True)) as database:
        found = database.execute(query).fetchall()
    theirs = pl.DataFrame(found, ["statement_id", "start", "end", "coder", "text"], orient="row")
    frame = exchange.read_dna(BESIDE / "synth.dna", "Claim")
    order = frame.columns
    frame = frame.drop("start", "end", "coder", "text").join(theirs, on="statement_id", how="left")
    written = (BESIDE / "samples" / "dna_exports" / "synth_eventlist.csv").read_bytes()
    assert exchange.event_list(frame.select(order)).encode() == written
    read = exchange.read(BESIDE / "samples" / "dna_exports" / "synth_eventlist.csv", "dna-events")
    assert sum(len(text.passages) for text in read.texts) == frame.height


def test_a_list_of_a_dossier_is_that_of_its_database(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    (tmp_path / "a.dna").write_bytes(exchange.dna_database(dossier))
    one, other = (
        pl.read_csv(text.encode(), separator=";", infer_schema=False).drop(
            "time", "statement_id", "coder", "document_type", "document_section"
        )
        for text in (
            exchange.event_list(dossier),
            exchange.event_list(exchange.read_dna(tmp_path / "a.dna")),
        )
    )
    assert one.sort("claim_id").equals(other.sort("claim_id"))
    days = pl.read_csv(exchange.event_list(dossier).encode(), separator=";")["time"]
    assert days.is_sorted()
    assert {time[10:] for time in days} == {" 00:00:00"}
    assert str(dossier.study.date) in {time[:10] for time in days}


def test_a_list_is_read_with_all_that_it_has(tmp_path: Path) -> None:
    found = exchange.read(listed(tmp_path, ONE), "dna-events")
    (text,) = found.texts
    assert (text.name, text.author, text.source, text.date) == ("Title", "Kim", None, "2031-05-14")
    (passage,) = text.passages
    assert (passage.words, passage.start, passage.coder) == ("two\r\nlines", None, "coder 2")
    assert (passage.person, passage.organization) == ("Ann", None)
    assert passage.cells == {"concept": "bridge", "stance": "agree"}
    assert passage.labels == ("tone: -3",)
    assert found.left_out == ("1 document: the time of its day",)
    renamed = exchange.read(listed(tmp_path, ONE), "dna-events", concept="person")
    assert renamed.texts[0].passages[0].cells["concept"] == "Ann"


def test_statements_of_several_days_keep_them(tmp_path: Path) -> None:
    other = ONE.replace("2031-05-14 09", "2031-05-12 00")
    found = exchange.read_event_list(listed(tmp_path, other, ONE))
    (text,) = found.texts
    assert text.date is None
    assert [p.cells["said_on"] for p in text.passages] == ["2031-05-12", "2031-05-14"]
    assert (
        found.notes[0] == "1 document: its statements are of several days, and its own day is open"
    )
    assert found.left_out == ("1 document: the time of its day",)


def test_a_dossier_keeps_the_day_of_its_article(dossier: analysis.Dossier, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(exchange.event_list(dossier).encode())
    (text,) = exchange.read_event_list(path).texts
    assert text.date == str(dossier.study.date)
    said = {p.cells["claim_id"]: p.cells.get("said_on") for p in text.passages}
    days = {
        row["claim_id"]: None if row["said_on"] is None else str(row["said_on"])
        for row in dossier.claims.drop_nulls("stance").iter_rows(named=True)
    }
    assert said == days
    assert len({*days.values()}) > 1


def test_the_first_account_is_the_first_coder(dossier: analysis.Dossier, tmp_path: Path) -> None:
    (tmp_path / "a.dna").write_bytes(exchange.dna_database(dossier))
    frame = exchange.read_dna(tmp_path / "a.dna")
    named = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("Admin")).otherwise("coder")
    frame = frame.with_columns(coder=named)
    numbers = {"Admin": 1, "jt": 2, "mk": 3}
    assert {*frame["coder"]} == {*numbers}
    written = pl.read_csv(exchange.event_list(frame).encode(), separator=";")
    assert written["coder"].to_list() == [numbers[name] for name in frame["coder"]]


def test_a_list_makes_the_network_of_its_database(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    (tmp_path / "a.dna").write_bytes(exchange.dna_database(dossier))
    frame = exchange.read_dna(tmp_path / "a.dna")
    path = tmp_path / "list.csv"
    path.write_bytes(exchange.event_list(frame).encode())
    listed = exchange.read_dna_events(path)
    shared = ["date", "start", "end", "title", "person", "organization", "concept", "agreement"]
    assert listed.columns == frame.columns
    assert listed.select(shared).equals(frame.select(shared))
    assert {kind for name, kind in listed.schema.items() if name == "agreement"} == {pl.Boolean}
    one, other = (discourse.network(each).edges for each in (frame, listed))
    assert one.equals(other)
    assert one.height > 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("7;", "seven;", 'line 2: statement_id is "seven"; a whole number is expected'),
        ("2031-05-14", "2031-13-14", "line 2: time is"),
        (";1;-3", ";2;-3", 'agreement is "2"; 1 or 0 is expected'),
    ],
)
def test_cells_of_a_list_are_what_their_column_says(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(QuestionError) as refused:
        exchange.read_dna_events(listed(tmp_path, ONE.replace(old, new, 1)))
    assert words in str(refused.value)


def of_two(dossier: analysis.Dossier, tmp_path: Path) -> pl.DataFrame:
    (tmp_path / "a.dna").write_bytes(exchange.dna_database(dossier))
    return exchange.read_dna(tmp_path / "a.dna").head(2)


def test_ids_and_days_of_a_frame_may_be_of_any_kind(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    frame = of_two(dossier, tmp_path)
    odd = frame.with_columns(
        pl.col("statement_id").cast(pl.Float64),
        pl.col("date").cast(pl.Date),
        document_id=pl.Series(["b", "a"]),
        coder=pl.Series([True, None]),
    )
    (tmp_path / "list.csv").write_text(exchange.event_list(odd))
    listed = exchange.read_dna_events(tmp_path / "list.csv")
    assert listed["date"].equals(frame["date"])
    assert listed.select("statement_id", "document_id", "coder").rows() == [
        (1, 2, "2"),
        (2, 1, None),
    ]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (pl.lit(None, pl.String).alias("document_id"), "document_id is empty in 2 of 2 rows"),
        (pl.lit("14 May 2031").alias("date"), "dates are naive datetimes"),
        (pl.lit("soon").alias("time"), 'variable "time" has the name of a column of every event'),
    ],
)
def test_a_frame_that_makes_no_list_is_refused(
    dossier: analysis.Dossier, tmp_path: Path, column: pl.Expr, words: str
) -> None:
    frame = of_two(dossier, tmp_path)
    with pytest.raises(QuestionError, match=words):
        exchange.event_list(frame.with_columns(column))
    with pytest.raises(QuestionError, match='column "coder" is missing'):
        exchange.event_list(frame.drop("coder"))


def test_a_variable_is_not_called_as_a_column_of_all_statements(tmp_path: Path) -> None:
    path = listed(tmp_path, ONE)
    path.write_text(path.read_text().replace('"tone"', '"type"'))
    assert exchange.read_event_list(path).texts[0].passages[0].labels == ("type: -3",)
    with pytest.raises(QuestionError, match='variable "type" has the name of a column of all'):
        exchange.read_dna_events(path)


def test_texts_of_one_title_are_kept_apart(tmp_path: Path) -> None:
    other = ONE.replace(";5;", ";6;")
    found = exchange.read_event_list(listed(tmp_path, ONE, other, end="\r\n"))
    assert [text.name for text in found.texts] == ["Title 5", "Title 6"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([ONE.replace(";2;5", "")], "list.csv, line 2: 15 cells; the header has 17"),
        ([ONE, ONE.replace("2031-05-14", "14 May")], "line 4: time is"),
        ([ONE.replace('"Ann"', '"Ann"x')], "line 2"),
        (["\0" * 9], "cells"),
    ],
)
def test_what_is_not_an_event_list_is_refused(tmp_path: Path, lines: list[str], words: str) -> None:
    with pytest.raises(QuestionError) as refused:
        exchange.read_event_list(listed(tmp_path, *lines))
    assert words in str(refused.value)


def test_other_tables_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("statement_id;tme;text\n")
    with pytest.raises(QuestionError, match=r'column "time" is missing.*did you mean "tme"'):
        exchange.read_event_list(tmp_path / "other.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(QuestionError, match="statement_id"):
        exchange.read_event_list(tmp_path / "empty.csv")


def test_words_of_a_list_are_found_in_the_article(folder: Path, tmp_path: Path) -> None:
    line = ONE.replace('"two\r\nlines"', "\"would 'cross a line'\"")
    taken = coding.imported(exchange.read_event_list(listed(tmp_path, line)), folder)
    (claim,) = [row for row in taken.of("accepted") if row.item.table == "claims"]
    assert claim.row["quote"] == "would “cross a line"
    none = coding.imported(exchange.read_event_list(listed(tmp_path, ONE)), tmp_path / "new")
    assert [row.cause for row in none.rows] == ["without an article"]
    assert none.files == {}
