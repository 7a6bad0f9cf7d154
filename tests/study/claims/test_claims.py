"""Attribution, likelihood words and the exchange of acts in the study."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from analysis import claims

if TYPE_CHECKING:
    import analysis


def test_every_likelihood_word_is_looked_up_in_every_standard(dossier: analysis.Dossier) -> None:
    words = dossier.claims.drop_nulls("likelihood_term").height
    assert claims.likelihood_words(dossier).height == words * len(claims.STANDARDS)
    assert claims.likelihood_counts(dossier)["claims"].sum() == words * len(claims.STANDARDS)


def test_officials_speak_for_their_state_and_academics_for_none(dossier: analysis.Dossier) -> None:
    state = dict(claims.speaks_for(dossier).select("actor_id", "government").iter_rows())
    assert state["chang-ho-jin"] == state["south-korean-intelligence"] == "south-korea"
    assert state["vladimir-putin"] == "russia"
    assert state["park-won-gon"] is state["sun-yun"] is None


def test_attribution_keeps_every_claim_once_in_the_articles_order(
    dossier: analysis.Dossier,
) -> None:
    said = claims.claims_with_speakers(dossier)
    assert sorted(said["claim_id"]) == sorted(dossier.claims["claim_id"])
    assert said["start"].is_sorted()
    assert said["speaker_name"].null_count() == 0


def test_the_unheard_are_named_in_claims_and_make_none(dossier: analysis.Dossier) -> None:
    quiet = claims.unheard(dossier)
    speakers = set(dossier.claims["speaker"])
    for actor, mentions in quiet.select("actor_id", "mentions").iter_rows():
        about = dossier.claims.filter(
            pl.col("subjects").list.contains(actor) | pl.col("targets").list.contains(actor)
        )
        assert about.height == mentions
        assert actor not in speakers
    assert "russia" not in set(quiet["actor_id"])
    assert "ukraine" in set(quiet["actor_id"])


def test_beijing_is_heard_because_a_scholar_reports_what_it_wants(
    dossier: analysis.Dossier,
) -> None:
    assert "china" not in set(dossier.claims["speaker"])
    assert "china" not in set(claims.unheard(dossier)["actor_id"])


def test_the_exchange_runs_by_day_and_answers_point_back_across(
    dossier: analysis.Dossier,
) -> None:
    acts = claims.acts_between(dossier, "south-korea", "russia")
    assert set(acts["actor"]) == {"south-korea", "russia"}
    assert acts["said_on"].is_sorted()
    assert acts["said_on"].max() == dt.date(2024, 6, 23)
    state = dict(acts.select("claim_id", "actor").iter_rows())
    for act in acts.drop_nulls("answers_id").iter_rows(named=True):
        assert act["answers_order"] < act["order"]
        assert state[act["answers_id"]] != act["actor"]


def test_titles_are_the_findings_of_the_first_notebook(dossier: analysis.Dossier) -> None:
    charts = claims.charts
    figures = charts.claim_map, charts.likelihood_bands, charts.unheard_actors
    assert [" ".join(figure(dossier).spec["title"]["text"]) for figure in figures] == [
        "The reporter makes 22 of 73 claims, Park Won-gon 11",
        "2 of 10 likelihood words have a band in any standard",
        "North Korea is in 36 claims and makes none",
    ]
