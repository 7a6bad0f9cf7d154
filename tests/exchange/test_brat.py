"""Standoff annotations are passages with the words that they quote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis.exchange.brat import read_brat
from analysis.exchange.offsets import from_characters

if TYPE_CHECKING:
    from analysis.evidence import Foreign, Passage

SAMPLE = Path(__file__).parent / "data/brat"
TEXT = (SAMPLE / "bridge.txt").read_bytes().decode()


def saved(tmp_path: Path, lines: list[str], text: str | None = TEXT, name: str = "a") -> Path:
    path = tmp_path / f"{name}.ann"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    if text is not None:
        path.with_suffix(".txt").write_bytes(text.encode())
    return path


def read(path: Path) -> tuple[Foreign, list[Passage]]:
    foreign = read_brat(path)
    for text in foreign.texts:
        for passage in text.passages:
            if passage.start is not None:
                assert text.text is not None
                assert text.text[passage.start : passage.end] == passage.words
    return foreign, [passage for text in foreign.texts for passage in text.passages]


@pytest.mark.parametrize("path", [SAMPLE / "bridge.ann", SAMPLE / "bridge.txt", SAMPLE])
def test_the_sample_is_read(path: Path) -> None:
    foreign, (support, oppose, third, speaker) = read(path)
    assert foreign.texts[0].text == TEXT
    assert (support.start, oppose.start, third.start) == (9, 50, 72)
    assert support.words == "wants a new bridge"
    assert support.organization == "Town"
    assert support.labels == ("support", "Confidence: high")
    assert oppose.labels == ("oppose", "Actor: Mr Elm does not", "Negated")
    assert (speaker.start, speaker.end) == (29, 58)
    assert "marked in 2 fragments" in str(speaker.doubt)
    assert [support.doubt, oppose.doubt, third.doubt, support.coder] == [None] * 4
    left = {"1 relation", "1 equivalence", "1 reference to a database"}
    assert set(foreign.left_out) == left
    assert foreign.notes == ()


def test_units_of_the_page_are_found_by_the_words(tmp_path: Path) -> None:
    places = from_characters(TEXT, [9, 27, 50, 66], "utf16")
    lines = [f"T1\tyes {places[0]} {places[1]}\twants a new bridge"]
    lines += [f"T2\tno {places[2]} {places[3]}\tdoes not want it"]
    foreign, passages = read(saved(tmp_path, lines))
    assert [passage.start for passage in passages] == [9, 50]
    assert foreign.notes == ("a: places are counted in UTF-16 units, not characters",)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_the_text_count_as_they_are(end: str, tmp_path: Path) -> None:
    text = f"One{end}two three{end}four"
    start = text.index("four")
    lines = [
        f"T1\ta {start} {start + 4}\tfour",
        f"T2\tb 0 3;{3 + len(end)} {6 + len(end)}\tOne two",
    ]
    foreign, (four, joined) = read(saved(tmp_path, lines, text))
    assert four.start == start
    assert (joined.words, joined.doubt) == (f"One{end}two", None)
    assert foreign.notes == ()


def test_roles_attributes_and_notes_are_cells_where_their_name_is_one(tmp_path: Path) -> None:
    lines = [
        "E1\tclaim:T1 speaker:T2 Topic:E9",
        "T1\tclaim 9 27\twants a new bridge",
        "T2\twho 0 6\tMs Ash",
        "A1\tstance E1 agree",
        "A2\tHedged T1",
        "#1\tAnnotatorNotes E1\tconcept: bridges",
        "#2\tAnnotatorNotes R9\tlost",
        "M1\tOld R9",
        "",
    ]
    foreign, (claim, who) = read(saved(tmp_path, lines))
    assert (claim.person, claim.cells) == ("Ms Ash", {"stance": "agree", "concept": "bridges"})
    assert claim.labels == ("claim", "Hedged")
    assert who.labels == ("who",)
    assert set(foreign.left_out) == {
        "1 role of an event in another",
        "1 note on something else",
        "1 attribute on something else",
    }


def test_folders_below_are_coders_of_the_same_text(tmp_path: Path) -> None:
    for coder, kind in (("mk", "no"), ("jt", "yes")):
        saved(tmp_path / coder, [f"T1\t{kind} 0 6\tMs Ash"])
    foreign, passages = read(tmp_path)
    assert len(foreign.texts) == 1
    assert [(p.coder, p.labels) for p in passages] == [("jt", ("yes",)), ("mk", ("no",))]


def test_without_the_text_there_are_words_alone(tmp_path: Path) -> None:
    lines = ["T1\ta 0 6\tMs Ash", "T2\tb 0 2;3 6\tMs Ash"]
    foreign, (one, two) = read(saved(tmp_path, lines, None))
    assert (one.words, one.start, one.doubt) == ("Ms Ash", None, None)
    assert (two.words, two.start) == ("Ms Ash", None)
    assert two.doubt is not None
    assert foreign.notes == ("a.ann: a.txt is not beside it",)


def test_words_that_are_not_at_their_place_are_looked_for(tmp_path: Path) -> None:
    lines = ["T1\ta 0 6\tMr Elm", "T2\ta 500 506\tMs Ash", "T3\ta 500 506\t"]
    foreign, (one, two) = read(saved(tmp_path, lines))
    assert (one.words, one.start, two.words, two.start) == ("Mr Elm", None, "Ms Ash", None)
    assert "2 passages of 3 have other words" in foreign.notes[0]
    assert foreign.left_out == ("a: a.ann, T3 has no words, and none are from 500 to 506",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("X1\tfoo", 'line 1: "X1.*" is not a line of brat'),
        ("T1", "is not a type with start and end"),
        ("T1\tclaim nine 27\twords", "is not a type with start and end"),
        ("T1\tclaim 9 " + "9" * 5000 + "\twords", "is not a type with start and end"),
        ("E1\tclaim:T9", "names no annotation that starts it"),
        ("E1", "names no annotation that starts it"),
        ("A1\tNegated", "names nothing that it is about"),
        ("#1", "names nothing that it is about"),
    ],
)
def test_what_is_not_a_line_is_refused_by_its_place(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(analysis.QuestionError, match=rf"a\.ann.*{said}"):
        read_brat(saved(tmp_path, [line]))


def test_single_lines_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    lines = ["T1\tclaim 0 6\tMs Ash", "T1\tother 3 6\tAsh", "X9\tfoo"]
    foreign, (passage,) = read(saved(tmp_path, lines))
    assert (passage.words, passage.labels) == ("Ms Ash", ("claim",))
    assert foreign.left_out == (
        'a.ann, line 2: "T1" is in it before; the first is read',
        'a.ann, line 3: "X9\\u0009foo" is not a line of brat\'s',
    )


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    outside = saved(tmp_path / "outside", ["T1\ta 0 6\tMs Ash"])
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/b.ann").symlink_to(outside)
    with pytest.raises(analysis.QuestionError, match=r"b\.ann is a link that points out"):
        read_brat(tmp_path / "inside")
    (tmp_path / "empty").mkdir()
    with pytest.raises(analysis.QuestionError, match=r"has no \.ann file"):
        read_brat(tmp_path / "empty")


@pytest.mark.parametrize("folder", [True, False])
def test_texts_that_are_links_out_of_the_folder_are_refused(tmp_path: Path, folder: bool) -> None:  # noqa: FBT001
    (tmp_path / "outside.txt").write_text("secret")
    path = saved(tmp_path / "inside", ["T1\tclaim 0 6\tsecret"], None)
    path.with_suffix(".txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(analysis.QuestionError, match=r"a\.txt is a link that points out"):
        read_brat(path.parent if folder else path)


def test_files_that_macos_puts_beside_others_are_passed_over(tmp_path: Path) -> None:
    path = saved(tmp_path, ["T1\tclaim 9 27\twants a new bridge"])
    (tmp_path / "._a.ann").write_bytes(b"\0\5\x16\7\xff\xfe")
    foreign, passages = read(path.parent)
    assert (len(foreign.texts), len(passages)) == (1, 1)
