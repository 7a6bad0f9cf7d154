"""Rules of the codebook that a test can hold: claims, links, actors, transfers, claimed ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.claims import speaks_for
from analysis.dossier.names import HOLDER

if TYPE_CHECKING:
    from collections.abc import Collection

    import analysis

OWN_ACTS = ("threat", "warning", "promise", "demand", "refusal")
WORDS_OF_A_VIEW = ("brushed off", "goals", "policy", "says", "threaten", "want")
"""Cues that say what somebody other than the speaker said, wants or has decided."""


def named(claims: pl.DataFrame, rows: pl.Expr) -> list[str]:
    return claims.filter(rows)["claim_id"].to_list()


def test_a_conditional_has_both_sides_and_only_a_warning_leaves_its_consequence_open(
    dossier: analysis.Dossier,
) -> None:
    condition, consequence = pl.col("condition").is_null(), pl.col("consequence").is_null()
    assert not named(dossier.claims, condition & ~consequence)
    open_end = named(dossier.claims, ~condition & consequence & (pl.col("speech_act") != "warning"))
    assert not open_end


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (r"^(could|may|might|can)$", ("PS+", "PS-")),
        (r"likely|expect|suspect|probabl", ("PR+", "PR-")),
        (r"^(will|would)$", ("CT+", "CT-")),
    ],
)
def test_likelihood_words_decide_how_certain_a_speaker_is(
    dossier: analysis.Dossier, words: str, values: Collection[str]
) -> None:
    said = dossier.claims.filter(pl.col("likelihood_term").str.contains(words))
    assert not said.is_empty()
    assert set(said["factuality"].cast(pl.String)) <= {*values}


@pytest.mark.parametrize(
    ("value", "words"), [("PS+", r"\b(may|might|can)\b"), ("PR+", r"\b(probably|would)\b")]
)
def test_a_statement_is_no_firmer_than_its_speaker(
    dossier: analysis.Dossier, value: str, words: str
) -> None:
    hedged = dossier.claims.filter(factuality=value)
    assert not hedged.is_empty()
    assert not named(hedged, ~pl.col("statement").str.contains(words))


def test_whoever_is_reported_to_hold_a_view_is_not_the_speaker_and_is_talked_about(
    dossier: analysis.Dossier,
) -> None:
    told = dossier.claims.drop_nulls("nested_source")
    assert not named(told, pl.col("nested_source") == pl.col("speaker"))
    assert not named(told, ~pl.col("subjects").list.contains(pl.col("nested_source")))


def test_words_of_a_view_name_whose_view_it_is(dossier: analysis.Dossier) -> None:
    assert not named(
        dossier.claims,
        pl.col("cue").is_in(WORDS_OF_A_VIEW) & pl.col("nested_source").is_null(),
    )
    china = dossier.claims.filter(nested_source="china")
    assert set(china["speaker"]) == {"sun-yun"}
    assert {"want", "says", "goals"} == set(china["cue"])


def test_no_condition_names_what_its_speaker_does_not_mention(dossier: analysis.Dossier) -> None:
    review = dossier.claims.filter(claim_id="c11").row(0, named=True)
    assert review["speaker"] == "chang-ho-jin"
    assert (review["condition"], review["consequence"]) == (None, None)
    [row] = dossier.commitments.filter(claim_id="c11").to_dicts()
    assert row["explicitness"] == "implied"


def test_a_concept_is_argued_about_by_two_holders_or_more(dossier: analysis.Dossier) -> None:
    claims = dossier.claims
    assert not named(claims, pl.col("concept").is_null() != pl.col("stance").is_null())
    holders = claims.drop_nulls("concept").group_by("concept").agg(HOLDER.n_unique())
    assert (holders.to_series(1) > 1).all(), holders


def test_a_wish_and_a_forecast_are_about_different_concepts(dossier: analysis.Dossier) -> None:
    argued = dossier.claims.drop_nulls("concept")
    wish = pl.col("concept").str.contains(r"\bshould\b")
    assert not named(argued, wish & (pl.col("speech_act") == "prediction"))
    assert not named(argued, ~wish & pl.col("speech_act").is_in(OWN_ACTS))


def test_an_answer_is_one_partys_to_anothers_and_not_earlier(dossier: analysis.Dossier) -> None:
    government = dict(speaks_for(dossier).select("actor_id", "government").iter_rows())
    said = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}
    answers = dossier.claim_links.filter(relation="responds_to")
    assert not answers.is_empty()
    for one, other in answers.select("claim_id", "other_claim_id").iter_rows():
        sides = {government[said[claim]["speaker"]] for claim in (one, other)}
        assert None not in sides, (one, other)
        assert len(sides) > 1, (one, other)
        assert said[one]["said_on"] >= said[other]["said_on"], (one, other)


def test_links_point_where_their_kind_says(dossier: analysis.Dossier) -> None:
    said = {row["claim_id"]: row for row in dossier.claims.iter_rows(named=True)}
    state = dict(speaks_for(dossier).select("actor_id", "principal").iter_rows())
    for row in dossier.claim_links.iter_rows(named=True):
        one, other = said[row["claim_id"]], said[row["other_claim_id"]]
        pair = (row["claim_id"], row["relation"], row["other_claim_id"])
        if row["relation"] in ("supports", "explains"):
            assert abs(one["paragraph"] - other["paragraph"]) <= 1, pair
        if row["relation"] == "restates":
            states = ({state[actor] for actor in claim["subjects"]} for claim in (one, other))
            assert set.intersection(*states), pair
        if row["relation"] == "contradicts":
            assert {one["stance"], other["stance"]} == {"agree", "disagree"}, pair
        if row["relation"] in ("contrasts", "contradicts"):
            assert one["start"] > other["start"], pair


def test_two_claims_are_linked_once(dossier: analysis.Dossier) -> None:
    pairs = [{one, other} for one, _, other in dossier.claim_links.iter_rows()]
    assert [pair for pair in pairs if pairs.count(pair) > 1] == []


def test_sectors_are_those_that_the_codebook_gives(dossier: analysis.Dossier) -> None:
    sector = pl.col("sector").cast(pl.String)
    assert set(dossier.actors.filter(kind="medium").select(sector).to_series()) == {"JRN"}
    assert set(dossier.actors.filter(kind="group").select(sector).to_series()) <= {"UNK", "SPY"}
    assert dossier.actors.filter(pl.col("kind").is_in(["state", "bloc"]))["sector"].is_null().all()
    assert not {"MED", "NGO"} & {*dossier.actors.select(sector).to_series()}
    assert dossier.actors.filter(sector == "IGO")["country"].is_null().all()


def test_a_transfer_is_among_the_weapons_and_parties_of_its_claim(
    dossier: analysis.Dossier,
) -> None:
    rows = dossier.transfers.join(dossier.claims, on="claim_id")
    weapons, subjects = pl.col("weapons").list, pl.col("subjects").list
    assert rows.filter(~weapons.contains(pl.col("weapon_id"))).is_empty()
    for party in ("supplier", "recipient"):
        assert rows.filter(~subjects.contains(pl.col(party)))["transfer_id"].to_list() == []


def test_every_delivery_that_is_not_ruled_out_is_a_tie_in_its_speakers_picture(
    dossier: analysis.Dossier,
) -> None:
    asserted = dossier.claims.filter(pl.col("nested_source").is_null(), polarity="positive")
    flows = dossier.transfers.filter(pl.col("status") != "ruled_out").join(asserted, on="claim_id")
    assert (
        flows.join(
            claimed(dossier),
            left_on=("speaker", "supplier", "recipient"),
            right_on=("speaker", "source", "target"),
            how="anti",
        )["transfer_id"].to_list()
        == []
    )


def test_every_threat_and_warning_is_a_hostile_tie_to_whom_it_is_meant_for(
    dossier: analysis.Dossier,
) -> None:
    acts = dossier.claims.filter(pl.col("speech_act").is_in(["threat", "warning"]))
    aimed = (
        acts.explode("targets")
        .drop_nulls("targets")
        .join(speaks_for(dossier), left_on="speaker", right_on="actor_id")
    )
    assert (
        aimed.join(
            claimed(dossier).filter(sign=-1),
            left_on=("speaker", "government", "targets"),
            right_on=("speaker", "source", "target"),
            how="anti",
        )["claim_id"].to_list()
        == []
    )


def test_a_claimed_tie_joins_parties_that_its_claim_names(dossier: analysis.Dossier) -> None:
    state = dict(speaks_for(dossier).select("actor_id", "principal").iter_rows())
    for row in claimed(dossier).iter_rows(named=True):
        parties = {*row["subjects"], *row["targets"], row["nested_source"], row["speaker"]}
        for end in (row["source"], row["target"]):
            assert end in {state.get(party, party) for party in parties}, row["tie_id"]


def test_a_speaker_ties_a_pair_once_in_each_way(dossier: analysis.Dossier) -> None:
    way = ("speaker", "source", "target", "directed", "kind")
    assert claimed(dossier).filter(pl.struct(way).is_duplicated())["tie_id"].to_list() == []


def claimed(dossier: analysis.Dossier) -> pl.DataFrame:
    columns = ["claim_id", "speaker", "nested_source", "subjects", "targets"]
    return dossier.ties.filter(basis="claim").join(dossier.claims.select(columns), on="claim_id")
