from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import QuestionError
from analysis.weapons import (
    comparable,
    conversion_factor,
    figure_envelopes,
    ratio,
    source_coverage,
)
from analysis.weapons.envelopes import OUTER_BOUNDS

if TYPE_CHECKING:
    from conftest import WithFigures

    from analysis import Dossier

STANDARD = "munition: standard projectile"
UNKNOWN = "munition: not stated"


def shot(weapon: str, low: float | None, high: float | None, *rest: str) -> tuple[Any, ...]:
    return (weapon, "max_range_km", low, high, "km", *rest)


def test_the_envelope_holds_every_source_and_the_gap_is_measured_at_its_middle(
    with_figures: WithFigures,
) -> None:
    row = figure_envelopes(
        with_figures(
            shot("gun-1", 30, 30, STANDARD, "page-a"),
            shot("gun-1", 50, 55, STANDARD, "page-b"),
        )
    ).row(0, named=True)
    assert (row["low"], row["high"], row["n_sources"]) == (30, 55, 2)
    assert row["gap"] == 20
    assert row["gap_share"] == pytest.approx(20 / 40)
    assert row["disagree"]


def test_an_open_bound_disagrees_only_where_it_must(with_figures: WithFigures) -> None:
    dossier = with_figures(
        shot("gun-1", None, 80, STANDARD, "page-a"),
        shot("gun-1", None, 40, STANDARD, "page-b"),
    )
    assert figure_envelopes(dossier)["gap"].item() == 0
    assert figure_envelopes(dossier)["low"].item() is None
    assert figure_envelopes(dossier, read_up_to_as="value")["gap"].item() == 40


def test_one_open_end_opens_the_envelope(with_figures: WithFigures) -> None:
    row = figure_envelopes(
        with_figures(
            shot("gun-1", None, 80, STANDARD, "page-a"),
            shot("gun-1", 70, 75, STANDARD, "page-b"),
        )
    ).row(0, named=True)
    assert (row["low"], row["high"]) == (None, 80)
    assert (row["lowest_stated"], row["highest_stated"]) == (70, 80)


def test_one_source_does_not_disagree_with_itself(with_figures: WithFigures) -> None:
    rows = figure_envelopes(
        with_figures(
            shot("gun-1", 30, 30, STANDARD, "page-a"),
            shot("gun-1", 60, 60, STANDARD, "page-a"),
        )
    )
    assert rows["n_sources"].item() == 1
    assert rows["gap"].item() is None
    assert rows["sources"].item().to_list()[0]["high"] == 60


def test_no_id_decides_in_which_order_a_figure_names_its_sources(
    with_figures: WithFigures,
) -> None:
    pages = [("B", "2031-05", "Mail"), ("B", "2031-06", "Post"), ("A", None, "Atlas")]
    pages += [(None, "2031-07", "Blog"), ("B", "2031-05", "Echo")]
    expected = ["Atlas", "Post", "Echo", "Mail", "Blog"]
    for ids in ("abcde", "edcba"):
        sources = [
            {"source_id": one, "title": "A page", "publisher": name, "kind": "press"}
            | {"published": day, "reliability": grade}
            for one, (grade, day, name) in zip(ids, pages, strict=True)
        ]
        rows = [shot("gun-1", 30, 30, STANDARD, one) for one in sorted(ids)]
        said = figure_envelopes(with_figures(*rows, sources=sources))["sources"].item()
        assert said.struct.field("publisher").to_list() == expected


def test_a_stricter_choice_of_sources_says_what_it_left_out(with_figures: WithFigures) -> None:
    dossier = with_figures(
        shot("gun-1", 18, 18, STANDARD, "page-e"),
        shot("gun-2", 25, 25, STANDARD, "page-c"),
        shot("gun-3", 30, 30, STANDARD, "page-a"),
        shot("gun-3", 60, 60, STANDARD, "page-e"),
    )
    rows = figure_envelopes(dossier, min_reliability="C").sort("weapon_id")
    assert rows["weapon_id"].to_list() == ["gun-1", "gun-2", "gun-3"]
    assert rows["n_left_out"].to_list() == [1, 0, 1]
    assert rows["n_sources"].to_list() == [0, 1, 1]


