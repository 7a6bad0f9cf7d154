"""Verdicts of this study have sources, and its record is counted whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from analysis import red_lines
from analysis.red_lines import charts

if TYPE_CHECKING:
    import analysis

# Letters of the Admiralty code that stand for at least fairly reliable.
_FAIRLY_RELIABLE = ("A", "B", "C")


def _supports(dossier: analysis.Dossier) -> pl.DataFrame:
    """One row per verdict and source that it names, the article apart."""
    sources = dossier.sources.select(
        source_id="source_id",
        kind=pl.col("kind").cast(pl.String),
        grade=pl.col("reliability").cast(pl.String),
        voice=pl.coalesce("voice", "source_id"),
    )
    named = dossier.outcomes.select(
        "claim_id",
        "single_voice",
        verdict=pl.col("verdict").cast(pl.String),
        confidence=pl.col("confidence").cast(pl.String),
        source_id="sources",
    )
    named = named.explode("source_id").filter(pl.col("source_id") != "article")
    return named.join(sources, on="source_id", how="left", validate="m:1")


def _claims_of_questions(dossier: analysis.Dossier) -> pl.DataFrame:
    """One row per question of the frontier and claim whose verdict depends on it."""
    asked = dossier.frontier.select("question", "latest_evidence_on", claim_id="claims")
    return asked.explode("claim_id")


def test_no_verdict_rests_on_the_article_or_on_nothing(dossier: analysis.Dossier) -> None:
    judged = red_lines.claims_with_outcomes(dossier).filter(pl.col("verdict") != "not_tested")
    own = judged["sources"].list.set_difference(["article"])
    assert (own.list.len() > 0).all()
    assert judged["summary"].null_count() == 0


def test_a_verdict_rests_on_two_voices_or_says_that_it_rests_on_one(
    dossier: analysis.Dossier,
) -> None:
    judged = _supports(dossier).filter(pl.col("verdict") != "not_tested")
    voices = judged.group_by("claim_id").agg(
        pl.col("voice").n_unique(), marked=pl.col("single_voice").fill_null(value=False).first()
    )
    assert voices.height == dossier.outcomes.filter(pl.col("verdict") != "not_tested").height
    assert voices.filter((pl.col("voice") < 2) != pl.col("marked")).is_empty()


def test_no_verdict_rests_on_digests_or_on_wikis_alone(dossier: analysis.Dossier) -> None:
    firm = (pl.col("kind") != "digest") & ~pl.col("grade").is_in(["E", "F"])
    supports = _supports(dossier).with_columns(firm=firm)
    of_their_own = supports.group_by("claim_id").agg(
        pl.col("firm").any(), voices=pl.col("voice").filter("firm").n_unique()
    )
    assert of_their_own["firm"].all()
    judged = dossier.outcomes.filter(
        pl.col("verdict") != "not_tested", pl.col("single_voice").is_null()
    )
    assert of_their_own.join(judged, on="claim_id", how="semi")["voices"].min() >= 2


def test_digests_and_summaries_are_graded_d_at_most(dossier: analysis.Dossier) -> None:
    digests = dossier.sources.filter(kind="digest")
    assert digests.height > 0
    assert digests.filter(pl.col("reliability").is_in(_FAIRLY_RELIABLE)).is_empty()
    said_so = dossier.sources.filter(
        pl.col("publisher").str.contains("by digest|summary|aggregator|digest"),
        pl.col("kind") != "article",
    )
    assert set(said_so["source_id"]) <= set(digests["source_id"])


def test_confidence_follows_its_written_rule(dossier: analysis.Dossier) -> None:
    assert dossier.outcomes["confidence"].null_count() == 0
    good = _supports(dossier).filter(pl.col("grade").is_in(_FAIRLY_RELIABLE))
    voices = good.group_by("claim_id").agg(voices=pl.col("voice").n_unique())
    rated = dossier.outcomes.join(voices, on="claim_id", how="left")
    high = rated.filter(confidence="high")
    assert high["voices"].min() >= 2
    assert high.filter(pl.col("verdict").is_in(["not_so_far", "not_tested"])).is_empty()
    assert rated.filter("single_voice", pl.col("confidence") != "low").is_empty()


def test_evidence_has_a_last_day_that_is_not_after_the_check(dossier: analysis.Dossier) -> None:
    assert dossier.outcomes["evidence_until"].null_count() == 0
    assert (dossier.outcomes["evidence_until"] <= dossier.outcomes["checked_on"]).all()


def test_every_verdict_has_a_question_that_was_searched_for(dossier: analysis.Dossier) -> None:
    asked = _claims_of_questions(dossier)
    assert asked["claim_id"].null_count() == 0
    assert set(asked["claim_id"]) == set(dossier.outcomes["claim_id"])
    assert dossier.frontier["sources"].list.len().min() > 0
    not_so_far = asked.join(
        dossier.outcomes.filter(verdict="not_so_far"), on="claim_id", how="inner"
    )
    assert not_so_far["latest_evidence_on"].null_count() == 0


def test_no_event_rests_on_unreliable_sources_alone(dossier: analysis.Dossier) -> None:
    grades = dossier.sources.select("source_id", grade=pl.col("reliability").cast(pl.String))
    named = dossier.events.select("event_id", source_id="sources").explode("source_id").drop_nulls()
    best = (
        named.join(grades, on="source_id", how="left")
        .group_by("event_id")
        .agg(pl.col("grade").min())
    )
    assert best.filter(pl.col("grade").is_in(["E", "F"])).is_empty()


def test_what_was_read_in_digests_alone_says_so(dossier: analysis.Dossier) -> None:
    kinds = dossier.sources.select("source_id", kind=pl.col("kind").cast(pl.String))
    named = dossier.events.select("event_id", "name", source_id="sources").explode("source_id")
    read = named.drop_nulls().join(kinds, on="source_id", how="left")
    alone = read.group_by("event_id", "name").agg((pl.col("kind") == "digest").all()).filter("kind")
    assert alone.height > 0
    assert alone["name"].str.contains("digest").all()


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
    listed = {one.removeprefix("source-") for one in charts.source_table(dossier).anchors}
    assert listed.issuperset(dossier.outcomes["sources"].explode().drop_nulls())
    assert listed.issuperset(dossier.events["sources"].explode().drop_nulls())
    assert len(listed) < dossier.sources.height
