from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.alliances import BASES, SCENARIOS, AllianceError, WhatIf, network, signed_edges

if TYPE_CHECKING:
    from analysis import Dossier


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_scenario_works_on_every_basis(dossier: Dossier, name: str) -> None:
    for firmness in range(1, 4):
        ties = network(dossier, "2024-12-05", BASES[:firmness], what_if=name)
        signed_edges(ties, "weightiest")


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_tie_of_a_scenario_rests_on_a_claim_that_exists(dossier: Dossier, name: str) -> None:
    known = dossier.claims["claim_id"].to_list()
    assert all(row["claim_id"] in known for row in SCENARIOS[name].add)


def test_a_lapsed_pact_takes_its_tie_away(dossier: Dossier) -> None:
    with_it = signed_edges(network(dossier, "2024-12-05"))
    without = signed_edges(network(dossier, "2024-12-05", what_if="pact-lapses"))
    gone = with_it.join(without, on=["source", "target"], how="anti")
    assert gone.select("source", "target").rows() == [("north-korea", "russia")]


def test_what_is_supposed_outweighs_what_is_recorded(dossier: Dossier) -> None:
    ties = network(dossier, "2024-06-24", ("event",), what_if="beijing-joins")
    edge = signed_edges(ties, "weightiest").filter(source="china", target="south-korea")
    assert edge.select("sign", "outweighed").row(0) == (-1, ["china-south-korea-relations-1992"])


def test_your_own_what_if_adds_and_drops(dossier: Dossier) -> None:
    mine = WhatIf(
        "mine",
        "Ankara turns to Moscow",
        add=({"source": "turkey", "target": "russia", "sign": 1, "kind": "alliance"},),
        drop=("us-turkey-nato-1952",),
    )
    ties = network(dossier, "2024-06-24", what_if=["pact-lapses", mine])
    assert ties.filter(basis="what-if").select("source", "target", "state").rows() == [
        ("turkey", "russia", "known")
    ]
    assert "us-turkey-nato-1952" not in ties["tie_id"].to_list()


@pytest.mark.parametrize(
    ("what_if", "message"),
    [
        ("pact-lapse", 'what-if "pact-lapse" is unknown: did you mean "pact-lapses"?'),
        (WhatIf("empty", "Nothing"), 'what-if "empty" names nothing'),
        (WhatIf("gone", "Gone", drop=("us-japan-1961",)), 'did you mean "us-japan-1960"?'),
        (
            WhatIf("who", "Who", add=({"source": "rusia", "target": "china", "sign": 1},)),
            'what-if "who", added row 1: source "rusia" is no actor; did you mean "russia"?',
        ),
        (
            WhatIf("sign", "Sign", add=({"source": "russia", "target": "china", "sign": 0},)),
            "added row 1: sign 0 is neither",
        ),
        (
            WhatIf("self", "Self", add=({"source": "china", "target": "china", "sign": 1},)),
            "cannot be tied to itself",
        ),
        (
            WhatIf(
                "more", "More", add=({"source": "russia", "target": "china", "sign": 1, "x": 1},)
            ),
            "no tie has x",
        ),
    ],
)
def test_a_what_if_that_cannot_be_meant_names_its_row(
    dossier: Dossier, what_if: str | WhatIf, message: str
) -> None:
    with pytest.raises(AllianceError) as refused:
        network(dossier, "2024-06-24", what_if=what_if)
    assert message in str(refused.value)


def test_the_recorded_ties_are_left_as_they_are(dossier: Dossier) -> None:
    before = dossier.ties.clone()
    network(dossier, "2024-06-24", what_if=list(SCENARIOS))
    assert before.equals(dossier.ties)
    assert isinstance(before, pl.DataFrame)
