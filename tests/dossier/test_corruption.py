"""Whatever happens to a file: an error that names it, or exactly what the file says.

``CORRUPTIONS=20000 pytest tests/dossier/test_corruption.py`` tries more than the usual few hundred;
with ``FIRST=20000`` others than those.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.dossier.reading import EXAMPLE, read_tables
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

Rows = list[list[str]]

CORRUPTIONS = int(os.environ.get("CORRUPTIONS", "400"))
FIRST = int(os.environ.get("FIRST", "0"))
PARTS = 4
WHOLE = 20
"""Every so many-th corrupted table is read with all others, not alone."""

ORIGINAL = {table: (EXAMPLE / f"{table}.csv").read_bytes() for table in TABLES}
TRICKY = (
    *(
        "1e3",
        "+5",
        " 5",
        "05",
        "1_0",
        "inf",
        "nan",
        "-0",
        "-1",
        "1e400",
        "1,5",
        "1.5",
        "1.0",
        "0x10",
    ),
    *("\u0661\u0662", "99999999999", "2024-1-1", "2024-02-30", "10000-01-01", "0000-01-01"),
    *("14/05/2031", "5/14/31", "2031-05-14T00:00:00", "TRUE", "True", "1", "0", "yes", "WAHR"),
    *(
        "",
        " ",
        "|",
        "||",
        "a|a",
        "ardania|",
        "NA",
        "null",
        "-",
        "none",
        "None",
        '"',
        '""',
        ",",
        ";",
    ),
    *(
        "\n",
        "\r",
        "\t",
        "\0",
        "\u00a0",
        "\u200b",
        "\u00ad",
        "e\u0301",
        "\u202e",
        "\ufffd",
        "\ufeff",
    ),
    *(
        "ardania",
        "belmark",
        "c01",
        "c02|c03",
        "XXX",
        "km",
        "t",
        "degC",
        "https://",
        "=1+1",
        "#NAME?",
    ),
    *("x" * 140_000, "\u6f22\u5b57", "\U0001f6a2", "\u0627\u0644", "author", "treaty", "agree"),
)
BYTES = (*b',"\n\r\0|;\t\xe9\xff\xef x1-', *range(0, 256, 17))


def parsed(raw: bytes) -> Rows:
    return list(csv.reader(io.StringIO(raw.decode(), newline="")))


def written(rows: Rows, **options: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, **{"lineterminator": "\n"} | options).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def of_bytes(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) or 1)
        end = at + chance.choice((1, 1, 1, 2, 10, 200))
        byte = chance.choice(BYTES)
        match chance.randrange(7):
            case 0:
                changed[at : at + 1] = bytes([byte])
            case 1:
                changed.insert(at, byte)
            case 2:
                del changed[at:end]
            case 3:
                changed[at:at] = changed[at:end]
            case 4:
                changed[at : at + 1] = (
                    bytes([changed[at] ^ (1 << chance.randrange(8))]) if changed else b""
                )
            case 5:
                other = chance.randrange(len(changed) or 1)
                changed[at:end], changed[other:other] = b"", changed[at:end]
            case _:
                del changed[max(at, 1) :]
    return bytes(changed)


def of_cells(raw: bytes, chance: random.Random) -> bytes:
    rows = parsed(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        row = chance.choice(rows[1:]) if len(rows) > 1 else rows[0]
        at, other = chance.randrange(len(row)), chance.randrange(len(row))
        cell = row[at]
        spot = chance.randint(0, len(cell))
        match chance.randrange(8):
            case 0 | 1:
                row[at] = chance.choice(TRICKY)
            case 2:
                row[at] = cell[:spot] + chance.choice(TRICKY)[:9] + cell[spot:]
            case 3:
                row[at] = cell[:spot] + cell[spot + 1 :]
            case 4:
                row[at], row[other] = row[other], row[at]
            case 5:
                row[at] = chance.choice((str.upper, str.lower, str.title, str.swapcase))(cell)
            case 6:
                row[at] = chance.choice(rows)[at]
            case _:
                items = re.split(r"([|-])", cell)
                row[at] = "".join(chance.sample(items, len(items)))
    return written(rows)


def of_rows(raw: bytes, chance: random.Random) -> bytes:
    rows = parsed(raw)
    at, other = (chance.randrange(len(rows)) for _ in range(2))
    match chance.randrange(8):
        case 0:
            del rows[at]
        case 1:
            rows.insert(other, list(rows[at]))
        case 2:
            rows[at], rows[other] = rows[other], rows[at]
        case 3:
            rows.insert(at, [])
        case 4:
            rows.insert(at, [""] * len(rows[0]))
        case 5:
            rows[at] = ["", *rows[at][:-1]]
        case 6:
            rows[at] = [*rows[at][1:], ""]
        case _:
            rows[at] = rows[at][:-1] if chance.random() < 0.5 else [*rows[at], "x"]
    return written(rows)


def of_columns(raw: bytes, chance: random.Random) -> bytes:
    rows = parsed(raw)
    at, other = (chance.randrange(len(rows[0])) for _ in range(2))
    match chance.randrange(7):
        case 0:
            rows = [row[:at] + row[at + 1 :] for row in rows]
        case 1:
            rows = [[*row, row[at]] for row in rows]
        case 2:
            rows[0][at], rows[0][other] = rows[0][other], rows[0][at]
        case 3:
            rows = [row[at:] + row[:at] for row in rows]
        case 4:
            rows = [[*row[:at], "", *row[at:]] for row in rows]
        case 5:
            rows[0][at] = chance.choice(("", " ", rows[0][at].upper(), rows[0][at] + " ", "x"))
        case _:
            rows = [[*row, "", ""] for row in rows]
    return written(rows)


def of_saving(raw: bytes, chance: random.Random) -> bytes:
    rows = parsed(raw)
    rows[-1][-1] += chance.choice(("", "\u00e9", "\u6f22"))
    text = written(rows, quoting=chance.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))).decode()
    text = text.replace("\n", chance.choice(("\n", "\r\n", "\r", "\n\n", "\r\r\n")))
    text = text.replace(",", chance.choice((",", ",", ",", ";", "\t")))
    text = text.replace('"', chance.choice(('"', '"', '"', "'", "")))
    coding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"))
    return text.encode(coding, "replace") + chance.choice(
        (b"", b"\n", b"\r\n\r\n", b"\x1a", b"\n,,\n")
    )


KINDS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    of_bytes,
    of_cells,
    of_cells,
    of_rows,
    of_columns,
    of_saving,
)


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
    """Whether a cell says what was read, as a person would take it."""
    if isinstance(value, bool):
        return text.lower() in ({"true", "1", "1.0"} if value else {"false", "0", "0.0"})
    if isinstance(value, float):
        return float(text) == value
    if isinstance(value, int):
        return re.sub(r"\.0+$", "", text) == str(value)
    return text == as_text(value)


def read_independently(raw: bytes) -> list[dict[str, str]]:
    """Read a file by Python's reader, with what every program's way of saving may add."""
    text = raw.decode("utf-8-sig")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    elif text.partition("\n")[0].endswith("\r"):
        text = text.replace("\r\n", "\n")
    csv.field_size_limit(1 << 30)
    header, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    while rows and not any(rows[-1]):
        rows.pop()
    while header and not header[-1]:
        assert not any(row[len(header) - 1] for row in rows)
        header.pop()
    assert all(len(row) >= len(header) for row in rows)
    return [dict(zip(header, row, strict=False)) for row in rows]


def assert_nothing_lost(raw: bytes, frame: pl.DataFrame) -> None:
    rows = read_independently(raw)
    assert len(rows) == frame.height
    for row, typed in zip(rows, frame.iter_rows(named=True), strict=True):
        assert set(row) <= set(typed)
        for column, value in typed.items():
            text = row.get(column, "")
            assert same(text, value), (column, text, value)


def check(table: str, raw: bytes, folder: Path, *, whole: bool) -> bool:
    """Read a corrupted table, alone or with all others; say whether it loaded."""
    file = folder / f"{table}.csv"
    file.write_bytes(raw)
    try:
        frames, problems = read_tables([folder], TABLES if whole else [table])
    finally:
        file.write_bytes(ORIGINAL[table])
    assert all(problem.remedy and str(problem) for problem in problems)
    lines = raw.count(b"\n") + raw.count(b"\r") + 2
    own = [problem for problem in problems if problem.file == f"{table}.csv"]
    assert all(problem.line is None or 1 <= problem.line <= lines for problem in own)
    assert whole or own == problems
    if problems:
        return False
    assert_nothing_lost(raw, frames[table])
    for other in frames.keys() - {table}:
        assert_nothing_lost(ORIGINAL[other], frames[other])
    return True


@pytest.mark.parametrize("part", range(PARTS))
def test_a_corrupted_table_is_an_error_or_is_read_as_it_stands(part: int, folder: Path) -> None:
    loaded, tried, wrong = 0, 0, list[str]()
    for number in range(FIRST + part, FIRST + CORRUPTIONS, PARTS):
        chance = random.Random(number)  # noqa: S311  (no secret is made of it)
        table = chance.choice(list(TABLES))
        kind = chance.choice(KINDS)
        raw = kind(ORIGINAL[table], chance)
        whole = chance.randrange(WHOLE) == 0
        tried += 1
        try:
            loaded += check(table, raw, folder, whole=whole)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
            wrong.append(f"corruption {number}, {kind.__name__} of {table}: {error!r}")
    assert wrong == []
    # If everything loaded or nothing did, nothing was tested.
    assert 0.05 < loaded / tried < 0.7, (loaded, tried)


@given(
    table=st.sampled_from(["actors", "claims", "claim_links", "ties", "figures"]), data=st.data()
)
@settings(deadline=None, max_examples=100)
def test_any_text_in_any_cell_is_an_error_or_is_read_as_it_stands(
    table: str, data: st.DataObject
) -> None:
    rows = parsed(ORIGINAL[table])[:12]
    row = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[row][column] = data.draw(
        st.one_of(st.text(st.characters(codec="utf-8"), max_size=12), st.sampled_from(TRICKY))
    )
    with tempfile.TemporaryDirectory() as name:
        check(table, written(rows), Path(name), whole=False)
