from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis.claims import charts
from analysis.claims import attributed

if TYPE_CHECKING:
    from analysis import Dossier


def test_a_longer_article_and_a_talkative_speaker_stay_within_the_axes(dossier: Dossier) -> None:
    said = attributed(dossier).with_columns(pl.col("paragraph") * 2, pl.col("place") + 5)
    marks = charts.claim_map(said, "Finding").to_dict()["layer"][0]["encoding"]
    for channel, column in (("x", "paragraph"), ("yOffset", "place")):
        low, high = marks[channel]["scale"]["domain"]
        assert said[column].is_between(low, high).all()
