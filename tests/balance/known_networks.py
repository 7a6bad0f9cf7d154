"""Networks whose balance is known from the literature, and small random ones."""

from itertools import combinations

import networkx as nx
import numpy as np
import polars as pl
from hypothesis import strategies as st

GAMA = """
1+2 1-3 2-3 1-4 3+4 1-5 2-5 1-6 2-6 3+6 3+7 5+7 6+7 3+8 4+8 6+8 7+8 2-9 5+9 6-9 2-10 9+10 6+11 7+11
8+11 9-11 10-11 1-12 6+12 7+12 8+12 11+12 6-13 7+13 9+13 10+13 11-13 5+14 8-14 12-14 13+14 1+15 2+15
5-15 9-15 10-15 11-15 12-15 13-15 1+16 2+16 5-16 6-16 11-16 12-16 13-16 14-16 15+16
"""
"""Alliances (+) and enmities (-) of the Gahuku-Gama, Read (1954) as in Hage and Harary (1983)."""


def frame(ties: list[tuple[int, int, int]]) -> pl.DataFrame:
    schema = {"source": pl.Int64, "target": pl.Int64, "sign": pl.Int64}
    return pl.DataFrame(ties, schema=schema, orient="row")


def highland_tribes() -> pl.DataFrame:
    ties = []
    for tie in GAMA.split():
        sign = 1 if "+" in tie else -1
        source, target = tie.replace("+", "-").split("-")
        ties.append((int(source), int(target), sign))
    return frame(ties)


def all_foes(size: int) -> pl.DataFrame:
    return frame([(u, v, -1) for u, v in combinations(range(size), 2)])


def planted_camps(size: int, degree: int, noise: float, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    camps = random.choice([-1, 1], size)
    graph = nx.gnm_random_graph(size, size * degree // 2, seed=seed)
    flip = np.where(random.random(graph.number_of_edges()) < noise, -1, 1)
    return frame(
        [(u, v, int(camps[u] * camps[v] * f)) for (u, v), f in zip(graph.edges, flip, strict=True)]
    )


def random_network(size: int, ties: int, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    graph = nx.gnm_random_graph(size, ties, seed=seed)
    return frame([(u, v, int(random.choice([-1, 1]))) for u, v in graph.edges])


def spin_glass(side: int, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(side, side, periodic=True))
    return frame([(u, v, int(random.choice([-1, 1]))) for u, v in graph.edges])


@st.composite
def multigraphs(draw: st.DrawFn, most_nodes: int, *, weighted: bool = False) -> pl.DataFrame:
    """Any ties: parallel, contradictory, self-loops."""
    size = draw(st.integers(1, most_nodes))
    node = st.integers(0, size - 1)
    sign = st.sampled_from([-1, 1])
    ties = draw(st.lists(st.tuples(node, node, sign), min_size=1, max_size=4 * size))
    edges = frame(ties)
    if not weighted:
        return edges
    weight = st.sampled_from([0.25, 0.5, 1.0, 1.75, 3.0])
    weights = draw(st.lists(weight, min_size=len(ties), max_size=len(ties)))
    return edges.with_columns(weight=pl.Series(weights))


def all_splits(size: int) -> np.ndarray:
    """Every split with node 0 in the first camp, one row of +1 and -1 each."""
    return 1 - 2 * ((np.arange(2 ** (size - 1))[:, None] << 1 >> np.arange(size)) & 1)


def costs(edges: pl.DataFrame, splits: np.ndarray) -> np.ndarray:
    """Frustrated weight of every split."""
    weight = edges["weight"].to_numpy() if "weight" in edges.columns else np.ones(len(edges))
    u, v, sign = (edges[name].to_numpy() for name in ("source", "target", "sign"))
    return (splits[:, u] * splits[:, v] * sign < 0) @ weight


def node_count(edges: pl.DataFrame) -> int:
    return 1 + max(edges["source"].max(), edges["target"].max())
