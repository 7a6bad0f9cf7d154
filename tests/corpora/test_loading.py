"""Many dossiers as one: each is in the corpus as it loads alone, and a broken one is said to be."""

from __future__ import annotations

import logging
import os
import re
import shutil
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from made_dossiers import EXAMPLES, Write, edit, write_rows
from polars.testing import assert_frame_equal

import analysis
from analysis import Dossier, DossierError, QuestionError, load, load_corpus
from analysis.corpora import folders, reading
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable


def same(one: Dossier, other: Dossier) -> None:
    assert one.choices == other.choices
    assert one.waiting == other.waiting
    assert os.path.realpath(one.folder) == os.path.realpath(other.folder)
    for table in TABLES:
        assert_frame_equal(getattr(one, table), getattr(other, table))


def propose(folder: Path, table: str, rows: int) -> None:
    """Mark the first rows of a table as proposed, and what rests on them is left out, too."""
    frame = pl.read_csv(folder / f"{table}.csv", infer_schema=False)
    mark = pl.when(pl.int_range(pl.len()) < rows).then(pl.lit("proposed")).otherwise("review")
    frame.with_columns(review=mark).write_csv(folder / f"{table}.csv")


def test_each_dossier_of_a_corpus_is_as_it_loads_alone(three: Path) -> None:
    corpus = load_corpus(f"{three}/*")
    assert corpus.dossiers["dossier"].to_list() == ["2033-01-shoals", "2033-06-turn", "ferry"]
    for name in corpus.dossiers["dossier"]:
        same(corpus.dossier(name), load(three / name))


@pytest.mark.parametrize("review", ["accepted", "all"])
def test_rows_that_wait_are_left_out_of_their_own_dossier_alone(three: Path, review: str) -> None:
    twin = shutil.copytree(three / "ferry", three / "twin")
    for table in ("claims", "ties", "transfers"):
        propose(three / "ferry", table, 8)
    propose(three / "2033-06-turn", "claims", 3)
    corpus = load_corpus(three, review=review)  # type: ignore[arg-type]
    for name in corpus.dossiers["dossier"]:
        same(corpus.dossier(name), load(three / name, review=review))  # type: ignore[arg-type]
    waiting = corpus.dossiers.select("dossier", "^proposed_.*$").rows()
    assert waiting == [
        ("2033-01-shoals", 0, 0, 0),
        ("2033-06-turn", 3, 0, 0),
        ("ferry", 8, 8, load(three / "ferry").waiting["transfers"]),
        ("twin", 0, 0, 0),
    ]
    assert corpus.dossier("twin").claims.height == load(twin).claims.height


def test_every_frame_begins_with_the_dossier_and_ids_are_as_they_were(three: Path) -> None:
    corpus = load_corpus(three)
    for table, schema in TABLES.items():
        frame = getattr(corpus, table)
        assert isinstance(frame, pl.LazyFrame)
        own = ["corpus_id", "merged_by"] if table == "actors" else []
        assert frame.collect_schema().names() == ["dossier", *schema.column_names(), *own]
    joined = corpus.claims.join(
        corpus.actors,
        left_on=["dossier", "speaker"],
        right_on=["dossier", "actor_id"],
        how="inner",
    ).collect()
    assert joined.height == corpus.claims.collect().height == corpus.dossiers["claims"].sum()
    assert corpus.claims.filter(claim_id="c01").collect()["dossier"].to_list() == [
        "2033-01-shoals",
        "2033-06-turn",
        "ferry",
    ]


def test_the_order_in_which_folders_are_named_does_not_matter(three: Path) -> None:
    folders = [three / name for name in ("ferry", "2033-06-turn", "2033-01-shoals", "ferry")]
    folders.append(three / "ferry" / ".." / "2033-06-turn")
    one, other = load_corpus(folders), load_corpus(sorted(folders[:3]))
    assert_frame_equal(one.dossiers, other.dossiers)
    assert_frame_equal(one.corpus_actors, other.corpus_actors)
    for table in TABLES:
        assert_frame_equal(getattr(one, table).collect(), getattr(other, table).collect())