def test_a_source_without_a_grade_counts_unless_a_better_one_is_asked_for(
    with_figures: WithFigures,
) -> None:
    dossier = with_figures(shot("gun-1", 18, 18, STANDARD, "page-ungraded"))
    assert figure_envelopes(dossier).select("high", "n_left_out").row(0) == (18, 0)
    assert figure_envelopes(dossier, min_reliability="E").select("high", "n_left_out").row(0) == (
        None,
        1,
    )


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        ({"min_reliability": "b"}, r'min_reliability="b" is not an option; choose "A", .* or "F"'),
        ({"min_reliability": ""}, r'min_reliability="" is not an option'),
        ({"read_up_to_as": "vlaue"}, r'read_up_to_as="vlaue" .* choose "bound" or "value"'),
        ({"weapon_class": "howitzers"}, r'"howitzers" is not a weapon class .* "howitzer"\?'),
        ({"quantity": "max_range"}, r'"max_range" is not a quantity .* "max_range_km"'),
        ({"quantity": "max_range_km", "unit": "kg"}, "cannot convert km to kg"),
        ({"quantity": "max_range_km", "unit": "leaguse"}, "cannot convert km to leaguse"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(
    dossier: Dossier, options: dict[str, Any], refused: str
) -> None:
    with pytest.raises(QuestionError, match=refused):
        figure_envelopes(dossier, **options)


def test_a_class_without_figures_gives_no_rows_but_the_same_columns(dossier: Dossier) -> None:
    found = figure_envelopes(dossier, "submarine")
    assert found.is_empty()
    assert found.schema == figure_envelopes(dossier).schema
    assert source_coverage(dossier, "submarine").is_empty()


def test_figures_are_converted_by_unit(with_figures: WithFigures) -> None:
    dossier = with_figures(shot("gun-1", 1.609344, 1.609344, STANDARD, "page-a"))
    assert figure_envelopes(dossier, unit="mile")["high"].item() == pytest.approx(1)
    dossier = with_figures(("gun-1", "max_range_km", 6, 6, "inch", STANDARD, "page-a"))
    assert figure_envelopes(dossier, unit="mm")["high"].item() == 152.4


def test_figures_in_another_unit_join_those_in_the_unit_of_their_quantity(
    with_figures: WithFigures,
) -> None:
    dossier = with_figures(
        ("gun-1", "max_range_km", 30000, 30000, "m", STANDARD, "page-a"),
        ("gun-1", "max_range_km", 60, 60, "km", STANDARD, "page-b"),
    )
    row = figure_envelopes(dossier).row(0, named=True)
    assert (row["low"], row["high"], row["unit"], row["n_sources"]) == (30, 60, "km", 2)


def test_the_same_length_in_two_units_is_no_gap(with_figures: WithFigures) -> None:
    dossier = with_figures(
        ("gun-1", "calibre_mm", 6, 6, "inch", None, "page-a"),
        ("gun-1", "calibre_mm", 152.4, 152.4, "mm", None, "page-b"),
    )
    assert figure_envelopes(dossier).select("low", "high", "gap").row(0) == (152.4, 152.4, 0)


def test_a_condition_in_words_of_its_own_is_kept(with_figures: WithFigures) -> None:
    dossier = with_figures(("gun-1", "crew", 4, 4, "count", "on roads", "page-a"))
    assert figure_envelopes(dossier)["comparable_condition"].item() == "on roads"


def test_units_that_measure_different_things_stay_apart(with_figures: WithFigures) -> None:
    dossier = with_figures(
        ("raft-1", "draught", 50, 50, "cm", None, "page-a"),
        ("raft-1", "draught", 60, 60, "cm", None, "page-c"),
        ("raft-1", "draught", 1, 1, "m", None, "page-b"),
        ("raft-1", "draught", 2, 2, "t", None, "page-b"),
    )
    rows = figure_envelopes(dossier).select("unit", "low", "high").rows()
    assert sorted(rows) == [("cm", 50, 100), ("t", 2, 2)]


@pytest.mark.parametrize(
    ("other", "allowed", "reason"),
    [
        ({"condition": "munition: guided rocket; name: long one"}, True, "same munition"),
        ({"condition": "munition: tactical missile"}, False, "munition differs"),
        ({"condition": UNKNOWN}, False, "munition is not stated"),
        ({"condition": "munition: several"}, False, "munition is several"),
        ({"condition": None}, False, "munition is not stated"),
        ({"quantity": "combat_mass_t"}, False, "is not combat mass"),
        ({"quantity": "stealth_factor"}, False, "is not stealth factor"),
        ({"unit": "mile"}, True, "same munition"),
        ({"unit": "kg"}, False, "unit differs"),
    ],
)
def test_figures_are_comparable_under_the_same_stated_condition(
    other: dict[str, str | None], *, allowed: bool, reason: str
) -> None:
    condition = "munition: guided rocket; name: short one"
    ours = {"quantity": "max_range_km", "condition": condition, "unit": "km"}
    found = comparable(ours, ours | other)
    assert found.comparable is allowed
    assert reason in found.reason
    assert comparable(ours | other, ours).comparable is allowed


def test_a_quantity_that_no_table_describes_is_compared_with_itself() -> None:
    ours = {"quantity": "stealth_factor", "condition": None, "low": 2, "high": 2}
    assert comparable(ours, ours).reason == "same stealth factor"
    assert ratio(ours, ours | {"low": 1, "high": 1}).relation == "larger"


def test_a_dossier_says_what_its_quantities_need(dossier: Dossier) -> None:
    ours = {"quantity": "endurance_h", "condition": None}
    assert comparable(ours, ours).comparable
    assert comparable(ours, ours, measures=dossier.measures).reason == "speed is not stated"


def test_a_key_that_only_describes_counts_where_the_quantity_needs_it(
    with_figures: WithFigures,
) -> None:
    depth = {"quantity": "depth_m", "label": "depth", "unit": "m", "needs": "version"}
    dossier = with_figures(
        ("raft-1", "depth_m", 5, 5, "m", "version: deep", "page-a"), quantities=[depth]
    )
    assert figure_envelopes(dossier)["comparable_condition"].item() == "version: deep"


def test_what_a_quantity_needs_is_not_stated_where_there_is_no_condition(
    dossier: Dossier,
) -> None:
    bare = replace(dossier, figures=dossier.figures.with_columns(condition=pl.lit(None, pl.String)))
    rows = figure_envelopes(bare)
    stated = dict(rows.select("quantity", "condition_stated").iter_rows())
    assert not stated["max_range_km"]
    assert stated["combat_mass_t"]


def test_two_figures_are_given_by_place_or_by_name_and_answered_in_sentences() -> None:
    mass: dict[str, Any] = {"quantity": "combat_mass_t", "condition": None, "low": 45, "high": 45}
    assert str(comparable(a=mass, b=mass)).startswith("The two figures can be compared: ")
    said = str(ratio(a=mass, b={**mass, "low": 30, "high": 30}))
    assert said.startswith("The first is larger than the second: the first is 1.5 times")
    for function in (comparable, ratio):
        with pytest.raises(TypeError):
            function(mass, mass, None)  # type: ignore[call-arg, operator]


def test_a_ratio_is_an_interval_or_a_reason() -> None:
    gun = {"quantity": "combat_mass_t", "condition": None, "low": 47.0, "high": 47.0, "unit": "t"}
    half = ratio(gun, gun | {"low": 20.0, "high": 25.0})
    assert half.relation == "larger"
    assert half.interval is not None
    assert 47 / 22 in half.interval
    assert ratio(gun, gun | {"low": 40.0, "high": None}).relation == "overlapping"
    dates = {"quantity": "in_service_year", "condition": None, "low": 1999, "high": 1999}
    assert ratio(dates, dates).reason == "a date has no ratio"
    with pytest.raises(QuestionError, match="one figure is in t, one in kg"):
        ratio(gun, gun | {"unit": "kg"})


@pytest.mark.parametrize("unit", ["launchers", "", "((", "km/", "1/0", "degC"])
def test_what_cannot_be_converted_by_a_factor_is_refused(unit: str) -> None:
    with pytest.raises(QuestionError, match="cannot convert"):
        conversion_factor(unit, "kelvin")


def test_coverage_counts_sources_not_figures(with_figures: WithFigures) -> None:
    found = source_coverage(
        with_figures(
            shot("gun-1", 30, 30, STANDARD, "page-a"),
            shot("gun-1", 40, 40, UNKNOWN, "page-a"),
            ("gun-2", "combat_mass_t", 40, 40, "t", None, "page-a"),
        ),
        "howitzer",
    )
    status = dict(found.filter(quantity="max_range_km").select("weapon_id", "status").iter_rows())
    assert status == {"gun-1": "single source", "gun-2": "unsourced"}


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(6)))
def test_the_order_of_figures_does_not_matter(order: list[int]) -> None:
    pages = [("page", float(n), float(n + 5)) for n in (10, 20, 30, 40, 50, 60)]
    rows = pl.DataFrame([pages[i] for i in order], schema=["g", "low", "high"], orient="row")
    bounds = rows.group_by("g").agg(*OUTER_BOUNDS)
    assert bounds.row(0) == ("page", 10.0, 65.0)


