"""Ties become graphs and come back as they were, by way of files and of other programs too."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import networkx as nx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from analysis import QuestionError
from analysis.exchange import from_networkx, graphml, to_networkx

if TYPE_CHECKING:
    from conftest import MakeDossier

    from analysis import Dossier


def through_graphml(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer)
    return nx.read_graphml(io.BytesIO(buffer.getvalue()), force_multigraph=True)


TIES = pl.DataFrame({"tie_id": ["t"], "source": ["a"], "target": ["b"]})


def test_ties_of_a_dossier_come_back_as_they_were(dossier: Dossier) -> None:
    assert_frame_equal(from_networkx(to_networkx(dossier)), dossier.ties)
    assert_frame_equal(from_networkx(through_graphml(to_networkx(dossier))), dossier.ties)


def test_the_file_that_is_exported_gives_the_ties(dossier: Dossier) -> None:
    read = nx.parse_graphml(graphml(dossier), force_multigraph=True)
    assert_frame_equal(from_networkx(read), dossier.ties)


def test_further_columns_come_back_too(dossier: Dossier) -> None:
    ties = dossier.ties.filter(basis="treaty").with_columns(
        certainty=pl.lit("in force"),
        weight=pl.lit(2.5),
        seen=pl.lit(dt.datetime.fromisoformat("2031-05-02T07:00")),
    )
    assert_frame_equal(from_networkx(through_graphml(to_networkx(ties))), ties)


TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
KINDS: dict[pl.DataType, st.SearchStrategy[Any]] = {
    pl.String(): TEXT,
    pl.Enum(["war", "[", "a|b"]): st.sampled_from(["war", "[", "a|b"]),
    pl.Categorical(): TEXT,
    pl.Boolean(): st.booleans(),
    pl.Int8(): st.integers(-128, 127),
    pl.UInt64(): st.integers(0, 2**64 - 1),
    pl.Float64(): st.floats(),
    pl.Float32(): st.floats(width=32),
    pl.Date(): st.dates(),
    pl.Datetime("us"): st.datetimes(),
    pl.Datetime("ms", "Europe/Berlin"): st.datetimes(
        dt.datetime.fromisoformat("1950-01-01"), dt.datetime.fromisoformat("2050-01-01")
    ).map(lambda moment: moment.replace(microsecond=0)),
    pl.Decimal(12, 2): st.integers(-(10**9), 10**9).map(lambda n: Decimal(n) / 100),
    pl.List(pl.String()): st.lists(st.none() | TEXT | st.sampled_from(["[", "|", ""]), max_size=3),
    pl.List(pl.Int16()): st.lists(st.none() | st.integers(-5, 5), max_size=3),
    pl.List(pl.Date()): st.lists(st.none() | st.dates(), max_size=3),
    pl.Null(): st.none(),
}
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=4)


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Frames of ties: ids and columns of any name and kind, in any order."""
    height = draw(st.integers(0, 5))
    ids = st.one_of(st.just(pl.String()), st.just(pl.Int64()))
    readable = st.text("abz 港-0.\n", min_size=1, max_size=4)
    columns: dict[str, pl.Series] = {}
    for name in ("tie_id", "source", "target"):
        kind = draw(ids)
        values = readable if kind == pl.String else st.integers(-3, 10**12)
        unique = name == "tie_id"
        drawn = draw(st.lists(values, min_size=height, max_size=height, unique=unique))
        columns[name] = pl.Series(drawn, dtype=kind)
    if draw(st.booleans()):
        flags = st.lists(st.none() | st.booleans(), min_size=height, max_size=height)
        columns["directed"] = pl.Series(draw(flags), dtype=pl.Boolean)
    for name in draw(st.lists(NAMES | st.sampled_from(["id", "key", "weight"]), max_size=4)):
        kind = draw(st.sampled_from(list(KINDS)))
        cells = draw(st.lists(st.none() | KINDS[kind], min_size=height, max_size=height))
        if isinstance(kind, pl.Datetime) and kind.time_zone:
            column = pl.Series(cells, dtype=pl.Datetime("ms")).dt.replace_time_zone("UTC")
            columns[name] = column.dt.convert_time_zone(kind.time_zone)
        else:
            columns[name] = pl.Series(cells, dtype=kind)
    return pl.DataFrame({name: columns[name] for name in draw(st.permutations(list(columns)))})


