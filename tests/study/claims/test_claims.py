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


def test_the_first_page_says_what_the_tables_have(dossier: analysis.Dossier) -> None:
    said = claims.claims_with_speakers(dossier)
    found = str(claims.charts.what_this_shows(dossier))
    state = said.filter(pl.col("government").is_not_null())
    certain = state.filter(pl.col("factuality").cast(pl.String).str.starts_with("CT")).height
    assert f"{said.height} claims by {said['speaker'].n_unique()} speakers" in found
    assert f"put {certain} of {state.height} claims as certain" in found
    words = dossier.claims.drop_nulls("likelihood_term")
    assert f"Of {words.height} claims with a likelihood word" in found


def test_states_speak_more_firmly_than_those_left_unnamed(dossier: analysis.Dossier) -> None:
    title, _ = claims.charts.claim_map(dossier).caption()
    assert title.startswith("States put ")
    assert ", unnamed speakers " in title


def test_a_side_is_quoted_if_one_of_its_people_is(dossier: analysis.Dossier) -> None:
    found = {row["actor_id"]: row for row in claims.sides(dossier).to_dicts()}
    by_state = dossier.claims["speaker"].replace_strict(dossier.names.speaks_for)
    for side in ("russia", "south-korea", "north-korea", "ukraine", "united-states"):
        assert found[side]["made"] == (by_state == side).sum()
    silent = next(one for one in found.values() if not one["made"] + one["reported"])
    assert silent["actor_id"] == "north-korea"
    title, _ = claims.charts.talked_about(dossier).caption()
    number, every = silent["about"], dossier.claims.height
    assert title == f"{silent['name']} is in {number} of {every} claims and is quoted in none"


def test_most_hedges_use_a_word_without_odds(dossier: analysis.Dossier) -> None:
    counts = claims.likelihood_counts(dossier).group_by("likelihood_term", "claims")
    words = counts.agg(bare=pl.col("low_pct").is_null().all())
    bare, every = words.filter("bare")["claims"].sum(), words["claims"].sum()
    assert bare > every / 2
    title, _ = claims.charts.likelihood_bands(dossier).caption()
    assert title.startswith(f"{bare} of {every} claims with a likelihood word use one")
