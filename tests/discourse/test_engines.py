"""Networks are the same wherever the statements are: polars, DuckDB, Dask or Spark."""

from __future__ import annotations

import random
import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from random_statements import question, table

from analysis import discourse
from analysis.discourse.engines import iso_week
from analysis.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from distributed import Client

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals:FutureWarning"),
]

ENGINES = ("lazy", "duckdb", "dask", "spark")
Move = "Callable[[pl.DataFrame], Any]"


def moment(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 (statements have no zone)


@pytest.fixture(scope="module")
def to_lazy() -> Move:
    return pl.DataFrame.lazy


@pytest.fixture(scope="module")
def to_duckdb() -> Iterator[Move]:
    import duckdb

    connection = duckdb.connect()

    def move(frame: pl.DataFrame) -> object:
        name = f"said_{len(connection.sql('show tables'))}"
        connection.register("brought", frame.to_arrow())
        connection.execute(f"create table {name} as from brought")
        return connection.table(name)

    yield move
    connection.close()


@pytest.fixture(scope="module")
def to_dask() -> Move:
    import dask.dataframe as dd
    import pandas as pd
    import pyarrow as pa

    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}

    def move(frame: pl.DataFrame) -> object:
        here = frame.to_pandas(types_mapper=nullable.get)
        return dd.from_pandas(here, npartitions=3, sort=False)

    return move


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=1,
            threads_per_worker=2,
            processes=False,
            dashboard_address=None,
            protocol="tcp://",  # without it, the address of this machine on the internet is asked
            host="127.0.0.1",
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@pytest.fixture
def on_cluster(client: Client) -> Iterator[None]:
    """Have a cluster count what Dask counts; otherwise threads do, in half the time."""
    with client.as_current():
        yield


@pytest.fixture(scope="module")
def to_spark() -> Iterator[Move]:
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "America/New_York")  # clocks change there
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.adaptive.enabled", "false")  # tables are small
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )

    def move(frame: pl.DataFrame) -> object:
        return spark.createDataFrame(frame.to_arrow())

    yield move
    spark.stop()


@pytest.fixture(params=ENGINES)
def move(request: pytest.FixtureRequest) -> Move:
    """Bring a frame to an engine, which is started once, in several parts."""
    found: Move = request.getfixturevalue(f"to_{request.param}")
    return found


def answer(statements: object, options: dict[str, Any]) -> object:
    """Everything that a network says, or why there is none."""
    try:
        found = discourse.network(statements, **options)
    except QuestionError as refusal:
        return str(refusal)
    windows = None if found.windows is None else found.windows.rows()
    edges = found.edges
    ties = edges["statement_id"].to_list() if found.network_type == "eventlist" else edges.rows()
    return str((found.rows, found.columns, ties, found.statement_ids, windows, str(found)))


@pytest.mark.usefixtures("on_cluster")
@pytest.mark.parametrize("seed", range(200, 202))
def test_random_statements_have_the_same_network(move: Move, seed: int) -> None:
    for compat in (None, "dna"):
        dice = random.Random(seed)  # noqa: S311 (no secret)
        rows, asked = table(dice), question(dice, compat)
        frame = pl.DataFrame(dice.sample(rows, len(rows)))
        assert answer(move(frame), asked) == answer(frame, asked)


