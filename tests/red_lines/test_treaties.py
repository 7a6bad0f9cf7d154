from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from analysis.alliances import activated_obligations
from analysis.red_lines import (
    commitments_in_words,
    forward_chain,
    scenario_cards,
    treaty_standing,
)

if TYPE_CHECKING:
    from analysis import Dossier

TREATY = "ardania-three-rivers-2004"


def with_treaty(dossier: Dossier, **columns: object) -> Dossier:
    cells = {
        name: pl.when(tie_id=TREATY).then(pl.lit(value)).otherwise(name)
        for name, value in columns.items()
    }
    return replace(dossier, ties=dossier.ties.with_columns(**cells))


def standing(dossier: Dossier) -> str | None:
    return treaty_standing(dossier).filter(commitment_id="union-must-assist")["standing"].item()


def fires(dossier: Dossier) -> bool:
    trace = forward_chain(dossier, "ardania-under-attack").trace
    return "union-must-assist" in trace["commitment_id"]


def heading(dossier: Dossier) -> str:
    worded = commitments_in_words(dossier).filter(commitment_id="union-must-assist")
    return str(worded["heading"].item())


def test_a_treaty_in_force_obliges(dossier: Dossier) -> None:
    assert standing(dossier) is None
    assert fires(dossier)
    assert heading(dossier) == "Union of Three Rivers (obligation)"


def test_nothing_follows_from_a_treaty_that_is_signed_and_not_in_force(dossier: Dossier) -> None:
    signed = with_treaty(dossier, start=date(2031, 9, 1))
    assert standing(signed) == "signed and not yet in force"
    assert not fires(signed)
    cards = scenario_cards(signed).filter(commitment_id="union-must-assist")
    assert set(cards["heading"]) == {
        "Union of Three Rivers (obligation, signed and not yet in force)"
    }
    assert scenario_cards(signed).height == scenario_cards(dossier).height


def test_nothing_follows_from_a_treaty_that_has_ended(dossier: Dossier) -> None:
    ended = with_treaty(dossier, end=date(2031, 5, 13))
    assert standing(ended) == "not in force"
    assert not fires(ended)


def test_a_treaty_of_which_the_sources_are_silent_may_still_oblige(dossier: Dossier) -> None:
    silent = with_treaty(dossier, known_until=date(2031, 5, 1))
    assert standing(silent) == "not known to be in force"
    assert fires(silent)


def test_a_treaty_that_only_a_data_set_codes_says_so(dossier: Dossier) -> None:
    unread = replace(dossier, clauses=dossier.clauses.clear())
    assert standing(unread) == "coded by Coastal Treaties Data Set"
    assert heading(unread).endswith("(obligation, coded by Coastal Treaties Data Set)")
    numbered = with_treaty(unread, coded_by="Coastal Treaties Data Set 1204")
    assert standing(numbered) == "coded by Coastal Treaties Data Set", "its row is no name"
    assert standing(replace(with_treaty(dossier, coded_by=None), clauses=unread.clauses)) == (
        "no clause was read"
    )


def test_what_is_only_claimed_is_no_treaty_and_still_obliges(dossier: Dossier) -> None:
    claimed = with_treaty(dossier, basis="claim", claim_id="c01")
    assert treaty_standing(claimed).is_empty()
    assert fires(claimed)


def test_who_must_assist_is_who_must_assist_by_the_treaties(dossier: Dossier) -> None:
    for one in (dossier, with_treaty(dossier, start=date(2031, 9, 1))):
        fired = forward_chain(one, "corvia-attacks-ardania").trace
        bound = fired.join(one.commitments.drop_nulls("tie_id"), on="commitment_id")
        helps = {"owed_to_side": "attacked", "obligation": "defense", "certainty": "known"}
        steps = activated_obligations(one, "corvia", "ardania").filter(**helps)
        assert set(bound.select("committer", "tie_id").iter_rows()) == set(
            steps.select("actor", "tie_id").iter_rows()
        )
