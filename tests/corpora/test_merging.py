"""Which actors are one: only what is stated merges them, and what might be one is listed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest
from made_dossiers import EXAMPLES, Write, edit, write_rows
from polars.testing import assert_frame_equal

from analysis import DossierError, QuestionError, load_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.corpora import Corpus

UN = {"actor_id": "un", "name": "United Narrows"}


def merged(corpus: Corpus) -> dict[tuple[str, str], tuple[str, str | None]]:
    """What each actor of each dossier is in the corpus, and what merges it."""
    rows = corpus.actors.select("dossier", "actor_id", "corpus_id", "merged_by").collect().rows()
    return {(dossier, actor): (one, by) for dossier, actor, one, by in rows}


def apart(corpus: Corpus) -> list[tuple[str, ...]]:
    """What might be one and is not: rule, and the two actors with their names."""
    return corpus.unclear.select(
        "rule", "dossier", "actor_id", "name", "other_dossier", "other_actor_id", "other_name"
    ).rows()


def loaded(write: Write, **dossiers: list[dict[str, str]]) -> Corpus:
    return load_corpus([write(name, *actors) for name, actors in dossiers.items()])


def test_an_id_that_dossiers_share_merges_actors_of_one_name(write: Write) -> None:
    corpus = loaded(write, one=[UN], two=[UN], three=[{"actor_id": "x", "name": "X"}])
    assert merged(corpus) == {
        ("one", "un"): ("un", "id"),
        ("two", "un"): ("un", "id"),
        ("three", "x"): ("x", None),
    }
    assert corpus.corpus_actors.rows() == [
        ("un", "United Narrows", "organisation", 2, ["United Narrows"]),
        ("x", "X", "organisation", 1, ["X"]),
    ]
    assert corpus.unclear.is_empty()


@pytest.mark.parametrize("change", [{"name": "Union of Nets"}, {"kind": "bloc"}], ids=str)
def test_an_id_of_two_names_or_kinds_merges_nobody_and_is_listed(
    write: Write, change: dict[str, str]
) -> None:
    corpus = loaded(write, one=[UN], two=[UN | change], three=[UN])
    assert merged(corpus) == {
        ("one", "un"): ("one/un", "id"),
        ("two", "un"): ("two/un", None),
        ("three", "un"): ("one/un", "id"),
    }
    assert apart(corpus)[0] == (
        *("same_id", "one", "un", "United Narrows"),
        *("two", "un", change.get("name", "United Narrows")),
    )
    assert corpus.unclear.height == 1
    assert "1 pair of actors might be one and stay apart" in str(corpus)


def test_an_id_merges_actors_of_two_names_if_one_states_the_other(write: Write) -> None:
    short = {"actor_id": "un", "name": "Narrows"}
    corpus = loaded(write, one=[UN | {"aliases": "the Narrows|Narrows"}], two=[short], three=[UN])
    assert set(merged(corpus).values()) == {("un", "id")}
    assert corpus.corpus_actors.row(0) == (
        *("un", "United Narrows", "organisation", 3),
        ["Narrows", "United Narrows"],
    )


def test_an_alias_that_one_dossier_states_merges_the_actor_of_that_name(write: Write) -> None:
    full = UN | {"aliases": "Narrows"}
    corpus = loaded(write, one=[full], two=[{"actor_id": "nar", "name": "Narrows"}], three=[UN])
    assert set(merged(corpus).values()) == {("un", "alias")}
    assert corpus.corpus_actors["name"].to_list() == ["United Narrows"]
    assert corpus.unclear.is_empty()


@pytest.mark.parametrize(
    "name", ["narrows", "The Narrows", "Narrows Council", "Narow", "United Narrow"], ids=str
)
def test_names_that_are_only_alike_merge_nobody(write: Write, name: str) -> None:
    full = UN | {"aliases": "Narrows"}
    corpus = loaded(write, one=[full], two=[{"actor_id": "nar", "name": name}])
    assert merged(corpus) == {("one", "un"): ("un", None), ("two", "nar"): ("nar", None)}


def test_an_alias_of_another_kind_merges_nobody(write: Write) -> None:
    other = {"actor_id": "nar", "name": "Narrows", "kind": "person"}
    corpus = loaded(write, one=[UN | {"aliases": "Narrows"}], two=[other])
    assert merged(corpus) == {("one", "un"): ("un", None), ("two", "nar"): ("nar", None)}


def test_an_alias_that_several_state_merges_nobody_and_is_listed(write: Write) -> None:
    named = {"actor_id": "nar", "name": "Narrows"}
    second = {"actor_id": "ur", "name": "Union of Rivers", "aliases": "Narrows"}
    corpus = loaded(write, one=[UN | {"aliases": "Narrows"}], two=[second], three=[named])
    assert {one for one, _ in merged(corpus).values()} == {"un", "ur", "nar"}
    assert [row[0] for row in apart(corpus)] == ["same_alias", "same_alias"]
    assert {row[3] for row in apart(corpus)} == {"United Narrows", "Union of Rivers"}


def test_an_alias_does_not_merge_two_actors_that_a_dossier_keeps_apart(write: Write) -> None:
    named = {"actor_id": "nar", "name": "Narrows"}
    corpus = loaded(write, one=[UN | {"aliases": "Narrows"}], two=[UN, named])
    assert merged(corpus) == {
        ("one", "un"): ("un", "id"),
        ("two", "un"): ("un", "id"),
        ("two", "nar"): ("nar", None),
    }
    assert apart(corpus) == [("same_alias", "one", "un", "United Narrows", "two", "nar", "Narrows")]


def test_one_name_under_two_ids_merges_nobody_and_is_listed(write: Write) -> None:
    corpus = loaded(write, one=[UN], two=[UN | {"actor_id": "united-narrows"}])
    assert {one for one, _ in merged(corpus).values()} == {"un", "united-narrows"}
    assert [row[0] for row in apart(corpus)] == ["same_name"]
    assert "actors.csv" in corpus.unclear["remedy"][0]


def test_unnamed_speakers_and_authors_are_those_of_their_article(write: Write) -> None:
    group = {"actor_id": "officials", "name": "Officials (unnamed)", "kind": "group"}
    author = {"actor_id": "author", "name": "Author of the article", "kind": "person"}
    corpus = loaded(write, one=[group, author], two=[group, author])
    ids = {one for one, _ in merged(corpus).values()}
    assert ids == {"one/officials", "two/officials", "one/author", "two/author"}
    assert corpus.unclear.is_empty()
    assert corpus.names["name"].to_list() == [
        "Officials (unnamed) (one/officials)",
        "Author of the article (one/author)",
        "Officials (unnamed) (two/officials)",
        "Author of the article (two/author)",
    ]


CORPUS = [
    {"actor_id": "un", "name": "United Narrows", "kind": "organisation", "aliases": "Narrows|UN"},
    {"actor_id": "ur", "name": "Union of Rivers", "kind": "organisation", "aliases": ""},
]


@pytest.fixture
def stated(tmp_path: Path) -> Path:
    path = tmp_path / "dossiers" / "actors.csv"
    path.parent.mkdir()
    write_rows(path, CORPUS)
    return path


@pytest.mark.parametrize(
    "actor",
    [
        UN,
        {"actor_id": "x", "name": "United Narrows"},
        {"actor_id": "x", "name": "UN"},
        {"actor_id": "un", "name": "Narrows"},
        {"actor_id": "un", "name": "The lot", "aliases": "United Narrows"},
    ],
    ids=str,
)
def test_the_corpus_states_an_actor_by_name_alias_or_id(
    write: Write, stated: Path, actor: dict[str, str]
) -> None:
    corpus = loaded(write, one=[actor], two=[{"actor_id": "y", "name": "Other"}])
    assert merged(corpus) == {
        ("one", actor["actor_id"]): ("un", "file"),
        ("two", "y"): ("y", None),
    }
    assert corpus.corpus_actors.row(1)[:2] == ("un", "United Narrows")
    assert corpus.actors_file == str(stated)
    assert str(corpus).splitlines()[1].endswith("of the corpus, by actors.csv.")
    assert corpus.unclear.is_empty()


@pytest.mark.parametrize(
    ("actor", "rule"),
    [
        ({"actor_id": "un", "name": "Upper Navy"}, "other_name"),
        ({"actor_id": "ur", "name": "UN"}, "other_id"),
        ({"actor_id": "x", "name": "UN", "kind": "bloc"}, "other_kind"),
        ({"actor_id": "un", "name": "United Narrows", "kind": "bloc"}, "other_kind"),
    ],
    ids=str,
)
def test_what_contradicts_the_corpus_stays_apart_and_is_listed(
    write: Write, stated: Path, actor: dict[str, str], rule: str
) -> None:
    corpus = loaded(write, one=[actor], two=[UN])
    assert corpus.actors_file == str(stated)
    one, by = merged(corpus)["one", actor["actor_id"]]
    assert (one in {"un", "ur"}, by) == (False, None)
    assert merged(corpus)["two", "un"] == ("un", "file")
    found = corpus.unclear.filter(rule=rule).row(0, named=True)
    assert (found["dossier"], found["name"]) == ("one", actor["name"])
    assert found["other_actor_id"] == "un"
    assert found["remedy"]


MP = {"actor_id": "smith-mp", "name": "John Smith", "kind": "person"}
POET = MP | {"actor_id": "smith-poet"}


def test_another_id_and_the_same_name_is_another_person_where_both_ids_are_used(
    write: Write, stated: Path
) -> None:
    write_rows(stated, [MP])
    corpus = loaded(write, a=[MP], b=[POET], c=[POET])
    assert merged(corpus) == {
        ("a", "smith-mp"): ("smith-mp", "file"),
        ("b", "smith-poet"): ("smith-poet", "id"),
        ("c", "smith-poet"): ("smith-poet", "id"),
    }
    found = corpus.unclear.select("rule", "dossier", "actor_id", "other_actor_id").rows()
    assert found == [
        ("several_ids", "b", "smith-poet", "smith-mp"),
        ("several_ids", "c", "smith-poet", "smith-mp"),
    ]
    assert "give it a row there" in corpus.unclear["remedy"][0]
    assert merged(load_corpus(f"{stated.parent}/b"))["b", "smith-poet"] == ("smith-mp", "file")
    two = loaded(write, d=[MP | {"actor_id": "x"}], e=[POET])
    assert [one for one, _ in merged(two).values()] == ["x", "smith-poet"]
    assert set(two.unclear["rule"]) == {"several_ids", "same_name"}
    other = loaded(write, f=[POET], g=[MP | {"actor_id": "js", "kind": "organisation"}])
    assert merged(other)["f", "smith-poet"] == ("smith-mp", "file")
    author = loaded(write, h=[MP | {"actor_id": "author"}], i=[MP])
    assert {one for one, _ in merged(author).values()} == {"smith-mp"}


@pytest.mark.parametrize(
    ("rows", "poet"),
    [
        ([MP | {"aliases": "John Smith"}], "smith-mp"),
        ([MP | {"name": "John Smith MP", "aliases": "John Smith"}], "smith-mp"),
        ([MP, POET], "smith-poet"),
    ],
    ids=str,
)
def test_each_remedy_for_a_name_of_two_ids_settles_it(
    write: Write, stated: Path, rows: list[dict[str, str]], poet: str
) -> None:
    write_rows(stated, rows)
    corpus = loaded(write, a=[MP], b=[POET])
    assert merged(corpus) == {
        ("a", "smith-mp"): ("smith-mp", "file"),
        ("b", "smith-poet"): (poet, "file"),
    }
    assert corpus.unclear.is_empty()


def test_of_two_that_the_corpus_gives_one_name_the_id_decides(write: Write, stated: Path) -> None:
    firm = {"actor_id": "smith-firm", "name": "John Smith", "kind": "organisation"}
    write_rows(stated, [MP | {"aliases": "Smith MP"}, POET, firm])
    other = {"actor_id": "js", "name": "John Smith", "kind": "person"}
    short = {"actor_id": "mp", "name": "Smith MP", "kind": "person"}
    corpus = loaded(write, a=[MP, short], b=[POET], c=[other], d=[firm | {"actor_id": "f"}, short])
    assert merged(corpus) == {
        ("a", "smith-mp"): ("smith-mp", "file"),
        ("a", "mp"): ("smith-mp", "file"),
        ("b", "smith-poet"): ("smith-poet", "file"),
        ("c", "js"): ("js", None),
        ("d", "mp"): ("smith-mp", "file"),
        ("d", "f"): ("smith-firm", "file"),
    }
    found = corpus.unclear.select("rule", "actor_id", "other_actor_id").rows()
    assert found == [("several_actors", "js", "smith-mp"), ("several_actors", "js", "smith-poet")]


def test_a_corpus_says_what_merged_its_actors(write: Write, stated: Path) -> None:
    known, unknown = UN, {"actor_id": "x", "name": "X"}
    short, full = {"actor_id": "s", "name": "S"}, {"actor_id": "full", "name": "F", "aliases": "S"}
    one = loaded(write, one=[known, unknown, short], two=[known, unknown, full])
    assert one.actors_file == str(stated)
    assert str(one).splitlines()[1].endswith("of the corpus, by actors.csv, ids and aliases.")
    several = loaded(write, three=[unknown], four=[unknown, known])
    assert str(several).splitlines()[1].endswith("of the corpus, by actors.csv and ids.")
    nobody = loaded(write, five=[{"actor_id": "z", "name": "Z"}])
    assert str(nobody).splitlines()[1].endswith(" of the corpus.")
    given = load_corpus(f"{stated.parent}/one", actors=pl.DataFrame(CORPUS[:1]).drop("aliases"))
    assert str(given).splitlines()[1].endswith("by the actors that were given.")


def test_who_shares_id_and_name_with_an_actor_of_the_corpus_is_that_actor(
    write: Write, stated: Path
) -> None:
    lot = {"actor_id": "un", "name": "The lot"}
    corpus = loaded(write, one=[lot | {"aliases": "United Narrows"}], two=[lot])
    assert corpus.actors_file == str(stated)
    assert merged(corpus) == {("one", "un"): ("un", "file"), ("two", "un"): ("un", "id")}
    assert corpus.unclear.is_empty()


def test_an_alias_of_a_dossier_may_be_the_name_that_the_corpus_states(
    write: Write, stated: Path
) -> None:
    seven = {"actor_id": "seven", "name": "The Seven", "aliases": "Union of Rivers"}
    corpus = loaded(write, one=[seven], two=[UN])
    assert corpus.actors_file == str(stated)
    assert merged(corpus) == {("one", "seven"): ("ur", "alias"), ("two", "un"): ("un", "file")}
    assert corpus.unclear.is_empty()


def test_no_alias_joins_two_actors_of_the_corpus(write: Write, stated: Path) -> None:
    both = {"actor_id": "u", "name": "The Unions", "aliases": "Union of Rivers|United Narrows"}
    corpus = loaded(write, one=[both], two=[UN], three=[{"actor_id": "u", "name": "Other"}])
    assert corpus.actors_file == str(stated)
    assert merged(corpus) == {
        ("one", "u"): ("one/u", None),
        ("two", "un"): ("un", "file"),
        ("three", "u"): ("three/u", None),
    }
    assert corpus.unclear["rule"].unique().sort().to_list() == ["same_alias", "same_id"]


def test_an_actor_whose_id_and_name_are_two_of_the_corpus_is_neither(
    write: Write, stated: Path
) -> None:
    torn = {"actor_id": "ur", "name": "UN"}
    corpus = loaded(write, one=[torn], two=[torn], three=[UN])
    assert corpus.actors_file == str(stated)
    assert merged(corpus) == {
        ("one", "ur"): ("one/ur", None),
        ("two", "ur"): ("two/ur", None),
        ("three", "un"): ("un", "file"),
    }
    assert corpus.unclear["rule"].to_list() == ["other_id", "other_id", "same_id"]


def test_unnamed_speakers_are_merged_where_the_corpus_states_them(
    write: Write, tmp_path: Path
) -> None:
    group = {"actor_id": "captains", "name": "Captains", "kind": "group"}
    folders = [write("one", group), write("two", group)]
    write_rows(tmp_path / "actors.csv", [group])
    assert set(merged(load_corpus(folders)).values()) == {("captains", "file")}


def test_the_actors_of_a_corpus_are_beside_its_dossiers_or_one_folder_up(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("one", UN)
    beside, above = tmp_path / "dossiers" / "actors.csv", tmp_path / "actors.csv"
    assert load_corpus([folder]).actors_file is None
    write_rows(above, CORPUS)
    assert load_corpus([folder]).actors_file == str(above)
    monkeypatch.chdir(folder.parent)
    assert merged(load_corpus("*")) == {("one", "un"): ("un", "file")}
    write_rows(beside, CORPUS[:1])
    assert load_corpus([folder]).actors_file == str(beside)
    elsewhere = tmp_path / "elsewhere" / "linked"
    shutil.copytree(folder, elsewhere)
    (folder.parent / "two").symlink_to(elsewhere)
    assert load_corpus(folder.parent).actors_file == str(beside)
    with pytest.raises(QuestionError, match=r"(?s)different actors\.csv.*actors="):
        load_corpus([folder, elsewhere])
    assert load_corpus([folder, elsewhere], actors=above).actors_file == str(above)
    beside.unlink()
    assert load_corpus([folder, elsewhere]).actors_file == str(above)
    write_rows(tmp_path / "claims.csv", [{"claim_id": "c1"}])  # a dossier, with its own actors
    assert load_corpus([folder]).actors_file is None


def test_dossiers_in_folders_of_years_share_the_file_above_them(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = tmp_path / "dossiers"
    folders = [write("2032/a", UN), write("2032/b", UN), write("2033/a", UN)]
    stated = years / "actors.csv"
    write_rows(stated, CORPUS)
    assert load_corpus(f"{years}/*/*").actors_file == str(stated)
    assert set(merged(load_corpus(folders)).values()) == {("un", "file")}
    monkeypatch.chdir(folders[2])
    assert load_corpus([".", "../../2032/a"]).actors_file is not None
    monkeypatch.chdir(years)
    assert set(merged(load_corpus("*/*")).values()) == {("un", "file")}
    for missing in ("nope", str(tmp_path / "nope")):
        skipping = load_corpus([*folders, missing], on_error="skip")
        assert skipping.actors_file == str(stated)
        assert len(skipping.skipped) == 1
    stated.unlink()
    write_rows(years / "2033" / "actors.csv", CORPUS)
    with pytest.raises(
        QuestionError, match=r'2033/actors\.csv" is not beside every.*2032.*actors='
    ):
        load_corpus("*/*")
    assert load_corpus("*/*", actors="2033/actors.csv").actors_file == "2033/actors.csv"
    assert load_corpus("*/*", actors=pl.DataFrame(CORPUS).clear()).actors_file is None


def test_the_actors_of_a_corpus_can_be_a_file_elsewhere_or_a_frame(
    write: Write, tmp_path: Path
) -> None:
    folders = [write("one", UN), write("two", {"actor_id": "x", "name": "UN"})]
    elsewhere = tmp_path / "elsewhere.csv"
    write_rows(elsewhere, CORPUS)
    frame = pl.DataFrame(CORPUS).with_columns(pl.col("aliases").str.split("|"))
    for actors in (elsewhere, str(elsewhere), frame):
        corpus = load_corpus(folders, actors=actors)
        assert set(merged(corpus).values()) == {("un", "file")}
    with pytest.raises(QuestionError, match="there is no file"):
        load_corpus(folders, actors=tmp_path / "none.csv")
    with pytest.raises(QuestionError, match="are given as a file or a frame, not as dict"):
        load_corpus(folders, actors={"un": "UN"})  # type: ignore[arg-type]
    with pytest.raises(DossierError, match="actor_id"):
        load_corpus(folders, actors=frame.drop("actor_id"))


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"name": "Narrows"}, '"Narrows": line 2 has the same name or alias'),
        ({"aliases": "Rivers|UN"}, '"UN": line 2 has the same name or alias'),
        ({"aliases": "United Narrows"}, "line 2 has the same name"),
        ({"actor_id": "un"}, "un"),
        ({"kind": "club"}, "club"),
        ({"affiliation": "nobody"}, "no such actor_id"),
    ],
    ids=str,
)
def test_a_corpus_that_states_two_things_of_a_name_is_refused(
    write: Write, stated: Path, second: dict[str, str], said: str
) -> None:
    write_rows(stated, [CORPUS[0], CORPUS[1] | second])
    folder = write("one", UN)
    with pytest.raises(DossierError, match=f"(?s){stated}.*line 3.*{said}"):
        load_corpus([folder], on_error="skip")


def test_an_affiliation_is_that_of_the_dossier_under_the_name_of_the_corpus(
    write: Write, stated: Path
) -> None:
    speaker = {"actor_id": "ann", "name": "Ann", "kind": "person", "affiliation": "office"}
    office = {"actor_id": "office", "name": "Office of Ann", "affiliation": "x"}
    bodies = [{"actor_id": "x", "name": "UN"}, {"actor_id": "ur", "name": "Union of Rivers"}]
    moved = office | {"affiliation": "ur"}
    corpus = loaded(write, one=[speaker, office, *bodies], two=[speaker, moved, *bodies])
    spoken = corpus.names.filter(actor_id="ann").select("dossier", "name", "speaks_for").rows()
    assert spoken == [("one", "Ann", "United Narrows"), ("two", "Ann", "Union of Rivers")]
    assert corpus.actors_file == str(stated)


def test_merging_does_not_depend_on_the_order_of_rows_or_dossiers(
    write: Write, tmp_path: Path
) -> None:
    actors = [
        UN | {"aliases": "Narrows"},
        {"actor_id": "ur", "name": "Union of Rivers", "aliases": "Rivers"},
        {"actor_id": "x", "name": "X", "kind": "person"},
    ]
    others = [{"actor_id": "nar", "name": "Narrows"}, {"actor_id": "r", "name": "Rivers"}]
    folders = [write("a", *actors), write("b", *others), write("c", *actors[::-1])]
    one = load_corpus(folders)
    for folder in folders:
        rows = pl.read_csv(folder / "actors.csv", infer_schema=False)
        rows.reverse().write_csv(folder / "actors.csv")
    other = load_corpus(folders[::-1])
    assert_frame_equal(one.corpus_actors, other.corpus_actors)
    assert_frame_equal(one.unclear, other.unclear)
    assert merged(one) == merged(other)
    assert tmp_path.is_dir()


def test_the_examples_actors_are_merged_by_its_file(three: Path) -> None:
    corpus = load_corpus(f"{EXAMPLES / 'dossiers'}/*")
    league = corpus.corpus_actors.filter(corpus_id="fishers-league").row(0, named=True)
    assert league["names"] == ["Fishers’ League", "League of Fishers"]
    edit(three / "2033-06-turn" / "actors.csv", "Teva Lorn", "Teva Lorne")
    assert apart(load_corpus(three))[0][:4] == (
        *("same_id", "2033-01-shoals", "teva-lorn"),
        "Teva Lorn",
    )