SAID = [
    # organisation, concept, agreement, intensity, frame, day, hour, document
    ("Harbour", "bridge", True, 2, "cost", 0, 9, "a"),
    ("Harbour", "bridge", True, 2, "cost", 0, 17, "a"),
    ("Harbour", "bridge", False, -1, "risk", 3, 9, "b"),
    ("Harbour", "toll", True, 300, "", 3, 9, "b"),
    ("League", "bridge", False, -1, "risk", 3, 9, "b"),
    ("League", "bridge", False, None, "risk", 9, 0, "c"),
    ("League", "toll", None, 300, "cost", 40, 23, "d"),
    ("League", "toll", True, 300, None, 40, 23, "d"),
    ("Ökobund", "toll", False, 2, "cost", 41, 0, "e"),
    ("Ökobund", "bridge", True, -1, "cost", 366, 12, "f"),
    ("\N{SEEDLING}", "bridge", True, -1, "cost", 367, 12, "f"),
    ("\uff21", "bridge", False, 2, "cost", 367, 12, "g"),
    (None, "bridge", False, 2, "cost", 367, 12, "g"),
    ("Harbour", None, True, 2, "cost", 367, 12, "g"),
    ("Solo", "ferry", True, 1, "cost", 367, 12, "g"),
]
STATEMENTS = pl.DataFrame(
    {
        "statement_id": [f"s{number:02}" for number in range(len(SAID))],
        "document_id": [row[7] for row in SAID],
        "date": [moment(2019, 12, 30) + timedelta(days=row[5], hours=row[6]) for row in SAID],
        "start": [None if number % 4 == 0 else 90 - number for number in range(len(SAID))],
        "text": ["What was said."] * len(SAID),
        "author": [{"a": "Kim", "b": None}.get(row[7], "O'Brien") for row in SAID],
        "organization": [row[0] for row in SAID],
        "concept": [row[1] for row in SAID],
        "agreement": [row[2] for row in SAID],
        "intensity": [row[3] for row in SAID],
        "frame": [row[4] for row in SAID],
        "level": [number % 2 for number in range(len(SAID))],
        "share": [
            None if number % 3 == 0 else number / 2 * 10 ** (number // 8 * 20)
            for number in range(len(SAID))
        ],
    }
)
ONE: dict[str, Any] = {"network_type": "onemode"}
CALLS: list[dict[str, Any]] = [
    {"qualifier_aggregation": "subtract"},
    {"qualifier_aggregation": "combine", "qualifier": "frame"},
    {"qualifier_aggregation": "subtract", "qualifier": "intensity", "normalization": "activity"},
    {"duplicates": "document", "normalization": "prominence", "qualifier": None},
    ONE | {"duplicates": "week", "qualifier_aggregation": "congruence"},
    ONE | {"duplicates": "month", "qualifier_aggregation": "conflict", "qualifier": "frame"},
    ONE | {"duplicates": "year", "normalization": "cosine"},
    ONE
    | {"qualifier": "intensity", "qualifier_aggregation": "subtract", "duplicates": "acrossrange"},
    ONE
    | {
        "qualifier": "intensity",
        "qualifier_aggregation": "congruence",
        "qualifier_scale": (-5, 500),
        "normalization": "jaccard",
    },
    ONE | {"compat": "dna", "normalization": "jaccard", "duplicates": "document"},
    ONE
    | {
        "compat": "dna",
        "qualifier": "intensity",
        "qualifier_aggregation": "congruence",
        "duplicates": "week",
    },
    {"compat": "dna", "time_window": "weeks", "window_size": 8, "duplicates": "month"},
    {"time_window": "hours", "window_size": 4, "stop": "2020-01-02", "duplicates": "document"},
    {"time_window": "weeks", "window_size": 3, "duplicates": "week"},
    {"time_window": "months", "window_size": 2, "qualifier_aggregation": "subtract"},
    ONE | {"time_window": "years", "window_size": 1},
    ONE | {"time_window": "events", "window_size": 3, "duplicates": "acrossrange"},
    {"time_window": "months", "window_size": 3, "kernel": "gaussian"},
    ONE | {"time_window": "days", "window_size": 400, "kernel": "epanechnikov"},
    ONE | {"time_window": "months", "window_size": 9, "kernel": "triangular", "compat": "dna"},
    {"network_type": "eventlist", "duplicates": "document"},
    {"network_type": "eventlist", "qualifier_aggregation": "subtract", "duplicates": "year"},
    {"isolates": True, "exclude_values": {"organization": ["Solo", "League"]}},
    {"isolates": True, "start": "2020-06-01", "compat": "dna"},
    {"min_statements": 3, "duplicates": "document"},
    {"min_statements": 2, "time_window": "years", "window_size": 1},
    {"min_statements": 2, "time_window": "events", "window_size": 3, "duplicates": "month"},
    {"exclude_values": {"agreement": [True, 0], "intensity": [300, ""]}, "invert_values": True},
    {"exclude_values": {"agreement": [1], "share": [2.5, "1.0", "some", 4e20]}},
    {"exclude_values": {"frame": "", "level": "1"}},
    {"exclude_authors": ["Kim"], "start": "30.12.2019", "stop": moment(2020, 1, 2, 9)},
    {"exclude_authors": ["O'Brien", ""], "invert_authors": True},
    {"variable1": "author", "variable1_document": True},
    {"variable2": "id", "variable2_document": True, "qualifier": "level"},
    {
        "qualifier": "author",
        "qualifier_document": True,
        "qualifier_aggregation": "combine",
    },
    # what is refused
    {"start": "2032-01-01"},
    {"exclude_values": {"concept": ["bridge"]}, "invert_values": True, "stop": "2019-12-01"},
    {"exclude_values": {"organization": ["Solo"]}, "invert_values": True, "stop": "2020-01-01"},
    {"min_statements": 40},
    {"qualifier": "share"},
    {"variable1": "organisation"},
    {"variable1": "level"},
    {"qualifier": "intensity", "qualifier_scale": (0, 10)},
    {"time_window": "years", "window_size": 9},
    {"time_window": "events", "window_size": 90},
    {"exclude_values": {"agreement": ["false"]}},
]


@pytest.mark.parametrize("part", range(6))
def test_every_option_has_the_same_answer(move: Move, part: int) -> None:
    there = move(STATEMENTS)
    for options in CALLS[part::6]:
        assert answer(there, options) == answer(STATEMENTS, options), options


def test_an_event_list_brings_all_columns(move: Move) -> None:
    here, there = (
        discourse.network(one, network_type="eventlist").edges
        for one in (STATEMENTS, move(STATEMENTS))
    )
    assert there.rows() == here.rows()
    assert there.columns == STATEMENTS.columns
    assert there.schema["date"] == pl.Datetime("us")


FAULTY = [
    STATEMENTS.clear(),
    STATEMENTS.drop("date"),
    STATEMENTS.with_columns(pl.col("date").cast(pl.String)),
    STATEMENTS.with_columns(date=pl.when(pl.col("level") == 0).then("date")),
    STATEMENTS.with_columns(statement_id=pl.when(pl.col("level") == 0).then("statement_id")),
    STATEMENTS.with_columns(document_id=pl.when(pl.col("start") > 80).then("document_id")),
    STATEMENTS.with_columns(statement_id=pl.col("level") + 7),
    STATEMENTS.with_columns(frame=pl.lit("one\ntwo")),
]


def test_what_are_not_statements_is_refused_in_the_same_words(move: Move) -> None:
    for frame in FAULTY:
        options = {"qualifier": "frame", "qualifier_aggregation": "combine"}
        said = answer(frame, options)
        assert isinstance(said, str)
        assert not said.startswith("(")
        assert answer(move(frame), options) == said


@pytest.mark.parametrize("engine", ["lazy", "duckdb", "dask"])
def test_dates_with_a_zone_are_refused(request: pytest.FixtureRequest, engine: str) -> None:
    zoned = STATEMENTS.with_columns(pl.col("date").dt.replace_time_zone("Europe/Berlin"))
    there = request.getfixturevalue(f"to_{engine}")(zoned)
    with pytest.raises(QuestionError, match="drop time zones"):
        discourse.network(there)


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> list[pl.DataFrame]:
    """Every frame that is brought here from an engine."""
    frames: list[pl.DataFrame] = []
    real = nw.LazyFrame.collect

    def collect(self: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        found = real(self, *arguments, **named)
        frames.append(found.to_native())
        return found

    monkeypatch.setattr(nw.LazyFrame, "collect", collect)
    return frames


COUNTED: list[dict[str, Any]] = [
    {"qualifier_aggregation": "subtract"},
    ONE | {"normalization": "cosine", "duplicates": "document"},
    {"time_window": "months", "window_size": 2},
    {"isolates": True, "qualifier": "frame", "qualifier_aggregation": "combine"},
]


def test_rows_stay_on_their_engine_until_somebody_asks(
    move: Move, brought: list[pl.DataFrame]
) -> None:
    many = pl.concat([STATEMENTS] * 200).with_columns(statement_id=pl.int_range(pl.len()))
    there = move(many)
    for options in COUNTED:
        found = discourse.network(there, **options)
        assert found.edges.height
        assert str(found)
        assert max(frame.height for frame in brought) < 40
        brought.clear()
    assert found.statement_ids == discourse.network(many, **COUNTED[-1]).statement_ids
    assert max(frame.height for frame in brought) > 2000


@pytest.mark.parametrize(
    "options",
    [
        ONE | {"time_window": "events", "window_size": 3},
        {"time_window": "months", "window_size": 3, "kernel": "uniform"},
        {"time_window": "weeks", "window_size": 8, "compat": "dna"},
    ],
)
def test_of_rows_that_are_needed_no_text_is_brought(
    to_duckdb: Move, brought: list[pl.DataFrame], options: dict[str, Any]
) -> None:
    assert discourse.network(to_duckdb(STATEMENTS), **options).statement_ids
    columns = {column for frame in brought for column in frame.columns}
    assert "document_id" in columns
    assert not columns & {"text", "author", "organization", "frame", "share"}


@pytest.mark.usefixtures("on_cluster")
def test_parts_and_their_order_change_nothing(to_dask: Move, to_spark: Move) -> None:
    tied = STATEMENTS.with_columns(date=moment(2031, 5, 1), document_id=1, start=0)
    calls = [
        {"duplicates": "acrossrange", "qualifier": "frame"},
        {"network_type": "eventlist", "duplicates": "document"},
        ONE | {"compat": "dna", "normalization": "jaccard", "duplicates": "acrossrange"},
    ]
    for options in calls:
        expected = answer(tied, options)
        for seed in range(2):
            frame = tied.sample(fraction=1, shuffle=True, seed=seed)
            assert answer(frame, options) == expected
            assert answer(to_dask(frame), options) == expected
        assert answer(to_spark(frame).repartition(5), options) == expected


def test_types_of_each_engine_are_taken(to_duckdb: Move, to_spark: Move) -> None:
    import dask.dataframe as dd
    import pandas as pd
    from pyspark.sql import functions

    calls = [
        {"qualifier_aggregation": "subtract"},
        ONE | {"qualifier": "intensity", "qualifier_aggregation": "congruence"},
        {"exclude_values": {"intensity": [300, ""], "agreement": [False]}},
        {"time_window": "days", "window_size": 300, "duplicates": "week"},
        {"variable2": "id", "variable2_document": True, "start": "2020-01-01"},
    ]
    daily = STATEMENTS.with_columns(pl.col("date").dt.date(), document_id=pl.int_range(pl.len()))
    plain = daily.drop("agreement", "intensity").to_pandas()
    plain["agreement"] = pd.array(daily["agreement"].to_list(), "boolean")
    plain["intensity"] = pd.array(daily["intensity"].to_list(), "Int32")
    categories = plain.astype({"organization": "category", "frame": "category"})
    table = to_duckdb(daily)
    odd = [
        daily.with_columns(pl.col("organization", "frame").cast(pl.Categorical)),
        daily.with_columns(pl.col("concept").cast(pl.Enum(["toll", "ferry", "bridge"]))),
        dd.from_pandas(plain, npartitions=2),
        dd.from_pandas(categories, npartitions=2),
        dd.from_pandas(daily.to_arrow().to_pandas(types_mapper=pd.ArrowDtype), npartitions=2),
        table.project(
            "* replace (intensity::smallint as intensity, "
            "concept::enum('toll', 'ferry', 'bridge') as concept)"
        ),
        to_spark(daily).withColumn("intensity", functions.col("intensity").cast("short")),
    ]
    for options in calls:
        expected = answer(daily, options)
        assert expected.startswith("([")  # type: ignore[attr-defined]
        for frame in odd:
            assert answer(frame, options) == expected, (type(frame), options)


def test_hours_that_clocks_leave_out_are_hours_in_spark_too(to_spark: Move) -> None:
    times = [moment(2020, 3, 8, 1, 59, 59), moment(2020, 3, 8, 2, 30), moment(2020, 3, 8, 3)]
    spring = STATEMENTS.head(3).with_columns(date=pl.Series(times))
    spark = to_spark(STATEMENTS).sparkSession
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    there = to_spark(spring)
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_LTZ")
    assert dict(there.dtypes)["date"] == "timestamp_ntz"
    for options in (
        {"start": "2020-03-08 03:00:00"},
        {"start": "2020-03-08 02:30:00"},
        {"stop": "2020-03-08 02:29:59"},
        {"time_window": "hours", "window_size": 1},
    ):
        assert answer(there, options) == answer(spring, options)


def test_iso_weeks_are_those_of_the_calendar(move: Move) -> None:
    spans = [(date(1967, 1, 1), date(2033, 1, 9)), (date(2100, 12, 20), date(2101, 1, 9))]
    days = pl.DataFrame({"date": pl.concat([pl.date_range(*span, eager=True) for span in spans])})
    days = days.cast(pl.Datetime("us"))
    year, week = iso_week(nw.col("date"))
    found = nw.from_native(move(days)).lazy()
    found = found.select(nw.col("date").cast(nw.Datetime("us")), year=year, week=week)
    here = found.collect("polars").to_native().sort("date").cast({"year": int, "week": int})
    expected = days.select(
        "date",
        year=pl.col("date").dt.iso_year().cast(pl.Int64),
        week=pl.col("date").dt.week().cast(pl.Int64),
    )
    assert here.rows() == expected.rows()


@pytest.mark.parametrize("what", [None, 5, [1], {"date": []}, pl.Series([1]), "frame"])
def test_what_is_not_a_frame_is_refused(what: object) -> None:
    with pytest.raises(QuestionError, match="DuckDB relation, or a Dask or PySpark"):
        discourse.network(what)  # type: ignore[arg-type]


def test_a_frame_of_another_library_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"not as pandas DataFrame; .* pl\.from_pandas"):
        discourse.network(STATEMENTS.to_pandas())


def test_a_missing_package_is_named_with_its_extra(
    to_duckdb: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = to_duckdb(STATEMENTS)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(QuestionError, match=r"article-dossier\[duckdb\]"):
        discourse.network(there)


@pytest.mark.usefixtures("on_cluster")
def test_dask_counts_over_many_parts(to_dask: Move) -> None:
    many = pl.concat([STATEMENTS] * 20).with_columns(statement_id=pl.int_range(pl.len()))
    there = to_dask(many).repartition(npartitions=12)  # more than Dask adds up in one step
    options = {"duplicates": "acrossrange", "qualifier_aggregation": "subtract"}
    assert answer(there, options) == answer(many, options)
