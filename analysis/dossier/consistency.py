"""What rows of several tables say together: countries, parties, units and measures that exist."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from analysis.dossier.countries import UNKNOWN, USER_ASSIGNED, country_names
from analysis.dossier.diagnosis import problems_by_row
from analysis.dossier.measures import STANDARD_CLASSES, STANDARD_QUANTITIES
from analysis.dossier.references import apart
from analysis.dossier.units import unit_fault
from analysis.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analysis.dossier.files import TableText
    from analysis.dossier.problems import Problem

_UNITS = {name: str(quantity.unit) for name, quantity in STANDARD_QUANTITIES.items()}
_EXPECTED = pl.coalesce("own", pl.col("quantity").replace_strict(_UNITS, default=None))
_COUNTRIES = {"actors": "country", "weapons": "origin", "places": "country"}


def consistency_problems(
    frames: Mapping[str, pl.DataFrame], texts: Mapping[str, TableText]
) -> Iterator[Problem]:
    """Find rows that no table by itself shows to be wrong.

    Parameters
    ----------
    frames, texts
        Typed frame and text per table, as `reference_problems` takes them.
    """
    states = _state_codes(frames.get("actors"))
    for table, column in _COUNTRIES.items():
        if table in frames:
            yield from _countries(frames[table], texts[table], column, states)
    if {"clauses", "ties"} <= frames.keys():
        yield from _parties(frames["clauses"], frames["ties"], texts["clauses"])
    if {"figures", "quantities"} <= frames.keys():
        own, text = frames["quantities"], texts["quantities"]
        yield from _units(frames["figures"], own, texts["figures"])
        known = _names("quantity", own, frames["figures"])
        for column in ("first", "second"):
            yield from _measures(own, text, column, known, STANDARD_QUANTITIES)
    if {"weapon_classes", "weapons"} <= frames.keys():
        own, text = frames["weapon_classes"], texts["weapon_classes"]
        known = _names("weapon_class", own, frames["weapons"])
        for column in ("loads", "faces"):
            yield from _measures(own, text, column, known, STANDARD_CLASSES)


def _countries(
    frame: pl.DataFrame, text: TableText, column: str, states: Mapping[int, set[str]]
) -> Iterator[Problem]:
    """Find codes that are no country's, neither by ISO 3166 nor by a state of this dossier."""
    rows = frame.select(*apart(frame), column).with_row_index("row").filter(_is_other(column))
    numbers = rows.get_column("dossier", default=pl.repeat(0, rows.height, eager=True))
    cells = zip(rows["row"], numbers, rows[column], strict=True)
    unknown = (
        (row, code) for row, number, code in cells if code not in states.get(number, _users(code))
    )

    def remedy(code: str) -> str:
        what = "is not a country of ISO 3166-1 alpha-3; leave the cell empty where there is none"
        own = f", or give {code} to the actor that is this state" if _users(code) else ""
        return f"{what}{own}"

    yield from problems_by_row(text, column, "country", unknown, remedy)


@cache
def _is_other(column: str) -> pl.Expr:
    return ~pl.col(column).is_in(list(country_names()))


def _state_codes(actors: pl.DataFrame | None) -> dict[int, set[str]]:
    """Codes beside ISO's that each dossier gives to states of its own.

    These are codes that ISO leaves to users; where few of a dossier's states have a code of ISO's,
    its world is made up, and any code may be one of its states. A dossier that codes no state, or
    some state wrongly, is left out: whatever code ISO leaves to users may then be meant.
    """
    codes: dict[int, set[str]] = {}
    if actors is not None:
        is_state = (pl.col("kind") == "state").fill_null(value=True)
        named = actors.filter(is_state).drop_nulls("country")
        numbers = named.get_column("dossier", default=pl.repeat(0, named.height, eager=True))
        for number, code in zip(numbers, named["country"], strict=True):
            codes.setdefault(number, set()).add(code)
    known = country_names()
    own: dict[int, set[str]] = {}
    for number, given in codes.items():
        others = {code for code in given if code not in known and code not in UNKNOWN}
        if len(others) > len(given) / 2:
            own[number] = others
        elif all(code in known or _users(code) for code in given):
            own[number] = {code for code in others if _users(code)}
    return own


def _users(code: str) -> set[str]:
    """The code, if ISO leaves it to users and they do not use it for unknown countries."""
    return {code} if USER_ASSIGNED.fullmatch(code) and code not in UNKNOWN else set()


def _parties(clauses: pl.DataFrame, ties: pl.DataFrame, text: TableText) -> Iterator[Problem]:
    """Find clauses that oblige somebody who is not a party to the treaty."""
    by = [*apart(clauses), "tie_id"]
    parties = ties.select(*by, "source", "target").unique(by)
    whose = clauses.select(*by, "obliged").with_row_index("row").drop_nulls("obliged")
    whose = whose.join(parties, on=by, maintain_order="left")
    other = whose.filter(
        pl.col("obliged") != pl.col("source"), pl.col("obliged") != pl.col("target")
    )
    rows = other.select("row", "obliged", "source", "target").iter_rows()

    def remedy(_: str, one: str, two: str) -> str:
        return f"is not a party to the treaty; its parties are {one} and {two}"

    yield from problems_by_row(text, "obliged", "obliged_is_a_party", rows, remedy)


def _units(figures: pl.DataFrame, own: pl.DataFrame, text: TableText) -> Iterator[Problem]:
    """Find figures whose unit does not measure what their quantity is about."""
    by = [*apart(figures), "quantity"]
    used = figures.lazy().select(*by, "unit").with_row_index("row")
    described = own.lazy().select(*by, own="unit").unique(by)
    asked = used.join(described, on=by, how="left").with_columns(expected=_EXPECTED)
    other = asked.filter(pl.col("unit") != pl.col("expected")).sort("row").collect()
    cells = other.select("row", "unit", "expected", "quantity").iter_rows()
    wrong = (row for row in cells if unit_fault(*row[1:3]))

    def remedy(unit: str, expected: str, quantity: str) -> str:
        given = f"{quantity} is given in {expected}, or a unit of it"
        return f"{unit_fault(unit, expected)}; {given}{did_you_mean(unit, [expected])}"

    yield from problems_by_row(text, "unit", "unit_of_quantity", wrong, remedy)


def _names(column: str, *tables: pl.DataFrame) -> pl.DataFrame:
    """List the names in a column of tables, each with its dossier where there are several."""
    named = (table.select(*apart(table), column) for table in tables)
    return pl.concat(named).unique(maintain_order=True)


def _measures(
    own: pl.DataFrame, text: TableText, column: str, known: pl.DataFrame, standard: Iterable[str]
) -> Iterator[Problem]:
    """Find names of classes and quantities that neither the package nor the dossier has."""
    if own.is_empty():
        return
    *by, name = known.columns
    cells = own.select(*by, pl.col(column).alias(name)).with_row_index("row")
    if isinstance(own.schema[column], pl.List):
        cells = cells.explode(name)
    cells = cells.filter(~pl.col(name).is_in(list(standard)))
    unknown = cells.join(known, on=known.columns, how="anti", maintain_order="left")

    def remedy(value: str, number: int | None = None) -> str:
        theirs = known if number is None else known.filter(dossier=number)
        hint = did_you_mean(value, [*standard, *theirs[name].drop_nulls()])
        return f"no such {name.replace('_', ' ')}{hint or '; add a row that describes it'}"

    rows = unknown.select("row", name, *by).iter_rows()
    yield from problems_by_row(text, column, "reference", rows, remedy)
