from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.weapons import (
    comparable,
    compare,
    coverage,
    outranking_pairs,
    outranks,
    ratio,
    told_against,
)
from analysis.weapons.derivation import derived

if TYPE_CHECKING:
    from conftest import WithFigures

    from analysis.dossier.tables import Dossier

STANDARD = "munition: standard projectile"
UNKNOWN = "munition: not stated"


def shot(weapon: str, low: float | None, high: float | None, *rest: str) -> tuple[Any, ...]:
    return (weapon, "max_range_km", low, high, "km", *rest)


def test_the_envelope_holds_every_source_and_the_gap_is_measured_at_its_middle(
    with_figures: WithFigures,
) -> None:
    row = compare(
        with_figures(
            shot("k9-thunder", 30, 30, STANDARD, "page-a"),
            shot("k9-thunder", 50, 55, STANDARD, "page-b"),
        )
    ).row(0, named=True)
    assert (row["low"], row["high"], row["n_sources"]) == (30, 55, 2)
    assert row["gap"] == 20
    assert row["gap_share"] == pytest.approx(20 / 40)
    assert row["disagree"]


def test_an_open_bound_disagrees_only_where_it_must(with_figures: WithFigures) -> None:
    dossier = with_figures(
        shot("k9-thunder", None, 80, STANDARD, "page-a"),
        shot("k9-thunder", None, 40, STANDARD, "page-b"),
    )
    assert compare(dossier)["gap"].item() == 0
    assert compare(dossier)["low"].item() is None
    assert compare(dossier, up_to="value")["gap"].item() == 40


def test_one_open_end_opens_the_envelope(with_figures: WithFigures) -> None:
    row = compare(
        with_figures(
            shot("k9-thunder", None, 80, STANDARD, "page-a"),
            shot("k9-thunder", 70, 75, STANDARD, "page-b"),
        )
    ).row(0, named=True)
    assert (row["low"], row["high"]) == (None, 80)
    assert (row["least"], row["most"]) == (70, 80)


def test_one_source_does_not_disagree_with_itself(with_figures: WithFigures) -> None:
    rows = compare(
        with_figures(
            shot("k9-thunder", 30, 30, STANDARD, "page-a"),
            shot("k9-thunder", 60, 60, STANDARD, "page-a"),
        )
    )
    assert rows["n_sources"].item() == 1
    assert rows["gap"].item() is None
    assert rows["sources"].item().to_list()[0]["high"] == 60


def test_a_stricter_choice_of_sources_says_what_it_left_out(with_figures: WithFigures) -> None:
    dossier = with_figures(
        shot("k9-thunder", 30, 30, STANDARD, "page-a"),
        shot("k9-thunder", 60, 60, STANDARD, "page-e"),
        shot("2s3-akatsiya", 18, 18, STANDARD, "page-e"),
        shot("as-90", 25, 25, STANDARD, "page-c"),
    )
    rows = compare(dossier, min_reliability="C").sort("weapon_id")
    assert rows["weapon_id"].to_list() == ["2s3-akatsiya", "as-90", "k9-thunder"]
    assert rows["n_left_out"].to_list() == [1, 0, 1]
    assert rows["n_sources"].to_list() == [0, 1, 1]


@pytest.mark.parametrize("grade", ["b", "G", "", "AB"])
def test_a_reliability_that_is_no_grade_is_refused(dossier: Dossier, grade: str) -> None:
    with pytest.raises(ValueError, match=f"'{grade}' is no Admiralty grade: choose A to F"):
        compare(dossier, min_reliability=grade)


def test_figures_are_converted_by_unit(with_figures: WithFigures) -> None:
    dossier = with_figures(shot("k9-thunder", 1.609344, 1.609344, STANDARD, "page-a"))
    assert compare(dossier, unit="mile")["high"].item() == pytest.approx(1)
    with pytest.raises(ValueError, match="cannot convert km to kg"):
        compare(dossier, unit="kg")


def test_an_unknown_class_is_named_with_a_suggestion(dossier: Dossier) -> None:
    with pytest.raises(ValueError, match=r"howitzers.*did you mean .*howitzer"):
        compare(dossier, "howitzers")


@pytest.mark.parametrize(
    ("other", "allowed", "reason"),
    [
        ({"condition": "munition: guided rocket; name: GMLRS"}, True, "same munition"),
        ({"condition": "munition: tactical missile"}, False, "munition differs"),
        ({"condition": UNKNOWN}, False, "munition is not stated"),
        ({"condition": "munition: several"}, False, "munition is several"),
        ({"condition": None}, False, "munition is not stated"),
        ({"quantity": "combat_mass_t"}, False, "is not combat mass"),
    ],
)
def test_figures_are_comparable_under_the_same_stated_condition(
    other: dict[str, str | None], *, allowed: bool, reason: str
) -> None:
    ours = {"quantity": "max_range_km", "condition": "munition: guided rocket; name: 239 mm"}
    verdict = comparable(ours, ours | other)
    assert verdict.comparable is allowed
    assert reason in verdict.reason
    assert comparable(ours | other, ours).comparable is allowed


def test_a_ratio_is_an_interval_or_a_reason() -> None:
    k9 = {"quantity": "combat_mass_t", "condition": None, "low": 47.0, "high": 47.0, "unit": "t"}
    half = ratio(k9, k9 | {"low": 20.0, "high": 25.0})
    assert half.relation == "larger"
    assert half.interval is not None
    assert 47 / 22 in half.interval
    assert ratio(k9, k9 | {"low": 40.0, "high": None}).relation == "overlapping"
    dates = {"quantity": "in_service_year", "condition": None, "low": 1999, "high": 1999}
    assert ratio(dates, dates).reason == "a date has no ratio"


