"""Attribution, hedging, silence, exchange and discourse networks."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import polars as pl
import pytest

import analysis
from analysis import claims
from analysis.claims import BANDS


def test_a_band_starts_before_it_ends_and_lies_within_per_cent() -> None:
    for words in BANDS.values():
        assert all(0 <= low < high <= 100 for low, high in words.values())


@pytest.mark.parametrize("standard", BANDS)
def test_bands_of_one_standard_are_the_same_or_in_order(standard: claims.Standard) -> None:
    bands = sorted(set(BANDS[standard].values()))
    assert all(high <= low for (_, high), (low, _) in pairwise(bands))


@pytest.mark.parametrize("word", ["could", "may", "might", "would", "can"])
def test_a_bare_modal_has_no_band(word: str) -> None:
    assert all(claims.likelihood_band(word, standard) is None for standard in BANDS)


def test_an_unknown_standard_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="ICD 203, Kent, PHIA"):
        claims.likelihood_band("likely", "NATO")  # type: ignore[arg-type]


def test_every_likelihood_word_is_set_under_every_standard(dossier: analysis.Dossier) -> None:
    words = dossier.claims.drop_nulls("likelihood_term").height
    assert claims.likelihoods(dossier).height == words * len(BANDS)
    assert claims.hedges(dossier)["claims"].sum() == words * len(BANDS)


def test_officials_speak_for_their_state_and_academics_for_none(dossier: analysis.Dossier) -> None:
    state = dict(claims.principals(dossier).select("actor_id", "state").iter_rows())
    assert state["chang-ho-jin"] == state["south-korean-intelligence"] == "south-korea"
    assert state["vladimir-putin"] == "russia"
    assert state["park-won-gon"] is state["sun-yun"] is None


def test_attribution_keeps_every_claim_once_in_the_articles_order(
    dossier: analysis.Dossier,
) -> None:
    said = claims.attributed(dossier)
    assert sorted(said["claim_id"]) == sorted(dossier.claims["claim_id"])
    assert said["start"].is_sorted()
    assert said["speaker_name"].null_count() == 0


def test_who_is_silent_is_named_in_claims_and_makes_none(dossier: analysis.Dossier) -> None:
    quiet = claims.silent(dossier)
    speakers = set(dossier.claims["speaker"])
    for actor, mentions in quiet.select("actor_id", "mentions").iter_rows():
        about = dossier.claims.filter(
            pl.col("subjects").list.contains(actor) | pl.col("targets").list.contains(actor)
        )
        assert about.height == mentions
        assert actor not in speakers
    assert "russia" not in set(quiet["actor_id"])
    assert "ukraine" in set(quiet["actor_id"])


def test_the_exchange_runs_by_day_and_answers_point_back_across(
    dossier: analysis.Dossier,
) -> None:
    acts = claims.exchange(dossier, "south-korea", "russia")
    assert set(acts["state"]) == {"south-korea", "russia"}
    assert acts["date"].is_sorted()
    assert acts["date"].max() == dt.date(2024, 6, 23)
    state = dict(acts.select("claim_id", "state").iter_rows())
    for act in acts.drop_nulls("answers_claim").iter_rows(named=True):
        assert act["answers_rank"] < act["rank"]
        assert state[act["answers_claim"]] != act["state"]


def test_an_exchange_between_unknown_states_is_refused(dossier: analysis.Dossier) -> None:
    with pytest.raises(ValueError, match="atlantis"):
        claims.exchange(dossier, "russia", "atlantis")


def test_the_network_counts_shared_concepts_by_stance(dossier: analysis.Dossier) -> None:
    network = claims.discourse_network(dossier)
    taken = dossier.claims.drop_nulls("stance").select("speaker", "concept", "stance").unique()
    both = taken.join(taken, on="concept", suffix="_other").filter(
        pl.col("speaker") < pl.col("speaker_other")
    )
    same = both.filter(pl.col("stance") == pl.col("stance_other")).height
    assert network["congruence"].sum() == same
    assert network["conflict"].sum() == both.height - same
    assert (network["source"] < network["target"]).all()


def test_a_mirrored_network_has_every_pair_both_ways(dossier: analysis.Dossier) -> None:
    network = claims.discourse_network(dossier)
    both = claims.mirrored(network, dossier)
    assert both.height == 2 * network.height
    pairs = set(both.select("one", "other").iter_rows())
    assert {(other, one) for one, other in pairs} == pairs
