from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from analysis.charting import MOST_ROWS
from analysis.explorer import EmptyFigure, Explorer, TableExplorer
from analysis.weapons import charts, figure_envelopes, pairwise_comparisons

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import WithFigures

    from analysis import Dossier
    from analysis.explorer.base import Figure

STANDARD = "munition: standard projectile"
FIGURES = (
    charts.source_spread,
    charts.comparison_matrix,
    charts.range_ruler,
    charts.disagreements,
    charts.derived_table,
    charts.figures_on_claims_table,
    charts.coverage_table,
    charts.data_sheets,
    charts.source_table,
)


def place(place_id: str, latitude: float) -> dict[str, object]:
    where = {"latitude_deg": latitude, "longitude_deg": 0.0}
    return {"place_id": place_id, "name": place_id.title()} | where


def tables(shown: Figure) -> list[pl.DataFrame]:
    """Read back what the spec carries as text, with the columns that its expressions name."""
    assert isinstance(shown, Explorer)
    spec: dict[str, Any] = shown.spec
    found = {}
    for layer in [spec, *spec["layer"]]:
        if "data" not in layer:
            continue
        steps = layer.get("transform", spec["layer"][0].get("transform", []))
        calculated = {step["as"]: step["calculate"] for step in steps if "calculate" in step}
        names = {name: text for name, text in calculated.items() if "datum.cells[" in text}
        rows = spec["datasets"][layer["data"]["name"]]
        if names:
            lines = [row["line"].split("¦") for row in rows]
            table = pl.DataFrame(lines, schema=list(names), orient="row")
            for name, text in names.items():
                words, _, looked_up = text.partition("[toNumber(datum.cells[")
                if looked_up:
                    of_place = dict(enumerate(json.loads(words)))
                    word = pl.col(name).cast(pl.Int64).replace_strict(of_place)
                    table = table.with_columns(word.cast(pl.String))
            found[layer["data"]["name"]] = table
    return list(found.values())


def with_column(shown: Figure, column: str) -> pl.DataFrame:
    return next(table for table in tables(shown) if column in table.columns)


def starts(shown: Figure) -> dict[str, object]:
    assert isinstance(shown, Explorer)
    return {param["name"]: param["value"] for param in shown.spec["params"]}


def title(shown: Figure) -> str:
    assert isinstance(shown, Explorer)
    return " ".join(shown.spec["title"]["text"])


def subtitle(shown: Figure) -> str:
    assert isinstance(shown, Explorer)
    return " ".join(shown.spec["title"]["subtitle"])


def test_the_charts_open_with_the_choices_of_the_study(dossier: Dossier) -> None:
    study = dossier.study
    spread, ruler = charts.source_spread(dossier), charts.range_ruler(dossier)
    assert starts(spread) == {"weapon_class": study.weapon_class, "quantity": study.quantity}
    assert starts(ruler) == {"reach_class": study.weapon_class, "origin": study.fired_from}
    assert starts(charts.comparison_matrix(dossier)) == {
        "comparison": f"{study.weapon_class}:{study.quantity}:munition: guided rocket",
        "reading": "value",
    }


def test_titles_say_what_is_found(dossier: Dossier) -> None:
    assert title(charts.source_spread(dossier)) == (
        "Over all classes, in 1 of 6 comparisons public figures are more than 25% apart"
    )
    assert title(charts.comparison_matrix(dossier)) == (
        "Over all classes, public figures settle 6 of 6 comparisons of maximum range"
    )
    near = replace(dossier, places=dossier.places.filter(pl.col("place_id") != "ostrel"))
    assert title(charts.range_ruler(near)) == (
        "From Cape Orrin, 0 of 2 weapons of one class (rocket artillery) reach Velm, 124 km away"
    )
    assert title(charts.range_ruler(dossier, title="A finding")) == "A finding"


def test_the_ruler_speaks_of_the_nearest_place_that_some_do_not_reach(
    with_figures: WithFigures,
) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", 60, 60, "km", STANDARD, "page-a"),
        ("gun-2", "max_range_km", 30, 30, "km", STANDARD, "page-a"),
        places=[place("here", 0), place("near", 0.1), place("far", 0.5)],
    )
    assert title(charts.range_ruler(made)) == (
        "From Here, 1 of 2 weapons of one class (howitzer) reaches Far, 56 km away: Gun 1"
    )


