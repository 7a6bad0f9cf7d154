"""Networks worked out by hand, what is listed with them, and what is refused by name."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

import analysis
from analysis import discourse
from analysis.errors import QuestionError


def day(year: int, month: int, number: int, hour: int = 0) -> datetime:
    return datetime(year, month, number, hour)  # noqa: DTZ001 (statements have no zone)


def said(*rows: tuple[str, str, Any, datetime | int], qualifier: str = "agreement") -> pl.DataFrame:
    """Statements by organisation, concept, qualifier and date, or days after one."""
    dates = [
        one if isinstance(one, datetime) else day(2031, 5, 1) + timedelta(days=one)
        for *_, one in rows
    ]
    return pl.DataFrame(
        {
            "statement_id": list(range(1, len(rows) + 1)),
            "document_id": list(range(1, len(rows) + 1)),
            "date": dates,
            "organization": [row[0] for row in rows],
            "concept": [row[1] for row in rows],
            qualifier: [row[2] for row in rows],
        }
    )


TWO = said(
    ("a", "x", True, 0),
    ("a", "x", True, 1),
    ("a", "y", False, 2),
    ("b", "x", True, 3),
    ("b", "y", True, 4),
    ("b", "z", True, 5),
)
TEXTS = said(
    ("a", "x", "cost", 0),
    ("a", "y", "cost", 1),
    ("b", "x", "risk", 2),
    ("b", "z", "risk", 3),
    qualifier="frame",
)
SCALE = said(("a", "x", -1, 0), ("b", "x", 2, 1), ("c", "x", 2, 2), qualifier="intensity")


def weight(statements: pl.DataFrame, **options: Any) -> float:  # noqa: ANN401
    found = discourse.network(statements, network_type="onemode", **options)
    return float(found.to_matrix()[0, 1])


@pytest.mark.parametrize(
    ("aggregation", "normalization", "expected"),
    [
        ("ignore", "no", [[2, 1, 0], [1, 1, 1]]),
        ("subtract", "no", [[2, -1, 0], [1, 1, 1]]),
        ("combine", "no", [[1, 2, 0], [1, 1, 1]]),
        ("ignore", "activity", [[2 / 3, 1 / 3, 0], [1 / 3, 1 / 3, 1 / 3]]),
        ("subtract", "prominence", [[2 / 3, -1 / 2, 0], [1 / 3, 1 / 2, 1]]),
    ],
)
@pytest.mark.parametrize("compat", [None, "dna"])
def test_actors_by_concepts(
    aggregation: str, normalization: str, expected: list[list[float]], compat: str | None
) -> None:
    found = discourse.network(
        TWO, qualifier_aggregation=aggregation, normalization=normalization, compat=compat
    )
    assert (found.rows, found.columns) == (["a", "b"], ["x", "y", "z"])
    np.testing.assert_allclose(found.to_matrix(), expected)


@pytest.mark.parametrize(
    ("options", "textbook", "dna"),
    [
        ({}, 3, 3),
        ({"qualifier_aggregation": "congruence"}, 2, 2),
        ({"qualifier_aggregation": "conflict"}, 1, 1),
        ({"qualifier_aggregation": "subtract"}, 1, 1),
        ({"normalization": "average"}, 1, 1),
        ({"normalization": "cosine"}, 3 / math.sqrt(5 * 3), 3 / 9),
        ({"normalization": "jaccard"}, 3 / (5 + 3 - 3), 3 / (2 + 1 + 1 + 1)),
        ({"normalization": "jaccard", "qualifier": None}, 3 / 5, 3 / (1 + 2 + 1)),
    ],
)
def test_actors_among_themselves(options: dict[str, Any], textbook: float, dna: float) -> None:
    assert weight(TWO, **options) == pytest.approx(textbook)
    assert weight(TWO, **options, compat="dna") == pytest.approx(dna)


def test_conflict_of_texts_counts_concepts_that_both_used() -> None:
    options = {"qualifier": "frame", "qualifier_aggregation": "conflict"}
    assert weight(TEXTS, **options) == 1
    assert weight(TEXTS, **options, compat="dna") == 4


def test_whole_numbers_are_alike_on_a_stated_scale() -> None:
    options: dict[str, Any] = {"qualifier": "intensity", "qualifier_aggregation": "congruence"}
    assert weight(SCALE, **options) == 0
    assert weight(SCALE, **options, qualifier_scale=(-3, 3)) == 0.5
    with pytest.raises(QuestionError, match=r"value 2, outside qualifier_scale=\(-1, 1\)"):
        weight(SCALE, **options, qualifier_scale=(-1, 1))


def test_one_value_is_like_itself_and_in_dna_not_a_number() -> None:
    options: dict[str, Any] = {
        "qualifier": "intensity",
        "qualifier_aggregation": "congruence",
        "exclude_values": {"organization": "a"},
        "start": "02.05.2031",
    }
    assert weight(SCALE, **options) == 1
    assert math.isnan(weight(SCALE, **options, compat="dna"))


def test_weeks_and_months_have_their_year_but_not_in_dna() -> None:
    years = said(("a", "x", True, day(2020, 1, 15)), ("a", "x", True, day(2021, 1, 13)))
    for bucket in ("week", "month"):
        found = [
            discourse.network(years, duplicates=bucket, compat=compat) for compat in (None, "dna")
        ]
        assert [one.statement_ids for one in found] == [
            [1, 2],
            [1] if bucket == "month" else [1, 2],
        ]
    weeks = said(("a", "x", True, day(2019, 12, 30)), ("a", "x", True, day(2021, 1, 4)))
    assert discourse.network(weeks, duplicates="week").statement_ids == [1, 2]
    assert discourse.network(weeks, duplicates="week", compat="dna").statement_ids == [1]
    new_year = said(("a", "x", True, day(2020, 12, 31)), ("a", "x", True, day(2021, 1, 3)))
    assert discourse.network(new_year, duplicates="week").statement_ids == [1]


def test_what_is_excluded_does_not_suppress_a_later_duplicate() -> None:
    rows = said(("a", "x", True, 0), ("a", "x", False, 1), ("a", "x", False, 2))
    found = discourse.network(rows, duplicates="acrossrange", exclude_values={"agreement": [True]})
    assert found.statement_ids == [2]


def test_decimals_are_excluded_as_numbers() -> None:
    rows = TWO.with_columns(share=pl.Series([0.5, None, 2.0, 1e20, 3.0, 4.0]))
    found = discourse.network(rows, exclude_values={"share": ["", 2, "1e20", "some"]})
    assert found.statement_ids == [1, 5, 6]


def test_whole_numbers_and_days_are_excluded_however_they_are_given() -> None:
    days = pl.Series([date(2031, 5, at + 1) for at in range(6)])
    rows = TWO.with_columns(level=pl.Series(range(6)), on=days)
    found = discourse.network(
        rows, exclude_values={"level": [0, 1.0, "2"], "on": [days[3], day(2031, 5, 5)]}
    )
    assert found.statement_ids == [6]
    tenths = rows.with_columns(pl.col("level").cast(pl.Decimal(4, 2)))
    assert discourse.network(tenths, exclude_values={"level": [0, 1.0, "2"]}).statement_ids == [
        *(4, 5, 6)
    ]


@pytest.mark.parametrize(
    "collect",
    [
        list,
        tuple,
        set,
        frozenset,
        iter,
        np.array,
        pl.Series,
        lambda values: dict.fromkeys(values).keys(),
        lambda values: (one for one in values),
    ],
)
@pytest.mark.parametrize(("variable", "values"), [("concept", ["x", "y"]), ("agreement", [True])])
def test_values_are_excluded_from_every_kind_of_collection(
    collect: Any,  # noqa: ANN401 (of many kinds)
    variable: str,
    values: list[Any],
) -> None:
    left = TWO.filter(~pl.col(variable).is_in(values))
    found = discourse.network(TWO, exclude_values={variable: collect(values)})
    assert found.edges.equals(discourse.network(left).edges)


@pytest.mark.parametrize("value", ["x", np.str_("x"), np.array("x")])
def test_one_value_is_excluded_without_a_list(value: object) -> None:
    assert "x" not in discourse.network(TWO, exclude_values={"concept": value}).columns  # type: ignore[dict-item] # one


@pytest.mark.parametrize("value", [None, b"x", object(), [None], [["x"]], [b"x"], len])
def test_what_cannot_be_a_value_is_not_excluded_silently(value: object) -> None:
    with pytest.raises(QuestionError, match='is not a value of "concept"; give text'):
        discourse.network(TWO, exclude_values={"concept": value})  # type: ignore[dict-item] # refused


def test_windows_are_whole_units_and_empty_ones_are_listed() -> None:
    rows = said(("a", "x", True, day(2031, 1, 20, 9)), ("a", "y", True, day(2031, 3, 2, 9)))
    found = discourse.network(rows, time_window="months", window_size=1)
    assert found.windows is not None
    assert found.windows.select("window", "start", "statements").rows() == [
        (1, day(2031, 1, 1), 1),
        (2, day(2031, 2, 1), 0),
        (3, day(2031, 3, 1), 1),
    ]
    assert found.windows["stop"][1] == day(2031, 3, 1) - timedelta(seconds=1)
    assert found.edges.columns == [
        "window",
        "start",
        "middle",
        "stop",
        "source",
        "target",
        "weight",
    ]
    assert found.edges["window"].to_list() == [1, 3]
    assert found.to_matrix(2).tolist() == [[0, 0]]
    assert found.to_matrix(np.int64(2)).tolist() == [[0, 0]]
    assert found.to_matrix().shape == (3, 1, 2)
    for window in (0, 4, True, 1.0, "1"):
        with pytest.raises(QuestionError, match="is not a window of this network: 1 to 3"):
            found.to_matrix(window)  # type: ignore[arg-type] # refused
    with pytest.raises(QuestionError, match='window "1" is not a window of this network: none'):
        discourse.network(rows).to_matrix(1)


@pytest.mark.parametrize("unit", ["seconds", "minutes", "hours", "days", "weeks"])
def test_each_unit_has_a_window_of_its_own(unit: str) -> None:
    monday = day(2031, 5, 5)
    later = monday + timedelta(**{unit: 1})
    rows = said(*(("a", "x", True, at) for at in (monday, later, later)))
    found = discourse.network(rows, time_window=unit, window_size=1)
    assert found.windows is not None
    assert found.windows.select("start", "statements").rows() == [(monday, 1), (later, 2)]
    assert found.to_matrix().ravel().tolist() == [1, 2]


def test_duplicates_are_left_out_within_each_window() -> None:
    rows = said(*((actor, "x", True, n) for actor, n in zip("aaab", (0, 0, 1, 2), strict=True)))
    options: dict[str, Any] = {"duplicates": "acrossrange", "time_window": "days", "window_size": 1}
    found = discourse.network(rows, **options)
    assert found.statement_ids == [1, 3, 4]
    assert str(found).endswith("in 3 windows, from 3 statements.")
    assert discourse.network(rows, **options, compat="dna").statement_ids == [1, 4]


def test_events_take_in_all_statements_of_the_first_and_last_date() -> None:
    rows = said(*(("a", "x", True, n) for n in (0, 0, 1, 2, 2)))
    found = discourse.network(rows, time_window="events", window_size=3)
    assert found.windows is not None
    assert found.windows["statements"].to_list() == [3, 5, 3]
    with pytest.raises(QuestionError, match="by chance"):
        discourse.network(rows, time_window="events", window_size=3, compat="dna")


@pytest.mark.parametrize("compat", [None, "dna"])
@pytest.mark.parametrize("kernel", ["uniform", "triangular", "epanechnikov", "gaussian"])
def test_windows_of_kernels_count_statements_not_weights(kernel: str, compat: str | None) -> None:
    rows = said(*(("a", "x", True, n) for n in range(9)))
    options: dict[str, Any] = {"time_window": "days", "window_size": 4, "kernel": kernel}
    found = discourse.network(rows, **options, compat=compat)
    assert found.windows is not None
    days = rows["date"].to_list()
    for start, middle, stop, number in found.windows.drop("window").iter_rows():
        at_edge = [abs(one - middle) == timedelta(days=2) for one in days]
        within = [start <= one <= stop for one in days]
        weightless = {
            "uniform": [False] * 9,
            "gaussian": [False] * 9,
            "triangular": [edge and one < middle for one, edge in zip(days, at_edge, strict=True)],
            "epanechnikov": at_edge,
        }[kernel]
        counted = [one and not none for one, none in zip(within, weightless, strict=True)]
        if compat is None:  # middles lie between days, so that none is at an edge
            counted = [True] * 9 if kernel == "gaussian" else within
        assert number == sum(counted)


@pytest.mark.parametrize("kernel", ["uniform", "triangular", "epanechnikov", "gaussian"])
def test_kernels_are_symmetric(kernel: str) -> None:
    rows = said(("a", "x", True, 0), ("b", "x", True, 4))
    found = discourse.network(rows, time_window="days", window_size=5, kernel=kernel)
    before, after = found.to_matrix(1)[:, 0]
    middle = day(2031, 5, 3, 12) - timedelta(seconds=0.5)
    x = (day(2031, 5, 1) - middle) / timedelta(days=2.5)
    expected = {
        "uniform": 0.5,
        "triangular": 1 + x,
        "epanechnikov": 0.75 * (1 - x * x),
        "gaussian": math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
    }[kernel]
    assert before == pytest.approx(expected)
    noon = rows.with_columns(pl.col("date") + pl.duration(hours=12, milliseconds=-500))
    found = discourse.network(noon, time_window="days", window_size=5, kernel=kernel)
    before, after = found.to_matrix(1)[:, 0]
    assert before == pytest.approx(after)


@pytest.mark.parametrize(
    ("unit", "length"),
    [
        ("seconds", timedelta(seconds=1)),
        ("minutes", timedelta(minutes=1)),
        ("hours", timedelta(hours=1)),
        ("days", timedelta(days=1)),
        ("weeks", timedelta(weeks=1)),
        ("months", timedelta(days=30.4375)),
        ("years", timedelta(days=365.25)),
    ],
)
def test_a_kernel_reaches_as_far_as_half_its_units_last_on_average(
    unit: str, length: timedelta
) -> None:
    rows = said(("a", "x", True, 0), ("b", "x", True, 0)).with_columns(
        date=pl.Series([day(2031, 5, 1), day(2031, 5, 1) + 1.5 * length])
    )
    found = discourse.network(rows, time_window=unit, window_size=2, kernel="triangular")
    assert found.windows is not None
    middle = found.windows["middle"].item()
    expected = [max(0.0, 1 - abs(date - middle) / length) for date in rows["date"]]
    assert found.to_matrix(1)[:, 0] == pytest.approx(expected, rel=1e-9)


def test_isolates_and_frequent_ones() -> None:
    options: dict[str, Any] = {"exclude_values": {"organization": ["b"]}}
    assert discourse.network(TWO, **options, isolates=True).rows == ["a", "b"]
    late: dict[str, Any] = {"start": "04.05.2031", "isolates": True}
    assert discourse.network(TWO, **late).rows == ["a", "b"]
    assert discourse.network(TWO, **late, compat="dna").rows == ["b"]
    found = discourse.network(TWO, min_statements=2)
    assert (found.columns, found.statement_ids) == (["x", "y"], [1, 2, 3, 4, 5])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"time_window": "days", "window_size": 3},
        {"time_window": "events", "window_size": 3},
        {"network_type": "eventlist"},
        {"compat": "dna", "time_window": "days", "window_size": 2},
    ],
)
def test_duplicates_make_nobody_frequent(options: dict[str, Any]) -> None:
    rows = said(
        ("a", "x", True, 0), ("a", "x", True, 1), ("b", "x", True, 2), ("b", "y", True, 4)
    ).vstack(
        said(("c", "x", True, 3), ("c", "y", True, 4)).with_columns(pl.col("statement_id") + 4)
    )
    found = discourse.network(rows, min_statements=2, duplicates="acrossrange", **options)
    assert found.statement_ids == [3, 5, 6, 4]


def test_documents_have_variables_and_are_excluded_or_kept() -> None:
    rows = TWO.with_columns(author=pl.Series(["O'Brien", "Kim"] * 3), title=pl.lit("t"))
    kept = discourse.network(rows, exclude_authors=["O'Brien"], invert_authors=True)
    assert kept.statement_ids == [1, 3, 5]
    by_author = discourse.network(rows, variable1="author", variable1_document=True)
    assert by_author.rows == ["Kim", "O'Brien"]
    ids = discourse.network(rows, variable2="id", variable2_document=True)
    assert ids.columns == ["1", "2", "3", "4", "5", "6"]


def test_an_event_list_is_the_statements_in_order() -> None:
    shuffled = TWO.reverse()
    found = discourse.network(shuffled, network_type="eventlist", duplicates="acrossrange")
    assert found.edges.columns == TWO.columns
    assert found.edges["statement_id"].to_list() == found.statement_ids == [1, 3, 4, 5, 6]
    with pytest.raises(QuestionError, match="no matrix"):
        found.to_matrix()


def test_edges_go_both_ways_round_and_include_what_is_not_a_number() -> None:
    found = discourse.network(TWO, network_type="onemode")
    assert found.edges.rows() == [("a", "b", 3.0), ("b", "a", 3.0)]
    one = SCALE.with_columns(intensity=pl.lit(7))
    found = discourse.network(
        one,
        network_type="onemode",
        qualifier="intensity",
        qualifier_aggregation="conflict",
        compat="dna",
    )
    assert found.edges.height == 6
    assert found.edges["weight"].is_nan().all()


def test_the_order_of_rows_does_not_matter() -> None:
    options: dict[str, Any] = {"network_type": "onemode", "normalization": "cosine"}
    one, other = (
        discourse.network(f, **options).edges for f in (TWO, TWO.sample(6, shuffle=True, seed=3))
    )
    assert one.equals(other)


def test_a_dossiers_stances_are_statements() -> None:
    rows = discourse.statements(analysis.example())
    assert {"person", "organization", "concept", "agreement"} <= set(rows.columns)
    found = discourse.network(rows, variable1="person", qualifier_aggregation="subtract")
    assert set(found.columns) == set(rows["concept"])
    assert found.to_matrix().sum() == (rows["agreement"].cast(int) * 2 - 1).sum()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"network_type": "twomod"}, 'did you mean "twomode"'),
    ({"normalization": "activitty"}, 'did you mean "activity"'),
    ({"normalization": "cosine"}, 'not for network_type="twomode"'),
    ({"qualifier_aggregation": "congruence"}, 'not for network_type="twomode"'),
    ({"duplicates": "ACROSSRANGE"}, 'did you mean "acrossrange"'),
    ({"time_window": "month"}, 'did you mean "months"'),
    ({"kernel": "epanechnikow", "time_window": "days"}, 'did you mean "epanechnikov"'),
    ({"kernel": "uniform"}, "needs a time_window"),
    ({"time_window": "years"}, "longer than the 1 year of the statements (2031)"),
    (
        {"compat": "dna", "kernel": "uniform", "time_window": "years", "window_size": 1},
        "no window of 1 year lies",
    ),
    ({"compat": "dna3"}, 'did you mean "dna"'),
    ({"variable1": "organisation"}, 'did you mean "organization"'),
    ({"variable1": "agreement", "qualifier": None}, "actors and concepts are text"),
    ({"variable2": "organization"}, "choose two variables"),
    ({"variable1": "authorr", "variable1_document": True}, 'did you mean "author"'),
    ({"variable1": "author", "variable1_document": True}, 'no column "author"'),
    ({"variable1": "author"}, "add variable1_document=True"),
    ({"qualifier": "agreements"}, 'did you mean "agreement"'),
    ({"qualifier": "concept"}, "is a variable of the network already"),
    ({"qualifier": "share"}, "true or false, a whole number or a short text"),
    ({"qualifier": "note", "qualifier_aggregation": "subtract"}, "is long text"),
    ({"qualifier": None, "qualifier_aggregation": "subtract"}, "needs a qualifier"),
    ({"qualifier_scale": (-1, 1)}, "is for whole numbers"),
    ({"qualifier_scale": (1, -1)}, "lowest and the highest"),
    ({"qualifier_scale": (0, math.inf)}, "lowest and the highest"),
    ({"qualifier_scale": (math.nan, 1)}, "lowest and the highest"),
    ({"qualifier_scale": (0, 10**400)}, "lowest and the highest"),
    ({"qualifier_scale": "01"}, "lowest and the highest"),
    ({"start": "31.02.2005"}, "not a date of the calendar"),
    ({"stop": "2005-02-31"}, "not a date of the calendar"),
    ({"start": 5}, "not a date of the calendar"),
    ({"start": "2031-06-01", "stop": "2031-05-01"}, "is after stop"),
    ({"start": "2032-01-01"}, "no statement lies in these dates"),
    ({"window_size": 0, "time_window": "days"}, "whole number from 1 on"),
    ({"window_size": 9, "time_window": "days"}, "choose a smaller one"),
    ({"window_size": 9, "time_window": "events"}, "choose a smaller one"),
    ({"window_size": 9, "time_window": "days", "compat": "dna"}, "choose a smaller one"),
    ({"exclude_values": {"concpt": ["x"]}}, 'did you mean "concept"'),
    ({"exclude_values": {"agreement": ["false"]}}, "write True, False, 1 or 0"),
    ({"exclude_values": ["x"]}, "names variables with their values"),
    ({"exclude_values": {"at": day(2031, 5, 1)}}, "at is Datetime"),
    ({"exclude_values": {"several": "a"}}, "several is List"),
    ({"exclude_values": {"agreement": [0, 1]}}, "no statement is left"),
    ({"exclude_authors": ["Kim"]}, 'no column "author"'),
    ({"isolates": "yes"}, "True or False"),
    ({"isolates": True, "min_statements": 2}, "choose one"),
    ({"min_statements": 9}, "actors and concepts with 9 statements"),
    ({"qualifier_aggregation": "combine", "normalization": "activity"}, "cannot be normalized"),
    ({"network_type": "eventlist", "time_window": "days"}, "has no time windows"),
    ({"compat": "dna", "qualifier_scale": (0, 1), "qualifier": "n"}, "has no qualifier_scale"),
    (
        {"compat": "dna", "qualifier_aggregation": "combine", "normalization": "prominence"},
        "DNA fails",
    ),
    ({"compat": "dna", "kernel": "uniform", "time_window": "seconds"}, "not seconds"),
    (
        {"compat": "dna", "kernel": "uniform", "time_window": "days", "normalization": "activity"},
        "DNA ignores",
    ),
    ({"compat": "dna", "exclude_types": ["O'Brien"]}, "apostrophe"),
    (
        {"compat": "dna", "start": "01.05.2031", "stop": day(2031, 5, 1), "time_window": "days"},
        "same moment",
    ),
]


@pytest.mark.parametrize(("options", "words"), REFUSED, ids=[str(o) for o, _ in REFUSED])
def test_what_cannot_be_answered_is_refused_by_name(options: dict[str, Any], words: str) -> None:
    rows = TWO.with_columns(share=0.5, note=pl.lit("one\ntwo"), n=pl.lit(1), at="date")
    rows = rows.with_columns(several=pl.concat_list("concept"))
    with pytest.raises(QuestionError) as refused:
        discourse.network(rows, **options)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"a": 1}, "polars DataFrame"),
        (TWO.drop("date"), 'column "date" is missing'),
        (TWO.with_columns(pl.col("date").cast(pl.String)), "naive datetimes"),
        (TWO.with_columns(pl.col("date").dt.replace_time_zone("UTC")), "naive datetimes"),
        (TWO.with_columns(statement_id=1), "is there twice"),
        (TWO.with_columns(document_id=pl.lit(None, pl.Int64)), "document_id is empty"),
        (TWO.clear(), "the network would be empty"),
    ],
)
def test_what_are_not_statements_is_refused(frame: pl.DataFrame, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        discourse.network(frame)


def test_more_windows_than_anybody_looks_at_are_refused() -> None:
    rows = said(("a", "x", True, 0), ("a", "x", True, 365))
    for compat in (None, "dna"):
        with pytest.raises(QuestionError, match="choose a longer unit"):
            discourse.network(rows, time_window="seconds", window_size=3, compat=compat)


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_windows_end_with_the_calendar(unit: str) -> None:
    last = said(("a", "x", True, day(9999, 12, 1)), ("a", "x", True, day(9999, 12, 31)))
    for compat in (None, "dna"):
        with pytest.raises(QuestionError, match="outside of the years 1 to 9999"):
            discourse.network(last, time_window=unit, window_size=1, compat=compat)
    for size in (10**9, 10**30):
        for kernel in ("no", "uniform"):
            with pytest.raises(QuestionError, match="choose a smaller window_size"):
                discourse.network(
                    TWO, time_window=unit, window_size=size, kernel=kernel, compat="dna"
                )


def test_too_many_patterns_are_refused() -> None:
    rows = said(*(("a", "x", n, n) for n in range(31)), qualifier="intensity")
    options: dict[str, Any] = {"qualifier": "intensity", "qualifier_aggregation": "combine"}
    with pytest.raises(QuestionError, match="up to 30 levels"):
        discourse.network(rows, **options)
    assert discourse.network(rows, **options, compat="dna").to_matrix()[0, 0] == 2**31 - 1
