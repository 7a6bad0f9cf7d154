from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from analysis import QuestionError
from analysis.alliances import BASES, WhatIf, signed_edges, suppose, ties_in_force
from analysis.alliances.what_if import what_ifs_of

if TYPE_CHECKING:
    from analysis import Dossier


def test_what_ifs_come_from_the_table_in_its_order(dossier: Dossier) -> None:
    assert list(what_ifs_of(dossier)) == [
        "arms-for-arms",
        "felland-changes-sides",
        "pact-binds",
        "tank-deal-ends",
    ]
    assert what_ifs_of(dossier)["tank-deal-ends"].drop == ("belmark-felland-tanks-2029",)


def test_an_assumed_tie_counts_on_any_day_and_replaces_its_own_row(dossier: Dossier) -> None:
    for day in ("1900-01-01", "2031-05-14", "2031-09-02"):
        ties = ties_in_force(dossier, day, what_if="pact-binds").filter(
            tie_id="belmark-corvia-2031"
        )
        assert ties.select("basis", "certainty", "sign").rows() == [("what-if", "known", 1)]


def test_an_assumed_tie_keeps_its_claim_and_its_sources(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, what_if="arms-for-arms").filter(basis="what-if")
    recorded = dossier.ties.filter(status="announced").select("tie_id", "claim_id", "instrument")
    kept = ties.select("tie_id", "claim_id", "instrument").join(recorded, on="tie_id")
    assert ties.height == 2
    assert kept["claim_id"].equals(kept["claim_id_right"])
    assert kept["instrument"].equals(kept["instrument_right"])
    assert ties["sources"].to_list() == [["article"], ["article"]]


def test_a_dropped_tie_does_not_count(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, basis=BASES, what_if="tank-deal-ends")
    assert "belmark-felland-tanks-2029" not in ties["tie_id"]


def test_what_is_assumed_overrules_what_is_recorded(dossier: Dossier) -> None:
    ties = ties_in_force(dossier, basis="event", what_if="felland-changes-sides")
    edge = signed_edges(ties, "strongest").filter(source="ardania", target="felland")
    assert edge.select("sign", "assumed", "overruled").row(0) == (
        -1,
        ["c-captains-felland-ardania"],
        ["ardania-felland-rescue-2026"],
    )


def test_your_own_what_if_assumes_and_drops_after_those_of_the_dossier(dossier: Dossier) -> None:
    mine = WhatIf(
        assume=({"source": "delmora", "target": "belmark", "sign": 1, "kind": "alliance"},),
        drop=("belmark-corvia-2031",),
    )
    ties = ties_in_force(dossier, what_if=["pact-binds", mine])
    assert ties.filter(basis="what-if").select("source", "target", "directed").rows() == [
        ("delmora", "belmark", True)
    ]


@pytest.mark.parametrize(
    ("what_if", "message"),
    [
        ("pact-bind", '"pact-bind" is not a recorded what-if; did you mean "pact-binds"?'),
        (WhatIf(), "a what-if assumes or drops at least one tie"),
        (WhatIf(drop="belmark-corvia-1997"), 'did you mean "belmark-corvia-1998"'),
        (WhatIf(assume="belmark-corvia-1997"), "is not the id of a tie"),
        (
            WhatIf(assume={"source": "ardanja", "target": "corvia", "sign": 1}),
            '"ardanja" is not an actor of this dossier (assumed row 0); did you mean "ardania"',
        ),
        (
            WhatIf(assume={"source": "ardania", "target": "corvia", "sign": 0}),
            "assumed rows, row 0: sign is 0",
        ),
        (
            WhatIf(assume={"source": "corvia", "target": "corvia", "sign": 1}),
            "an actor cannot be tied to itself",
        ),
        (
            WhatIf(assume={"source": "ardania", "target": "corvia", "sing": 1}),
            '"sing" is not a column of ties (assumed row 0); did you mean "sign" or "signed"?',
        ),
        (
            WhatIf(assume={"source": "corvia", "target": "ardania", "sign": 1, "review": "x"}),
            "assumed rows: ",
        ),
        (
            WhatIf(assume="belmark-corvia-2031", drop="belmark-corvia-2031"),
            'a what-if cannot both assume and drop "belmark-corvia-2031"',
        ),
    ],
)
def test_a_what_if_that_cannot_be_meant_is_refused(
    dossier: Dossier, what_if: str | WhatIf, message: str
) -> None:
    with pytest.raises(QuestionError, match=re.escape(message)):
        ties_in_force(dossier, what_if=what_if)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"assume": 5}, "assume: an id of a tie or a row is expected, not int"),
        ({"assume": ["pact", None]}, "assume: an id of a tie or a row is expected, not NoneType"),
        ({"drop": [{"source": "a"}]}, "drop: an id of a tie is expected, not dict"),
    ],
)
def test_what_is_neither_an_id_nor_a_row_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        WhatIf(**given)


def test_each_assumed_row_has_an_id_of_its_own_or_takes_the_place_of_its_own(
    dossier: Dossier,
) -> None:
    row = {"source": "delmora", "target": "corvia", "sign": 1}
    other = row | {"target": "belmark"}
    what_if = [WhatIf(row), WhatIf(other, drop="belmark-corvia-1998"), WhatIf([row, other])]
    supposed = suppose(dossier.ties, what_if)
    assert supposed.filter(basis="what-if")["tie_id"].n_unique() == 4
    instead = suppose(dossier.ties, WhatIf(row | {"tie_id": "belmark-corvia-1998"}))
    assert instead.filter(tie_id="belmark-corvia-1998")["source"].to_list() == ["delmora"]


def test_the_recorded_ties_are_left_as_they_are(dossier: Dossier) -> None:
    before = dossier.ties.clone()
    suppose(dossier.ties, list(what_ifs_of(dossier).values()))
    assert before.equals(dossier.ties)