def test_the_spread_marks_the_disagreements_of_the_table(dossier: Dossier) -> None:
    expected = figure_envelopes(dossier).filter("disagree")
    marked = with_column(charts.source_spread(dossier), "gap_share")
    assert sorted(marked["gap_share"].cast(pl.Float64)) == pytest.approx(
        sorted(expected["gap_share"]), abs=1e-3
    )


def test_the_spread_has_a_tick_for_every_source(dossier: Dossier) -> None:
    ticks = with_column(charts.source_spread(dossier), "source_id")
    strong = figure_envelopes(dossier).filter(~pl.col("weak_only"))
    assert ticks.height == strong["sources"].list.len().sum()


def test_a_tick_names_publisher_and_date_of_its_source(dossier: Dossier) -> None:
    shown = charts.source_spread(dossier)
    assert isinstance(shown, Explorer)
    said = [
        {field["field"] for field in layer["encoding"]["tooltip"]}
        for layer in shown.spec["layer"]
        if "tooltip" in layer["encoding"]
    ]
    assert said
    assert all({"source_id", "publisher", "published"} <= fields for fields in said)
    known = dossier.sources.select("source_id", pl.col("publisher", "published").fill_null(""))
    ticks = with_column(shown, "source_id")
    assert ticks.join(known, on=["source_id", "publisher", "published"], how="anti").is_empty()


def test_the_middle_of_a_cell_says_the_same_as_its_edge(dossier: Dossier) -> None:
    shown = charts.comparison_matrix(dossier)
    assert isinstance(shown, Explorer)
    rect, text = (layer["encoding"]["tooltip"] for layer in shown.spec["layer"])
    assert rect == text
    assert {field["field"] for field in text} == {"name", "other", "found", "reason"}


def test_the_matrix_keeps_both_readings_of_every_comparison(dossier: Dossier) -> None:
    cells = with_column(charts.comparison_matrix(dossier), "reading")
    apart = cells.with_columns(pl.col("reading").str.split("|")).explode("reading")
    asked = [
        (dossier, weapon_class, quantity, reading)
        for weapon_class in dossier.weapons["weapon_class"].unique()
        for quantity, measure in dossier.measures.items()
        if measure.compared
        for reading in ("bound", "value")
    ]
    pairs = pl.concat(
        pairwise_comparisons(*ask, read_up_to_as=reading).with_columns(reading=pl.lit(reading))
        for *ask, reading in asked
    )
    by = ["reading", "comparison"]
    pairs = pairs.with_columns(pl.col("comparison").str.replace("_", " "))
    assert apart.group_by(by).len().sort(by).equals(pairs.group_by(by).len().sort(by))


def test_the_ruler_keeps_room_for_the_labels_of_the_place_with_most(dossier: Dossier) -> None:
    shown = charts.range_ruler(dossier)
    assert isinstance(shown, Explorer)
    layers = shown.spec["layer"]
    (room,) = (layer["encoding"] for layer in layers if layer["mark"]["type"] == "rect")
    (label,) = (layer["encoding"] for layer in layers if layer["mark"]["type"] == "text")
    step = int(re.findall(r"\d+", label["y"]["value"]["expr"])[0])
    marks = with_column(shown, "mark").group_by("origin_id").len()["len"].to_list()
    assert -room["y"]["value"] > step * max(marks)


def test_the_ruler_ends_beyond_the_longest_range_and_begins_before_the_shortest(
    dossier: Dossier,
) -> None:
    shown = charts.range_ruler(dossier)
    assert isinstance(shown, Explorer)
    assert shown.spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [2.5, 144.0]


def test_what_is_fired_from_the_air_is_not_on_the_ruler(with_figures: WithFigures) -> None:
    made = with_figures(
        ("missile-1", "max_range_km", 60, 60, "km", STANDARD, "page-a"),
        places=[place("here", 0), place("there", 0.5)],
    )
    shown = charts.range_ruler(made)
    assert str(shown) == (
        'Figure "range-ruler": No range of a weapon that is not fired from the air is coded yet.'
    )


def test_weapons_of_one_name_stay_apart(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "combat_mass_t", 60, 60, "t", None, "page-a"),
        ("gun-2", "combat_mass_t", 30, 30, "t", None, "page-a"),
    )
    same = replace(made, weapons=made.weapons.with_columns(name=pl.lit("Gun")))
    cells = with_column(charts.comparison_matrix(same), "other")
    assert sorted(cells["name"]) == ["Gun (gun-1)", "Gun (gun-2)"]
    assert "Gun (gun-2)" in charts.data_sheets(same).to_html()


