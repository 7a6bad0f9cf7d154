"""A corpus as files: what is read back is what was written, also by another program."""

from __future__ import annotations

import errno
import json
import logging
import os
from pathlib import Path

import polars as pl
import pytest
from made_dossiers import edit
from polars.testing import assert_frame_equal

from analysis import QuestionError, load_corpus
from analysis.corpora import Corpus
from analysis.corpora.parquet import schemas
from analysis.dossier.tables import TABLES

FRAMES = ("dossiers", "corpus_actors", "unclear")


def same(one: Corpus, other: Corpus) -> None:
    for table in TABLES:
        assert_frame_equal(getattr(one, table).collect(), getattr(other, table).collect())
    for name in FRAMES:
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.choices == other.choices
    assert one.problems_by_dossier == other.problems_by_dossier
    assert (one.review, one.actors_file) == (other.review, other.actors_file)
    assert str(one) == str(other)


@pytest.fixture
def full(three: Path) -> Corpus:
    """A corpus with all that one can have: a dossier left out, doubts, rows that wait."""
    edit(three / "2033-01-shoals" / "claims.csv", ",teva-lorn,", ",teva-lorm,")
    text = (three / "ferry" / "study.toml").read_text(encoding="utf-8")
    (three / "ferry" / "study.toml").write_text(
        f'{text}\n[alliances]\nworlds = ["mira-tolvane", "oren-dask"]\n', encoding="utf-8"
    )
    claims = pl.read_csv(three / "ferry" / "claims.csv", infer_schema=False)
    mark = pl.when(pl.int_range(pl.len()) < 4).then(pl.lit("proposed")).otherwise("review")
    claims.with_columns(review=mark).write_csv(three / "ferry" / "claims.csv")
    (three / "actors.csv").write_text("actor_id,name,kind\nmira-tolvane,M. Tolvane,person\n")
    return load_corpus(three, on_error="skip", review="all")


def test_what_is_read_back_is_what_was_written(full: Corpus, tmp_path: Path) -> None:
    assert full.unclear.height == 1
    assert full.problems
    full.write_parquet(tmp_path / "corpus")
    same(full, Corpus.read_parquet(tmp_path / "corpus"))
    back = load_corpus(str(tmp_path / "corpus"), review="all")
    same(full, back)
    for name in full.dossiers["dossier"]:
        one, other = full.dossier(name), back.dossier(name)
        assert (one.choices, one.folder) == (other.choices, other.folder)
        assert one.study.worlds == other.study.worlds
        assert_frame_equal(one.claims, other.claims)


def test_accepted_rows_of_what_was_written_are_those_of_the_dossiers(
    full: Corpus, three: Path, tmp_path: Path
) -> None:
    accepted = load_corpus(three, on_error="skip")
    full.write_parquet(tmp_path / "all")
    same(accepted, load_corpus(tmp_path / "all"))
    accepted.write_parquet(tmp_path / "accepted")
    same(accepted, load_corpus(tmp_path / "accepted"))
    with pytest.raises(QuestionError, match='was written with review="accepted"'):
        load_corpus(tmp_path / "accepted", review="all")
    with pytest.raises(QuestionError, match="are merged; load its dossiers"):
        load_corpus(tmp_path / "all", actors=three / "actors.csv")


def test_a_written_corpus_says_again_what_it_left_out(
    full: Corpus, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    full.write_parquet(tmp_path / "corpus")
    with caplog.at_level(logging.WARNING):
        load_corpus(tmp_path / "corpus")
    assert "1 of 3 dossiers are left out" in caplog.text


def test_the_same_corpus_gives_the_same_bytes(three: Path, tmp_path: Path) -> None:
    for place in ("one", "other"):
        load_corpus(three).write_parquet(tmp_path / place)
    for name in schemas():
        one, other = (tmp_path / place / f"{name}.parquet" for place in ("one", "other"))
        assert one.read_bytes() == other.read_bytes(), name


def test_a_corpus_replaces_another_and_its_own_files(three: Path, tmp_path: Path) -> None:
    place = tmp_path / "corpus"
    place.mkdir()
    load_corpus([three / "ferry"]).write_parquet(place)
    corpus = load_corpus(three)
    corpus.write_parquet(place)
    back = load_corpus(place)
    back.write_parquet(place)
    same(corpus, load_corpus(place))
    assert sorted(path.name for path in place.iterdir()) == sorted(
        f"{name}.parquet" for name in schemas()
    )
    assert {path.name for path in tmp_path.iterdir()} == {"corpus", "dossiers"}


def test_anything_else_is_left_alone(three: Path, tmp_path: Path) -> None:
    corpus = load_corpus([three / "ferry"])
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "claims.parquet").write_text("of a corpus")
    (notes / "my notes.txt").write_text("not of a corpus")
    for place, said in (
        (notes, 'has "my notes.txt" in it, which is not of a corpus'),
        (notes / "my notes.txt", "is a file; name a folder"),
        (three / "ferry", 'has "README.md" in it'),
    ):
        with pytest.raises(QuestionError, match=said):
            corpus.write_parquet(place)
    assert len(list(notes.iterdir())) == 2
    with pytest.raises(OSError, match="File exists"):
        corpus.write_parquet(notes / "my notes.txt" / "below")


