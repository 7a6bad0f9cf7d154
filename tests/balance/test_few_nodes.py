"""Small networks are followed tie by tie, large ones as sparse matrices: both find the same."""

import numpy as np
import pytest
from known_networks import random_network

from analysis.balance import blocks, search
from analysis.balance.blocks import Block


def scattered(seed: int) -> Block:
    """Ties so few that there are many components, some of them single nodes."""
    edges = random_network(30, 5 * seed, seed)
    return Block.of(list(edges.rows()), 30)


@pytest.mark.parametrize("seed", range(8))
def test_components_and_camps_do_not_depend_on_the_way(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = scattered(seed)
    length = np.random.default_rng(seed).random(len(block.u))
    few = block.components().tolist(), search.tree_camps(block, length).tolist()
    for module in (blocks, search):
        monkeypatch.setattr(module, "FEW", -1)
    assert few == (block.components().tolist(), search.tree_camps(block, length).tolist())