def test_a_sheet_numbers_its_sources_and_shows_markup_as_text(dossier: Dossier) -> None:
    named = dossier.weapons.with_columns(name=pl.col("name") + "<script>alert(1)</script>")
    page = charts.data_sheets(replace(dossier, weapons=named)).to_html()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'id="sheet-rocket-artillery"' in page
    tank = page.split('id="sheet-tank"')[1]
    assert "1 " in tank
    assert "50 to 52 [2, 3]" in tank


def test_a_sheet_marks_what_its_sources_dispute(dossier: Dossier) -> None:
    page = charts.data_sheets(dossier).to_html()
    assert re.findall(r">([^<>]*) ≠ \[", page) == ["40 to 60"]


def test_a_sheet_shows_hidden_characters_and_keeps_capitals(dossier: Dossier) -> None:
    named = dossier.weapons.with_columns(name=pl.col("name") + "\u202egnol\u202c")
    classes = dossier.weapon_classes.with_columns(label=pl.lit("UAV carrier"))
    page = charts.data_sheets(replace(dossier, weapons=named, weapon_classes=classes)).to_html()
    assert "\u202e" not in page
    assert "[U+202E]gnol" in page
    assert "UAV carrier" in page


def test_what_a_carrier_loads_has_a_sheet_if_it_is_fired_from_somewhere(
    with_figures: WithFigures,
) -> None:
    raft = {"weapon_class": "raft", "label": "raft", "fired_from": "sea", "loads": "tank"}
    rows = [(w, "combat_mass_t", 60, 60, "t", None, "page-a") for w in ("raft-1", "tank-1")]
    shown = charts.data_sheets(with_figures(*rows, weapon_classes=[raft]))
    assert str(shown) == "Sheets: raft, tank"


def test_small_numbers_are_not_rounded_away(with_figures: WithFigures) -> None:
    made = with_figures(
        ("tank-1", "combat_mass_t", 0.00042, 0.00042, "t", None, "page-a"),
        ("tank-1", "engine_power_kw", 0.0000021, 0.0000021, "kW", None, "page-a"),
    )
    ticks = with_column(charts.source_spread(made), "at")
    assert sorted(map(float, ticks["at"])) == [0.0000021, 0.00042]
    derived = charts.derived_table(made)
    assert isinstance(derived, TableExplorer)
    assert derived.frame["high"].to_list() == [0.005]


def test_a_reason_keeps_a_name_with_the_word_with(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", 30, 30, "km", STANDARD, "page-a"),
        ("gun-2", "max_range_km", 20, 20, "km", STANDARD, "page-a"),
        ("gun-3", "max_range_km", 20, 20, "km", "munition: not stated", "page-a"),
    )
    name = pl.when(pl.col("weapon_id") == "gun-3").then(pl.lit("Gun with shield"))
    named = replace(made, weapons=made.weapons.with_columns(name=name.otherwise("name")))
    cells = with_column(charts.comparison_matrix(named), "reason")
    assert "no figure of Gun with shield" in cells["reason"].to_list()


def test_munitions_have_no_sheet_of_their_own(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "combat_mass_t", 60, 60, "t", None, "page-a"),
        ("round-1", "munition_mass_kg", 40, 40, "kg", None, "page-a"),
    )
    assert str(charts.data_sheets(made)) == "Sheets: howitzer"


def test_a_heading_that_two_conditions_share_does_not_mix_them(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "crew", 4, 4, "count", "counted: a; duty: day", "page-a"),
        ("gun-1", "crew", 5, 5, "count", "counted: b; duty: day", "page-a"),
    )
    page = charts.data_sheets(made).to_html()
    assert [page.count(f"{crew} [1]") for crew in (4, 5)] == [1, 1]


def test_tables_say_what_they_count(dossier: Dossier) -> None:
    def caption(draw: Callable[[Dossier], Figure]) -> str:
        shown = draw(dossier)
        assert isinstance(shown, TableExplorer)
        return shown.caption

    assert caption(charts.disagreements) == (
        "Comparisons in which sources are more than 25% apart: 1, 1 of them under one stated "
        "condition"
    )
    assert caption(charts.coverage_table).startswith(
        "Of 33 things that could be known, 1 have no source and 25 have one; counting only"
    )
    assert caption(charts.figures_on_claims_table) == (
        "Assessments and predictions that mention a weapon: 2"
    )


