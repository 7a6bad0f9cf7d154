"""Ties out of data sets on alliances and disputes: ATOP and the Correlates of War.

The files are not part of this package; whoever has them reads them here. Columns are found by the
names that the projects give them, and a file that lacks one is refused.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from analysis.alliances.coded_members import atop_members, cow_members, paired
from analysis.alliances.coded_pairs import allied_pairs, allied_years, disputes
from analysis.alliances.coded_rows import Sheet
from analysis.alliances.coded_ties import ATOP, COW, ties_of
from analysis.alliances.ties import parse_day
from analysis.dossier import QuestionError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    import polars as pl

ATOP_UNTIL = date(2018, 12, 31)
"""Last day of ATOP 5.0 and 5.1."""
COW_UNTIL = date(2012, 12, 31)
"""Last day of Formal Alliances 4.1."""
MID_UNTIL = date(2014, 12, 31)
"""Last day of Dyadic MID 4."""

_MEMBERS = ("atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit", *ATOP)
_ALLIANCES = ("atopid", "begyr")
_DIRECTED = "directed dyad-years"
_PAIR_YEARS = {
    _DIRECTED: ("stateA", "stateB", "year", "atopally", *ATOP),
    "dyad-years": ("mem1", "mem2", "year", "atopally", *ATOP),
}
_STATES = ("version4id", "ccode1", "state_name1", "ccode2", "state_name2")
_DYADS = (
    *_STATES,
    *(f"dyad_{end}_{part}" for end in ("st", "end") for part in ("day", "month", "year")),
    *("left_censor", "right_censor", *COW),
)
_STATE_MEMBERS = (
    *("version4id", "ccode", "state_name"),
    *(f"mem_{end}_{part}" for end in ("st", "end") for part in ("day", "month", "year")),
    *("left_censor", "right_censor", *COW),
)
_DISPUTES = (
    *("disno", "statea", "stateb", "strtday", "strtmnth", "strtyr"),
    *("endday", "endmnth", "endyear", "hihost"),
)


def from_atop(path: str | os.PathLike[str], known_until: str | date = ATOP_UNTIL) -> pl.DataFrame:
    """Read ties from a file of Alliance Treaty Obligations and Provisions (ATOP), version 5.

    Parameters
    ----------
    path
        One of the project's CSV files: of members (``atop5_1m.csv``), whose days of entry and exit
        are exact as far as they are known; of directed dyad-years (``atop5_1ddyr.csv``) or of
        dyad-years (``atop5_1dy.csv``), which know years alone.
    known_until
        Last day that the file speaks of: nothing is known later of a member whose ``yrexit`` is 0
        or empty, or of two states allied in the last year. Where the year is anything else that is
        not known (negative, ``.``, ``NA``), a member has left, and nothing is known after its
        entry.

    Returns
    -------
    DataFrame
        A row for each tie, in the order of days: ``tie_id``; ``source`` and ``target``, numbers of
        states in the Correlates of War as text (`joined` puts actors in their place);
        ``source_name``, ``target_name`` (null: ATOP has no names); ``directed``; ``kind``
        ("alliance" with an obligation to defend or attack together, else "treaty");
        ``obligations``; ``sign`` (+1); ``start``, ``end``, ``start_earliest``, ``end_latest``,
        ``known_until``; ``basis`` ("treaty") and ``coded_by``.

        A day that is not known is not made up: the tie is in force for certain from ``start``, the
        last day that it may have begun, to ``end``, the first day that it may have ended, and
        perhaps from ``start_earliest`` to ``end_latest``. `ties_on` says which it is.

        Of members, two are tied while both are in; those of a phase of an alliance with one
        another, where the file has the column ``phase``. Obligations that only one of two members
        has run one way; where the alliance has more members, it is not said towards whom, and they
        are left out. Of directed dyad-years, what one state owes in a year and the other does not
        runs one way; a state that owes nothing has no tie of its own then.

    Raises
    ------
    QuestionError
        The file lacks a column, or a cell is not what its column has; the message names the line.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> header = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,"
    >>> header += "defense,offense,neutral,nonagg,consul"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "members.csv")
    ...     rows = ["1,991,2004,2,10,0,0,0,1,0,0,0,1", "1,992,2004,7,0,2015,5,6,1,0,0,0,1"]
    ...     _ = file.write_text(chr(10).join([header, *rows]))
    ...     ties = from_atop(file)
    >>> ties.select("source", "target", "kind", "start_earliest", "start", "end").row(0)
    ('991', '992', 'alliance', datetime.date(2004, 7, 1), datetime.date(2004, 7, 31), \
datetime.date(2015, 5, 6))
    """
    sheet, until = Sheet(path), parse_day(known_until)
    if sheet.has(_MEMBERS):
        return ties_of(paired(atop_members(sheet, until), "ATOP", "atop"))
    for kind, columns in _PAIR_YEARS.items():
        if sheet.has(columns):
            directed = kind == _DIRECTED
            return ties_of(allied_years(sheet, columns, until, directed=directed))
    if sheet.has(_ALLIANCES) and "member" not in sheet.columns:
        raise QuestionError(
            f"{sheet.path.name} has a row for each alliance of ATOP and no members to tie to one "
            "another: take the file of members, atop5_1m.csv"
        )
    raise _unknown(sheet, {"members": _MEMBERS, **_PAIR_YEARS}, "ATOP")


def from_cow(path: str | os.PathLike[str], known_until: str | date | None = None) -> pl.DataFrame:
    """Read ties from a file of the Correlates of War: Formal Alliances 4.1, or dyadic disputes.

    Parameters
    ----------
    path
        One of the project's CSV files: alliances by dyad, by directed dyad or by member, also by
        year (``alliance_v4.1_by_dyad.csv`` and so on); or Dyadic Militarized Interstate Disputes
        4, which give hostile ties.
    known_until
        Last day that the file speaks of, by default the end of 2012 for alliances and of 2014 for
        disputes: nothing is known later of an alliance without an end and with ``right_censor`` 1,
        or of a dispute whose ``endyear`` is empty. What ended in a year that is not known, such as
        -9, is known of no longer than its beginning.

    Returns
    -------
    DataFrame
        As `from_atop` gives it, with names of states. What repeats a tie, such as a row for each
        year, counts once. Of directed dyads, two rows of the same days and obligations are one tie
        that is not directed, and rows that differ are a tie each way, if it owes something. A pair
        that an alliance has only once is not directed: without the column ``asymmetric``, such a
        row does not say whether both owe the same. An alliance from before 1816 has no
        ``start_earliest``.

        A dispute is hostile (-1) from its first to its last day, with ``basis`` "event" and
        ``kind`` "war" (hostility level 5), "hostility" (display or use of force, 3 and 4) or
        "tension".

    Raises
    ------
    QuestionError
        The file lacks a column, or a cell is not what its column has; the message names the line.

    Examples
    --------
    >>> from_cow("missing.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.QuestionError: "missing.csv" is not there
    """
    sheet = Sheet(path)
    until = None if known_until is None else parse_day(known_until)
    if sheet.has(_DYADS):
        return ties_of(allied_pairs(sheet, until or COW_UNTIL))
    if sheet.has(_STATE_MEMBERS):
        return ties_of(paired(cow_members(sheet, until or COW_UNTIL), "COW", "cow"))
    if sheet.has(_DISPUTES):
        return ties_of(disputes(sheet, until or MID_UNTIL))
    kinds = {"dyads": _DYADS, "members": _STATE_MEMBERS, "disputes": _DISPUTES}
    raise _unknown(sheet, kinds, "the Correlates of War")


def _unknown(sheet: Sheet, kinds: Mapping[str, Sequence[str]], project: str) -> QuestionError:
    """Say what columns are expected, and which the nearest kind of file lacks."""
    if sheet.doubt():
        return QuestionError(
            f"{sheet.path.name} has one column, {sheet.found()}; save the file with commas"
        )
    found = {*sheet.columns}
    lacking = {kind: [c for c in columns if c not in found] for kind, columns in kinds.items()}
    nearest = min(kinds, key=lambda kind: len(lacking[kind]) / len(kinds[kind]))
    expected = "; ".join(f"of {kind}: {', '.join(columns)}" for kind, columns in kinds.items())
    return QuestionError(
        f"{sheet.path.name} is not a file of {project} that is read here: for a file of {nearest} "
        f"it lacks {', '.join(lacking[nearest])}. Expected are the columns {expected}. "
        f"Found: {sheet.found()}"
    )
