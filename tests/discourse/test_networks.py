"""Who agrees with whom is counted by concept; what is argued about, by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis import discourse

if TYPE_CHECKING:
    import analysis
    from tests.conftest import MakeDossier


@pytest.fixture
def made(make_dossier: MakeDossier) -> analysis.Dossier:
    """Ann and Ben agree on one concept and disagree on two; Cleo takes both sides of one."""
    stances = [
        ("ann", "tax", "agree"),
        ("ann", "tax", "agree"),
        ("ben", "tax", "agree"),
        ("ann", "toll", "agree"),
        ("ben", "toll", "disagree"),
        ("ann", "ban", "disagree"),
        ("ben", "ban", "agree"),
        ("cleo", "ban", "agree"),
        ("cleo", "ban", "disagree"),
        ("cleo", "tide", None),
    ]
    claims = [
        {
            "claim_id": f"k{n}",
            "paragraph": 0,
            "start": n,
            "end": n + 5,
            "digest": "0" * 16,
            "quote": "words",
            "statement": "So it is.",
            "speaker": speaker,
            "concept": concept,
            "stance": stance,
        }
        for n, (speaker, concept, stance) in enumerate(stances)
    ]
    people = [
        {"actor_id": name.lower(), "name": name, "kind": "person"}
        for name in ("Ann", "Ben", "Cleo")
    ]
    return make_dossier(actors=people, claims=claims)


def test_pairs_count_concepts_on_which_they_agree_and_disagree(made: analysis.Dossier) -> None:
    assert discourse.congruence_network(made).rows() == [
        ("ann", "ben", 1, 2, -1),
        ("ann", "cleo", 1, 1, None),
        ("ben", "cleo", 1, 1, None),
    ]


def test_a_concept_on_which_two_take_both_sides_counts_once_each_way(
    make_dossier: MakeDossier, made: analysis.Dossier
) -> None:
    both = [row | {"speaker": "ann"} for row in made.claims.to_dicts()[7:9]]
    both = [row | {"claim_id": f"n{at}"} for at, row in enumerate(both)]
    dossier = make_dossier(
        actors=made.actors.to_dicts(), claims=[*made.claims.to_dicts()[7:9], *both]
    )
    assert discourse.congruence_network(dossier).rows() == [("ann", "cleo", 1, 1, None)]


def test_a_pair_is_in_the_order_of_names_whatever_the_ids(
    make_dossier: MakeDossier, made: analysis.Dossier
) -> None:
    renamed = [row | {"name": row["name"][::-1]} for row in made.actors.to_dicts()]
    network = discourse.congruence_network(
        make_dossier(actors=renamed, claims=made.claims.to_dicts())
    )
    pairs = network.select("source", "target").rows()
    assert pairs == [("ben", "ann"), ("ben", "cleo"), ("ann", "cleo")]  # neB, nnA, oelC


def test_a_stance_is_that_of_whoever_is_reported_on(
    make_dossier: MakeDossier, made: analysis.Dossier
) -> None:
    told = [row | {"nested_source": "cleo"} for row in made.claims.to_dicts()[:2]]
    dossier = make_dossier(actors=made.actors.to_dicts(), claims=told + made.claims.to_dicts()[2:3])
    assert discourse.congruence_network(dossier).rows() == [("ben", "cleo", 1, 0, 1)]
    assert discourse.concepts(dossier).rows() == [("tax", 3, 0, 2)]
    told = [row | {"nested_source": "cleo"} for row in made.claims.to_dicts()[:3]]
    one = make_dossier(actors=made.actors.to_dicts(), claims=told)
    assert discourse.concepts(one).rows() == [("tax", 3, 0, 1)]


def test_concepts_count_claims_on_either_side_most_contested_first(made: analysis.Dossier) -> None:
    assert discourse.concepts(made).rows() == [
        ("ban", 2, 2, 3),
        ("toll", 1, 1, 2),
        ("tax", 3, 0, 2),
    ]


def test_positions_say_who_takes_which_side_in_the_order_of_the_concepts(
    made: analysis.Dossier,
) -> None:
    rows = discourse.positions(made).select("concept", "stance", "name", "claims", "reported")
    assert rows.rows() == [
        ("ban", "agree", "Ben", 1, False),
        ("ban", "agree", "Cleo", 1, False),
        ("ban", "disagree", "Ann", 1, False),
        ("ban", "disagree", "Cleo", 1, False),
        ("toll", "agree", "Ann", 1, False),
        ("toll", "disagree", "Ben", 1, False),
        ("tax", "agree", "Ann", 2, False),
        ("tax", "agree", "Ben", 1, False),
    ]
    assert discourse.positions(made)["state"].null_count() == rows.height


def test_a_position_is_reported_only_where_nobody_takes_it_in_their_own_words(
    make_dossier: MakeDossier, made: analysis.Dossier
) -> None:
    claims = made.claims.to_dicts()
    told = [claims[0] | {"nested_source": "cleo"}, claims[1], claims[2] | {"nested_source": "ann"}]
    dossier = make_dossier(actors=made.actors.to_dicts(), claims=told)
    reported = dict(discourse.positions(dossier).select("name", "reported").iter_rows())
    assert reported == {"Cleo": True, "Ann": False}


def test_without_stances_frames_are_empty(
    make_dossier: MakeDossier, made: analysis.Dossier
) -> None:
    for question in (discourse.congruence_network, discourse.concepts, discourse.positions):
        assert question(make_dossier()).is_empty()
        assert question(make_dossier()).schema == question(made).schema
