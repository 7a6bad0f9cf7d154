"""GraphML of any program becomes rows of actors and ties, or signed edges for balance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import igraph
import networkx as nx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import QuestionError, balance, coding, load
from analysis.exchange import graphml
from analysis.exchange.graph_rows import read_graphml
from analysis.exchange.signed_graphs import signed_edges

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import Dossier

SAMPLES = Path(__file__).resolve().parents[3] / "shared/discourse/samples/dna_exports"
NAMESPACE = 'xmlns="http://graphml.graphdrawing.org/xmlns"'

GEPHI = f"""<?xml version="1.0" encoding="UTF-8"?>
<graphml {NAMESPACE}>
<key attr.name="label" attr.type="string" for="node" id="label"/>
<key attr.name="Edge Label" attr.type="string" for="edge" id="edgelabel"/>
<key attr.name="weight" attr.type="double" for="edge" id="weight"/>
<key attr.name="kind" attr.type="string" for="node" id="kind"><default>state</default></key>
<key attr.name="r" attr.type="int" for="node" id="r"/>
<graph edgedefault="undirected">
<node id="0"><data key="label">Ardania</data><data key="r">153</data></node>
<node id="1"><data key="label">Bel&amp;mark</data><data key="kind">bloc</data></node>
<node id="2"><data key="label">Corvia</data></node>
<node id="3"><data key="label">Delmora</data></node>
<edge id="0" source="0" target="1"><data key="weight">2.0</data></edge>
<edge id="1" source="1" target="2" directed="true"><data key="weight">-1.5</data></edge>
<edge source="2" target="0"><data key="weight">0.0</data></edge>
<edge source="2" target="2"><data key="weight">1.0</data></edge>
</graph></graphml>
"""

YED = f"""<graphml {NAMESPACE} xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d6" yfiles.type="nodegraphics"/>
<key for="edge" id="d9" yfiles.type="edgegraphics"/>
<key attr.name="sign" attr.type="int" for="edge" id="d8"/>
<graph edgedefault="directed" id="G">
<node id="n0" yfiles.foldertype="group">
<data key="d6"><y:ProxyAutoBoundsNode><y:Realizers><y:GroupNode>
<y:NodeLabel>The League</y:NodeLabel></y:GroupNode></y:Realizers></y:ProxyAutoBoundsNode></data>
<graph edgedefault="directed" id="n0:">
<node id="n0::n0"><data key="d6"><y:ShapeNode><y:Fill color="#FF0000"/>
<y:NodeLabel>Ardania</y:NodeLabel></y:ShapeNode></data></node>
<node id="n0::n1"><data key="d6"><y:ShapeNode>
<y:NodeLabel>Belmark</y:NodeLabel></y:ShapeNode></data></node>
<edge id="n0::e0" source="n0::n0" target="n0::n1"><data key="d8">-1</data>
<data key="d9"><y:PolyLineEdge><y:LineStyle color="#00FF00"/>
<y:EdgeLabel>feud</y:EdgeLabel></y:PolyLineEdge></data></edge>
</graph></node>
<edge id="e0" source="n0" target="n0::n0"><data key="d8">1</data></edge>
<hyperedge><endpoint node="n0"/><endpoint node="n0::n0"/></hyperedge>
</graph></graphml>
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "graph.graphml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_this_package_wrote_comes_back_whole(dossier: Dossier, tmp_path: Path) -> None:
    marked = dossier.ties.with_columns(instrument=pl.lit("bell\x07 = 1"))
    found = read_graphml(written(tmp_path, graphml(replace(dossier, ties=marked))))
    assert found.left_out == ()
    for table in ("actors", "ties"):
        frame = getattr(dossier if table == "actors" else replace(dossier, ties=marked), table)
        rows = [
            {name: as_cell(value) for name, value in row.items() if value is not None}
            for row in frame.iter_rows(named=True)
        ]
        key = f"{table[:-1]}_id"
        expected = {row[key]: {n: c for n, c in row.items() if c} for row in rows}
        assert {row[key]: row for row in found.rows[table]} == expected


