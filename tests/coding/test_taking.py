"""Rows of an answer: proved against the text, checked as the dossier is, named one by one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import analysis
from analysis import DossierError, QuestionError
from analysis.coding import ChangedError, intake
from analysis.coding.prompting import answer_of
from analysis.coding.row_files import RowFile
from analysis.dossier.reading import EXAMPLE
from analysis.evidence import Article
from analysis.writing import write_all

if TYPE_CHECKING:
    from analysis.coding import Intake

CLAIM = {
    "words": "The Harbour Line denied it",
    "speaker": "author",
    "statement": "The operator of the ferry rejects what is said of its cargo.",
    "cue": "denied",
    "speech_act": "report",
    "subjects": ["harbour-line"],
}
LISTS = ("actors", "claims", "ties")


def answered(folder: Path, **lists: list[Any]) -> Intake:
    return intake(json.dumps(lists), folder)


def only(taken: Intake) -> tuple[str, str]:
    (row,) = taken.rows
    return row.status, "; ".join(row.reasons)


def claim(**cells: object) -> list[dict[str, object]]:
    return [CLAIM | cells]


def test_a_claim_whose_words_are_there_once_becomes_a_proposal(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    taken = intake(json.dumps({"claims": claim()}), folder, coder="some-model 4")
    assert only(taken) == ("accepted", "")
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
    assert taken.save() == [folder / "claims.csv"]
    after = (folder / "claims.csv").read_bytes()
    assert after.startswith(before["claims.csv"])
    assert after.count(b"\n") == before["claims.csv"].count(b"\n") + 1
    row = analysis.load(folder, review="all").claims.row(-1, named=True)
    article = (folder / "article.txt").read_text(encoding="utf-8")
    assert article[row["start"] : row["end"]] == CLAIM["words"]
    assert row["claim_id"] == "c21"
    assert row["paragraph"] == 4
    assert (row["coder"], row["review"]) == ("some-model 4", "proposed")
    assert row["quote"] == CLAIM["words"]
    assert row["subjects"] == ["harbour-line"]
    assert "c21" not in set(analysis.load(folder).claims["claim_id"])


def test_digits_that_are_too_many_to_count_rows_are_not_counted_on(folder: Path) -> None:
    for path in (folder / "claims.csv", folder / "outcomes.csv"):
        path.write_text(path.read_text("utf-8").replace("c20", f"c{'9' * 5000}"), "utf-8")
    (row,) = intake(json.dumps({"claims": claim()}), folder).rows
    assert row.key == "c20"


@pytest.mark.parametrize(
    ("cells", "status", "said"),
    [
        ({"words": "Corvia"}, "waiting", "places (paragraph 2, characters "),
        ({"words": "The Harbour Line admitted it"}, "refused", 'have "denied" for "admitted"'),
        ({"words": "Nobody has ever written this"}, "refused", "nor is anything like it"),
        ({"words": "arbour Lin"}, "refused", "only inside longer words"),
        ({"words": " "}, "refused", "words of the article that carry the claim are needed"),
        ({"words": None}, "refused", "words of the article that carry the claim are needed"),
        ({"words": "The  Harbour\nLine denied it"}, "accepted", ""),
        (
            {"words": '"to every Ardanian ship - for good"', "cue": None},
            "accepted",
            "in another spelling",
        ),
        ({"speaker": "auhtor"}, "refused", 'no such actor_id; did you mean "author"? [reference]'),
        ({"speaker": None}, "refused", "is empty, but a value is needed: Who asserts it"),
        ({"speech_act": "shout"}, "refused", "one of report, assessment"),
        ({"spaeker": "author"}, "refused", 'no such column; did you mean "speaker"?'),
        ({"cue": "shouted"}, "refused", "is not in the claim's paragraph"),
        ({"stance": "agree"}, "refused", "stance has a concept"),
        ({"concept": "ardania  arms Delmora"}, "refused", "has two blanks in a row"),
        ({"concept": "ARDANIA arms Delmora"}, "refused", "write both the same"),
        ({"said_on": "14.05.2031"}, "refused", "is a day as a spreadsheet shows it"),
        ({"subjects": ["a|b"]}, "refused", 'has a "|", which separates items'),
        ({"subjects": "author"}, "accepted", ""),
        ({"subjects": [["author"]]}, "refused", "subjects: is or has a list"),
        ({"statement": ["a", "b"]}, "refused", "statement: is a list; one value is needed"),
        ({"statement": {"a": 1}}, "refused", "statement: is or has an object"),
        ({"claim_id": "c01"}, "refused", "is in claims.csv already"),
        ({"claim_id": "No 1"}, "refused", "lower-case-words-with-hyphens"),
        ({"review": "accepted", "quote": "x"}, "accepted", "left out review, quote"),
        ({"statement": "Fine."}, "accepted", ""),
    ],
)
def test_a_row_is_named_with_the_reason(
    folder: Path, cells: dict[str, object], status: str, said: str
) -> None:
    found, why = only(answered(folder, claims=claim(**cells)))
    assert (found, said in why) == (status, True), why


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"statement": "a\0b"}, "has a NUL (U+0000) at character 2"),
        ({"words": "denied\0 it"}, "has a NUL"),
        ({"statement": "a \ud800"}, "half of a character (U+D800)"),
        ({"statement": "=HYPERLINK(1)"}, "a spreadsheet would compute it"),
        ({"statement": "@SUM(1)"}, "a spreadsheet would compute it"),
        ({"condition": "-2+3"}, "a spreadsheet would compute it"),
        ({"statement": "left \u202ethgir"}, "right-to-left override (U+202E)"),
        ({"statement": "x" * 10_000_001}, "has 10,000,001 characters; at most 10,000"),
        ({"words": "x " * 1_001}, "has 2,002 characters; at most 2,000"),
        ({"\u202e" + "x" * 500: "1"}, "no such column"),
    ],
)
def test_hostile_values_are_refused_in_a_short_word(
    folder: Path, cells: dict[str, object], said: str
) -> None:
    status, why = only(answered(folder, claims=claim(**cells)))
    assert status == "refused"
    assert said in why
    assert len(why) < 400
    assert why.isprintable()


def test_words_that_begin_as_a_formula_are_refused(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("actor_id,name,kind\nauthor,Author,person\n")
    article = Article("Title\n=cmd|' /C calc'!A0 said the man.")
    row = {"words": "=cmd|' /C calc'!A0", "speaker": "author", "statement": "None."}
    status, why = only(intake(json.dumps({"claims": [row]}), tmp_path, article=article))
    assert status == "refused"
    assert "a spreadsheet would compute what begins with =" in why


def test_claims_that_are_there_are_refused_and_overlaps_said(folder: Path) -> None:
    there = analysis.load(folder).claims.row(2, named=True)
    text = (folder / "article.txt").read_text(encoding="utf-8")
    words = text[there["start"] : there["end"]]
    same, other, part, twice = (
        CLAIM | {"words": words, "cue": None, "speaker": there["speaker"]},
        CLAIM | {"words": words, "cue": None},
        CLAIM | {"words": " ".join(words.split()[-5:]), "cue": None},
        CLAIM | {"words": words.rstrip(",") + ",", "cue": None},
    )
    taken = answered(folder, claims=[same, other, part, twice])
    first, second, third, last = taken.rows
    assert (first.status, first.reasons) == ("refused", ["c03 has the same words and speaker"])
    assert second.status == third.status == "accepted"
    assert second.reasons == [
        f"has the words of c03 (characters {there['start']} to {there['end']})"
    ]
    assert third.reasons[0].startswith("overlaps c03 (characters ")
    assert any(reason.startswith("overlaps claims[1]") for reason in third.reasons)
    assert last.reasons == ["claims[1] has the same words and speaker"]


def test_a_claim_whose_words_are_lost_keeps_no_other_out(folder: Path) -> None:
    file = RowFile.read(folder, "claims")
    changed = file.rows[2] | {"digest": "0" * 16, "quote": "words of another text"}
    write_all({file.path: file.with_rows([changed]).encoded()})
    taken = answered(folder, claims=claim())
    assert only(taken) == ("accepted", "")
    (note,) = taken.notes
    assert note.startswith(f"the words of {changed['claim_id']} are not in the article")


def test_what_was_taken_in_once_is_not_taken_in_again(folder: Path) -> None:
    tie = {
        "source": "ardania",
        "target": "belmark",
        "directed": False,
        "kind": "hostility",
        "sign": -1,
        "status": "in_force",
        "basis": "claim",
        "claim_id": "new",
    }
    actor = {"name": "Port of Sella", "kind": "organisation"}
    lists = {"claims": claim(claim_id="new"), "actors": [actor], "ties": [tie]}
    taken = answered(folder, **lists)
    assert [row.status for row in taken.rows] == ["accepted"] * 3, taken.rows
    assert [row.key for row in taken.rows] == ["port-of-sella", "new", "ardania-belmark-hostility"]
    taken.save()
    again = answered(folder, **lists)
    assert [row.status for row in again.rows] == ["refused"] * 3
    assert again.files == []
    assert str(again).splitlines()[0] == "0 of 3 rows accepted."


def test_rows_that_name_one_another_stand_and_fall_together(folder: Path) -> None:
    actors = [
        {
            "actor_id": "spokeswoman",
            "name": "A spokeswoman",
            "kind": "person",
            "affiliation": "harbour-line",
        },
        {"actor_id": "ghost", "name": "Ghost", "kind": "spirit"},
    ]
    claims = [
        CLAIM | {"speaker": "spokeswoman", "claim_id": "one"},
        CLAIM | {"words": "a spokeswoman said", "speaker": "ghost", "claim_id": "two", "cue": None},
        CLAIM | {"words": "Corvia", "claim_id": "three", "cue": None},
    ]
    tie = {
        "source": "ardania",
        "target": "spokeswoman",
        "directed": True,
        "kind": "hostility",
        "status": "in_force",
        "basis": "claim",
    }
    ties = [tie | {"claim_id": name} for name in ("one", "two", "three", "four")]
    taken = answered(folder, actors=actors, claims=claims, ties=ties)
    became = {str(row.item): (row.status, "; ".join(row.reasons)) for row in taken.rows}
    assert became["actors[0]"] == ("accepted", "")
    assert became["claims[0]"] == ("accepted", "")
    assert became["ties[0]"] == ("accepted", "")
    assert became["claims[1]"][0] == "refused"
    assert became["claims[1]"][1].endswith("actors[1] was refused")
    assert became["ties[1]"][0] == "refused"
    assert became["ties[1]"][1].endswith("claims[1] was refused")
    assert became["ties[2]"] == ("waiting", 'claim_id: "three": names claims[2], which waits')
    remedy = "no such claim_id; write one of claims.csv, or add it there"
    assert became["ties[3]"] == ("refused", f'claim_id: "four": {remedy} [reference]')
    taken.save()
    rows = analysis.load(folder, review="all")
    assert {"spokeswoman"} <= set(rows.actors["actor_id"])
    assert "one" in set(rows.claims["claim_id"])
    # The order of writing: no table names a row that is not there yet.
    assert [path.name for path in (file.path for file in taken.files)] == [
        "actors.csv",
        "claims.csv",
        "ties.csv",
    ]


def test_a_spelling_of_many_new_rows_is_not_blamed_on_old_ones(folder: Path) -> None:
    parts = ("Belmark answered a day later", "The dispute began on 3 March", CLAIM["words"])
    claims = [
        CLAIM | {"words": w, "cue": None, "concept": "FELLAND sides with Belmark"} for w in parts
    ]
    taken = answered(folder, claims=claims)
    assert {row.status for row in taken.rows} == {"refused"}
    assert all("write both the same" in "; ".join(row.reasons) for row in taken.rows)


def test_the_whole_example_comes_back_from_an_answer(
    dossier: analysis.Dossier, article: Article, tmp_path: Path
) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    for name in ("article.txt", "weapons.csv", "sources.csv"):
        shutil.copyfile(EXAMPLE / name, folder / name)
    ids = dossier.claims["claim_id"].to_list()
    answer = answer_of(dossier, article, LISTS, ids)
    for row, claim_id in zip(answer["claims"], ids, strict=True):
        row["claim_id"] = claim_id
    taken = intake(json.dumps(answer), folder)
    assert [str(row) for row in taken.rows if row.status != "accepted"] == []
    taken.save()
    made = analysis.load(folder, review="all")
    apart = ("coder", "review", "quote")
    assert made.claims.drop(apart).equals(dossier.claims.drop(apart))
    assert set(made.claims["review"]) == {"proposed"}
    assert analysis.load(folder).claims.is_empty()
    ties = dossier.ties.filter(dossier.ties["claim_id"].is_not_null())
    assert made.ties.drop("coder", "review", "read_on").equals(
        ties.drop("coder", "review", "read_on")
    )


def test_all_tables_are_written_or_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = {"name": "Port of Sella", "kind": "organisation"}
    taken = answered(folder, claims=claim(), actors=[actor])
    before = {name: (folder / name).read_bytes() for name in ("actors.csv", "claims.csv")}
    (folder / "claims.csv").write_bytes(before["claims.csv"] + b"\n")
    with pytest.raises(ChangedError):
        taken.save()
    assert (folder / "actors.csv").read_bytes() == before["actors.csv"]
    (folder / "claims.csv").write_bytes(before["claims.csv"])
    replace = Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.name == "claims.csv":
            raise OSError(28, "No space left on device", str(path))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        taken.save()
    assert {name: (folder / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "is empty"),
        ('{"claims": [{"words": "The Harb', "ends in the middle, in line 1"),
        ('{"claims": [{"words": "x"},', "ends in the middle"),
        ('{"claims": []', "ends in the middle"),
        ("Sorry, I cannot do that.", "is not JSON: expecting value, in line 1"),
        ('{"claims": [1,\n]}', "is not JSON: in line 2, character 1, a comma before ] is one too"),
        ('{"claims": []} Done.', "goes on after its JSON ends"),
        ('[{"words": "x"}]', "is a list; an object with the lists actors, claims, ties is needed"),
        ("null", "is null"),
        ("7", "is a number"),
        ('{"claims": NaN}', "NaN is not a number that JSON knows"),
        ('{"claims": ' + "9" * 5000 + "}", "a number that is too long"),
        ('{"claims": [], "claims": []}', '"claims" twice'),
        ("[" * 100_000, "nested too deeply"),
        ('{"claims": [' + '{"a":' * 50_000, "nested too deeply"),
    ],
)
def test_an_answer_that_is_none_is_refused_in_a_word(folder: Path, answer: str, said: str) -> None:
    with pytest.raises(QuestionError) as refused:
        intake(answer, folder)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 200
    assert refused.value.__context__ is None


@pytest.mark.parametrize("answer", [{"claims": claim()}, b"{}", None])
def test_what_is_neither_text_nor_path_is_refused(folder: Path, answer: Any) -> None:  # noqa: ANN401
    with pytest.raises(QuestionError, match="a text of JSON or the path of a file"):
        intake(answer, folder)


def test_lists_that_no_answer_has_and_rows_that_are_none_are_refused(folder: Path) -> None:
    taken = intake('{"clams": [1], "claims": [null, "x"], "actors": "none", "ties": null}', folder)
    assert [str(row) for row in taken.rows] == [
        "actors refused: is a text; a list is needed",
        "claims[0] refused: is null; an object with the columns of the table is needed",
        "claims[1] refused: is a text; an object with the columns of the table is needed",
        'clams refused: no such list in an answer; did you mean "claims"?',
    ]
    assert repr(intake("{}", folder)) == "The answer has no rows."


def test_no_message_repeats_the_article(folder: Path, article: Article) -> None:
    words = article.text.split()
    claims = [
        CLAIM | {"words": " ".join(words[at : at + 30]).replace("Ardania", "Belmark")}
        for at in range(0, len(words) - 30, 10)
    ]
    taken = answered(folder, claims=[*claims, CLAIM | {"words": " ".join(words[:60])}])
    assert len(taken.of("refused")) > 5
    shown = taken.report() + str(taken) + "".join(map(str, taken.rows))
    spoken = " ".join(shown.split())
    runs = (" ".join(words[at : at + 9]) for at in range(len(words) - 9))
    assert [run for run in runs if run in spoken] == []


def test_a_coder_has_a_name_and_a_dossier_no_problems(folder: Path) -> None:
    for name in ("", "=1+1", "N/A", "a\u202eb"):
        with pytest.raises(QuestionError, match="coder"):
            intake("{}", folder, coder=name)
    (folder / "places.csv").write_text("place_id\n")
    with pytest.raises(DossierError, match=r"places\.csv"):
        intake("{}", folder)
