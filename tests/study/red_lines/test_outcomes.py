"""Verdicts of this study have sources, and its record is counted whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from analysis import red_lines
from analysis.red_lines import charts

if TYPE_CHECKING:
    import analysis


def test_no_verdict_rests_on_the_article_or_on_nothing(dossier: analysis.Dossier) -> None:
    judged = red_lines.claims_with_outcomes(dossier).filter(pl.col("verdict") != "not_tested")
    own = judged["sources"].list.set_difference(["article"])
    assert (own.list.len() > 0).all()
    assert judged["summary"].null_count() == 0


def test_every_conditional_threat_and_warning_has_been_looked_up(
    dossier: analysis.Dossier,
) -> None:
    said = dossier.commitments.drop_nulls("claim_id")["claim_id"]
    assert set(said) <= set(red_lines.claims_with_outcomes(dossier)["claim_id"])


def test_record_counts_every_forecast_once(dossier: analysis.Dossier) -> None:
    record = red_lines.track_record(dossier)
    made = red_lines.claims_with_outcomes(dossier).filter("is_forecast")
    assert record["forecasts"].sum() == made.height
    parts = ("happened", "partly", "not_so_far", "contradicted", "not_tested")
    assert (record.select(pl.sum_horizontal(parts)).to_series() == record["forecasts"]).all()


def test_an_outcome_is_due_only_after_its_days_are_over(dossier: analysis.Dossier) -> None:
    oldest = dossier.outcomes["checked_on"].min()
    newest = dossier.outcomes["checked_on"].max()
    on_the_day = red_lines.due_for_recheck(dossier, 180, oldest + timedelta(days=180))
    a_day_later = red_lines.due_for_recheck(dossier, 180, newest + timedelta(days=181))
    assert on_the_day.is_empty()
    assert set(a_day_later["claim_id"]) == set(dossier.outcomes["claim_id"])
    assert (a_day_later["age_days"] > 180).all()


def test_what_was_reported_since_comes_after_the_article(dossier: analysis.Dossier) -> None:
    days = red_lines.said_and_reported(dossier)
    published = dossier.events.filter(kind="article")["start"].item()
    assert (days.filter(series="reported since")["date"] > published).all()
    assert (days.filter(series="said")["date"] <= published).all()
    assert days["date"].is_sorted()
    threats = dossier.claims.filter(speech_act="threat").height
    assert days.filter(pl.col("description").str.contains(", threat: ")).height == threats
    assert {"Russia", "South Korea"} <= set(days.filter(series="said")["parties"].explode())


def test_acts_with_outcomes_keep_every_act_and_add_its_verdict(dossier: analysis.Dossier) -> None:
    acts = red_lines.acts_with_outcomes(dossier, "south-korea", "russia")
    assert acts["said_on"].is_sorted()
    assert acts["claim_id"].is_unique().all()
    assert acts["verdict"].null_count() == 0
    assert set(acts["actor"]) == {"south-korea", "russia"}


def test_sources_are_those_that_outcomes_events_and_treaties_name(
    dossier: analysis.Dossier,
) -> None:
    listed = set(charts.source_table(dossier).frame["source_id"])
    assert listed.issuperset(dossier.outcomes["sources"].explode().drop_nulls())
    assert listed.issuperset(dossier.events["sources"].explode().drop_nulls())
    assert len(listed) < dossier.sources.height
