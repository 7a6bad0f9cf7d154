from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.weapons import Interval, conversion_factor

NUMBERS = st.floats(min_value=1e-3, max_value=1e6, allow_nan=False)


@st.composite
def intervals_with_a_value(draw: st.DrawFn) -> tuple[Interval, float]:
    low, value, high = sorted(draw(st.lists(NUMBERS, min_size=3, max_size=3)))
    ends = draw(st.sampled_from([(low, high), (None, high), (low, None), (None, None)]))
    return Interval(*ends), value


@settings(deadline=None)
@given(intervals_with_a_value(), intervals_with_a_value())
def test_arithmetic_never_narrows(a: tuple[Interval, float], b: tuple[Interval, float]) -> None:
    (ours, x), (theirs, y) = a, b
    assert x / y in ours / theirs
    assert x * y in ours * theirs


@settings(deadline=None)
@given(intervals_with_a_value(), intervals_with_a_value())
def test_an_interval_exceeds_another_only_if_all_its_values_do(
    a: tuple[Interval, float], b: tuple[Interval, float]
) -> None:
    (ours, x), (theirs, y) = a, b
    if ours.exceeds(theirs):
        assert x > y
    if ours.exceeds(theirs) is False:
        assert x <= y


@pytest.mark.parametrize(
    ("there", "back"), [("km", "mile"), ("t", "lb"), ("kW", "metric_horsepower"), ("km/h", "knot")]
)
@settings(deadline=None)
@given(value=NUMBERS)
def test_conversions_round_trip(there: str, back: str, value: float) -> None:
    returned = value * conversion_factor(there, back) * conversion_factor(back, there)
    assert returned == pytest.approx(value, rel=1e-12)


def test_an_open_end_stays_open() -> None:
    up_to_80 = Interval(None, 80)
    assert (up_to_80 / Interval(40, 40)).low is None
    assert (Interval(40, 40) / up_to_80).high is None
    assert up_to_80.exceeds(Interval(60, 60)) is None


def test_an_interval_stays_what_it_is() -> None:
    interval = Interval(1, 2)
    assert {interval: "once"}[Interval(1, 2)] == "once"
    with pytest.raises(AttributeError):
        interval.low = 0  # type: ignore[misc]


def test_an_interval_runs_upward() -> None:
    with pytest.raises(ValueError, match="down to"):
        Interval(2, 1)


@pytest.mark.parametrize(
    ("ends", "words"),
    [((30, 30), "30"), ((None, 80), "up to 80"), ((40, None), "at least 40"), ((1, 2), "1 to 2")],
)
def test_an_interval_reads_as_a_source_would_put_it(
    ends: tuple[float | None, float | None], words: str
) -> None:
    assert str(Interval(*ends)) == words