def as_cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)


def test_gephi_states_labels_and_weights(tmp_path: Path) -> None:
    found = read_graphml(written(tmp_path, GEPHI), sign="weight")
    assert found.rows["actors"] == [
        {"actor_id": "ardania", "name": "Ardania", "kind": "state"},
        {"actor_id": "bel-mark", "name": "Bel&mark", "kind": "bloc"},
        {"actor_id": "corvia", "name": "Corvia", "kind": "state"},
        {"actor_id": "delmora", "name": "Delmora", "kind": "state"},
    ]
    friendly, hostile, zero = found.rows["ties"]
    assert friendly == {
        "tie_id": "ardania-bel-mark",
        "source": "ardania",
        "target": "bel-mark",
        "directed": "false",
        "sign": "1",
    }
    assert (hostile["directed"], hostile["sign"]) == ("true", "-1")
    assert "sign" not in zero
    assert found.left_out == (
        '1 node with r, for which actors have no column ("153")',
        '1 edge with weight that is not above or below zero ("0.0")',
        '1 edge from a node to itself ("2")',
    )


def test_what_others_call_reverse_is_no_way_back(tmp_path: Path) -> None:
    text = GEPHI.replace("Edge Label", "reverse").replace(
        '<data key="weight">2.0<', '<data key="edgelabel">true</data><data key="weight">2.0<'
    )
    found = read_graphml(written(tmp_path, text))
    assert len(found.rows["ties"]) == 3
    assert signed_edges(tmp_path / "graph.graphml", unsigned="omit").height == 3
    said = '1 edge with reverse, for which ties have no column ("true")'
    assert said in found.left_out


def test_without_an_option_no_sign_is_guessed_and_kinds_can_be_given(tmp_path: Path) -> None:
    found = read_graphml(
        written(tmp_path, GEPHI),
        tie_kind="cooperation",
        tie_status="in_force",
        tie_basis="event",
        names="r",
    )
    assert {(row["status"], row["basis"]) for row in found.rows["ties"]} == {("in_force", "event")}
    assert all(row["kind"] == "cooperation" for row in found.rows["ties"])
    assert not any("sign" in row for row in found.rows["ties"])
    assert [row["name"] for row in found.rows["actors"]] == ["153", "1", "2", "3"]
    assert '3 edges with weight, for which ties have no column ("2.0", "-1.5", "0.0")' in (
        found.left_out
    )


def test_actors_of_a_graph_come_into_a_dossier_and_ties_wait_for_what_they_rest_on(
    tmp_path: Path,
) -> None:
    foreign = read_graphml(written(tmp_path, GEPHI), sign="weight", tie_kind="cooperation")
    taken = coding.imported(foreign, tmp_path / "dossier")
    statuses = {(one.item.table, one.status) for one in taken.rows}
    assert statuses == {("actors", "accepted"), ("ties", "refused")}
    assert not taken.is_complete
    taken.save()
    names = load(tmp_path / "dossier", review="all").actors["name"].to_list()
    assert names == ["Ardania", "Bel&mark", "Corvia", "Delmora"]


def test_yed_states_labels_in_what_it_draws_and_groups_in_graphs(tmp_path: Path) -> None:
    path = written(tmp_path, YED)
    found = read_graphml(path, actor_kind="state")
    assert [row["name"] for row in found.rows["actors"]] == ["The League", "Ardania", "Belmark"]
    signs = [(row["source"], row["target"], row["sign"]) for row in found.rows["ties"]]
    assert signs == [("the-league", "ardania", "1"), ("ardania", "belmark", "-1")]
    assert "1 hyperedge: a tie has two ends" in found.left_out
    edges = signed_edges(path, names="label")
    assert edges.rows() == [("The League", "Ardania", 1, 1.0), ("Ardania", "Belmark", -1, 1.0)]


