"""Two coders are compared on the words they marked and on what they said of them."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis import QuestionError
from analysis.coding import agreement, merge

if TYPE_CHECKING:
    from collections.abc import Sequence

Span = tuple[int, int, str | None]


def claims(prefix: str, *spans: Span, **columns: Sequence[object]) -> pl.DataFrame:
    rows = [
        {"claim_id": f"{prefix}{n}", "paragraph": 0, "start": start, "end": end, "stance": stance}
        for n, (start, end, stance) in enumerate(spans, 1)
    ]
    kinds = {"claim_id": pl.String, "paragraph": pl.Int64, "start": pl.Int64, "end": pl.Int64}
    frame = pl.DataFrame(rows, {**kinds, "stance": pl.String})
    return frame.with_columns(pl.Series(name, values) for name, values in columns.items())


ANN = claims("a", (9, 27, "support"), (50, 66, "oppose"), (72, 94, "support"))
BO = claims("b", (7, 28, "support"), (50, 66, "support"), (90, 99, "oppose"))
"""The worked example: overlaps 18/21, 16/16 and 4/27 of a text of 100 characters."""


def test_the_worked_example_has_its_overlaps_and_shares() -> None:
    found = agreement(ANN, BO)
    assert found.matched.rows() == [("a1", "b1", 18 / 21), ("a2", "b2", 1.0)]
    assert found.only_first["claim_id"].to_list() == ["a3"]
    assert found.only_second["claim_id"].to_list() == ["b3"]
    assert found.spans.rows() == [(0.5, 2 / 3, 2 / 3, 2 / 3), (0.8, 2 / 3, 2 / 3, 2 / 3)]
    (stance,) = found.columns.iter_rows(named=True)
    assert (stance["column"], stance["pairs"], stance["equal_share"]) == ("stance", 2, 0.5)
    differing = found.disagreements.rows()
    assert differing == [("a2", "b2", "stance", "oppose", "support", 0, 50, 66)]
    assert agreement(ANN, BO, threshold=0.1).matched.height == 3


def test_alpha_is_the_one_of_the_worked_example_by_hand() -> None:
    """Ten units, D_o = 4/20, D_e = 2·10·10/(20·19): alpha = 0.62."""
    ann, bo = ("1100101001", "1100001101")
    frames = [
        claims(name, *((10 * n, 10 * n + 5, value) for n, value in enumerate(values)))
        for name, values in (("a", ann), ("b", bo))
    ]
    (stance,) = agreement(*frames).columns.iter_rows(named=True)
    assert stance["alpha"] == pytest.approx(0.62)
    assert (stance["equal_share"], stance["reason"]) == (0.8, None)


@pytest.mark.parametrize(
    ("one", "other", "alpha"),
    [
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbccceddd", 0.692),
    ],
)
def test_alpha_is_the_one_of_the_literature(one: str, other: str, alpha: float) -> None:
    """Examples A and B of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)."""
    frames = [
        claims(name, *((10 * n, 10 * n + 5, value) for n, value in enumerate(values)))
        for name, values in (("a", one), ("b", other))
    ]
    (stance,) = agreement(*frames).columns.iter_rows(named=True)
    assert stance["alpha"] == pytest.approx(alpha, abs=0.0005)


def test_factuality_is_compared_in_its_order() -> None:
    """A step along the scale weighs less than its whole length; nominally both weigh the same."""
    scale = ["CT-", "PR-", "PS-", "Uu", "PS+", "PR+", "CT+"]
    spans = [(10 * n, 10 * n + 5, None) for n in range(14)]
    one = claims("a", *spans, factuality=scale * 2)
    near, far = (
        claims("b", *spans, factuality=[*scale, *scale[:-1], last]) for last in ("PR+", "CT-")
    )
    alphas = [
        agreement(one, other).columns.filter(column="factuality")["alpha"].item()
        for other in (near, far)
    ]
    assert alphas[0] > 0.99
    assert alphas[1] < 0.9


def test_without_variation_alpha_is_null_with_a_reason() -> None:
    alike = claims("a", (0, 5, "support"), (10, 15, "support"))
    (stance,) = agreement(alike, alike).columns.iter_rows(named=True)
    assert (stance["equal_share"], stance["alpha"]) == (1.0, None)
    assert "one value throughout" in stance["reason"]
    blank = claims("b", (0, 5, None), (10, 15, None))
    (stance,) = agreement(alike, blank).columns.iter_rows(named=True)
    assert (stance["pairs"], stance["equal_share"], stance["alpha"]) == (0, None, None)
    assert "no matched pair" in stance["reason"]
    assert agreement(alike, blank).disagreements["value_second"].to_list() == [None, None]


def test_lists_are_compared_as_sets() -> None:
    spans = [(0, 5, None), (10, 15, None)]
    one = claims("a", *spans, targets=[["x", "y"], ["z"]])
    other = claims("b", *spans, targets=[["y", "x"], ["x"]])
    found = agreement(one, other)
    assert found.columns.filter(column="targets")["equal_share"].item() == 0.5
    assert found.disagreements["first"].to_list() == ["a2"]


def test_of_claims_on_the_same_words_those_with_equal_values_are_matched() -> None:
    one = claims("a", (0, 9, "support"), (0, 9, "oppose"))
    other = claims("b", (0, 9, "oppose"), (0, 9, "support"))
    assert agreement(one, other).matched.select("first", "second").rows() == [
        ("a1", "b2"),
        ("a2", "b1"),
    ]


def test_nobody_agrees_with_nobody() -> None:
    nothing = agreement(ANN.clear(), BO)
    assert nothing.matched.is_empty()
    assert nothing.only_second.height == 3
    assert nothing.spans.row(0) == (0.5, None, 0.0, 0.0)
    assert agreement(ANN.clear(), BO.clear()).spans.row(0) == (0.5, None, None, None)


@pytest.mark.parametrize("threshold", [0, -1, 1.1, float("nan")])
def test_a_threshold_that_is_no_share_is_refused(threshold: float) -> None:
    with pytest.raises(QuestionError, match="above 0 and at most 1"):
        agreement(ANN, BO, threshold=threshold)


spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1], None)),
    max_size=5,
)


@settings(deadline=None)
@given(spans, spans)
def test_the_assignment_is_the_best_of_all(first: list[Span], second: list[Span]) -> None:
    """Against every way of pairing the claims."""

    def overlap(one: Span, other: Span) -> float:
        common = min(one[1], other[1]) - max(one[0], other[0])
        union = max(one[1], other[1]) - min(one[0], other[0])
        return common / union if common / union >= 0.3 else 0.0

    padded = [*second, *[(10**6, 10**6 + 1, None)] * len(first)]
    best = (
        max(
            sum(overlap(one, padded[j]) for one, j in zip(first, order, strict=True))
            for order in permutations(range(len(padded)), len(first))
        )
        if len(first) < 4
        else None
    )
    found = agreement(claims("a", *first), claims("b", *second), threshold=0.3)
    assert found.matched["first"].n_unique() == found.matched["second"].n_unique()
    assert found.matched.height + found.only_first.height == len(first)
    if best is not None:
        assert found.matched["overlap"].sum() == pytest.approx(best)


def test_merged_claims_have_what_was_decided() -> None:
    decisions = {("a2", "stance"): "second", "a3": "leave out", "b3": "keep"}
    merged = merge(with_coder(ANN, "ann"), with_coder(BO, "bo"), decisions)
    assert merged.select("claim_id", "stance", "coder").rows() == [
        ("a1", "support", None),
        ("a2", "support", None),
        ("b3", "oppose", "bo"),
    ]


def test_neither_value_or_another_one_may_be_decided_on() -> None:
    rest = {"a3": "leave out", "b3": "leave out"}
    assert merge(ANN, BO, {("a2", "stance"): "neither"} | rest)["stance"].to_list()[1] is None
    assert merge(ANN, BO, {("a2", "stance"): {"value": "open"}} | rest)["stance"][1] == "open"
    spans = [(0, 5, None)]
    lists = [claims(name, *spans, targets=[[to]]) for name, to in (("a", "x"), ("b", "y"))]
    for decision, merged in (("neither", []), ({"value": ["z"]}, ["z"])):
        assert merge(*lists, {("a1", "targets"): decision})["targets"].to_list() == [merged]


def with_coder(frame: pl.DataFrame, coder: str) -> pl.DataFrame:
    return frame.with_columns(coder=pl.lit(coder))


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ({}, "not decided: stance of a2, a3, b3"),
        ({("a2", "stance"): "first", "a3": "keep", "b3": "keep", "a9": "keep"}, "a9 is not a"),
        ({("a2", "stance"): "keep", "a3": "keep", "b3": "keep"}, "decision on stance of a2"),
        ({("a2", "stance"): None, "a3": "keep", "b3": "keep"}, "decision on stance of a2"),
        ({("a2", "stance"): {"value": 5}, "a3": "keep", "b3": "keep"}, '"5" is not a value'),
    ],
)
def test_what_is_not_decided_or_not_asked_is_refused(decisions: dict, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        merge(ANN, BO, decisions)


def test_a_value_is_as_its_column_has_it_or_refused() -> None:
    ann = analysis.example().claims.head(1)
    words = ann.schema["factuality"].categories
    bo = ann.with_columns(
        pl.lit(["belmark"]).alias("targets"),
        factuality=pl.lit("CT-").cast(pl.Enum(words)),
        said_on=pl.lit(date(2031, 5, 1)),
    )
    said = {"targets": "delmora", "factuality": "PR+", "said_on": "2031-05-03"}
    decided = {("c01", column): {"value": value} for column, value in said.items()}
    merged = merge(ann, bo, decided).select(*said).row(0)
    assert merged == (["delmora"], "PR+", date(2031, 5, 3))
    for column, value, hint in (("factuality", "PR++", "PR"), ("said_on", "soon", "type Date")):
        with pytest.raises(QuestionError, match=f'{column} of c01: "{value[:2]}.*{hint}'):
            merge(ann, bo, decided | {("c01", column): {"value": value}})


def test_ids_that_both_coders_use_for_other_claims_are_refused() -> None:
    other = BO.with_columns(claim_id=pl.Series(["a1", "a2", "a3"]))
    decisions = {("a2", "stance"): "first", "a3": "keep"}
    with pytest.raises(QuestionError, match="call another claim a3"):
        merge(ANN, other, decisions)


def test_coders_of_one_folder_are_compared_by_their_names() -> None:
    claims = analysis.example().claims
    one, other = (claims.with_columns(coder=pl.lit(name)) for name in ("ann", "bo"))
    both = pl.concat([one, other])
    found = agreement(both.filter(coder="ann"), both.filter(coder="bo"))
    assert found.matched.height == claims.height
    assert found.disagreements.is_empty()
