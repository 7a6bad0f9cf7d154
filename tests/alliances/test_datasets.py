"""Data sets of ATOP and the Correlates of War become ties; days that are not known are not made up.

The rows are made up; the headers are those of the projects' files.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import QuestionError, balance
from analysis.alliances import camps, from_atop, from_cow, joined, signed_edges, ties_on
from analysis.alliances.coded_rows import known_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import MakeDossier

    from analysis import Dossier

ATOP_MEMBERS = (
    "atopid,atopidphase,phase,member,yrent,moent,dayent,yrexit,moexit,dayexit,ineffect,"
    "defense,offense,neutral,nonagg,consul"
)
ATOP_DIRECTED = (
    "ddyad,year,atopally,defense,offense,neutral,nonagg,consul,shareob,transyr,bilatno,multino,"
    "number,asymm,atopid1,atopid2,stateA,stateB,version"
)
ATOP_PAIRS = "dyad,mem1,mem2,year,atopally,defense,offense,neutral,nonagg,consul,atopid1,version"
COW_DYADS = (
    "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,"
    "dyad_end_day,dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,"
    "nonaggression,entente,asymmetric,version"
)
COW_DIRECTED = COW_DYADS.replace("asymmetric,", "")
COW_MEMBERS = (
    "version4id,ccode,state_name,all_st_day,all_st_month,all_st_year,all_end_day,all_end_month,"
    "all_end_year,ss_type,mem_st_day,mem_st_month,mem_st_year,mem_end_day,mem_end_month,"
    "mem_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,version"
)
DISPUTES = (
    "disno,dyindex,statea,namea,stateb,nameb,strtday,strtmnth,strtyr,year,endday,endmnth,endyear,"
    "outcome,hihost,war"
)


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    def written(header: str, *rows: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "sheet.csv"
        path.write_text("\r\n".join([header, *rows, ""]), encoding=encoding)
        return path

    return written


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def days(ties: pl.DataFrame, row: int = 0) -> list[str | None]:
    columns = ("start_earliest", "start", "end", "end_latest", "known_until")
    return [value and value.isoformat() for value in ties.select(columns).row(row)]


def test_members_of_atop_are_tied_while_both_are_in(sheet: Callable[..., Path]) -> None:
    ties = from_atop(
        sheet(
            ATOP_MEMBERS,
            "1005,10051,1,991,1990,3,5,2010,6,1,0,1,0,0,0,1",
            "1005,10051,1,992,1992,7,0,0,0,0,1,1,0,0,0,1",
            "1005,10051,1,993,2011,1,1,0,0,0,1,1,0,0,1,1",
        )
    )
    pairs = [("991", "992"), ("992", "993")]
    assert ties.select("source", "target").rows() == pairs
    assert ties["tie_id"].to_list() == ["atop-1005-991-992", "atop-1005-992-993"]
    assert days(ties) == ["1992-07-01", "1992-07-31", "2010-06-01", "2010-06-01", None]
    assert days(ties, 1) == ["2011-01-01", "2011-01-01", None, None, "2018-12-31"]
    assert ties["obligations"].to_list() == [["defense", "consultation"]] * 2
    expected = {"kind": "alliance", "sign": 1, "basis": "treaty", "directed": False}
    row = ties.row(0, named=True)
    assert {name: row[name] for name in expected} == expected
    assert row["coded_by"] == "ATOP 1005"


def test_what_only_one_of_two_members_owes_runs_one_way(sheet: Callable[..., Path]) -> None:
    rows = [
        "7.5,75,1,991,1990,3,5,0,0,0,1,1,0,0,0,0",
        "7.5,75,1,992,1990,3,5,0,0,0,1,0,0,0,0,0",
    ]
    (tie,) = from_atop(sheet(ATOP_MEMBERS, *rows)).iter_rows(named=True)
    assert (tie["source"], tie["target"], tie["directed"]) == ("991", "992", True)
    assert (tie["tie_id"], tie["obligations"]) == ("atop-7-5-991-992", ["defense"])
    third = "7.5,75,1,993,1990,3,5,0,0,0,1,0,0,0,0,0"
    ties = from_atop(sheet(ATOP_MEMBERS, *rows, third))
    assert ties["obligations"].to_list() == [[], [], []], "nobody says towards whom"
    assert set(ties["directed"]) == {False}


def test_phases_of_one_alliance_are_not_paired_with_each_other(
    sheet: Callable[..., Path],
) -> None:
    first = "1950,1,1,1959,12,31,0,1,0,0,0,0"
    second = "1960,1,1,0,0,0,1,0,0,0,0,1"
    rows = [
        f"8,8{n},{n},{code},{span}" for n, span in ((1, first), (2, second)) for code in (991, 992)
    ]
    rows.append("8,82,2,993,1955,1,1,0,0,0,1,0,0,0,0,1")
    ties = from_atop(sheet(ATOP_MEMBERS, *rows))
    assert ties.select("tie_id", "obligations").rows() == [
        ("atop-8-991-992", ["defense"]),
        ("atop-8-991-992-2", ["consultation"]),
        ("atop-8-991-993", ["consultation"]),
        ("atop-8-992-993", ["consultation"]),
    ]
    assert set(ties["coded_by"]) == {"ATOP 8"}


def test_the_days_of_one_member_are_not_known_past_what_the_file_speaks_of(
    sheet: Callable[..., Path],
) -> None:
    rows = [
        "1,11,1,991,1990,1,1,2030,1,1,0,1,0,0,0,0",
        "1,11,1,992,1990,1,1,0,0,0,1,1,0,0,0,0",
        "2,21,1,991,0,0,0,0,0,0,1,0,0,0,1,0",
        "2,21,1,993,1990,-9,-9,0,0,0,1,0,0,0,1,0",
    ]
    unknown, tie = (from_atop(sheet(ATOP_MEMBERS, *rows))[n] for n in range(2))
    assert days(tie) == ["1990-01-01", "1990-01-01", "2018-12-31", "2030-01-01", None]
    assert days(unknown) == ["1990-01-01", None, None, None, "2018-12-31"]
    assert unknown["kind"].item() == "treaty"


def test_years_of_atop_are_joined_while_the_same_is_owed(sheet: Callable[..., Path]) -> None:
    def year(number: int, one: int, other: int, flags: str = "1,0,0,0,0", ally: int = 1) -> str:
        return f"1,{number},{ally},{flags},1,1,1,0,1,0,7,.,{one},{other},5.1"

    rows = [year(n, 991, 992) for n in (1990, 1991, 1992, 1995)]
    rows += [year(n, 992, 991) for n in (1990, 1991, 1992)]
    rows += [year(1995, 992, 991, "0,0,0,0,1"), year(1996, 993, 991, ally=0)]
    rows += [year(2018, 991, 993), year(2018, 993, 991)]
    ties = from_atop(sheet(ATOP_DIRECTED, *rows))
    assert ties.select("source", "target", "directed", "obligations").rows() == [
        ("991", "992", False, ["defense"]),
        ("991", "992", True, ["defense"]),
        ("992", "991", True, ["consultation"]),
        ("991", "993", False, ["defense"]),
    ]
    assert days(ties) == [None, "1990-12-31", "1992-01-01", "1992-12-31", None]
    assert days(ties, 1) == ["1995-01-01", "1995-12-31", "1995-01-01", "1995-12-31", None]
    assert days(ties, 3) == ["2018-01-01", "2018-12-31", None, None, "2018-12-31"]
    assert not ties_on(ties, "1995-07-01")["sign"].drop_nulls().len(), "a part of one year"


def directed_year(year: int, one: int, other: int, flags: str = "1,0,0,0,0", ally: int = 1) -> str:
    return f"1,{year},{ally},{flags},1,1,1,0,1,0,7,.,{one},{other},5.1"


def test_years_without_an_alliance_say_when_one_begins_and_ends(
    sheet: Callable[..., Path],
) -> None:
    allied = {2009: 0, 2010: 1, 2011: 1, 2012: 0, 2018: 0}
    rows = [
        directed_year(year, *pair, "0,0,0,0,0" if not ally else "1,0,0,0,0", ally)
        for year, ally in allied.items()
        for pair in ((991, 992), (992, 991))
    ]
    ties = from_atop(sheet(ATOP_DIRECTED, *rows))
    assert ties.height == 1
    assert days(ties) == ["2010-01-01", "2010-12-31", "2011-01-01", "2011-12-31", None]


def test_the_name_of_the_columns_says_whether_years_are_directed(
    sheet: Callable[..., Path],
) -> None:
    (tie,) = from_atop(sheet(ATOP_DIRECTED, directed_year(2000, 991, 992))).iter_rows(named=True)
    assert (tie["source"], tie["target"], tie["directed"]) == ("991", "992", True)
    rows = ["1,991,992,1990,1,1,0,0,0,0,7,5.1", "1,992,991,1991,1,1,0,0,0,0,7,5.1"]
    (tie,) = from_atop(sheet(ATOP_PAIRS, *rows)).iter_rows(named=True)
    assert (tie["source"], tie["target"], tie["directed"]) == ("991", "992", False)


def test_a_change_of_what_is_owed_leaves_no_gap(sheet: Callable[..., Path]) -> None:
    flags = {1990: "0,0,0,0,1", 1991: "0,0,0,0,1", 1992: "1,0,0,0,1", 1993: "1,0,0,0,1"}
    rows = [f"1,991,992,{n},1,{flag},7,5.1" for n, flag in flags.items()]
    rows += ["1,993,994,1980,1,1,0,0,0,0,8,5.1", "1,993,994,2000,1,1,0,0,0,0,8,5.1"]
    ties = from_atop(sheet(ATOP_PAIRS, *rows)).filter(source="991")
    assert days(ties) == ["1990-01-01", "1990-12-31", "1991-12-31", "1991-12-31", None]
    assert days(ties, 1) == ["1992-01-01", "1992-01-01", "1993-01-01", "1993-12-31", None]
    assert set(ties["directed"]) == {False}


def test_dyads_of_cow_have_names_days_and_censoring(sheet: Callable[..., Path]) -> None:
    ties = from_cow(
        sheet(
            COW_DYADS,
            '1,991,"Ardania",992,"Belmark, Upper",1,1,1816,8,-9,1830,1,0,1,0,1,0,0,4.1',
            "2,991,Ardania,993,Corvia,4,4,1949,,,,0,1,0,0,0,1,0,4.1",
            "3,992,Belmark,993,Corvia,-9,6,1879,,,,0,0,1,0,0,0,1,4.1",
            "2,991,Ardania,993,Corvia,4,4,1949,,,,0,1,0,0,0,1,0,4.1",
        )
    )
    assert ties.select("source_name", "target_name", "kind", "obligations").rows() == [
        ("Ardania", "Belmark, Upper", "alliance", ["defense", "nonaggression"]),
        ("Belmark", "Corvia", "alliance", []),
        ("Ardania", "Corvia", "treaty", ["consultation"]),
    ]
    assert days(ties) == [None, "1816-01-01", "1830-01-01", "1830-12-31", None]
    assert days(ties, 1) == ["1879-06-01", "1879-06-30", None, None, "1879-06-30"]
    assert days(ties, 2) == ["1949-04-04", "1949-04-04", None, None, "2012-12-31"]
    since_long = [
        ties_on(ties, on).filter(coded_by="COW 1")["certainty"].to_list()
        for on in ("1820-01-01", "1830-06-01", "1831-01-01")
    ]
    assert since_long == [["known"], ["unknown"], []], "it began before the first day of the file"
    later = ties_on(ties, "2012-12-31"), ties_on(ties, "2013-01-01")
    assert [found.filter(coded_by="COW 2")["sign"].item() for found in later] == [1, None]


def test_directed_dyads_that_agree_are_one_tie(sheet: Callable[..., Path]) -> None:
    rows = [
        "1,991,Ardania,992,Belmark,4,4,1949,,,,0,1,1,0,0,0,4.1",
        "1,992,Belmark,991,Ardania,4,4,1949,,,,0,1,1,0,0,0,4.1",
        "2,991,Ardania,993,Corvia,4,4,1950,,,,0,1,1,0,0,0,4.1",
        "2,993,Corvia,991,Ardania,4,4,1950,,,,0,1,0,0,1,0,4.1",
    ]
    yearly = [f"{row},{year}" for row in rows for year in (1950, 1951)]
    found = from_cow(sheet(COW_DIRECTED, *rows))
    assert found.select("source", "target", "directed", "obligations").rows() == [
        ("991", "992", False, ["defense"]),
        ("991", "993", True, ["defense"]),
        ("993", "991", True, ["nonaggression"]),
    ]
    assert from_cow(sheet(f"{COW_DIRECTED},year", *yearly)).equals(found)


def test_whether_a_pair_is_directed_does_not_depend_on_other_pairs(
    sheet: Callable[..., Path],
) -> None:
    alone = "3,992,Belmark,994,Delmora,4,4,1960,,,,0,1,1,0,0,0,4.1"
    both = [
        "1,991,Ardania,992,Belmark,4,4,1949,,,,0,1,1,0,0,0,4.1",
        "1,992,Belmark,991,Ardania,4,4,1949,,,,0,1,1,0,0,0,4.1",
    ]
    only, beside = (
        from_cow(sheet(COW_DIRECTED, *rows, alone)).filter(source="992") for rows in ([], both)
    )
    assert only.equals(beside)
    assert only["directed"].to_list() == [False]


def test_what_each_of_an_asymmetric_pair_owes_is_kept_where_both_rows_are_there(
    sheet: Callable[..., Path],
) -> None:
    rows = [
        "2,991,Ardania,993,Corvia,4,4,1950,,,,0,1,1,0,0,0,1,4.1",
        "2,993,Corvia,991,Ardania,4,4,1950,,,,0,1,0,0,1,0,1,4.1",
    ]
    ties = from_cow(sheet(COW_DYADS, *rows))
    assert ties.select("source", "directed", "obligations").rows() == [
        ("991", True, ["defense"]),
        ("993", True, ["nonaggression"]),
    ]


def test_a_state_that_owes_nothing_has_no_tie_of_its_own(sheet: Callable[..., Path]) -> None:
    rows = [
        "2,991,Ardania,993,Corvia,4,4,1950,,,,0,1,1,0,0,0,4.1",
        "2,993,Corvia,991,Ardania,4,4,1950,,,,0,1,0,0,0,0,4.1",
        "4,991,Ardania,992,Belmark,4,4,1950,,,,0,1,0,0,0,0,4.1",
        "4,992,Belmark,991,Ardania,4,4,1950,,,,0,1,0,0,0,0,4.1",
    ]
    ties = from_cow(sheet(COW_DIRECTED, *rows))
    assert ties.select("source", "target", "directed", "obligations").rows() == [
        ("991", "993", True, ["defense"]),
        ("991", "992", False, []),
    ]
    years = [
        directed_year(2000, 991, 992),
        directed_year(2000, 992, 991, "0,0,0,0,0"),
        directed_year(2001, 991, 992, "0,0,0,0,0"),
        directed_year(2001, 992, 991, "0,0,0,0,0"),
    ]
    ties = from_atop(sheet(ATOP_DIRECTED, *years))
    assert ties.select("source", "target", "directed", "obligations").rows() == [
        ("991", "992", True, ["defense"]),
        ("991", "992", False, []),
    ]


def test_members_of_cow_are_tied_and_names_may_be_latin_1(sheet: Callable[..., Path]) -> None:
    tail = "Type I: Defense Pact,-9,6,1979"
    rows = [
        f'7,991,"Île d\'Or",-9,6,1979,,,,{tail},3,11,1988,0,0,1,0,0,0,4.1',
        f"7,992,Belmark,-9,6,1979,,,,{tail},,,,0,1,1,0,0,0,4.1",
    ]
    ties = from_cow(sheet(COW_MEMBERS, *rows, *rows, encoding="latin-1"))
    assert ties.select("source_name", "target_name", "obligations").rows() == [
        ("Île d'Or", "Belmark", ["defense"])
    ]
    assert days(ties) == ["1979-06-01", "1979-06-30", "1988-11-03", "1988-11-03", None]


def test_disputes_are_hostile_ties_by_their_highest_level(sheet: Callable[..., Path]) -> None:
    ties = from_cow(
        sheet(
            DISPUTES,
            "2,1,992,BEL,991,ARD,-9,7,1902,1902,24,1,1903,6,3,0",
            "2,1,992,BEL,991,ARD,-9,7,1902,1903,24,1,1903,6,3,0",
            "9,2,991,ARD,993,COR,1,1,2013,2013,-9,-9,-9,6,5,1",
            "10,2,991,ARD,993,COR,1,1,2014,2014,1,2,2014,6,2,0",
        )
    )
    assert ties.select("tie_id", "source_name", "target_name", "kind", "sign", "basis").rows() == [
        ("mid-2-991-992", "ARD", "BEL", "hostility", -1, "event"),
        ("mid-9-991-993", "ARD", "COR", "war", -1, "event"),
        ("mid-10-991-993", "ARD", "COR", "tension", -1, "event"),
    ]
    assert days(ties) == ["1902-07-01", "1902-07-31", "1903-01-24", "1903-01-24", None]
    assert days(ties, 1) == ["2013-01-01", "2013-01-01", None, None, "2013-01-01"]


@pytest.mark.parametrize(
    ("year", "known_until"),
    [
        *(("", "2018-12-31"), ("0", "2018-12-31"), ("0.0", "2018-12-31")),
        *((".", "1990-03-05"), ("-9", "1990-03-05"), ("NA", "1990-03-05")),
    ],
)
def test_an_end_that_nobody_dates_is_not_an_alliance_that_goes_on(
    sheet: Callable[..., Path], year: str, known_until: str
) -> None:
    rows = [
        f"1,1,1,991,1990,3,5,{year},0,0,1,1,0,0,0,1",
        "1,1,1,992,1980,1,1,0,0,0,1,1,0,0,0,1",
    ]
    ties = from_atop(sheet(ATOP_MEMBERS, *rows))
    assert days(ties) == ["1990-03-05", "1990-03-05", None, None, known_until]
    dispute = f"9,2,991,ARD,993,COR,5,3,1990,1990,-9,-9,{year},6,5,1"
    disputes = from_cow(sheet(DISPUTES, dispute), "2018-12-31")
    assert days(disputes)[2:] == [None, None, known_until]


@pytest.mark.parametrize(
    ("year", "censored", "known_until"),
    [
        ("", 1, "2012-12-31"),
        ("NA", 1, "2012-12-31"),
        ("-9", 1, "1949-04-04"),
        ("", 0, "1949-04-04"),
    ],
)
def test_an_alliance_of_cow_goes_on_where_its_row_says_so(
    sheet: Callable[..., Path], year: str, censored: int, known_until: str
) -> None:
    row = f"2,991,Ardania,993,Corvia,4,4,1949,,,{year},0,{censored},0,0,0,1,0,4.1"
    assert days(from_cow(sheet(COW_DYADS, row)))[2:] == [None, None, known_until]


def test_the_last_known_day_of_one_member_is_not_an_end_before_the_other_entered(
    sheet: Callable[..., Path],
) -> None:
    rows = [
        "1,1,1,991,1990,1,1,-9,0,0,0,1,0,0,0,0",
        "1,1,1,992,2000,1,1,2005,1,1,0,1,0,0,0,0",
        "2,2,1,993,1990,1,1,0,0,0,0,1,0,0,0,0",
        "2,2,1,994,2019,1,1,2020,1,1,0,1,0,0,0,0",
    ]
    ties = from_atop(sheet(ATOP_MEMBERS, *rows))
    assert days(ties) == ["2000-01-01", "2000-01-01", None, "2005-01-01", "1990-01-01"]
    assert days(ties, 1) == ["2019-01-01", "2019-01-01", None, "2020-01-01", "2018-12-31"]
    found = [ties_on(ties, on)["certainty"].to_list() for on in ("2000-01-01", "2006-01-01")]
    assert found == [["unknown"], []]


@pytest.mark.parametrize("unknown", ["99", "0", "-9", "99.0"])
def test_a_month_or_day_that_is_not_known_is_not_refused(
    sheet: Callable[..., Path], unknown: str
) -> None:
    rows = [
        f"1,1,1,991,1990,3,{unknown},2010,{unknown},{unknown},0,1,0,0,0,0",
        "1,1,1,992,1980,1,1,0,0,0,1,1,0,0,0,0",
    ]
    ties = from_atop(sheet(ATOP_MEMBERS, *rows))
    assert days(ties) == ["1990-03-01", "1990-03-31", "2010-01-01", "2010-12-31", None]


def test_ties_go_on_to_camps_and_balance(sheet: Callable[..., Path]) -> None:
    friends = from_cow(
        sheet(
            COW_DYADS,
            "1,991,A,992,B,1,1,1990,,,,0,1,1,0,0,0,0,4.1",
            "2,992,B,993,C,1,1,1990,,,,0,1,1,0,0,0,0,4.1",
        )
    )
    foes = from_cow(sheet(DISPUTES, "3,1,991,A,993,C,1,1,2000,2000,1,12,2001,0,5,1"))
    both = pl.concat([friends, foes])
    peace, war = ties_on(both, "1999-01-01"), ties_on(both, "2000-06-01")
    assert [camps(ties, "991").index for ties in (peace, war)] == [0, 1]
    assert balance.frustration_index(signed_edges(war)).index == 1
    assert camps(ties_on(both, "2014-01-01")).nodes.height == 0, "no source speaks of that day"


DATES = st.tuples(st.integers(1900, 1905), st.sampled_from([0, 2, 11]), st.sampled_from([0, 5, 28]))


@settings(max_examples=200, deadline=None)
@given(DATES, DATES, st.dates(dt.date(1899, 6, 1), dt.date(1907, 1, 1)))
def test_a_tie_is_certain_only_where_every_reading_of_its_days_says_so(
    tmp_path_factory: pytest.TempPathFactory,
    begun: tuple[int, int, int],
    over: tuple[int, int, int],
    at: dt.date,
) -> None:
    def possible(year: int, month: int, number: int) -> Sequence[dt.date]:
        last = known_day(year, month or None, (number or None) if month else None)
        assert last.earliest is not None
        assert last.latest is not None
        return [last.earliest, last.latest]

    path = tmp_path_factory.mktemp("atop") / "members.csv"
    spans = [",".join(map(str, (*begun, *over)))] * 2
    rows = [f"1,1,1,{code},{span},0,1,0,0,0,0" for code, span in zip((2, 20), spans, strict=True)]
    path.write_text("\n".join([ATOP_MEMBERS, *rows]))
    if possible(*over)[-1] < possible(*begun)[0]:
        with pytest.raises(QuestionError, match=r"line 2: ends .* before it begins"):
            from_atop(path)
        return
    readings = [
        (first, last) for first in possible(*begun) for last in possible(*over) if first <= last
    ]
    found = ties_on(from_atop(path), at)["certainty"].to_list()
    inside = [first <= at <= last for first, last in readings]
    whole = len(readings) == 4
    if found == ["known"]:
        assert all(inside)
    elif found == []:
        assert not any(inside)
    elif whole:
        assert any(inside)
        assert not all(inside)


def test_days_are_those_that_a_calendar_has() -> None:
    assert known_day(1900, 2) == known_day(1900, 2, None)
    assert known_day(1900, 2).latest == day("1900-02-28")
    assert known_day(2000, 2).latest == day("2000-02-29")
    assert known_day(None, 3) == known_day(None)


MEMBER = "1005,1,1,991,1990,3,5,0,0,0,1,1,0,0,0,1"
EARLY_EXIT = r"ends \(yrexit 1989, moexit 5, dayexit 0\) before it begins \(yrent 1990, moent 3"
DYAD = "1,991,A,992,B,1,1,1990,,,,0,1,1,0,0,0,0,4.1"


@pytest.mark.parametrize(
    ("read", "header", "row", "said"),
    [
        (from_atop, ATOP_MEMBERS, MEMBER.replace(",991", ",USA"), 'member is "USA"; a whole num'),
        (from_atop, ATOP_MEMBERS, MEMBER.replace(",991", ",-9"), 'member is "-9"; the number of'),
        (from_atop, ATOP_MEMBERS, MEMBER.replace(",991", ",1000"), "of a state is expected, 1 to"),
        (from_atop, ATOP_MEMBERS, MEMBER.replace("1990,3,5", "1990,2,30"), "no such day: yrent 19"),
        (from_atop, ATOP_MEMBERS, MEMBER.replace("1990,3", "1990,13"), "no such day: .*moent 13"),
        (from_atop, ATOP_MEMBERS, MEMBER.replace("1990,", f"{10**11},"), 'yrent is "10+"; a whole'),
        (from_atop, ATOP_MEMBERS, MEMBER.replace(",0,0,0,1", ",1989,5,0,1", 1), EARLY_EXIT),
        (
            from_cow,
            COW_DYADS,
            DYAD.replace(",,,,", ",31,12,1989,"),
            r"ends \(dyad_end_year 1989, .*",
        ),
        (from_cow, DISPUTES, "2,1,991,A,992,B,1,2,1902,1902,31,1,1902,6,3,0", r"ends \(endyear 19"),
        (from_atop, ATOP_MEMBERS, MEMBER.replace("1,1,0,0", "1,2,0,0"), "defense is 2; 0 or 1"),
        (from_atop, ATOP_MEMBERS, f"{MEMBER},1", "has 17 cells under 16 columns"),
        (from_atop, ATOP_MEMBERS, f'"{MEMBER}', "is not CSV"),
        (from_atop, ATOP_PAIRS, "1,991,991,1990,1,0,0,0,0,0,7,5.1", "both states are 991; a tie"),
        (from_atop, ATOP_PAIRS, "1,991,992,-9,1,0,0,0,0,0,7,5.1", "year is '-9'; a year is exp"),
        (from_cow, COW_DYADS, DYAD.replace("992", "991"), "both states are 991"),
        (from_cow, COW_DYADS, DYAD.replace("1,1,1990", "1.5,1,1990"), 'dyad_st_day is "1.5"'),
        (from_cow, DISPUTES, "2,1,991,A,991,A,1,1,1902,1902,2,1,1903,6,3,0", "both states are 991"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(
    sheet: Callable[..., Path],
    read: Callable[[Path], pl.DataFrame],
    header: str,
    row: str,
    said: str,
) -> None:
    with pytest.raises(QuestionError, match=f"sheet.csv line 2: .*{said}"):
        read(sheet(header, row))


def test_a_file_of_something_else_is_refused_with_the_columns_that_are_expected(
    sheet: Callable[..., Path],
) -> None:
    header = ATOP_MEMBERS.replace("yrent", "year_in")
    with pytest.raises(QuestionError, match=r"not a file of ATOP.*of members it lacks yrent\. Ex"):
        from_atop(sheet(header, MEMBER))
    with pytest.raises(QuestionError, match=r"not a file of the Correlates of War.*it lacks"):
        from_cow(sheet(ATOP_MEMBERS, MEMBER))
    undated = COW_DYADS.replace("dyad_", "pair_")
    with pytest.raises(QuestionError, match=r"for a file of dyads it lacks dyad_st_day, dyad_st_m"):
        from_cow(sheet(undated))
    with pytest.raises(QuestionError, match='column "member" is there twice'):
        from_atop(sheet(ATOP_MEMBERS.replace("phase,member", "member,member"), MEMBER))
    with pytest.raises(QuestionError, match="is empty; a header of columns is expected"):
        from_atop(sheet(""))
    for odd, said in (
        (3, "named by its path"),
        ("a\x00b", "is not there"),
        (Path("/"), "a folder"),
    ):
        with pytest.raises(QuestionError, match=said):
            from_cow(odd)  # type: ignore[arg-type]
    with pytest.raises(QuestionError, match='"soon" is not a date'):
        from_atop(sheet(ATOP_MEMBERS, MEMBER), "soon")


def test_a_file_with_another_separator_is_refused_with_that_separator(
    sheet: Callable[..., Path],
) -> None:
    for separator, shown in ((";", '";"'), ("\t", "a tab"), ("|", r'"\|"')):
        header, row = (text.replace(",", separator) for text in (COW_MEMBERS, DYAD))
        with pytest.raises(QuestionError, match=f'has one column, "version4id.*is {shown} betw'):
            from_cow(sheet(header, row))
    with pytest.raises(QuestionError, match=r'2 cells under 1 columns \(is ";" between its cells'):
        from_cow(sheet(COW_MEMBERS.replace(",", ";"), "7;991;Ardania, Upper"))
    with pytest.raises(QuestionError, match=r'line 1: is not CSV .*is ";" between its cells\?'):
        from_cow(sheet('"version4id";"ccode"', "7;991"))
    for header in ('"atopid"', '"atopid;one,two"'):
        with pytest.raises(QuestionError, match=f"Found: {header}$"):
            from_cow(sheet(header))


def test_a_file_of_alliances_is_refused_with_the_file_of_members(
    sheet: Callable[..., Path],
) -> None:
    header = (
        "atopid,cowid,begyr,begmo,begday,endyr,endmo,endday,ineffect,bilat,"
        "defense,offense,neutral,nonagg,consul"
    )
    with pytest.raises(QuestionError, match=r"sheet.csv has a row for each.*take.*atop5_1m\.csv"):
        from_atop(sheet(header, "1005,1,1815,1,3,1815,2,8,0,0,1,0,0,0,1"))


def test_an_empty_file_of_its_columns_has_no_ties(sheet: Callable[..., Path]) -> None:
    for header in (ATOP_MEMBERS, ATOP_PAIRS, ATOP_DIRECTED):
        assert from_atop(sheet(header)).height == 0
    for header in (COW_DYADS, COW_MEMBERS, DISPUTES):
        assert signed_edges(from_cow(sheet(header))).height == 0


def test_numbers_of_states_become_actors_and_the_rest_is_counted(
    dossier: Dossier, sheet: Callable[..., Path]
) -> None:
    ties = from_cow(
        sheet(
            COW_DYADS,
            DYAD,
            "2,991,Ardania,2,Elsewhere,1,1,1990,,,,0,1,1,0,0,0,0,4.1",
            "3,2,Elsewhere,20,Nowhere,1,1,1990,,,,0,1,1,0,0,0,0,4.1",
        )
    )
    found = joined(ties, dossier)
    assert found.ties.select("source", "target").rows() == [("ardania", "belmark")]
    assert found.unmatched.rows() == [("2", "Elsewhere", 2), ("20", "Nowhere", 1)]
    assert found.left_out == 2
    assert str(found) == (
        "1 tie between actors of the dossier.\n2 ties of Elsewhere, Nowhere left out: no actor of "
        "the dossier has that number of a state, or one is tied to itself."
    )
    more = joined(ties, dossier, {"2": "corvia", "20": "corvia"})
    assert more.ties.select("source", "target").rows()[1:] == [("ardania", "corvia")]
    assert (more.left_out, more.unmatched.height) == (1, 0)
    assert more.ties.height + more.left_out == ties.height


def test_a_state_of_several_names_is_unmatched_once_by_the_most_frequent(dossier: Dossier) -> None:
    names = ["Elsewhere", "Else", "Elsewhere", "Nowhere", "Never", None]
    ties = pl.DataFrame(
        {
            "source": ["2", "2", "2", "20", "20", "20"],
            "target": ["991"] * 6,
            "sign": [1] * 6,
            "source_name": names,
        }
    )
    for rows in (ties, ties.reverse()):
        unmatched = joined(rows, dossier).unmatched
        assert set(unmatched.rows()) == {("2", "Elsewhere", 3), ("20", "Never", 3)}


def test_two_actors_of_one_number_are_told_apart_by_who_asks(make_dossier: MakeDossier) -> None:
    rows = [
        {"actor_id": name, "name": name.title(), "kind": "state", "cow_code": code}
        for name, code in (("old", 365), ("new", 365), ("other", 2))
    ]
    dossier = make_dossier(actors=rows)
    ties = pl.DataFrame({"source": ["365"], "target": ["2"], "sign": [1]})
    with pytest.raises(QuestionError, match='"old" and "new" both have the cow_code 365'):
        joined(ties, dossier)
    assert joined(ties, dossier, {"365": "new"}).ties["source"].to_list() == ["new"]
    with pytest.raises(QuestionError, match='"older" is not'):
        joined(ties, dossier, {"365": "older"})
    with pytest.raises(QuestionError, match="codes are ids of actors by the number"):
        joined(ties, dossier, {365: "new"})  # type: ignore[dict-item]
    with pytest.raises(QuestionError, match="joined to a dossier, not to str"):
        joined(ties, "dossier")  # type: ignore[arg-type]


def test_a_hundred_thousand_years_are_read_in_seconds(tmp_path: Path) -> None:
    rows = (
        f"1,{1 + n % 40},{50 + n % 41},{1900 + n % 100},1,1,0,0,0,1,7,5.1" for n in range(100_000)
    )
    (tmp_path / "many.csv").write_text("\n".join([ATOP_PAIRS, *rows]))
    assert from_atop(tmp_path / "many.csv").height > 1000