@pytest.mark.parametrize("group", [1, 2, 3, 250])
def test_dossiers_are_the_same_however_many_are_read_at_a_time(
    three: Path, group: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(three / "2033-06-turn" / "claims.csv", ",joss-halder,", ",jos-halder,")
    expected = load_corpus(three, on_error="skip")
    monkeypatch.setattr(reading, "GROUP", group)
    corpus = load_corpus(three, on_error="skip")
    assert corpus.problems == expected.problems
    for table in TABLES:
        assert_frame_equal(getattr(corpus, table).collect(), getattr(expected, table).collect())


def test_what_is_said_of_a_dossier_is_what_its_study_says(three: Path, write: Write) -> None:
    (three / "ferry" / "study.toml").unlink()
    (three / "2033-06-turn" / "study.toml").write_text("")
    write("No Choices, & more!", {"actor_id": "a", "name": "A"})
    write("nothing", {"actor_id": "a", "name": "A"})
    (three / "nothing" / "sources.csv").unlink()
    corpus = load_corpus(three)
    for row in corpus.dossiers.iter_rows(named=True):
        dossier = load(three / row["dossier"])
        study = dossier.study
        assert (row["title"], row["source"], row["date"]) == (study.title, study.source, study.date)
        article = dossier.sources.filter(source_id=study.source or "")["title"].to_list()
        assert [row["article"]] == (article or [None])
        assert row["claims"] == dossier.claims.height


def test_dossiers_of_one_name_are_called_by_what_sets_their_paths_apart(tmp_path: Path) -> None:
    for place in ("a/x/d", "b/x/d", "b/e"):
        shutil.copytree(EXAMPLES / "dossiers" / "2033-01-shoals", tmp_path / place)
    folders = [tmp_path / place for place in ("b/x/d", "a/x/d", "b/e")]
    corpus = load_corpus(folders)
    assert corpus.dossiers["dossier"].to_list() == ["a/x/d", "b/x/d", "e"]
    same(corpus.dossier("b/x/d"), load(tmp_path / "b/x/d"))


def test_a_folder_may_be_the_one_dossier_or_have_them_in_it(three: Path) -> None:
    assert load_corpus(three / "ferry").dossiers["dossier"].to_list() == ["ferry"]
    (three / ".hidden").mkdir()
    (three / "notes.txt").write_text("A file beside the dossiers is not one of them.")
    assert load_corpus(str(three)).dossiers.height == 3
    assert load_corpus(f"{three}/*").dossiers.height == 3


def test_a_list_may_have_patterns_in_it(three: Path) -> None:
    corpus = load_corpus([f"{three}/2033-*", three / "ferry", str(three / "ferry")])
    assert corpus.dossiers["dossier"].to_list() == ["2033-01-shoals", "2033-06-turn", "ferry"]
    (three / "ferry").rename(three / "ferry[1]")
    assert load_corpus([three / "ferry[1]"]).dossiers["dossier"].to_list() == ["ferry[1]"]


def test_a_folder_whose_name_nobody_can_read_is_left_out_with_a_word(
    three: Path, tmp_path: Path
) -> None:
    (three / "2033-06-turn").rename(three / os.fsdecode(b"turn-\xff"))
    (three / "ferry").rename(three / "ferry\n")
    corpus = load_corpus(three, on_error="skip")
    assert corpus.skipped == ("turn-\\udcff",)
    assert [problem.rule for problem in corpus.problems] == ["folder"]
    assert "a name that is not UTF-8" in str(corpus.problems[0])
    assert corpus.dossiers["dossier"].to_list() == ["2033-01-shoals", "ferry\\u000a"]
    same(corpus.dossier("ferry\\u000a"), load(three / "ferry\n"))
    corpus.write_parquet(tmp_path / "files")
    assert load_corpus(tmp_path / "files").skipped == corpus.skipped


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("nowhere/*", 'no folder matches "nowhere/*"'),
        ("*.toml", 'only files match "*.toml"'),
        ("", "an empty text is not a pattern"),
        ("[", "no folder matches"),
        ("a\0b", "has a character that no path can have"),
        ("x" * 5000, "is too long for a path"),
        ([], "a corpus without a folder"),
        ([""], "a folder of a corpus is a text or a path"),
        (["a\0b"], "has a character that no path can have"),
        (["x/" * 5000], "is too long for a path"),
        ([3], "a folder of a corpus is a text or a path, not int"),
        (7, "a corpus is a pattern, a folder or a list of folders, not int"),
        (b"dossiers/*", "not bytes"),
    ],
    ids=str,
)
def test_what_is_not_a_corpus_is_refused(
    where: object, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.toml").touch()
    with pytest.raises(QuestionError, match=re.escape(said)):
        load_corpus(where)  # type: ignore[arg-type]


def test_more_folders_than_a_corpus_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
    monkeypatch.setattr(folders, "MOST_FOLDERS", 2)
    with pytest.raises(QuestionError, match="a corpus of 3 folders is larger than 2; load it in"):
        load_corpus(tmp_path / "*")


def test_an_empty_folder_and_wrong_options_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="has no folder of a dossier in it"):
        load_corpus(tmp_path)
    for option in ({"review": "none"}, {"on_error": "ignore"}, {"progress": "yes"}):
        with pytest.raises(QuestionError):
            load_corpus([EXAMPLE], **option)  # type: ignore[arg-type]
    with pytest.raises(QuestionError, match='"feri" is not a dossier of this corpus'):
        load_corpus([EXAMPLE]).dossier("feri")