def test_outranking_needs_a_stated_munition_on_both_sides(with_figures: WithFigures) -> None:
    pairs = outranks(
        with_figures(
            shot("k9-thunder", 30, 30, STANDARD, "page-a"),
            shot("2s3-akatsiya", 18, 19, STANDARD, "page-a"),
            shot("as-90", 25, 31, STANDARD, "page-a"),
            shot("2s19-msta-s", 29, 29, UNKNOWN, "page-a"),
        ),
        "howitzer",
        "max_range_km",
    )
    verdicts = {(a, b): v for a, b, v in pairs.select("weapon_id", "other_id", "verdict").rows()}
    assert verdicts["k9-thunder", "2s3-akatsiya"] == "yes"
    assert verdicts["2s3-akatsiya", "k9-thunder"] == "no"
    assert verdicts["k9-thunder", "as-90"] == "overlapping"
    assert verdicts["k9-thunder", "2s19-msta-s"] == "not comparable"
    reason = pairs.filter(weapon_id="k9-thunder", other_id="2s19-msta-s")["reason"].item()
    assert reason == f"no figure of 2S19 Msta-S with {STANDARD}"


def test_without_figures_nothing_is_paired(with_figures: WithFigures) -> None:
    assert outranking_pairs(with_figures()).is_empty()


def test_a_weapon_is_told_against_each_rival_of_an_origin(with_figures: WithFigures) -> None:
    guided = "munition: guided projectile"
    pairs = outranks(
        with_figures(
            shot("k9-thunder", 30, 30, STANDARD, "page-a"),
            shot("2s3-akatsiya", 18, 19, STANDARD, "page-a"),
            shot("m-1989-koksan", 30, 40, STANDARD, "page-a"),
            shot("2s35-koalitsiya-sv", 40, 40, STANDARD, "page-a"),
            shot("2s35-koalitsiya-sv", 70, 70, guided, "page-a"),
            shot("as-90", 25, 25, guided, "page-a"),
            shot("m-2018-sph", 30, 30, STANDARD, "page-a"),
            shot("m-2018-sph", 20, 20, STANDARD, "page-b"),
            shot("2s19-msta-s", 29, 29, UNKNOWN, "page-a"),
        ),
        "howitzer",
        "max_range_km",
    )
    assert dict(told_against(pairs, "k9-thunder", ["RUS", "PRK"]).iter_rows()) == {
        "2S3 Akatsiya": "more with standard projectile (30 against 18 to 19)",
        "M-1989 Koksan": "at most as much with standard projectile (30 against 30 to 40)",
        "2S35 Koalitsiya-SV": "not more with standard projectile (30 against 40); "
        "not comparable with guided projectile: no figure of K9 Thunder",
        "M-2018 SPH": "open with standard projectile (30 against 20 to 30)",
        "2S19 Msta-S": "not comparable: states no munition that another weapon states",
    }


def test_coverage_counts_sources_not_figures(with_figures: WithFigures) -> None:
    found = coverage(
        with_figures(
            shot("k9-thunder", 30, 30, STANDARD, "page-a"),
            shot("k9-thunder", 40, 40, UNKNOWN, "page-a"),
        ),
        "howitzer",
    )
    status = dict(found.select("weapon_id", "status").iter_rows())
    assert status["k9-thunder"] == "single source"
    assert status["2s3-akatsiya"] == "unsourced"


def test_a_derived_quantity_carries_the_sources_of_both_inputs(with_figures: WithFigures) -> None:
    row = derived(
        with_figures(
            ("k2-black-panther", "engine_power_kw", 1100, 1100, "kW", None, "page-a"),
            ("k2-black-panther", "combat_mass_t", 55, 60, "t", None, "page-b"),
            ("k2-black-panther", "combat_mass_t", 50, 50, "t", None, "page-c"),
        ),
        "power_to_mass_kw_per_t",
    ).row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx((1100 / 60, 22))
    assert row["sources"] == ["page-a", "page-b", "page-c"]


def test_a_gun_takes_the_mass_of_the_round_of_its_calibre(with_figures: WithFigures) -> None:
    rates = ("rate_of_fire_per_min", 6, 6, "1/min", "mode: maximum", "page-a")
    rows = derived(
        with_figures(
            ("k9-thunder", *rates),
            ("k9-thunder", "calibre_mm", 155, 155, "mm", None, "page-a"),
            ("2s19-msta-s", *rates),
            ("2s19-msta-s", "calibre_mm", 152, 152, "mm", None, "page-a"),
            ("155-mm-round", "calibre_mm", 155, 155, "mm", None, "page-b"),
            ("155-mm-round", "munition_mass_kg", 45, 45, "kg", None, "page-b"),
        ),
        "salvo_mass_kg_per_min",
    )
    assert rows["weapon_id"].to_list() == ["k9-thunder"]
    assert rows["high"].item() == pytest.approx(270)


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(6)))
def test_the_order_of_figures_does_not_matter(order: list[int]) -> None:
    pages = [("page", float(n), float(n + 5)) for n in (10, 20, 30, 40, 50, 60)]
    from analysis.weapons.comparison import hull  # noqa: PLC0415 (only this test needs it)

    rows = pl.DataFrame([pages[i] for i in order], schema=["g", "low", "high"], orient="row")
    assert rows.group_by("g").agg(hull("low"), hull("high")).row(0) == ("page", 10.0, 65.0)