def test_claims_without_a_speech_act_are_counted(dossier: Dossier) -> None:
    act = pl.when(pl.col("claim_id") != "c13").then("speech_act")
    shown = charts.figures_on_claims_table(
        replace(dossier, claims=dossier.claims.with_columns(speech_act=act))
    )
    assert isinstance(shown, TableExplorer)
    assert shown.frame["claim_id"].to_list() == ["c14"]
    assert shown.caption.endswith("other claims that do, without a speech act: 1")
    bare = dossier.claims.with_columns(speech_act=pl.lit(None, dossier.claims["speech_act"].dtype))
    empty = charts.figures_on_claims_table(replace(dossier, claims=bare))
    assert re.search(r"yet; other claims that do, without a speech act: \d+\.$", str(empty))


def test_pages_of_one_voice_are_one_source(dossier: Dossier) -> None:
    one = replace(dossier, sources=dossier.sources.with_columns(voice=pl.lit("wire")))
    for made, most in ((dossier, 4), (one, 1)):
        shown = charts.figures_on_claims_table(made)
        assert isinstance(shown, TableExplorer)
        assert shown.frame["n_sources"].max() == most
    ticks = [with_column(charts.source_spread(made), "source_id") for made in (dossier, one)]
    assert ticks[0].height == ticks[1].height, "each page is drawn"


def test_a_claim_has_one_row_with_all_that_may_be_meant(dossier: Dossier) -> None:
    acts = dossier.claims.schema["speech_act"]
    claims = dossier.claims.with_columns(speech_act=pl.lit("assessment", acts))
    shown = charts.figures_on_claims_table(replace(dossier, claims=claims))
    assert isinstance(shown, TableExplorer)
    row = shown.frame.row(by_predicate=pl.col("claim_id") == "c08", named=True)
    assert (row["mentioned"], row["may_mean"]) == ("Long-range weapons", "Lorelei, Merrow")
    about = dossier.figures.filter(pl.col("weapon_id").is_in(["lorelei", "merrow"]))
    assert row["n_figures"] == about.height
    assert row["n_sources"] == about["source_id"].n_unique()


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
def test_a_dossier_without_weapons_gets_a_sentence(
    draw: Callable[[Dossier], Figure], make_dossier: Callable[[], Dossier]
) -> None:
    shown = draw(make_dossier())
    assert isinstance(shown, EmptyFigure)
    assert re.fullmatch(r"No .* yet\.", shown.sentence)


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
def test_weapons_without_figures_get_a_sentence(
    draw: Callable[[Dossier], Figure], dossier: Dossier
) -> None:
    emptied = {name: getattr(dossier, name).clear() for name in ("figures", "places", "deliveries")}
    shown = draw(replace(dossier, **emptied))
    if draw is charts.figures_on_claims_table:
        assert isinstance(shown, TableExplorer)
        assert set(shown.frame["figures_found"]) == {"no figure found"}
    else:
        assert isinstance(shown, EmptyFigure)


@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("figure", ["described", "undescribed", "open"])
def test_one_figure_of_anything_is_enough_to_draw_or_to_say_why_not(
    draw: Callable[[Dossier], Figure], figure: str, with_figures: WithFigures
) -> None:
    row = {
        "described": ("gun-1", "max_range_km", 0, 0, "km", STANDARD, "page-ungraded"),
        "undescribed": ("raft-1", "draught", 50, 60, "hand spans", "tide: low", "page-a"),
        "open": ("raft-1", "max_range_km", 5, None, "km", "munition: several", "page-a"),
    }[figure]
    for places in ([], [place("here", 0)]):
        assert str(draw(with_figures(row, places=places)))
    drawn = draw(with_figures(row, places=[place("here", 0), place("there", 0)]))
    assert drawn.to_html()


def test_one_place_has_no_distances(dossier: Dossier) -> None:
    shown = charts.range_ruler(replace(dossier, places=dossier.places.head(1)))
    assert isinstance(shown, EmptyFigure)
    assert shown.sentence == "Only one place is coded yet; a distance needs two."


