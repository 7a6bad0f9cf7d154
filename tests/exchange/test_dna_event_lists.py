"""Event lists are those that DNA writes, and are read with all that they have."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import coding, exchange
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
    of_database = exchange.read_dna(tmp_path / "a.dna").drop("date", "statement_id", "coder")
    names = [*of_database.columns, "statement_id", "date", "coder"]
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
    assert names
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