def test_a_write_that_fails_leaves_what_was_there(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "corpus"
    before = load_corpus([three / "ferry"])
    before.write_parquet(place)
    corpus = load_corpus(three)
    written = pl.DataFrame.write_parquet

    def full_disk(frame: pl.DataFrame, file: Path) -> None:
        if file.name == "sources.parquet":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
        written(frame, file)

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full_disk)
    with pytest.raises(OSError, match=f"No space left on device: '{place}'"):
        corpus.write_parquet(place)
    with pytest.raises(OSError, match="No space left"):
        corpus.write_parquet(tmp_path / "new")
    monkeypatch.undo()
    same(before, load_corpus(place))
    assert {path.name for path in tmp_path.iterdir()} == {"corpus", "dossiers"}


@pytest.mark.parametrize(
    "error",
    [OSError(errno.EACCES, os.strerror(errno.EACCES), "draft"), KeyboardInterrupt()],
    ids=repr,
)
def test_a_folder_that_cannot_be_moved_into_place_leaves_what_was_there(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    place = tmp_path / "corpus"
    before = load_corpus([three / "ferry"])
    before.write_parquet(place)
    moved = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "draft":
            raise error
        return moved(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(type(error)):
        load_corpus(three).write_parquet(place)
    monkeypatch.undo()
    same(before, load_corpus(place))
    assert {path.name for path in tmp_path.iterdir()} == {"corpus", "dossiers"}


def test_files_that_are_not_as_they_were_written_are_refused(three: Path, tmp_path: Path) -> None:
    place = tmp_path / "corpus"
    corpus = load_corpus([three / "ferry"])

    def refused(said: str) -> None:
        with pytest.raises(QuestionError, match=said):
            load_corpus(place)
        corpus.write_parquet(place)

    corpus.write_parquet(place)
    file = place / "claims.parquet"
    claims = pl.read_parquet(file)
    claims.drop("stance").write_parquet(file)
    refused('column "stance" is missing')
    claims.with_columns(pl.col("start").cast(pl.Int64)).write_parquet(file)
    refused('column "start" has the type Int64, not Int32')
    file.write_text("no Parquet")
    refused("cannot be read")
    file.unlink()
    refused('claims.parquet".*is missing|is missing')
    about = pl.read_parquet(place / "dossiers.parquet")
    about.clear().write_parquet(place / "dossiers.parquet")
    refused("has no row")
    for text in ("[]", "no JSON", json.dumps({"article.date": "May"})):
        changed = about.with_columns(choices=pl.lit(text))
        changed.write_parquet(place / "dossiers.parquet")
        refused("cannot be read")
    with pytest.raises(QuestionError, match=r"has no dossiers\.parquet"):
        Corpus.read_parquet(three)


@pytest.mark.heavy
def test_duckdb_reads_the_same_files(full: Corpus, tmp_path: Path) -> None:
    import duckdb

    full.write_parquet(tmp_path / "corpus")
    connection = duckdb.connect()

    def rows(query: str) -> list[tuple[object, ...]]:
        return connection.execute(query.replace("@", f"{tmp_path}/corpus/")).fetchall()

    for table, columns in schemas().items():
        read = rows(f"select * from '@{table}.parquet'")  # noqa: S608 (our own words)
        file = tmp_path / "corpus" / f"{table}.parquet"
        assert read == pl.read_parquet(file, columns=list(columns)).rows(), table
    joined = rows(
        "select a.name, c.stance::varchar, c.said_on, len(c.targets) "
        "from '@claims.parquet' c join '@actors.parquet' a "
        "on a.dossier = c.dossier and a.actor_id = c.speaker "
        "where c.stance = 'agree' order by c.dossier, c.claim_id"
    )
    named = full.actors.select("dossier", "name", speaker="actor_id")
    agreed = full.claims.filter(stance="agree").join(named, on=["dossier", "speaker"])
    expected = agreed.sort("dossier", "claim_id").select(
        "name", pl.col("stance").cast(pl.String), "said_on", pl.col("targets").list.len()
    )
    assert joined == expected.collect().rows()