def test_an_export_of_dna_is_read_as_it_is(tmp_path: Path) -> None:
    path = SAMPLES / "sample_onemode.graphml"
    found = read_graphml(path)
    assert (len(found.rows["actors"]), len(found.rows["ties"])) == (7, 18)
    assert found.rows["actors"][0]["name"] == "Alliance to Save Energy"
    assert any(said.startswith("18 edges with weight") for said in found.left_out)
    edges = signed_edges(path, names="name")
    assert edges.height == 18
    assert dict(edges.group_by("sign").len().iter_rows()) == {1: 9, -1: 9}
    assert edges.row(0)[0] == "Alliance to Save Energy"
    assert edges["weight"][0] == 10.0
    friendly = written(tmp_path, path.read_text(encoding="utf-8").replace(">-", ">"))
    with pytest.raises(QuestionError, match=r'no weight is below zero.*sign="weight" says so'):
        signed_edges(friendly)
    assert {*signed_edges(friendly, sign="weight")["sign"]} == {1}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 6),
            st.integers(0, 6),
            st.sampled_from([1, -1]),
            st.floats(0.001, 1e6),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["networkx", "igraph", "graph"]),
    st.sampled_from([nx.MultiGraph, nx.MultiDiGraph]),
)
def test_balance_is_that_of_the_graph_whoever_wrote_it(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, int, int, float]],
    by: str,
    kind: Callable[[], nx.MultiGraph[int]],
) -> None:
    graph = kind()
    for source, target, sign, weight in rows:
        graph.add_edge(source, target, sign=sign, weight=weight)
    path = tmp_path_factory.mktemp("graphs") / "graph.graphml"
    if by == "networkx":
        nx.write_graphml(graph, path)
    elif by == "igraph":
        igraph.Graph.from_networkx(graph).write_graphml(str(path))
    edges = signed_edges(graph if by == "graph" else path)
    expected = pl.DataFrame(
        [(str(a), str(b), s, w) for a, b, s, w in rows],
        ["source", "target", "sign", "weight"],
        orient="row",
    )
    assert balance.frustration_index(edges).index == pytest.approx(
        balance.frustration_index(expected).index
    )
    assert sorted(edges["weight"]) == pytest.approx(sorted(expected["weight"]))


def test_our_own_graphs_count_each_tie_once(dossier: Dossier, tmp_path: Path) -> None:
    silent = dossier.ties.with_columns(
        sign=pl.when(pl.col("kind") == "tension").then(None).otherwise("sign")
    )
    path = written(tmp_path, graphml(replace(dossier, ties=silent)))
    with pytest.raises(QuestionError, match=r'states no sign in "sign".*unsigned="omit" leaves'):
        signed_edges(path)
    edges = signed_edges(path, unsigned="omit")
    signed = silent.drop_nulls("sign").select("source", "target", "sign")
    assert 0 < signed.height < dossier.ties.height
    assert edges.select(signed.columns).sort(pl.all()).rows() == sorted(signed.rows())
    assert {*edges["weight"]} == {1.0}


BOMB = '<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<?xml version="1.0" encoding="UTF-8"?>', BOMB, "declares a document type"),
        ('<?xml version="1.0" encoding="UTF-8"?>', OUTSIDE, "declares a document type"),
        ("</graphml>", "", "is not XML"),
        ("graphml", "gexf", "begins with <gexf> and is not a graph of GraphML"),
        ('source="0" ', "", r"line 13: an edge is without a source or a target"),
        ('target="1"', 'target="9"', 'line 13: an edge names "9", and no node has that id'),
        ('<node id="3">', '<node id="2">', 'line 12: node "2" is there twice'),
        ('<node id="3">', "<node>", "line 12: a node is without an id"),
        ('key="r"', 'key="q"', 'line 9: no key is called "q"'),
        ('id="r"/>', "/>", "line 7: a <key> is without an id"),
    ],
)
def test_files_that_are_broken_or_hostile_are_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GEPHI
    path = written(tmp_path, GEPHI.replace(old, new))
    for read in (read_graphml, signed_edges):
        with pytest.raises(QuestionError, match=f"graph.graphml.*{said}"):
            read(path)


