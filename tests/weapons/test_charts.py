from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis.weapons import charts
from analysis.weapons import (
    compare,
    distances,
    exchange_pairs,
    figure_rows,
    outranking_pairs,
    range_rows,
    sheet_cells,
)

if TYPE_CHECKING:
    import altair as alt

    from analysis.dossier.tables import Dossier

SIDES = {"south": ("south-korea", "ukraine", ("RUS", "PRK"))}
MOST_ROWS = 5000


def tables(chart: alt.TopLevelMixin) -> list[pl.DataFrame]:
    """Read back what the spec carries as text, with the columns that its expressions name."""
    spec: dict[str, Any] = chart.to_dict()
    found = {}
    for layer in [spec, *spec["layer"]]:
        if "data" not in layer:
            continue
        steps = layer.get("transform", spec["layer"][0].get("transform", []))
        names = [step["as"] for step in steps if "datum.cells[" in step.get("calculate", "")]
        rows = spec["datasets"][layer["data"]["name"]]
        lines = [row["line"].split("¦") for row in rows]
        found[layer["data"]["name"]] = pl.DataFrame(
            lines, schema=list(dict.fromkeys(names)), orient="row"
        )
    return list(found.values())


def test_the_chart_marks_the_disagreements_of_the_table(dossier: Dossier) -> None:
    drawn = tables(charts.spread(figure_rows(dossier), "Finding", "How"))
    bands = next(table for table in drawn if "disagree" in table.columns)
    expected = compare(dossier).filter("disagree")
    marked = bands.filter(disagree="true")
    assert sorted(marked["gap_share"].cast(pl.Float64)) == pytest.approx(
        sorted(expected["gap_share"]), abs=1e-3
    )


def test_the_chart_has_a_tick_for_every_source(dossier: Dossier) -> None:
    rows = figure_rows(dossier)
    drawn = tables(charts.spread(rows, "Finding", "How"))
    ticks = next(table for table in drawn if "source_id" in table.columns)
    assert ticks.height == rows["n_sources"].sum()


def test_a_tick_names_publisher_and_date_of_its_source(dossier: Dossier) -> None:
    spec = charts.spread(figure_rows(dossier), "Finding", "How").to_dict()
    told = [
        {field["field"] for field in layer["encoding"]["tooltip"]}
        for layer in spec["layer"]
        if layer["mark"]["type"] == "point" and "tooltip" in layer["encoding"]
    ]
    assert told
    assert all({"source_id", "publisher", "published"} <= fields for fields in told)
    (ticks,) = (t for t in tables(charts.spread(figure_rows(dossier), "", "")) if "kind" in t)
    known = dossier.sources.select("source_id", pl.col("publisher", "published").fill_null(""))
    assert ticks.join(known, on=["source_id", "publisher", "published"], how="anti").is_empty()


def test_the_middle_of_a_cell_says_the_same_as_its_edge(dossier: Dossier) -> None:
    spec = charts.outranking(outranking_pairs(dossier), "Finding", "How").to_dict()
    rect, text = (layer["encoding"]["tooltip"] for layer in spec["layer"])
    assert rect == text
    assert {field["field"] for field in text} == {"name", "other", "verdict", "reason"}


def test_the_ruler_keeps_room_for_the_labels_of_the_place_with_most(dossier: Dossier) -> None:
    ways = distances(dossier).with_columns(mark="place")
    spec = charts.ruler(range_rows(dossier), ways, "Finding", "How").to_dict()
    (room,) = (layer["encoding"] for layer in spec["layer"] if layer["mark"]["type"] == "rect")
    (label,) = (layer["encoding"] for layer in spec["layer"] if layer["mark"]["type"] == "text")
    step = int(re.findall(r"\d+", label["y"]["value"]["expr"])[0])
    most = ways.filter(pl.col("distance_km") < 600).group_by("origin").len()["len"].to_list()
    assert -room["y"]["value"] > step * max(most)


def test_no_chart_holds_more_rows_than_a_page_can_carry(dossier: Dossier) -> None:
    ways = distances(dossier).with_columns(mark="place")
    drawn = [
        charts.spread(figure_rows(dossier), "Finding", "How"),
        charts.outranking(outranking_pairs(dossier), "Finding", "How"),
        charts.exchange(exchange_pairs(dossier, SIDES), "Finding", "How"),
        charts.ruler(range_rows(dossier), ways, "Finding", "How"),
    ]
    for chart in drawn:
        assert 0 < sum(table.height for table in tables(chart)) <= MOST_ROWS


def test_the_matrix_keeps_both_readings_of_every_verdict(dossier: Dossier) -> None:
    pairs = outranking_pairs(dossier)
    (cells,) = tables(charts.outranking(pairs, "Finding", "How"))
    apart = cells.with_columns(pl.col("reading").str.split("|")).explode("reading")
    counted = apart.group_by("reading", "verdict").len().sort("reading", "verdict")
    assert counted.equals(pairs.group_by("reading", "verdict").len().sort("reading", "verdict"))


def test_a_sheet_numbers_its_sources_and_shows_markup_as_text(dossier: Dossier) -> None:
    cells = sheet_cells(dossier, "tank").with_columns(
        name=pl.col("name") + "<script>alert(1)</script>"
    )
    page = charts.sheet(cells, dossier.sources, "Tanks <b>", "sheet-tank").as_raw_html()
    assert "<script>" not in page
    assert "Tanks &lt;b&gt;" in page
    assert 'id="sheet-tank"' in page
    used = cells["sources"].explode().n_unique()
    assert f"{used} " in page
    assert f"{used + 1} " not in page.split("gt_sourcenote")[-1]


def test_a_sheet_marks_what_its_sources_dispute(dossier: Dossier) -> None:
    cells = sheet_cells(dossier, "air_defence")
    page = charts.sheet(cells, dossier.sources, "Air defence", "sheet").as_raw_html()
    assert page.count(" ≠ [") == cells["disagree"].fill_null(value=False).sum() > 0