def test_a_dossier_that_was_left_out_is_said_to_be(three: Path, tmp_path: Path) -> None:
    edit(three / "2033-06-turn" / "claims.csv", ",joss-halder,", ",jos-halder,")
    corpus = load_corpus(three, on_error="skip")
    corpus.write_parquet(tmp_path / "files")
    for one in (corpus, load_corpus(tmp_path / "files")):
        with pytest.raises(QuestionError) as refused:
            one.dossier("2033-06-turn")
        said = str(refused.value)
        assert f'"2033-06-turn" was left out for {len(corpus.problems)} problem' in said
        assert str(corpus.problems[0]) in said


def test_a_dossier_is_at_the_place_of_the_name_that_it_is_called_by(three: Path) -> None:
    (three / "z-link").symlink_to(three / "2033-01-shoals")
    (three / "a-link").symlink_to(three / "ferry")
    names = load_corpus(three).dossiers["dossier"].to_list()
    assert names == ["2033-01-shoals", "2033-06-turn", "ferry"]
    assert names[:2] == load_corpus(f"{three}/2033-*").dossiers["dossier"].to_list()


def test_the_home_folder_may_be_written_as_a_tilde(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(three.parent))
    names = load_corpus(three).dossiers["dossier"].to_list()
    places = ("~/dossiers/*", "~/dossiers", Path("~/dossiers"), ["~/dossiers/*"])
    for where in (*places, [f"~/dossiers/{name}" for name in names]):
        assert load_corpus(where).dossiers["dossier"].to_list() == names
    load_corpus(three).write_parquet("~/files")
    assert (tmp_path / "files" / "claims.parquet").is_file()
    assert load_corpus("~/files").dossiers["dossier"].to_list() == names
    (three / "actors.csv").write_text("actor_id,name,kind\n")
    actors = load_corpus("~/dossiers/*", actors="~/dossiers/actors.csv").actors_file
    assert actors == str(three / "actors.csv")


