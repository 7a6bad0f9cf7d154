"""Figures on weapons: what they draw, and that title and sentence are true in every state."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from figure_states import marks, states
from weapon_rows import drawn, starts

from analysis.charting import MOST_ROWS
from analysis.explorer import EmptyFigure, Explorer, Figure, TableExplorer
from analysis.weapons import (
    charts,
    figure_envelopes,
    pairwise_comparisons,
    source_coverage,
)
from analysis.weapons.labels import citations
from analysis.weapons.ranges import reached_from
from analysis.weapons.sides import arms_sides, is_across

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import WithFigures

    from analysis import Dossier

STANDARD = "munition: standard projectile"
FIGURES = (
    charts.comparison_ladder,
    charts.range_ruler,
    charts.source_spread,
    charts.disagreements,
    charts.source_coverage,
    charts.figures_on_claims_table,
    charts.weapon_table,
    charts.data_sheets,
    charts.source_table,
)
EXPLORERS = FIGURES[:5]


def place(place_id: str, latitude: float, country: str | None = None) -> dict[str, object]:
    where = {"latitude_deg": latitude, "longitude_deg": 0.0, "country": country}
    return {"place_id": place_id, "name": place_id.title()} | where


def frame(shown: Figure) -> pl.DataFrame:
    assert isinstance(shown, TableExplorer)
    return shown.frame


def test_figures_open_with_the_choices_of_the_study(dossier: Dossier) -> None:
    study = dossier.study
    start = starts(charts.comparison_ladder(dossier))
    assert str(start["comparison"]).startswith(f"{study.weapon_class}:{study.quantity}")
    assert start["reading"] == "value"
    chosen = dossier.weapons.filter(weapon_id=start["compared_weapon"])
    assert chosen["named_in_article"].item()
    ruler = starts(charts.range_ruler(dossier))
    assert (ruler["reach_class"], ruler["origin"]) == (study.weapon_class, study.fired_from)
    spread = starts(charts.source_spread(dossier))
    assert spread["spread"] == f"{study.weapon_class}:{study.quantity}"


@pytest.mark.parametrize("draw", EXPLORERS, ids=lambda draw: draw.__name__)
def test_every_control_speaks_and_a_title_of_the_caller_is_kept(
    draw: Callable[..., Explorer], dossier: Dossier
) -> None:
    shown = draw(dossier)
    assert {param.key for param in shown.params if param.bind} == set(shown.captions.keys)
    assert {title for _, title, _ in states(draw(dossier, title="A finding"))} == {"A finding"}
    assert all(sentence for _, _, sentence in states(shown))
    opening = {key: value for key, value in starts(shown).items() if key in shown.captions.keys}
    assert opening in [state for state, _, _ in states(shown)]
    with pytest.raises(TypeError):
        draw(dossier, "A finding")


@pytest.mark.parametrize("name", charts.__all__)
def test_a_figure_has_a_name_of_ones_own(name: str, dossier: Dossier) -> None:
    assert getattr(charts, name)(dossier, name="once-more").name == "once-more"


@pytest.mark.parametrize("draw", EXPLORERS, ids=lambda draw: draw.__name__)
def test_the_main_marks_have_a_sentence_and_human_headings(
    draw: Callable[..., Explorer], dossier: Dossier
) -> None:
    layers = draw(dossier).spec["layer"]
    spoken = [layer["encoding"] for layer in layers if "tooltip" in layer["encoding"]]
    assert spoken
    assert sum("description" in encoding for encoding in spoken) >= 1
    for encoding in spoken:
        titles = [field["title"] for field in encoding["tooltip"]]
        assert all(re.fullmatch(r"[A-Z][^_]*", title) for title in titles), titles
    others = [layer["mark"] for layer in layers if "description" not in layer["encoding"]]
    assert all(mark.get("aria") is False for mark in others)


def parts(spec: object, name: str) -> Iterator[dict[str, object]]:
    """Every part of a name in a spec, however deep, with what is around it."""
    for key, value in spec.items() if isinstance(spec, dict) else enumerate(_listed(spec)):
        if key == name and isinstance(value, dict):
            yield value | {"encoding": spec.get("encoding", {})}
        yield from parts(value, name)


def _listed(spec: object) -> list[object]:
    return spec if isinstance(spec, list) else []


@pytest.mark.parametrize(
    "draw",
    [*EXPLORERS, charts.deliveries_over_time, charts.delivery_comparability],
    ids=lambda draw: draw.__name__,
)
def test_a_screen_reader_is_not_read_axes_of_numbers_and_marks_that_say_nothing(
    draw: Callable[..., Explorer], dossier: Dossier
) -> None:
    spec = draw(dossier).spec
    marks = [mark for mark in parts(spec, "mark") if "type" in mark]
    assert marks
    assert all("description" in mark["encoding"] or mark["aria"] is False for mark in marks)
    assert all(axis["aria"] is False for axis in parts(spec, "axis") if "format" in axis)


def counted(words: str) -> dict[str, int]:
    found = re.findall(r"(above|below|equal to|cannot be told from) ([\d,]+)", words)
    return {word: int(number.replace(",", "")) for word, number in found}


def test_a_title_counts_the_others_above_and_below_in_every_state(dossier: Dossier) -> None:
    for state, title, _ in states(charts.comparison_ladder(dossier)):
        weapon_class, measure, *condition = str(state["comparison"]).split(":", 2)
        if not dossier.measures[measure].compared:
            assert dossier.measures[measure].first, "what is not stated is derived"
            continue
        pairs = pairwise_comparisons(
            dossier,
            weapon_class,
            measure,
            rivals=dossier.classes[weapon_class].faces,
            read_up_to_as=state["reading"],
        ).filter(comparable_condition="".join(condition))
        own = pairs.filter(weapon_id=state["compared_weapon"])
        back = pairs.filter(other_id=state["compared_weapon"])
        above = own.filter(comparison="more").height
        below = back.filter(comparison="more").height
        assert counted(title).get("above", 0) == above, title
        assert counted(title).get("below", 0) == below, title
        compared = own.filter(pl.col("comparison") != "not_comparable").height
        assert sum(counted(title).values()) == compared
        assert f"of {compared} other" in title


def test_marks_say_what_the_title_counts_in_every_state(dossier: Dossier) -> None:
    shown = charts.comparison_ladder(dossier)
    words = {
        "above": "below",
        "below": "above",
        "equal to": "equal",
        "cannot be told from": "unclear",
    }
    for state, title, _ in states(shown):
        said = marks(shown, **state)
        for word, of_mark in words.items():
            number = sum(text.endswith(f"beside the chosen one {of_mark}") for text in said)
            assert number == counted(title).get(word, 0), (title, said)


def test_equal_figures_are_neither_above_nor_below(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", 30, 30, "km", STANDARD, "page-a"),
        ("gun-2", "max_range_km", 30, 30, "km", STANDARD, "page-a"),
        ("gun-3", "max_range_km", 30, 40, "km", STANDARD, "page-a"),
    )
    shown = charts.comparison_ladder(made)
    title, _ = shown.caption(compared_weapon="gun-1")
    assert title.endswith("equal to 1, cannot be told from 1 of 2 others")


def test_a_reading_is_offered_only_where_an_end_is_open(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", None, 30, "km", STANDARD, "page-a"),
        ("gun-2", "max_range_km", 20, 20, "km", STANDARD, "page-a"),
        ("gun-1", "combat_mass_t", 30, 30, "t", None, "page-a"),
        ("gun-2", "combat_mass_t", 20, 20, "t", None, "page-a"),
    )
    found = list(states(charts.comparison_ladder(made)))
    readings = {state["comparison"]: set[str]() for state, _, _ in found}
    for state, _, _ in found:
        readings[state["comparison"]].add(state["reading"])
    assert readings["howitzer:combat_mass_t"] == {"value"}
    assert readings[f"howitzer:max_range_km:{STANDARD}"] == {"value", "bound"}
    shown = charts.comparison_ladder(made)
    ask = {"comparison": f"howitzer:max_range_km:{STANDARD}", "compared_weapon": "gun-1"}
    title, sentence = shown.caption(**ask, reading="bound")
    assert "cannot be told from 1 of 1 other" in title
    assert sentence.startswith("1 source gives it up to 30 km.")
    assert "above 1 of 1 other" in shown.caption(**ask, reading="value")[0]


def test_a_sentence_names_who_has_no_figure_and_counts_the_other_side(
    with_figures: WithFigures,
) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", 30, 30, "km", STANDARD, "page-a"),
        ("gun-2", "max_range_km", 20, 20, "km", STANDARD, "page-a"),
        ("gun-3", "max_range_km", 20, 20, "km", "munition: not stated", "page-a"),
        ("round-1", "munition_mass_kg", 45, 45, "kg", None, "page-a"),
        actors=[
            {"actor_id": one, "name": one.title(), "kind": "state", "country": country}
            for one, country in zip(
                ("anland", "beland", "celand", "deland"), ("XAA", "XBA", "XCA", "XDA"), strict=True
            )
        ],
        deliveries=[
            {
                "delivery_id": f"d{at}",
                "supplier": supplier,
                "recipient": recipient,
                "item": "shells",
                "unit": "shells",
                "measure": "count",
                "low": 5,
                "high": 5,
            }
            for at, (supplier, recipient) in enumerate([("anland", "beland"), ("celand", "deland")])
        ],
    )
    origins = pl.col("weapon_id").replace_strict({"gun-2": "XCA"}, default="XAA")
    made = replace(made, weapons=made.weapons.with_columns(origin=origins))
    _, sentence = charts.comparison_ladder(made).caption(compared_weapon="gun-1")
    assert "No such figure for Gun 3." in sentence
    assert "Beside those of Celand: above 1." in sentence


def test_titles_of_the_ruler_agree_with_within_range_in_every_state(dossier: Dossier) -> None:
    side = arms_sides(dossier)
    country = dict(dossier.places.select("place_id", "country").iter_rows())
    strong = figure_envelopes(dossier, read_up_to_as="value").filter(~pl.col("weak_only"))
    found = list(states(charts.range_ruler(dossier)))
    assert found
    for state, title, sentence in found:
        rows = reached_from(strong, dossier, state["origin"]).filter(
            weapon_class=state["reach_class"], place_id=state["target"]
        )
        rows = rows.filter(~pl.col("comparable_condition").str.contains(": several"))
        to = country[state["target"]]
        rows = rows.filter(
            pl.Series([is_across(one, to, side) for one in rows["country"]], dtype=pl.Boolean)
        )
        sure = rows.filter(pl.col("condition_stated"), within="yes")["name"].n_unique()
        some = rows.filter(pl.col("within") != "no")["name"].n_unique() - sure
        assert f" {sure} of {rows['name'].n_unique()} weapon" in title
        assert (f"{some} more perhaps" in title) == (some > 0)
        for name in rows["name"].unique():
            reaches = not rows.filter(pl.col("within") != "no", name=name).is_empty()
            assert not (name in sentence and not reaches)


def test_targets_are_of_the_other_side(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", 60, 60, "km", STANDARD, "page-a"),
        places=[place("line", 0), place("home", 0.1, "XAA"), place("foe", 0.3, "XBB")],
    )
    found = list(states(charts.range_ruler(made)))
    assert {(state["origin"], state["target"]) for state, _, _ in found} == {
        *(("home", "line"), ("home", "foe")),
        *(("line", "foe"), ("foe", "line")),
    }
    menu = next(param for param in charts.range_ruler(made).params if param.key == "origin")
    assert menu.bind["labels"] == ["Foe", "Home", "Line"]
    only = replace(made, places=made.places.filter(pl.col("place_id").is_in(["home"])))
    none = replace(
        only,
        places=pl.concat([only.places, only.places]).with_columns(
            place_id=pl.Series(["home", "town"]), latitude_deg=pl.Series([0.0, 0.1])
        ),
    )
    shown = charts.range_ruler(none)
    assert isinstance(shown, EmptyFigure)
    assert "before it" in shown.sentence


def test_what_is_not_stated_never_reaches_surely(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", 60, 60, "km", "munition: not stated", "page-a"),
        places=[place("here", 0), place("there", 0.3)],
    )
    shown = charts.range_ruler(made)
    assert "0 of 1 weapon (howitzer) reach" in shown.title
    assert "1 more perhaps" in shown.title
    assert "Perhaps, by some figures or for a munition not stated: Gun 1." in shown.sentence
    steps = json.dumps(shown.spec["transform"])
    assert "datum.stated == 'stated' ? 'yes'" in steps


def test_what_is_fired_from_the_air_is_not_on_the_ruler(with_figures: WithFigures) -> None:
    made = with_figures(
        ("missile-1", "max_range_km", 60, 60, "km", STANDARD, "page-a"),
        places=[place("here", 0), place("there", 0.5)],
    )
    assert str(charts.range_ruler(made)) == (
        'Figure "range-ruler": No range of a weapon that is not fired from the air is coded yet.'
    )


def test_ranges_of_two_quantities_that_are_alike_come_in_one_order(
    with_figures: WithFigures,
) -> None:
    made = with_figures(
        *(
            (f"launcher-{nth}", f"{quantity}_range_km", 60, 60, "km", condition, "page-a")
            for nth in range(10, 30)
            for quantity, condition in (("max", "munition: drone"), ("engagement", "target: drone"))
        ),
        places=[place("here", 0), place("there", 0.3)],
    )
    assert drawn(charts.range_ruler(made))["row"].to_list() == [
        f"Launcher {nth}, drone, {quantity} range"
        for nth in range(10, 30)
        for quantity in ("engagement", "maximum")
    ]


def test_a_place_that_nothing_reaches_is_offered_if_there_is_no_other(
    with_figures: WithFigures,
) -> None:
    made = with_figures(
        ("gun-1", "max_range_km", 20, 20, "km", STANDARD, "page-a"),
        places=[place("here", 0), place("there", 5)],
    )
    shown = charts.range_ruler(made)
    assert "0 of 1 weapon (howitzer) reach" in shown.title
    assert shown.sentence.startswith("None has a range that is long enough.")


@pytest.mark.parametrize("chart", [charts.comparison_ladder, charts.range_ruler])
def test_rows_below_a_chart_have_every_source_where_a_mark_names_the_first(
    with_figures: WithFigures, chart: Callable[[Dossier], Figure]
) -> None:
    made = with_figures(
        *(("gun-1", "max_range_km", 30, 30, "km", STANDARD, f"page-{one}") for one in "abc"),
        ("gun-2", "max_range_km", 20, 20, "km", STANDARD, "page-a"),
        places=[place("here", 0), place("there", 0.3)],
    )
    cited = drawn(chart(made)).select("name", "citation", "citation_in_full").unique().sort("name")
    assert cited.rows() == [
        ("Gun 1", "page-a · page-b · and 1 more", "page-a · page-b · page-c"),
        ("Gun 2", "page-a", None),
    ]


def test_the_spread_has_a_mark_for_every_source_and_names_it(dossier: Dossier) -> None:
    marks = drawn(charts.source_spread(dossier), "b")
    strong = figure_envelopes(dossier).filter(~pl.col("weak_only"))
    said = strong["sources"].explode().struct.unnest()
    assert marks.height == said.height
    of = citations(dossier)
    assert sorted(marks["citation"]) == sorted(of[one] for one in said["source_id"])


def test_titles_of_the_spread_count_disagreements_in_every_state(dossier: Dossier) -> None:
    rows = figure_envelopes(dossier).filter(~pl.col("weak_only"))
    for state, title, sentence in states(charts.source_spread(dossier)):
        weapon_class, measure = str(state["spread"]).split(":")[:2]
        of = rows.filter(weapon_class=weapon_class, quantity=measure)
        apart = of.filter("disagree")
        same = ["weapon_id", "variant", "comparable_condition"]
        if apart.height:
            number = apart.select(same).unique().height
            assert f"more than a quarter apart on {number} of" in title
        else:
            assert "no two sources" in title or "one source for each row" in title
        figures = of["sources"].list.len().sum()
        assert f"{figures} figure" in sentence


def test_gaps_name_the_two_sources_that_are_farthest_apart(dossier: Dossier) -> None:
    shown = charts.disagreements(dossier)
    expected = figure_envelopes(dossier).filter("disagree")
    rows = drawn(shown)
    assert rows.height == expected.height
    low, high = (pl.col(f"{end}_figure").cast(pl.Float64) for end in ("low", "high"))
    gaps = rows.select(share=(high - low) / ((high + low) / 2))["share"]
    assert sorted(gaps) == pytest.approx(sorted(expected["gap_share"]), abs=1e-3)
    real = expected.filter("condition_stated").height
    assert shown.title.startswith(f"{real} gap")
    for column in ("low_citation", "high_citation"):
        assert set(rows[column]) <= set(citations(dossier).values())


def test_gaps_where_the_condition_is_not_stated_are_offered_apart(
    with_figures: WithFigures,
) -> None:
    shots = [("gun-1", STANDARD), ("gun-1", "munition: not stated"), ("gun-2", STANDARD)]
    shown = charts.disagreements(
        with_figures(
            *(
                (weapon, "max_range_km", km, km, "km", condition, page)
                for weapon, condition in shots
                for km, page in ((20, "page-a"), (40, "page-b"))
            )
        )
    )
    menu = next(param for param in shown.params if param.key == "gaps")
    assert menu.bind["labels"] == [
        "under one stated condition (2)",
        "where the condition is not stated (1)",
    ]
    said = {state["gaps"]: (title, sentence) for state, title, sentence in states(shown)}
    title, sentence = said["stated"]
    assert title.startswith("2 gaps of more than a quarter under one stated condition")
    assert sentence.startswith("These are contradictions, on Gun 1 and Gun 2. 1 more gap may")
    title, sentence = said["open"]
    assert title.startswith("1 gap of more than a quarter where the condition is not stated")
    assert sentence.startswith("On Gun 1: a gap may compare different munitions")


def test_rows_that_short_labels_would_make_one_are_all_drawn(with_figures: WithFigures) -> None:
    conditions = ("status: loaded", "counted: loaded")
    munition = "munition: standard projectile"
    made = with_figures(
        *(
            ("tank-1", "combat_mass_t", mass, mass, "t", condition, source)
            for condition in conditions
            for mass, source in ((30, "page-a"), (60, "page-b"))
        ),
        *(
            ("gun-1", "max_range_km", km, km, "km", f"{munition}; {condition}", "page-a")
            for km, condition in zip((40, 20), conditions, strict=True)
        ),
        places=[place("here", 0), place("there", 0.3)],
    )
    assert drawn(charts.disagreements(made))["row"].to_list() == [
        f"Tank 1, combat mass, {condition}, t" for condition in sorted(conditions)
    ]
    spread = drawn(charts.source_spread(made)).drop_nulls("row")["row"]
    ranges = drawn(charts.range_ruler(made))["row"]
    assert {f"Tank 1, {condition}" for condition in conditions} <= set(spread)
    assert len(set(ranges)) == len(conditions)


def test_coverage_follows_the_grade(dossier: Dossier) -> None:
    known = source_coverage(dossier)
    shown = charts.source_coverage(dossier)
    none = known.filter(status="unsourced").height
    assert f"Of {known.height} figures that one could look up, {none} " in shown.title
    rows = drawn(shown)
    for (_,), of in rows.group_by("grade"):
        assert of["n"].sum() == known.height
        assert of.group_by("label").agg(pl.col("share").sum())["share"].to_list() == (
            pytest.approx([1.0] * of["label"].n_unique(), abs=1e-3)
        )
        for _, bars in of.group_by("label"):
            assert bars["total"].unique().to_list() == [bars["n"].sum()]
            at = bars.select(pl.mean_horizontal("start", "end"))["start"].to_list()
            assert bars["middle"].to_list() == pytest.approx(at, abs=1e-3)
    for state, title, _ in states(shown):
        if state["grade"] != "F":
            usable = dossier.sources.filter(pl.col("reliability").cast(pl.String) <= state["grade"])
            kept = dossier.figures.join(usable, on="source_id", how="semi").height
            assert f"leaves {kept} of {dossier.figures.height} figures" in title


def test_the_first_sentences_of_the_page_are_true_and_lead_to_figures(dossier: Dossier) -> None:
    shown = charts.what_this_shows(dossier)
    text = str(shown)
    envelopes = figure_envelopes(dossier)
    several = envelopes.filter(pl.col("n_sources") > 1).height
    apart = envelopes.filter("disagree").height
    assert f"Of {several} points" in text
    assert f"on {apart}" in text
    assert "contradictory" in text
    assert "None" not in text
    led = re.findall(r'href="#(explorer-[a-z-]+)"', shown.to_html())
    stated = envelopes.filter("disagree", "condition_stated").height
    assert f"on {apart}, {stated} of them under one stated condition." in text
    assert led == [
        "explorer-comparison-ladder",
        "explorer-range-ruler",
        "explorer-disagreements",
        "explorer-deliveries-over-time",
    ]
    bare = replace(dossier, figures=dossier.figures.clear())
    assert "give" in str(charts.what_this_shows(bare))


def test_sentences_of_what_cannot_be_shown_are_left_out(with_figures: WithFigures) -> None:
    mass = ("gun-1", "combat_mass_t", 60, 60, "t", None, "page-a")
    said = str(charts.what_this_shows(with_figures(mass)))
    assert "comparisons" not in said
    assert "From" not in said
    reach = ("gun-1", "max_range_km", 40, 40, "km", STANDARD, "page-a")
    alone = str(charts.what_this_shows(with_figures(reach, places=[place("here", 0)])))
    assert "points on which" in alone
    assert "From" not in alone, "a distance needs two places"
    far_apart = [place("here", 0), place("there", 5)]
    far = str(charts.what_this_shows(with_figures(reach, places=far_apart)))
    assert "From Here, 0 of 1 weapon (howitzer) surely reach There, 556 km away." in far


def test_weapons_of_one_name_stay_apart(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "combat_mass_t", 60, 60, "t", None, "page-a"),
        ("gun-2", "combat_mass_t", 30, 30, "t", None, "page-a"),
    )
    same = replace(made, weapons=made.weapons.with_columns(name=pl.lit("Gun")))
    rows = drawn(charts.comparison_ladder(same))
    assert sorted(rows["name"]) == ["Gun (gun-1)", "Gun (gun-2)"]
    assert "Gun (gun-2)" in charts.data_sheets(same).to_html()


def test_a_sheet_numbers_its_sources_and_shows_markup_as_text(dossier: Dossier) -> None:
    named = dossier.weapons.with_columns(name=pl.col("name") + "<script>alert(1)</script>")
    page = charts.data_sheets(replace(dossier, weapons=named)).to_html()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'id="sheet-rocket-artillery" tabindex="0"' in page
    assert '<th scope="col">System</th>' in page
    tank = page.split('id="sheet-tank"')[1]
    assert re.search(r"50–52 \[\d+, \d+\]", tank)
    notes = re.findall(r"\[(\d+)\] ", tank)
    assert notes == [str(at) for at in range(1, len(notes) + 1)]


def test_a_sheet_marks_what_its_sources_dispute(dossier: Dossier) -> None:
    page = charts.data_sheets(dossier).to_html()
    assert re.findall(r'<td class="apart">([^<>]*) \[[^]]*\] ≠</td>', page) == ["40–60"]
    assert page.count("With a bar and marked ≠") == 1


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
    assert str(shown) == "Sheets: Raft, Tank"


def test_munitions_have_no_sheet_of_their_own(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "combat_mass_t", 60, 60, "t", None, "page-a"),
        ("round-1", "munition_mass_kg", 40, 40, "kg", None, "page-a"),
    )
    assert str(charts.data_sheets(made)) == "Sheets: Howitzer"


def test_a_heading_that_two_conditions_share_does_not_mix_them(with_figures: WithFigures) -> None:
    made = with_figures(
        ("gun-1", "crew", 4, 4, "count", "counted: a; duty: day", "page-a"),
        ("gun-1", "crew", 5, 5, "count", "counted: b; duty: day", "page-a"),
    )
    page = charts.data_sheets(made).to_html()
    assert [page.count(f"{crew} [1]") for crew in (4, 5)] == [1, 1]


def test_a_row_of_two_conditions_is_drawn_once_with_the_widest_gap(
    with_figures: WithFigures,
) -> None:
    made = with_figures(
        *(
            ("tank-1", "combat_mass_t", mass, mass, "t", f"name: {name}", source)
            for name, *masses in (("one", 30, 60), ("other", 20, 60))
            for mass, source in zip(masses, ("page-a", "page-b"), strict=True)
        ),
    )
    assert drawn(charts.source_spread(made))["stated"].to_list() == ["20 ≠ 60 · 4"]


@pytest.mark.parametrize(("masses", "begins"), [((10, 30), True), ((1000, 1001), False)])
def test_an_axis_that_does_not_begin_at_zero_is_said_to(
    masses: tuple[int, int], *, begins: bool, with_figures: WithFigures
) -> None:
    rows = [
        (f"tank-{nth}", "combat_mass_t", mass, mass, "t", None, "page-a")
        for nth, mass in enumerate(masses)
    ]
    sentence = charts.source_spread(with_figures(*rows)).sentence
    assert ("The axis does not begin at 0." in sentence) != begins


def test_a_menu_beyond_its_limit_says_what_is_left_out(with_figures: WithFigures) -> None:
    rows = [("raft-1", f"load_{nth}", 5, 5, "t", None, "page-a") for nth in range(403)]
    shown = charts.source_spread(with_figures(*rows))
    menu = next(param for param in shown.params if param.key == "spread")
    assert len(menu.bind["options"]) == 400
    assert "Left out: 3 rows, for which a page has no room." in shown.sentence


def test_a_sheet_says_which_end_is_open(with_figures: WithFigures) -> None:
    def cell(*ends: tuple[int | None, int | None]) -> str:
        rows = [
            ("tank-1", "combat_mass_t", low, high, "t", None, f"page-{source}")
            for (low, high), source in zip(ends, "ab", strict=False)
        ]
        page = charts.data_sheets(with_figures(*rows)).to_html()
        return re.findall(r"<td[^>]*>([^<\[]*) \[", page)[0]

    assert cell((None, 60)) == "up to 60"
    assert cell((None, 60), (50, 50)) == "50–60, or less"
    assert cell((50, None), (60, 60)) == "50–60, or more"
    assert cell((None, 60), (50, None)) == "50–60, ends open"
    assert cell((50, 50), (60, 60)) == "50–60"


def test_a_sheet_has_ranges_first_then_what_most_have_as_far_as_there_is_room(
    with_figures: WithFigures,
) -> None:
    several = [(f"gun-{n}", "combat_mass_t", n, n, "t", None, "page-a") for n in (40, 50, 60)]
    crews = [(f"gun-{n}", "crew", 4, 4, "count", None, "page-a") for n in (40, 50)]
    shots = [
        (f"gun-{n}", "max_range_km", 30, 30, "km", f"munition: {shot}", "page-a")
        for n in (40, 50)
        for shot in ("a", "b", "c", "d", "e")
    ]
    page = charts.data_sheets(with_figures(*crews, *several, *shots)).to_html()
    heads = re.findall(r"<th[^>]*>(.*?)</th>", page)
    quantities = [head for head in heads if "ange" in head or "ass" in head or "rew" in head]
    assert len(quantities) == 6
    assert all("ange" in head for head in quantities[:5])
    assert "ass" in quantities[5]


def test_a_heading_has_the_figure_that_needs_no_condition(with_figures: WithFigures) -> None:
    shown = charts.source_spread(
        with_figures(
            ("tank-1", "combat_mass_t", 60, 60, "t", None, "page-a"),
            ("tank-1", "combat_mass_t", 50, 50, "t", "status: unloaded", "page-a"),
        )
    )
    [names] = [p["value"] for p in shown.spec["params"] if p["name"] == "spread_labels"]
    assert names == ["Tank 1", "unloaded"]


def test_what_an_ungraded_source_gives_is_drawn(with_figures: WithFigures) -> None:
    pages = [("page-ungraded", 30), ("page-e", 40)]
    rows = [("gun-1", "combat_mass_t", mass, mass, "t", None, page) for page, mass in pages]
    shown = charts.source_spread(with_figures(*rows))
    assert isinstance(shown, Explorer)


def test_the_ladder_opens_with_a_weapon_of_the_article(with_figures: WithFigures) -> None:
    made = with_figures(
        *(("gun-1", "max_range_km", 30, 30, "km", STANDARD, f"page-{one}") for one in "ab"),
        *((f"gun-{n}", "max_range_km", 20, 20, "km", STANDARD, "page-a") for n in (2, 3)),
    )
    named = pl.col("weapon_id") == "gun-3"
    of_article = replace(made, weapons=made.weapons.with_columns(named_in_article=named))
    assert starts(charts.comparison_ladder(made))["compared_weapon"] == "gun-1"
    shown = charts.comparison_ladder(of_article)
    assert starts(shown)["compared_weapon"] == "gun-3"
    menu = next(param for param in shown.params if param.key == "compared_weapon")
    assert menu.bind["labels"] == ["Gun 1", "Gun 2", "Gun 3"]


def test_small_numbers_are_not_rounded_away(with_figures: WithFigures) -> None:
    made = with_figures(
        ("tank-1", "combat_mass_t", 0.00042, 0.00042, "t", None, "page-a"),
        ("tank-1", "engine_power_kw", 0.0000021, 0.0000021, "kW", None, "page-a"),
    )
    rows = drawn(charts.source_spread(made), "b")
    assert sorted(rows["high"]) == [0.0000021, 0.00042]


def test_claims_lead_to_their_rows_and_say_what_is_left_open(dossier: Dossier) -> None:
    shown = charts.figures_on_claims_table(dossier)
    rows = frame(shown)
    addresses = {cell["address"] for cell in rows["statement"]}
    assert addresses == {"#claim-c13", "#claim-c14"}
    assert str(shown).split(": ", 1)[1].startswith("2 assessments and forecasts mention weapons")
    act = pl.when(pl.col("claim_id") != "c13").then("speech_act")
    fewer = charts.figures_on_claims_table(
        replace(dossier, claims=dossier.claims.with_columns(speech_act=act))
    )
    assert frame(fewer).height == 1
    assert "1 other claim that does, without a kind of statement" in str(fewer)
    bare = dossier.claims.with_columns(speech_act=pl.lit(None, dossier.claims["speech_act"].dtype))
    empty = charts.figures_on_claims_table(replace(dossier, claims=bare))
    assert re.search(r"yet; [\d,]+ other claims? that do(es)?, without a kind of", str(empty))


def test_a_claim_has_one_row_with_all_that_may_be_meant(dossier: Dossier) -> None:
    acts = dossier.claims.schema["speech_act"]
    claims = dossier.claims.with_columns(speech_act=pl.lit("assessment", acts))
    rows = frame(charts.figures_on_claims_table(replace(dossier, claims=claims)))
    row = next(r for r in rows.iter_rows(named=True) if r["statement"]["address"] == "#claim-c08")
    assert (row["weapons"], row["may_mean"]) == ("Long-range weapons", "Lorelei and Merrow")
    about = dossier.figures.filter(pl.col("weapon_id").is_in(["lorelei", "merrow"]))
    sources = about["source_id"].n_unique()
    assert row["figures"] == f"{about.height} figures from {sources} sources"


def test_pages_of_one_voice_are_one_source(dossier: Dossier) -> None:
    one = replace(dossier, sources=dossier.sources.with_columns(voice=pl.lit("wire")))
    said = frame(charts.figures_on_claims_table(one))["figures"]
    assert all(text.endswith("from 1 source") for text in said)
    marks = [drawn(charts.source_spread(made), "b").height for made in (dossier, one)]
    assert marks[0] == marks[1], "each page is drawn"


def test_weapons_and_sources_have_anchors(dossier: Dossier) -> None:
    weapons = charts.weapon_table(dossier)
    assert set(weapons.anchors) == {f"weapon-{one}" for one in dossier.weapons["weapon_id"]}
    by_kind = list(zip(weapons.groups, frame(weapons)["name"], strict=True))
    assert by_kind == sorted(by_kind, key=lambda pair: [word.casefold() for word in pair])
    sources = charts.source_table(dossier)
    used = {*dossier.figures["source_id"], *dossier.places["sources"].explode()}
    assert set(sources.anchors) == {f"source-{one}" for one in used}
    assert frame(sources)["figures"].is_sorted(descending=True)
    assert frame(sources)["figures"].sum() == dossier.figures.height


@pytest.mark.parametrize("draw", [*FIGURES, charts.what_this_shows], ids=lambda d: d.__name__)
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
    if draw in (charts.figures_on_claims_table, charts.weapon_table):
        assert isinstance(shown, TableExplorer)
        assert "none" in str(
            shown.frame["figures"].to_list() if "figures" in shown.frame else "none"
        )
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
    assert draw(with_figures(row, places=[place("here", 0), place("there", 0)])).to_html()


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
    menu = next(param for param in shown.params if param.key == "spread")
    assert dict(zip(menu.bind["options"], menu.bind["labels"], strict=True)) == {
        "raft:load_of_hay:bales": "Raft: load of hay (bales), 1 figure",
        "raft:load_of_hay": "Raft: load of hay (t), 2 figures",
    }


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


def test_a_large_dossier_is_cut_and_says_so(dossier: Dossier) -> None:
    large = many(dossier, weapons=60, figures=5)
    for draw, part in (
        (charts.source_spread, "b"),
        (charts.comparison_ladder, "a"),
        (charts.range_ruler, "a"),
    ):
        shown = draw(large)
        assert 0 < drawn(shown, part).height <= MOST_ROWS
        assert len(shown.captions.states) <= 1000
    for draw in (charts.source_spread, charts.comparison_ladder):
        assert all("Left out: " in sentence for _, _, sentence in states(draw(large)))


def test_many_places_are_offered_only_where_they_are_nearest(dossier: Dossier) -> None:
    there = dossier.places.head(1).join(pl.DataFrame({"n": range(300)}), how="cross")
    places = there.with_columns(
        place_id=pl.format("place-{}", "n"),
        name=pl.format("Place {}", "n"),
        latitude_deg=pl.col("n") / 1000,
    ).drop("n")
    shown = charts.range_ruler(replace(dossier, places=places, choices={}))
    assert isinstance(shown, Explorer)
    assert len(shown.captions.states) <= 1000
    assert all("Left out: " in sentence for _, _, sentence in states(shown))


def test_what_unreliable_sources_alone_give_is_not_drawn(with_figures: WithFigures) -> None:
    where = [place("here", 0), place("there", 0.3)]
    shots = [
        ("gun-1", "max_range_km", 40, 40, "km", STANDARD, "page-b"),
        ("gun-1", "max_range_km", 90, 90, "km", STANDARD, "page-e"),
        ("gun-2", "max_range_km", 30, 30, "km", STANDARD, "page-c"),
        ("gun-3", "max_range_km", 70, 70, "km", STANDARD, "page-e"),
    ]
    dossier = with_figures(*shots, places=where)
    for draw in (charts.source_spread, charts.comparison_ladder, charts.range_ruler):
        spec = json.dumps(draw(dossier).spec)
        assert "Gun 1" in spec
        assert "Gun 3" not in spec, draw
        note = "Not drawn: 1 value that unreliable sources alone give."
        assert all(note in sentence for _, _, sentence in states(draw(dossier)))
    assert "Gun 1" in charts.disagreements(dossier).to_html() + json.dumps(
        charts.disagreements(dossier).spec
    )
    nothing = charts.source_spread(with_figures(shots[-1]))
    assert isinstance(nothing, EmptyFigure)
    assert nothing.sentence == "No figure has a source better than grade E yet."
    for draw in (charts.comparison_ladder, charts.range_ruler):
        missing = draw(with_figures(shots[-1], places=where))
        assert isinstance(missing, EmptyFigure)
        assert missing.sentence.endswith("1 value that unreliable sources alone give."), draw


@pytest.mark.parametrize("chart", [charts.comparison_ladder, charts.range_ruler])
def test_pages_of_one_voice_are_one_source_of_a_mark(
    with_figures: WithFigures, chart: Callable[[Dossier], Figure]
) -> None:
    pages = [("page-a", "A", "maker"), ("page-b", "B", "maker"), ("page-c", "C", None)]
    names = ("source_id", "reliability", "voice")
    made = with_figures(
        *(("gun-1", "max_range_km", 30, 30, "km", STANDARD, page) for page, _, _ in pages),
        ("gun-2", "max_range_km", 20, 20, "km", STANDARD, "page-a"),
        places=[place("here", 0), place("there", 0.3)],
        sources=[
            dict(zip(names, page, strict=True)) | {"title": page[0], "kind": "press"}
            for page in pages
        ],
    )
    counted = drawn(chart(made)).select("name", "n_sources").unique().sort("name")
    assert counted.rows() == [("Gun 1", 2), ("Gun 2", 1)]
