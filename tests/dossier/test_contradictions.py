"""What each cell says by itself, and no two of them can say together."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

import analysis
from analysis import DossierError, Problem
from analysis.dossier.countries import USER_ASSIGNED, country_names
from analysis.dossier.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path


def change(folder: Path, table: str, key: str, **cells: str) -> int:
    """Change cells of the row with a key; give its line."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at = next(number for number, row in enumerate(rows) if row[0] == key)
    for column, text in cells.items():
        rows[at][header.index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return at + 2


def add(folder: Path, table: str, like: str, **cells: str) -> int:
    """Add a row like the one with a key, but for some cells; give its line."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    row = dict(zip(header, next(row for row in rows if row[0] == like), strict=True)) | cells
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(row.values())
    return len(rows) + 2


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DossierError) as caught:
        analysis.load(folder)
    return caught.value.problems


@pytest.mark.parametrize(
    ("table", "key", "cells", "column", "expected"),
    [
        ("actors", "coastal-league", {"country": "XXX"}, "country", "not a country of ISO 3166"),
        ("actors", "coastal-league", {"country": "ABC"}, "country", "not a country of ISO 3166"),
        ("actors", "coastal-league", {"country": "ZZZ"}, "country", "leave the cell empty"),
        ("places", "cape-orrin", {"country": "XQQ"}, "country", "or give XQQ to the actor"),
        ("weapons", "kelpie", {"origin": "QQQ"}, "origin", "not a country of ISO 3166"),
        ("actors", "belmark", {"name": "ardania"}, "name", "line 2 has the same name"),
        ("weapons", "lorelei", {"name": "Kelpie"}, "name", "line 2 has the same name"),
        (
            "clauses",
            "defence-2004-3",
            {"obliged": "corvia"},
            "obliged",
            "not a party to the treaty",
        ),
        ("figures", "kelpie-max-range-km-01", {"unit": "t"}, "unit", "does not measure what km"),
        ("figures", "kelpie-max-range-km-01", {"unit": "KM"}, "unit", 'did you mean "km"'),
        ("figures", "kelpie-max-range-km-01", {"unit": "degC"}, "unit", "max_range_km is given in"),
        ("quantities", "endurance_h", {"unit": "kg"}, "unit", "does not measure what kg"),
        (
            "figures",
            "kelpie-max-range-km-01",
            {"condition": "terrain: road; munition: Standard rocket"},
            "condition",
            'is "munition: standard rocket" in line 3',
        ),
        ("sources", "handbook", {"url": "https://example.org/arms-monthly"}, "url", "same url"),
        ("claims", "c02", {"subjects": "ardania|corvia|ardania"}, "subjects", '"ardania" 2 times'),
        ("weapons", "kelpie", {"paragraphs": "2|7|2"}, "paragraphs", '"2" 2 times'),
        ("weapon_classes", "*", {"faces": "rocket_artilery"}, "faces", 'mean "rocket_artillery"'),
        ("weapon_classes", "*", {"faces": "zz"}, "faces", "weapon class; add a row that describes"),
        ("sources", "*", {"published": "2031-02-30"}, "published", "day that exists"),
        ("sources", "*", {"published": "0000"}, "published", "YYYY"),
        ("sources", "*", {"url": "https://"}, "url", "https://..."),
        ("sources", "*", {"url": 'https://a.example/"x'}, "url", "https://..."),
        ("sources", "*", {"url": "https://a.example/\u200b"}, "url", "zero width space"),
        ("claims", "c02", {"said_on": "10000-01-01"}, "said_on", "YYYY-MM-DD"),
        ("claims", "c02", {"said_on": "0000-01-01"}, "said_on", "YYYY-MM-DD"),
    ],
)
def test_a_contradiction_is_told_at_its_cell(
    *, folder: Path, table: str, key: str, cells: dict[str, str], column: str, expected: str
) -> None:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        keys = [row[0] for row in csv.reader(file)]
    line = change(folder, table, keys[1] if key == "*" else key, **cells)
    problems = problems_of(folder)
    if table != "quantities":
        (told,) = (p for p in problems if p.file == f"{table}.csv" and p.line == line)
        assert told.column == column
        assert told.value in cells[column]
    else:
        told = problems[0]
    assert expected in told.remedy
    assert len({p.rule for p in problems}) == 1, problems


@pytest.mark.parametrize(
    ("table", "key", "cells", "rule"),
    [
        (
            "figures",
            "kelpie-max-range-km-01",
            {"condition": "munition: a; munition: b"},
            "condition_says_each_thing_once",
        ),
        ("what_ifs", "*", {"what_if_id": "none"}, "what_if_is_not_called_none"),
        (
            "ties",
            "*",
            {"signed": "2031-05-05", "start": "2031-05-04"},
            "tie_starts_after_it_is_signed",
        ),
        (
            "frontier",
            "*",
            {"latest_evidence_on": "2040-01-01"},
            "evidence_is_older_than_the_search",
        ),
        (
            "sources",
            "*",
            {"published": "2031-05", "retrieved": "2031-04-29"},
            "source_is_retrieved_after_it_was_published",
        ),
        (
            "propositions",
            "belmark-delivers-kelpie",
            {"implies": "belmark-delivers-kelpie"},
            "proposition_has_to_do_with_others",
        ),
    ],
)
def test_a_rule_within_a_row_is_told(
    folder: Path, table: str, key: str, cells: dict[str, str], rule: str
) -> None:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        keys = [row[0] for row in csv.reader(file)]
    line = change(folder, table, keys[1] if key == "*" else key, **cells)
    assert rule in {p.rule for p in problems_of(folder) if p.line == line}


def test_a_row_under_two_ids_is_told(folder: Path) -> None:
    line = add(folder, "transfers", _first(folder, "transfers"), transfer_id="once-more")
    (told,) = problems_of(folder)
    assert (told.line, told.column, told.value) == (line, "transfer_id", "once-more")
    assert "the row of line 2 under another id" in told.remedy


@pytest.mark.parametrize(
    ("table", "column"), [("quantities", "first"), ("weapon_classes", "faces")]
)
def test_what_is_named_beside_an_empty_id_is_told(folder: Path, table: str, column: str) -> None:
    change(
        folder, table, _first(folder, table), **{TABLES[table].primary_key()[0]: "", column: "x"}
    )
    assert {"reference", "nullability"} <= {p.rule for p in problems_of(folder)}


def test_a_choice_beside_an_empty_id_is_told(folder: Path) -> None:
    change(folder, "actors", "belmark", actor_id="")
    (folder / "study.toml").write_text("[article]\nauthor = 'nobody'\n", encoding="utf-8")
    assert "author" in str([p.column for p in problems_of(folder)])


def _first(folder: Path, table: str) -> str:
    return str(analysis.load_table(table, folder).row(0)[0])


def test_an_equal_unit_in_another_spelling_is_converted(folder: Path) -> None:
    change(folder, "figures", "kelpie-max-range-km-01", unit="kilometer", low="70", high="70")
    assert analysis.load(folder).figures.height > 0


def test_a_state_of_the_dossier_gives_its_code_to_others(folder: Path) -> None:
    change(folder, "actors", "coastal-league", country="XAR")
    assert analysis.load(folder).actors.filter(country="XAR").height > 2
    change(folder, "actors", "coastal-league", country="SUN")
    assert analysis.load(folder).actors.filter(country="SUN").height == 1


def test_states_of_a_made_up_world_have_codes_of_their_own(folder: Path) -> None:
    for table in ("actors", "weapons", "places"):
        path = folder / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        for code, own in {"XAR": "ARD", "XBE": "BEM", "XCO": "COV", "XDE": "DEM"}.items():
            text = text.replace(code, own)
        path.write_text(text, encoding="utf-8")
    assert "ARD" in analysis.load(folder).actors["country"].to_list()
    change(folder, "actors", "coastal-league", country="ABC")
    with pytest.raises(DossierError, match="not a country of ISO 3166"):
        analysis.load(folder)


def test_codes_of_countries_are_those_of_iso_3166() -> None:
    names = country_names()
    assert len(names) == 249 + 30
    assert names.keys() >= {"KOR", "PRK", "TUR", "SUN", "YUG", "CSK", "DDR"}
    assert not any(USER_ASSIGNED.fullmatch(code) for code in names)