def test_a_folder_of_dossiers_is_said_to_be_one(three: Path) -> None:
    (three / "actors.csv").write_text("actor_id,name,kind\n")
    pattern = f'name "{three}/*"'
    with pytest.raises(QuestionError, match=re.escape(pattern)):
        load_corpus(three.parent)
    with pytest.raises(
        DossierError, match=re.escape(f"is a folder of dossiers, not one of them; {pattern}")
    ):
        load_corpus([three])
    with pytest.raises(DossierError, match="name") as refused:
        load_corpus(f"{three.parent}/*")
    assert "dossier new" not in str(refused.value)
    skipping = load_corpus([three, three / "ferry"], on_error="skip")
    assert skipping.skipped == ("dossiers",)
    (three.parent / "more" / "one").mkdir(parents=True)
    shutil.copytree(three / "ferry", three.parent / "more" / "two")
    with pytest.raises(QuestionError, match=re.escape(f'name "{three.parent}/*/*"')):
        load_corpus(three.parent)


def test_two_stars_match_dossiers_however_deep(three: Path) -> None:
    names = load_corpus(three).dossiers["dossier"].to_list()
    (three / "older" / "still").mkdir(parents=True)
    (three / "ferry").rename(three / "older" / "still" / "ferry")
    assert load_corpus(f"{three}/**").dossiers["dossier"].to_list() == names
    assert load_corpus(f"{three.parent}/**/").dossiers["dossier"].to_list() == names
    shutil.copytree(three / "2033-06-turn", three / "2033-01-shoals" / "inner")
    assert load_corpus(f"{three}/**").dossiers["dossier"].to_list() == [*names, "inner"]
    (three / "older" / "empty").mkdir()
    with pytest.raises(DossierError, match="empty"):
        load_corpus(f"{three}/**")


BROKEN: dict[str, Callable[[Path], object]] = {
    "a reference": lambda d: edit(d / "claims.csv", ",sanna-ferrel,", ",sana-ferrel,"),
    "a type": lambda d: edit(d / "claims.csv", "\nc01,", "\nc01,x"),
    "a word": lambda d: edit(d / "claims.csv", ",agree,", ",agrees,"),
    "a blank": lambda d: edit(d / "actors.csv", "Sanna Ferrel,", "Sanna  Ferrel,"),
    "a column": lambda d: edit(d / "claims.csv", "statement", "sentence"),
    "a short row": lambda d: edit(d / "actors.csv", "\nbelmark,", "\nbelmark\nbelmark-2,"),
    "a key twice": lambda d: edit(d / "claims.csv", "\nc02,", "\nc01,"),
    "not UTF-8": lambda d: (d / "sources.csv").write_bytes(b"\xff\xfe\x00"),
    "an empty file": lambda d: (d / "ties.csv").write_bytes(b""),
    "a folder for a file": lambda d: (d / "ties.csv").mkdir(),
    "a choice": lambda d: edit(d / "study.toml", 'source = "article"', 'source = "artikel"'),
    "no TOML": lambda d: (d / "study.toml").write_text("["),
    "no tables": lambda d: [path.unlink() for path in d.iterdir()],
    "no folder": shutil.rmtree,
    "a file in its place": lambda d: (shutil.rmtree(d), d.write_text("")),
}


@pytest.fixture(scope="module")
def whole() -> dict[str, Dossier]:
    """The dossiers that stay whole when the one between them is broken."""
    name = "2033-01-shoals"
    return {name: load(EXAMPLES / "dossiers" / name), "ferry": load(EXAMPLE)}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_dossier_is_reported_and_the_others_stay_usable(
    three: Path, whole: dict[str, Dossier], how: str, caplog: pytest.LogCaptureFixture
) -> None:
    bad = three / "2033-06-turn"
    folders = [three / name for name in ("2033-01-shoals", bad.name, "ferry")]
    BROKEN[how](bad)
    with pytest.raises(DossierError) as alone:
        load(bad)
    with pytest.raises(DossierError) as refused:
        load_corpus(folders)
    with caplog.at_level(logging.WARNING):
        corpus = load_corpus(folders, on_error="skip")
    assert corpus.problems == refused.value.problems
    assert [(p.line, p.column, p.value, p.rule) for p in corpus.problems] == [
        (p.line, p.column, p.value, p.rule) for p in alone.value.problems
    ]
    assert all(p.file.startswith(str(bad)) for p in corpus.problems)
    assert corpus.skipped == (bad.name,)
    assert "1 of 3 dossiers are left out" in caplog.text
    assert bad.name in caplog.text
    assert f"1 dossier left out for {len(corpus.problems)} problem" in str(corpus)
    assert corpus.dossiers["dossier"].to_list() == [*whole]
    for name, dossier in whole.items():
        same(corpus.dossier(name), replace(dossier, folder=three / name))


