"""What other tools coded goes through the door: found, several, nearest; actors never by guess."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import analysis
from analysis import QuestionError
from analysis.coding import ChangedError, imported
from analysis.coding.drafts import discard_draft, read_drafts
from analysis.coding.naming import Naming
from analysis.evidence import Article, Foreign, ForeignText, Passage

if TYPE_CHECKING:
    from conftest import MakeDossier

    from analysis.coding import Imported

WORDS = "The Harbour Line denied it"
TEXT = "Bridge\r\n\N{SEEDLING} Ann says no. Ben says no.\r\nCafe\u0301 owners agree.\r\n"


def passage(words: str | None = WORDS, **said: Any) -> Passage:  # noqa: ANN401 (of any kind)
    given: dict[str, Any] = {"person": "Mira Tolvane", "cells": {"statement": "It is denied."}}
    return Passage("line 1", words, **given | said)


def taken(
    folder: Path,
    *passages: Passage,
    text: str | None = None,
    **further: Any,  # noqa: ANN401 (of any kind)
) -> Imported:
    return imported(Foreign((ForeignText("a", text, passages),), **further), folder)


def only(found: Imported) -> tuple[str, str]:
    (row,) = [row for row in found.rows if row.item.table == "claims"]
    return row.status, "; ".join(row.reasons)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_passage_with_all_that_a_claim_needs_is_a_proposal(folder: Path) -> None:
    before = contents(folder)
    found = taken(folder, passage(coder="Kim"))
    assert only(found) == ("accepted", "")
    assert found.is_complete
    assert contents(folder) == before
    assert found.save() == [folder / "claims.csv"]
    row = analysis.load(folder, review="all").claims.row(-1, named=True)
    assert (row["speaker"], row["coder"], row["review"]) == ("mira-tolvane", "Kim", "proposed")
    again = taken(folder, passage(coder="Kim"))
    assert only(again)[0] == "refused"
    assert "has the same words and speaker, statement, concept, stance and coder" in only(again)[1]
    assert only(taken(folder, passage(coder="Lee")))[0] == "accepted", "another coder's reading"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("Corvia", "waiting", "places"),
        ("The Harbour Line admitted it", "refused", "the nearest words are"),
        ("", "refused", "is empty"),
        (None, "refused", "is empty"),
    ],
)
def test_words_go_through_the_proof_of_intake(
    folder: Path, words: str | None, status: str, said: str
) -> None:
    found = taken(folder, passage(words))
    assert only(found)[0] == status
    assert said in only(found)[1]
    assert not found.is_complete


def test_a_place_that_the_file_doubts_waits(folder: Path) -> None:
    assert only(taken(folder, passage(doubt="a fuzzy alignment"))) == (
        *("waiting", "a fuzzy alignment"),
    )


def test_a_place_decides_between_words_where_the_text_is_the_article(folder: Path) -> None:
    article = (folder / "article.txt").read_text(encoding="utf-8")
    start = article.rindex("Corvia")
    place = {"start": start, "end": start + 6}
    (row,) = taken(folder, passage("Corvia", **place), text=article).rows
    assert (row.status, row.row["start"]) == ("accepted", str(start))
    other = article.replace(" ", "\n\n", 40)
    shift = other.rindex("Corvia")
    moved = {"start": shift, "end": shift + 6}
    (row,) = taken(folder, passage(None, **moved), text=other).rows
    assert (row.status, row.row["start"]) == ("accepted", str(start))
    longer = f"{article}More."
    assert only(taken(folder, passage("Corvia", **place), text=longer))[0] == "waiting"
    wrong = passage("The Harbour Line denied it", start=0, end=9)
    assert only(taken(folder, wrong, text=article))[0] == "accepted", "by its words"


def test_what_was_coded_is_repeated_where_nothing_was_written(folder: Path) -> None:
    coded = {"concept": "cargo", "stance": "disagree"}
    other = passage("cross a line", cells=coded | {"statement": "No cargo at all."})
    foreign = Foreign((ForeignText("a", None, (passage(cells=coded), other)),))
    found = imported(foreign, folder, review="accepted")
    assert [row.status for row in found.rows] == ["accepted"] * 2
    assert "1 statement made of concept and stance, as coded" in found.notes
    found.save()
    claims = analysis.load(folder).claims.tail(2)
    assert claims["statement"].to_list() == ["Disagrees: cargo", "No cargo at all."]
    assert claims["review"].to_list() == ["accepted"] * 2
    with pytest.raises(QuestionError, match="review"):
        imported(foreign, folder, review="rejected")


def test_what_lacks_a_statement_is_kept_as_a_draft(folder: Path) -> None:
    drafts = [
        passage(cells={"concept": "cargo"}, labels=("a", "b"), coder="Kim"),
        passage("cross a line", person=None, cells={}, organization=None, labels=("THREAT",)),
    ]
    found = taken(folder, *drafts)
    assert [row.status for row in found.rows] == ["draft", "draft"]
    assert found.is_complete
    assert "1 without a statement, 1 without a speaker and a statement" in str(found)
    assert found.save() == [folder / "drafts.json"]
    one, other = read_drafts(folder)
    assert (one.cells["speaker"], one.cells["concept"], one.cells["coder"]) == (
        *("mira-tolvane", "cargo", "Kim"),
    )
    assert one.note == "From line 1: labels a > b."
    assert other.note == "From line 1: labels THREAT."
    assert "review" not in one.cells
    assert one.cells["claim_id"] != other.cells["claim_id"]
    again = taken(folder, *drafts)
    assert {row.cause for row in again.rows} == {"already there"}
    discard_draft(folder, "d1")
    assert [row.status for row in taken(folder, *drafts).rows] == ["draft", "refused"]


def test_two_codes_of_the_same_words_are_two(folder: Path) -> None:
    drafts = [passage(person=None, cells={}, labels=(code,)) for code in ("one", "two", "one")]
    found = taken(folder, *drafts)
    assert [row.status for row in found.rows] == ["draft", "draft", "refused"]
    found.save()
    assert [one.note for one in read_drafts(folder)] == [
        *("From line 1: labels one.", "From line 1: labels two."),
    ]
    again = taken(folder, *drafts)
    assert {row.cause for row in again.rows} == {"already there"}
    cells = {"statement": "It is denied.", "targets": "Corvia"}
    acts = [passage(cells=cells | {"speech_act": act}) for act in ("report", "threat", "report")]
    found = taken(folder, *acts, passage(labels=("frame",)))
    assert [row.status for row in found.rows] == ["accepted", "accepted", "refused", "refused"]
    assert found.left_out == ["1 passage: labels, for which claims.csv has no column"]
    found.save()
    assert {row.cause for row in taken(folder, *acts).rows} == {"already there"}


@pytest.mark.parametrize("codes", [*permutations(((), ("one",), ("two",)))])
def test_words_with_a_code_and_without_one_are_two_in_any_order(
    folder: Path, codes: tuple[tuple[str, ...], ...]
) -> None:
    drafts = [passage(person=None, cells={}, labels=labels) for labels in codes]
    found = taken(folder, *drafts)
    assert {row.status for row in found.rows} == {"draft"}
    found.save()
    assert {row.cause for row in taken(folder, *drafts).rows} == {"already there"}


def test_labels_of_a_claim_are_said_to_be_left_out(folder: Path) -> None:
    found = taken(folder, passage(labels=("frame: safety",)))
    assert only(found) == ("accepted", "labels left out: frame: safety")
    assert found.left_out == ["1 passage: labels, for which claims.csv has no column"]
    assert not found.is_complete


def test_names_are_actors_by_name_or_alias_else_new(folder: Path) -> None:
    rows = {"actors": [{"name": "Ada Reyes", "kind": "person", "aliases": "A. Reyes"}]}
    found = taken(
        folder,
        passage(person="A. Reyes", organization="New League"),
        passage("cross a line", person="Ardanian", organization=None),
        passage("no such words", person="Nobody Here"),
        rows=rows,
    )
    new = {row.key: row.row for row in found.rows if row.item.table == "actors"}
    assert new.keys() == {"ada-reyes", "new-league"}, "not of whom nothing is taken"
    assert new["ada-reyes"]["affiliation"] == "new-league"
    assert new["new-league"]["kind"] == "organisation"
    speakers = [row.row.get("speaker") for row in found.rows if row.item.table == "claims"]
    assert speakers[:2] == ["ada-reyes", "ardania"]


def test_a_name_that_several_actors_have_waits(folder: Path) -> None:
    actors = (folder / "actors.csv").read_text(encoding="utf-8")
    more = "one,Ada One,person,,,,,Ada,,\ntwo,Ada Two,person,,,,,Ada,,\n"
    (folder / "actors.csv").write_text(actors + more, "utf-8")
    status, said = only(taken(folder, passage(person="Ada")))
    assert (status, said) == ("waiting", '"Ada" is a name of one and of two')


def test_whom_the_file_names_otherwise_is_said(folder: Path) -> None:
    found = taken(folder, passage(organization="Corvia"))
    assert only(found) == (
        *("accepted", "for corvia in the file, to which mira-tolvane does not belong"),
    )
    (said,) = found.left_out
    assert said.startswith("1 passage: for whom it was said, since the speaker belongs to another")
    assert "read_dna keeps what each statement says" in said
    assert taken(folder, passage(organization="Ardania")).is_complete


def test_of_several_organisations_each_is_an_actor(tmp_path: Path) -> None:
    said = [
        passage(f"{word} said", person="Ann", organization=name)
        for word, name in {"One": "Red", "Two": "Blue", "Six": "Green"}.items()
    ]
    found = taken(tmp_path, *said, text="One said. Two said. Then Ann left.")
    assert [row.status for row in found.rows if row.item.table == "claims"] == [
        *("accepted", "accepted", "refused"),
    ]
    found.save()
    actors = analysis.load(tmp_path, review="all").actors
    assert sorted(actors["name"]) == ["Ann", "Blue", "Red"], "not for whom nothing is taken"


def test_a_file_without_anything_is_not_complete(tmp_path: Path) -> None:
    for foreign in (Foreign(), Foreign((ForeignText("a", None),), rows={"actors": []})):
        found = imported(foreign, tmp_path / "new")
        assert not found.is_complete
        assert str(found) == "The file has no text, no passage and no row."
        assert found.files == {}


def test_what_is_counted_over_all_texts_is_said_of_one(tmp_path: Path) -> None:
    texts = ForeignText("a", "Ann says no."), ForeignText("b", "Ben says no.")
    foreign = Foreign(texts, left_out=("2 documents: their section",))
    note = "what the reader left out is counted over all texts of the file"
    assert note in imported(foreign, tmp_path, document="a").notes
    assert note not in imported(foreign, tmp_path).notes


def test_affiliations_in_a_circle_come_to_an_end(folder: Path) -> None:
    rows = [
        {"name": "One", "kind": "bloc", "affiliation": "Two"},
        {"name": "Two", "kind": "bloc", "affiliation": "One"},
    ]
    naming = Naming(analysis.load(folder), rows)
    assert naming.actor("One", "bloc") == "one"
    assert not naming.belongs_to("one", "ardania")
    assert taken(folder, passage(person="One"), rows={"actors": rows}).rows


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"concept": "=1+1"}, "begins with ="),
        ({"spaeker": "a"}, "no such column"),
        ({"speech_act": "shouting"}, "speech_act"),
        ({"stance": "agree"}, "stance_has_a_concept"),
        ({"nested_source": "=Nobody"}, "nested_source"),
    ],
)
def test_what_no_table_can_take_is_refused(folder: Path, cells: dict[str, str], said: str) -> None:
    status, reasons = only(taken(folder, passage(cells={"statement": "So."} | cells)))
    assert status == "refused"
    assert said in reasons


def test_a_dossier_begins_with_its_text(tmp_path: Path) -> None:
    start = TEXT.index("says no", TEXT.index("Ben"))
    said = passage("says no", person="Ben", start=start, end=start + 7)
    text = ForeignText("doc", TEXT, (said,), "Bridge", "Kim Lee", "Paper", "2031-05-14")
    found = imported(Foreign((text,)), tmp_path / "new" / "dossier", coder="me")
    assert not (tmp_path / "new").exists()
    assert found.is_complete
    found.save()
    made = analysis.load(tmp_path / "new" / "dossier", review="all")
    assert (made.folder / "article.txt").read_bytes() == TEXT.encode()
    assert made.claims.select("speaker", "start", "coder").row(0) == ("ben", start, "me")
    assert (made.study.title, str(made.study.date)) == ("Bridge", "2031-05-14")
    assert made.study.author == "kim-lee"
    assert made.sources["publisher"].to_list() == ["Paper"]


def test_what_is_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Ben  says no.\n")
    (tmp_path / "study.toml").write_text('[study]\ntitle = "Mine"\n')
    (tmp_path / "notes.md").write_text("mine")
    before = contents(tmp_path)
    taken(tmp_path, passage("Ben says no"), text="Ben says no.").save()
    after = contents(tmp_path)
    assert before.items() <= after.items()
    assert analysis.load(tmp_path, review="all").claims.height == 1


def test_several_texts_have_a_dossier_each(tmp_path: Path) -> None:
    texts = (
        ForeignText("Über Brücken", "Ann says no.", (passage("says no"),)),
        ForeignText("uber brucken", "Ben says no.", (passage("says no", person="Ben"),)),
        ForeignText("港", "Nobody says anything."),
    )
    steps = list[tuple[int, int]]()
    found = imported(Foreign(texts), tmp_path, on_text=lambda *step: steps.append(step))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    found.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("text", "uber-brucken", "uber-brucken-2"),
    ]
    corpus = analysis.load_corpus(str(tmp_path / "*"), review="all")
    assert corpus.claims.collect().height == 2
    one = imported(Foreign(texts), tmp_path / "one", document="uber brucken")
    one.save()
    assert analysis.load(tmp_path / "one", review="all").actors["name"].to_list() == ["Ben"]
    with pytest.raises(QuestionError, match='did you mean "uber brucken"'):
        imported(Foreign(texts), tmp_path / "one", document="uber brucke")
    with pytest.raises(QuestionError, match=r"is a dossier, and the file has 3 texts"):
        imported(Foreign(texts), tmp_path / "one")
    with pytest.raises(QuestionError, match="an article is of one text"):
        imported(Foreign(texts), tmp_path / "two", article=Article("x"))


def test_the_text_of_a_file_is_not_put_below_other_claims(folder: Path) -> None:
    article = (folder / "article.txt").read_text(encoding="utf-8")
    (folder / "article.txt").unlink()
    with pytest.raises(QuestionError, match="are not in the text of the file"):
        taken(folder, passage("says no"), text="Ann says no.")
    found = taken(folder, passage(), text=article)
    found.save()
    assert (folder / "article.txt").read_text(encoding="utf-8") == article
    (folder / "article.txt").unlink()
    status, said = only(taken(folder, passage("cross a line")))
    assert (status, "save it as" in said) == ("refused", True)


@pytest.mark.parametrize("text", ["", "  \n", "half \ud800"])
def test_a_text_that_cannot_be_an_article_is_said(tmp_path: Path, text: str) -> None:
    found = taken(tmp_path / "new", passage("a"), text=text)
    assert only(found)[0] == "refused"
    assert found.files == {}
    assert found.save() == []
    assert not (tmp_path / "new").exists()


def test_words_of_another_text_are_not_taken_for_those_of_the_article(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Bridge\nBen says no, and again.")
    said = passage("says no", start=4, end=11), passage("again", person=None, start=13, end=18)
    text = "Ann says no, again."
    found = taken(tmp_path, *said, text=text)
    assert [row.status for row in found.rows] == ["waiting", "waiting"]
    why = f'the article of {tmp_path} ("Bridge") is another text than "a" of the file'
    assert {tuple(row.reasons) for row in found.rows} == {(why,)}
    foreign = Foreign((ForeignText("a", text, said),))
    given = imported(foreign, tmp_path, article=Article("Bridge\nBen says no, and again."))
    assert [row.status for row in given.rows if row.item.table == "claims"] == [
        *("accepted", "draft"),
    ], "whoever names the article knows which it is"


def test_a_folder_of_another_text_is_refused_where_there_are_several(tmp_path: Path) -> None:
    texts = ForeignText("a", "Ann says no."), ForeignText("b", "Ben says no.")
    imported(Foreign(texts), tmp_path).save()
    assert imported(Foreign(texts), tmp_path).is_complete, "the same texts once more"
    before = contents(tmp_path)
    other = texts[0], ForeignText("b", "Cleo says no.", (passage("says no"),))
    with pytest.raises(QuestionError, match=r'b \("Ben says no\."\) is another text than "b" of'):
        imported(Foreign(other), tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "title", "noted"),
    [
        ("Cafe\u0301 talk", "Caf\u00e9 talk", False),
        ("N/A", "n-a", True),
        ("Soft\u00adhyphen", "softhyphen", True),
        ("\x1b[31mRed", "31mred", True),
        ("\x00", "text", True),
        ("a\x00b", "a-b", True),
    ],
)
def test_a_name_that_no_table_can_have_stops_no_text(
    tmp_path: Path, name: str, title: str, noted: object
) -> None:
    good = ForeignText("Good", "Ben says no.", (passage("says no", person="Ben"),), "Good")
    odd = ForeignText(name, "Ann says no.", (passage("says no", person="Ann"),), name)
    found = imported(Foreign((good, odd)), tmp_path)
    assert len(found.of("accepted")) == 4
    found.save()
    made = analysis.load(next(t.folder for t in found.texts if t.name == name), review="all")
    assert made.study.title == title
    assert any("its title here is" in note for note in found.notes) is noted
    assert not any(ord(sign) < 32 for note in found.notes for sign in note)
    alone = imported(Foreign((odd,)), tmp_path / "alone\N{SOFT HYPHEN}")
    assert len(alone.of("accepted")) == 2


@pytest.mark.parametrize("turn", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_whom_a_claim_names_is_the_same_in_any_order(tmp_path: Path, turn: tuple[int, ...]) -> None:
    cells = {"statement": "So.", "targets": "Cy|New  League", "nested_source": "Bo"}
    said = [
        passage("One said", person="Ann", cells=cells),
        passage("Two said", person="Cy", cells={"statement": "So.", "subjects": "Ann"}),
        passage("Three", person="Di", cells={"statement": "So."}, organization="New League"),
    ]
    found = taken(tmp_path, *(said[at] for at in turn), text="One said. Two said. Three said.")
    assert found.is_complete, found.report()
    found.save()
    made = analysis.load(tmp_path, review="all")
    rows = {row["quote"]: row for row in made.claims.iter_rows(named=True)}
    assert (rows["One said"]["speaker"], rows["One said"]["nested_source"]) == ("ann", "bo")
    assert rows["One said"]["targets"] == ["cy", "new-league"]
    assert rows["Two said"]["subjects"] == ["ann"]
    kinds = dict(made.actors.select("actor_id", "kind").iter_rows())
    assert kinds == dict.fromkeys(("ann", "bo", "cy", "di"), "person") | {
        "new-league": "organisation"
    }


def test_a_name_that_no_table_can_have_is_left_out(tmp_path: Path) -> None:
    cells = {"statement": "So.", "targets": "Cy|N/A"}
    said = [
        passage("One said", person="Ann", cells=cells, organization="N/A"),
        passage("Two said", person="B\0o", cells={}),
        passage("Three", person="B\0o", cells={"statement": "So."}),
    ]
    found = taken(tmp_path, *said, text="One said. Two said. Three said.")
    one, two, three = (row for row in found.rows if row.item.table == "claims")
    assert (one.status, one.row["targets"]) == ("accepted", "cy")
    assert one.reasons[0].startswith('targets: "N/A" is left out: name: "N/A": is a mark for no')
    assert (two.status, two.row["speaker"]) == ("draft", "")
    assert 'speaker: "B\\u0000o" is left out: name: has a NUL' in two.reasons[1]
    assert (three.status, three.cause) == ("refused", "for speaker")
    assert "3 passages: a name that no table can have" in found.left_out
    found.save()
    made = analysis.load(tmp_path, review="all")
    assert made.actors.filter(actor_id="ann")["affiliation"].to_list() == [None]
    (draft,) = read_drafts(tmp_path)
    assert "speaker" not in draft.cells


def test_rows_that_need_no_text_are_taken(folder: Path) -> None:
    rows = {
        "actors": [
            {"actor_id": "n1", "name": "Ardania", "kind": "state"},
            {"actor_id": "n2", "name": "Newland", "kind": "state"},
        ],
        "sources": [{"source_id": "s9", "title": "A page", "kind": "press"}],
        "ties": [
            {
                "tie_id": "t9",
                "source": "n1",
                "target": "n2",
                "directed": "false",
                "kind": "alliance",
                "status": "in_force",
                "basis": "treaty",
                "sources": "s9",
            }
        ],
    }
    found = imported(Foreign(rows=rows), folder)
    status = {str(row.item): (row.status, "; ".join(row.reasons)) for row in found.rows}
    assert status["actor Ardania"] == ("refused", '"Ardania": is ardania')
    accepted = {row.item.table: row for row in found.of("accepted")}
    assert accepted.keys() == {"actors", "sources", "ties"}, str(found) + str(status)
    assert accepted["ties"].row["source"] == "ardania"
    found.save()
    made = analysis.load(folder, review="all")
    assert made.ties.filter(tie_id="t9")["review"].to_list() == ["proposed"]


def test_ties_do_without_what_the_file_does_not_have(tmp_path: Path) -> None:
    actors = [{"actor_id": f"n{n}", "name": f"Land {n}", "kind": "state"} for n in (1, 2, 3)]
    tie = {"source": "n1", "target": "n2", "directed": "false", "kind": "alliance"}
    tie |= {"status": "in_force", "basis": "treaty"}
    sources = [{"source_id": "s1", "title": "A page", "kind": "press"}]
    ties = [
        tie | {"sources": "s1|s2", "claim_id": "c7"},
        tie | {"target": "n3", "sources": "s2"},
    ]
    foreign = Foreign(rows={"actors": actors, "sources": sources, "ties": ties})
    found = imported(foreign, tmp_path / "new")
    one, other = (row for row in found.rows if row.item.table == "ties")
    assert one.status == "accepted"
    assert one.reasons == [
        'sources: "s2" left out, neither in the file nor in the dossier',
        'claim_id: "c7" left out, neither in the file nor in the dossier',
    ]
    assert str(other).startswith("tie of Land 1 to Land 3 refused: ")
    assert "treaty_and_event_ties_have_a_source" in other.reasons[0]
    assert other.reasons[1].startswith('sources: "s2" left out')
    assert found.left_out == ["3 references of ties to sources or claims that are not in the file"]
    found.save()
    assert analysis.load(tmp_path / "new", review="all").ties["sources"].to_list() == [["s1"]]


def test_saving_is_whole_or_not_at_all(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = tuple(ForeignText(f"t{n}", "Ann says no.", (passage("says no"),)) for n in range(3))
    found = imported(Foreign(texts), tmp_path / "many")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        found.save()
    assert not (tmp_path / "many").exists()
    monkeypatch.undo()
    before = contents(folder)
    found = taken(folder, passage(person="Ada Reyes"))
    (folder / "claims.csv").write_bytes(before["claims.csv"] + b"\n")
    with pytest.raises(ChangedError):
        found.save()
    assert contents(folder) == before | {"claims.csv": before["claims.csv"] + b"\n"}


def test_a_report_has_a_line_for_everything(folder: Path) -> None:
    found = taken(folder, passage(), passage("Corvia"), left_out=("2 links: there is no column",))
    lines = [json.loads(line) for line in found.report().splitlines()]
    assert [line["status"] for line in lines] == ["accepted", "waiting", "left out"]
    assert lines[0]["origin"] == "line 1"
    assert lines[1]["places"]
    assert lines[0]["folder"] == str(folder)


def test_what_no_reader_gave_is_refused(folder: Path) -> None:
    with pytest.raises(QuestionError, match="is what a reader gave, not str"):
        imported("file", folder)
    with pytest.raises(QuestionError, match="begins as a formula"):
        imported(Foreign(), folder, coder="=x")


@pytest.mark.parametrize("coder", ["-me-", "N/A", "a\0b", " "])
def test_a_claim_without_a_possible_coder_has_none(folder: Path, coder: str) -> None:
    foreign = Foreign((ForeignText("a", None, (passage(coder=coder), passage(cells={}))),))
    found = imported(foreign, folder, coder="Kim")
    assert [row.status for row in found.rows] == ["accepted", "draft"]
    assert [row.row["coder"] for row in found.rows] == ["", "Kim"], "Kim did not code the first"
    assert ["rows of this coder have none" in note for note in found.notes] == [True]
    found.save()
    assert analysis.load(folder, review="all").claims["coder"].to_list()[-1] is None


def test_coders_of_a_text_stay_apart(make_dossier: MakeDossier) -> None:
    actors = [{"actor_id": "ann", "name": "Ann", "kind": "person"}]
    made = make_dossier(actors=actors)
    (made.folder / "article.txt").write_text("It is so.")
    said = [passage("is so", person="Ann", coder=coder) for coder in ("Kim", "Lee", None)]
    found = taken(made.folder, *said)
    assert [row.status for row in found.rows] == ["accepted"] * 3
    found.save()
    coders = analysis.load(made.folder, review="all").claims["coder"].to_list()
    assert coders == ["Kim", "Lee", None]
