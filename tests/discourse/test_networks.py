"""Who agrees with whom is counted by concept; what is argued about, by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis import discourse
from analysis.explorer import EmptyFigure

if TYPE_CHECKING:
    from conftest import MakeDossier

    import analysis


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


def test_the_matrix_has_each_pair_in_both_directions(made: analysis.Dossier) -> None:
    figure = discourse.charts.agreement_matrix(made)
    [rows] = figure.spec["datasets"].values()
    cells = {(row["speaker"], row["other"]): (row["kind"], row["written"]) for row in rows}
    assert len(cells) == len(rows) == 6
    assert cells["Ann", "Ben"] == cells["Ben", "Ann"] == ("disagree", "+1 \u22122")
    assert cells["Cleo", "Ann"] == ("both alike", "+1 \u22121")
    finding = "3 of 3 pairs of speakers take opposite stances on something"
    assert figure.spec["title"]["text"] == [finding]


@pytest.mark.parametrize(("stance", "expected"), [("agree", "agrees"), ("disagree", "disagrees")])
def test_one_pair_makes_a_sentence(
    make_dossier: MakeDossier, made: analysis.Dossier, stance: str, expected: str
) -> None:
    rows = made.claims.head(2).to_dicts()
    claims = [rows[0], rows[1] | {"speaker": "ben", "stance": stance}]
    dossier = make_dossier(actors=made.actors.to_dicts(), claims=claims)
    title = discourse.charts.agreement_matrix(dossier).spec["title"]["text"]
    assert title == [f"The one pair of speakers {expected} on something"]


def test_a_matrix_of_hundreds_is_cut_and_says_so(
    make_dossier: MakeDossier, made: analysis.Dossier
) -> None:
    people = [{"actor_id": f"a{n}", "name": f"Actor {n}", "kind": "person"} for n in range(90)]
    claim = made.claims.to_dicts()[0]
    claims = [claim | {"claim_id": f"k{n}", "speaker": f"a{n}"} for n in range(90)]
    figure = discourse.charts.agreement_matrix(make_dossier(actors=people, claims=claims))
    [rows] = figure.spec["datasets"].values()
    assert len(rows) <= 5_000
    assert "the 70 speakers of 90" in " ".join(figure.spec["title"]["subtitle"])


def test_without_stances_frames_are_empty_and_a_sentence_says_so(
    make_dossier: MakeDossier, made: analysis.Dossier
) -> None:
    for question in (discourse.congruence_network, discourse.concepts):
        assert question(make_dossier()).is_empty()
        assert question(make_dossier()).schema == question(made).schema
    alone = make_dossier(actors=made.actors.to_dicts(), claims=made.claims.head(1).to_dicts())
    figure = discourse.charts.agreement_matrix(alone)
    assert isinstance(figure, EmptyFigure)
    assert figure.sentence == "No two speakers take a stance on the same concept yet."
