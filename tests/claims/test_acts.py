"""What two sides say to each other, act by act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis import QuestionError, claims

if TYPE_CHECKING:
    import analysis
    from tests.conftest import MakeDossier

ACTORS = [
    {"actor_id": "alba", "name": "Alba", "kind": "state"},
    {"actor_id": "navy", "name": "Navy of Alba", "kind": "armed_force", "affiliation": "alba"},
    {"actor_id": "ann", "name": "Ann", "kind": "person", "affiliation": "navy"},
    {"actor_id": "borea", "name": "Borea", "kind": "state"},
    {"actor_id": "ben", "name": "Ben", "kind": "person", "affiliation": "borea"},
    {"actor_id": "cleo", "name": "Cleo", "kind": "person"},
]


def act(number: int, speaker: str, *targets: str, said_on: str = "2031-05-01") -> dict[str, object]:
    span = {"paragraph": 0, "start": number, "end": number + 5, "digest": "0" * 16}
    what = {"quote": "words", "statement": "So it is.", "speech_act": "warning"}
    who = {"claim_id": f"k{number}", "speaker": speaker, "targets": targets, "said_on": said_on}
    return span | what | who


def answer(one: int, other: int) -> dict[str, object]:
    ids = {"claim_id": f"k{one}", "other_claim_id": f"k{other}"}
    return ids | {"relation": "responds_to"}


def test_acts_are_in_order_and_answers_point_back_across(dossier: analysis.Dossier) -> None:
    acts = claims.acts_between(dossier, "ardania", "belmark", "corvia")
    assert acts["said_on"].is_sorted()
    assert acts["order"].to_list() == list(range(acts.height))
    answering = acts.drop_nulls("answers_id")
    assert answering.height > 0
    assert (answering["answers_order"] < answering["order"]).all()
    assert (answering["answers_actor"] != answering["actor"]).all()


def test_whoever_speaks_for_a_side_counts_as_it(make_dossier: MakeDossier) -> None:
    said = [
        act(1, "ann", "borea"),
        act(2, "ben", "navy"),
        act(3, "ann", "alba"),
        act(4, "cleo", "borea"),
        act(5, "ben", "cleo"),
        act(6, "ben", "alba", said_on=""),
    ]
    dossier = make_dossier(actors=ACTORS, claims=said)
    acts = claims.acts_between(dossier, "alba", "borea").select("claim_id", "actor", "actor_name")
    assert acts.rows() == [("k1", "alba", "Alba"), ("k2", "borea", "Borea")]
    between_persons = claims.acts_between(dossier, "ann", "navy", "cleo", "ben")
    assert between_persons.select("claim_id", "actor").rows() == [("k2", "ben"), ("k5", "ben")]


def test_an_act_answers_the_latest_of_those_that_it_responds_to(make_dossier: MakeDossier) -> None:
    said = [act(1, "ann", "borea"), act(2, "ann", "borea"), act(3, "ben", "alba")]
    links = [answer(3, 1), answer(3, 2)]
    acts = claims.acts_between(
        make_dossier(actors=ACTORS, claims=said, claim_links=links), "alba", "borea"
    )
    answers = acts.select("answers_id", "answers_order", "answers_actor").row(-1)
    assert answers == ("k2", 1, "alba")


def test_an_unknown_actor_is_refused_with_the_nearest(dossier: analysis.Dossier) -> None:
    with pytest.raises(QuestionError, match=r'"belmrk" is not an actor.*did you mean "belmark"'):
        claims.acts_between(dossier, "ardania", "belmrk")


@pytest.mark.parametrize("actors", [(), ("ardania",), ("ardania", "ardania")])
def test_fewer_than_two_sides_are_refused(
    dossier: analysis.Dossier, actors: tuple[str, ...]
) -> None:
    with pytest.raises(QuestionError, match="name two actors or more"):
        claims.acts_between(dossier, *actors)


def test_a_dossier_without_claims_has_no_acts(
    make_dossier: MakeDossier, dossier: analysis.Dossier
) -> None:
    acts = claims.acts_between(make_dossier(actors=ACTORS), "alba", "borea")
    assert acts.is_empty()
    assert acts.schema == claims.acts_between(dossier, "ardania", "belmark").schema
