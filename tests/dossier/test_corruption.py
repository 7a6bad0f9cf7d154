"""Whatever happens to a file: an error that names it, or exactly what the file says."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dossier.reading import EXAMPLE, read_tables
from analysis.dossier.tables import TABLES as SCHEMAS

if TYPE_CHECKING:
    import polars as pl

TABLES = ["actors", "claims", "claim_links", "ties", "figures"]
ROWS = 12


def head(table: str) -> bytes:
    text = (EXAMPLE / f"{table}.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))[: ROWS + 1]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "|".join(as_text(item) for item in value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def same(text: str, value: object) -> bool:
    if isinstance(value, float):
        return float(text) == value
    return text == as_text(value)


def assert_nothing_lost(raw: bytes, frame: pl.DataFrame) -> None:
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
    assert len(rows) == frame.height
    for row, typed in zip(rows, frame.iter_rows(named=True), strict=True):
        assert set(row) <= set(typed)
        for column, text in row.items():
            assert same(text, typed[column]), (column, text, typed[column])


def read(table: str, raw: bytes) -> tuple[pl.DataFrame | None, list[str]]:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / f"{table}.csv").write_bytes(raw)
        frames, problems = read_tables([Path(name)], [table])
    assert all(p.file == f"{table}.csv" for p in problems)
    assert all(p.remedy for p in problems)
    return frames.get(table), [p.rule for p in problems]


@given(table=st.sampled_from(TABLES), data=st.data())
@settings(deadline=None, max_examples=150)
def test_changed_bytes_are_an_error_or_are_read_as_they_stand(
    table: str, data: st.DataObject
) -> None:
    raw = bytearray(head(table))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        tricky = st.sampled_from(list(b',"\n\r\0|;\xe9\xff x1-'))
        match data.draw(st.sampled_from(["replace", "insert", "delete"])):
            case "replace":
                raw[at] = data.draw(tricky)
            case "insert":
                raw.insert(at, data.draw(tricky))
            case _:
                del raw[at]
    frame, rules = read(table, bytes(raw))
    if not rules:
        assert frame is not None
        assert_nothing_lost(bytes(raw), frame)


@given(table=st.sampled_from(TABLES), data=st.data())
@settings(deadline=None, max_examples=150)
def test_any_text_in_any_cell_is_an_error_or_is_read_as_it_stands(
    table: str, data: st.DataObject
) -> None:
    rows = list(csv.reader(io.StringIO(head(table).decode())))
    row = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[row][column] = data.draw(
        st.one_of(
            st.text(st.characters(codec="utf-8"), max_size=12),
            st.sampled_from(["1e3", "+5", " 5", "05", "1_0", "inf", "-0", "2024-1-1", "TRUE", "|"]),
        )
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    raw = out.getvalue().encode()
    frame, rules = read(table, raw)
    if not rules:
        assert frame is not None
        assert_nothing_lost(raw, frame)


@given(table=st.sampled_from(TABLES), cut=st.floats(0, 1))
@settings(deadline=None, max_examples=60)
def test_a_file_cut_off_anywhere_is_an_error_or_loses_whole_rows_only(
    table: str, cut: float
) -> None:
    whole = head(table)
    raw = whole[: int(cut * len(whole))]
    frame, rules = read(table, raw)
    if not rules:
        assert frame is not None
        assert_nothing_lost(raw, frame)


def test_every_table_is_covered_by_a_schema() -> None:
    assert set(TABLES) <= set(SCHEMAS)
