from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import QuestionError
from analysis.weapons import distances, within_range
from analysis.weapons.ranges import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from conftest import WithFigures

    from analysis import Dossier

PLACES = [
    {"place_id": "pole", "name": "Pole", "latitude_deg": 90.0, "longitude_deg": 12.0},
    {"place_id": "coast", "name": "Coast", "latitude_deg": 0.0, "longitude_deg": 77.0},
    {"place_id": "antipode", "name": "Antipode", "latitude_deg": -90.0, "longitude_deg": 0.0},
]
HERE = {"place_id": "here", "name": "Here", "latitude_deg": 0.0, "longitude_deg": 0.0}
THERE = {"place_id": "there", "name": "There", "latitude_deg": 0.5, "longitude_deg": 0.0}


def test_a_quarter_of_a_great_circle_is_a_quarter_of_the_earth(with_figures: WithFigures) -> None:
    found = distances(with_figures(places=PLACES)).filter(origin_id="pole")
    quarter = EARTH_RADIUS_KM * math.pi / 2
    assert dict(found.select("place_id", "distance_km").iter_rows()) == pytest.approx(
        {"coast": quarter, "antipode": 2 * quarter}
    )


def test_a_range_reaches_only_if_every_figure_does(with_figures: WithFigures) -> None:
    guided = "munition: guided rocket"
    made = with_figures(
        ("launcher-1", "max_range_km", 80, 80, "km", guided, "page-a"),
        ("launcher-2", "max_range_km", None, 80, "km", guided, "page-a"),
        ("launcher-3", "max_range_km", 40, 40, "km", "munition: not stated", "page-a"),
        ("launcher-4", "max_range_km", 60000, 60000, "m", guided, "page-a"),
        ("missile-1", "max_range_km", 99, 99, "km", "munition: the missile itself", "page-a"),
        ("raft-1", "max_range_km", 60, 60, "km", guided, "page-a"),
        places=[HERE, THERE],
    )
    found = within_range(made, "here")
    assert found["distance_km"].unique().to_list() == pytest.approx([55.6], abs=0.1)
    assert dict(found.select("weapon_id", "within").iter_rows()) == {
        "launcher-1": "yes",
        "launcher-2": "undecided",
        "launcher-3": "no",
        "launcher-4": "yes",
        "raft-1": "yes",
    }
    unstated = found.filter(~pl.col("condition_stated"))
    assert unstated["weapon_id"].to_list() == ["launcher-3"]


def test_from_the_only_place_nothing_is_within_range(with_figures: WithFigures) -> None:
    shot = ("gun-1", "max_range_km", 30, 30, "km", "munition: standard projectile", "page-a")
    made = with_figures(shot, places=[HERE])
    assert within_range(made, "here").is_empty()
    assert distances(made).is_empty()


def test_an_unknown_place_is_refused(dossier: Dossier) -> None:
    with pytest.raises(QuestionError, match=r'"velmm" is not a place .* did you mean "velm"'):
        within_range(dossier, "velmm")