def test_quantities_and_units_that_no_table_describes_have_names(with_figures: WithFigures) -> None:
    shown = charts.source_spread(
        with_figures(
            ("raft-1", "load_of_hay", 5, 5, "t", None, "page-a"),
            ("raft-1", "load_of_hay", 6, 6, "t", None, "page-b"),
            ("raft-1", "load_of_hay", 9, 9, "bales", None, "page-a"),
        )
    )
    assert isinstance(shown, Explorer)
    [_, quantity] = shown.spec["params"]
    assert quantity["bind"]["options"] == ["load_of_hay:bales", "load_of_hay"]
    assert quantity["bind"]["labels"] == ["load of hay, bales", "load of hay, t"]


def many(dossier: Dossier, *, weapons: int, figures: int) -> Dossier:
    """Multiply the example's weapons, each with its figures several times over."""
    names = ["weapon_id", "name"]
    numbers = pl.DataFrame({"n": range(weapons)})
    times = pl.DataFrame({"variant_n": range(figures)})
    numbered = [pl.format("{}-{}", name, "n").alias(name) for name in names]
    made = dossier.weapons.join(numbers, how="cross").with_columns(numbered).drop("n")
    measured = (
        dossier.figures.join(numbers, how="cross")
        .join(times, how="cross")
        .with_columns(numbered[0], variant=pl.format("variant {}", "variant_n"))
        .drop("n", "variant_n")
    )
    return replace(dossier, weapons=made, figures=measured)


def test_a_large_dossier_shows_the_class_of_the_study_and_says_so(dossier: Dossier) -> None:
    large = many(dossier, weapons=20, figures=5)
    for draw in (charts.source_spread, charts.comparison_matrix, charts.range_ruler):
        shown = draw(large)
        assert 0 < sum(table.height for table in tables(shown)) <= MOST_ROWS
    spread = charts.source_spread(large)
    assert "all of one class (rocket artillery)" in subtitle(spread)
    matrix = charts.comparison_matrix(many(dossier, weapons=60, figures=1))
    assert "all of one class (rocket artillery)" in subtitle(matrix)
    assert sum(table.height for table in tables(matrix)) <= MOST_ROWS


def test_many_places_are_labelled_only_where_they_are_nearest(dossier: Dossier) -> None:
    there = dossier.places.head(1).join(pl.DataFrame({"n": range(300)}), how="cross")
    places = there.with_columns(
        place_id=pl.format("place-{}", "n"), latitude_deg=pl.col("n") / 1000
    ).drop("n")
    shown = charts.range_ruler(replace(dossier, places=places, choices={}))
    assert "Distances are shown from one place" in subtitle(shown)
    assert with_column(shown, "mark").height == 30
    assert isinstance(shown, Explorer)
    assert shown.spec["params"][1]["bind"]["options"] == ["place-0"]


def test_what_unreliable_sources_alone_give_is_listed_and_not_drawn(
    with_figures: WithFigures,
) -> None:
    where = [
        {"place_id": one, "name": one, "latitude_deg": lat, "longitude_deg": 0}
        for one, lat in (("here", 0), ("there", 0.3))
    ]
    standard = "munition: standard projectile"
    shots = [
        ("gun-1", "max_range_km", 40, 40, "km", standard, "page-b"),
        ("gun-1", "max_range_km", 90, 90, "km", standard, "page-e"),
        ("gun-2", "max_range_km", 30, 30, "km", standard, "page-c"),
        ("gun-3", "max_range_km", 70, 70, "km", standard, "page-e"),
    ]
    dossier = with_figures(*shots, places=where)
    for draw in (charts.source_spread, charts.comparison_matrix, charts.range_ruler):
        spec = json.dumps(draw(dossier).spec)
        assert "Gun 1" in spec
        assert "Gun 3" not in spec, draw
        assert "Not drawn: 1 value that unreliable sources alone give." in subtitle(draw(dossier))
    assert "Gun 1" in charts.disagreements(dossier).to_html()
    nothing = charts.source_spread(with_figures(shots[-1]))
    assert isinstance(nothing, EmptyFigure)
    assert nothing.sentence == "No figure has a source better than grade E yet."
    for draw in (charts.comparison_matrix, charts.range_ruler):
        missing = draw(with_figures(shots[-1], places=where))
        assert isinstance(missing, EmptyFigure)
        assert missing.sentence.endswith("1 value that unreliable sources alone give."), draw
