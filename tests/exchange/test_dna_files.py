"""A dossier becomes a database that DNA opens, and comes back as it was."""

from __future__ import annotations

import base64
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

import analysis
from analysis import coding, discourse, exchange
from analysis.errors import QuestionError
from analysis.evidence import AnchorError, Article, make_anchor
from analysis.exchange.dna_files import PASSWORD
from analysis.exchange.dna_tables import creation, password_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conftest import MakeDossier

DATA = Path(__file__).parent / "data"
SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "discourse" / "sample.dna"
TEXT = (
    "Bridge\r\n\N{SEEDLING} Ann says: \N{LEFT DOUBLE QUOTATION MARK}we build it"
    "\N{RIGHT DOUBLE QUOTATION MARK}.\r\nCafe\u0301 owners \N{FAMILY}\N{ZERO WIDTH JOINER}"
    "\N{GIRL} say no.\r\nBen says no, too.\r\n"
)


def rows(content: bytes, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        return database.execute(query).fetchall()


def claim(number: int, words: str, **cells: object) -> dict[str, object]:
    anchor = make_anchor(Article(TEXT), words)
    return {"claim_id": f"c{number}", **anchor, "speaker": "ann", "statement": "It is.", **cells}


@pytest.fixture
def bridge(make_dossier: MakeDossier) -> analysis.Dossier:
    """A text with emoji, combined characters and CRLF, by two coders and by nobody."""
    actors = [
        {"actor_id": "ann", "name": "Ann", "kind": "person", "affiliation": "town"},
        {"actor_id": "ben", "name": "Ben", "kind": "person", "aliases": ["B.", "Benny"]},
        {"actor_id": "town", "name": "Town of \N{SEEDLING}", "kind": "organisation"},
        {"actor_id": "cafes", "name": "Owners", "kind": "group", "role": "Unnamed"},
    ]
    claims = [
        claim(1, "we build it", concept="bridge", stance="agree", coder="kim"),
        claim(2, "say no", concept="bridge", stance="disagree", speaker="cafes", coder="lee"),
        claim(3, "says no, too", nested_source="ben", targets=["cafes", "town"], said_on=None),
        claim(4, "Ben says no, too", statement='Two\nlines; "quoted"', concept="bridge"),
    ]
    sources = [
        {"source_id": "art", "title": "Bridge", "kind": "article", "published": "2031-05-14"}
    ]
    made = make_dossier(actors=actors, claims=claims, sources=sources)
    (made.folder / "article.txt").write_bytes(TEXT.encode())
    return analysis.load(made.folder)


def test_the_tables_are_those_of_a_database_that_dna_created() -> None:
    query = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    theirs = rows((DATA / "empty.dna").read_bytes(), query)
    assert [sql for *_, sql in theirs] == creation()
    assert rows(exchange.dna_database([]), query) == theirs


def test_what_the_program_needs_is_there(bridge: analysis.Dossier) -> None:
    content = exchange.dna_database(bridge)
    assert rows(content, "PRAGMA foreign_key_check") == []
    assert rows(content, "PRAGMA integrity_check") == [("ok",)]
    assert rows(content, "PRAGMA journal_mode") == [("memory",)]
    assert rows(content, "SELECT Value FROM SETTINGS WHERE Property = 'version'") == [("3.0.11.5",)]
    values = " UNION ALL ".join(
        f"SELECT StatementId, VariableId FROM DATA{kind}"  # noqa: S608 (ours)
        for kind in ("BOOLEAN", "INTEGER", "SHORTTEXT", "LONGTEXT")
    )
    needed = """SELECT s.ID, v.ID FROM STATEMENTS s JOIN VARIABLES v
                ON v.StatementTypeId = s.StatementTypeId"""
    assert sorted(rows(content, values)) == sorted(rows(content, needed))
    assert len(rows(content, needed)) > 20
    empty = rows(content, "SELECT VariableId FROM ENTITIES WHERE Value = ''")
    short = rows(content, "SELECT ID FROM VARIABLES WHERE DataType = 'short text'")
    assert sorted(empty) == sorted(short)
    described = """SELECT e.ID, a.ID FROM ENTITIES e JOIN ATTRIBUTEVARIABLES a
                   ON a.VariableId = e.VariableId"""
    pairs = rows(content, "SELECT EntityId, AttributeVariableId FROM ATTRIBUTEVALUES")
    assert sorted(pairs) == sorted(rows(content, described))
    names = [name for (name,) in rows(content, "SELECT Name FROM CODERS ORDER BY ID")]
    assert names == ["Admin", "kim", "lee"]
    assert len(rows(content, "SELECT * FROM CODERRELATIONS")) == 6
    ((stored, *_),) = {*rows(content, "SELECT Password FROM CODERS")}
    assert password_hash(PASSWORD, base64.b64decode(str(stored))[:16]) == stored


@pytest.mark.skipif(not SAMPLE.is_file(), reason="no database of DNA beside the repository")
def test_passwords_are_hashed_as_dna_hashes_them() -> None:
    for (stored,) in rows(SAMPLE.read_bytes(), "SELECT Password FROM CODERS"):
        assert password_hash("sample", base64.b64decode(str(stored))[:16]) == stored


def test_the_same_dossier_gives_the_same_bytes_and_another_one_others(
    bridge: analysis.Dossier, dossier: analysis.Dossier
) -> None:
    content = exchange.dna_database(bridge)
    assert content == exchange.dna_database(analysis.load(bridge.folder))
    salts = [
        rows(c, "SELECT Password FROM CODERS")[0] for c in (content, exchange.dna_database(dossier))
    ]
    assert salts[0] != salts[1]


def test_places_are_utf_16_units_of_a_text_whose_lines_end_with_lf(
    bridge: analysis.Dossier,
) -> None:
    content = exchange.dna_database(bridge)
    ((text,),) = rows(content, "SELECT Text FROM DOCUMENTS")
    assert text == TEXT.replace("\r\n", "\n")
    units = str(text).encode("utf-16-le")
    found = rows(content, "SELECT Start, Stop FROM STATEMENTS ORDER BY ID")
    words = [units[2 * a : 2 * b].decode("utf-16-le") for a, b in found]  # type: ignore[operator]
    assert words == ["we build it", "say no", "Ben says no, too", "says no, too"]


def back(dossiers: analysis.Dossier | Iterable[analysis.Dossier], folder: Path) -> coding.Imported:
    path = folder / "written.dna"
    path.write_bytes(exchange.dna_database(dossiers))
    taken = coding.imported(exchange.read(path, "dna"), folder / "back")
    taken.save()
    return taken


@pytest.mark.parametrize("which", ["bridge", "example"])
def test_a_dossier_comes_back_as_it_was(
    which: str, bridge: analysis.Dossier, dossier: analysis.Dossier, tmp_path: Path
) -> None:
    before = bridge if which == "bridge" else dossier
    taken = back(before, tmp_path)
    assert taken.is_complete, str(taken)
    after = analysis.load(tmp_path / "back", review="all")
    lost = ["quote", "weapons", "review", *(["start", "end"] if which == "bridge" else [])]
    one, other = (d.claims.drop(lost).sort("claim_id") for d in (before, after))
    assert one.equals(other)
    if which == "example":
        assert before.claims.sort("claim_id")["start"].equals(
            after.claims.sort("claim_id")["start"]
        )
    assert before.actors.sort("actor_id").equals(after.actors.sort("actor_id"))
    assert after.study.date == before.study.date
    assert after.claims["review"].unique().to_list() == ["proposed"]
    assert (
        coding.imported(exchange.read(tmp_path / "written.dna", "dna"), tmp_path / "back").of(
            "accepted"
        )
        == []
    )


def test_several_dossiers_are_documents_and_come_back_as_a_corpus(
    bridge: analysis.Dossier, dossier: analysis.Dossier, tmp_path: Path
) -> None:
    taken = back([bridge, dossier], tmp_path)
    assert [text.folder.name for text in taken.texts] == [
        "bridge",
        "ardania-may-send-howitzers-to-delmora-over-ferry-dispute",
    ]
    heights = [analysis.load(text.folder, review="all").claims.height for text in taken.texts]
    assert heights == [bridge.claims.height, dossier.claims.height]
    people = analysis.load(taken.texts[0].folder, review="all").actors["name"].to_list()
    assert "Mira Tolvane" not in people, "of another text"


def test_its_statements_make_the_network_of_the_dossier(
    dossier: analysis.Dossier, tmp_path: Path
) -> None:
    (tmp_path / "a.dna").write_bytes(exchange.dna_database(dossier))
    found = discourse.network(exchange.read_dna(tmp_path / "a.dna"))
    assert found.edges.equals(discourse.network(discourse.statements(dossier)).edges)


def test_without_the_article_its_document_is_the_paraphrases(
    bridge: analysis.Dossier, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(bridge.folder, tmp_path / "without"))
    (folder / "article.txt").unlink()
    alone = analysis.load(folder)
    ((text, notes),) = rows(exchange.dna_database(alone), "SELECT Text, Notes FROM DOCUMENTS")
    assert text == 'It is.\nIt is.\nTwo lines; "quoted"\nIt is.'
    assert "paraphrase" in str(notes)
    assert any("paraphrases" in note for note in exchange.notes(alone, "dna"))
    assert not any("paraphrases" in note for note in exchange.notes(bridge, "dna"))


def test_what_dna_has_no_room_for_is_said(
    bridge: analysis.Dossier, make_dossier: MakeDossier
) -> None:
    assert any("UTF-16" in note for note in exchange.notes(bridge, "dna"))
    long = "x" * 191
    actors = bridge.actors.with_columns(role=pl.lit(long)).to_dicts()
    made = make_dossier(
        actors=actors,
        claims=bridge.claims.to_dicts(),
        sources=[{"source_id": "a", "title": long, "kind": "article", "published": "2031-05-14"}],
    )
    (made.folder / "article.txt").write_bytes(TEXT.encode())
    content = exchange.dna_database(made)
    ((title, notes),) = rows(content, "SELECT Title, Notes FROM DOCUMENTS")
    assert (title, notes) == ("x" * 190, f"Title: {long}")
    assert 'role of "Ann" is longer than DNA allows, and left out' in exchange.notes(made, "dna")
    for column in ("concept", "coder"):
        claims = bridge.claims.with_columns(pl.lit(long).alias(column)).to_dicts()
        made = make_dossier(actors=actors, claims=claims, sources=bridge.sources.to_dicts())
        (made.folder / "article.txt").write_bytes(TEXT.encode())
        with pytest.raises(
            QuestionError, match=rf"{column}: .* has 191 characters; DNA has room for 190"
        ):
            exchange.dna_database(made)


def test_what_cannot_be_a_statement_of_dna_is_refused(
    bridge: analysis.Dossier, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(bridge.folder, tmp_path / "other"))
    (folder / "sources.csv").unlink()
    with pytest.raises(
        QuestionError, match=r'claim "c1" has no said_on, and the article has no day'
    ):
        exchange.dna_database(analysis.load(folder))
    (folder / "article.txt").write_text("Something else.")
    with pytest.raises(AnchorError):
        exchange.dna_database(analysis.load(folder))
