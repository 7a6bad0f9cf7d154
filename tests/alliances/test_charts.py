from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest
import vl_convert

import analysis
from analysis import alliances
from analysis.alliances import charts

if TYPE_CHECKING:
    import altair as alt

MOST_ROWS = 5000


@pytest.fixture(scope="module")
def drawn() -> dict[str, alt.TopLevelMixin]:
    dossier = analysis.load()
    days = {"2024-06-24": "the article", "2024-12-05": "later"}
    reached = alliances.states(dossier, list(days), ["beijing-joins"])
    what_ifs = {"none": "nothing", "beijing-joins": "Beijing joins"}
    nodes = alliances.place(reached.nodes, dossier)
    edges = alliances.draw(reached.edges, dossier)
    summary = reached.summary.with_columns(supposed="what_if")
    world = alliances.structure(
        alliances.network(dossier, "2024-06-24", speaker="sun-yun"), "china"
    )
    sun = (alliances.place(world.nodes, dossier), alliances.draw(world.edges, dossier))
    steps = alliances.draw_chains(dossier)
    cases = [f"{a} attacks {b}" for a, b in alliances.ATTACKS]
    asked = alliances.CHAIN_DAYS
    return {
        "network": charts.tie_network(
            nodes, edges, summary, days=days, what_ifs=what_ifs, title="Two ties at odds"
        ),
        "views": charts.two_views([("Sun Yun", *sun), ("Again", *sun)], "Two worlds"),
        "grid": charts.obligation_grid(alliances.compare(dossier), "Five defend"),
        "timeline": charts.timeline(*alliances.history(dossier), "Treaties and events"),
        "trend": charts.balance_over_time(alliances.trend(dossier), "More strain"),
        "what-ifs": charts.balance_by_what_if(summary, "Beijing lowers it"),
        "chain": charts.call_in_chain(
            steps, alliances.COLUMNS, cases=cases, days=asked, title="Steps"
        ),
    }


def parts(spec: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if isinstance(spec, dict):
        found = [spec, *(part for below in spec.values() for part in parts(below))]
    elif isinstance(spec, list):
        found = [part for below in spec for part in parts(below)]
    return found


def test_every_chart_can_be_drawn(drawn: dict[str, alt.TopLevelMixin]) -> None:
    for name, chart in drawn.items():
        svg = vl_convert.vegalite_to_svg(json.dumps(chart.to_dict()))
        assert "<svg" in svg, name


def test_every_chart_has_a_title_and_a_description(drawn: dict[str, alt.TopLevelMixin]) -> None:
    for name, chart in drawn.items():
        spec = chart.to_dict()
        assert spec["title"]["text"], name
        assert spec["title"]["subtitle"], name
        assert spec["description"], name


def test_no_chart_links_or_reads_from_elsewhere(drawn: dict[str, alt.TopLevelMixin]) -> None:
    for chart in drawn.values():
        assert not any({"url", "href"} & set(part) for part in parts(chart.to_dict()))


def test_no_chart_holds_too_many_rows(drawn: dict[str, alt.TopLevelMixin]) -> None:
    for name, chart in drawn.items():
        sizes = [len(rows) for rows in chart.to_dict().get("datasets", {}).values()]
        assert max(sizes) <= MOST_ROWS, name


def test_signs_differ_by_dash_and_camps_by_shape(drawn: dict[str, alt.TopLevelMixin]) -> None:
    encoded = [part for part in parts(drawn["network"].to_dict()) if "strokeDash" in part]
    assert any(part["strokeDash"]["field"] == "relation" for part in encoded)
    shapes = [part for part in parts(drawn["network"].to_dict()) if "shape" in part]
    assert any(isinstance(part["shape"], dict) for part in shapes)


def test_the_network_has_a_control_for_day_basis_and_what_if(
    drawn: dict[str, alt.TopLevelMixin],
) -> None:
    names = [param["name"] for param in drawn["network"].to_dict()["params"] if "bind" in param]
    assert names == ["day", "basis", "what_if"]


def test_the_grid_keeps_a_column_for_an_obligation_that_no_treaty_holds(
    drawn: dict[str, alt.TopLevelMixin],
) -> None:
    shown = {row["obligation"] for row in alliances.compare(analysis.load()).to_dicts()}
    missing = set(alliances.DUTIES) - shown
    svg = vl_convert.vegalite_to_svg(json.dumps(drawn["grid"].to_dict()))
    assert missing
    assert all(f">{obligation}<" in svg for obligation in alliances.DUTIES)


def test_bases_are_named_as_the_controls_name_them(drawn: dict[str, alt.TopLevelMixin]) -> None:
    svg = vl_convert.vegalite_to_svg(json.dumps(drawn["what-ifs"].to_dict()))
    assert all(f">{words}<" in svg for words in alliances.BASIS_WORDS.values())


def test_each_state_shows_its_own_edges(drawn: dict[str, alt.TopLevelMixin]) -> None:
    spec = drawn["network"].to_dict()
    count = 2 * 3 * 2
    for start in range(0, count, 5):
        held = [
            row
            for rows in spec["datasets"].values()
            for row in rows
            if "pair" in row and start in row["states"]
        ]
        pairs = pl.Series([row["pair"] for row in held])
        assert pairs.n_unique() == len(held)
