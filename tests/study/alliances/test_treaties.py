"""Dates, parties and clauses of the treaties of the study, against the rules of the codebook."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from analysis.alliances import activated_obligations, ties_in_force

if TYPE_CHECKING:
    from analysis import Dossier

NO_TREATY = re.compile(
    r"declaration|memorandum|charter|statement|communique|commitment|accord|assurances",
    re.IGNORECASE,
)
"""What instruments are called that bind politically, not in law."""

SIGNATURE_ONLY = {
    "us-turkey-1959",
    "ukraine-turkey-1992",
    "russia-turkey-1992",
    "russia-china-1996",
}
"""Treaties whose entry into force no source read gives: from their signature on, not known."""

IN_FORCE_AT_ONCE = {"us-ukraine-2024"}

ONE_SIDED = {
    "us-japan-1951": "united-states",
    "us-turkey-1959": "united-states",
    "russia-ukraine-budapest-1994": "russia",
    "us-ukraine-budapest-1994": "united-states",
}


@pytest.fixture(scope="module")
def treaties(dossier: Dossier) -> pl.DataFrame:
    return dossier.ties.filter(basis="treaty")


def test_every_treaty_is_signed_before_it_enters_into_force(treaties: pl.DataFrame) -> None:
    assert treaties["signed"].null_count() == 0
    assert set(treaties.filter(pl.col("start").is_null())["tie_id"]) == SIGNATURE_ONLY
    assert (treaties["signed"] <= treaties["start"]).all()


def test_a_treaty_starts_with_its_signature_only_where_that_is_said(
    treaties: pl.DataFrame,
) -> None:
    same_day = treaties.filter(pl.col("signed") == pl.col("start"))["tie_id"]
    assert set(same_day) == IN_FORCE_AT_ONCE


def test_a_treaty_without_an_entry_into_force_is_not_known_after_its_signature(
    dossier: Dossier,
) -> None:
    for tie_id in SIGNATURE_ONLY:
        signed = dossier.ties.filter(tie_id=tie_id)["signed"].item()
        eve, day = (
            ties_in_force(dossier, at).filter(tie_id=tie_id)["certainty"].to_list()
            for at in (signed - timedelta(days=1), signed)
        )
        assert (eve, day) == ([], ["unknown"])


def test_no_declaration_is_a_treaty(dossier: Dossier) -> None:
    named = {
        basis: [name for name in dossier.ties.filter(basis=basis)["instrument"] if name]
        for basis in ("treaty", "event")
    }
    assert [name for name in named["treaty"] if NO_TREATY.search(name)] == []
    assert len([name for name in named["event"] if NO_TREATY.search(name)]) > 10


def test_every_coded_obligation_has_a_clause_or_names_who_coded_it(dossier: Dossier) -> None:
    owed = dossier.ties.explode("obligations").drop_nulls("obligations")
    owed = owed.filter(pl.col("basis") != "claim").with_columns(obligation="obligations")
    unread = owed.join(dossier.clauses, on=["tie_id", "obligation"], how="anti")
    assert unread.filter(pl.col("coded_by").is_null()).is_empty()


def test_no_clause_owes_what_its_tie_does_not_name(dossier: Dossier) -> None:
    owed = dossier.clauses.drop_nulls("obligation").join(dossier.ties, on="tie_id")
    named = pl.col("obligations").list.contains(pl.col("obligation"))
    assert owed.filter(~named)["clause_id"].to_list() == []


def test_who_owes_a_one_sided_duty_is_named(dossier: Dossier) -> None:
    for tie_id, obliged in ONE_SIDED.items():
        tie = dossier.ties.filter(tie_id=tie_id).row(0, named=True)
        assert (tie["directed"], tie["source"]) == (True, obliged)
        owed = dossier.clauses.filter(tie_id=tie_id).drop_nulls("obligation")
        assert set(owed["obliged"]) <= {obliged}


def test_turkey_owes_nothing_in_return_for_the_agreement_of_1959(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "russia", "united-states", "1960-01-01")
    assert steps.filter(tie_id="us-turkey-1959").is_empty()
    steps = activated_obligations(dossier, "russia", "turkey", "1960-01-01")
    assert steps.filter(tie_id="us-turkey-1959")["actor"].unique().to_list() == ["united-states"]


def test_no_pledge_ends_on_the_eve_of_a_war_or_annexation(dossier: Dossier) -> None:
    breaches = dossier.ties.filter(
        (pl.col("kind") == "war") | pl.col("tie_id").str.contains("crimea")
    )
    eves = {
        (frozenset((row["source"], row["target"])), row["start"] - timedelta(days=1))
        for row in breaches.iter_rows(named=True)
    }
    pledges = dossier.ties.filter(pl.col("obligations").list.len() > 0).drop_nulls("end")
    for row in pledges.iter_rows(named=True):
        assert (frozenset((row["source"], row["target"])), row["end"]) not in eves


def test_russia_breaks_the_memorandum_of_1994_on_the_day_of_the_invasion(
    dossier: Dossier,
) -> None:
    steps = activated_obligations(dossier, "russia", "ukraine", "2022-02-24").filter(round=0)
    assert steps.select("tie_id", "article", "certainty").rows() == [
        ("russia-ukraine-budapest-1994", "2", "known")
    ]


def test_russia_breaks_the_treaty_and_the_memorandum_in_crimea(dossier: Dossier) -> None:
    steps = activated_obligations(dossier, "russia", "ukraine", "2014-03-01").filter(round=0)
    assert set(steps["tie_id"]) == {"russia-ukraine-1997", "russia-ukraine-budapest-1994"}


def test_successive_treaties_leave_no_gap(dossier: Dossier) -> None:
    dates = {row["tie_id"]: row for row in dossier.ties.iter_rows(named=True)}
    for old, new in (
        ("us-japan-1951", "us-japan-1960"),
        ("russia-ukraine-1990", "russia-ukraine-1997"),
        ("russia-north-korea-2000", "russia-north-korea-2024"),
    ):
        assert dates[new]["start"] - dates[old]["end"] == timedelta(days=1)


def test_sanctions_over_the_invasion_start_before_the_list_that_answered_them(
    dossier: Dossier,
) -> None:
    first = {row["tie_id"]: row["start"] for row in dossier.ties.iter_rows(named=True)}
    for sender in ("us", "europe", "japan", "south-korea"):
        assert first[f"{sender}-sanctions-russia"] < first["russia-lists-japan-unfriendly"]


def test_most_pledges_rest_on_more_than_openly_edited_pages(dossier: Dossier) -> None:
    grade = dict(dossier.sources.select("source_id", "reliability").rows())
    kept = dossier.ties.filter(pl.col("basis") != "claim")
    for tie_id, sources in kept.select("tie_id", "sources").iter_rows():
        assert min(grade[source] for source in sources) < "E", tie_id
