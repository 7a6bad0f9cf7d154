"""Long tables are judged by their different texts: one wrong cell among many is still found."""

from __future__ import annotations

import polars as pl
import pytest

from analysis.dossier.csv_text import read_text
from analysis.dossier.files import TableFile, TableText
from analysis.dossier.reading import EXAMPLE
from analysis.dossier.rows import typed_and_checked
from analysis.dossier.tables import TABLES

ROWS = 20_000
WRONG = {
    "claim_id": "Claim one",
    "paragraph": "07",
    "start": "-1",
    "end": "0",
    "digest": "0123456789ABCDEF",
    "quote": "one two three four five six seven eight nine",
    "speaker": "Ardania",
    "nested_source": "ardania-",
    "attribution": "shouting",
    "speech_act": "Representative",
    "targets": "ardania||belmark",
    "subjects": "ardania|Belmark",
    "weapons": "|",
    "statement": "A word\u200b that nobody can see",
    "condition": " a blank before",
    "consequence": "a blank after ",
    "cue": "two  blanks",
    "likelihood_term": "caf\u0065\u0301",
    "factuality": "CT",
    "polarity": "yes",
    "time_reference": "now",
    "said_on": "2031-5-4",
    "concept": "N/A",
    "stance": "agree ",
    "coder": "#REF!",
    "review": "done",
}


@pytest.fixture(scope="module")
def claims() -> pl.DataFrame:
    text, _ = read_text("claims", [EXAMPLE])
    assert text is not None
    several = pl.concat([text.texts] * (ROWS // text.texts.height + 1))
    return several.with_columns(claim_id=pl.format("x{}", pl.int_range(pl.len())))


def found(rows: pl.DataFrame) -> set[tuple[int | None, str | None]]:
    file = TableFile(EXAMPLE / "claims.csv", "claims.csv", 0, b"line\n" * (rows.height + 1))
    _, problems = typed_and_checked("claims", TableText(rows, [file], [0]))
    return {(one.line, one.column) for one in problems}


def test_each_column_has_something_that_is_wrong_in_it() -> None:
    assert list(WRONG) == TABLES["claims"].column_names()


def test_a_long_table_of_right_rows_is_right(claims: pl.DataFrame) -> None:
    assert claims.height >= ROWS
    assert not found(claims)


@pytest.mark.parametrize("column", WRONG)
def test_one_wrong_cell_of_a_long_table_is_found(claims: pl.DataFrame, column: str) -> None:
    row = 12_345
    one = pl.int_range(pl.len()) == row
    cell = pl.when(one).then(pl.lit(WRONG[column])).otherwise(column).alias(column)
    places = found(claims.with_columns(cell))
    assert {line for line, _ in places} == {row + 2}
    assert any(column in (named or "").split(", ") for _, named in places)


def test_two_rows_of_one_key_in_a_long_table_are_found(claims: pl.DataFrame) -> None:
    last = pl.int_range(pl.len()) == pl.len() - 1
    twice = claims.with_columns(claim_id=pl.when(last).then(pl.lit("x7")).otherwise("claim_id"))
    assert {column for _, column in found(twice)} == {"claim_id"}


def test_an_empty_cell_of_a_long_table_is_found(claims: pl.DataFrame) -> None:
    one = pl.int_range(pl.len()) == 15_000
    for column in ("claim_id", "start", "digest", "quote", "speaker", "statement"):
        lacking = claims.with_columns(pl.when(~one).then(column))
        assert (15_002, column) in found(lacking), column