@pytest.mark.parametrize(
    ("old", "new", "options", "said"),
    [
        ("-1.5", "NaN", {}, 'line 14: edge "1" from "1" to "2": weight is "NaN", and not a num'),
        ("-1.5", "many", {}, 'weight is "many", and not a number that is finite'),
        ("-1.5", "inf", {"sign": "weight"}, 'weight is "inf"'),
        ("", "", {"sign": "colour"}, '"colour" is not an attribute of the edges; known: weight'),
        ("", "", {"names": "nom"}, '"nom" is not an attribute of the nodes'),
        ("", "", {"names": "r"}, 'node "1": states no r, by which nodes are to be called'),
        ("Corvia", "Ardania", {"names": "label"}, 'nodes "0" and "2": have one label, "Ardania"'),
        ("", "", {"unsigned": "drop"}, 'unsigned="drop" is not an option'),
        ("", "", {}, 'edge from "2" to "0": states no sign in "weight"; unsigned="omit"'),
        ('="weight" attr', '="sign" attr', {}, "sign is 2, and neither .1 nor -1"),
        ('="weight" attr', '="width" attr', {}, "4 edges: none states a sign; they state width"),
        ("-1.5", "-1.5", {"weight": "weight"}, "weight is -1.5; beside a sign, a weight is above"),
    ],
)
def test_signs_that_are_not_stated_are_refused(
    tmp_path: Path, old: str, new: str, options: dict[str, str], said: str
) -> None:
    path = written(tmp_path, GEPHI.replace(old, new) if old else GEPHI)
    with pytest.raises(QuestionError, match=said):
        signed_edges(path, **options)  # type: ignore[arg-type]


def test_a_sign_alone_is_read_alike_as_a_tie_and_as_an_edge(tmp_path: Path) -> None:
    for minus in ("-", "\N{MINUS SIGN}"):
        path = written(tmp_path, GEPHI.replace("-1.5", minus).replace(">2.0<", ">+<"))
        ties = read_graphml(path, sign="weight").rows["ties"]
        edges = signed_edges(path, sign="weight", unsigned="omit")
        assert [int(tie["sign"]) for tie in ties[:2]] == edges["sign"].to_list()[:2] == [1, -1]


def test_a_missing_file_and_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="cannot be read: No such file"):
        signed_edges(tmp_path / "none.graphml")
    with pytest.raises(QuestionError, match="is a folder; a file is expected"):
        signed_edges(tmp_path)
    with pytest.raises(QuestionError, match="a file of GraphML or a graph of networkx, not int"):
        signed_edges(3)  # type: ignore[arg-type]


def test_options_that_name_nothing_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, GEPHI)
    for option, said in (
        ({"names": "nom"}, '"nom" is not an attribute of the nodes'),
        ({"sign": "colour"}, '"colour" is not an attribute of the edges'),
        ({"actor_kind": "stat"}, 'actor_kind="stat" is not an option; choose "state"'),
        ({"tie_kind": "love"}, 'tie_kind="love" is not an option'),
        ({"tie_status": "over"}, 'tie_status="over" is not an option'),
        ({"tie_basis": "rumour"}, 'tie_basis="rumour" is not an option'),
    ):
        with pytest.raises(QuestionError, match=said):
            read_graphml(path, **option)


def test_a_hundred_thousand_edges_are_read_in_seconds(tmp_path: Path) -> None:
    nodes = "".join(f'<node id="{n}"/>' for n in range(997))
    edges = "".join(
        f'<edge source="{n % 997}" target="{n % 991}"><data key="s">{1 - 2 * (n % 2)}</data></edge>'
        for n in range(100_000)
    )
    path = written(
        tmp_path,
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="s" for="edge" attr.name="sign" attr.type="int"/>'
        f'<graph edgedefault="directed">{nodes}{edges}</graph></graphml>',
    )
    found = signed_edges(path)
    assert (found.height, found["sign"].sum()) == (100_000, 0)
