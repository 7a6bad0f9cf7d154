"""Every setting of a page has one number, the same in Python and in the browser."""

from __future__ import annotations

import re

import altair as alt
import pytest
import vl_convert

from analysis.charting import NothingToShow, Settings, option_control, setting_controls
from analysis.errors import QuestionError

QUOTES = """it's "</script>" \\ é😀"""
SETTINGS = Settings(
    day={"2030-01-01": "then", "2031-01-01": "later"},
    basis={"treaty": "treaties", "event": "and events", "claim": "and claims"},
    what_if={"none": "nothing", QUOTES: "a quotation"},
)


def number_in_vega(**setting: str) -> int:
    label = (
        alt.Chart()
        .mark_text()
        .encode(text=alt.value(alt.ExprRef(f"'n=' + ({SETTINGS.expression})")))
    )
    params = [alt.param(name, value=value) for name, value in setting.items()]
    svg = vl_convert.vegalite_to_svg(label.add_params(*params).to_dict())
    return int(re.search(r"n=(-?\d+)", svg)[1])


def test_vega_counts_as_python_does() -> None:
    for number, setting in SETTINGS:
        assert SETTINGS.number_of(**setting) == number == number_in_vega(**setting)
    assert number == len(SETTINGS) - 1


def test_expression_never_ends_a_script() -> None:
    assert "</" not in SETTINGS.expression


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"day": "2030-01-01", "basis": "treaty"}, "what_if is missing: give day, basis, what_if"),
        ({"dya": "2030-01-01"}, '"dya" is not a param of these settings; did you mean "day"?'),
        (
            {"day": "2030-01-01", "basis": "trety", "what_if": "none"},
            'basis="trety" is not an option; choose "treaty", "event" or "claim"',
        ),
    ],
)
def test_unknown_settings_are_refused(setting: dict[str, str], message: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(message)):
        SETTINGS.number_of(**setting)


def test_no_options_is_nothing_to_show() -> None:
    with pytest.raises(NothingToShow, match="There is no weapon class to choose yet"):
        Settings(day={"2030-01-01": "then"}, weapon_class={})
    with pytest.raises(NothingToShow, match="There is no weapon class to choose yet"):
        option_control("weapon_class", [])


def test_controls_offer_values_under_their_labels() -> None:
    day, basis, _ = setting_controls(SETTINGS, {"day": "Day "}, {"day": "2031-01-01"}, ["basis"])
    assert day.param.value == "2031-01-01"
    assert day.param.bind.to_dict() == {
        "input": "select",
        "options": ["2030-01-01", "2031-01-01"],
        "labels": ["then", "later"],
        "name": "Day ",
    }
    assert basis.param.bind.to_dict()["input"] == "radio"


def test_a_start_that_is_no_option_gives_the_first() -> None:
    day, *_ = setting_controls(SETTINGS, start={"day": "1999-01-01"})
    assert day.param.value == "2030-01-01"
