"""Colour is never the only difference between two words."""

from __future__ import annotations

import altair as alt
import polars as pl
import pytest
import vl_convert

from analysis.charting import BLUE, DASHED, GREY, SOLID, VERMILION, Style, Styles, tooltips

SIGNS = Styles(
    {
        "with": Style(BLUE, "circle", SOLID, label="with {whom}"),
        "against": Style(VERMILION, "square", DASHED, label="against {whom}"),
        "apart": Style(GREY, "cross", (1, 4), label="not linked"),
    }
)


def test_colour_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="give a shape or a dash"):
        Style(BLUE)


def test_points_need_shapes_and_lines_need_dashes() -> None:
    with pytest.raises(ValueError, match="has no shape"):
        Styles({"a": Style(BLUE, dash=SOLID)}).points("kind:N")
    with pytest.raises(ValueError, match="has no dash"):
        Styles({"a": Style(BLUE, "circle")}).lines("kind:N")


@pytest.mark.parametrize(("channels", "second"), [("points", "shape"), ("lines", "strokeDash")])
def test_colour_and_its_companion_share_one_legend(channels: str, second: str) -> None:
    drawn = getattr(SIGNS.labelled(whom='the "Union"'), channels)("camp:N", "Camp", columns=2)
    assert set(drawn) == {"color", second}
    color, other = drawn["color"].to_dict(), drawn[second].to_dict()
    assert color["scale"].pop("range") == [BLUE, VERMILION, GREY]
    assert len({str(look) for look in other["scale"].pop("range")}) == 3
    assert color == other
    rows = pl.DataFrame({"camp": ["with", "against", "apart"]})
    chart = alt.Chart(rows).mark_point().encode(x="camp", **drawn)
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    assert svg.count('>with the "Union"</') == svg.count(">not linked</") == 1


def test_a_chart_shows_only_the_words_it_has() -> None:
    scale = SIGNS.only(["apart", "with"]).color("camp:N").to_dict()["scale"]
    assert scale == {"domain": ["with", "apart"], "range": [BLUE, GREY]}


def test_tooltips_keep_their_order_and_know_numbers_from_dates() -> None:
    shown = tooltips(pair="Tie", share=("At odds", ".0%"), day=("Day", "%-d %B %Y"))
    assert [(t.to_dict()["title"], t.to_dict()["type"]) for t in shown] == [
        ("Tie", "nominal"),
        ("At odds", "quantitative"),
        ("Day", "temporal"),
    ]