@settings(max_examples=150, deadline=None)
@given(frames(), st.booleans())
def test_any_frame_of_ties_comes_back_as_it_was(ties: pl.DataFrame, by_file: bool) -> None:  # noqa: FBT001
    try:
        graph: nx.Graph[Any] = to_networkx(ties)
    except QuestionError as refusal:
        assert "there twice as XML writes it" in str(refusal)  # noqa: PT017
        return
    back = from_networkx(through_graphml(graph) if by_file else graph)
    assert_frame_equal(back, ties, check_exact=True)
    assert back.schema == ties.schema


@pytest.mark.parametrize(
    "items", [["[", "b"], ['["a"]'], ["a|b"], [""], [], ["|"], [None, "a"], None]
)
def test_a_list_comes_back_whatever_its_items_begin_with(items: list[str | None] | None) -> None:
    ties = TIES.with_columns(more=pl.lit(items, pl.List(pl.String)))
    assert_frame_equal(from_networkx(through_graphml(to_networkx(ties))), ties)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([1, -1])), max_size=9),
)
def test_any_graph_gives_a_tie_for_each_edge_and_keeps_every_node(
    kind: type[nx.Graph[Any]], edges: list[tuple[int, int, int]]
) -> None:
    graph = kind()
    graph.add_nodes_from(range(7), colour="red")
    graph.add_edges_from((a, b, {"sign": sign}) for a, b, sign in edges)
    ties = from_networkx(graph)
    assert ties.height == graph.number_of_edges()
    assert ties["tie_id"].n_unique() == ties.height
    assert set(ties["directed"]) <= {graph.is_directed()}
    ends = sorted(sorted(pair) for pair in ties.select("source", "target").iter_rows())
    assert ends == sorted(sorted(map(str, pair)) for pair in graph.edges())
    again = to_networkx(graph)
    assert {*again} == {*"0123456"}
    assert again.nodes["6"] == {"colour": "red"}
    assert_frame_equal(from_networkx(again), ties)


def test_an_undirected_edge_has_one_id_whatever_the_order_of_the_nodes() -> None:
    ids = [from_networkx(nx.Graph([pair]))["tie_id"].item() for pair in (("a", "b"), ("b", "a"))]
    assert ids == ["a-b", "a-b"]
    assert from_networkx(nx.DiGraph([("b", "a")]))["tie_id"].item() == "b-a"
    several = nx.MultiGraph([("a", "b"), ("b", "a")])
    several.add_edge("c", "d", tie_id="a-b-2")
    assert from_networkx(several)["tie_id"].to_list() == ["a-b", "a-b-3", "a-b-2"]


def test_actors_without_ties_are_nodes_with_all_that_is_known_of_them(dossier: Dossier) -> None:
    graph = to_networkx(dossier)
    assert {*graph} == {*dossier.actors["actor_id"]}
    assert any(not graph.degree(node) for node in graph), "the example has actors without ties"
    assert graph.nodes["ardania"] == {
        "label": "Ardania",
        "kind": "state",
        "country": "XAR",
        "aliases": "Ardanian",
        "cow_code": 991,
    }


def test_a_frame_has_the_nodes_it_is_given() -> None:
    actors = pl.DataFrame({"actor_id": ["c", "a"], "name": ["Corvia", None], "size": [3, None]})
    graph = to_networkx(TIES, actors)
    assert dict(graph.nodes(data=True)) == {"c": {"label": "Corvia", "size": 3}, "a": {}, "b": {}}
    twice = pl.concat([actors, actors])
    with pytest.raises(QuestionError, match='actors: "c" is not an id, or is there twice'):
        to_networkx(TIES, twice)


