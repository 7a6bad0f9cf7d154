"""Pairs of states that data sets code: allied from day to day or year by year, or in a dispute."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from analysis.alliances.coded_rows import Day, Reader, Span, known_day, lasting
from analysis.alliances.coded_ties import (
    ATOP,
    COW,
    as_id,
    cow_span,
    obliging,
    require_two,
    treaty,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from analysis.alliances.coded_rows import Sheet

_HOSTILITY = {3: "hostility", 4: "hostility", 5: "war"}
"""Kind of tie by the highest level of hostility: display or use of force, war."""


@dataclass(frozen=True)
class _Pact:
    """What one or two rows say of two states: an alliance, its days and what one owes."""

    alliance: str
    states: frozenset[str]
    span: Span
    owed: tuple[str, ...]
    asymmetric: bool


def allied_pairs(sheet: Sheet, until: date) -> Iterator[dict[str, object]]:
    """Read pairs of Formal Alliances; of directed ones, two that agree are one tie."""
    read, whose = Reader(sheet), sheet.has(["asymmetric"])
    pacts: dict[_Pact, dict[tuple[str, str], tuple[str | None, str | None]]] = {}
    for line, cells in sheet.rows:
        codes = read.code("ccode1", line, cells), read.code("ccode2", line, cells)
        require_two(sheet, line, codes)
        pact = _Pact(
            cells[sheet.place("version4id")].strip(),
            frozenset(codes),
            cow_span(read, "dyad", line, cells, until),
            tuple(read.flagged(COW, line, cells)),
            whose and read.number("asymmetric", line, cells) == 1,
        )
        called = [cells[sheet.place(f"state_name{n}")].strip() or None for n in (1, 2)]
        pacts.setdefault(pact, {}).setdefault(codes, (called[0], called[1]))
    # An alliance has a pair once or, in a file of directed dyads, once each way.
    ways = defaultdict[tuple[str, frozenset[str]], set[tuple[str, str]]](set)
    owing = set[tuple[str, Span, tuple[str, str]]]()
    for pact, found in pacts.items():
        ways[pact.alliance, pact.states].update(found)
        owing |= {(pact.alliance, pact.span, codes) for codes in found if pact.owed}
    for pact, found in pacts.items():
        codes, names = next(iter(found.items()))
        one_way = len(found) == 1 and len(ways[pact.alliance, pact.states]) > 1
        if one_way and not pact.owed and (pact.alliance, pact.span, codes[::-1]) in owing:
            continue  # only the other of the two owes something
        named = f"cow-{as_id(pact.alliance)}-{'-'.join(codes)}"
        ends: dict[str, object] = {"source": codes[0], "target": codes[1]}
        ends |= {"source_name": names[0], "target_name": names[1], "directed": one_way}
        tie = treaty(named, f"COW {pact.alliance}", pact.span) | ends | obliging(pact.owed)
        # Of an asymmetric pair that is there once, it is not said who owes what.
        yield tie | ({"obligations": []} if pact.asymmetric and not one_way else {})


def disputes(sheet: Sheet, until: date) -> Iterator[dict[str, object]]:
    """Read dyadic disputes as hostile ties."""
    read, named = Reader(sheet), sheet.has(["namea", "nameb"])
    levels: dict[tuple[str, tuple[str, str], Span], int] = {}
    names = dict[str, str]()
    for line, cells in sheet.rows:
        codes = read.code("statea", line, cells), read.code("stateb", line, cells)
        require_two(sheet, line, codes)
        first_day, last_day = ("strtyr", "strtmnth", "strtday"), ("endyear", "endmnth", "endday")
        start, end = read.ends(first_day, last_day, line, cells)
        span = lasting(start, end, until, is_open=read.is_open("endyear", cells))
        if named:
            called = (cells[sheet.place(column)].strip() for column in ("namea", "nameb"))
            names |= {code: name for code, name in zip(codes, called, strict=True) if name}
        first, second = sorted(codes, key=int)
        key = (cells[sheet.place("disno")].strip(), (first, second), span)
        level = read.number("hihost", line, cells) or 0
        levels[key] = max(level, levels.get(key, 0))  # a row for each year, or each way
    for (dispute, (first, second), span), level in levels.items():
        tie: dict[str, object] = {"source": first, "target": second, "sign": -1, "basis": "event"}
        tie |= {"source_name": names.get(first), "target_name": names.get(second)}
        tie |= {"directed": False, "kind": _HOSTILITY.get(level, "tension"), "obligations": []}
        yield (
            tie
            | span.days()
            | {
                "tie_id": f"mid-{as_id(dispute)}-{first}-{second}",
                "coded_by": f"COW MID {dispute}",
            }
        )


def allied_years(
    sheet: Sheet, columns: Sequence[str], until: date, *, directed: bool
) -> Iterator[dict[str, object]]:
    """Join the years of two states in a row, as long as one owes the other the same."""
    read, (one, other, *_) = Reader(sheet), columns
    owed: dict[tuple[str, str], dict[int, tuple[str, ...]]] = {}
    years = set[int]()
    for line, cells in sheet.rows:
        codes = read.code(one, line, cells), read.code(other, line, cells)
        require_two(sheet, line, codes)
        year = read.number("year", line, cells)
        if year is None or not date.min.year <= year < date.max.year:
            shown = cells[sheet.place("year")]
            raise sheet.fault(line, f"year is {shown!r}; a year is expected")
        years.add(year)
        if read.number("atopally", line, cells) != 1:
            continue  # the row says that the two are not allied
        words = tuple(read.flagged(ATOP, line, cells))
        first, second = codes if directed else sorted(codes, key=int)
        spells = owed.setdefault((first, second), {})
        before = spells.get(year, ())
        spells[year] = tuple(w for w in ATOP.values() if w in before or w in words)
    # Years without an alliance count, too: what ends before the last of them has ended.
    first_year, last_year = min(years, default=0), max(years, default=0)
    for (first, second), spells in owed.items():
        back = owed.get((second, first), {}) if directed else spells
        mutual = {year: words for year, words in spells.items() if back.get(year) == words}
        own = {
            year: words
            for year, words in spells.items()
            if year not in mutual and (words or not back.get(year))  # who owes nothing has no tie
        }
        allied = spells.keys() | back.keys()
        for each, one_way in ((mutual, False), (own, True)):
            if directed and not one_way and int(first) > int(second):
                continue  # the row of the other way round has it
            for begun, over, words in _spells(each):
                # What they owe may change while they are allied: then at the turn of a year.
                start = _year(begun, open_before=begun == first_year)
                if begun - 1 in allied:
                    start = known_day(begun, 1, 1)
                end = known_day(over, 12, 31) if over + 1 in allied else known_day(over)
                known = min(until, date(over, 12, 31))
                span = Span(start, None if over == last_year else end, known)
                named = f"atop-{first}-{second}-{begun}"
                ends = {"source": first, "target": second, "directed": one_way}
                yield treaty(named, "ATOP", span) | ends | obliging(words)


def _year(year: int, *, open_before: bool = False) -> Day:
    """Give the days of a year; of the first one that a file has, something may be older."""
    day = known_day(year)
    return Day(None, day.latest) if open_before else day


def _spells(
    years: Mapping[int, tuple[str, ...]],
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Give the first and last year of each row of years of the same obligations."""
    begun: int | None = None
    for year in sorted(years):
        begun = year if begun is None else begun
        if years.get(year + 1) != years[year]:
            yield begun, year, years[year]
            begun = None
