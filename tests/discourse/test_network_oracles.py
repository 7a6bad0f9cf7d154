"""With compat="dna" a network has the numbers that DNA 3.1.2 itself computed."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from analysis import discourse, exchange
from analysis.errors import QuestionError

if TYPE_CHECKING:
    import polars as pl

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "discourse"
ORACLES = BESIDE / "oracles"
REPLACED = ("Normalization setting invalid", "Qualifier variable undefined or invalid")
"""What DNA replaces silently, with a word in its log only."""


def index() -> list[dict[str, str]]:
    path = ORACLES / "index.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["jvm_locale"] == "en-GB"]


def is_refused(row: dict[str, str]) -> bool:
    replaced = any(words in row["dna_log"] for words in REPLACED)
    return row["status"] != "ok" or replaced or row["nrow"] == "0"


CALLS = index()
COMPUTED = [row for row in CALLS if not is_refused(row)]
REFUSED = [row for row in CALLS if is_refused(row)]


@cache
def statements(database: str, statement_type: str) -> pl.DataFrame:
    return exchange.read_dna(BESIDE / database, statement_type)


def network(row: dict[str, str]) -> discourse.DiscourseNetwork:
    def flag(name: str) -> bool:
        return row[name] == "TRUE"

    excluded: dict[str, Any] = {
        f"exclude_{name}": json.loads(row[f"exclude{name.title()}"])
        for name in ("values", "authors", "sources", "sections", "types")
    }
    inverted: dict[str, Any] = {
        f"invert_{name}": flag(f"invert{name.title()}")
        for name in ("values", "authors", "sources", "sections", "types")
    }
    return discourse.network(
        statements(row["database"], row["statementType"]),
        network_type=row["networkType"],
        variable1=row["variable1"],
        variable1_document=flag("variable1Document"),
        variable2=row["variable2"],
        variable2_document=flag("variable2Document"),
        qualifier=None if row["qualifier"] == "NULL" else row["qualifier"],
        qualifier_document=flag("qualifierDocument"),
        qualifier_aggregation=row["qualifierAggregation"],
        normalization=row["normalization"],
        isolates=flag("isolates"),
        duplicates=row["duplicates"],
        start=f"{row['start.date']} {row['start.time']}",
        stop=f"{row['stop.date']} {row['stop.time']}",
        time_window=row["timeWindow"],
        window_size=int(row["windowSize"]),
        kernel=row["kernel"],
        **excluded,
        **inverted,
        compat="dna",
    )


def cells(row: dict[str, str]) -> list[list[str]]:
    with (ORACLES / row["file"]).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("row", COMPUTED, ids=lambda row: row["file"])
def test_a_network_has_dnas_numbers(row: dict[str, str]) -> None:
    found = network(row)
    assert found.statement_ids == [int(one) for one in row["filtered_statement_ids"].split()]
    head, *lines = cells(row)
    if row["networkType"] == "eventlist":
        assert found.edges["statement_id"].to_list() == [int(line[0]) for line in lines]
    elif row["file"].endswith(".long.csv"):
        assert_same_windows(found, [dict(zip(head, line, strict=True)) for line in lines])
    else:
        assert found.columns == head[1:]
        assert found.rows == [line[0] for line in lines]
        expected = np.array([[float(cell) for cell in line[1:]] for line in lines])
        np.testing.assert_allclose(found.to_matrix(), expected, rtol=1e-9, atol=1e-9)


def assert_same_windows(found: discourse.DiscourseNetwork, lines: list[dict[str, str]]) -> None:
    assert found.windows is not None
    times: dict[int, Any] = {}
    expected = np.zeros(found.to_matrix().shape)
    for line in lines:
        number = int(line["window"])
        moments = (datetime.fromisoformat(line[name]) for name in ("start", "middle", "stop"))
        times[number] = (number, *moments)
        if line["row"]:
            at = found.rows.index(line["row"]), found.columns.index(line["col"])
            expected[number - 1, *at] = float(line["value"])
    shown = found.windows.select("window", "start", "middle", "stop").rows()
    assert shown == list(times.values())
    np.testing.assert_allclose(found.to_matrix(), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["file"])
def test_what_dna_replaces_or_cannot_compute_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(QuestionError):
        network(row)