def test_ties_are_counted_by_the_edges_that_are_not_reverse(dossier: Dossier) -> None:
    edges = [data for *_, data in to_networkx(dossier).edges(data=True) if not data["reverse"]]
    assert len(edges) == dossier.ties.height
    assert sum(data["weight"] for data in edges) == dossier.ties.height
    assert sorted(data["tie_row"] for data in edges) == list(range(dossier.ties.height))


def test_each_edge_says_where_it_can_be_checked(dossier: Dossier) -> None:
    cited = dossier.cite(dossier.ties).row(1, named=True)
    tie = cited["tie_id"]
    data = to_networkx(dossier).edges[cited["source"], cited["target"], tie]
    assert (data["citation"], data["url"]) == (cited["citation"], cited["url"])
    assert data["sources"] == "|".join(cited["sources"])


def test_a_way_back_is_called_otherwise_than_any_tie() -> None:
    ties = pl.DataFrame({"tie_id": ["t", "t.back"], "source": ["a", "b"], "target": ["b", "a"]})
    graph = to_networkx(ties)
    assert graph.number_of_edges() == 4
    assert_frame_equal(from_networkx(graph), ties)


def test_a_way_back_is_known_where_truth_values_are_text() -> None:
    graph = to_networkx(TIES)
    for *_, data in graph.edges(data=True):
        data["reverse"] = str(data["reverse"]).lower()
    assert from_networkx(graph).equals(TIES)


def test_what_others_call_reverse_is_no_way_back() -> None:
    graph = nx.Graph([("a", "b", {"reverse": True})])
    assert from_networkx(graph).select("tie_id", "reverse").rows() == [("a-b", "True")]
    with pytest.raises(QuestionError, match='column "reverse" has the name of what a graph says'):
        to_networkx(graph)


def test_what_somebody_adds_to_a_graph_comes_back_as_text(dossier: Dossier) -> None:
    graph = to_networkx(dossier.ties.head(1))
    (*_, data), _ = graph.edges(data=True)
    data |= {"betweenness": 0.5, "weight": 3}
    graph.add_edge("new", "newer", "made-by-hand")
    back = from_networkx(graph)
    assert back["tie_id"].to_list() == [dossier.ties["tie_id"][0], "made-by-hand"]
    assert back.select("weight", "betweenness").rows() == [("3", "0.5"), (None, None)]


def test_a_changed_cell_is_what_it_was_changed_to() -> None:
    graph = to_networkx(TIES.with_columns(name=pl.lit("bell\x07")))
    data = graph.edges["a", "b", "t"]
    assert (data["name"], json.loads(data["tie_exact"])) == ("bell\ufffd", {"name": "bell\x07"})
    assert from_networkx(graph)["name"].item() == "bell\x07"
    data["name"] = "chime"
    assert from_networkx(graph)["name"].item() == "chime"
    data["tie_exact"] = "[1"
    assert from_networkx(graph)["name"].item() == "chime"


def test_what_is_not_known_has_no_attribute(dossier: Dossier) -> None:
    graph = to_networkx(dossier.ties.with_columns(sign=pl.lit(None, pl.Int8)))
    assert not any("sign" in cells for *_, cells in graph.edges(data=True))
    back = from_networkx(through_graphml(graph))
    assert back["sign"].null_count() == dossier.ties.height


def test_attributes_are_text_numbers_or_truth_values(dossier: Dossier) -> None:
    for *_, cells in to_networkx(dossier).edges(data=True):
        assert all(isinstance(value, str | int | bool) for value in cells.values())


def test_no_ties_are_an_empty_graph_and_an_empty_frame(
    dossier: Dossier, make_dossier: MakeDossier
) -> None:
    graph = to_networkx(dossier.ties.clear())
    assert graph.number_of_edges() == 0
    assert_frame_equal(from_networkx(graph), dossier.ties.clear())
    assert from_networkx(nx.Graph()).columns == dossier.ties.columns
    assert to_networkx(make_dossier()).number_of_nodes() == 0


