"""Statements of many dossiers: those of each, under ids and names of the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from made_dossiers import EXAMPLES, Write, edit
from polars.testing import assert_frame_equal

from analysis import QuestionError, discourse, load, load_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from analysis import Dossier
    from analysis.corpora import Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(f"{EXAMPLES / 'dossiers'}/*")


def renamed(corpus: Corpus, dossier: Dossier, name: str) -> pl.DataFrame:
    """Statements of one dossier, with the ids and names that the corpus gives them."""
    said = discourse.statements(dossier)
    names = dict(corpus.names.filter(dossier=name).select("actor_id", "name").iter_rows())
    called = {dossier.names[actor]: names[actor] for actor in dossier.names}
    return said.with_columns(
        pl.format(f"{name}/{{}}", "statement_id").alias("statement_id"),
        pl.format(f"{name}/{{}}", "document_id").alias("document_id"),
        pl.col("person", "organization").replace(called),
    )


def test_statements_of_a_corpus_are_those_of_its_dossiers(corpus: Corpus) -> None:
    said = discourse.statements(corpus)
    each = [renamed(corpus, corpus.dossier(n), n) for n in corpus.dossiers["dossier"]]
    assert_frame_equal(said, pl.concat(each))
    assert said["statement_id"].is_unique().all()
    assert said["document_id"].n_unique() == corpus.dossiers.height
    assert "League of Fishers" not in said["organization"]
    assert "Fishers’ League" in said["organization"]


def test_dossiers_without_choices_or_article_have_statements_too(three: Path) -> None:
    (three / "ferry" / "study.toml").unlink()
    (three / "2033-06-turn" / "sources.csv").unlink()
    edit(three / "2033-06-turn" / "study.toml", 'source = "article"\n', "")
    corpus = load_corpus(three)
    names = corpus.dossiers["dossier"]
    each = [renamed(corpus, load(three / name), name) for name in names]
    assert_frame_equal(discourse.statements(corpus), pl.concat(each))


def test_a_stance_is_that_of_whom_a_speaker_reports_on(three: Path) -> None:
    file = three / "ferry" / "claims.csv"
    claims = pl.read_csv(file, infer_schema=False)
    other = pl.when(claim_id="c05").then(pl.lit("lena-brint")).otherwise("nested_source")
    claims.with_columns(nested_source=other).write_csv(file)
    said = discourse.statements(load_corpus(three)).filter(statement_id="ferry/c05")
    assert said.select("person", "organization").rows() == [
        ("Lena Brint", "Institute for Narrow Seas")
    ]


def test_a_corpus_that_was_written_has_the_same_statements(corpus: Corpus, tmp_path: Path) -> None:
    corpus.write_parquet(tmp_path / "corpus")
    back = load_corpus(tmp_path / "corpus")
    assert_frame_equal(discourse.statements(back), discourse.statements(corpus))


def undated(folder: Path) -> Path:
    """Leave no day in a dossier."""
    if (choices := folder / "study.toml").exists():
        lines = choices.read_text(encoding="utf-8").splitlines(keepends=True)
        choices.write_text("".join(one for one in lines if not one.startswith("date = ")))
    for table, column in (("claims", "said_on"), ("sources", "published")):
        rows = pl.read_csv(folder / f"{table}.csv", infer_schema=False)
        rows.with_columns(pl.lit(None, pl.String).alias(column)).write_csv(folder / f"{table}.csv")
    (folder / "events.csv").unlink(missing_ok=True)
    return folder


def test_claims_without_any_day_are_counted_and_named_with_their_dossiers(three: Path) -> None:
    folder = undated(three / "ferry")
    with pytest.raises(QuestionError) as refused:
        discourse.statements(load_corpus(three))
    stances = load(folder).claims.drop_nulls("stance").height
    assert str(refused.value).startswith(
        f'{stances} claims have no said_on, and the article has no day ("ferry/c02", "ferry/c03", '
    )
    assert f" and {stances - 5} more); fill in said_on, or date under" in str(refused.value)
    number = stances + load(undated(three / "2033-06-turn")).claims.drop_nulls("stance").height
    with pytest.raises(QuestionError) as refused:
        discourse.statements(load_corpus(three))
    assert str(refused.value).startswith(
        f"{number} claims of 2 articles have no said_on, and the articles have no day "
        '(the first of each: "2033-06-turn/c02", "ferry/c02"); fill in'
    )


def test_one_claim_without_any_day_is_named(write: Write) -> None:
    claim = {"claim_id": "c1", "paragraph": "1", "start": "0", "end": "3", "digest": "0" * 16}
    claim |= {"speaker": "a", "quote": "so", "statement": "So.", "concept": "It", "stance": "agree"}
    folder = undated(write("one", {"actor_id": "a", "name": "A"}, claims=[claim]))
    with pytest.raises(QuestionError, match='claim "one/c1" has no said_on, and the article has'):
        discourse.statements(load_corpus([folder]))
    with pytest.raises(QuestionError, match='claim "c1" has no said_on, and the article has'):
        discourse.statements(load(folder))


def test_statements_are_listed_of_a_dossier_or_a_corpus(write: Write) -> None:
    with pytest.raises(QuestionError, match="not of str"):
        discourse.statements("dossiers/*")  # type: ignore[arg-type]
    corpus = load_corpus([write("one", {"actor_id": "a", "name": "A"})])
    assert discourse.statements(corpus).is_empty()
    assert discourse.statements(corpus).schema == discourse.statements(corpus.dossier("one")).schema