def test_pages_of_one_voice_count_once_and_do_not_disagree(with_figures: WithFigures) -> None:
    rows = [
        ("gun-1", "max_range_km", 30, 30, "km", "munition: standard projectile", "page-a"),
        ("gun-1", "max_range_km", 60, 60, "km", "munition: standard projectile", "page-b"),
    ]
    sources = [
        {"source_id": name, "title": name, "kind": "press", "reliability": "C", "voice": "wire"}
        for name in ("page-a", "page-b")
    ]
    together = figure_envelopes(with_figures(*rows, sources=sources)).row(0, named=True)
    apart = figure_envelopes(with_figures(*rows)).row(0, named=True)
    assert (together["n_sources"], together["gap"], together["disagree"]) == (1, None, None)
    assert (apart["n_sources"], apart["gap"], apart["disagree"]) == (2, 30, True)
    assert (together["low"], together["high"]) == (apart["low"], apart["high"])
    coverage = source_coverage(with_figures(*rows, sources=sources))
    assert coverage["status"].to_list() == ["single source"]


@pytest.mark.parametrize(
    ("pages", "weak_only"),
    [
        (["page-e"], True),
        (["page-e", "page-c"], False),
        (["page-ungraded"], False),
        (["page-e", "page-ungraded"], False),
    ],
)
def test_what_unreliable_sources_alone_say_is_marked(
    with_figures: WithFigures, pages: list[str], *, weak_only: bool
) -> None:
    rows = [("gun-1", "crew", 5, 5, "count", None, page) for page in pages]
    assert figure_envelopes(with_figures(*rows))["weak_only"].to_list() == [weak_only]


def test_a_second_voice_is_compared_with_all_that_the_first_says(
    with_figures: WithFigures,
) -> None:
    rows = [
        ("gun-1", "max_range_km", km, km, "km", "munition: standard projectile", page)
        for km, page in ((30, "page-a"), (60, "page-b"), (45, "page-c"))
    ]
    voices = {"page-a": "wire", "page-b": "wire", "page-c": None}
    sources = [
        {"source_id": name, "title": name, "kind": "press", "reliability": "C", "voice": voice}
        for name, voice in voices.items()
    ]
    row = figure_envelopes(with_figures(*rows, sources=sources)).row(0, named=True)
    assert (row["n_sources"], row["gap"]) == (2, 0)
    apart = figure_envelopes(with_figures(*rows)).row(0, named=True)
    assert (apart["n_sources"], apart["gap"]) == (3, 30)
