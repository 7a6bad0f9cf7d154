"""Who asserts what, for whom and how certainly; and who is talked about, but not heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analysis import claims
from analysis.claims.speakers import GROUPS, firmness

if TYPE_CHECKING:
    import analysis
    from tests.conftest import MakeDossier

ANN = {"actor_id": "ann", "name": "Ann", "kind": "person", "affiliation": "navy"}
NAVY = {"actor_id": "navy", "name": "Navy", "kind": "armed_force", "affiliation": "ardania"}
ARDANIA = {"actor_id": "ardania", "name": "Ardania", "kind": "state"}
YARD = {"actor_id": "yard", "name": "Yard", "kind": "organisation"}
SPAN = {"paragraph": 0, "start": 0, "end": 5, "digest": "0" * 16, "quote": "words"}
SAID = SPAN | {"claim_id": "k1", "speaker": "ann", "statement": "It is so."}


def test_a_chain_of_affiliations_ends_at_a_government_or_at_none(
    make_dossier: MakeDossier,
) -> None:
    ben = {"actor_id": "ben", "name": "Ben", "kind": "person", "affiliation": "yard"}
    dossier = make_dossier(actors=[ANN, NAVY, ARDANIA, YARD, ben])
    assert claims.speaks_for(dossier).rows() == [
        ("ann", "ardania", "ardania"),
        ("navy", "ardania", "ardania"),
        ("ardania", "ardania", "ardania"),
        ("yard", "yard", None),
        ("ben", "yard", None),
    ]


def test_every_claim_is_there_once_in_the_articles_order(dossier: analysis.Dossier) -> None:
    said = claims.claims_with_speakers(dossier)
    assert sorted(said["claim_id"]) == sorted(dossier.claims["claim_id"])
    assert said["start"].is_sorted()
    assert said["speaker_name"].null_count() == 0
    assert said.select("speaker", "paragraph", "stack").is_unique().all()


def test_certainty_is_read_from_factuality_and_unknown_without_it(
    make_dossier: MakeDossier,
) -> None:
    coded = [("CT+", 3), ("CT-", 3), ("PR+", 2), ("PR-", 2), ("PS+", 1), ("PS-", 1), ("Uu", 0)]
    expected = [*coded, (None, None)]
    rows = [
        SAID | {"claim_id": f"k{n}", "end": 5 + n, "factuality": value}
        for n, (value, _) in enumerate(expected)
    ]
    said = claims.claims_with_speakers(make_dossier(actors=[ANN, NAVY, ARDANIA], claims=rows))
    assert said["certainty"].to_list() == [certainty for _, certainty in expected]
    assert set(claims.CERTAINTY_LABELS) == set(said["certainty"].drop_nulls())


def test_the_unheard_are_mentioned_and_nobody_speaks_for_them(dossier: analysis.Dossier) -> None:
    quiet = claims.unheard(dossier)
    spoken_for = dict(claims.speaks_for(dossier).select("actor_id", "principal").iter_rows())
    heard = {spoken_for[speaker] for speaker in dossier.claims["speaker"]}
    for actor, mentions in quiet.select("actor_id", "mentions").iter_rows():
        about = dossier.claims.filter(
            pl.col("subjects").list.contains(actor) | pl.col("targets").list.contains(actor)
        )
        assert about.height == mentions
        assert actor not in heard
    assert "delmora" in set(quiet["actor_id"])
    assert "corvia" not in set(quiet["actor_id"])  # its coast guard speaks


def test_everybody_on_the_way_from_a_speaker_to_its_state_is_heard(
    make_dossier: MakeDossier,
) -> None:
    said = SAID | {"subjects": ["navy", "ardania", "yard"]}
    dossier = make_dossier(actors=[ANN, NAVY, ARDANIA, YARD], claims=[said])
    assert claims.unheard(dossier)["actor_id"].to_list() == ["yard"]


def test_whoever_is_reported_to_hold_a_view_is_heard_and_so_is_whom_they_speak_for(
    make_dossier: MakeDossier,
) -> None:
    said = SAID | {"speaker": "yard", "nested_source": "ann", "subjects": ["navy", "ardania"]}
    dossier = make_dossier(actors=[ANN, NAVY, ARDANIA, YARD], claims=[said])
    assert claims.unheard(dossier).is_empty()
    alone = make_dossier(actors=[ANN, NAVY, ARDANIA, YARD], claims=[said | {"nested_source": None}])
    assert set(claims.unheard(alone)["actor_id"]) == {"navy", "ardania"}


def test_subject_and_target_of_one_claim_is_one_mention(make_dossier: MakeDossier) -> None:
    said = SAID | {"subjects": ["yard"], "targets": ["yard"]}
    dossier = make_dossier(actors=[ANN, NAVY, ARDANIA, YARD], claims=[said])
    assert claims.unheard(dossier).rows() == [("yard", "Yard", "organisation", 1)]


def test_an_empty_dossier_gives_empty_frames(make_dossier: MakeDossier) -> None:
    nothing, some = make_dossier(), make_dossier(actors=[ANN, NAVY, ARDANIA], claims=[SAID])
    for question in (
        *(claims.speaks_for, claims.claims_with_speakers),
        *(claims.unheard, claims.sides),
    ):
        assert question(nothing).is_empty()
        assert question(nothing).schema == question(some).schema


def test_every_speaker_is_in_one_group_the_author_apart(dossier: analysis.Dossier) -> None:
    said = claims.claims_with_speakers(dossier)
    kinds = dict(dossier.actors.select("actor_id", pl.col("kind").cast(pl.String)).iter_rows())
    for speaker, government, group in said.select("speaker", "government", "group").iter_rows():
        expected = "named"
        if speaker == dossier.study.author:
            expected = "author"
        elif government is not None:
            expected = "state"
        elif kinds[speaker] == "group":
            expected = "unnamed"
        assert group == expected
    assert set(said["group"]) == set(GROUPS)


def test_firmness_counts_claims_that_are_coded_and_certain(dossier: analysis.Dossier) -> None:
    said = claims.claims_with_speakers(dossier)
    found = firmness(said)
    assert found["group"].to_list() == list(GROUPS)
    assert found["claims"].sum() == dossier.claims.height
    certain = dossier.claims["factuality"].cast(pl.String).str.starts_with("CT").sum()
    assert found["certain"].sum() == certain


def test_a_side_counts_each_claim_once_whoever_of_it_is_named(make_dossier: MakeDossier) -> None:
    made = SAID | {"subjects": ["navy", "ardania"], "targets": ["yard"], "nested_source": "yard"}
    dossier = make_dossier(actors=[ANN, NAVY, ARDANIA, YARD], claims=[made])
    found = {row["actor_id"]: row for row in claims.sides(dossier).to_dicts()}
    assert set(found) == {"ardania", "yard"}
    assert (found["ardania"]["about"], found["ardania"]["by_name"]) == (1, 1)
    assert found["ardania"]["made"] == 1
    assert (found["yard"]["made"], found["yard"]["reported"]) == (0, 1)
