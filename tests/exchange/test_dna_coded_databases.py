"""Whole databases of DNA are read: documents, statements, entities, and what has no place here."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from analysis import coding, exchange
from analysis.errors import QuestionError
from analysis.exchange import databases

DATA = Path(__file__).parent / "data"
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "discourse"


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    return Path(shutil.copy(DATA / "bridge.dna", tmp_path / "a b#1.dna"))


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(sql)


def test_documents_are_texts_and_statements_their_passages(bridge: Path) -> None:
    before = bridge.read_bytes()
    found = exchange.read_dna_database(bridge)
    (text,) = found.texts
    assert (text.name, text.author, text.source) == ("Bridge debate", "Own text", "Synthetic")
    assert text.date == "2024-02-29"
    assert text.text is not None
    first, second, third = text.passages
    for passage in text.passages:
        assert text.text[passage.start : passage.end] == passage.words
    assert first.words == "wants a new bridge"
    assert first.cells == {"concept": "Build bridge", "stance": "agree"}
    assert (first.person, first.organization, first.coder) == ("Ash", "Town", None)
    assert (second.cells["stance"], second.coder) == ("disagree", "Mia")
    assert third.person is None
    kinds = {row["name"]: row["kind"] for row in found.rows["actors"]}
    assert kinds["Ash"] == "person"
    assert kinds["Town"] == "organisation"
    assert found.left_out == (
        "1 document: its section",
        "1 document: its type",
        "1 document: the time of its day",
    )
    assert bridge.read_bytes() == before
    assert list(bridge.parent.iterdir()) == [bridge]


def test_line_ends_and_other_variables_are_kept(bridge: Path) -> None:
    change(
        bridge,
        """UPDATE DOCUMENTS SET Text = char(13, 10) || Text || char(13) || 'End', Title = '';
        UPDATE STATEMENTS SET Start = Start + 1, Stop = Stop + 1;
        INSERT INTO VARIABLES VALUES (8, 'statement', 'long text', 1), (9, 'tone', 'integer', 1),
            (10, 'speech_act', 'short text', 1);
        INSERT INTO DATALONGTEXT VALUES (NULL, 1, 8, 'A bridge, please.');
        INSERT INTO DATAINTEGER VALUES (NULL, 1, 9, -3);
        INSERT INTO ENTITIES VALUES (90, 10, 'claim', 0, 0, 0, NULL);
        INSERT INTO DATASHORTTEXT VALUES (NULL, 1, 10, 90);
        INSERT INTO ATTRIBUTEVARIABLES VALUES (91, 1, 'Party <at home>'), (92, 1, 'role');
        INSERT INTO ATTRIBUTEVALUES VALUES (NULL, 4, 91, 'Greens'), (NULL, 4, 92, 'Mayor');
        UPDATE ENTITIES SET ChildOf = 5 WHERE ID = 8;
        UPDATE DOCUMENTS SET Notes = 'Mine';
        INSERT INTO REGEXES VALUES ('bridge', 0, 0, 0);""",
    )
    found = exchange.read_dna_database(bridge)
    (text,) = found.texts
    assert text.name == "1"
    passage = text.passages[0]
    assert passage.words == "wants a new bridge"
    assert (text.text or "").startswith("\n")
    assert passage.cells["statement"] == "A bridge, please."
    assert passage.cells["speech_act"] == "claim"
    assert passage.labels == ("tone: -3",)
    assert found.rows["actors"][0]["role"] == "Mayor"
    assert "1 name: its attribute Party <at home>" in found.left_out
    assert {"1 name: what it belongs to", "1 document: its notes"} < {*found.left_out}
    assert "1 highlighted word: a dossier has no such thing" in found.left_out


def test_variables_of_other_names_are_named_by_options(bridge: Path) -> None:
    change(bridge, "UPDATE VARIABLES SET Variable = 'who' WHERE Variable = 'person'")
    unnamed = exchange.read(bridge, "dna").texts[0].passages[0]
    assert (unnamed.person, unnamed.labels) == (None, ("who: Ash",))
    assert exchange.read(bridge, "dna", person="who").texts[0].passages[0].person == "Ash"
    with pytest.raises(QuestionError, match='did you mean "who"'):
        exchange.read(bridge, "dna", person="whoo")
    with pytest.raises(QuestionError, match="is not an option of dna"):
        exchange.read(bridge, "dna", persons="who")


def test_statements_of_all_types_are_read_or_of_one(bridge: Path) -> None:
    change(
        bridge,
        """INSERT INTO STATEMENTTYPES VALUES (2, 'Note', 0, 0, 0);
        INSERT INTO VARIABLES VALUES (8, 'note', 'long text', 2);
        INSERT INTO STATEMENTS VALUES (9, 2, 1, 0, 6, 2);
        INSERT INTO DATALONGTEXT VALUES (NULL, 9, 8, 'First.')""",
    )
    every = exchange.read_dna_database(bridge).texts[0].passages
    assert len(every) == 4
    assert (every[0].words, every[0].labels) == ("Ms Ash", ("type: Note", "note: First."))
    (note,) = exchange.read_dna_database(bridge, "Note").texts[0].passages
    assert note.origin == "statement 9"
    with pytest.raises(QuestionError, match='did you mean "Note"'):
        exchange.read_dna_database(bridge, "Notes")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "UPDATE SETTINGS SET Value = '2.0 beta 24' WHERE Property = 'version'",
            "import it in DNA 3",
        ),
        ("DROP TABLE DATABOOLEAN", "no such table: DATABOOLEAN"),
        (
            "ALTER TABLE DOCUMENTS RENAME TO D; CREATE VIEW DOCUMENTS AS SELECT * FROM D",
            "no such table: DOCUMENTS",
        ),
        ("UPDATE DOCUMENTS SET Date = 'May'", 'row 1: Date is "May"; a whole number is expected'),
        ("UPDATE DOCUMENTS SET Date = 1 << 61", "seconds since 1970 are expected"),
        ("UPDATE DOCUMENTS SET Text = x'ff00'", "Text is \"b'\\xff\\x00'\"; a text is expected"),
        ("UPDATE DOCUMENTS SET Text = CAST(x'ff' AS TEXT)", "Could not decode to UTF-8"),
        (
            "ALTER TABLE DOCUMENTS ADD COLUMN More TEXT AS (hex(zeroblob(1000000)))",
            'DOCUMENTS: "More" is computed, not stored',
        ),
        ("UPDATE STATEMENTS SET Start = 0.5 WHERE ID = 1", "Start is"),
        ("UPDATE VARIABLES SET DataType = 'date'", "is not a kind of variable"),
    ],
)
def test_what_is_not_a_database_of_dna_is_refused(bridge: Path, sql: str, words: str) -> None:
    change(bridge, f"PRAGMA ignore_check_constraints = ON; {sql}")
    with pytest.raises(QuestionError) as refused:
        exchange.read_dna_database(bridge)
    assert words in str(refused.value)


def test_all_texts_of_a_database_have_a_limit(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_MOST_READ", 2**20)
    long = "PRAGMA ignore_check_constraints = ON; UPDATE DOCUMENTS SET Author = "
    change(bridge, f"{long} hex(zeroblob(500000))")
    assert exchange.read_dna_database(bridge).texts
    change(bridge, f"{long} hex(zeroblob(600000))")
    with pytest.raises(QuestionError, match="has more than 1 MiB of texts; export a part of it"):
        exchange.read_dna_database(bridge)


def test_places_outside_of_the_text_and_inside_of_a_character_are_left_out(bridge: Path) -> None:
    change(bridge, "UPDATE STATEMENTS SET Stop = 999 WHERE ID = 1")
    change(bridge, "UPDATE STATEMENTS SET Start = 8 WHERE ID = 2")
    change(bridge, "PRAGMA foreign_keys = OFF; UPDATE STATEMENTS SET DocumentId = 7 WHERE ID = 3")
    found = exchange.read_dna_database(bridge)
    assert found.texts[0].passages == ()
    assert "2 statements: its place is not one of whole characters in its text" in found.left_out
    assert "1 statement: its document is not in the database" in found.left_out


def test_a_damaged_file_is_read_or_refused_with_a_word(bridge: Path, tmp_path: Path) -> None:
    content, chance = bridge.read_bytes(), random.Random(14)  # noqa: S311 (the same each time)
    used = [at for at in range(len(content)) if content[at]]
    refused = 0
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 4, 64])):
            damaged[chance.choice(used)] ^= 1 << chance.randrange(8)
        (tmp_path / "damaged.dna").write_bytes(damaged[: chance.choice([None, 60_000])])
        for read in (exchange.read_dna_database, exchange.read_dna):
            try:
                read(tmp_path / "damaged.dna")
            except QuestionError:
                refused += 1
    assert 50 < refused < 300


def test_nothing_is_read_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.dna").write_text("not a database, but long enough to look at" * 9)
    for path in ("text.dna", "none.dna", "."):
        with pytest.raises(QuestionError):
            exchange.read_dna_database(tmp_path / path)


@pytest.mark.skipif(not BESIDE.is_dir(), reason="no databases of DNA beside the repository")
@pytest.mark.parametrize("name", ["synth.dna", "sample.dna"])
def test_databases_that_dna_wrote_become_dossiers(name: str, tmp_path: Path) -> None:
    found = exchange.read(BESIDE / name, "dna")
    passages = [passage for text in found.texts for passage in text.passages]
    assert all(p.words == t.text[p.start : p.end] for t in found.texts for p in t.passages)  # type: ignore[index]
    chosen = next(text for text in found.texts if len(text.passages) > 3)
    taken = coding.imported(found, tmp_path / "one", document=chosen.name)
    claims = [row for row in taken.rows if row.item.table == "claims"]
    assert len(claims) == len(chosen.passages) <= len(passages)
    coded = [
        p
        for p in chosen.passages
        if p.cells.keys() >= {"concept", "stance"} and (p.person or p.organization)
    ]
    assert {row.status for row in claims} <= {"accepted", "draft"}
    assert sum(row.status == "accepted" for row in claims) == len(coded) > 0
    taken.save()
    again = coding.imported(found, tmp_path / "one", document=chosen.name)
    assert {row.status for row in again.rows} == {"refused"}
