"""Single rows of a file change; all others stay as they were, byte for byte."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import DossierError, QuestionError
from analysis.coding.row_files import RowFile, cells_of
from analysis.dossier.csv_text import read_text
from analysis.dossier.tables import TABLES
from analysis.writing import ChangedError, write_all

COLUMNS = TABLES["places"].column_names()
CELLS = st.text(st.sampled_from('abü "\n,;=\u202e'), max_size=6)
IDS = st.lists(st.integers(0, 99).map(lambda n: f"p{n}"), unique=True, max_size=6)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A file of places as programs save it, and its line end."""
    optional = draw(st.lists(st.sampled_from(COLUMNS[6:]), unique=True))
    header = draw(st.permutations([*COLUMNS[:6], *optional]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    unnamed = [""] * draw(st.integers(0, 2))
    writer.writerow([*header, *unnamed])
    for key in draw(IDS):
        cells = [key if name == "place_id" else draw(CELLS) for name in header]
        if end == "\r":  # there, a line break in a cell is one, too
            cells = [cell.replace("\n", end) for cell in cells]
        writer.writerow([*cells, *unnamed])
    written = text.getvalue()
    if draw(st.booleans()):
        written += ("," * (len(header) - 1) + end) * 2  # rows that a spreadsheet leaves
    elif draw(st.booleans()):
        written = written.removesuffix(end)
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + written.encode(), end.encode()


ROWS = st.lists(
    st.fixed_dictionaries(
        {"place_id": st.integers(0, 120).map(lambda n: f"p{n}"), "name": CELLS},
        optional={"note": CELLS, "as_of": st.just("2031-05-04"), "sources": st.just("a|b")},
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(files(), ROWS)
def test_other_rows_stay_as_they_were(
    file: tuple[bytes, bytes], rows: list[dict[str, str]]
) -> None:
    content, end = file
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "places.csv").write_bytes(content)
        before = RowFile.read(folder, "places")
        assert before.encoded() == content
        after = before.with_rows(rows)
        write_all({after.path: after.encoded()}, {after.path: content})
        again = RowFile.read(folder, "places")
    given_rows = {row["place_id"]: dict.fromkeys(COLUMNS, "") | row for row in rows}
    kept = {row["place_id"]: row for row in before.rows}
    assert {row["place_id"]: row for row in again.rows} == kept | given_rows
    assert [row["place_id"] for row in again.rows][: len(kept)] == list(kept)
    changed = after.encoded()
    added = {n for row in rows for n in row if row[n]} - {*before.header}
    if not added:
        for row, record in zip(before.rows, before.records, strict=True):
            if row["place_id"] not in given_rows:
                assert record.rstrip(b"\r\n") in changed
    if not added and not given_rows.keys() & kept.keys() and not before.tail:
        assert changed.startswith(content)
    new = [key for key in given_rows if key not in kept]
    if not added:
        assert after.without(new).encoded() in {
            before.with_rows([r for r in rows if r["place_id"] in kept]).encoded(),
            before.with_rows([r for r in rows if r["place_id"] in kept]).encoded() + end,
        }


@settings(max_examples=150, deadline=None)
@given(files(), ROWS, st.integers(0, 5))
def test_one_row_takes_the_place_of_another(
    file: tuple[bytes, bytes], rows: list[dict[str, str]], number: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "places.csv")
        path.write_bytes(file[0])
        before = RowFile.read(path.parent, "places")
        row = {"place_id": "new", "name": "New"} | (rows[0] if rows else {})
        at = number % (len(before.rows) + 1)
        key = None if at == len(before.rows) else before.key(before.rows[at])
        after = before.with_row(row, key)
        assert before.encoded() == file[0], "it is never changed in place"
        path.write_bytes(after.encoded())
        again = RowFile.read(path.parent, "places")
    assert again.rows == [
        *before.rows[:at],
        dict.fromkeys(COLUMNS, "") | row,
        *before.rows[at + 1 :],
    ]
    if after.header == before.header:
        others = [*before.records[:at], *before.records[at + 1 :]]
        assert [*after.records[:at], *after.records[at + 1 :]] == others
        assert after.head == before.head
        assert after.tail == before.tail


def test_a_row_may_be_put_where_its_key_is_already(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_bytes(b"actor_id,name,kind\na,A,state\nb,B,state\n")
    file = RowFile.read(tmp_path, "actors")
    row = {"actor_id": "a", "name": "A", "kind": "bloc"}
    assert file.with_row(row).encoded().endswith(b"b,B,state\na,A,bloc\n")
    assert file.with_row(row, "b").encoded().endswith(b"a,A,state\na,A,bloc\n")
    assert file.with_row(row | {"actor_id": ""}, "b").encoded().endswith(b"\n,A,bloc\n")
    with pytest.raises(QuestionError, match="is not a row of actors"):
        file.with_row(row, "c")


@pytest.mark.parametrize("table", ["claims", "actors", "ties", "claim_links", "what_ifs"])
def test_rows_of_the_example_are_written_as_they_are_read(table: str, folder: Path) -> None:
    file = RowFile.read(folder, table)
    assert file.encoded() == file.content
    assert file.with_rows(file.rows).encoded() == file.content
    without = file.without([file.key(file.rows[1])])
    again = without.with_rows([file.rows[1]])
    assert sorted(again.encoded().splitlines()) == sorted(file.encoded().splitlines())


def test_a_column_that_a_row_fills_is_added_for_all(tmp_path: Path) -> None:
    path = tmp_path / "actors.csv"
    path.write_bytes(b"actor_id,name,kind,\r\nalpha,Alpha,state,\r\nbeta,Beta,state,")
    file = RowFile.read(tmp_path, "actors")
    same = file.with_rows([{"actor_id": "gamma", "name": "Gamma", "kind": "state"}])
    assert same.encoded() == path.read_bytes() + b"\r\ngamma,Gamma,state,"
    row = {"actor_id": "gamma", "name": "Gamma", "kind": "state", "role": "x", "country": "XGA"}
    write_all({file.path: file.with_rows([row]).encoded()}, {file.path: file.content})
    assert path.read_bytes() == (
        b"actor_id,name,kind,role,country\r\nalpha,Alpha,state,,\r\nbeta,Beta,state,,\r\n"
        b"gamma,Gamma,state,x,XGA"
    )


def test_an_absent_file_is_made(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("source_id,title,kind\n")
    file = RowFile.read(tmp_path, "actors")
    assert file.content is None
    new = file.with_rows([{"actor_id": "a", "name": "A, B", "kind": "state"}])
    write_all({file.path: new.encoded()}, {file.path: None})
    text, problems = read_text("actors", [tmp_path])
    assert text is not None
    assert not problems
    assert text.texts["name"].to_list() == ["A, B"]
    with pytest.raises(ChangedError, match="was written by somebody else"):
        write_all({file.path: file.encoded()}, {file.path: None})


def test_a_file_that_changed_is_not_overwritten(folder: Path) -> None:
    file = RowFile.read(folder, "claims")
    path = folder / "claims.csv"
    other = path.read_bytes() + b"\n"
    path.write_bytes(other)
    with pytest.raises(ChangedError, match=r"claims\.csv was written by somebody else"):
        write_all({path: file.without(["c01"]).encoded()}, {path: file.content})
    assert path.read_bytes() == other
    path.unlink()
    with pytest.raises(ChangedError, match="is gone"):
        write_all({path: file.encoded()}, {path: file.content})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"place_id": "a", "name": "\0"}, r"a NUL \(U\+0000\) at character 1"),
        ({"place_id": "a", "name": "x\ud800"}, r"half of a character \(U\+D800\) at character 2"),
        ({"place_id": "a", "names": "x"}, 'did you mean "name"'),
        ({"name": "x"}, "has no place_id"),
    ],
)
def test_what_no_file_can_contain_is_refused(folder: Path, row: dict[str, str], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        RowFile.read(folder, "places").with_rows([row])


def test_a_file_of_another_form_is_refused_with_the_words_of_the_check(folder: Path) -> None:
    (folder / "places.csv").write_bytes(b"place_id;name\na;b\n")
    with pytest.raises(DossierError, match="separated by semicolons"):
        RowFile.read(folder, "places")


def test_values_become_cells() -> None:
    cells = cells_of("ties", {"directed": True, "sign": -1, "sources": ["a", "b"], "end": None})
    assert cells == {"directed": "true", "sign": "-1", "sources": "a|b", "end": ""}
    assert cells_of("claims", {"statement": "one\r\ntwo"}) == {"statement": "one\ntwo"}
    with pytest.raises(QuestionError, match="separates items"):
        cells_of("claims", {"targets": ["a|b"]})
    with pytest.raises(QuestionError, match="type dict"):
        cells_of("claims", {"statement": {"deep": []}})


def test_a_row_that_says_the_same_stays_in_its_own_spelling(tmp_path: Path) -> None:
    content = b'actor_id,name,kind\nalpha,"Alpha","state"\nbeta,Beta,state\n'
    (tmp_path / "actors.csv").write_bytes(content)
    file = RowFile.read(tmp_path, "actors")
    beta = {"actor_id": "beta", "name": "B", "kind": "state"}
    changed = file.with_rows([file.rows[0], beta]).encoded()
    assert changed == content.replace(b"Beta", b"B")
