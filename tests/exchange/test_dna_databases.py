"""Statements are read from databases of Discourse Network Analyzer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from analysis import discourse, exchange
from analysis.errors import QuestionError

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "discourse"
DATA = Path(__file__).resolve().parents[1] / "discourse" / "data"
TEXT = "One\r\n\N{SEEDLING} two\rthree four"
SCHEMA = """
CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT);
CREATE TABLE CODERS(ID INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE DOCUMENTS(ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT,
    Source TEXT, Section TEXT, Type TEXT, Notes TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES(ID INTEGER PRIMARY KEY, Label TEXT);
CREATE TABLE VARIABLES(ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT,
    StatementTypeId INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER,
    Start INTEGER, Stop INTEGER, Coder INTEGER);
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY, StatementId, VariableId, Value INTEGER);
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY, StatementId, VariableId, Value INTEGER);
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY, StatementId, VariableId, Value TEXT);
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId, VariableId, Entity INTEGER);
CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT);
INSERT INTO SETTINGS VALUES ('version', '3.0.11.5');
INSERT INTO CODERS VALUES (1, 'Kim');
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement'), (2, 'Note');
INSERT INTO VARIABLES VALUES (1, 'organization', 'short text', 1), (2, 'agreement', 'boolean', 1),
    (3, 'intensity', 'integer', 1), (4, 'note', 'long text', 1), (5, 'concept', 'short text', 1);
INSERT INTO STATEMENTS VALUES (7, 1, 1, 4, 10, 1), (8, 1, 1, 11, 16, 1), (9, 2, 1, 0, 3, 1);
INSERT INTO ENTITIES VALUES (1, 1, 'League'), (2, 5, 'Bridge');
INSERT INTO DATASHORTTEXT VALUES (1, 7, 1, 1), (2, 8, 1, 1), (3, 7, 5, 2), (4, 8, 5, 2);
INSERT INTO DATABOOLEAN VALUES (1, 7, 2, 0);
INSERT INTO DATAINTEGER VALUES (1, 7, 3, -3), (2, 8, 3, 2);
INSERT INTO DATALONGTEXT VALUES (1, 7, 4, 'of two' || char(10) || 'lines'), (2, 8, 4, '');
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a b#1.dna"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
        document = (1, "Title", TEXT, 1, "Kim", "Paper", "", "post", "", 1577610000)
        connection.execute("INSERT INTO DOCUMENTS VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", document)
        connection.commit()
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


def test_a_statement_has_its_words_document_and_variables(database: Path) -> None:
    before = database.read_bytes()
    frame = exchange.read_dna(database)
    assert frame.row(0, named=True) == {
        "statement_id": 7,
        "document_id": 1,
        "date": datetime(2019, 12, 29, 9),  # noqa: DTZ001 (DNA stores the time on the clock)
        "start": 4,
        "end": 9,
        "text": "\N{SEEDLING} two",
        "coder": "Kim",
        "title": "Title",
        "author": "Kim",
        "source": "Paper",
        "section": "",
        "type": "post",
        "organization": "League",
        "agreement": False,
        "intensity": -3,
        "note": "of two\nlines",
        "concept": "Bridge",
    }
    assert frame["text"][1] == "three"
    assert frame["agreement"].to_list() == [False, None]
    assert exchange.read_dna(database, "Note")["text"].to_list() == ["One"]
    assert database.read_bytes() == before


def test_what_was_read_makes_a_network(database: Path) -> None:
    found = discourse.network(exchange.read_dna(database), qualifier_aggregation="subtract")
    assert found.edges.rows() == [("League", "Bridge", -1.0)]
    assert found.statement_ids == [7]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE SETTINGS SET Value = '2.0 beta 24'", "versions from 3.0 on"),
        ("DROP TABLE ENTITIES", "cannot be read as a database of DNA: no such table"),
        ("UPDATE VARIABLES SET Variable = 'text' WHERE ID = 4", 'variable "text"'),
        ("UPDATE VARIABLES SET DataType = 'date' WHERE ID = 4", '"date" is not a kind of variable'),
    ],
)
def test_what_is_not_a_database_of_dna_3_is_refused(database: Path, sql: str, words: str) -> None:
    change(database, sql)
    with pytest.raises(QuestionError) as refused:
        exchange.read_dna(database)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "UPDATE STATEMENTS SET DocumentId = 5",
            "2 statements, the first with the id 7, are of a document that is not",
        ),
        (
            "UPDATE STATEMENTS SET Stop = 999",
            "2 statements, the first with the id 7, are at a place that is not one of",
        ),
        (
            "UPDATE STATEMENTS SET Start = 5 WHERE ID = 7",
            "1 statement, the first with the id 7, is at a place",
        ),
        (
            "UPDATE STATEMENTS SET Start = 11 WHERE ID = 7",
            "1 statement, the first with the id 7, is at a place",
        ),
    ],
)
def test_statements_of_no_text_are_refused_by_number(database: Path, sql: str, words: str) -> None:
    change(database, sql)
    with pytest.raises(QuestionError, match=words):
        exchange.read_dna(database)


def test_types_with_statements_are_named_where_none_is(database: Path) -> None:
    change(database, "INSERT INTO STATEMENTTYPES VALUES (3, 'Unused')")
    with pytest.raises(QuestionError, match=r'that have any: "DNA Statement", "Note"$'):
        exchange.read_dna(database, "")


def test_other_files_and_types_are_refused(database: Path, tmp_path: Path) -> None:
    (tmp_path / "text.dna").write_text("not a database, but long enough to look at" * 9)
    with pytest.raises(QuestionError, match="cannot be read as a database of DNA"):
        exchange.read_dna(tmp_path / "text.dna")
    with pytest.raises(QuestionError, match='did you mean "DNA Statement"'):
        exchange.read_dna(database, "DNA Statements")
    with pytest.raises(QuestionError, match="no such file"):
        exchange.read_dna(tmp_path)


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no databases of DNA beside the repository")
def test_databases_that_dna_wrote_are_read() -> None:
    sample = exchange.read_dna(BESIDE / "sample.dna")
    assert sample.height == 40
    claims = exchange.read_dna(BESIDE / "synth.dna", "Claim")
    stored = pl.read_csv(DATA / "claims.csv", try_parse_dates=True)
    assert claims["text"].to_list() == stored["text"].to_list()
    assert claims["statement_id"].to_list() == stored["statement_id"].to_list()
    assert claims.schema["agreement"] == pl.Boolean
    empty = exchange.read_dna(BESIDE / "samples" / "empty_created_by_dna_3.1.2.dna")
    assert empty.is_empty()