def test_markup_in_a_name_stays_text(dossier: Dossier) -> None:
    ties = dossier.ties.with_columns(instrument=pl.lit("<script>&\"'"))
    back = from_networkx(through_graphml(to_networkx(ties)))
    assert back["instrument"].unique().to_list() == ["<script>&\"'"]


def test_characters_that_xml_cannot_contain_are_replaced_for_others(dossier: Dossier) -> None:
    ties = dossier.ties.with_columns(instrument=pl.lit("a\x0bb \N{HANDSHAKE} \uffff"))
    read = through_graphml(to_networkx(ties))
    shown = {cells["instrument"] for *_, cells in read.edges(data=True)}
    assert shown == {"a\ufffdb \N{HANDSHAKE} \ufffd"}
    assert_frame_equal(from_networkx(read), ties)


@pytest.mark.parametrize(
    ("ties", "said"),
    [
        (pl.concat([TIES, TIES]), 'ties: "t" is there twice; a tie has an id of its own'),
        (TIES.with_columns(reverse=True), 'column "reverse" has the name of what a graph says'),
        (TIES.with_columns(pl.lit(1).alias("\x01"), pl.lit(2).alias("\x02")), "there twice as XML"),
        (TIES.with_columns(source=1.5), "source is Float64; ids are text or whole numbers"),
        (TIES.with_columns(more=pl.lit(dt.timedelta(1))), 'column "more" is Duration'),
        (TIES.with_columns(more=pl.lit([["a"]])), r'column "more" is List\(List\(String\)\)'),
        (
            TIES.with_columns(source=pl.lit("x\x01"), target=pl.lit("x\x02")),
            r'"x\\u0001" and "x\\u0002" are one node',
        ),
    ],
)
def test_what_would_be_lost_in_a_graph_is_refused(ties: pl.DataFrame, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        to_networkx(ties)


@pytest.mark.parametrize(
    ("attribute", "value", "said"),
    [
        ("sign", 300, 'edge "t": sign is "300", but must be Int8'),
        ("sign", 1.5, 'sign is "1.5", but must be Int8'),
        ("kind", "raw", 'kind is "raw", but must be one of .*war'),
        ("obligations", "defence", 'obligations is "defence", but must be List'),
        ("start", "soon", 'start is "soon", but must be Date'),
        ("directed", 1, 'directed is "1", but must be Boolean'),
    ],
)
def test_an_attribute_that_is_not_a_cell_of_its_column_is_named(
    dossier: Dossier, attribute: str, value: object, said: str
) -> None:
    ties = dossier.ties.head(1).with_columns(tie_id=pl.lit("t"))
    graph = to_networkx(ties)
    for *_, data in graph.edges(data=True):
        data[attribute] = value
    with pytest.raises(QuestionError, match=said):
        from_networkx(graph)


def test_a_graph_that_says_nonsense_of_its_columns_is_refused() -> None:
    for nonsense in ("[]]", '[["a", "Int9"]]', '[["a", {"List": 1}]]', "7"):
        graph = nx.Graph([("a", "b")], tie_columns=nonsense)
        with pytest.raises(QuestionError, match='attribute "tie_columns" of the graph is'):
            from_networkx(graph)


def test_two_nodes_of_one_name_are_refused() -> None:
    with pytest.raises(QuestionError, match='two nodes are called "1"; rename one of them'):
        from_networkx(nx.Graph([(1, "1")]))


def test_a_hundred_thousand_ties_take_seconds() -> None:
    many = pl.int_range(100_000, eager=True)
    ties = pl.DataFrame({"tie_id": many, "source": many % 700, "target": many % 701, "sign": 1})
    assert_frame_equal(from_networkx(to_networkx(ties)), ties)
