"""Dossiers that are not this study's: from a full one to one without a row."""

from __future__ import annotations

import csv
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

import analysis
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LONG = "The Extraordinary Plenipotentiary Commission for the Straits, Fisheries and Lighthouses of "
LONGEST = f"🦭 {(4 * LONG).strip()}"
NAMES = ("港湾管理局の広報官", "متحدث باسم الميناء", "Пресс-служба порта", LONGEST)


@pytest.fixture(
    scope="session", params=["example", "empty", "persons and organisations", "large and foreign"]
)
def foreign(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    """Dossiers of four kinds."""
    folder = tmp_path_factory.mktemp("foreign")
    match request.param:
        case "example":
            return analysis.example()
        case "empty":
            _write(folder, actors=[])
        case "persons and organisations":
            _write(folder, **_persons())
        case _:
            _write(folder, **_large())
    return analysis.load(folder)


def _write(folder: Path, **tables: Sequence[Mapping[str, object]]) -> None:
    for table, rows in tables.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        columns = columns or TABLES[table].column_names()
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _claim(number: int, speaker: str, **more: object) -> dict[str, object]:
    span = {"paragraph": number // 5, "start": 10 * number, "end": 10 * number + 9}
    digest = sha256(str(number).encode()).hexdigest()[:16]
    words = {"digest": digest, "quote": f"word {number}", "statement": f"Statement {number}"}
    return {"claim_id": f"k{number}"} | span | words | {"speaker": speaker} | more


def _persons() -> dict[str, list[dict[str, object]]]:
    """Claims only, with no more than the columns that every dossier has."""
    actors = [("ann", "Ann Ode", "person"), ("ben", "Ben Uhl", "person")]
    actors += [("yard", "The Yard", "organisation")]
    return {
        "sources": [{"source_id": "page", "title": "A page", "kind": "article"}],
        "actors": [dict(zip(("actor_id", "name", "kind"), row, strict=True)) for row in actors],
        "claims": [_claim(n, ("ann", "ben", "yard")[n % 3]) for n in range(7)],
    }


def _large() -> dict[str, list[dict[str, object]]]:
    """Thousands of claims, hundreds of actors, names that are long or not Latin."""
    kinds = ("state", "person", "organisation", "bloc", "armed_force", "medium")
    actors = [
        {"actor_id": f"a{n}", "name": f"{NAMES[n % 4]} {n}", "kind": kinds[n % 6]}
        for n in range(120)
    ]
    acts = ("threat", "warning", "prediction", "assessment", "report")
    factuality = ("CT+", "PR+", "PS+", "Uu", "")
    claims = [
        _claim(
            n,
            f"a{n % 90}",
            speech_act=acts[n % 5],
            factuality=factuality[n % 5],
            targets=f"a{(n + 6) % 120}",
            subjects=f"a{(n + 1) % 120}|a{(n + 7) % 120}",
            said_on=f"20{30 + n % 3}-0{1 + n % 9}-1{n % 9}" if n % 4 else "",
            concept=f"Concept {n % 17}" if n % 3 else "",
            stance=("agree", "disagree")[n % 2] if n % 3 else "",
            likelihood_term="likely" if n % 7 == 0 else "",
        )
        for n in range(3000)
    ]
    ties = [
        {
            "tie_id": f"t{n}",
            "source": f"a{6 * (n % 10)}",
            "target": f"a{6 * ((n * 7 + 1) % 10 + 10)}",
            "directed": "false",
            "kind": ("alliance", "tension", "treaty")[n % 3],
            "obligations": "defense" if n % 3 == 0 else "",
            "sign": 1 if n % 3 != 1 else -1,
            "start": f"20{10 + n % 20}-01-01",
            "status": "in_force",
            "basis": ("treaty", "event", "event")[n % 3],
            "instrument": f"条約 {n}",
            "sources": "page",
        }
        for n in range(60)
    ]
    outcomes = [
        {
            "claim_id": f"k{n}",
            "verdict": ("happened", "not_so_far", "not_tested")[n % 3],
            "summary": (LONG * 3).strip(),
            "sources": "page",
            "checked_on": "2035-01-01",
        }
        for n in range(0, 3000, 10)
    ]
    return {
        "sources": [{"source_id": "page", "title": "頁", "kind": "article"}],
        "actors": actors,
        "claims": claims,
        "ties": ties,
        "outcomes": outcomes,
    }
