from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.dossier.tables import Dossier, Place
from analysis.weapons import distances, reach
from analysis.weapons.reach import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from conftest import WithFigures


def test_a_quarter_of_a_great_circle_is_a_quarter_of_the_earth(dossier: Dossier) -> None:
    points = [("pole", 90.0, 12.0), ("coast", 0.0, 77.0), ("antipode", -90.0, 0.0)]
    places = [
        dict.fromkeys(Place.column_names())
        | {"place_id": p, "name": p, "latitude_deg": lat, "longitude_deg": lon, "sources": []}
        for p, lat, lon in points
    ]
    frames = dossier.to_dict() | {
        "places": pl.LazyFrame(places, schema=Place.create_empty().schema),
    }
    found = distances(Dossier.validate(frames, cast=True)).filter(origin_id="pole")
    quarter = EARTH_RADIUS_KM * 3.141592653589793 / 2
    assert dict(found.select("place_id", "distance_km").iter_rows()) == pytest.approx(
        {"coast": quarter, "antipode": 2 * quarter}
    )


def test_distances_agree_with_published_ones(dossier: Dossier) -> None:
    ways = distances(dossier)
    known = {("seoul", "pyongyang"): 195, ("seoul", "busan"): 325, ("moscow", "kyiv"): 756}
    for (here, there), published in known.items():
        found = ways.filter(origin_id=here, place_id=there)["distance_km"].item()
        assert found == pytest.approx(published, rel=0.02)
        assert found == ways.filter(origin_id=there, place_id=here)["distance_km"].item()


def test_a_range_reaches_only_if_every_figure_does(with_figures: WithFigures) -> None:
    rocket = ("max_range_km",)
    made = with_figures(
        ("k239-chunmoo", *rocket, 80, 80, "km", "munition: guided rocket", "page-a"),
        ("m142-himars", *rocket, None, 80, "km", "munition: guided rocket", "page-a"),
        ("kn-25", *rocket, 40, 40, "km", "munition: not stated", "page-a"),
        ("r-73", *rocket, 99, 99, "km", "munition: the missile itself", "page-a"),
    )
    found = reach(made, "panmunjom").filter(place_id="seoul")
    within = dict(found.select("weapon_id", "within").iter_rows())
    assert within == {"k239-chunmoo": "yes", "m142-himars": "open", "kn-25": "no"}
    assert dict(found.select("weapon_id", "stated").iter_rows())["kn-25"] is False


def test_an_unknown_place_is_refused(dossier: Dossier) -> None:
    with pytest.raises(ValueError, match="'atlantis' is none of"):
        reach(dossier, "atlantis")
