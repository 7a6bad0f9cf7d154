"""Members of alliances, tied to one another while both are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from analysis.alliances.coded_rows import Day, Reader, Span, lasting
from analysis.alliances.coded_ties import ATOP, COW, as_id, cow_span, obliging, treaty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from analysis.alliances.coded_rows import Sheet


@dataclass(frozen=True)
class Member:
    """A state in an alliance, from when to when, and what it owes."""

    code: str
    name: str | None
    span: Span
    obligations: tuple[str, ...]


Alliances = Iterable[tuple[str, Sequence[Member]]]
"""Members by alliance; an alliance of several phases is there once for each."""


def atop_members(sheet: Sheet, until: date) -> Alliances:
    """Read the members of each alliance of ATOP, phase by phase."""
    read = Reader(sheet)
    phase = sheet.place("phase") if sheet.has(["phase"]) else None
    alliances = defaultdict[tuple[str, str | None], list[Member]](list)
    for line, cells in sheet.rows:
        entry, leaving = ("yrent", "moent", "dayent"), ("yrexit", "moexit", "dayexit")
        start, end = read.ends(entry, leaving, line, cells)
        span = lasting(start, end, until, is_open=read.is_open("yrexit", cells))
        obligations = tuple(read.flagged(ATOP, line, cells))
        member = Member(read.code("member", line, cells), None, span, obligations)
        alliance = cells[sheet.place("atopid")].strip()
        alliances[alliance, None if phase is None else cells[phase].strip()].append(member)
    return [(alliance, members) for (alliance, _), members in alliances.items()]


def cow_members(sheet: Sheet, until: date) -> Alliances:
    """Read the members of each formal alliance."""
    read = Reader(sheet)
    alliances = defaultdict[str, list[Member]](list)
    for line, cells in sheet.rows:
        span = cow_span(read, "mem", line, cells, until)
        name = cells[sheet.place("state_name")].strip() or None
        obligations = tuple(read.flagged(COW, line, cells))
        member = Member(read.code("ccode", line, cells), name, span, obligations)
        alliance = alliances[cells[sheet.place("version4id")].strip()]
        if member not in alliance:  # by year, a member is there once a year
            alliance.append(member)
    return alliances.items()


def paired(alliances: Alliances, project: str, prefix: str) -> Iterator[dict[str, object]]:
    """Tie the members of each alliance to one another, while both are in."""
    for alliance, members in alliances:
        several = len({member.code for member in members}) > 2  # noqa: PLR2004 (a pair)
        for one, other in combinations(members, 2):
            span = _both(one.span, other.span)
            if one.code == other.code or span is None:
                continue
            named = f"{prefix}-{as_id(alliance)}"
            tie = treaty(f"{named}-{one.code}-{other.code}", f"{project} {alliance}", span)
            if several or {*one.obligations} == {*other.obligations}:
                shared = [word for word in one.obligations if word in other.obligations]
                yield tie | _between(one, other) | obliging(shared)
                continue
            for party, partner in ((one, other), (other, one)):
                if party.obligations:
                    name = {"tie_id": f"{named}-{party.code}-{partner.code}", "directed": True}
                    yield tie | _between(party, partner) | name | obliging(party.obligations)


def _both(one: Span, other: Span) -> Span | None:
    """Give the days that two spans share; None where there cannot be any."""
    starts, spans = [one.start, other.start], [one, other]
    earliest = [day.earliest for day in starts if day.earliest]
    latest = [day.latest for day in starts if day.latest]
    start = Day(max(earliest, default=None), max(latest) if len(latest) == len(starts) else None)
    ends = [span.end for span in spans if span.end]
    silent = [span.known_until for span in spans if not span.end and span.known_until]
    silence = min(silent, default=None)
    if not ends:
        return Span(start, None, silence)
    last = min((end.latest for end in ends if end.latest), default=None)
    if start.earliest and last and start.earliest > last:
        return None
    if silence and start.latest and silence < start.latest:
        # Nothing is known of the two together: the silence is not an end before the beginning.
        return Span(start, Day(None, last), silence)
    # Of a member without an end nothing is known after the last day of which the file speaks.
    first = min((day for day in (*(end.earliest for end in ends), silence) if day), default=None)
    return Span(start, Day(first, last))


def _between(one: Member, other: Member) -> dict[str, object]:
    return {
        "source": one.code,
        "target": other.code,
        "source_name": one.name,
        "target_name": other.name,
    }