def test_no_dossier_is_blamed_for_its_neighbours(three: Path) -> None:
    """More problems of a rule than are listed one by one hide none of another dossier."""
    first, second = three / "2033-01-shoals", three / "ferry"
    names = [f"nobody-{number}" for number in range(600)]
    rows = pl.read_csv(second / "claims.csv", infer_schema=False)
    many = pl.concat([rows[0].with_columns(claim_id=pl.lit(n), speaker=pl.lit(n)) for n in names])
    pl.concat([rows, many]).write_csv(second / "claims.csv")
    edit(three / "2033-06-turn" / "claims.csv", ",joss-halder,", ",jos-halder,")
    corpus = load_corpus(three, on_error="skip")
    assert corpus.dossiers["dossier"].to_list() == [first.name]
    for name, found in corpus.problems_by_dossier.items():
        with pytest.raises(DossierError) as alone:
            load(three / name)
        assert [p.remedy for p in found] == [p.remedy for p in alone.value.problems]


def test_a_corpus_of_broken_dossiers_only_is_refused_whatever_is_asked(three: Path) -> None:
    for folder in three.iterdir():
        (folder / "actors.csv").write_text("actor_id\n")
    with pytest.raises(DossierError) as refused:
        load_corpus(three, on_error="skip")
    problems = [p for p in refused.value.problems if p.column in ("name", "kind")]
    assert {Path(p.file).parent for p in problems} == set(three.iterdir())


def test_progress_is_shown_where_it_is_asked_for(
    three: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_corpus(three)
    load_corpus(three, progress=False)
    assert capsys.readouterr() == ("", "")
    load_corpus(three, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Dossiers read" in err
    assert "3/3" in err


def test_reading_that_is_interrupted_gives_nothing(
    three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, every: int) -> None:
        assert (done, every) == (1, 3)
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "GROUP", 1)
    with pytest.raises(KeyboardInterrupt):
        reading.read_dossiers(sorted(three.iterdir()), interrupt)


def test_a_corpus_says_what_it_is(three: Path) -> None:
    corpus = load_corpus(three)
    assert repr(corpus) == "Corpus of 3 dossiers with 56 claims"
    first, second, *rest = str(corpus).splitlines()
    assert first == "3 dossiers with 56 claims, of 14 May 2031 to 20 June 2033."
    assert second.endswith("actors of the corpus, by ids.")
    assert not rest
    assert {field.name for field in fields(corpus)} >= {*TABLES, "dossiers"}


def test_the_package_loads_a_corpus_when_it_is_touched() -> None:
    assert analysis.load_corpus is load_corpus
    assert "load_corpus" in dir(analysis)


def test_tables_of_different_columns_and_no_files_are_one_frame(write: Write) -> None:
    one = write("one", {"actor_id": "a", "name": "A", "aliases": "B|C"})
    two = write("two", {"actor_id": "b", "name": "D", "aliases": "F"})
    place = {"place_id": "p", "name": "P", "latitude_deg": "1", "longitude_deg": "2"}
    write_rows(two / "places.csv", [place])
    three = write("three", {"actor_id": "c", "name": "E"})
    corpus = load_corpus([one, two, three])
    assert corpus.actors.select("dossier", "aliases").collect().rows() == [
        ("one", ["B", "C"]),
        ("three", []),
        ("two", ["F"]),
    ]
    assert corpus.places.collect().select("dossier", "place_id").rows() == [("two", "p")]
    assert corpus.ties.collect().is_empty()
