"""Verdicts have sources, records have intervals, and old looks are listed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis import red_lines

if TYPE_CHECKING:
    import analysis


def test_no_verdict_rests_on_the_article_or_on_nothing(dossier: analysis.Dossier) -> None:
    judged = red_lines.forecasts(dossier).filter(pl.col("verdict") != "untestable")
    own = judged["sources"].list.set_difference(["article"])
    assert (own.list.len() > 0).all()
    assert judged["summary"].null_count() == 0


def test_every_conditional_threat_and_warning_has_been_looked_up(
    dossier: analysis.Dossier,
) -> None:
    said = dossier.commitments.drop_nulls("claim_id")["claim_id"]
    assert set(said) <= set(red_lines.forecasts(dossier)["claim_id"])


def test_record_counts_every_forecast_once(dossier: analysis.Dossier) -> None:
    record = red_lines.track_record(dossier)
    made = red_lines.forecasts(dossier).filter("is_forecast")
    assert record["forecasts"].sum() == made.height
    parts = ("happened", "partly", "not_so_far", "contradicted", "untestable")
    assert (record.select(pl.sum_horizontal(parts)).to_series() == record["forecasts"]).all()


def wilson(hits: int, cases: int, side: int) -> float:
    """Wilson (1927), written out."""
    z = 1.959963984540054
    share = hits / cases
    middle = share + z**2 / (2 * cases)
    spread = z * (share * (1 - share) / cases + z**2 / (4 * cases**2)) ** 0.5
    return (middle + side * spread) / (1 + z**2 / cases)


def test_interval_is_wilsons_from_partly_as_a_miss_to_partly_as_a_hit(
    dossier: analysis.Dossier,
) -> None:
    record = red_lines.track_record(dossier)
    columns = ("happened", "partly", "tested", "low", "high")
    for hits, halves, tested, low, high in record.select(columns).iter_rows():
        if tested:
            assert low == pytest.approx(wilson(hits, tested, -1), abs=1e-9)
            assert high == pytest.approx(wilson(hits + halves, tested, +1), abs=1e-9)
        else:
            assert (low, high) == (None, None)


def test_only_words_with_a_band_are_calibrated(dossier: analysis.Dossier) -> None:
    words = red_lines.calibration(dossier, "Kent")
    assert "could" not in words["likelihood_term"]
    assert (words["low_pct"] < words["high_pct"]).all()
    assert words["claims"].sum() > 0


def test_an_unknown_standard_is_refused(dossier: analysis.Dossier) -> None:
    with pytest.raises(ValueError, match="no standard 'ICD-203'"):
        red_lines.calibration(dossier, "ICD-203")  # type: ignore[arg-type]


def test_an_outcome_is_stale_only_after_its_days_are_over(dossier: analysis.Dossier) -> None:
    oldest = dossier.outcomes["checked"].min()
    newest = dossier.outcomes["checked"].max()
    on_the_day = red_lines.stale(dossier, 180, oldest + timedelta(days=180))
    a_day_later = red_lines.stale(dossier, 180, newest + timedelta(days=181))
    assert on_the_day.is_empty()
    assert set(a_day_later["claim_id"]) == set(dossier.outcomes["claim_id"])
    assert (a_day_later["age_days"] > 180).all()


def test_what_was_reported_since_comes_after_the_article(dossier: analysis.Dossier) -> None:
    days = red_lines.since(dossier)
    published = dossier.events.filter(kind="article")["start"].item()
    assert (days.filter(lane="reported since")["date"] > published).all()
    assert (days.filter(lane="said")["date"] <= published).all()
    assert days["date"].is_sorted()
    threats = dossier.claims.filter(speech_act="threat").height
    assert days.filter(pl.col("text").str.contains(", threat: ")).height == threats
    assert {"Russia", "South Korea"} <= set(days.filter(lane="said")["parties"].explode())


def test_ladder_keeps_every_act_and_adds_what_came_of_it(dossier: analysis.Dossier) -> None:
    rungs = red_lines.ladder(dossier, "south-korea", "russia")
    assert rungs["date"].is_sorted()
    assert rungs["claim_id"].is_unique().all()
    assert rungs["verdict"].null_count() == 0
    assert set(rungs["state"]) == {"south-korea", "russia"}


def test_sources_are_those_that_outcomes_events_and_treaties_name(
    dossier: analysis.Dossier,
) -> None:
    listed = set(red_lines.sources(dossier)["source_id"])
    assert listed.issuperset(dossier.outcomes["sources"].explode().drop_nulls())
    assert listed.issuperset(dossier.events["sources"].explode().drop_nulls())
    assert len(listed) < dossier.sources.height
