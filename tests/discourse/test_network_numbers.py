"""Numbers that DNA 3.1.2 computed for made-up statements, which are both beside this file."""

from __future__ import annotations

import json
import math
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from analysis import discourse

DATA = Path(__file__).parent / "data"
LINES = (DATA / "dna_results.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
CALLS = [json.loads(line) for line in LINES]


@cache
def statements(name: str) -> pl.DataFrame:
    frame = pl.read_csv(DATA / f"{name}.csv", try_parse_dates=True)
    return frame.with_columns(pl.col("agreement").cast(pl.String) == "true")


def numbers(matrix: list[list[float | None]]) -> list[list[float]]:
    return [[math.nan if cell is None else cell for cell in row] for row in matrix]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call["call"])
def test_a_network_of_made_up_statements_has_dnas_numbers(call: dict[str, Any]) -> None:
    found = discourse.network(statements(call["statements"]), **call["options"], compat="dna")
    assert found.statement_ids == call["statement_ids"]
    if "matrix" in call:
        assert (found.rows, found.columns) == (call["rows"], call["columns"])
        np.testing.assert_allclose(found.to_matrix(), numbers(call["matrix"]), rtol=1e-9, atol=1e-9)
    if "cells" in call:
        assert found.windows is not None
        shown = found.windows.select("start", "middle", "stop").rows()
        assert shown == [tuple(map(datetime.fromisoformat, times)) for times in call["windows"]]
        expected = np.zeros(found.to_matrix().shape)
        for window, row, column, weight in call["cells"]:
            expected[window - 1, found.rows.index(row), found.columns.index(column)] = weight
        np.testing.assert_allclose(found.to_matrix(), expected, rtol=1e-9, atol=1e-9)
