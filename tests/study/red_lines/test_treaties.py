"""Pages on alliances and on red lines give one answer on who must act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.alliances import activated_obligations
from analysis.red_lines import forward_chain

if TYPE_CHECKING:
    from analysis import Dossier

ATTACKS = {
    "united-states-attacks-north-korea": ("united-states", "north-korea"),
    "south-korea-attacks-north-korea": ("south-korea", "north-korea"),
    "north-korea-attacks-south-korea": ("north-korea", "south-korea"),
    "north-korea-attacks-japan": ("north-korea", "japan"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_who_must_do_what_is_the_same_on_both_pages(dossier: Dossier, attack: str) -> None:
    fired = forward_chain(dossier, attack).trace.join(
        dossier.commitments.drop_nulls("tie_id"), on="commitment_id"
    )
    helps = {"owed_to_side": "attacked", "certainty": "known"}
    owed = activated_obligations(dossier, *ATTACKS[attack]).filter("binding", "read", **helps)
    owed = owed.filter(pl.col("obligation") != "neutrality")
    assert set(fired.select("committer", "tie_id").iter_rows()) == set(
        owed.select("actor", "tie_id").iter_rows()
    )
