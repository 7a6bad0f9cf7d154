"""Results in a notebook: sentences that say the same as the fields, with every name escaped."""

import polars as pl
import pytest
from bs4 import BeautifulSoup

from analysis.balance import frustration_index, optimal_partitions, triad_census

TRIANGLE = pl.DataFrame(
    {"source": ["<b>a</b>", "b", "c"], "target": ["b", "c", "<b>a</b>"], "sign": [1, 1, -1]}
)


def said(result: object) -> str:
    html = result._repr_html_()
    assert "<b>" not in html
    return BeautifulSoup(html, "html.parser").get_text(" ", strip=True)


def test_the_index_is_said_with_its_proof_the_strained_tie_and_the_camps() -> None:
    found = frustration_index(TRIANGLE)
    words = said(found)
    assert words.startswith("Frustration index: 1 , proven")
    source, target = found.frustrated_edges.select("source", "target").row(0)
    assert f"Frustrated: {source} \N{EN DASH} {target}." in words
    for camp, nodes in found.partition.group_by("camp"):
        assert f"Camp {camp[0] + 1}: {', '.join(nodes['node'])}." in words


def test_divisions_are_counted() -> None:
    assert said(optimal_partitions(TRIANGLE)).startswith(
        "There are 3 optimal divisions into two camps; each frustrates ties of weight 1"
    )
    balanced = TRIANGLE.with_columns(sign=pl.lit(1))
    assert said(optimal_partitions(balanced)).startswith("There is 1 optimal division")


def test_more_divisions_than_can_be_written_are_said_as_a_power_of_ten() -> None:
    many = 14_400  # pairs that cancel out: each doubles the number of divisions
    nodes = [*range(1, many + 1)]
    pairs = pl.DataFrame({"source": [0] * 2 * many, "target": nodes * 2})
    signed = pairs.with_columns(sign=pl.Series([1] * many + [-1] * many))
    found = optimal_partitions(signed, limit=1)
    assert found.count == 2**many
    assert said(found).startswith("There are more than 10^4334 optimal divisions")
    assert repr(found).startswith("<There are more than 10^4334 optimal divisions")


@pytest.mark.parametrize(("signs", "share"), [([1, 1, -1], "0%"), ([1, -1, -1], "100%")])
def test_triads_are_said_by_their_signs(signs: list[int], share: str) -> None:
    census = triad_census(TRIANGLE.with_columns(sign=pl.Series(signs)))
    assert said(census).startswith(f"{share} of 1 closed triads are balanced.")
    assert said(triad_census(TRIANGLE.head(1))) == "There are no closed triads."


def test_an_unproven_index_is_said_as_bounds() -> None:
    n = 60
    pairs = [(i, j) for i in range(n) for j in range(i)]
    signs = [1 if (i * j * 7919 + i + j) % 3 else -1 for i, j in pairs]
    hard = pl.DataFrame(pairs, ["source", "target"], orient="row").with_columns(
        sign=pl.Series(signs)
    )
    found = frustration_index(hard, time_limit_s=1e-6)
    assert not found.proven
    assert f"Frustration index: {found.lower_bound:,} to {found.index:,} ;" in said(found)
    assert " more." in said(found)
