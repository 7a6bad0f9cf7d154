"""The committed data package says what files and schemas say; nothing is generated here."""

from __future__ import annotations

import csv
import hashlib
import json
from typing import Any

import pytest

from analysis.dossier import TABLES
from analysis.dossier.reading import PACKAGED

PACKAGE: dict[str, Any] = json.loads((PACKAGED / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: dict[str, dict[str, Any]] = {r["path"]: r for r in PACKAGE["resources"]}


def test_every_file_is_described_and_nothing_else() -> None:
    assert set(RESOURCES) == {path.name for path in PACKAGED.glob("*.csv")}
    assert set(RESOURCES) == {f"{table}.csv" for table in TABLES}


@pytest.mark.parametrize("table", TABLES)
def test_hash_and_size_are_those_of_the_file(table: str) -> None:
    content = (PACKAGED / f"{table}.csv").read_bytes()
    resource = RESOURCES[f"{table}.csv"]
    remedy = "run: make describe"
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", remedy
    assert resource["bytes"] == len(content), remedy


@pytest.mark.parametrize("table", TABLES)
def test_fields_are_the_header_and_say_what_the_schema_says(table: str) -> None:
    with (PACKAGED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    fields = RESOURCES[f"{table}.csv"]["schema"]["fields"]
    assert [field["name"] for field in fields] == header
    for field in fields:
        column = TABLES[table].columns()[field["name"]]
        assert field["description"] == column.description
        assert field.get("unit") == (column.metadata or {}).get("unit")
        required = field.get("constraints", {}).get("required", False)
        assert required == (not column.nullable and field["type"] != "list")


def test_foreign_keys_point_to_keys_that_exist() -> None:
    names = {r["name"]: r for r in PACKAGE["resources"]}
    for resource in PACKAGE["resources"]:
        for key in resource["schema"]["foreignKeys"]:
            target = names[key["reference"]["resource"]]["schema"]
            assert key["reference"]["fields"] == target["primaryKey"]


def test_licence_and_sources_are_said() -> None:
    assert PACKAGE["licenses"][0]["name"] == "CC-BY-4.0"
    assert PACKAGE["sources"]
