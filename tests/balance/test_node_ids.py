import polars as pl

from analysis.balance.edges import read_edges


def test_each_node_keeps_its_name_when_targets_sort_before_sources() -> None:
    edges = pl.DataFrame({"source": ["a", "b", "x"], "target": ["b", "c", "y"], "sign": [1, 1, 1]})
    graph = read_edges(edges)
    names = graph.nodes.to_list()
    assert [names[i] for i in graph.source] == edges["source"].to_list()
    assert [names[i] for i in graph.target] == edges["target"].to_list()
